"""``braingain simulate``: a scenario file, run; results, scenario and manifest into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

CORRIDORS_SHOWN = 12
SHOWN = (
    "workers",
    "workers.doctor",
    "workers.nurse",
    "emigrants_per_year",
    "reserve",
    "share_at_home",
    "remittances_usd_per_year",
)


def register(app: typer.Typer) -> None:
    """Add the verb ``simulate``."""
    app.command("simulate")(simulate)


def simulate(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file, TOML or JSON.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for results.parquet, scenario.toml and manifest.json."),
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=10_000, help="Draws, in place of the file's.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite another run's results in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Run a scenario: packages of levers beside no new policy, in the same draws.

    With `world = true` in the file all countries run together, and move people between them.

    A run with --out that was cut off goes on where it stopped.

    Example: braingain simulate docs/examples/hardship-allowance-zambia.toml --out out/zambia
    """
    from dataclasses import replace

    from braingain.analysis.scenario import DRAWS_MOST, WORLD_DRAWS_MOST, read_scenario
    from braingain.analysis.simulate import simulate as run_country
    from braingain.analysis.world_simulate import simulate_world
    from braingain.cli.progress import counted
    from braingain.foundation.errors import BraingainError, Problem

    chosen = read_scenario(scenario)
    if draws is not None:
        most = WORLD_DRAWS_MOST if chosen.of_many else DRAWS_MOST
        if draws > most:
            raise BraingainError(Problem("--draws", f"{draws}, at most {most} in this run", "give fewer draws"))
        chosen = replace(chosen, draws=draws)
    with counted(chosen.name) as progress:
        found = (simulate_world if chosen.of_many else run_country)(chosen, out, force, progress)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    elif chosen.of_many:
        _print_world(found)
        _say_written(out)
    else:
        from rich.console import Console

        from braingain.cli.simulate_table import print_country

        print_country(Console(), found)
        _say_written(out)


def _say_written(out: Path | None) -> None:
    if out is not None:
        typer.echo(f"Written: {out / 'results.parquet'}, scenario.toml, manifest.json")


def _print_world(found: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    head = found["scenario"]["scenario"]
    console.print(
        f"{head['name']}: {len(found['countries'])} countries, {found['years'][0]} to {found['years'][-1]}, "
        f"{head['draws']} draws, seed {head['seed']}"
    )
    for package in found["packages"]:
        title = f"{package['name']}, all countries, {found['years'][-1]}"
        table = Table("outcome", "no new policy", "package", "difference (90 %)", title=title)
        for name in SHOWN:
            if name in package["outcomes"]:
                table.add_row(name, *_cells(package["outcomes"][name]))
        for label, record, scale in _spread_rows(package):
            table.add_row(label, *_cells(record, scale))
        console.print(table)
        console.print(
            "Gini and Theil over countries, each weighing as its people. * associated with service between countries, "
            "not caused by it"
        )
        moved = Table(
            "corridor of doctors",
            "no new policy",
            "package",
            "difference (90 %)",
            title="Largest changes, persons a year",
        )
        changes = sorted(package["flows"], key=lambda flow: -abs(flow["difference"]["median"]))
        changed = [flow for flow in changes if abs(flow["difference"]["median"]) >= 0.5]
        for flow in changed[:CORRIDORS_SHOWN]:
            sides = [f"{flow[side]['median']:,.0f}" for side in ("baseline", "package")]
            more = flow["difference"]
            sides.append(f"{more['median']:+,.0f} ({more['p05']:+,.0f} to {more['p95']:+,.0f})")
            moved.add_row(f"{flow['origin']} to {flow['destination']}", *sides)
        console.print(moved)
        cost = package["cost_usd"]["total"]
        console.print(
            f"Cost, all years: {cost['median']:,.0f} ({cost['p05']:,.0f} to {cost['p95']:,.0f}) "
            f"US dollars of {found['price_year']}"
        )
        for note in dict.fromkeys(lever["rights_note"] for lever in package["levers"] if lever["rights_note"]):
            console.print(f"Rights: {note}")
    if not found["packages"]:
        _print_path(console, found)
    for name, levels in found["services_levels"].items():
        console.print(
            f"Level of {name.removesuffix('_share').replace('_', ' ')}: own figure in {levels['own_figure']} countries, "
            f"assumed (curve of the World Health Report 2006) in {levels['assumed_curve']}"
        )
    console.print(
        f"Persons conserved to {found['conservation_residual']:.1e}; {found['seconds']:,.0f} s, "
        f"{found['peak_memory_mb']:,.0f} MB at most; hash {found['hash']}"
    )


def _print_path(console: Console, found: Mapping[str, Any]) -> None:
    """First and last year of the outcomes, of the distribution over countries and of service, without a package."""
    from rich.table import Table

    years = (found["years"][0], found["years"][-1])
    rows = [(name, found["baseline"][name], 1.0) for name in SHOWN if name in found["baseline"]]
    rows += _spread_rows({"distribution": found["baseline_distribution"], "services": found["baseline_services"]})
    table = Table("outcome (90 %)", *(str(year) for year in years), title="No new policy, all countries")
    for label, record, scale in rows:
        cells = []
        for at in (0, -1):
            middle, low, high = (record[q][at] * scale for q in ("median", "p05", "p95"))
            digits = _digits(middle)
            cells.append(f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})")
        table.add_row(label, *cells)
    console.print(table)


def _spread_rows(found: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any], float]]:
    """Label, record and scale of the distribution over countries, by cadre, and of service of the world."""
    rows: list[tuple[str, Mapping[str, Any], float]] = []
    for name, label in (("", "doctors and nurses"), (".doctor", "doctors"), (".nurse", "nurses")):
        for index in ("gini", "theil"):
            rows.append(
                (f"{index} of {label} over countries", found["distribution"][f"density_per_10k{name}"][index], 1.0)
            )
    service = found["services"]
    rows.append(("service for 1,000 people", service["density_per_1000"], 1.0))
    rows.append(("births attended, %*", service["skilled_attendance_share"], 100.0))
    rows.append(("measles, %*", service["measles_share"], 100.0))
    return rows


def _cells(outcome: Mapping[str, Any], scale: float = 1.0) -> tuple[str, str, str]:
    last = {
        side: {q: values[-1] * scale for q, values in outcome[side].items() if q != "why"}
        for side in ("baseline", "package")
    }
    change = {q: values[-1] * scale for q, values in outcome["difference"].items() if q != "why"}
    digits = _digits(last["package"]["median"])
    tiny = 0 < max(abs(value) for value in change.values()) < 10.0**-digits
    form = "+.1e" if tiny else f"+,.{digits}f"
    return (
        f"{last['baseline']['median']:,.{digits}f}",
        f"{last['package']['median']:,.{digits}f}",
        f"{change['median']:{form}} ({change['p05']:{form}} to {change['p95']:{form}})",
    )


def _digits(value: float) -> int:
    """Decimals with which a number is shown: more where it is small."""
    return 4 if abs(value) < 1 else 3 if abs(value) < 10 else 1 if abs(value) < 100 else 0
