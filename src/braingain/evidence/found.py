"""What a look-up in the compact tables gives: a value with its label, source and year; and quick look-ups by key."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Value = TypeVar("Value")
Key = tuple[str, ...]
Row = tuple[Any, ...]
Points = tuple[np.ndarray, np.ndarray]


class Found(NamedTuple, Generic[Value]):
    """A value and how it is known.

    ``method`` is reported, interpolated, estimated, borrowed or assumed; ``source`` an id of the table of sources;
    ``year`` the year that was measured, None where several were used; ``note`` says in words what was done.
    """

    value: Value
    method: str
    source: str
    year: int | None = None
    note: str = ""


# One index for each table that is alive: by the table's identity, which ends with the table.
_INDICES: dict[tuple[int, Key, Key], tuple[weakref.ref[pd.DataFrame], dict[Row, list[Row]]]] = {}


def rows_by_key(frame: pd.DataFrame, keys: Key, columns: Key) -> dict[Row, list[Row]]:
    """Rows of a table by the values of its key columns; made once for each table, which must not change afterwards.

    Take a table from the store once and pass it on: a second copy of it is indexed again.
    """
    slot = (id(frame), keys, columns)
    known = _INDICES.get(slot)
    if known is not None and known[0]() is frame:
        return known[1]
    index: dict[Row, list[Row]] = {}
    rows = zip(*(frame[column].tolist() for column in columns), strict=True)
    for key, row in zip(zip(*(frame[name].tolist() for name in keys), strict=True), rows, strict=True):
        index.setdefault(key, []).append(row)
    _INDICES[slot] = (weakref.ref(frame, lambda _: _INDICES.pop(slot, None)), index)
    return index


def points(frame: pd.DataFrame, keys: Key, key: Key) -> Points:
    """Years (ascending) and values of one series of a table with the columns year and value; missing ones left out."""
    rows = sorted(rows_by_key(frame, keys, ("year", "value")).get(key, []))
    years = np.array([row[0] for row in rows], dtype=int)
    values = np.array([row[1] for row in rows], dtype=float)
    there = np.isfinite(values)
    return years[there], values[there]


def at_year(series: Points, year: int, source: str, carry_years: int) -> Found[float] | None:
    """The value of a year: reported; interpolated between two years (in logs where both are positive); else the
    nearest within ``carry_years`` before the first or after the last year, ``estimated``; else None."""
    years, values = series
    if len(years) == 0:
        return None
    after = int(np.searchsorted(years, year))
    if after < len(years) and years[after] == year:
        return Found(float(values[after]), "reported", source, year)
    if 0 < after < len(years):
        before = after - 1
        share = (year - years[before]) / (years[after] - years[before])
        value = between(values[before], values[after], share)
        return Found(float(value), "interpolated", source, None, f"between {years[before]} and {years[after]}")
    nearest = 0 if after == 0 else len(years) - 1
    if abs(int(years[nearest]) - year) > carry_years:
        return None
    return Found(
        float(values[nearest]),
        "estimated",
        source,
        int(years[nearest]),
        f"figure of {years[nearest]}, the nearest year known",
    )


def between(first: np.ndarray | float, second: np.ndarray | float, share: float) -> np.ndarray:
    """Values a share of the way from the first to the second: in logs where both are positive, else straight."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    straight = first + share * (second - first)
    positive = (first > 0) & (second > 0)
    safe_first, safe_second = np.where(positive, first, 1.0), np.where(positive, second, 1.0)
    return np.where(positive, safe_first * (safe_second / safe_first) ** share, straight)
