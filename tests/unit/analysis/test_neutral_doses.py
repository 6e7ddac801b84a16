"""Each mechanism of a card through a scenario file: there at the card's doses, gone where its cause is at its neutral value.

Ghana, a few draws. What is not named is left as the card has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pytest
from raw_runs import MIDLEVEL, runner_of, scenario_text

from braingain.analysis import side_effects_of_programmes as programmes
from braingain.model.containers import IRREGULAR, OUT
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.levers import load_levers
from braingain.policy.parts import Part

GONE = 1e-12
CARDS = load_levers()
Measure = Callable[[PairedRun, Sequence[Part]], np.ndarray]


class Entry(NamedTuple):
    """A lever, its fields with and without the cause, and what the cause brings."""

    lever: str
    there: str
    neutral: str
    measure: Measure


def of_package(field: str) -> Measure:
    """A field of the record of the run with the lever."""
    return lambda run, parts: np.asarray(getattr(run.package, field))


def change(field: str) -> Measure:
    """The same, package less baseline."""
    return lambda run, parts: np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))


def receipts(name: str) -> Measure:
    """Money that somebody receives."""
    return lambda run, parts: costs_of(parts, run).receipts.get(name, np.zeros(1))


def legal_first(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Legal emigrants of all cadres, package less baseline."""
    return change("flows")(run, parts)[:, :, :IRREGULAR]


def obliged_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """First posts of the new licensed in rural places, package less baseline."""
    return change("entrant_places")(run, parts)[:, :, 2]


