"""Steps 1 to 4 of a year: what each part reads from the record and gives to the flows.

No arithmetic of behaviour is here: shapes are lined up, the functions of the subject modules do the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import leaving, life, money, posts, schooling
from braingain.model.containers import (
    BOND_DURATIONS,
    ENTRANT_DURATIONS,
    N_CLASSES,
    PUBLIC,
    RESERVE,
    WORK,
    Array,
    Constants,
    Dials,
    Options,
    Paths,
    State,
    Switches,
)
from braingain.model.engine import once

YOUNG_DURATIONS = 6  # y ≤ 5 of (2.31), (2.32)


class Calendar(NamedTuple):
    """What a year needs that is worked out before the run; a leading year axis before the scan."""

    years: Array  # () since t0
    seats_growth: Array  # SEATS path of next year over this year's
    seats_new: Array  # SEATS path of next year where there is none this year
    budget_index: Array  # (draw,) Bud/Bud⁰
    pay_ratio: Array  # (duration < 10, draw) real pay path of the year of licensing over today's
    fine_ratio: Array  # (duration < 10, draw) I of the year of licensing over today's
    demand: Array  # CADRE path of demand over that of t0
    demand_abroad: Array  # DEST the same of destinations


class Now(NamedTuple):
    """All that a year depends on."""

    state: State
    constants: Constants
    path: Paths
    dials: Dials
    calendar: Calendar
    options: Options
    switches: Switches


class Prices(NamedTuple):
    """Pay, worth of posts and of staying this year."""

    log_pay: Array  # POSTS
    worth: posts.Worth
    rural_trained: Array  # (cadre, duration, draw) of the ages after step 3
    stay_posts: Array  # (cadre, sex, duration, work post, draw) e^{δ₀}
    stay_entrants: Array  # (cadre, sex, background, duration, draw) e^{δ₀} of new, returned, reserve
    home_gain: Array  # (cadre, sex, duration, draw) e^{θ_ret·ΔV_home}


def prices(now: Now) -> Prices:
    """Step 1: pay, what posts are worth, what staying is worth (2.14, 2.16c)."""
    s, c, d, w = now.state, now.constants, now.dials, now.switches
    log_pay = money.log_pay_change(now.path.pay, d.pay_raise, d.supplement, s.ln_wage, s.ln_wage_private)
    equivalent = once(
        posts.equivalents(
            log_pay,
            c.pay_response,
            d.conditions,
            posts.workload_change(s.vacancy, c.vacancy0, w.workload_feedback),
            c.condition_response,
        )
    )
    entering = jnp.clip(c.rural_training0 + d.rural_training, 0.0, 1.0)[:, None]
    rural_trained = life.shift_cohorts(s.rural_trained, 1, entering * jnp.ones_like(s.rural_trained[:, :1]))
    worth = once(
        posts.worth(
            equivalent,
            c.post_weights,
            c.beta_post,
            c.beta_work,
            c.ln_or_rural_training,
            rural_trained,
            c.rural_training0,
        )
    )
    queue = once(posts.queue_factor(worth, c.post_weights, s.rationing, c.rationing0, w.queue))
    usual = c.beta_go * worth.mean_all[:, :, :, None]
    mixed = jnp.sum(c.background_mix[:, :, :, None] * (usual + jnp.log(queue)), axis=2)
    return Prices(
        log_pay=log_pay,
        worth=worth,
        rural_trained=rural_trained,
        stay_posts=jnp.exp(c.beta_go[:, None] * equivalent[:, :, None]),
        stay_entrants=jnp.exp(usual) * queue,
        home_gain=jnp.exp(c.theta_return * mixed),
    )


class Living(NamedTuple):
    """People after death, retirement and a birthday (steps 2 and 3)."""

    home: Array  # HOME
    deaths: Array  # CADRE at home
    retired: Array  # CADRE at home
    remaining: Array  # ABROAD share of each cell abroad that neither died nor retired
    compatriots: Array  # DEST everybody abroad on 1 January, without those on stays
    lost_abroad: Array  # DEST dead and retired
    stays: Array  # STAY, steps not yet moved
    lost_stays: Array  # (cadre, programme, draw)


def survivors(now: Now) -> Living:
    """Steps 2 and 3: death, then retirement, then everybody a year older (2.10, 2.11)."""
    s, c, path = now.state, now.constants, now.path
    death = once(life.death_probability(c.mortality_factor, path.mortality_home))
    home, dead, retired = once(life.survive(s.home, death, c.retirement_home))
    remaining = once(life.remaining_share(c.mortality_factor, path.mortality_abroad, c.retirement_abroad))
    one_table = remaining.shape[3] == 1  # for all statuses: their sum will do
    everyone = once(jnp.sum(s.abroad, axis=3, keepdims=True)) if one_table else s.abroad
    to = now.options.stay_destination
    stays = s.stays * life.stay_tables(remaining, to)
    return Living(
        home=life.grow_older(home, 3),
        deaths=jnp.sum(dead, axis=(1, 2, 3, 4)),
        retired=jnp.sum(retired, axis=(1, 2, 3, 4)),
        remaining=remaining,
        compatriots=jnp.sum(everyone, axis=(1, 2, 3)),
        lost_abroad=jnp.sum(once(everyone * (1.0 - remaining)), axis=(1, 2, 3)),
        stays=life.grow_older(stays, 3),
        lost_stays=jnp.sum(s.stays - stays, axis=(1, 2, 3, 5)),
    )


class Schools(NamedTuple):
    """A year of schools with what it leaves to be recorded."""

    classes: schooling.Classes
    seats_open: Array  # SEATS
    lever_seats: Array  # SEATS
    building: Array  # (cadre, owner, build years left, draw)
    effective: Array  # SEATS
    applicants: Array  # SEATS
    usual_private: Array  # CADRE applicants to private schools on their path
    passing: Array  # SEATS
    log_seats: Array  # SEATS


def schools(now: Now, prices_: Prices) -> Schools:
    """Step 4: seats, teachers, applicants, students, licences (2.4–2.9c)."""
    s, c, d, w, path = now.state, now.constants, now.dials, now.switches, now.path
    open_, lever, building = schooling.open_seats(s.seats, s.lever_seats, s.building, d.seats_ordered)
    teachers = jnp.sum(s.home[:, :, :, ENTRANT_DURATIONS:, PUBLIC], axis=(1, 2, 3, 4))
    taught = schooling.taught_share(
        teachers,
        d.visiting_teachers,
        c.teachers_per_worker,
        c.teachers0,
        jnp.sum(open_, axis=1),
        c.seats0,
        c.teacher_slack,
        w.teachers,
    )
    effective = open_ * taught[:, None]
    factor = _application_factor(now, prices_)
    applicants = schooling.applications(
        c.applicants0, path.applicants_index, factor, effective, path.seats, c.spill_share
    )
    intake = schooling.admit(effective, applicants, c.applicant_mix, d.admission_weight)
    passing = schooling.pass_share(
        c.pass_share0,
        s.ln_seats,
        d.quality,
        c.dilution,
        c.quality_response,
        w.quality_dilution,
        now.options.programme_years,
    )
    classes = schooling.teach(
        s.students,
        s.resit,
        intake,
        c.drop_out,
        passing,
        s.lever_students,
        schooling.lever_seat_share(lever, open_),
        now.options.programme_years,
    )
    usual = (c.applicants0 * path.applicants_index[:, None])[:, 1]
    latest = schooling.log_seats(open_, path.seats)
    return Schools(classes, open_, lever, building, effective, applicants, usual, passing, latest)


def _application_factor(now: Now, prices_: Prices) -> Array:
    s, c = now.state, now.constants
    young = s.home[:, :, :, :YOUNG_DURATIONS]
    at_work = jnp.sum(young[:, :, :, :, WORK], axis=(1, 2, 3, 4))
    reserve = jnp.sum(young[:, :, :, :, RESERVE], axis=(1, 2, 3))
    either = at_work + reserve
    employed = jnp.where(either > 0, at_work / jnp.where(either > 0, either, 1.0), 1.0)
    # those who think of going count the cost of the move (2.17a); for those who are there it is sunk (2.21a)
    wage = jnp.log(now.path.pay_abroad) + s.ln_wage_abroad
    net = leaving.net_income(
        c.income_abroad,
        now.path.pay_abroad,
        s.ln_wage_abroad,
        c.tax_abroad,
        c.entry_cost,
        now.dials.entry_cost,
    )
    abroad = s.shares * c.income_abroad * jnp.exp(leaving.legal_mean(net, c.channel_shares, wage))
    return schooling.expectations_factor(
        s.expected_abroad,
        employed,
        jnp.sum(c.applicant_mix * prices_.worth.mean_work, axis=(1, 2)),
        c.income_home,
        c.income_reserve,
        jnp.sum(abroad, axis=1),
        c.expected_income0,
        c.applicants_elasticity * now.switches.brain_gain,
    )


class Cohorts(NamedTuple):
    """Shares that belong to cohorts, at the ages after step 3."""

    privately_trained: Array  # (cadre, duration < 5, draw)
    bonded: Array  # BOND


def cohorts(now: Now, classes: schooling.Classes) -> Cohorts:
    """Step 3 for memories, and the bond of this year's new licensed (2.9c, 2.20c)."""
    s, d = now.state, now.dials
    private = classes.private_licensed_share[:, None]
    bound = d.bond_cover * (1.0 - classes.private_licensed_share) / N_CLASSES
    entering = jnp.broadcast_to(bound[:, None, None, None], s.bonded[:, :, :1].shape)
    shifted = life.shift_cohorts(s.bonded, 2, entering)
    in_force = jnp.arange(BOND_DURATIONS)[:, None] < d.bond_years[:, None]
    return Cohorts(
        privately_trained=life.shift_cohorts(s.privately_trained, 1, private),
        bonded=jnp.where(in_force[:, None, :, None], shifted, 0.0),
    )
