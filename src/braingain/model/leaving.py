"""Emigration: pull of destinations, bonds, who leaves, by which channel and where to: docs/model.md 2.8."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import (
    BOND_DURATIONS,
    ENTRANT_DURATIONS,
    GOVERNMENT,
    IRREGULAR,
    N_CHANNELS,
    N_CLASSES,
    OWN,
    PRIVATE_CHANNEL,
    Array,
)
from braingain.model.primitives import Choice, Exposed, capped_choice, expected_leavers, going, nested_choice
from braingain.model.service import capped_choices

LEGAL = (True, True, True, False)
PAYBACK_YEARS, INTEREST = 5, 0.03
CAPITAL_RECOVERY = INTEREST / (1.0 - (1.0 + INTEREST) ** -PAYBACK_YEARS)  # crf(5) of docs/model.md 1.3
LOWEST_NET = 0.05  # of income after tax: floor where entry costs more than it


class Pull(NamedTuple):
    """The choice of destination and channel, and what blocked people do without re-choice (2.2e)."""

    choice: Choice  # (2.2), with codes and caps where the blocked choose again
    taken: Choice  # where those who do go arrive: the same, but for (2.2e)
    kept: Array  # CADRE share of those who would go who still go; 1 where the blocked choose again
    multipliers: Array | None  # DEST m of caps
    residual: Array  # (draw,)


class Departures(NamedTuple):
    """Those who leave in a year."""

    home: Array  # HOME, who stayed
    entrants: Array  # (cadre, sex, background, duration, draw) new licensed and returnees who stayed
    leavers: Array  # (cadre, sex, duration, draw), of home and entrants
    bonded_leavers: Array  # (cadre, sex, duration < 10, savings class, draw)
    bonded: Array  # BOND after leaving
    held: Array | None  # (cadre, sex, duration < 10, draw) of the leavers, those whose licence was withheld
    obliged: Array | None  # OBLIGED after leaving


class Held(NamedTuple):
    """Those who owe service and whose licence is withheld (2.18c)."""

    obliged: Array  # OBLIGED before leaving
    growth: Array  # CADRE e^I of their choice set
    kept: Array  # CADRE


def net_income(
    income: Array, pay_abroad: Array, ln_wage_abroad: Array, tax: Array, cost: Array, added_cost: Array
) -> Array:
    r"""ln of net income abroad over its no-policy path (2.17a); CHOICE.

    .. math:: Y^{net} = Y_d(1-tax) - crf(5)\,cost_{odr}

    Both are at least 5 % of income after tax.
    """
    path = (income * (1.0 - tax))[:, None]
    now = (income * pay_abroad * jnp.exp(ln_wage_abroad) * (1.0 - tax))[:, None]
    before = jnp.maximum(path - CAPITAL_RECOVERY * cost, LOWEST_NET * path)
    after = jnp.maximum(now - CAPITAL_RECOVERY * (cost + added_cost), LOWEST_NET * now)
    return jnp.log(after / before)


def legal_mean(values: Array, channel_shares: Array, otherwise: Array) -> Array:
    """Mean of a CHOICE array over legal channels by their shares at t0; DEST. ``otherwise`` where there is none."""
    legal = channel_shares[:, :IRREGULAR]
    total = jnp.sum(legal, axis=1)
    mean = jnp.sum(legal * values[:, :IRREGULAR], axis=1)
    return jnp.where(total > 0, mean / jnp.where(total > 0, total, 1.0), otherwise)


def network_term(abroad: Array, home: Array, network0: Array, offset: Array, beta: Array, switch: Array) -> Array:
    r"""Utility of compatriots abroad (2.17); DEST.

    .. math:: \beta_{net}[\ln(a_{od}+\varepsilon_A) - \ln(a^0_{od}+\varepsilon_A)], \quad
              a_{od} = \frac{A_{od}}{H_o + \sum_d A_{od}}

    a is the share of all of the origin's workers who are at the destination, so that a home that empties does not make
    the pull grow without end (docs/decisions/0027).

    Parameters
    ----------
    abroad : DEST
        Everybody abroad on 1 January, also those who do not practise and those on a stay. [persons]
    home : CADRE
        Home stock on 1 January. [persons]
    """
    known = (home[:, None] > 0) & (network0 > 0)
    everyone = home[:, None] + jnp.sum(abroad, axis=1, keepdims=True)
    share = abroad / jnp.where(known, everyone, 1.0)
    change = jnp.log(share + offset) - jnp.log(network0 + offset)
    return jnp.where(known, beta * switch * change, 0.0)


def channel_changes(
    net_income_change: Array,
    network: Array,
    recognition_change: Array,
    vacancy_change: Array,
    surplus: Array,
    irregular_pay: Array,
    beta_income: Array,
    beta_recognition: Array,
    visa_term: Array,
) -> Array:
    """δ of (2.17) by channel and destination, without openness and without ``barriers``; CHOICE.

    ``vacancy_change`` is β_vac ln((v + off)/(v⁰ + off)), ``visa_term`` β_visa Δvisa; irregular work answers to ``irregular_pay``, the change of the
    pay of nurses there, to compatriots, and to ``surplus``, what a surplus of workers there takes away (``markets.surplus_pull``).
    """
    common = network + beta_recognition * recognition_change - visa_term + vacancy_change
    legal = beta_income * net_income_change[:, :IRREGULAR] + common[:, None]
    irregular = (beta_income * irregular_pay + network + surplus)[:, None]
    return jnp.concatenate([legal, jnp.broadcast_to(irregular, legal[:, :1].shape)], axis=1)


def barriers(hire_cost_share: Array, demand_wage: Array, legal_shift: Array) -> Array:
    """Terms of (2.17) that (2.2e) treats as blocks, −ε_w ln(1 + hire/w) and voluntary codes (2.18b); CHOICE."""
    legal = -demand_wage * jnp.log1p(hire_cost_share[:, :IRREGULAR]) + legal_shift[:, None]
    return jnp.concatenate([legal, jnp.zeros_like(legal[:, :1])], axis=1)


def lawful_openness(openness: Array) -> Array:
    """z of legal channels; irregular work knows none (2.17); CHOICE."""
    return jnp.concatenate([openness[:, :IRREGULAR], jnp.ones_like(openness[:, IRREGULAR:])], axis=1)


def channels_at_t0(channel_shares: Array, switch: Array) -> Array:
    """ψ⁰; with the switch ``irregular`` off, legal channels alone, rescaled; CHOICE."""
    legal = jnp.sum(channel_shares[:, :IRREGULAR], axis=1, keepdims=True)
    scale = jnp.where(legal > 0, 1.0 / jnp.where(legal > 0, legal, 1.0), 0.0)
    lawful = jnp.concatenate(
        [channel_shares[:, :IRREGULAR] * scale, jnp.zeros_like(channel_shares[:, IRREGULAR:])], axis=1
    )
    return jnp.where(switch > 0.5, channel_shares, lawful)


def pull(
    shares0: Array,
    channels0: Array,
    changes: Array,
    blocks: Array,
    openness: Sequence[Array],
    theta_destination: Array,
    theta_channel: Array,
    substitution: Array,
    exposed: Sequence[list[Exposed]],
    capacity: Array | None,
) -> list[Pull]:
    """Where people go, with codes, costs and caps in force (2.2, 2.3b), or without re-choice of the blocked (2.2e).

    One answer for each choice set: the free, and the held where service is in the run (2.18c).

    Parameters
    ----------
    changes : CHOICE
        δ without openness and without ``barriers``.
    blocks : CHOICE
        ``barriers``.
    openness : sequence of CHOICE
        z of each set, 1 for irregular work.
    exposed : sequence of lists
        All of each set who may leave.
    capacity : DEST or None
        Legal places of the year; None where no lever can set a cap.
    """
    on = substitution > 0.5
    weights = [
        channels0 * jnp.where(on, z * jnp.exp(blocks / theta_channel), 1.0) * jnp.exp(changes / theta_channel)
        for z in openness
    ]
    choices, multipliers, residual = _choices(shares0, weights, theta_destination, theta_channel, on, exposed, capacity)
    blocked = [jnp.where(on, 1.0, z * jnp.exp(blocks)) for z in openness]
    flows = [c.destinations[:, None] * c.channels * b for c, b in zip(choices, blocked, strict=True)]
    if capacity is not None:
        admitted = _admitted(flows, exposed, [c.growth for c in choices], jnp.where(on, jnp.inf, capacity))
        flows = [each * admitted for each in flows]
    return [_settled(c, f, on, multipliers, residual) for c, f in zip(choices, flows, strict=True)]


def _choices(
    shares0: Array,
    weights: Sequence[Array],
    theta_destination: Array,
    theta_channel: Array,
    on: Array,
    exposed: Sequence[list[Exposed]],
    capacity: Array | None,
) -> tuple[list[Choice], Array | None, Array]:
    """The choices of each set, the multipliers of caps, and their residual."""
    if capacity is None:
        free = [nested_choice(shares0, each, theta_destination, theta_channel) for each in weights]
        return free, None, jnp.zeros(())
    places, legal = jnp.where(on, capacity, jnp.inf), jnp.array(LEGAL)
    if len(weights) > 1:
        return capped_choices(shares0, weights, theta_destination, theta_channel, exposed, places, legal)
    choice, multipliers, residual = capped_choice(
        shares0, weights[0], theta_destination, theta_channel, exposed[0], places, legal
    )
    return [choice], multipliers, residual


def _settled(choice: Choice, flows: Array, on: Array, multipliers: Array | None, residual: Array) -> Pull:
    """A set's choice with the flows per leaver that come of it."""
    kept = jnp.sum(flows, axis=(1, 2))
    some = kept > 0
    shares = flows / jnp.where(some, kept, 1.0)[:, None, None]
    by_destination = jnp.sum(shares, axis=1)
    taken = choice._replace(
        destinations=jnp.where(on, choice.destinations, by_destination),
        channels=jnp.where(on, choice.channels, _share(shares, by_destination[:, None])),
    )
    return Pull(choice, taken, jnp.where(on, 1.0, kept), multipliers, residual)


