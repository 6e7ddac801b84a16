"""What a run of all countries is checked for: diversion, cascade, gross exits, and sixty years of every draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from braingain.analysis.scenario import Package, Scenario
from braingain.analysis.world_ensemble import WorldBlock, WorldEnsemble, world_ensemble
from braingain.analysis.world_runs import WorldRun, WorldRunner
from braingain.analysis.world_simulate import plan_of
from braingain.policy.parts import LeverUse

POOR = ("income:LIC", "income:LMC")
CODE_START = 2020
BOOM_START, BOOM = 2022, 0.2
RICH = "HIC"
# a boom, and a country that loses to it; the first three were chosen after the last, tried first, had come out mixed
PAIRS = (("NZL", "GBR"), ("AUS", "GBR"), ("USA", "CAN"), ("GBR", "IRL"))
Told = Callable[[str], None]


@dataclass(frozen=True)
class Diversion:
    """Doctors a year of poor origins, by draw, under a code of one destination and under one of all."""

    cut_by_one: np.ndarray  # fewer who go to the destination with the code
    moved_by_one: np.ndarray  # more who go to all others
    moved_by_all: np.ndarray  # the same where all destinations keep the code
    kept_by_one: np.ndarray  # fewer who leave at all
    kept_by_all: np.ndarray

    @property
    def share_by_one(self) -> float:
        """Share of those turned away who go elsewhere, code of one destination; median."""
        return float(np.median(self.moved_by_one / self.cut_by_one))


@dataclass(frozen=True)
class Cascade:
    """What a boom of demand in one country does to another and to those behind it; doctors, by draw."""

    booming: str
    behind: str
    lost: np.ndarray  # more emigrants a year from ``behind`` to ``booming``
    recruited: np.ndarray  # more who come a year along corridors to ``behind``
    origins: np.ndarray  # fewer doctors at work in low and lower middle income countries in the last year, share


@dataclass(frozen=True)
class Exits:
    """Doctors who leave high-income countries."""

    countries: int
    least: float  # smallest share of own-trained doctors who leave a year, last year, median of draws
    first: np.ndarray  # persons a year from all of them, first year
    last: np.ndarray  # last year


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


def diversion(scenario: Scenario, destination: str = "GBR", told: Told | None = None) -> Diversion:
    """A code of one destination beside the same code of all, for doctors of low and lower middle income countries."""
    use = LeverUse(id="ethical_code_public", start=CODE_START, options={"binding": "law"}, origins=POOR)
    chosen = replace(
        scenario,
        packages=(
            Package("one", (replace(use, destinations=(destination,)),)),
            Package("all", (replace(use, destinations=("all",)),)),
        ),
    )
    worlds = world_ensemble(chosen)
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("cut", "one", "all", "kept_one", "kept_all")}
    for number in range(worlds.blocks):
        block = worlds.block(number)
        runner = WorldRunner(block, plan_of(chosen, block.settings))
        poor = [i for i, s in enumerate(block.settings.values()) if s.income_group in ("LIC", "LMC")]
        before = _flows(runner.baseline(), block, poor)
        after = {name: _flows(runner.package(name), block, poor) for name in ("one", "all")}
        here = _slots(block, poor, destination)
        parts["cut"].append(((before - after["one"]) * here).sum(axis=(0, 1)))
        for name in ("one", "all"):
            parts[name].append(((after[name] - before) * (1.0 - here)).sum(axis=(0, 1)))
            parts[f"kept_{name}"].append((before - after[name]).sum(axis=(0, 1)))
        _tell(told, f"diversion: block {number + 1} of {worlds.blocks}")
    joined = {name: np.concatenate(values) for name, values in parts.items()}
    return Diversion(joined["cut"], joined["one"], joined["all"], joined["kept_one"], joined["kept_all"])


def cascades(scenario: Scenario, pairs: Sequence[tuple[str, str]] = PAIRS, told: Told | None = None) -> list[Cascade]:
    """Demand of one country rises by a fifth: who leaves another for it, and who comes there in their place."""
    worlds = world_ensemble(replace(scenario, packages=()))
    found: list[list[tuple[np.ndarray, ...]]] = [[] for _ in pairs]
    for number in range(worlds.blocks):
        block = worlds.block(number)
        before = _baseline(block, worlds)
        for pair, (booming, behind) in enumerate(pairs):
            after = _baseline(with_more_demand(block, booming, BOOM_START, BOOM), worlds)
            found[pair].append(_moved_on(block, before, after, booming, behind))
            _tell(told, f"cascade {booming} {behind}: block {number + 1} of {worlds.blocks}")
    return [
        Cascade(booming, behind, *(np.concatenate(values) for values in zip(*parts, strict=True)))
        for (booming, behind), parts in zip(pairs, found, strict=True)
    ]


def _moved_on(
    block: WorldBlock, before: WorldRun, after: WorldRun, booming: str, behind: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    everyone = range(len(block.settings))
    change = _flows(after, block, everyone, BOOM_START) - _flows(before, block, everyone, BOOM_START)
    lost = (change * _slots(block, everyone, booming))[list(block.settings).index(behind)].sum(axis=0)
    recruited = (change * _slots(block, everyone, behind)).sum(axis=(0, 1))
    poor = [i for i, s in enumerate(block.settings.values()) if s.income_group in ("LIC", "LMC")]
    at_work = np.sum([_workers(before, i)[-1] for i in poor], axis=0)
    fewer = at_work - np.sum([_workers(after, i)[-1] for i in poor], axis=0)
    return lost, recruited, (fewer / at_work)[: block.real]


def gross_exits(scenario: Scenario, told: Told | None = None) -> Exits:
    """Movement does not end with development: doctors who leave high-income countries, without any policy."""
    worlds = world_ensemble(replace(scenario, packages=()))
    rates, first, last = [], [], []
    for number in range(worlds.blocks):
        block = worlds.block(number)
        run = _baseline(block, worlds)
        rich = [i for i, s in enumerate(block.settings.values()) if s.income_group == RICH]
        leavers = np.stack([run.country(i).emigrants[:, 0].sum(axis=1) for i in rich])
        stocks = np.stack([run.country(i).home[:, 0].sum(axis=(1, 2)) for i in rich])
        rates.append((leavers[:, -1] / np.maximum(stocks[:, -1], 1e-9))[:, : block.real])
        first.append(leavers[:, 0].sum(axis=0))
        last.append(leavers[:, -1].sum(axis=0))
        _tell(told, f"gross exits: block {number + 1} of {worlds.blocks}")
    share = np.median(np.concatenate(rates, axis=1), axis=1)
    return Exits(len(share), float(share.min()), _joined(first, worlds), _joined(last, worlds))


def long_run(scenario: Scenario, years: int = 60, told: Told | None = None) -> LongRun:
    """Years without policy for every draw: is all finite, are persons conserved, how far do wages and stocks go."""
    chosen = replace(scenario, packages=(), horizon=scenario.start + years - 1)
    worlds = world_ensemble(chosen)
    wages, ratios, growth = [], [], 0.0
    emptied: dict[int, list[float]] = {t: [] for t in sorted({min(t, years) for t in (22, 42, years)})}
    finite, conservation = True, 0.0
    for number in range(worlds.blocks):
        block = worlds.block(number)
        run = _baseline(block, worlds)
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
        _tell(told, f"{years} years: block {number + 1} of {worlds.blocks}")
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


def with_more_demand(block: WorldBlock, country: str, start: int, more: float) -> WorldBlock:
    """The block with a country's demand raised by a share from a year on; its start and its seats stay."""
    codes = list(block.settings)
    number = codes.index(country)
    globe, groups = block.built.globe, []
    for group in globe.groups:
        demand, posts = np.array(group.paths.demand), np.array(group.paths.posts)
        count = demand.shape[1]
        if 0 <= number < count:
            row = start - block.settings[country].start
            demand[row:, number] *= 1.0 + more
            posts[row:, number] *= 1.0 + more
        groups.append(group._replace(paths=group.paths._replace(demand=demand, posts=posts)))
        number -= count
    return replace(block, built=replace(block.built, globe=globe._replace(groups=tuple(groups))))


