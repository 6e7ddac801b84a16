"""What each move writes to the dials, worked by hand (docs/model.md 3.0): the moves that no card of the catalogue has."""

from __future__ import annotations

import numpy as np
import pytest
from own_cards import POLICY, ROW, card, made, part_of, still
from settings import DRAWS, START, YEARS, estimates

from braingain.foundation.cards import catalogue_table
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import CONDITIONS
from braingain.model.containers import FEMALE, GOVERNMENT, IRREGULAR, MALE, OUT, OWN, PRIVATE_CHANNEL, RESERVE, WORK
from braingain.policy.apply import MOVES, apply, touched_destinations
from braingain.policy.channels import agreements, widening
from braingain.policy.first_flows import leaving_share, legal_flows
from braingain.policy.moves import task_weights
from braingain.policy.structure import structure_of

WORLD = still()
VALUES = estimates()
NURSE, DOCTOR = 1, 0
HERE = WORLD.destinations[0]


def test_every_move_of_the_closed_list_has_code_and_every_code_is_listed() -> None:
    listed = [row["move"] for row in catalogue_table("moves")]
    assert len(listed) == 42
    assert sorted(MOVES) == sorted(listed)


def years(**by_row: float) -> np.ndarray:
    found = np.zeros(YEARS)
    found[ROW:] = by_row["then"]
    return found


def test_private_seats_are_a_share_of_the_private_intake_open_at_once_and_closed_at_the_end() -> None:
    one = card(["seats_private"], {"private_seats_ratio": 0.5})
    ordered = made([part_of(one, WORLD, end=POLICY + 4)], WORLD).seats_ordered
    seats, applicants = np.asarray(WORLD.world.paths.seats)[0], np.asarray(WORLD.world.constants.applicants0)
    half = 0.5 * np.minimum(seats, applicants)[:, 1]
    assert ordered[ROW, :, 1, 0] == pytest.approx(half)
    assert ordered[ROW + 4, :, 1, 0] == pytest.approx(-half)
    assert np.abs(ordered).sum() == pytest.approx(2 * np.abs(np.broadcast_to(half, ordered[0, :, 1, 0].shape)).sum())


def test_seats_at_a_destination_are_a_share_of_its_intake_once_built() -> None:
    one = card(["seats_destination"], {"seats_ratio": 0.2}, {"build_years": 2.0}, scope="largest destination")
    part = part_of(one, WORLD, cadres=("nurse",), end=POLICY + 6)
    dials = made([part], WORLD)
    intake = np.asarray(WORLD.world.state.seats_abroad)[NURSE, 0]
    assert dials.seats_abroad[ROW + 2 : ROW + 6, NURSE, 0] == pytest.approx(np.tile(0.2 * intake, (4, 1)))
    assert not dials.seats_abroad[: ROW + 2].any() and not dials.seats_abroad[ROW + 6 :].any()
    assert not dials.seats_abroad[:, DOCTOR].any() and not dials.seats_abroad[:, :, 1:].any()
    assert touched_destinations([part], WORLD) == (HERE,) and dials.touched[0] == 1


def test_visiting_teachers_are_shared_by_cadres_with_schools_and_leave_after_their_years() -> None:
    one = card(["teachers"], {"teacher_fte": 20.0}, {"years": 4.0})
    visiting = made([part_of(one, WORLD)], WORLD).visiting_teachers
    assert np.all(np.asarray(WORLD.schools0).any(axis=1))
    assert visiting[ROW : ROW + 4] == pytest.approx(10.0)
    assert not visiting[:ROW].any() and not visiting[ROW + 4 :].any()


def test_rural_training_is_of_cohorts_that_entered_under_the_lever() -> None:
    one = card(["rural_training"], {"rural_training_share_add": 0.25})
    tau = made([part_of(one, WORLD)], WORLD).rural_training
    for cadre, n in enumerate(WORLD.world.options.programme_years):
        first = ROW + n
        assert tau[first:, cadre] == pytest.approx(0.25) and not tau[:first, cadre].any()


