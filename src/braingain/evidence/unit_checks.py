"""Densities that look ten times too large or too small: per 1 000 or 100 000 people where per 10 000 is meant."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from braingain.evidence.limits import people_of

if TYPE_CHECKING:
    import pandas as pd

DENSITY, NUMBER, FLAG = "density_per_10k", "workers", "outside_range"
TEN = (7.0, 14.0)  # how many times too large or small a figure is whose unit is a step off
NEAR_YEARS = 6  # a neighbour in the same series that is further away says nothing
FEWEST_IN_RUN = 2  # years on each side of a step of ten by which a run of years, not one, is off
SHOWN = 12
SAME = ("source", "country", "cadre", "year", "sex", "place", "vintage")


def flag_unit_slips(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The rows with the flag ``outside_range`` on densities a unit off, none changed; and what is said of them.

    A density is held against the number of the same workers over the people of the country, where the rows have both;
    else against its neighbours in the series, both of which it has to exceed, or fall short of, about tenfold; else
    the run of years that it is in against the run beside it, where the longer of the two is ten times the other or a tenth.
    """
    found = unit_slips(rows)
    if not found:
        return rows, []
    flagged = rows.copy()
    for at in found:
        old = str(flagged.at[at, "flag"])
        flagged.at[at, "flag"] = old if FLAG in old.split(";") else ";".join(filter(None, (old, FLAG)))
    said = list(found.values())
    more = f" and {len(said) - SHOWN} more" if len(said) > SHOWN else ""
    return flagged, [f"densities that may have another unit, flagged and not changed: {'; '.join(said[:SHOWN])}{more}"]


def unit_slips(rows: pd.DataFrame) -> dict[int, str]:
    """The densities that look a unit off, by their place in the table, each in words with its number and the unit it looks to have."""
    densities = rows[(rows["indicator"] == DENSITY) & (rows["value"] > 0)]
    if densities.empty:
        return {}
    numbers = rows[(rows["indicator"] == NUMBER) & (rows["value"] > 0)]
    names = [name for name in SAME if name != "vintage"]
    persons = dict(zip(numbers[names].itertuples(index=False, name=None), numbers["value"], strict=True))
    found: dict[int, str] = {}
    for _, series in densities.groupby([name for name in SAME if name != "year"], sort=True):
        ordered = series.sort_values("year")
        years, values = ordered["year"].tolist(), ordered["value"].tolist()
        keys = ordered[names].itertuples(index=False, name=None)
        runs = _against_runs(years, values)
        for turn, (at, key) in enumerate(zip(ordered.index, keys, strict=True)):
            times = _against_number(values[turn], str(key[1]), int(years[turn]), persons.get(key))
            unit = _unit(times)
            if times is None:
                unit = _unit(_against_neighbours(years, values, turn)) or _unit(runs.get(turn))
            if unit:
                found[int(at)] = f"{key[1]} {key[2]} {years[turn]}: {values[turn]:g}, which looks like {unit}"
    return found


def _against_number(density: float, country: str, year: int, persons: float | None) -> float | None:
    """How many times a density is the number over people; None where the number or the people are not known."""
    if persons is None:
        return None
    people, _ = people_of(country, year)
    return density / (persons / people * 10_000) if people else None


def _against_neighbours(years: list[int], values: list[float], turn: int) -> float | None:
    """How many times a figure is its neighbours, the nearer to 1; None where one of them is missing or far."""
    if not 0 < turn < len(years) - 1:
        return None
    if years[turn] - years[turn - 1] > NEAR_YEARS or years[turn + 1] - years[turn] > NEAR_YEARS:
        return None
    times = [values[turn] / values[turn - 1], values[turn] / values[turn + 1]]
    if (times[0] > 1) != (times[1] > 1):
        return None
    return min(times, key=lambda one: max(one, 1 / one))


def _against_runs(years: list[int], values: list[float]) -> dict[int, float]:
    """How many times each figure of a run is the middle of the run beside it, where all of them are about ten times or a tenth of it.

    A run has two figures or more and ends where a step is of about ten, or the next year is far. Of two neighbouring runs the
    shorter is taken to be off, the earlier where they are as long.
    """
    turns = range(1, len(values))
    far = [turn for turn in turns if years[turn] - years[turn - 1] > NEAR_YEARS]
    steps = [turn for turn in turns if turn not in far and _unit(values[turn] / values[turn - 1])]
    runs = [range(*ends) for ends in pairwise([0, *sorted([*far, *steps]), len(values)])]
    found: dict[int, float] = {}
    for before, after in pairwise(runs):
        if after[0] in far or min(len(before), len(after)) < FEWEST_IN_RUN:
            continue
        off, right = (before, after) if len(before) <= len(after) else (after, before)
        middle = median(values[turn] for turn in right)
        times = {turn: values[turn] / middle for turn in off}
        if len({_unit(one) for one in times.values()}) == 1:
            found |= times
    return found


def _unit(times: float | None) -> str:
    """The unit that a figure so many times too large or small looks to have; "" where it has its own."""
    if times is None:
        return ""
    low, high = TEN
    if low <= times <= high:
        return "per 100 000 people"
    return "per 1 000 people" if low <= 1 / times <= high else ""
