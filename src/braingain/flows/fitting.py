"""Moves out of two balanced tables: most stayers, chance alone, and both mixed (docs/flows.md, 7.3 to 7.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from braingain.flows.refusals import FlowError, square
from braingain.flows.scaling import factors, placeable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from braingain.flows.refusals import Array

ROUNDING = 1e-13  # of the people of a training: what two sums of the same people can differ by


@dataclass(frozen=True)
class Moves:
    r"""All tables of moves as two vectors each: :math:`y_{k,ij} = 1\{i=j\} z_{ki} + u_{ki} m_{ij} v_{kj}`.

    ``stayers`` z (training, country), ``leave`` u (training, origin), ``come`` v (training, destination), ``weights``
    m (origin, destination) or None for ones.
    """

    stayers: Array
    leave: Array
    come: Array
    weights: Array | None = None

    def pairs(self) -> Array:
        """Moves of all trainings together, one matrix product: (origin, destination), zero diagonal. [persons]"""
        moves = self.leave.T @ self.come
        if self.weights is not None:
            moves *= self.weights
        np.fill_diagonal(moves, 0.0)
        return moves

    def by_training(self) -> Array:
        """(training, origin, destination), stayers on the diagonal. [persons]"""
        moves = np.einsum("ki,kj->kij", self.leave, self.come)  # as quick as writing so many numbers
        if self.weights is not None:
            moves *= self.weights
        at = np.arange(moves.shape[1])
        moves[:, at, at] += self.stayers
        return moves


def most_stayers(start: Array, end: Array, weights: Array | None = None) -> Moves:
    r"""As many stayers as the two tables allow, the rest spread in proportion (7.3).

    .. math:: y^{min}_{k,ij} = \min(a_{ki}, b_{ki}) 1\{i=j\} + s_{ki} r_{kj} / M_k, \quad
        s = (a - b)^+, r = (b - a)^+, M_k = \textstyle\sum_i s_{ki}

    No country both loses and gains people of one training, so a diagonal of zeros forbids nothing, and without weights
    (or with weights :math:`u_i v_j`) proportional fitting ends in this form after one round. Other weights need it.

    Parameters
    ----------
    start, end : (training, country), rows with equal totals. [persons]
    weights : (origin, destination), their diagonal is not read.
    """
    stayers = np.minimum(start, end)
    return _spread(stayers, start - stayers, end - stayers, weights)


def by_chance(start: Array, end: Array, weights: Array | None = None) -> Moves:
    r"""Where one ends does not depend on where one began (7.4): :math:`y^{ind}_{k,ij} = a_{ki} b_{kj} / T_k`.

    Parameters
    ----------
    start, end : (training, country), rows with equal totals. [persons]
    weights : (origin, destination); their diagonal is the weight of staying and must be positive.

    Raises
    ------
    FlowError
        Where a weight on the diagonal is zero: nobody could stay.
    """
    if weights is not None and not (np.diagonal(weights) > 0).all():
        at = [(int(i), int(i)) for i in np.flatnonzero(np.diagonal(weights) <= 0)]
        raise FlowError("is zero on the diagonal, where independence reads the weight of staying", "affinity", at)
    return _spread(np.zeros_like(start), start, end, weights)


def checked_affinity(affinity: ArrayLike | None, size: int, *, diagonal: bool = True) -> Array | None:
    """Weights of pairs; None where they are ones, or the product of one factor of the origin and one of the destination.

    Raises
    ------
    FlowError
        Where it is no square table of numbers that are finite and not negative.
    """
    return None if affinity is None else square("affinity", affinity, size, diagonal=diagonal)


def _spread(stayers: Array, leave: Array, come: Array, weights: Array | None) -> Moves:
    """Those who leave among the places where people come, in proportion to both and to the weights."""
    total = come.sum(1, keepdims=True)
    if weights is None:
        return Moves(stayers, leave, np.divide(come, total, out=np.zeros_like(come), where=total > 0))
    leave, come = _same_people(stayers.sum(1) + leave.sum(1), leave, come)
    largest = weights.max()
    weights = weights / largest if largest > 0 else weights
    for k in _with_zeros(weights, leave, come):
        placeable(f"affinity, training {k + 1}", weights, leave[k], come[k])
    return Moves(stayers, *factors(weights, leave, come), weights)


def _same_people(of: Array, leave: Array, come: Array) -> tuple[Array, Array]:
    """Both sides with the same totals to the last digit; what is rounding of a training's total is nobody."""
    rounding = ROUNDING * of[:, None]
    leave, come = (np.where(side > rounding, side, 0.0) for side in (leave, come))
    one, other = leave.sum(1, keepdims=True), come.sum(1, keepdims=True)
    both = (one > 0) & (other > 0)
    ratio = np.divide(one, other, out=np.zeros_like(one), where=both)
    return np.where(both, leave, 0.0), come * ratio


def _with_zeros(weights: Array, leave: Array, come: Array) -> list[int]:
    """Tables in which a weight of zero stands between a place that people leave and one where people come."""
    zero = weights == 0
    if not zero.any():
        return []
    met = ((leave > 0).astype(float) @ zero) * (come > 0)
    return [int(k) for k in np.flatnonzero(met.any(1))]
