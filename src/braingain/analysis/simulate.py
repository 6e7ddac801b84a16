"""A scenario, run: packages beside no new policy in the same draws, summed up as JSON (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from braingain.analysis import beside_records, runs, summaries
from braingain.analysis.corridors import FLOWS_NOTE, corridors_of, flow_records
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.filled import default_places, filled
from braingain.analysis.ledger import ledger_record
from braingain.analysis.outcomes import NORM_PER_10K, OUTCOMES, names_for, sex_record, splits_of
from braingain.analysis.public_position import known_cadres
from braingain.analysis.runs import Key, Plan, Progress
from braingain.analysis.scenario import Scenario, as_record, as_toml
from braingain.analysis.sexes import imputed_by_sex, no_sexes, women_record
from braingain.analysis.storage import BlockFolder, refuse_others, runs_of, write_run
from braingain.analysis.told import told, why_not
from braingain.analysis.wage_bill import wage_bill_record
from braingain.analysis.world_spread import SERVICE_PREFIX, SPREAD_PREFIX, series_key
from braingain.policy.levers import load_levers
from braingain.policy.narrowing import acts_abroad
from braingain.policy.parts import Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.trimmed import cadres_needed

COMMON_BASELINE = "no lever of the package acts on a labour market abroad: all keep their path"
OWN_BASELINE = (
    "a lever of the package acts on the labour market of these destinations, so vacancies and pay there answer to who comes, "
    "without policy too; where packages differ in these destinations, so do their values without policy"
)
NO_SPLIT_OF_COST = {"by_place": None, "unit": "usd", **no_sexes("payers have no sex")}


def simulate(
    scenario: Scenario, out: Path | None = None, force: bool = False, progress: Progress | None = None
) -> dict[str, Any]:
    """Run a scenario and sum it up; with ``out``, write ``results.parquet``, ``scenario.toml`` and ``manifest.json``.

    A run that was cut off and is started again with the same ``out`` takes up the blocks that were done.

    Raises
    ------
    BraingainError
        Where the scenario does not fit the country, or ``out`` holds another run's results.
    """
    worlds = ensemble_for(scenario)
    scenario = filled(scenario, worlds.context)
    inputs = worlds.inputs_hash(scenario)
    if out is not None:
        refuse_others(out, inputs, force)
    first = worlds.block(0)
    packages = packages_of(scenario, first.setting)
    planned = runs.plan(packages, scenario.mechanisms, first.setting)
    kept = _run_blocks(worlds, planned, BlockFolder(out, inputs) if out is not None else None, progress)
    results_hash = worlds.hash_of(kept, scenario)
    manifest = worlds.manifest(scenario, results_hash) | {"imputed_by_sex": imputed_by_sex()}
    if out is not None:
        flows = corridors_of(_flows_of(kept), _years(scenario), first.setting.cadres, worlds.context)
        write_run(out, with_beside(kept), _years(scenario), as_toml(scenario), manifest, flows)
        BlockFolder(out, inputs).clear()
    return summaries.no_nan(record_of(scenario, worlds, planned, kept, manifest, first.setting))


def packages_of(scenario: Scenario, setting: Setting) -> dict[str, tuple[Part, ...]]:
    """The packages of a scenario resolved for its country, by name."""
    cards = load_levers()
    return {p.name: resolve(p.levers, cards, setting, scenario.horizon) for p in scenario.packages}


def _run_blocks(
    worlds: Ensemble, planned: Plan, folder: BlockFolder | None, progress: Progress | None
) -> dict[str, Any]:
    keys = runs.keys_of(names_for(cadres_of(planned, worlds.block(0).setting)))

    def compute(number: int) -> dict[str, Any]:
        done = folder.load(number) if folder else None
        if done is None:
            done = runs.paired_block(worlds.block(number), planned, keys)
            if folder:
                folder.save(number, done)
        return done

    return dict(runs.joined(runs.in_blocks(worlds.scenario.draws, compute, progress)))


def with_beside(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The record as results are written: the series of each run, and service and distribution beside them."""
    return {
        part: {name: {"series": {**run["series"], **_beside_series(run["beside"])}} for name, run in kept[part].items()}
        for part in ("baselines", "packages")
    }


