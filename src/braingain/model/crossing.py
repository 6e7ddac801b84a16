"""Steps 5 and 6 of a year: life abroad and emigration, wired from the record to the flows of ``abroad`` and ``leaving``."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import abroad as life_abroad
from braingain.model import ladders, leaving, life, markets, posts, service
from braingain.model.containers import BOND_DURATIONS, Array
from braingain.model.engine import once
from braingain.model.primitives import Exposed
from braingain.model.year import Cohorts, Living, Now, Prices, Schools, pay_abroad

NURSE = 1  # the cadre whose pay irregular work follows (2.17)


class Expatriates(NamedTuple):
    """Step 5: who stays abroad, who comes back, who moves on."""

    abroad: Array  # ABROAD without those who leave
    returned: Array  # (cadre, sex, background, duration, draw) from abroad and from stays
    returns: Array  # (cadre, sex, draw) from abroad
    returns_from: Array  # DEST
    onward_from: Array  # (cadre, sex, destination, draw)
    onward: Array  # (cadre, sex, duration, destination of arrival, draw)
    stays: Array  # STAY
    stays_home: Array  # (cadre, sex, draw)
    overstayed: Array  # (cadre, sex, duration, programme, draw)


def expatriates(now: Now, prices_: Prices, living: Living) -> Expatriates:
    """Step 5: stays end, settling, return and onward leaving (2.9.1, 2.21, 2.9b)."""
    s, c, d, w = now.state, now.constants, now.dials, now.switches
    going_on, home_again, remain = life_abroad.end_stays(living.stays, d.stay_compliance)
    recognised = jnp.where(c.recognition > 0, _recognition(now) / jnp.where(c.recognition > 0, c.recognition, 1.0), 1.0)
    settled = life_abroad.settle(s.abroad, living.remaining, c.settle_rate, c.recognise_rate * recognised)
    settled = life_abroad.stay_on(life.grow_older(settled, 2), remain, now.options.stay_destination)
    gain_abroad = c.beta_income_abroad * (jnp.log(pay_abroad(now)) + s.ln_wage_abroad)
    offer = posts.offers(prices_.worth, s.rationing, c.applicant_mix)
    programme = life_abroad.programme_effect(d.offer_share, offer, d.return_multiplier, d.return_effect_max)
    returning = life_abroad.return_hazard(
        c.leave_abroad, c.onward_share, c.theta_return, gain_abroad, programme, w.return_moves
    )
    shares0 = c.destination_shares * jnp.ones_like(s.shares)
    smallest = life_abroad.SMALLEST_ELSEWHERE
    elsewhere = (life_abroad.others(shares0) > smallest) & (life_abroad.others(s.shares) > smallest)
    onward = life_abroad.onward_hazard(
        c.leave_abroad,
        c.onward_share,
        c.theta_return,
        gain_abroad,
        life_abroad.gain_elsewhere(shares0, s.inclusive, c.theta_destination),
        elsewhere,
        w.onward_moves,
    )
    left = life_abroad.leave_destinations(settled, prices_.home_gain, returning, onward)
    from_abroad = left.returns[:, :, None] * c.background_mix[:, :, :, None]
    return Expatriates(
        abroad=left.abroad,
        returned=from_abroad + home_again,
        returns=jnp.sum(left.returns, axis=2),
        returns_from=left.returns_from,
        onward_from=jnp.sum(left.onward, axis=2),
        onward=life_abroad.resettle(left.onward, s.shares),
        stays=going_on,
        stays_home=jnp.sum(home_again, axis=(2, 3)),
        overstayed=remain,
    )


def _recognition(now: Now) -> Array:
    return jnp.minimum(1.0, now.constants.recognition + now.dials.recognition)


class Emigration(NamedTuple):
    """Step 6: who leaves, and where they arrive."""

    departures: leaving.Departures
    pull: leaving.Pull  # of the free
    flows: Array  # CHOICE [persons a year]
    by_destination: Array  # (cadre, sex, destination, draw) the same people [persons a year]
    abroad: Array  # ABROAD on the next 1 January
    stays: Array  # STAY on the next 1 January
    stays_begun: Array  # (programme, cadre, sex, draw)
    tracks: Array | None  # (cadre, sex, destination, draw) graduates who went on a track; None where the run has none
    upgraded: Array | None  # (cadre, sex, background, duration, draw) of the entrants who stayed
    fine: Array  # (cadre, duration < 10, draw) real fine in years of home pay
    bond_cost: Array  # (cadre, duration < 10, savings class, draw) det


def emigration(
    now: Now,
    prices_: Prices,
    living: Living,
    courses: ladders.Courses | None,
    cohorts_: Cohorts,
    expatriates_: Expatriates,
    licensed: Array,
) -> Emigration:
    """Step 6: tracks and stays begin, then emigration: the stock for a year, entrants for half a year (2.8)."""
    s, c, d = now.state, now.constants, now.dials
    steps = s.stays.shape[5]
    home = living.home if courses is None else courses.home
    abroad, tracks = expatriates_.abroad, None
    if now.options.tracks:
        licensed, tracks = life_abroad.take_tracks(licensed, d.track_places)
        abroad = life_abroad.settle_on_tracks(abroad, tracks)
    home, begun_stays, begun = life_abroad.begin_stays(home, d.stay_rate, now.options.stay_years, steps)
    entrants = _entrants(licensed, expatriates_.returned, courses)
    home, begun_stays, begun, entrants = once((home, begun_stays, begun, entrants))
    odds_home, odds_entrants = once(_odds(now, prices_, cohorts_.privately_trained))
    cost, fine = _bond(now)
    bond_factor = once(jnp.exp(-c.beta_go[:BOND_DURATIONS, None] * cost))
    arriving = jnp.sum(expatriates_.onward, axis=(1, 2))
    exposed = (
        _exposed(home, entrants, odds_home, odds_entrants, cohorts_.bonded, bond_factor) if now.options.caps else []
    )
    pulls = once(_pull(now, living.compatriots, arriving, exposed, cohorts_.obliged))
    held = None
    if cohorts_.obliged is not None:
        held = leaving.Held(cohorts_.obliged, pulls[1].choice.growth, pulls[1].kept)
    departures = leaving.depart(
        home,
        entrants,
        odds_home,
        odds_entrants,
        cohorts_.bonded,
        bond_factor,
        pulls[0].choice.growth,
        pulls[0].kept,
        held,
    )
    leavers = _leavers_by_set(departures)
    arrived = expatriates_.onward
    temporary = life_abroad.onward_temporary_share(c.channel_shares, c.temporary_share)
    flows: Array = 0.0
    to: Array = 0.0
    for people, each in zip(leavers, pulls, strict=True):
        status = leaving.arrivals(each.taken, _recognition(now), c.deskilled_with_job, c.temporary_share)
        emigrants = jnp.sum(people, axis=2)
        flows = (
            flows + jnp.sum(emigrants, axis=1)[:, None, None] * each.taken.channels * each.taken.destinations[:, None]
        )
        to = to + emigrants[:, :, None] * each.taken.destinations[:, None]
        abroad = life_abroad.arrive(abroad, people, status, arrived, temporary)
        arrived = None
    return Emigration(
        departures=departures,
        pull=pulls[0],
        flows=flows,
        by_destination=to,
        abroad=abroad,
        stays=expatriates_.stays + begun_stays,
        stays_begun=begun,
        tracks=tracks,
        upgraded=None if courses is None else _staying(courses.upgraded, entrants, departures.entrants),
        fine=fine,
        bond_cost=cost,
    )


def _entrants(licensed: Array, returned: Array, courses: ladders.Courses | None) -> Array:
    """New licensed (duration 0), returnees, and people out of courses; (cadre, sex, background, duration, draw)."""
    first = licensed[:, :, :, None] + returned[:, :, :, :1]
    entrants = jnp.concatenate([first, returned[:, :, :, 1:]], axis=3)
    return entrants if courses is None else entrants + courses.upgraded + courses.failed


def _staying(part: Array, before: Array, after: Array) -> Array:
    """Of a part of the entrants those who stayed: in each cell the share is that of all entrants."""
    return part * jnp.where(before > 0, after / jnp.where(before > 0, before, 1.0), 0.0)


def _leavers_by_set(departures: leaving.Departures) -> list[Array]:
    """Leavers of the free set and, where there is one, of the held; (cadre, sex, duration, draw) each."""
    everyone, held = departures.leavers, departures.held
    if held is None:
        return [everyone]
    older = jnp.zeros_like(everyone[:, :, BOND_DURATIONS:])
    theirs = jnp.concatenate([held, older], axis=2)
    return [jnp.maximum(0.0, everyone - theirs), theirs]


def _odds(now: Now, prices_: Prices, privately_trained: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Odds of leaving at home's offers of today, of the home stock and of entrants: durations below 10, above."""
    c, n = now.constants, BOND_DURATIONS
    school = leaving.school_factor(c.private_school_factor, privately_trained)
    entrants = prices_.stay_entrants
    stay = jnp.concatenate(
        [
            jnp.broadcast_to(
                prices_.stay_posts[:, :, None], (*entrants.shape[:4], *prices_.stay_posts.shape[3:4], entrants.shape[4])
            ),
            entrants[:, :, :, :, None],
            jnp.broadcast_to(prices_.stay_out[:, :, None], entrants.shape)[:, :, :, :, None],
        ],
        axis=4,
    )
    home = (
        leaving.leaving_odds(c.leave_hazard[:, :, :, :n], school, stay[:, :, :, :n], 1.0),
        jnp.expm1(c.leave_hazard[:, :, :, n:]) / stay[:, :, :, n:],
    )
    half = (
        leaving.leaving_odds(c.entrant_hazard[:, :, :, :n], school, entrants[:, :, :, :n, None], 0.5),
        jnp.expm1(0.5 * c.entrant_hazard[:, :, :, n:]) / entrants[:, :, :, n:, None],
    )
    return home, half


