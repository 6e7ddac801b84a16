"""``braingain export``: a country's model written for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ENDINGS = (".xmile", ".xml")  # what programs that read XMILE open


def register(app: typer.Typer) -> None:
    """Add the verb ``export``."""
    export = typer.Typer(no_args_is_help=True, help="Write a country's model for other programs: xmile.")
    export.command("xmile")(xmile)
    app.add_typer(export, name="export")


def xmile(
    iso3: Annotated[str, typer.Argument(metavar="ISO3", help="Country: its ISO code or full name.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write, ending in .xmile or .xml.")],
    scenario: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A scenario file; no new policy unless given.")
    ] = None,
    package: Annotated[str | None, typer.Option(metavar="NAME", help="Which package of the scenario.")] = None,
    draw: Annotated[int, typer.Option(min=0, help="Which draw, from 0.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """The national model as an XMILE file that system-dynamics programs read: equations, numbers of one draw.

    Example: braingain export xmile GHA --out ghana.xmile
    """
    from braingain.analysis.export import one_draw
    from braingain.analysis.scenario import Scenario, read_scenario
    from braingain.analysis.xmile.model import NOT_CARRIED, xmile_of
    from braingain.cli.folders import say_new_folders
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem

    country = country_meant(iso3).iso3
    if out.suffix.lower() not in ENDINGS:
        raise BraingainError(
            Problem(f"--out {out}", f"does not end in {' or '.join(ENDINGS)}", f"write {out.with_suffix('.xmile')}")
        )
    chosen = read_scenario(scenario) if scenario else Scenario(name="no new policy", country=country)
    if chosen.of_many:
        what = "is of many countries, and the file holds the model of one"
        raise BraingainError(Problem(str(scenario), what, f'write country = "{country}" in a copy of it'))
    if chosen.country != country:
        raise BraingainError(
            Problem(str(scenario), f"is of {chosen.country}, not {country}", f"export {chosen.country}")
        )
    if out.exists() and not force:
        raise BraingainError(Problem(str(out), "is there already", "--force overwrites it"))
    say_new_folders([out])
    found = one_draw(chosen, package, draw)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(xmile_of(found), encoding="utf-8")
    except OSError as error:
        problem = Problem(str(out), f"cannot be written ({error.strerror})", "give another --out")
        raise BraingainError(problem) from error
    typer.echo(f"Written: {out} ({found.origin}).")
    for line in NOT_CARRIED:
        typer.echo(f"Not carried: {line}.")
