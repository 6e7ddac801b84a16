"""Directions of docs/model.md 2.16 on as many random worlds as the profile asks for, levers on, in every year."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
import sums
import test_laws as laws
import worlds
from hypothesis import given
from hypothesis import strategies as st
from models import fast

from braingain.model.containers import Dials, World

YEARS = laws.YEARS
QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (0,) if QUICK else tuple(range(len(worlds.SHAPES)))
WITH_CAPS = (1,) if QUICK else (1, 2)
seeds = st.integers(0, 2**32 - 1)
years = st.integers(0, YEARS - 1)
shapes = pytest.mark.parametrize("shape", SHAPES)
CLOSE = 1e-9


def from_year_on(array: Any, year: int, changed: Any) -> np.ndarray:
    """A yearly array that is another one from a year on."""
    result = np.broadcast_to(array, np.broadcast_shapes(np.shape(array), np.shape(changed))).copy()
    result[year:] = np.broadcast_to(changed, result.shape)[year:]
    return result


@shapes
@given(seed=seeds, year=years, rise=st.floats(0.01, 1.0))
def test_a_higher_wage_abroad_never_lowers_emigration_out_of_the_same_stocks(
    shape: int, seed: int, year: int, rise: float
) -> None:
    """Prices fixed, all levers on, in the first, second or third year of a run: each cadre and sex."""
    world, dials = fixed_prices(*laws.random_case(shape, seed))
    pay = np.asarray(world.paths.pay_abroad)
    richer = world._replace(paths=world.paths._replace(pay_abroad=from_year_on(pay, year, (1.0 + rise) * pay)))
    less, more = (sums.by_cadre(fast(w, dials)[1].emigrants, 1) for w in (world, richer))
    assert np.all(more[year] >= less[year] * (1 - CLOSE))
    assert more[year].sum() > less[year].sum()


def fixed_prices(world: World, dials: Dials) -> tuple[World, Dials]:
    """No wage answers, nor the time that people wait for posts."""
    world = laws.with_constants(world, private_wage_adjust=np.zeros((1,)), wage_adjust=np.zeros((1,)))
    return laws.with_switches(world, destination_response=0.0, queue=0.0), dials


@shapes
@given(seed=seeds, rise=st.floats(0.01, 1.0))
def test_a_higher_wage_abroad_never_lowers_emigration_in_any_of_its_first_three_years(
    shape: int, seed: int, rise: float
) -> None:
    """By cadre, prices fixed, no lever. Not for ever: in twelve years a third of these worlds have fewer left to go."""
    world, dials = fixed_prices(*laws.random_case(shape, seed))
    dials = laws.neutral(world, dials)
    richer = world._replace(paths=world.paths._replace(pay_abroad=(1.0 + rise) * np.asarray(world.paths.pay_abroad)))
    less, more = (sums.by_cadre(fast(w, dials)[1].emigrants) for w in (world, richer))
    assert np.all(more > less)


@pytest.mark.parametrize("shape", WITH_CAPS)
@given(seed=seeds, year=years, tighter=st.floats(0.0, 0.95))
def test_a_tighter_cap_in_its_first_year(shape: int, seed: int, year: int, tighter: float) -> None:
    """Inflow there is not higher, legal or in all, and to others not lower; other caps and all levers stand."""
    world, dials = laws.random_case(shape, seed)
    _, y = fast(world, dials)
    at = seed % world.state.abroad.shape[4]
    cap = np.broadcast_to(dials.cap, (YEARS, *np.shape(dials.cap)[1:])).copy()
    wanted = sums.legal(y)
    tight = cap.copy()
    tight[year:, :, at] = np.minimum(cap[year:, :, at], tighter * wanted[year, :, at])
    _, less = fast(world, dials._replace(cap=tight))
    before, after = sums.flows(y)[year], sums.flows(less)[year]
    assert np.all(sums.legal(less)[year, :, at] <= wanted[year, :, at] * (1 + CLOSE))
    assert np.all(after[:, :, at].sum(1) <= before[:, :, at].sum(1) * (1 + CLOSE))
    others = np.arange(before.shape[2]) != at
    assert np.all(after[:, :, others].sum(1) >= before[:, :, others].sum(1) * (1 - CLOSE))


@shapes
@given(seed=seeds, year=years)
def test_more_posts_of_a_cadre_leave_no_more_in_its_reserve_in_their_first_year(
    shape: int, seed: int, year: int
) -> None:
    """Posts anywhere, all levers on, posts scarce."""
    world, dials = laws.random_case(shape, seed)
    scarce = world._replace(paths=world.paths._replace(posts=0.6 * np.asarray(world.paths.posts)))
    rng = np.random.default_rng(seed)
    k, posts = int(rng.integers(worlds.K)), np.asarray(dials.posts_added)
    more = np.zeros_like(posts)
    more[year:, k] = rng.uniform(0.0, 40.0, (6, 1)) * (rng.uniform(size=(6, 1)) < 0.5)
    few, many = (sums.waiting(fast(scarce, d)[1]) for d in (dials, dials._replace(posts_added=posts + more)))
    assert np.all(many[year, k] <= few[year, k] * (1 + CLOSE))


def first_licences(world: World, dials: Dials) -> np.ndarray:
    """First year in which someone out of the seats that a lever opens at once is licensed, by cadre."""
    orders = np.zeros_like(dials.seats_ordered)
    orders[0, :, :, 0] = 10.0
    licensed = sums.by_cadre(fast(world, dials._replace(seats_ordered=orders))[1].lever_licensed)[..., 0]
    assert np.all(licensed.max(axis=0) > 0)
    return np.asarray((licensed > 0).argmax(axis=0))


@shapes
@given(seed=seeds)
def test_longer_training_brings_its_first_graduates_later(shape: int, seed: int) -> None:
    """Seats of t0 bring their first licences after as many years as the programme has, all other levers on."""
    world, dials = worlds.random_world(shape, np.random.default_rng(seed), 1, worlds.STAGES + 1)
    assert tuple(first_licences(world, dials)) == world.options.programme_years


@pytest.mark.skipif(QUICK, reason="compiles a program for each length")
@given(seed=seeds)
def test_the_same_world_with_longer_training_has_its_first_graduates_later(seed: int) -> None:
    world, dials = worlds.random_world(0, np.random.default_rng(seed), 1, worlds.STAGES + 1)
    found = [
        first_licences(world._replace(options=world.options._replace(programme_years=(n, n))), dials)
        for n in range(1, worlds.STAGES + 1)
    ]
    assert np.all(np.diff(found, axis=0) > 0)
