"""A country's economy, people and deaths over the years: series as they were published, and how each is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.tables import WDI_SOURCE, WorldTables, at_year
from braingain.baseline.values import Value, borrow
from braingain.foundation.vocabulary import SEXES

Floats = NDArray[np.float64]
FIRST_FILLED_FX = 2017  # DATA 12b: rates filled by prices hold within 1-2 % of 2021, not before 2017


@dataclass(frozen=True)
class Indicator:
    """A WDI series that the context holds: our name and unit, and the factor to it."""

    name: str
    code: str
    unit: str
    factor: float = 1.0


INDICATORS = (
    Indicator("gdp_per_head", "NY.GDP.PCAP.PP.KD", "intl_usd"),
    Indicator("gdp_per_head_usd", "NY.GDP.PCAP.CD", "usd"),
    Indicator("public_health_spending_share", "SH.XPD.GHED.GD.ZS", "share", 0.01),
    Indicator("urban_share", "SP.URB.TOTL.IN.ZS", "share", 0.01),
    Indicator("share_65_up", "SP.POP.65UP.TO.ZS", "share", 0.01),
    Indicator("inflation", "FP.CPI.TOTL.ZG", "per_year", 0.01),
    Indicator("exchange_rate", "PA.NUS.FCRF", "local_currency"),
)


@dataclass(frozen=True)
class LifeTable:
    """Death rates of a population by period, sex and age group. [1/year]"""

    periods: tuple[int, ...]  # first years of five-year periods
    ages: tuple[int, ...]  # first ages of the groups
    rates: Floats  # (period, sex, age group)

    def at(self, years: Floats, ages: Floats) -> Floats:
        """Rates by (year, sex, age), constant within a period and an age group; the ends stand beyond them."""
        period = np.clip(np.searchsorted(self.periods, years, side="right") - 1, 0, len(self.periods) - 1)
        group = np.clip(np.searchsorted(self.ages, ages, side="right") - 1, 0, len(self.ages) - 1)
        return self.rates[period][:, :, group]


@dataclass(frozen=True)
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
    """The country's own series by our names, in our units."""
    out: dict[str, dict[int, float]] = {}
    for indicator in INDICATORS:
        own = tables.wdi(indicator.code).get(country, {})
        out[indicator.name] = {year: value * indicator.factor for year, value in own.items()}
    out["ppp"] = dict(tables.ppp.get(country, {}))
    out["exchange_rate"] = _with_filled_rates(tables, country, out)
    return {name: series for name, series in out.items() if series}


def values_at(tables: WorldTables, country: str, start: int, groups: Mapping[str, str]) -> dict[str, Value]:
    """The country's value of each indicator at the start; where it has none, that of like countries."""
    out: dict[str, Value] = {}
    own = series_of(tables, country)
    for indicator in INDICATORS:
        found = at_year(own.get(indicator.name, {}), start)
        if found:
            out[indicator.name] = Value(
                indicator.name, found[0], indicator.unit, found[1], WDI_SOURCE, found[2], note=found[3]
            )
        elif indicator.name not in ("inflation", "exchange_rate"):
            out[indicator.name] = _borrowed(tables, indicator, country, start, groups)
    ppp = at_year(own.get("ppp", {}), start)
    if ppp:
        out["ppp"] = Value("ppp", ppp[0], "local_currency", ppp[1], "worldbank_ppp", ppp[2], note=ppp[3])
    return out


def _borrowed(tables: WorldTables, indicator: Indicator, country: str, start: int, groups: Mapping[str, str]) -> Value:
    known = {
        iso3: float(v.value or 0.0)
        for iso3, v in tables.wdi_at(indicator.code, start, indicator.unit, indicator.name, indicator.factor).items()
    }
    found = borrow(known, country, groups)
    if found is None:
        return Value(indicator.name, None, indicator.unit, "assumed", note="no country reports it")
    return Value(indicator.name, found[0], indicator.unit, "borrowed", WDI_SOURCE, start, note=found[1])


def _with_filled_rates(tables: WorldTables, country: str, own: Mapping[str, Mapping[int, float]]) -> dict[int, float]:
    """Exchange rates, missing years since 2017 filled by prices: FX = PPP PP.KD [CD_USA/KD_USA] / CD (DATA 12b)."""
    rates = dict(own.get("exchange_rate", {}))
    states = tables.wdi("NY.GDP.PCAP.CD").get("USA", {}), tables.wdi("NY.GDP.PCAP.PP.KD").get("USA", {})
    for year, ppp in own.get("ppp", {}).items():
        known = (own.get("gdp_per_head", {}).get(year), own.get("gdp_per_head_usd", {}).get(year))
        if year in rates or year < FIRST_FILLED_FX or None in known or year not in states[0] or year not in states[1]:
            continue
        real, current = known
        rates[year] = ppp * float(real or 0.0) * states[0][year] / states[1][year] / float(current or 1.0)
    return dict(sorted(rates.items()))


@cache
def life_table(tables: WorldTables, country: str) -> LifeTable | None:
    """Death rates of the country; None where the UN's tables have none."""
    rows = tables.mortality.get(country)
    if rows is None:
        return None
    rows = rows.sort_values(["period_start", "sex", "age"])  # female before male, as SEXES has them
    periods, ages = sorted(rows["period_start"].unique()), sorted(rows["age"].unique())
    rates = rows["rate"].to_numpy(float).reshape(len(periods), len(SEXES), len(ages))
    return LifeTable(tuple(int(p) for p in periods), tuple(int(a) for a in ages), rates)


@cache
def people(tables: WorldTables, country: str) -> People | None:
    """Population by the groups that the model needs; 17-20 from 15-19 and 20-24 in proportion. None without a table."""
    rows = tables.population_by_age.get(country)
    if rows is None:
        return None
    rows = rows.sort_values(["year", "sex", "age"])
    years, ages = sorted(rows["year"].unique()), np.array(sorted(rows["age"].unique()))
    by_age = rows["persons"].to_numpy(float).reshape(len(years), len(SEXES), len(ages)).sum(axis=1)
    young = 0.6 * by_age[:, ages == 15].sum(axis=1) + 0.2 * by_age[:, ages == 20].sum(axis=1)
    old = by_age[:, ages >= 65].sum(axis=1)
    return People(tuple(int(y) for y in years), by_age.sum(axis=1), young, old)
