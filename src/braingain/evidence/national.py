"""National series: development indicators, income per head, income group."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.evidence.found import Found, Points, at_year, points, rows_by_key
from braingain.foundation.countries import all_countries, who_region
from braingain.foundation.units import convert
from braingain.foundation.vocabulary import INCOME_GROUPS

if TYPE_CHECKING:
    import pandas as pd

WDI, GROUPS = "worldbank_wdi", "worldbank_income_groups"
CARRY_YEARS = 15
CLASS_YEARS = 5
FEWEST_DONORS = 5

# World Bank thresholds of income per head (GNI, Atlas method, US$) for calendar year 2018: the highest of LIC, LMC, UMC.
GROUP_LIMITS_2018_USD = (1_025.0, 3_995.0, 12_375.0)


class Indicator(NamedTuple):
    """A series of the World Bank: our name and unit, its code there, and whether it is published in percent."""

    name: str
    code: str
    unit: str
    percent: bool = False


POPULATION = Indicator("population", "SP.POP.TOTL", "persons")
GDP_PER_HEAD = Indicator("gdp_per_head", "NY.GDP.PCAP.PP.KD", "intl_usd")  # prices of 2021
GDP_PER_HEAD_USD = Indicator("gdp_per_head_usd", "NY.GDP.PCAP.CD", "usd")  # current prices
PUBLIC_HEALTH_SPENDING = Indicator(
    "public_health_spending_share", "SH.XPD.GHED.GD.ZS", "share", True
)  # of GDP; to 2019
ALL_HEALTH_SPENDING = Indicator("health_spending_per_head", "SH.XPD.CHEX.PC.CD", "usd")  # current prices; to 2022
URBAN = Indicator("urban_share", "SP.URB.TOTL.IN.ZS", "share", True)
OLD = Indicator("share_65_up", "SP.POP.65UP.TO.ZS", "share", True)
INFLATION = Indicator("inflation", "FP.CPI.TOTL.ZG", "per_year", True)  # of consumer prices over the year before


def series(wdi: pd.DataFrame, country: str, indicator: Indicator) -> Points:
    """Years (ascending) and values of an indicator as reported, in the indicator's unit; empty where there are none."""
    years, values = points(wdi, ("country", "indicator"), (country, indicator.code))
    return years, values * convert(1.0, "percent", "share") if indicator.percent else values


def public_health_spending(wdi: pd.DataFrame, country: str) -> Points:
    """Public health spending over GDP: the years reported, and one more, the last in which all health spending is known.

    The published series of public spending ends years before that of all spending. In that last year the public share
    of spending is taken to be what it was: an estimate, nearer to what came than a constant. The years between, those
    of the pandemic, are left to whoever draws the line through them: posts do not follow them (docs/decisions/0018).
    """
    years, values = series(wdi, country, PUBLIC_HEALTH_SPENDING)
    everything, income = (
        dict(zip(*series(wdi, country, one), strict=True)) for one in (ALL_HEALTH_SPENDING, GDP_PER_HEAD_USD)
    )
    over_gdp = {year: everything[year] / income[year] for year in everything if income.get(year)}
    if not len(years) or not over_gdp.get(years[-1]):
        return years, values
    last = max(over_gdp)
    if last <= years[-1]:
        return years, values
    return np.append(years, last), np.append(values, values[-1] * over_gdp[last] / over_gdp[years[-1]])


def persons_of(wdi: pd.DataFrame, country: str, years: Iterable[int], per_10k: Iterable[float]) -> dict[int, float]:
    """Persons by year of densities per 10 000: times the population of the year; years without one, and zeros, are left out."""
    counted = zip(*series(wdi, country, POPULATION), strict=True)
    people = {int(year): float(persons) for year, persons in counted}
    return {
        int(year): float(value) * people[int(year)] / 10_000
        for year, value in zip(years, per_10k, strict=True)
        if int(year) in people and float(value) > 0
    }


def latest(wdi: pd.DataFrame, country: str, indicator: Indicator, at_or_before: int) -> Found[float] | None:
    """The last reported value up to a year; ``year`` says of when it is."""
    years, values = series(wdi, country, indicator)
    there = years <= at_or_before
    if not there.any():
        return None
    return Found(float(values[there][-1]), "reported", WDI, int(years[there][-1]))


def value_at(
    wdi: pd.DataFrame, country: str, indicator: Indicator, year: int, carry_years: int = CARRY_YEARS
) -> Found[float] | None:
    """An indicator in a year: reported, interpolated, or the nearest within ``carry_years``, estimated."""
    return at_year(series(wdi, country, indicator), year, WDI, carry_years)


def income_group(income_groups: pd.DataFrame, wdi: pd.DataFrame, country: str, year: int) -> Found[str] | None:
    """Income group (LIC, LMC, UMC, HIC) of a calendar year's income.

    The World Bank's class of the year (reported); else its last class of the five years before (estimated); else
    GDP per head in US$ of that year or the five before, in place of national income, by the World Bank's thresholds
    of 2018 (estimated); else the median class of the WHO region, at least five donors (borrowed); else None.
    """
    classes: dict[int, str] = dict(rows_by_key(income_groups, ("country",), ("year", "group")).get((country,), []))
    if year in classes:
        return Found(classes[year], "reported", GROUPS, year)
    earlier = [known for known in classes if year - CLASS_YEARS <= known < year]
    if earlier:
        return Found(classes[max(earlier)], "estimated", GROUPS, max(earlier), f"class of {max(earlier)}")
    income = latest(wdi, country, GDP_PER_HEAD_USD, year)
    if income is not None and income.year is not None and income.year >= year - CLASS_YEARS:
        note = f"by GDP per head of {income.year}, {income.value:,.0f} US$, and the World Bank's thresholds of 2018"
        return Found(group_of_income(income.value), "estimated", WDI, income.year, note)
    return _group_of_region(income_groups, country, year)


def group_of_income(usd_per_head: float) -> str:
    """Income group of a yearly income per head in US$, by the World Bank's thresholds of 2018."""
    return INCOME_GROUPS[sum(usd_per_head > limit for limit in GROUP_LIMITS_2018_USD)]


def _group_of_region(income_groups: pd.DataFrame, country: str, year: int) -> Found[str] | None:
    region = who_region(country)
    members = [other.iso3 for other in all_countries() if other.who_region == region]
    by_country = rows_by_key(income_groups, ("country",), ("year", "group"))
    ranks: list[int] = []
    for member in members:
        classes: dict[int, str] = dict(by_country.get((member,), []))
        known = [at for at in classes if at <= year]
        ranks.extend([INCOME_GROUPS.index(classes[max(known)])] if known else [])
    if len(ranks) < FEWEST_DONORS:
        return None
    note = f"median class of {len(ranks)} countries of WHO region {region}"
    return Found(INCOME_GROUPS[median_low(ranks)], "borrowed", GROUPS, None, note)
