"""What moves are: emigration, return, onward; and yearly moves out of tables that lie several years apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.flows.refusals import FlowError, persons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from braingain.flows.refusals import Array

NUDGES = (0.0, 1e-4, 1e-2)  # shares of people held back so that a table in which nobody stays has a logarithm
EXACT = 1e-9  # largest error of a share from which on a generator is the table's own
NEGATIVE = 1e-12  # an eigenvalue this near to the negative axis has no real logarithm


class Kinds(NamedTuple):
    """Moves by kind, each (origin, destination) with a zero diagonal. [persons]

    Attributes
    ----------
    emigration : out of the country of training.
    returns : back to the country of training.
    onward : between two other countries.
    """

    emigration: Array
    returns: Array
    onward: Array


def by_kind(by_training: ArrayLike) -> Kinds:
    """Moves by kind: emigration (origin = training), return (destination = training), onward (neither).

    Parameters
    ----------
    by_training : (training, origin, destination), as the functions ``..._by_training`` give it. [persons]

    Raises
    ------
    FlowError
        Where it is no such table.
    """
    moves = three_way(by_training)
    at = np.arange(len(moves))
    moves[:, at, at] = 0.0
    emigration, returns = moves[at, at, :].copy(), moves[at, :, at].T.copy()
    total = moves.sum(0)
    moves[at, at, :] = 0.0
    moves[at, :, at] = 0.0
    onward = moves.sum(0)
    np.fill_diagonal(total, 0.0)
    return Kinds(emigration, returns, onward)


class Annual(NamedTuple):
    """Yearly moves behind a table of several years.

    Attributes
    ----------
    flows : (year, origin, destination)
        Moves of each year of all trainings, zero diagonals: more in all than the table's, which counts who moved twice
        once. [persons]
    rates : (training, origin, destination)
        Generators: hazards of moving off the diagonal, rows that sum to zero. [1/year]
    misfit : (training,)
        Largest difference between the table's shares and those that the rates give over the years; 0 where a generator
        exists. [share]
    """

    flows: Array
    rates: Array
    misfit: Array


def annual_flows(by_training: ArrayLike, years: int) -> Annual:
    r"""Yearly moves from a table of ``years`` years: the table divided by the years would lose repeat moves.

    .. math:: P_{ij} = y_{ij} / a_i, \quad Q = \tfrac1n \log P, \quad P_1 = e^{Q}, \quad F_t = a P_1^{t-1} \circ P_1

    Where the logarithm is not real, or has negative rates off the diagonal, P has no generator that could be read off:
    the nearest one is taken (each row of the logarithm is projected on rows with non-negative rates and sum zero), that of a
    table in which a few more stay, or P − 1, whichever fits best, and ``misfit`` says how far its shares are from the table's. Tables of the minimum,
    full of zeros, are of this kind. The entries and exits of the years between are not in the table, so neither are
    their moves.

    Parameters
    ----------
    by_training : (training, origin, destination), stayers on the diagonal, as ``..._by_training`` give it. [persons]
    years : between the two stocks, at least 1.

    Raises
    ------
    FlowError
        Where it is no such table, or years is no whole number from 1 on.
    """
    moves = three_way(by_training)
    if isinstance(years, bool) or not isinstance(years, int | np.integer) or years < 1:
        raise FlowError(f"must be a whole number of years from 1 on, is {years}", "years")
    size = len(moves)
    flows, rates, misfit = np.zeros((years, size, size)), np.zeros_like(moves), np.zeros(size)
    for k, table in enumerate(moves):
        people = table.sum(1)
        shares = np.where(people[:, None] > 0, table / np.where(people > 0, people, 1.0)[:, None], np.eye(size))
        yearly, rates[k], misfit[k] = _yearly(shares, years)
        for year in range(years):
            flows[year] += people[:, None] * yearly
            people = people @ yearly
    at = np.arange(size)
    flows[:, at, at] = 0.0
    return Annual(flows, rates, misfit)


def nearest_generator(matrix: Array) -> Array:
    """Each row projected on the rows with non-negative entries off the diagonal and sum zero, in squared distance.

    Parameters
    ----------
    matrix : (origin, destination), any real numbers, such as the logarithm of a table of shares. [1/year]
    """
    return np.stack([_projected(row, at) for at, row in enumerate(np.asarray(matrix, dtype=float))])


def three_way(by_training: ArrayLike) -> Array:
    """A table by training, checked: (training, origin, destination), all three the same countries. [persons]

    Raises
    ------
    FlowError
        Where it has another shape, or holds what is no count of people.
    """
    moves = persons("by_training", by_training, 3)
    if len(set(moves.shape)) != 1 or not moves.size:
        raise FlowError(
            f"has the shape {moves.shape}: training, origin and destination must be the same", "by_training"
        )
    return moves


def _yearly(shares: Array, years: int) -> tuple[Array, Array, float]:
    """Shares of one year, their generator by year, and its largest error over all years."""
    from scipy.linalg import expm

    if np.array_equal(shares, np.eye(len(shares))):
        return shares, np.zeros_like(shares), 0.0
    rates, misfit = np.zeros_like(shares), np.inf
    for tried in _nearly_logarithms(shares):
        near = nearest_generator(tried)
        off = float(np.abs(expm(near) - shares).max())
        if off < misfit:
            rates, misfit = near, off
        if misfit <= EXACT:
            break
    if years == 1:
        return shares, rates, misfit
    return np.maximum(expm(rates / years), 0.0), rates / years, misfit


def _nearly_logarithms(shares: Array) -> Iterator[Array]:
    """The logarithm of a table of shares, of tables in which a few more stay, and P − 1, as far as they are real."""
    one = np.eye(len(shares))
    for held in NUDGES:
        found = _logarithm((1 - held) * shares + held * one)
        if found is not None:
            yield found
    yield shares - one


def _logarithm(shares: Array) -> Array | None:
    """The real principal logarithm; None where there is none."""
    from scipy.linalg import logm

    values = np.linalg.eigvals(shares)
    if (np.abs(values) < NEGATIVE).any() or ((values.real < 0) & (np.abs(values.imag) < NEGATIVE)).any():
        return None
    found = np.asarray(logm(shares))
    return np.real(found) if np.isfinite(found).all() else None


def _projected(row: Array, at: int) -> Array:
    """The nearest row of a generator: a shift by a common amount of the entries that stay off zero (Kreinin, Sidelnikova)."""
    others = np.delete(row, at)
    order = np.sort(others)[::-1]
    # With the m largest kept: every kept entry and the diagonal fall by the same amount, so that the row sums to zero.
    sums = row[at] + np.concatenate([[0.0], np.cumsum(order)])
    shift = sums / (1 + np.arange(len(order) + 1))
    kept = np.concatenate([[True], order > shift[1:]])
    amount = shift[np.flatnonzero(kept)[-1]]
    new = np.maximum(row - amount, 0.0)
    new[at] = 0.0
    new[at] = -new.sum()
    return new
