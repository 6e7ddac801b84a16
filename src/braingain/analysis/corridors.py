"""Corridors of a run as a reader gets them: who moves a year, and how well known the people are who stand there at the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from braingain.analysis import summaries
from braingain.baseline.flows import taken_down
from braingain.foundation.vocabulary import SEXES

if TYPE_CHECKING:
    from braingain.baseline.context import Context

SMALLEST_FLOW = 0.5  # persons a year: smaller corridors are left out of the summary, not of the table
FLOWS_NOTE = (
    "mean of the years from the package's start; start_stock says of the people who stand at the end of a corridor when the "
    "run begins how their number is known; the people who move are simulated; people on tracks and "
    "stays of an agreement are not in it; the split by sex is imputed"
)
NOBODY = {
    "method": "assumed",
    "workers": 0.0,
    "year": None,
    "source": "",
    "note": "no table has this cadre abroad; taken as none",
}


class Corridor(NamedTuple):
    """One corridor of a run for the table: values by year and draw, and how its stock at the start is known."""

    run: str
    origin: str
    destination: str
    cadre: str
    sex: str
    start_stock: str
    years: Sequence[tuple[int, int]]  # first and last year of each row; the same where a row is one year
    values: np.ndarray  # (row, draw) [persons a year]


def start_stock(context: Context, cadre: str, destination: str, cut: bool = False) -> dict[str, Any]:
    """How the stock at the end of a corridor is known when the run begins: method, figure, year, source, note.

    ``workers`` is the figure before natives of the destination are taken out and before draws. A reported figure that the
    run takes down is estimated: because fewer leave than it says, or (``cut``) because more would have come to the
    destination than practise there.
    """
    cell = context.abroad.get(cadre, {}).get(destination)
    if cell is None:
        return dict(NOBODY)
    notes = [cell.note]
    lowered = cadre == "doctor" and taken_down(context, cell)
    if lowered:
        notes.append("taken down to what like countries lose")
    if cut:
        notes.append("taken down so that no more come than the destination has")
    estimated = cell.method == "reported" and (lowered or cut)
    return {
        "method": "estimated" if estimated else cell.method,
        "workers": float(cell.value or 0.0),
        "year": cell.year,
        "source": cell.source,
        "note": "; ".join(filter(None, notes)),
    }


def flow_record(before: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    """People on a corridor a year, and how many more in the same draw, of all and by sex; (sex, draw) each."""

    def sides(rows: slice) -> dict[str, Any]:
        runs_ = (("baseline", before), ("package", after), ("difference", after - before))
        return {side: summaries.interval(values[rows].sum(axis=0)) for side, values in runs_}

    by_sex = {sex: sides(slice(s, s + 1)) for s, sex in enumerate(SEXES)}
    return sides(slice(None)) | {"by_sex": by_sex, "imputed_by_sex": True}


def flow_records(
    before: np.ndarray, after: np.ndarray, first: int, cadres: Sequence[str], context: Context
) -> list[dict[str, Any]]:
    """Emigrants a year of one country by destination and cadre, mean of the rows from ``first`` on; small corridors left out.

    ``before`` and ``after`` are (year, cadre, sex, destination, draw) [persons a year].
    """
    found = []
    for k, cadre in enumerate(cadres[: before.shape[1]]):
        for d, place in enumerate(context.destinations):
            sides = tuple(values[first:, k, :, d].mean(axis=0) for values in (before, after))
            if max(np.median(side.sum(axis=0)) for side in sides) < SMALLEST_FLOW:
                continue
            found.append(
                {
                    "origin": context.country,
                    "destination": place,
                    "cadre": cadre,
                    "unit": "persons_per_year",
                    "start_stock": start_stock(context, cadre, place),
                    **flow_record(*sides),
                }
            )
    return found


def corridors_of(
    runs_: Mapping[str, np.ndarray], years: Sequence[int], cadres: Sequence[str], context: Context
) -> Iterator[Corridor]:
    """The corridors of one country's runs for the table, each year; those that nobody takes in a run are left out.

    ``runs_`` by name, each (year, cadre, sex, destination, draw) [persons a year].
    """
    rows = [(year, year) for year in years]
    for run, flows in runs_.items():
        for k, cadre in enumerate(cadres[: flows.shape[1]]):
            for d, place in enumerate(context.destinations):
                known = start_stock(context, cadre, place)["method"]
                for s, sex in enumerate(SEXES):
                    if flows[:, k, s, d].any():
                        yield Corridor(run, context.country, place, cadre, sex, known, rows, flows[:, k, s, d])
