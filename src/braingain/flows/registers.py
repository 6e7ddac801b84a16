"""Flows that are known from registers: fixed cells of the three-way table, and the weight that fits observed inflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.flows.accounts import Balanced, closed_balance, open_balance
from braingain.flows.estimators import WEIGHT, mixed_by_training
from braingain.flows.fitting import checked_affinity
from braingain.flows.refusals import FlowError, numbers, weight_share
from braingain.flows.scaling import factors, placeable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from braingain.flows.refusals import Array

LIKELIHOOD_DROP = 1.92  # half of the 95 % point of chi square with one degree: bounds of a profile likelihood


def with_known_flows(
    balanced: Balanced, known: ArrayLike, *, weight: float = WEIGHT, affinity: ArrayLike | None = None
) -> Array:
    r"""Moves where some are known: those stay as they are, the rest is fitted to what is left of the margins.

    .. math:: a'_{ki} = a_{ki} - \textstyle\sum_j f_{kij}, \quad b'_{kj} = b_{kj} - \textstyle\sum_i f_{kij}

    The rest is the mixture (7.5) on the cells that are not known: as many stayers as are left, and moves by
    proportional fitting; without known cells it is the mixture itself.

    Parameters
    ----------
    balanced : what :func:`open_balance` or :func:`closed_balance` gives.
    known : (training, origin, destination)
        Known moves, NaN where nothing is known; a cell of the diagonal is known stayers. [persons]
    weight : share of the minimum, 0 to 1.
    affinity : (origin, destination), as for the accounts.

    Returns
    -------
    (training, origin, destination)
        All moves, stayers on the diagonal. [persons]

    Raises
    ------
    FlowError
        Where more are known to move than there are, and where the rest cannot be placed on the cells that are left with
        as many stayers as are left: fewer stayers might do, but nothing says whose.
    """
    share, size = weight_share(weight), len(balanced.start)
    given = numbers("known", known, 3)
    if given.shape != (size,) * 3:
        raise FlowError(f"has the shape {given.shape}, the tables need {(size,) * 3}", "known")
    wrong = (given < 0) | np.isinf(given)
    if wrong.any():
        raise FlowError(
            "is negative or infinite", "known", [tuple(int(i) for i in cell) for cell in np.argwhere(wrong)]
        )
    free = np.isnan(given)
    fixed = np.where(free, 0.0, given)
    a = _left("origin", balanced.start, fixed.sum(2))
    b = _left("destination", balanced.end, fixed.sum(1))
    weights = np.ones((size, size)) if affinity is None else checked_affinity(affinity, size, diagonal=share < 1)
    assert weights is not None
    moves = mixed_by_training(Balanced(a, b, balanced.outside), share, affinity)
    for k in np.flatnonzero(~free.all((1, 2))):
        moves[k] = _around(int(k), free[k], a[k], b[k], weights, share) + fixed[k]
    return moves


class Weight(NamedTuple):
    """The weight of the minimum in the mixture (7.5) that fits what was observed, and the range that fits nearly as well.

    Attributes
    ----------
    weight : most likely. [share]
    low, high : bounds of the weights whose Poisson likelihood is not clearly less (95 %), or 0 and 1. [share]
    inflows : (destination,), gross inflows at that weight. [persons]
    """

    weight: float
    low: float
    high: float
    inflows: Array


def fit_weight_open(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None,
    exits: ArrayLike | None,
    inflows: ArrayLike,
    *,
    returns: ArrayLike | None = None,
    affinity: ArrayLike | None = None,
) -> Weight:
    r"""The weight w of the mixture (7.5) under which observed inflows are most likely, in an open account.

    .. math:: \max_w \textstyle\sum_d F_d \log m_d(w) - m_d(w), \quad m_d(w) = w\, m^{min}_d + (1 - w)\, m^{ind}_d

    over the destinations that report, and over returns by training where they are given. The range is what to show: the
    weight belongs to the interval and to how many come back. Registers are no Poisson counts of moves; the bounds say
    how sharp the inflows are under that assumption, not how right the account is.

    Parameters
    ----------
    start, end, entries, exits, affinity : as for :func:`pseudo_bayes_open`.
    inflows : (destination,), gross inflows of all trainings between the two dates, NaN where none are reported. [persons]
    returns : (training,), who came back to where they trained, NaN where not reported. [persons]

    Raises
    ------
    FlowError
        As for the account; and where nothing is observed, or what was observed cannot be under any weight.
    """
    return _fit(open_balance(start, end, entries, exits), inflows, returns, affinity)


def fit_weight_closed(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None,
    exits: ArrayLike | None,
    inflows: ArrayLike,
    *,
    returns: ArrayLike | None = None,
    affinity: ArrayLike | None = None,
) -> Weight:
    """As :func:`fit_weight_open`, in a closed account."""
    return _fit(closed_balance(start, end, entries, exits), inflows, returns, affinity)


def _fit(balanced: Balanced, inflows: ArrayLike, returns: ArrayLike | None, affinity: ArrayLike | None) -> Weight:
    size = len(balanced.start)
    observed = _observed("inflows", inflows, size)
    back = np.full(size, np.nan) if returns is None else _observed("returns", returns, size)
    seen = np.concatenate([observed, back])
    known = ~np.isnan(seen)
    if not known.any():
        raise FlowError("nothing is observed: every place is missing", "inflows")
    least, chance = (_gross(mixed_by_training(balanced, share, affinity)) for share in (1.0, 0.0))
    impossible = known & (seen > 0) & (least <= 0) & (chance <= 0)
    if impossible.any():
        at = int(np.flatnonzero(impossible)[0])
        name = "inflows" if at < size else "returns"
        raise FlowError(f"{seen[at]:g} observed where no account has any", name, [(at % size,)])
    m, i, f = least[known], chance[known], seen[known]

    def slope(w: float) -> float:
        mean = w * m + (1 - w) * i
        part = np.divide(f, mean, out=np.where(f > 0, np.inf, 0.0), where=mean > 0)
        change = np.where(m == i, 0.0, m - i)
        with np.errstate(invalid="ignore"):
            return float(np.where(change == 0, 0.0, (part - 1) * change).sum())

    def likelihood(w: float) -> float:
        mean = w * m + (1 - w) * i
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.where(f > 0, f * np.log(mean), 0.0).sum() - mean.sum())

    if (m == i).all():
        raise FlowError("every weight gives the same inflows: they say nothing of it", "inflows")
    best = _root(slope, 0.0, 1.0)
    floor = likelihood(best) - LIKELIHOOD_DROP
    low = 0.0 if likelihood(0.0) >= floor else _root(lambda w: floor - likelihood(w), 0.0, best)
    high = 1.0 if likelihood(1.0) >= floor else _root(lambda w: likelihood(w) - floor, best, 1.0)
    return Weight(best, low, high, (best * least + (1 - best) * chance)[:size])


def _root(falling: object, low: float, high: float) -> float:
    """Where a falling function is zero, by halving; the end where it never is."""
    assert callable(falling)
    if falling(low) <= 0:
        return low
    if falling(high) >= 0:
        return high
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def _gross(moves: Array) -> Array:
    """Gross inflows by destination, then returns by training."""
    at = np.arange(len(moves))
    moves[:, at, at] = 0.0
    return np.concatenate([moves.sum((0, 1)), moves[at, :, at].sum(1)])


def _observed(name: str, given: ArrayLike, size: int) -> Array:
    array = numbers(name, given, 1)
    if array.size != size:
        raise FlowError(f"has {array.size} countries, start has {size}", name)
    wrong = np.flatnonzero((array < 0) | np.isinf(array))
    if wrong.size:
        raise FlowError("is negative or infinite", name, [(int(at),) for at in wrong])
    return array


def _left(side: str, there: Array, known: Array) -> Array:
    """Who is left once those known to move are taken out."""
    left = there - known
    over = np.argwhere(left < -1e-12 * np.maximum(there, known))
    if over.size:
        k, j = (int(at) for at in over[0])
        what = f"{known[k, j]:.12g} known to move with {side} {j + 1}, of {there[k, j]:.12g} of training {k + 1} there"
        raise FlowError(what, "known")
    return np.maximum(left, 0.0)


def _around(k: int, free: NDArray[np.bool_], a: Array, b: Array, weights: Array, share: float) -> Array:
    """One training's moves on the cells that are not known: the mixture of most stayers and chance."""
    moves = np.zeros_like(weights)
    stayers = np.where(np.diagonal(free), np.minimum(a, b), 0.0)
    if share > 0:
        moves += share * (
            _fitted(k, np.where(free & ~np.eye(len(a), dtype=bool), weights, 0.0), a - stayers, b - stayers)
        )
        moves[np.diag_indices(len(a))] += share * stayers
    if share < 1:
        moves += (1 - share) * _fitted(k, np.where(free, weights, 0.0), a, b)
    return moves


def _fitted(k: int, weights: Array, rows: Array, columns: Array) -> Array:
    """Proportional fitting of one training; what is rounding of its people is nobody."""
    small = 1e-13 * max(rows.sum(), columns.sum(), 0.0)
    r, c = np.where(rows > small, rows, 0.0), np.where(columns > small, columns, 0.0)
    if not (r.any() and c.any()):
        return np.zeros_like(weights)
    c = c * (r.sum() / c.sum())
    placeable(f"known, training {k + 1}", weights, r, c)
    u, v = factors(weights, r[None], c[None])
    return u[0][:, None] * weights * v[0]
