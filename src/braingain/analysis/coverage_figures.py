"""A country's own figures of coverage, from the evidence base: they set the level of the curve (docs/model.md 2.39, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from braingain.analysis.beside import SERVICES
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.units import convert

if TYPE_CHECKING:
    from braingain.evidence.store import Store

OLDEST_YEARS = 10  # before the start
WHOLE = ("all", "unknown")


@dataclass(frozen=True)
class Coverage:
    """Share of people reached by a service in a year, and who says so."""

    share: float
    year: int
    source: str

    def __str__(self) -> str:
        return f"reported: {self.share:.0%} in {self.year} ({self.source})"


def reported_coverage(store: Store, country: str, start: int) -> dict[str, Coverage]:
    """The last figure of each service in the ten years up to the start; a service without one is left out.

    Raises
    ------
    BraingainError
        For a figure that is not between 0 and 1, both excluded: no curve reaches it.
    """
    found, problems = {}, []
    for name in SERVICES:
        rows = store.observations(indicator=f"{name}_share", country=country)
        rows = rows[rows["value"].notna() & rows["sex"].isin(WHOLE) & rows["place"].isin(WHOLE)]
        rows = rows[(rows["year"] <= start) & (rows["year"] >= start - OLDEST_YEARS)].sort_values(["year", "source"])
        if rows.empty:
            continue
        last = rows.iloc[-1]
        share = convert(float(last["value"]), str(last["unit"]), "share")
        if not 0.0 < share < 1.0:
            where = f"{last['source']}, {name}_share, {country} {int(last['year'])}"
            problems.append(Problem(where, f"{share:g} is not between 0 and 1", "correct the row, or remove it"))
        found[name] = Coverage(share, int(last["year"]), str(last["source"]))
    if problems:
        raise BraingainError(problems)
    return found