def test_a_quota_raises_the_rural_share_within_the_sexes_it_is_for() -> None:
    one = card(["quota"], {"rural_admission_share_add": 0.15})
    weights = made([part_of(one, WORLD, sexes=("female",))], WORLD).admission_weight[ROW]
    mix = np.asarray(WORLD.world.constants.applicant_mix)
    after = mix * weights
    for cadre in (DOCTOR, NURSE):
        before = mix[cadre, FEMALE, 0] / mix[cadre, FEMALE].sum(axis=0)
        now = after[cadre, FEMALE, 0] / after[cadre, FEMALE].sum(axis=0)
        assert now == pytest.approx(np.minimum(1.0, before + 0.15))
        assert after[cadre, FEMALE].sum(axis=0) == pytest.approx(mix[cadre, FEMALE].sum(axis=0))
    assert np.all(weights[:, MALE] == 1)


def test_a_ladder_offers_a_share_of_the_lower_cadre_and_only_where_there_is_a_next_one() -> None:
    one = card(
        ["ladder"],
        {"ladder_share": 0.03},
        {"bridging_years": 2.0, "min_service_years": 4.0, "study_fte_loss_share": 0.4},
    )
    part = part_of(one, WORLD)  # in these worlds nurses become doctors
    dials = made([part], WORLD)
    assert dials.ladder_share[ROW:, NURSE] == pytest.approx(0.03)
    assert dials.ladder_seats_share[ROW:, NURSE] == pytest.approx(0.03)
    assert dials.ladder_service_years[NURSE] == 4 and dials.ladder_study_share[NURSE] == pytest.approx(0.4)
    assert not dials.ladder_share[:, DOCTOR].any() and not dials.ladder_seats_share[:, DOCTOR].any()
    assert structure_of([[part]], WORLD).bridge_years == 2
    bare = part_of(card(["ladder"], {"ladder_share": 0.03}), WORLD)
    by_estimate = made([bare], WORLD)
    assert by_estimate.ladder_service_years[NURSE] == pytest.approx(VALUES["ladder_service_years"])
    with pytest.raises(BraingainError, match="two ladders"):
        made([part, part], WORLD)


def test_recognition_and_pay_abroad_are_of_the_destinations_named() -> None:
    one = card(
        ["recognition", "pay_abroad"], {"recognition_add": 0.2, "raise_ratio": 0.05}, scope="largest destination"
    )
    dials = made([part_of(one, WORLD, destinations=(WORLD.destinations[1],))], WORLD)
    assert dials.recognition[ROW:, :, 1] == pytest.approx(0.2) and dials.pay_abroad_raise[ROW:, :, 1] == pytest.approx(
        0.05
    )
    assert not dials.recognition[:, :, [0, 2]].any() and not dials.pay_abroad_raise[:ROW].any()
    assert list(dials.touched) == [0, 1, 0]


def test_a_raise_of_all_public_pay_reaches_the_public_part_of_jobs_outside_the_sector() -> None:
    part = part_of(card(["pay_out"], {"raise_ratio": 0.1}), WORLD)
    assert made([part], WORLD).pay_out[ROW:, NURSE] == pytest.approx(
        np.tile(0.1 * VALUES["public_share_out_jobs"], (10, 1))
    )


def test_closing_the_pay_gap_adds_up_to_all_of_it_at_most() -> None:
    one = card(["pay_gap"], {"pay_gap_closed_share": 0.6})
    closed = made([part_of(one, WORLD)], WORLD).pay_gap_closed
    assert closed[ROW:, :, :3] == pytest.approx(0.6) and not closed[:, :, 3:].any()
    assert made([part_of(one, WORLD), part_of(one, WORLD)], WORLD).pay_gap_closed[ROW, 0, 0] == 1.0


def test_a_benefit_is_worth_its_subsidy_to_the_share_who_get_it() -> None:
    one = card(["benefit"], {"value_share": 0.1}, {"eligible_share": 0.3, "subsidy_share": 0.4})
    found = made([part_of(one, WORLD, places=("capital",))], WORLD).benefit
    assert found[ROW:, :, 0] == pytest.approx(0.012) and not found[:, :, 1:].any()


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_raised_where_it_belongs_and_by_one_at_most(name: str) -> None:
    one = card([f"condition.{name}"], {f"{name}_index": 0.6})
    found = made([part_of(one, WORLD)], WORLD).conditions
    posts = [0, 1, 2] if name in ("family", "safety", "workload") else [2]
    x = CONDITIONS.index(name)
    assert found[ROW:, x][:, :, :, posts] == pytest.approx(0.6)
    assert found.sum() == pytest.approx(0.6 * (YEARS - ROW) * 2 * 2 * len(posts))
    assert np.all(made([part_of(one, WORLD)] * 2, WORLD).conditions[ROW, x, 0, :, 2] == 1.0)
    women = made([part_of(one, WORLD, sexes=("female",))], WORLD).conditions
    assert women[ROW:, x, :, 0][:, :, posts] == pytest.approx(0.6) and not women[:, :, :, 1].any()


