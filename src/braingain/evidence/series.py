"""A reported series made fit for use: spikes out, breaks cut, the last segment kept, growth only where it is known.

The rule is that of docs/evidence.md, "Cutting a series": published stocks of health workers jump between sources and definitions, and
the latest point is as often wrong as right. Nothing is changed in silence: what was dropped or cut is flagged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SPIKE = 0.30  # a point this far (in log) from both neighbours, in the same direction, is dropped
JUMP = 0.33  # a step this far (in log) from the usual growth cuts the series
USUAL_GROWTH = 0.04  # 1/year
EARLIER_SEGMENT_YEARS = 4  # a lone last point gives way to a segment that ends at most this long before it
GROWTH_POINTS, GROWTH_YEARS = 3, 4  # a segment needs so many points over so many years to tell its growth
GROWTH_LIMITS = (-0.02, 0.10)
NOISY_SPIKES, NOISY_YEARS = 2, 5  # so many spikes in so many years: no point is trusted, a line is fitted

Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Segment:
    """The part of a series that is used, and what was done to get it.

    ``flags`` has any of: spike_dropped, cut, earlier_segment (the lone last point gave way), single_point,
    theil_sen (a noisy stretch was replaced by its fitted line). ``growth`` is 1/year, in logs; ``growth_method`` is
    estimated (from the segment) or assumed (the default). ``slope`` is the growth measured, before its limits; None
    where the segment is too short to measure one.
    """

    years: tuple[int, ...]
    values: tuple[float, ...]
    flags: tuple[str, ...]
    growth: float
    growth_method: str
    fitted: frozenset[int] = frozenset()
    slope: float | None = None

    def smoothed(self, year: float) -> tuple[float, str]:
        """Value in a year, and how it is known: reported, interpolated, estimated or assumed.

        Between points it runs straight in logs; before and after them it grows at ``growth``.
        """
        if year in self.years:
            method = "estimated" if year in self.fitted else "reported"
            return self.values[self.years.index(int(year))], method
        for (y0, v0), (y1, v1) in pairwise(zip(self.years, self.values, strict=True)):
            if y0 < year < y1:
                part = (year - y0) / (y1 - y0)
                fitted = y0 in self.fitted or y1 in self.fitted
                return v0 ** (1 - part) * v1**part, "estimated" if fitted else "interpolated"
        end = 0 if year < self.years[0] else -1
        return self.values[end] * math.exp(self.growth * (year - self.years[end])), self.growth_method


def clean_series(years: Sequence[int], values: Sequence[float], growth_default: float) -> Segment:
    """The usable last segment of a series of stocks or densities.

    Points that are missing, zero or negative tell nothing and are left out; of two values of one year the later in
    the sequence counts.

    Parameters
    ----------
    growth_default : float
        Growth where the segment cannot tell: .02 in high-income countries, else .04. [1/year]

    Raises
    ------
    ValueError
        Where no point is left.
    """
    points, fitted, kept, segments = _taken_apart(years, values)
    if not points:
        raise ValueError("a series needs a positive value")
    flags: list[str] = []
    if fitted:
        flags.append("theil_sen")
    if len(kept) < len(points):
        flags.append("spike_dropped")
    if len(segments) > 1:
        flags.append("cut")
    chosen = _chosen(segments)
    if chosen is not segments[-1]:
        flags.append("earlier_segment")
    if len(chosen) == 1:
        flags.append("single_point")
    slope = _slope(chosen)
    growth = growth_default if slope is None else min(max(slope, GROWTH_LIMITS[0]), GROWTH_LIMITS[1])
    method = "assumed" if slope is None else "estimated"
    used = tuple(year for year, _ in chosen)
    return Segment(used, tuple(v for _, v in chosen), tuple(flags), growth, method, frozenset(used) & fitted, slope)


@dataclass(frozen=True)
class Breaks:
    """Where a series breaks: years that stand apart, steps between two years, and years that a fitted line replaces."""

    spikes: tuple[int, ...]
    cuts: tuple[tuple[int, int], ...]
    fitted: frozenset[int]


def breaks(years: Sequence[int], values: Sequence[float], usual_growth: float = USUAL_GROWTH) -> Breaks:
    """The breaks by which `clean_series` cuts a series of stocks, and where they are; empty where there are none.

    Parameters
    ----------
    usual_growth : growth that makes no step, of stocks unless another is said. [1/year]
    """
    points, fitted, kept, segments = _taken_apart(years, values, usual_growth)
    left = {year for year, _ in kept}
    spikes = tuple(year for year, _ in points if year not in left)
    cuts = tuple((before[-1][0], after[0][0]) for before, after in pairwise(segments))
    return Breaks(spikes, cuts, fitted)


def _taken_apart(
    years: Sequence[int], values: Sequence[float], usual_growth: float = USUAL_GROWTH
) -> tuple[Points, frozenset[int], Points, list[Points]]:
    """The points in order (noisy stretches by their line), years that the line replaces, points without spikes, segments."""
    points: Points = sorted({int(y): float(v) for y, v in zip(years, values, strict=True) if v > 0}.items())
    points, fitted = _calmed(points)
    kept = _without_spikes(points)
    return points, fitted, kept, _segments(kept, usual_growth) if kept else []


def theil_sen(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and intercept of the line through points by medians: of the slopes of all pairs, then of what is left."""
    slopes = [(b - a) / (t - s) for i, (s, a) in enumerate(points) for t, b in points[i + 1 :] if t != s]
    slope = _median(slopes)
    return slope, _median([value - slope * time for time, value in points])


