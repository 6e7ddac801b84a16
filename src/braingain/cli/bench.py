"""``braingain bench``: how fast the program is on this machine, as ratios."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES = {
    "help": "first help page",
    "matrix": "a policy matrix",
    "step_against_numpy": "a year of the model, compiled against plain NumPy",
    "flows_by_training": "flows from stocks by training, ours against fitting one table at a time",
    "flows_pairs": "flows from stocks by origin and destination, ours against the same",
    "flows_closed_seeded": "flows weighted by nearness in a closed world, ours against the same",
    "run_against_pysd": "a run of the exported model, ours against PySD's",
}


def register(app: typer.Typer) -> None:
    """Add the verb ``bench``."""
    app.command("bench")(bench)


def bench(
    pysd: Annotated[
        bool, typer.Option("--pysd", help="Also run the exported model in PySD: about two minutes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """How fast the program is on this machine: times against their goals, and the model against plain NumPy.

    Takes about a minute; run it while the machine does nothing else.

    Example: braingain bench --json
    """
    from braingain.analysis.benchmarks import benchmarks
    from braingain.cli.progress import counted

    with counted("bench") as progress:
        found = benchmarks(progress, pysd)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
        return
    for line in lines(found):
        typer.echo(line)


def lines(found: Mapping[str, Any]) -> list[str]:
    """The benchmarks as lines of text."""
    on = found["machine"]
    out = [f"{on['system']} {on['processor']}, {on['cores']} cores, Python {on['python']}, JAX {on['jax']}"]
    for result in found["results"]:
        met = "met" if result["met"] else "not met"
        measured = f"{result['measured']:.3g} {result['unit']}, goal {result['goal']:g} {result['unit']}"
        title = TITLES.get(result["name"], result["name"])
        out += ["", f"{title}: {measured}: {met} (ratio {result['ratio']:.2f})", f"  {result['how']}"]
    return out
