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

TRAINING_RIGHTS, WORKLOAD = 3, 7  # indices in vocabulary.CONDITIONS
WORST_VACANCY = 0.5  # vacancy rate at which X_workload is 0 (2.14)
SMALLEST_RESERVE = 1e-9  # weight of the reserve, so that who finds no post has somewhere to be
PLACES, HARD = (
    3,
    0.95,
)  # places; smoothed multiplier up to which a post is too hard to get for its rise to count (2.14a)

# classes of posts whose weight differs by duration: rural posts by training in rural sites; private posts and leaving the
# sector too where bonds bind to public service; all but rural public posts and the reserve where service is owed
_FREE_CLASSES, _BOUND_CLASSES = (0, 0, 1, 0, 0, 1, 0, 0), (0, 0, 1, 2, 2, 3, 0, 2)
_SERVICE_CLASSES = (0, 0, 1, 2, 2, 3, 4, 2)


class Worth(NamedTuple):
    """What posts are worth to workers this year."""

    equivalent: Array  # (cadre, sex, work post, draw) e_j, log points of pay (2.14)
    mean_work: Array  # (cadre, sex, background, draw) ē over posts (2.14a)
    mean_all: Array  # (cadre, sex, background, draw) ê over all (2.16c)
    weights: tuple[Array, Array]  # young, old: (cadre, sex, background, post, draw) ω·e^V without rural training
    rural: Array  # (cadre, duration, draw) factor on rural posts of those trained in rural sites


class Ties(NamedTuple):
    """What makes some people of a cell choose apart from the others; None where nothing of the run does."""

    bound: tuple[Array, Array] | None = None  # share (cadre, sex, duration < 10, draw), weight kept by duration
    obliged: tuple[Array, Array] | None = None  # OBLIGED, weight kept CADRE (2.18c)
    upgraded: tuple[Array, Array] | None = None  # entrants who were upgraded (all durations), OR_up (2.9d)


class Looking(NamedTuple):
    """Who looks for a post beside entrants (2.13)."""

    share: Array  # (duration, post, draw) σ
    switch: Array  # () of σ in posts
    more: Array  # (cadre, sex, reserve or out, draw) added to σ by levers
    places: Array  # CADRE most people whom that brings
    lent: Array | None  # CADRE of the reserve away on missions


class Hiring(NamedTuple):
    """How posts that nobody holds are filled (2.15e)."""

    lag: Array  # POSTS share of those that fell empty which a year's hiring leaves empty
    new: Array  # POSTS that the path adds in the year, filled as they open [posts]


