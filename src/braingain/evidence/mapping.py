"""A user's table in its own columns and words, read by a mapping card into a tidy CSV of the evidence row.

The card is TOML: which column is which, what holds for all rows, what the file's words mean, which rows are totals.
What neither card nor file says is filled with "unknown" and said, as for any tidy file; nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from braingain.evidence.schema import check_word
from braingain.foundation.cards import load_card
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.sources.contract import COLUMNS, NUMBER_COLUMNS

PARQUET = b"PAR1"
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
ROWS = re.compile(r"\b(rows?) (\d+)(?: and (\d+))?")
COLUMN = re.compile(r"column (\w+)$")
MOST_ROWS = 1_000_000
MOST_SHOWN = 100
ABOUT = ("name", "citation", "publisher", "link", "licence", "vintage")


class About(BaseModel):
    """Whose figures they are; what is left out is "unknown"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    citation: str = ""
    publisher: str = "unknown"
    link: str = ""
    licence: str = "unknown"
    vintage: str = "unknown"


class Form(BaseModel):
    """How the file is written. Signs for thousands and for "missing", and marks of footnotes, have to be said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoding: Literal["utf-8", "utf-16", "latin-1", "cp1252"] = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    header_row: int = Field(default=1, ge=1, le=1000)
    missing: tuple[str, ...] = ("",)
    footnote_marks: tuple[str, ...] = ()


class MappingCard(BaseModel):
    """Which column of a file is which column of the evidence row, and what its words mean.

    ``columns``: ours to theirs; ``constant``: ours to what holds for all rows; ``words``: ours to their words to ours;
    ``drop``: their column to the words of rows that are totals, notes, or anything else that is no figure.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: About = About()
    file: Form = Form()
    columns: dict[str, str] = {}
    constant: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    drop: dict[str, tuple[str, ...]] = {}

    @field_validator("columns", "constant", "words")
    @classmethod
    def _are_ours(cls, named: dict[str, object]) -> dict[str, object]:
        for name in named:
            if name not in COLUMNS:
                raise ValueError(
                    f'"{name}" is not a column of the evidence row; {did_you_mean(name, COLUMNS)}'.strip("; ")
                )
        return named


