"""A scenario of many countries, run: packages beside no new policy, of the world and by country, as JSON."""

from __future__ import annotations

import resource
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from braingain.analysis import runs, summaries
from braingain.analysis.beside_records import REMITTED
from braingain.analysis.filled import filled_of_many, refuse_absent
from braingain.analysis.ledger import ledger_record
from braingain.analysis.outcomes import NORM_PER_10K
from braingain.analysis.runs import Key, Progress
from braingain.analysis.scenario import Scenario, as_record, as_toml
from braingain.analysis.sexes import imputed_by_sex, women_methods
from braingain.analysis.simulate import NO_SPLIT_OF_COST, outcome_record, path_record, whole_workforce
from braingain.analysis.storage import BlockFolder, refuse_others, runs_of, write_run
from braingain.analysis.told import plain, why_not
from braingain.analysis.wage_bill import wage_bill_record
from braingain.analysis.world_corridors import WORLD_FLOWS_NOTE, Known, world_corridors, world_flows
from braingain.analysis.world_ensemble import WorldBlock, WorldEnsemble, world_ensemble
from braingain.analysis.world_runs import WorldPlan, block_record
from braingain.analysis.world_spread import distribution_record, levels_record, services_record
from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.across import parts_across, structure_across
from braingain.policy.levers import load_levers
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

WORKERS = 2  # blocks at a time


def simulate_world(
    scenario: Scenario, out: Path | None = None, force: bool = False, progress: Progress | None = None
) -> dict[str, Any]:
    """Run a scenario of many countries and sum it up; ``out`` as for one country.

    Raises
    ------
    BraingainError
        Where the scenario does not fit the countries, or ``out`` holds another run's results.
    """
    began = time.monotonic()
    scenario = filled_of_many(scenario)
    worlds = world_ensemble(scenario)
    refuse_absent(scenario, worlds.countries.contexts)
    inputs = worlds.as_one.inputs_hash(scenario)
    if out is not None:
        refuse_others(out, inputs, force)
    steps = _Steps(worlds, progress)
    folder = BlockFolder(out, inputs) if out is not None else None
    first = worlds.block(0, steps.calibrated)
    planned = plan_of(scenario, first.settings)

    def compute(number: int, block: WorldBlock | None = None) -> dict[str, Any]:
        done = folder.load(number) if folder else None
        if done is None:
            done = block_record(block or worlds.block(number, steps.calibrated), planned, steps.ran)
            if folder:
                folder.save(number, done)
        return done

    found = [compute(0, first)]
    known = Known(worlds.countries, first.built.kept)
    levers = {name: _levers(parts, first.settings) for name, parts in planned.packages.items()}
    checks = _checks(worlds, first)
    del first  # a block is large
    with ThreadPoolExecutor(WORKERS) as pool:
        found += pool.map(compute, range(1, worlds.blocks))
    worst = {name: float(max(one["worst"][name].max() for one in found)) for name in found[0]["worst"]}
    kept = runs.joined([{key: value for key, value in one.items() if key != "worst"} for one in found])
    manifest = worlds.as_one.manifest(scenario, worlds.as_one.hash_of(kept, scenario))
    manifest = manifest | {"country": None, "countries": list(worlds.countries.codes), "block_draws": worlds.size}
    manifest |= {"imputed_by_sex": imputed_by_sex()}
    if out is not None:
        since = (planned.first or scenario.start, scenario.horizon)
        flows = world_corridors(runs_of(kept), known, since)
        write_run(out, _as_series(kept), _years(scenario), as_toml(scenario), manifest, flows)
        BlockFolder(out, inputs).clear()
    record = _record(scenario, worlds, planned, kept, manifest, known, levers) | checks
    record["largest_met"] = worst
    record["peak_memory_mb"] = peak_memory_mb()
    record["seconds"] = round(time.monotonic() - began, 1)
    return summaries.no_nan(record)


