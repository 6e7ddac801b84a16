"""Packages beside their baselines, block of draws by block: the same draw is the same world in every run.

Draws go through the model in blocks of one fixed size (the last one filled up by repeating its last draw, and cut again),
so results do not depend on how many blocks are computed at once, and a run that was cut off goes on at the block where
it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from braingain.analysis import outcomes
from braingain.analysis.beside import beside, first_draws, reference_of
from braingain.analysis.neutral import NEUTRAL, Neutral
from braingain.analysis.outcomes import Facts
from braingain.analysis.tracks import Engine, Track
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import MECHANISMS_OFF_BY_DEFAULT
from braingain.model.containers import Dials, Options, Switches, Yearly
from braingain.model.room import with_room
from braingain.policy.apply import apply, touch, touched_destinations
from braingain.policy.costs import Costs, PairedRun, costs_of
from braingain.policy.moves import task_weights
from braingain.policy.new_schools import with_new_schools
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import Structure, options_for, structure_of
from braingain.policy.training import study_lost
from braingain.policy.trimmed import cadres_needed, with_first_cadres

BLOCK_DRAWS = 20
MOST_WORKERS = 4  # blocks at a time: each holds its runs in memory
Progress = Callable[[int, int, str], None]  # done, of how many, what


@dataclass(frozen=True)
class Block:
    """One block of draws, calibrated: setting, facts for outcomes, estimates and unit costs; ``real`` draws count."""

    setting: Setting
    facts: Facts
    parameters: Parameters
    real: int


class Worlds(Protocol):
    """Where calibrated blocks of draws come from."""

    def block(self, number: int) -> Block:
        """The block of that number, always of ``BLOCK_DRAWS`` draws."""


class Key(NamedTuple):
    """One series: outcome, and the sex or place that it is of (both empty: all)."""

    name: str
    sex: str = ""
    place: str = ""


class Plan(NamedTuple):
    """What is run: packages by name, the room that they share, the switches of baseline and packages alike."""

    packages: Mapping[str, tuple[Part, ...]]
    structure: Structure
    switches: Switches
    bonds_bind_service: bool = False


def plan(packages: Mapping[str, tuple[Part, ...]], mechanisms: Mapping[str, bool], setting: Setting) -> Plan:
    """The plan of a run.

    Raises
    ------
    BraingainError
        Where bonds of one run differ in what they bind: that is one program for all.
    """
    binding = {
        part.options.get("binds", "country")
        for parts in packages.values()
        for part in parts
        if "bond" in part.card.moves
    }
    if len(binding) > 1:
        raise BraingainError(Problem("bonding", "packages of one run bind to different things", "make two scenarios"))
    return Plan(
        packages, structure_of(list(packages.values()), setting), switches_of(mechanisms), "public_service" in binding
    )


def switches_of(mechanisms: Mapping[str, bool]) -> Switches:
    """The model's switches, with the defaults of docs/architecture.md where nothing is said."""
    known = {name: on for name, on in mechanisms.items() if name in Switches._fields}
    defaults = {name: name not in MECHANISMS_OFF_BY_DEFAULT for name in Switches._fields}
    return Switches(**{name: float(on) for name, on in (defaults | known).items()})


def without(switches: Switches, mechanism: str) -> Switches:
    """The same switches with one mechanism off."""
    return switches._replace(**{mechanism: 0.0})


def asked_for(switches: Switches, mechanism: str) -> Switches:
    """The same switches, with a mechanism on that is off unless asked."""
    return switches._replace(**{mechanism: 1.0}) if mechanism in MECHANISMS_OFF_BY_DEFAULT else switches


