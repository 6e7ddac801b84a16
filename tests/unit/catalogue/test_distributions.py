"""Laws of estimates: quantiles, medians, bounds, and what widening does to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from braingain.evidence.distributions import Dirichlet, Distribution, Widened

LAW = TypeAdapter(Distribution)
U = (np.arange(20_000) + 0.5) / 20_000


def law(kind, **values):
    return LAW.validate_python({"kind": kind, **values})


@pytest.mark.parametrize(
    ("one", "median", "mean"),
    [
        (law("fixed", value=3.0), 3.0, 3.0),
        (law("uniform", low=1.0, high=3.0), 2.0, 2.0),
        (law("triangular", low=0.0, central=1.0, high=4.0), 4 - np.sqrt(6.0), 5 / 3),
        (law("triangular", low=0.0, central=0.0, high=1.0), 1 - np.sqrt(0.5), 1 / 3),
        (law("triangular", low=0.5, central=1.0, high=1.0), 0.5 + np.sqrt(0.125), 2.5 / 3),
        (law("lognormal", median=0.9, sigma=0.6), 0.9, 0.9 * np.exp(0.18)),
        (law("beta", a=2, b=5), 0.26444998, 2 / 7),
        (law("normal_truncated", mean=6.4, sd=0.5), 6.4, 6.4),
        (law("normal_truncated", mean=0.0, sd=1.0), 0.67448975, np.sqrt(2 / np.pi)),
    ],
)
def test_median_and_mean_of_each_law(one, median, mean):
    assert one.quantile(0.5) == pytest.approx(median, rel=1e-6)
    assert one.quantile(U).mean() == pytest.approx(mean, rel=2e-3)


@pytest.mark.parametrize(
    "one",
    [
        law("triangular", low=0.7, central=0.88, high=0.97),
        law("lognormal", median=0.1, sigma=0.8, high=1.0),
        law("normal_truncated", mean=0.25, sd=0.15, low=0.0, high=1.0),
        law("beta", a=2, b=4),
    ],
)
def test_draws_stay_in_bounds_and_rise_with_u(one):
    values = one.quantile(np.array([2.0**-54, *U, 1 - 2.0**-53]))
    low, high = one.bounds
    assert values.min() >= low
    assert values.max() <= high
    assert (np.diff(values) >= 0).all()


@given(st.floats(0.05, 5.0), st.floats(0.05, 1.5), st.sampled_from([0.3, 0.6]))
def test_a_widened_lognormal_is_a_lognormal_with_a_larger_sigma(median, sigma, extra):
    wide = Widened(law=law("lognormal", median=median, sigma=sigma), extra=extra, share=False)
    larger = law("lognormal", median=median, sigma=sigma + extra)
    np.testing.assert_allclose(wide.quantile(U[::500]), larger.quantile(U[::500]), rtol=1e-9)


def test_a_widened_share_keeps_its_median_and_stays_a_share():
    narrow = law("triangular", low=0.7, central=0.88, high=0.97)
    wide = Widened(law=narrow, extra=0.6, share=True)
    values = wide.quantile(U)
    assert np.median(values) == pytest.approx(np.median(narrow.quantile(U)), abs=1e-4)
    assert 0 < values.min() < 0.7
    assert 0.97 < values.max() < 1


def test_a_dirichlet_sums_to_one_with_its_centre_as_mean():
    mix = Dirichlet(kind="dirichlet", centre=(0.45, 0.35, 0.20), count=12)
    rows = np.random.default_rng(1).random((3, 20_000))
    shares = mix.quantile(rows)
    assert shares.shape == (3, 20_000)
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(shares.mean(axis=1), mix.centre, atol=0.005)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"kind": "triangular", "low": 1, "central": 0, "high": 2}, "low <= central <= high"),
        ({"kind": "uniform", "low": 2, "high": 1}, "low < high"),
        ({"kind": "lognormal", "median": 0, "sigma": 1}, "greater than 0"),
        ({"kind": "dirichlet", "centre": [0.5, 0.4], "count": 12}, "sum to 1"),
        ({"kind": "gamma", "a": 1}, "gamma"),
    ],
)
def test_impossible_laws_are_refused(content, message):
    with pytest.raises(ValidationError, match=message):
        LAW.validate_python(content)
