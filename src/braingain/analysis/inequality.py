"""How unevenly something is spread: Gini and Theil over places or countries, weighted by people (docs/model.md 2.41)."""

from __future__ import annotations

import numpy as np


def gini(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    r"""Gini index of what each unit has a head: 0 where all have the same, ``1 − p`` where a unit of share p has all.

    .. math:: G = \sum_i\sum_j p_i p_j |x_i - x_j| \,/\, (2\mu)

    Parameters
    ----------
    values : (unit, ..., draw)
        What a unit has for each of its people, never negative.
    weights : (unit, ..., draw)
        People of the unit; only their shares count.

    Raises
    ------
    ValueError
        For negative values or weights, numbers that are not finite, or no people at all.
    """
    shares, mean = _checked(values, weights)
    gaps = np.zeros(mean.shape)
    for i in range(len(values)):
        for j in range(i):
            gaps += 2.0 * shares[i] * shares[j] * np.abs(values[i] - values[j])
    return np.divide(gaps, 2.0 * mean, out=np.zeros(mean.shape), where=mean > 0)


def theil(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    r"""Theil index, ``Σ p (x/μ) ln(x/μ)``: 0 where all have the same, ``−ln p`` where a unit of share p has all.

    Parameters and errors are those of :func:`gini`; a unit that has nothing adds nothing.
    """
    shares, mean = _checked(values, weights)
    relative = np.divide(values, mean, out=np.zeros(np.shape(values)), where=np.broadcast_to(mean > 0, values.shape))
    logs = np.log(np.where(relative > 0, relative, 1.0))
    return np.asarray((shares * relative * logs).sum(axis=0))


def _checked(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of people, and the mean over people, of arrays that can be measured."""
    weights = np.broadcast_to(weights, np.shape(values))
    for name, array in (("values", values), ("weights", weights)):
        if not np.all(np.isfinite(array)) or np.any(array < 0):
            raise ValueError(f"{name} hold a number that is negative or not finite")
    total = weights.sum(axis=0)
    if np.any(total <= 0):
        raise ValueError("weights hold no people")
    shares = weights / total
    return shares, (shares * values).sum(axis=0)