def working_outside(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Income outside the sector is no field of the record: whom it draws, package less baseline, beside pay at work alone."""
    return change("home")(run, parts)[:, :, :, OUT]


TABLE = {
    "service in rural places": Entry("compulsory_service", "", "service_years = 0", obliged_rural),
    "a withheld licence": Entry(
        "compulsory_service", "enforcement_effort_share = 0", "enforcement_effort_share = 0\nlicence_withheld = 0", change("flows")
    ),
    "courses": Entry("upgrade_ladder", "", "ladder_share = 0", of_package("bridging_begun")),
    "posts of a brigade": Entry("health_brigades", "", "fills_posts_share = 0", programmes.public_workers),
    "work of a brigade": Entry("health_brigades", "", "brigade_per_million = 0", of_package("mission_fte")),
    "local staff": Entry("ngo_missions", "", "local_staff_per_mission = 0", change("filled")),
    "work of the diaspora": Entry("diaspora_missions", "", "missions_per_year = 0", of_package("mission_fte")),
    "posts of the fund": Entry("reinvestment_fund", "", "posts_share = 0", of_package("fund_posts")),
    "seats of the fund": Entry("reinvestment_fund", "", "posts_share = 1", of_package("fund_seats")),
    "a levy for the fund": Entry("recruitment_levy", "", "to_fund_share = 0", of_package("fund_contributed")),
    "tracks": Entry("skill_partnership", "", "away_share = 0", of_package("tracks")),
    "leave refused": Entry("exit_restriction", "", "restriction_effort_share = 0", legal_first),
    "a cap": Entry("visa_cap", "", "inflow_cut_share = 0", legal_first),
    "fees of a visa": Entry("visa_cap", "fee_usd = 1000", "", receipts("visa_fees")),
    "benefits in kind": Entry("benefits_in_kind", "", "subsidy_share = 0", change("home")),
    "private work": Entry("dual_practice", "", "private_hours_share_add = 0", change("dual_hours")),
    "inspectors": Entry(
        "dual_practice", "private_hours_share_add = 0\nmonitoring_add = 0.3", "private_hours_share_add = 0", change("public_fte")
    ),
    "damages": Entry("scholarship_bond", "", "damages_multiple = 0", receipts("origin_budget")),
    "a stay abroad": Entry("scholarship_bond", "", "scholarships_per_1000_workers = 0", of_package("away")),
    "women who come back to work": Entry("gender_package", "", "family_index = 0\nsafety_index = 0", of_package("reentered")),
    "a pay gap closed": Entry(
        "gender_package", "family_index = 0\nsafety_index = 0", "family_index = 0\nsafety_index = 0\npay_gap_closed_share = 0",
        change("home"),
    ),
    "seats at a destination": Entry("destination_training", "build_years = 0", "seats_ratio = 0", change("vacancy_abroad")),
    "earmarked posts": Entry("compensation", "", "earmark_share = 0", change("funded")),
    "compensation": Entry("compensation", "", "collection_effort_share = 0", receipts("compensation.destination_budget")),
    "visiting teachers": Entry("twinned_training", "", "teacher_fte = 0", of_package("mission_present")),
    "recognition": Entry("credential_recognition", "", "recognition_add = 0\nmonths_cut = 0", change("deskilled")),
    "a rise of all public pay": Entry("civil_service_pay", "", "raise_ratio = 0", working_outside),
    "posts against overwork": Entry("workload", "", "posts_added_share = 0", change("funded")),
    "conditions of rural posts": Entry(
        "rural_package", "", "housing_index = 0\nequipment_index = 0\nmanagement_index = 0\ntraining_rights_index = 0",
        change("place_moves"),
    ),
    "students from rural places": Entry("rural_recruitment", "", "rural_admission_share_add = 0", change("home")),
    "training in rural places": Entry("rural_schools", "", "rural_training_share_add = 0", obliged_rural),
    "private seats": Entry(
        "train_for_export", "qa_index = 0\nrecognition_add = 0", "private_seats_ratio = 0\nqa_index = 0\nrecognition_add = 0",
        change("seats_open"),
    ),
    "pay at a destination": Entry(
        "destination_pay", "return_places_share = 0", "raise_ratio = 0\nreturn_places_share = 0", change("emigrants")
    ),
    "places to come back to there": Entry(
        "destination_pay", "raise_ratio = 0", "raise_ratio = 0\nreturn_places_share = 0", change("vacancy_abroad")
    ),
    "a code of many": Entry("coordinated_code", "", "scale = 0", legal_first),
    "capacity": Entry("capacity_building", "", "scale = 0", change("seats_open")),
    "workers lent": Entry("funded_transfer", "", "transferred_per_year = 0", of_package("mission_fte")),
    "a programme of the sector": Entry("sector_programme", "", "scale = 0", change("home")),
    "a fund of an alliance": Entry(
        "multilateral_alliance", "pooled_fund_usd_per_year = 1e7", "pooled_fund_usd_per_year = 0", of_package("fund_contributed")
    ),
    "a voluntary code": Entry("who_code", "", "scale = 0", legal_first),
    "the list of the WHO": Entry("safeguards_list", "", "scale = 0", legal_first),
    "an agreement": Entry(
        "bilateral_agreement", "", "quota_ratio = 0\nentry_cost_cut_share = 0\ncofunding_usd_per_recruit = 0", change("flows")
    ),
    "a wider scope": Entry("task_shifting", "pay_step_share = 0", "scope_share = 0", programmes.service_beyond_heads),
    "a step in pay": Entry("task_shifting", "", "pay_step_share = 0", change("home")),
}  # fmt: skip


def measured(name: str, entry: Entry, there: bool) -> np.ndarray:
    """What the cause brings with it, or at its neutral value; the causes of one costly mechanism stand in one file."""
    costly = {"compulsory_service", "visa_cap"}
    alike = [
        one
        for one in TABLE.items()
        if (one[1].lever in costly and one[1].lever) == (entry.lever in costly and entry.lever)
    ]
    packages = [(one, other.lever, other.there) for one, other in alike]
    packages += [(f"{one}, neutral", other.lever, other.neutral) for one, other in alike]
    runner = runner_of(scenario_text(packages, MIDLEVEL, horizon=2029))
    package = name if there else f"{name}, neutral"
    return entry.measure(runner.paired(package), runner.plan.packages[package])


@pytest.mark.parametrize("name", sorted(TABLE))
def test_what_a_dose_brings_is_gone_with_it(name: str) -> None:
    entry = TABLE[name]
    assert np.max(np.abs(measured(name, entry, there=True))) > 1e-3
    assert np.max(np.abs(measured(name, entry, there=False))) <= GONE


def test_the_table_holds_every_card_that_the_first_ten_do_not() -> None:
    first = {
        "expand_training",
        "train_for_local_market",
        "rural_supplement",
        "health_pay",
        "bonding",
        "return_incentive",
    }
    first |= {"ethical_code_public", "ethical_code_private", "joint_salary_support", "twinning_with_return"}
    assert {entry.lever for entry in TABLE.values()} == set(CARDS) - first


def test_every_card_at_nought_is_no_policy_and_free() -> None:
    """All of them in one file, to the last bit; a composite's parts too."""
    noughts = {id: "\n".join(f"{dose.name} = 0" for dose in card.doses if dose.amplitude) for id, card in CARDS.items()}
    runner = runner_of(scenario_text([(id, id, fields) for id, fields in noughts.items()], horizon=2024))
    assert set(runner.plan.packages) == set(CARDS)
    for id, parts in runner.plan.packages.items():
        pair = runner.paired(id)
        for name, run, baseline in zip(pair.package._fields, pair.package, pair.baseline, strict=True):
            assert np.array_equal(run, baseline), (id, name)
        assert not costs_of(parts, pair).total.any(), id
