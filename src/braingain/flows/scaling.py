"""Proportional fitting (IPF) of many tables at once: two vectors a table, one matrix product a half round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from braingain.flows.placing import lacking
from braingain.flows.refusals import FlowError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from braingain.flows.refusals import Array

TOLERANCE = 1e-12  # largest error of a row's or column's total, of the table's total
ROUNDS, STEPS, HALVINGS = 200, 60, 40
NO_REST = (
    f"totals of rows and columns are not met to {TOLERANCE:g} of the whole: they can be met only in the limit where cells "
    "that are not zero become zero, or not at all"
)


def raked(name: str, table: Array, rows: Array, columns: Array) -> Array:
    """The table nearest to this one (in Kullback-Leibler divergence) that has these totals of rows and columns.

    Parameters
    ----------
    name : how the table is called in a refusal.
    table : (row, column), not negative; zeros stay zeros.
    rows, columns : totals with equal sums; those of rows are met to the last digit, so that two tables that are raked
        to the same rows hold the same people in each of them.

    Raises
    ------
    FlowError
        Where the totals cannot be met on the cells that are not zero: decided by maximum flow, and by what raking
        reaches; small change from round to round is not convergence.
    """
    placeable(name, table, rows, columns)
    try:
        v, u = factors(table.T, columns[None], rows[None])
    except FlowError as refused:
        raise FlowError(refused.what, name) from None
    return u[0][:, None] * table * v[0]


def placeable(name: str, weights: Array, rows: Array, columns: Array) -> None:
    """Refuse totals that no table with these zeros has, naming the rows and columns in the way.

    Raises
    ------
    FlowError
        Where people of some rows have no columns that hold them all.
    """
    for across, free, supply, room in (("row", weights > 0, rows, columns), ("column", (weights > 0).T, columns, rows)):
        found = lacking(free, supply, room)
        if found is None:
            continue
        other = "column" if across == "row" else "row"
        names = _counted(across, found.rows)
        theirs = _counted(other, found.columns) if len(found.columns) else f"no {other}"
        what = (
            f"{names} must hold {supply[found.rows].sum():.12g} in all, but has cells only in {theirs}, and "
            f"{found.persons:.6g} of them have no place there: no table with these zeros has these totals"
        )
        raise FlowError(what, name)


def factors(weights: Array, rows: Array, columns: Array) -> tuple[Array, Array]:
    r"""Factors u, v of many tables :math:`u_{ki} m_{ij} v_{kj}` with given totals and one common table of weights m.

    .. math:: u_{ki} \leftarrow r_{ki} / \textstyle\sum_j m_{ij} v_{kj}, \quad
        v_{kj} \leftarrow c_{kj} / \textstyle\sum_i u_{ki} m_{ij}

    The same steps as proportional fitting table by table, but no table is ever written out: half a round of all is
    one matrix product. A table leaves the rounds when its totals are met to 1e-12 of its whole; those that are slow (most
    people on the diagonal) end with Newton steps to the same point.

    Parameters
    ----------
    weights : (row, column), not negative.
    rows, columns : (table, row), (table, column), with equal sums for each table.

    Raises
    ------
    FlowError
        Where some table does not come to rest on its totals.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what is not finite is not met, and refused
        u, v, busy, last = _by_rounds(weights, rows, columns)
        for k in busy:
            u[k], v[k] = _by_newton(weights, rows[k], columns[k], last[k])
        largest = np.maximum(v.max(1, keepdims=True, initial=0.0), np.finfo(float).tiny)
        u, v = u * largest, v / largest
    if not (np.isfinite(u).all() and np.isfinite(v).all()):
        raise FlowError(NO_REST)
    return u, v


def _by_rounds(weights: Array, rows: Array, columns: Array) -> tuple[Array, Array, NDArray[np.intp], Array]:
    """Factors after some rounds, which tables are not at rest yet, and the factors of columns of all at the end."""
    u, v = np.zeros_like(rows), np.where(columns > 0, 1.0, 0.0)
    busy = np.flatnonzero(rows.any(1))
    r, c, vb = rows[busy], columns[busy], v[busy]
    allowed = TOLERANCE * r.sum(1)
    ub = _over(r, vb @ weights.T)
    for _ in range(ROUNDS):
        if not busy.size:
            break
        vb = _over(c, ub @ weights)
        reach = vb @ weights.T
        done = np.abs(ub * reach - r).max(1) <= allowed
        if done.any():
            u[busy[done]], v[busy[done]] = ub[done], vb[done]
            busy, r, c, reach, allowed, vb = (of[~done] for of in (busy, r, c, reach, allowed, vb))
        ub = _over(r, reach)
    v[busy] = vb
    return u, v, busy, v.copy()


def _by_newton(weights: Array, rows: Array, columns: Array, first: Array) -> tuple[Array, Array]:
    r"""Factors of one table by Newton steps on :math:`q = \log v`, rows always met.

    The totals are met where :math:`h(q) = \sum_i r_i \log \sum_j m_{ij} e^{q_j} - \sum_j c_j q_j`, which is convex, is
    least.

    Raises
    ------
    FlowError
        Where it has no least value that can be reached.
    """
    i, j = np.flatnonzero(rows > 0), np.flatnonzero(columns > 0)
    m, r, c = weights[np.ix_(i, j)], rows[i], columns[j]
    u, v = np.zeros_like(rows), np.zeros_like(columns)
    q = np.log(first[j])
    q = q if np.isfinite(q).all() else np.zeros(len(j))

    def at(q: Array) -> tuple[float, Array, Array]:
        e = np.exp(q - q.max())
        reach = m @ e
        return float(r @ (np.log(reach) + q.max()) - c @ q), e, reach

    value, e, reach = at(q)
    for _ in range(STEPS):
        table = m * e * (r / reach)[:, None]
        there = table.sum(0)
        if np.abs(there - c).max() <= TOLERANCE * r.sum():
            u[i] = r / reach
            v[j] = c / (u[i] @ m)  # as the rounds end: columns to the last digit
            return u, v
        if not np.isfinite(table).all():
            break
        bend = np.diag(there) - table.T @ (table / r[:, None])
        step = np.linalg.lstsq(bend, c - there, rcond=1e-13)[0]
        slope, size = float((there - c) @ step), 1.0
        for _ in range(HALVINGS):
            tried = at(q + size * step)
            if tried[0] <= value + 1e-4 * size * slope + 1e-15 * abs(value):
                break
            size /= 2
        q, (value, e, reach) = q + size * step, tried
        q = q - q.max()
    raise FlowError(NO_REST)


def _over(total: Array, reach: Array) -> Array:
    return np.divide(total, reach, out=np.zeros_like(total), where=(total > 0) & (reach > 0))


def _counted(name: str, at: np.ndarray) -> str:
    shown = ", ".join(str(int(i) + 1) for i in at[:5])
    return f"{name} {shown}" if len(at) == 1 else f"{name}s {shown}{', ...' if len(at) > 5 else ''}"
