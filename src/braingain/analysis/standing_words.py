"""The reasons why a row is not taken, in the words that all parts of its account share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from braingain.baseline.overrides import FIRST_START, LAST_START
from braingain.baseline.tables import years_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from braingain.baseline.corridors import World

Row = Any  # a row of evidence with its columns as attributes
YEAR, FAR, BREAK = "another year", "too far", "break"
SOURCE, DEFINITION, KIND = "another source", "another definition", "another kind"
RELEASE, NOT_READ = "older release", "not read"
# What tells one row of an indicator, cadre and country from another.
KEY = ("source", "partner", "definition", "activity", "count", "sex", "age", "place", "employment", "year", "value")


class Lost(NamedTuple):
    """Why a row is not taken: the kind of reason, one of a closed list, and the reason in words."""

    kind: str
    words: str


def key_of(row: Row) -> tuple[Any, ...]:
    """What tells a row from the others of its indicator, cadre and country."""
    return tuple(getattr(row, column) for column in KEY)


def far(world: World, row: Row, reach: int) -> Lost:
    """A figure too far from the start, and from which starts it can be reached."""
    first, last = max(FIRST_START, row.year - reach), min(LAST_START, row.year + reach)
    other = f"; a start of {first} to {last} reaches it" if first < last else ""
    if abs(row.year - world.start) <= reach:
        return Lost(SOURCE, "no series with this figure is taken")
    return Lost(FAR, f"it is of {row.year}, more than {reach} years from the start, {world.start}{other}")


def another(world: World, row: Row, taken: str, kind: str = "") -> Lost:
    """Another series comes first: a user's own, or that of a source that stands before."""
    named = ", ".join(filter(None, (taken, kind)))
    if taken not in world.tables.own:
        return Lost(SOURCE, f"{named} comes first")
    if row.source in world.tables.own:
        return Lost(SOURCE, f"another figure of your own is taken ({named})")
    return Lost(SOURCE, f"your own import comes first ({named})")


def of_years(world: World, row: Row, series: Mapping[int, float]) -> Lost | None:
    """Another year of the same series is nearer to the start; None where the row's year is read."""
    near = years_read(series, world.start)
    words = " and ".join(map(str, sorted(near)))
    lost = Lost(YEAR, f"the series has figures nearer to the start, {world.start} ({words})")
    return None if row.year in near else lost
