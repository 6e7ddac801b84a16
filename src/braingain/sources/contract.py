"""What a source is: a card, and an importer that turns the publisher's files into our rows.

A source is a folder ``sources/<id>/`` with

- ``card.toml``: who published it, under which licence, what its files are (names and SHA-256, never the files);
- ``importer.py`` with two pure functions, ``recognises(name, head) -> bool`` (is this a file of this source? judged
  by content: ``head`` is its first 64 kB) and ``read(files) -> Read`` (``files``: content by file name); where only the
  inside of a workbook or zip tells, also ``recognises_whole(name, content) -> bool``;
- ``observations.csv`` or ``observations.csv.gz`` and compact tables ``<table>.csv.gz`` or ``<table>.parquet``, made
  by ``python -m braingain.sources.build FOLDER``; committed only where the licence lets us ship figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import BaseModel, ConfigDict, field_validator

if TYPE_CHECKING:
    import pandas as pd

HEAD_BYTES = 65_536

# The evidence row (docs/architecture.md), in order: what an importer gives, what the store holds, what a tidy CSV has.
TEXT_COLUMNS = (
    "indicator",
    "country",
    "partner",
    "definition",
    "measure",
    "activity",
    "count",
    "cadre",
    "sex",
    "age",
    "place",
    "employment",
    "unit",
    "source",
    "vintage",
    "method",
    "certainty",
    "flag",
    "note",
)
YEAR_COLUMNS = ("year", "year_to")
NUMBER_COLUMNS = ("value", "low", "high")
COLUMNS = (*TEXT_COLUMNS[:12], *YEAR_COLUMNS, *NUMBER_COLUMNS, *TEXT_COLUMNS[12:])

# What an importer's row holds where the importer says nothing. "" means: does not apply.
DEFAULTS = {
    "partner": "",
    "definition": "",
    "measure": "unknown",
    "activity": "unknown",
    "count": "unknown",
    "cadre": "",
    "sex": "all",
    "age": "all",
    "place": "all",
    "employment": "all",
    "vintage": "unknown",
    "method": "reported",
    "certainty": "official",
    "flag": "",
    "note": "",
}


class SourceFile(BaseModel):
    """A publisher's file as it was read: its name, its SHA-256, and the address it can be had from, if any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    sha256: str
    link: str = ""

    @field_validator("sha256")
    @classmethod
    def _is_a_hash(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9a-f]{64}", value):
            raise ValueError("a SHA-256 has 64 hexadecimal digits")
        return value


class Source(BaseModel):
    """A source card: what the table of sources shows, and which files and tables belong to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    citation: str
    publisher: str
    link: str
    licence: str
    retrieved: str
    how_read: str
    vintage: str
    ships: bool
    files: tuple[SourceFile, ...] = ()
    pull: tuple[str, ...] = ()  # addresses from which `evidence pull` fetches its files
    tables: tuple[str, ...] = ()
    table_format: Literal["csv.gz", "parquet"] = "csv.gz"
    note: str = ""

    @field_validator("id", "tables")
    @classmethod
    def _is_a_slug(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for name in (value,) if isinstance(value, str) else value:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise ValueError("use small letters, digits and underscores")
        return value


@dataclass(frozen=True)
class Read:
    """What an importer made of a source's files.

    ``observations`` has the columns ``COLUMNS`` (see ``evidence_rows``); ``tables`` holds compact tables by name;
    ``messages`` says in words what was dropped, mapped or doubted, with counts.
    """

    observations: pd.DataFrame | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


class Importer(Protocol):
    """The two functions of a ``sources/<id>/importer.py``."""

    def recognises(self, name: str, head: bytes) -> bool:
        """True where a file with this name and this beginning is one of the source's."""

    def read(self, files: Mapping[str, bytes]) -> Read:
        """Rows and tables of the given files; any subset of the source's files will do."""


def evidence_rows(rows: pd.DataFrame, source: str | pd.Series, **constant: str) -> pd.DataFrame:
    """Rows in the evidence schema: columns in order, defaults filled in, years whole numbers, sorted.

    ``constant`` sets a column that is alike in all rows (``cadre="doctor"``). Columns that are left out get the
    value of ``DEFAULTS``; ``year_to`` gets ``year``. Text is never missing; ``value``, ``low``, ``high`` may be.
    """
    import pandas as pd

    if rows.empty:
        return pd.DataFrame({column: pd.Series(dtype=_type_of(column)) for column in COLUMNS})
    full = rows.assign(source=source, **constant)
    unknown = sorted(set(full.columns) - set(COLUMNS))
    if unknown:
        raise KeyError(f"not columns of the evidence row: {', '.join(unknown)}")
    for column in TEXT_COLUMNS:
        blank = DEFAULTS.get(column, "")
        full[column] = full[column].fillna(blank).astype(str) if column in full else blank
    if "year_to" not in full:
        full["year_to"] = full["year"]
    full["year"] = full["year"].astype("int64")
    full["year_to"] = full["year_to"].fillna(full["year"]).astype("int64")
    for column in NUMBER_COLUMNS:
        full[column] = pd.to_numeric(full[column]) if column in full else float("nan")
        full[column] = full[column].astype("float64")
    return full[list(COLUMNS)].sort_values(list(COLUMNS), kind="stable", ignore_index=True)


def _type_of(column: str) -> str:
    if column in YEAR_COLUMNS:
        return "int64"
    return "float64" if column in NUMBER_COLUMNS else "object"
