"""A scenario's own values in place of ours on the paths of the model (DESIGN 6, overrides)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from braingain.analysis.scenario import Override
from braingain.foundation.errors import BraingainError, Problem
from braingain.model.containers import Paths
from braingain.policy.setting import Parameters, Setting

US_INFLATION = 0.02  # the exchange rate moves with prices over those of the USA (MODEL 1.2)
INDEX_PATHS = {"pay": "pay", "posts": "posts", "seats": "seats", "demand": "demand", "pay_abroad": "pay_abroad"}


def fine_index_at(inflation: float | np.ndarray, setting: Setting, parameters: Parameters) -> np.ndarray:
    """``I(t) = CPI^(1−s)·FX^s`` of (2.19) at a given rate of inflation, 1 in the first year. (year, draw)

    The exchange rate follows prices over US prices, which rise by 2 % a year.
    """
    rates = np.broadcast_to(inflation, (len(setting.years),))
    prices = np.concatenate([[1.0], np.cumprod(1 + rates[:-1])])[:, None]
    foreign = (1 + US_INFLATION) ** np.arange(len(setting.years))[:, None]
    share = np.asarray(parameters["fx_fine_share"])
    return prices ** (1 - share) * (prices / foreign) ** share


def overridden(setting: Setting, parameters: Parameters, overrides: Mapping[str, Override]) -> dict[str, Any]:
    """Fields of the model's paths that a scenario changes.

    ``inflation`` is a rate a year. ``pay``, ``posts``, ``seats``, ``demand`` and ``pay_abroad`` are given over our path: 0.8
    is a fifth less than without the override.

    Raises
    ------
    BraingainError
        For paths that this edition cannot change.
    """
    changed: dict[str, Any] = {}
    problems = []
    for name, override in overrides.items():
        values = by_year(override, setting)
        if name == "inflation":
            changed["fine_index"] = fine_index_at(values, setting, parameters)
        elif name in INDEX_PATHS:
            field = INDEX_PATHS[name]
            path = np.asarray(getattr(setting.world.paths, field))
            changed[field] = path * values.reshape((-1,) + (1,) * (path.ndim - 1))
        else:
            known = ", ".join(sorted(["inflation", *INDEX_PATHS]))
            problems.append(
                Problem(f"scenario.paths.{name}", "cannot be overridden in this edition", f"can be: {known}")
            )
    if problems:
        raise BraingainError(problems)
    return {name: value for name, value in changed.items() if name in Paths._fields}


def by_year(override: Override, setting: Setting) -> np.ndarray:
    """An override as a value for each year: constant, or straight between the years given and level outside. (year,)"""
    if override.years:
        return np.interp(setting.years, override.years, np.asarray(override.value, dtype=float))
    return np.full(len(setting.years), float(np.asarray(override.value)))