def plan_of(scenario: Scenario, settings: Mapping[str, Setting]) -> WorldPlan:
    """The plan of a run of many countries: parts of each package by country.

    Raises
    ------
    BraingainError
        With every lever that acts nowhere, and bonds that differ in what they bind.
    """
    cards = load_levers()
    packages, problems = {}, []
    for package in scenario.packages:
        try:
            packages[package.name] = parts_across(package.levers, cards, settings, scenario.horizon)
        except BraingainError as error:
            problems += [Problem(f'package "{package.name}", {p.place}', p.what, p.do) for p in error.problems]
    if problems:
        raise BraingainError(problems).within(scenario.file)
    binding = {
        part.options.get("binds", "country")
        for package in packages.values()
        for parts in package.values()
        for part in parts
        if "bond" in part.card.moves
    }
    if len(binding) > 1:
        raise BraingainError(Problem("bonding", "packages of one run bind to different things", "make two scenarios"))
    structure = structure_across(list(packages.values()), settings)
    return WorldPlan(packages, structure, runs.switches_of(scenario.mechanisms), "public_service" in binding)


def peak_memory_mb() -> float:
    """Largest memory that the program has held so far. [MB]"""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(used / (1e6 if sys.platform == "darwin" else 1e3), 1)


class _Steps:
    """Counts countries calibrated and years run over all blocks, for the bar."""

    def __init__(self, worlds: WorldEnsemble, progress: Progress | None):
        scenario = worlds.scenario
        years = scenario.horizon + 1 - scenario.start
        runs_ = 1 + len(scenario.packages)
        self._total = worlds.blocks * (len(worlds.countries.codes) + years * runs_)
        self._progress, self._done, self._lock = progress, 0, threading.Lock()

    def calibrated(self, done: int, total: int, what: str) -> None:
        """A country of a block is calibrated."""
        self._step(what)

    def ran(self) -> None:
        """A year of a run is done."""
        self._step("years of all countries")

    def _step(self, what: str) -> None:
        with self._lock:
            self._done += 1
            if self._progress:
                self._progress(min(self._done, self._total), self._total, what)


def _years(scenario: Scenario) -> list[int]:
    return list(range(scenario.start, scenario.horizon + 1))


def _checks(worlds: WorldEnsemble, first: WorldBlock) -> dict[str, Any]:
    """How the shares of women are known, in how many countries, and the check on public pay of each country."""
    contexts = worlds.countries.contexts
    bills = {code: wage_bill_record(x, first.settings[code].world, first.real) for code, x in contexts.items()}
    return {
        "women_share_by_method": women_methods(contexts.values()),
        "checks_by_country": {"public_wage_bill_share": bills},
    }


