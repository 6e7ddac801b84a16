"""``braingain lessons``: the paper's claims as experiments on a country, each with result, interval and verdict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

VERDICTS = {"supported": "supported", "not_supported": "not supported", "mixed": "mixed"}
DIGITS = 3
FEW_DRAWS = 100  # under which one draw more or less can turn a verdict


def register(app: typer.Typer) -> None:
    """Add the verb ``lessons``."""
    app.command("lessons")(lessons)


def lessons(
    iso3: Annotated[
        str | None,
        typer.Argument(metavar="[ISO3]", help="Country: its ISO code or full name; without one, the claims."),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, max=10_000, help="Draws of all unknowns.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    start: Annotated[int, typer.Option(help="Year of the baseline, 1 January.")] = 2018,
    policy_start: Annotated[int, typer.Option(help="First year of all levers.")] = 2027,
    horizon: Annotated[int | None, typer.Option(help="Last year; policy start + 20 unless given.")] = None,
    world: Annotated[
        bool, typer.Option("--world", help="Also try what needs all countries together: minutes, and 3 GB of memory.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """The claims of the background paper, tried on a country: supported, not supported or mixed, with the interval.

    Without a country: each claim, its experiment and what the verdict asks, all of it set before anything is run.

    Example: braingain lessons GHA --draws 40
    """
    from braingain.analysis.lessons import claims
    from braingain.analysis.lessons import lessons as tried
    from braingain.cli.progress import counted
    from braingain.foundation.countries import country_meant

    if iso3 is None:
        found = claims()
    else:
        country = country_meant(iso3).iso3
        with counted(f"lessons {country}") as progress:
            found = tried(country, draws, seed, start, policy_start, horizon, world, progress)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    elif iso3 is None:
        _print_claims(found)
    else:
        _print(found)


def _print_claims(found: Mapping[str, Any]) -> None:
    from rich.console import Console

    console = Console()
    for one in found["claims"]:
        asked = " It runs only with --world." if one["many_countries"] else ""
        console.print(f"{one['claim']} ({one['id']})", style="bold", highlight=False)
        console.print(f"  Experiment: {one['experiment']}{asked}", highlight=False)
        console.print(f"  Result: {one['unit']}.", highlight=False)
        console.print(f"  Supported where: {'; '.join(one['conditions'])}.", highlight=False)
        console.print(f"  What it cannot say: {one['limits']}\n", highlight=False)
    console.print(f"The rule of every verdict: {found['rule']}.", highlight=False)
    console.print("Try them on a country: braingain lessons GHA", highlight=False)


def _print(found: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from braingain.foundation.countries import named

    console = Console()
    grades = ", ".join(f"{cadre} {grade}" for cadre, grade in found["grade"].items())
    console.print(
        f"{named(found['country'])}: claims of the background paper, simulated, {found['draws']} draws; levers begin in {found['policy_start']}, "
        f"last year {found['horizon']}. Median and 90 % interval. Grade of the baseline: {grades}."
    )
    table = Table(show_lines=True, show_edge=False, padding=(0, 1, 0, 0), expand=True)
    for title, ratio in (("claim, and why", 5), ("result", 3), ("verdict", 2)):
        table.add_column(title, ratio=ratio)
    for one in found["lessons"]:
        table.add_row(
            f"{one['claim']}\n{one['why']}", f"{_value(one['result'])}\n{one['unit']}", VERDICTS[one["verdict"]]
        )
    for one in found["not_tried"]:
        table.add_row(one["claim"], f"not tried: {one['why']}", "–")
    console.print(table)
    _print_notes(console, found)
    for line in _how_found(found["draws"]):
        console.print(line, highlight=False)
    console.print(
        "Verdicts follow one rule, set before: braingain lessons. Levers, doses, costs and what stands beside: --json."
    )


def _how_found(draws: int) -> list[str]:
    """How a verdict comes of its parts, and what few draws do to it."""
    rule = "Supported: every part of a claim holds. Not supported: every part fails, in 95 % of draws or more. Mixed: anything else."
    few = (
        f"Few draws: one of {draws} is {1 / draws:.0%} of them, so a verdict may rest on it; take {FEW_DRAWS} or more."
    )
    return [rule, few] if draws < FEW_DRAWS else [rule]


def _print_notes(console: Console, found: Mapping[str, Any]) -> None:
    """What a reader must know of how it was run, how well the levers are known, and whose rights some limit."""
    rights: dict[str, str] = {}
    for one in found["lessons"]:
        known = [f"{of['title'].lower()} {of['grade']}" for of in one["evidence"]]
        rights |= {of["title"]: of["rights_note"] for of in one["evidence"] if of["rights_note"]}
        said = [*one["notes"], *([f"evidence: {', '.join(known)}"] if known else [])]
        for text in said:
            console.print(f"{one['id']}: {text}.", highlight=False)
    for title, note in rights.items():
        console.print(f"Rights, {title.lower()}: {note}", highlight=False)


def _value(interval: Mapping[str, float]) -> str:
    median, low, high = (_figures(interval[q]) for q in ("median", "p05", "p95"))
    return f"{median} ({low} to {high})"


def _figures(value: float) -> str:
    """A number of three figures; nothing finer than a thousandth."""
    if abs(value) >= 100:
        return f"{float(f'{value:.{DIGITS}g}'):,.0f}"
    return f"{round(float(f'{value:.{DIGITS}g}'), 3) + 0.0:g}"
