"""The end of a year: the stocks of the next 1 January and what the year leaves behind (steps 9 and 10 of docs/model.md 2.1)."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import balance, fund, life, markets, pay, posts, schooling, staffing
from braingain.model.abroad import by_destination
from braingain.model.containers import (
    BOND_DURATIONS,
    DESKILLED,
    ENTRANT_DURATIONS,
    RESERVE,
    SETTLED,
    TEMPORARY,
    WORK,
    Array,
    State,
    Yearly,
)
from braingain.model.crossing import Emigration, Half
from braingain.model.missions import at_rural_public_posts
from braingain.model.staffing import Placement
from braingain.model.year import YOUNG_DURATIONS, Now


def contributed(now: Now, leavers: Emigration) -> Array:
    """What the fund is paid in the year (2.36); (draw,). [US$]"""
    d = now.dials
    if not now.options.fund:
        return jnp.zeros_like(now.state.fund)
    hired = jnp.sum(leavers.stays_begun, axis=2) * d.stay_works[:, None, None]
    ends = now.options.stay_destination[: len(hired)]  # dials may have fewer programmes than the world has room for
    contracts = by_destination(hired, ends, now.state.abroad.shape[4], 0)
    return fund.contributions(leavers.flows, contracts, d.fund_per_recruit, d.fund_flat)


def next_state(now: Now, half: Half, staff: Placement, offer: Array, paid_in: Array) -> State:
    """Step 10: stocks and memories of the next 1 January."""
    s, c, path = now.state, now.constants, now.path
    prices, living, schools, courses, cohorts, away, leavers = half
    home, classes, speed = staff.placed.home, schools.classes, c.expectation_speed
    workers = staffing.employed(now, staff, courses)
    abroad_markets = staffing.destinations(now, leavers.abroad, leavers.stays)
    bonded = leavers.departures.bonded
    lapsed = bonded[:, :, :1] * offer[:, None, None, None]  # a bond without a post lapses (2.20c)
    came_home = jnp.sum(away.returns + away.stays_home, axis=1)
    taken = staff.filled + at_rural_public_posts(staff.mission_posts)
    outlay = prices.outlay
    after = {
        "home": home,
        "abroad": leavers.abroad,
        "stays": leavers.stays,
        "students": classes.students,
        "resit": classes.resit,
        "bonded": jnp.concatenate([lapsed, bonded[:, :, 1:]], axis=2),
        "rural_trained": prices.rural_trained,
        "privately_trained": cohorts.privately_trained,
        "returned": (s.returned + came_home) * (1.0 - staff.exit_share),
        "lever_trained": staff.lever_trained,
        "lever_students": classes.lever_students,
        "seats": staffing.next_seats(now, schools, workers),
        "lever_seats": schools.lever_seats,
        "building": schools.building,
        "teaching": schools.teaching,
        "ln_seats": schooling.remember_seats(s.ln_seats, schools.log_seats),
        "rationing": (1.0 - speed) * s.rationing + speed * staff.placed.multipliers,
        "vacancy": markets.seen(s.vacancy, posts.vacancies(staff.funded, taken, c.vacancy0), speed),
        "vacancy_abroad": abroad_markets.vacancy,
        "ln_wage_abroad": abroad_markets.ln_wage,
        "ln_wage": staffing.own_wage(now, workers),
        "ln_wage_private": staffing.private_wage(now, staff.funded, staff.filled),
        "others_abroad": abroad_markets.others,
        "seats_abroad": abroad_markets.seats,
        "students_abroad": abroad_markets.students,
        "lever_students_abroad": abroad_markets.lever_students,
        "foreign": staff.foreign,
        "expected_abroad": markets.expected_share_abroad(
            s.expected_abroad,
            speed,
            jnp.sum(leavers.abroad[:, :, :YOUNG_DURATIONS], axis=(1, 2, 3, 4)),
            jnp.sum(home[:, :, :, :YOUNG_DURATIONS], axis=(1, 2, 3, 4)),
        ),
        "inclusive": leavers.pull.choice.inclusive,
        "shares": leavers.pull.choice.destinations,
        "bridging": s.bridging if courses is None else courses.bridging,
        "obliged": s.obliged if leavers.departures.obliged is None else leavers.departures.obliged,
        "missions": s.missions if prices.visits is None else prices.visits.contracts,
        "fund": s.fund if outlay is None else fund.next_fund(s.fund, c.fund_interest, outlay.disbursed, paid_in),
        "past_rises": jnp.concatenate([prices.rises[:, None], s.past_rises[:, :-1]], axis=1),
        "retired_abroad": life.retired_abroad(
            s.retired_abroad, living.retired_abroad, c.mortality_factor, path.mortality_abroad
        ),
    }
    # an axis of length 1 anywhere above must not change the shape of the record from one year to the next
    return State(*(jnp.broadcast_to(after[name], getattr(s, name).shape) for name in State._fields))


def record(now: Now, after: State, half: Half, staff: Placement, offer: Array, paid_in: Array) -> Yearly:
    """Steps 8 and 9: hours, stocks of the next 1 January and flows of the year."""
    living, schools, away, leavers = half.living, half.schools, half.away, half.leavers
    classes, gone, placed = schools.classes, leavers.departures, staff.placed
    licensed = jnp.sum(classes.licensed, axis=2)
    emigrants = jnp.sum(gone.leavers, axis=2)
    by_status = jnp.sum(after.abroad, axis=2)  # (cadre, sex, status, destination, draw)
    return Yearly(
        **_hours(now, after, half, staff)._asdict(),
        **_programmes(after, half, staff, paid_in)._asdict(),
        home=jnp.sum(after.home, axis=(2, 3)),
        foreign=after.foreign,
        filled=staff.filled,
        funded=staff.funded * jnp.ones_like(staff.filled),
        reserve_young=jnp.sum(after.home[:, :, :, :ENTRANT_DURATIONS, RESERVE], axis=(1, 2, 3)),
        licensed=licensed,
        intake=classes.intake,
        capacity=schools.effective,
        seats_open=schools.seats_open,
        enrolled=jnp.sum(after.students, axis=(2, 4)),
        pass_share=schools.passing * jnp.ones_like(schools.effective),
        applicants=schools.applicants,
        lever_licensed=jnp.sum(licensed, axis=1) * classes.lever_share,
        lever_posts=staff.lever_posts,
        deaths=living.deaths,
        retired=living.retired,
        emigrants=emigrants,
        emigrants_young=jnp.sum(gone.leavers[:, :, :ENTRANT_DURATIONS], axis=(1, 2)),
        flows=leavers.flows,
        emigrants_to=leavers.by_destination,
        bonded_leavers=jnp.sum(gone.bonded_leavers, axis=2),
        bonded_young_leavers=jnp.sum(gone.bonded_leavers[:, :, :ENTRANT_DURATIONS], axis=(1, 2, 3)),
        bonded=_people(after, jnp.sum(after.bonded, axis=3)),
        fine_real=_mean_fine(leavers),
        returns=away.returns,
        onward=jnp.sum(away.onward_from, axis=2),
        abroad=by_status[:, :, TEMPORARY] + by_status[:, :, SETTLED],
        deskilled=jnp.sum(by_status[:, :, DESKILLED], axis=2),
        stays_begun=leavers.stays_begun,
        away=jnp.moveaxis(jnp.sum(after.stays, axis=(2, 3, 5)), 2, 0),
        stays_returned=away.stays_home,
        stays_overstayed=jnp.sum(away.overstayed, axis=(2, 3)),
        place_moves=placed.moves,
        entrant_places=placed.entrant_places,
        offer=offer * jnp.ones_like(after.foreign),
        rationing=placed.multipliers,
        private_wage=after.ln_wage_private,
        wage=after.ln_wage,
        vacancy_abroad=after.vacancy_abroad,
        inclusive_value=jnp.log(jnp.maximum(leavers.pull.choice.growth, 1e-300)),
        reentered=placed.reentered,
        obliged=_people(after, after.obliged),
        claimed_rise=half.prices.claimed * jnp.ones_like(after.foreign),
        returned=after.returned,
        retired_abroad=after.retired_abroad,
        conservation=_conservation(now, after, half),
        solver=jnp.maximum(placed.residual, leavers.pull.residual),
    )


class _Hours(NamedTuple):
    """What of ``Yearly`` is about working time and skill (step 8)."""

    dual_hours: Array
    public_fte: Array
    skill_factor: Array
    mission_present: Array
    mission_fte: Array
    mission_posts: Array
    mission_lent: Array
    mission_lost_fte: Array
    local_staff: Array


def _hours(now: Now, after: State, half: Half, staff: Placement) -> _Hours:
    """Step 8: private work of public staff, skills of returnees, missions (2.14d, 2.22b, 2.23)."""
    c, d, w = now.constants, now.dials, now.switches
    practice, visits = half.prices.practice, half.prices.visits
    nobody = jnp.zeros_like(after.foreign)
    at_work = jnp.sum(after.home[:, :, :, :, WORK], axis=(1, 2, 3, 4))
    skilled = jnp.where(at_work > 0, after.returned / jnp.where(at_work > 0, at_work, 1.0), 0.0)
    each = jnp.ones_like(nobody)[:, None]
    present = now.dials.mission_starts if visits is None else visits.present
    return _Hours(
        dual_hours=pay.private_time(practice) * each,
        public_fte=pay.public_time(practice, c.dual_hours_lost, c.dual_monitoring, d.dual_monitoring, w.dual_practice)
        * each,
        skill_factor=1.0 + c.return_skill_gain * skilled,
        mission_present=present,
        mission_fte=present * d.mission_productivity[:, None],
        mission_posts=staff.mission_posts,
        mission_lent=staff.lent,
        mission_lost_fte=nobody if visits is None else visits.sent - staff.lent,
        local_staff=nobody if visits is None else jnp.sum(visits.local_staff, axis=1),
    )


class _Programmes(NamedTuple):
    """What of ``Yearly`` is about courses, tracks, service and the fund."""

    bridging: Array
    bridging_begun: Array
    upgraded: Array
    bridging_failed: Array
    bridging_lost: Array
    tracks: Array
    held_leavers: Array
    fund: Array
    fund_contributed: Array
    fund_disbursed: Array
    fund_seats: Array
    fund_posts: Array


def _programmes(after: State, half: Half, staff: Placement, paid_in: Array) -> _Programmes:
    """Bridging courses, tracks, withheld licences and the fund (2.9d, 2.9b, 2.18c, 2.36)."""
    courses, tracks, outlay = half.courses, half.leavers.tracks, half.prices.outlay
    held = half.leavers.departures.held
    nobody = jnp.zeros_like(after.foreign)
    no_one = jnp.zeros_like(half.living.deaths)
    return _Programmes(
        bridging=jnp.sum(after.bridging, axis=(2, 3, 4)),
        bridging_begun=no_one if courses is None else courses.begun,
        upgraded=no_one if courses is None else courses.completed,
        bridging_failed=no_one if courses is None else jnp.sum(courses.failed, axis=(2, 3)),
        bridging_lost=no_one if courses is None else courses.lost,
        tracks=jnp.zeros_like(jnp.sum(after.abroad, axis=(2, 3))) if tracks is None else tracks,
        held_leavers=no_one if held is None else jnp.sum(held, axis=2),
        fund=after.fund,
        fund_contributed=paid_in,
        fund_disbursed=jnp.zeros_like(after.fund) if outlay is None else outlay.disbursed,
        fund_seats=nobody if outlay is None else outlay.seats,
        fund_posts=nobody if outlay is None else outlay.posts,
    )


def _people(after: State, share: Array) -> Array:
    """Persons at home whom a share (cadre, sex, duration < 10, draw) of cells marks; (cadre, sex, draw)."""
    people = jnp.sum(after.home[:, :, :, :BOND_DURATIONS], axis=(2, 4))
    return jnp.sum(people * share, axis=2)


def _mean_fine(leavers: Emigration) -> Array:
    """Mean real fine of this year's bonded leavers, in years of home pay; CADRE."""
    by_age = jnp.sum(leavers.departures.bonded_leavers, axis=(1, 3))
    total = jnp.sum(by_age, axis=1)
    owed = jnp.sum(by_age * leavers.fine, axis=1)
    return jnp.where(total > 0, owed / jnp.where(total > 0, total, 1.0), 0.0)


