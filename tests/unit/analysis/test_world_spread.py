"""Distribution over countries and service of the world: by hand, by cadre, and as a run of many countries prints it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from braingain.analysis import world_spread
from braingain.analysis.inequality import gini, theil
from braingain.analysis.outcomes import Tally
from braingain.analysis.runs import Key

YEARS, DRAWS, PLACES = 2, 3, 3


def country(doctors: float, nurses: float, people: float) -> Tally:
    """A country with so many at work and so many people, the same in all years and draws; half women, a third a place."""
    workers = np.zeros((YEARS, 2, 2, PLACES, DRAWS))
    workers[:, 0], workers[:, 1] = doctors / 6, nurses / 6
    facts = SimpleNamespace(
        population=np.full((YEARS, PLACES, DRAWS), people / PLACES),
        fte=np.ones((2, DRAWS)),
        rural_fte=np.ones(DRAWS),
        task=np.ones((4, DRAWS)),
        coverage={},
    )
    ones = np.ones((YEARS, 2, PLACES, DRAWS))
    found: Any = SimpleNamespace(workers=workers, service_per_head=ones, missions=0.0 * ones, facts=facts)
    return found


PARAMETERS = {
    "coverage_response.skilled_attendance": np.full(DRAWS, 1.16),
    "coverage_response.measles": np.full(DRAWS, 0.69),
    "coverage_reference_share.skilled_attendance": np.full(DRAWS, 0.8),
    "coverage_reference_share.measles": np.full(DRAWS, 0.8),
    "mortality_elasticity": np.full(DRAWS, -0.4),
}


def test_countries_weigh_as_their_people_and_cadres_are_apart() -> None:
    """The three units of the page (2.41): densities 3, 1 and .2 for shares of .2, .2 and .6 of the people."""
    people = np.array([200.0, 200.0, 600.0])
    doctors = np.array([3.0, 1.0, 0.2]) * people
    found = world_spread.distribution_over_countries(
        [country(d, 0.01 * p, p) for d, p in zip(doctors, people, strict=True)]
    )
    np.testing.assert_allclose(found["density_per_10k.doctor.gini"], 0.556522, atol=5e-7)
    np.testing.assert_allclose(found["density_per_10k.doctor.theil"], 0.589941, atol=5e-7)
    np.testing.assert_allclose(found["density_per_10k.nurse.gini"], 0.0, atol=1e-12)
    together = (doctors / people + 0.01)[:, None]
    np.testing.assert_allclose(found["density_per_10k.gini"], gini(together, people[:, None])[0], rtol=1e-12)
    np.testing.assert_allclose(found["density_per_10k.theil"], theil(together, people[:, None])[0], rtol=1e-12)
    assert all(values.shape == (YEARS, DRAWS) for values in found.values()) and len(found) == 12


def test_service_of_the_world_is_the_mean_over_people() -> None:
    """2.28 for 1 000 people is covered to 80 % by the reference curve; a country of half the people has none."""
    counted = {"AAA": country(1.28e3, 1e3, 1e6), "BBB": country(0.0, 0.0, 3e6)}
    parameters = dict.fromkeys(counted, PARAMETERS)
    references = {code: world_spread.world_reference(one, PARAMETERS) for code, one in counted.items()}
    by_country = world_spread.services_of_countries(counted, parameters, references)
    np.testing.assert_allclose(by_country["AAA"]["skilled_attendance_share"], 0.8, rtol=1e-12)
    np.testing.assert_allclose(by_country["AAA"]["mortality_ratio"], 1.0)
    world = world_spread.services_of_world(by_country, counted)
    np.testing.assert_allclose(world["skilled_attendance_share"], 0.2, rtol=1e-12)
    np.testing.assert_allclose(world["density_per_1000"], 2.28 / 4, rtol=1e-12)
    assert "mortality_ratio" not in world


def test_a_figure_that_no_level_reaches_leaves_the_reference_curve() -> None:
    half = country(1e3, 0.0, 1e6)
    half.workers[:, :, :, 1:] = 0.0  # service in one place of three
    reached = world_spread.world_reference(half, PARAMETERS).levels["measles"]
    half.facts.coverage["measles"] = 0.5
    np.testing.assert_array_equal(world_spread.world_reference(half, PARAMETERS).levels["measles"], reached)
    half.facts.coverage["measles"] = 0.2
    assert np.all(world_spread.world_reference(half, PARAMETERS).levels["measles"] != reached)


def test_records_hold_intervals_by_cadre_of_one_run_or_of_two() -> None:
    counted = {"AAA": country(2e3, 1e3, 1e6), "BBB": country(1e2, 1e3, 3e6)}
    parameters = dict.fromkeys(counted, PARAMETERS)
    references = {code: world_spread.world_reference(one, PARAMETERS) for code, one in counted.items()}
    world, own = world_spread.kept_spread(counted, parameters, references, 2)
    assert world[Key("distribution.density_per_10k.doctor.gini")].shape == (YEARS, 2)
    alone = world_spread.distribution_record(world)
    assert alone["density_per_10k.doctor"]["gini"]["median"][0] > alone["density_per_10k.nurse"]["gini"]["median"][0]
    two = world_spread.distribution_record(world, world)
    assert two["density_per_10k.doctor"]["gini"]["difference"]["median"] == [0.0] * YEARS
    assert set(world_spread.services_record(world)) == {"density_per_1000", "skilled_attendance_share", "measles_share"}
    assert world_spread.services_record(own["AAA"])["mortality_ratio"]["how"] == "associated"
    density = world_spread.services_record(world, world)["density_per_1000"]
    women, men = (density["by_sex"][sex]["package"]["median"][0] for sex in ("female", "male"))
    assert women == men == pytest.approx(density["package"]["median"][0] / 2)
    assert two["density_per_10k"]["by_sex"] is None and two["density_per_10k"]["by_sex_why"]
    assert world_spread.services_record(world)["measles_share"]["by_sex_why"]
    levels = world_spread.levels_record({"AAA": {"measles": 0.9}, "BBB": {}}, ["AAA", "BBB"])
    assert levels["measles_share"] == {"own_figure": 1, "assumed_curve": 1}
    assert levels["skilled_attendance_share"] == {"own_figure": 0, "assumed_curve": 2}
    with pytest.raises(KeyError):
        world_spread.distribution_record({})