def test_support_staff_relieve_as_much_work_as_they_cost() -> None:
    """.1 support staff a worker at .3 of a worker's work: .03, of the half at which workload is at its worst."""
    one = card(["condition.workload"], {"support_staff_per_worker": 0.1})
    found = made([part_of(one, WORLD)], WORLD, support_staff_share=np.full(DRAWS, 0.3)).conditions
    assert found[ROW, CONDITIONS.index("workload"), 0, :, :3] == pytest.approx(0.06)


def test_conditions_at_a_destination_are_refused() -> None:
    one = card(["condition.family"], {"family_index": 0.2}, scope="largest destination")
    with pytest.raises(BraingainError, match="conditions of work at a destination are not in the model"):
        made([part_of(one, WORLD)], WORLD)


def test_private_hours_and_monitoring_of_public_staff() -> None:
    one = card(["dual"], {"private_hours_share_add": -0.1, "monitoring_add": 0.3})
    dials = made([part_of(one, WORLD, cadres=("doctor",))], WORLD)
    assert dials.dual_hours[ROW:, DOCTOR] == pytest.approx(-0.1)
    assert dials.dual_monitoring[ROW:, DOCTOR] == pytest.approx(0.3)
    assert not dials.dual_hours[:, NURSE].any() and not dials.dual_hours[:ROW].any()


def test_posts_added_are_a_share_of_those_on_the_path_and_a_payroll_with_on_cost() -> None:
    one = card(["posts"], {"posts_added_share": 0.05}, {"new_money_share": 0.8})
    dials = made([part_of(one, WORLD)], WORLD)
    path = np.asarray(WORLD.world.paths.posts)
    assert dials.posts_added[ROW:, :, :3] == pytest.approx(
        0.05 * np.broadcast_to(path, (YEARS, 2, 6, DRAWS))[ROW:, :, :3]
    )
    assert not dials.posts_added[:, :, 3:].any()
    assert dials.payroll_rise[ROW, 0, :, :3] == pytest.approx(0.05) and dials.payroll_oncost[0] == 1
    assert dials.payroll_new_money[ROW, 0] == pytest.approx(0.8)


def test_service_is_owed_by_the_newly_licensed_of_the_sexes_named() -> None:
    doses = {"enforcement_effort_share": 0.6, "licence_withheld": 0.5}
    one = card(["obligation", "hold"], {"service_years": 2.0}, doses)
    part = part_of(one, WORLD, sexes=("male",), cadres=("nurse",), end=POLICY + 3)
    dials = made([part], WORLD)
    assert dials.service_cover[ROW : ROW + 3, NURSE, MALE] == pytest.approx(1.0)
    assert dials.service_cover.sum() == 3
    assert dials.service_years[NURSE] == 2
    assert dials.service_weight[NURSE] == pytest.approx(0.6 * VALUES["kappa_service"])
    assert dials.licence_hold[NURSE] == pytest.approx(0.5 * VALUES["credential_hold"])
    assert structure_of([[part]], WORLD).service
    with pytest.raises(BraingainError, match="two kinds of compulsory service"):
        made([part, part], WORLD)


def test_an_exit_restriction_narrows_legal_channels_to_everywhere() -> None:
    part = part_of(card(["exit"], {"restriction_effort_share": 0.5}), WORLD)
    z = made([part], WORLD).openness
    for channel in (GOVERNMENT, PRIVATE_CHANNEL, OWN):
        assert z[ROW:, :, channel] == pytest.approx(
            np.broadcast_to(1 - 0.5 * VALUES["kappa_exit"], z[ROW:, :, channel].shape)
        )
    assert np.all(z[:, :, IRREGULAR] == 1) and np.all(z[:ROW] == 1)


