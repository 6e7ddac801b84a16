"""What is called running away, on series made up by hand; the run of all countries is a slow test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from braingain.analysis.world_bounds import Bounded
from braingain.analysis.world_checks import LONG_SEEDS
from braingain.analysis.world_long import (
    LIMITS,
    LongRun,
    crowded,
    flooded,
    moving_away,
    pooled,
    shrunk,
    swinging,
    yearly_growth,
)
from braingain.output.world_checks import BROKEN, LONG, sixty_years

YEARS = 12


def series(values: list[float]) -> np.ndarray:
    """One country, cadre and draw. (year, 1, 1, 1)"""
    return np.array(values)[:, None, None, None]


@pytest.mark.parametrize(
    ("last", "ten_years_before", "away"),
    [(0.9, 0.6, True), (-0.9, -0.6, True), (0.9, 0.8, False), (0.6, 0.9, False), (-0.6, -0.9, False)],
)
def test_pay_moves_away_where_its_distance_grows(last: float, ten_years_before: float, away: bool) -> None:
    wage = np.zeros((YEARS, 1, 1, 1))
    wage[-1], wage[-11] = last, ten_years_before
    assert bool(moving_away(wage)[0, 0, 0]) is away


@pytest.mark.parametrize(
    ("stock", "swings"),
    [
        ([8100.0, 6900.0, 12900.0, 9000.0], True),  # New Zealand's doctors before decision 24
        ([8100.0, 6900.0, 5900.0, 5000.0], False),  # falls, and falls on
        ([8100.0, 7900.0, 8300.0, 8000.0], False),  # by less than a tenth
        ([81.0, 69.0, 129.0, 90.0], False),  # too few to count
    ],
)
def test_a_swing_is_up_and_down_by_a_tenth(stock: list[float], swings: bool) -> None:
    assert bool(swinging(series(stock), series([17000.0] * 4))[0, 0, 0]) is swings


@pytest.mark.parametrize(
    ("seats", "path", "found"),
    [
        ([100.0, 610.0], [50.0, 50.0], True),
        ([100.0, 590.0], [50.0, 50.0], False),
        ([100.0, 1100.0], [50.0, 100.0], False),  # 11 times, where the path makes 2
        ([100.0, 310.0], [50.0, 25.0], True),  # 3.1 times, where the path makes a half
        ([0.5, 60.0], [50.0, 50.0], False),  # next to none at the start
    ],
)
def test_seats_flood_where_they_leave_their_path_behind(seats: list[float], path: list[float], found: bool) -> None:
    assert bool(flooded(series(seats), series(path))[0, 0, 0]) is found


def test_a_stock_that_does_not_matter_does_not_swing_or_burst() -> None:
    stock, workers = series([200.0, 400.0, 200.0]), series([1e6] * 3)
    assert not swinging(stock, workers).any()
    assert np.all(yearly_growth(stock, workers) == 1.0)
    assert yearly_growth(stock, series([1e4] * 3))[:, 0, 0, 0].tolist() == [2.0, 0.5]


def test_a_cadre_that_never_was_cannot_be_emptied() -> None:
    workers = np.array([[[[100.0]], [[0.0]], [[100.0]]], [[[49.0]], [[0.0]], [[51.0]]]])
    assert shrunk(workers, 0.5)[-1, :, 0, 0].tolist() == [True, False, False]


def test_a_corridor_that_hardly_was_and_holds_a_tenth_crowds_a_country() -> None:
    """Two origins, one cadre, four draws, 10 000 workers and later 20 000; the last country is too small to count."""
    first = np.array([[[9.0, 11.0, 9.0, 0.0]], [[800.0, 0.0, 0.0, 0.0]]])
    last = np.array([[[2001.0, 5000.0, 1999.0, 50.0]], [[5000.0, 0.0, 0.0, 0.0]]])
    workers = np.array([[[1e4, 1e4, 1e4, 90.0]], [[2e4, 2e4, 2e4, 90.0]]])
    assert crowded(first, last, workers)[0].tolist() == [True, False, False, False]


def test_limits_are_asked_of_all_draws_of_all_seeds_and_the_page_shows_each() -> None:
    """Two seeds of 1 and 3 draws: what all of one and none of the other does is a quarter; .05 % of surplus passes, 4 % does not."""
    none = np.zeros(2)
    first = LongRun(
        years=60,
        seed=2,
        draws=1,
        finite=True,
        conservation=0.0,
        broken=dict.fromkeys(LIMITS, 0.0) | {"emptied": 1.0, "overfull": 0.16},
        wage=(0.1, 0.5, 0.6),
        over_demand=(0.5, 1.0, 1.0, 2.4),
        emptied={60: 1.0},
        fastest=1.5,
        rising=0.0,
        falling=0.0,
        private_pay=(0.1, 0.2, 0.3),
        seats=(1.0, 2.0, 3.0),
        many_seats=0.0014,
        bounded=Bounded(none, none, none, none, none, none),
    )
    runs = [first, replace(first, seed=3, draws=3, broken=dict.fromkeys(LIMITS, 0.0))]
    whole = pooled(runs)
    assert (whole["emptied"], whole["overfull"], whole["gone"]) == pytest.approx((0.25, 0.04, 0.0))
    text = sixty_years(runs)
    assert "4 draws of 2 seeds" in text
    assert (
        "| workers above 1.5 times demand at its wage, where posts follow demand | 16.00% | 0.00% | 4.00% | 0.10% | **no** |"
        in text
    )
    assert "| less than a quarter of the workers of the start | 0.00% | 0.00% | 0.00% | 0.40% | yes |" in text
    assert "| workers over demand: 1 %, 50 %, 99 %, largest | 0.50, 1.00, 1.00, 2.40 | 0.50, 1.00, 1.00, 2.40 |" in text


def test_nothing_is_set_on_a_seed_that_the_page_shows() -> None:
    assert len(set(LONG_SEEDS)) >= 3 and 1 not in LONG_SEEDS
    assert len(LONG_SEEDS) * LONG >= 30
    assert set(BROKEN) == set(LIMITS)
