"""Posts at home: what they are worth, who looks for one, who gets one: docs/model.md 2.5–2.7 (2.13–2.15), offers (2.20c)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp

from braingain.model.containers import (
    BOND_DURATIONS,
    N_POSTS,
    N_WORK,
    OLD_DURATION,
    OUT,
    PUBLIC,
    RESERVE,
    RURAL_POSTS,
    WORK,
    Array,
)
from braingain.model.engine import once
from braingain.model.primitives import Seekers, choose_posts, post_probabilities

WORKLOAD = 7  # index of ``workload`` in vocabulary.CONDITIONS
WORST_VACANCY = 0.5  # vacancy rate at which X_workload is 0 (2.14)
SMALLEST_RESERVE = 1e-9  # weight of the reserve, so that who finds no post has somewhere to be
PLACES = 3

# classes of posts whose weight differs by duration: rural posts by training in rural sites; and, where bonds bind to
# public service, private posts and leaving the sector by what the bond costs
_FREE_CLASSES = (0, 0, 1, 0, 0, 1, 0, 0)
_BOUND_CLASSES = (0, 0, 1, 2, 2, 3, 0, 2)


class Worth(NamedTuple):
    """What posts are worth to workers this year."""

    equivalent: Array  # (cadre, sex, work post, draw) e_j, log points of pay (2.14)
    mean_work: Array  # (cadre, sex, background, draw) ē over posts (2.14a)
    mean_all: Array  # (cadre, sex, background, draw) ê over all (2.16c)
    weights: tuple[Array, Array]  # young, old: (cadre, sex, background, post, draw) ω·e^V without rural training
    rural: Array  # (cadre, duration, draw) factor on rural posts of those trained in rural sites


class Placed(NamedTuple):
    """Where people work on the next 1 January."""

    home: Array  # HOME
    multipliers: Array  # POSTS m(t), 0 where there was no free post
    moves: Array  # (cadre, place from, place to, draw)
    entrant_places: Array  # (cadre, place to, draw)
    residual: Array  # (draw,)


def workload_change(vacancy: Array, vacancy0: Array, switch: Array) -> Array:
    """Change of X_workload from t0 by last year's vacancies (2.14); POSTS."""
    now, then = jnp.minimum(1.0, vacancy / WORST_VACANCY), jnp.minimum(1.0, vacancy0 / WORST_VACANCY)
    return -(now - then) * switch


def equivalents(
    log_pay: Array, pay_response: Array, conditions: Array, workload: Array, condition_response: Array
) -> Array:
    r"""Change of each post in log points of pay (2.14); (cadre, sex, work post, draw).

    .. math:: e_j = \ln(Y_j/\tilde Y_j) + \sum_x (\beta_x/\beta_{post})(X_{jx} - X^0_{jx})

    Parameters
    ----------
    log_pay : POSTS
    pay_response : (sex, draw)
        Women's response to pay over men's.
    conditions : (condition,) + POSTS
        Change of X by levers; ``workload`` (POSTS) is added to its condition.
    condition_response : (condition, sex, draw)
    """
    change = pay_response[None, :, None] * log_pay[:, None]
    for x in range(conditions.shape[0]):
        moved = conditions[x] + workload if x == WORKLOAD else conditions[x]
        change = change + condition_response[x][None, :, None] * moved[:, None]
    return change


def worth(
    equivalent: Array,
    post_weights: Array,
    beta_post: Array,
    beta_work: Array,
    ln_or_rural: Array,
    rural_trained: Array,
    rural_trained0: Array,
) -> Worth:
    r"""Weights of posts in the choice (2.14a).

    .. math:: V_j = \beta_{post}(e_j - \bar e) + \beta_{work}\bar e + 1_{rur} \ln OR_T(\tau_y - \tau^0)

    The reserve and leaving the sector have V = 0. ``beta_post`` is (duration, draw), one value for the young, one for
    the old.
    """
    at_work = post_weights[:, None, :, WORK]
    weighted = jnp.sum(at_work * equivalent[:, :, None], axis=3)
    total = jnp.sum(at_work, axis=3)
    mean = jnp.where(total > 0, weighted / jnp.where(total > 0, total, 1.0), 0.0)
    aside = _aside(post_weights, equivalent.shape[1])
    weights = []
    for y in (0, min(OLD_DURATION, beta_post.shape[0] - 1)):
        value = beta_post[y] * (equivalent[:, :, None] - mean[:, :, :, None]) + (beta_work * mean)[:, :, :, None]
        inside = at_work * jnp.exp(value)
        outside = jnp.broadcast_to(aside, (*inside.shape[:3], 2, inside.shape[-1]))
        weights.append(jnp.concatenate([inside, outside], axis=3))
    rural = jnp.exp(ln_or_rural * (rural_trained - rural_trained0))
    return Worth(equivalent, mean, weighted, (weights[0], weights[1]), rural)


