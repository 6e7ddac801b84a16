"""A scenario's own values on the paths of the model, and the index of fines at a rate of inflation (docs/architecture.md, docs/model.md 2.19)."""

from __future__ import annotations

import numpy as np

from braingain.analysis.scenario import Override, Scenario
from braingain.policy.setting import Parameters, Setting


def path_overrides(scenario: Scenario) -> dict[str, dict[int, float]]:
    """The scenario's overrides of paths as values by year: straight between the years given, level outside."""
    return {name: _by_year(override, scenario.start) for name, override in scenario.paths.items()}


def _by_year(override: Override, start: int) -> dict[int, float]:
    values = override.value if isinstance(override.value, tuple) else (override.value,)
    years = override.years or (start,)
    return {year: float(value) for year, value in zip(years, values, strict=True)}


def fine_index_at(inflation: float, setting: Setting, parameters: Parameters) -> np.ndarray:
    """``I(t) = CPI^(1−s)·FX^s`` of (2.19) at one rate of inflation in all years, 1 in the first year. (year, draw)

    The exchange rate follows prices over US prices.
    """
    years = np.arange(len(setting.years))[:, None]
    prices = (1.0 + inflation) ** years
    share, abroad = (np.asarray(parameters[name]) for name in ("fx_fine_share", "us_inflation"))
    return np.asarray(prices ** (1 - share) * (prices / (1.0 + abroad) ** years) ** share)