def _record(
    scenario: Scenario,
    worlds: WorldEnsemble,
    planned: WorldPlan,
    kept: Mapping[str, Any],
    manifest: Mapping[str, Any],
    known: Known,
    levers: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """The JSON of a run of many countries."""
    baseline = kept["baselines"][""]
    record: dict[str, Any] = {
        "schema": "braingain/simulate/1",
        "world": True,
        "scenario": as_record(scenario),
        **worlds.identity(),
        "norm_per_10k": NORM_PER_10K,
        "price_year": scenario.start,
        "mechanisms": {name: bool(on) for name, on in planned.switches._asdict().items()},
        "years": _years(scenario),
        "conservation_residual": float(kept["conservation"].max()),
        "hash": manifest["hash"],
        "manifest": dict(manifest),
        "flows_note": WORLD_FLOWS_NOTE,
        "services_levels": levels_record(worlds.coverage, worlds.countries.codes),
        "packages": [
            _package(name, levers[name], baseline, kept["packages"][name], known, scenario.start)
            for name in planned.packages
        ],
    }
    if not planned.packages:
        record["baseline"] = _plain(baseline["world"])
        record["baseline_countries"] = [
            {
                "country": code,
                "outcomes": _plain(series),
                "services": services_record(baseline["services"][code]),
            }
            for code, series in baseline["countries"].items()
        ]
        record["baseline_distribution"] = distribution_record(baseline["spread"])
        record["baseline_services"] = services_record(baseline["spread"])
        record["baseline_flows"] = world_flows(baseline["flows"], baseline["flows"], known)
    return record


def _plain(series: Mapping[Key, np.ndarray]) -> dict[str, Any]:
    """Outcomes of a run without a package, of all."""
    return {key.name: path_record(key.name, series) for key in series if key == Key(key.name)}


def _package(
    name: str,
    levers: Sequence[Mapping[str, Any]],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    known: Known,
    price_year: int,
) -> dict[str, Any]:
    costs = after["costs"]
    total = np.sum(list(costs["outlay"].values()), axis=0)
    sent = Key(REMITTED)
    outcomes = _outcomes(before["world"], after["world"])
    outcomes["cost_usd"] = summaries.sides(np.zeros_like(total), total) | NO_SPLIT_OF_COST
    return {
        "name": name,
        "levers": list(levers),
        "outcomes": outcomes,
        "distribution": distribution_record(before["spread"], after["spread"]),
        "services": services_record(before["spread"], after["spread"]),
        "countries": [
            {
                "country": code,
                "outcomes": _outcomes(before["countries"][code], series),
                "services": services_record(before["services"][code], after["services"][code]),
            }
            for code, series in after["countries"].items()
        ],
        "flows": world_flows(before["flows"], after["flows"], known),
        "cost_usd": {
            "total": summaries.interval(total.sum(axis=0)),
            "by_payer": {payer: summaries.interval(money.sum(axis=0)) for payer, money in costs["outlay"].items()},
        },
        "ledger": ledger_record(costs, before["world"][sent], after["world"][sent], price_year),
    }


def _outcomes(before: Mapping[Key, np.ndarray], after: Mapping[Key, np.ndarray]) -> dict[str, Any]:
    """Outcomes of all countries or of one, with what was kept by sex and place."""
    return {key.name: outcome_record(key.name, before, after) for key in after if key == Key(key.name)}


def _levers(parts: Mapping[str, Sequence[Part]], settings: Mapping[str, Setting]) -> list[dict[str, Any]]:
    """Levers of a package as they were run, with the countries in which each acts, and where the matrix would not have it."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for code, own in parts.items():
        for number, part in enumerate(own):
            known = load_levers()[part.lever].evidence
            at = part.destinations if {"channel", "stay"} & set(part.card.moves) else ()
            key = (number, part.lever, part.card.id, part.start, part.end, tuple(part.doses.items()))
            record = found.setdefault(
                key,
                {
                    "id": part.lever,
                    "card": part.card.id,
                    "doses": dict(part.doses),
                    "options": dict(part.options),
                    "cadres": list(part.cadres),
                    "evidence": {"grade": known.grade, "ids": list(known.ids)},
                    "origins": [],
                    "destinations": [],
                    "payer": dict(part.payer),
                    "start": part.start,
                    "end": part.end,
                    "not_applicable_in": {},
                    "flags": [*(plain(flag, part) for flag in part.flags), *whole_workforce(part)],
                    "rights_note": part.card.rights_note,
                },
            )
            record["origins"].append(code)
            if why := why_not(part, settings[code]):
                record["not_applicable_in"][code] = why
            record["destinations"] += [d for d in at if d not in record["destinations"]]
    return list(found.values())


def _as_series(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The record as results are written: series of all countries, and of each under its code before a colon."""
    return {
        part: {name: {"series": _series(run)} for name, run in kept[part].items()} for part in ("baselines", "packages")
    }


def _series(run: Mapping[str, Any]) -> dict[Key, np.ndarray]:
    found = dict(run["world"]) | dict(run["spread"])
    for code, series in run["countries"].items():
        own = dict(series) | dict(run["services"][code])
        found |= {key._replace(name=f"{code}:{key.name}"): values for key, values in own.items()}
    return found