def test_a_cap_is_what_is_left_of_the_first_flow_and_an_agreement_adds_to_it_in_any_order() -> None:
    cut = part_of(card(["cap"], {"inflow_cut_share": 0.3}, scope="largest destination"), WORLD)
    more = part_of(card(["cap"], {"quota_ratio": 0.1, "corridor_places_per_year": 7.0}, {"stay_years": 0.0}), WORLD)
    usual = legal_flows(WORLD)[:, 0]
    for parts in ([cut, more], [more, cut]):
        assert made(parts, WORLD).cap[ROW, :, 0] == pytest.approx(0.8 * usual + 7.0)
    found = made([cut], WORLD).cap
    assert found[ROW:, :, 0] == pytest.approx(np.broadcast_to(0.7 * usual, found[ROW:, :, 0].shape))
    assert np.all(np.isinf(found[:ROW])) and np.all(np.isinf(found[:, :, 1:]))
    assert np.all(np.isinf(made([more], WORLD).cap)), "nothing to widen where no lever sets a cap"
    assert structure_of([[cut]], WORLD).caps


def test_an_agreement_widens_its_channel_so_that_the_corridor_grows_by_the_quota_and_is_free_of_codes() -> None:
    signed = part_of(card(["channel"], {"quota_ratio": 0.5}, {"stay_years": 0.0}), WORLD)
    code = part_of(
        card(["channel"], {"scope_share": 1.0}, options={"binding": "law"}, scope="largest destination"), WORLD
    )
    alone, both = made([signed], WORLD).openness, made([code, signed], WORLD).openness
    c = WORLD.world.constants
    share, used = np.asarray(c.destination_shares)[NURSE, 0], np.asarray(c.channel_shares)[NURSE, GOVERNMENT, 0]
    kappa = 1 / c.theta_destination - share * (1 / c.theta_destination - (1 - leaving_share(WORLD)[NURSE]))
    by_hand = 1 + (1.5 ** (1 / (c.theta_channel * kappa)) - 1) / used
    assert np.all(used > 0)
    assert alone[ROW, NURSE, GOVERNMENT, 0] == pytest.approx(by_hand)
    assert both[ROW, :, GOVERNMENT, 0] == pytest.approx(alone[ROW, :, GOVERNMENT, 0])
    assert np.all(alone[:, :, [PRIVATE_CHANNEL, OWN, IRREGULAR]] == 1) and np.all(alone[:, :, :, 1:] == 1)
    assert widening(np.zeros((1, 1)), NURSE, 0, WORLD) == pytest.approx(1.0)
    assert agreements.__doc__ and "free of codes" in agreements.__doc__


def test_contracts_with_an_end_date_are_stays_that_work_abroad_and_widen_no_channel() -> None:
    doses = {"stay_years": 2.0, "obligation_effort_share": 1.0}
    part = part_of(card(["channel", "stay"], {"quota_ratio": 0.5}, doses), WORLD)
    dials = made([part], WORLD)
    workers = np.asarray(WORLD.world.state.home)[:, :, :, :, WORK].sum(axis=(1, 2, 3, 4))
    assert np.all(dials.openness == 1)
    assert dials.stay_rate[ROW, 0] == pytest.approx(0.5 * legal_flows(WORLD)[:, 0] / workers)
    assert dials.stay_works[0] == 1
    assert dials.stay_compliance[0] == pytest.approx(VALUES["compliance_high"])
    assert structure_of([[part]], WORLD).stays == ((2, 0),)


def test_a_scholarship_bond_binds_those_sent_and_not_the_graduates() -> None:
    doses = {"stay_years": 3.0, "bond_years": 6.0, "damages_multiple": 1.0, "enforcement_effort_share": 0.8}
    one = card(["stay", "bond"], {"scholarships_per_1000_workers": 10.0}, doses)
    dials = made([part_of(one, WORLD)], WORLD)
    assert dials.stay_rate[ROW:, 0] == pytest.approx(0.01)
    low, high = VALUES["compliance_low"], VALUES["compliance_high"]
    assert dials.stay_compliance[0] == pytest.approx(low + 0.8 * (high - low))
    assert not dials.bond_cover.any() and not dials.stay_works.any()


