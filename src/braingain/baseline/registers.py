"""Doctors who practise for each one on a destination's register (docs/model.md 1.2, docs/decisions/0010)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import median

from braingain.baseline.stocks import REGISTERS, one_publisher, persons_of, published_densities
from braingain.baseline.tables import WorldTables

NEAR_YEARS = 3  # years before and after in which register and practice are set side by side
SAME_COUNT = 1.10  # a register at most this many times those who practise is taken as a count of the same people


@dataclass(frozen=True)
class Practising:
    """Practising over registered around a year: the middle, the least and the greatest of the years that have both."""

    share: float
    low: float
    high: float
    years: tuple[int, ...]

    @property
    def words(self) -> str:
        """The factor in words, for notes."""
        return f"{self.share:.2f} of those on the register practise ({self.years[0]} to {self.years[-1]}, all doctors)"


def practising_share(tables: WorldTables, destination: str, year: int) -> Practising | None:
    """Practising for each doctor registered; None where the register counts no more people than practise.

    Register: total of the OECD's workforce migration data. Practice: practising doctors of the OECD, the series that the
    destination's own stock is from. The median of the years that have both, at most three before or after.
    """
    registered, practising = _registered(tables, destination), _practising(tables).get(destination, {})
    both = {y: registered[y] / practising[y] for y in registered if y in practising and abs(y - year) <= NEAR_YEARS}
    if not both or median(both.values()) <= SAME_COUNT:
        return None
    middle, most, least = median(both.values()), max(both.values()), min(both.values())
    return Practising(1.0 / middle, 1.0 / most, min(1.0, 1.0 / least), tuple(sorted(both)))


def _registered(tables: WorldTables, destination: str) -> dict[int, float]:
    rows = tables.observations("workers", "doctor", destination)
    rows = rows[(rows["source"] == REGISTERS) & (rows["activity"] == "registered") & rows["value"].notna()]
    return {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}


@cache
def _practising(tables: WorldTables) -> Mapping[str, Mapping[int, float]]:
    rows = published_densities(tables, "doctor")
    rows = rows[rows["activity"] == "practising"]
    by_country = rows.groupby("country")
    return {str(country): persons_of(tables, str(country), one_publisher(one)) for country, one in by_country}
