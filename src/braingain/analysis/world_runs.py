"""A block of draws of many countries: baseline and packages side by side, their outcomes by country and of all together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from braingain.analysis import outcomes
from braingain.analysis.beside import Reference
from braingain.analysis.outcomes import Tally
from braingain.analysis.runs import Key, costs_record, keys_of
from braingain.analysis.world_ensemble import WorldBlock
from braingain.analysis.world_spread import kept_spread, world_reference
from braingain.foundation.errors import BraingainError, Problem
from braingain.model.containers import Dials, Switches, Yearly
from braingain.model.room import with_room
from braingain.model.stacking import one_country, stacked_dials
from braingain.policy.across import origins_by_destination, ruled_once, share_of_rule
from braingain.policy.apply import apply
from braingain.policy.costs import Costs, PairedRun, costs_of
from braingain.policy.moves import task_weights
from braingain.policy.parts import Part
from braingain.policy.structure import Structure, options_for

BY_COUNTRY = (
    "workers.doctor",
    "workers.nurse",
    "emigrants_per_year.doctor",
    "emigrants_per_year.nurse",
    "foreign_trained_share.doctor",
    "share_at_home.doctor",
    "vacancies.doctor",
    "vacancies.nurse",
)
CADRES = ("doctor", "nurse")
RULE = "code_cost_usd"
Told = Callable[[], None]


class WorldPlan(NamedTuple):
    """What is run: parts by package and country, the room that they share, switches of baseline and packages alike."""

    packages: Mapping[str, Mapping[str, tuple[Part, ...]]]
    structure: Structure
    switches: Switches
    bonds_bind_service: bool = False

    @property
    def first(self) -> int | None:
        """First year in which a lever acts; None where there is none."""
        starts = [p.start for package in self.packages.values() for parts in package.values() for p in parts]
        return min(starts, default=None)


@dataclass(frozen=True)
class WorldRun:
    """One run: yearly records by group, (year, country, ...), and the largest residual by draw."""

    groups: tuple[Yearly, ...]
    conservation: np.ndarray
    worst: Mapping[str, float]  # largest absolute log wage, smallest and largest vacancy rate met

    def country(self, number: int) -> Yearly:
        """The yearly record of one country, as a national run gives it."""
        for group in self.groups:
            count = group.foreign.shape[1]
            if number < count:
                return Yearly(*(np.asarray(value)[:, number] for value in group))
            number -= count
        raise IndexError(number)


def _outside_on_path(dials: Dials) -> Dials:
    """Markets of destinations outside the run do not run, in no package: those inside it are the countries themselves.

    A market that ran in the package and not in the run beside it would differ from it whatever the lever's dose.
    """
    return dials._replace(touched=np.zeros_like(dials.touched))


class WorldRunner:
    """Runs baseline and packages of a block; the years before the first lever are run once."""

    def __init__(self, block: WorldBlock, plan: WorldPlan, told: Told | None = None):
        from braingain.model.world import start_of

        self.block, self.plan, self._told = block, plan, told
        options = options_for(plan.structure, block.built.globe.groups[0].options, plan.bonds_bind_service)
        self._globe = _with_room(block.built.globe, options, plan.switches)
        codes = tuple(block.settings)
        self._codes = codes
        ends = np.cumsum([len(np.asarray(group.constants.oncost)) for group in self._globe.groups])
        self._parts = [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
        self.dials = {name: self._dials(package) for name, package in plan.packages.items()}
        self._start = start_of(self._globe)
        rows = len(np.asarray(self._globe.mortality))
        first = rows if plan.first is None else plan.first - block.settings[codes[0]].start
        self._fork = min(max(first, 0), rows)
        self._rows = rows
        self._trunk: tuple[Any, list[Any]] | None = None

    def baseline(self) -> WorldRun:
        """No new policy."""
        none = dict.fromkeys(self._codes, ())
        state, records = self._run(self._dials(none), self._start, 0, self._fork)
        self._trunk = (state, records)
        _, after = self._run(self._dials(none), state, self._fork, self._rows)
        return _whole(records + after)

    def package(self, name: str) -> WorldRun:
        """A package, from where the baseline stood when the first lever begins."""
        if self._trunk is None:
            self.baseline()
        assert self._trunk is not None
        state, records = self._trunk
        _, after = self._run(self.dials[name], state, self._fork, self._rows)
        return _whole(records + after)

    def _dials(self, package: Mapping[str, Sequence[Part]]) -> dict[str, Dials]:
        block, structure = self.block, self.plan.structure
        made = {c: apply(package.get(c, ()), block.parameters[c], block.settings[c], structure) for c in self._codes}
        if any(np.isfinite(d.cap).any() for d in made.values()):
            what = "a legal cap shared by many origins cannot be solved in a run of many countries yet"
            raise BraingainError(Problem("package", what, "run it for one country"))
        return {c: _outside_on_path(one) for c, one in made.items()}

    def _run(self, dials: Mapping[str, Dials], state: Any, first: int, last: int) -> tuple[Any, list[Any]]:
        from braingain.model.world import run

        if last <= first:
            return state, []
        codes = list(dials)
        stacked = tuple(stacked_dials([dials[c] for c in codes[part]]) for part in self._parts)
        stacked = tuple(self._full(d) for d in stacked)
        records = []
        for now, left in run(self._globe, stacked, last - first, state, first):
            state = now
            records.append((type(left)(*(_numpy(value) for value in left)), _extremes(now, left)))
            if self._told:
                self._told()
        return state, records

    def _full(self, dials: Dials) -> Dials:
        """Dials of one shape for all runs, so that they share one program: by draw wherever a package's are."""
        draws = self.block.built.globe.rest.shape[-1]
        wide = {
            name
            for made in self.dials.values()
            for one in made.values()
            for name, value in one._asdict().items()
            if np.ndim(value) and np.shape(value)[-1] == draws
        }
        changed = {
            name: np.broadcast_to(value, (*np.shape(value)[:-1], draws))
            for name, value in dials._asdict().items()
            if name in wide and np.shape(value)[-1] == 1
        }
        return dials._replace(**changed)