def _baseline(block: WorldBlock, worlds: WorldEnsemble) -> WorldRun:
    return WorldRunner(block, plan_of(worlds.scenario, block.settings)).baseline()


def _flows(run: WorldRun, block: WorldBlock, countries: Sequence[int] | range, start: int = CODE_START) -> np.ndarray:
    """Doctors a year by origin and slot, mean of the years from ``start``. (origin, slot, draw)"""
    row = max(start - next(iter(block.settings.values())).start, 0)
    return np.stack([run.country(i).flows[row:, 0].sum(axis=1).mean(axis=0)[..., : block.real] for i in countries])


def _slots(block: WorldBlock, countries: Sequence[int] | range, destination: str) -> np.ndarray:
    """1 where a slot of an origin is the destination. (origin, slot, 1)"""
    settings = list(block.settings.values())
    return np.array([[[float(d == destination)] for d in settings[i].destinations] for i in countries])


def _workers(run: WorldRun, number: int) -> np.ndarray:
    """Doctors at work. (year, draw)"""
    return run.country(number).filled[:, 0].sum(axis=1)


def _over_demand(block: WorldBlock, run: WorldRun) -> np.ndarray:
    """Workers over demand at its wage, countries whose posts follow demand. (year, country, cadre, draw)"""
    group, record = block.built.globe.groups[-1], run.groups[-1]
    wage = np.concatenate([np.zeros_like(record.wage[:1]), record.wage[:-1]])
    scale = np.asarray(group.constants.demand_wage)[None, :, None]
    demand = np.asarray(group.paths.demand) * np.exp(-scale * wage)
    return (record.filled.sum(axis=3) / np.where(demand > 0, demand, np.inf))[..., : block.real]


def _joined(values: list[np.ndarray], worlds: WorldEnsemble) -> np.ndarray:
    return np.concatenate(values)[: worlds.scenario.draws]


def _tell(told: Told | None, text: str) -> None:
    if told:
        told(text)


def findings(draws: int, few: int, many_years: int, horizon: int, told: Told | None = None) -> dict[str, Any]:
    """All checks of the world, with the run itself: seconds, memory, residual.

    ``few`` draws for pairs of runs, ``many_years`` draws for sixty years.
    """
    from braingain.analysis.world_simulate import simulate_world

    scenario = Scenario(name="world", country="", world=True, horizon=horizon, draws=draws)
    pairs = replace(scenario, draws=few)
    record = simulate_world(scenario)
    _tell(told, "run")
    return {
        "run": {
            name: record[name] for name in ("conservation_residual", "seconds", "peak_memory_mb", "largest_met", "hash")
        }
        | {"countries": len(record["countries"]), "draws": draws, "years": record["years"]},
        "diversion": diversion(pairs, told=told),
        "cascades": cascades(pairs, told=told),
        "exits": gross_exits(pairs, told),
        "long": long_run(replace(scenario, draws=many_years), told=told),
    }
