"""Nothing runs away: closed forms of ``analysis.bounds`` that hold in every random world, and that can be reached."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import worlds
from globes import LARGE, SMALL, globe_of, random_countries
from hypothesis import given
from hypothesis import strategies as st
from test_laws import neutral

from braingain.analysis import bounds
from braingain.model import leaving, markets, primitives, simulate, world
from braingain.model.containers import Dials, World
from braingain.model.stacking import one_country

YEARS, DRAWS = 40, 2
ROUNDING = 1e-9
DEMAND = 2  # the shape of worlds.SHAPES whose posts and seats follow demand
seeds = st.integers(0, 2**32 - 1)


def case(shape: int, seed: int) -> tuple[World, Dials]:
    """A random country of forty years without levers."""
    made, dials = worlds.random_world(shape, np.random.default_rng(seed), DRAWS, YEARS)
    return made, neutral(made, dials)


@given(seed=seeds)
def test_seats_that_follow_demand_stay_below_their_bound(seed: int) -> None:
    made, dials = case(DEMAND, seed)
    _, record = simulate.run(made, dials)
    most = bounds.most_seats(bounds.given_of(made))
    assert np.all(np.asarray(record.seats_open).sum(axis=2) <= most * (1 + ROUNDING))


@pytest.mark.parametrize("shape", (0, 1))
@given(seed=seeds)
def test_private_seats_stay_below_their_bound_and_public_ones_on_their_path(shape: int, seed: int) -> None:
    made, dials = case(shape, seed)
    _, record = simulate.run(made, dials)
    seats = np.asarray(record.seats_open)
    assert np.all(seats[:, :, 1] <= bounds.most_private_seats(bounds.given_of(made)) * (1 + ROUNDING))
    assert np.allclose(seats[:, :, 0], np.asarray(made.paths.seats)[:, :, 0] * np.ones(DRAWS), rtol=1e-9)


@pytest.mark.parametrize("shape", range(len(worlds.SHAPES)))
@given(seed=seeds)
def test_going_never_draws_more_than_its_bound(shape: int, seed: int) -> None:
    made, dials = case(shape, seed)
    _, record = simulate.run(made, dials)
    most = bounds.most_growth(bounds.given_of(made))
    assert np.all(np.asarray(record.inclusive_value) <= most + ROUNDING)
    assert np.all(np.abs(record.wage) <= bounds.most_pay(made.constants) + ROUNDING)
    assert np.all(np.abs(record.private_wage) <= bounds.most_private_pay(made.constants) + ROUNDING)


@pytest.mark.parametrize("shape", (SMALL, LARGE), ids=("small", "large"))
@given(seed=seeds)
def test_so_it_is_in_runs_of_many_countries(shape: Any, seed: int) -> None:
    c = random_countries(shape, seed, DRAWS, YEARS, levers=False)
    globe, dials = globe_of(c)
    years = [left for _, left in world.run(globe, dials, YEARS)]
    number = 0
    for at, group in enumerate(globe.groups):
        for i in range(len(np.asarray(group.constants.oncost))):
            made = c.worlds[number]
            records = [one_country(left.countries[at], i) for left in years]
            pays = [bounds.most_pay((c.worlds[d] if d >= 0 else made).constants) for d in c.to[number]]
            given_ = bounds.given_of(made, np.stack([p * np.ones(DRAWS) for p in pays]) * np.ones((worlds.K, 1, 1)))
            growth = np.stack([r.inclusive_value for r in records])
            wage = np.stack([r.wage for r in records])
            assert np.all(growth <= bounds.most_growth(given_) + ROUNDING)
            assert np.all(np.abs(wage) <= bounds.most_pay(made.constants) + ROUNDING)
            if made.options.demand_country:
                seats = np.stack([r.seats_open for r in records]).sum(axis=2)
                assert np.all(seats <= bounds.most_seats(given_) * (1 + ROUNDING))
            else:
                private = np.stack([r.seats_open for r in records])[:, :, 1]
                assert np.all(private <= bounds.most_private_seats(given_) * (1 + ROUNDING))
            number += 1


@given(seed=seeds)
def test_seats_reach_their_bound_where_nobody_works_or_studies(seed: int) -> None:
    """The recursion of (2.26) with no workers and no students is the bound itself, where no gap is negative."""
    made, _ = case(DEMAND, seed)
    c = made.constants._replace(own_seat_target_gap=np.abs(made.constants.own_seat_target_gap))
    of = bounds.given_of(made._replace(constants=c))
    nobody = np.zeros((worlds.K, worlds.STAGES, DRAWS))
    path = np.asarray(of.paths.demand)
    seats = [of.seats0.sum(axis=1)]
    for demand in path[:-1]:
        target = markets.seat_target(
            demand,
            nobody[:, 0],
            nobody,
            c.drop_out,
            c.own_net_exit,
            c.own_demand_growth,
            c.vacancy_normal,
            c.seat_horizon_years,
            c.own_completion,
            of.programme_years,
        )
        index = demand / path[0]
        seats.append(
            markets.next_seats(seats[-1], target, c.own_seat_target_gap, c.own_demand_growth, index, c.seat_adjust)
        )
    assert np.allclose(np.stack(seats), bounds.most_seats(of), rtol=1e-12)


def test_seats_fall_back_to_a_multiple_of_demand_by_hand() -> None:
    """Demand of 1 000 for ever: M goes to η(1+g)top/(1−(1−η)(1+g)) = 60.666667, whatever it began with."""
    made, _ = case(DEMAND, 1)
    one = np.ones((worlds.K, 1))
    c = made.constants._replace(
        own_demand_growth=0.0 * one,
        own_net_exit=0.03 * one,
        vacancy_normal=0.09 * one,
        own_completion=0.9 * one,
        own_seat_target_gap=5.0 * one,
        seat_adjust=np.array([0.3]),
        seat_horizon_years=np.array([40.0]),
    )
    paths = made.paths._replace(demand=np.full((200, worlds.K, 1), 1000.0))
    of = bounds.given_of(made)._replace(constants=c, paths=paths, seats0=np.full((worlds.K, 2, 1), 450.0))
    most = bounds.most_seats(of)
    assert most[0] == pytest.approx(900.0 * one)
    assert most[1] == pytest.approx((0.7 * 900.0 + 0.3 * (0.055 * 0.91 * 1000.0 / 0.9 + 5.0)) * one)
    assert most[-1] == pytest.approx((0.055 * 0.91 * 1000.0 / 0.9 + 5.0) * one)


@given(seed=seeds)
def test_the_bound_of_the_pull_is_reached_where_all_is_at_its_largest(seed: int) -> None:
    """Pay, compatriots and vacancies of one destination at their largest, by the channel that then draws most alone."""
    made, _ = case(1, seed)
    c = made.constants
    of = bounds.given_of(made._replace(paths=made.paths._replace(pay_abroad=np.ones((1, worlds.K, 3, 1)))))
    most = bounds.most_pull(of)
    wage = bounds.most_pay(c) * np.ones((worlds.K, 3, DRAWS))
    everyone = np.array([0.0, 1e9, 0.0])[None, :, None] * np.ones((worlds.K, 1, DRAWS))
    changes = leaving.channel_changes(
        leaving.net_income(c.income_abroad, np.ones(()), wage, c.tax_abroad, c.entry_cost, np.zeros(())),
        leaving.network_term(
            everyone, np.full((worlds.K, DRAWS), 1e-6), c.network0, c.network_offset, c.beta_network, 1.0
        ),
        np.zeros(()),
        markets.vacancy_pull(np.full((1,), 0.9), c.dest_vacancy0, c.vacancy_offset, c.beta_vacancy),
        markets.surplus_pull(np.full((1,), 0.9), c.vacancy_offset, c.beta_vacancy),
        wage[1:2],
        c.beta_income_abroad,
        c.beta_recognition,
        np.zeros(()),
    )
    best = np.asarray(changes).argmax(axis=1)
    alone = (np.arange(4)[None, :, None, None] == best[:, None]).astype(float)
    weights = alone * np.exp(np.asarray(changes) / c.theta_channel)
    found = primitives.nested_choice(c.destination_shares, weights, c.theta_destination, c.theta_channel)
    assert np.allclose(np.asarray(found.inclusive)[:, 1], most[:, 1] * np.ones((1, DRAWS)), rtol=1e-9)


def test_private_seats_go_at_most_with_what_applicants_ask_for_by_hand() -> None:
    """Income of 8 at the most where 2 was expected, η_app ½: F = 2; spill .25 of 3 public applicants for each private one."""
    made, _ = case(0, 5)
    one, each = np.ones((worlds.K, 1)), np.ones((worlds.K, 2, 1))
    c = made.constants._replace(
        private_wage_adjust=np.array([0.0]),
        wage_adjust=np.array([0.0]),
        dual_most=0.0 * one,
        condition_response=0.0 * np.asarray(made.constants.condition_response),
        income_home=2.0 * one,
        income_reserve=one,
        income_abroad=np.full((worlds.K, 1, 1), 8.0),
        entry_cost=0.0 * np.asarray(made.constants.entry_cost),
        expected_income0=2.0 * one,
        applicants_elasticity=np.array([0.5]),
        spill_share=np.array([0.25]),
        seat_growth_max=np.array([0.2]),
        applicants0=np.array([300.0, 100.0])[None, :, None] * one[:, :, None],
    )
    paths = made.paths._replace(
        seats=np.array([1.0, 2.0])[:, None, None, None] * 40.0 * each,
        pay=np.ones((2, 1)),
        pay_abroad=np.ones((1, worlds.K, 1, 1)),
    )
    of = bounds.given_of(made._replace(constants=c, paths=paths))._replace(seats0=60.0 * each)
    assert bounds.most_private_seats(of)[:, 0, 0] == pytest.approx([40 * 1.2 * 2 * 1.75, 80 * 1.2 * 2 * 1.75])
    crowded = of._replace(seats0=400.0 * each)
    assert bounds.most_private_seats(crowded)[:, 0, 0] == pytest.approx([400.0, 800.0])


def test_a_destination_that_nobody_chose_bounds_nothing() -> None:
    """Shares of nought draw nobody however large their pull; two equal ones give θ ln(½e^{a/θ} + ½e^{b/θ})."""
    made, _ = case(1, 3)
    of = bounds.given_of(made)
    theta, pull = np.asarray(of.constants.theta_destination), bounds.most_pull(of)
    shares = np.array([0.5, 0.0, 0.5])[None, :, None] * np.ones((worlds.K, 1, 1))
    found = bounds.most_growth(of._replace(constants=of.constants._replace(destination_shares=shares)))
    by_hand = theta * np.log(0.5 * np.exp(pull[:, 0] / theta) + 0.5 * np.exp(pull[:, 2] / theta))
    assert found == pytest.approx(by_hand)