class Runner:
    """Runs packages and baselines of one block; what runs share is run once.

    Before the first lever begins every run is its baseline, so those years are a common trunk. ``neutral`` names the
    parameter that stands at its neutral value in all its runs (``analysis.neutral``).
    """

    def __init__(self, block: Block, planned: Plan, neutral: str = ""):
        self.plan, self._change = planned, NEUTRAL[neutral] if neutral else Neutral()
        self.block = block = replace(
            block,
            setting=self._change.setting(block.setting),
            parameters=self._change.estimates(block.parameters),
        )
        parts = [part for package in planned.packages.values() for part in package]
        self.setting = with_first_cadres(block.setting, cadres_needed(block.setting, parts))
        self.setting = with_new_schools(self.setting, parts, block.parameters)
        options = options_for(planned.structure, self.setting.world.options, planned.bonds_bind_service)
        self.setting = with_options(self.setting, options)
        self.rows = len(self.setting.years)
        starts = [part.start for part in parts]
        self._fork = min(max(min(starts, default=self.setting.start) - self.setting.start, 0), self.rows)
        self._dials: dict[str, Dials] = {}
        self._engine = Engine(self.setting.world)
        self._tracks: dict[tuple[Any, ...], Track] = {}
        self._trunks: dict[tuple[Any, ...], Track] = {}
        self._others: dict[str, Runner] = {}

    def neutral(self, name: str) -> Runner:
        """Runs of the same packages in this world with a parameter at its neutral value."""
        if name not in self._others:
            self._others[name] = Runner(self.block, self.plan, name)
        return self._others[name]

    def baseline(self, touched: tuple[str, ...], switches: Switches | None = None, until: int | None = None) -> Yearly:
        """No new policy, the labour market of these destinations running."""
        return self._yearly(("", touched), touch(self._own(""), touched, self.setting), touched, switches, until)

    def package(self, name: str, switches: Switches | None = None, until: int | None = None) -> Yearly:
        """A package's run, with the same markets running as in its baseline."""
        touched = self.touched(name)
        return self._yearly((name, touched), touch(self._own(name), touched, self.setting), touched, switches, until)

    def let_go(self, names: Collection[str]) -> None:
        """Forget the runs of these packages, in the other worlds too; asked for again, they are run again."""
        self._tracks = {whole: track for whole, track in self._tracks.items() if whole[0] not in names}
        self._dials = {name: dials for name, dials in self._dials.items() if name not in names}
        for other in self._others.values():
            other.let_go(names)

    def dials(self, name: str = "") -> Dials:
        """The dials of a package's run, with the markets that run in it; those of no new policy where no name is given."""
        return touch(self._own(name), self.touched(name), self.setting) if name else self._own("")

    def _own(self, name: str) -> Dials:
        """The dials of a package, those of no new policy where no name is given; made when first asked for."""
        if name not in self._dials:
            package = self.plan.packages[name] if name else ()
            dials = apply(package, self.block.parameters, self.setting, self.plan.structure)
            self._dials[name] = self._change.dials(dials) if self._change.dials else dials
        return self._dials[name]

    def touched(self, name: str) -> tuple[str, ...]:
        """Destinations whose labour market runs in a package's run and in its baseline."""
        return touched_destinations(self.plan.packages[name], self.setting)

    def paired(self, name: str, switches: Switches | None = None, until: int | None = None) -> PairedRun:
        """A package's run beside its baseline, to row ``until``."""
        return PairedRun(
            setting=self.setting,
            parameters=self.block.parameters,
            structure=self.plan.structure,
            baseline=self.baseline(self.touched(name), switches, until),
            package=self.package(name, switches, until),
            dials=self._own(name),
        )

    def on_paths(self, name: str, paths: Mapping[str, Any], switches: Switches, until: int) -> Yearly:
        """A package's run on other paths from the first lever's start on, for experiments."""
        world = self.setting.world
        engine = Engine(world._replace(paths=world.paths._replace(**paths)))
        return Track(engine, self._own(name), switches, self._trunk((), switches)).yearly(until)

    def _yearly(
        self, key: tuple[Any, ...], dials: Dials, touched: tuple[str, ...], switches: Switches | None, until: int | None
    ) -> Yearly:
        chosen = switches or self.plan.switches
        whole = (*key, chosen)
        if whole not in self._tracks:
            self._tracks[whole] = Track(self._engine, dials, chosen, self._trunk(touched, chosen))
        return self._tracks[whole].yearly(self.rows if until is None else until)

    def _trunk(self, touched: tuple[str, ...], switches: Switches) -> Track:
        key = (touched, switches)
        if key not in self._trunks:
            dials = touch(self._own(""), touched, self.setting)
            self._trunks[key] = Track(self._engine, dials, switches).advance(self._fork)
        return self._trunks[key]


