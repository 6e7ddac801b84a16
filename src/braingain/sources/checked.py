"""Rows of a publisher's file with the place of each, and everything that is wrong with them, said at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.text import MISSING, decode, delimiter_of
from braingain.sources.workbooks import OLE, guarded, old_sheet

MOST_PROBLEMS = 100
FIRST_YEAR, LAST_YEAR = 1900, 2100
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass(frozen=True)
class Cells:
    """One row of a file: where it stands (``row 12``), and its cells by column."""

    place: str
    of: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.of[column]

    def get(self, column: str) -> str:
        """A cell, empty where the file has no such column."""
        return self.of.get(column, "")


@dataclass
class Reading:
    """The reading of one file: what is wrong with it so far, and what has to be said of it."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def wrong(self, row: Cells, column: str, what: str, do: str = "check the file, or fetch it again") -> None:
        """Note a mistake with file, row and column."""
        self.problems.append(Problem(f"{self.file}, {row.place}, column {column}", what, do))

    def count(self, words: str) -> None:
        """Count a row that is left out or noted, by the words that are said of it."""
        self.counts[words] = self.counts.get(words, 0) + 1

    def number(
        self, row: Cells, column: str, missing: frozenset[str] = MISSING, negative: bool = False
    ) -> float | None:
        """A number, ``negative`` only where that can be; None where the cell is a mark for "missing". Blanks may set off thousands, commas may not."""
        bare = SPACES.sub("", row.get(column))
        if bare in missing:
            return None
        if "," in bare:
            self.wrong(row, column, f'"{row[column][:40]}" could be read in two ways', "write it without commas")
            return None
        try:
            value = float(bare)
        except ValueError:
            self.wrong(row, column, f'"{row[column][:40]}" is not a number')
            return None
        if value != value or value in (float("inf"), float("-inf")) or "_" in bare:  # noqa: PLR0124 NaN only
            self.wrong(row, column, f'"{row[column][:40]}" is not a finite number')
            return None
        if value < 0 and not negative:
            self.wrong(row, column, f"{value:g} is negative")
            return None
        return value

    def year(self, row: Cells, column: str) -> int | None:
        """A calendar year, such as 2018 or 2018.0."""
        text = re.sub(r"\.0+$", "", row.get(column).strip())
        if re.fullmatch(r"\d{4}", text, re.ASCII) and FIRST_YEAR <= int(text) <= LAST_YEAR:
            return int(text)
        self.wrong(row, column, f'"{text[:40]}" is not a year')
        return None

    def finish(self) -> tuple[str, ...]:
        """What has to be said of the file.

        Raises
        ------
        BraingainError
            With every mistake of the file, the first hundred one by one.
        """
        more = len(self.problems) - MOST_PROBLEMS
        if more > 0:
            self.problems[MOST_PROBLEMS:] = [Problem(self.file, f"has {more} more problems", "mend these first")]
        if self.problems:
            raise BraingainError(self.problems)
        return (*self.messages, *(f"{count} {words}" for words, count in self.counts.items()))


