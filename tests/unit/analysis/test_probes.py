"""Every side effect that a card looks for has a probe; what has a mechanism appears with it and goes without it.

Run on small random countries, one whose posts follow a budget and one whose posts follow demand.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from lever_runs import BUDGET, CARDS, DEMAND, HORIZON, POLICY, Entry, measure, runner_of
from settings import DRAWS, estimates, setting

from braingain.analysis import runs, side_effect_records
from braingain.analysis.measured import EROSION
from braingain.analysis.neutral import NEUTRAL
from braingain.analysis.probes import PROBES
from braingain.model.containers import Switches
from braingain.policy.parts import LeverUse, resolve

# What a side effect leaves when its source is taken away, because something else does it too.
REMAINS = {
    ("workload", "empty_posts_drive_away"),  # the posts themselves still draw people
    ("train_for_local_market", "low_emigration_by_mechanism"),  # their leaving is a ratio to that of nurses, assumed
    ("health_pay", "pull_from_private_and_out"),  # those whom pay keeps in the country take such places
    ("health_pay", "cliff_at_end"),  # those whom pay kept in the country leave
    ("civil_service_pay", "cliff_at_end"),
    ("sector_programme", "cliff_at_end"),
    ("sector_programme", "own_budget_withdrawn"),
    ("destination_pay", "posts_there_fill"),  # those drawn in earlier years are missing at home
    ("train_for_export", "other_private_seats_give_way"),  # where posts follow demand, all seats do (2.26)
    ("who_code", "fades_away"),  # those kept in earlier years are there to leave
    ("compulsory_service", "leaves_before_service"),  # work without a licence is left: irregular
    (
        "rural_recruitment",
        "fewer_graduates_in_capital",
    ),  # a group with too few applicants leaves its seats to the other sex too
    ("credential_recognition", "skill_waste_falls"),  # a shorter wait still moves people
    ("exit_restriction", "fewer_apply"),  # those kept in the country teach, in seats for which others apply
    ("train_for_export", "more_apply"),  # who finds no seat in one kind of school applies to the other
    ("skill_partnership", "pool_still_grows"),  # not all who are meant to leave do, and others follow
    ("sector_programme", "pay_alone_gains_workers"),  # its money still moves posts
    ("bilateral_agreement", "shift_to_other_destinations"),  # who goes by the wider way cannot go elsewhere in the year
    ("twinned_training", "teachers_gone_at_end"),  # seats of the lever itself go on growing
    ("reinvestment_fund", "reserve_without_posts"),  # those who fill a post of the fund leave a place to wait in
    (
        "exit_restriction",
        "kept_without_work",
    ),  # those abroad move on by the same channels: fewer do, and more come back
    *(  # graduates with a post of their own wait and leave the sector too
        (id, what)
        for id in ("expand_training", "train_for_local_market")
        for what in ("reserve_without_posts", "leaves_sector_without_posts")
    ),
}
# Consequences of accounting: nothing could be switched off (docs/model.md 3.0).
ACCOUNTING = {
    ("expand_training", "pool_still_grows"),
    ("rural_supplement", "windfall"),
    ("joint_salary_support", "windfall"),
    ("bonding", "bond_lapses_without_posts"),
    ("return_incentive", "deadweight"),
    ("twinning_with_return", "away_meanwhile"),
    ("reinvestment_fund", "contributions_follow_inflow"),
    ("scholarship_bond", "away_meanwhile"),
    ("diaspora_missions", "dear_for_its_time"),
    ("health_brigades", "gone_at_end"),
    ("rural_recruitment", "urban_applicants_displaced"),
    ("task_shifting", "service_not_heads"),
    ("workload", "posts_stay_empty"),
    ("gender_package", "men_find_fewer_posts"),
    ("train_for_export", "pool_still_grows"),
    ("capacity_building", "pool_still_grows"),
    ("sector_programme", "pool_still_grows"),
    ("sector_programme", "recurrent_bill_after_end"),
    ("funded_transfer", "gone_at_end"),
}
FEWER = {  # side effects of which less than in the baseline is the sign
    "fewer_apply",
    "fewer_graduates_in_capital",
    "fewer_recruited",
    "host_posts_taken",
    "less_private_work",
    "local_staff_leave_public_posts",
    "lower_cadre_shrinks",
    "men_find_fewer_posts",
    "no_onward_moves_stopped",
    "nothing_before_graduates",
    "other_private_seats_give_way",
    "own_budget_withdrawn",
    "pass_rate_falls",
    "posts_cut_without_new_money",
    "posts_there_fill",
    "private_work_keeps_staff",
    "public_hours_fall",
    "pull_from_private_and_out",
    "right_to_study_keeps",
    "skill_waste_falls",
    "upgraded_less_rural",
    "urban_applicants_displaced",
}
BUNCH = "exits_bunch_at_end_of_bond"


@cache
def probed(shape: int) -> dict[str, dict[str, Entry]]:
    """What the matrix measures of every lever at its card's doses, mechanisms on and off, by lever and side effect."""
    runner = runner_of(shape, list(CARDS))
    return {id: measure(runner, id) for id in CARDS}


