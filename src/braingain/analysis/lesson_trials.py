"""What the experiments of all lessons share: one country's draws, its years, and levers beside no new policy in the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from braingain.analysis import outcomes, runs
from braingain.analysis.ensemble import Ensemble
from braingain.analysis.outcomes import Facts
from braingain.analysis.programs import by_program
from braingain.analysis.runs import Block, Runner
from braingain.analysis.scenario import Override
from braingain.analysis.told import why_not
from braingain.foundation.vocabulary import PLACES
from braingain.model.containers import Yearly
from braingain.policy.costs import PairedRun
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting

Packages = Mapping[str, tuple[Part, ...]]
Measured = Mapping[str, np.ndarray]
Measure = Callable[[Runner, str, tuple[Part, ...]], Measured]


@dataclass(frozen=True)
class Trials:
    """The draws of one country and the years of all experiments; levers are in force from ``policy_start``.

    again : the same country and draws to another year or under other paths, for experiments on the world and not on a policy
    """

    worlds: Ensemble
    policy_start: int
    again: Callable[[int, Mapping[str, Override]], Ensemble]

    @property
    def horizon(self) -> int:
        """Last year."""
        return self.worlds.scenario.horizon

    @property
    def setting(self) -> Setting:
        """The setting of the first block."""
        return self.worlds.block(0).setting

    @property
    def years(self) -> slice:
        """Rows from the first year of policy to the horizon."""
        start = self.worlds.scenario.start
        return slice(self.policy_start - start, self.horizon - start + 1)

    def row(self, year: int) -> int:
        """Row of a year."""
        return year - self.worlds.scenario.start

    def use(self, name: str, doses: Mapping[str, float] | None = None, to_horizon: bool = False) -> LeverUse:
        """A lever from the first year of policy on, for the years of its card or to the horizon."""
        return LeverUse(name, self.policy_start, self.horizon + 1 if to_horizon else None, doses or {})

    def parts(self, *uses: LeverUse) -> tuple[Part, ...]:
        """A package resolved for the country."""
        return resolve(uses, load_levers(), self.setting, self.horizon)

    def refused(self, parts: Sequence[Part]) -> str | None:
        """Why a package does not apply to the country, None where it does."""
        return next((why for part in parts if (why := why_not(part, self.setting))), None)

    def in_blocks(self, compute: Callable[..., Any], *worlds: Ensemble) -> Any:
        """What is computed of every block, joined along the draw; of one block of each where several ensembles are given."""
        chosen = worlds or (self.worlds,)
        draws = self.worlds.scenario.draws
        return runs.joined(runs.in_blocks(draws, lambda n: compute(*(one.block(n) for one in chosen)), None))

    def measured(self, packages: Packages, measure: Measure) -> dict[str, dict[str, np.ndarray]]:
        """What is measured of each package in all draws."""
        found: dict[str, dict[str, np.ndarray]] = self.in_blocks(lambda block: measured_in(block, packages, measure))
        return found


def measured_in(block: Block, packages: Packages, measure: Measure) -> dict[str, dict[str, np.ndarray]]:
    """What is measured of each package in one block's draws."""
    found = {}
    for planned in by_program(runs.plan(packages, {}, block.setting), block.setting):
        runner = Runner(block, planned)
        for name, parts in planned.packages.items():
            found[name] = {key: _real(values, block) for key, values in measure(runner, name, parts).items()}
            runner.let_go({name})
    return {name: found[name] for name in packages}


def _real(values: np.ndarray, block: Block) -> np.ndarray:
    """The draws that count, kept apart from the run that they are of."""
    return np.array(np.broadcast_to(values, (*values.shape[:-1], block.setting.draws))[..., : block.real])


def facts_of(runner: Runner, parts: Sequence[Part]) -> tuple[Facts, Facts]:
    """Facts of no new policy and of a package."""
    return runner.block.facts, runs.facts_under(parts, runner.block, runner.setting)


def both(pair: PairedRun, runner: Runner, parts: Sequence[Part], read: Callable[..., np.ndarray]) -> np.ndarray:
    """Package less no new policy of what is read off a run, its setting and facts. (year, draw)"""
    before, after = facts_of(runner, parts)
    return np.asarray(read(pair.package, pair.setting, after) - read(pair.baseline, pair.setting, before))


def value(name: str) -> Callable[[Yearly, Setting, Facts], np.ndarray]:
    """How an outcome is read off a run. (year, draw)"""
    return lambda run, setting, facts: outcomes.value(name, outcomes.tally(run, setting, facts))


def service(run: Yearly, setting: Setting, facts: Facts) -> np.ndarray:
    """Full-time service of all cadres by task weights, missions among it. (year, draw) [full-time workers]"""
    people = facts.population.sum(axis=1)
    density: np.ndarray = value("effective_density_per_10k")(run, setting, facts)
    return density * people / outcomes.PER_10K


def even_service(run: Yearly, setting: Setting, facts: Facts) -> np.ndarray:
    r"""Service for 10 000 people as the mean person has it, in logs. (year, draw)

    .. math:: \sum_l p_l \ln dens_l

    p are shares of the people by place. A worker more weighs as much more as there are fewer: with half the density twice as
    much. Places without people or service do not count.
    """
    counted = outcomes.tally(run, setting, facts)
    people = facts.population / facts.population.sum(axis=1, keepdims=True)
    found = 0.0
    for i, place in enumerate(PLACES):
        density = outcomes.value("effective_density_per_10k", counted, place=place)
        some = density > 0
        found = found + people[:, i] * np.where(some, np.log(np.where(some, density, 1.0)), 0.0)
    return np.asarray(found)
