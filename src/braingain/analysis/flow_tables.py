"""``flows``: stock tables of a file to moves between countries, as one record; every mistake by file, row and column."""

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
from braingain.flows.accounts import attrition, newly_licensed, surplus
from braingain.flows.estimators import WEIGHT
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SCHEMA = "braingain/flows/1"
STOCKS, PEOPLE, PAIRS = (
    ("origin", "destination", "year", "value"),
    ("country", "value"),
    ("origin", "destination", "value"),
)
OUTSIDE = "outside the table"  # where those went, and came from, whom the countries of an open account do not hold
ROUNDING = 1e-9  # of all workers, below which a difference is one of arithmetic
MIXTURES = ("pseudo-bayes-open", "pseudo-bayes-closed")
NUMBERS = ("year", "value")
MISREAD = re.compile(
    r"column (origin|destination|country|year)$|row \d+$"
)  # places of mistakes in keys, or in whole rows
MAX_BYTES, MAX_PROBLEMS, MAX_COUNTRIES = 64 * 1024 * 1024, 20, 400


class Row(NamedTuple):
    """A row of a file: its number, as a text editor counts, and its cells by column."""

    number: int
    cells: Mapping[str, Any]


def flows_record(
    stocks: Path,
    method: str,
    entries: Path | None = None,
    exits: Path | None = None,
    affinity: Path | None = None,
    weight: float | None = None,
    by_training: bool = False,
) -> dict[str, Any]:
    """Moves between each two years of a stock table, as JSON (``braingain/flows/1``).

    Parameters
    ----------
    stocks : CSV with origin (country of training), destination (of practice), year (1 January), value. [persons]
    method : a function of :mod:`braingain.flows`, hyphenated.
    entries, exits : CSV with country, value and, where the table has several intervals, year. [persons]
        Years from the first stock's to the one before the next stock's are added up.
    affinity : CSV with origin, destination, value: weights of pairs.
    weight : of the minimum, for the mixtures.

    Raises
    ------
    BraingainError
        Everything wrong with a file at once, each with file, row and column; pairs without a row; options that the
        method has no use for.
    """
    _options(method, entries, exits, affinity, weight)
    table = _stocks(stocks, method)
    estimator = getattr(flows, method.replace("-", "_") + ("_by_training" if by_training else ""))
    given: dict[str, Any] = {}
    if affinity is not None:
        given["affinity"] = _weights(affinity, table.countries)
    if method in MIXTURES and weight is not None:
        given["weight"] = weight
    through = {name: None if file is None else _people(file, table) for name, file in _vectors(method, entries, exits)}
    intervals = []
    for at, (year, year_to) in enumerate(zip(table.years, table.years[1:], strict=False)):
        people = {name: None if all_ is None else all_[at] for name, all_ in through.items()}
        before, after = table.workers[at], table.workers[at + 1]
        where = {
            "start": f"{stocks}, {year}",
            "end": f"{stocks}, {year_to}",
            "entries": str(entries),
            "exits": str(exits),
        }
        try:
            moves = estimator(before, after, **people, **given)
        except flows.FlowError as refused:
            raise _in_words(
                refused, where | {"affinity": str(affinity)}, table.countries, f"{year} to {year_to}"
            ) from None
        interval = _interval(moves, table.countries, year, year_to)
        if method.endswith("-open"):
            interval["outside"] = _outside(
                before, after, people["entries"], people["exits"], table.countries, by_training
            )
        if method.endswith("-closed"):
            interval["surplus"] = surplus(before, after, people["entries"], people["exits"])
        intervals.append(interval)
    used = weight if weight is not None else WEIGHT if method in MIXTURES else None
    return {
        "schema": SCHEMA,
        "method": method,
        "weight": used,
        "by_training": by_training,
        "countries": list(table.countries),
        "notes": [*_notes(method, entries, exits), *_imbalances(intervals)],
        "intervals": intervals,
    }


def csv_text(record: Mapping[str, Any]) -> str:
    """The moves of a record as a tidy table: origin, destination, year, year_to, value; training first where it is known.

    In an open account those who left for outside the table, and came from there, stand below the moves of their interval.
    """
    out = io.StringIO()
    heads = ["origin", "destination"]
    heads = ["training", *heads] if record["by_training"] else heads
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*heads, "year", "year_to", "value"])
    for interval in record["intervals"]:
        for flow in [*interval["flows"], *interval.get("outside", [])]:
            writer.writerow(
                [*(flow[head] for head in heads), interval["year"], interval["year_to"], repr(flow["workers"])]
            )
    return out.getvalue()


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


def _stocks(file: Path, method: str) -> flows.Stocks:
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


def _people(file: Path, table: flows.Stocks) -> Array:
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