def test_which_side_effects_are_a_fall_and_which_a_rise() -> None:
    assert {probe.what for probes in PROBES.values() for probe in probes if probe.sign < 0} == FEWER
    assert all(abs(probe.sign) == 1 for probes in PROBES.values() for probe in probes)
    assert not FEWER & {probe.what for probes in PROBES.values() for probe in probes if probe.sign > 0}


def test_every_side_effect_that_a_card_looks_for_is_measured() -> None:
    for id, card in CARDS.items():
        found = probed(BUDGET)[id]
        assert side_effect_records.not_measured(card, found) == [], id
        assert set(found) == set(card.look_for), id


def test_what_has_a_mechanism_is_measured_with_and_without_it() -> None:
    count = 0
    for id, probes in PROBES.items():
        for probe in probes:
            entry = probed(BUDGET)[id][probe.what]
            assert probe.mechanism in ("", *Switches._fields)
            assert probe.neutral in ("", *NEUTRAL)
            assert ("off" in entry) is probe.can_go, (id, probe.what)
            assert ("at_row_doses" in entry) is bool(probe.doses)
            assert all(len(values) == DRAWS for values in entry.values())
            count += "off" in entry
        assert (EROSION in probed(BUDGET)[id]) is (id == "bonding")
    assert count == 94
    assert {(id, probe.what) for id, probes in PROBES.items() for probe in probes if not probe.can_go} == ACCOUNTING


@pytest.mark.parametrize("shape", [BUDGET, DEMAND])
def test_nothing_is_left_without_the_mechanism(shape: int) -> None:
    for id, found in probed(shape).items():
        for what, entry in found.items():
            if "off" in entry and (id, what) not in REMAINS:
                assert np.max(np.abs(entry["off"])) <= side_effect_records.GONE, (id, what)
            if "off_in_either_run" in entry:
                assert np.max(entry["off_in_either_run"]) == 0.0, id


def test_what_must_go_was_there() -> None:
    """In one of the two countries at least: else to be gone means nothing."""
    for id, found in probed(BUDGET).items():
        for what, entry in found.items():
            if "off" in entry:
                sizes = [np.max(np.abs(probed(shape)[id][what]["on"])) for shape in (BUDGET, DEMAND)]
                assert max(sizes) > 1e-3, (id, what)


@cache
def bonding_alone(shape: int) -> dict[str, Entry]:
    """A bond net of compatriots abroad, who are fewer and draw fewer, and of the queue for posts, which is longer."""
    return measure(runner_of(shape, ["bonding"], network=False, queue=False), "bonding")


def test_those_whom_a_bond_held_leave_when_it_ends_and_only_where_it_is_enforced() -> None:
    for shape in (BUDGET, DEMAND):
        entry = bonding_alone(shape)[BUNCH]
        assert np.all(entry["on"] > 0)
        assert np.all(np.abs(entry["off"]) < 1e-9)


