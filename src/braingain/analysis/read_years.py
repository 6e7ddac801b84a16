"""Of which years the number of a side effect is: a level of one year, a mean, a sum, or a change between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from braingain.policy.costs import PairedRun
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

LONGEST_READ_YEARS = 12  # a doctor's seat shows after nine years
AFTER_YEARS = 3  # in which a cliff at the end of a lever is read
LEVEL, MEAN, SUM, TOGETHER, LOWEST, CHANGE, SPREAD = "level", "mean", "sum", "together", "lowest", "change", "spread"
Measure = Callable[[PairedRun, Sequence[Part]], np.ndarray]


class Reading(NamedTuple):
    """How a number is read, one of the words above, and its first and last year."""

    how: str
    first: int
    last: int


Years = Callable[[Part, Setting], Reading]
READINGS: dict[Measure, Years] = {}


def read_in(years: Years) -> Callable[[Measure], Measure]:
    """Note of which years a measure is, beside the function that takes it."""

    def noted(measure: Measure) -> Measure:
        READINGS[measure] = years
        return measure

    return noted


def in_force(part: Part, setting: Setting) -> np.ndarray:
    """Rows of the years in which a part is in force."""
    return np.flatnonzero(part.in_force(setting.years) > 0)


def rows_read(part: Part, setting: Setting) -> np.ndarray:
    """Rows of the years in force, to the one in which side effects are read."""
    rows = in_force(part, setting)
    return rows[rows <= last_read(part, setting)]


def first_read(part: Part, setting: Setting) -> int:
    """Row of a part's first year in force."""
    rows = in_force(part, setting)
    return int(rows[0]) if len(rows) else 0


def last_read(part: Part, setting: Setting) -> int:
    """Row in which side effects are read: the last year in force, the twelfth of a lever that is in force longer."""
    rows = in_force(part, setting)
    return int(rows[min(len(rows), LONGEST_READ_YEARS) - 1]) if len(rows) else len(setting.years) - 1


def last_year(part: Part, setting: Setting) -> Reading:
    """The last year read."""
    return _reading(LEVEL, last_read(part, setting), last_read(part, setting), setting)


def first_year(part: Part, setting: Setting) -> Reading:
    """The first year in force."""
    return _reading(LEVEL, first_read(part, setting), first_read(part, setting), setting)


def year_after(part: Part, setting: Setting) -> Reading:
    """The year after the last that is read."""
    return _reading(LEVEL, last_read(part, setting) + 1, last_read(part, setting) + 1, setting)


def mean_of_years(part: Part, setting: Setting) -> Reading:
    """The years in force, to the last read: a year's mean."""
    return _reading(MEAN, first_read(part, setting), last_read(part, setting), setting)


def together(part: Part, setting: Setting) -> Reading:
    """The years in force, to the last read, taken together: a share of their sum."""
    return _reading(TOGETHER, first_read(part, setting), last_read(part, setting), setting)


def lowest_year(part: Part, setting: Setting) -> Reading:
    """The lowest of the years to the last read."""
    return _reading(LOWEST, first_read(part, setting), last_read(part, setting), setting)


def change_in_force(part: Part, setting: Setting) -> Reading:
    """From the first year in force to the last read."""
    return _reading(CHANGE, first_read(part, setting), last_read(part, setting), setting)


def change_after_end(part: Part, setting: Setting) -> Reading:
    """From the last year read to three years later."""
    last = last_read(part, setting)
    return _reading(CHANGE, last, last + AFTER_YEARS, setting)


def sum_after_end(part: Part, setting: Setting) -> Reading:
    """The three years after the last read, added up."""
    last = last_read(part, setting)
    return _reading(SUM, last + 1, last + AFTER_YEARS, setting)


def sum_to_last_read(part: Part, setting: Setting) -> Reading:
    """The years in force to the last read, added up."""
    return _reading(SUM, first_read(part, setting), last_read(part, setting), setting)


def sum_of_all_years(part: Part, setting: Setting) -> Reading:
    """All years from the first in force to the end of the run, added up."""
    return _reading(SUM, first_read(part, setting), len(setting.years) - 1, setting)


def all_years_together(part: Part, setting: Setting) -> Reading:
    """All years from the first in force to the end of the run, taken together: a share of their sum."""
    return _reading(TOGETHER, first_read(part, setting), len(setting.years) - 1, setting)


def spread_in_full_force(part: Part, setting: Setting) -> Reading:
    """The year of the most over that of the least, of those in full force."""
    full = np.flatnonzero(part.in_force(setting.years) >= 1.0)
    return _reading(SPREAD, int(full[0]) if len(full) else 0, int(full[-1]) if len(full) else 0, setting)


def when_visitors_leave(part: Part, setting: Setting) -> Reading:
    """From the last year of visiting teachers to the next."""
    after = part.start + part.delay_years + round(part.dose("years")) - setting.start
    return _reading(CHANGE, after - 1, after, setting)


def _reading(how: str, first: int, last: int, setting: Setting) -> Reading:
    """Rows as years, those beyond the run as its last."""
    years = [int(setting.years[min(max(row, 0), len(setting.years) - 1)]) for row in (first, last)]
    return Reading(how, *years)
