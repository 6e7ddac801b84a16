"""Draws summed up for readers: median with 50 and 90 % intervals, always with the reason where there is no width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
NO_WIDTH = "the same in all draws"
RESIDUAL = 1e-9


def interval(values: np.ndarray, why: str = "") -> dict[str, Any]:
    """``{"median", "p05", "p25", "p75", "p95"}`` of values by draw; says why where the interval has no width."""
    found = np.quantile(values, list(QUANTILES.values()))
    record: dict[str, Any] = {name: _plain(value) for name, value in zip(QUANTILES, found, strict=True)}
    return _with_reason(record, found[0] == found[-1] and found[0] != 0, why)


def intervals(values: np.ndarray, why: str = "") -> dict[str, Any]:
    """The same by year: each quantile is a list. ``values``: (year, draw)"""
    found = np.quantile(values, list(QUANTILES.values()), axis=-1)
    record: dict[str, Any] = {
        name: [_plain(value) for value in row] for name, row in zip(QUANTILES, found, strict=True)
    }
    return _with_reason(record, bool(np.all((found[0] == found[-1]) & (found[0] != 0))), why)


def sides(before: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    """Baseline, package and their difference in the same draws, by year. ``before``, ``after``: (year, draw)"""
    return {"baseline": intervals(before), "package": intervals(after), "difference": intervals(after - before)}


def _with_reason(record: dict[str, Any], narrow: bool, why: str) -> dict[str, Any]:
    if why or narrow:
        record["why"] = why or NO_WIDTH
    return record


def _plain(value: Any) -> float:
    return float(value) + 0.0  # no negative zero


def change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """A run less its baseline; what is smaller than the solver's residual is no difference."""
    found = after - before
    return np.where(np.abs(found) <= RESIDUAL * np.maximum(1.0, np.abs(before)), 0.0, found)


def ratio(part: np.ndarray, whole: np.ndarray, usable: np.ndarray, what: str) -> dict[str, Any] | None:
    """Interval of ``part/whole`` over the draws where it means something; null where these are not the most.

    ``what`` names those draws, for the note that says how many were left out.
    """
    share = float(usable.mean()) if usable.size else 0.0
    if not most(share):
        return None
    why = "" if share == 1 else f"of the {min(share, 0.999):.{0 if share < 0.99 else 1}%} of draws {what}"
    record = interval(part[usable] / whole[usable])
    return record | ({"why": why} if why else {})


def most(share: float) -> bool:
    """Whether a share of draws is more than half of them."""
    return share > 0.5


def excludes_zero(values: np.ndarray) -> np.ndarray:
    """Years in which the 90 % interval lies on one side of 0. ``values``: (year, draw)"""
    low, high = np.quantile(values, [0.05, 0.95], axis=-1)
    return (low > 0) | (high < 0)


def share_above_zero(values: np.ndarray) -> float:
    """Share of draws in which a value is positive."""
    return float(np.mean(values > 0))


def no_nan(record: Any) -> Any:
    """The record, checked to hold finite numbers only.

    Raises
    ------
    ValueError
        For the first number that is not finite, with its place.
    """
    _search(record, "")
    return record


def _search(record: Any, where: str) -> None:
    if isinstance(record, Mapping):
        for key, value in record.items():
            _search(value, f"{where}.{key}")
    elif isinstance(record, list | tuple):
        for i, value in enumerate(record):
            _search(value, f"{where}[{i}]")
    elif isinstance(record, float) and not np.isfinite(record):
        raise ValueError(f"{where.lstrip('.')} is not finite")
