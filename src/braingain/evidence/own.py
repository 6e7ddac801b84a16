"""What users imported themselves, in files that are no publisher's: whose rows they are, and which are stocks at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from braingain.sources.registry import all_sources

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

# Which of several series of a user is a country's stock: the first of these that there is.
ACTIVITIES = ("practising", "employed", "unknown", "registered")
# What the other columns of such a row may hold: one figure for the whole country.
WHOLE = {
    "partner": ("", "unknown"),
    "measure": ("stock", "unknown"),
    "activity": ACTIVITIES,
    "count": ("headcount", "unknown"),
    "sex": ("all", "unknown"),
    "age": ("all", "unknown"),
    "place": ("all", "unknown"),
    "employment": ("all", "unknown"),
    "method": ("reported",),
}


def own_sources(store: Store) -> frozenset[str]:
    """Sources that came by a user's own tidy file: imported, not shipped, and no publisher's that the program knows."""
    table = store.sources()
    mine = table[table["imported"].astype(bool) & ~table["ships"].astype(bool)]
    return frozenset(mine["source"]) - frozenset(all_sources())


def own_stocks(rows: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """Those of the rows that are a user's own reported stock of a whole country."""
    kept = rows[rows["source"].isin(sources) & (rows["value"] > 0)]
    for column, values in WHOLE.items():
        kept = kept[kept[column].isin(values)]
    return kept
