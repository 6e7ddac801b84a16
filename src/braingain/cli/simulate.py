"""``braingain simulate``: a scenario file, run; results, scenario and manifest into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from braingain.cli.workforce import Card


def register(app: typer.Typer) -> None:
    """Add the verb ``simulate``."""
    app.command("simulate")(simulate)


def simulate(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file, TOML or JSON.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for results.parquet, flows.parquet, scenario.toml, manifest.json."),
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=10_000, help="Draws, in place of the file's.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite another run's results in --out.")] = False,
    workforce: Card = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Run a scenario: packages of levers beside no new policy, in the same draws.

    With `world = true` in the file all countries run together, and move people between them.

    A run with --out that was cut off goes on where it stopped. With --workforce the scenario is of that card's cadres.

    Example: braingain simulate docs/examples/hardship-allowance-zambia.toml --out out/zambia
    """
    from dataclasses import replace

    from braingain.analysis.scenario import DRAWS_MOST, WORLD_DRAWS_MOST, read_scenario
    from braingain.analysis.simulate import simulate as run_country
    from braingain.analysis.world_simulate import simulate_world
    from braingain.cli.folders import say_new_folders
    from braingain.cli.progress import counted
    from braingain.foundation.errors import BraingainError, Problem

    if workforce is not None:
        from braingain.cli.workforce import simulate_of

        return simulate_of(workforce, scenario, draws, {"--out": out is not None, "--force": force}, as_json)
    chosen = read_scenario(scenario)
    if draws is not None:
        most = WORLD_DRAWS_MOST if chosen.of_many else DRAWS_MOST
        if draws > most:
            raise BraingainError(Problem("--draws", f"{draws}, at most {most} in this run", "give fewer draws"))
        chosen = replace(chosen, draws=draws)
    say_new_folders([out] if out is not None else [])
    with counted(chosen.name) as progress:
        found = (simulate_world if chosen.of_many else run_country)(chosen, out, force, progress)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    elif chosen.of_many:
        from rich.console import Console

        from braingain.cli.simulate_world_table import print_world

        print_world(Console(), found)
        _say_written(out)
    else:
        from rich.console import Console

        from braingain.cli.simulate_table import print_country

        print_country(Console(), found)
        _say_written(out)


def _say_written(out: Path | None) -> None:
    if out is not None:
        typer.echo(f"Written to {out}: results.parquet, flows.parquet, scenario.toml, manifest.json")