def queue_factor(worth_: Worth, post_weights: Array, rationing: Array, rationing0: Array, switch: Array) -> Array:
    r"""How much harder or easier it is to find a post than at t0 (2.16c); (cadre, sex, background, duration, draw).

    .. math:: \sum_j \omega_j \bar m_j e^{V_j} / \sum_j \omega_j m^0_j e^{V_j}
    """
    parts = []
    for weights, ages in zip(worth_.weights, _bands(worth_.rural.shape[1]), strict=True):
        rural = worth_.rural[:, None, None, ages]
        now, then = (_chance(weights, multiplier, rural) for multiplier in (rationing, rationing0))
        parts.append(jnp.where(switch > 0.5, now / then, 1.0))
    return jnp.concatenate(parts, axis=3)


def offers(worth_: Worth, rationing: Array, mix: Array) -> Array:
    r"""Share of new licensed who find a public post, offer_k (2.20c); CADRE.

    .. math:: \sum_{PUB} \omega_j m_j e^{V_j} / \sum_{PUB} \omega_j e^{V_j}

    Both sums are means over the applicants' sexes and backgrounds, at duration 0.
    """
    public = worth_.weights[0][:, :, :, PUBLIC]
    rural = jnp.stack([jnp.ones_like(worth_.rural[:, 0])] * 2 + [worth_.rural[:, 0]], axis=1)
    each = jnp.sum(public * (rural[:, None, None] * mix[:, :, :, None]), axis=(1, 2))
    wanted = jnp.sum(each, axis=1)
    got = jnp.sum(each * rationing[:, PUBLIC], axis=1)
    return jnp.where(wanted > 0, got / jnp.where(wanted > 0, wanted, 1.0), 1.0)


def place(
    home: Array,
    entrants: Array,
    reconsider: Array,
    reconsider_switch: Array,
    worth_: Worth,
    funded: Array,
    foreign: Array,
    bound: tuple[Array, Array] | None,
) -> Placed:
    """Who looks for a post and who gets which (2.13, 2.15, 2.3).

    Parameters
    ----------
    home : HOME
        People at home after death, ageing and emigration.
    entrants : (cadre, sex, background, duration, draw)
        New licensed (duration 0) and returnees who stayed.
    reconsider : (duration, post, draw)
        σ_j(y) of (2.13), yearly share who look; the switch acts on posts, not on the reserve or those who left.
    funded, foreign : POSTS
        F(t), and the posts that foreign-trained workers fill.
    bound : pair or None
        Where bonds bind to public service: share of each (cadre, sex, duration < 10, draw) under bond, and the weight
        that private posts keep for them (cadre, duration < 10, draw).
    """
    looking = home[:, :, :, :, WORK] * (reconsider[:, WORK] * reconsider_switch)
    outside = home[:, :, :, :, RESERVE:] * reconsider[:, RESERVE:]
    staying = home[:, :, :, :, WORK] - looking
    filled = jnp.sum(staying, axis=(1, 2, 3))
    room = jnp.maximum(0.0, funded - foreign)
    keep = jnp.where(filled > room, room / jnp.where(filled > room, filled, 1.0), 1.0)
    keep_cell = keep[:, None, None, None]
    released = jnp.sum(staying * (1.0 - keep_cell), axis=4)
    pool = entrants + jnp.sum(looking, axis=4) + jnp.sum(outside, axis=4) + released
    free = once(jnp.where(filled > room, 0.0, room - filled))
    seekers, classes = _seekers(pool, worth_, bound)
    multipliers, residual = choose_posts(seekers, classes, free)
    chances = _by_cell([post_probabilities(part, classes, multipliers) for part in seekers], pool, bound)
    remaining = jnp.concatenate([staying * keep_cell, home[:, :, :, :, RESERVE:] - outside], axis=4)
    return Placed(
        home=remaining + pool[:, :, :, :, None] * chances,
        multipliers=multipliers,
        moves=_moves(looking, chances),
        entrant_places=_entrant_places(entrants, chances),
        residual=residual,
    )


def vacancies(funded: Array, filled: Array, vacancy0: Array) -> Array:
    """Vacancy rate of each post at the end of the year; its t0 value where there is no post; POSTS."""
    some = funded > 0
    rate = jnp.maximum(0.0, funded - filled) / jnp.where(some, funded, 1.0)
    return jnp.where(some, rate, vacancy0)


