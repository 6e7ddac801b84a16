"""The world tables of the evidence base as plain look-ups: series by country and year, income groups, corridors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from braingain.baseline.values import Value
from braingain.foundation.countries import all_countries

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

WDI_SOURCE = "worldbank_wdi"
# GNI per head that divides the groups (World Bank, classification of July 2019 on 2018 incomes), here met with GDP.
GROUP_LIMITS = ((1025.0, "LIC"), (3995.0, "LMC"), (12375.0, "UMC"))
Series = Mapping[int, float]


@dataclass(frozen=True, eq=False)
class WorldTables:
    """Tables over all countries, read once from a store."""

    store: Store

    @cached_property
    def _wdi(self) -> dict[str, dict[str, dict[int, float]]]:
        table = self.store.table("wdi")
        out: dict[str, dict[str, dict[int, float]]] = {}
        for indicator, rows in table.groupby("indicator"):
            by_country: dict[str, dict[int, float]] = {}
            for country, year, value in zip(rows["country"], rows["year"], rows["value"], strict=True):
                by_country.setdefault(str(country), {})[int(year)] = float(value)
            out[str(indicator)] = by_country
        return out

    def wdi(self, indicator: str) -> Mapping[str, Series]:
        """Series of one WDI indicator by country."""
        return self._wdi.get(indicator, {})

    def wdi_at(self, indicator: str, year: int, unit: str, name: str, factor: float = 1.0) -> dict[str, Value]:
        """The indicator at a year for every country that has it: reported, interpolated, or the last known."""
        return {
            country: Value(
                name, found[0] * factor, unit, found[1], WDI_SOURCE, found[2], note=found[3], definition=indicator
            )
            for country, series in self.wdi(indicator).items()
            if (found := at_year(series, year)) is not None
        }

    @cached_property
    def ppp(self) -> dict[str, dict[int, float]]:
        """Local currency per international $ by country and year."""
        out: dict[str, dict[int, float]] = {}
        table = self.store.table("ppp")
        for country, year, value in zip(table["country"], table["year"], table["value"], strict=True):
            out.setdefault(str(country), {})[int(year)] = float(value)
        return out

    @cached_property
    def _groups(self) -> dict[str, dict[int, str]]:
        out: dict[str, dict[int, str]] = {}
        table = self.store.table("income_groups")
        for country, year, group in zip(table["country"], table["year"], table["group"], strict=True):
            out.setdefault(str(country), {})[int(year)] = str(group)
        return out

    def income_group(self, country: str, year: int) -> Value:
        """World Bank income group of the year (``note`` holds the group; ``value`` is empty), else by GDP per head."""
        own = self._groups.get(country, {})
        known = [y for y in own if y <= year]
        if known:
            last = max(known)
            method = "reported" if last == year else "estimated"
            return Value("income_group", None, "", method, "worldbank_income_groups", last, flag=own[last])
        gdp = at_year(self.wdi("NY.GDP.PCAP.CD").get(country, {}), year)
        if gdp:
            group = next((g for limit, g in GROUP_LIMITS if gdp[0] <= limit), "HIC")
            return Value(
                "income_group", None, "", "estimated", WDI_SOURCE, gdp[2], flag=group, note="by GDP per head: no class"
            )
        return Value("income_group", None, "", "assumed", flag="UMC", note="neither a class nor GDP is known")

    @cache  # noqa: B019  (tables live as long as the store that they belong to)
    def groups(self, year: int) -> Mapping[str, str]:
        """Income group of every country at the year."""
        return {c.iso3: self.income_group(c.iso3, year).flag for c in all_countries()}

    @cached_property
    def population_by_age(self) -> dict[str, pd.DataFrame]:
        """Persons by year (every five), sex and five-year age group on 1 July, one table a country."""
        return {str(country): rows for country, rows in self.store.table("population").groupby("country")}

    @cached_property
    def mortality(self) -> dict[str, pd.DataFrame]:
        """Death rates by period, sex and age group, one table a country. [1/year]"""
        return {str(country): rows for country, rows in self.store.table("mortality").groupby("country")}

    @cached_property
    def _rows(self) -> dict[str, pd.DataFrame]:
        return {str(indicator): rows for indicator, rows in self.store.observations().groupby("indicator")}

    def observations(self, indicator: str, cadre: str | None = None, country: str | None = None) -> pd.DataFrame:
        """Rows of the evidence table of one indicator, of a cadre itself (not its branches) and of a country."""
        rows = self._rows.get(indicator)
        if rows is None:
            return self.store.observations(indicator=indicator)
        if cadre is not None:
            rows = rows[rows["cadre"] == cadre]
        return rows if country is None else rows[rows["country"] == country]

    @cache  # noqa: B019
    def by_year(self, indicator: str, cadre: str) -> Mapping[str, Series]:
        """Observations of an indicator and cadre as series by country (of one year the last row counts)."""
        out: dict[str, dict[int, float]] = {}
        rows = self.observations(indicator, cadre)
        rows = rows[rows["value"].notna()]
        for country, year, value in zip(rows["country"], rows["year"], rows["value"], strict=True):
            out.setdefault(str(country), {})[int(year)] = float(value)
        return out


def at_year(series: Series, year: int, reach: int = 15) -> tuple[float, str, int, str] | None:
    """Value of a series at a year: (value, method, year of the figure, note); None where it is too far or empty.

    Inside the series a missing year is interpolated; outside, the nearest within ``reach`` years stands, said so.
    """
    if not series:
        return None
    if year in series:
        return series[year], "reported", year, ""
    before, after = [y for y in series if y < year], [y for y in series if y > year]
    if before and after:
        a, b = max(before), min(after)
        share = (year - a) / (b - a)
        return series[a] * (1 - share) + series[b] * share, "interpolated", year, f"between {a} and {b}"
    last = max(before) if before else min(after)
    if abs(last - year) > reach:
        return None
    return series[last], "estimated", last, f"figure of {last}, the nearest year known"


@cache
def world_tables(store: Store) -> WorldTables:
    """The tables of a store, read on demand and once."""
    return WorldTables(store)
