"""Side effects that a row of the matrix cannot show by itself: at other options, coverages and places, or with two sources away."""

from __future__ import annotations

import numpy as np
import pytest
from lever_runs import BUDGET, DEMAND, POLICY, measure, runner_of, runner_of_uses
from settings import setting

from braingain.analysis import runs
from braingain.analysis.side_effects import claimed, to_other_destinations
from braingain.analysis.side_effects_of_programmes import entrants_by_background
from braingain.policy.parts import LeverUse

BOTH = pytest.mark.parametrize("shape", [BUDGET, DEMAND])
CAPITAL, RURAL = 0, 2


@BOTH
def test_those_whom_service_held_leave_when_it_ends(shape: int) -> None:
    """Net of compatriots abroad, who are fewer and draw fewer, and of the queue for posts, which is longer."""
    entry = measure(runner_of(shape, ["compulsory_service"], network=False, queue=False), "compulsory_service")
    assert np.all(entry["exits_bunch_at_end_of_service"]["on"] > 0)
    assert np.all(np.abs(entry["exits_bunch_at_end_of_service"]["off"]) < 1e-9)


@BOTH
def test_nobody_leaves_before_service_where_a_licence_is_needed_and_no_irregular_way_is_open(shape: int) -> None:
    """Each alone leaves some a way: a licence that is not always needed, or work without one."""
    for irregular in (True, False):
        runner = runner_of(shape, ["compulsory_service"], irregular=irregular)
        entry = measure(runner, "compulsory_service")["leaves_before_service"]
        assert np.all(entry["on"] > 1.0)
        assert np.all(entry["off"] > 1.0) if irregular else np.all(entry["off"] == 0.0)


def test_nobody_claims_while_all_public_pay_rises() -> None:
    uses = {
        "all": LeverUse("civil_service_pay", POLICY),
        "doctors": LeverUse("health_pay", POLICY, cadres=("doctor",)),
    }
    runner = runner_of_uses(BUDGET, uses, relative_pay=True)
    in_force = runner.plan.packages["all"][0].in_force(runner.setting.years) > 0
    assert np.max(np.asarray(runner.package("all").claimed_rise)[in_force]) == 0.0
    assert np.max(claimed(runner.paired("doctors"), runner.plan.packages["doctors"])) > 0.1


@BOTH
def test_private_work_costs_fewer_public_hours_in_rural_places_than_in_the_capital(shape: int) -> None:
    runner = runner_of(shape, ["dual_practice"])
    pair = runner.paired("dual_practice")
    lost = (np.asarray(pair.baseline.public_fte) - np.asarray(pair.package.public_fte))[POLICY - pair.setting.start :]
    most = np.asarray(setting(shape).world.constants.dual_place)
    assert np.all(lost[:, :, CAPITAL] > 0)
    assert lost[:, :, RURAL] / lost[:, :, CAPITAL] == pytest.approx(
        np.broadcast_to(most[RURAL] / most[CAPITAL], lost[:, :, RURAL].shape), rel=0.2
    )


@BOTH
def test_a_code_of_more_destinations_diverts_a_smaller_part_and_one_of_all_nobody(shape: int) -> None:
    shares = []
    places = setting(shape).destinations
    covered = {"few": places[:1], "many": places[:-1], "all": places}
    uses = {name: LeverUse("coordinated_code", POLICY, destinations=chosen) for name, chosen in covered.items()}
    runner = runner_of_uses(shape, uses)
    for name in covered:
        pair, parts = runner.paired(name), runner.plan.packages[name]
        row = parts[0].start + parts[0].delay_years - pair.setting.start
        legal = (np.asarray(pair.baseline.flows) - np.asarray(pair.package.flows))[row][:, :3]
        held = legal[:, :, pair.setting.destination_indices(covered[name])].sum(axis=(0, 1, 2))
        shares.append(to_other_destinations(pair, parts) / held)
        off = runner.paired(name, runs.without(runner.plan.switches, "substitution"))
        assert np.max(np.abs(to_other_destinations(off, parts))) < 1e-9
    assert np.all(shares[0] > shares[1]) and np.all(shares[1] > 0)
    assert np.all(shares[2] == 0.0)


@BOTH
def test_compensation_that_employers_pay_turns_people_to_other_destinations(shape: int) -> None:
    """Not where the destination's treasury pays: then nobody's cost changes; nor where the refused stay at home."""
    uses = {
        payer: LeverUse("compensation", POLICY, options={"charged_to": payer})
        for payer in ("employer", "destination_budget")
    }
    runner = runner_of_uses(shape, uses)
    diverted = {payer: to_other_destinations(runner.paired(payer), runner.plan.packages[payer]) for payer in uses}
    off = runner.paired("employer", runs.without(runner.plan.switches, "substitution"))
    assert np.all(diverted["employer"] > 1e-3)
    assert np.max(np.abs(diverted["destination_budget"])) < 1e-9
    assert np.max(np.abs(to_other_destinations(off, runner.plan.packages["employer"]))) < 1e-9


def test_entrants_by_background_are_the_intake_of_the_record() -> None:
    """Shared out again with the weights of the year they sum to what the model recorded."""
    runner = runner_of(BUDGET, ["rural_recruitment"])
    pair = runner.paired("rural_recruitment")
    for row in range(len(pair.setting.years)):
        weight = np.asarray(pair.dials.admission_weight)[row]
        found = entrants_by_background(pair, pair.package, row, weight).sum(axis=1)
        assert found == pytest.approx(np.asarray(pair.package.intake)[row].sum(axis=(1, 2)))


def test_a_world_with_two_parameters_at_nought_has_both() -> None:
    runner = runner_of(BUDGET, ["civil_service_pay"])
    both = runner.neutral("no_emigration").neutral("no_pay_outside")
    assert np.max(both.baseline(()).emigrants) == 0.0
    assert np.max(np.asarray(both.dials("civil_service_pay").pay_out)) == 0.0
    assert np.max(np.asarray(runner.dials("civil_service_pay").pay_out)) > 0.0
