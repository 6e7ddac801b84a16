"""Laws of docs/model.md 2.16 that need worlds of their own: each corridor, weights of posts at t0, markets at rest."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np
import pytest
import sums
import test_laws as laws
import worlds
from hypothesis import given
from hypothesis import strategies as st
from models import fast, totals
from still_worlds import (
    dying_at,
    full,
    leaving_at,
    quiet_dials,
    still_world,
    with_graduates,
    with_workers,
)

from braingain.model.containers import Dials, Paths, State, World
from braingain.model.simulate import WITHOUT_YEAR

YEARS = laws.YEARS
QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (0,) if QUICK else tuple(range(len(worlds.SHAPES)))
seeds = st.integers(0, 2**32 - 1)
shapes = pytest.mark.parametrize("shape", SHAPES)


# ---------------------------------------------------------------- no. 2, each corridor


def at_each(abroad: Any) -> np.ndarray:
    """All who are at each destination, (cadre, destination, draw)."""
    return np.asarray(abroad).sum(axis=(1, 2, 3))


@shapes
@given(seed=seeds)
def test_each_corridor_keeps_its_books(shape: int, seed: int) -> None:
    """A' = S·A + emigrants there + tracks there + those of its stays who remain, for each cadre and destination.

    Nobody goes home or on, and a hazard of its own at each destination leaves S = e^{−ζm} of those there: all else is
    recorded. All levers are on.
    """
    world, dials = laws.random_case(shape, seed)
    rng = np.random.default_rng(seed)
    D = world.state.abroad.shape[4]
    death = rng.uniform(0.0, 0.1, D)
    mortality = np.zeros((YEARS, 1, 1, 1, 1, D, 1)) + death[:, None]
    c = world.constants
    world = laws.with_constants(world, retirement_abroad=np.zeros_like(c.retirement_abroad))
    world = laws.with_switches(world, return_moves=0.0, onward_moves=0.0)
    world = world._replace(paths=world.paths._replace(mortality_abroad=mortality))
    final, y = fast(world, dials)
    left = np.exp(-c.mortality_factor * death[:, None])  # (destination, draw)
    flows, tracks = sums.flows(y).sum(axis=2), sums.by_cadre(y.tracks, 1)
    begun, away = sums.by_programme(y.stays_begun), sums.by_programme(y.away)
    stock = at_each(world.state.abroad)
    there = np.zeros_like(away[0])
    for year in range(YEARS):
        stock = stock * left + flows[year] + tracks[year]
        for programme, d in enumerate(world.options.stay_destination):
            ended = there[programme] * left[d] + begun[year, programme] - away[year, programme]
            stock[:, d] += ended * (1.0 - np.asarray(dials.stay_compliance)[programme])
        there = away[year]
    np.testing.assert_allclose(at_each(final.abroad), stock, rtol=1e-9, atol=1e-9)


# ---------------------------------------------------------------- no. 10, r and v⁰


@shapes
@given(seed=seeds)
def test_no_policy_shares_first_posts_out_by_their_weights(shape: int, seed: int) -> None:
    """r: without policy and with posts for all, new licensed take posts as the weights of t0 say, whoever they are."""
    world, dials = laws.random_case(shape, seed)
    weights = np.array(world.constants.post_weights)
    weights[:] = weights[:, :1]
    paths = world.paths._replace(pay=np.ones_like(world.paths.pay), posts=np.full_like(world.paths.posts, 1e7))
    world = laws.with_constants(
        world,
        post_weights=weights,
        entrant_hazard=np.zeros_like(world.constants.entrant_hazard),
        vacancy0=np.zeros_like(world.constants.vacancy0),
        hiring_lag=np.zeros_like(world.constants.hiring_lag),
    )._replace(paths=paths)
    state = world.state._replace(
        vacancy=np.zeros_like(world.state.vacancy),
        obliged=np.zeros_like(world.state.obliged),
        bonded=np.zeros_like(world.state.bonded),
        rationing=np.ones_like(world.state.rationing),
    )
    _, y = fast(world._replace(state=state), laws.neutral(world, dials))
    licensed = totals_by_cadre(y.licensed[0])
    places = np.stack([weights[:, 0, p] + weights[:, 0, p + 3] for p in range(3)], axis=1)
    np.testing.assert_allclose(y.entrant_places[0], licensed[:, None] * places, rtol=1e-9)


def totals_by_cadre(field: np.ndarray) -> np.ndarray:
    """(cadre, ..., draw) summed to (cadre, draw)."""
    return np.asarray(field.sum(axis=tuple(range(1, field.ndim - 1))))


@pytest.mark.parametrize("demand_country", [False, True])
@given(
    normal=st.floats(0.0, 0.25),
    exits=st.floats(0.005, 0.08),
    leave=st.floats(0.005, 0.15),
    away=st.floats(1.0, 1e4),
    others=st.floats(1e3, 1e6),
    leaves=st.floats(0.005, 0.06),
    speed=st.floats(0.05, 1.0),
)
def test_markets_rest_at_any_normal_vacancy(
    demand_country: bool,
    normal: float,
    exits: float,
    leave: float,
    away: float,
    others: float,
    leaves: float,
    speed: float,
) -> None:
    """v = v⁰ abroad and at home for six years: no wage moves, nobody is drawn or put off, all stocks stand still."""
    years, home = 6, 1000.0
    stay, gone, half = math.exp(-exits), -math.expm1(-leave), -math.expm1(-leave / 2)
    graduates = home * (1 - (1 - gone) * stay) / (1 - half)
    arrivals = graduates * half + home * stay * gone
    world = leaving_at(dying_at(still_world(years, demand_country=demand_country), exits), leave)
    world = with_graduates(with_workers(world, home, away), graduates)
    posts = full(home / 8 / (1 - normal), years, 1, 6)
    world = laws.with_constants(
        world,
        dest_exit=full(leaves, 1, 1),
        dest_inflow0=full(leaves * others, 1, 1),
        dest_vacancy0=full(normal, 1, 1),
        wage_adjust=full(speed),
        private_wage_adjust=full(speed),
        vacancy_normal=full(normal, 1),
        private_vacancy0=full(normal, 1),
        vacancy0=full(normal, 1, 6),
        expectation_speed=full(speed),
        demand_wage=full(0.3),
        beta_vacancy=full(2.2),
        beta_income_abroad=full(0.7),
    )._replace(
        state=world.state._replace(
            others_abroad=full(others, 1, 1), vacancy=full(normal, 1, 6), vacancy_abroad=full(normal, 1, 1)
        ),
        paths=world.paths._replace(
            posts=posts,
            demand=posts.sum(axis=2),
            demand_abroad=laws.growing_demand(others, away, arrivals, stay, normal, years),
        ),
    )
    final, y = fast(world, quiet_dials(world)._replace(touched=np.ones(1)))
    np.testing.assert_allclose(totals(y.home), home, rtol=1e-9)
    np.testing.assert_allclose(totals(y.emigrants), arrivals, rtol=1e-9)
    np.testing.assert_allclose(y.vacancy_abroad, normal, rtol=1e-8, atol=1e-11)
    np.testing.assert_allclose(final.vacancy, normal, rtol=1e-8, atol=1e-11)
    np.testing.assert_allclose(final.others_abroad, others, rtol=1e-9)
    for wage in (final.ln_wage_abroad, final.ln_wage, final.ln_wage_private):
        np.testing.assert_allclose(wage, 0.0, atol=1e-9)


# ---------------------------------------------------------------- no. 4, in every year


def after_years(world: World, dials: Dials, years: int) -> State:
    """Stocks on 1 January after so many years."""
    if not years:
        return world.state
    paths = Paths(*(np.asarray(series)[:years] for series in world.paths))
    cut = {name: np.asarray(getattr(dials, name))[:years] for name in Dials._fields if name not in WITHOUT_YEAR}
    return fast(world._replace(paths=paths), dials._replace(**cut))[0]


@shapes
@given(seed=seeds)
def test_schools_keep_their_books_in_every_year(shape: int, seed: int) -> None:
    """Enrolled, graduates, licensed, those who sit again and who never pass, out of the stocks of each year."""
    world, dials = laws.random_case(shape, seed)
    _, y = fast(world, dials)
    drop = np.broadcast_to(world.constants.drop_out, (worlds.K, 1))[:, None]
    for year in range(YEARS):
        before, after = (after_years(world, dials, n) for n in (year, year + 1))
        graduates = before.students[..., -1, :].sum((1, 2)) * (1 - drop)
        left = before.students.sum((1, 2, 4)) * (1 - drop) - graduates
        np.testing.assert_allclose(y.enrolled[year].sum(1), left + y.intake[year].sum(1), rtol=1e-9)
        np.testing.assert_allclose(after.students.sum((1, 2, 4)), y.enrolled[year].sum(1), rtol=1e-9)
        q, again = y.pass_share[year], before.resit.sum((1, 2))
        second = world.constants.resit_pass_share * q
        licensed, never = q * graduates + second * again, (1 - second) * again
        np.testing.assert_allclose(y.licensed[year].sum(1), licensed.sum(1), rtol=1e-9)
        next_again = after.resit.sum((1, 2))
        np.testing.assert_allclose(graduates + again, licensed + never + next_again, rtol=1e-9)
        assert np.all(y.intake[year].sum(1) <= np.minimum(y.capacity[year], y.applicants[year]) * (1 + 1e-9))