def _calmed(points: Points) -> tuple[Points, frozenset[int]]:
    """Stretches with two spikes or more in five years, replaced by the Theil-Sen line through their logs."""
    spikes = [points[i][0] for i in range(1, len(points) - 1) if _spike_size(points, i) > SPIKE]
    close = {year for first, second in pairwise(spikes) if second - first < NOISY_YEARS for year in (first, second)}
    fitted: dict[int, float] = {}
    for run in _runs(sorted(close)):
        at = [year for year, _ in points]
        stretch = points[at.index(run[0]) - 1 : at.index(run[-1]) + 2]
        slope, intercept = theil_sen([(year, math.log(value)) for year, value in stretch])
        fitted.update({year: math.exp(intercept + slope * year) for year, _ in stretch})
    return [(year, fitted.get(year, value)) for year, value in points], frozenset(fitted)


def _runs(years: list[int]) -> list[list[int]]:
    """Years in groups whose neighbours are less than five years apart."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year - runs[-1][-1] < NOISY_YEARS:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _without_spikes(points: Points) -> Points:
    """Points without spikes: one at a time, the largest first, each time judged against the neighbours left."""
    kept = list(points)
    while len(kept) > 2:
        size, worst = max((_spike_size(kept, i), i) for i in range(1, len(kept) - 1))
        if size <= SPIKE:
            break
        del kept[worst]
    return kept


def _spike_size(points: Points, i: int) -> float:
    """How far a point is from the nearer of its neighbours in log; 0 where they are not on the same side of it."""
    before = math.log(points[i][1] / points[i - 1][1])
    after = math.log(points[i][1] / points[i + 1][1])
    return min(abs(before), abs(after)) if before * after > 0 else 0.0


def _segments(points: Points, usual_growth: float) -> list[Points]:
    """The series cut wherever it steps away from usual growth."""
    segments = [[points[0]]]
    for (y0, v0), (y1, v1) in pairwise(points):
        if abs(math.log(v1 / v0) - usual_growth * (y1 - y0)) > JUMP:
            segments.append([])
        segments[-1].append((y1, v1))
    return segments


def _chosen(segments: list[Points]) -> Points:
    """The last segment; a lone last point gives way to the latest segment of two points or more shortly before it."""
    last = segments[-1]
    if len(last) > 1:
        return last
    longer = [segment for segment in segments[:-1] if len(segment) > 1]
    if longer and last[0][0] - longer[-1][-1][0] <= EARLIER_SEGMENT_YEARS:
        return longer[-1]
    return last


def _slope(points: Points) -> float | None:
    """Yearly growth in logs by the Theil-Sen slope; None where the segment is too short."""
    if len(points) < GROWTH_POINTS or points[-1][0] - points[0][0] < GROWTH_YEARS:
        return None
    slope, _ = theil_sen([(year, math.log(value)) for year, value in points])
    return slope


def _median(numbers: Sequence[float]) -> float:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
