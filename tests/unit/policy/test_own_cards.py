"""Cards of a user with the moves that no card of the catalogue has: neutral at nought, and acting as docs/model.md 3.0 says.

Every mechanism is run through a card, beside its baseline and beside itself with its cause at the neutral value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from own_cards import POLICY, ROW, card, in_room, made, pair, part_of, still, zero
from settings import START, YEARS, estimates, setting

from braingain.analysis.runs import simulate
from braingain.model.containers import IRREGULAR, OUT, PRIVATE, PUBLIC, RESERVE, RURAL_POSTS, Yearly
from braingain.policy.applicable import CHECKS, not_applicable, warnings
from braingain.policy.apply import MOVES, apply, touch, touched_destinations
from braingain.policy.draft import Draft
from braingain.policy.levers import Lever
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.structure import structure_of
from braingain.policy.training import study_lost

DOCTOR, NURSE = 0, 1
ABROAD = {"scope": "largest destination"}
CARDS: Mapping[str, Lever] = {
    "private schools": card(["seats_private", "qa"], {"private_seats_ratio": 0.5, "qa_index": 0.4}),
    "seats abroad": card(["seats_destination"], {"seats_ratio": 0.5}, {"build_years": 0.0}, **ABROAD),
    "teachers": card(["teachers", "mission"], {"teacher_fte": 20.0}, {"years": 8.0}),
    "rural schools": card(["rural_training"], {"rural_training_share_add": 0.25}),
    "rural recruitment": card(["quota"], {"rural_admission_share_add": 0.15}),
    "ladder": card(["ladder"], {"ladder_share": 0.05}, {"bridging_years": 1.0}),
    "recognition": card(["recognition", "entry_cost"], {"recognition_add": 0.1, "months_cut": 6.0}, **ABROAD),
    "pay of all": card(["pay", "pay_out", "posts"], {"raise_ratio": 0.1}, {"new_money_share": 1.0}),
    "pay abroad": card(["pay_abroad", "reentry"], {"raise_ratio": 0.05, "return_places_share": 0.01}, **ABROAD),
    "women": card(
        ["condition.family", "condition.safety", "pay_gap", "reentry"],
        {"family_index": 0.3, "safety_index": 0.3, "pay_gap_closed_share": 0.25},
    ),
    "benefits": card(["benefit"], {"value_share": 0.2}, {"eligible_share": 0.5}),
    "package": card(
        [
            f"condition.{name}"
            for name in ("housing", "equipment", "management", "training_rights", "promotion", "schools")
        ],
        {"housing_index": 0.5, "equipment_index": 0.3, "management_index": 0.3, "schools_index": 0.2},
    ),
    "workload": card(
        ["posts", "condition.workload"],
        {"posts_added_share": 0.05, "support_staff_per_worker": 0.1},
        {"new_money_share": 1.0},
    ),
    "private practice": card(["dual"], {"private_hours_share_add": 0.1, "monitoring_add": 0.2}),
    "service": card(
        ["obligation", "hold"], {"service_years": 3.0}, {"enforcement_effort_share": 1.0, "licence_withheld": 1.0}
    ),
    "exit": card(["exit"], {"restriction_effort_share": 0.5}),
    "cap": card(["cap", "entry_cost"], {"inflow_cut_share": 0.5, "fee_usd": 1000.0}, **ABROAD),
    "visa": card(["visa"], {"visa_change": 1.0}, **ABROAD),
    "agreement": card(["cap", "channel", "entry_cost", "stay"], {"quota_ratio": 0.5}, {"stay_years": 0.0}),
    "contracts": card(["channel", "stay"], {"quota_ratio": 0.5}, {"stay_years": 2.0}),
    "scholars": card(
        ["stay", "bond"], {"scholarships_per_1000_workers": 10.0}, {"stay_years": 2.0, "enforcement_effort_share": 0.8}
    ),
    "track": card(["seats", "stay"], {"seats_ratio": 0.5}, {"away_share": 0.5, "build_years": 0.0}),
    "brigade": card(["mission"], {"brigade_per_million": 20.0}, {"stay_years": 2.0, "fills_posts_share": 0.5}),
    "aid organisation": card(
        ["mission", "private_posts"],
        {"missions_per_year": 100.0},
        {"months": 6.0, "local_staff_per_mission": 8.0, "local_premium_share": 0.3},
    ),
    "lent": card(["mission"], {"transferred_per_year": 20.0}, {"stay_years": 1.0}, options={"sender": "GHA"}),
    "fund": card(["fund"], {"contribution_usd_per_recruit": 20_000.0}, {"build_years": 0.0}),
    "levy": card(["hiring_cost", "fund"], {"levy_usd_per_recruit": 20_000.0}, {"build_years": 0.0}, **ABROAD),
    "compensation": card(
        ["posts", "hiring_cost", "entry_cost"],
        {"compensation_share": 1.0},
        {"earmark_share": 0.5},
        options={"charged_to": "employer"},
    ),
    "scope": card(["task", "pay"], {"scope_share": 0.5}, {"pay_step_share": 0.05}),
}


def moved(parts: tuple[Part, ...], world: Setting) -> Any:
    """The dials after every move of every part, whatever its doses."""
    draft = Draft(world, structure_of([parts], world))
    for part in parts:
        for move in part.card.moves:
            MOVES[move](draft, part, estimates(), world)
    return draft.dials()


def apart(one: Yearly, other: Yearly) -> float:
    """Largest difference of any field, over its largest value."""
    return max(
        float(np.max(np.abs(a - b), initial=0.0) / max(1.0, np.max(np.abs(b), initial=0.0)))
        for name, a, b in zip(Yearly._fields, one, other, strict=True)
        if name not in ("conservation", "solver")
    )


def test_the_cards_have_every_move_without_a_card_in_the_catalogue() -> None:
    from braingain.policy.levers import load_levers

    there = {move for one in load_levers().values() for move in one.moves}
    assert {move for one in CARDS.values() for move in one.moves} >= set(MOVES) - there


@pytest.mark.parametrize("name", sorted(CARDS))
def test_moves_of_nought_are_no_policy_to_the_last_bit(name: str) -> None:
    """T17: the moves are made although every amplitude is nought."""
    world = still()
    part = part_of(CARDS[name], world, doses=zero(CARDS[name]))
    room = structure_of([[part]], world)
    here = in_room(world, room)
    markets = touched_destinations([part], here)
    none = touch(apply((), estimates(), here, room), markets, here)
    run = simulate(here, touch(moved((part,), here), markets, here))
    assert part.is_zero
    assert apart(run, simulate(here, none)) == 0.0
    applied = touch(apply((part,), estimates(), here, room), markets, here)
    assert all(np.array_equal(a, b) for a, b in zip(applied, none, strict=True))


@cache
def both(name: str) -> tuple[Yearly, Yearly, Setting, Any]:
    world = still()
    return pair([part_of(CARDS[name], world)], world)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_the_cards_do_something_once_in_force_and_keep_the_balances(name: str) -> None:
    run, baseline, _, _ = both(name)
    changed = np.any(
        [np.asarray(a != b).reshape(YEARS, -1).any(axis=1) for a, b in zip(run, baseline, strict=True)], axis=0
    )
    assert changed.any() and not changed[:ROW].any()
    assert np.max(run.conservation) < 1e-9 and np.max(run.solver) < 1e-6


def test_a_ladder_takes_nurses_to_doctors_and_the_switch_ladders_takes_it_away() -> None:
    run, baseline, world, _ = both("ladder")
    assert np.all(run.bridging_begun[ROW:, NURSE] > 0) and not run.bridging_begun[:ROW].any()
    assert np.all(run.upgraded[ROW + 1 :, NURSE] > 0), "a course of a year ends the year after"
    doctors = (run.home - baseline.home)[-1, DOCTOR].sum(axis=(0, 1))
    assert np.all(doctors > 0)
    off, before, _, _ = pair([part_of(CARDS["ladder"], still())], still(), ladders=0.0)
    assert apart(off, before) == 0.0
    assert not off.bridging_begun.any() and world.world.switches.ladders == 1.0


def test_service_keeps_graduates_in_rural_posts_and_ends_with_no_years() -> None:
    run, baseline, _, _ = both("service")
    j = RURAL_POSTS[0]
    assert np.all(run.obliged[ROW:].sum(axis=(1, 2)) > 0) and not run.obliged[:ROW].any()
    young_rural = (run.entrant_places[ROW:, :, 2] / run.entrant_places[ROW:].sum(axis=2)) - (
        baseline.entrant_places[ROW:, :, 2] / baseline.entrant_places[ROW:].sum(axis=2)
    )
    assert np.all(young_rural.mean(axis=(0, 1)) > 0)
    assert np.all(run.held_leavers.sum(axis=(0, 1, 2)) > 0)
    legal = run.flows[ROW:, :, :IRREGULAR].sum(axis=(0, 1, 2, 3)) - baseline.flows[ROW:, :, :IRREGULAR].sum(
        axis=(0, 1, 2, 3)
    )
    assert np.all(legal < 0), "a licence withheld closes legal ways"
    assert run.filled.shape[2] > j
    world = still()
    ended = part_of(CARDS["service"], world, doses={"service_years": 0.0})
    assert ended.is_zero and not made([ended], world).service_cover.any()


def test_service_of_one_sex_is_owed_by_that_sex_alone() -> None:
    world = still()
    men = part_of(CARDS["service"], world, sexes=("male",))
    half, _, _, dials = pair([men], world)
    whole, _, _, _ = both("service")
    assert not half.obliged[:, :, 0].any() and np.all(half.obliged[-1, :, 1] > 0)
    assert np.all(whole.obliged[-1] > 0)
    assert not dials.service_cover[:, :, 0].any()


def test_without_an_effect_of_the_licence_legal_ways_stay_as_open() -> None:
    """ε_cred = 0: what is left is the duty to serve, and nobody is held."""
    world = still()
    doses = {"licence_withheld": 0.0, "enforcement_effort_share": 0.0}
    free, baseline, _, _ = pair([part_of(CARDS["service"], world, doses=doses)], world)
    assert free.flows == pytest.approx(baseline.flows, rel=1e-9)


def test_a_brigade_takes_rural_posts_and_leaves_at_its_end() -> None:
    """In these worlds many posts stand empty: a brigade larger than these takes posts that own staff had."""
    world = still()
    part = part_of(
        CARDS["brigade"], world, end=POLICY + 4, doses={"brigade_per_million": 60.0, "fills_posts_share": 1.0}
    )
    run, baseline, _, _ = pair([part], world)
    present = run.mission_present.sum(axis=(1, 2))
    assert np.all(present[ROW : ROW + 4] > 0) and np.all(present[ROW + 5 :] == 0), "two years, then gone"
    assert np.all(run.mission_posts[ROW : ROW + 4].sum(axis=1) > 0)
    fewer = (run.filled - baseline.filled)[ROW + 1, :, RURAL_POSTS[0]].sum(axis=0)
    assert np.all(fewer < 0), "own staff find these posts taken"
    idle, before, _, _ = pair([part_of(CARDS["brigade"], world, doses={"fills_posts_share": 0.0})], world)
    assert idle.filled == pytest.approx(before.filled, rel=1e-12) and np.all(
        idle.mission_fte[ROW:].sum(axis=(1, 2)) > 0
    )


def test_an_aid_organisation_draws_local_staff_into_private_posts() -> None:
    run, baseline, _, _ = both("aid organisation")
    assert np.all(run.local_staff[ROW:].sum(axis=1) > 0)
    assert np.all((run.funded - baseline.funded)[ROW:, :, PRIVATE].sum(axis=(1, 2)) > 0)
    world = still()
    alone, before, _, _ = pair(
        [part_of(CARDS["aid organisation"], world, doses={"local_staff_per_mission": 0.0})], world
    )
    assert alone.filled == pytest.approx(before.filled, rel=1e-12)


def test_those_lent_come_from_the_reserve_first() -> None:
    run, _, _, _ = both("lent")
    assert np.all(run.mission_lent[ROW:].sum(axis=1) > 0)
    assert run.mission_lent + run.mission_lost_fte == pytest.approx(run.mission_present.sum(axis=1))
    assert not run.mission_fte.any()


def test_the_fund_fills_with_emigrants_and_buys_seats_and_posts() -> None:
    run, baseline, _, dials = both("fund")
    legal = run.flows[:, :, :IRREGULAR, 0].sum(axis=(1, 2))
    assert run.fund_contributed[ROW:] == pytest.approx(20_000.0 * legal[ROW:])
    assert np.all(run.fund_disbursed[ROW + 1 :] > 0) and np.all(run.fund >= 0)
    assert np.all((run.seats_open - baseline.seats_open)[-1, :, 0].sum(axis=0) > 0)
    world = still()
    posts, before, _, _ = pair([part_of(CARDS["fund"], world, doses={"posts_share": 1.0})], world)
    assert np.all((posts.funded - before.funded)[-1, :, PUBLIC].sum(axis=(0, 1)) > 0)
    assert posts.seats_open[:, :, 0] == pytest.approx(before.seats_open[:, :, 0])
    assert dials.fund_posts_share[0] == 0.0


def test_a_cap_holds_the_legal_flow_and_sends_some_elsewhere() -> None:
    run, baseline, _, dials = both("cap")
    legal = run.flows[ROW:, :, :IRREGULAR, 0].sum(axis=2)
    places = dials.cap[ROW:, :, 0]
    assert np.all(legal <= places * (1 + 1e-6))
    assert np.all(run.flows[ROW, :, IRREGULAR, 0] > baseline.flows[ROW, :, IRREGULAR, 0])
    assert np.all(run.flows[ROW, :, :, 1].sum(axis=1) > baseline.flows[ROW, :, :, 1].sum(axis=1))


def test_a_track_takes_graduates_straight_abroad_outside_the_choice_to_leave() -> None:
    run, baseline, world, _ = both("track")
    n = min(world.world.options.programme_years)
    assert np.all(run.tracks[ROW + n :].sum(axis=(1, 2, 3)) > 0) and not run.tracks[:, :, :, 1:].any()
    assert np.all((run.abroad - baseline.abroad)[-1, :, :, 0].sum(axis=(0, 1)) > 0)
    stay_home = part_of(CARDS["track"], still(), doses={"away_share": 0.0})
    none, _, _, _ = pair([stay_home], still())
    assert not none.tracks.any()


def test_seats_abroad_lower_the_inflow_after_the_years_of_study_and_only_through_its_market() -> None:
    run, baseline, _, _ = both("seats abroad")
    vacancy = (run.vacancy_abroad - baseline.vacancy_abroad)[:, :, 0]
    fewer = vacancy[:, NURSE].sum(axis=0) < 0  # where nobody is wanted, nobody is wanted less
    assert fewer.any() and np.all(vacancy <= 0) and np.all(vacancy[: ROW + 1] == 0)
    assert np.all((run.flows - baseline.flows)[:, NURSE, :IRREGULAR, 0].sum(axis=(0, 1))[fewer] < 0)
    still_there, before, _, _ = pair([part_of(CARDS["seats abroad"], still())], still(), destination_response=0.0)
    assert still_there.flows == pytest.approx(before.flows, rel=1e-12)


def test_re_entry_brings_women_back_and_leaves_men_alone() -> None:
    world = still()
    one = card(["reentry"], {"reentry_share_add": 0.2})
    run, baseline, _, _ = pair([part_of(one, world, sexes=("female",))], world)
    assert np.all(run.reentered[ROW:, :, 0].sum(axis=1) > 0) and not run.reentered[:ROW].any()
    assert not run.reentered[:, :, 1].any()
    outside = (run.home - baseline.home)[ROW, :, :, [RESERVE, OUT]].sum(axis=0)  # (cadre, sex, draw)
    assert np.all(outside[:, 0] < 0), "women without work are fewer at once"
    assert np.all(np.abs(outside[:, 1]) < np.abs(outside[:, 0]))
    closed = part_of(card(["reentry"], {"reentry_share_add": 0.2}, {"return_places_share": 1e-9}), world)
    shut, before, _, _ = pair([closed], world)
    assert shut.filled == pytest.approx(before.filled, rel=1e-6)


def test_pay_abroad_pulls_at_once() -> None:
    run, baseline, _, _ = both("pay abroad")
    assert np.all(run.flows[ROW, :, :IRREGULAR, 0].sum(axis=1) > baseline.flows[ROW, :, :IRREGULAR, 0].sum(axis=1))


def test_an_exit_restriction_makes_fewer_leave_and_more_of_them_irregularly() -> None:
    run, baseline, _, _ = both("exit")
    assert np.all(run.emigrants[ROW].sum(axis=(0, 1)) < baseline.emigrants[ROW].sum(axis=(0, 1)))
    assert np.all(run.flows[ROW, :, IRREGULAR].sum(axis=1) > baseline.flows[ROW, :, IRREGULAR].sum(axis=1))
    closed, before, _, _ = pair([part_of(CARDS["exit"], still())], still(), irregular=0.0)
    assert np.all(closed.emigrants[ROW] < before.emigrants[ROW])


def test_recognition_brings_more_in_on_their_own_way_to_practise() -> None:
    run, baseline, _, _ = both("recognition")
    assert np.all(run.deskilled[-1] < baseline.deskilled[-1] * 1.5)
    assert np.all(run.flows[ROW, :, :IRREGULAR, 0].sum(axis=1) > baseline.flows[ROW, :, :IRREGULAR, 0].sum(axis=1))


def test_an_agreement_raises_its_corridor_by_about_the_quota() -> None:
    run, baseline, _, _ = both("agreement")
    ratio = run.flows[ROW, :, :, 0].sum(axis=1) / baseline.flows[ROW, :, :, 0].sum(axis=1)
    assert ratio == pytest.approx(np.full_like(ratio, 1.5), rel=0.12)
    assert POLICY > START


def test_checks_say_why_a_lever_of_these_moves_does_not_apply() -> None:
    world = still()
    state, constants, paths = world.world.state, world.world.constants, world.world.paths
    part = part_of(CARDS["private practice"], world)

    def given(field: str, name: str, value: np.ndarray) -> Setting:
        record = getattr(world.world, field)._replace(**{name: value})
        return replace(world, world=world.world._replace(**{field: record}))

    home, posts = np.array(state.home), np.array(paths.posts)
    home[:, :, :, :, RESERVE] = 0.0
    posts[:, :, PRIVATE] = 0.0
    all_known = np.ones_like(np.asarray(constants.recognition))
    cases = {
        "no_private_market": (given("paths", "posts", posts), "no private posts"),
        "fully_recognised": (given("constants", "recognition", all_known), "recognised in"),
        "no_reserve": (given("state", "home", home), "without work"),
    }
    for name, (bare, words) in cases.items():
        assert CHECKS[name](part, world) is None, name
        assert words in str(CHECKS[name](part, bare))
    assert CHECKS["same_country"](part, world) is None
    assert "both parties" in str(CHECKS["same_country"](replace(part, destinations=("GHA",)), world))
    lender = part_of(card(["mission"], {"transferred_per_year": 9.0}, options={"sender": "GHA"}), world)
    assert "sends these workers itself" in str(CHECKS["same_country"](lender, world))
    assert CHECKS["same_country"](replace(lender, options={"sender": "KEN"}), world) is None


def test_an_assumed_share_of_rural_students_refuses_nothing() -> None:
    """No country's share of students from rural places is counted: it warns, and the run shows what a quota adds."""
    one = card(["quota"], {"rural_admission_share_add": 0.1})
    part = replace(part_of(one, setting(1)), card=one.model_copy(update={"not_applicable": ("quota_met",)}))
    few, many = replace(setting(1), rural_people_share=0.0), replace(setting(1), rural_people_share=1.0)
    assert not_applicable(part, few) is None
    assert any("are assumed to be from rural places" in warning for warning in warnings(part, few))
    assert not any("rural" in warning for warning in warnings(part, many))


def test_people_in_courses_are_known_to_work_less() -> None:
    world = still()
    part = part_of(CARDS["ladder"], world)
    lost = np.asarray(study_lost([part], estimates(), world))
    assert lost[NURSE] == pytest.approx(estimates()["ladder_study_share"])
    assert study_lost([], estimates(), world) == 0.0
