"""Slow proofs on all countries: what docs/verification/world.md records, asked again with fewer draws."""

from __future__ import annotations

import numpy as np
import pytest

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_checks import cascades, diversion, gross_exits, long_run
from braingain.analysis.world_simulate import simulate_world

pytestmark = pytest.mark.slow
WORLD = Scenario(name="world", country="", world=True, horizon=2040, draws=5)


def test_a_run_of_all_countries_conserves_persons_and_corridors() -> None:
    found = simulate_world(Scenario(name="world", country="", world=True, horizon=2040, draws=50))
    assert len(found["countries"]) >= 120
    assert found["conservation_residual"] < 1e-9
    assert found["peak_memory_mb"] < 16_000


def test_diversion_shrinks_when_all_destinations_keep_the_code() -> None:
    found = diversion(WORLD)
    assert np.all(found.cut_by_one > 0) and np.all(found.moved_by_one > 0)
    assert np.all(found.moved_by_all < found.moved_by_one)
    assert np.all(found.kept_by_all > found.kept_by_one)


def test_a_boom_draws_from_a_neighbour_who_recruits_behind() -> None:
    """A cascade can arise. The pairs are no sample: they were chosen after Britain and Ireland had come out mixed."""
    first, *others, mixed = cascades(WORLD)
    assert (mixed.booming, mixed.behind) == ("GBR", "IRL")  # reported beside the others, nothing is asked of it
    assert (first.booming, first.behind) == ("NZL", "GBR")
    assert np.all(first.lost > 0) and np.all(first.recruited > 0) and np.median(first.origins) > 0
    for found in others:
        assert np.all(found.lost > 0) and np.median(found.recruited) > 0


def test_high_income_countries_keep_losing_people() -> None:
    found = gross_exits(WORLD)
    assert found.countries > 40
    assert found.least > 0
    assert np.all(found.last > 0)
    assert np.median(found.last) > 0.5 * np.median(found.first)


def test_sixty_years_stay_finite_and_nobody_piles_up() -> None:
    found = long_run(WORLD)
    assert found.finite
    assert found.conservation < 1e-9
    assert found.most_over_demand < 1.5
    assert found.largest_ln_wage < 3.0
