"""The end of a year: the stocks of the next 1 January and what the year leaves behind (steps 9 and 10 of docs/model.md 2.1)."""

from __future__ import annotations

import jax.numpy as jnp

from braingain.model import balance, markets, posts, schooling, staffing
from braingain.model.abroad import by_destination
from braingain.model.containers import (
    BOND_DURATIONS,
    DESKILLED,
    ENTRANT_DURATIONS,
    RESERVE,
    SETTLED,
    TEMPORARY,
    Array,
    State,
    Yearly,
)
from braingain.model.crossing import Emigration, Expatriates
from braingain.model.staffing import Placement
from braingain.model.year import YOUNG_DURATIONS, Cohorts, Living, Now, Prices, Schools


def next_state(
    now: Now,
    prices: Prices,
    schools: Schools,
    cohorts: Cohorts,
    away: Expatriates,
    leavers: Emigration,
    staff: Placement,
    offer: Array,
) -> State:
    """Step 10: stocks and memories of the next 1 January."""
    s, c = now.state, now.constants
    home, classes, speed = staff.placed.home, schools.classes, c.expectation_speed
    workers = jnp.sum(staff.filled, axis=1)
    abroad_markets = staffing.destinations(now, leavers.abroad, leavers.stays)
    bonded = leavers.departures.bonded
    lapsed = bonded[:, :, :1] * offer[:, None, None, None]  # a bond without a post lapses (2.20c)
    came_home = jnp.sum(away.returns, axis=1) + away.stays_home
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
        "ln_seats": schooling.remember_seats(s.ln_seats, schools.log_seats),
        "rationing": (1.0 - speed) * s.rationing + speed * staff.placed.multipliers,
        "vacancy": posts.vacancies(staff.funded, staff.filled, c.vacancy0),
        "vacancy_abroad": abroad_markets.vacancy,
        "ln_wage_abroad": abroad_markets.ln_wage,
        "ln_wage": staffing.own_wage(now, workers),
        "ln_wage_private": staffing.private_wage(now, staff.funded, staff.filled),
        "others_abroad": abroad_markets.others,
        "seats_abroad": abroad_markets.seats,
        "students_abroad": abroad_markets.students,
        "foreign": staff.foreign,
        "expected_abroad": markets.expected_share_abroad(
            s.expected_abroad,
            speed,
            jnp.sum(leavers.abroad[:, :, :YOUNG_DURATIONS], axis=(1, 2, 3, 4)),
            jnp.sum(home[:, :, :, :YOUNG_DURATIONS], axis=(1, 2, 3, 4)),
        ),
        "inclusive": leavers.pull.choice.inclusive,
        "shares": leavers.pull.choice.destinations,
    }
    # an axis of length 1 anywhere above must not change the shape of the record from one year to the next
    return State(*(jnp.broadcast_to(after[name], getattr(s, name).shape) for name in State._fields))


def record(
    now: Now,
    after: State,
    living: Living,
    schools: Schools,
    away: Expatriates,
    leavers: Emigration,
    staff: Placement,
    offer: Array,
) -> Yearly:
    """Step 9: stocks of the next 1 January and flows of the year."""
    classes, gone, placed = schools.classes, leavers.departures, staff.placed
    licensed = jnp.sum(classes.licensed, axis=2)
    emigrants = jnp.sum(gone.leavers, axis=2)
    by_status = jnp.sum(after.abroad, axis=2)  # (cadre, sex, status, destination, draw)
    return Yearly(
        home=jnp.sum(after.home, axis=(2, 3)),
        foreign=after.foreign,
        filled=staff.filled,
        funded=staff.funded * jnp.ones_like(staff.filled),
        reserve_young=jnp.sum(after.home[:, :, :, :ENTRANT_DURATIONS, RESERVE], axis=(1, 2, 3)),
        licensed=licensed,
        intake=classes.intake,
        capacity=schools.effective,
        seats_open=schools.seats_open,
        enrolled=jnp.sum(after.students, axis=(1, 2, 4)),
        pass_share=schools.passing * jnp.ones_like(classes.intake),
        applicants=schools.applicants,
        lever_licensed=jnp.sum(licensed, axis=1) * classes.lever_share,
        lever_posts=staff.lever_posts,
        deaths=living.deaths,
        retired=living.retired,
        emigrants=emigrants,
        emigrants_young=jnp.sum(gone.leavers[:, :, :ENTRANT_DURATIONS], axis=(1, 2)),
        flows=leavers.flows,
        bonded_leavers=jnp.sum(gone.bonded_leavers, axis=1),
        bonded_young_leavers=jnp.sum(gone.bonded_leavers[:, :ENTRANT_DURATIONS], axis=(1, 2)),
        bonded=_bonded_people(after),
        fine_real=_mean_fine(leavers),
        returns=away.returns,
        onward=jnp.sum(away.onward_from, axis=1),
        abroad=by_status[:, :, TEMPORARY] + by_status[:, :, SETTLED],
        deskilled=jnp.sum(by_status[:, :, DESKILLED], axis=(1, 2)),
        stays_begun=leavers.stays_begun,
        away=jnp.moveaxis(jnp.sum(after.stays, axis=(1, 2, 3, 5)), 1, 0),
        stays_returned=away.stays_home,
        stays_overstayed=jnp.sum(away.overstayed, axis=(1, 2, 3)),
        place_moves=placed.moves,
        entrant_places=placed.entrant_places,
        offer=offer * jnp.ones_like(living.deaths),
        rationing=placed.multipliers,
        private_wage=after.ln_wage_private,
        wage=after.ln_wage,
        vacancy_abroad=after.vacancy_abroad,
        inclusive_value=jnp.log(jnp.maximum(leavers.pull.choice.growth, 1e-300)),
        conservation=_conservation(now, after, living, schools, away, leavers),
        solver=jnp.maximum(placed.residual, leavers.pull.residual),
    )