def block_record(block: WorldBlock, plan: WorldPlan, told: Told | None = None) -> dict[str, Any]:
    """What is kept of a block, a nested record of arrays with the draw last: baselines, packages, conservation."""
    runner = WorldRunner(block, plan, told)
    before = runner.baseline()
    counted = _counted(before, block)
    references = {code: world_reference(one, block.parameters[code]) for code, one in counted.items()}
    kept: dict[str, Any] = {
        "baselines": {"": _kept(before, counted, references, block, plan)},
        "packages": {},
        "conservation": before.conservation[: block.real],
        "worst": {name: np.full(1, value) for name, value in before.worst.items()},
    }
    for name in plan.packages:
        after = runner.package(name)
        costs = _costs(plan.packages[name], before, after, runner)
        shown = _kept(after, _counted(after, block, plan.packages[name]), references, block, plan)
        kept["packages"][name] = shown | {"costs": costs}
        kept["conservation"] = np.maximum(kept["conservation"], after.conservation[: block.real])
        kept["worst"] = {key: np.maximum(kept["worst"][key], value) for key, value in after.worst.items()}
    return kept


def _counted(run: WorldRun, block: WorldBlock, package: Mapping[str, Sequence[Part]] | None = None) -> dict[str, Tally]:
    """The heads of each country, sorted for counting; a package may widen scopes of practice (2.38)."""
    found = {}
    for number, (code, setting) in enumerate(block.settings.items()):
        known, parts = block.facts[code], (package or {}).get(code, ())
        weights = task_weights(parts, known.task, block.parameters[code], setting)
        found[code] = outcomes.tally(run.country(number), setting, replace(known, task=weights))
    return found


def _kept(
    run: WorldRun,
    counted: Mapping[str, Tally],
    references: Mapping[str, Reference],
    block: WorldBlock,
    plan: WorldPlan,
) -> dict[str, Any]:
    """Series by country and of all countries, and people on corridors."""
    settings = block.settings
    first = plan.first if plan.first is not None else next(iter(settings.values())).start
    flows = []
    for number, setting in enumerate(settings.values()):
        row = max(first - setting.start, 0)
        flows.append(_cut(run.country(number).emigrants_to[row:].mean(axis=0), block.real))
    own = [key for key in keys_of(BY_COUNTRY) if not key.place]
    spread, services = kept_spread(counted, block.parameters, references, block.real)
    return {
        "world": _series(all_together(list(counted.values())), keys_of(outcomes.names_for(CADRES)), block.real),
        "countries": {code: _series(one, own, block.real) for code, one in counted.items()},
        "spread": spread,
        "services": services,
        "flows": np.stack(flows),
    }


