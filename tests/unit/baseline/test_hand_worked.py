"""Paths of posts and demand, gravity term by term, and the flow of the start, each against numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from braingain.baseline import flows, gravity, paths
from braingain.baseline.corridors import World
from braingain.baseline.paths import Economy

GDP = np.array([[1.0, 1.0], [1.1, 0.9], [1.21, 0.8]])  # over the start, (1 January of year 0, 1, 2; draw)
PEOPLE = np.array([[1.0, 1.0], [1.02, 1.03], [1.04, 1.07]])
SPENDING = np.array([[1.0, 1.0], [1.5, 1.5], [2.0, 2.0]])
OLD = np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 3.0]])
TREND = np.array([[1.0, 1.0], [1.05, 1.05], [1.2, 1.2]])


def economy() -> Economy:
    ones = np.ones_like(GDP)
    return Economy(np.array([2018.0, 2019.0, 2020.0]), PEOPLE, ones, OLD, GDP, TREND, SPENDING, ones, ones)


def test_posts_follow_public_spending_over_pay_and_private_ones_income() -> None:
    drawn = {
        "pay_path_elasticity": np.array([1.0, 0.5]),
        "wage_bill_growth_gap": np.array([0.01, -0.02]),
        "private_posts_income": np.array([0.8, 0.3]),
    }
    funded = np.arange(1.0, 13.0).reshape(1, 6, 2)
    growth = np.array([[0.04, 0.10]])
    found = paths.budget_posts(cast(Any, None), drawn, funded, growth, economy())
    assert found.shape == (2, 1, 6, 2)
    for draw, (elasticity, gap, private) in enumerate(((1.0, 0.01, 0.8), (0.5, -0.02, 0.3))):
        for year in (0, 1):
            budget = SPENDING[year, draw] * GDP[year, draw] * PEOPLE[year, draw] * np.exp(gap * year)
            public = funded[0, :3, draw] * (1 + growth[0, draw]) * budget / GDP[year, draw] ** elasticity
            offered = funded[0, 3:, draw] * (1 + growth[0, draw]) * GDP[year, draw] ** private * PEOPLE[year, draw]
            assert found[year, 0, :3, draw] == pytest.approx(public)
            assert found[year, 0, 3:, draw] == pytest.approx(offered)


def test_demand_follows_the_trend_of_income_people_and_age_at_the_end_of_the_year() -> None:
    drawn = {"demand_income": np.array([0.6, 1.0]), "demand_65": np.array([0.02, 0.0])}
    found = paths.demand(drawn, economy())
    assert found[0] == pytest.approx([1.05**0.6 * 1.02 * np.exp(0.02 * 1.0), 1.05 * 1.03])
    assert found[1] == pytest.approx([1.2**0.6 * 1.04 * np.exp(0.02 * 3.0), 1.2 * 1.07])


def scores(world: World, **coefficients: float) -> gravity.Gravity:
    """Gravity of two origins and two destinations with the named coefficients, the others nought."""
    home = {"GHA": 4000.0, "POL": 90000.0}
    full = {name: coefficients.get(name, 0.0) for name in gravity.TERMS}
    return gravity.gravity(world.tables, full, home, ("GBR", "FRA"), 2018)


def raw(world: World, table: str, origin: str, destination: str, column: str) -> float:
    rows = world.tables.table(table)
    rows = rows[(rows["origin"] == origin) & (rows["destination"] == destination)]
    if "year" in rows:
        rows = rows[rows["year"] == rows["year"].max()]
    return float(rows[column].iloc[0])


@pytest.mark.parametrize("origin", ["GHA", "POL"])
@pytest.mark.parametrize("destination", ["GBR", "FRA"])
def test_every_term_of_gravity_enters_as_the_page_says(world: World, origin: str, destination: str) -> None:
    def log_score(**coefficients: float) -> float:
        found = scores(world, **coefficients)
        i, j = found.origins.index(origin), found.destinations.index(destination)
        return float(np.log(found.score[i, j]))

    pair = (world, "geodist", origin, destination)
    assert log_score(distance=0.5) == pytest.approx(-0.5 * np.log(raw(*pair, "distw")))
    assert log_score(language_official=1.1) == pytest.approx(1.1 * raw(*pair, "comlang_off"))
    assert log_score(language_ethnic=0.7) == pytest.approx(0.7 * raw(*pair, "comlang_ethno"))
    assert log_score(colony=0.9) == pytest.approx(0.9 * raw(*pair, "colony"))
    people = raw(world, "migrant_stock", origin, destination, "persons")
    assert log_score(network=0.55) == pytest.approx(0.55 * np.log1p(people))
    assert log_score(doctors=0.8) == pytest.approx(0.8 * np.log({"GHA": 4000.0, "POL": 90000.0}[origin]))
    # Poland moves freely in the Union, to which the United Kingdom belonged in 2018
    assert log_score(free_movement=1.0) == pytest.approx(1.0 if origin == "POL" else 0.0)


def test_size_and_income_of_the_origin_are_those_of_the_start(world: World) -> None:
    by_people, by_income = scores(world, population=-0.45), scores(world, income=-0.4)
    i = by_people.origins.index("GHA")
    assert np.log(by_people.score[i, 0]) == pytest.approx(-0.45 * np.log(30637585.0))
    assert np.log(by_income.score[i, 0]) == pytest.approx(-0.4 * np.log(6234.51208201488))


def test_coefficients_of_the_catalogue_have_the_values_of_the_page(world: World) -> None:
    wanted = {
        "network": 0.55,
        "distance": 0.05,
        "language_official": 1.05,
        "language_ethnic": 0.35,
        "colony": 0.2,
        "free_movement": 1.0,
        "doctors": 0.8,
        "population": -0.45,
        "income": -0.4,
    }
    central = {name: world.central(f"gravity.{name}") for name in gravity.TERMS}
    assert {name: round(value, 6) for name, value in central.items()} == wanted


def test_a_stock_names_the_source_of_its_latest_figures(world: World) -> None:
    stock = world.home("MWI", "nurse")  # one old figure is of a health profile, the others are the World Bank's
    assert stock is not None and stock.value.source == "worldbank_wdi"


def test_those_who_arrive_without_practising_raise_the_flow(
    context_of: Callable[..., Any], drawn_of: Callable[..., Any]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    n = len(drawn["turnover_least"])
    home = np.full((4, n), 1e9)  # so large that nothing is cut
    none = np.zeros((4, len(context.destinations), n))
    some = none.copy()
    some[0, 2], some[1, 3] = 0.2, 0.5
    nobody = np.zeros((2, *none.shape))
    before = flows.corridors(context, drawn, home, none)
    plain, raised = (flows.corridors(context, drawn, home, share).leaving(nobody) for share in (none, some))
    growth = drawn[f"corridor_growth.doctor.{context.destinations[2]}"]
    turnover = np.maximum(growth + before.loss[0, 2], drawn["turnover_least"])
    np.testing.assert_allclose(plain.flow[0, 2], before.stock[0, 2] * turnover)
    np.testing.assert_allclose(raised.flow[0, 2], plain.flow[0, 2] / 0.8)
    np.testing.assert_allclose(raised.flow[1, 3], plain.flow[1, 3] / 0.5)
    np.testing.assert_allclose(raised.flow[0, 0], plain.flow[0, 0])


def test_what_leaves_is_at_most_a_share_of_those_at_home_and_that_is_counted(
    context_of: Callable[..., Any], drawn_of: Callable[..., Any]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    n = len(drawn["turnover_least"])
    none = np.zeros((4, len(context.destinations), n))
    small = flows.corridors(context, drawn, np.full((4, n), 10.0), none).leaving(np.zeros((2, *none.shape)))
    assert small.cut[0].tolist() == [1.0] * n
    np.testing.assert_allclose(small.flow[0].sum(axis=0), drawn["leaving_most_share"] * 10.0)


def test_an_economy_by_hand_has_the_fields_of_the_real_one() -> None:
    assert isinstance(economy(), Economy) and SimpleNamespace(**vars(economy())).health_share is SPENDING
