"""Levers in small random countries, one whose posts follow a budget and one whose posts follow demand, and what their probes find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from settings import DRAWS, START, YEARS, cadres_for, estimates, setting

from braingain.analysis import measured, runs
from braingain.analysis.probes import variants_of
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve

CARDS = load_levers()
POLICY, HORIZON = START + 1, START + YEARS - 1
BUDGET, DEMAND = 1, 2  # shapes of the random worlds
Entry = dict[str, np.ndarray]


def runner_of(shape: int, ids: Sequence[str], **mechanisms: bool) -> runs.Runner:
    """Runs of these levers at their cards' doses, and at those of their probes."""
    return runner_of_uses(shape, {id: LeverUse(id, POLICY, cadres=cadres_for(CARDS[id])) for id in ids}, **mechanisms)


def runner_of_uses(shape: int, uses: Mapping[str, LeverUse], **mechanisms: bool) -> runs.Runner:
    """The same of levers as they are used, by the names of their packages."""
    world = setting(shape)
    facts: Any = None  # no probe reads them
    packages = {name: resolve([use], CARDS, world, HORIZON) for name, use in uses.items()}
    plan = runs.plan(packages, mechanisms, world)
    block = runs.Block(world, facts, estimates(), DRAWS)
    return runs.Runner(block, plan._replace(packages={**packages, **variants_of(packages)}))


def measure(runner: runs.Runner, id: str) -> dict[str, Entry]:
    """All that the probes of a lever find."""
    parts = runner.plan.packages[id]
    return measured.probed(runner, id, parts, runner.paired(id), DRAWS, with_off=True)
