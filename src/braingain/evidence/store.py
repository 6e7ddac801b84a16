"""The evidence store: one table of observations, one table of sources, and the compact tables, read with DuckDB."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from braingain.evidence.building import build, data_hash, data_parts, is_sound, source_rows
from braingain.foundation.cards import catalogue_table
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

OLD_AFTER_SECONDS = 86_400  # a store that another program may still read is left alone for a day


@dataclass(frozen=True)
class Store:
    """An opened store: where it is, where its Parquet is, and the hash of all its data."""

    home: Path
    folder: Path
    hash: str

    def observations(
        self,
        indicator: str | None = None,
        country: str | None = None,
        partner: str | None = None,
        cadre: str | None = None,
        source: str | None = None,
    ) -> pd.DataFrame:
        """Rows of evidence (columns of docs/architecture.md) that match all that is given; conflicting rows all stay.

        ``cadre`` brings the rows of its branches along, which keep their own cadre: "doctor" brings
        "doctor_specialist" and "doctor_general".
        """
        wanted = {"indicator": indicator, "country": country, "partner": partner, "source": source}
        given = {column: [value] for column, value in wanted.items() if value is not None}
        if cadre is not None:
            given["cadre"] = [cadre, *branches_of(cadre)]
        where = " AND ".join(f"{column} IN ({', '.join('?' * len(values))})" for column, values in given.items())
        values = [value for some in given.values() for value in some]
        return self._query(f"SELECT * FROM $file WHERE {where or 'true'}", self.folder / "observations.parquet", values)

    def sources(self) -> pd.DataFrame:
        """The table of sources: source, citation, publisher, link, licence, retrieved, how_read, ships, and more."""
        return self._query("SELECT * FROM $file", self.folder / "sources.parquet")

    def table(self, name: str) -> pd.DataFrame:
        """A compact table, whole, in its own columns ("wdi", "population", "geodist", ...).

        Raises
        ------
        BraingainError
            Where no source that ships or was imported has a table of that name.
        """
        if name not in self.tables():
            do = did_you_mean(name, self.tables()) or "import it with `braingain evidence import`"
            raise BraingainError(Problem("table", f'no source has a table "{name}"', do))
        return self._query("SELECT * FROM $file", self.folder / f"table_{name}.parquet")

    def tables(self) -> list[str]:
        """Names of the compact tables that are there."""
        return sorted(path.stem.removeprefix("table_") for path in self.folder.glob("table_*.parquet"))

    def _query(self, query: str, file: Path, values: list[Any] | None = None) -> pd.DataFrame:
        import duckdb

        connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        try:
            quoted = str(file).replace("'", "''")
            return connection.execute(query.replace("$file", f"read_parquet('{quoted}')"), values or []).df()
        finally:
            connection.close()


def open_store(home: Path | None = None) -> Store:
    """The store at ``home`` (else ``BRAINGAIN_HOME``, else the user's data folder), made on first use.

    The Parquet is made again whenever the figures changed or a file is broken.

    Raises
    ------
    BraingainError
        Where the store cannot be written, or a card or an imported file is broken.
    """
    from braingain.evidence.importing import check_imports

    place = store_folder(home)
    imported = place / "imported"
    parts, sources = data_parts(imported), source_rows(imported)
    hash_ = data_hash(parts, sources)
    folder = place / f"built-{hash_[:16]}"
    if not is_sound(folder):
        check_imports(imported)
        build(parts, sources, folder)
        _remove_old(place, folder)
    return Store(place, folder, hash_)


def store_folder(home: Path | None = None) -> Path:
    """Where the store is, by argument, environment or platform."""
    if home is not None:
        return home
    if os.environ.get("BRAINGAIN_HOME"):
        return Path(os.environ["BRAINGAIN_HOME"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))) / "braingain"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "braingain"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "braingain"


@cache
def branches_of(cadre: str) -> tuple[str, ...]:
    """The cadres that are part of a cadre: specialists and general practitioners of doctors."""
    return tuple(row["cadre"] for row in catalogue_table("cadres") if row["part_of"] == cadre)


def _remove_old(place: Path, current: Path) -> None:
    """Remove Parquet of former states, except what another program may still be reading."""
    limit = time.time() - OLD_AFTER_SECONDS
    for folder in [*place.glob("built-*"), *place.glob("building-*"), *place.glob("taking-in-*")]:
        if folder != current and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
