"""What comes if nothing changes: the baseline's own years, with figures reported since the start beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.runs import Key
from braingain.analysis.scenario import Scenario

if TYPE_CHECKING:
    from braingain.analysis.ensemble import Ensemble

CLINICAL = ("doctor", "nurse")


def projection_record(
    series: Mapping[Key, np.ndarray], worlds: Ensemble, scenario: Scenario, policy_start: int
) -> dict[str, Any]:
    """The baseline as JSON (``braingain/projection/1``): years, outcomes as lists of quantiles, figures reported since.

    ``stock_years``: the 1 January that each value of a stock stands for (the model's start is ``start``); flows are of
    the ``years``.
    """
    return {
        "schema": "braingain/projection/1",
        "country": scenario.country,
        "start": scenario.start,
        "policy_start": policy_start,
        "horizon": scenario.horizon,
        "draws": scenario.draws,
        "seed": scenario.seed,
        **worlds.identity(),
        "years": list(range(scenario.start, scenario.horizon + 1)),
        "stock_years": list(range(scenario.start + 1, scenario.horizon + 2)),
        "start_value": {cadre: start_value(worlds, cadre) for cadre in CLINICAL},
        "outcomes": {key.name: summaries.intervals(values) for key, values in series.items() if key == Key(key.name)},
        "reported_since": {cadre: reported_since(worlds, cadre) for cadre in CLINICAL},
    }


def start_value(worlds: Ensemble, cadre: str) -> dict[str, Any] | None:
    """The stock of a cadre that the model starts from on 1 January of the start year, with its label."""
    value = worlds.context.values.get(f"workers.{cadre}")
    if value is None or value.value is None:
        return None
    return {"year": worlds.scenario.start, "value": float(value.value), "method": value.method, "note": value.note}


def reported_since(worlds: Ensemble, cadre: str) -> list[dict[str, Any]]:
    """Stocks of a cadre as published for the years after the start, breaks and spikes included.

    A figure of a year stands beside the model's 1 January of that year, as the start value does. ``in_start``: the
    start value or its growth was read from this figure among others, so it is not an independent test of the projection.
    """
    start = worlds.scenario.start
    value = worlds.context.values.get(f"workers.{cadre}")
    used = worlds.context.used_points.get(cadre, {})
    return [
        {
            "year": int(year),
            "value": float(size),
            "source": value.source if value else "",
            "in_start": int(year) in used,
        }
        for year, size in sorted(worlds.context.reported_points.get(cadre, {}).items())
        if year > start
    ]
