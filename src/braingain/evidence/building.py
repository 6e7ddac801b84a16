"""Parquet from the committed and the imported figures, made once for each state of the data, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from braingain.foundation.cards import package_folder, package_table
from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.contract import COLUMNS as EVIDENCE_COLUMNS
from braingain.sources.contract import NUMBER_COLUMNS, TEXT_COLUMNS, YEAR_COLUMNS
from braingain.sources.registry import all_sources

# Columns that say which cell of a compact table a row is; the others hold what is known of it.
TABLE_KEYS = ("country", "origin", "destination", "indicator", "year", "period_start", "sex", "age")
# Columns that say what an observation is of, and whose it is.
ROW_KEYS = (
    "source", "indicator", "country", "partner", "definition", "measure", "activity", "count", "cadre", "sex", "age",
    "place", "employment", "year", "year_to",
)  # fmt: skip
# A release by its day or month, or by the day on which a file that says none was taken in.
TAKEN_IN = "taken in "
RELEASE = rf"^(?:{TAKEN_IN})?(\d{{4}}-\d{{2}}(?:-\d{{2}})?)$"
OLDER = "_older"  # after the name of a compact table: what newer releases say anew
NOT_KEPT = {"files", "table_format", "pull"}  # of a card, in the table of sources and beside an import
FORM = "2"  # raised when the form of the Parquet changes, so that older ones are made anew
MANIFEST = "manifest.json"
MEND = "remove its folder and import the file again"
SOURCE_COLUMNS = (
    "source",
    "citation",
    "publisher",
    "link",
    "licence",
    "retrieved",
    "how_read",
    "vintage",
    "ships",
    "imported",
    "tables",
    "note",
)


@dataclass(frozen=True)
class Part:
    """One file of figures: the source it belongs to, what it holds ("observations" or a table), where it is."""

    source: str
    holds: str
    path: Path
    imported: bool


def data_parts(imported: Path) -> list[Part]:
    """Every file of figures: those of shipped sources in the package, then those that a user imported."""
    parts: list[Part] = []
    for name, source in all_sources().items():
        folder = Path(str(package_folder("sources", name)))
        if source.ships:
            parts.extend(_parts_of(folder, name, source.tables, imported=False))
    for path, card in imported_cards(imported):
        parts.extend(_parts_of(path.parent, card["source"]["id"], card["source"]["tables"], imported=True))
    return parts


def imported_cards(imported: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The cards of all imports with their paths, the first taken in first.

    Raises
    ------
    BraingainError
        With every import whose card is missing or damaged.
    """
    cards: list[tuple[Path, dict[str, Any]]] = []
    problems: list[Problem] = []
    for folder in sorted(path for path in imported.glob("*") if path.is_dir()):
        path = folder / "card.json"
        try:
            cards.append((path, _whole_card(json.loads(path.read_text("utf-8")))))
        except FileNotFoundError:
            problems.append(Problem(str(path), "is missing", MEND))
        except OSError as error:
            problems.append(Problem(str(path), f"cannot be read ({error.strerror})", "check who may read it"))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(Problem(str(path), f"is damaged ({type(error).__name__}: {str(error)[:80]})", MEND))
    if problems:
        raise BraingainError(problems)
    return sorted(cards, key=lambda one: (one[1]["order"], one[0].parent.name))


def _whole_card(card: dict[str, Any]) -> dict[str, Any]:
    """The card of an import, where it has all that is read of it.

    Raises
    ------
    KeyError, TypeError
        Where something is missing or of another kind.
    """
    kinds = {"source": dict, "sources": list, "file": str, "sha256": str, "order": int, "checksums": dict}
    for name, kind in kinds.items():
        if not isinstance(card[name], kind):
            raise TypeError(f"{name} is of another kind")
    for source in (card["source"], *card["sources"]):
        if not isinstance(source["id"], str) or not isinstance(source["tables"], list):
            raise TypeError("a source is of another kind")
    return card


def _parts_of(folder: Path, name: str, tables: tuple[str, ...], imported: bool) -> Iterator[Part]:
    """The observations and tables of one source's folder, in the form in which each is there."""
    for holds in ("observations", *tables):
        for ending in (".csv", ".csv.gz", ".parquet"):
            path = folder / f"{holds}{ending}"
            if path.is_file():
                yield Part(name, holds, path, imported)


