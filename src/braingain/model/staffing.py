"""Steps 7 and 10 of a year: posts and who holds them, then wages, seats and markets of the next year."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import abroad as life_abroad
from braingain.model import ladders, markets, missions, money, posts, schooling
from braingain.model.containers import BOND_DURATIONS, PRIVATE, RESERVE, SETTLED, TEMPORARY, WORK, Array
from braingain.model.crossing import Emigration, Half
from braingain.model.year import Now, Prices, Schools, pay_abroad


class Placement(NamedTuple):
    """Step 7: posts of the year and who holds them."""

    placed: posts.Placed
    funded: Array  # POSTS
    filled: Array  # POSTS own, foreign, and those kept by people in courses
    mission_posts: Array  # CADRE posts that missions take
    lent: Array  # CADRE of the reserve away on missions
    foreign: Array  # CADRE on the next 1 January
    lever_trained: Array  # CADRE
    lever_posts: Array  # CADRE
    exit_share: Array  # CADRE share of the home stock that left in the year


def placement(now: Now, half: Half, foreign: Array) -> Placement:
    """Step 7: funded posts and the choice of posts (2.13, 2.15, 2.28b–2.29c); ``foreign`` is CADRE."""
    s, c, d = now.state, now.constants, now.dials
    prices_, living, schools_, courses, _, _, emigration_ = half
    classes, gone = schools_.classes, emigration_.departures
    stock = jnp.sum(s.home, axis=(1, 2, 3, 4))
    exits = jnp.sum(living.deaths + living.retired, axis=1) + jnp.sum(gone.leavers, axis=(1, 2))
    exit_share = jnp.clip(jnp.where(stock > 0, exits / jnp.where(stock > 0, stock, 1.0), 0.0), 0.0, 1.0)
    licensed = jnp.sum(classes.licensed, axis=(1, 2))
    if emigration_.tracks is not None:
        licensed = jnp.maximum(licensed - jnp.sum(emigration_.tracks, axis=(1, 2)), 0.0)  # a track may take them all
    trained = money.lever_trained(s.lever_trained, licensed, classes.lever_share, exit_share)
    lever_posts = d.posts_funded_share * trained
    funded = _funded(now, prices_, trained, lever_posts)
    foreign_posts = foreign[:, None] * c.foreign_post_shares
    kept = foreign_posts
    if courses is not None:
        up = jnp.sum(courses.bridging, axis=(1, 2, 3, 4))
        kept = foreign_posts + up[:, None] * c.public_post_shares
    taken, visiting, lent = kept, jnp.zeros_like(licensed), jnp.zeros_like(licensed)
    if prices_.visits is not None:
        visiting = missions.posts_taken(prices_.visits.visiting, funded, kept)
        lent = jnp.minimum(prices_.visits.sent, jnp.sum(gone.home[:, :, :, :, RESERVE], axis=(1, 2, 3)))
        taken = kept + missions.at_rural_public_posts(visiting)
    placed = posts.place(
        gone.home,
        gone.entrants,
        _looking(now, None if prices_.visits is None else lent),
        prices_.worth,
        funded,
        taken,
        posts.Hiring(c.hiring_lag, now.path.posts_new),
        _ties(now, emigration_),
    )
    own = jnp.sum(placed.home[:, :, :, :, WORK], axis=(1, 2, 3))
    return Placement(placed, funded, own + kept, visiting, lent, foreign, trained, lever_posts, exit_share)


def _looking(now: Now, lent: Array | None) -> posts.Looking:
    c, d = now.constants, now.dials
    return posts.Looking(c.reconsider_share, now.switches.reconsider, d.reentry, d.reentry_places, lent)


def _ties(now: Now, emigration_: Emigration) -> posts.Ties:
    """Who chooses apart: the bonded where bonds bind to public service, the obliged, the upgraded."""
    c, gone = now.constants, emigration_.departures
    bound, obliged, upgraded = None, None, None
    if now.options.bonds_bind_service:
        cost = c.beta_post[:BOND_DURATIONS] * jnp.mean(emigration_.bond_cost, axis=2)
        bound = (jnp.sum(gone.bonded, axis=3), jnp.exp(-cost))
    if gone.obliged is not None:
        obliged = (gone.obliged, 1.0 - now.dials.service_weight)
    if emigration_.upgraded is not None:
        upgraded = (emigration_.upgraded, c.upgraded_rural_odds)
    return posts.Ties(bound, obliged, upgraded)


def _funded(now: Now, prices_: Prices, trained: Array, lever_posts: Array) -> Array:
    """Posts at the end of the year with those that levers, missions and the fund pay; POSTS.

    ``trained`` is CADRE, the workers whom training levers trained.
    """
    s, c, d, path = now.state, now.constants, now.dials, now.path
    on_path = path.posts * jnp.exp(-c.demand_wage * s.ln_wage)[:, None]
    claims = prices_.claimed[:, None] * jnp.ones_like(d.payroll_rise[0])  # of public posts: only these are read
    cadres = len(claims)
    of_each = jnp.eye(cadres)[:, :, None, None] * claims  # a payroll of its own for each cadre (2.14e)
    nothing, all_of_it = (fill((cadres, *d.payroll_new_money.shape[1:])) for fill in (jnp.zeros, jnp.ones))
    funded = money.funded_posts(
        on_path,
        path.public_pay_usd,
        d.pay_raise + claims,
        d.supplement,
        jnp.concatenate([d.payroll_rise, of_each]),
        jnp.concatenate([d.payroll_oncost, jnp.ones(cadres)]),
        jnp.concatenate([d.payroll_origin_share, all_of_it]),
        jnp.concatenate([d.payroll_new_money, nothing]),
        jnp.concatenate([d.payroll_aid_share, nothing]),
        jnp.sum(d.posts_aid_share * trained * path.public_pay_usd, axis=0) * (1.0 + c.oncost),
        c.oncost,
        money.vacancy_money(c.vacancy_money0, c.vacancy_money_share, now.calendar.budget_index),
        c.fungibility_share,
        now.switches.budget_limit,
    )
    by_place = lever_posts if prices_.outlay is None else lever_posts + prices_.outlay.posts
    funded = funded + d.posts_added + by_place[:, None] * c.public_post_shares
    return funded if prices_.visits is None else funded + prices_.visits.local_staff


def foreign_trained(now: Now, log_pay: Array) -> Array:
    """Step 7 where the other countries are not in the run: one stock of foreign-trained workers (2.27b); CADRE."""
    s, c, path = now.state, now.constants, now.path
    posts_ = jnp.sum(path.posts, axis=1)
    some = posts_ > 0

    def overall(rate: Array) -> Array:
        vacant = jnp.sum(path.posts * rate, axis=1)
        return jnp.where(some, vacant / jnp.where(some, posts_, 1.0), 0.0)

    pull = markets.vacancy_pull(overall(s.vacancy), overall(c.vacancy0), c.vacancy_offset, c.beta_vacancy)
    pay = c.beta_income_abroad * jnp.sum(c.foreign_post_shares * log_pay, axis=1)
    return markets.foreign_trained(
        s.foreign,
        c.foreign0,
        c.foreign_growth,
        c.foreign_exit,
        now.calendar.years,
        jnp.exp((pull + pay) * now.switches.destination_response),
    )


def next_seats(now: Now, schools_: Schools, workers: Array) -> Array:
    """Step 10: seats of next year, by their path (2.6) or by demand (2.26); SEATS."""
    s, c, w, path = now.state, now.constants, now.switches, now.path
    on_path = s.seats * now.calendar.seats_growth
    if not now.options.demand_country:
        growth = schooling.private_seat_growth(
            schools_.applicants[:, 1],
            schools_.usual_private,
            schools_.seats_open[:, 1],
            path.seats[:, 1],
            c.seat_response,
            c.seat_growth_max,
            w.private_seats,
        )
        private = on_path[:, 1] * growth
        return jnp.stack([on_path[:, 0], private], axis=1) + now.calendar.seats_new
    classes = schools_.classes
    outside_levers = classes.students * (1.0 - classes.lever_students)[:, None, None]
    students = jnp.sum(outside_levers, axis=(1, 2, 3))
    target = markets.seat_target(
        now.path.demand,
        workers,
        students,
        c.drop_out,
        c.own_net_exit,
        c.own_demand_growth,
        c.vacancy_normal,
        c.seat_horizon_years,
        c.own_completion,
        now.options.programme_years,
    )
    total = markets.next_seats(
        jnp.sum(s.seats, axis=1),
        target,
        c.own_seat_target_gap,
        c.own_demand_growth,
        now.calendar.demand,
        c.seat_adjust,
    )
    whole = jnp.sum(path.seats, axis=1, keepdims=True)
    split = jnp.where(whole > 0, path.seats / jnp.where(whole > 0, whole, 1.0), 0.0)
    return jnp.where(w.destination_response > 0.5, total[:, None] * split, on_path + now.calendar.seats_new)


def _demand(now: Now) -> Array:
    return now.path.demand * jnp.exp(-now.constants.demand_wage * now.state.ln_wage)


def own_wage(now: Now, workers: Array) -> Array:
    """Step 10: the focus country's wage where posts follow demand (2.25), else 0; CADRE."""
    s, c = now.state, now.constants
    if not now.options.demand_country:
        return s.ln_wage
    rate = markets.vacancy_rate(_demand(now), workers, c.vacancy_normal)
    after = markets.next_wage(s.ln_wage, rate, c.vacancy_normal, c.wage_adjust, c.wage_return)
    return jnp.where(now.switches.destination_response > 0.5, after, s.ln_wage)


