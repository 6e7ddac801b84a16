"""``braingain matrix``: every lever of the catalogue beside no new policy, for one country."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

COLUMNS = (
    ("workers", "workers"),
    ("workers.rural", "rural"),
    ("emigrants_per_year", "leaving a year"),
    ("reserve", "without a post"),
)


def register(app: typer.Typer) -> None:
    """Add the verb ``matrix``."""
    app.command("matrix")(matrix)


def matrix(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="Country: its ISO code or full name.")],
    draws: Annotated[int, typer.Option(min=1, max=10_000, help="Draws of all unknowns.")] = 200,
    start: Annotated[int, typer.Option(help="Year of the baseline, 1 January.")] = 2018,
    policy_start: Annotated[int, typer.Option(help="First year of all levers.")] = 2027,
    horizon: Annotated[int | None, typer.Option(help="Last year; policy start + 20 unless given.")] = None,
    destination: Annotated[
        str | None,
        typer.Option(metavar="ISO3,...", help="Where levers of destinations act; the largest one unless given."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    experiments: Annotated[
        bool,
        typer.Option(help="Also run three levers with the mechanism behind a side effect on and off."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """The policy matrix of a country: effect, cost, speed, evidence and side effects of every lever.

    Example: braingain matrix GHA --draws 100 --destination GBR
    """
    from braingain.analysis.matrix import matrix as policy_matrix
    from braingain.cli.progress import counted
    from braingain.foundation.countries import find_country

    country = find_country(iso3).iso3
    named = [find_country(name).iso3 for name in destination.split(",")] if destination else None
    with counted(f"matrix {country}") as progress:
        found = policy_matrix(country, draws, seed, start, policy_start, horizon, named, progress)
    if experiments:
        from braingain.analysis.experiments import experiments as run_experiments

        with counted(f"experiments {country}") as progress:
            tried = run_experiments(country, draws, seed, start, policy_start, named or (), progress)
        found["experiments"] = tried["experiments"]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    else:
        _print(found)


def _print(found: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    grades = ", ".join(f"{cadre} {grade}" for cadre, grade in found["grade"].items())
    console.print(
        f"{found['country']}: difference from no new policy, median and 90 % interval of {found['draws']} draws. "
        f"Levers begin in {found['policy_start']}. Grade of the baseline: {grades}."
    )
    table = Table("lever", "read in", *(title for _, title in COLUMNS), "$ a worker-year", "first seen", "evidence")
    for row in found["rows"]:
        if row["not_applicable"]:
            table.add_row(row["title"], "–", f"does not apply: {row['not_applicable']}")
            continue
        cells = [_cell(row["outcomes"][name]["difference"]) for name, _ in COLUMNS]
        cost = row["cost_per_worker_year_usd"]
        evidence = f"{row['evidence']['grade']}, {row['evidence']['distance']}"
        table.add_row(
            row["title"] + (" (rights note)" if row["rights_note"] else ""),
            str(row["at_year"]),
            *cells,
            f"{cost['median']:,.0f}" if cost else "–",
            str(row["first_effect_year"] or "–"),
            evidence,
        )
    console.print(table)
    for row in found["rows"]:
        for flag in () if row["not_applicable"] else row["flags"]:
            console.print(f"{row['title']}: {flag}")
    console.print(
        f"Costs in US dollars of {found['rows'][0].get('price_year', found['start'])}, discounted at 3 %. "
        "Side effects: --json, or the brief."
    )
    if "experiments" in found:
        _print_experiments(console, found["experiments"])


def _print_experiments(console: Console, tried: Sequence[Mapping[str, Any]]) -> None:
    """Each experiment: what is measured, with the mechanism and without it, in how many draws it appears."""
    console.print("\nExperiments, each in the same draws with a mechanism on and off:")
    for one in tried:
        lever = f"{one['lever']} in {one['destination']}" if one["destination"] else one["lever"]
        if one["not_applicable"]:
            console.print(f"  {lever}: does not apply: {one['not_applicable']}")
            continue
        by_cadre = ", ".join(f"{cadre}s {value['median']:+,.1f}" for cadre, value in one["by_cadre"].items())
        console.print(f"  {lever}, {one['mechanism']}: {one['what']}")
        console.print(f"    on {_fine(one['with_mechanism'])}, {by_cadre}; off {_fine(one['without_mechanism'])}")
        console.print(f"    {one['words']}")


def _fine(interval: Mapping[str, float]) -> str:
    return f"{interval['median']:+,.1f} ({interval['p05']:+,.1f} to {interval['p95']:+,.1f})"


def _cell(interval: Mapping[str, float]) -> str:
    return f"{interval['median']:+,.0f} ({interval['p05']:+,.0f} to {interval['p95']:+,.0f})"
