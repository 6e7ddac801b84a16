"""One draw of a country under a package, with what the model solved, ready to be written for another engine."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from braingain import EVIDENCE_EDITION, __version__
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.filled import filled
from braingain.analysis.runs import BLOCK_DRAWS, Runner, plan
from braingain.analysis.scenario import Scenario
from braingain.analysis.simulate import packages_of
from braingain.analysis.trajectory import Trajectory, trajectory
from braingain.analysis.xmile import fields
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.model.containers import Dials, World
from braingain.policy.setting import Setting


class Draw(NamedTuple):
    """One draw: every array with a draw axis of length 1."""

    setting: Setting
    world: World
    dials: Dials
    run: Trajectory
    title: str
    origin: str  # country, package, draw, seed, edition, version in one sentence


def one_draw(scenario: Scenario, package: str | None = None, draw: int = 0) -> Draw:
    """Draw ``draw`` (from 0, as in results.parquet) of a scenario's country under one of its packages, run.

    Parameters
    ----------
    package : name of a package; the only one where nothing is given, no new policy where the scenario has none.

    Raises
    ------
    BraingainError
        Where the scenario has no such draw or package, or several packages and none is named.
    """
    if not 0 <= draw < scenario.draws:
        raise BraingainError(
            Problem("--draw", f"there is no draw {draw}", f"draws of the scenario are 0 to {scenario.draws - 1}")
        )
    chosen = _chosen(scenario, package)
    worlds = ensemble_for(scenario)
    scenario = filled(scenario, worlds.context)
    block = worlds.block(draw // BLOCK_DRAWS)
    packages = {name: parts for name, parts in packages_of(scenario, block.setting).items() if name == chosen}
    planned = plan(packages, scenario.mechanisms, block.setting)
    runner = Runner(block, planned)
    index = draw % BLOCK_DRAWS
    whole = runner.setting.world
    world = World(
        of_draw(whole.constants, index),
        of_draw(whole.paths, index),
        of_draw(whole.state, index),
        whole.options,
        planned.switches,
    )
    dials = of_draw(runner.dials(chosen), index)
    title = f"{scenario.country}: {chosen or 'no new policy'}"
    origin = (
        f"{title}. {scenario.start} to {scenario.horizon}, draw {draw} of {scenario.draws}, seed {scenario.seed}. "
        f"braingain {__version__}, evidence edition {EVIDENCE_EDITION}"
    )
    return Draw(runner.setting, world, dials, trajectory(world, dials), title, origin)


def _chosen(scenario: Scenario, package: str | None) -> str:
    names = [each.name for each in scenario.packages]
    if package is None:
        if len(names) > 1:
            raise BraingainError(
                Problem("--package", f"the scenario has {len(names)} packages", f"name one of {', '.join(names)}")
            )
        return names[0] if names else ""
    if package not in names:
        raise BraingainError(
            Problem(
                "--package",
                f"the scenario has no package {package}",
                did_you_mean(package, names) or "look at the file",
            )
        )
    return package


def of_draw(record: Any, index: int) -> Any:
    """The record with one draw; arrays that do not vary by draw have one already, a few have no draws at all."""

    def cut(name: str, value: Any) -> Any:
        if value is None or name in fields.DIALS_WITHOUT_DRAW:
            return value
        array = np.asarray(value, float)
        return array if array.shape[-1] == 1 else array[..., index : index + 1]

    return type(record)(**{name: cut(name, value) for name, value in record._asdict().items()})
