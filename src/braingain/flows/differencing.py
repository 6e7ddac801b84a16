"""Flows read off from the differences of two stock tables: docs/flows.md, 7.1. Every move touches the country of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from braingain.flows.accounts import attrition
from braingain.flows.refusals import same_labels, square, vector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from braingain.flows.refusals import Array


def stock_difference_drop(start: ArrayLike, end: ArrayLike, *, exits: ArrayLike | None = None) -> Array:
    r"""Moves out of the country of training where a stock abroad grew; what shrank is dropped (7.1).

    .. math:: F_{kj} = \max(E_{kj} - S_{kj} + \hat D_{kj}, 0), \quad j \ne k

    For cross-checks, and where a single corridor is known. Without ``exits`` it falls short by those who died,
    retired or left practice abroad. Knows no onward moves and no new licences.

    Parameters
    ----------
    start, end : (training, residence)
        Workers by country of training and of practice at the two dates; the diagonal is not read and may be missing,
        unless ``exits`` are given. [persons]
    exits : (residence,)
        Who died, retired or left practice in between, shared within a country in proportion to ``start``. [persons]

    Returns
    -------
    (origin, destination)
        Moves between the two dates, with a zero diagonal. [persons]

    Raises
    ------
    FlowError
        A ``ValueError``: tables that are not square or not alike, missing, infinite or negative cells, more exits
        than workers.
    """
    return np.maximum(_change(start, end, exits), 0.0)


def stock_difference_reverse(start: ArrayLike, end: ArrayLike, *, exits: ArrayLike | None = None) -> Array:
    r"""As :func:`stock_difference_drop`, and a stock abroad that shrank is read as people going back (7.1).

    .. math:: F_{kj} = \max(\Delta_{kj}, 0) + \max(-\Delta_{jk}, 0), \quad
        \Delta_{kj} = E_{kj} - S_{kj} + \hat D_{kj}

    Without ``exits``, deaths among those abroad look like returns. Parameters, result and refusals are those of
    :func:`stock_difference_drop`.
    """
    change = _change(start, end, exits)
    return np.maximum(change, 0.0) + np.maximum(-change, 0.0).T


def stock_difference_drop_by_training(start: ArrayLike, end: ArrayLike, *, exits: ArrayLike | None = None) -> Array:
    """The moves of :func:`stock_difference_drop` by country of training: (training, origin, destination). [persons]

    Only rows with origin = training hold moves. Stayers are not known to this method: the diagonals are zero.
    """
    return _by_training(_change(start, end, exits), back=False)


def stock_difference_reverse_by_training(start: ArrayLike, end: ArrayLike, *, exits: ArrayLike | None = None) -> Array:
    """The moves of :func:`stock_difference_reverse` by country of training: (training, origin, destination). [persons]

    Rows with origin = training hold departures, columns with destination = training returns. The diagonals are zero.
    """
    return _by_training(_change(start, end, exits), back=True)


def _change(start: ArrayLike, end: ArrayLike, exits: ArrayLike | None) -> Array:
    """Growth of each stock abroad, those lost to attrition added; zero on the diagonal."""
    same_labels(start=start, end=end, exits=exits)
    s = square("start", start, diagonal=exits is not None)
    e = square("end", end, len(s), diagonal=False)
    change = e - s
    if exits is not None:
        change += attrition(s, vector("exits", exits, len(s)))
    np.fill_diagonal(change, 0.0)
    return change


def _by_training(change: Array, back: bool) -> Array:
    of = np.arange(len(change))
    moves = np.zeros((len(change),) * 3)
    moves[of, of, :] = np.maximum(change, 0.0)
    if back:
        moves[of, :, of] = np.maximum(-change, 0.0)
    return moves
