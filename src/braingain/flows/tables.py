"""Tidy tables in and out: origin, destination, year, value. Countries are met by name, never by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from braingain.flows.refusals import FlowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from braingain.flows.refusals import Array

COLUMNS = ("origin", "destination", "year", "value")


class Stocks(NamedTuple):
    """Stocks of several years as arrays.

    Attributes
    ----------
    countries : names of rows and columns, in the order of the arrays.
    years : in rising order.
    workers : (year, training, residence), NaN where the table has no row. [persons]
    """

    countries: tuple[str, ...]
    years: tuple[int, ...]
    workers: Array


def from_table(table: pd.DataFrame | Mapping[str, Iterable[Any]], countries: Sequence[str] | None = None) -> Stocks:
    """A tidy table of stocks as arrays for the accounts.

    Parameters
    ----------
    table : a data frame, or a mapping of columns
        ``origin`` (country of training), ``destination`` (country of practice), ``year`` (stocks of 1 January) and
        ``value`` [persons]; other columns are not read. A value may be missing (NaN, None).
    countries : the countries and their order; those of the table, in order of their names, where not given.

    Raises
    ------
    FlowError
        Where a column is missing, a year is no whole number, a value no number, a pair stands twice in a year, or a
        country is not among those given.
    """
    origin, destination, year, value = columns_of(table, COLUMNS)
    names = [_names("origin", origin), _names("destination", destination)]
    chosen = tuple(countries) if countries is not None else tuple(sorted({*names[0], *names[1]}))
    if len(set(chosen)) != len(chosen):
        raise FlowError("names a country twice", "countries")
    at, years = {name: place for place, name in enumerate(chosen)}, _years(year)
    unknown = sorted({*names[0], *names[1]} - set(at))
    if unknown:
        raise FlowError(f"has countries that are not among those asked for: {', '.join(unknown[:5])}", "table")
    when = sorted(set(years))
    place = {one: position for position, one in enumerate(when)}
    workers = np.full((len(when), len(chosen), len(chosen)), np.nan)
    seen: dict[tuple[int, int, int], int] = {}
    for row, (o, d, y, v) in enumerate(zip(*names, years, _values(value), strict=True)):
        cell = place[y], at[o], at[d]
        if cell in seen:
            raise FlowError(f"rows {seen[cell] + 1} and {row + 1} are both of {o} in {d}, {y}", "table", [(row,)])
        seen[cell] = row
        workers[cell] = v
    return Stocks(chosen, tuple(when), workers)


def to_table(flows: Array, countries: Sequence[str], year: int) -> pd.DataFrame:
    """Moves as a tidy table: ``origin``, ``destination``, ``year``, ``value``; a ``training`` before them where they have it.

    Parameters
    ----------
    flows : (origin, destination), or (training, origin, destination). [persons]
        Rows of the diagonal (stayers, or nobody) are left out of the first and kept in the second.
    countries : their names in order.
    year : the first of the interval.

    Raises
    ------
    FlowError
        Where names and array do not go together.
    """
    import pandas as pd

    array, names = np.asarray(flows, dtype=float), np.asarray(countries, dtype=object)
    if array.ndim not in (2, 3) or set(array.shape) != {len(names)}:
        raise FlowError(f"has the shape {array.shape} for {len(names)} countries", "flows")
    cells = np.indices(array.shape).reshape(array.ndim, -1)
    heads = ("training", "origin", "destination")[-array.ndim :]
    frame = pd.DataFrame({head: names[at] for head, at in zip(heads, cells, strict=True)})
    frame["year"], frame["value"] = year, array.ravel()
    if array.ndim == 3:
        return frame
    return frame[frame["origin"] != frame["destination"]].reset_index(drop=True)


def columns_of(table: pd.DataFrame | Mapping[str, Iterable[Any]], wanted: Sequence[str]) -> list[list[Any]]:
    """Columns of a table as lists of one length.

    Raises
    ------
    FlowError
        Where one is missing, or their lengths differ.
    """
    missing = [name for name in wanted if name not in table]
    if missing:
        raise FlowError(f"has no column {', '.join(missing)}", "table")
    found = [list(table[name]) for name in wanted]
    if len({len(column) for column in found}) != 1:
        raise FlowError("has columns of different lengths", "table")
    if not found[0]:
        raise FlowError("has no rows", "table")
    return found


def _names(column: str, given: list[Any]) -> list[str]:
    wrong = [row for row, name in enumerate(given) if not isinstance(name, str) or not name.strip()]
    if wrong:
        raise FlowError(f"{column} is empty or no text", "table", [(row,) for row in wrong])
    return [name.strip() for name in given]


def _years(given: list[Any]) -> list[int]:
    wrong = [row for row, year in enumerate(given) if not _whole(year)]
    if wrong:
        raise FlowError("year is no whole number", "table", [(row,) for row in wrong])
    return [int(year) for year in given]


def _whole(year: Any) -> bool:
    return not isinstance(year, bool) and isinstance(year, int | float | np.number) and float(year).is_integer()


def _values(given: list[Any]) -> list[float]:
    wrong = [row for row, value in enumerate(given) if not _number(value)]
    if wrong:
        raise FlowError("value is no number", "table", [(row,) for row in wrong])
    return [np.nan if _missing(value) else float(value) for value in given]


def _missing(value: Any) -> bool:
    """None, or pandas' mark of a missing value."""
    return value is None or type(value).__name__ == "NAType"


def _number(value: Any) -> bool:
    if _missing(value):
        return True
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
