"""Service, coverage and mortality: the reference values of docs/model.md 2.39, closed forms, signs, and figures that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.analysis import services
from braingain.evidence.estimates import load_registry

ATTENDED, MEASLES = np.array([1.16]), np.array([0.69])


@pytest.mark.parametrize(("density", "share"), [(0.25, 0.235), (0.5, 0.408), (1.0, 0.606), (2.28, 0.8), (4.45, 0.897)])
def test_the_reference_curve_is_that_of_the_page(density: float, share: float) -> None:
    level = services.reference_level(np.array([0.8]), ATTENDED)
    found = services.coverage(level, ATTENDED, np.array([[density]]))
    assert found[0, 0] == pytest.approx(share, abs=5e-4)


def test_where_nobody_serves_nobody_is_reached() -> None:
    level = services.reference_level(np.array([0.8]), ATTENDED)
    assert services.coverage(level, ATTENDED, np.zeros((1, 1)))[0, 0] == 0.0


@given(st.floats(0.02, 0.98), st.lists(st.floats(0.01, 20.0), min_size=3, max_size=3))
def test_a_countrys_own_figure_is_met_by_its_places_together(share: float, densities: list[float]) -> None:
    density, population = np.array(densities)[:, None], np.array([[2.0], [3.0], [5.0]])
    for response in (ATTENDED, MEASLES):
        level = services.level_of_figure(share, response, density, population)
        met = services.national(services.coverage(level, response, density), population)
        assert met[0] == pytest.approx(share, abs=1e-10)


def test_one_place_has_its_level_in_closed_form() -> None:
    density = np.array([[1.7]])
    level = services.level_of_figure(0.43, ATTENDED, density, np.ones((1, 1)))
    assert level[0] == pytest.approx(np.log(0.43 / 0.57) - 1.16 * np.log(1.7))


@pytest.mark.parametrize(
    ("share", "density", "message"),
    [
        (0.0, [1.0, 1.0], "no level gives"),
        (1.0, [1.0, 1.0], "no level gives"),
        (0.5, [0.0, 0.0], "no level gives"),
        (0.9, [1.0, 0.0], "fewer people"),
    ],
)
def test_figures_that_no_level_reaches_are_refused(share: float, density: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        services.level_of_figure(share, ATTENDED, np.array(density)[:, None], np.ones((2, 1)))


def test_full_time_counts_sexes_places_second_jobs_and_missions() -> None:
    workers = np.ones((1, 1, 2, 3, 1)) * 100.0
    fte = np.array([[0.9], [1.0]])
    assert services.full_time(workers, fte)[0, 0, :, 0] == pytest.approx([190.0, 190.0, 190.0])
    assert services.full_time(workers, fte, np.array([0.5]))[0, 0, :, 0] == pytest.approx([190.0, 190.0, 95.0])
    left = np.array([0.8, 0.9, 1.0])[None, None, :, None]
    assert services.full_time(workers, fte, 1.0, left)[0, 0, :, 0] == pytest.approx([152.0, 171.0, 190.0])
    missions = np.array([0.0, 0.0, 7.0])[None, None, :, None]
    assert services.full_time(workers, fte, missions=missions)[0, 0, :, 0] == pytest.approx([190.0, 190.0, 197.0])


def test_density_weighs_cadres_and_its_places_weigh_up() -> None:
    equivalents = np.array([[10.0, 20.0, 30.0], [5.0, 5.0, 5.0]])[None, :, :, None]
    task, population = np.array([[1.0], [0.4]]), np.array([[1e3, 2e3, 4e3]])[:, :, None]
    density = services.service_density(equivalents, task, population)
    assert density[0, :, 0] == pytest.approx([12.0, 11.0, 8.0])
    assert services.national(density, population)[0, 0] == pytest.approx(1000 * (60 + 0.4 * 15) / 7e3)


def test_doubling_workers_goes_with_the_mortality_of_the_page() -> None:
    law = load_registry().get("mortality_elasticity").distribution
    ends = np.array([law.low, law.high])
    found = services.mortality_ratio(ends, np.full((1, 2), 2.0), np.ones(2))
    assert found[0] - 1.0 == pytest.approx([-0.28, -0.14], abs=5e-3)
    assert services.mortality_ratio(ends, np.ones((1, 2)), np.ones(2)) == pytest.approx(1.0)
    assert services.mortality_ratio(ends, np.zeros((1, 2)), np.ones(2)) == pytest.approx(1.0), "no service known"


@given(st.floats(0.05, 10.0), st.floats(1.01, 3.0))
def test_more_service_never_goes_with_less_coverage_or_more_deaths(density: float, factor: float) -> None:
    level = services.reference_level(np.array([0.8]), ATTENDED)
    before, after = np.array([[density]]), np.array([[density * factor]])
    assert services.coverage(level, ATTENDED, after) > services.coverage(level, ATTENDED, before)
    elasticity = np.array([-0.3])
    assert services.mortality_ratio(elasticity, after, before[0]) < 1.0


def test_responses_are_those_that_were_read() -> None:
    registry = load_registry()
    assert registry.get("coverage_response.skilled_attendance").distribution.mode == 1.16
    assert registry.get("coverage_response.measles").distribution.mode == 0.69
    assert registry.get("coverage_reference_share.measles").assumed


def test_missions_serve_rural_places_senders_lack_theirs_where_workers_are_and_students_work_less() -> None:
    heads = np.array([60.0, 30.0, 10.0]).reshape(1, 1, 3, 1)
    found = services.of_missions(np.array([8.0, 4.0]).reshape(1, 2, 1, 1), np.full((1, 1, 1), 10.0), heads)
    assert found[0, 0, :, 0] == pytest.approx([-6.0, -3.0, 12.0 - 1.0])
    shares = np.array([0.5, 0.3, 0.2, 0.0, 0.0, 0.0]).reshape(1, 6, 1)
    lost = services.lost_in_courses(np.array([6.0, 4.0]).reshape(1, 1, 2, 1), np.full((1, 1), 0.4), shares)
    assert lost[0, 0, :, 0] == pytest.approx([2.0, 1.2, 0.8])
