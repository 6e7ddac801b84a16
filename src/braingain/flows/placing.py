"""Whether people can be placed at all: totals of rows and columns on the cells that are free, decided by maximum flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from braingain.flows.refusals import Array

UNITS = 2**30  # capacities of the flow are whole numbers of 32 bits; longer ones overflow without a word
CLEAR = 1e-9  # of the total: what is lacking by less is rounding


class Lacking(NamedTuple):
    """Rows that cannot be placed: together they hold more than all the columns where they have a free cell.

    ``rows`` and ``columns`` are positions from 0; ``persons`` is by how much the rows hold more.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    persons: float


def lacking(free: NDArray[np.bool_], rows: Array, columns: Array) -> Lacking | None:
    r"""Rows that cannot be placed on the free cells, or None where all can be.

    A table with these row totals and at most these column totals exists if and only if no set A of rows holds more
    than the columns that it reaches (Hall; Gale):
    :math:`\sum_{i \in A} r_i \le \sum_{j \in N(A)} c_j`. The set that is furthest from it is a smallest cut of the network
    source → rows → columns → sink. The cut is found on whole numbers, and judged on the given ones.

    Parameters
    ----------
    free : (row, column), where people can be.
    rows, columns : totals, not negative; a column may be infinite.
    """
    total = rows.sum()
    blocked = np.flatnonzero((rows > 0) & ~(free & (columns > 0)).any(1))
    if blocked.size:
        return Lacking(blocked, np.flatnonzero(free[blocked].any(0)), float(rows[blocked].sum()))
    if total == 0 or (free.all() and total <= columns.sum() * (1 + CLEAR)):
        return None
    group = _smallest_cut(free, rows / total, np.minimum(columns / total, 1.0))
    reached = free[group].any(0) if group.size else np.zeros(len(columns), dtype=bool)
    more = float(rows[group].sum() - columns[reached].sum())
    return Lacking(group, np.flatnonzero(reached), more) if more > CLEAR * total else None


def _smallest_cut(free: NDArray[np.bool_], rows: Array, columns: Array) -> NDArray[np.intp]:
    """Rows on the source's side of a smallest cut; rows sum to 1, columns are at most 1."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    count, width = free.shape
    supply, room = (np.rint(part * UNITS).astype(np.int32) for part in (rows, columns))
    i, j = np.nonzero(free)
    source, sink = 0, 1 + count + width
    at_row, at_column = 1 + np.arange(count), 1 + count + np.arange(width)
    tails = np.concatenate([np.full(count, source), at_row[i], at_column])
    heads = np.concatenate([at_row, at_column[j], np.full(width, sink)])
    limits = np.concatenate([supply, np.minimum(supply[i], room[j]), room])
    limits[count : count + len(i)] += 1  # never what binds: rows and columns do
    network = coo_array((limits, (tails, heads)), shape=(sink + 1, sink + 1)).tocsr()
    left = network - maximum_flow(network, source, sink).flow
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    return np.sort(reached[(reached > 0) & (reached <= count)] - 1)