def deterrent(
    fine: Array, pay_ratio: Array, fine_ratio: Array, enforcement: Array, years_to_pay: Array, savings: Array
) -> tuple[Array, Array]:
    r"""What a bond costs the one who leaves (2.19, 2.20).

    .. math:: det_h = \ln\left(1 + \frac{enf \cdot fine_{real}}{T_{am}\, sav_h\, \tilde Y_{PUB}}\right)

    Parameters
    ----------
    fine : (cadre, draw)
        Fine at signing over a year's public pay then.
    pay_ratio : (duration < 10, draw)
        Real pay path of the year of licensing over today's.
    fine_ratio : (cadre, duration < 10, draw)
        Real value left of a fine signed then, 1 where indexed.

    Returns
    -------
    det (cadre, duration < 10, savings class, draw) in log points, and the real fine in years of today's pay
    (cadre, duration < 10, draw).
    """
    real = fine[:, None] * pay_ratio * fine_ratio
    burden = (enforcement[:, None] * real)[:, :, None] / (years_to_pay * savings)
    return jnp.log1p(burden), real


def school_factor(private_school_factor: Array, privately_trained: Array) -> Array:
    """f_u = 1 + (f_prv − 1)·priv for the young (2.9c); (cadre, duration < 5, draw)."""
    return 1.0 + (private_school_factor - 1.0) * privately_trained