def simulate(setting: Setting, dials: Dials) -> Yearly:
    """One run of a setting's world under some dials, its yearly record as numpy arrays."""
    return Track(Engine(setting.world), dials, setting.world.switches).yearly(len(setting.years))


def with_options(setting: Setting, options: Options) -> Setting:
    """The setting with the model's options changed, and its state with room for the stays that they name."""
    world = setting.world
    return with_world(setting, world._replace(options=options, state=with_room(world.state, options)))


def with_world(setting: Setting, world: Any) -> Setting:
    """The setting with another world of the same axes."""
    return replace(setting, world=world)


def series(yearly: Yearly, setting: Setting, facts: Facts, keys: Sequence[Key], real: int) -> dict[Key, np.ndarray]:
    """Outcomes of one run of the draws that count. (year, draw) each"""
    counted = outcomes.tally(yearly, setting, facts)
    found = {key: outcomes.value(key.name, counted, key.sex or None, key.place or None) for key in keys}
    return {key: np.ascontiguousarray(value[:, :real]) for key, value in found.items()}


def keys_of(names: Sequence[str]) -> list[Key]:
    """The series of these outcomes and of all their splits."""
    keys = []
    for name in names:
        keys.append(Key(name))
        keys += [Key(name, **{kind: member}) for kind, member in outcomes.splits_of(name)]
    return keys


def blocks_of(draws: int) -> list[int]:
    """How many draws count in each block."""
    full, rest = divmod(draws, BLOCK_DRAWS)
    return [BLOCK_DRAWS] * full + ([rest] if rest else [])


def joined(parts: Sequence[Any]) -> Any:
    """The same nested record of all blocks, arrays joined along the draw; what some blocks lack is joined of the others."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts, axis=-1)
    return {key: joined([part[key] for part in parts if key in part]) for key in parts[0]}


def in_blocks(draws: int, compute: Callable[[int], Any], progress: Progress | None) -> list[Any]:
    """Every block computed, in order; the first alone, so that its programs are compiled once, then several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    def told(number: int) -> None:
        if progress:
            progress(number + 1, count, "blocks of draws")

    count = len(blocks_of(draws))
    found = [compute(0)]
    told(0)
    with ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, MOST_WORKERS))) as workers:
        waiting = [workers.submit(compute, number) for number in range(1, count)]
        try:
            for number, later in enumerate(waiting, start=1):
                found.append(later.result())
                told(number)
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise
    return found


def paired_block(block: Block, planned: Plan, keys: Sequence[Key]) -> dict[str, Any]:
    """What a scenario keeps of a block: series of baselines and packages, flows abroad, money, balance of persons.

    A nested record of arrays with the draw last: ``baselines`` by the destinations that run their market, ``packages``
    by name, ``conservation``.
    """
    runner = Runner(block, planned)
    kept = empty_record(block)
    if not planned.packages:
        _keep_path(kept, runner, keys)
    for name, parts in planned.packages.items():
        pair = runner.paired(name)
        touched = baseline_label(parts, pair.setting)
        if touched not in kept["baselines"]:
            keep_baseline(kept, touched, pair.baseline, runner, keys)
        costs = costs_of(parts, pair)
        keep_package(kept, name, parts, pair, block, keys, costs)
        _keep_beside(
            kept["baselines"][touched], kept["packages"][name], parts, pair, block, runner.touched(name), costs
        )
        runner.let_go({name})
    return kept


