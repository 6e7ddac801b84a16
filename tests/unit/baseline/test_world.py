"""The world handed to the model: shapes, laws of the start, and the first year of docs/model.md 2.16, no. 10."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from braingain.baseline.context import Context
from braingain.baseline.needs import block, draw_inputs, needed_estimates
from braingain.baseline.world import Built, build, build_world, retention
from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError
from braingain.model.containers import Yearly, neutral_dials

BuiltOf = Callable[..., Built]
COUNTRIES = ("GHA", "KEN", "PHL", "JAM", "MWI", "GBR", "GRD", "SGP", "LUX", "VEN", "XKX")


@pytest.fixture(scope="module")
def run_of(built_of: BuiltOf) -> Callable[[str], Yearly]:
    @cache
    def of(iso3: str) -> Yearly:
        from braingain.model.simulate import run

        world = built_of(iso3).world
        destinations = world.state.shares.shape[1]
        _, yearly = run(world, neutral_dials(2, 4, destinations, 9))
        return Yearly(*(np.asarray(value) for value in yearly))

    return of


@pytest.mark.parametrize("iso3", COUNTRIES)
def test_every_field_is_finite_and_no_stock_is_negative(built_of: BuiltOf, iso3: str) -> None:
    world = built_of(iso3).world
    for record in (world.constants, world.paths, world.state):
        for name, value in zip(record._fields, record, strict=True):
            array = np.asarray(value)
            assert np.isfinite(array).all(), name
            assert array.shape[-1] in (1, 6), name
            if record is world.state and not name.startswith("ln_"):
                assert (array >= 0).all(), name


@pytest.mark.parametrize("iso3", COUNTRIES)
def test_shares_sum_to_one(built_of: BuiltOf, iso3: str) -> None:
    c = built_of(iso3).world.constants
    np.testing.assert_allclose(c.destination_shares.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.channel_shares.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.post_weights.sum(axis=2), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.foreign_post_shares.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.public_post_shares.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.applicant_mix.sum(axis=(1, 2)), 1.0, rtol=1e-12)
    np.testing.assert_allclose(c.background_mix.sum(axis=2), 1.0, rtol=1e-12)


def test_stocks_are_those_of_the_context(built_of: BuiltOf, context_of: Callable[..., Context]) -> None:
    built, context = built_of("GHA"), context_of("GHA")
    working = built.world.state.home[..., :6, :].sum(axis=(1, 2, 3, 4))
    assert 0.5 < np.median(working[0]) / context.value("workers.doctor") < 2
    practising = built.world.state.abroad[:, :, :, :2].sum(axis=(1, 2, 3))
    np.testing.assert_allclose(practising[:2], built.corridors.stock[:2], rtol=1e-9)
    assert (built.world.state.home[2:] == 0).all()  # no mid-level or community stock is known


@pytest.mark.parametrize("iso3", ["GHA", "GBR"])
def test_the_first_year_without_policy_repeats_the_flows(
    built_of: BuiltOf, run_of: Callable[[str], Yearly], iso3: str
) -> None:
    """docs/model.md 2.16, no. 10: E0 and pi0 exactly, and new licensed, returns and exits as calibration found them."""
    built, first = built_of(iso3), run_of(iso3)
    emigrants = built.leaving.flow.sum(axis=1)[:2]
    flows = first.flows[0][:2]
    np.testing.assert_allclose(flows.sum(axis=(1, 2)), emigrants, rtol=1e-9)
    np.testing.assert_allclose(flows.sum(axis=1) / emigrants[:, None], built.leaving.shares[:2], rtol=1e-9, atol=1e-15)
    found = built.calibrated
    np.testing.assert_allclose(first.licensed[0].sum(axis=1)[:2], found.licensed[:2], rtol=1e-9)
    np.testing.assert_allclose(first.returns[0].sum(axis=1)[:2], found.returns[:2], rtol=1e-9)
    np.testing.assert_allclose((first.deaths[0] + first.retired[0]).sum(axis=1)[:2], found.exits[:2], rtol=1e-9)
    assert first.conservation.max() < 1e-9


@pytest.mark.parametrize("iso3", ["GHA", "PHL", "IND"])
def test_stocks_abroad_grow_in_the_first_year_of_a_run_as_they_are_said_to(
    built_of: BuiltOf, drawn_of: Callable[..., Any], context_of: Callable[..., Context], iso3: str
) -> None:
    """Doctors of India abroad grew by 6 to 7 % a year where 3 % was meant: recognised and onward movers came on top."""
    from braingain.model.simulate import run

    built, drawn = built_of(iso3), drawn_of(iso3)
    state = built.world.state
    _, yearly = run(built.world, neutral_dials(2, 4, state.shares.shape[1], 9))
    before = np.asarray(state.abroad)[0, :, :, :2].sum(axis=(0, 1, 2, 3))
    after = np.asarray(yearly.abroad)[0, 0].sum(axis=(0, 1))
    stock = built.corridors.stock[0]
    growth = np.stack([drawn[f"corridor_growth.doctor.{d}"] for d in context_of(iso3).destinations])
    wanted = (stock * growth).sum(axis=0) / stock.sum(axis=0)
    assert np.median(after / before - 1.0 - wanted) == pytest.approx(0.0, abs=0.004)


def test_the_first_choice_of_posts_has_the_weights_r(built_of: BuiltOf, run_of: Callable[[str], Yearly]) -> None:
    """People spread over posts by r exactly where no more come than posts need, none being frozen (2.15a, 2.15d, 2.15e)."""
    built, first = built_of("GHA"), run_of("GHA")
    found = built.calibrated
    r, levels = found.rates, found.levels
    from braingain.baseline import first_year

    aged = first_year.age(found.home, found.abroad, r)
    left = aged.home - first_year.emigrants_home(aged, r, levels.hazard)
    lookers = left * r.look[None, None, None]
    entrants = first_year.returns(aged, r, levels.leave_factor)
    entrants[:, :, :, 0] += found.licensed[:, None, None] * r.entry
    pool = lookers.sum(axis=(1, 2, 3, 4)) + (entrants - first_year.emigrants_entering(entrants, r, levels.hazard)).sum(
        axis=(1, 2, 3)
    )
    stayers = (left - lookers).sum(axis=(1, 2, 3))
    expected = stayers[0] + found.choice_total[0] * pool[0]
    growing = found.home.sum(axis=(1, 2, 3))[0] * (1 + r.growth[0])
    needed = (expected <= growing * (1 + 1e-9)).all(axis=0)  # no more come than posts need
    free = (first.rationing[0, 0] >= 1 - 1e-12).all(axis=0)
    assert needed.any() and free[needed].all()
    np.testing.assert_allclose(first.home[0, 0].sum(axis=0)[:, free], expected[:, free], rtol=1e-9)


def test_frozen_posts_bind_from_the_start(built_of: BuiltOf, run_of: Callable[[str], Yearly]) -> None:
    world = built_of("GHA").world
    assert (world.constants.rationing0[1] < 1).all() and (world.constants.rationing0[0] == 1).all()
    assert (world.constants.private_vacancy0[1] == 0).all()
    assert (run_of("GHA").rationing[0, 1] < 1).all()


def test_posts_follow_their_path(built_of: BuiltOf, run_of: Callable[[str], Yearly]) -> None:
    built, first = built_of("GHA"), run_of("GHA")
    np.testing.assert_allclose(first.funded, built.world.paths.posts, rtol=1e-12)
    growth = built.calibrated.rates.growth
    state = built.world.state
    filled = (
        state.home[..., :6, :].sum(axis=(1, 2, 3)) + state.foreign[:, None] * built.world.constants.foreign_post_shares
    )
    over = built.world.paths.posts[0][:2] / filled[:2] / (1 + growth[:2, None])
    assert (over[0] >= 1 - 1e-9).all()  # funded over filled, doctors
    np.testing.assert_allclose(over[1, 3:], 1.0, rtol=1e-9)  # frozen, private: as many as are filled


def test_posts_of_the_start_hold_those_that_slow_hiring_leaves_empty(
    built_of: BuiltOf, drawn_of: Callable[..., dict[str, Any]], run_of: Callable[[str], Yearly]
) -> None:
    """(2.15e) Where posts are frozen V0 (1 + g) = l (V0 + x), x those who leave; the year hires x and what growth adds."""
    built, first = built_of("GHA"), run_of("GHA")
    found, years = built.calibrated, drawn_of("GHA")["hiring_delay_years.lowmid"]
    from braingain.baseline import first_year

    aged = first_year.age(found.home, found.abroad, found.rates)
    gone = first_year.emigrants_home(aged, found.rates, found.levels.hazard).sum(axis=(1, 2, 3))
    work = found.home.sum(axis=(1, 2, 3))
    growth = found.rates.growth[1]
    foreign = built.world.state.foreign[1] * built.world.constants.foreign_post_shares[1, :3]
    fall_empty = (aged.exits_home + gone)[1, :3] - growth * foreign
    lag = years / (1 + years)
    empty = built.world.paths.posts[0, 1, :3] / (1 + growth) - work[1, :3] - foreign
    np.testing.assert_allclose(empty * (1 + growth), lag * (empty + fall_empty), rtol=1e-6)
    np.testing.assert_allclose(built.world.constants.hiring_lag[1, :3], np.tile(lag, (3, 1)), rtol=1e-12)
    assert (built.world.constants.hiring_lag[:, 3:] == 0).all()
    np.testing.assert_allclose(first.home[0, 1].sum(axis=0)[:3], work[1, :3] * (1 + growth), rtol=1e-6)


@pytest.mark.parametrize("iso3", ["GHA", "KEN"])
def test_slower_hiring_gives_no_country_more_workers(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]], iso3: str
) -> None:
    """(2.15e) Other delays with the same stocks: the posts that they explain at the start fill no later year.

    Within one in five hundred for what growth and leaving change after the start; doctors, whose schools do not fill
    all posts at once, are fewer by more than that in Kenya and Ghana with two years than with none.
    """
    from braingain.model.simulate import run

    at_work = []
    for years in (0.0, 0.25, 1.0, 2.0):
        drawn = drawn_of(iso3) | {"hiring_delay_years.lowmid": np.full(6, years)}
        world = build(context_of(iso3), drawn, 2018, 2031).world
        _, yearly = run(world, neutral_dials(13, 4, world.state.shares.shape[1], 9))
        at_work.append(np.asarray(yearly.filled)[-1, :2].sum(axis=1))
    none, longest = at_work[0], at_work[-1]
    for fast, slow in pairwise(at_work):
        assert (slow <= fast * 1.002).all(), slow / fast
    assert longest[0].sum() < none[0].sum() * 0.995, longest[0] / none[0]


def test_a_delay_no_longer_than_the_vacancies_of_a_demand_country_allow(
    built_of: BuiltOf, drawn_of: Callable[..., dict[str, Any]]
) -> None:
    """(2.15e) l <= V/(V + x), x those who leave: a year of the United Kingdom can fill what falls empty in it."""
    built, years = built_of("GBR"), drawn_of("GBR")["hiring_delay_years.high"]
    lag = built.world.constants.hiring_lag[:2, :3]
    assert (lag <= years / (1 + years) + 1e-12).all() and (lag > 0).any()


def test_demand_country_has_posts_for_demand(built_of: BuiltOf) -> None:
    built = built_of("GBR")
    world = built.world
    assert world.options.demand_country
    np.testing.assert_allclose(world.paths.posts.sum(axis=2), world.paths.demand, rtol=1e-10)
    workers = world.state.home[..., :6, :].sum(axis=(1, 2, 3, 4)) + world.state.foreign
    first = world.paths.demand[0, :2] * (1 - world.constants.vacancy_normal[:2])
    assert (np.abs(first / workers[:2] - 1) < 0.05).all()


def test_a_block_of_draws_is_the_same_as_in_the_whole(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]], built_of: BuiltOf
) -> None:
    whole = built_of("GHA").world
    part = build(context_of("GHA"), block(drawn_of("GHA"), 2, 4), 2018, 2020).world
    for name in ("leave_hazard", "leave_abroad", "post_weights", "expected_income0"):
        np.testing.assert_allclose(
            getattr(part.constants, name), getattr(whole.constants, name)[..., 2:4], rtol=1e-12, err_msg=name
        )
    np.testing.assert_allclose(part.state.home, whole.state.home[..., 2:4], rtol=1e-12)


def test_first_draws_of_a_longer_run_are_the_same(context_of: Callable[..., Context]) -> None:
    context = context_of("KEN")
    few, many = (draw_inputs(context, load_registry(), n, 7) for n in (3, 9))
    assert few.keys() == many.keys()
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][..., :3], err_msg=name)


def test_missing_draws_and_wrong_years_are_refused(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    less = {name: value for name, value in drawn.items() if name != "beta_go"}
    with pytest.raises(BraingainError, match="beta_go"):
        build_world(context, less)
    with pytest.raises(BraingainError, match="horizon"):
        build_world(context, drawn, 2018, 2018)
    with pytest.raises(BraingainError, match="not the start"):
        build_world(context, drawn, 2020, 2030)
    with pytest.raises(BraingainError, match="inflation"):
        build_world(context, drawn, path_overrides={"inflatoin": {2018: 0.2}})


def test_needed_estimates_are_in_the_registry(context_of: Callable[..., Context]) -> None:
    names = needed_estimates(context_of("PHL"))
    assert len(names) == len(set(names)) > 100
    assert all(name in load_registry().estimates for name in names)
    assert "private_graduates_share.nurse.PHL" in names


def test_overridden_paths(context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    changed = {
        "inflation": {2018: 0.2},
        "posts": {2018: 1.0, 2020: 1.2},
        "pay": {2019: 0.8},
        "gdp_per_head": {2018: 6000.0},
    }
    plain = build_world(context, drawn, 2018, 2022)
    other = build_world(context, drawn, 2018, 2022, changed)
    share = drawn["fx_fine_share"]
    expected = 1.2 ** (1 - share) * (1.2 / (1.0 + drawn["us_inflation"])) ** share
    np.testing.assert_allclose(other.paths.fine_index[1], expected, rtol=1e-12)
    flat = build_world(context, drawn, 2018, 2022, {"gdp_per_head": {2018: 6000.0}})
    np.testing.assert_allclose(other.paths.posts[2], 1.2 * flat.paths.posts[2])
    assert (other.paths.pay == 0.8).all() and (plain.paths.pay == 1).all()
    np.testing.assert_allclose(other.paths.pay_index, 1.0)
    np.testing.assert_array_equal(plain.state.home, other.state.home)


def test_retention_falls_and_depends_on_the_factor(built_of: BuiltOf, context_of: Callable[..., Context]) -> None:
    built, context = built_of("GHA"), context_of("GHA")
    kept = retention(built, "doctor", context.destinations.index("GBR"))
    assert (kept[1] > kept[2]).all() and (kept[2] > kept[10]).all()
    assert (kept[1] < 1).all() and (kept[10] > 0).all()
