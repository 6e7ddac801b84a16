"""Steps 1 to 4 of a year: what each part reads from the record and gives to the flows.

No arithmetic of behaviour is here: shapes are lined up, the functions of the subject modules do the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import fund, ladders, leaving, life, missions, pay, posts, schooling, service
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
    """Pay, worth of posts and of staying this year, and what missions and the fund bring."""

    rises: Array  # CADRE R, mean rise of public pay by levers (2.14e)
    claimed: Array  # CADRE rise won by claims
    practice: pay.Practice  # private work of public staff
    visits: missions.Missions | None
    outlay: fund.Outlay | None
    log_pay: Array  # POSTS
    worth: posts.Worth
    rural_trained: Array  # (cadre, duration, draw) of the ages after step 3
    stay_posts: Array  # (cadre, sex, duration, work post, draw) e^{δ₀}
    stay_out: Array  # (cadre, sex, duration, draw) e^{δ₀} of those who left the sector
    stay_entrants: Array  # (cadre, sex, background, duration, draw) e^{δ₀} of new, returned, reserve
    home_gain: Array  # (cadre, sex, duration, draw) e^{θ_ret·ΔV_home}


def prices(now: Now) -> Prices:
    """Step 1: pay, what posts are worth, what staying is worth (2.14, 2.16c)."""
    s, c, d, w = now.state, now.constants, now.dials, now.switches
    visits = _visits(now)
    rises = pay.public_rise(d.pay_raise, d.supplement, d.benefit, c.public_post_shares)
    claimed = pay.claimed(rises, s.past_rises, c.claims_follow, w.relative_pay)
    log_pay, practice = _incomes(now, claimed, visits)
    equivalent = once(_equivalents(now, log_pay, rises + claimed))
    entering = jnp.clip(c.rural_training0 + d.rural_training, 0.0, 1.0)[:, None]
    rural_trained = life.shift_cohorts(s.rural_trained, 1, entering * jnp.ones_like(s.rural_trained[:, :1]))
    out = c.pay_response * jnp.log1p(d.pay_out)[:, None]
    worth = once(
        posts.worth(
            equivalent,
            out,
            c.post_weights,
            c.beta_post,
            c.beta_work,
            c.ln_or_rural_training,
            rural_trained,
            c.rural_training0,
            s.rationing,
        )
    )
    queue = once(posts.queue_factor(worth, c.post_weights, s.rationing, c.rationing0, w.queue))
    usual = c.beta_go * worth.mean_all[:, :, :, None]
    mixed = jnp.sum(c.background_mix[:, :, :, None] * (usual + jnp.log(queue)), axis=2)
    premium = (c.pay_response * jnp.log1p(d.return_premium)[:, None])[:, :, None]
    return Prices(
        rises=rises,
        claimed=claimed,
        practice=practice,
        visits=visits,
        outlay=_outlay(now),
        log_pay=log_pay,
        worth=worth,
        rural_trained=rural_trained,
        stay_posts=jnp.exp(c.beta_go[:, None] * equivalent[:, :, None]),
        stay_out=jnp.exp(c.beta_go * out[:, :, None]),
        stay_entrants=jnp.exp(usual) * queue,
        home_gain=jnp.exp(c.theta_return * (mixed + c.beta_go * premium)),
    )


def _incomes(now: Now, claimed: Array, visits: missions.Missions | None) -> tuple[Array, pay.Practice]:
    """ln of incomes in posts over their path, POSTS, and the private work of public staff (2.14b, d)."""
    s, c, d = now.state, now.constants, now.dials
    raised = d.pay_raise + claimed[:, None]  # of public posts: only these are read
    private = s.ln_wage_private if visits is None else s.ln_wage_private + jnp.log1p(visits.premium)
    practice = once(
        pay.practice(
            c.dual_most,
            c.dual_place,
            c.dual_slope,
            c.private_pay_ratio,
            d.dual_hours,
            private[:, None] - jnp.log1p(raised[:, PUBLIC]),
            now.switches.dual_practice,
        )
    )
    incomes = pay.log_incomes(
        now.path.pay, s.ln_wage, private, raised, d.supplement, d.benefit, practice, c.private_pay_ratio
    )
    return incomes, practice


def _equivalents(now: Now, log_pay: Array, rises: Array) -> Array:
    """Change of each post in log points of pay, with claims and resentment (2.14); (cadre, sex, work post, draw)."""
    s, c, d, w = now.state, now.constants, now.dials, now.switches
    conditions = d.conditions
    if now.options.bridge_years:
        people = jnp.sum(s.home, axis=(1, 2, 3, 4))
        rights = ladders.rights(d.ladder_seats_share * w.ladders * people, people, now.options.ladder_next)
        conditions = posts.with_training_rights(conditions, rights)
    change = posts.equivalents(
        pay.by_sex(log_pay, pay.gap_closed(c.women_pay_gap, d.pay_gap_closed)),
        c.pay_response,
        conditions,
        posts.workload_change(s.vacancy, c.vacancy0, w.workload_feedback),
        c.condition_response,
    )
    at_work = jnp.sum(s.home[:, :, :, :, WORK], axis=(1, 2, 3, 4))
    public = jnp.sum(now.path.posts[:, PUBLIC], axis=1)
    envy = c.claims_weight * pay.relative(rises, public)
    envy = envy + c.resentment_weight * pay.resented(d.return_premium, d.return_grant, s.returned, at_work)
    return change - (w.relative_pay * envy)[:, None, None]


def _visits(now: Now) -> missions.Missions | None:
    """Missions present in the year; None where the run has none (2.23)."""
    s, d = now.state, now.dials
    if not now.options.missions:
        return None
    return missions.visit(
        s.missions,
        d.mission_starts,
        d.mission_length_years,
        d.mission_fills,
        d.mission_from_here,
        d.mission_local_staff,
        d.mission_local_premium,
        now.path.posts * jnp.exp(-now.constants.demand_wage * s.ln_wage)[:, None],
    )


def _outlay(now: Now) -> fund.Outlay | None:
    """What the fund pays for; None where the run has none (2.36)."""
    s, c, d = now.state, now.constants, now.dials
    if not now.options.fund:
        return None
    return fund.outlay(
        s.fund,
        jnp.sum(s.seats + s.lever_seats, axis=1),
        d.fund_seat_cost,
        d.fund_mix,
        d.fund_posts_share,
        d.fund_absorption,
        now.path.public_pay_usd,
        c.oncost,
    )


def pay_abroad(now: Now) -> Array:
    """Pay at destinations over its path, with what levers add (2.17, 2.27); DEST."""
    return now.path.pay_abroad * (1.0 + now.dials.pay_abroad_raise)


class Living(NamedTuple):
    """People after death, retirement and a birthday (steps 2 and 3)."""

    home: Array  # HOME
    deaths: Array  # (cadre, sex, draw) at home
    retired: Array  # (cadre, sex, draw) at home
    remaining: Array  # ABROAD share of each cell abroad that neither died nor retired
    compatriots: Array  # DEST everybody abroad on 1 January, without those on stays
    lost_abroad: Array  # DEST dead and retired
    retired_abroad: Array  # DEST of them retired
    stays: Array  # STAY, steps not yet moved
    lost_stays: Array  # (cadre, sex, programme, draw)


def survivors(now: Now) -> Living:
    """Steps 2 and 3: death, then retirement, then everybody a year older (2.10, 2.11)."""
    s, c, path = now.state, now.constants, now.path
    death = once(life.death_probability(c.mortality_factor, path.mortality_home))
    home, dead, retired = once(life.survive(s.home, death, c.retirement_home))
    alive = once(life.surviving_share(c.mortality_factor, path.mortality_abroad))
    remaining = once(alive * (1.0 - c.retirement_abroad))
    one_table = remaining.shape[3] == 1  # for all statuses: their sum will do
    everyone = once(jnp.sum(s.abroad, axis=3, keepdims=True)) if one_table else s.abroad
    to = now.options.stay_destination
    stays = s.stays * life.stay_tables(remaining, to)
    return Living(
        home=life.grow_older(home, 3),
        deaths=jnp.sum(dead, axis=(2, 3, 4)),
        retired=jnp.sum(retired, axis=(2, 3, 4)),
        remaining=remaining,
        compatriots=jnp.sum(everyone, axis=(1, 2, 3)),
        lost_abroad=jnp.sum(once(everyone * (1.0 - remaining)), axis=(1, 2, 3)),
        retired_abroad=jnp.sum(everyone * (alive - remaining), axis=(1, 2, 3)),
        stays=life.grow_older(stays, 3),
        lost_stays=jnp.sum(s.stays - stays, axis=(2, 3, 5)),
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
    teaching: Array  # CADRE share of workers who teach over that of t0, next year


def schools(now: Now, prices_: Prices) -> Schools:
    """Step 4: seats, teachers, applicants, students, licences (2.4–2.9c)."""
    s, c, d, w, path = now.state, now.constants, now.dials, now.switches, now.path
    ordered = d.seats_ordered
    if prices_.outlay is not None:
        ordered = ordered + fund.orders(prices_.outlay.seats, now.options.fund_build_years)
    open_, lever, building = schooling.open_seats(s.seats, s.lever_seats, s.building, ordered)
    own = jnp.sum(s.home[:, :, :, ENTRANT_DURATIONS:, PUBLIC], axis=(1, 2, 3, 4))
    teachers = schooling.teachers(
        own + s.foreign * jnp.sum(c.foreign_post_shares[:, PUBLIC], axis=1),
        s.teaching,
        d.visiting_teachers,
        c.teachers_per_worker,
        c.teachers0,
        jnp.sum(open_, axis=1),
        c.seats0,
        c.teacher_slack,
        c.teacher_adjust,
        w.teachers,
    )
    effective = open_ * teachers.share[:, None]
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
        now.options.permanent_dilution,
    )
    classes = schooling.teach(
        s.students,
        s.resit,
        intake,
        c.drop_out,
        passing,
        c.resit_pass_share,
        s.lever_students,
        schooling.lever_seat_share(lever, open_),
        now.options.programme_years,
    )
    usual = (c.applicants0 * path.applicants_index[:, None])[:, 1]
    latest = schooling.log_seats(open_, path.seats)
    return Schools(classes, open_, lever, building, effective, applicants, usual, passing, latest, teachers.teaching)


def _application_factor(now: Now, prices_: Prices) -> Array:
    s, c = now.state, now.constants
    young = s.home[:, :, :, :YOUNG_DURATIONS]
    at_work = jnp.sum(young[:, :, :, :, WORK], axis=(1, 2, 3, 4))
    reserve = jnp.sum(young[:, :, :, :, RESERVE], axis=(1, 2, 3))
    either = at_work + reserve
    employed = jnp.where(either > 0, at_work / jnp.where(either > 0, either, 1.0), 1.0)
    # those who think of going count the cost of the move (2.17a); for those who are there it is sunk (2.21a)
    pay_there = pay_abroad(now)
    wage = jnp.log(pay_there) + s.ln_wage_abroad
    net = leaving.net_income(
        c.income_abroad,
        pay_there,
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


def courses(now: Now, living: Living) -> ladders.Courses | None:
    """Step 4: bridging courses end, then begin (2.9d); None where the run has none."""
    s, c, d, path = now.state, now.constants, now.dials, now.path
    if not now.options.bridge_years:
        return None
    alive = ladders.alive(s.bridging, c.mortality_factor, path.mortality_home, c.retirement_home)
    return ladders.attend(
        living.home,
        s.bridging,
        life.grow_older(alive, 3),
        d.ladder_share,
        d.ladder_seats_share * now.switches.ladders * jnp.sum(s.home, axis=(1, 2, 3, 4)),
        d.ladder_service_years,
        c.ladder_completion,
        now.options.ladder_next,
        now.options.entry_ages,
    )


class Cohorts(NamedTuple):
    """Shares that belong to cohorts, at the ages after step 3."""

    privately_trained: Array  # (cadre, duration < 5, draw)
    bonded: Array  # BOND
    obliged: Array | None  # OBLIGED; None where nobody owes service in the run


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
        obliged=service.cohorts(s.obliged, d.service_cover, d.service_years) if now.options.service else None,
    )
