"""What a run of all countries is checked for: all that docs/verification/world.md shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_cascade import cascades
from braingain.analysis.world_diversion import diversion
from braingain.analysis.world_exits import gross_exits
from braingain.analysis.world_long import long_run
from braingain.analysis.world_pairs import Told, tell

LONG_SEEDS = (2, 3, 4)  # of sixty years: limits were set on seed 1


def findings(draws: int, few: int, many_years: int, horizon: int, told: Told | None = None) -> dict[str, Any]:
    """All checks of the world, with the run itself: seconds, memory, residual.

    ``few`` draws for pairs of runs, ``many_years`` draws of each of ``LONG_SEEDS`` for sixty years.
    """
    from braingain.analysis.world_simulate import simulate_world

    scenario = Scenario(name="world", country="", world=True, horizon=horizon, draws=draws)
    pairs = replace(scenario, draws=few)
    record = simulate_world(scenario)
    tell(told, "run")
    return {
        "run": {
            name: record[name] for name in ("conservation_residual", "seconds", "peak_memory_mb", "largest_met", "hash")
        }
        | {"countries": len(record["countries"]), "draws": draws, "years": record["years"]}
        | {"distribution": record["baseline_distribution"], "services": record["baseline_services"]}
        | {"services_levels": record["services_levels"]},
        "diversion": diversion(pairs, told=told),
        "cascades": cascades(pairs, told=told),
        "exits": gross_exits(pairs, told),
        "long": [long_run(replace(scenario, draws=many_years, seed=seed), told=told) for seed in LONG_SEEDS],
    }
