"""``braingain brief``: the main job, one policy brief as a page and its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

START = 2018
DRAWS = 200


def register(app: typer.Typer) -> None:
    """Add the verb to the program."""

    @app.command(epilog="Example: braingain brief GHA --out out")
    def brief(
        country: Annotated[str, typer.Argument(help="Country: ISO alpha-3 code or name, GHA or Ghana.")],
        start: Annotated[
            int, typer.Option(help="Year of the figures that the model starts from, 2015 to 2023.")
        ] = START,
        out: Annotated[Path, typer.Option(help="Folder for the page and its numbers.")] = Path("out"),
        draws: Annotated[int, typer.Option(min=20, max=10_000, help="Draws of all that is uncertain.")] = DRAWS,
        destination: Annotated[
            str | None,
            typer.Option(metavar="ISO3,...", help="Where levers of destinations act; the largest one unless given."),
        ] = None,
        seed: Annotated[int, typer.Option(min=0, help="Same seed, same numbers.")] = 1,
        force: Annotated[bool, typer.Option("--force", help="Overwrite a brief that is there.")] = False,
    ) -> None:
        """Write one policy brief: what is known, what comes if nothing changes, what could be done, what goes wrong.

        Writes brief-ISO3.html (one file, works offline) and brief-ISO3.json, and prints both paths.
        """
        from braingain.analysis.briefing import brief_record
        from braingain.cli.folders import say_new_folders
        from braingain.cli.progress import counted
        from braingain.foundation.countries import country_meant
        from braingain.output.brief import check_free, write_brief

        found = country_meant(country)
        named = [country_meant(name).iso3 for name in destination.split(",")] if destination else None
        check_free(found.iso3, out, force)
        say_new_folders([out])
        with counted(f"Brief for {found.name}") as progress:
            record = brief_record(found.iso3, start, draws, seed, progress, named)
        for path in write_brief(record, out, force):
            typer.echo(str(path))