def test_a_track_takes_the_graduates_of_seats_that_lead_away() -> None:
    one = card(["seats", "stay"], {"seats_ratio": 0.1}, {"away_share": 0.5, "build_years": 1.0})
    part = part_of(one, WORLD, cadres=("nurse",))
    dials = made([part], WORLD)
    n = WORLD.world.options.programme_years[NURSE]
    c = WORLD.world.constants
    seats = 0.1 * WORLD.intake0[NURSE]
    done = (1 - np.asarray(c.drop_out)[NURSE]) ** n * np.asarray(c.pass_share0)[NURSE, 0]
    first = ROW + 1 + n
    assert dials.track_places[first, NURSE, 0] == pytest.approx(0.5 * seats * done * VALUES["track_take_up"])
    assert not dials.track_places[:first].any() and not dials.track_places[:, DOCTOR].any()
    room = structure_of([[part]], WORLD)
    assert room.tracks and room.stays == ()
    assert dials.seats_ordered[ROW, NURSE, 0, 1] == pytest.approx(seats)


def test_missions_are_so_many_people_for_so_long_and_fill_posts() -> None:
    visits = card(["mission"], {"missions_per_year": 16.0}, {"months": 1.5})
    brigade = card(["mission"], {"brigade_per_million": 10.0}, {"stay_years": 2.0, "fills_posts_share": 0.5})
    parts = [part_of(visits, WORLD, cadres=("doctor",)), part_of(brigade, WORLD, cadres=("doctor",))]
    dials = made(parts, WORLD)
    assert structure_of([parts], WORLD).missions == 2
    assert dials.mission_starts[ROW:, 0, DOCTOR] == pytest.approx(16.0)
    assert dials.mission_starts[ROW:, 1, DOCTOR] == pytest.approx(10.0 * 30 / 2)  # 30 million people
    assert not dials.mission_starts[:, :, NURSE].any()
    assert dials.mission_length_years[:, 0] == pytest.approx([0.125, 2.0])
    assert dials.mission_fills[:, 0] == pytest.approx([0.0, 0.5])
    assert dials.mission_productivity[0] == pytest.approx(VALUES["mission_productivity.diaspora"])
    assert dials.mission_productivity[1] == pytest.approx(VALUES["mission_productivity.brigade"])
    assert list(dials.mission_from_here) == [0, 0]


def test_the_country_that_a_lever_names_as_sender_sends() -> None:
    one = card(["mission"], {"transferred_per_year": 100.0}, {"stay_years": 2.0}, options={"sender": "GHA"})
    sent = made([part_of(one, WORLD)], WORLD)
    assert WORLD.country == "GHA" and sent.mission_from_here[0] == 1
    assert sent.mission_productivity[0] == 0, "what they do counts elsewhere"
    host = made([part_of(one, WORLD, options={"sender": "other"})], WORLD)
    assert host.mission_from_here[0] == 0
    assert host.mission_productivity[0] == pytest.approx(VALUES["mission_productivity.transferred"])


def test_local_staff_of_a_mission_belong_to_its_programme() -> None:
    doses = {"months": 6.0, "local_staff_per_mission": 8.0, "local_premium_share": 0.3}
    one = card(["mission", "private_posts"], {"missions_per_year": 100.0}, doses)
    dials = made([part_of(one, WORLD)], WORLD)
    assert dials.mission_starts[ROW, 0] == pytest.approx(50.0) and dials.mission_length_years[0] == pytest.approx(0.5)
    assert dials.mission_local_staff[0] == pytest.approx(4.0)
    assert dials.mission_local_premium[0] == pytest.approx(0.3)
    assert dials.mission_productivity[0] == pytest.approx(VALUES["mission_productivity.ngo"])