def data_hash(parts: list[Part], sources: list[dict[str, Any]]) -> str:
    """One SHA-256 over all figures and the table of sources: equal data, equal hash, on any machine."""
    digest = hashlib.sha256(FORM.encode())
    digest.update(json.dumps(sources, sort_keys=True).encode())
    for part in parts:
        digest.update(f"{part.source}/{part.path.name}".encode())
        digest.update(hashlib.sha256(part.path.read_bytes()).digest())
    return digest.hexdigest()


def source_rows(imported: Path | None = None) -> list[dict[str, Any]]:
    """The table of sources: every card, the works that a source quotes one by one, and what users imported (if given)."""
    rows = []
    for source in all_sources().values():
        card = source.model_dump(exclude=NOT_KEPT)
        rows.append(_source_row(card, imported=False))
        rows.extend(_cited(source.id, source.ships))
    by_id = {row["source"]: row for row in rows}
    for _, imported_card in imported_cards(imported) if imported else ():
        for card in imported_card["sources"]:
            # What the program says of a source stands; an import only adds sources, and marks those it has rows of.
            by_id.setdefault(card["id"], _source_row(card, imported=True))["imported"] = True
    return [by_id[name] for name in sorted(by_id)]


def _source_row(card: dict[str, Any], imported: bool) -> dict[str, Any]:
    row = {column: card.get(column, "") for column in SOURCE_COLUMNS}
    tables = " ".join(card.get("tables", ()))
    return {**row, "source": card["id"], "tables": tables, "imported": imported, "ships": bool(card.get("ships"))}


def _cited(name: str, ships: bool) -> Iterator[dict[str, Any]]:
    """The works of a source that gathers figures from many (``cited.csv``), each a source of its own."""
    if package_folder("sources", name, "cited.csv").is_file():
        for row in package_table("sources", name, "cited.csv"):
            yield _source_row({**row, "id": row["source"], "ships": ships}, imported=False)