def _bond(now: Now) -> tuple[Array, Array]:
    c, d = now.constants, now.dials
    eroding = (1.0 - d.bond_indexed) * now.switches.bond_erosion
    kept = 1.0 + (now.calendar.fine_ratio - 1.0) * eroding[:, None]
    return leaving.deterrent(
        d.bond_fine,
        now.calendar.pay_ratio,
        kept,
        d.bond_enforcement,
        c.amortise_years,
        c.savings_classes,
    )


def _exposed(
    home: Array,
    entrants: Array,
    odds_home: tuple[Array, Array],
    odds_entrants: tuple[Array, Array],
    bonded: Array,
    bond_factor: Array,
) -> list[Exposed]:
    n = BOND_DURATIONS
    return [
        *leaving.exposed_parts(home[:, :, :, :n], odds_home[0], bonded, bond_factor),
        *leaving.exposed_parts(entrants[:, :, :, :n, None], odds_entrants[0], bonded, bond_factor),
        Exposed(home[:, :, :, n:], odds_home[1]),
        Exposed(entrants[:, :, :, n:, None], odds_entrants[1]),
    ]


def _pull(
    now: Now, compatriots: Array, onward: Array, exposed: list[Exposed], obliged: Array | None
) -> list[leaving.Pull]:
    s, c, d, w = now.state, now.constants, now.dials, now.switches
    away = jnp.sum(s.stays, axis=(1, 2, 3, 5))
    compatriots = compatriots + life_abroad.by_destination(away, now.options.stay_destination, s.abroad.shape[4], 1)
    network = leaving.network_term(
        compatriots,
        jnp.sum(s.home, axis=(1, 2, 3, 4)),
        c.network0,
        c.network_offset,
        c.beta_network,
        w.network,
    )
    pay = pay_abroad(now) * jnp.ones_like(s.ln_wage_abroad)
    nurse = min(NURSE, pay.shape[0] - 1)
    changes = leaving.channel_changes(
        leaving.net_income(c.income_abroad, pay, s.ln_wage_abroad, c.tax_abroad, c.entry_cost, d.entry_cost),
        network,
        _recognition(now) - jnp.minimum(1.0, c.recognition),
        markets.vacancy_pull(s.vacancy_abroad, c.dest_vacancy0, c.vacancy_offset, c.beta_vacancy),
        markets.surplus_pull(s.vacancy_abroad, c.vacancy_offset, c.beta_vacancy),
        (jnp.log(pay) + s.ln_wage_abroad)[nurse : nurse + 1],
        c.beta_income_abroad,
        c.beta_recognition,
        c.beta_visa * d.visa,
    )
    openness, parts = [leaving.lawful_openness(d.openness)], [exposed]
    if obliged is not None:
        openness.append(service.held_openness(openness[0], d.licence_hold))
        parts = list(service.split(exposed, obliged))
    return leaving.pull(
        c.destination_shares,
        leaving.channels_at_t0(c.channel_shares, w.irregular),
        changes,
        leaving.barriers(d.hire_cost_share, c.demand_wage, d.legal_shift),
        openness,
        c.theta_destination,
        c.theta_channel,
        w.substitution,
        parts,
        jnp.maximum(0.0, d.cap - onward) if now.options.caps else None,
    )


class Half(NamedTuple):
    """A year up to the moment at which posts are filled: what steps 1 to 6 found."""

    prices: Prices
    living: Living
    schools: Schools
    courses: ladders.Courses | None
    cohorts: Cohorts
    away: Expatriates
    leavers: Emigration