def private_wage(now: Now, funded: Array, filled: Array) -> Array:
    """Step 10: the wage of private posts (2.30); CADRE."""
    c = now.constants
    if now.options.demand_country:  # (2.30) is of budget countries; here the country's wage answers the same vacancies
        return now.state.ln_wage_private
    offered, taken = jnp.sum(funded[:, PRIVATE], axis=1), jnp.sum(filled[:, PRIVATE], axis=1)
    rate = markets.vacancy_rate(offered, taken, c.private_vacancy0)
    return markets.next_wage(now.state.ln_wage_private, rate, c.private_vacancy0, c.private_wage_adjust, c.wage_return)


def employed(now: Now, staff: Placement, courses: ladders.Courses | None) -> Array:
    """Workers as demand counts them: all in posts, those in courses for the time that they work (1.1); CADRE."""
    workers = jnp.sum(staff.filled, axis=1)
    if courses is None:
        return workers
    return workers - now.dials.ladder_study_share * jnp.sum(courses.bridging, axis=(1, 2, 3, 4))


def destinations(now: Now, abroad: Array, stays: Array) -> markets.Destinations:
    """Step 10: labour markets of destinations, where a lever touches them (2.27)."""
    s, c, d, path = now.state, now.constants, now.dials, now.path
    count = abroad.shape[4]
    working = jnp.sum(stays, axis=(1, 2, 3, 5)) * d.stay_works[:, None]
    by_status = jnp.sum(jnp.sum(abroad, axis=2), axis=1)
    here = (
        by_status[:, TEMPORARY]
        + by_status[:, SETTLED]
        + life_abroad.by_destination(working, now.options.stay_destination, count, 1)
    )
    active = (d.touched * now.switches.destination_response)[None, :, None]
    return markets.destination_markets(
        s.others_abroad,
        s.seats_abroad,
        s.students_abroad,
        s.lever_students_abroad,
        d.seats_abroad,
        d.reentry_abroad,
        s.vacancy_abroad,
        s.ln_wage_abroad,
        here,
        path.demand_abroad,
        now.calendar.demand_abroad,
        pay_abroad(now),
        active,
        now.calendar.years,
        {
            "exit": c.dest_exit,
            "inflow0": c.dest_inflow0,
            "growth": c.dest_growth,
            "vacancy0": c.dest_vacancy0,
            "net_exit": c.dest_net_exit,
            "gap": c.dest_seat_target_gap,
            "completion": c.dest_completion,
            "drop_out": c.dest_drop_out,
            "beta_vacancy": c.beta_vacancy,
            "vacancy_offset": c.vacancy_offset,
            "beta_income": c.beta_income_abroad,
            "demand_wage": c.demand_wage,
            "expectation_speed": c.expectation_speed,
            "wage_adjust": c.wage_adjust,
            "wage_return": c.wage_return,
            "seat_adjust": c.seat_adjust,
            "horizon": c.seat_horizon_years,
        },
        now.options.programme_years,
    )
