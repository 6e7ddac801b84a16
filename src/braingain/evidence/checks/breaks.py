"""Jumps and breaks in series of stocks, by the rule by which a baseline cuts them (`evidence.series`)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from braingain.evidence.checks.registry import Hit, Seen, check
from braingain.evidence.national import persons_of
from braingain.evidence.series import JUMP, SPIKE, USUAL_GROWTH
from braingain.evidence.series import breaks as breaks_of

PEOPLE_GROWTH = 0.02  # of people, usually: a density grows by so much less than a stock [1/year]
DENSITY, NUMBER = "density_per_10k", "workers"
# Rows that are alike in these are one series.
SERIES = (
    "source", "indicator", "country", "partner", "definition", "measure", "activity", "count", "cadre", "sex", "age",
    "place", "employment", "unit",
)  # fmt: skip


@check(
    "break",
    "doubtful",
    "a stock that jumps between two years, or stands apart from the years before and after",
    "the rule by which a baseline cuts its series (docs/evidence.md, Cutting a series; DATA 6.6)",
)
def find_breaks(seen: Seen) -> Iterator[Hit]:
    """Spikes, steps and stretches with several spikes in each series of stocks.

    Densities are judged as persons; where the people of their years are not known (before 1990, and after the last year
    of the World Bank's), as densities.
    """
    stocks = seen.rows[seen.rows["indicator"].isin([DENSITY, NUMBER]) & (seen.rows["value"] > 0)]
    for key, series in stocks.groupby(list(SERIES), sort=True):
        years, values = series["year"].tolist(), series["value"].tolist()
        told = dict(zip(years, values, strict=True))
        persons = told
        if key[SERIES.index("indicator")] == DENSITY:
            persons = persons_of(seen.wdi, str(key[SERIES.index("country")]), years, values)
        at = dict(zip(years, series.index.tolist(), strict=True))
        yield from _hits(persons, told, at, USUAL_GROWTH)
        for alone in _without_people(sorted(told), persons):
            yield from _hits({year: told[year] for year in alone}, told, at, USUAL_GROWTH - PEOPLE_GROWTH)


def _without_people(years: Sequence[int], persons: Mapping[int, float]) -> Iterator[list[int]]:
    """Stretches of years whose people are not known, each with the nearest year whose people are."""
    if not persons:
        yield list(years)
        return
    yield [year for year in years if year <= min(persons)]
    yield [year for year in years if year >= max(persons)]


def _hits(
    judged: Mapping[int, float], values: Mapping[int, float], at: Mapping[int, int], growth: float
) -> Iterator[Hit]:
    """The breaks of one series by year: of what is judged (persons, or densities), told in the figures as published."""
    years = sorted(judged)
    found = breaks_of(years, [judged[year] for year in years], growth)

    def said(*which: int) -> str:
        return " and ".join(f"{values[year]:,.6g} in {year}" for year in which)

    for before, year, after in zip(years, years[1:], years[2:], strict=False):
        if year in found.spikes:
            words = f"{said(year)} stands apart from {said(before, after)}: more than {SPIKE:g} in logarithm from both"
            yield Hit((at[year],), words)
    for first, second in found.cuts:
        change = judged[second] / judged[first]
        words = f"from {said(first)} to {said(second)} ({change - 1:+.0%}): "
        if abs(math.log(change)) > JUMP:
            words += f"the step, less {growth:g} a year, is more than {JUMP:g} in logarithm"
            yield Hit((at[second], at[first]), words)
        else:
            words += f"no jump, and {second - first} years without the usual growth of {growth:g} a year: the series is cut there"
            yield Hit((at[second], at[first]), words, "note")
    fitted = sorted(found.fitted)
    if fitted:
        steps = ", ".join(f"{b}: {judged[b] / judged[a] - 1:+.0%}" for a, b in pairwise(fitted))
        words = f"two years or more that stand apart within five: {fitted[0]} to {fitted[-1]} are read by the line through them ({steps})"
        yield Hit(tuple(at[year] for year in (fitted[1], fitted[0], *fitted[2:])), words)
