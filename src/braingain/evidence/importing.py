"""Taking a file into the store: publishers' forms by their content, tidy CSV by its columns; all of it or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from braingain.evidence.building import MEND, NOT_KEPT, cannot_write, imported_cards, source_rows
from braingain.evidence.checks.said import check_messages
from braingain.evidence.mapping import PARQUET, About, load_mapping, placed_in_file, tidy_file
from braingain.evidence.ministry.reading import is_template, read_template
from braingain.evidence.own import READINGS
from braingain.evidence.schema import LATEST, REQUIRED, check_columns, check_row, fill
from braingain.evidence.unit_checks import flag_unit_slips
from braingain.evidence.user_rows import MAX_ROWS, at_most, once, placed, renamed, slug
from braingain.evidence.vintages import checked_and_dated, dated_tables
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.sources.build import csv_bytes, gzip_bytes
from braingain.sources.contract import COLUMNS, HEAD_BYTES, Read, Source, evidence_rows
from braingain.sources.registry import all_sources, importer_of, takes
from braingain.sources.text import header_of
from braingain.sources.zips import check_unpacked

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = 1_000
FEWEST = 3  # columns of a tidy table by which it is known as one; with fewer it is another table
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")  # how files of Excel before 2007 begin
SDMX = re.compile(rb"sdmx\.org/resources|json\.sdmx\.org|<(?:\w+:)?(?:StructureSpecificData|GenericData)\b")
OF_EXCEL = "save the sheet as CSV UTF-8, or fill in the workbook that `braingain template` writes"
# Files beside those that are read, by name: what to import in their place.
OTHER_FILES = {
    r"geo_cepii\.(xls|dta)$": "distances are in dist_cepii (.dta, .xls or its zip), from the same page of CEPII",
    r"CLASS\.xlsx?$": "it has the groups of one year; those of every year are in the World Bank's OGHIST.xlsx",
}
EXCEL = re.compile(r"\.xls[xmb]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """What an import would bring: rows and tables, the sources they have, and what has to be said about them."""

    file: str
    sha256: str
    source: Source
    new_sources: tuple[dict[str, Any], ...]
    observations: pd.DataFrame | None
    tables: Mapping[str, pd.DataFrame]
    messages: tuple[str, ...]
    known: bool


def plan_import(path: Path, source: str | None, today: str, card: Path | None = None) -> Plan:
    """Read and check a file without writing anything. ``today`` (ISO date) is when a user's own file was taken in.

    ``card`` is the mapping card of a file in columns and words of its own (``evidence.mapping``).

    Raises
    ------
    BraingainError
        With everything that is wrong, each with file, row and column.
    """
    content = _content(path)
    if is_template(content):
        return _plan_template(path, content, source, today)
    sha256 = hashlib.sha256(content).hexdigest()
    if card is not None or content.startswith(PARQUET):
        return _plan_mapped(path, content, source, today, card)
    name = _recognised(path.name, content, source)
    if name:
        known_as = all_sources()[name]
        read = _read_publishers(path.name, content, name)
        known = known_as.ships and sha256 in {file.sha256 for file in known_as.files}
        fresh = known_as.model_dump(exclude=NOT_KEPT)
        shipped = known_as.vintage if known else ""
        rows, said = checked_and_dated(read.observations, today, shipped)
        tables, undated = dated_tables(read.tables, today, shipped)
        messages = (*read.messages, *said, *undated, *check_messages(rows))
        return Plan(path.name, sha256, known_as, (fresh,), rows, tables, messages, known)
    mine = user_source(source or path.stem, path.name, today)
    return _plan_own(path, sha256, mine, source or path.stem, today, content, [])


def _plan_own(path: Path, sha256: str, card: Source, name: str, today: str, tidy: bytes, said: list[str]) -> Plan:
    """The plan of a user's own figures, which ``tidy`` holds as a tidy CSV."""
    if card.id in {row["source"] for row in source_rows()}:
        what = f"{card.id} is a source of the program, and this is no file of its publisher"
        raise BraingainError(Problem(path.name, what, "name your own with --source NAME"))
    observations, messages = read_tidy(path.name, tidy, card.id, int(today[:4]) + 1)
    observations, slips = flag_unit_slips(observations)
    messages = [*said, *messages, *renamed(name), *slips, *check_messages(observations)]
    ids = sorted(set(observations["source"]) - {card.id} - set(all_sources()))
    others = [user_source(one, path.name, today) for one in ids]
    cards = tuple(one.model_dump(exclude=NOT_KEPT) for one in (card, *others))
    return Plan(path.name, sha256, card, cards, observations, {}, tuple(messages), False)


