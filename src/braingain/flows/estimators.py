"""Bilateral flows from two stock tables, entries and exits: six accounts, each also by country of training (docs/flows.md, 7.2).

All take

* ``start``, ``end``: (training, residence), workers by country of training and of practice at the two dates [persons];
* ``entries``: (residence,), newly licensed in between, at home in their country of training [persons];
* ``exits``: (residence,), who died, retired or left practice in between, by where they practised [persons];
* ``affinity``: (origin, destination), weights of pairs that are no product of a factor of the origin and one of the
  destination, such as distances; ones where it is not given.

Entries and exits that are not given are nobody. Results are (origin, destination) with a zero diagonal, or
(training, origin, destination) with the stayers on the diagonal, in persons between the two dates. They are
transitions: who moved twice counts once, who came and went in between does not count.

All raise :class:`~braingain.flows.refusals.FlowError`, a ``ValueError`` that names table, row and column: tables that are
not square or not alike; cells that are missing, infinite or negative; more exits or entries than workers; totals that
cannot be met on the cells that are not zero; a weight outside 0 to 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from braingain.flows.accounts import Balanced, closed_balance, open_balance
from braingain.flows.fitting import Moves, by_chance, checked_affinity, most_stayers
from braingain.flows.refusals import weight_share

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from braingain.flows.refusals import Array

WEIGHT = 0.95  # of the minimum, assumed: the best for yearly tables with 5 % returns where the truth is known (docs/flows.md)


def minimum_open(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """Fewest moves that turn one table into the other, with an outside world (7.2, 7.3): a lower bound.

    Exact where nobody moves both ways within one training; falls short where people come back.
    """
    return _minimum(open_balance(start, end, entries, exits), affinity).pairs()


def minimum_open_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`minimum_open` by country of training, stayers on the diagonal."""
    return _minimum(open_balance(start, end, entries, exits), affinity).by_training()


def minimum_closed(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """Fewest moves in a closed world (7.2, 7.3): only for tables that are complete.

    Net migration of every country is the change of its balanced stock less entries plus exits.
    """
    return _minimum(closed_balance(start, end, entries, exits), affinity).pairs()


def minimum_closed_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`minimum_closed` by country of training, stayers on the diagonal."""
    return _minimum(closed_balance(start, end, entries, exits), affinity).by_training()


def independence_open(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """Moves if where one ends did not depend on where one began, with an outside world (7.2, 7.4).

    Many moves both ways: an upper picture, never an estimate by itself. An affinity needs a positive diagonal, the
    weight of staying.
    """
    return _independence(open_balance(start, end, entries, exits), affinity).pairs()


def independence_open_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`independence_open` by country of training, stayers on the diagonal."""
    return _independence(open_balance(start, end, entries, exits), affinity).by_training()


def independence_closed(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """As :func:`independence_open` in a closed world (7.2, 7.4): only for tables that are complete."""
    return _independence(closed_balance(start, end, entries, exits), affinity).pairs()


def independence_closed_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`independence_closed` by country of training, stayers on the diagonal."""
    return _independence(closed_balance(start, end, entries, exits), affinity).by_training()


def pseudo_bayes_open(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    weight: float = WEIGHT,
    affinity: ArrayLike | None = None,
) -> Array:
    """``weight`` × the minimum + (1 − weight) × independence, with an outside world (7.2, 7.5).

    The weight belongs to the interval and to how many come back, not to the method: see ``fit_weight_open``, and show a
    range of weights, never a lone one.
    """
    share = weight_share(weight)
    return mixed(open_balance(start, end, entries, exits), share, affinity)


def pseudo_bayes_open_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    weight: float = WEIGHT,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`pseudo_bayes_open` by country of training, stayers on the diagonal."""
    share = weight_share(weight)
    return mixed_by_training(open_balance(start, end, entries, exits), share, affinity)


def pseudo_bayes_closed(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    weight: float = WEIGHT,
    affinity: ArrayLike | None = None,
) -> Array:
    """As :func:`pseudo_bayes_open` in a closed world (7.2, 7.5): only for tables that are complete."""
    share = weight_share(weight)
    return mixed(closed_balance(start, end, entries, exits), share, affinity)


def pseudo_bayes_closed_by_training(
    start: ArrayLike,
    end: ArrayLike,
    entries: ArrayLike | None = None,
    exits: ArrayLike | None = None,
    *,
    weight: float = WEIGHT,
    affinity: ArrayLike | None = None,
) -> Array:
    """The moves of :func:`pseudo_bayes_closed` by country of training, stayers on the diagonal."""
    share = weight_share(weight)
    return mixed_by_training(closed_balance(start, end, entries, exits), share, affinity)


def mixed(balanced: Balanced, weight: float, affinity: ArrayLike | None = None) -> Array:
    """The mixture (7.5) of two balanced tables: (origin, destination), zero diagonal. [persons]

    Independence is left out where the weight is 1, the minimum where it is 0.
    """
    parts = ((weight, _minimum), (1 - weight, _independence))
    return _sum([share * fit(balanced, affinity).pairs() for share, fit in parts if share > 0])


def mixed_by_training(balanced: Balanced, weight: float, affinity: ArrayLike | None = None) -> Array:
    """The mixture (7.5) of two balanced tables: (training, origin, destination), stayers on the diagonal. [persons]"""
    parts = ((weight, _minimum), (1 - weight, _independence))
    return _sum([share * fit(balanced, affinity).by_training() for share, fit in parts if share > 0])


def _minimum(balanced: Balanced, affinity: ArrayLike | None) -> Moves:
    weights = checked_affinity(affinity, len(balanced.start), diagonal=False)
    return most_stayers(balanced.start, balanced.end, weights)


def _independence(balanced: Balanced, affinity: ArrayLike | None) -> Moves:
    return by_chance(balanced.start, balanced.end, checked_affinity(affinity, len(balanced.start)))


def _sum(parts: list[Array]) -> Array:
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total
