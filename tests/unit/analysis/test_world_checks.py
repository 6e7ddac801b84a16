"""Checks of the world: diversion by ways that a code leaves open, pairs by a rule, exits with a criterion that can fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_cascade import (
    FAILS,
    HOLDS,
    MOSTLY,
    Cascade,
    Pair,
    largest_pairs,
    recruits,
    with_more_demand,
)
from braingain.analysis.world_diversion import (
    ALL,
    BOTH_ALL,
    BOTH_ONE,
    CODES,
    ONE,
    bound_ways,
    changes_of_block,
    ways,
    with_codes,
)
from braingain.analysis.world_ensemble import WorldBlock, world_ensemble
from braingain.analysis.world_exits import FLOOR, Exits, exits_of
from braingain.analysis.world_pairs import baseline_of
from braingain.analysis.world_simulate import plan_of
from braingain.model.containers import GOVERNMENT, IRREGULAR, OWN, PRIVATE_CHANNEL

SMALL = Scenario(
    name="small",
    country="",
    countries=("GHA", "UGA", "KEN", "IND", "GBR", "USA", "IRL", "AUS"),
    horizon=2022,
    draws=2,
)


@pytest.fixture(scope="module")
def block() -> WorldBlock:
    return world_ensemble(SMALL).block(0)


def test_a_change_is_sorted_by_the_ways_that_are_bound() -> None:
    """One origin, four channels, three destinations: the first keeps a code of government recruiting."""
    change = np.zeros((1, 4, 3, 1))
    bound = np.zeros((1, 4, 3))
    bound[0, GOVERNMENT, 0] = 1.0
    change[0, GOVERNMENT, 0], change[0, OWN, 0], change[0, IRREGULAR, 0] = -100.0, 20.0, 5.0
    change[0, GOVERNMENT, 1], change[0, IRREGULAR, 2] = 30.0, 1.0
    found = ways(change, bound)
    assert (found.cut[0], found.channels[0], found.irregular[0], found.elsewhere[0]) == (100.0, 20.0, 5.0, 31.0)
    assert found.share[0] == pytest.approx(0.56)
    everywhere = bound.copy()
    everywhere[0, GOVERNMENT] = 1.0
    joined = ways(change, everywhere)
    assert (joined.cut[0], joined.elsewhere[0]) == (70.0, 0.0)  # a way that the code reaches is no diversion


def test_codes_bind_government_recruiting_of_poorer_origins_alone(block: WorldBlock) -> None:
    plan = plan_of(with_codes(SMALL, "GBR"), block.settings)
    everyone = range(len(block.settings))
    one, everywhere = (bound_ways(plan.packages[name], block.settings, everyone) for name in (ONE, ALL))
    codes = list(block.settings)
    for code in ("GHA", "UGA", "KEN", "IND"):
        slot = block.settings[code].destinations.index("GBR")
        assert one[codes.index(code)].sum() == one[codes.index(code), GOVERNMENT, slot] == 1.0
    assert one[codes.index("AUS")].sum() == 0.0
    assert np.all(everywhere >= one) and everywhere.sum() > 10 * one.sum()
    assert everywhere[:, [PRIVATE_CHANNEL, OWN, IRREGULAR]].sum() == 0.0
    both = bound_ways(plan.packages[BOTH_ONE], block.settings, everyone)
    np.testing.assert_array_equal(both[:, PRIVATE_CHANNEL], one[:, GOVERNMENT])
    np.testing.assert_array_equal(both[:, GOVERNMENT], one[:, GOVERNMENT])


def test_diversion_shrinks_when_all_keep_the_code_and_is_gone_without_substitution(block: WorldBlock) -> None:
    scenario = with_codes(SMALL, "GBR")
    first, later = changes_of_block(block, scenario, off=False)
    still, _ = changes_of_block(block, scenario, off=True)
    for name in CODES:
        assert np.all(first[name].cut > 1.0)
        assert np.all(first[name].share > 1e-2)
        assert np.all(still[name].cut > 1.0)
        np.testing.assert_allclose(still[name].share, 0.0, atol=1e-9)
    for one, everywhere in ((ONE, ALL), (BOTH_ONE, BOTH_ALL)):
        assert np.all(first[everywhere].share < first[one].share)
        assert np.all(first[one].elsewhere > 0)
    assert np.all(later[ONE].cut > 1.0)


def test_pairs_are_the_largest_corridors_between_countries_that_take_doctors(block: WorldBlock) -> None:
    run = baseline_of(block, world_ensemble(SMALL))
    found = largest_pairs(block, run, 4, {"USA": {"IRL": object()}})
    stocks = [pair.stock for pair in found]
    assert stocks == sorted(stocks, reverse=True) and len(found) == 4
    rich = {"GBR", "USA", "IRL", "AUS"}
    assert all({pair.booming, pair.behind} <= rich and pair.booming != pair.behind for pair in found)
    assert all(pair.reported == ((pair.booming, pair.behind) == ("USA", "IRL")) for pair in found)
    every = largest_pairs(block, run, 100, {})
    assert every[:4] == [replace(pair, reported=False) for pair in found]  # a rule, whatever the number asked for


def test_a_boom_is_more_demand_in_one_country_from_its_year_on(block: WorldBlock) -> None:
    after = with_more_demand(block, "GBR", 2020, 0.2)
    codes = list(block.settings)
    ratio = np.concatenate(
        [
            np.asarray(b.paths.demand)[:, :, 0] / np.asarray(a.paths.demand)[:, :, 0]
            for a, b in zip(block.built.globe.groups, after.built.globe.groups, strict=True)
        ],
        axis=1,
    )
    want = np.ones(ratio.shape)
    want[2:, codes.index("GBR")] = 1.2
    np.testing.assert_allclose(ratio, want, rtol=1e-12)


def test_those_trained_where_demand_rose_are_no_recruits() -> None:
    """Three origins, two slots of which the second is B; A is the last: 39 of its own come to B, and count for nothing."""
    change = np.array([[[5.0], [-2.0]], [[1.0], [3.0]], [[0.0], [39.0]]])
    to_behind = np.array([[[0.0], [1.0]]] * 3)
    assert recruits(change, to_behind, booming=2)[:, 0].tolist() == [-2.0, 3.0, 0.0]


def test_a_cascade_holds_only_where_both_rise_in_every_draw() -> None:
    def cascade(recruited: list[float]) -> Cascade:
        there = np.array(recruited)
        return Cascade(Pair("AAA", "BBB", 9.0, True), np.ones(3), there, (), there, there)

    assert cascade([1.0, 2.0, 3.0]).verdict == HOLDS
    assert cascade([1.0, 2.0, -3.0]).verdict == MOSTLY
    assert cascade([1.0, -2.0, -3.0]).verdict == FAILS
    assert replace(cascade([1.0, 2.0, 3.0]), lost=-np.ones(3)).verdict == FAILS


def exits(first: list[float], last: list[float]) -> Exits:
    """Countries A, B, ... of a thousand own-trained each, who lose these shares in the first year and the last."""
    going = 1e3 * np.stack([first, last], axis=1)[..., None]
    return exits_of([chr(65 + i) for i in range(len(first))], going, np.full(going.shape, 1e3))


def test_exits_that_fade_are_told() -> None:
    """Half of the own start and one in a hundred over forty years: each bound catches a country of its own."""
    assert pytest.approx(0.00025) == FLOOR
    found = exits([0.02, 0.02, 0.0004, 0.0001], [0.02, 0.009, 0.00022, 0.00009])
    assert (found.halved, found.fell_below, found.below_at_start) == (("B",), ("C",), ("D",))
    assert found.kept == pytest.approx(1 / 3)
    np.testing.assert_allclose(found.last_together / found.first_together, (0.02931) / (0.0405))
    assert found.holds_together and not found.holds_by_country  # the largest countries carry the sum
    alone = exits([0.02, 0.01], [0.02, 0.03])
    assert alone.kept == 1.0 and alone.holds_by_country
    assert not exits([0.02, 0.01], [0.002, 0.001]).holds_together


def test_the_draws_in_which_the_lesson_holds_are_counted() -> None:
    """Two countries of 1 000 own-trained, three draws: together they keep all, just half, and two fifths."""
    going = np.array([[[10.0, 10.0, 10.0], [10.0, 4.0, 3.0]], [[10.0, 10.0, 10.0], [10.0, 6.0, 5.0]]])
    found = exits_of(("AAA", "BBB"), going, np.full((2, 2, 3), 1000.0))
    assert found.draws_that_keep == pytest.approx(2 / 3)
