"""``braingain agreement``: a term sheet of two governments, run; cash and workers of each party."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the verb ``agreement``."""
    app.command("agreement")(agreement)


def agreement(
    term_sheet: Annotated[
        Path | None, typer.Argument(metavar="TERM_SHEET", help="A term sheet, TOML or JSON.", show_default=False)
    ] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=10_000, help="Draws, in place of the file's.")] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Write a file, .xlsx or .json; may be given more than once."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    template: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ORIGIN DESTINATION", help="Print a term sheet of two countries to start from."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """An agreement of two countries on health workers: who pays whom each year, and who has how many workers.

    Beside no agreement, in the same draws; then the worst case, by draw and with the agreement kept in part; the status of
    the origin under the WHO's safeguards list; and what the text of an agreement should hold.

    Example: braingain agreement --template GHA GBR > ours.toml; then braingain agreement ours.toml --out ours.xlsx
    """
    from dataclasses import replace

    from braingain.analysis.agreement import design
    from braingain.analysis.term_sheet import read_term_sheet
    from braingain.cli.folders import say_new_folders
    from braingain.cli.progress import counted
    from braingain.output.files import check_free

    if template is not None:
        _refuse_both(term_sheet)
        _print_template(*template)
        return
    if term_sheet is None:
        raise typer.BadParameter("give a term sheet, or --template ORIGIN DESTINATION", param_hint="TERM_SHEET")
    sheet = read_term_sheet(term_sheet)
    if draws is not None:
        sheet = replace(sheet, scenario=replace(sheet.scenario, draws=draws))
    paths = list(dict.fromkeys(out or ()))
    _check_endings(paths)
    check_free(paths, force)
    say_new_folders(paths)
    with counted(sheet.name) as progress:
        found = design(sheet, progress)
    _write(paths, found, err=as_json)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    elif not paths:
        from rich.console import Console

        from braingain.cli.agreement_table import print_agreement

        print_agreement(Console(), found)


def _refuse_both(term_sheet: Path | None) -> None:
    if term_sheet is not None:
        raise typer.BadParameter("give a term sheet or --template, not both", param_hint="TERM_SHEET")


def _print_template(origin: str, destination: str) -> None:
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem
    from braingain.output.term_sheet_template import template

    parties = [country_meant(name).iso3 for name in (origin, destination)]
    if parties[0] == parties[1]:
        raise BraingainError(Problem("--template", f"{parties[0]} would be both parties", "name two countries"))
    typer.echo(template(*parties), nl=False)


def _as_json(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1).encode()


def _as_workbook(found: Mapping[str, Any]) -> bytes:
    from braingain.output.agreement_workbook import workbook_bytes

    return workbook_bytes(found)


WRITERS = {".xlsx": _as_workbook, ".json": _as_json}


def _check_endings(paths: list[Path]) -> None:
    from braingain.foundation.errors import BraingainError, Problem

    wrong = [path for path in paths if path.suffix.lower() not in WRITERS]
    if wrong:
        what, do = f"does not end in {', '.join(WRITERS)}", "give a file such as agreement.xlsx"
        raise BraingainError([Problem(f"--out {path}", what, do) for path in wrong])


def _write(paths: list[Path], found: Mapping[str, Any], err: bool) -> None:
    """Every file that is asked for, all of them whole or none."""
    from braingain.output.files import write_whole

    write_whole({path: WRITERS[path.suffix.lower()](found) for path in paths})
    for path in paths:
        typer.echo(f"Written: {path}", err=err)
