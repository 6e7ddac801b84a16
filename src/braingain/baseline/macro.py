"""A country's economy, people and deaths over the years: series as they were published, and how each is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.tables import WorldTables
from braingain.baseline.values import Value, borrow, value_of
from braingain.evidence import national, panels
from braingain.foundation.vocabulary import SEXES

Floats = NDArray[np.float64]
BORROWED = (
    national.GDP_PER_HEAD,
    national.GDP_PER_HEAD_USD,
    national.PUBLIC_HEALTH_SPENDING,
    national.URBAN,
    national.OLD,
)
INDICATORS = (*BORROWED, national.INFLATION)


@dataclass(frozen=True, eq=False)
class LifeTable:
    """Hazards of dying of a population by single year. [1/year]"""

    first_year: int
    hazards: Floats  # (year, sex, age of panels.AGES)

    def at(self, years: Floats, ages: Floats) -> Floats:
        """Hazards by (year, sex, age); the first and last stand beyond them."""
        year = np.clip(np.asarray(years, int) - self.first_year, 0, len(self.hazards) - 1)
        age = np.clip(np.asarray(ages, int) - panels.AGES[0], 0, len(panels.AGES) - 1)
        return self.hazards[year][:, :, age]


@dataclass(frozen=True, eq=False)
class People:
    """Population on 1 July of some years: all, of 17 to 20 years, of 65 and more. [persons]"""

    years: tuple[int, ...]
    total: Floats
    young: Floats
    old: Floats

    def on_new_year(self, series: Floats, years: Floats) -> Floats:
        """A series on 1 January of years, straight in logs between the dates of the table."""
        return np.exp(np.interp(years, np.asarray(self.years) + 0.5, np.log(np.maximum(series, 1e-9))))


def series_of(tables: WorldTables, country: str) -> dict[str, dict[int, float]]:
    """The country's own series by our names, in our units; public health spending goes on with all health spending."""
    wdi = tables.table("wdi")
    out: dict[str, dict[int, float]] = {}
    for indicator in INDICATORS:
        read = national.public_health_spending if indicator is national.PUBLIC_HEALTH_SPENDING else None
        years, values = read(wdi, country) if read else panels.series(wdi, country, indicator)
        if len(years):
            out[indicator.name] = {int(year): float(value) for year, value in zip(years, values, strict=True)}
    return out


def money_series_of(tables: WorldTables, country: str) -> dict[str, dict[int, float]]:
    """Local currency per US$ by year, where any is known."""
    rates = panels.exchange_rates(tables.table("wdi"), tables.table("ppp"), country)
    return {"exchange_rate": {year: rate.value for year, rate in rates.items()}} if rates else {}


def values_at(tables: WorldTables, country: str, start: int, groups: Mapping[str, str]) -> dict[str, Value]:
    """The country's value of each indicator at the start; where it has none, that of like countries.

    Inflation and the exchange rate are not borrowed: every country has its own money.
    """
    wdi, ppp = tables.table("wdi"), tables.table("ppp")
    out: dict[str, Value] = {}
    for indicator in INDICATORS:
        found = panels.value_at(wdi, country, indicator, start)
        if found is not None:
            out[indicator.name] = value_of(found, indicator.name, indicator.unit, start)
        elif indicator in BORROWED:
            out[indicator.name] = _borrowed(tables, indicator, country, start, groups)
    money = {
        "exchange_rate": panels.exchange_rate(wdi, ppp, country, start),
        "ppp": panels.ppp_rate(ppp, wdi, country, start),
    }
    return out | {name: value_of(rate, name, "local_currency", start) for name, rate in money.items() if rate}


def _borrowed(
    tables: WorldTables, indicator: panels.Indicator, country: str, start: int, groups: Mapping[str, str]
) -> Value:
    known = {iso3: float(value.value or 0.0) for iso3, value in tables.at(indicator, start).items()}
    found = borrow(known, country, groups)
    if found is None:
        return Value(indicator.name, None, indicator.unit, "assumed", note="no country reports it")
    return Value(indicator.name, found[0], indicator.unit, "borrowed", national.WDI, start, note=found[1])


@cache
def life_table(tables: WorldTables, country: str) -> LifeTable | None:
    """Hazards of dying of the country; None where the UN's tables have none."""
    years = range(panels.PERIODS[0], panels.PERIODS[-1] + 1)
    known = [[panels.mortality_by_age(tables.table("mortality"), country, sex, y) for sex in SEXES] for y in years]
    hazards = [[found.value for found in by_sex if found] for by_sex in known]
    return LifeTable(years[0], np.array(hazards)) if all(len(by_sex) == len(SEXES) for by_sex in hazards) else None


@cache
def people(tables: WorldTables, country: str) -> People | None:
    """Population by the groups that the model needs. None without a table."""
    table, years = tables.table("population"), panels.POPULATION_YEARS
    series = [
        np.array([found.value for year in years if (found := count(table, country, year))])
        for count in (panels.population_total, panels.population_17_20, panels.population_65_up)
    ]
    return People(years, *series) if all(len(values) == len(years) for values in series) else None
