"""Gini and Theil: the closed forms of docs/model.md 2.41, what must not change them, and arrays that are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from braingain.analysis.inequality import gini, theil

THREE, SHARES = np.array([[3.0], [1.0], [0.2]]), np.array([[0.2], [0.2], [0.6]])
AMOUNTS = st.lists(st.floats(0.0, 1e3), min_size=2, max_size=6)


def test_the_numbers_of_the_page() -> None:
    assert gini(THREE, SHARES)[0] == pytest.approx(0.556522, abs=5e-7)
    assert theil(THREE, SHARES)[0] == pytest.approx(0.589941, abs=5e-7)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.9])
def test_all_in_one_place_and_the_same_everywhere(share: float) -> None:
    weights = np.array([[share], [1.0 - share]])
    one = np.array([[7.0], [0.0]])
    assert gini(one, weights)[0] == pytest.approx(1.0 - share)
    assert theil(one, weights)[0] == pytest.approx(-np.log(share))
    assert gini(np.full((2, 1), 4.0), weights)[0] == pytest.approx(0.0, abs=1e-12)
    assert theil(np.full((2, 1), 4.0), weights)[0] == pytest.approx(0.0, abs=1e-12)


@given(AMOUNTS, st.floats(0.1, 100.0), st.integers(0, 2**32 - 1))
def test_units_of_measure_order_and_halved_places_change_nothing(
    amounts: list[float], factor: float, seed: int
) -> None:
    values = np.array(amounts)[:, None] + 0.1
    weights = np.random.default_rng(seed).uniform(0.1, 1.0, values.shape)
    for index in (gini, theil):
        plain = index(values, weights)
        assert index(factor * values, weights) == pytest.approx(plain, abs=1e-9)
        assert index(values, factor * weights) == pytest.approx(plain, abs=1e-9)
        assert index(values[::-1], weights[::-1]) == pytest.approx(plain, abs=1e-9)
        halves = index(np.concatenate([values, values]), np.concatenate([weights, weights]) / 2)
        assert halves == pytest.approx(plain, abs=1e-9)
        assert np.all(plain >= -1e-12)


@given(AMOUNTS, st.integers(0, 2**32 - 1))
def test_a_gift_from_the_richest_place_to_the_poorest_lowers_both(amounts: list[float], seed: int) -> None:
    values = np.array(amounts)[:, None] + np.arange(len(amounts))[:, None] + 1.0
    weights = np.ones_like(values)
    rich, poor = int(values.argmax()), int(values.argmin())
    assume(values[rich, 0] - values[poor, 0] > 1e-3)  # where all have the same there is nothing to give
    given_away = values.copy()
    part = np.random.default_rng(seed).uniform(0.1, 0.5) * (values[rich] - values[poor])
    given_away[rich] -= part
    given_away[poor] += part
    assert gini(given_away, weights)[0] < gini(values, weights)[0]
    assert theil(given_away, weights)[0] < theil(values, weights)[0]


def test_years_and_draws_are_measured_each_for_itself() -> None:
    values = np.stack([np.concatenate([THREE, THREE[::-1]], axis=1), np.ones((3, 2))], axis=1)  # (unit, year, draw)
    found = gini(values, SHARES[:, None])
    assert found.shape == (2, 2)
    assert found[0, 0] == pytest.approx(gini(THREE, SHARES)[0])
    assert found[1] == pytest.approx(0.0)


def test_nobody_has_anything_is_no_inequality() -> None:
    assert gini(np.zeros((3, 1)), SHARES)[0] == 0.0
    assert theil(np.zeros((3, 1)), SHARES)[0] == 0.0


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([[1.0], [-1.0]], [[1.0], [1.0]], "values hold"),
        ([[1.0], [np.nan]], [[1.0], [1.0]], "values hold"),
        ([[1.0], [1.0]], [[1.0], [-1.0]], "weights hold a number"),
        ([[1.0], [1.0]], [[0.0], [0.0]], "no people"),
    ],
)
def test_arrays_that_cannot_be_measured_are_refused(
    values: list[list[float]], weights: list[list[float]], message: str
) -> None:
    for index in (gini, theil):
        with pytest.raises(ValueError, match=message):
            index(np.array(values), np.array(weights))
