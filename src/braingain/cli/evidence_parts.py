"""What the verbs of the evidence base share: options, the store, JSON, tables and files that are written whole."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

SCHEMA = "braingain/evidence/1"

StoreOption = Annotated[
    Path | None, typer.Option("--store", metavar="DIR", help="Folder of the store (else BRAINGAIN_HOME).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite what is there.")]


def opened(store: Path | None) -> Store:
    """The store at a folder, else that of BRAINGAIN_HOME."""
    from braingain.evidence.store import open_store

    return open_store(store)


def width() -> int:
    """Columns of the terminal, or of COLUMNS; 80 where nothing says."""
    from shutil import get_terminal_size

    return get_terminal_size((80, 24)).columns


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON objects; a missing number is null."""
    return [
        {str(column): None if value != value else value for column, value in row.items()}  # noqa: PLR0124 NaN only
        for row in table.to_dict("records")
    ]


def print_json(content: dict[str, Any], schema: str = SCHEMA) -> None:
    """One JSON object with its schema first."""
    print(json.dumps({"schema": schema, **content}, indent=1, ensure_ascii=False))


def print_table(title: str, table: pd.DataFrame) -> None:
    """A table on the terminal; as wide as it needs where the output is no terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=title, title_justify="left")
    for column in table.columns:
        shown.add_column(column, justify="right" if column in ("year", "year_to", "value", "rows") else "left")
    for row in table.itertuples(index=False):
        shown.add_row(*(Text(cell(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else 240).print(shown)


def cell(value: object) -> str:
    """A value as a cell of a table: yes or no, six digits, nothing where a number is missing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if value != value else f"{value:,.6g}".replace(",", " ")  # noqa: PLR0124 NaN only
    return str(value)


def refuse_others(paths: list[Path], force: bool) -> None:
    """Refuse to overwrite files, unless that is wanted.

    Raises
    ------
    BraingainError
        With every file that is there.
    """
    from braingain.foundation.errors import BraingainError, Problem

    there = [] if force else [path for path in paths if path.exists()]
    if there:
        raise BraingainError(Problem(str(path), "is there already", "--force overwrites it") for path in there)


def write_whole(path: Path, content: bytes) -> None:
    """All of a file or nothing of it.

    Raises
    ------
    BraingainError
        Where it cannot be written.
    """
    from braingain.foundation.errors import BraingainError, Problem

    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(content)
        os.replace(scratch, path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        problem = Problem(str(path), f"cannot be written ({error.strerror or error})", "check the path")
        raise BraingainError(problem) from error