def _series(tally: Tally, keys: Sequence[Key], real: int) -> dict[Key, np.ndarray]:
    """Outcomes of the draws that count. (year, draw) each"""
    return {key: _cut(outcomes.value(key.name, tally, key.sex or None, key.place or None), real) for key in keys}


def all_together(counted: Sequence[Tally]) -> Tally:
    """The heads of all countries counted as one; full-time work of a head is its mean over heads."""
    apart = ("facts", "service_per_head")
    sums = {
        field.name: sum(getattr(one, field.name) for one in counted)
        for field in fields(Tally)
        if field.name not in apart
    }
    heads = sums["workers"].sum(axis=2)
    served = sum(one.service_per_head * one.workers.sum(axis=2) for one in counted)
    each = np.divide(served, heads, out=np.ones_like(heads), where=heads > 0)
    people: Any = sum(one.facts.population for one in counted)
    return Tally(**sums, service_per_head=each, facts=replace(counted[0].facts, population=people))


def _costs(
    package: Mapping[str, tuple[Part, ...]], before: WorldRun, after: WorldRun, runner: WorldRunner
) -> dict[str, Any]:
    """Money of all origins added up; a code kept at a destination for many origins is paid for once."""
    block, origins = runner.block, origins_by_destination(package)
    name = next(name for name, one in runner.plan.packages.items() if one is package)
    total: dict[str, Any] = {}
    for number, (code, setting) in enumerate(block.settings.items()):
        parts = package.get(code, ())
        if not parts:
            continue
        run = PairedRun(
            setting=setting,
            parameters=block.parameters[code],
            structure=runner.plan.structure,
            baseline=before.country(number),
            package=after.country(number),
            dials=runner.dials[name][code],
        )
        others = tuple(part for part in parts if not ruled_once(part))
        found = [costs_record(costs_of(others, run), block.real)] if others else []
        for place, part in enumerate(parts):
            if ruled_once(part):
                share = share_of_rule(part, place, setting, origins)
                own = replace(run, parameters=dict(run.parameters) | {RULE: run.unit(RULE) * share})
                found.append(costs_record(_of_rule(costs_of((part,), own), bool(others) or place > 0), block.real))
        for record in found:
            total = _added(total, record)
    return total


def _of_rule(costs: Costs, counted: bool) -> Costs:
    """Costs of a code beside other parts of the package: the wage bill is counted with one of them."""
    if not counted:
        return costs
    nothing = np.zeros_like(costs.wage_bill_difference)
    return replace(costs, wage_bill_difference=nothing, wages_gained=nothing)


def _added(total: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(total)
    for key, value in more.items():
        if isinstance(value, Mapping):
            out[key] = _added(out.get(key, {}), value)
        else:
            out[key] = out[key] + value if key in out else value
    return out


def _with_room(globe: Any, options: Any, switches: Switches) -> Any:
    """The globe with switches, and room in its stocks for what the levers of the run use."""
    groups = []
    for group in globe.groups:
        changed = options._replace(demand_country=group.options.demand_country)
        count = len(np.asarray(group.state.home))
        room = with_room(one_country(group.state, 0), changed)
        state = group.state._replace(
            **{
                name: np.zeros((count, *np.shape(value)))
                for name, value in room._asdict().items()
                if np.shape(value) != np.shape(getattr(group.state, name))[1:]
            }
        )
        groups.append(group._replace(options=changed, switches=switches, state=state))
    return globe._replace(groups=tuple(groups))


def _numpy(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(Yearly(*(np.asarray(field) for field in group)) for group in value)
    return np.asarray(value)


def _extremes(state: Any, left: Any) -> dict[str, float]:
    """How far wages and vacancies are from where they began."""
    wages = max(float(np.abs(np.asarray(group.ln_wage)).max()) for group in state.countries)
    vacancy = np.asarray(left.vacancy)
    return {"ln_wage": wages, "vacancy": float(vacancy.max()), "surplus": float(-vacancy.min())}


def _whole(records: Sequence[tuple[Any, Mapping[str, float]]]) -> WorldRun:
    years = [left for left, _ in records]
    groups = tuple(
        Yearly(*(np.stack(values) for values in zip(*(year.countries[g] for year in years), strict=True)))
        for g in range(len(years[0].countries))
    )
    worst = {name: max(one[name] for _, one in records) for name in records[0][1]}
    return WorldRun(groups, np.max([year.conservation for year in years], axis=0), worst)


def _cut(values: np.ndarray, real: int) -> np.ndarray:
    return np.ascontiguousarray(values[..., :real])
