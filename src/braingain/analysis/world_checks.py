"""What a run of all countries is checked for: sixty years of every draw, and all that docs/verification/world.md shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_cascade import cascades
from braingain.analysis.world_diversion import diversion
from braingain.analysis.world_ensemble import WorldBlock, world_ensemble
from braingain.analysis.world_exits import gross_exits
from braingain.analysis.world_pairs import Told, baseline_of, tell
from braingain.analysis.world_runs import WorldRun


@dataclass(frozen=True)
class LongRun:
    """How far a run without policy goes in many years; extremes over countries, cadres and draws."""

    years: int
    draws: int
    finite: bool
    conservation: float
    largest_ln_wage: float
    median_ln_wage: float
    most_over_demand: float  # workers over demand in countries whose posts follow demand, largest
    least_over_demand: np.ndarray  # the same at the 1, 5 and 50 % quantiles
    emptied: Mapping[int, float]  # share of countries and cadres with less than half the workers of the start, by year
    largest_inflow: float  # largest yearly growth factor of the foreign-trained of a country of 100 and more


def long_run(scenario: Scenario, years: int = 60, told: Told | None = None) -> LongRun:
    """Years without policy for every draw: is all finite, are persons conserved, how far do wages and stocks go."""
    chosen = replace(scenario, packages=(), horizon=scenario.start + years - 1)
    worlds = world_ensemble(chosen)
    wages, ratios, growth = [], [], 0.0
    emptied: dict[int, list[float]] = {t: [] for t in sorted({min(t, years) for t in (22, 42, years)})}
    finite, conservation = True, 0.0
    for number in range(worlds.blocks):
        block = worlds.block(number)
        run = baseline_of(block, worlds)
        finite = finite and all(np.isfinite(value).all() for group in run.groups for value in group)
        conservation = max(conservation, float(run.conservation.max()))
        workers = np.concatenate([group.filled.sum(axis=3) for group in run.groups], axis=1)[..., : block.real]
        foreign = np.concatenate([group.foreign for group in run.groups], axis=1)[..., : block.real]
        for t, shares in emptied.items():
            shares.append(float((workers[t - 1] < 0.5 * workers[0]).mean()))
        large = foreign[:-1] > 100.0
        growth = max(growth, float((foreign[1:] / np.maximum(foreign[:-1], 1.0))[large].max()))
        if worlds.countries.budget < len(block.settings):
            wages.append(run.groups[-1].wage[-1][..., : block.real].ravel())
            ratios.append(_over_demand(block, run)[-1].ravel())
        tell(told, f"{years} years: block {number + 1} of {worlds.blocks}")
    wage, ratio = np.concatenate(wages), np.concatenate(ratios)
    return LongRun(
        years=years,
        draws=scenario.draws,
        finite=finite,
        conservation=conservation,
        largest_ln_wage=float(np.abs(wage).max()),
        median_ln_wage=float(np.median(np.abs(wage))),
        most_over_demand=float(ratio.max()),
        least_over_demand=np.quantile(ratio, [0.01, 0.05, 0.5]),
        emptied={t: float(np.mean(values)) for t, values in emptied.items()},
        largest_inflow=growth,
    )


def _over_demand(block: WorldBlock, run: WorldRun) -> np.ndarray:
    """Workers over demand at its wage, countries whose posts follow demand. (year, country, cadre, draw)"""
    group, record = block.built.globe.groups[-1], run.groups[-1]
    wage = np.concatenate([np.zeros_like(record.wage[:1]), record.wage[:-1]])
    scale = np.asarray(group.constants.demand_wage)[None, :, None]
    demand = np.asarray(group.paths.demand) * np.exp(-scale * wage)
    return (record.filled.sum(axis=3) / np.where(demand > 0, demand, np.inf))[..., : block.real]


def findings(draws: int, few: int, many_years: int, horizon: int, told: Told | None = None) -> dict[str, Any]:
    """All checks of the world, with the run itself: seconds, memory, residual.

    ``few`` draws for pairs of runs, ``many_years`` draws for sixty years.
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
        "long": long_run(replace(scenario, draws=many_years), told=told),
    }
