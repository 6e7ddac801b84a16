"""Death, retirement and growing older: docs/model.md 2.4 (2.10, 2.11), on any stock with a duration axis."""

from __future__ import annotations

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import TEMPORARY, Array
from braingain.model.primitives import decay


def death_probability(mortality_factor: Array, mortality: Array) -> Array:
    r"""Probability of dying in the year (2.10): :math:`1 - e^{-\zeta_d m}`.

    Parameters
    ----------
    mortality_factor : (draw,)
        ζ_d, health workers' over the population's.
    mortality : any layout, draw last
        Hazard of the population at the cell's age. [1/year]
    """
    return 1.0 - decay(mortality_factor * mortality)


def survive(stock: Array, death: Array, retirement: Array) -> tuple[Array, Array, Array]:
    """Those who live and stay in the profession, the dead, and the retired (2.10, 2.11), in this order.

    Who dies does not retire: retirement is (1−pd)·pret.
    """
    dead = stock * death
    living = stock - dead
    retired = living * retirement
    return living - retired, dead, retired


def surviving_share(mortality_factor: Array, mortality: Array) -> Array:
    """Share of a cell that does not die in the year (2.10)."""
    return decay(mortality_factor * mortality)


def remaining_share(mortality_factor: Array, mortality: Array, retirement: Array) -> Array:
    """Share of a cell that neither dies nor retires in the year (2.10, 2.11)."""
    return decay(mortality_factor * mortality) * (1.0 - retirement)


def retired_abroad(retired: Array, new: Array, mortality_factor: Array, mortality: Array) -> Array:
    r"""Those who retired abroad a year later (2.11): :math:`Ret\,e^{-\zeta_d \bar m_d} + new`; DEST.

    ``mortality`` is ABROAD; :math:`\bar m` is that of the last duration, mean over sexes (and statuses, where they differ).
    """
    oldest = jnp.mean(mortality[:, :, -1], axis=(1, 2))
    return retired * decay(mortality_factor * oldest) + new


def grow_older(stock: Array, axis: int) -> Array:
    """Everyone one year further from qualification; the last duration keeps its people, the first is empty."""
    length = stock.shape[axis]
    first = jnp.zeros_like(_take(stock, axis, 0, 1))
    middle = _take(stock, axis, 0, length - 2)
    last = _take(stock, axis, length - 2, length - 1) + _take(stock, axis, length - 1, length)
    return jnp.concatenate([first, middle, last], axis=axis)


def shift_cohorts(value: Array, axis: int, entering: Array) -> Array:
    """A share that belongs to cohorts, one year later: ``entering`` at duration 0, the oldest cohort forgotten."""
    return jnp.concatenate([entering, _take(value, axis, 0, value.shape[axis] - 1)], axis=axis)


def stay_tables(table: Array, destinations: tuple[int, ...]) -> Array:
    """The destinations' table (ABROAD layout) as it holds for people on a stay: (cadre, sex, 1, duration, programme, 1, draw).

    People on a stay follow the row of temporary workers of the country they are in.
    """
    row = table[:, :, :, TEMPORARY]
    chosen = [row[:, :, :, d if row.shape[3] > 1 else 0] for d in destinations]
    return jnp.stack(chosen, axis=3)[:, :, None, :, :, None]


def _take(stock: Array, axis: int, start: int, end: int) -> Array:
    index = [slice(None)] * stock.ndim
    index[axis] = slice(start, end)
    return stock[tuple(index)]
