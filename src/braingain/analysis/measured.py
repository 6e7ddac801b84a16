"""A block of the matrix: paired runs, and the probes of side effects with each mechanism on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from braingain.analysis import runs
from braingain.analysis.overrides import fine_index_at
from braingain.analysis.runs import Block, Plan, Runner
from braingain.analysis.side_effects import (
    PROBES,
    Probe,
    first_posts_rural,
    last_read,
    variant_name,
    variants_of,
    without_name,
)
from braingain.model.containers import Switches
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.trimmed import cadres_needed

LOW_INFLATION, HIGH_INFLATION = 0.02, 0.20
EROSION = "fine_eroded_by_inflation"


def measured_block(
    block: Block, planned: Plan, names: Sequence[str], by_cadre: Sequence[str], with_off: bool = True
) -> dict[str, Any]:
    """What the matrix keeps of a block: that of a scenario, and for each lever its side effects on and off.

    ``names`` are outcomes of all cadres, ``by_cadre`` those that are also kept for each. Levers that train another
    cadre run beside a baseline that holds it. Without ``with_off`` no mechanism is switched off.
    """
    kept: dict[str, Any] = runs.empty_record(block)
    for part in runs.by_cadres(planned, block.setting):
        runner = Runner(block, part._replace(packages={**part.packages, **variants_of(part.packages)}))
        cadres = runner.setting.cadres
        keys = runs.keys_of([*names, *(f"{name}.{cadre}" for name in by_cadre for cadre in cadres)])
        for name, parts in part.packages.items():
            pair = runner.paired(name)
            label = baseline_of(parts, block.setting)
            if label not in kept["baselines"]:
                runs.keep_baseline(kept, label, pair.baseline, runner, keys)
            runs.keep_package(kept, name, pair, block, keys, costs_of(parts, pair))
            kept["packages"][name]["probes"] = probed(runner, name, parts, pair, block.real, with_off)
    return kept


def baseline_of(parts: Sequence[Part], setting: Setting) -> str:
    """The name of a lever's baseline in the matrix: the markets that run in it, and how many cadres it holds."""
    return f"{runs.baseline_label(parts, setting)} {cadres_needed(setting, parts)} cadres".strip()


def probed(
    runner: Runner, name: str, parts: Sequence[Part], pair: PairedRun, real: int, with_off: bool
) -> dict[str, Any]:
    """Every probe of a lever: ``on``, and ``off`` where its mechanism can be switched. (draw) each"""
    found: dict[str, Any] = {}
    for probe in PROBES.get(name, ()):
        found[probe.what] = _on_and_off(probe, runner, name, parts, pair, with_off, real)
    if name == "bonding" and with_off:
        found[EROSION] = erosion(runner, name, parts, real)
    return found


def _on_and_off(
    probe: Probe, runner: Runner, name: str, parts: Sequence[Part], pair: PairedRun, with_off: bool, real: int
) -> dict[str, np.ndarray]:
    """One probe: ``on``, at the row's own doses where it is looked for at others, and without what it comes from."""
    run, until = variant_name(name, probe) if probe.doses else name, probe.until(parts[0], pair.setting)
    measured = runner.paired(run, None, until) if probe.doses else pair
    entry = {"on": probe.measure(measured, parts)[:real].copy()}
    if probe.doses:
        entry["at_row_doses"] = probe.measure(pair, parts)[:real].copy()
    if (probe.mechanism or probe.off_doses) and with_off:
        off_run = without_name(name, probe) if probe.off_doses else run
        switches = runs.without(runner.plan.switches, probe.mechanism) if probe.mechanism else None
        without = runner.paired(off_run, switches, until)
        entry["off"] = probe.measure(without, parts)[:real].copy()
        if probe.what == "capital_short_of_young_doctors":
            entry |= _moves_in_each_run(without, parts, real)
    if probe.what == "capital_short_of_young_doctors":
        entry["first_posts"] = first_posts_rural(pair, parts)[:real].copy()
    return entry


def _moves_in_each_run(pair: PairedRun, parts: Sequence[Part], real: int) -> dict[str, np.ndarray]:
    """Largest number of people who move from capital to rural posts in any year, in either run."""
    both = [
        np.asarray(run.place_moves)[:, :, 0, 2].sum(axis=1).max(axis=0)[:real] for run in (pair.baseline, pair.package)
    ]
    return {"off_in_either_run": np.maximum(*both)}


def erosion(runner: Runner, name: str, parts: Sequence[Part], real: int) -> dict[str, np.ndarray]:
    """Bonded leavers at 20 % inflation less those at 2 %, to the twelfth year, with erosion of the fine and without it (2.19)."""
    return {key: found.sum(axis=0) for key, found in erosion_by_cadre(runner, name, parts, real).items()}


def erosion_by_cadre(runner: Runner, name: str, parts: Sequence[Part], real: int) -> dict[str, np.ndarray]:
    """The same by cadre: ``on`` and ``off``, (cadre, draw) each. [persons]"""
    off: Switches = runs.without(runner.plan.switches, "bond_erosion")
    pair = runner.paired(name)
    found = {}
    for key, switches in (("on", runner.plan.switches), ("off", off)):
        leavers = []
        for inflation in (HIGH_INFLATION, LOW_INFLATION):
            index = fine_index_at(inflation, pair.setting, runner.block.parameters)
            until = last_read(parts[0], pair.setting) + 1
            run = runner.on_paths(name, {"fine_index": index}, switches, until)
            leavers.append(np.asarray(run.bonded_leavers))
        found[key] = (leavers[0] - leavers[1]).sum(axis=(0, 2))[:, :real].copy()
    return found
