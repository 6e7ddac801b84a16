"""Unknown cells made to agree with what known totals leave for them; what cannot agree is slack (docs/flows.md, missing cells)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from braingain.flows.placing import lacking
from braingain.flows.refusals import FlowError, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from braingain.flows.refusals import Array

MET = 1e-12  # of the largest known total
ROUNDS = 20_000
CLEAR = 1e-9


@dataclass(frozen=True)
class Margins:
    """What known totals leave for the unknown cells, NaN where no total is known; negative where nothing can meet it.

    Attributes
    ----------
    rows, columns : (training,), (residence,) [persons]
    feasible : whether some filling of the unknown cells meets all of them.
    """

    rows: Array
    columns: Array
    feasible: bool

    @property
    def known(self) -> bool:
        """Whether any total is known."""
        return not (np.isnan(self.rows).all() and np.isnan(self.columns).all())

    def slack(self, cells: Array) -> tuple[Array, Array]:
        """What the totals hold beyond these cells, zero where they are met or unknown: by row, by column. [persons]"""
        small = CLEAR * max(np.nanmax(np.abs(np.concatenate([self.rows, self.columns])), initial=0.0), 0.0)
        found = []
        for totals, axis in ((self.rows, 1), (self.columns, 0)):
            over = np.where(np.isnan(totals), 0.0, totals - cells.sum(axis))
            found.append(np.where(np.abs(over) > small, over, 0.0))
        return found[0], found[1]


def checked_margins(
    stocks: Array, observed: NDArray[np.bool_], row_totals: ArrayLike | None, column_totals: ArrayLike | None
) -> Margins:
    r"""What totals leave for unknown cells, :math:`r'_k = r_k - \sum_{\Omega} S_{kj}`, and whether they can be met.

    They can if none is negative, sums agree where all are known, and maximum flow places every row's rest in columns
    that have room, and every column's rest in rows that have it (columns and rows without a total have room for all).

    Raises
    ------
    FlowError
        Where totals are negative, infinite or of another length.
    """
    kept = np.where(observed, stocks, 0.0)
    rows = _left("row_totals", row_totals, kept.sum(1))
    columns = _left("column_totals", column_totals, kept.sum(0))
    return Margins(rows, columns, _feasible(~observed, rows, columns))


def filled(cells: Array, margins: Margins, penalty: float = np.inf) -> Array:
    r"""Unknown cells nearest to the expected ones that meet the totals, or come as near as the penalty makes them.

    Rows and columns with a known total are scaled in turn, by the ratio of total to sum to the power
    :math:`\lambda / (1 + \lambda)`; with an infinite penalty :math:`\lambda` this is proportional fitting. A finite one is
    used only where the totals cannot be met: the fixed point has the least divergence from the expected cells, plus
    :math:`\lambda` times that of the totals.

    Parameters
    ----------
    cells : (training, residence), expected; zero where a cell is observed. [persons]
    """
    if not margins.known:
        return cells
    strength = penalty / (1 + penalty) if np.isfinite(penalty) and not margins.feasible else 1.0
    rows, columns = (np.maximum(totals, 0.0) for totals in (margins.rows, margins.columns))
    of_rows, of_columns = ~np.isnan(rows), ~np.isnan(columns)
    largest = max(np.nanmax(np.concatenate([rows, columns]), initial=0.0), np.finfo(float).tiny)
    u, v = np.ones(len(rows)), np.ones(len(columns))
    for _ in range(ROUNDS):
        before = u, v
        u = np.where(of_rows, _ratio(rows, cells @ v) ** strength, 1.0)
        v = np.where(of_columns, _ratio(columns, u @ cells) ** strength, 1.0)
        if strength == 1.0:
            off = np.where(of_rows, u * (cells @ v) - rows, 0.0)
            rest = np.abs(off).max(initial=0.0) <= MET * largest
        else:
            moved = np.abs((u[:, None] * cells * v) - before[0][:, None] * cells * before[1]).max(initial=0.0)
            rest = moved <= MET * largest
        if rest:
            return u[:, None] * cells * v
    raise FlowError(
        "can be met only in the limit where cells that are not zero become zero", "row_totals, column_totals"
    )


def _ratio(totals: Array, sums: Array) -> Array:
    """Total over sum; 0 where the total is, 1 where no cell can carry it."""
    known = np.where(np.isnan(totals), 0.0, totals)
    return np.where(sums > 0, np.divide(known, sums, out=np.ones_like(sums), where=sums > 0), 1.0)


def _left(name: str, given: ArrayLike | None, kept: Array) -> Array:
    if given is None:
        return np.full(len(kept), np.nan)
    totals = numbers(name, given, 1)
    if len(totals) != len(kept):
        raise FlowError(f"has {len(totals)} places, the table has {len(kept)}", name)
    wrong = np.flatnonzero((totals < 0) | np.isinf(totals))
    if wrong.size:
        raise FlowError("is negative or infinite", name, [(int(at),) for at in wrong])
    left = totals - kept
    return np.where(np.abs(left) <= 1e-12 * np.maximum(totals, kept), 0.0, left)


def _feasible(free: NDArray[np.bool_], rows: Array, columns: Array) -> bool:
    known_rows, known_columns = ~np.isnan(rows), ~np.isnan(columns)
    if (rows[known_rows] < 0).any() or (columns[known_columns] < 0).any():
        return False
    for open_cells, supply, of, room in ((free, rows, known_rows, columns), (free.T, columns, known_columns, rows)):
        width = np.where(np.isnan(room), np.inf, room)
        if lacking(open_cells[of], supply[of], width) is not None:
            return False
    if known_rows.all() and known_columns.all():
        return bool(abs(rows.sum() - columns.sum()) <= CLEAR * max(rows.sum(), columns.sum()))
    return True