def test_posts_are_cut_without_new_money_and_not_at_the_card_s_own_dose() -> None:
    for id in ("health_pay", "rural_supplement"):
        for shape in (BUDGET, DEMAND):
            entry = probed(shape)[id]["posts_cut_without_new_money"]
            assert np.any(entry["on"] < -0.01), (id, shape)
            assert np.all(np.abs(entry["at_row_doses"]) < 1e-9), (id, shape)


def test_graduates_wait_where_no_post_is_funded_for_them() -> None:
    for id in ("expand_training", "train_for_local_market"):
        entry = probed(BUDGET)[id]["reserve_without_posts"]
        assert np.any(entry["on"] > entry["at_row_doses"] + 1e-3), id


def test_the_record_says_at_which_doses_it_was_looked_for() -> None:
    found = {one["what"]: one for one in side_effect_records.side_effects(CARDS["bonding"], bonding_alone(BUDGET))}
    bunch = found[BUNCH]
    assert bunch["off_doses"] == {"enforcement_effort_share": 0.0}
    assert bunch["gone_when_off"] is True
    (cut,) = [
        one
        for one in side_effect_records.side_effects(CARDS["health_pay"], probed(BUDGET)["health_pay"])
        if one["what"] == "posts_cut_without_new_money"
    ]
    assert cut["doses"] == {"new_money_share": 0.0}
    assert cut["difference_at_row_doses"]["median"] == 0.0
    assert cut["difference"]["p05"] < 0.0


@pytest.mark.parametrize("shape", [BUDGET, DEMAND])
def test_the_pull_of_pay_goes_where_pay_decides_no_post(shape: int) -> None:
    """What is left has the other sign: more stay in the country, and take private places too."""
    entry = probed(shape)["health_pay"]["pull_from_private_and_out"]
    assert np.all(entry["on"] < 0)
    assert np.all(entry["off"] > 0)


def test_claims_are_those_of_nurses_where_doctors_alone_are_paid_more() -> None:
    """In the draws in which claims are met they win what doctors got, and only with the mechanism on."""
    met = np.asarray(setting(BUDGET).world.constants.claims_follow) > 0
    assert met.any() and not met.all()
    won = probed(BUDGET)["health_pay"]["claims_if_relative_pay"]["on"]
    assert won == pytest.approx(np.where(met, 0.2, 0.0))


def test_resentment_is_what_the_grant_for_returnees_adds_to_leaving() -> None:
    def more(grant: float) -> np.ndarray:
        world = setting(BUDGET)
        parts = resolve(
            [LeverUse("return_incentive", POLICY, doses={"grant_pay_multiple": grant})], CARDS, world, HORIZON
        )
        plan = runs.plan({"return_incentive": parts}, {}, world)
        facts: Any = None
        runner = runs.Runner(runs.Block(world, facts, estimates(), DRAWS), plan)
        return measure(runner, "return_incentive")["resentment_of_stayers"]["on"]

    assert np.all(more(1.0) > 0)
    assert np.all(more(2.0) > more(1.0))
    assert more(0.0) == pytest.approx(0.0, abs=1e-12)


def test_a_neutral_parameter_changes_its_own_world_and_no_other() -> None:
    runner = runner_of(BUDGET, ["expand_training"])
    before = runner.baseline(()).emigrants
    assert np.max(runner.neutral("no_emigration").baseline(()).emigrants) == 0.0
    assert np.array_equal(runner.baseline(()).emigrants, before) and np.max(before) > 0.0
    assert runner.neutral("no_emigration") is runner.neutral("no_emigration")


def test_the_record_names_the_other_sign_where_most_draws_have_it() -> None:
    (probe,) = [probe for probe in PROBES["expand_training"] if probe.what == "more_emigrants_in_number"]
    fewer = side_effect_records.side_effect(probe, {"on": np.array([-2.0, -3.0, 4.0])})
    more = side_effect_records.side_effect(probe, {"on": np.array([2.0, 3.0, -4.0])})
    assert fewer["otherwise"] == "Fewer workers leave."
    assert more["otherwise"] is None
    assert (
        side_effect_records.side_effect(probe, {"on": np.array([-0.2, -0.3, 4.0])})["otherwise"] is None
    )  # too few to notice
