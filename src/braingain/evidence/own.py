"""What users imported themselves, in files that are no publisher's: whose rows they are, and which a baseline can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from braingain.sources.registry import all_sources

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

OWN = "your own import"
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
# The same of graduates and shares, which are no stocks.
FIGURES = {
    **{column: values for column, values in WHOLE.items() if column not in ("sex", "method")},
    "activity": (*ACTIVITIES, ""),
    "measure": ("inflow", "rate", "stock", "unknown"),
}


def own_sources(store: Store) -> frozenset[str]:
    """Sources that came by a user's own tidy file: imported, not shipped, and no publisher's that the program knows."""
    table = store.sources()
    mine = table[table["imported"].astype(bool) & ~table["ships"].astype(bool)]
    return frozenset(mine["source"]) - frozenset(all_sources())


def own_note(activity: str) -> str:
    """What is said beside a user's own figure that is used."""
    kind = "" if activity in ("", "unknown") else f" ({activity})"
    return f"{OWN}{kind}, in place of public figures"


def own_stocks(rows: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """Those of the rows that are a user's own reported stock of a whole country."""
    kept = rows[rows["source"].isin(sources) & (rows["value"] > 0)]
    return _with(kept, WHOLE)


def own_figures(rows: pd.DataFrame, sources: frozenset[str]) -> pd.DataFrame:
    """Those of the rows that are a user's own reported graduates or share of a whole country."""
    kept = rows[rows["source"].isin(sources) & (rows["method"] == "reported")]
    return whole_country(kept)


def whole_country(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a share or of graduates that are of the whole country, head count, all ages; of women where the share is theirs."""
    kept = _with(rows[rows["value"].notna()], FIGURES)
    women = (kept["indicator"] == "women_share") & (kept["sex"] == "female")
    return kept[kept["sex"].isin(WHOLE["sex"]) | women]


def _with(rows: pd.DataFrame, values: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    for column, some in values.items():
        rows = rows[rows[column].isin(some)]
    return rows
