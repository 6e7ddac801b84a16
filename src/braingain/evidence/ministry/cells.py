"""Cells of an Excel workbook as text, each with its address and what is odd about it: merged, hidden, a formula, a date.

A workbook is checked before it is unpacked; the limits stand here. It is read as Excel and LibreOffice write it: values as
numbers or as text, formulas by the result that the program stored.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from braingain.foundation.errors import BraingainError, Problem

MAX_UNPACKED = 24 * 2**20  # bytes of all parts; a template of a large ministry has one or two million
MAX_PARTS = 500
DAMAGED = (  # what a file that is cut, scrambled or no archive raises
    zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error,
)  # fmt: skip
MAX_SHEETS = 60
MAX_ROWS = 20_000  # of a sheet
MAX_COLUMNS = 60
MAX_MERGED = 10_000  # cells of all merged ranges of a sheet
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\n": " ", "\r": " ", "\ufeff": None})
_SHEET_NAME = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?name=\"([^\"]*)\"")
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_WORKBOOK, _PAGES = "xl/workbook.xml", re.compile(r"xl/worksheets/[^/]+\.xml")


@dataclass(frozen=True)
class Cell:
    """A cell: its address such as D12, what stands there as text, and in words why that cannot be taken, if so.

    ``number`` where it is kept as a number; ``percent`` where that is shown in percent and kept as a share; ``merged`` is
    the range that the cell is part of.
    """

    address: str
    text: str
    wrong: str = ""
    number: bool = False
    percent: bool = False
    merged: str = ""


EMPTY = Cell("", "")


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number, whether it is hidden, its cells by column number (the first is 1)."""

    number: int
    hidden: bool
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A sheet by name with the rows that hold anything, in order, and the addresses of cells too far away to be read."""

    name: str
    rows: tuple[Row, ...]
    far: tuple[str, ...] = ()


def sheet_names(content: bytes) -> tuple[str, ...]:
    """Names of the sheets of a workbook, in order, without reading it; none where the bytes are none."""
    if content[:2] != b"PK":
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo(_WORKBOOK)
            text = archive.read(part) if part.file_size <= MAX_UNPACKED else b""
    except (*DAMAGED, KeyError):
        return ()
    return tuple(unescape(name.decode("utf-8", "replace")) for name in _SHEET_NAME.findall(text))


def pages(name: str, content: bytes) -> list[Page]:
    """The sheets of a workbook.

    Raises
    ------
    BraingainError
        Where the file is no workbook that can be read within the limits above.
    """
    with_formulas = _checked(name, content)
    values = _loaded(name, content, data_only=True)
    formulas = _loaded(name, content, data_only=False) if with_formulas else None
    out = []
    for sheet in values.worksheets:
        written = _formulas(formulas[sheet.title]) if formulas is not None else {}
        out.append(_page(sheet, written))
    return out


def _checked(name: str, content: bytes) -> bool:
    """Whether a workbook has formulas, once its parts are within the limits and hold no entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                what = f"unpacks to more than {MAX_UNPACKED // 2**20} MB or {MAX_PARTS} parts"
                raise BraingainError(Problem(name, what, "copy the figures into a new template"))
            found = False
            for part in parts:
                text = archive.read(part) if part.filename.endswith((".xml", ".rels", ".vml")) else b""
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise BraingainError(Problem(f"{name}, part {part.filename}", "is not as Excel writes it"))
                if _PAGES.fullmatch(part.filename):
                    found |= bool(_FORMULA.search(text))
                    _check_merged(name, part.filename, text)
            return found
    except DAMAGED as error:
        raise _unreadable(name, error) from error


