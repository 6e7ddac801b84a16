"""The four choices from which every flow is made: docs/model.md 2.0.

Competing exits (2.1), the incremental nested choice of destination and channel (2.2a–d), the same under legal caps
(2.3b), and the choice of a post among a limited number of posts (2.3). Every behaviour of the model is one of these
with other numbers. Both solvers take ten Newton steps, always: a stop that looked at the residual would tie the draws
of a block together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from braingain.model.containers import Array
from braingain.model.engine import once

NEWTON_STEPS = 10
LARGEST_STEP = 5.0
NO_PLACE = 1e-12  # of those who choose: fewer places are none, ten steps would not reach them
SMALLEST = 1e-300  # below this a product is nought: the floor of logarithms
_LOG2_E = 1.4426950408889634
_LN_2_HIGH, _LN_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_INVERSE_FACTORIALS = tuple(1.0 / math.factorial(i) for i in range(13))


def competing_exits(stock: Array, hazards: Sequence[Array]) -> tuple[tuple[Array, ...], Array]:
    r"""People who leave by each of several ways in a year, and those who stay (2.1).

    .. math:: X_i = X \frac{\mu_i}{\sum\mu} (1 - e^{-\sum\mu}), \quad X' = X e^{-\sum\mu}

    Parameters
    ----------
    stock : any shape
        People on whom the hazards act. [persons]
    hazards : sequence of arrays that broadcast with ``stock``
        Hazard of each way out. [1/year]
    """
    total = sum(hazards[1:], start=hazards[0])
    left = jnp.exp(-total)
    gone = stock * -jnp.expm1(-total)
    scale = jnp.where(total > 0, 1.0 / jnp.where(total > 0, total, 1.0), 0.0)
    return tuple(gone * (hazard * scale) for hazard in hazards), stock * left


def decay(hazard: Array) -> Array:
    r"""Share left after a year at a hazard, :math:`e^{-\mu}` for μ ≥ 0, to the last digit or the one before.

    Range reduction and the series to the twelfth power, written out because the library's exponential is called
    element by element where rows are as short as a block of draws; this is most of the time of a run.
    """
    x = jnp.maximum(-hazard, -700.0)
    halvings = jnp.round(x * _LOG2_E)
    rest = (x - halvings * _LN_2_HIGH) - halvings * _LN_2_LOW
    value = jnp.full_like(rest, _INVERSE_FACTORIALS[-1])
    for coefficient in reversed(_INVERSE_FACTORIALS[:-1]):
        value = value * rest + coefficient
    exponent = jax.lax.shift_left(halvings.astype(jnp.int64) + 1023, jnp.asarray(52, jnp.int64))
    return value * jax.lax.bitcast_convert_type(exponent, jnp.float64)


class Choice(NamedTuple):
    """Where those who go would go, and how attractive going has become."""

    growth: Array  # CADRE e^I: odds of going over those of t0
    inclusive: Array  # DEST I_d (2.2a)
    destinations: Array  # DEST π, sums to 1 (2.2d)
    channels: Array  # CHOICE ψ, sums to 1 over channels (2.2d)


def nested_choice(
    destinations0: Array, channel_weights: Array, theta_destination: Array, theta_channel: Array
) -> Choice:
    r"""Change of the choice of destination and channel from its baseline (2.2a, b, d).

    .. math:: I_d = \theta_R \ln \sum_r \psi^0_{dr} e^{\delta_{dr}/\theta_R}, \quad
              I = \theta_D \ln \sum_d \pi^0_d e^{I_d/\theta_D}

    Parameters
    ----------
    destinations0 : (cadre, destination, draw)
        Shares of destinations among those who go, at t0.
    channel_weights : (cadre, channel, destination, draw)
        ψ⁰·z·exp(δ/θ_R); a closed channel has z = 0 and is exactly empty.
    theta_destination, theta_channel : (draw,)
        Dissimilarity of destinations and of channels.
    """
    total = jnp.sum(channel_weights, axis=1)
    open_ = total > 0
    log_total = jnp.log(jnp.where(open_, total, SMALLEST))
    pull = destinations0 * jnp.where(open_, jnp.exp(log_total * (theta_channel / theta_destination)), 0.0)
    attraction = jnp.sum(pull, axis=1)
    some = attraction > 0
    growth = jnp.where(some, jnp.exp(theta_destination * jnp.log(jnp.where(some, attraction, 1.0))), 0.0)
    return Choice(
        growth=growth,
        inclusive=theta_channel * log_total,
        destinations=_share(pull, attraction[:, None]),
        channels=_share(channel_weights, total[:, None]),
    )


def going(odds: Array, growth: Array) -> Array:
    r"""Probability of leaving in the period (2.2c).

    .. math:: p = \frac{p^0 e^I}{p^0 e^I + (1-p^0) e^{\delta_0}}

    Parameters
    ----------
    odds : any shape
        p⁰/(1−p⁰)·e^{−δ₀}: for a hazard h, (e^h − 1)·e^{−δ₀}.
    growth : broadcasts with ``odds``
        e^I.
    """
    raised = odds * growth
    return raised / (1.0 + raised)


class Exposed(NamedTuple):
    """People who may leave, in cells of one propensity: (cadre, ..., draw) both."""

    people: Array
    odds: Array


def capped_choice(
    destinations0: Array,
    channel_weights: Array,
    theta_destination: Array,
    theta_channel: Array,
    exposed: Sequence[Exposed],
    capacity: Array,
    legal: Array,
) -> tuple[Choice, Array, Array]:
    r"""The nested choice where destinations admit at most so many by legal channels (2.3b).

    .. math:: \delta_{dr} \leftarrow \delta_{dr} + \theta_R \ln m_d, \quad (1-m_d)(C_d - t_d) = 0

    Projected Newton on ln m ≤ 0. The system is a diagonal plus one row, so each step is solved in closed form.

    Parameters
    ----------
    exposed : sequence of ``Exposed``
        All who may leave.
    capacity : (cadre, destination, draw)
        Places by legal channels; infinite where there is no cap. [persons a year]
    legal : (channel,)
        True for the channels that a cap binds.

    Returns
    -------
    The choice, the multipliers m (cadre, destination, draw) and the residual (draw,) over the people who may leave.
    """
    lawful = jnp.asarray(legal)[None, :, None, None]
    everyone: Array = jnp.zeros(())
    for part in exposed:
        everyone = everyone + jnp.sum(part.people, axis=tuple(range(1, part.people.ndim - 1)))
    is_open = once(capacity > NO_PLACE * everyone[:, None])
    weights = jnp.where(lawful & ~is_open[:, None], 0.0, channel_weights)
    places = jnp.where(is_open, capacity, 1.0)

    def evaluate(log_multiplier: Array) -> tuple[Choice, Array, Array, Array]:
        choice = nested_choice(
            destinations0,
            jnp.where(lawful, weights * jnp.exp(log_multiplier)[:, None], weights),
            theta_destination,
            theta_channel,
        )
        leavers, squares = leavers_and_squares(exposed, choice.growth)
        legal_share = jnp.sum(jnp.where(lawful, choice.channels, 0.0), axis=1)
        return choice, leavers, squares, legal_share

    def improve(_: int, log_multiplier: Array) -> Array:
        choice, leavers, squares, legal_share = evaluate(log_multiplier)
        admitted = leavers[:, None] * choice.destinations * legal_share
        active = ((admitted > places) | (log_multiplier < 0)) & (admitted > 0) & is_open
        excess = jnp.log(jnp.where(active, admitted, 1.0) / jnp.where(active, places, 1.0))
        own = 1.0 - legal_share * (1.0 - theta_channel / theta_destination)
        mean_p = _share(squares, leavers)
        through = (1.0 / theta_destination - (1.0 - mean_p))[:, None]
        cross = jnp.where(active, choice.destinations * legal_share * theta_channel * through, 0.0)
        alone = jnp.where(active, -excess / own, 0.0)
        common = jnp.sum(cross * alone, axis=1) / (1.0 - jnp.sum(cross / own, axis=1))
        change = jnp.where(active, alone + common[:, None] / own, 0.0)
        return jnp.minimum(0.0, log_multiplier + jnp.clip(change, -LARGEST_STEP, LARGEST_STEP))

    log_multiplier = jax.lax.fori_loop(0, NEWTON_STEPS, improve, jnp.zeros_like(places + weights[:, 0]))
    choice, leavers, _, legal_share = evaluate(log_multiplier)
    admitted = leavers[:, None] * choice.destinations * legal_share
    bound = jnp.isfinite(capacity) & is_open
    residual = slackness(admitted, jnp.where(bound, capacity, jnp.inf), jnp.exp(log_multiplier), everyone[:, None])
    return choice, jnp.where(is_open, jnp.exp(log_multiplier), 0.0), residual


def expected_leavers(exposed: Sequence[Exposed], growth: Array) -> Array:
    """Σ n p over all cells; CADRE. [persons]"""
    return leavers_and_squares(exposed, growth)[0]


class Seekers(NamedTuple):
    """People who choose a post: cells of one set of weights, with durations whose factors differ.

    The weight of alternative a for somebody of cell g and duration y is ``weights[g, a] · factors[class of a][g, y]``.
    """

    people: Array  # (cadre, cell, duration, draw) [persons]
    weights: Array  # (cadre, cell, alternative, draw) ω·e^V
    factors: tuple[Array, ...]  # of each class of alternatives (cadre, cell or 1, duration, draw)


def choose_posts(seekers: Sequence[Seekers], classes: tuple[int, ...], capacity: Array) -> tuple[Array, Array]:
    r"""Multipliers of posts that share a limited number of places among those who want them (2.3).

    .. math:: f_{ia} = n_i \frac{m_a \omega_{ia} e^{V_{ia}}}{\sum_b m_b \omega_{ib} e^{V_{ib}}}, \quad
              t_a = \sum_i f_{ia} \le C_a, \quad (1-m_a)(C_a-t_a) = 0

    Projected Newton on ln m ≤ 0 from 0, with the symmetric system ``diag(t) − Σ n P Pᵀ`` of the active posts.

    Parameters
    ----------
    seekers : sequence of ``Seekers``
        Alternatives stand in the order of ``capacity``; those beyond it have no limit.
    classes : tuple of int
        Class of each alternative, static.
    capacity : (cadre, limited alternative, draw)
        Free places; nought closes the alternative. [persons]

    Returns
    -------
    Multipliers (cadre, limited alternative, draw), 0 where closed, and the residual (draw,) over all seekers.
    """
    limited = capacity.shape[1]
    everyone: Array = jnp.zeros(())
    for part in seekers:
        everyone = everyone + jnp.sum(part.people, axis=(1, 2))
    is_open = once(capacity > NO_PLACE * everyone[:, None])
    parts = [_with_open(part, is_open) for part in seekers]
    places = jnp.where(is_open, capacity, 1.0)

    def improve(_: int, log_multiplier: Array) -> Array:
        taken, system = _demand(parts, classes, limited, jnp.exp(log_multiplier), slopes=True)
        active = ((taken > places) | (log_multiplier < 0)) & (taken > 0) & is_open
        excess = jnp.log(jnp.where(active, taken, 1.0) / jnp.where(active, places, 1.0))
        change = _solve_symmetric(taken, system, -taken * excess, active)
        return jnp.minimum(0.0, log_multiplier + jnp.clip(change, -LARGEST_STEP, LARGEST_STEP))

    start = jnp.zeros_like(places + parts[0].weights[:, 0, :limited])
    log_multiplier = jax.lax.fori_loop(0, NEWTON_STEPS, improve, start)
    multipliers = jnp.exp(log_multiplier)
    taken, _ = _demand(parts, classes, limited, multipliers, slopes=False)
    residual = slackness(taken, jnp.where(is_open, capacity, jnp.inf), multipliers, everyone[:, None])
    return jnp.where(is_open, multipliers, 0.0), residual


def post_probabilities(seekers: Seekers, classes: tuple[int, ...], multipliers: Array) -> Array:
    """Probability with which each seeker takes each post at given multipliers (2.3).

    Shape (cadre, cell, duration, alternative, draw); sums to 1 over alternatives.
    """
    weights, total = _weights_and_total(seekers, classes, multipliers)
    inverse = jnp.where(total > 0, 1.0 / jnp.where(total > 0, total, 1.0), 0.0)
    scaled = [factor * inverse for factor in seekers.factors]
    return jnp.stack([weights[:, :, None, a] * scaled[c] for a, c in enumerate(classes)], axis=3)


def _share(part: Array, whole: Array) -> Array:
    return jnp.where(whole > 0, part / jnp.where(whole > 0, whole, 1.0), 0.0)


def leavers_and_squares(exposed: Sequence[Exposed], growth: Array) -> tuple[Array, Array]:
    """Σ n p and Σ n p² by cadre and draw."""
    leavers, squares = jnp.zeros_like(growth), jnp.zeros_like(growth)
    for part in exposed:
        middle = tuple(range(1, part.odds.ndim - 1))
        p = going(part.odds, jnp.expand_dims(growth, middle))
        leavers = leavers + jnp.sum(part.people * p, axis=middle)
        squares = squares + jnp.sum(part.people * p * p, axis=middle)
    return leavers, squares


def slackness(taken: Array, capacity: Array, multipliers: Array, everyone: Array) -> Array:
    """Largest violation of ``t ≤ C`` and of ``(1−m)(C−t) = 0``, over the people who choose; (draw,)."""
    finite = jnp.isfinite(capacity)
    free = jnp.where(finite, capacity, 0.0) - jnp.where(finite, taken, 0.0)
    violation = jnp.maximum(jnp.maximum(0.0, -free), (1.0 - multipliers) * jnp.abs(free))
    return jnp.max(_share(violation, everyone * jnp.ones_like(violation)), axis=(0, 1))


def _with_open(part: Seekers, is_open: Array) -> Seekers:
    limited = is_open.shape[1]
    head = jnp.where(is_open[:, None], part.weights[:, :, :limited], 0.0)
    return part._replace(weights=jnp.concatenate([head, part.weights[:, :, limited:]], axis=2))


def _weights_and_total(part: Seekers, classes: tuple[int, ...], multipliers: Array) -> tuple[Array, Array]:
    limited = multipliers.shape[1]
    weights = jnp.concatenate(
        [part.weights[:, :, :limited] * multipliers[:, None], part.weights[:, :, limited:]], axis=2
    )
    total: Array = 0.0
    for c, factor in enumerate(part.factors):
        members = [weights[:, :, a] for a, of in enumerate(classes) if of == c]
        if members:
            total = total + factor * sum(members[1:], start=members[0])[:, :, None]
    return weights, total


def _demand(
    parts: Sequence[Seekers], classes: tuple[int, ...], limited: int, multipliers: Array, slopes: bool
) -> tuple[Array, Array]:
    """Seekers t_a of each limited post (cadre, post, draw), and ``Σ n P_a P_b`` (cadre, post, post, draw)."""
    of = np.array(classes[:limited])
    taken: Array = 0.0
    system: Array = jnp.zeros(())
    for part in parts:
        weights, total = _weights_and_total(part, classes, multipliers)
        inverse = once(jnp.where(total > 0, 1.0 / jnp.where(total > 0, total, 1.0), 0.0))
        sought = weights[:, :, :limited]
        pairs = _pairs(of) if slopes else []
        terms = [factor * part.people * inverse for factor in part.factors]
        terms += [part.factors[c] * part.factors[e] * part.people * inverse * inverse for c, e, _ in pairs]
        # one sum over durations for all terms: many small ones cost more to start than to do
        sums = once(jnp.sum(once(jnp.stack(terms, axis=2)), axis=3))
        count = len(part.factors)
        single = sum(sums[:, :, c, None] * (of == c)[:, None] for c in range(count))
        cells = range(sought.shape[1])  # few: added up one by one, which is faster than a reduction
        taken = taken + sum(sought[:, g] * single[:, g] for g in cells)
        if slopes:
            double = sum(sums[:, :, count + i, None, None] * m[..., None] for i, (_, _, m) in enumerate(pairs))
            system = system + sum(sought[:, g, :, None] * sought[:, g, None] * double[:, g] for g in cells)
    return taken, system


def _pairs(of: np.ndarray) -> list[tuple[int, int, np.ndarray]]:
    """Pairs of classes that occur, with the pairs of posts (post, post) that are of them."""
    pairs = []
    for c in sorted(set(of.tolist())):
        for e in sorted(set(of.tolist())):
            both = np.logical_and.outer(of == c, of == e)
            if c <= e:
                pairs.append((c, e, both | both.T))
    return pairs


def _solve_symmetric(taken: Array, system: Array, right: Array, active: Array) -> Array:
    """Solve ``(diag(t) − G) s = right`` on the active posts, 0 elsewhere: elimination written out (Gauss–Jordan).

    The matrix is symmetric and positive, so no pivots are sought; batched library calls are slow for six unknowns.
    """
    n = taken.shape[1]
    unit = np.eye(n)[:, :, None]
    both = active[:, :, None] & active[:, None]
    matrix = jnp.where(both, unit * taken[:, :, None] - system, unit)
    rows = once(jnp.concatenate([matrix, jnp.where(active, right, 0.0)[:, :, None]], axis=2))
    # where nobody has another way out the system is singular: a floor keeps the step finite
    floor = jnp.where(active, 1e-15 * taken, 1.0)
    for a in range(n):
        pivot = 1.0 / jnp.maximum(rows[:, a, a], floor[:, a])
        scaled = rows[:, a, None] * pivot[:, None, None]
        rows = once(rows - (rows[:, :, a, None] - unit[:, a, None]) * scaled)
    return rows[:, :, n]