def build(parts: list[Part], sources: list[dict[str, Any]], target: Path) -> None:
    """Write ``target`` (a folder of Parquet files with their checksums) in full, or leave nothing behind.

    Raises
    ------
    BraingainError
        Where the disk is full or the folder cannot be written, or a file of figures cannot be read.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="building-", dir=target.parent))
    except OSError as error:
        raise cannot_write(target.parent, error) from error
    try:
        _write_parquet(parts, sources, scratch)
        checksums = {path.name: _checksum(path) for path in sorted(scratch.iterdir())}
        (scratch / MANIFEST).write_text(json.dumps({"form": FORM, "checksums": checksums}, indent=1), "utf-8")
        _put_in_place(scratch, target)
    except OSError as error:
        raise cannot_write(target.parent, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def is_sound(folder: Path) -> bool:
    """True where a built folder is whole: its manifest reads and every file has its checksum."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return bool(manifest["checksums"]) and all(
            _checksum(folder / name) == checksum for name, checksum in manifest["checksums"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def cannot_write(folder: Path, error: OSError) -> BraingainError:
    """The one line for a folder that cannot be written: full disk, read-only, no permission."""
    reason = error.strerror or str(error)
    return BraingainError(Problem(str(folder), f"cannot be written ({reason})", "choose another with --store DIR"))


def _put_in_place(scratch: Path, target: Path) -> None:
    """Rename the finished folder into place; a broken one there is moved away first; another writer's may stay."""
    if target.exists() and not is_sound(target):
        os.replace(target, scratch.with_name(scratch.name + "-broken"))
        shutil.rmtree(scratch.with_name(scratch.name + "-broken"), ignore_errors=True)
    try:
        os.replace(scratch, target)
    except OSError:
        if not is_sound(target):
            raise


def _write_parquet(parts: list[Part], sources: list[dict[str, Any]], folder: Path) -> None:
    """All observations in one file, each table in one, the sources in one."""
    import duckdb
    import pandas as pd

    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    try:
        query = _all_observations([part for part in parts if part.holds == "observations"])
        first = ("indicator", "country", "cadre", "year", "partner", "source")
        rest = (column for column in EVIDENCE_COLUMNS if column not in first)
        order = ", ".join(f'"{column}"' for column in (*first, *rest))
        _copy(connection, f"SELECT DISTINCT * FROM ({query}) ORDER BY {order}", folder / "observations.parquet")
        for name in dict.fromkeys(part.holds for part in parts if part.holds != "observations"):
            paths = [part.path for part in parts if part.holds == name]
            ranked = _ranked(connection, paths)
            _copy(connection, f"{ranked} = 1", folder / f"table_{name}.parquet")
            older = f"SELECT * FROM ({ranked} > 1) EXCEPT SELECT * FROM ({ranked} = 1)"
            if len(paths) > 1 and connection.execute(f"{older} LIMIT 1").fetchone():
                _copy(connection, older, folder / f"table_{name}{OLDER}.parquet")
        listed = pd.DataFrame(sources, columns=list(SOURCE_COLUMNS))
        connection.register("listed", listed)
        _copy(connection, "SELECT * FROM listed", folder / "sources.parquet")
    finally:
        connection.close()


def _all_observations(parts: list[Part]) -> str:
    """Select the rows of all files; of a user's own source the latest import stands where several have one key.

    Rows of the program's sources all stay, as do several of one key in one file.
    """
    ours = ", ".join(f"'{row['source']}'" for row in source_rows())
    queries = [
        f"SELECT *, {turn if part.imported else 0} AS turn FROM ({_observations_query(part.path)})"
        for turn, part in enumerate(parts, start=1)
    ]
    query = " UNION ALL ".join(queries) or f"SELECT *, 0 AS turn FROM ({_empty()}) WHERE false"
    ranked = f"SELECT * REPLACE (CASE WHEN source IN ({ours}) THEN 0 ELSE turn END AS turn) FROM ({query})"
    keys = ", ".join(f'"{column}"' for column in ROW_KEYS)
    return f"SELECT * EXCLUDE turn FROM ({ranked}) QUALIFY turn = max(turn) OVER (PARTITION BY {keys})"


def _ranked(connection: Any, paths: list[Path]) -> str:
    """Select a compact table's rows whose rank among the releases of their cell is as is said after this.

    The newest release of a cell is the first, by the day or month that the row has; where rows have none, or one day,
    the file taken in last. All rows of the others come after it.
    """
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {_reader(paths[0])}").fetchall()]
    told = "* REPLACE (coalesce(flag, '') AS flag)" if "flag" in names else "*"  # no text is no missing text
    files = (f"SELECT {told}, {turn} AS turn FROM {_reader(path)}" for turn, path in enumerate(paths))
    keys = ", ".join(f'"{key}"' for key in TABLE_KEYS if key in names)
    release = f"regexp_extract(vintage, '{RELEASE}', 1) DESC, " if "vintage" in names else ""
    return (
        f"SELECT * EXCLUDE turn FROM ({' UNION ALL BY NAME '.join(files)}) "
        f"QUALIFY rank() OVER (PARTITION BY {keys} ORDER BY {release}turn DESC)"
    )


def _copy(connection: Any, query: str, path: Path) -> None:
    import duckdb

    try:
        connection.execute(f"COPY ({query}) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)")
    except duckdb.IOException as error:
        raise OSError(0, str(error).splitlines()[0][:120]) from error


def _observations_query(path: Path) -> str:
    """Select the evidence columns of one file, as text, whole years and numbers; text is never missing."""
    if path.suffix == ".parquet":
        reader = f"read_parquet('{_quoted(path)}')"
    else:
        columns = ", ".join(f"'{column}': '{_type_of(column)}'" for column in EVIDENCE_COLUMNS)
        reader = f"read_csv('{_quoted(path)}', header=true, delim=',', quote='\"', columns={{{columns}}})"
    chosen = ", ".join(
        f"coalesce({column}, '') AS {column}" if column in TEXT_COLUMNS else f'"{column}"'
        for column in EVIDENCE_COLUMNS
    )
    return f"SELECT {chosen} FROM {reader}"


def _empty() -> str:
    return "SELECT " + ", ".join(f'NULL::{_type_of(column)} AS "{column}"' for column in EVIDENCE_COLUMNS)


def _type_of(column: str) -> str:
    if column in YEAR_COLUMNS:
        return "INTEGER"
    return "DOUBLE" if column in NUMBER_COLUMNS else "VARCHAR"


def _reader(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet('{_quoted(path)}')"
    return f"read_csv('{_quoted(path)}', header=true, delim=',', sample_size=-1)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