def _conservation(now: Now, after: State, half: Half) -> Array:
    """Largest relative residual of the balances of docs/model.md 2.16, no. 1 (home, stays, courses, by sex), 2, 4."""
    s, classes = now.state, half.schools.classes
    living, courses, away, leavers = half.living, half.courses, half.away, half.leavers
    licensed = jnp.sum(classes.licensed, axis=2)  # (cadre, sex, draw), as all below that have no remark
    emigrants = jnp.sum(leavers.departures.leavers, axis=2)
    begun = jnp.sum(leavers.stays_begun, axis=0)
    overstayed = jnp.sum(away.overstayed, axis=2)  # (cadre, sex, programme, draw)
    settled = by_destination(jnp.sum(overstayed, axis=1), now.options.stay_destination, s.abroad.shape[4], 1)
    tracks = jnp.zeros_like(leavers.by_destination) if leavers.tracks is None else leavers.tracks
    bridged: tuple[Array, ...] = ()
    studying: tuple[Array, ...] = ()
    residuals: tuple[Array, ...] = ()
    if courses is not None:
        failed = jnp.sum(courses.failed, axis=(2, 3))
        bridged = (jnp.sum(courses.upgraded, axis=(2, 3)), failed)
        studying = (courses.begun,)
        residuals = (
            balance.relative_residual(
                jnp.sum(s.bridging, axis=(2, 3, 4)),
                jnp.sum(after.bridging, axis=(2, 3, 4)),
                studying,
                (courses.lost, courses.completed, failed),
            ),
        )
    home = balance.relative_residual(
        jnp.sum(s.home, axis=(2, 3, 4)),
        jnp.sum(after.home, axis=(2, 3, 4)),
        (licensed, away.returns, away.stays_home, *bridged),
        (living.deaths, living.retired, emigrants, begun, jnp.sum(tracks, axis=2), *studying),
    )
    by_way = balance.relative_residual(
        emigrants, jnp.sum(leavers.by_destination, axis=2), (jnp.zeros(()),), (jnp.zeros(()),)
    )
    stays = balance.relative_residual(
        jnp.sum(s.stays, axis=(2, 3, 4, 5)),
        jnp.sum(after.stays, axis=(2, 3, 4, 5)),
        (begun,),
        (jnp.sum(living.lost_stays, axis=2), away.stays_home, jnp.sum(overstayed, axis=2)),
    )
    arrived = jnp.sum(away.onward, axis=(1, 2))
    onward_from = jnp.sum(away.onward_from, axis=1)
    corridors = balance.relative_residual(
        living.compatriots,
        jnp.sum(jnp.sum(after.abroad, axis=2), axis=(1, 2)),
        (jnp.sum(leavers.flows, axis=1), arrived, settled, jnp.sum(tracks, axis=1)),
        (living.lost_abroad, away.returns_from, onward_from),
    )
    onward = balance.relative_residual(
        jnp.sum(onward_from, axis=1), jnp.sum(arrived, axis=1), (jnp.zeros(()),), (jnp.zeros(()),)
    )
    pipeline = balance.relative_residual(
        jnp.sum(s.students, axis=(1, 2, 4)),
        jnp.sum(after.students, axis=(1, 2, 4)),
        (jnp.sum(classes.intake, axis=1),),
        (classes.dropped, classes.graduates),
    )
    sittings = balance.relative_residual(
        jnp.sum(s.resit, axis=(1, 2, 3)),
        jnp.sum(after.resit, axis=(1, 2, 3)),
        (jnp.sum(classes.graduates, axis=1),),
        (jnp.sum(licensed, axis=1), jnp.sum(classes.never, axis=1)),
    )
    return balance.worst((home, by_way, stays, corridors, onward, pipeline, sittings, *residuals))
