"""The world tables of the evidence base, read once, and observations of an indicator as series by country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from braingain.baseline.values import Value, value_of
from braingain.evidence import panels
from braingain.evidence.own import own_sources
from braingain.evidence.vintages import newest
from braingain.foundation.countries import all_countries

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

Series = Mapping[int, float]


@dataclass(frozen=True, eq=False)
class WorldTables:
    """Tables over all countries, read once from a store; ``evidence.panels`` looks values up in them."""

    store: Store

    @cache  # noqa: B019  (tables live as long as the store that they belong to)
    def table(self, name: str) -> pd.DataFrame:
        """A compact table, the same object each time: look-ups are indexed by it."""
        return self.store.table(name)

    @cache  # noqa: B019
    def at(self, indicator: panels.Indicator, year: int) -> Mapping[str, Value]:
        """A World Bank indicator at a year for every country that has it."""
        found = {c.iso3: panels.value_at(self.table("wdi"), c.iso3, indicator, year) for c in all_countries()}
        return {
            iso3: value_of(known, indicator.name, indicator.unit, year, definition=indicator.code)
            for iso3, known in found.items()
            if known is not None
        }

    @cache  # noqa: B019
    def income_group(self, country: str, year: int) -> Value:
        """World Bank income group of the year: ``flag`` holds the group, ``value`` is empty."""
        found = panels.income_group(self.table("income_groups"), self.table("wdi"), country, year)
        if found is None:
            note = "no class is known, nor of its region"
            return Value("income_group", None, "", "assumed", flag="UMC", note=note)
        return Value(
            "income_group", None, "", found.method, found.source, found.year, flag=found.value, note=found.note
        )

    @cache  # noqa: B019
    def groups(self, year: int) -> Mapping[str, str]:
        """Income group of every country at the year."""
        return {c.iso3: self.income_group(c.iso3, year).flag for c in all_countries()}

    @cached_property
    def own(self) -> frozenset[str]:
        """Sources that a user imported in a file of their own."""
        return own_sources(self.store)

    @cached_property
    def _rows(self) -> dict[str, pd.DataFrame]:
        rows = newest(self.store.observations())
        return {str(indicator): some for indicator, some in rows.groupby("indicator")}

    def observations(self, indicator: str, cadre: str | None = None, country: str | None = None) -> pd.DataFrame:
        """Rows of the evidence table of one indicator, of a cadre itself (not its branches) and of a country."""
        rows = self._of_cadre(indicator, cadre)
        return rows if country is None else rows[rows["country"] == country]

    @cache  # noqa: B019
    def _of_cadre(self, indicator: str, cadre: str | None) -> pd.DataFrame:
        rows = self._rows.get(indicator)
        if rows is None:
            return self.store.observations(indicator=indicator)
        return rows if cadre is None else rows[rows["cadre"] == cadre]


def near(series: Series, year: int, source: str, reach: int) -> panels.Found[float] | None:
    """Value of a series of observations at a year: reported, interpolated, or the nearest within ``reach`` years."""
    years = sorted(series)
    return panels.at_year((np.array(years), np.array([series[y] for y in years], float)), year, source, reach)


def years_read(series: Series, year: int) -> frozenset[int]:
    """The years of a series that its value at a year rests on: that year, else those on both sides, else the nearest."""
    before, after = (
        max((y for y in series if y <= year), default=None),
        min((y for y in series if y >= year), default=None),
    )
    return frozenset({year} if year in series else {y for y in (before, after) if y is not None})


@cache
def world_tables(store: Store) -> WorldTables:
    """The tables of a store, read on demand and once."""
    return WorldTables(store)
