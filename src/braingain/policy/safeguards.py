"""The WHO health workforce support and safeguards list of 2023: in which countries others should not recruit (E84).

The list is read from ``catalogue/safeguards_list.csv``, whose rows say where each was read. A country stays on it for a
whole run: the WHO's rule has a part, the index of coverage, of which no figure may be shipped.
"""

from __future__ import annotations

from functools import cache

from braingain.foundation.cards import catalogue_table

NAME = "safeguards_list"  # as origins are named in a scenario and on a card


@cache
def safeguarded() -> frozenset[str]:
    """ISO alpha-3 codes of the countries of the list."""
    return frozenset(row["iso3"] for row in catalogue_table(NAME))
