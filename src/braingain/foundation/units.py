"""Units of the evidence, and the one place where a value changes its unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from braingain.foundation.cards import catalogue_table
from braingain.foundation.errors import BraingainError, Problem, did_you_mean


@dataclass(frozen=True)
class Unit:
    """A unit of the closed list: its title, what it measures, and how many base units it holds."""

    unit: str
    title: str
    dimension: str
    factor: float


@cache
def all_units() -> dict[str, Unit]:
    """The closed list of units (``catalogue/units.csv``) by name."""
    rows = catalogue_table("units")
    return {r["unit"]: Unit(r["unit"], r["title"], r["dimension"], float(r["factor"])) for r in rows}


def find_unit(name: str) -> Unit:
    """The unit of that name.

    Raises
    ------
    BraingainError
        Where there is none; names the nearest.
    """
    units = all_units()
    if name not in units:
        raise BraingainError(Problem("unit", f'"{name}" is not a known unit', did_you_mean(name, units)))
    return units[name]


def can_convert(unit: str, to: str) -> bool:
    """True where both units measure the same thing, so that a value can change from one to the other."""
    return find_unit(unit).dimension == find_unit(to).dimension


def convert(value: float, unit: str, to: str) -> float:
    """A value in another unit of the same dimension: 12 percent is .12 share; 2.28 per_1000 is 22.8 per_10k.

    Money never changes its unit here: it needs a year, a country and a rate.

    Raises
    ------
    BraingainError
        Where the units measure different things.
    """
    if not can_convert(unit, to):
        what = f"{find_unit(unit).title} cannot become {find_unit(to).title}"
        raise BraingainError(Problem("unit", what, "they do not measure the same thing"))
    if unit == to:
        return value
    return value * find_unit(unit).factor / find_unit(to).factor
