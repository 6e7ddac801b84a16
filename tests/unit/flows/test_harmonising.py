"""Stocks of one date out of stocks of several: by the logarithm inside five years, nothing made up outside, every cell marked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.flows import FlowError, Stocks, harmonise
from braingain.flows.harmonising import INTERPOLATED, MARKS, MISSING, REPORTED, SHARED_OUT

NAN = np.nan


def of(years: tuple[int, ...], *tables: list[list[float]]) -> Stocks:
    return Stocks(("A", "B", "C")[: len(tables[0])], years, np.array(tables, dtype=float))


def test_inside_five_years_a_stock_goes_by_its_logarithm_by_hand() -> None:
    """100 to 400 in four years is 200 after two; nought to 10 goes straight; nothing is made up outside."""
    stocks = of((2010, 2014), [[100.0, 0.0], [NAN, 50.0]], [[400.0, 10.0], [8.0, 50.0]])
    found = harmonise(stocks, [2009, 2010, 2012, 2014, 2015])
    assert found.stocks.years == (2009, 2010, 2012, 2014, 2015)
    middle = found.stocks.workers[2]
    assert (
        middle[0, 0] == pytest.approx(200.0)
        and middle[0, 1] == pytest.approx(5.0)
        and middle[1, 1] == pytest.approx(50.0)
    )
    assert np.isnan(middle[1, 0])
    assert np.isnan(found.stocks.workers[[0, 4]]).all()
    marks = [MARKS[int(q)] for q in found.quality[:, 0, 0]]
    assert marks == ["missing", "reported", "interpolated", "reported", "missing"]


def test_six_years_are_too_far_and_a_figure_between_is_not_passed_over() -> None:
    far = of((2010, 2016), [[100.0]], [[400.0]])
    assert np.isnan(harmonise(far, [2012]).stocks.workers).all()
    three = of((2010, 2012, 2014), [[100.0]], [[300.0]], [[100.0]])
    found = harmonise(three, [2011, 2012, 2013]).stocks.workers[:, 0, 0]
    assert found == pytest.approx([np.sqrt(100 * 300), 300.0, np.sqrt(100 * 300)])


def test_the_unknown_are_shared_out_over_the_foreign_trained_of_a_destination() -> None:
    """30 of unknown origin in A: 10 and 20 to B and C, who have 100 and 200 there; A's own get none."""
    stocks = of((2010,), [[900.0, 0.0, 5.0], [100.0, 50.0, NAN], [200.0, 0.0, 70.0]])
    found = harmonise(stocks, [2010], unknown=np.array([[30.0, 0.0, 0.0]]))
    assert found.stocks.workers[0, :, 0].tolist() == pytest.approx([900.0, 110.0, 220.0])
    assert found.quality[0, :, 0].tolist() == [REPORTED, SHARED_OUT, SHARED_OUT]
    assert np.isnan(found.stocks.workers[0, 1, 2]) and found.quality[0, 1, 2] == MISSING
    by_fit = harmonise(
        stocks, [2010], unknown=np.array([[30.0, 0.0, 0.0]]), expected=np.array([[1.0, 1, 1], [3, 1, 1], [1, 1, 1]])
    )
    assert by_fit.stocks.workers[0, :, 0].tolist() == pytest.approx([900.0, 122.5, 207.5])


@given(seed=st.integers(0, 2**32 - 1))
def test_nothing_reported_is_changed_and_totals_are_kept(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, years = int(rng.integers(2, 6)), (2000, 2003, 2009)
    workers = rng.gamma(1.0, 50.0, (3, n, n)) * (rng.uniform(size=(3, n, n)) < 0.8)
    workers[rng.uniform(size=workers.shape) < 0.3] = NAN
    stocks = Stocks(tuple("ABCDEF"[:n]), years, workers)
    found = harmonise(stocks, years)
    assert np.array_equal(found.stocks.workers, workers, equal_nan=True)
    assert set(np.unique(found.quality)) <= {MISSING, REPORTED}
    between = harmonise(stocks, [2001, 2002, 2005])
    low, high = np.fmin(workers[0], workers[1]), np.fmax(workers[0], workers[1])
    inside = between.stocks.workers[:2]
    known = ~np.isnan(inside)
    assert np.all((inside >= low * (1 - 1e-12))[known]) and np.all((inside <= high * (1 + 1e-12))[known])
    assert np.array_equal(known[0], ~np.isnan(workers[0]) & ~np.isnan(workers[1]))
    assert np.all(between.quality[:2][known] == INTERPOLATED)
    assert np.isnan(between.stocks.workers[2]).all()  # 2003 to 2009 is too far
    unknown = np.where(np.nan_to_num(workers * (1 - np.eye(n))).sum(axis=1) > 0, 12.0, 0.0)
    shared = harmonise(stocks, years, unknown=unknown)
    assert np.nansum(shared.stocks.workers, axis=1) == pytest.approx(np.nansum(workers, axis=1) + unknown)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"years": [2011, 2010]}, "rising order"),
        ({"years": []}, "rising order"),
        ({"definitions": ["trained", "born"]}, "mix born and trained"),
        ({"definitions": ["trained"]}, "are 1, years are 2"),
        ({"unknown": np.ones((1, 2))}, "it should be"),
        ({"unknown": -np.ones((2, 2))}, "negative"),
        ({"unknown": np.ones((2, 2)), "expected": np.ones((3, 3))}, "it should be"),
        ({"unknown": np.ones((2, 2)), "expected": np.eye(2)}, "no origin over which"),
    ],
)
def test_what_cannot_be_set_side_by_side_is_refused(change: dict[str, object], words: str) -> None:
    stocks = of((2010, 2012), [[10.0, 2.0], [3.0, 5.0]], [[10.0, 2.0], [3.0, 5.0]])
    arguments: dict[str, object] = {"years": [2010, 2012]} | change
    with pytest.raises(FlowError, match=words):
        harmonise(stocks, **arguments)  # type: ignore[arg-type]


def test_a_negative_stock_is_named_by_its_cell() -> None:
    with pytest.raises(FlowError, match="negative"):
        harmonise(of((2010,), [[1.0, -1.0], [0.0, 1.0]]), [2010])
