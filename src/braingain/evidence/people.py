"""People: population by age and sex at 1 July, and how many of them die."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from braingain.evidence.found import Found, Row, between, rows_by_key
from braingain.foundation.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "undesa_wpp"
STEP_YEARS = 5
AGE_GROUPS = tuple(range(0, 101, STEP_YEARS))
AGES = tuple(range(15, 91))
POPULATION_YEARS = tuple(range(1990, 2061, STEP_YEARS))
PERIODS = tuple(range(2000, 2056, STEP_YEARS))
LAST_ESTIMATE = 2020
COVID_PERIOD = 2020


def population_by_age(population: pd.DataFrame, country: str, year: int) -> Found[np.ndarray] | None:
    """People at 1 July of a year by sex (female, male) and age (0-4, 5-9, ... 95-99, 100 and over): shape (2, 21).

    Reported to 2020 at every fifth year, projected (estimated) from 2025; years between are interpolated in logs.
    None where the United Nations have no figures for the country, or not for the year (1990 to 2060).
    """
    cells = rows_by_key(population, ("country", "year"), ("sex", "age", "persons"))
    first = year - year % STEP_YEARS
    ends = [first] if first == year else [first, first + STEP_YEARS]
    if any((country, end) not in cells for end in ends):
        return None
    grids = [_grid(cells[country, end]) for end in ends]
    if len(ends) == 1:
        method = "reported" if year <= LAST_ESTIMATE else "estimated"
        return Found(grids[0], method, SOURCE, year, "" if method == "reported" else "medium projection")
    value = between(grids[0], grids[1], (year - first) / STEP_YEARS)
    return Found(value, "interpolated", SOURCE, None, f"between 1 July {ends[0]} and {ends[1]}")


def population_total(population: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    """All people at 1 July of a year: the sum over sex and age of ``population_by_age``, and its label."""
    found = population_by_age(population, country, year)
    return None if found is None else Found(float(found.value.sum()), *found[1:])


def population_17_20(population: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    """People of 17, 18, 19 and 20 years at 1 July: three fifths of those of 15-19 and one fifth of those of 20-24."""
    found = population_by_age(population, country, year)
    if found is None:
        return None
    by_age = found.value.sum(axis=0)
    value = 0.6 * by_age[AGE_GROUPS.index(15)] + 0.2 * by_age[AGE_GROUPS.index(20)]
    note = "; ".join(filter(None, (found.note, "from five-year ages in proportion")))
    return Found(float(value), "interpolated", SOURCE, found.year, note)


def population_65_up(population: pd.DataFrame, country: str, year: int) -> Found[float] | None:
    """People of 65 years and more at 1 July, labelled as ``population_by_age``."""
    found = population_by_age(population, country, year)
    if found is None:
        return None
    return Found(float(found.value[:, AGE_GROUPS.index(65) :].sum()), *found[1:])


def mortality_by_age(mortality: pd.DataFrame, country: str, sex: str, year: int) -> Found[np.ndarray] | None:
    """Hazard of dying by age 15, 16, ... 90 in a year: shape (76,). [1/year]

    Constant within an age group (five years) and within a period (mid-year to mid-year, 2000-2005 to 2055-2060;
    before and after these the nearest period's). None where the United Nations have no life table.
    """
    rates = rows_by_key(mortality, ("country", "sex", "period_start"), ("age", "rate"))
    wanted = year - year % STEP_YEARS
    period = min(max(wanted, PERIODS[0]), PERIODS[-1])
    by_age: dict[int, float] = dict(rates.get((country, sex, period), []))
    if not by_age:
        return None
    groups = np.array(sorted(by_age))
    group_of = groups[np.searchsorted(groups, AGES, side="right") - 1]
    hazard = np.array([by_age[group] for group in group_of])
    reported = period == wanted and period <= LAST_ESTIMATE
    note = f"{period}-{period + STEP_YEARS}" + ("; COVID-19 is in it" if period == COVID_PERIOD else "")
    return Found(hazard, "reported" if reported else "estimated", SOURCE, None, note)


def _grid(rows: list[Row]) -> np.ndarray:
    grid = np.full((len(SEXES), len(AGE_GROUPS)), np.nan)
    for sex, age, persons in rows:
        grid[SEXES.index(str(sex)), AGE_GROUPS.index(int(age))] = persons
    return grid
