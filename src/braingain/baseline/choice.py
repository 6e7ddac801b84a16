"""Which of several sources' figures a baseline uses: one series at a time, never mixed (docs/evidence.md, "Which source is used")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value, value_of
from braingain.evidence.own import ACTIVITIES, own_note, public, readable, whole_country

if TYPE_CHECKING:
    import pandas as pd

# Publishers of whole series, the first taken before the next; single works come after all of them.
PUBLISHERS = ("oecd_graduates", "oecd_workforce_migration", "unsd_sdg", "eurostat")


@dataclass(frozen=True)
class Figures:
    """Figures of one source on one country and cadre, by year."""

    values: Mapping[int, float]
    methods: Mapping[int, str]  # how the source says that it knows them
    source: str
    own: bool  # a user's own
    note: str = ""


@cache
def candidates(tables: WorldTables, indicator: str, cadre: str) -> Mapping[str, tuple[Figures, ...]]:
    """By country, the series that there are of graduates or of a share, in the order of precedence.

    A user's own import first (of several the first by activity, then the one with the latest figure), then publishers
    of whole series, then single works, those with the latest figure first. Series differ by source and activity.
    """
    import pandas as pd

    rows = tables.observations(indicator, cadre)
    mine = tables.own
    rows = pd.concat([whole_country(public(rows, mine)), readable(rows, mine)]).sort_index()
    ranked: dict[str, list[tuple[tuple[int, int, int, str], Figures]]] = {}
    for (country, source, activity), one in rows.groupby(["country", "source", "activity"]):
        own = source in mine
        figures = _figures(one, str(source), own, str(activity))
        rank = PUBLISHERS.index(source) + 1 if source in PUBLISHERS else len(PUBLISHERS) + 1
        key = (0 if own else rank, ACTIVITIES.index(str(activity) or "unknown"), -max(figures.values), str(source))
        ranked.setdefault(str(country), []).append((key, figures))
    return {country: tuple(f for _, f in sorted(some, key=lambda one: one[0])) for country, some in ranked.items()}


def chosen(
    tables: WorldTables, indicator: str, unit: str, country: str, cadre: str, start: int, reach: int
) -> Value | None:
    """A country's figure at the start from the first series that has one within ``reach`` years; None where none has."""
    found = taken(tables, indicator, unit, country, cadre, start, reach)
    return found[1] if found else None


def taken(
    tables: WorldTables, indicator: str, unit: str, country: str, cadre: str, start: int, reach: int
) -> tuple[Figures, Value] | None:
    """The series that ``chosen`` takes, and the figure that it has from it."""
    for figures in candidates(tables, indicator, cadre).get(country, ()):
        value = value_from(figures, indicator, unit, cadre, start, reach)
        if value is not None:
            return figures, value
    return None


def value_from(figures: Figures, indicator: str, unit: str, cadre: str, start: int, reach: int) -> Value | None:
    """The figure of one series at the start, or the nearest within ``reach`` years."""
    found = near(figures.values, start, figures.source, reach)
    if found is None:
        return None
    value = value_of(found, indicator, unit, start, cadre, figures.note)
    if value.method == "reported" and value.year is not None:
        return replace(value, method=figures.methods[value.year])
    return value


def _figures(rows: pd.DataFrame, source: str, own: bool, activity: str) -> Figures:
    years = [int(year) for year in rows["year"]]
    return Figures(
        {year: float(value) for year, value in zip(years, rows["value"], strict=True)},
        {year: str(method) for year, method in zip(years, rows["method"], strict=True)},
        source,
        own,
        own_note(activity) if own else "",
    )