def leaving_odds(hazard: Array, school: Array, stay: Array, period: float) -> Array:
    """p⁰/(1−p⁰)·e^{−δ₀} of durations below 10 (2.16); HOME layout.

    ``hazard`` (…, duration < 10, post, draw) is yearly, ``period`` the part of the year at risk, ``stay`` e^{δ₀}.
    """
    factor = jnp.concatenate(
        [school, jnp.ones_like(school[:, :1]).repeat(BOND_DURATIONS - ENTRANT_DURATIONS, axis=1)], axis=1
    )
    return jnp.expm1(hazard * (period * factor[:, None, None, :, None])) / stay


def exposed_parts(people: Array, odds: Array, bonded: Array, bond_factor: Array) -> list[Exposed]:
    """Cells of durations below 10, free and bonded by class, each with its odds (2.20)."""
    free = 1.0 - jnp.sum(bonded, axis=3)
    parts = [Exposed(people * free[:, :, None, :, None], odds)]
    for h in range(N_CLASSES):
        held = people * bonded[:, :, None, :, h, None]
        parts.append(Exposed(held, odds * bond_factor[:, None, None, :, h, None]))
    return parts


def depart(
    home: Array,
    entrants: Array,
    odds_home: tuple[Array, Array],
    odds_entrants: tuple[Array, Array],
    bonded: Array,
    bond_factor: Array,
    growth: Array,
    kept: Array,
    held: Held | None = None,
) -> Departures:
    """Emigrants of the year: the home stock for a year, new licensed and returnees for half a year (2.16, 2.16b).

    Odds are pairs for durations below 10 and above; in the first, ``bonded`` shares face ``bond_factor``
    (cadre, duration < 10, savings class, draw), and those ``held`` have their own choice set.
    """
    n = BOND_DURATIONS
    stock = jnp.concatenate([home[:, :, :, :n], entrants[:, :, :, :n, None]], axis=4)
    odds = jnp.concatenate([odds_home[0], odds_entrants[0]], axis=4)
    young = _young(stock, odds, bonded, bond_factor, growth, kept)
    if held is not None:
        tied = _young(stock, odds, bonded, bond_factor, held.growth, held.kept)
        young, gone_held, obliged = _with_held(stock, young, tied, held.obliged)
    people = jnp.sum(stock, axis=(2, 4))
    young_left = stock * (1.0 - young.chance)
    gone_young = jnp.sum(stock * young.chance, axis=(2, 4))
    remaining = people - gone_young
    old, old_entrants = home[:, :, :, n:], entrants[:, :, :, n:]
    chance_old = _probability(odds_home[1], growth, kept)
    chance_entrants = _probability(odds_entrants[1], growth, kept)[:, :, :, :, 0]
    gone_old = jnp.sum(old * chance_old, axis=(2, 4)) + jnp.sum(old_entrants * chance_entrants, axis=2)
    return Departures(
        home=jnp.concatenate([young_left[:, :, :, :, :-1], old * (1.0 - chance_old)], axis=3),
        entrants=jnp.concatenate([young_left[:, :, :, :, -1], old_entrants * (1.0 - chance_entrants)], axis=3),
        leavers=jnp.concatenate([gone_young, gone_old], axis=2),
        bonded_leavers=jnp.stack(young.gone, axis=3),
        bonded=jnp.stack([_share(value, remaining) for value in young.staying], axis=3),
        held=None if held is None else gone_held,
        obliged=None if held is None else obliged,
    )