def _bonded_people(after: State) -> Array:
    """Persons under bond; CADRE."""
    people = jnp.sum(after.home[:, :, :, :BOND_DURATIONS], axis=(2, 4))
    return jnp.sum(people * jnp.sum(after.bonded, axis=3), axis=(1, 2))


def _mean_fine(leavers: Emigration) -> Array:
    """Mean real fine of this year's bonded leavers, in years of home pay; CADRE."""
    by_age = jnp.sum(leavers.departures.bonded_leavers, axis=2)
    total = jnp.sum(by_age, axis=1)
    owed = jnp.sum(by_age * leavers.fine, axis=1)
    return jnp.where(total > 0, owed / jnp.where(total > 0, total, 1.0), 0.0)


def _conservation(
    now: Now, after: State, living: Living, schools: Schools, away: Expatriates, leavers: Emigration
) -> Array:
    """Largest relative residual of the balances of docs/model.md 2.16, no. 1 (home, stays), 2 (corridors), 4 (schools)."""
    s, classes = now.state, schools.classes
    licensed = jnp.sum(classes.licensed, axis=(1, 2))
    begun = jnp.moveaxis(leavers.stays_begun, 0, 1)
    by_programme = jnp.sum(away.overstayed, axis=(1, 2))
    overstayed = by_destination(by_programme, now.options.stay_destination, s.abroad.shape[4], 1)
    home = balance.relative_residual(
        jnp.sum(s.home, axis=(1, 2, 3, 4)),
        jnp.sum(after.home, axis=(1, 2, 3, 4)),
        (licensed, jnp.sum(away.returns, axis=1), away.stays_home),
        (living.deaths, living.retired, jnp.sum(leavers.flows, axis=(1, 2)), jnp.sum(begun, axis=1)),
    )
    stays = balance.relative_residual(
        jnp.sum(s.stays, axis=(1, 2, 3, 4, 5)),
        jnp.sum(after.stays, axis=(1, 2, 3, 4, 5)),
        (jnp.sum(begun, axis=1),),
        (jnp.sum(living.lost_stays, axis=1), away.stays_home, jnp.sum(overstayed, axis=1)),
    )
    arrived = jnp.sum(away.onward, axis=(1, 2))
    corridors = balance.relative_residual(
        living.compatriots,
        jnp.sum(jnp.sum(after.abroad, axis=2), axis=(1, 2)),
        (jnp.sum(leavers.flows, axis=1), arrived, overstayed),
        (living.lost_abroad, away.returns_from, away.onward_from),
    )
    onward = balance.relative_residual(
        jnp.sum(away.onward_from, axis=1), jnp.sum(arrived, axis=1), (jnp.zeros(()),), (jnp.zeros(()),)
    )
    pipeline = balance.relative_residual(
        jnp.sum(s.students, axis=(1, 2, 4)),
        jnp.sum(after.students, axis=(1, 2, 4)),
        (classes.intake,),
        (classes.dropped, classes.graduates),
    )
    sittings = balance.relative_residual(
        jnp.sum(s.resit, axis=(1, 2, 3)),
        jnp.sum(after.resit, axis=(1, 2, 3)),
        (jnp.sum(classes.graduates, axis=1),),
        (licensed, jnp.sum(classes.never, axis=1)),
    )
    return balance.worst((home, stays, corridors, onward, pipeline, sittings))