def test_the_fund_holds_what_recruits_bring_and_buys_seats_at_their_cost() -> None:
    doses = {"posts_share": 0.3, "absorption_share": 0.05}
    one = card(["fund"], {"contribution_usd_per_recruit": 5000.0}, doses)
    levy = card(["fund", "hiring_cost"], {"levy_usd_per_recruit": 2000.0}, {"to_fund_share": 0.5, "posts_share": 0.3})
    pool = card(["fund"], {"pooled_fund_usd_per_year": 1e6}, {"posts_share": 0.3})
    parts = [part_of(each, WORLD) for each in (one, levy, pool)]
    dials = made(parts, WORLD)
    assert dials.fund_per_recruit[ROW:, :, 0] == pytest.approx(6000.0) and not dials.fund_per_recruit[:, :, 1:].any()
    assert dials.fund_flat[ROW:] == pytest.approx(1e6) and not dials.fund_flat[:ROW].any()
    assert dials.fund_posts_share == pytest.approx(0.3) and dials.fund_absorption == pytest.approx(0.05)
    n = WORLD.world.options.programme_years
    place = VALUES["place_cost_usd.LMC"]
    doctors = VALUES["seat_cost_usd.doctor.LMC"] * n[0] + place * VALUES["place_cost_doctor_factor"]
    nurses = VALUES["seat_cost_usd.nurse.LMC"] * n[1] + place
    assert dials.fund_seat_cost == pytest.approx(np.stack([doctors, nurses]))
    assert dials.fund_mix == pytest.approx(0.5)
    assert structure_of([parts], WORLD).fund_build_years == 3
    other = part_of(card(["fund"], {"contribution_usd_per_recruit": 1.0}, {"posts_share": 0.9}), WORLD)
    with pytest.raises(BraingainError, match=r"wants posts_share 0\.9 of the fund, and another lever"):
        made([parts[0], other], WORLD)
    silent = part_of(card(["fund", "hiring_cost"], {"levy_usd_per_recruit": 2000.0}, {"to_fund_share": 0.5}), WORLD)
    for some in ([parts[0], silent], [silent, parts[0]]):  # a levy has no say in it, before or after those who have
        held = made(some, WORLD)
        assert held.fund_posts_share == pytest.approx(0.3) and held.fund_absorption == pytest.approx(0.05)
    faster = part_of(card(["fund"], {"contribution_usd_per_recruit": 1.0}, {"absorption_share": 0.1}), WORLD)
    with pytest.raises(BraingainError, match=r"wants absorption_share 0\.1 of the fund, and another lever"):
        made([parts[0], faster], WORLD)


def test_one_fund_buys_for_the_cadres_of_all_who_pay_in_whatever_their_order() -> None:
    doctors = part_of(card(["fund"], {"contribution_usd_per_recruit": 1000.0}), WORLD, cadres=("doctor",))
    nurses = part_of(card(["fund"], {"pooled_fund_usd_per_year": 1e6}), WORLD, cadres=("nurse",))
    alone = made([doctors], WORLD)
    assert alone.fund_mix[0] == pytest.approx(1.0) and not alone.fund_mix[1:].any()
    for some in ([doctors, nurses], [nurses, doctors], [doctors, doctors, nurses]):
        both = made(some, WORLD)
        assert both.fund_mix[:2] == pytest.approx(0.5) and both.fund_seat_cost[:2].all()
        assert both.fund_absorption == pytest.approx(VALUES["fund_absorption"])


def test_costs_of_entry_are_fees_waiting_and_what_is_taken_off() -> None:
    doses = {"fee_usd": 300.0, "delay_months": 3.0, "months_cut": 1.0, "entry_cost_cut_share": 0.5}
    cost = made([part_of(card(["entry_cost"], doses), WORLD)], WORLD).entry_cost
    c = WORLD.world.constants
    income, tax, paid = (np.asarray(value) for value in (c.income_abroad, c.tax_abroad, c.entry_cost))
    usual = np.broadcast_to(paid, np.broadcast_shapes(paid.shape, (2, 4, 3, 1)))
    net = np.broadcast_to(income * (1 - tax), (2, 3, DRAWS))
    by_hand = 300.0 + 2 / 12 * net[NURSE, 0] - 0.5 * usual[NURSE, OWN, 0]
    assert cost[ROW, NURSE, OWN, 0] == pytest.approx(by_hand)
    assert not cost[:, :, IRREGULAR].any() and not cost[:, :, :, 1:].any() and not cost[:ROW].any()


