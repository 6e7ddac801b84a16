"""Visas (2.17b): a tightening is felt over years, an opening at once, and legal ways alone know them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from settings import START, YEARS, estimates, setting

from braingain.analysis.runs import simulate
from braingain.evidence.estimates import load_registry
from braingain.model.containers import IRREGULAR
from braingain.policy.apply import MOVES, apply
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.visas import LAG, felt

CARD = load_levers()["ethical_code_public"]
THREE = np.array([3.0])


def asked(*values: float) -> np.ndarray:
    return np.array(values)[:, None]


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ((0, 1, 1, 1, 1), (0, 1 / 3, 2 / 3, 1, 1)),  # a visa where none was
        ((0, -1, -1, -1), (0, -1, -1, -1)),  # none where one was
        ((1, 1, 1, 1, 0, 0), (1 / 3, 2 / 3, 1, 1, 0, 0)),  # brought in and taken back
        ((0, -1, 0, 0, 0), (0, -1, -1 / 3, -1 / 3, 0)),  # a year without: the old rule comes back by and by
        ((0.3, 0.6, 0.9, 0.9, 0.9), (0.1, 0.3, 0.6, 0.8, 0.9)),  # tightened three times
    ],
)
def test_a_tightening_reaches_its_full_change_over_three_years_an_opening_at_once(
    law: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    assert felt(asked(*law), THREE)[:, 0] == pytest.approx(expected)


def test_a_lag_of_no_whole_years_and_of_each_draw_its_own() -> None:
    found = felt(asked(1, 1, 1, 1, 1), np.array([1.0, 2.5, 4.0]))
    assert found[:, 0] == pytest.approx(1.0)
    assert found[:, 1] == pytest.approx([0.4, 0.8, 1, 1, 1])
    assert found[:, 2] == pytest.approx([0.25, 0.5, 0.75, 1, 1])


def test_the_lag_is_an_estimate_of_the_registry() -> None:
    estimate = load_registry().get(LAG)
    assert estimate.central == 3 and estimate.assumed and estimate.evidence == ("E10",)
    assert list(estimate.distribution.quantile(np.array([1e-9, 1 - 1e-12])).round(3)) == [3.0, 5.0]


def visa_part(change: float, start: int, end: int) -> Part:
    """A lever of a destination whose only move is a visa: no card of this edition has one."""
    world = setting()
    (part,) = resolve([LeverUse(CARD.id, start, end=end)], {CARD.id: CARD}, world, START + YEARS - 1)
    (dose,) = [one for one in CARD.doses if one.amplitude]
    card = CARD.model_copy(
        update={
            "moves": ("visa",),
            "doses": (dose.model_copy(update={"name": "visa_change", "low": -1.0, "default": change}),),
        }
    )
    return replace(part, card=card, doses={"visa_change": change}, options={})


def flows(*parts: Part) -> tuple[np.ndarray, Any]:
    world = setting()
    dials = apply(parts, estimates() | {LAG: THREE}, world)
    return np.asarray(simulate(world, dials).flows), dials


def test_a_lever_s_visa_is_felt_by_those_who_go_legally_and_by_nobody_else() -> None:
    assert "visa" in MOVES
    row = 2
    plain, _ = flows()
    tight, dials = flows(visa_part(1.0, START + row, START + row + 5))
    assert dials.visa[row - 1 : row + 6, 0, 0, 0] == pytest.approx([0, 1 / 3, 2 / 3, 1, 1, 1, 0])
    assert np.all(dials.visa[:, :, 1:] == 0)
    assert np.array_equal(tight[:row], plain[:row])
    legal = [channel for channel in range(tight.shape[2]) if channel != IRREGULAR]
    fewer = (tight / plain)[row : row + 3, :, legal, 0]
    assert np.all(fewer < 1) and np.all(np.diff(fewer, axis=0) < 0)
    assert np.all(tight[row, :, IRREGULAR, 0] > plain[row, :, IRREGULAR, 0])
    assert np.all(tight[row, :, :, 1] > plain[row, :, :, 1])


def test_an_opening_is_felt_in_its_first_year_and_two_laws_add_up_before_they_are_felt() -> None:
    plain, _ = flows()
    opened, dials = flows(visa_part(-1.0, START + 2, START + 7))
    assert dials.visa[2:6, 0, 0, 0] == pytest.approx([-1, -1, -1, -1])
    assert np.all(opened[2, :, :3, 0] > plain[2, :, :3, 0])
    both, together = flows(visa_part(-1.0, START + 2, START + 7), visa_part(1.0, START + 2, START + 7))
    assert np.all(together.visa == 0)
    assert both == pytest.approx(plain, rel=1e-12)