class _Young(NamedTuple):
    """Leaving of durations below 10 in one choice set."""

    chance: Array  # (cadre, sex, background, duration, post or entrant, draw), mean over bond classes
    gone: list[Array]  # of each savings class (cadre, sex, duration, draw), of those under bond
    staying: list[Array]  # the same, those who stay


def _young(stock: Array, odds: Array, bonded: Array, bond_factor: Array, growth: Array, kept: Array) -> _Young:
    free = 1.0 - jnp.sum(bonded, axis=3)
    total = free[:, :, None, :, None] * _probability(odds, growth, kept)
    people = jnp.sum(stock, axis=(2, 4))
    gone, staying = [], []
    for h in range(N_CLASSES):
        chance = _probability(odds * bond_factor[:, None, None, :, h, None], growth, kept)
        total = total + bonded[:, :, None, :, h, None] * chance
        leaving = jnp.sum(stock * chance, axis=(2, 4))
        gone.append(leaving * bonded[:, :, :, h])
        staying.append(bonded[:, :, :, h] * (people - leaving))
    return _Young(total, gone, staying)


def _with_held(stock: Array, free: _Young, tied: _Young, obliged: Array) -> tuple[_Young, Array, Array]:
    """Both sets together, the leavers of the held (cadre, sex, duration, draw), and OBLIGED after leaving."""
    share = obliged[:, :, None, :, None]
    chance = (1.0 - share) * free.chance + share * tied.chance
    pairs = (zip(free.gone, tied.gone, strict=True), zip(free.staying, tied.staying, strict=True))
    gone, staying = ([(1.0 - obliged) * a + obliged * b for a, b in each] for each in pairs)
    left_held = jnp.sum(stock * tied.chance, axis=(2, 4)) * obliged
    remaining = jnp.sum(stock * (1.0 - chance), axis=(2, 4))
    remaining_held = jnp.sum(stock * (1.0 - tied.chance), axis=(2, 4)) * obliged
    return _Young(chance, gone, staying), left_held, _share(remaining_held, remaining)


