"""What the moves cost that no card of the catalogue has, and who receives what, by hand from yearly records (docs/model.md 2.37)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from own_cards import ROW, card, in_room, pair, part_of, still
from settings import DRAWS, YEARS, estimates
from test_own_cards import CARDS

from braingain.analysis.ledger import accounts_of, largest_imbalance, transfers_of
from braingain.baseline.needs import EVERYWHERE
from braingain.foundation.cards import catalogue_table
from braingain.foundation.errors import BraingainError
from braingain.model.containers import GOVERNMENT, IRREGULAR, Yearly
from braingain.policy.apply import apply
from braingain.policy.costs import FORMS, Costs, PairedRun, costs_of
from braingain.policy.levers import Lever
from braingain.policy.needs import families_needed
from braingain.policy.structure import structure_of

VALUES = estimates()
DOCTOR, NURSE = 0, 1
YEAR = YEARS - 2  # a late year, in which every mechanism runs
ALWAYS = ("admin_share", "beta_condition", "oncost_share", "pay_multiple")  # drawn for every country
CRF = 0.03 / (1 - 1.03**-25)
ABROAD = {"scope": "largest destination", "payer": {"destination_budget": 1.0}}


def test_every_cost_form_of_the_closed_list_has_code() -> None:
    assert sorted(FORMS) == sorted(row["cost_form"] for row in catalogue_table("cost_forms"))


class Noting(dict[str, np.ndarray]):
    """Estimates that remember which of them were looked up."""

    def __init__(self, values: Mapping[str, np.ndarray]) -> None:
        super().__init__(values)
        self.seen: list[str] = []

    def __getitem__(self, key: str) -> np.ndarray:
        self.seen.append(key)
        return super().__getitem__(key)


def undrawn(read: Sequence[str], cards: Sequence[Lever]) -> set[str]:
    """Of the estimates read those that neither the world needs, nor any card names or has by its moves and doses."""
    families = {*EVERYWHERE, *ALWAYS}
    for one in cards:
        families |= {*one.unit_costs, *one.responses, *families_needed(one)}
    return {name for name in read if name not in families and not any(name.startswith(f"{f}.") for f in families)}


def money(*cards: Lever, **use: Any) -> tuple[Costs, PairedRun]:
    world = still()
    parts = [part_of(one, world, **use) for one in cards]
    run, baseline, here, dials = pair(parts, world)
    read = Noting(VALUES)
    paired = PairedRun(here, read, structure_of([parts], world), baseline, run, dials)
    found = costs_of(parts, paired)
    assert not undrawn(read.seen, cards)
    assert all(np.all(paid >= 0) for paid in found.outlay.values())
    accounts = accounts_of(
        transfers_of(np.zeros((YEARS, DRAWS)), {"outlay": found.outlay, "receipts": found.receipts}), (YEARS, DRAWS)
    )
    assert largest_imbalance(accounts) < 1e-9
    return found, paired


def legal(run: PairedRun, *places: int) -> np.ndarray:
    """Legal emigrants to destinations. (cadre, draw)"""
    return np.asarray(run.package.flows[YEAR, :, :IRREGULAR][:, :, list(places)].sum(axis=(1, 2)))


def test_private_seats_cost_tuition_and_the_regulator() -> None:
    found, run = money(card(["seats_private"], {"private_seats_ratio": 1.0}, cost_form="train"))
    more = np.maximum((run.package.enrolled - run.baseline.enrolled).sum(axis=2), 0.0)[YEAR, :, 1]
    each = [VALUES[f"seat_cost_usd.{k}.LMC"] + VALUES["regulator_cost_usd.LMC"] for k in ("doctor", "nurse")]
    assert found.total[YEAR] == pytest.approx(more[0] * each[0] + more[1] * each[1]) and np.all(more > 0)


def test_seats_abroad_cost_students_and_places_of_a_high_income_country() -> None:
    one = card(["seats_destination"], {"seats_ratio": 0.2}, {"build_years": 0.0}, cost_form="train", **ABROAD)
    found, run = money(one, cadres=("nurse",))
    c, n = run.setting.world.constants, run.setting.world.options.programme_years[NURSE]
    seats = 0.2 * np.asarray(run.setting.world.state.seats_abroad)[NURSE, 0]
    stay = 1 - np.asarray(c.dest_drop_out)[min(NURSE, len(c.dest_drop_out) - 1), 0]
    students = seats * sum(stay**e for e in range(n))
    by_hand = students * VALUES["seat_cost_usd.nurse.HIC"] + seats * n * VALUES["place_cost_usd.HIC"] * CRF
    assert found.outlay["destination_budget"][YEAR] == pytest.approx(by_hand)
    assert not found.total[:ROW].any()


def test_a_ladder_costs_courses_and_the_work_lost() -> None:
    one = card(
        ["ladder"],
        {"ladder_share": 0.05},
        {"bridging_years": 1.0, "study_fte_loss_share": 0.5},
        cost_form="train + wages_of_staff",
    )
    found, run = money(one)
    away = run.package.bridging[YEAR, NURSE].sum(axis=0)
    lost = 0.5 * away * run.pay[YEAR, NURSE] * (1 + run.on_cost)
    assert found.total[YEAR] == pytest.approx(away * VALUES["seat_cost_usd.doctor.LMC"] + lost) and np.all(away > 0)


def test_rural_sites_cost_a_premium_and_places_for_the_classes_that_have_moved() -> None:
    doses = {"cost_premium_share": 0.15}
    one = card(["rural_training"], {"rural_training_share_add": 0.2}, doses, cost_form="train")
    found, run = money(one, cadres=("nurse",))
    moved = 0.2 * run.package.enrolled[YEAR, NURSE, :, 0].sum(axis=0)
    each = 0.15 * VALUES["seat_cost_usd.nurse.LMC"] + VALUES["place_cost_usd.LMC"] * CRF
    assert found.total[YEAR] == pytest.approx(moved * each)
    n = run.setting.world.options.programme_years[NURSE]
    first = 0.2 / n * run.package.enrolled[ROW, NURSE, :, 0].sum(axis=0)
    assert found.total[ROW] == pytest.approx(first * each), "one class in the first year"


def test_a_workload_lever_pays_posts_and_support_staff() -> None:
    one = card(
        ["posts", "condition.workload"],
        {"posts_added_share": 0.05, "support_staff_per_worker": 0.1},
        cost_form="posts + wages_of_staff",
    )
    found, run = money(one)
    path = np.asarray(run.setting.world.paths.posts)[YEAR, :, :3].sum(axis=1)
    workers = run.package.filled[YEAR, :, :3].sum(axis=1)
    more = np.maximum(0.0, (run.package.filled - run.baseline.filled)[YEAR, :, :3].sum(axis=1))
    taken = np.minimum(0.05 * path, more)
    assert np.any(taken < 0.05 * path), "some posts stay empty, and nobody is paid for them"
    by_hand = ((taken + 0.1 * VALUES["support_staff_share"] * workers) * run.pay[YEAR]).sum(axis=0)
    assert found.total[YEAR] == pytest.approx(by_hand * (1 + run.on_cost))


def test_conditions_cost_houses_by_annuity_and_the_others_a_share_of_pay() -> None:
    one = card(
        ["condition.housing", "condition.equipment", "condition.promotion"],
        {"housing_index": 0.5, "equipment_index": 0.3, "promotion_index": 0.2},
        cost_form="condition",
    )
    found, run = money(one)
    rural = run.package.filled[YEAR, :, 2]
    houses = 0.5 * rural.sum(axis=0) * VALUES["house_cost_usd.LMC"] * CRF
    tools = 0.3 * (rural * run.pay[YEAR]).sum(axis=0) * VALUES["equipment_cost_share.LMC"]
    assert found.total[YEAR] == pytest.approx(houses + tools)


def test_benefits_cost_the_subsidy_and_loans_that_are_not_paid_back() -> None:
    one = card(["benefit"], {"value_share": 0.1}, {"eligible_share": 0.3, "subsidy_share": 0.4}, cost_form="benefit")
    found, run = money(one)
    bill = (run.package.filled[YEAR, :, :3].sum(axis=1) * run.pay[YEAR]).sum(axis=0)
    assert found.total[YEAR] == pytest.approx(0.03 * bill * (0.4 + VALUES["loan_default"]))


def test_closing_the_gap_is_paid_to_women_in_public_posts() -> None:
    found, run = money(card(["pay_gap"], {"pay_gap_closed_share": 0.25}, cost_form="pay"))
    gap = np.asarray(run.setting.world.constants.women_pay_gap)

    def women(yearly: Yearly) -> np.ndarray:
        own = np.asarray(yearly.home)[YEAR, :, :, :3]
        return np.asarray(yearly.filled)[YEAR, :, :3] * own[:, 0] / own.sum(axis=1)

    def money_of(heads: np.ndarray) -> np.ndarray:
        return 0.25 * gap * (heads.sum(axis=1) * run.pay[YEAR]).sum(axis=0) * (1 + run.on_cost)

    assert np.all(run.package.filled[YEAR, :2, :3].sum() > run.package.home[YEAR, :2, :, :3].sum()), (
        "some trained abroad"
    )
    assert found.total[YEAR] == pytest.approx(money_of(women(run.package)))
    there = np.minimum(women(run.package), women(run.baseline))
    assert found.windfall[YEAR] == pytest.approx(money_of(there)), "most of them would have been there anyway"
    wages = money_of(women(run.package)) + (run.package.filled - run.baseline.filled)[YEAR, :, :3].sum(axis=1).__mul__(
        run.pay[YEAR] * (1 + run.on_cost)
    ).sum(axis=0)
    assert found.wage_bill_difference[YEAR] == pytest.approx(wages)


def test_a_raise_of_all_public_pay_costs_its_share_of_the_wage_bill_of_the_state() -> None:
    found, run = money(
        card(["pay", "pay_out", "posts"], {"raise_ratio": 0.1}, {"new_money_share": 1.0}, cost_form="pay")
    )
    path = np.asarray(run.setting.world.paths.public_pay_usd)[:, NURSE]
    grown = path[YEAR] / path[0] * np.asarray(run.setting.world.paths.pay)[YEAR]
    gdp = run.setting.gdp_per_head_usd * grown * 3.0e7
    assert found.total[YEAR] == pytest.approx(0.1 * VALUES["wage_bill_share.LMC"] * gdp)
    assert np.all(np.abs(path[YEAR] / path[0] - 1.0) > 1e-3), "pay is to move, so that its path is seen"


def test_a_raise_of_all_public_pay_has_no_cost_where_gdp_per_head_is_not_known() -> None:
    found, run = money(one := card(["pay", "pay_out"], {"raise_ratio": 0.1}, cost_form="pay"))
    unknown = replace(run, setting=replace(run.setting, gdp_per_head_usd=None))
    with pytest.raises(BraingainError, match="GDP per head is not known"):
        costs_of([part_of(one, unknown.setting)], unknown)
    assert np.all(found.total[YEAR] > 0)


def test_pay_abroad_is_paid_to_everyone_there_and_return_to_practice_by_place() -> None:
    one = card(
        ["pay_abroad", "reentry"],
        {"raise_ratio": 0.05, "return_places_share": 0.01},
        cost_form="pay + person",
        **ABROAD,
    )
    found, run = money(one, cadres=("nurse",))
    paths, c = run.setting.world.paths, run.setting.world.constants
    workers = np.asarray(paths.demand_abroad)[YEAR, NURSE, 0] * (1 - run.package.vacancy_abroad[YEAR, NURSE, 0])
    income = (np.asarray(c.income_abroad) * np.asarray(paths.pay_abroad)[YEAR])[NURSE, 0]
    pay = 0.05 * workers * income * (1 + VALUES["oncost_share.HIC"])
    first = np.asarray(paths.demand_abroad)[0, NURSE, 0] * (1 - np.asarray(c.dest_vacancy0)[NURSE, 0])
    places = 0.01 * first * VALUES["return_to_practice_cost_usd"] * (1 + VALUES["admin_share"])
    assert found.total[YEAR] == pytest.approx(pay + places)


def test_missions_cost_months_of_their_kind_and_local_staff_their_pay() -> None:
    doses = {"months": 6.0, "local_staff_per_mission": 8.0, "local_premium_share": 0.3}
    one = card(
        ["mission", "private_posts"],
        {"missions_per_year": 100.0},
        doses,
        cost_form="month + wages_of_staff",
        payer={"donor": 1.0},
    )
    found, run = money(one)
    months = 50.0 * 12 * VALUES["ngo_month_cost_usd"] * (1 + VALUES["admin_share"])
    ratio = np.asarray(run.setting.world.constants.private_pay_ratio) * np.exp(run.package.private_wage[YEAR])
    empty = [(one.funded - one.filled)[YEAR, :, 3:].sum(axis=(0, 1)) for one in (run.package, run.baseline)]
    staff = (
        (8.0 * 50.0 - np.maximum(0.0, empty[0] - empty[1]))
        * (run.pay[YEAR] * ratio).mean(axis=0)
        * 1.3
        * (1 + run.on_cost)
    )
    assert found.outlay["donor"][YEAR] == pytest.approx(months + staff)
    brigade = card(["mission"], {"brigade_per_million": 1.0}, {"stay_years": 2.0}, cost_form="month")
    found, run = money(brigade)
    assert found.total[YEAR] == pytest.approx(
        30 * 12 * VALUES["brigade_month_cost_usd.LMC"] * (1 + VALUES["admin_share"])
    )


def test_who_lends_workers_pays_nothing_for_them() -> None:
    one = card(["mission"], {"transferred_per_year": 10.0}, {"stay_years": 1.0}, {"sender": "GHA"}, cost_form="person")
    found, run = money(one)
    assert run.package.mission_present.any() and not found.total.any()


def test_two_missions_of_a_package_are_each_paid_for_their_own_people() -> None:
    few = card(["mission"], {"missions_per_year": 12.0}, {"months": 1.0}, cost_form="month", id="few")
    lent = card(["mission"], {"transferred_per_year": 10.0}, {"stay_years": 1.0}, cost_form="person", id="lent")
    found, run = money(few, lent)
    visits = VALUES["diaspora_month_cost_usd"] * 12.0
    pay = 5.0 * run.pay[YEAR].sum(axis=0) + 10.0 * VALUES["return_cost_usd"]
    assert found.total[YEAR] == pytest.approx((visits + pay) * (1 + VALUES["admin_share"]))


def test_service_costs_posting_and_a_house_and_a_rule() -> None:
    doses = {"enforcement_effort_share": 1.0, "licence_withheld": 1.0}
    found, run = money(card(["obligation", "hold"], {"service_years": 3.0}, doses, cost_form="person + rule"))
    each = VALUES["posting_share"] * run.pay[YEAR] + VALUES["house_cost_usd.LMC"] * CRF
    first = run.package.entrant_places[:, :, 2]  # new licensed whose first post is rural
    serving = sum(first[t] for t in range(max(ROW, YEAR - 2), YEAR + 1))
    assert YEAR > ROW and np.all(serving < run.package.obliged[YEAR].sum(axis=1))
    posted = (serving * each).sum(axis=0) * (1 + VALUES["admin_share"])
    assert found.total[YEAR] == pytest.approx(posted + VALUES["code_cost_usd"])


def test_an_exit_restriction_costs_a_file_for_all_who_leave_and_a_cap_for_all_who_come() -> None:
    found, run = money(card(["exit"], {"restriction_effort_share": 0.5}, cost_form="rule"))
    by_hand = VALUES["code_cost_usd"] + legal(run, 0, 1, 2).sum(axis=0) * VALUES["file_cost_usd.LMC"]
    assert found.total[YEAR] == pytest.approx(by_hand)
    found, run = money(
        card(["cap", "entry_cost"], {"inflow_cut_share": 0.2, "fee_usd": 900.0}, cost_form="rule", **ABROAD)
    )
    heads = legal(run, 0).sum(axis=0)
    assert found.total[YEAR] == pytest.approx(VALUES["code_cost_usd"] + heads * VALUES["file_cost_usd.HIC"])
    assert found.receipts["visa_fees"][YEAR] == pytest.approx(900.0 * heads)


def test_rural_entrants_get_bursaries_and_outreach() -> None:
    doses = {"bursary_share": 0.5, "outreach_usd_per_entrant": 500.0}
    found, run = money(
        card(["quota"], {"rural_admission_share_add": 0.1}, doses, cost_form="person"), cadres=("nurse",)
    )
    mix = np.asarray(run.setting.world.constants.applicant_mix)[NURSE]
    rural = np.clip(mix[:, 0].sum(axis=0) / mix.sum(axis=(0, 1)) + 0.1, 0, 1)
    n = run.setting.world.options.programme_years[NURSE]
    each = 0.5 * VALUES["bursary_share"] * VALUES["seat_cost_usd.nurse.LMC"] * n + 500.0
    by_hand = run.package.intake[YEAR, NURSE, :, 0].sum(axis=0) * rural * each * (1 + VALUES["admin_share"])
    assert found.total[YEAR] == pytest.approx(by_hand)


def test_private_practice_needs_inspectors_and_wider_scopes_supervisors_and_training() -> None:
    found, run = money(
        card(["dual"], {"private_hours_share_add": 0.1, "monitoring_add": 0.0}, cost_form="wages_of_staff")
    )
    bill = (run.package.filled[YEAR, :, :3].sum(axis=1) * run.pay[YEAR]).sum(axis=0)
    assert found.total[YEAR] == pytest.approx(VALUES["inspectors_per_worker"] * bill * (1 + run.on_cost))
    one = card(
        ["task"], {"scope_share": 0.5}, {"supervisor_fte_per_worker": 0.05}, cost_form="wages_of_staff + condition"
    )
    found, run = money(one, cadres=("nurse",))
    nurses = run.package.filled[YEAR, NURSE, :3].sum(axis=0)
    staff = 0.05 * nurses * run.pay[YEAR, NURSE] * (1 + run.on_cost)
    courses = 0.5 * nurses * run.pay[YEAR, NURSE] * VALUES["training_cost_share.LMC"]
    assert found.total[YEAR] == pytest.approx(staff + courses)


def test_an_agreement_pays_preparation_and_what_it_gives_to_the_fund() -> None:
    one = card(
        ["channel", "fund"],
        {"quota_ratio": 0.5, "cofunding_usd_per_recruit": 2000.0},
        cost_form="person",
        payer={"destination_budget": 0.5, "employer": 0.5},
    )
    found, run = money(one)
    prepared = run.package.flows[YEAR, :, GOVERNMENT, 0].sum(axis=0) * VALUES["preparation_cost_usd"]
    given = 2000.0 * legal(run, 0).sum(axis=0)
    assert found.total[YEAR] == pytest.approx((prepared + given) * (1 + VALUES["admin_share"]))
    assert found.receipts["fund.employer"][YEAR] == pytest.approx(0.5 * given)
    assert run.package.fund_contributed[YEAR] == pytest.approx(given)


def test_those_on_contracts_that_end_are_recruits_of_an_agreement_and_are_paid_for() -> None:
    one = card(
        ["channel", "stay", "fund"],
        {"quota_ratio": 0.5, "cofunding_usd_per_recruit": 2000.0},
        {"stay_years": 2.0},
        cost_form="person",
    )
    found, run = money(one)
    begun = run.package.stays_begun[YEAR, 0].sum(axis=(0, 1))
    given = 2000.0 * (legal(run, 0).sum(axis=0) + begun)
    paid = sum(found.receipts[name][YEAR] for name in found.receipts if name.startswith("fund."))
    assert np.all(begun > 0) and paid == pytest.approx(given)
    assert run.package.fund_contributed[YEAR] == pytest.approx(given)


def test_recognition_teachers_and_tracks_by_person() -> None:
    one = card(["recognition"], {"recognition_add": 0.1}, cost_form="person", **ABROAD)
    found, run = money(one)
    by_hand = legal(run, 0).sum(axis=0) * VALUES["recognition_cost_usd"] * (1 + VALUES["admin_share"])
    assert found.total[YEAR] == pytest.approx(by_hand)
    found, _ = money(card(["teachers"], {"teacher_fte": 20.0}, cost_form="person"))
    assert found.total[YEAR] == pytest.approx(20 * VALUES["teacher_cost_usd"] * (1 + VALUES["admin_share"]))
    track = card(["seats", "stay"], {"seats_ratio": 0.5}, {"away_share": 0.5, "build_years": 0.0}, cost_form="person")
    found, run = money(track)
    gone = run.package.tracks[YEAR].sum(axis=(0, 1, 2))
    assert found.total[YEAR] == pytest.approx(gone * VALUES["preparation_cost_usd"] * (1 + VALUES["admin_share"]))


def test_a_scholarship_that_is_not_honoured_brings_damages() -> None:
    doses = {"stay_years": 2.0, "damages_multiple": 1.5, "enforcement_effort_share": 0.8}
    one = card(["stay", "bond"], {"scholarships_per_1000_workers": 10.0}, doses, cost_form="person + bond")
    found, run = money(one)
    gone = run.package.stays_overstayed[YEAR].sum(axis=(0, 1))
    owed = 0.8 * VALUES["collect_share"] * 1.5 * gone * 2 * VALUES["scholar_cost_usd"]
    assert found.receipts["origin_budget"][YEAR] == pytest.approx(owed) and np.all(owed > 0)
    sent = (
        run.package.stays_begun[YEAR, 0].sum(axis=(0, 1)) * 2 * VALUES["scholar_cost_usd"] * (1 + VALUES["admin_share"])
    )
    held = run.package.away[YEAR, 0].sum(axis=(0, 1)) * VALUES["bond_cost_usd.LMC"]
    assert found.total[YEAR] == pytest.approx(sent + held + 0.8 * gone * VALUES["enforcement_cost_usd.LMC"])


@pytest.mark.parametrize("charged", ["destination_budget", "employer", "migrant"])
def test_compensation_is_paid_by_whom_it_is_charged_to_and_received_by_the_treasury(charged: str) -> None:
    one = card(
        ["posts", "hiring_cost", "entry_cost"],
        {"compensation_share": 0.5},
        {"earmark_share": 0.15},
        options={"charged_to": charged},
        cost_form="transfer",
    )
    found, run = money(one)
    n = run.setting.world.options.programme_years
    cost = [VALUES[f"seat_cost_usd.{k}.LMC"] * n[i] for i, k in enumerate(("doctor", "nurse"))]
    heads = legal(run, 0)
    claim = 0.5 * VALUES["collected_compensation"] * (heads[0] * cost[0] + heads[1] * cost[1])
    assert found.receipts[f"compensation.{charged}"][YEAR] == pytest.approx(claim)
    assert found.outlay[charged][YEAR] == pytest.approx(claim * (1 + VALUES["admin_share_compensation"]))
    assert sorted(found.outlay) == [charged]


@pytest.mark.parametrize("to_fund", [0.0, 0.4, 1.0])
def test_a_levy_is_paid_by_employers_and_kept_or_put_into_the_fund(to_fund: float) -> None:
    one = card(
        ["hiring_cost", "fund"],
        {"levy_usd_per_recruit": 5000.0},
        {"to_fund_share": to_fund},
        cost_form="transfer",
        scope="largest destination",
        payer={"employer": 1.0},
    )
    found, run = money(one)
    levied = 5000.0 * legal(run, 0).sum(axis=0)
    assert found.receipts["fund.employer"][YEAR] == pytest.approx(to_fund * levied)
    assert found.receipts["levy.employer"][YEAR] == pytest.approx((1 - to_fund) * levied)
    assert found.outlay["employer"][YEAR] == pytest.approx(levied * (1 + VALUES["admin_share"]))
    assert found.receipts["spent_by_fund"][YEAR] == pytest.approx(run.package.fund_disbursed[YEAR])
    moves = {
        t.what: t for t in transfers_of(np.zeros((YEARS, DRAWS)), {"outlay": found.outlay, "receipts": found.receipts})
    }
    assert (moves["levies on recruits"].payer, moves["levies on recruits"].receiver) == ("destination", "destination")
    assert (moves["contributions to the fund"].payer, moves["contributions to the fund"].receiver) == (
        "destination",
        "fund",
    )
    assert moves["programmes paid by employer"].amount[YEAR] == pytest.approx(levied * VALUES["admin_share"])


def test_fees_to_leave_are_the_treasury_s_and_an_alliance_pays_its_secretariat() -> None:
    found, run = money(card(["entry_cost"], {"departure_fee_usd": 400.0}))
    assert found.receipts["departure_fees"][YEAR] == pytest.approx(400.0 * legal(run, 0, 1, 2).sum(axis=0))
    assert not found.total.any()
    one = card(["fund"], {"pooled_fund_usd_per_year": 1e6, "secretariat_usd_per_year": 8e6}, cost_form="transfer")
    found, _ = money(one)
    assert found.total[YEAR] == pytest.approx(1e6 * (1 + VALUES["admin_share"]) + 8e6)
    assert found.receipts["fund.origin_budget"][YEAR] == pytest.approx(1e6)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_what_the_moves_of_a_card_read_is_drawn_for_it(name: str) -> None:
    world, read = still(), Noting(VALUES)
    parts = [part_of(CARDS[name], world)]
    room = structure_of([parts], world)
    apply(parts, read, in_room(world, room), room)
    assert not undrawn(read.seen, [CARDS[name]])


def test_seats_that_the_fund_bought_are_no_cost_of_a_training_lever() -> None:
    """(2.36): places cost the same; students less, as the fund's seats share applicants and teachers with the lever's."""
    train = card(
        ["seats"],
        {"seats_ratio": 0.2},
        {"build_years": 0.0},
        cost_form="train",
        payer={"donor": 1.0},
        id="train",
        unit_costs=("seat_cost_usd", "place_cost_usd", "place_cost_doctor_factor"),
    )
    pool = card(
        ["fund"], {"pooled_fund_usd_per_year": 3e6}, {"posts_share": 0.0}, cost_form="transfer",
        payer={"destination_budget": 1.0}, id="pool",
    )  # fmt: skip
    alone, _ = money(train)
    beside, run = money(train, pool)
    bought = run.package.fund_seats.sum(axis=(0, 1))
    assert np.all(bought > 0)
    assert np.all(beside.outlay["donor"] <= alone.outlay["donor"] * (1 + 1e-9))
    opened = np.cumsum(run.package.fund_seats[:-3], axis=0)[-1]
    places = (run.package.seats_open - run.baseline.seats_open)[-1, :, 0] - opened
    n = np.asarray(run.setting.world.options.programme_years)[:, None]
    each = np.stack([np.asarray(VALUES["place_cost_usd.LMC"]) * k for k in (VALUES["place_cost_doctor_factor"], 1.0)])
    assert np.all(beside.outlay["donor"][-1] >= (places * n * each * CRF).sum(axis=0))
    assert np.all(places > 0)
