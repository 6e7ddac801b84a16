"""The safeguards rule as code: is a country one where others should not recruit, and until when (docs/agreement.md).

The WHO's list of 2023 holds countries with fewer than 49 doctors, nurses and midwives for 10 000 people *and* an index of
service coverage (UHC) under 55. The index is the WHO's and may not be shipped: without a figure that the user brought the
published list stands in for the rule, and a country leaves it in a draw when its density reaches the line.

Source: WHO, Health workforce support and safeguards list 2023 (E84): the global median of density, 49; index under 55.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.term_sheet import Index
from braingain.evidence.store import Store
from braingain.foundation.cards import catalogue_table
from braingain.policy.safeguards import NAME, safeguarded

DENSITY_UNDER = 49.0  # doctors, nurses and midwives for 10 000 people
INDEX_UNDER = 55.0
INDICATOR = "uhc_service_coverage_index"  # as rows of the evidence store have it
SOURCE = "WHO, Health workforce support and safeguards list 2023 (E84)"
BY_RULE, BY_LIST = "rule", "published list"
NO_INDEX = (
    "no index of service coverage was given: the WHO's may not be shipped, so its published list stands in for the rule; "
    "bring one by [safeguards] in the term sheet, or by `braingain evidence import`"
)


def listed_by_rule(density_per_10k: float, index: float) -> bool:
    """The rule of the list of 2023: both under their lines."""
    return bool(density_per_10k < DENSITY_UNDER and index < INDEX_UNDER)


def imported_index(store: Store, country: str) -> Index | None:
    """The latest index of a country that the user imported; None where there is none."""
    rows = store.observations(indicator=INDICATOR, country=country).dropna(subset=["value"])
    if not len(rows):
        return None
    latest = rows.sort_values(["year", "vintage"]).iloc[-1]
    return Index(float(latest["value"]), int(latest["year"]), str(latest["source"]))


def listed_share(density: np.ndarray, country: str, index: Index | None) -> np.ndarray:
    """Share of draws in which the country is one to be safeguarded, by year; density is what changes. (year,)

    With an index by the rule; without one a listed country leaves where its density reaches the line, and none enters.
    """
    may_be = index.value < INDEX_UNDER if index is not None else country in safeguarded()
    return np.asarray((density < DENSITY_UNDER).mean(axis=1) * float(may_be))


def safeguards_record(
    country: str, index: Index | None, before: np.ndarray, after: np.ndarray, years: Sequence[int], start: int
) -> dict[str, Any]:
    """Status of the origin today and through the run, without and with the agreement. Densities: (year, draw)"""
    row = list(years).index(start)
    now = float(np.median(before[row]))
    basis = BY_RULE if index is not None else BY_LIST
    listed = listed_by_rule(now, index.value) if index is not None else country in safeguarded() and now < DENSITY_UNDER
    return {
        "country": country,
        "rule": {"density_under_per_10k": DENSITY_UNDER, "index_under": INDEX_UNDER, "source": SOURCE},
        "published": {
            "listed": country in safeguarded(),
            "edition": 2023,
            "source": next((r["source"] for r in catalogue_table(NAME) if r["iso3"] == country), SOURCE),
        },
        "index": None if index is None else {"value": index.value, "year": index.year, "source": index.source},
        "basis": basis,
        "listed": bool(listed),
        "year": start,
        "why": NO_INDEX if index is None else f"the index of {index.year} is kept for all years; density is simulated",
        "disagrees": bool(index is not None and listed != (country in safeguarded())),
        "density_per_10k": summaries.sides(before, after),
        "listed_share_of_draws": {
            "baseline": listed_share(before, country, index).tolist(),
            "package": listed_share(after, country, index).tolist(),
        },
        "first_year_at_the_line": {
            "baseline": first_year_at_the_line(before, years, start),
            "package": first_year_at_the_line(after, years, start),
        },
    }


def first_year_at_the_line(density: np.ndarray, years: Sequence[int], start: int) -> int | None:
    """First year from ``start`` on in which the density is at the line or above in most draws; None where in none."""
    share = (density >= DENSITY_UNDER).mean(axis=1)
    return next((int(year) for year, part in zip(years, share, strict=True) if year >= start and part > 0.5), None)
