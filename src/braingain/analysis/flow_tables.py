"""``flows``: stock tables of a file to moves between countries, as one record; every mistake by file, row and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain import flows
from braingain.analysis.flow_files import MAX_PROBLEMS, people_of_file, stocks_of_file, weights_of_file
from braingain.flows.accounts import attrition, newly_licensed, surplus
from braingain.flows.estimators import WEIGHT
from braingain.foundation.errors import BraingainError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SCHEMA = "braingain/flows/1"
OUTSIDE = "outside the table"  # where those went, and came from, whom the countries of an open account do not hold
ROUNDING = 1e-9  # of all workers, below which a difference is one of arithmetic
MIXTURES = ("pseudo-bayes-open", "pseudo-bayes-closed")


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
    table = stocks_of_file(stocks, method)
    estimator = getattr(flows, method.replace("-", "_") + ("_by_training" if by_training else ""))
    given: dict[str, Any] = {}
    if affinity is not None:
        given["affinity"] = weights_of_file(affinity, table.countries)
    if method in MIXTURES and weight is not None:
        given["weight"] = weight
    through = {
        name: None if file is None else people_of_file(file, table) for name, file in _vectors(method, entries, exits)
    }
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