def csv_cells(reading: Reading, content: bytes, needed: Iterable[str]) -> list[Cells]:
    """Rows of a CSV by column name, with their line; semicolons where a spreadsheet put them; a row of another length is a mistake (a file that breaks off).

    Raises
    ------
    BraingainError
        Where a column that is needed is missing.
    """
    text = decode(content)
    if "\ufffd" in text or not _is_unicode(content):
        reading.messages.append("not UTF-8 text: read as Windows-1252")
    say_if_cut(reading, text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        return list(_csv_rows(reading, lines, list(needed)))
    except csv.Error as error:
        place = f"{reading.file}, row {lines.line_num}"
        raise BraingainError(Problem(place, f"cannot be read as CSV ({error})", "fetch it again")) from error


def say_if_cut(reading: Reading, text: str) -> None:
    """Say that a text has no line end behind its last row: where it broke off there, no other sign tells."""
    if text and not text.endswith(("\n", "\r")):
        reading.messages.append(
            "no line end behind the last row: if the file broke off there, its last figure may be cut"
        )


def _csv_rows(reading: Reading, lines: Any, needed: list[str]) -> Iterable[Cells]:
    header = [clean(cell) for cell in next(lines, [])]
    check_header(reading, header, needed, 1)
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = Cells(f"row {lines.line_num}", dict(zip(header, map(clean, cells), strict=False)))
        if len(cells) != len(header):
            what = f"the row has {len(cells)} cells, the header {len(header)}: the file breaks off, or is damaged"
            reading.wrong(row, header[min(len(cells), len(header)) - 1] or "1", what)
            continue
        yield row


def check_header(reading: Reading, header: list[str], needed: Iterable[str], line: int) -> None:
    """Refuse a table without the columns that are needed, or with one of them twice.

    Raises
    ------
    BraingainError
        With every such column.
    """
    place = f"{reading.file}, row {line}"
    missing = [
        Problem(f"{place}, column {name}", "is missing", "fetch it again") for name in needed if name not in header
    ]
    twice = [
        Problem(f"{place}, column {name}", "is there twice", "leave one out")
        for name in dict.fromkeys(needed)
        if header.count(name) > 1
    ]
    if missing or twice:
        raise BraingainError([*missing, *twice])


def workbook_rows(reading: Reading, content: bytes, sheet: str) -> list[list[str]]:
    """Cells of a sheet as text, row by row from the first; numbers in full, whole ones without a point.

    Raises
    ------
    BraingainError
        Where the workbook is damaged or has no such sheet.
    """
    try:
        if content.startswith(OLE):
            cells = _old_cells(content, sheet)
        else:
            with guarded():
                cells = _workbook(content).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except Exception as error:  # the engine's errors have no common base
        what = f"the workbook breaks off or is damaged ({str(error)[:100]})"
        raise BraingainError(Problem(f"{reading.file}, sheet {sheet}", what, "fetch it again")) from error
    return [[_cell_text(cell) for cell in row] for row in cells]


def sheet_names(content: bytes) -> list[str]:
    """The names of a workbook's sheets; none where it cannot be opened."""
    try:
        if content.startswith(OLE):
            return old_sheet(content).names
        with guarded():
            return [str(name) for name in _workbook(content).sheet_names]
    except Exception:  # as above
        return []


def _old_cells(content: bytes, sheet: str) -> list[list[Any]]:
    found = old_sheet(content, sheet)
    if sheet not in found.names:
        raise ValueError(f'has no sheet "{sheet}"')
    return found.rows


def _workbook(content: bytes) -> Any:
    from python_calamine import load_workbook

    return load_workbook(io.BytesIO(content))


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return clean(str(cell))


def letter(at: int) -> str:
    """The letters of a column, counted from 0: A, ..., Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def json_content(reading: Reading, content: bytes) -> Any:
    """What a JSON file holds.

    Raises
    ------
    BraingainError
        Where it breaks off or is no JSON, with row and column.
    """
    try:
        return json.loads(decode(content))
    except json.JSONDecodeError as error:
        place = f"{reading.file}, row {error.lineno}, column {error.colno}"
        raise BraingainError(
            Problem(place, f"the JSON breaks off or is damaged ({error.msg})", "fetch it again")
        ) from error


def kept_once(
    reading: Reading, rows: Iterable[tuple[Cells, dict[str, object]]], column: str = "value"
) -> list[dict[str, object]]:
    """Rows of one key once. Two values of one thing are a mistake that names both rows, unless their notes tell them apart."""
    first: dict[tuple[object, ...], tuple[Cells, dict[str, object]]] = {}
    kept: dict[tuple[object, ...], dict[str, object]] = {}
    for cells, row in rows:
        key = tuple((name, row[name]) for name in sorted(row) if name not in ("value", "note", "flag", "low", "high"))
        place, before = first.setdefault(key, (cells, row))
        same = kept.setdefault((*key, row.get("note")), row)
        if before is row:
            continue
        if before.get("value") == row.get("value") or (same is not row and same.get("value") == row.get("value")):
            reading.count("rows say what another says: kept once")
            if same is row:
                del kept[(*key, row.get("note"))]
        elif same is row:
            reading.count("figures stand beside another of the same thing, from another report: both kept")
        else:
            what = f"{row.get('value')} stands beside {same.get('value')} ({place.place}) for the same thing"
            reading.wrong(cells, column, what)
    return list(kept.values())


def clean(cell: str) -> str:
    """A cell without blanks around it; no-break blanks are blanks."""
    return cell.replace("\u00a0", " ").replace("\u202f", " ").strip()


def _is_unicode(content: bytes) -> bool:
    try:
        content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