def load_mapping(path: Path) -> MappingCard:
    """The mapping card of a file.

    Raises
    ------
    BraingainError
        With everything that is wrong in the card.
    """
    try:
        words = list(_wrong_words(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise BraingainError(Problem(str(path), f"cannot be read ({reason})", "check the path")) from error
    try:
        card = load_card(path, MappingCard)
    except BraingainError as error:
        raise BraingainError([*error.problems, *words]) from error
    if words:
        raise BraingainError(words)
    both = sorted(set(card.columns) & set(card.constant))
    if both:
        raise BraingainError(
            Problem(f"{path}, {name}", "is both a column and a constant", "leave one out") for name in both
        )
    if not card.columns:
        raise BraingainError(Problem(f"{path}, columns", "names no column", 'write, for example, value = "Number"'))
    return card


def _wrong_words(path: Path) -> Iterator[Problem]:
    """Constants and words of a card that are not on the closed list of their column; nothing of a card that is not TOML."""
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return
    constants, words = content.get("constant"), content.get("words")
    named = [("constant", ours, text) for ours, text in (constants if isinstance(constants, dict) else {}).items()]
    for ours, meanings in (words if isinstance(words, dict) else {}).items():
        named += [(f"words.{ours}", ours, text) for text in (meanings.values() if isinstance(meanings, dict) else ())]
    for field, ours, text in named:
        for problem in check_word(ours, text) if isinstance(text, str) and text else ():
            place = f"{path}, {field}" if field.startswith("words.") else f"{path}, {field}.{ours}"
            yield Problem(place, problem.what, problem.do)


class Tidy:
    """A file turned into a tidy CSV: its text, and where each of its lines stands in the file."""

    def __init__(self, name: str, card: MappingCard | None):
        self.name, self.card = name, card
        self.content = b""
        self.numbers: list[int] = []
        self.problems: list[Problem] = []
        self.messages: list[str] = []

    def here(self, problem: Problem) -> Problem:
        """A problem of the tidy text as one of the file: its own row, and its own column beside ours."""
        place = ROWS.sub(self._row, problem.place)
        theirs = self.card.columns if self.card else {}
        place = COLUMN.sub(lambda found: _column(found[1], theirs), place)
        return Problem(place, problem.what, problem.do)

    def said(self, message: str) -> str:
        """A message about the tidy text with the rows of the file."""
        return ROWS.sub(self._row, message)

    def _row(self, found: re.Match[str]) -> str:
        numbers = [self._number(int(text)) for text in found.groups()[1:] if text]
        return f"{found[1]} {' and '.join(map(str, numbers))}"

    def _number(self, line: int) -> int:
        return self.numbers[line - 2] if 2 <= line < len(self.numbers) + 2 else line


@contextmanager
def placed_in_file(tidy: Tidy) -> Iterator[None]:
    """Read the tidy text within: mistakes come out with the file's own rows and columns, those of its numbers first.

    Raises
    ------
    BraingainError
        With all of them.
    """
    try:
        yield
    except BraingainError as error:
        raise BraingainError([*tidy.problems[:MOST_SHOWN], *map(tidy.here, error.problems)]) from error
    if tidy.problems:
        raise BraingainError(tidy.problems[:MOST_SHOWN])


def tidy_file(name: str, content: bytes, card: MappingCard | None) -> Tidy:
    """A CSV by its card, or a Parquet file by its card or, without one, by our own column names.

    Raises
    ------
    BraingainError
        Where the file cannot be read, or lacks a column that the card names.
    """
    tidy = Tidy(name, card)
    header, rows = (
        _parquet(name, content) if content.startswith(PARQUET) else _table(name, content, card or MappingCard())
    )
    if card is not None:
        _check_named(name, header, card)
    columns = list(card.columns) + list(card.constant) if card else [column.lower() for column in header]
    if card and "vintage" not in columns and card.source.vintage != "unknown":
        columns.append("vintage")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    dropped: dict[str, int] = {}
    marks = 0
    for number, cells in rows:
        given = _given(cells, card, columns) if card else {c.lower(): cell for c, cell in cells.items()}
        why = _dropped(cells, given, card)
        if why:
            dropped[why] = dropped.get(why, 0) + 1
            continue
        marks += _footnotes(given, card)
        for column in NUMBER_COLUMNS:
            if column in given:
                given[column] = _checked(tidy, column, number, given[column], card)
        writer.writerow(SPACES.sub(" ", given.get(column, "")) for column in columns)
        tidy.numbers.append(number)
        if len(tidy.numbers) > MOST_ROWS:
            raise BraingainError(Problem(name, f"has more than {MOST_ROWS} rows", "import it in parts"))
    tidy.content = text.getvalue().encode()
    tidy.messages = [f"{count} {'row' if count == 1 else 'rows'} dropped: {why}" for why, count in dropped.items()]
    tidy.messages += [f"{marks} marks of footnotes taken off figures"] if marks else []
    return tidy


def _table(name: str, content: bytes, card: MappingCard) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """Column names and numbered rows of a CSV; a row of another length is refused."""
    encoding = "utf-8-sig" if card.file.encoding == "utf-8" else card.file.encoding
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        what = f"is no {card.file.encoding} text"
        raise BraingainError(Problem(f"{name}, row {row}", what, "say the encoding in the card, [file]")) from error
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=card.file.delimiter)
    header: list[str] = []
    for _ in range(card.file.header_row):
        header = [SPACES.sub(" ", cell).strip() for cell in next(lines, [])]
    return header, _numbered(name, lines, header)


def _numbered(name: str, lines: object, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    problems: list[Problem] = []
    reader = lines
    try:
        for cells in reader:  # type: ignore[attr-defined]
            if not any(cell.strip() for cell in cells):
                continue
            at = reader.line_num  # type: ignore[attr-defined]
            if len(cells) != len(header):
                what = f"has {len(cells)} cells, the header {len(header)}"
                problems.append(
                    Problem(f"{name}, row {at}", what, "check the delimiter, and whether the file breaks off")
                )
                continue
            yield at, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        at = reader.line_num  # type: ignore[attr-defined]
        raise BraingainError(Problem(f"{name}, row {at}", f"cannot be read as CSV ({error})")) from error
    if problems:
        raise BraingainError(problems[:MOST_SHOWN])


def _parquet(name: str, content: bytes) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """Column names and rows of a Parquet file, the first row being row 1, cells as text."""
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
    except Exception as error:  # the library's errors have no common base
        what = f"the Parquet file breaks off or is damaged ({str(error)[:100]})"
        raise BraingainError(Problem(name, what, "fetch it again")) from error
    header = [str(column) for column in table.column_names]
    records = table.to_pylist()
    return header, ((n, {str(c): _text(v) for c, v in row.items()}) for n, row in enumerate(records, start=1))


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 NaN only
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()


def _check_named(name: str, header: list[str], card: MappingCard) -> None:
    """Refuse a file without the columns that its card names, or with one of them twice."""
    named = dict.fromkeys([*card.columns.values(), *card.drop])
    place = f"{name}, row {card.file.header_row}"
    problems = [
        Problem(f'{place}, column "{column}"', "is named in the card and not in the file", did_you_mean(column, header))
        for column in named
        if column not in header
    ]
    problems += [
        Problem(f'{place}, column "{column}"', "is there twice", "leave one out")
        for column in named
        if header.count(column) > 1
    ]
    if problems:
        raise BraingainError(problems)


def _given(cells: Mapping[str, str], card: MappingCard, columns: list[str]) -> dict[str, str]:
    """A row in our columns: cells, marks for "missing" emptied, words put into ours, constants added."""
    given = dict(card.constant)
    if "vintage" in columns and "vintage" not in card.columns and "vintage" not in given:
        given["vintage"] = card.source.vintage
    for ours, theirs in card.columns.items():
        cell = cells[theirs]
        cell = "" if cell in card.file.missing else cell
        given[ours] = card.words.get(ours, {}).get(cell, cell)
    return given


def _dropped(cells: Mapping[str, str], given: Mapping[str, str], card: MappingCard | None) -> str:
    """Why a row is no figure, in words; empty where it is one."""
    for column, words in (card.drop if card else {}).items():
        if cells[column] in words:
            return f"{column} is {cells[column]}, which the card drops"
    return "" if any(given.get(column, "").strip() for column in NUMBER_COLUMNS) else "without a figure"


def _checked(tidy: Tidy, column: str, row: int, cell: str, card: MappingCard | None) -> str:
    """A number in the tidy CSV's form; a mistake is noted, and a nought stands in its place until all are said."""
    form = card.file if card else Form()
    number = _plain_number(cell, form)
    if number is not None:
        return number
    place = f"{tidy.name}, row {row}, {_column(column, card.columns if card else {})}"
    expected = (
        f"decimal sign {form.decimal!r}, thousands {form.thousands!r}"
        if form.thousands
        else f"decimal sign {form.decimal!r}"
    )
    tidy.problems.append(
        Problem(place, f'"{cell[:40]}" is not a number ({expected})', "mend it, or say its form in the card")
    )
    return "0"


def _footnotes(given: dict[str, str], card: MappingCard | None) -> int:
    """Take the marks of footnotes that the card names off the figures of a row; how many there were."""
    found = 0
    for column in NUMBER_COLUMNS:
        bare = given.get(column, "")
        for mark in card.file.footnote_marks if card else ():
            bare = bare.removesuffix(mark).rstrip()
        if column in given and bare != given[column]:
            given[column], found = bare, found + 1
    return found


def _plain_number(cell: str, form: Form) -> str | None:
    """A number as the tidy CSV writes it, empty where the cell is; None where it is none in the form that the card says."""
    bare = SPACES.sub(" ", cell).strip()
    if not bare:
        return ""
    whole, _, rest = bare.partition(form.decimal)
    if form.thousands and form.thousands in whole:
        if not re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(form.thousands)}\d{{3}})+", whole):
            return None
        whole = whole.replace(form.thousands, "")
    if not re.fullmatch(r"[+-]?\d+", whole, re.ASCII) or not re.fullmatch(r"(\d+([eE][+-]?\d+)?)?", rest, re.ASCII):
        return None
    return _text(float(f"{whole}.{rest or 0}"))


def _column(ours: str, theirs: Mapping[str, str]) -> str:
    return f'column "{theirs[ours]}" ({ours})' if ours in theirs else f"column {ours}"
