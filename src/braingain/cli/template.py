"""``braingain template``: a workbook in which a ministry gives its own figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ENDING = ".xlsx"


def register(app: typer.Typer) -> None:
    """Add the verb ``template``."""
    app.command("template")(template)


def template(
    country: Annotated[str, typer.Argument(metavar="ISO3", help="ISO 3166 alpha-3 code, such as GHA, or a name.")],
    out: Annotated[Path, typer.Option(metavar="FILE.xlsx", help="The workbook to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="DIR", help="Folder of the store (else BRAINGAIN_HOME).")
    ] = None,
) -> None:
    """A workbook for a ministry's own figures: one subject a sheet, what is published filled in and marked.

    Your own imports are not put into it, so that it can be sent to others. `braingain evidence import` takes it back.

    Example: braingain template GHA --out gha.xlsx
    """
    from braingain.cli.folders import say_new_folders
    from braingain.evidence.store import open_store
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem
    from braingain.output.template import template_bytes

    iso3 = country_meant(country).iso3
    if out.suffix.lower() != ENDING:
        do = f"write {out.with_suffix(ENDING)}"
        raise BraingainError(Problem(f"--out {out}", f"does not end in {ENDING}", do))
    if out.exists() and not force:
        raise BraingainError(Problem(str(out), "is there already", "--force overwrites it"))
    say_new_folders([out])
    content, known = template_bytes(open_store(store), iso3)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        problem = Problem(str(out), f"cannot be written ({error.strerror})", "give another --out")
        raise BraingainError(problem) from error
    typer.echo(f"Written: {out} ({known} public figures filled in and marked).")
    typer.echo(f"Fill it in, then: braingain evidence import {out} --source NAME --dry-run")
