"""``braingain explain``: why a country is short of workers, by cause, and where those who left would have worked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

BAR = 24  # letters of the longest bar


def register(app: typer.Typer) -> None:
    """Add the verb ``explain``."""
    app.command("explain")(explain)


def explain(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="Country: its ISO code or full name.")],
    year: Annotated[int, typer.Option("--year", "--horizon", help="Year explained, its 31 December.")] = 2040,
    norm: Annotated[float, typer.Option(help="Doctors, nurses and midwives needed for 10 000 people.")] = 44.5,
    start: Annotated[int, typer.Option(help="Year of the baseline, 1 January.")] = 2018,
    draws: Annotated[int, typer.Option(min=1, max=10_000, help="Draws of all unknowns.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw the waterfall, as FILE.svg or FILE.png.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a picture that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """The shortfall of doctors and nurses by cause: leaving, training, posts, places, the sector. The parts add up.

    Each cause is taken away in runs of its own, alone and with the others, in the same draws; nothing is cut off at nought.

    Example: braingain explain ZAF --norm 60 --picture why.svg
    """
    from braingain.analysis.explain import explain as explained
    from braingain.cli.folders import say_new_folders
    from braingain.cli.progress import counted
    from braingain.foundation.countries import country_meant
    from braingain.output.waterfall import check_picture, write_picture

    country = country_meant(iso3).iso3
    if picture is not None:
        check_picture(picture, force)
        say_new_folders([picture])
    with counted(f"explain {country}") as progress:
        found = explained(country, draws, seed, start, year, norm, progress)
    if picture is not None:
        write_picture(found, picture, force)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
        return
    _print(found)
    if picture is not None:
        typer.echo(str(picture))


def _print(found: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from braingain.foundation.countries import named

    console = Console()
    grades = ", ".join(f"{cadre} {grade}" for cadre, grade in found["grade"].items())
    console.print(
        f"{named(found['country'])}, end of {found['year']}: doctors and nurses needed at {found['norm_per_10k']:g} for 10,000 people, "
        f"{_mean(found['need_workers'])}; at work {_mean(found['present_workers'])}. {found['draws']} draws; grade: {grades}."
    )
    parts = found["parts"]
    longest = max(abs(part["workers"]["mean"]) for part in parts) or 1.0
    table = Table("why", "workers", "90 % of draws", "", show_edge=False, padding=(0, 1, 0, 0))
    for part in parts:
        value = part["workers"]
        length = round(BAR * abs(value["mean"]) / longest)
        table.add_row(part["title"], _mean(value), _spread(value), ("+" if value["mean"] > 0 else "-") * length)
    table.add_row(
        "short of the norm", _mean(found["shortfall_workers"]), _spread(found["shortfall_workers"]), "", style="bold"
    )
    console.print(table)
    console.print("Means of draws, which add up. A part below nought makes the shortfall smaller.")
    console.print("Each part compares the country with one in which:")
    for part in parts:
        console.print(f"  {part['title']}: {part['compared_with']}.", highlight=False)
    short = found["shortfall_at_start"]
    console.print(
        f"Short of the norm at the end of {found['start']}: {_mean(short)} ({_spread(short)}).", highlight=False
    )
    if found["shortfall_workers"]["p95"] < 0:
        console.print(
            f"More are at work than the norm of {found['norm_per_10k']:g} asks for. It is a floor for basic services: it does not say "
            "that posts are filled or patients seen, and another norm is chosen by --norm."
        )
    for line in _emigration(found):
        console.print(line)
    for flag in found["flags"]:
        console.print(f"Note: {flag}.")


def _emigration(found: Mapping[str, Any]) -> list[str]:
    """Emigration's share, as a median and of the means above; and where those who left would be, which is no part."""
    share, of_means = found["emigration_share"], found["emigration_share_of_means"]
    lines = [f"Emigration has no share of the shortfall: {found['emigration_share_why']}."]
    if share is not None:
        why = f" ({share['why']})" if "why" in share else ""
        means = "" if of_means is None else f"; of the means above it is {of_means:.1%}"
        span = f"{share['median']:.0%} ({share['p05']:.0%} to {share['p95']:.0%})"
        lines = [f"Emigration is {span} of the shortfall in the median draw{why}{means}."]
    sexes = found["had_they_stayed_by_sex"]["own_trained_at_home"]
    stayed = ", ".join(f"{row['place']} {_mean(row['workers'])}" for row in found["had_they_stayed"])
    return [
        *lines,
        f"Had nobody left since {found['start']} and all else were as it is, there would be more (means): {stayed}.",
        f"Of those trained here, {_mean(sexes['female'])} women and {_mean(sexes['male'])} men more would be in the country (shares of "
        "women among those who leave are imputed from those at work).",
        f"That is {_mean(found['had_they_stayed_at_work'])} more at work, another number than the part above: a part is the mean "
        "over runs with and without the other causes, and where there are more funded posts, more of those who stay find one.",
    ]


def _mean(value: Mapping[str, float]) -> str:
    return f"{value['mean']:,.0f}"


def _spread(value: Mapping[str, float]) -> str:
    return f"{value['p05']:,.0f} to {value['p95']:,.0f}"
