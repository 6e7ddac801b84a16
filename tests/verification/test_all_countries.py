"""Slow proofs on all countries: what docs/verification/world.md records, asked again with fewer draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_cascade import FAILS, PAIRS, cascades
from braingain.analysis.world_checks import LONG_SEEDS
from braingain.analysis.world_diversion import ALL, BOTH_ALL, BOTH_ONE, CODES, ONE, diversion
from braingain.analysis.world_exits import Exits, gross_exits
from braingain.analysis.world_long import LIMITS, LongRun, long_run
from braingain.analysis.world_simulate import simulate_world

pytestmark = pytest.mark.slow
WORLD = Scenario(name="world", country="", world=True, horizon=2040, draws=5)


def test_a_run_of_all_countries_conserves_persons_and_corridors() -> None:
    found = simulate_world(Scenario(name="world", country="", world=True, horizon=2040, draws=50))
    assert len(found["countries"]) >= 120
    assert found["conservation_residual"] < 1e-9
    assert found["peak_memory_mb"] < 16_000


def test_diversion_shrinks_when_all_destinations_keep_the_code() -> None:
    """The share by ways that stay open: other channels, irregular, destinations without the code."""
    found = diversion(WORLD)
    for code in CODES:
        assert np.all(found.first[code].cut > 0) and np.all(found.first[code].share > 1e-3)
        np.testing.assert_allclose(found.first_off[code].share, 0.0, atol=1e-9)
        assert np.all(found.first_off[code].cut > 0)
    for one, everywhere in ((ONE, ALL), (BOTH_ONE, BOTH_ALL)):
        assert np.all(found.shrinks(one, everywhere))
        assert np.all(found.first[one].elsewhere > 0)


def test_booms_draw_from_neighbours_and_some_of_these_recruit_behind() -> None:
    """The largest corridors between countries that take doctors: who leaves B, and whether B recruits in its turn."""
    found = cascades(WORLD)
    assert len(found) == PAIRS and len({(c.pair.booming, c.pair.behind) for c in found}) == PAIRS
    for each in found:
        assert np.all(each.lost > 0), each.pair
        assert each.sources[0][0] != each.pair.behind
    assert sum(each.verdict != FAILS for each in found) >= PAIRS / 2  # a cascade is common; it is no law


@pytest.fixture(scope="module")
def exits() -> Exits:
    return gross_exits(WORLD)


def test_high_income_countries_together_keep_losing_people(exits: Exits) -> None:
    assert len(exits.countries) > 40
    assert exits.holds_together
    assert np.all(exits.last > 0)


@pytest.mark.xfail(
    strict=True,
    reason="a quarter and more of the countries lose less than half of their first year's share by 2040: open",
)
def test_nine_in_ten_high_income_countries_keep_losing_people(exits: Exits) -> None:
    """The lesson fails openly here: the bounds were set before the run to 2040, and stay."""
    assert exits.holds_by_country


@pytest.fixture(scope="module")
def sixty() -> LongRun:
    """Sixty years of a seed on which no limit was set, and in which an independent reader found limits broken."""
    return long_run(replace(WORLD, draws=10, seed=LONG_SEEDS[0]))


def test_nothing_runs_away_in_sixty_years(sixty: LongRun) -> None:
    assert sixty.finite
    assert sixty.conservation < 1e-9
    assert sixty.over_demand[-1] < 1.5
    assert sixty.broken["overfull"] <= LIMITS["overfull"]
    assert sixty.bounded.hold


@pytest.mark.xfail(
    strict=True,
    reason="in seed 2 more than 1.5 % of countries, cadres and draws keep less than half of their workers: where people become"
    " fewer (Ukraine, Moldova, Bosnia, Romania) and on small islands, paths of people and money among it: open",
)
def test_no_limit_of_sixty_years_is_broken(sixty: LongRun) -> None:
    """The limits were set on seed 1 and stay (decision 0034)."""
    assert {name: share for name, share in sixty.broken.items() if share > LIMITS[name]} == {}
    assert sixty.bounded.foreign.max() < 1.0  # all corridors into a country together, of its posts
