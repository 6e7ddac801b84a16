"""Rows of evidence of a workforce: our evidence row as a CSV table, checked as every row is, with the card's own cadres."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from braingain.evidence.schema import check_columns, check_row
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.sources.contract import COLUMNS

LATEST = 2025  # the last year that a stock can be reported of
# What a run reads of the rows: indicator, unit that it must have, and whether the row is one of a cadre or of all.
READ = {
    "workers": "persons",
    "graduates": "persons_per_year",
    "emigrants": "persons_per_year",
    "women_share": "share",
    "foreign_trained_share": "share",
    "pay": "gdp_per_head_multiple",
    "place_share": "share",
    "private_share": "share",
    "workers_abroad": "persons",
}
# What the columns of a row that is read may hold: one figure of the whole workforce, as its source reported it.
WHOLE = {
    "sex": ("", "all", "unknown"),
    "age": ("", "all", "unknown"),
    "employment": ("", "all", "unknown"),
    "count": ("", "headcount", "unknown"),
    "method": ("", "reported"),
}
ALSO = {
    ("women_share", "sex"): "female",
    ("private_share", "employment"): "private",
    ("pay", "employment"): "salaried",
}
PARTNERS = ("trained",)  # how those abroad must be defined


@dataclass(frozen=True)
class Row:
    """One row of evidence, in the indicator's own unit."""

    indicator: str
    country: str
    partner: str
    cadre: str
    place: str
    year: int
    value: float
    unit: str
    source: str
    note: str


def read_rows(data: bytes, place: str, cadres: Sequence[str], sources: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a table, all checked.

    Raises
    ------
    BraingainError
        With every mistake of the table: file and line, column, what, what to do.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BraingainError(Problem(place, "is not UTF-8 text", "save it as UTF-8")) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = [name or "" for name in reader.fieldnames or ()]
    problems = [Problem(f"{place}, {p.place}", p.what, p.do) for p in check_columns(columns)]
    if problems:
        raise BraingainError(problems)
    rows = []
    for line, given in enumerate(reader, start=2):
        if None in given or None in given.values():
            problems.append(Problem(f"{place}, line {line}", "has another number of cells than the head"))
            continue
        row, wrong = _row(given, cadres, sources)
        problems += [Problem(f"{place}, line {line}, {p.place}", p.what, p.do) for p in wrong]
        if row is not None:
            rows.append(row)
    problems += list(_twice(rows, place))
    if problems:
        raise BraingainError(problems)
    return tuple(rows)


def _row(given: Mapping[str, str], cadres: Sequence[str], sources: Sequence[str]) -> tuple[Row | None, list[Problem]]:
    text = {column: (given.get(column) or "").strip() for column in COLUMNS}
    cadre, source = text["cadre"], text["source"]
    wrong = []
    if cadre not in cadres:
        do = did_you_mean(cadre, cadres) or f"choose of {', '.join(cadres)}"
        wrong.append(Problem("column cadre", f'"{cadre}" is not a cadre of the card', do))
    if source not in sources:
        do = did_you_mean(source, sources) or "describe it in a [[source]] of the card"
        wrong.append(Problem("column source", f'"{source}" is not a source of the card', do))
    # The limits of a row are those of "all": a tenth of the people at most, and no rule of a health cadre.
    clean, problems = check_row({**text, "cadre": "all"}, latest=LATEST)
    wrong += problems or list(_in_part(text))
    if wrong:
        return None, wrong
    value = float(str(clean["value"]))
    if math.isnan(value):
        return None, [Problem("column value", "is empty", "a bound alone starts no run")]
    wanted = READ.get(str(clean["indicator"]), "")
    if wanted and clean["unit"] != wanted and clean["indicator"] != "pay":
        return None, [Problem("column unit", f"{clean['unit']} is not read here", f"give it in {wanted}")]
    indicator, country, partner = (str(clean[name]) for name in ("indicator", "country", "partner"))
    year, unit = int(str(clean["year"])), str(clean["unit"])
    return Row(indicator, country, partner, cadre, text["place"], year, value, unit, source, text["note"]), []


def _in_part(text: Mapping[str, str]) -> Iterator[Problem]:
    """Why a row that a run would read is of a part of the workforce only, or no report; nothing of rows that none reads."""
    name = text["indicator"]
    if name not in READ:
        return
    for column, values in WHOLE.items():
        if text[column] not in values and text[column] != ALSO.get((name, column)):
            do = (
                f"give the row of {name} with {column} all, or empty"
                if column != "method"
                else "put it into [[assumed]]"
            )
            yield Problem(f"column {column}", f"is {text[column]}: a run reads the whole workforce as reported", do)
    if name == "workers_abroad" and text["definition"] not in PARTNERS:
        yield Problem(
            "column definition", "does not say trained", "give those trained in the country, or leave the row out"
        )


def _twice(rows: Sequence[Row], place: str) -> Iterator[Problem]:
    """Two values of the same thing in the same year: a table of a few figures has one, and says which."""
    seen = set()
    for row in rows:
        key = (row.indicator, row.country, row.partner, row.cadre, row.place, row.year, row.unit)
        if key in seen:
            what = f"{row.indicator} of {row.cadre} of {row.country} in {row.year} is there twice"
            yield Problem(place, what, "keep the one that you trust, and say why in its note")
        seen.add(key)