def _beside_series(beside: Mapping[str, Any]) -> dict[Key, np.ndarray]:
    groups = (SERVICE_PREFIX, beside["services"]), (SPREAD_PREFIX, beside["distribution"])
    return {series_key(prefix + name): values for prefix, group in groups for name, values in group.items()}


def _flows_of(kept: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Emigrants of every run by its name in the tables. (year, cadre, sex, destination, draw) each"""
    return {name: run["flows"] for name, run in runs_of(kept)}


def cadres_of(planned: Plan, setting: Setting) -> tuple[str, ...]:
    """Cadres of the run: doctors and nurses, and others with people or trained by a package."""
    parts = [part for package in planned.packages.values() for part in package]
    return setting.cadres[: cadres_needed(setting, parts)]


def _years(scenario: Scenario) -> list[int]:
    return list(range(scenario.start, scenario.horizon + 1))


def record_of(
    scenario: Scenario,
    worlds: Ensemble,
    planned: Plan,
    kept: Mapping[str, Any],
    manifest: Mapping[str, Any],
    setting: Setting,
) -> dict[str, Any]:
    """The JSON of a scenario's run."""
    packages = []
    for name, parts in planned.packages.items():
        baseline = kept["baselines"][runs.baseline_label(parts, setting)]
        record = _package(name, parts, baseline, kept["packages"][name], setting, scenario, worlds)
        packages.append(record | _beside(record, baseline, kept["packages"][name], setting, worlds))
    record = {
        "schema": "braingain/simulate/1",
        "scenario": as_record(scenario),
        **worlds.identity(),
        "norm_per_10k": NORM_PER_10K,
        "price_year": worlds.price_year,
        "mechanisms": {name: bool(on) for name, on in planned.switches._asdict().items()},
        "women_share": women_record(worlds.context, cadres_of(planned, setting)),
        "checks": {"public_wage_bill_share": wage_bill_record(worlds.context, setting.world, scenario.draws)},
        "years": _years(scenario),
        "conservation_residual": float(kept["conservation"].max()),
        "hash": manifest["hash"],
        "manifest": dict(manifest),
        "packages": packages,
    }
    if not packages:
        path = kept["baselines"][""]
        series, beside = path["series"], path["beside"]
        record["baseline"] = {key.name: path_record(key.name, series) for key in series if key == Key(key.name)}
        record["baseline_services"] = beside_records.services_record(beside["services"], None, worlds.coverage_methods)
        record["baseline_distribution"] = beside_records.distribution_record(beside["distribution"])
    return record


def _package(
    name: str,
    parts: Sequence[Part],
    baseline: Mapping[str, Any],
    package: Mapping[str, Any],
    setting: Setting,
    scenario: Scenario,
    worlds: Ensemble,
) -> dict[str, Any]:
    costs = package["costs"]
    outcomes = {
        key.name: outcome_record(key.name, baseline["series"], package["series"])
        for key in package["series"]
        if key == Key(key.name)
    }
    total = np.sum(list(costs["outlay"].values()), axis=0)
    outcomes["cost_usd"] = summaries.sides(np.zeros_like(total), total) | NO_SPLIT_OF_COST
    return {
        "name": name,
        "baseline": baseline_record(runs.baseline_label(parts, setting)),
        "levers": [_lever(part, setting, worlds) for part in parts],
        "outcomes": outcomes,
        "cost_usd": {
            "total": summaries.interval(total.sum(axis=0)),
            "by_payer": {payer: summaries.interval(money.sum(axis=0)) for payer, money in costs["outlay"].items()},
        },
        "flows": flow_records(
            baseline["flows"],
            package["flows"],
            min((part.start for part in parts), default=scenario.start) - scenario.start,
            setting.cadres,
            worlds.context,
        ),
        "flows_note": FLOWS_NOTE,
    }


def baseline_record(touched: str) -> dict[str, Any]:
    """Which run without policy a package is compared with, by its name in ``results.parquet``, and why it may be its own.

    ``touched`` are the destinations, comma between them, whose labour market runs in the package and so in its baseline
    too: their vacancies and pay answer to who comes (docs/model.md 2.27). Those of all others keep their path.
    """
    names = [name for name in touched.split(",") if name]
    return {
        "run": f"baseline {touched}".strip(),
        "active_destinations": names,
        "why": OWN_BASELINE if names else COMMON_BASELINE,
    }


def _beside(
    record: Mapping[str, Any],
    baseline: Mapping[str, Any],
    package: Mapping[str, Any],
    setting: Setting,
    worlds: Ensemble,
) -> dict[str, Any]:
    """What stands beside a package's outcomes: services, distribution, remittances, the treasury's position, the ledger."""
    before, after, price_year = baseline["beside"], package["beside"], worlds.price_year
    cadres = [name.partition(".")[2] for name in record["outcomes"] if name.startswith("workers.")]
    trained = [cadre for cadre in setting.cadres if cadre in cadres]
    known = known_cadres(worlds.unit_costs, setting.income_group, setting.cadres)
    sent = Key(beside_records.REMITTED)
    return {
        "services": beside_records.services_record(before["services"], after["services"], worlds.coverage_methods),
        "distribution": beside_records.distribution_record(before["distribution"], after["distribution"]),
        "remittances": beside_records.remittances_record(record["outcomes"], price_year),
        "state_position": beside_records.position_record(
            before, after, price_year, tuple(cadre for cadre in trained if cadre not in known)
        ),
        "ledger": ledger_record(package["costs"], baseline["series"][sent], package["series"][sent], price_year)
        | {
            "migrants_income_gain": beside_records.income_gain_record(before, after),
            "unfilled_demand_abroad": beside_records.unfilled_record(before, after),
        },
    }


def _lever(part: Part, setting: Setting, worlds: Ensemble) -> dict[str, Any]:
    """A lever of a package as it was run: doses, years, how well its effect is known, and what a reader must be told."""
    known = load_levers()[part.lever].evidence
    return {
        "id": part.lever,
        "card": part.card.id,
        "doses": dict(part.doses),
        "options": dict(part.options),
        "cadres": list(part.cadres),
        "sexes": list(part.sexes),
        "places": list(places) if (places := default_places([part])) else None,
        "evidence": {"grade": known.grade, "ids": list(known.ids), "distance": worlds.distance(known.effect)},
        "destinations": list(part.destinations) if acts_abroad(part.card) else [],
        "payer": dict(part.payer),
        "start": part.start,
        "end": part.end,
        "not_applicable": why_not(part, setting),
        "flags": [*told(part, setting), *whole_workforce(part)],
        "rights_note": part.card.rights_note,
    }


def whole_workforce(part: Part) -> list[str]:
    """That a raise of pay abroad is paid to everybody who works there, not to those of one origin alone."""
    if "pay_abroad" not in part.card.moves:
        return []
    return [f"its cost is that of all health workers of {', '.join(part.destinations)}, not of those from one country"]


def path_record(name: str, series: Mapping[Key, np.ndarray]) -> dict[str, Any]:
    """An outcome of a run without a package by year, with those of its splits by sex and place that were kept."""
    record: dict[str, Any] = summaries.intervals(series[Key(name)])
    for label, keys in _splits_kept(name, series).items():
        record[label] = {member: summaries.intervals(series[key]) for member, key in keys.items()} or None
    return record | sex_record(name) | {"unit": OUTCOMES[name.split(".", maxsplit=1)[0]].unit}


def _splits_kept(name: str, series: Mapping[Key, np.ndarray]) -> dict[str, dict[str, Key]]:
    """The series of an outcome by sex and by place that are there."""
    found = {}
    for kind, label in (("sex", "by_sex"), ("place", "by_place")):
        keys = {member: Key(name, **{kind: member}) for split, member in splits_of(name) if split == kind}
        found[label] = {member: key for member, key in keys.items() if key in series}
    return found


def outcome_record(name: str, before: Mapping[Key, np.ndarray], after: Mapping[Key, np.ndarray]) -> dict[str, Any]:
    """An outcome of a package beside its baseline, with those of its splits by sex and place that were kept."""
    record: dict[str, Any] = summaries.sides(before[Key(name)], after[Key(name)])
    for label, keys in _splits_kept(name, after).items():
        record[label] = {member: summaries.sides(before[key], after[key]) for member, key in keys.items()} or None
    return record | sex_record(name) | {"unit": OUTCOMES[name.split(".", maxsplit=1)[0]].unit}
