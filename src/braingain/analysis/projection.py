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
    """The baseline as JSON (``braingain/projection/1``): years, outcomes as lists of quantiles, figures reported since."""
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
        "outcomes": {key.name: summaries.intervals(values) for key, values in series.items() if key == Key(key.name)},
        "reported_since": {cadre: reported_since(worlds, cadre) for cadre in CLINICAL},
    }


def reported_since(worlds: Ensemble, cadre: str) -> list[dict[str, Any]]:
    """Stocks of a cadre in the series that the baseline uses, after its start year: the first test of a projection.

    Stocks of the model are those of 1 January after the year named; a figure reported for a year stands at that year.
    """
    start = worlds.scenario.start
    value = worlds.context.values.get(f"workers.{cadre}")
    points = worlds.context.used_points.get(cadre, {})
    return [
        {"year": int(year), "value": float(size), "source": value.source if value else ""}
        for year, size in sorted(points.items())
        if year > start
    ]
