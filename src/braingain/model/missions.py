"""Missions: visits of workers who stay in the stock of the country that trained them: docs/model.md 2.9.4 (2.23, 2.30b)."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import MISSION_STEPS, N_WORK, PRIVATE, RURAL_POSTS, Array


class Missions(NamedTuple):
    """Missions of the year."""

    contracts: Array  # (mission programme, years since start, cadre, draw), also those of the next 1 January
    present: Array  # MISSION person-years
    visiting: Array  # CADRE posts that those who come would take
    sent: Array  # CADRE person-years sent from here
    local_staff: Array  # POSTS private posts added
    premium: Array  # CADRE what their pay adds to private pay, share


def visit(
    contracts: Array,
    starts: Array,
    length: Array,
    fills: Array,
    from_here: Array,
    local: Array,
    local_premium: Array,
    posts: Array,
) -> Missions:
    r"""Who is present in the year (2.23), posts taken (2.15b) and local staff (2.30b).

    .. math:: present_p = \sum_i M_{p,i}\, clip(len_p - i, 0, 1)

    Parameters
    ----------
    contracts : (programme, years since start, cadre, draw)
        On 1 January.
    starts : MISSION
    length, fills, local_premium : (programme, draw)
    from_here : (programme,)
        1 where the focus country sends.
    local : (programme, cadre, draw)
    posts : POSTS
        F^path of the year, with the wage term where posts follow demand (2.29d).
    """
    now = jnp.concatenate([starts[:, None], contracts[:, : MISSION_STEPS - 1]], axis=1)
    passed = jnp.arange(MISSION_STEPS)[:, None]
    working = jnp.clip(length[:, None] - passed, 0.0, 1.0)  # (programme, years since start, draw)
    present = jnp.sum(now * working[:, :, None], axis=1)
    host = (1.0 - from_here)[:, None]
    everybody = jnp.sum(present, axis=1) * host
    staff = local * everybody[:, None]
    staff_all = jnp.sum(staff, axis=0)
    private = jnp.sum(posts[:, PRIVATE], axis=1)
    jobs = private + staff_all
    paid = jnp.sum(local_premium[:, None] * staff, axis=0)
    return Missions(
        contracts=now,
        present=present,
        visiting=jnp.sum(present * (fills * host)[:, None], axis=0),
        sent=jnp.sum(present * from_here[:, None, None], axis=0),
        local_staff=_where_private_posts_are(staff_all, posts, private),
        premium=jnp.where(jobs > 0, paid / jnp.where(jobs > 0, jobs, 1.0), 0.0),
    )


def posts_taken(visiting: Array, funded: Array, kept: Array) -> Array:
    """Rural public posts that missions take, at most those that others leave (2.15b); CADRE.

    ``funded`` and ``kept`` are POSTS: F(t), and the posts of foreign-trained workers and of people in courses.
    """
    j = RURAL_POSTS[0]
    return jnp.minimum(visiting, jnp.maximum(0.0, funded[:, j] - kept[:, j]))


def at_rural_public_posts(people: Array) -> Array:
    """CADRE as POSTS, all of it at rural public posts."""
    nobody = jnp.zeros_like(people)
    return jnp.stack([people if j == RURAL_POSTS[0] else nobody for j in range(N_WORK)], axis=1)


def _where_private_posts_are(staff: Array, posts: Array, private: Array) -> Array:
    """Local staff over places as private posts on the path, rural where there are none; POSTS."""
    some = private > 0
    rural = jnp.arange(N_WORK)[:, None] == RURAL_POSTS[1]
    share = posts * (jnp.arange(N_WORK)[:, None] >= PRIVATE.start) / jnp.where(some, private, 1.0)[:, None]
    return staff[:, None] * jnp.where(some[:, None], share, rural)
