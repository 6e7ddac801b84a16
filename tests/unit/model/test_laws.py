"""Invariants and metamorphic relations of docs/model.md 2.16, asked of both models on random worlds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import worlds
from models import MODELS, Run, totals
from still_worlds import (
    dying_at,
    full,
    leaving_at,
    quiet_dials,
    still_world,
    with_graduates,
    with_workers,
)

from braingain.model.containers import Constants, Dials, State, World, Yearly, neutral_dials

YEARS = 3
SHAPES = range(len(worlds.SHAPES))
SEEDS = (11, 12)


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> Run:
    return MODELS[request.param]


def random_case(shape: int, seed: int) -> tuple[World, Dials]:
    return worlds.random_world(shape, np.random.default_rng(seed), 1, YEARS)


def neutral(world: World, dials: Dials) -> Dials:
    """No lever, in the sizes of the world (and of its dials)."""
    years, slots = dials.payroll_rise.shape[:2]
    cadres, destinations = world.state.home.shape[0], world.state.abroad.shape[4]
    programmes, missions = world.state.stays.shape[4], world.options.missions
    return neutral_dials(years, cadres, destinations, 9, programmes, slots, missions)


def with_constants(world: World, **changes: Any) -> World:
    return world._replace(constants=world.constants._replace(**changes))


def with_switches(world: World, **changes: float) -> World:
    return world._replace(switches=world.switches._replace(**changes))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_people_are_conserved(model: Run, shape: int, seed: int) -> None:
    """No. 1, 2, 4: recomputed here from what the model reports, by cadre; nobody dies abroad so that exits are known."""
    world, dials = random_case(shape, seed)
    world = world._replace(
        paths=world.paths._replace(mortality_abroad=np.zeros_like(world.paths.mortality_abroad)),
        constants=world.constants._replace(retirement_abroad=np.zeros_like(world.constants.retirement_abroad)),
    )
    final, y = model(world, dials)

    def by_cadre(array: np.ndarray) -> np.ndarray:
        return array.reshape(*array.shape[:2], -1).sum(2)

    home = np.concatenate([world.state.home.reshape(1, worlds.K, -1).sum(2), by_cadre(y.home)])
    begun = y.stays_begun[..., 0].sum((1, 3))
    bridged = np.stack([y.upgraded[:, 1, :, 0].sum(1), np.zeros(YEARS)], axis=1)  # from the second cadre to the first
    entries = by_cadre(y.licensed) + by_cadre(y.returns) + by_cadre(y.stays_returned)
    entries = entries + bridged + by_cadre(y.bridging_failed)
    leaving = by_cadre(y.deaths) + by_cadre(y.retired) + by_cadre(y.emigrants) + begun
    leaving = leaving + by_cadre(y.tracks) + by_cadre(y.bridging_begun)
    np.testing.assert_allclose(home[1:], home[:-1] + entries - leaving, rtol=1e-12)
    away = np.concatenate(
        [world.state.abroad.reshape(1, worlds.K, -1).sum(2), by_cadre(y.abroad) + by_cadre(y.deskilled)]
    )
    arrivals = by_cadre(y.emigrants) + by_cadre(y.stays_overstayed) + by_cadre(y.tracks)
    np.testing.assert_allclose(away[1:], away[:-1] + arrivals - by_cadre(y.returns), rtol=1e-12)
    stays = np.concatenate([np.zeros((1, worlds.K)), y.away[..., 0].sum((1, 3))])
    np.testing.assert_allclose(
        stays[1:], stays[:-1] + begun - by_cadre(y.stays_returned) - by_cadre(y.stays_overstayed), atol=1e-10
    )
    courses = np.concatenate([np.zeros((1, worlds.K)), by_cadre(y.bridging)])
    ended = by_cadre(y.upgraded) + by_cadre(y.bridging_failed) + by_cadre(y.bridging_lost)
    np.testing.assert_allclose(courses[1:], courses[:-1] + by_cadre(y.bridging_begun) - ended, atol=1e-10)
    assert totals(y.conservation).max() < 1e-12
    np.testing.assert_allclose(by_cadre(y.home)[-1], final.home.reshape(worlds.K, -1).sum(1), rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_schools_keep_their_books(model: Run, shape: int, seed: int = 21) -> None:
    """No. 4 in the first year: enrolled, graduates, licensed, those who sit again, those who never pass."""
    world, dials = random_case(shape, seed)
    one = world._replace(paths=type(world.paths)(*(x[:YEARS] for x in world.paths)))
    final, y = model(one, dials)
    drop = np.broadcast_to(world.constants.drop_out, (worlds.K, 1))[:, None]
    students = world.state.students
    graduates = students[..., -1, :].sum((1, 2)) * (1 - drop)
    left = students.sum((1, 2, 4)) * (1 - drop) - graduates
    np.testing.assert_allclose(y.enrolled[0].sum(1), left + y.intake[0].sum(1), rtol=1e-12)
    q, again = y.pass_share[0], world.state.resit.sum((1, 2))
    licensed = (q * graduates + world.constants.resit_pass_share * q * again).sum(1)
    np.testing.assert_allclose(y.licensed[0].sum(1), licensed, rtol=1e-12)
    assert np.all(y.intake.sum(2) <= np.minimum(y.capacity, y.applicants) * (1 + 1e-12))
    assert np.all((y.pass_share > 0) & (y.pass_share < 1)) and np.all(final.resit >= 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_negative_nothing_lost(model: Run, shape: int, seed: int) -> None:
    """No. 5 and 6, with posts so scarce that some bind."""
    rationed, at_once = nothing_negative_nothing_lost(model, shape, seed)
    assert rationed.any() and at_once.any(), "no post binds: the test says nothing"


def nothing_negative_nothing_lost(model: Run, shape: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The law itself; which posts are rationed, and which of these are filled within the year."""
    world, dials = random_case(shape, seed)
    world = world._replace(paths=world.paths._replace(posts=0.8 * world.paths.posts))
    final, y = model(world, dials)
    for record in (final, y):
        for name, array in record._asdict().items():
            signed = name.startswith(("ln_", "wage", "private_wage", "inclusive"))
            assert np.all(np.isfinite(array)), name
            assert signed or array.size == 0 or array.min() >= -1e-9, name
    np.testing.assert_allclose(final.shares.sum(1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(y.flows.sum((2, 3)), y.emigrants.sum(2), rtol=1e-10)
    np.testing.assert_allclose(y.emigrants_to.sum(3), y.emigrants, rtol=1e-10)
    np.testing.assert_allclose(y.emigrants_to.sum(2), y.flows.sum(2), rtol=1e-10)
    assert np.all((y.rationing >= 0) & (y.rationing <= 1)) and np.all((y.offer >= 0) & (y.offer <= 1 + 1e-12))
    foreign = world.constants.foreign_post_shares * y.foreign[:, :, None]
    visited = np.zeros_like(y.filled)
    visited[:, :, 2] = y.mission_posts
    up = world.constants.public_post_shares * y.bridging.sum(2)[:, :, None]
    taken = y.filled + visited
    assert np.all(taken <= np.maximum(y.funded, foreign + up) * (1 + 1e-9))
    rationed = (y.rationing < 1 - 1e-9) & (y.funded > foreign + up + visited)
    lag = np.broadcast_to(world.constants.hiring_lag, y.funded.shape)
    at_once = rationed & (lag == 0)
    np.testing.assert_allclose(taken[at_once], y.funded[at_once], rtol=1e-9)
    assert np.all((y.funded - taken)[rationed] <= (lag * y.funded)[rationed] + 1e-9 * y.funded[rationed])  # (2.15e)
    assert y.solver.max() < 1e-9
    return rationed, at_once


@pytest.mark.parametrize("seed", SEEDS)
def test_caps_are_met(model: Run, seed: int) -> None:
    """No. 6, also where caps bind."""
    assert caps_are_met(model, seed).any(), "no cap binds: the test says nothing"


def caps_are_met(model: Run, seed: int) -> np.ndarray:
    """No. 6: legal flows never exceed the places, and fill them where the multiplier works (onward movers count)."""
    world, dials = random_case(1, seed)
    world = with_switches(world, onward_moves=0.0)
    open_world = dials._replace(cap=np.full_like(dials.cap, np.inf))
    wanted = model(world, open_world)[1].flows[0, :, :3].sum(1)
    tight = dials._replace(cap=np.where(np.isfinite(dials.cap), 0.7 * wanted, np.inf))
    legal = model(world, tight)[1].flows[0, :, :3].sum(1)
    cap = np.broadcast_to(tight.cap[0], legal.shape)
    assert np.all(legal <= cap * (1 + 1e-9))
    np.testing.assert_allclose(legal[wanted > cap], cap[wanted > cap], rtol=1e-9)
    return np.asarray(wanted > cap)


def alike(world: World, dials: Dials) -> tuple[World, Dials]:
    """All parameters equal over sexes and backgrounds: those of the first."""

    def same(array: np.ndarray, *axes: int) -> np.ndarray:
        for axis in axes:
            array = np.broadcast_to(np.take(array, [0], axis=axis), array.shape)
        return array

    c, paths = world.constants, world.paths
    constants = c._replace(
        leave_hazard=same(c.leave_hazard, 1, 2),
        entrant_hazard=same(c.entrant_hazard, 1, 2),
        pay_response=np.ones_like(c.pay_response),
        condition_response=same(c.condition_response, 1),
        post_weights=same(c.post_weights, 1),
    )
    dials = dials._replace(
        admission_weight=same(dials.admission_weight, 2, 3),
        conditions=same(dials.conditions, 3),
        reentry=same(dials.reentry, 2),
        pay_gap_closed=np.zeros_like(dials.pay_gap_closed),
        bond_cover=np.zeros_like(dials.bond_cover),
        service_cover=np.zeros_like(dials.service_cover),
    )
    paths = paths._replace(
        mortality_home=same(paths.mortality_home, 2, 3), mortality_abroad=same(paths.mortality_abroad, 2)
    )
    state = world.state._replace(bonded=np.zeros_like(world.state.bonded), obliged=np.zeros_like(world.state.obliged))
    return World(constants, paths, state, world.options, world.switches), dials


def gathered(world: World) -> World:
    """Everybody in the first sex and background."""

    def first(array: np.ndarray, *axes: int) -> np.ndarray:
        total = array.sum(axis=axes, keepdims=True)
        place = tuple(slice(0, 1) if i in axes else slice(None) for i in range(array.ndim))
        result = np.zeros_like(array)
        result[place] = total
        return result

    s, c = world.state, world.constants
    state = s._replace(
        home=first(s.home, 1, 2),
        abroad=first(s.abroad, 1),
        stays=first(s.stays, 1, 2),
        students=first(s.students, 1, 2),
        resit=first(s.resit, 1, 2),
    )
    applicants, back = np.zeros_like(c.applicant_mix), np.zeros_like(c.background_mix)
    applicants[:, 0, 0], back[:, :, 0] = 1.0, 1.0
    constants = c._replace(applicant_mix=applicants, background_mix=back)
    return world._replace(constants=constants, state=state)


BY_SEX = (
    *("home", "licensed", "emigrants", "emigrants_to", "returns", "abroad", "bridging", "tracks", "deaths", "retired"),
    *("onward", "deskilled", "intake", "enrolled", "stays_returned", "stays_overstayed", "bonded", "bonded_leavers"),
    *("bridging_begun", "upgraded", "bridging_failed", "bridging_lost", "obliged", "held_leavers", "reentered"),
)


@pytest.mark.parametrize("shape", SHAPES)
def test_additive_over_sex_and_background(model: Run, shape: int, seed: int = 31) -> None:
    """No. 7: equal parameters make the run by sex and background the run on totals.

    Without bonds and service: their share of a cell is a mean over posts, by sex (2.20c), and means of products do
    not add.
    """
    world, dials = alike(*random_case(shape, seed))
    apart, together = model(world, dials)[1], model(gathered(world), dials)[1]
    by_sex = dict.fromkeys(BY_SEX, 2) | {"stays_begun": 3, "away": 3}  # axes
    for name in apart._fields:
        if name in ("conservation", "solver"):
            continue
        a, b = getattr(apart, name), getattr(together, name)
        if name in by_sex:
            a, b = a.sum(by_sex[name]), b.sum(by_sex[name])
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_policy_changes_no_choice(model: Run, shape: int, seed: int = 41) -> None:
    """No. 10: posts and seats on their path, no wage moves, the choices of the first year are those of t0."""
    world, dials = random_case(shape, seed)
    steady = world.paths._replace(pay=np.ones_like(world.paths.pay), pay_abroad=np.ones_like(world.paths.pay_abroad))
    slack = np.full_like(world.constants.teacher_slack, 1e9)
    half_year = np.full_like(world.constants.entrant_hazard, 0.2)
    world = with_constants(
        world,
        teacher_slack=slack,
        private_wage_adjust=np.zeros((1,)),
        private_school_factor=np.ones((1,)),
        entrant_hazard=half_year,
    )._replace(paths=steady)
    world = with_switches(world, destination_response=0.0)
    _, y = model(world, neutral(world, dials))
    np.testing.assert_allclose(y.funded, np.broadcast_to(world.paths.posts, y.funded.shape), rtol=1e-12)
    np.testing.assert_allclose(y.seats_open, np.broadcast_to(world.paths.seats, y.seats_open.shape), rtol=1e-12)
    assert np.all(y.wage == 0.0) and np.all(y.private_wage == 0.0)
    np.testing.assert_allclose(
        y.vacancy_abroad[0], np.broadcast_to(world.constants.dest_vacancy0, y.vacancy_abroad[0].shape)
    )
    c = world.constants
    split = c.channel_shares * c.destination_shares[:, None]
    expected = y.emigrants[0].sum(1)[:, None, None] * split
    np.testing.assert_allclose(y.flows[0], expected, rtol=1e-10)
    np.testing.assert_allclose(y.inclusive_value[0], 0.0, atol=1e-12)
    entrants = float(y.licensed[0].sum() + y.returns[0].sum())
    assert totals(y.emigrants)[0] == pytest.approx(leavers_of_t0(world) + entrants * (1 - math.exp(-0.1)), rel=1e-10)


def leavers_of_t0(world: World) -> float:
    """E⁰ of the home stock: after death, retirement and ageing, at the baseline hazard of each cell (2.16)."""
    c, s = world.constants, world.state
    dead = 1 - np.exp(-c.mortality_factor * world.paths.mortality_home[0])
    alive = np.broadcast_to(s.home * (1 - dead) * (1 - c.retirement_home), s.home.shape)
    older = np.zeros_like(alive)
    older[:, :, :, 1:] = alive[:, :, :, :-1]
    older[:, :, :, -1] += alive[:, :, :, -1]
    return float((older * (1 - np.exp(-c.leave_hazard))).sum())


@pytest.mark.parametrize("demand_country", [False, True])
def test_markets_rest_at_their_normal_vacancy(model: Run, demand_country: bool) -> None:
    """No. 10 with v = v⁰: a stationary home, its destination touched by a lever that changes nothing."""
    years, home, away, others, normal = 6, 1000.0, 200.0, 5e4, 0.05
    stay, leave, half = math.exp(-0.03), 1 - math.exp(-0.05), 1 - math.exp(-0.025)
    graduates = home * (1 - (1 - leave) * stay) / (1 - half)
    arrivals = graduates * half + home * stay * leave
    world = leaving_at(dying_at(still_world(years, demand_country=demand_country), 0.03), 0.05)
    world = with_graduates(with_workers(world, home, away), graduates)
    work = home * 6 / 8
    world = with_constants(
        world,
        dest_exit=full(0.02, 1, 1),
        dest_inflow0=full(0.02 * others, 1, 1),
        wage_adjust=full(0.5),
        private_wage_adjust=full(0.5),
        vacancy_normal=full(0.1, 1),
        private_vacancy0=full(0.1, 1),
        demand_wage=full(0.3),
        beta_vacancy=full(2.2),
        beta_income_abroad=full(0.7),
    )._replace(
        state=world.state._replace(others_abroad=full(others, 1, 1)),
        paths=world.paths._replace(
            posts=full(work / 6 / 0.9, years, 1, 6),
            demand=full(work / 0.9, years, 1),
            demand_abroad=growing_demand(others, away, arrivals, stay, normal, years),
        ),
    )
    final, y = model(world, quiet_dials(world)._replace(touched=np.ones(1)))
    np.testing.assert_allclose(totals(y.home), home, rtol=1e-12)
    np.testing.assert_allclose(y.vacancy_abroad, normal, rtol=1e-10)
    np.testing.assert_allclose(final.others_abroad, others, rtol=1e-12)
    np.testing.assert_allclose(final.ln_wage_abroad, 0.0, atol=1e-12)
    np.testing.assert_allclose([final.ln_wage, final.ln_wage_private], 0.0, atol=1e-12)


def growing_demand(others: float, away: float, arrivals: float, stay: float, v0: float, years: int) -> np.ndarray:
    """Demand abroad that the destination's workers just meet at its normal vacancy rate."""
    demand = []
    for _ in range(years):
        away = away * stay + arrivals
        demand.append((others + away) / (1 - v0))
    return np.array(demand)[:, None, None, None]


@pytest.mark.parametrize("shape", SHAPES)
def test_higher_wage_abroad(model: Run, shape: int, seed: int = 51) -> None:
    """Emigration not lower in the first year, nor in all years together, prices fixed."""
    world, dials = random_case(shape, seed)
    world = with_switches(
        with_constants(world, private_wage_adjust=np.zeros((1,))), destination_response=0.0, queue=0.0
    )
    richer = world._replace(paths=world.paths._replace(pay_abroad=1.1 * world.paths.pay_abroad))
    dials = neutral(world, dials)
    less, more = model(world, dials)[1].emigrants, model(richer, dials)[1].emigrants
    assert np.all(more[0] > less[0])
    assert np.all(np.cumsum(more, axis=0) >= np.cumsum(less, axis=0))


@pytest.mark.parametrize("shape", [1, 2])
def test_tighter_cap(model: Run, shape: int, seed: int = 61) -> None:
    """First year: legal inflow there not higher, to others not lower."""
    world, dials = random_case(shape, seed)
    dials = neutral(world, dials)
    base = model(world, dials)[1].flows[0]
    wanted = base[:, :3, 0].sum(1)
    cap = dials.cap.copy()
    cap[:, :, 0] = 0.5 * wanted
    capped = model(world, dials._replace(cap=cap))[1].flows[0]
    room = 0.5 * wanted
    assert np.all(capped[:, :3, 0].sum(1) <= room * (1 + 1e-9))
    assert np.all(capped[:, 3, 0] >= base[:, 3, 0] * (1 - 1e-12))
    assert np.all(capped[:, :, 1:].sum(1) > base[:, :, 1:].sum(1))


@pytest.mark.parametrize("shape", SHAPES)
def test_more_posts_fewer_in_reserve(model: Run, shape: int, seed: int = 71) -> None:
    world, dials = random_case(shape, seed)
    scarce = world._replace(paths=world.paths._replace(posts=0.6 * world.paths.posts))
    dials = neutral(world, dials)
    more = dials._replace(posts_added=np.broadcast_to(0.1 * scarce.paths.posts, (YEARS, worlds.K, 6, 1)))
    few, many = (model(scarce, d)[1].home[0, :, :, 6].sum(1) for d in (dials, more))
    assert np.all(many <= few * (1 + 1e-12)) and np.any(many < few)


def test_longer_training_later_effect(model: Run) -> None:
    """Seats of t0 bring their first graduates after as many years as the programme has."""
    for stages in (1, 3):
        world = with_graduates(still_world(5, stages=stages), 100.0)
        orders = full(0.0, 5, 1, 2, 7)
        orders[0, :, 0, 0] = 10.0
        base, more = (
            model(world, d)[1].licensed for d in (quiet_dials(world), quiet_dials(world)._replace(seats_ordered=orders))
        )
        extra = totals(more - base)
        assert np.all(np.abs(extra[:stages]) < 1e-9)
        np.testing.assert_allclose(extra[stages:], 10.0, rtol=1e-9)


SCALED_STATE = (
    *("home", "abroad", "stays", "students", "resit", "returned", "lever_trained", "seats", "lever_seats"),
    *("building", "others_abroad", "seats_abroad", "students_abroad", "foreign"),
    *("bridging", "missions", "fund", "retired_abroad", "lever_students_abroad"),
)
SCALED_CONSTANTS = (
    *("applicants0", "teachers0", "seats0", "vacancy_money0", "own_seat_target_gap"),
    *("dest_inflow0", "dest_seat_target_gap", "foreign0"),
)
SCALED_DIALS = (
    *("posts_added", "seats_ordered", "visiting_teachers", "cap", "reentry_places", "track_places"),
    *("reentry_abroad", "seats_abroad", "mission_starts", "fund_flat"),
)
NOT_SCALED = (
    *("pass_share", "offer", "rationing", "private_wage", "wage", "vacancy_abroad", "inclusive_value", "fine_real"),
    *("conservation", "solver", "dual_hours", "public_fte", "skill_factor", "claimed_rise"),
)


@pytest.mark.parametrize("shape", SHAPES)
def test_size_does_not_matter(model: Run, shape: int, seed: int = 81) -> None:
    """All stocks, posts, seats, caps and money × s give flows × s, with every lever and the network on."""

    def scaled(record: Any, names: Any, factor: float) -> Any:
        return record._replace(**{name: factor * getattr(record, name) for name in names})

    world, dials = random_case(shape, seed)
    s = 3.7
    bigger = world._replace(
        state=scaled(world.state, SCALED_STATE, s),
        constants=scaled(world.constants, SCALED_CONSTANTS, s),
        paths=scaled(world.paths, ("seats", "posts", "posts_new", "demand", "demand_abroad"), s),
    )
    small, big = model(world, dials)[1], model(bigger, scaled(dials, SCALED_DIALS, s))[1]
    for name in small._fields:
        if name in ("conservation", "solver"):
            continue
        factor = 1.0 if name in NOT_SCALED else s
        np.testing.assert_allclose(
            getattr(big, name), factor * getattr(small, name), rtol=1e-9, atol=1e-9, err_msg=name
        )


def test_records_named_here_exist() -> None:
    """The lists above name fields of the containers."""
    assert set(SCALED_STATE) <= set(State._fields)
    assert set(SCALED_CONSTANTS) <= set(Constants._fields)
    assert set(SCALED_DIALS) <= set(Dials._fields)
    assert set(NOT_SCALED) <= set(Yearly._fields)