def _keep_path(kept: dict[str, Any], runner: Runner, keys: Sequence[Key]) -> None:
    """Keep no new policy alone, with service and distribution."""
    run, block, setting = runner.baseline(()), runner.block, runner.setting
    keep_baseline(kept, "", run, runner, keys)
    counted = outcomes.tally(run, setting, block.facts)
    reference = reference_of(counted, block.parameters)
    shown = beside(run, counted, setting, block.parameters, reference, ())
    kept["baselines"][""]["beside"] = first_draws(shown, block.real)


def _keep_beside(
    baseline: dict[str, Any],
    package: dict[str, Any],
    parts: Sequence[Part],
    pair: PairedRun,
    block: Block,
    touched: Sequence[str],
    costs: Costs,
) -> None:
    """Keep what is shown beside the outcomes of a package, and of its baseline where that is not kept yet."""
    setting, parameters = pair.setting, block.parameters
    before = outcomes.tally(pair.baseline, setting, block.facts)
    after = outcomes.tally(pair.package, setting, facts_under(parts, block, setting))
    reference = reference_of(before, parameters)
    if "beside" not in baseline:
        shown = beside(pair.baseline, before, setting, parameters, reference, touched)
        baseline["beside"] = first_draws(shown, block.real)
    shown = beside(pair.package, after, setting, parameters, reference, touched, costs, pair.dials.pay_abroad_raise)
    package["beside"] = first_draws(shown, block.real)


def empty_record(block: Block) -> dict[str, Any]:
    """The record of a block before anything was run."""
    return {"baselines": {}, "packages": {}, "conservation": np.zeros(block.real)}


def keep_baseline(kept: dict[str, Any], label: str, run: Yearly, runner: Runner, keys: Sequence[Key]) -> None:
    """Keep the series and flows of a baseline."""
    block = runner.block
    kept["baselines"][label] = {
        "series": series(run, runner.setting, block.facts, keys, block.real),
        "flows": total_flows(run, block.real),
    }
    kept["conservation"] = np.maximum(kept["conservation"], _residual(run, block.real))


def keep_package(
    kept: dict[str, Any],
    name: str,
    parts: Sequence[Part],
    pair: PairedRun,
    block: Block,
    keys: Sequence[Key],
    costs: Costs,
) -> None:
    """Keep the series, flows and money of a package."""
    kept["packages"][name] = {
        "series": series(pair.package, pair.setting, facts_under(parts, block, pair.setting), keys, block.real),
        "flows": total_flows(pair.package, block.real),
        "costs": costs_record(costs, block.real),
    }
    kept["conservation"] = np.maximum(kept["conservation"], _residual(pair.package, block.real))


def facts_under(parts: Sequence[Part], block: Block, setting: Setting) -> Facts:
    """The facts of a block under a package: what cadres count for in service (2.38), and work lost in courses (2.9d)."""
    weights = task_weights(parts, block.facts.task, block.parameters, setting)
    lost = study_lost(parts, block.parameters, setting)
    return replace(block.facts, task=weights, study_lost=lost)


def baseline_label(parts: Sequence[Part], setting: Setting) -> str:
    """The name of a package's baseline: the destinations whose labour market runs in it."""
    return ",".join(touched_destinations(parts, setting))


def total_flows(run: Yearly, real: int) -> np.ndarray:
    """Emigrants by sex and destination, all channels. (year, cadre, sex, destination, draw)"""
    return np.ascontiguousarray(np.asarray(run.emigrants_to)[..., :real])


def costs_record(costs: Costs, real: int) -> dict[str, Any]:
    """Costs of the draws that count, as a nested record of arrays."""
    return {
        "outlay": {payer: money[:, :real].copy() for payer, money in costs.outlay.items()},
        "receipts": {receiver: money[:, :real].copy() for receiver, money in costs.receipts.items()},
        "windfall": costs.windfall[:, :real].copy(),
        "wage_bill_difference": costs.wage_bill_difference[:, :real].copy(),
        "wages_gained": costs.wages_gained[:, :real].copy(),
        "posts_paid": costs.posts_paid[:, :real].copy(),
    }


def _residual(run: Yearly, real: int) -> np.ndarray:
    return np.asarray(run.conservation).reshape(len(run.conservation), -1).max(axis=0)[:real]
