"""A levy on employers who recruit abroad (2.25b): what it costs a year over pay, and whom it turns away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from settings import START, YEARS, estimates, setting

from braingain.analysis.runs import simulate
from braingain.model.containers import IRREGULAR
from braingain.policy.apply import apply, touch, touched_destinations
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve

CARD = load_levers()["ethical_code_public"]


def levy_part(usd: float, start: int, end: int) -> Part:
    """A lever of a destination whose only move is a levy: no card of this edition has one."""
    (part,) = resolve([LeverUse(CARD.id, start, end=end)], {CARD.id: CARD}, setting(), START + YEARS - 1)
    (dose,) = [one for one in CARD.doses if one.amplitude]
    levy = dose.model_copy(update={"name": "levy_usd_per_recruit", "high": 50_000.0, "default": usd})
    card = CARD.model_copy(update={"moves": ("hiring_cost",), "doses": (levy,)})
    return replace(part, card=card, doses={"levy_usd_per_recruit": usd}, options={}, delay_years=0, ramp_years=1)


def test_a_levy_is_spread_over_five_years_at_three_per_cent_and_set_against_pay() -> None:
    """5 000 $ are 1 091.77 $ a year: .03/(1 - 1.03^-5) = .218355."""
    world, part = setting(), levy_part(5000.0, START + 2, START + 5)
    dials = apply([part], estimates(), world)
    share = dials.hire_cost_share
    pay = np.asarray(world.world.constants.income_abroad)
    for cadre in (0, 1):
        for channel in (0, 1, 2):
            found = share[2, cadre, channel, 0]
            assert found == pytest.approx(1091.773 / pay[min(cadre, len(pay) - 1), 0], rel=1e-6)
    assert np.all(share[:, :, IRREGULAR] == 0) and np.all(share[:, :, :, 1:] == 0)
    assert np.all(share[:2] == 0) and np.all(share[5:] == 0)
    assert dials.touched[0] == 1 and touched_destinations([part], world) == (world.destinations[0],)


def test_a_levy_turns_away_legal_recruits_and_some_go_elsewhere() -> None:
    world, part = setting(), levy_part(20_000.0, START + 2, START + 6)
    plain = np.asarray(simulate(world, touch(apply([], estimates(), world), part.destinations, world)).flows)
    taxed = np.asarray(simulate(world, apply([part], estimates(), world)).flows)
    assert np.array_equal(taxed[:2], plain[:2])
    assert np.all(taxed[2, :, :IRREGULAR, 0] < plain[2, :, :IRREGULAR, 0])
    assert np.all(taxed[2, :, IRREGULAR, 0] > plain[2, :, IRREGULAR, 0])
    assert np.all(taxed[2, :, :, 1] > plain[2, :, :, 1])
