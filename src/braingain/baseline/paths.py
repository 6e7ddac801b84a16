"""Series of a run by year, without policy: economy, people, pay, posts, seats, demand (docs/model.md 1.2, 2.4, 2.24, 2.28b, 2.30).

A scenario may override a series by year (``[scenario.paths.NAME]``): population [persons], gdp_per_head [intl $],
inflation [1/year], exchange_rate [local currency per US$], public_health_spending [share of GDP]; and, as a factor on
our own path, pay, posts, seats, demand, pay_abroad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.context import Context
from braingain.baseline.macro import People
from braingain.baseline.needs import Drawn
from braingain.baseline.rates import draws_of
from braingain.evidence.series import theil_sen
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

Floats = NDArray[np.float64]
Override = Mapping[int, float]  # values by year; straight between, level outside
LATEST_YEARS = 10  # of inflation whose median goes on after the last year known
TREND_YEARS = 10  # years before the start that the trend of income is fitted on, with all known since
LEVELS = ("population", "gdp_per_head", "inflation", "exchange_rate", "public_health_spending")
FACTORS = ("pay", "posts", "seats", "demand", "pay_abroad")


@dataclass(frozen=True)
class Economy:
    """Series on 1 January of each year from the start on, one more than the run has years; (year, draw)."""

    years: Floats
    population: Floats  # over the start
    young: Floats  # people of 17 to 20, over the start
    old_share: Floats  # change of the share of 65 and more since the start [percentage points]
    gdp_per_head: Floats  # real, over the start
    income_trend: Floats  # its trend, without the swings of single years, over the start
    health_share: Floats  # public health spending over GDP, over the start
    prices: Floats  # CPI over the start
    exchange_rate: Floats  # local currency per US$ over the start


def check_overrides(overrides: Mapping[str, Override]) -> None:
    """Refuse series that are not known.

    Raises
    ------
    BraingainError
        With the nearest name for each.
    """
    known = (*LEVELS, *FACTORS)
    problems = [
        Problem(f"scenario.paths.{name}", "is not a path of the model", did_you_mean(name, known))
        for name in overrides
        if name not in known
    ]
    if problems:
        raise BraingainError(problems)


def by_year(override: Override, years: Floats) -> Floats:
    """An override at years: straight between those given, level before the first and after the last."""
    given = sorted(override)
    return np.interp(years, given, [override[year] for year in given])


def economy(context: Context, drawn: Drawn, years: int, overrides: Mapping[str, Override]) -> Economy:
    """Economy and people of the country over a run of ``years``."""
    when = context.start + np.arange(years + 1.0)
    n = draws_of(drawn)
    people = context.people
    population = people.on_new_year(people.total, when)
    young = people.on_new_year(people.young, when)
    old = people.on_new_year(people.old, when) / population
    if "population" in overrides:
        scale = by_year(overrides["population"], when) / population
        population, young = population * scale, young * scale
    prices, rate = _prices(context, drawn, when, overrides)
    return Economy(
        years=when,
        population=_wide(population / population[0], n),
        young=_wide(young / young[0], n),
        old_share=_wide(100.0 * (old - old[0]), n),
        gdp_per_head=_gdp(context.series, drawn, when, overrides.get("gdp_per_head")),
        income_trend=_income_trend(context.series, drawn, when, overrides.get("gdp_per_head")),
        health_share=_health(context, when, overrides, n),
        prices=prices,
        exchange_rate=rate,
    )


def population_path(context: Context, years: int, overrides: Mapping[str, Override] | None = None) -> Floats:
    """Persons on 1 January of each year from the start on, (year,); ``years`` rows."""
    when = context.start + np.arange(float(years))
    if overrides and "population" in overrides:
        return by_year(overrides["population"], when)
    return context.people.on_new_year(context.people.total, when)


def budget_posts(context: Context, drawn: Drawn, funded: Floats, growth: Floats, at: Economy) -> Floats:
    """F^path of a budget country, (year, cadre, work post, draw): public posts by budget (2.28b), private by income (2.30).

    ``funded`` (cadre, work post, draw) are those of the start, ``growth`` (cadre, draw) that of the stock in its first
    year.
    """
    rows = slice(0, -1)
    income = at.gdp_per_head[rows]
    spent = at.health_share[rows] * income * at.population[rows]
    gap = np.exp(drawn["wage_bill_growth_gap"] * np.arange(len(income))[:, None])
    public = spent * gap / income ** drawn["pay_path_elasticity"]
    private = income ** drawn["private_posts_income"] * at.population[rows]
    by_post = np.stack([public] * 3 + [private] * 3, axis=1)
    return funded[None] * (1.0 + growth)[None, :, None] * by_post[:, None]


def demand(drawn: Drawn, at: Economy) -> Floats:
    """Demand without wages over the start at the end of each year, (year, draw) (2.24); out-of-pocket stays.

    Income is its trend: a year of crisis does not close posts (docs/decisions/0008).
    """
    grown = at.income_trend ** drawn["demand_income"] * at.population * np.exp(drawn["demand_65"] * at.old_share)
    return grown[1:]


def pay_index(drawn: Drawn, at: Economy) -> Floats:
    """Real pay over the start, (year, draw)."""
    return at.gdp_per_head[:-1] ** drawn["pay_path_elasticity"]


def fine_index(drawn: Drawn, at: Economy) -> Floats:
    """I(t) of (2.19) over the start, (year, draw)."""
    share = drawn["fx_fine_share"]
    return at.prices[:-1] ** (1.0 - share) * at.exchange_rate[:-1] ** share


def trend(values: Floats, years: int = 10) -> Floats:
    """Mean yearly growth of an index over its first years, (draw,). [1/year]"""
    last = min(years, len(values) - 1)
    return (values[last] / values[0]) ** (1.0 / last) - 1.0


def demand_abroad(context: Context, drawn: Drawn, destination: str, years: int) -> Floats:
    """Demand of a destination without wages over the start at the end of each year, (year, draw).

    The rest of the world keeps its demand.
    """
    place = context.places[destination]
    when = context.start + np.arange(years + 1.0)
    if place.people is None:
        return np.ones((years, draws_of(drawn)))
    people: People = place.people
    population = people.on_new_year(people.total, when)
    old = 100.0 * people.on_new_year(people.old, when) / population
    income = _income_trend(place.series, drawn, when, None)
    older = np.exp(drawn["demand_65"] * (old - old[0])[:, None])
    return (income ** drawn["demand_income"] * (population / population[0])[:, None] * older)[1:]


def _gdp(series: Mapping[str, Mapping[int, float]], drawn: Drawn, when: Floats, override: Override | None) -> Floats:
    """GDP per head over the start, (year, draw): as reported, then growing as drawn."""
    known = override if override is not None else series.get("gdp_per_head", {})
    growth = drawn["gdp_growth_default"]
    first, last = when[0], max((y for y in known if y >= when[0]), default=int(when[0]))
    level = by_year(known, np.minimum(when, last)) if known else np.ones(len(when))
    after = np.maximum(0.0, when - last) if override is None else np.zeros(len(when))
    base = level[when == first][0]
    return (level / base)[:, None] * (1.0 + growth) ** after[:, None]


def _income_trend(
    series: Mapping[str, Mapping[int, float]], drawn: Drawn, when: Floats, override: Override | None
) -> Floats:
    """GDP per head over the start along the trend of the years known (Theil–Sen in logs), then growing as drawn."""
    known = {year: value for year, value in series.get("gdp_per_head", {}).items() if year >= when[0] - TREND_YEARS}
    if override is not None or len(known) < 3:
        return _gdp(series, drawn, when, override)
    slope, _ = theil_sen([(float(year), float(np.log(value))) for year, value in sorted(known.items())])
    last = max(*known, when[0])
    level = np.exp(slope * (np.minimum(when, last) - when[0]))
    return level[:, None] * (1.0 + drawn["gdp_growth_default"]) ** np.maximum(0.0, when - last)[:, None]


def _health(context: Context, when: Floats, overrides: Mapping[str, Override], n: int) -> Floats:
    if "public_health_spending" in overrides:
        level = by_year(overrides["public_health_spending"], when)
    else:
        known = context.series.get("public_health_spending_share", {})
        level = by_year(known, when) if known else np.ones(len(when))
    return _wide(level / level[0], n)


def _prices(context: Context, drawn: Drawn, when: Floats, overrides: Mapping[str, Override]) -> tuple[Floats, Floats]:
    """CPI and exchange rate over the start, (year, draw) each."""
    n = draws_of(drawn)
    known = context.series.get("inflation", {})
    if "inflation" in overrides:
        rates = _wide(by_year(overrides["inflation"], when), n)
    elif known:
        later = median([known[y] for y in sorted(known)[-LATEST_YEARS:]])
        rates = _wide(np.array([known.get(int(y), later) for y in when]), n)
    else:
        rates = np.broadcast_to(drawn["inflation_default"], (len(when), n))
    prices = np.concatenate([np.ones((1, n)), np.cumprod(1.0 + rates[:-1], axis=0)])
    if "exchange_rate" in overrides:
        rate = by_year(overrides["exchange_rate"], when)
        return prices, _wide(rate / rate[0], n)
    observed = {} if "inflation" in overrides else context.series.get("exchange_rate", {})
    out = np.ones((len(when), n))
    for i in range(1, len(when)):
        now, before = observed.get(int(when[i])), observed.get(int(when[i - 1]))
        step = now / before if now and before else (1.0 + rates[i - 1]) / (1.0 + drawn["us_inflation"])
        out[i] = out[i - 1] * step
    return prices, out


def _wide(series: Floats, n: int) -> Floats:
    return np.repeat(np.asarray(series, float)[:, None], n, axis=1)
