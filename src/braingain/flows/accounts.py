"""Before any flow is fitted: exits out of the start, entries out of the end, and rows made to agree (docs/flows.md, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.flows.refusals import FlowError, same_labels, square, vector
from braingain.flows.scaling import raked

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from braingain.flows.refusals import Array


class Balanced(NamedTuple):
    """The same people at the two dates: who was there at both, by training, before and after their moves.

    Attributes
    ----------
    start, end : (training, residence)
        Rows of the two tables have equal totals: a and b of (7.2), balanced. [persons]
    outside : (training,)
        How many left for countries that are not in the tables, or came from there where negative; zeros in a closed
        account. [persons]
    """

    start: Array
    end: Array
    outside: Array


def open_balance(
    start: ArrayLike, end: ArrayLike, entries: ArrayLike | None = None, exits: ArrayLike | None = None
) -> Balanced:
    r"""Balance with an outside world: the default, since no set of reporting countries is the whole world.

    .. math:: a_{kj} = S_{kj}(1 - x_j / \textstyle\sum_k S_{kj}), \quad b_{kj} = E_{kj} - G_{kj}, \quad
        q_k = \textstyle\sum_j a_{kj} - \sum_j b_{kj}

    Those who left for outside (q > 0) are taken from the start table in proportion to it, those who came (q < 0) from
    the end table in proportion to it; the other way round, cells could become negative.

    Parameters
    ----------
    start, end : (training, residence)
        Workers by country of training and of practice at the two dates. [persons]
    entries : (residence,)
        Newly licensed in between, by country of training; nobody where not given. [persons]
    exits : (residence,)
        Who died, retired or left practice in between, by country of practice; nobody where not given. [persons]

    Raises
    ------
    FlowError
        A ``ValueError``: tables that are not square or not alike, missing, infinite or negative cells, more exits than
        workers at the start of a country, more entries than workers at its end.
    """
    s, e, entered, left = _checked(start, end, entries, exits)
    a, b = s - attrition(s, left), e - newly_licensed(e, entered)
    of_a, of_b = a.sum(1), b.sum(1)
    both = np.minimum(of_a, of_b)
    return Balanced(a * _share(both, of_a)[:, None], b * _share(both, of_b)[:, None], of_a - of_b)


def closed_balance(
    start: ArrayLike, end: ArrayLike, entries: ArrayLike | None = None, exits: ArrayLike | None = None
) -> Balanced:
    r"""Balance without an outside world: only for tables that are complete.

    First the world is balanced on the diagonals: with
    :math:`e = (\sum G - \sum x) - (\sum E - \sum S)` and the sums t, u of the diagonals, those of the start are scaled
    by (t − e/2)/t and those of the end by (u + e/2)/u. After exits and entries each table is raked to the mean of the
    two row totals, its column totals kept. Net migration of a country is then ΔS − G + x of the balanced stocks.

    Parameters and shapes are those of :func:`open_balance`.

    Raises
    ------
    FlowError
        As :func:`open_balance`; and where the diagonals cannot take up the world's surplus, or row totals cannot be
        met on the cells that are not zero.
    """
    s, e, entered, left = _checked(start, end, entries, exits)
    over = surplus(s, e, entered, left)
    s, e = _scaled_diagonal("start", s, -over / 2), _scaled_diagonal("end", e, over / 2)
    a, b = s - attrition(s, left), e - newly_licensed(e, entered)
    rows = (a.sum(1) + b.sum(1)) / 2
    return Balanced(raked("start", a, rows, a.sum(0)), raked("end", b, rows, b.sum(0)), np.zeros(len(rows)))


def surplus(start: Array, end: Array, entries: Array | None = None, exits: Array | None = None) -> float:
    """By how much the stocks of a world grew less than entries less exits, e of (7.2); 0 in one that balances. [persons]"""
    entered, left = (0.0 if people is None else people.sum() for people in (entries, exits))
    return float((entered - left) - (end.sum() - start.sum()))


def attrition(start: Array, exits: Array) -> Array:
    """Exits by training and residence, shared within a country of residence in proportion to its workers. [persons]

    Raises
    ------
    FlowError
        Where more leave than there are.
    """
    there = start.sum(0)
    _at_most("exits", exits, there, "die, retire or leave practice", "at the start")
    return start * _share(exits, there)


def newly_licensed(end: Array, entries: Array) -> Array:
    """Entries by training and residence: at home, or spread over the country's workers where fewer are at home. [persons]

    Only so is net migration ΔS − G + x.

    Raises
    ------
    FlowError
        Where more enter than there are at the end.
    """
    there, home = end.sum(0), np.diagonal(end)
    _at_most("entries", entries, there, "are newly licensed", "at the end")
    spread = entries > home
    new = end * np.where(spread, _share(entries, there), 0.0)
    return new + np.diag(np.where(spread, 0.0, entries))


def _checked(
    start: ArrayLike, end: ArrayLike, entries: ArrayLike | None, exits: ArrayLike | None
) -> tuple[Array, Array, Array, Array]:
    same_labels(start=start, end=end, entries=entries, exits=exits)
    s = square("start", start)
    size = len(s)
    return s, square("end", end, size), vector("entries", entries, size), vector("exits", exits, size)


def _at_most(name: str, persons: Array, there: Array, do: str, when: str) -> None:
    """Refuse more people than there are; a rounding error more is all of them."""
    over = np.flatnonzero(persons > there * (1 + 1e-12))
    if over.size:
        first = over[0]
        what = f"{persons[first]:.12g} {do}, of {there[first]:.12g} workers {when}"
        raise FlowError(what, name, [(int(at),) for at in over])


def _share(part: Array, whole: Array) -> Array:
    """Part of the whole, at most 1; nothing of nobody."""
    return np.minimum(np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0), 1.0)


def _scaled_diagonal(name: str, table: Array, more: float) -> Array:
    """The table with so many more people at home, in proportion to those at home."""
    at_home = np.trace(table)
    if more == 0 or abs(more) <= 1e-15 * table.sum():
        return table
    if at_home + more < 0 or at_home <= 0:
        what = f"the world's balance moves {more:.12g} workers to the diagonal, which holds {at_home:.12g}"
        raise FlowError(f"{what}: the tables are of no closed world; use an open account", name)
    scaled = table.copy()
    np.fill_diagonal(scaled, np.diagonal(table) * ((at_home + more) / at_home))
    return scaled
