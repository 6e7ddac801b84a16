"""A run's check of public pay is that of a profile, of the draws that count."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.scenario import parse_scenario
from braingain.analysis.wage_bill import wage_bill_record
from braingain.baseline import headline


def test_the_check_is_the_profiles() -> None:
    worlds = ensemble_for(parse_scenario(b'[scenario]\ncountry = "GHA"\ndraws = 20\n', "ghana.toml"))
    world: Any = worlds.block(0).setting.world
    found = wage_bill_record(worlds.context, world, 20)
    built: Any = SimpleNamespace(world=world)
    known = headline._wage_bill(worlds.context, built)
    assert (found["p05"], found["median"], found["p95"]) == pytest.approx((known.low, known.value, known.high))
    assert found["flag"] == known.flag and found["usual"] == list(headline.WAGE_BILL)
    few = wage_bill_record(worlds.context, world, 2)
    assert few["median"] != found["median"], "only the draws that count"
    poor = world._replace(paths=world.paths._replace(public_pay_usd=world.paths.public_pay_usd * 10.0))
    assert wage_bill_record(worlds.context, poor, 20)["flag"] == "implausible"
