"""A block of the matrix: paired runs, and the probes of side effects with each mechanism on and off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from braingain.analysis import runs
from braingain.analysis.for_whom import abroad_of
from braingain.analysis.overrides import fine_index_at
from braingain.analysis.probe import Probe
from braingain.analysis.probes import PROBES, variant_name, variants_of, without_name
from braingain.analysis.programs import by_program, costly
from braingain.analysis.read_years import last_read
from braingain.analysis.row_notes import has_visitors, sends_away, sent_away, visitors
from braingain.analysis.runs import Block, Plan, Runner
from braingain.analysis.side_effects import first_posts_rural
from braingain.model.containers import Switches
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.trimmed import cadres_needed

LOW_INFLATION, HIGH_INFLATION = 0.02, 0.20
EROSION = "fine_eroded_by_inflation"


def measured_block(
    block: Block,
    planned: Plan,
    names: Sequence[str],
    by_cadre: Sequence[str],
    with_off: bool = True,
    shown: Collection[str] | None = None,
) -> dict[str, Any]:
    """What the matrix keeps of a block: that of a scenario, and for each lever its side effects on and off.

    ``names`` are outcomes of all cadres, ``by_cadre`` those that are also kept for each. Levers that train another
    cadre, or use a costly mechanism, run beside a baseline that has it. Without ``with_off`` no mechanism is switched off.
    Of the plan's levers those in ``shown`` are run, all unless given: in the room that the whole plan needs, so that each
    has the numbers that it has among all.
    """
    kept: dict[str, Any] = runs.empty_record(block)
    for part in by_program(planned, block.setting):
        run = [name for name in part.packages if shown is None or name in shown]
        if not run:
            continue
        runner = Runner(block, part._replace(packages={**part.packages, **variants_of(part.packages)}))
        cadres = runner.setting.cadres
        keys = runs.keys_of([*names, *(f"{name}.{cadre}" for name in by_cadre for cadre in cadres)])
        for name in run:
            parts, pair = part.packages[name], runner.paired(name)
            label = baseline_of(parts, block.setting)
            if label not in kept["baselines"]:
                runs.keep_baseline(kept, label, pair.baseline, runner, keys)
                kept["baselines"][label]["abroad"] = abroad_of(pair.baseline, parts, pair, None, block.real)
            runs.keep_package(kept, name, parts, pair, block, keys, costs_of(parts, pair))
            kept["packages"][name]["abroad"] = abroad_of(pair.package, parts, pair, pair.dials, block.real)
            if has_visitors(parts):
                kept["packages"][name]["visitors"] = visitors(parts, pair)[:, : block.real].copy()
            if sends_away(parts):
                sent = sent_away(pair)
                kept["packages"][name]["sent_away"] = {
                    way: people[:, : block.real].copy() for way, people in sent.items()
                }
            kept["packages"][name]["probes"] = probed(runner, name, parts, pair, block.real, with_off)
            runner.let_go({name, *variants_of({name: parts})})
    return kept


def baseline_of(parts: Sequence[Part], setting: Setting) -> str:
    """The name of a lever's baseline in the matrix: the markets that run in it, how many cadres it holds, costly mechanisms."""
    held = f"{cadres_needed(setting, parts)} cadres"
    return " ".join([runs.baseline_label(parts, setting), held, *costly(parts)]).strip()


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
    """One probe: ``on`` as it is looked for, at the row's own doses beside where these differ, and without its source.

    Where there are several ways to take an effect away, ``off`` is what is left by the one that leaves most.
    """
    run, until = variant_name(name, probe) if probe.varied else name, probe.until(parts[0], pair.setting)
    tried = runner.plan.packages[run]
    on = runs.asked_for(runner.plan.switches, probe.mechanism)
    measured = pair if probe.as_in_row else _pair(probe, runner, run, on, until)
    entry = {"on": probe.measure(measured, tried)[:real].copy()}
    if probe.doses:
        entry["at_row_doses"] = probe.measure(pair, parts)[:real].copy()
    if probe.can_go and with_off:
        without = _without(probe, runner, name, run, until)
        left = np.stack([probe.measure(each, tried)[:real] for each in without])
        entry["off"] = np.take_along_axis(left, np.abs(left).argmax(axis=0)[None], axis=0)[0]
        if probe.what == "capital_short_of_young_doctors":
            entry |= _moves_in_each_run(without[0], parts, real)
    if probe.what == "capital_short_of_young_doctors":
        entry["first_posts"] = first_posts_rural(pair, parts)[:real].copy()
    return entry


def _pair(probe: Probe, runner: Runner, run: str, switches: Switches | None, until: int) -> PairedRun:
    """A run beside its baseline, or beside the same run in the world of the probe's ``against``."""
    pair = runner.paired(run, switches, until)
    if not probe.against:
        return pair
    return replace(pair, baseline=runner.neutral(probe.against).package(run, switches, until))


def _without(probe: Probe, runner: Runner, name: str, run: str, until: int) -> list[PairedRun]:
    """The runs of each way to take a probe's side effect away."""
    found = []
    if probe.mechanism:
        found.append(_pair(probe, runner, run, runs.without(runner.plan.switches, probe.mechanism), until))
    if probe.neutral:
        found.append(_pair(probe, runner.neutral(probe.neutral), run, None, until))
    if probe.off_doses:
        other = without_name(name, probe)
        same = runner.plan.packages[other] == runner.plan.packages[name]  # the row's own doses: its run is there
        found.append(_pair(probe, runner, name if same else other, None, until))
    return found


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
        found[key] = (leavers[0] - leavers[1]).sum(axis=(0, 2, 3))[:, :real].copy()
    return found
