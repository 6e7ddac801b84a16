"""Vacancies of a country in a run of many, as those see them who think of coming: docs/model.md 2.25c, 2.27d."""

from __future__ import annotations

import jax.numpy as jnp

from braingain.model import markets
from braingain.model.containers import RESERVE, Array, Yearly
from braingain.model.year import Now


def foreseen(now: Now, record: Yearly, before: Array, first: Array, reserve0: Array, replaced: Array) -> Array:
    """Vacancies as they are seen next year by those who know that others come too (2.25c); CADRE, may be negative.

    Parameters
    ----------
    before, first : CADRE
        As they were seen this year, and at t0.
    reserve0 : CADRE
        Share of the own-trained without a post at t0.
    replaced : CADRE
        Foreign-trained workers who left in the year: as many come in a usual one. [persons]
    """
    c = now.constants
    wanted, found = net(now, record, first, reserve0)
    normal = below_none(first, c.vacancy_offset)
    vacancy = jnp.minimum(found, normal + markets.LARGEST_GAP)
    turnover = jnp.where(wanted > 0, jnp.maximum(0.0, replaced) / jnp.where(wanted > 0, wanted, 1.0), 0.0)

    def drawn(rate: Array) -> Array:
        seen = below_none(rate, c.vacancy_offset)
        return jnp.exp(markets.vacancy_pull(seen, normal, c.vacancy_offset, c.beta_vacancy))

    more = turnover * (drawn(vacancy) - drawn(before))
    return markets.seen_by_many(before, vacancy, c.expectation_speed, more)


def below_none(vacancy: Array, offset: Array) -> Array:
    """A vacancy rate as (2.17) takes it: where there are more workers than posts, off(e^{v/off} − 1), above −off.

    So that v + off goes to off·e^{v/off} without a step, and a surplus puts off more people the larger it is.
    """
    return jnp.where(vacancy < 0, offset * jnp.expm1(jnp.minimum(vacancy, 0.0) / offset), vacancy)


def net(now: Now, record: Yearly, first: Array, reserve0: Array) -> tuple[Array, Array]:
    """Demand or funded posts, and vacancies of the year's end less those who wait for one over them; CADRE, may be negative.

    Demand is that of (2.25), in budget countries funded posts. Those who wait are the own-trained without a post above
    their share of t0: who thinks of coming competes with them (docs/decisions/0015).
    """
    demand = now.path.demand * jnp.exp(-now.constants.demand_wage * now.state.ln_wage)
    wanted = demand if now.options.demand_country else jnp.sum(record.funded, axis=1)
    home = jnp.sum(record.home, axis=1)
    waiting = jnp.maximum(0.0, home[:, RESERVE] - reserve0 * jnp.sum(home, axis=1))
    free = wanted - jnp.sum(record.filled, axis=1) - waiting
    return wanted, jnp.where(wanted > 0, free / jnp.where(wanted > 0, wanted, 1.0), first)
