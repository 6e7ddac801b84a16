"""People: population by age and sex at 1 July, and how many of them die."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from braingain.evidence.found import Found, Row, between, rows_by_key
from braingain.foundation.countries import country_name
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "undesa_wpp"
STEP_YEARS = 5
AGE_GROUPS = tuple(range(0, 101, STEP_YEARS))
AGES = tuple(range(15, 91))
LAST_ESTIMATE = 2020
COVID_PERIOD = 2020


def population_by_age(population: pd.DataFrame, country: str, year: int) -> Found[np.ndarray]:
    """People at 1 July of a year by sex (female, male) and age (0-4, 5-9, ... 95-99, 100 and over): shape (2, 21).

    Reported to 2020 at every fifth year, projected (estimated) from 2025; years between are interpolated in logs.

    Raises
    ------
    BraingainError
        Where the United Nations have no figures for the country, or not for the year (1990 to 2060).
    """
    cells = rows_by_key(population, ("country", "year"), ("sex", "age", "persons"))
    first = year - year % STEP_YEARS
    ends = [first] if first == year else [first, first + STEP_YEARS]
    missing = [end for end in ends if (country, end) not in cells]
    if missing:
        place = f"population of {country_name(country)}"
        raise BraingainError(Problem(place, f"is not known for {year}", "give a country and a year from 1990 to 2060"))
    grids = [_grid(cells[country, end]) for end in ends]
    if len(ends) == 1:
        method = "reported" if year <= LAST_ESTIMATE else "estimated"
        return Found(grids[0], method, SOURCE, year, "" if method == "reported" else "medium projection")
    value = between(grids[0], grids[1], (year - first) / STEP_YEARS)
    return Found(value, "interpolated", SOURCE, None, f"between 1 July {ends[0]} and {ends[1]}")


def population_total(population: pd.DataFrame, country: str, year: int) -> Found[float]:
    """All people at 1 July of a year: the sum over sex and age of ``population_by_age``, and its label.

    Raises
    ------
    BraingainError
        As ``population_by_age``.
    """
    found = population_by_age(population, country, year)
    return Found(float(found.value.sum()), *found[1:])


def population_17_20(population: pd.DataFrame, country: str, year: int) -> Found[float]:
    """People of 17, 18, 19 and 20 years at 1 July: three fifths of those of 15-19 and one fifth of those of 20-24.

    Raises
    ------
    BraingainError
        As ``population_by_age``.
    """
    found = population_by_age(population, country, year)
    by_age = found.value.sum(axis=0)
    value = 0.6 * by_age[AGE_GROUPS.index(15)] + 0.2 * by_age[AGE_GROUPS.index(20)]
    note = "; ".join(filter(None, (found.note, "from five-year ages in proportion")))
    return Found(float(value), "interpolated", SOURCE, found.year, note)


def mortality_by_age(mortality: pd.DataFrame, country: str, sex: str, year: int) -> Found[np.ndarray] | None:
    """Hazard of dying by age 15, 16, ... 90 in a year: shape (76,). [1/year]

    Constant within an age group (five years) and within a period (mid-year to mid-year, 2000-2005 to 2055-2060;
    before and after these the nearest period's). None where the United Nations have no life table.
    """
    rates = rows_by_key(mortality, ("country", "sex"), ("period_start", "age", "rate")).get((country, sex), [])
    if not rates:
        return None
    starts = sorted({int(row[0]) for row in rates})
    wanted = year - year % STEP_YEARS
    period = min(max(wanted, starts[0]), starts[-1])
    by_age = {int(age): rate for start, age, rate in rates if start == period}
    groups = np.array(sorted(by_age))
    group_of = groups[np.searchsorted(groups, AGES, side="right") - 1]
    hazard = np.array([by_age[int(group)] for group in group_of])
    reported = period == wanted and period <= LAST_ESTIMATE
    note = f"{period}-{period + STEP_YEARS}" + ("; COVID-19 is in it" if period == COVID_PERIOD else "")
    return Found(hazard, "reported" if reported else "estimated", SOURCE, None, note)


def _grid(rows: list[Row]) -> np.ndarray:
    grid = np.full((len(SEXES), len(AGE_GROUPS)), np.nan)
    for sex, age, persons in rows:
        grid[SEXES.index(str(sex)), AGE_GROUPS.index(int(age))] = persons
    return grid
