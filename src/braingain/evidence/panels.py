"""Look-ups in the compact tables, one door for all: each gives a value, its label, and its source (``Found``).

The tables come from ``Store.table(name)``; take each once and pass it on. Values are in the units of the tables'
publishers where a function does not say otherwise. None means: not known, and not guessed.
"""

from __future__ import annotations

from braingain.evidence.found import Found
from braingain.evidence.money import exchange_rate, exchange_rate_identity, ppp_rate
from braingain.evidence.national import (
    gdp,
    gdp_per_head_current,
    gdp_per_head_real,
    group_of_income,
    income_group,
    inflation,
    latest,
    public_health_spending_share,
    series,
    share_65,
    urban_share,
    value_at,
)
from braingain.evidence.pairs import Ties, abroad_coverage, diaspora, distance, table_years, ties
from braingain.evidence.people import (
    AGE_GROUPS,
    AGES,
    mortality_by_age,
    population_17_20,
    population_by_age,
    population_total,
)

__all__ = [
    "AGES",
    "AGE_GROUPS",
    "Found",
    "Ties",
    "abroad_coverage",
    "diaspora",
    "distance",
    "exchange_rate",
    "exchange_rate_identity",
    "gdp",
    "gdp_per_head_current",
    "gdp_per_head_real",
    "group_of_income",
    "income_group",
    "inflation",
    "latest",
    "mortality_by_age",
    "population_17_20",
    "population_by_age",
    "population_total",
    "ppp_rate",
    "public_health_spending_share",
    "series",
    "share_65",
    "table_years",
    "ties",
    "urban_share",
    "value_at",
]
