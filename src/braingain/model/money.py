"""Pay of posts, what levers on pay cost, and the posts that money allows: docs/model.md 2.28c–2.29c."""

from __future__ import annotations

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import PRIVATE, PUBLIC, Array

LARGEST_CUT = 0.5  # of a cadre's public posts, (2.29 ii)


def funded_posts(
    path: Array,
    pay_usd: Array,
    raised: Array,
    supplement: Array,
    rise: Array,
    rise_oncost: Array,
    origin_share: Array,
    new_money: Array,
    aid_share: Array,
    posts_aid: Array,
    oncost: Array,
    vacancy_money: Array,
    fungibility: Array,
    budget_limit: Array,
) -> Array:
    r"""Posts on the path after levers on pay have been paid (2.28c, 2.29); POSTS.

    What a lever costs the origin and is not new money is found (i) in the pay of vacant posts, (ii) by fewer posts of
    its cadres, at most half, (iii) by fewer public posts of all; aid displaces own money by ``fungibility``.

    Parameters
    ----------
    path : POSTS
        F^path(t).
    pay_usd : CADRE
        w̃, a year's public pay on its path. [US$]
    rise : (slot,) + POSTS
        Share of pay that each payroll lever adds; slots share vacancy money in their order.
    rise_oncost : (slot,)
        1 where the rise carries on-cost; 0 for supplements, which are paid on the raised pay.
    origin_share, new_money, aid_share : (slot, draw)
        s_ℓ, new_money_share, and the share paid by donors and destinations.
    posts_aid : (draw,)
        What donors and destinations pay for posts of graduates. [US$]
    vacancy_money : CADRE
        φ_vac·V⁰·Bud/Bud⁰. [US$]
    """
    public = path[:, PUBLIC]
    wage = pay_usd[:, None]
    cost = public * wage * (1.0 + raised[:, PUBLIC]) * (1.0 + oncost + supplement[:, PUBLIC])
    flag = rise_oncost[:, None, None, None]
    planned = public * wage * rise[:, :, PUBLIC] * (1.0 + (1.0 - flag) * raised[:, PUBLIC])
    planned = jnp.sum(planned * (1.0 + oncost * flag), axis=2)  # (slot, cadre, draw)
    short = jnp.sum(planned, axis=1) * origin_share * (1.0 - new_money) * budget_limit
    aid = (jnp.sum(jnp.sum(planned, axis=1) * aid_share, axis=0) + posts_aid) * budget_limit
    cut = jnp.zeros_like(cost[:, 0])
    unpaid = fungibility * aid
    for slot in range(rise.shape[0]):
        own = (planned[slot] > 0).astype(planned.dtype)
        available = jnp.sum(own * vacancy_money, axis=0)
        used = jnp.minimum(short[slot], available)
        vacancy_money = vacancy_money * (1.0 - own * _share(used, available))
        rest = short[slot] - used
        bill = jnp.sum(own * jnp.sum(cost, axis=1), axis=0)
        room = jnp.maximum(0.0, LARGEST_CUT - jnp.max(own * cut, axis=0))
        share = jnp.minimum(_share(rest, bill), room)
        cut = cut + own * share
        unpaid = unpaid + rest - share * bill
    everything = jnp.sum(jnp.sum(cost, axis=1) * (1.0 - cut), axis=0)
    common = jnp.minimum(1.0, _share(unpaid, everything))
    kept = public * (1.0 - cut)[:, None] * (1.0 - common)
    private = jnp.broadcast_to(path[:, PRIVATE], kept.shape)
    return jnp.concatenate([kept, private], axis=1)


def lever_trained(lever_trained: Array, licensed: Array, lever_share: Array, exit_share: Array) -> Array:
    """Workers whose posts training levers fund, Xp' (2.29c); CADRE."""
    return (lever_trained + licensed * lever_share) * (1.0 - exit_share)


def vacancy_money(vacancy_money0: Array, share: Array, budget_index: Array) -> Array:
    """Money of vacant posts that can be used, φ_vac·V⁰·Bud/Bud⁰ (2.29 i); CADRE. [US$]"""
    return vacancy_money0 * share * budget_index


def budget_index(posts: Array, pay_usd: Array) -> Array:
    """Public wage bill of the path over its first year, Bud/Bud⁰ (2.28b); (year, draw)."""
    bill = jnp.sum(posts[:, :, PUBLIC] * pay_usd[:, :, None], axis=(1, 2))
    return _share(bill, bill[:1]) + (bill[:1] <= 0)


def _share(part: Array, whole: Array) -> Array:
    return jnp.where(whole > 0, part / jnp.where(whole > 0, whole, 1.0), 0.0)