class Placed(NamedTuple):
    """Where people work on the next 1 January."""

    home: Array  # HOME
    multipliers: Array  # POSTS m(t), 0 where there was no free post
    moves: Array  # (cadre, place from, place to, draw)
    entrant_places: Array  # (cadre, place to, draw)
    reentered: Array  # (cadre, sex, draw) whom levers brought to look for work
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

    Claims and resentment (2.14e) are taken off by the caller. ``log_pay`` is (cadre, sex, work post, draw), ``pay_response``
    (sex, draw) women's response to pay over men's, ``conditions`` (condition, cadre, sex, work post, draw) the change of X by
    levers, to which ``workload`` (POSTS) is added, ``condition_response`` (condition, sex, draw).
    """
    change = pay_response[None, :, None] * log_pay
    for x in range(conditions.shape[0]):
        moved = conditions[x] + workload[:, None] if x == WORKLOAD else conditions[x]
        change = change + condition_response[x][None, :, None] * moved
    return change


def with_training_rights(conditions: Array, rights: Array) -> Array:
    """Conditions with the right to study that open courses give public staff, together at most 1 (2.9d).

    ``conditions`` is (condition, cadre, sex, work post, draw), ``rights`` CADRE.
    """
    public = jnp.arange(N_WORK)[:, None] < PUBLIC.stop
    before = conditions[TRAINING_RIGHTS]
    both = jnp.minimum(jnp.maximum(1.0, before), before + rights[:, None, None] * public)
    return jnp.concatenate([conditions[:TRAINING_RIGHTS], both[None], conditions[TRAINING_RIGHTS + 1 :]])


def worth(
    equivalent: Array,
    out: Array,
    post_weights: Array,
    beta_post: Array,
    beta_work: Array,
    ln_or_rural: Array,
    rural_trained: Array,
    rural_trained0: Array,
    rationing: Array,
) -> Worth:
    r"""Weights of posts in the choice (2.14a).

    .. math:: V_j = \beta_{post}(e_j - \bar e) + \beta_{work}\bar e + 1_{rur} \ln OR_T(\tau_y - \tau^0)

    ē counts a post's rise where the post can be got: fully where ``rationing`` (POSTS m̄) is 1, not from .95 down. The
    reserve has V = 0, leaving the sector β_work·e_OUT; ``out`` is e_OUT (cadre, sex, draw); ``beta_post`` (duration, draw).
    """
    at_work = post_weights[:, None, :, WORK]
    weighted = jnp.sum(at_work * equivalent[:, :, None], axis=3)
    total = jnp.sum(at_work, axis=3)
    mean = jnp.where(total > 0, weighted / jnp.where(total > 0, total, 1.0), 0.0)
    open_ = jnp.clip((rationing - HARD) / (1.0 - HARD), 0.0, 1.0)[:, None, None]
    got = jnp.sum(at_work * open_ * equivalent[:, :, None], axis=3) / jnp.where(total > 0, total, 1.0)
    aside = _aside(post_weights, beta_work * out)
    whole = weighted + post_weights[:, None, :, OUT] * out[:, :, None]
    weights = []
    for y in (0, min(OLD_DURATION, beta_post.shape[0] - 1)):
        value = beta_post[y] * equivalent[:, :, None] + ((beta_work - beta_post[y]) * got)[:, :, :, None]
        inside = at_work * jnp.exp(value)
        outside = jnp.broadcast_to(aside, (*inside.shape[:3], 2, inside.shape[-1]))
        weights.append(jnp.concatenate([inside, outside], axis=3))
    rural = jnp.exp(ln_or_rural * (rural_trained - rural_trained0))
    return Worth(equivalent, mean, whole, (weights[0], weights[1]), rural)


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
    looking: Looking,
    worth_: Worth,
    funded: Array,
    taken: Array,
    hiring: Hiring,
    ties: Ties,
) -> Placed:
    """Who looks for a post and who gets which (2.13, 2.15, 2.15e, 2.3).

    Parameters
    ----------
    home : HOME
        People at home after death, ageing and emigration.
    entrants : (cadre, sex, background, duration, draw)
        New licensed (duration 0), returnees, and people out of bridging courses, who stayed.
    funded, taken : POSTS
        F(t), and the posts that foreign-trained workers, people in courses and missions hold.
    hiring : Hiring
        How slowly posts that fell empty are filled (2.15e).
    """
    again = home[:, :, :, :, WORK] * (looking.share[:, WORK] * looking.switch)
    outside, reentered = _outside(home, looking)
    staying = home[:, :, :, :, WORK] - again
    filled = jnp.sum(staying, axis=(1, 2, 3))
    room = jnp.maximum(0.0, funded - taken)
    keep = jnp.where(filled > room, room / jnp.where(filled > room, filled, 1.0), 1.0)
    keep_cell = keep[:, None, None, None]
    released = jnp.sum(staying * (1.0 - keep_cell), axis=4)
    pool = entrants + jnp.sum(again, axis=4) + jnp.sum(outside, axis=4) + released
    free = once(_free(jnp.where(filled > room, 0.0, room - filled), jnp.sum(again, axis=(1, 2, 3)), hiring))
    classes = _classes(ties)
    usual = pool if ties.upgraded is None else jnp.maximum(0.0, pool - ties.upgraded[0])
    groups = _groups(usual, worth_, ties)
    special = [] if ties.upgraded is None else _groups(ties.upgraded[0], _as_upgraded(worth_, ties), ties)
    multipliers, residual = choose_posts([g.seekers for g in (*groups, *special)], classes, free)
    chances = _by_cell(groups, classes, multipliers, pool.shape)
    remaining = jnp.concatenate([staying * keep_cell, home[:, :, :, :, RESERVE:] - outside], axis=4)
    chosen = usual[:, :, :, :, None] * chances
    if ties.upgraded is not None:
        theirs = _by_cell(special, classes, multipliers, pool.shape)
        chosen = chosen + ties.upgraded[0][:, :, :, :, None] * theirs
    return Placed(
        home=remaining + chosen,
        multipliers=multipliers,
        moves=_moves(again, chances),
        entrant_places=_entrant_places(_newly_licensed(entrants, ties), chances),
        reentered=reentered,
        residual=residual,
    )


def _free(room: Array, again: Array, hiring: Hiring) -> Array:
    r"""Posts that can be taken this year (2.15e); POSTS.

    .. math:: C_j = C^{open}_j - \ell_j \max(0, C^{open}_j - again_j - new_j)

    ``room`` is C^open, posts not held by those who stay put. The posts of people in work who look again (``again``)
    have a holder until one of them moves, and those that the path adds are filled as they open: hiring is slow for
    those that fell empty.
    """
    return room - hiring.lag * jnp.maximum(0.0, room - again - hiring.new)


def _outside(home: Array, looking: Looking) -> tuple[Array, Array]:
    """People in reserve and out of the sector who look for a post, and those whom levers brought to it (cadre, sex, draw)."""
    there = home[:, :, :, :, RESERVE:]
    if looking.lent is not None:
        reserve = jnp.sum(there[:, :, :, :, 0], axis=(1, 2, 3))
        here = 1.0 - jnp.where(reserve > 0, looking.lent / jnp.where(reserve > 0, reserve, 1.0), 0.0)
        kept = jnp.stack([here, jnp.ones_like(here)], axis=1)
        there = there * kept[:, None, None, None]
    usual = looking.share[:, RESERVE:]
    more = jnp.minimum(looking.more[:, :, None, None], 1.0 - usual)
    extra = there * more
    by_sex = jnp.sum(extra, axis=(2, 3, 4))
    brought = jnp.sum(by_sex, axis=1)
    over = brought > looking.places
    admitted = jnp.where(over, looking.places / jnp.where(over, brought, 1.0), 1.0)
    return there * usual + extra * admitted[:, None, None, None, None], by_sex * admitted[:, None]


def vacancies(funded: Array, filled: Array, vacancy0: Array) -> Array:
    """Vacancy rate of each post at the end of the year; its t0 value where there is no post; POSTS."""
    some = funded > 0
    rate = jnp.maximum(0.0, funded - filled) / jnp.where(some, funded, 1.0)
    return jnp.where(some, rate, vacancy0)


def _bands(durations: int) -> tuple[slice, slice]:
    border = min(OLD_DURATION, durations)
    return slice(0, border), slice(border, durations)


def _aside(post_weights: Array, value_out: Array) -> Array:
    """ω·e^V of the reserve (never nought) and of leaving the sector; (cadre, sex, background, 2, draw)."""
    reserve = jnp.maximum(post_weights[:, None, :, RESERVE : RESERVE + 1], SMALLEST_RESERVE)
    out = post_weights[:, None, :, OUT : OUT + 1] * jnp.exp(value_out)[:, :, None, None]
    return jnp.concatenate(jnp.broadcast_arrays(reserve, out), axis=3)


def _chance(weights: Array, rationing: Array, rural: Array) -> Array:
    """Σ_j ω_j m_j e^{V_j}; (cadre, sex, background, duration, draw)."""
    limited = weights[:, :, :, WORK] * rationing[:, None, None]
    country = sum(limited[:, :, :, j] for j in RURAL_POSTS)
    elsewhere = jnp.sum(limited, axis=3) - country + jnp.sum(weights[:, :, :, RESERVE:], axis=3)
    return elsewhere[:, :, :, None] + country[:, :, :, None] * rural


class _Group(NamedTuple):
    """Seekers of one band of durations and one tie, and which part of their cells they are."""

    seekers: Seekers
    band: int
    share: Array | None  # (cadre, cell, duration, draw); None: all of the cell


def _classes(ties: Ties) -> tuple[int, ...]:
    if ties.obliged is not None:
        return _SERVICE_CLASSES
    return _FREE_CLASSES if ties.bound is None else _BOUND_CLASSES


def _as_upgraded(worth_: Worth, ties: Ties) -> Worth:
    return worth_ if ties.upgraded is None else worth_._replace(rural=worth_.rural * ties.upgraded[1])


def _groups(pool: Array, worth_: Worth, ties: Ties) -> list[_Group]:
    """People who look for a post as cells of the capacity-constrained choice, by sex and background, and by ties."""
    cadres, sexes, backgrounds, durations, draws = pool.shape
    cells = sexes * backgrounds
    people = pool.reshape(cadres, cells, durations, draws)
    groups = []
    for band, (weights, ages) in enumerate(zip(worth_.weights, _bands(durations), strict=True)):
        if ages.start == ages.stop:
            continue
        flat = weights.reshape(cadres, cells, N_POSTS, weights.shape[-1])
        rural = worth_.rural[:, None, ages]
        for share, bond, service in _tied(ties, ages, durations, backgrounds):
            here = people[:, :, ages] if share is None else people[:, :, ages] * share
            factors = _factors(rural, bond, service, ties)
            groups.append(_Group(Seekers(here, flat, factors), band, share))
    return groups


def _tied(
    ties: Ties, ages: slice, durations: int, backgrounds: int
) -> list[tuple[Array | None, Array | None, Array | None]]:
    """Shares of cells by tie, with the weight that a bond and that service leaves (None: no tie of the kind)."""
    kinds: list[tuple[Array | None, Array | None, Array | None]] = [(None, None, None)]
    if ties.bound is not None:
        share, cost = (_bond_ages(value, ages, durations) for value in ties.bound)
        tied = jnp.repeat(share, backgrounds, axis=1)
        kinds = [(1.0 - tied, None, None), (tied, cost[:, None], None)]
    if ties.obliged is None:
        return kinds
    owing = jnp.repeat(_bond_ages(ties.obliged[0], ages, durations), backgrounds, axis=1)
    kept = ties.obliged[1][:, None, None]
    both = []
    for share, bond, _ in kinds:
        for part, service in ((1.0 - owing, None), (owing, kept)):
            both.append((part if share is None else share * part, bond, service))
    return both


def _factors(rural: Array, bond: Array | None, service: Array | None, ties: Ties) -> tuple[Array, ...]:
    """Factors of the classes of posts, in the order of the classes that the run has."""
    one = jnp.ones_like(rural)
    kept = one if bond is None else bond * one
    if ties.obliged is not None:
        in_town = one if service is None else service * one
        return (in_town, rural, in_town * kept, in_town * kept * rural, one)
    return (one, rural) if ties.bound is None else (one, rural, kept, kept * rural)


def _bond_ages(value: Array, ages: slice, durations: int) -> Array:
    """A bond's (…, duration < 10, draw) over the durations of a band; nobody beyond is bound."""
    beyond = jnp.zeros((*value.shape[:-2], max(0, durations - BOND_DURATIONS), value.shape[-1]))
    return jnp.concatenate([value[..., :durations, :], beyond], axis=-2)[..., ages, :]


def _by_cell(groups: Sequence[_Group], classes: tuple[int, ...], multipliers: Array, shape: tuple[int, ...]) -> Array:
    """Chances of all groups put together: (cadre, sex, background, duration, post, draw)."""
    cadres, sexes, backgrounds, durations, _ = shape
    bands: dict[int, Array] = {}
    for group in groups:
        chance = post_probabilities(group.seekers, classes, multipliers)
        part = chance if group.share is None else group.share[:, :, :, None] * chance
        bands[group.band] = part if group.band not in bands else bands[group.band] + part
    together = jnp.concatenate(list(bands.values()), axis=2)
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


def _newly_licensed(entrants: Array, ties: Ties) -> Array:
    """Entrants without people out of bridging courses: these choose anew but are not newly licensed (2.9d)."""
    return entrants if ties.upgraded is None else jnp.maximum(0.0, entrants - ties.upgraded[0])


def _entrant_places(entrants: Array, chances: Array) -> Array:
    """First posts of this year's new licensed by place."""
    first = jnp.sum(entrants[:, :, :, 0, None] * chances[:, :, :, 0, :N_WORK], axis=(1, 2))
    return first[:, 0:PLACES] + first[:, PLACES:N_WORK]
