"""A runner keeps runs apart by name, and lets go of those that are done."""

from __future__ import annotations

import numpy as np
from raw_runs import runner_of, scenario_text

from braingain.model.containers import Yearly

FIELDS = "delay_years = 0"


def equal(one: Yearly, other: Yearly) -> bool:
    return all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(one, other, strict=True))


def test_a_package_may_have_any_name() -> None:
    text = scenario_text([("trunk", "health_pay", FIELDS), ("later", "bonding", FIELDS)])
    runner, usual = runner_of(text), runner_of(text.replace('"trunk"', '"pay"'))
    for name, same in (("trunk", "pay"), ("later", "later")):
        assert equal(runner.paired(name).package, usual.paired(same).package), name
        assert equal(runner.paired(name).baseline, usual.paired(same).baseline), name
    assert not equal(runner.paired("trunk").package, runner.paired("later").package)


def test_runs_let_go_are_gone_and_come_again_to_the_last_bit() -> None:
    runner = runner_of(scenario_text([("pay", "health_pay", FIELDS), ("bond", "bonding", FIELDS)]))
    worlds = (runner, runner.neutral("no_fungibility"))
    before = [world.paired(name) for world in worlds for name in ("pay", "bond")]
    held = [len(world._tracks) for world in worlds]
    runner.let_go({"pay"})
    assert [len(world._tracks) for world in worlds] == [number - 1 for number in held]
    after = [world.paired(name) for world in worlds for name in ("pay", "bond")]
    for one, other in zip(before, after, strict=True):
        assert equal(one.package, other.package)
        assert equal(one.baseline, other.baseline)
