"""One question in SQL to the store, read-only: no files, no network, no extensions, nothing changed.

The tables are copied into a database in memory, whose access to anything outside is then closed for good.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.foundation.errors import BraingainError, Problem

if TYPE_CHECKING:
    import duckdb

    from braingain.evidence.store import Store

PLACE = "sql"
DO = "give one SELECT; docs/evidence.md, Questions in SQL, has tables and columns"
MOST_LETTERS = 20_000
SECONDS = 30.0
MEMORY = "1GB"
CLOSED = (
    "SET temp_directory = ''",
    f"SET memory_limit = '{MEMORY}'",
    "SET python_enable_replacements = false",
    "SET autoload_known_extensions = false",
    "SET autoinstall_known_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
FIRST_WORDS = ("select", "with", "from", "values")
COMMENTS = re.compile(r"^(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\()+", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """Names of columns, rows, and whether there are more rows than were asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool


def ask(store: Store, question: str, most: int, seconds: float = SECONDS) -> Answer:
    """The answer to one SELECT over the tables ``observations``, ``sources`` and the compact tables of a store.

    Parameters
    ----------
    most : rows that are given at most; ``more`` says whether there are others
    seconds : time after which it is broken off [s]

    Raises
    ------
    BraingainError
        In one line: for anything but one SELECT, for files and settings, for mistakes, and where it takes too long.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    watch = threading.Timer(seconds, connection.interrupt)
    try:
        _check(connection, question)
        _fill(connection, store, question)
        for setting in CLOSED:
            connection.execute(setting)
        watch.start()
        result = connection.execute(question)
        names = tuple(column[0] for column in result.description or ())
        rows = result.fetchmany(most + 1)
    except duckdb.InterruptException as error:
        raise BraingainError(Problem(PLACE, f"takes more than {seconds:g} seconds", "ask for less")) from error
    except duckdb.Error as error:
        raise BraingainError(Problem(PLACE, _first_line(error), DO)) from error
    finally:
        watch.cancel()
        connection.close()
    return Answer(names, tuple(tuple(map(_plain, row)) for row in rows[:most]), len(rows) > most)


def _check(connection: duckdb.DuckDBPyConnection, question: str) -> None:
    """Refuse whatever is not one SELECT."""
    import duckdb

    if len(question) > MOST_LETTERS:
        raise BraingainError(Problem(PLACE, f"is longer than {MOST_LETTERS} letters", DO))
    statements = connection.extract_statements(question)
    if len(statements) != 1:
        what = "is empty" if not statements else f"has {len(statements)} statements"
        raise BraingainError(Problem(PLACE, what, DO))
    kind = statements[0].type
    first = COMMENTS.sub("", question).split(maxsplit=1)
    word = re.sub(r"\W.*", "", first[0].lower()) if first else ""
    if kind != duckdb.StatementType.SELECT or word not in FIRST_WORDS:
        named = word.upper() if word and word not in FIRST_WORDS else kind.name
        raise BraingainError(Problem(PLACE, f"{named} is no question: the store is read-only", DO))


def _fill(connection: duckdb.DuckDBPyConnection, store: Store, question: str) -> None:
    """Copy the tables that the question names, or all where none is named, into the database."""
    files = {"observations": "observations", "sources": "sources", **{t: f"table_{t}" for t in store.tables()}}
    words = set(re.findall(r"\w+", question.lower()))
    for name, file in files.items():
        if name in words or "information_schema" in words or "duckdb_columns" in words:
            path = str(store.folder / f"{file}.parquet").replace("'", "''")
            connection.execute(f"CREATE TABLE \"{name}\" AS SELECT * FROM read_parquet('{path}')")


def _first_line(error: Exception) -> str:
    """What the database says, in one line without its drawing of the place."""
    return " ".join(str(error).split("\n\nLINE", 1)[0].split())[:300]


def _plain(value: Any) -> Any:
    """A value as JSON holds it: numbers, text, yes or no; a missing or endless number is none."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return str(value)
