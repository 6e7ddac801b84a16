"""Money: forms from paired runs, payers, receipts apart, nothing at zero dose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from settings import START, YEARS, cadres_for, estimates, setting

from braingain.analysis.runs import simulate, with_options
from braingain.policy.apply import apply, touch, touched_destinations
from braingain.policy.costs import Costs, PairedRun, annuity, costs_of
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.structure import options_for, structure_of

CARDS = load_levers()
POLICY, HORIZON = START + 2, START + 11


def paired(use: LeverUse) -> tuple[PairedRun, tuple[Part, ...]]:
    world, values = setting(), estimates()
    parts = resolve([use], CARDS, world, HORIZON)
    room = structure_of([parts], world)
    world = with_options(world, options_for(room, world.world.options))
    touched = touched_destinations(parts, world)
    dials = apply(parts, values, world, room)
    baseline = simulate(world, touch(apply((), values, world, room), touched, world))
    package = simulate(world, touch(dials, touched, world))
    return PairedRun(world, values, room, baseline, package, dials), parts


def cost(id: str, **doses: float) -> tuple[Costs, PairedRun, tuple[Part, ...]]:
    run, parts = paired(LeverUse(id, POLICY, doses=doses, cadres=cadres_for(CARDS[id])))
    return costs_of(parts, run), run, parts


@pytest.mark.parametrize("id", sorted(CARDS))
def test_costs_are_never_negative_add_up_and_are_nothing_before_the_lever(id: str) -> None:
    money, _, parts = cost(id)
    assert set(money.outlay) == set(parts[0].payer)
    assert money.total == pytest.approx(sum(money.outlay.values()))
    assert np.all(money.total >= 0)
    assert np.all(money.total[: POLICY - START] == 0)
    assert money.total.sum() > 0
    if parts[0].payer.get("migrant") and "rule" in parts[0].card.cost_forms:
        return  # the office that keeps a rule is the states' (test_hand_costs)
    if id == "skill_partnership":
        return  # seats are shared, preparation is the destination's (test_hand_costs)
    for payer, share in parts[0].payer.items():
        assert money.outlay[payer] == pytest.approx(share * money.total)


@pytest.mark.parametrize("id", sorted(CARDS))
def test_zero_dose_costs_nothing(id: str) -> None:
    zero = {dose.name: 0.0 for dose in CARDS[id].doses if dose.amplitude}
    money, _, _ = cost(id, **zero)
    assert np.all(money.total == 0)
    assert np.all(money.wage_bill_difference == 0)
    assert np.all(money.receipts["origin_budget"] == 0)


def test_a_supplement_is_paid_to_all_who_fill_rural_posts_without_on_cost() -> None:
    money, run, _ = cost("rural_supplement")
    row = POLICY - START + 1  # a year's delay
    heads = run.package.filled[row, :, 2]
    expected = 0.3 * (heads * run.pay[row]).sum(axis=0)
    assert money.total[row] == pytest.approx(expected)
    assert np.all(money.windfall <= money.total + 1e-6)


def test_a_raise_is_paid_with_on_cost_in_every_public_post() -> None:
    money, run, _ = cost("health_pay")
    row = POLICY - START
    heads = run.package.filled[row, :, :3].sum(axis=1)
    assert money.total[row] == pytest.approx(0.2 * (heads * run.pay[row]).sum(axis=0) * (1 + run.on_cost))
    gained = money.wage_bill_difference[row]
    assert np.all(gained >= money.total[row] * 0.5)


def test_fines_are_receipts_and_not_negative_cost() -> None:
    money, run, parts = cost("bonding", fine_pay_multiple=5.0)
    assert np.all(money.receipts["origin_budget"] >= 0)
    leavers = run.package.bonded_leavers.sum(axis=(1, 2, 3))
    assert np.array_equal(money.receipts["origin_budget"].sum(axis=1) > 0, leavers.sum(axis=1) > 0)
    assert parts[0].payer == {"origin_budget": 1.0}


def test_a_stay_is_booked_when_it_begins_and_costs_each_of_its_years() -> None:
    money, run, _ = cost("twinning_with_return")
    row = POLICY - START
    begun = run.package.stays_begun[row, 0].sum(axis=(0, 1))
    values = run.parameters
    assert money.total[row] == pytest.approx(begun * 2 * values["scholar_cost_usd"] * (1 + values["admin_share"]))
    assert np.all(money.total[row + 5 :] == 0)


def test_grants_go_to_all_eligible_who_return() -> None:
    money, run, _ = cost("return_incentive")
    row = POLICY - START + 1
    returns = run.package.returns[row].sum(axis=1)
    each = run.pay[row] + run.parameters["return_cost_usd"]
    expected = 0.5 * (returns * each).sum(axis=0) * (1 + run.parameters["admin_share"])
    assert money.total[row] == pytest.approx(expected)


def test_training_costs_students_places_and_posts() -> None:
    money, run, _ = cost("expand_training", posts_funded_share=0.0)
    students = np.maximum((run.package.enrolled - run.baseline.enrolled).sum(axis=2), 0)[:, :, 0]
    places = np.maximum(run.package.seats_open - run.baseline.seats_open, 0)[:, :, 0]
    values, years = run.parameters, run.setting.world.options.programme_years
    expected = np.zeros((YEARS, students.shape[-1]))
    for k, cadre in enumerate(("doctor", "nurse")):
        place = (
            values["place_cost_usd.LMC"] * (values["place_cost_doctor_factor"] if k == 0 else 1.0) * annuity(25, 0.03)
        )
        expected += students[:, k] * values[f"seat_cost_usd.{cadre}.LMC"] + places[:, k] * years[k] * place
    assert money.total == pytest.approx(expected)
    assert annuity(25, 0.03) == pytest.approx(0.05743, abs=1e-5)
    with_posts, _, _ = cost("expand_training")
    assert with_posts.posts_paid.sum() > 0
    assert money.posts_paid.sum() == 0


@pytest.mark.parametrize(("id", "channel", "delay"), [("ethical_code_public", 0, 0), ("ethical_code_private", 1, 1)])
def test_a_code_costs_each_country_a_sum_and_a_file_for_each_recruit_of_its_channel(
    id: str, channel: int, delay: int
) -> None:
    two = ("GBR", "USA")
    run, parts = paired(LeverUse(id, POLICY, destinations=two))
    sums = run.parameters | {
        "code_cost_usd": np.array([1e5, 2e5, 3e5]),
        "file_cost_usd.HIC": np.array([7.0, 11.0, 13.0]),
    }
    sums |= {"file_cost_usd.UMC": np.array([2.0, 3.0, 5.0]), "agency_licence_cost_usd": np.zeros(3)}
    groups = {**run.setting.destination_groups, "USA": "UMC"}
    run = replace(run, parameters=sums, setting=replace(run.setting, destination_groups=groups))
    money = costs_of(parts, run)
    for row in range(YEARS):
        expected = np.zeros(3)
        if row >= POLICY - START + delay:
            for place, each in ((0, sums["file_cost_usd.HIC"]), (1, sums["file_cost_usd.UMC"])):
                recruits = run.package.flows[row, 0, channel, place] + run.package.flows[row, 1, channel, place]
                assert np.all(recruits > 0)
                expected += sums["code_cost_usd"] + recruits * each
        assert money.total[row] == pytest.approx(expected, rel=1e-12), row


def test_a_code_for_doctors_keeps_no_files_of_nurses() -> None:
    run, parts = paired(LeverUse("ethical_code_public", POLICY, destinations=("GBR",), cadres=("doctor",)))
    run = replace(run, parameters=run.parameters | {"code_cost_usd": np.zeros(3), "file_cost_usd.HIC": np.ones(3)})
    row = POLICY - START
    assert costs_of(parts, run).total[row] == pytest.approx(run.package.flows[row, 0, 0, 0])
    assert np.all(run.package.flows[row, 1, 0, 0] > 0)


def test_licences_are_as_many_as_the_recruits_of_agencies_keep_busy() -> None:
    run, parts = paired(LeverUse("ethical_code_private", POLICY, destinations=("GBR",), doses={"licensing": 0.5}))
    free = {"code_cost_usd": np.zeros(3), "file_cost_usd.HIC": np.zeros(3)}
    licence = {
        "recruits_per_agency": np.array([10.0, 20.0, 40.0]),
        "agency_licence_cost_usd": np.array([8e3, 9e3, 1e4]),
    }
    run = replace(run, parameters=run.parameters | free | licence)
    row = POLICY - START + 1
    recruits = run.package.flows[row, :, 1, 0].sum(axis=0)
    expected = 0.5 * recruits / licence["recruits_per_agency"] * licence["agency_licence_cost_usd"]
    assert costs_of(parts, run).total[row] == pytest.approx(expected, rel=1e-12)
