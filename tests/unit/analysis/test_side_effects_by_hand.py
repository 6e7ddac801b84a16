"""Shares of a row of the matrix that are printed as per cent, worked out by hand from small made-up runs; windfall is in policy/test_hand_costs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from braingain.analysis import side_effects, side_effects_of_programmes
from braingain.model.containers import OUT
from braingain.policy.costs import PairedRun

YEARS, CADRES, DRAWS = 4, 2, 2
NURSE, AT_WORK = 1, 0
Arrays = dict[str, np.ndarray]


def run(package: Arrays, baseline: Arrays | None = None) -> PairedRun:
    """A run of nothing but these fields beside its baseline."""
    setting = SimpleNamespace(years=np.arange(2025, 2025 + YEARS), cadre_indices=lambda cadres: [NURSE])
    one = SimpleNamespace(setting=setting, package=SimpleNamespace(**package))
    one.baseline = SimpleNamespace(**(baseline or package))
    return cast(PairedRun, one)


def lever(first: int = 2026, last: int = 2027) -> Any:
    """One lever for nurses, in force in these years."""
    return [SimpleNamespace(in_force=lambda years: ((years >= first) & (years <= last)) * 1.0, cadres=("nurse",))]


def test_bonds_that_lapse_are_those_without_an_offer_in_the_last_year_in_force() -> None:
    offer = np.full((YEARS, CADRES, DRAWS), 0.5)
    offer[2, NURSE] = [0.14, 1.0]  # 14 of 100 who sign are offered a post, and all of them
    assert side_effects.bonds_lapsed(run({"offer": offer}), lever()) == pytest.approx([0.86, 0.0])


def test_deadweight_is_who_came_without_the_programme_over_all_who_came() -> None:
    returns = np.full((YEARS, CADRES, 2, DRAWS), 100.0)  # year, cadre, sex, draw
    before = returns.copy()
    before[1:3, NURSE, 0] = [[6.0, 1.0], [8.0, 1.0]]
    before[1:3, NURSE, 1] = [[4.0, 2.0], [6.0, 2.0]]  # 24 and 6 in two years
    returns[1:3, NURSE, 0] = [[7.0, 3.0], [8.0, 3.0]]
    returns[1:3, NURSE, 1] = [[4.0, 3.0], [6.0, 3.0]]  # 25 and 12
    found = side_effects.deadweight(run({"returns": returns}, {"returns": before}), lever())
    assert found == pytest.approx([24 / 25, 6 / 12])


def test_nobody_returns_and_nothing_is_deadweight() -> None:
    nobody = np.zeros((YEARS, CADRES, 2, DRAWS))
    assert side_effects.deadweight(run({"returns": nobody}), lever()).tolist() == [0.0, 0.0]


def test_the_rich_among_bonded_leavers_are_the_last_third_in_savings() -> None:
    leavers = np.full((YEARS, CADRES, 2, 3, DRAWS), 1000.0)  # year, cadre, sex, third in savings, poorest first, draw
    leavers[:, NURSE] = 0.0
    leavers[0, NURSE, 0] = [[1.0, 0.0], [2.0, 0.0], [4.0, 0.0]]
    leavers[3, NURSE, 1] = [
        [1.0, 0.0],
        [4.0, 0.0],
        [8.0, 0.0],
    ]  # 2, 6 and 12 of 20 in all years; none in the second draw
    found = side_effects.rich_among_leavers(run({"bonded_leavers": leavers}), lever())
    assert found == pytest.approx([12 / 20 - 1 / 3, 0.0])


def test_the_share_outside_the_sector_is_of_all_at_home() -> None:
    before = np.zeros((YEARS, CADRES, 2, 8, DRAWS))  # year, cadre, sex, post, draw
    before[2, NURSE, 0, AT_WORK], before[2, NURSE, 1, OUT] = [60.0, 0.0], [40.0, 0.0]
    after = before.copy()
    after[2, NURSE, 0, OUT, 0] = 20.0  # 60 of 120, where it was 40 of 100; nobody in the second draw
    found = side_effects.share_outside_sector(run({"home": after}, {"home": before}), lever())
    assert found == pytest.approx([0.1, 0.0])


def test_the_odds_of_leaving_rise_by_the_change_of_what_is_abroad() -> None:
    after = np.zeros((YEARS, CADRES, DRAWS))
    after[2, NURSE] = [np.log(1.05), np.log(0.9)]
    found = side_effects_of_programmes.pull_of_leaving(
        run({"inclusive_value": after}, {"inclusive_value": np.zeros_like(after)}), lever()
    )
    assert found == pytest.approx([0.05, -0.1])


def test_who_leaves_before_service_is_in_the_last_year_in_force() -> None:
    leavers = np.full((YEARS, CADRES, 2, DRAWS), 9.0)  # year, cadre, sex, draw
    leavers[2, NURSE] = [[1.0, 0.0], [2.0, 0.5]]
    assert side_effects.leaving_before_service(run({"held_leavers": leavers}), lever()) == pytest.approx([3.0, 0.5])