def test_a_fee_to_leave_is_paid_wherever_one_goes() -> None:
    cost = made([part_of(card(["entry_cost"], {"departure_fee_usd": 400.0}), WORLD)], WORLD).entry_cost
    assert cost[ROW:, :, :IRREGULAR] == pytest.approx(400.0) and not cost[:, :, IRREGULAR].any()


def trained(ratio: float, funded: float | None, **fields: object) -> object:
    """A training lever of so many seats, with posts for a share of its graduates, or with none to promise."""
    doses = {} if funded is None else {"posts_funded_share": funded}
    return part_of(card(["seats", "posts"], {"seats_ratio": ratio}, doses, id=f"seats_{ratio}", **fields), WORLD)


def test_each_training_lever_pays_posts_for_the_graduates_of_its_own_seats() -> None:
    """(2.29c): a small lever of a donor makes no aid of the posts that the treasury pays, and promises nobody else a post."""
    own, few = trained(0.4, 1.0), trained(0.1, 1.0, payer={"donor": 0.5, "migrant": 0.5})
    alone = made([own], WORLD)
    assert np.all(alone.posts_funded_share[ROW:] == 1.0) and not alone.posts_aid_share.any()
    both = made([own, few], WORLD)
    assert both.posts_funded_share[ROW:] == pytest.approx(1.0)
    assert both.posts_aid_share[ROW:] == pytest.approx(0.2 * 0.5) and not both.posts_aid_share[:ROW].any()
    mixed = made([trained(0.1, 0.5, payer={"destination_budget": 1.0}), trained(0.3, None)], WORLD)
    assert mixed.posts_funded_share[ROW:] == pytest.approx(0.25 * 0.5)
    assert mixed.posts_aid_share[ROW:] == pytest.approx(0.25 * 0.5)


@pytest.mark.parametrize("charged", ["destination_budget", "employer", "migrant"])
def test_compensation_is_a_claim_on_whom_it_is_charged_to_and_part_of_it_pays_posts(charged: str) -> None:
    one = card(
        ["posts", "hiring_cost", "entry_cost"],
        {"compensation_share": 0.5},
        {"collection_effort_share": 0.8, "earmark_share": 0.15},
        options={"charged_to": charged},
    )
    dials = made([part_of(one, WORLD)], WORLD)
    c, paths = WORLD.world.constants, WORLD.world.paths
    n = WORLD.world.options.programme_years[NURSE]
    claim = 0.5 * 0.8 * VALUES["collected_compensation"] * n * VALUES["seat_cost_usd.nurse.LMC"]
    wage = np.broadcast_to(np.asarray(paths.public_pay_usd), (YEARS, 2, DRAWS))[ROW, NURSE] * (1 + np.asarray(c.oncost))
    posts = 0.15 * claim * legal_flows(WORLD)[NURSE, 0] / wage
    assert dials.posts_added[ROW, NURSE, :3].sum(axis=0) == pytest.approx(posts)
    income = np.broadcast_to(np.asarray(c.income_abroad), (2, 3, DRAWS))
    yearly = 0.03 / (1 - 1.03**-5) * claim / income[NURSE, 0]
    assert np.any(dials.hire_cost_share) == (charged == "employer")
    assert np.any(dials.entry_cost) == (charged == "migrant")
    if charged == "employer":
        assert dials.hire_cost_share[ROW, NURSE, OWN, 0] == pytest.approx(yearly)
    if charged == "migrant":
        assert dials.entry_cost[ROW, NURSE, OWN, 0] == pytest.approx(claim)


def test_re_entry_at_home_is_by_sex_and_limited_to_places() -> None:
    one = card(["reentry"], {"reentry_share_add": 0.1}, {"return_places_share": 0.02})
    dials = made([part_of(one, WORLD, sexes=("female",))], WORLD)
    assert dials.reentry[ROW:, :, FEMALE] == pytest.approx(0.1)
    assert not dials.reentry[:, :, MALE].any() and not dials.reentry[:ROW].any()
    workers = np.asarray(WORLD.world.state.home)[:, :, :, :, WORK].sum(axis=(1, 2, 3, 4))
    assert dials.reentry_places[ROW] == pytest.approx(0.02 * workers) and np.all(np.isinf(dials.reentry_places[:ROW]))
    assert touched_destinations([part_of(one, WORLD)], WORLD) == ()


