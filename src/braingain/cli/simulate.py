"""``braingain simulate``: a scenario file, run; results, scenario and manifest into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    from braingain.analysis.scenario import read_scenario
    from braingain.analysis.simulate import simulate as run_country
    from braingain.analysis.world_simulate import simulate_world
    from braingain.cli.progress import counted

    chosen = read_scenario(scenario)
    if draws is not None:
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
        console.print(table)
        moved = Table("corridor of doctors", "no new policy", "package", title="Largest changes, persons a year")
        changes = sorted(
            package["flows"], key=lambda flow: -abs(flow["package"]["median"] - flow["baseline"]["median"])
        )
        for flow in changes[:CORRIDORS_SHOWN]:
            sides = [f"{flow[side]['median']:,.0f}" for side in ("baseline", "package")]
            moved.add_row(f"{flow['origin']} to {flow['destination']}", *sides)
        console.print(moved)
        cost = package["cost_usd"]["total"]
        console.print(
            f"Cost, all years: {cost['median']:,.0f} ({cost['p05']:,.0f} to {cost['p95']:,.0f}) "
            f"US dollars of {found['price_year']}"
        )
        for note in dict.fromkeys(lever["rights_note"] for lever in package["levers"] if lever["rights_note"]):
            console.print(f"Rights: {note}")
    console.print(
        f"Persons conserved to {found['conservation_residual']:.1e}; {found['seconds']:,.0f} s, "
        f"{found['peak_memory_mb']:,.0f} MB at most; hash {found['hash']}"
    )


def _cells(outcome: Mapping[str, Any]) -> tuple[str, str, str]:
    last = {
        side: {q: values[-1] for q, values in outcome[side].items() if q != "why"} for side in ("baseline", "package")
    }
    change = {q: values[-1] for q, values in outcome["difference"].items() if q != "why"}
    digits = 3 if abs(last["package"]["median"]) < 10 else 0
    return (
        f"{last['baseline']['median']:,.{digits}f}",
        f"{last['package']['median']:,.{digits}f}",
        f"{change['median']:+,.{digits}f} ({change['p05']:+,.{digits}f} to {change['p95']:+,.{digits}f})",
    )