def _check_merged(name: str, part: str, text: bytes) -> None:
    cells = 0
    for left, top, right, bottom in _MERGED.findall(text):
        cells += (abs(_number(right) - _number(left)) + 1) * (abs(int(bottom[:9]) - int(top[:9])) + 1)
    if cells > MAX_MERGED:
        what = f"has more than {MAX_MERGED} merged cells"
        raise BraingainError(Problem(f"{name}, part {part}", what, "unmerge them"))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _loaded(name: str, content: bytes, data_only: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep: it is only read here
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except Exception as error:  # a damaged workbook can fail anywhere in its reader
        raise _unreadable(name, error) from error
    if len(book.worksheets) > MAX_SHEETS:
        raise BraingainError(
            Problem(name, f"has more than {MAX_SHEETS} sheets", "copy the figures into a new template")
        )
    return book


def _unreadable(name: str, error: Exception) -> BraingainError:
    reason = f"{type(error).__name__}: {str(error)[:100]}"
    return BraingainError(
        Problem(name, f"cannot be read as a workbook ({reason})", "open it and save it as .xlsx again")
    )


def _written_cells(sheet: Any) -> Iterator[Any]:
    """The cells that the file holds. Its own dictionary: a sheet with one far cell has no end of empty ones before it."""
    return iter(sheet._cells.values())


def _formulas(sheet: Any) -> dict[str, str]:
    return {
        cell.coordinate: str(getattr(cell.value, "text", cell.value))
        for cell in _written_cells(sheet)
        if cell.data_type == "f"
    }


def _page(sheet: Any, formulas: dict[str, str]) -> Page:
    merged = {
        (row, column): (place.min_row, place.min_col, str(place))
        for place in sheet.merged_cells.ranges
        for row in range(place.min_row, place.max_row + 1)
        for column in range(place.min_col, place.max_col + 1)
    }
    found: dict[int, dict[int, Cell]] = {}
    far = []
    own = {(cell.row, cell.column): cell for cell in _written_cells(sheet)}
    for (row, column), cell in own.items():
        first_row, first_column, place = merged.get((row, column), (row, column, ""))
        shown = _cell(own.get((first_row, first_column), cell), cell.coordinate, formulas, place)
        if not shown.text and not shown.wrong:
            continue
        if row > MAX_ROWS or column > MAX_COLUMNS:
            far.append(cell.coordinate)
            continue
        found.setdefault(row, {})[column] = shown
    rows = tuple(Row(number, bool(sheet.row_dimensions[number].hidden), found[number]) for number in sorted(found))
    return Page(sheet.title, rows, tuple(far))


def _cell(cell: Any, address: str, formulas: dict[str, str], merged: str) -> Cell:
    """What stands in a cell, of a merged one what stands in its first."""
    value = cell.value
    wrong = _wrong(cell, formulas)
    if wrong or value in (None, ""):
        return Cell(address, "", wrong, merged=merged)
    if isinstance(value, datetime.date):
        return _dated(address, value, merged)
    if isinstance(value, int | float) and not isinstance(value, bool):
        percent = "%" in str(cell.number_format or "")
        return Cell(address, f"{value:.15g}", number=True, percent=percent, merged=merged)
    return Cell(address, " ".join(str(value).translate(SPACES).split()), merged=merged)


def _wrong(cell: Any, formulas: dict[str, str]) -> str:
    """Why what stands in a cell cannot be taken, in words; empty where it can."""
    written = formulas.get(cell.coordinate, "").strip()
    if written not in ("", "=", '=""') and cell.value in (None, ""):
        return "holds a formula whose result is not stored in the file"
    if cell.data_type == "e":
        return f"holds the error {cell.value}"
    if isinstance(cell.value, datetime.time | datetime.timedelta):
        return f"holds a time of day ({cell.value})"
    return ""


def _dated(address: str, value: datetime.date, merged: str) -> Cell:
    """A date: the year where it is the first of January, else nothing certain."""
    midnight = not isinstance(value, datetime.datetime) or value.time() == datetime.time(0)
    if (value.month, value.day) == (1, 1) and midnight:
        return Cell(address, f"{value.year:04d}", merged=merged)
    wrong = f"holds a date ({value:%Y-%m-%d})"
    return Cell(address, f"{value:%Y-%m-%d}", wrong, merged=merged)