def _weights(file: Path, countries: Sequence[str]) -> Array:
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


def _options(
    method: str, entries: Path | None, exits: Path | None, affinity: Path | None, weight: float | None
) -> None:
    problems = []
    if method.startswith("stock-difference"):
        if entries is not None:
            problems.append(Problem("--entries", f"{method} does not use entries", "take an account"))
        if affinity is not None:
            problems.append(Problem("--affinity", f"{method} has no weights of pairs", "take an account"))
    if weight is not None and method not in MIXTURES:
        problems.append(Problem("--weight", f"{method} mixes nothing", f"take {' or '.join(MIXTURES)}"))
    if weight is not None and not 0 <= weight <= 1:
        problems.append(Problem("--weight", f"must be from 0 to 1, is {weight:g}"))
    if problems:
        raise BraingainError(problems)


def _vectors(method: str, entries: Path | None, exits: Path | None) -> list[tuple[str, Path | None]]:
    return [("exits", exits)] if method.startswith("stock-difference") else [("entries", entries), ("exits", exits)]


def _notes(method: str, entries: Path | None, exits: Path | None) -> list[str]:
    """What was assumed where a file was not given, and what a method is not."""
    notes = ["transitions between two dates: who moved twice counts once, who came and went in between does not count"]
    if method.startswith("stock-difference"):
        notes.append("a difference of stocks is a cross-check: it knows no new licences and no onward moves")
    elif entries is None:
        notes.append("no --entries: nobody is taken as newly licensed")
    if exits is None:
        notes.append("no --exits: nobody is taken to have died, retired or left practice")
    if method.startswith("minimum"):
        notes.append("the minimum is a lower bound: it falls short where people come back")
    if method.startswith("independence"):
        notes.append("independence is an upper picture, not an estimate by itself")
    if method in MIXTURES:
        notes.append("the weight is assumed unless it was fitted to observed inflows: try a range of weights")
    return notes


def _interval(moves: Array, countries: Sequence[str], year: int, year_to: int) -> dict[str, Any]:
    """The moves of an interval as rows; by training those of nobody are left out, since nearly all are."""
    heads = ("training", "origin", "destination")[-moves.ndim :]
    cells = np.argwhere(moves > 0) if moves.ndim == 3 else np.argwhere(moves >= 0)
    rows = [
        {**{head: countries[i] for head, i in zip(heads, cell, strict=True)}, "workers": float(moves[tuple(cell)])}
        for cell in cells
        if cell[-1] != cell[-2]
    ]
    return {"year": year, "year_to": year_to, "workers": math.fsum(row["workers"] for row in rows), "flows": rows}


def _outside(
    start: Array, end: Array, entries: Array | None, exits: Array | None, countries: Sequence[str], by_training: bool
) -> list[dict[str, Any]]:
    """Who left the countries of an open account for outside them, and who came from there, as rows of moves. [persons]"""
    nobody = np.zeros(len(countries))
    kept = flows.open_balance(start, end, entries, exits)
    left = start - attrition(start, nobody if exits is None else exits) - kept.start
    came = end - newly_licensed(end, nobody if entries is None else entries) - kept.end
    least = ROUNDING * float(start.sum() + end.sum())
    rows = []
    for table, ends in ((left, ("origin", "destination")), (came, ("destination", "origin"))):
        sizes = table if by_training else table.sum(0)[None]
        for k, j in np.argwhere(sizes > least):
            row = {ends[0]: countries[j], ends[1]: OUTSIDE, "workers": float(sizes[k, j])}
            rows.append({"training": countries[k], **row} if by_training else row)
    return rows


def _imbalances(intervals: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a closed account took up of a table that does not balance, of each interval where it is more than rounding."""
    notes = []
    for interval in intervals:
        size = interval.get("surplus", 0.0)
        if abs(size) <= 0.05:
            continue
        less, (first, last) = ("less", ("taken from", "added to")) if size > 0 else ("more", ("added to", "taken from"))
        notes.append(
            f"{interval['year']} to {interval['year_to']}: stocks grew by {abs(size):,.1f} workers {less} than entries less "
            f"exits; half is {first} those at home at the start, half {last} those at the end. A closed account is of the "
            "whole world: is the table?"
        )
    return notes


def _in_words(
    refused: flows.FlowError, where: Mapping[str, str], countries: Sequence[str], interval: str
) -> BraingainError:
    """A refusal of the library with files and countries by name, a line for each cell."""
    table = refused.table.split(",")[0]
    place = where.get(table, interval)
    what = refused.named(countries)
    cells = [" in ".join(countries[at] for at in cell) for cell in refused.cells[:MAX_PROBLEMS]]
    return BraingainError([Problem(f"{place}, {cell}", what) for cell in cells] or [Problem(place, what)])


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
