"""Compulsory service and withheld licences: the choice set *held* beside the free one: docs/model.md 2.8.4 (2.18c)."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from braingain.model.containers import BOND_DURATIONS, IRREGULAR, Array
from braingain.model.engine import once
from braingain.model.life import shift_cohorts
from braingain.model.primitives import (
    LARGEST_STEP,
    NEWTON_STEPS,
    NO_PLACE,
    Choice,
    Exposed,
    leavers_and_squares,
    nested_choice,
    slackness,
)


def cohorts(obliged: Array, cover: Array, years: Array) -> Array:
    """Who owes service in the year: cohorts a year older, this year's new licensed, until L_serv; OBLIGED.

    Parameters
    ----------
    obliged : OBLIGED
        On 1 January.
    cover : (cadre, sex, draw)
        Share of this year's new licensed.
    years : CADRE
        L_serv.
    """
    entering = jnp.broadcast_to(cover[:, :, None], obliged[:, :, :1].shape)
    shifted = shift_cohorts(obliged, 2, entering)
    in_force = jnp.arange(BOND_DURATIONS)[:, None] < years[:, None]
    return jnp.where(in_force[:, None], shifted, 0.0)


def held_openness(openness: Array, hold: Array) -> Array:
    """z of those whose licence is withheld: legal channels × (1 − hold); CHOICE."""
    legal = openness[:, :IRREGULAR] * (1.0 - hold)[:, None, None]
    return jnp.concatenate([legal, openness[:, IRREGULAR:]], axis=1)


def split(parts: Sequence[Exposed], obliged: Array) -> tuple[list[Exposed], list[Exposed]]:
    """People who may leave, as the free and the obliged of each cell; nobody with y ≥ 10 is obliged."""
    free, held = [], []
    for part in parts:
        if part.people.shape[3] != BOND_DURATIONS:
            free.append(part)
            continue
        share = obliged[:, :, None, :, None]
        free.append(part._replace(people=part.people * (1.0 - share)))
        held.append(part._replace(people=part.people * share))
    return free, held


def capped_choices(
    destinations0: Array,
    channel_weights: Sequence[Array],
    theta_destination: Array,
    theta_channel: Array,
    exposed: Sequence[Sequence[Exposed]],
    capacity: Array,
    legal: Array,
) -> tuple[list[Choice], Array, Array]:
    r"""The nested choice of two sets of people under common caps (2.3b, 2.18c).

    .. math:: \frac{\partial \ln t_d}{\partial \ln m_e} =
              \sum_s \frac{t_{sd}}{t_d}\left(1_{d=e}[1-\Lambda_{sd}(1-\theta_R/\theta_D)]
              - \pi_{se}\Lambda_{se}\theta_R[1/\theta_D-(1-\bar p_s)]\right)

    Projected Newton as in ``primitives.capped_choice``; a diagonal plus two rows, so each step is a 2×2 system.

    Returns
    -------
    The choices, the multipliers m (DEST), and the residual (draw,) over the people who may leave.
    """
    lawful = jnp.asarray(legal)[None, :, None, None]
    everyone: Array = jnp.zeros(())
    for part in (part for parts in exposed for part in parts):
        everyone = everyone + jnp.sum(part.people, axis=tuple(range(1, part.people.ndim - 1)))
    is_open = once(capacity > NO_PLACE * everyone[:, None])
    weights = [jnp.where(lawful & ~is_open[:, None], 0.0, given) for given in channel_weights]
    places = jnp.where(is_open, capacity, 1.0)

    def evaluate(log_multiplier: Array) -> tuple[list[Choice], list[Array], list[Array], list[Array]]:
        multiplier = jnp.exp(log_multiplier)[:, None]
        choices = [
            nested_choice(destinations0, jnp.where(lawful, w * multiplier, w), theta_destination, theta_channel)
            for w in weights
        ]
        counts = [leavers_and_squares(parts, c.growth) for parts, c in zip(exposed, choices, strict=True)]
        through = [jnp.sum(jnp.where(lawful, c.channels, 0.0), axis=1) for c in choices]
        admitted = [n[:, None] * c.destinations * t for (n, _), c, t in zip(counts, choices, through, strict=True)]
        mean_p = [jnp.where(n > 0, q / jnp.where(n > 0, n, 1.0), 0.0) for n, q in counts]
        return choices, admitted, through, mean_p

    def improve(_: int, log_multiplier: Array) -> Array:
        choices, admitted, through, mean_p = evaluate(log_multiplier)
        total = sum(admitted[1:], start=admitted[0])
        active = ((total > places) | (log_multiplier < 0)) & (total > 0) & is_open
        excess = jnp.log(jnp.where(active, total, 1.0) / jnp.where(active, places, 1.0))
        weight = [jnp.where(active, each / jnp.where(active, total, 1.0), 0.0) for each in admitted]
        own = [1.0 - t * (1.0 - theta_channel / theta_destination) for t in through]
        cross = [
            jnp.where(
                active,
                c.destinations * t * theta_channel * (1.0 / theta_destination - (1.0 - p))[:, None],
                0.0,
            )
            for c, t, p in zip(choices, through, mean_p, strict=True)
        ]
        diagonal = jnp.where(active, sum(w * o for w, o in zip(weight, own, strict=True)), 1.0)
        change = _solve(diagonal, weight, cross, jnp.where(active, -excess, 0.0))
        step = jnp.where(active, change, 0.0)
        return jnp.minimum(0.0, log_multiplier + jnp.clip(step, -LARGEST_STEP, LARGEST_STEP))

    start = jnp.zeros_like(places + weights[0][:, 0])
    log_multiplier = jax.lax.fori_loop(0, NEWTON_STEPS, improve, start)
    choices, admitted, _, _ = evaluate(log_multiplier)
    bound = jnp.isfinite(capacity) & is_open
    total = sum(admitted[1:], start=admitted[0])
    multipliers = jnp.exp(log_multiplier)
    residual = slackness(total, jnp.where(bound, capacity, jnp.inf), multipliers, everyone[:, None])
    return choices, jnp.where(is_open, multipliers, 0.0), residual


def _solve(diagonal: Array, columns: Sequence[Array], rows: Sequence[Array], right: Array) -> Array:
    """Solve (diag − Σ_s column_s row_sᵀ) x = right for two pairs, along the axis of destinations."""
    alone = right / diagonal
    h = [jnp.sum(row * alone, axis=1) for row in rows]
    m = [[jnp.sum(row * column / diagonal, axis=1) for column in columns] for row in rows]
    determinant = (1.0 - m[0][0]) * (1.0 - m[1][1]) - m[0][1] * m[1][0]
    first = ((1.0 - m[1][1]) * h[0] + m[0][1] * h[1]) / determinant
    second = ((1.0 - m[0][0]) * h[1] + m[1][0] * h[0]) / determinant
    return alone + (columns[0] * first[:, None] + columns[1] * second[:, None]) / diagonal
