"""A user's own figures of those abroad by origin and destination: taken before any list, register or gravity share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from braingain.baseline.registers import Practising
from braingain.baseline.stocks import OLDEST_FIGURE
from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value
from braingain.evidence.own import ACTIVITIES, OWN_FLAG, own_note, readable


@dataclass(frozen=True)
class OwnCell:
    """Figures of one origin and destination by year, and whose they are."""

    persons: Mapping[int, float]
    source: str
    activity: str


@cache
def own_cells(tables: WorldTables, cadre: str) -> Mapping[tuple[str, str], OwnCell]:
    """By origin and destination the series of a user: of several the first by activity, then that with the latest figure."""
    rows = readable(tables.observations("workers_abroad", cadre), tables.own)
    best: dict[tuple[str, str], tuple[tuple[int, int, str], OwnCell]] = {}
    for (origin, destination, source, activity), one in rows.groupby(["partner", "country", "source", "activity"]):
        persons = {int(year): float(value) for year, value in zip(one["year"], one["value"], strict=True)}
        key, cell = (str(origin), str(destination)), OwnCell(persons, str(source), str(activity))
        rank = (ACTIVITIES.index(cell.activity), -max(persons), cell.source)
        if key not in best or rank < best[key][0]:
            best[key] = rank, cell
    return {key: cell for key, (_, cell) in best.items()}


def own_abroad(
    tables: WorldTables,
    cadre: str,
    origin: str,
    destination: str,
    start: int,
    growth: float,
    practising: Practising | None = None,
) -> Value | None:
    """A user's own stock in a destination at the start; None where there is none within ``OLDEST_FIGURE`` years.

    A figure of another year is moved by the ``growth`` of a corridor; a count of a register by the share of it that
    practises, where that is known.
    """
    cell = own_cells(tables, cadre).get((origin, destination))
    found = near(cell.persons, start, cell.source, OLDEST_FIGURE) if cell else None
    if cell is None or found is None:
        return None
    year = start if found.year is None else found.year
    register = practising if cell.activity == "registered" else None
    flags = ((OWN_FLAG, True), ("moved", year != start), ("register", register is not None))
    notes = [own_note(cell.activity), found.note if year == start else f"reported for {year}, moved to {start}"]
    notes += [register.words] if register else []
    return Value(
        "workers_abroad",
        found.value * float((1.0 + growth) ** (start - year)) * (register.share if register else 1.0),
        "persons",
        "estimated" if register else found.method,
        cell.source,
        start,
        cadre,
        destination,
        "trained",
        flag=";".join(name for name, holds in flags if holds),
        note="; ".join(filter(None, notes)),
    )