def _plan_mapped(path: Path, content: bytes, source: str | None, today: str, card: Path | None) -> Plan:
    """The plan of a file in a user's own columns, by its card; of a Parquet file in ours, without one."""
    mapping = load_mapping(card) if card else None
    tidy = tidy_file(path.name, content, mapping)
    about = mapping.source if mapping else About()
    name = source or about.name or path.stem
    mine = user_source(name, path.name, today)
    told = {field: value for field, value in about.model_dump(exclude={"name"}).items() if value}
    sha256 = hashlib.sha256(content + (card.read_bytes() if card else b"")).hexdigest()
    with placed_in_file(tidy):
        plan = _plan_own(path, sha256, mine.model_copy(update=told), name, today, tidy.content, tidy.messages)
    return replace(plan, messages=tuple(map(tidy.said, plan.messages)))


def commit_import(plan: Plan, home: Path) -> bool:
    """Put a planned import into the store at ``home``; False where it was there already.

    The import is a folder of its own that appears by one rename: a program killed on the way leaves the old state.

    Raises
    ------
    BraingainError
        Where the store cannot be written.
    """
    imported = home / "imported"
    target = imported / f"{plan.source.id}-{plan.sha256[:12]}"
    if plan.known or target.exists():
        return False
    try:
        imported.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="taking-in-", dir=home))
    except OSError as error:
        raise cannot_write(imported, error) from error
    try:
        order = 1 + max((card["order"] for _, card in imported_cards(imported)), default=0)
        _write(plan, scratch, order)
        os.replace(scratch, target)
    except OSError as error:
        if target.exists():
            return False
        raise cannot_write(imported, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return True


def _plan_template(path: Path, content: bytes, source: str | None, today: str) -> Plan:
    """The plan of a ministry's filled workbook."""
    name = source or path.stem
    card = user_source(name, path.name, today)
    if card.id in {row["source"] for row in source_rows()}:
        raise BraingainError(
            Problem(path.name, f"{card.id} is a source of the program", "name your own with --source NAME")
        )
    rows, messages = read_template(path.name, content, card.id, int(today[:4]) + 1)
    fresh = card.model_dump(exclude={"files", "table_format"})
    said = (*messages, *renamed(name), *check_messages(rows, ("parts",)))
    return Plan(path.name, hashlib.sha256(content).hexdigest(), card, (fresh,), rows, {}, said, False)


def read_tidy(name: str, content: bytes, source: str, latest: int = LATEST) -> tuple[pd.DataFrame, list[str]]:
    """A tidy CSV as evidence rows (stocks reported up to ``latest``), and what was filled in where it says nothing.

    Raises
    ------
    BraingainError
        With every mistake of the file at once: encoding, columns, and each row and column that is wrong.
    """
    import pandas as pd

    text = _utf8(name, content)
    delimiter = _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [cell.strip().lower() for cell in next(lines, [])]
        problems = [placed(name, problem) for problem in check_columns(columns[:MAX_COLUMNS])]
        if problems:
            raise BraingainError(at_most(problems, name))
        rows, problems, kept = _checked_rows(name, lines, columns, delimiter, latest)
    except csv.Error as error:
        raise BraingainError(Problem(f"{name}, row {lines.line_num}", f"cannot be read as CSV ({error})")) from error
    if not rows and not problems:
        problems.append(Problem(name, "has no rows", "the first row names the columns, the others hold figures"))
    if problems:
        raise BraingainError(at_most(problems, name))
    filled, messages = _filled(pd.DataFrame(rows), columns, source)
    return filled, [*messages, *kept]


def _checked_rows(
    name: str, lines: Any, columns: list[str], delimiter: str, latest: int
) -> tuple[list[dict[str, object]], list[Problem], list[str]]:
    """The rows below the header, each checked; what is wrong with them, by file, row and column; what was kept once."""
    rows: list[dict[str, object]] = []
    numbers: list[str] = []
    problems: list[Problem] = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{name}, row {lines.line_num}"
        if len(cells) != len(columns):
            what = f"has {len(cells)} cells, the first row has {len(columns)}"
            problems.append(Problem(place, what, f"check the delimiter, which is {delimiter!r}"))
            continue
        given = dict(zip(columns, (c.strip() for c in cells), strict=True))
        clean, found = check_row(given, delimiter == ";", latest)
        problems.extend(placed(place, problem) for problem in found)
        if not found:
            rows.append(clean)
            numbers.append(str(lines.line_num))
        if len(rows) > MAX_ROWS:
            raise BraingainError(Problem(name, f"has more than {MAX_ROWS} rows", "import it in parts"))
    rows, differ, kept = once(rows, numbers, lambda one, other: f"{name}, rows {one} and {other}, column value")
    return rows, [*problems, *differ], kept


def user_source(name: str, file: str, today: str) -> Source:
    """The table of sources' row of a file that a user gives; what it does not say is "unknown"."""
    return Source(
        id=slug(name),
        citation=f"{name} (imported from {file})",
        publisher="unknown",
        link="",
        licence="unknown",
        retrieved=today,
        how_read="imported by a user",
        vintage="unknown",
        ships=False,
    )


def check_imports(imported: Path) -> None:
    """Refuse imports whose files changed on the disk since they were taken in.

    Raises
    ------
    BraingainError
        With every such file.
    """
    problems = []
    for card_path, card in imported_cards(imported):
        for file, checksum in card["checksums"].items():
            path = card_path.parent / file
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
                problems.append(Problem(str(path), "is not what was imported", MEND))
    if problems:
        raise BraingainError(problems)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BraingainError(Problem(str(path), f"is larger than {MAX_BYTES // 2**20} MB", "import it in parts"))
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise BraingainError(Problem(str(path), f"cannot be read ({reason})", "check the path")) from error
    check_unpacked(path.name, content)
    return content


def _recognised(file: str, content: bytes, source: str | None) -> str:
    """The source whose importer takes this file; "" where it has to be tidy CSV.

    Raises
    ------
    BraingainError
        Where a named source does not take the file, or the file is in no form that is known.
    """
    head = content[:HEAD_BYTES]
    takers = [name for name in all_sources() if takes(name, file, content)]
    if source in all_sources() and importer_of(str(source)) is not None:
        if source in takers:
            return str(source)
        raise BraingainError(Problem(file, f"is in no form that {source} has", "leave --source out or check the file"))
    if takers and source is not None:
        do = did_you_mean(source, takers) or "leave --source out"
        raise BraingainError(Problem(file, f"is a file of {takers[0]}, not of {source}", do))
    if takers:
        return takers[0]
    if not content:
        raise BraingainError(Problem(file, "is empty", "fetch or save it again"))
    for name, do in OTHER_FILES.items():
        if re.match(name, file, re.IGNORECASE):
            raise BraingainError(Problem(file, "is a file of a known publisher that holds nothing that is read", do))
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BraingainError(Problem(f"{file}, row 1", "is UTF-16 text", "save the file as CSV UTF-8"))
    if head[:8] == OLD_EXCEL or b"xl/work" in head or (head[:2] == b"PK" and EXCEL.search(file)):
        if head[:2] == b"PK" and not zipfile.is_zipfile(io.BytesIO(content)):
            raise BraingainError(
                Problem(file, "this is an Excel file that breaks off or is damaged", "fetch or save it again")
            )
        raise BraingainError(Problem(file, "this is an Excel file", OF_EXCEL))
    if SDMX.search(head):
        do = "export the same table as CSV with labels (Data Explorer: Download, Unfiltered data or Filtered data in tabular text)"
        raise BraingainError(Problem(file, "is an SDMX message, whose codes stand without what they mean", do))
    if b"\0" in head or len({name.lower() for name in header_of(head)} & set(REQUIRED)) < FEWEST:
        do = f"known are the publishers' own files, CSV with the columns {', '.join(REQUIRED)}, and any table with --map CARD"
        raise BraingainError(Problem(file, "is in no form that is known", do))
    return ""


def _read_publishers(file: str, content: bytes, name: str) -> Read:
    """What the source's importer makes of the file; a file that breaks off or is damaged gives one message."""
    importer = importer_of(name)
    assert importer is not None
    try:
        read = importer.read({file: content})
    except BraingainError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in the reader of its format
        reason = f"{type(error).__name__}: {error}"
        raise BraingainError(
            Problem(file, f"looks like {name} but cannot be read ({reason[:120]})", "fetch it again")
        ) from error
    if all(table.empty for table in read.tables.values()) and (read.observations is None or read.observations.empty):
        what = f"is a file of {name}, but holds no figures that are used"
        raise BraingainError(Problem(file, what, "; ".join(read.messages)))
    return read


def _utf8(name: str, content: bytes) -> str:
    """Text of a file in UTF-8; else where the first byte is that is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        row, column = before.count(b"\n") + 1, len(before.rsplit(b"\n", 1)[-1]) + 1
        what = f"byte {column} of the row is no UTF-8 text"
        raise BraingainError(Problem(f"{name}, row {row}", what, "save the file as CSV UTF-8")) from error


def _delimiter(text: str) -> str:
    """Semicolon where the first row has semicolons and no commas, else comma."""
    first = text.split("\n", 1)[0]
    return ";" if ";" in first and "," not in first else ","


def _filled(rows: pd.DataFrame, columns: list[str], source: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows with all columns of the evidence row; says which were filled, and with what."""
    messages = []
    missing = [c for c in COLUMNS if c not in columns and c not in ("year_to", "low", "high", "source")]
    for column in missing:
        rows[column] = fill(column)
    unknown = [column for column in missing if fill(column) == "unknown"]
    if unknown:
        messages.append(f"filled with unknown, as the file does not say: {', '.join(unknown)}")
    if "method" in missing:
        messages.append("filled with reported: method")
    of_cadres = [name for name in dict.fromkeys(rows["indicator"]) if name in READINGS and READINGS[name].cadres]
    if "cadre" in missing and of_cadres:
        messages.append(f"no column cadre: rows of {', '.join(of_cadres)} do not say of whom, and are kept, not used")
    if "source" not in columns:
        return evidence_rows(rows, source), messages
    for name in sorted(set(filter(None, rows["source"])) - set(all_sources())):
        messages += renamed(name)
    own = rows["source"].map(lambda name: (name if name in all_sources() else slug(name)) if name else source)
    return evidence_rows(rows.drop(columns="source"), own), messages


def _write(plan: Plan, folder: Path, order: int) -> None:
    """The import's files: figures in the form in which sources commit them, and a card with their checksums."""
    if plan.observations is not None:
        (folder / "observations.csv.gz").write_bytes(gzip_bytes(csv_bytes(plan.observations)))
    for name, frame in plan.tables.items():
        (folder / f"{name}.csv.gz").write_bytes(gzip_bytes(csv_bytes(frame)))
    checksums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    source = {**plan.source.model_dump(exclude=NOT_KEPT), "tables": sorted(plan.tables)}
    card: dict[str, Any] = {"source": source, "sources": plan.new_sources, "file": plan.file, "sha256": plan.sha256}
    card["order"] = order
    (folder / "card.json").write_text(json.dumps({**card, "checksums": checksums}, indent=1), "utf-8")