def arrivals(choice: Choice, recognition: Array, deskilled_with_job: Array, temporary_share: Array) -> Array:
    """Status in which leavers arrive, by destination, per leaver (2.18); (cadre, status, destination, draw).

    Irregular: not practising; own initiative: not practising with probability 1 − rec; with a job arranged: dsk_job;
    of the others a share temporary by channel and destination, else settled.
    """
    by_channel = choice.channels * choice.destinations[:, None]
    job = jnp.broadcast_to(deskilled_with_job, recognition.shape)
    lost = {GOVERNMENT: job, PRIVATE_CHANNEL: job, OWN: 1.0 - recognition, IRREGULAR: jnp.ones_like(recognition)}
    temporary, settled, deskilled = 0.0, 0.0, 0.0
    for r in range(N_CHANNELS):
        moved = by_channel[:, r]
        practising = moved * (1.0 - lost[r])
        temporary = temporary + practising * temporary_share[:, r]
        settled = settled + practising * (1.0 - temporary_share[:, r])
        deskilled = deskilled + moved * lost[r]
    return jnp.stack(jnp.broadcast_arrays(temporary, settled, deskilled), axis=1)


def _probability(odds: Array, growth: Array, kept: Array) -> Array:
    shape = (slice(None), *[None] * (odds.ndim - 2))
    return jnp.minimum(1.0, going(odds, growth[shape]) * kept[shape])


def _admitted(
    flows: Sequence[Array], exposed: Sequence[list[Exposed]], growth: Sequence[Array], capacity: Array
) -> Array:
    """min(1, C/flow) on the legal channels of each destination, of all sets together (2.2e); CHOICE."""
    legal = jnp.array(LEGAL)[None, :, None, None]
    each = [
        expected_leavers(parts, g)[:, None] * jnp.sum(jnp.where(legal, f, 0.0), axis=1)
        for f, parts, g in zip(flows, exposed, growth, strict=True)
    ]
    wanted = sum(each[1:], start=each[0])
    share = jnp.where(wanted > capacity, capacity / jnp.where(wanted > capacity, wanted, 1.0), 1.0)
    return jnp.where(legal, share[:, None], 1.0)


def _share(part: Array, whole: Array) -> Array:
    return jnp.where(whole > 0, part / jnp.where(whole > 0, whole, 1.0), 0.0)
