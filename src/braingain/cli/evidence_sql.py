"""``braingain evidence sql``: one question in SQL to the store, read-only."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from braingain.cli.evidence_parts import (
    ForceOption,
    JsonOption,
    StoreOption,
    cell,
    opened,
    print_json,
    refuse_others,
    write_whole,
)
from braingain.cli.folders import say_new_folders

SHOWN, MOST, MOST_IN_FILE = 100, 10_000, 1_000_000


def register(verbs: typer.Typer) -> None:
    """Add the subcommand to ``evidence``."""
    verbs.command("sql")(sql)


def sql(
    question: Annotated[str, typer.Argument(metavar='"SELECT ..."', help="One SELECT over the store's tables.")],
    rows: Annotated[int, typer.Option(min=1, max=MOST, help="Rows that are printed at most.")] = SHOWN,
    out: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE.csv", help="Write all rows to this file instead.")
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Ask the store in SQL (DuckDB's). Read-only: no files, no network, one SELECT.

    Tables: observations, sources, and the compact tables of `braingain evidence list`.

    Example: braingain evidence sql "select country, year, value from observations where indicator = 'workers' limit 5"
    """
    from braingain.evidence.sql import ask
    from braingain.foundation.errors import BraingainError, Problem

    if out is not None and out.suffix.lower() != ".csv":
        raise BraingainError(Problem("--csv", f"{out} does not end in .csv", "tables are written as CSV"))
    if out is not None:
        refuse_others([out], force)
        say_new_folders([out])
    answer = ask(opened(store), question, rows if out is None else MOST_IN_FILE)
    if out is not None:
        if answer.more:
            raise BraingainError(Problem("sql", f"has more than {MOST_IN_FILE:,} rows", "ask for less"))
        write_whole(out, csv_text(answer.columns, answer.rows).encode())
    if as_json:
        shown: dict[str, Any] = {"columns": answer.columns, "more": answer.more}
        shown |= {"rows": answer.rows} if out is None else {"rows": [], "written": str(out), "count": len(answer.rows)}
        print_json(shown, "braingain/sql/1")
    elif out is not None:
        typer.echo(f"Written: {out} ({len(answer.rows)} rows).")
    else:
        for line in lines(answer.columns, answer.rows):
            typer.echo(line)
        if answer.more:
            typer.echo(f"more than {rows} rows: --rows, --csv FILE or a LIMIT")


def lines(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """An answer as text in columns, numbers to the right."""
    cells = [[cell("" if value is None else value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[n]) for row in cells)]) for n, name in enumerate(columns)]
    right = [any(isinstance(row[n], int | float) for row in rows) for n in range(len(columns))]

    def line(texts: Sequence[str]) -> str:
        padded = (t.rjust(w) if r else t.ljust(w) for t, w, r in zip(texts, widths, right, strict=True))
        return "  ".join(padded).rstrip()

    return [line(columns), line(["-" * w for w in widths]), *map(line, cells)]


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """An answer as CSV with its header; a missing value is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