def _bands(durations: int) -> tuple[slice, slice]:
    border = min(OLD_DURATION, durations)
    return slice(0, border), slice(border, durations)


def _aside(post_weights: Array, sexes: int) -> Array:
    """ω of the reserve (never nought) and of leaving the sector; (cadre, sex, background, 2, draw)."""
    reserve = jnp.maximum(post_weights[:, None, :, RESERVE : RESERVE + 1], SMALLEST_RESERVE)
    out = post_weights[:, None, :, OUT : OUT + 1]
    both = jnp.concatenate([reserve, out], axis=3)
    return jnp.broadcast_to(both, (both.shape[0], sexes, *both.shape[2:]))


def _chance(weights: Array, rationing: Array, rural: Array) -> Array:
    """Σ_j ω_j m_j e^{V_j}; (cadre, sex, background, duration, draw)."""
    limited = weights[:, :, :, WORK] * rationing[:, None, None]
    country = sum(limited[:, :, :, j] for j in RURAL_POSTS)
    elsewhere = jnp.sum(limited, axis=3) - country + jnp.sum(weights[:, :, :, RESERVE:], axis=3)
    return elsewhere[:, :, :, None] + country[:, :, :, None] * rural


def _seekers(pool: Array, worth_: Worth, bound: tuple[Array, Array] | None) -> tuple[list[Seekers], tuple[int, ...]]:
    """The pool as cells of the capacity-constrained choice, by sex and background (and, where it matters, bond)."""
    cadres, sexes, backgrounds, durations, draws = pool.shape
    cells = sexes * backgrounds
    people = pool.reshape(cadres, cells, durations, draws)
    parts = []
    for weights, ages in zip(worth_.weights, _bands(durations), strict=True):
        if ages.start == ages.stop:
            continue
        flat = weights.reshape(cadres, cells, N_POSTS, weights.shape[-1])
        rural = worth_.rural[:, None, ages]
        one = jnp.ones_like(rural)
        if bound is None:
            parts.append(Seekers(people[:, :, ages], flat, (one, rural)))
            continue
        share, cost = (_bond_ages(value, ages, durations) for value in bound)
        tied = jnp.repeat(share, backgrounds, axis=1)
        cost = cost[:, None]
        parts.append(Seekers(people[:, :, ages] * (1.0 - tied), flat, (one, rural, one, rural)))
        parts.append(Seekers(people[:, :, ages] * tied, flat, (one, rural, cost * one, cost * rural)))
    return parts, _FREE_CLASSES if bound is None else _BOUND_CLASSES


def _bond_ages(value: Array, ages: slice, durations: int) -> Array:
    """A bond's (…, duration < 10, draw) over the durations of a band; nobody beyond is bound."""
    beyond = jnp.zeros((*value.shape[:-2], max(0, durations - BOND_DURATIONS), value.shape[-1]))
    return jnp.concatenate([value[..., :durations, :], beyond], axis=-2)[..., ages, :]


def _by_cell(chances: Sequence[Array], pool: Array, bound: tuple[Array, Array] | None) -> Array:
    """Chances of the parts put together: (cadre, sex, background, duration, post, draw)."""
    cadres, sexes, backgrounds, durations, _ = pool.shape
    if bound is None:
        together = jnp.concatenate(chances, axis=2)
    else:
        share, _ = bound
        mixed = []
        for i, ages in enumerate(band for band in _bands(durations) if band.start < band.stop):
            tied = jnp.repeat(_bond_ages(share, ages, durations), backgrounds, axis=1)[:, :, :, None]
            mixed.append((1.0 - tied) * chances[2 * i] + tied * chances[2 * i + 1])
        together = jnp.concatenate(mixed, axis=2)
    return together.reshape(cadres, sexes, backgrounds, durations, N_POSTS, together.shape[-1])


def _moves(looking: Array, chances: Array) -> Array:
    """People in posts who take a post again, by place from and place to."""
    rows = []
    for origin in range(PLACES):
        who = looking[:, :, :, :, origin] + looking[:, :, :, :, origin + PLACES]
        to = [
            jnp.sum(who * (chances[:, :, :, :, p] + chances[:, :, :, :, p + PLACES]), axis=(1, 2, 3))
            for p in range(PLACES)
        ]
        rows.append(jnp.stack(to, axis=1))
    return jnp.stack(rows, axis=1)


def _entrant_places(entrants: Array, chances: Array) -> Array:
    """First posts of this year's new licensed by place."""
    first = jnp.sum(entrants[:, :, :, 0, None] * chances[:, :, :, 0, :N_WORK], axis=(1, 2))
    return first[:, 0:PLACES] + first[:, PLACES:N_WORK]
