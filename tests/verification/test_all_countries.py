"""Slow proofs on all countries: what docs/verification/world.md records, asked again with fewer draws."""

from __future__ import annotations

import numpy as np
import pytest

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_cascade import FAILS, PAIRS, cascades
from braingain.analysis.world_checks import long_run
from braingain.analysis.world_diversion import ALL, BOTH_ALL, BOTH_ONE, CODES, ONE, diversion
from braingain.analysis.world_exits import LEAST_OF_START, gross_exits
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


def test_high_income_countries_keep_losing_people() -> None:
    found = gross_exits(WORLD)
    assert len(found.countries) > 40
    assert np.median(found.last_together / found.first_together) >= LEAST_OF_START
    assert found.kept >= 0.9


def test_sixty_years_stay_finite_and_nobody_piles_up() -> None:
    found = long_run(WORLD)
    assert found.finite
    assert found.conservation < 1e-9
    assert found.most_over_demand < 1.5
    assert found.largest_ln_wage < 3.0
