"""Files of stocks, of people and of weights for ``flows``: every mistake of a file at once, by row and column."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from braingain import flows
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STOCKS, PEOPLE, PAIRS = (
    ("origin", "destination", "year", "value"),
    ("country", "value"),
    ("origin", "destination", "value"),
)
NUMBERS = ("year", "value")
# Places of mistakes in keys, or in whole rows.
MISREAD = re.compile(r"column (origin|destination|country|year)$|row \d+$")
MAX_BYTES, MAX_PROBLEMS, MAX_COUNTRIES = 64 * 1024 * 1024, 20, 400


class Row(NamedTuple):
    """A row of a file: its number, as a text editor counts, and its cells by column."""

    number: int
    cells: Mapping[str, Any]


def stocks_of_file(file: Path, method: str) -> flows.Stocks:
    """The stock table: square, each pair once a year, no pair without a row; all that is wrong with it at once."""
    rows, problems = _read(file, STOCKS)
    unread = _misread(problems)
    names = {name for row in rows for name in (row.cells["origin"], row.cells["destination"])}
    if len(names) > MAX_COUNTRIES:
        raise BraingainError(Problem(str(file), f"has {len(names)} countries", f"{MAX_COUNTRIES} are the most"))
    problems += _twice(file, rows, STOCKS[:3])
    years = sorted({row.cells["year"] for row in rows if isinstance(row.cells["year"], int)})
    if len(years) == 1:
        what = f"has stocks of {years[0]} only"
        problems.append(Problem(f"{file}, column year", what, "moves need the stocks of two years"))
    if not unread:
        problems += _missing(file, rows, sorted(names), years, method.startswith("stock-difference"))
    _raise(problems, file)
    return flows.from_table({name: [row.cells[name] for row in rows] for name in STOCKS})


def _misread(problems: Sequence[Problem]) -> bool:
    """Whether a key, or a whole row, could not be read, so that nothing can be said of what is missing."""
    return any(MISREAD.search(problem.place) for problem in problems)


def _missing(
    file: Path, rows: Sequence[Row], names: Sequence[str], years: Sequence[int], at_home_too: bool
) -> list[Problem]:
    """Pairs without a row, of every year; those at home may lack one where ``at_home_too``."""
    known = {tuple(row.cells[name] for name in STOCKS[:3]) for row in rows}
    do = "unreported is not zero: give a figure, or 0 where nobody is"
    return [
        Problem(f"{file}, {year}", f"no row of {k} in {j}", do)
        for year in years
        for k in names
        for j in names
        if (k, j, year) not in known and not (at_home_too and k == j)
    ]


def people_of_file(file: Path, table: flows.Stocks) -> Array:
    """Entries or exits: (interval, country), years of an interval added up."""
    rows, problems = _read(file, PEOPLE, ("year",))
    unread = _misread(problems)
    dated = "year" in rows[0].cells
    problems += _twice(file, rows, ("country", "year") if dated else ("country",))
    spans = list(zip(table.years, table.years[1:], strict=False))
    if not dated and len(spans) > 1:
        what = f"has no column year, and the stocks have {len(spans)} intervals"
        raise BraingainError(Problem(f"{file}, row 1", what, "give each year's figure"))
    at = {name: place for place, name in enumerate(table.countries)}
    problems += [
        Problem(
            f"{file}, row {row.number}, column country", f"{name} is not in the stock table", did_you_mean(name, at)
        )
        for row in rows
        if (name := row.cells["country"]) not in at
    ]
    found = {(row.cells["country"], row.cells.get("year")): row.cells["value"] for row in rows}
    people = np.zeros((len(spans), len(at)))
    for place, (year, year_to) in enumerate(spans):
        for name, position in at.items():
            wanted = range(year, year_to) if dated else (None,)
            lacking = [one for one in wanted if (name, one) not in found]
            if lacking and not unread:
                when = "" if lacking[0] is None else f" in {', '.join(map(str, lacking[:5]))}"
                problems.append(
                    Problem(str(file), f"has no row of {name}{when}", "give a figure, or 0 where nobody is")
                )
            figures = (found.get((name, one), 0.0) for one in wanted)
            people[place, position] = sum(figure for figure in figures if isinstance(figure, float))
    _raise(problems, file)
    return people


def weights_of_file(file: Path, countries: Sequence[str]) -> Array:
    """Weights of pairs: (origin, destination); a diagonal without rows is 0, which only independence reads."""
    rows, problems = _read(file, PAIRS)
    problems += _twice(file, rows, PAIRS[:2])
    at = {name: place for place, name in enumerate(countries)}
    weights = np.full((len(at), len(at)), np.nan)
    np.fill_diagonal(weights, 0.0)
    for row in rows:
        o, d, value = (row.cells[name] for name in PAIRS)
        if o in at and d in at:
            weights[at[o], at[d]] = (
                value if isinstance(value, float) else 0.0
            )  # what is no number is among the problems
    gaps = np.argwhere(np.isnan(weights))
    _raise([*problems, *(Problem(str(file), f"no row of {countries[i]}, {countries[j]}") for i, j in gaps)], file)
    return weights


def _read(file: Path, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[list[Row], list[Problem]]:
    """Rows of a CSV file, UTF-8, comma or semicolon, and every mistake in them; cells that are wrong stay text.

    Raises
    ------
    BraingainError
        Where the file lacks a column, or has no rows.
    """
    text = _text(file)
    first = text.split("\n", 1)[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        columns = [cell.strip().lower() for cell in next(lines, [])]
        missing = [name for name in required if name not in columns]
        if missing or len(set(columns)) < len(columns):
            what = f"has no column {', '.join(missing)}" if missing else "names a column twice"
            near = did_you_mean(missing[0], columns) if missing else ""
            raise BraingainError(Problem(f"{file}, row 1", what, near or f"columns are {', '.join(required)}"))
        wanted = [name for name in (*required, *optional) if name in columns]
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            place = f"{file}, row {lines.line_num}"
            if len(cells) != len(columns):
                problems.append(Problem(place, f"has {len(cells)} cells, the first row has {len(columns)}"))
                continue
            found = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            read, wrong = _cells(place, {name: found[name] for name in wanted}, delimiter == ";")
            problems += wrong
            rows.append(Row(lines.line_num, read))
    except csv.Error as error:
        raise BraingainError(Problem(f"{file}, row {lines.line_num}", f"cannot be read as CSV ({error})")) from error
    if not rows:
        do = "the first row names the columns, the others hold figures"
        _raise(problems or [Problem(str(file), "has no rows", do)], file)
    return rows, problems


def _cells(place: str, cells: Mapping[str, str], comma: bool) -> tuple[dict[str, Any], list[Problem]]:
    read: dict[str, Any] = dict(cells)
    problems = []
    for name, cell in cells.items():
        if name not in NUMBERS:
            if not cell:
                problems.append(Problem(f"{place}, column {name}", "is empty", "name a country"))
            continue
        bare = cell.replace(",", ".") if comma and cell.count(",") == 1 and "." not in cell else cell
        try:
            number = float(bare)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            do = "unreported is not zero: give a figure, or leave the row out" if not cell else "give a plain number"
            problems.append(Problem(f"{place}, column {name}", f'"{cell}" is no number', do))
        elif name == "value" and number < 0:
            problems.append(Problem(f"{place}, column {name}", f"{cell} is negative", "people are counted from 0"))
        elif name == "year" and not (number.is_integer() and 1800 <= number <= 2200):
            problems.append(Problem(f"{place}, column {name}", f'"{cell}" is no year'))
        else:
            read[name] = int(number) if name == "year" else number
    return read, problems


def _twice(file: Path, rows: Sequence[Row], key: Sequence[str]) -> list[Problem]:
    """Rows of one key after the first."""
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    for row in rows:
        one = tuple(row.cells[name] for name in key)
        if one in seen:
            what = f"{', '.join(map(str, one))} stands in row {seen[one]} already"
            problems.append(Problem(f"{file}, row {row.number}", what, "keep one"))
        seen.setdefault(one, row.number)
    return problems


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise BraingainError(Problem(str(file), f"is larger than {MAX_BYTES // 2**20} MB"))
        content = file.read_bytes()
    except OSError as error:
        raise BraingainError(
            Problem(str(file), f"cannot be read ({error.strerror or error})", "check the path")
        ) from error
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise BraingainError(Problem(str(file), "this is an Excel file", "save the sheet as CSV UTF-8"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise BraingainError(Problem(f"{file}, row {row}", "is no UTF-8 text", "save the file as CSV UTF-8")) from error
    if "\0" in text:
        raise BraingainError(Problem(str(file), "is no text", "save the sheet as CSV UTF-8"))
    return text


def _raise(problems: Sequence[Problem], file: Path) -> None:
    more = len(problems) - MAX_PROBLEMS
    if problems:
        rest = [Problem(str(file), f"has {more} more problems", "mend these first")] if more > 0 else []
        raise BraingainError([*problems[:MAX_PROBLEMS], *rest])
