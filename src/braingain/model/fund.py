"""The pooled fund that destinations pay into: docs/model.md 2.13 (2.36)."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import BUILD_YEARS, IRREGULAR, N_OWNERS, Array


class Outlay(NamedTuple):
    """What the fund pays for in a year."""

    disbursed: Array  # (draw,) [US$]
    seats: Array  # CADRE seats ordered
    posts: Array  # CADRE posts paid for the year


def outlay(
    fund: Array,
    seats: Array,
    seat_cost: Array,
    mix: Array,
    posts_share: Array,
    absorption: Array,
    pay_usd: Array,
    oncost: Array,
) -> Outlay:
    r"""Payments at the start of the year (2.36).

    .. math:: disb = \min(Fund, absorb \sum_{mix_k>0} (c_{seat} n + c_{place})_k Cap_k)

    Parameters
    ----------
    fund : (draw,)
        On 1 January. [US$]
    seats : CADRE
        All open seats of 1 January.
    seat_cost : CADRE
        [US$]
    mix : CADRE
        Shares of cadres, sum to 1.
    posts_share, absorption, oncost : (draw,)
    pay_usd : CADRE
        w̃, a year's public pay on its path. [US$]
    """
    most = absorption * jnp.sum(jnp.where(mix > 0, seat_cost * seats, 0.0), axis=0)
    paid = jnp.minimum(fund, most)
    cost_of_post = pay_usd * (1.0 + oncost)
    return Outlay(
        disbursed=paid,
        seats=_bought((1.0 - posts_share) * paid * mix, seat_cost),
        posts=_bought(posts_share * paid * mix, cost_of_post),
    )


def next_fund(fund: Array, interest: Array, disbursed: Array, contributed: Array) -> Array:
    """The fund on the next 1 January (2.36); never below nought, for it pays out what it holds at most. [US$]"""
    return jnp.maximum(0.0, fund * (1.0 + interest) - disbursed + contributed)


def contributions(flows: Array, contracts: Array, per_recruit: Array, flat: Array) -> Array:
    """An amount for each recruit of the year by destination, and a flat amount (2.36); (draw,). [US$]

    Recruits are the legal emigrants and those who begin a contract of work that ends. ``flows`` is CHOICE, ``contracts``
    (destination, cadre, draw), ``per_recruit`` DEST.
    """
    legal = jnp.sum(flows[:, :IRREGULAR], axis=1) + jnp.moveaxis(contracts, 0, 1)
    return jnp.sum(legal * per_recruit, axis=(0, 1)) + flat


def orders(seats: Array, build_years: int) -> Array:
    """Seats as an order of public seats with so many years of building left; (cadre, owner, build years left, draw)."""
    place = np.zeros((N_OWNERS, BUILD_YEARS, 1))
    place[0, build_years] = 1.0
    return seats[:, None, None] * place


def _bought(money: Array, price: Array) -> Array:
    return jnp.where(price > 0, money / jnp.where(price > 0, price, 1.0), 0.0)
