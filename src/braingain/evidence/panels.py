"""Look-ups in the compact tables, one door for all: each gives a value, its label, and its source (``Found``).

The tables come from ``Store.table(name)``; take each once and pass it on. Indicators of the World Bank are in our units
(shares, not percent). None means: not known, and not guessed.
"""

from __future__ import annotations

from braingain.evidence.found import Found, at_year
from braingain.evidence.money import exchange_rate, exchange_rate_identity, exchange_rates, ppp_rate
from braingain.evidence.national import Indicator, group_of_income, income_group, latest, series, value_at
from braingain.evidence.pairs import Ties, abroad_coverage, diaspora, ties
from braingain.evidence.people import (
    AGE_GROUPS,
    AGES,
    PERIODS,
    POPULATION_YEARS,
    mortality_by_age,
    population_17_20,
    population_65_up,
    population_by_age,
    population_total,
)

__all__ = [
    "AGES",
    "AGE_GROUPS",
    "PERIODS",
    "POPULATION_YEARS",
    "Found",
    "Indicator",
    "Ties",
    "abroad_coverage",
    "at_year",
    "diaspora",
    "exchange_rate",
    "exchange_rate_identity",
    "exchange_rates",
    "group_of_income",
    "income_group",
    "latest",
    "mortality_by_age",
    "population_17_20",
    "population_65_up",
    "population_by_age",
    "population_total",
    "ppp_rate",
    "series",
    "ties",
    "value_at",
]
