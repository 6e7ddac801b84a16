"""The rule for series: spikes out, largest first; breaks cut; last segment; growth only where it can be told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.evidence.series import GROWTH_LIMITS, clean_series, theil_sen


def steady(first: int, last: int, start: float = 100.0, growth: float = 0.04) -> tuple[list[int], list[float]]:
    years = list(range(first, last + 1))
    return years, [start * math.exp(growth * (year - first)) for year in years]


def test_a_steady_series_is_left_alone() -> None:
    years, values = steady(2005, 2018)
    segment = clean_series(years, values, 0.02)
    assert (segment.years, segment.values, segment.flags) == (tuple(years), tuple(values), ())
    assert segment.growth == pytest.approx(0.04)
    assert segment.growth_method == "estimated"


def test_a_spike_is_dropped() -> None:
    years, values = steady(2005, 2018)
    values[6] *= 1.5
    segment = clean_series(years, values, 0.02)
    assert 2011 not in segment.years
    assert segment.flags == ("spike_dropped",)
    assert segment.smoothed(2011) == (pytest.approx(100 * math.exp(0.24)), "interpolated")


@pytest.mark.parametrize(("factor", "dropped"), [(1.30, False), (1.40, True), (0.79, False), (0.70, True)])
def test_the_limit_of_a_spike_is_30_in_log_from_both_neighbours(factor: float, dropped: bool) -> None:
    segment = clean_series([2010, 2011, 2012], [100.0, 100.0 * factor, 100.0], 0.04)
    assert ("spike_dropped" in segment.flags) == dropped


def test_a_step_is_no_spike_because_it_goes_on_in_one_direction() -> None:
    segment = clean_series([2010, 2011, 2012], [100.0, 150.0, 225.0], 0.04)
    assert "spike_dropped" not in segment.flags


def test_the_largest_spike_goes_first_and_neighbours_are_judged_anew() -> None:
    # 2012 (+.69) is larger than 2014 (-.36), far apart in years: after it nothing else is out of line.
    years = [2000, 2006, 2012, 2018, 2024]
    segment = clean_series(years, [100.0, 104.0, 208.0, 100.0, 104.0], 0.04)
    assert 2012 not in segment.years
    assert 2018 in segment.years or "cut" in segment.flags


def test_a_break_cuts_and_the_last_segment_is_used() -> None:
    years, values = steady(2000, 2018)
    values = [value if year < 2010 else value * 2 for year, value in zip(years, values, strict=True)]
    segment = clean_series(years, values, 0.02)
    assert segment.years == tuple(range(2010, 2019))
    assert segment.flags == ("cut",)


@pytest.mark.parametrize(("step", "cut"), [(0.36, False), (0.38, True), (-0.28, False), (-0.30, True)])
def test_the_limit_of_a_break_is_33_off_usual_growth(step: float, cut: bool) -> None:
    segment = clean_series([2016, 2017, 2018], [100.0, 104.0, 104.0 * math.exp(step)], 0.04)
    assert ("cut" in segment.flags) == cut


def test_years_between_points_count_in_the_limit() -> None:
    assert clean_series([2000, 2010], [100.0, 100.0 * math.exp(0.72)], 0.04).flags == ()
    assert "cut" in clean_series([2000, 2010], [100.0, 100.0 * math.exp(0.74)], 0.04).flags


@pytest.mark.parametrize(("gap", "earlier"), [(1, True), (4, True), (5, False)])
def test_a_lone_last_point_gives_way_to_a_segment_that_ends_at_most_4_years_before(gap: int, earlier: bool) -> None:
    years, values = steady(2008, 2014)
    segment = clean_series([*years, 2014 + gap], [*values, values[-1] * 3], 0.02)
    assert ("earlier_segment" in segment.flags) == earlier
    assert ("single_point" in segment.flags) != earlier
    assert segment.years[-1] == (2014 if earlier else 2014 + gap)
    assert "cut" in segment.flags


def test_two_lone_points_in_a_row_still_find_the_longer_segment() -> None:
    years, values = steady(2008, 2014)
    segment = clean_series([*years, 2015, 2016], [*values, values[-1] * 2, values[-1] * 5], 0.02)
    assert segment.years == tuple(years)


@pytest.mark.parametrize(
    ("years", "values", "growth", "method"),
    [
        ([2010, 2014], [100.0, 110.0], 0.02, "assumed"),
        ([2010, 2011, 2013], [100.0, 101.0, 103.0], 0.02, "assumed"),
        ([2010, 2012, 2014], [100.0, 104.0, 108.16], math.log(1.04) / 2, "estimated"),
        ([2010, 2012, 2014], [100.0, 130.0, 169.0], 0.10, "estimated"),
        ([2010, 2012, 2014], [100.0, 90.0, 81.0], -0.02, "estimated"),
        ([2018], [100.0], 0.02, "assumed"),
    ],
)
def test_growth_needs_three_points_over_four_years_and_stays_within_limits(
    years: list[int], values: list[float], growth: float, method: str
) -> None:
    segment = clean_series(years, values, 0.02)
    assert segment.growth == pytest.approx(growth)
    assert segment.growth_method == method


def test_two_spikes_in_five_years_make_a_fitted_line_of_ghana_s_doctors() -> None:
    segment = clean_series([2016, 2017, 2018, 2019, 2020], [3618, 2679, 4406, 3236, 5285], 0.04)
    assert segment.flags == ("theil_sen",)
    assert segment.years == (2016, 2017, 2018, 2019, 2020)
    # Slopes of the ten pairs of logs have the median .0945925; the line runs at the median of what is left.
    assert segment.growth == pytest.approx(0.0945925, abs=1e-6)
    assert segment.smoothed(2018) == (pytest.approx(4371.5, abs=0.1), "estimated")


def test_theil_sen_by_hand() -> None:
    assert theil_sen([(0, 0.0), (1, 1.0), (2, 2.0), (3, 30.0)]) == (pytest.approx(5.5), pytest.approx(-2.25))


def test_before_and_after_the_segment_it_grows_and_says_how_that_is_known() -> None:
    years, values = steady(2010, 2016)
    known = clean_series(years, values, 0.02)
    assert known.smoothed(2018) == (pytest.approx(values[-1] * math.exp(0.08)), "estimated")
    assert known.smoothed(2009) == (pytest.approx(values[0] * math.exp(-0.04)), "estimated")
    assert known.smoothed(2012) == (values[2], "reported")
    alone = clean_series([2016], [100.0], 0.02)
    assert alone.smoothed(2018) == (pytest.approx(100 * math.exp(0.04)), "assumed")


def test_missing_zero_and_unordered_points() -> None:
    segment = clean_series([2018, 2010, 2014, 2016, 2012], [108.0, 100.0, math.nan, 0.0, 104.0], 0.04)
    assert segment.years == (2010, 2012, 2018)
    with pytest.raises(ValueError, match="positive"):
        clean_series([2018], [0.0], 0.04)


points = st.lists(
    st.tuples(st.integers(1990, 2022), st.floats(1.0, 1e5)), min_size=1, max_size=20, unique_by=lambda point: point[0]
)


@given(points)
def test_a_segment_is_ordered_positive_within_limits_and_never_made_of_nothing(series: list[tuple[int, float]]) -> None:
    years, values = zip(*series, strict=True)
    segment = clean_series(years, values, 0.04)
    assert list(segment.years) == sorted(set(segment.years) & set(years))
    assert all(value > 0 for value in segment.values)
    assert GROWTH_LIMITS[0] <= segment.growth <= GROWTH_LIMITS[1]
    reported = dict(series)
    for year, value in zip(segment.years, segment.values, strict=True):
        assert year in segment.fitted or value == reported[year]


@given(points, st.floats(1e-3, 1e3))
def test_the_unit_of_the_series_changes_nothing(series: list[tuple[int, float]], factor: float) -> None:
    years, values = zip(*series, strict=True)
    one = clean_series(years, values, 0.04)
    other = clean_series(years, [value * factor for value in values], 0.04)
    if one.years == other.years:  # a point that lies on a limit may fall to either side
        assert other.values == pytest.approx([value * factor for value in one.values], rel=1e-9)
        assert other.growth == pytest.approx(one.growth, abs=1e-9)