def test_better_family_and_safety_conditions_bring_women_back_by_their_worth() -> None:
    """σ .4 of the reserve: logit −.405; with .33·(.5·.3 + .5·.3) = .099 more it is .4239."""
    one = card(["reentry"], {"family_index": 0.3, "safety_index": 0.3})
    fixed = {"beta_condition.family": 0.5, "beta_condition.safety": 0.5, "kappa_stated_preference": 0.33}
    values = {name: np.full(DRAWS, value) for name, value in fixed.items()}
    dials = made([part_of(one, WORLD)], WORLD, **values)
    sigma = np.asarray(WORLD.world.constants.reconsider_share)[-1]
    for status in (RESERVE, OUT):
        odds = sigma[status] / (1 - sigma[status]) * np.exp(0.099)
        found = dials.reentry[ROW, NURSE, FEMALE, status - RESERVE]
        assert found == pytest.approx(np.broadcast_to(odds / (1 + odds) - sigma[status], found.shape))
        assert np.all(found > 0)
    assert not dials.reentry[:, :, MALE].any()


def test_return_to_practice_at_a_destination_is_a_number_of_places_there() -> None:
    one = card(["reentry"], {"return_places_share": 0.01}, scope="largest destination")
    part = part_of(one, WORLD)
    dials = made([part], WORLD)
    c, demand = WORLD.world.constants, np.asarray(WORLD.world.paths.demand_abroad)[0]
    workers = demand[:, 0] * (1 - np.asarray(c.dest_vacancy0)[:, 0])
    assert dials.reentry_abroad[ROW, :, 0] == pytest.approx(0.01 * workers)
    assert not dials.reentry.any() and touched_destinations([part], WORLD) == (HERE,)


def test_a_wider_scope_of_practice_moves_service_half_way_and_pays_a_step() -> None:
    one = card(["task", "pay"], {"scope_share": 0.5}, {"pay_step_share": 0.05}, cadres=("nurse",))
    part = part_of(one, WORLD)
    dials = made([part], WORLD)
    assert dials.pay_raise[ROW:, NURSE, :3] == pytest.approx(0.05) and not dials.pay_raise[:ROW].any()
    weights = np.full((4, DRAWS), 0.4)
    values = {"task_max.nurse": np.full(DRAWS, 0.8)}
    wider = task_weights([part], weights, values, WORLD)
    assert wider[ROW:, NURSE] == pytest.approx(0.6) and wider[:ROW] == pytest.approx(0.4)
    assert wider[:, DOCTOR] == pytest.approx(0.4)
    none = part_of(one, WORLD, doses={"scope_share": 0.0})
    assert task_weights([none], weights, values, WORLD) is weights
    assert not made([none], WORLD).pay_raise.any()


def test_quality_is_that_of_private_schools_in_a_lever_on_private_seats() -> None:
    one = card(["seats_private", "qa"], {"private_seats_ratio": 0.5, "qa_index": 0.4})
    found = made([part_of(one, WORLD)], WORLD).quality
    assert found[ROW:, :, 1] == pytest.approx(0.4) and not found[:, :, 0].any()


def test_one_run_has_one_length_of_courses_and_of_building_for_the_fund() -> None:
    short, long = (part_of(card(["ladder"], {"ladder_share": 0.03}, {"bridging_years": n}), WORLD) for n in (1.0, 3.0))
    with pytest.raises(BraingainError, match="bridging courses of one run take 1 and 3 years"):
        structure_of([[short], [long]], WORLD)
    early, late = (
        part_of(card(["fund"], {"contribution_usd_per_recruit": 1.0}, {"build_years": n}), WORLD) for n in (1.0, 4.0)
    )
    with pytest.raises(BraingainError, match="building of a fund's seats"):
        structure_of([[early], [late]], WORLD)


def test_a_run_without_these_moves_has_the_options_it_had() -> None:
    room = structure_of([()], WORLD)
    assert apply((), VALUES, WORLD, room).mission_starts.shape[1] == 0
    assert (room.missions, room.bridge_years, room.fund_build_years) == (0, 0, None)
    assert not (room.service or room.tracks or room.caps or room.destination_seats)
    assert START < POLICY
