"""Money of levers from yearly records written by hand, and the strength of return programmes (docs/model.md 2.21c, 2.35, 2.37)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from settings import DRAWS, START, YEARS, estimates, setting

from braingain.analysis.runs import with_options
from braingain.analysis.side_effects import windfall
from braingain.model.containers import Dials, Yearly
from braingain.policy.apply import apply
from braingain.policy.costs import Costs, PairedRun, costs_of
from braingain.policy.first_flows import legal_flows
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import options_for, structure_of

CARDS = load_levers()
POLICY, HORIZON = START + 2, START + 11
FIRST = POLICY - START  # row of the first year in force of a lever without delay
CADRES = 2  # doctors, nurses
CRF = 0.03 / (1.0 - 1.03**-25)  # crf(25), .05743 of docs/model.md 1.3


def prepared(*uses: LeverUse) -> tuple[Setting, tuple[Part, ...], Dials, Any]:
    world = setting()
    parts = resolve(list(uses), CARDS, world, HORIZON)
    room = structure_of([parts], world)
    world = with_options(world, options_for(room, world.world.options))
    return world, parts, apply(parts, estimates(), world, room), room


def record(**fields: Any) -> Yearly:
    """A yearly record of nothing but these fields."""
    return Yearly(**{name: fields.get(name, np.zeros((YEARS, CADRES, DRAWS))) for name in Yearly._fields})


def money(
    *uses: LeverUse, baseline: Mapping[str, Any] | None = None, package: Mapping[str, Any] | None = None
) -> tuple[Costs, PairedRun]:
    """Costs of levers beside records by hand; a record without filled posts has none."""
    world, parts, dials, room = prepared(*uses)
    nobody = {name: np.zeros((YEARS, CADRES, 6, DRAWS)) for name in ("filled", "funded")}
    records = [record(**(nobody | dict(fields or {}))) for fields in (baseline, package)]
    run = PairedRun(world, estimates(), room, *records, dials)
    return costs_of(parts, run), run


@cache
def posts(shift: float) -> np.ndarray:
    """Filled posts by hand, all different. (year, cadre, work post, draw)"""
    return 100.0 + shift + np.arange(YEARS * CADRES * 6 * DRAWS, dtype=float).reshape(YEARS, CADRES, 6, DRAWS)


# two rows of posts rise and four fall, so that those who would have been there anyway are now the one, now the other
BEFORE = posts(0.0)
AFTER = BEFORE + np.array([5.0, -7.0, 11.0, 2.0, -3.0, 4.0])[:, None]
INCUMBENTS = np.minimum(BEFORE, AFTER)


def test_the_windfall_of_a_supplement_is_what_incumbents_of_rural_posts_are_paid() -> None:
    use = LeverUse("rural_supplement", POLICY, doses={"supplement_share": 0.4})
    found, run = money(use, baseline={"filled": BEFORE}, package={"filled": AFTER})
    in_force = np.zeros(YEARS)
    in_force[FIRST + 1 : FIRST + 5] = 0.4  # a year's delay, five years in all
    windfall = in_force[:, None] * (INCUMBENTS[:, :, 2] * run.pay).sum(axis=1)
    outlay = in_force[:, None] * (AFTER[:, :, 2] * run.pay).sum(axis=1)
    assert found.windfall == pytest.approx(windfall) and found.outlay["origin_budget"] == pytest.approx(outlay)
    assert (found.windfall[FIRST + 1] < found.total[FIRST + 1]).all()


def test_the_share_of_windfall_is_what_incumbents_are_paid_over_all_that_is_paid() -> None:
    """Two nurses are in rural posts with the supplement and without it, one doctor comes for it: all but the doctor's pay."""
    before, after = (np.zeros((YEARS, CADRES, 6, DRAWS)) for _ in range(2))
    before[:, 1, 2], after[:, 1, 2], after[:, 0, 2] = 2.0, 2.0, 1.0
    use = LeverUse("rural_supplement", POLICY)
    _, run = money(use, baseline={"filled": before}, package={"filled": after})
    parts = prepared(use)[1]
    doctors, nurses = (run.pay[FIRST + 1 : FIRST + 5, cadre].sum(axis=0) for cadre in (0, 1))
    assert windfall(run, parts) == pytest.approx(2.0 * nurses / (2.0 * nurses + doctors))
    _, still = money(use, baseline={"filled": before}, package={"filled": before})
    assert windfall(still, parts) == pytest.approx(1.0)


def test_the_windfall_of_a_raise_has_on_cost_and_those_of_all_public_posts() -> None:
    use = LeverUse("health_pay", POLICY, doses={"raise_ratio": 0.2}, cadres=("nurse",))
    found, run = money(use, baseline={"filled": BEFORE}, package={"filled": AFTER})
    row = FIRST + 2
    by_hand = 0.2 * INCUMBENTS[row, 1, :3].sum(axis=0) * run.pay[row, 1] * (1.0 + run.on_cost)
    assert found.windfall[row] == pytest.approx(by_hand)
    assert found.total[row] == pytest.approx(0.2 * AFTER[row, 1, :3].sum(axis=0) * run.pay[row, 1] * (1 + run.on_cost))


@pytest.mark.parametrize("id", ["bonding", "return_incentive", "expand_training", "ethical_code_public"])
def test_levers_that_pay_no_wages_have_no_windfall(id: str) -> None:
    shapes = {
        "flows": np.ones((YEARS, CADRES, 4, len(setting().destinations), DRAWS)),
        "returns": np.ones((YEARS, CADRES, 2, DRAWS)),
        "bonded": np.ones((YEARS, CADRES, 2, DRAWS)),
        "bonded_leavers": np.ones((YEARS, CADRES, 2, 3, DRAWS)),
        "enrolled": np.ones((YEARS, CADRES, 2, 2, DRAWS)),
        "seats_open": np.ones((YEARS, CADRES, 2, DRAWS)),
    }
    found, _ = money(LeverUse(id, POLICY), baseline={**shapes, "filled": BEFORE}, package={**shapes, "filled": AFTER})
    assert not found.windfall.any()


def test_the_wage_bill_is_public_pay_with_on_cost_raises_and_supplements() -> None:
    uses = LeverUse("health_pay", POLICY, doses={"raise_ratio": 0.2}), LeverUse("rural_supplement", POLICY)
    found, run = money(*uses, baseline={"filled": BEFORE}, package={"filled": AFTER})
    row = FIRST + 1  # both in force
    before = (BEFORE[row, :, :3].sum(axis=1) * run.pay[row]).sum(axis=0) * (1.0 + run.on_cost)
    each = 1.2 * (1.0 + run.on_cost)  # a raise; with the supplement of .3 on raised pay in rural posts
    capital, town, rural = (AFTER[row, :, post] for post in (0, 1, 2))
    after = ((capital + town) * each + rural * (each + 1.2 * 0.3)) * run.pay[row]
    assert found.wage_bill_difference[row] == pytest.approx(after.sum(axis=0) - before)
    gained = ((AFTER - BEFORE)[row, :, :3].sum(axis=1) * run.pay[row]).sum(axis=0) * (1.0 + run.on_cost)
    assert found.wages_gained[row] == pytest.approx(gained)


def test_a_supplement_beside_a_raise_is_paid_on_raised_pay() -> None:
    uses = LeverUse("health_pay", POLICY, doses={"raise_ratio": 0.2}), LeverUse("rural_supplement", POLICY)
    alone, run = money(uses[1], package={"filled": AFTER})
    raised, _ = money(uses[0], package={"filled": AFTER})
    both, _ = money(*uses, package={"filled": AFTER})
    row = FIRST + 1
    assert both.total[row] == pytest.approx(raised.total[row] + 1.2 * alone.total[row])
    assert alone.total[row] == pytest.approx(0.3 * (AFTER[row, :2, 2] * run.pay[row, :2]).sum(axis=0))


def test_pay_follows_its_path_and_a_crisis() -> None:
    found, run = money(LeverUse("health_pay", POLICY), package={"filled": AFTER})
    paths = run.setting.world.paths
    assert run.pay == pytest.approx(np.asarray(paths.public_pay_usd) * np.asarray(paths.pay)[:, None])
    assert found.total[0].sum() == 0


def women_and_men(people: np.ndarray, axis: int = 2) -> np.ndarray:
    """The same people on an axis of sexes, three women for each man."""
    return np.stack([0.75 * people, 0.25 * people], axis=axis)


def test_bonds_cost_their_administration_and_pursuit_and_bring_fines() -> None:
    bonded = np.arange(YEARS * CADRES * DRAWS, dtype=float).reshape(YEARS, CADRES, DRAWS)
    leavers = np.arange(YEARS * CADRES * 3 * DRAWS, dtype=float).reshape(YEARS, CADRES, 3, DRAWS)
    real = 0.5 + bonded / 100.0
    use = LeverUse("bonding", POLICY, doses={"enforcement_effort_share": 0.6})
    found, run = money(
        use, package={"bonded": women_and_men(bonded), "bonded_leavers": women_and_men(leavers), "fine_real": real}
    )
    values = run.parameters
    held, left = bonded.sum(axis=1), leavers.sum(axis=(1, 2))
    by_hand = held * values["bond_cost_usd.LMC"] + 0.6 * left * values["enforcement_cost_usd.LMC"]
    assert found.total == pytest.approx(by_hand)
    fines = 0.6 * values["collect_share"] * (leavers.sum(axis=2) * real * run.pay).sum(axis=1)
    assert found.receipts["origin_budget"] == pytest.approx(fines)


def test_returns_are_paid_a_grant_five_years_of_tax_and_the_passage_where_eligible() -> None:
    returns = 1.0 + np.arange(YEARS * CADRES * 2 * DRAWS, dtype=float).reshape(YEARS, CADRES, 2, DRAWS)
    doses = {"grant_pay_multiple": 0.7, "tax_cut_share": 0.1, "eligible_share": 0.4}
    found, run = money(LeverUse("return_incentive", POLICY, doses=doses), package={"returns": returns})
    row, values = FIRST + 1, run.parameters
    each = (0.7 + 5 * 0.1) * run.pay[row] + values["return_cost_usd"]
    by_hand = 0.4 * (returns[row].sum(axis=1) * each).sum(axis=0) * (1.0 + values["admin_share"])
    assert found.total[row] == pytest.approx(by_hand) and found.total[FIRST].sum() == 0
    assert found.outlay["donor"][row] == pytest.approx(0.5 * by_hand)


def test_a_return_programme_multiplies_by_grant_over_five_and_tax_cut_over_fifteen_percent() -> None:
    """(2.21c): at a grant of .75 of a year's pay, which is 15 % of five, all of the effect that was measured."""
    delta = estimates()["programme_effect"]

    def strength(**doses: float) -> np.ndarray:
        _, _, dials, _ = prepared(LeverUse("return_incentive", POLICY, doses=doses, cadres=("nurse",)))
        assert not np.asarray(dials.return_multiplier)[:, 0].any()  # doctors are not in it
        assert np.broadcast_to(dials.return_effect_max, (DRAWS,)) == pytest.approx(2.0 * delta)
        offered = np.broadcast_to(np.asarray(dials.offer_share)[:, 1], (YEARS, DRAWS))
        assert offered[FIRST + 1] == pytest.approx(0.5) and not offered[FIRST].any()
        return np.broadcast_to(np.asarray(dials.return_multiplier)[:, 1], (YEARS, DRAWS))[FIRST + 1]

    full = {"grant_pay_multiple": 0.75, "tax_cut_share": 0.0, "eligible_share": 1.0}
    assert strength(**full) == pytest.approx(delta)
    assert strength(**{**full, "eligible_share": 0.25}) == pytest.approx(0.25 * delta)
    more = {"grant_pay_multiple": 2.0, "tax_cut_share": 0.1, "eligible_share": 0.5}
    assert strength(**more) == pytest.approx(0.5 * delta * np.log(1.0 + 0.4 + 0.1) / np.log(1.15))
    assert strength(**{**full, "grant_pay_multiple": 0.0}) == pytest.approx(0.0)


def test_training_levers_share_what_their_seats_cost_and_pay_posts_with_on_cost() -> None:
    """(2.35), (2.29c): two levers on nurses' seats divide students, places and posts as their seats are."""
    enrolled, seats = (np.zeros((YEARS, CADRES, 2, DRAWS)) for _ in range(2))
    enrolled[:, 1, 0], seats[:, 1, 0], enrolled[:, 1, 1] = 300.0, 120.0, 999.0  # private ones are nobody's cost
    graduates = np.zeros((YEARS, CADRES, DRAWS))
    graduates[FIRST:, 1] = 40.0
    filled, funded = (np.zeros((YEARS, CADRES, 6, DRAWS)) for _ in range(2))
    filled[:, 1, :3], funded[:, 1, :3] = (
        10.0,
        [[14.0], [13.0], [13.0]],
    )  # three public posts in four have somebody in them
    filled[:, 1, 3:], funded[:, 1, 3:] = 9.0, 99.0  # private posts are not those of the lever
    lever = {"enrolled": women_and_men(enrolled), "seats_open": seats, "lever_posts": graduates}
    lever |= {"filled": filled, "funded": funded}
    none = {name: np.zeros_like(array) for name, array in lever.items()}
    one = LeverUse("expand_training", POLICY, doses={"seats_ratio": 0.3}, cadres=("nurse",), payer={"donor": 1.0})
    two = LeverUse("expand_training", POLICY, doses={"seats_ratio": 0.1}, cadres=("nurse",))
    found, run = money(one, two, baseline=none, package=lever)
    values, years = run.parameters, run.setting.world.options.programme_years[1]
    place = values["place_cost_usd.LMC"] * CRF
    wages = 0.75 * graduates[:, 1] * run.pay[:, 1] * (1.0 + run.on_cost)
    whole = 300.0 * values["seat_cost_usd.nurse.LMC"] + 120.0 * years * place + wages
    assert found.outlay["donor"] == pytest.approx(0.75 * whole)
    assert found.outlay["origin_budget"] == pytest.approx(0.25 * whole)
    assert found.posts_paid == pytest.approx(wages)


def test_posts_that_others_pay_are_paid_in_full_where_own_posts_are_cut_for_them() -> None:
    """(2.29 iii): forty posts of a donor, twelve own ones fewer, and nobody is without one: the donor pays forty."""
    graduates = np.zeros((YEARS, CADRES, DRAWS))
    graduates[FIRST:] = 40.0
    held = np.full((YEARS, CADRES, 6, DRAWS), 20.0)
    after = held.copy()
    after[:, :, 0] += 28.0
    seats = np.zeros((YEARS, CADRES, 2, DRAWS))
    schools = {"enrolled": women_and_men(seats), "seats_open": seats}
    before = schools | {"filled": held, "funded": held + 3.0, "lever_posts": 0.0 * graduates}
    use = LeverUse("expand_training", POLICY, cadres=("nurse",), payer={"donor": 1.0})
    for short, share in ((0.0, 1.0), (10.0, 0.75), (40.0, 0.0), (60.0, 0.0)):
        full = after.copy()
        full[:, :, 0] -= short
        package = schools | {"filled": full, "funded": after + 3.0, "lever_posts": graduates}
        found, run = money(use, baseline=before, package=package)
        assert found.posts_paid == pytest.approx(share * graduates[:, 1] * run.pay[:, 1] * (1.0 + run.on_cost))


def test_a_training_lever_alone_pays_all_its_seats_posts_and_supervisors_as_nurses() -> None:
    enrolled, seats = (np.zeros((YEARS, CADRES, 2, DRAWS)) for _ in range(2))
    enrolled[:, 0, 0], seats[:, 0, 0] = 90.0, 30.0
    graduates = np.zeros((YEARS, CADRES, DRAWS))
    graduates[FIRST:] = 40.0
    filled = np.full((YEARS, CADRES, 6, DRAWS), 25.0)
    lever = {"enrolled": women_and_men(enrolled), "seats_open": seats, "lever_posts": graduates}
    lever |= {"filled": filled, "funded": filled}
    none = {name: np.zeros_like(array) for name, array in lever.items()}
    doses = {"supervisor_fte_per_worker": 0.25}
    use = LeverUse("train_for_local_market", POLICY, doses=doses, cadres=("doctor",), payer={"donor": 1.0})
    found, run = money(use, baseline=none, package=lever)
    values, years = run.parameters, run.setting.world.options.programme_years[0]
    place = values["place_cost_usd.LMC"] * values["place_cost_doctor_factor"] * CRF
    pay = run.pay * (1.0 + run.on_cost)
    whole = (
        90.0 * values["seat_cost_usd.doctor.LMC"]
        + 30.0 * years * place
        + graduates[:, 0] * (pay[:, 0] + 0.25 * pay[:, 1])
    )
    assert found.total == pytest.approx(whole)
    assert found.posts_paid == pytest.approx(graduates[:, 0] * pay[:, 0])


def test_fewer_seats_than_without_the_lever_bring_no_money_back() -> None:
    enrolled = np.zeros((YEARS, CADRES, 2, DRAWS))
    enrolled[:, :, 0] = 50.0
    none = {"enrolled": women_and_men(0.0 * enrolled), "seats_open": np.zeros_like(enrolled)}
    before = none | {"enrolled": women_and_men(enrolled)}
    found, _ = money(LeverUse("expand_training", POLICY), baseline=before, package=none)
    assert not found.total.any()


def test_rural_sites_are_paid_for_the_classes_that_entered_under_the_lever() -> None:
    """Of n classes one is taught there in the first year, two in the second."""
    enrolled = np.zeros((YEARS, CADRES, 2, DRAWS))
    enrolled[:, 0, 0] = 90.0
    doses = {"rural_training_share_add": 0.3, "cost_premium_share": 0.2}
    use = LeverUse("rural_schools", POLICY, doses=doses, cadres=("doctor",), delay_years=0, ramp_years=1)
    found, run = money(use, package={"enrolled": women_and_men(enrolled)})
    values, n = run.parameters, run.setting.world.options.programme_years[0]
    place = values["place_cost_usd.LMC"] * values["place_cost_doctor_factor"] * CRF
    each = 90.0 * (0.2 * values["seat_cost_usd.doctor.LMC"] + place)
    assert n > 1 and not found.total[FIRST - 1].any()
    for year in range(n + 1):
        assert found.total[FIRST + year] == pytest.approx(0.3 * min(year + 1, n) / n * each), year


def test_a_code_s_files_and_agencies_licences_go_by_recruits_of_the_channels_covered() -> None:
    """A sum for each acting country and a file a recruit; licences as many as private recruits keep busy (LEVERS 2.2)."""
    places = len(setting().destinations)
    flows = 1.0 + np.arange(YEARS * CADRES * 4 * places * DRAWS, dtype=float).reshape(YEARS, CADRES, 4, places, DRAWS)
    use = LeverUse("ethical_code_private", POLICY, destinations=("GBR", "USA"), doses={"licensing": 0.5})
    found, run = money(use, package={"flows": flows})
    values, row = run.parameters, FIRST + 1
    recruits = flows[row, :, 1, :2].sum(axis=(0, 1))  # doctors and nurses on the private channel to both
    files = 2.0 * values["code_cost_usd"] + recruits * values["file_cost_usd.HIC"]
    licences = 0.5 * recruits / values["recruits_per_agency"] * values["agency_licence_cost_usd"]
    assert found.total[row] == pytest.approx(files + licences)


def test_migrants_pay_half_of_their_files_and_none_of_the_office() -> None:
    places = len(setting().destinations)
    flows = 1.0 + np.arange(YEARS * CADRES * 4 * places * DRAWS, dtype=float).reshape(YEARS, CADRES, 4, places, DRAWS)
    use = LeverUse("visa_cap", POLICY, destinations=("GBR",))
    found, run = money(use, package={"flows": flows})
    files = flows[FIRST, :, :3, 0].sum(axis=(0, 1)) * run.parameters["file_cost_usd.HIC"]
    assert found.outlay["migrant"][FIRST] == pytest.approx(0.5 * files)
    assert found.outlay["destination_budget"][FIRST] == pytest.approx(run.parameters["code_cost_usd"] + 0.5 * files)
    alone, _ = money(replace(use, payer={"migrant": 1.0}), package={"flows": flows})
    assert alone.outlay["migrant"][FIRST] == pytest.approx(run.parameters["code_cost_usd"] + files)


def test_posts_paid_from_compensation_are_the_treasury_s_outgoings() -> None:
    """(2.29c): what is earmarked, by the flow of the start, of the posts in which somebody is."""
    doses = {"compensation_share": 0.5, "earmark_share": 0.4, "collection_effort_share": 1.0}
    use = LeverUse("compensation", POLICY, doses=doses, destinations=("GBR",), cadres=("nurse",))
    places = len(setting().destinations)
    nobody = {
        "flows": np.zeros((YEARS, CADRES, 4, places, DRAWS)),
        "stays_begun": np.zeros((YEARS, 1, CADRES, 2, DRAWS)),
    }
    found, run = money(use, package=nobody)
    n = run.setting.world.options.programme_years[1]
    claim = 0.5 * run.parameters["collected_compensation"] * n * run.parameters["seat_cost_usd.nurse.LMC"]
    assert found.receipts["earmarked_posts"][-1] == pytest.approx(0.4 * claim * legal_flows(run.setting)[1, 0])
    empty = np.zeros((YEARS, CADRES, 6, DRAWS))
    empty[:, 1, 0] = 1e9
    bare, _ = money(use, package=nobody | {"funded": empty})
    assert not bare.receipts["earmarked_posts"].any()


def test_a_country_that_keeps_two_codes_of_a_package_pays_the_sum_of_one() -> None:
    places = len(setting().destinations)
    flows = np.ones((YEARS, CADRES, 4, places, DRAWS))
    public = LeverUse("ethical_code_public", POLICY, destinations=("GBR",))
    private = LeverUse("ethical_code_private", POLICY, destinations=("GBR", "USA"), doses={"licensing": 0.0})
    found, run = money(public, private, package={"flows": flows})
    row = FIRST + 5  # both in force
    files = 6.0 * run.parameters["file_cost_usd.HIC"]  # doctors and nurses, one on each channel of each country
    assert found.total[row] == pytest.approx(2.0 * run.parameters["code_cost_usd"] + files)


def test_a_stay_is_paid_for_each_of_its_years_when_it_begins() -> None:
    world, parts, _, room = prepared(LeverUse("twinning_with_return", POLICY, cadres=("doctor",)))
    begun = np.arange(YEARS * len(room.stays) * CADRES * DRAWS, dtype=float)
    begun = begun.reshape(YEARS, len(room.stays), CADRES, DRAWS)
    found, run = money(
        LeverUse("twinning_with_return", POLICY, cadres=("doctor",)), package={"stays_begun": women_and_men(begun, 3)}
    )
    values = run.parameters
    by_hand = begun[:, 0, 0] * 2 * values["scholar_cost_usd"] * (1.0 + values["admin_share"])
    assert found.total == pytest.approx(by_hand)
    assert parts[0].cadres == ("doctor",) and world.country == "GHA"


def test_of_a_skill_partnership_seats_are_shared_and_preparation_is_the_destination_s() -> None:
    places, gone = len(setting().destinations), 30.0
    tracks, enrolled = np.zeros((YEARS, CADRES, 2, places, DRAWS)), np.zeros((YEARS, CADRES, 2, 2, DRAWS))
    tracks[:, 1, 0, 0], enrolled[FIRST:, 1, :, 0] = gone, 40.0
    use = LeverUse("skill_partnership", POLICY, destinations=(setting().destinations[0],))
    seats = {"enrolled": enrolled, "seats_open": np.zeros((YEARS, CADRES, 2, DRAWS))}
    found, run = money(use, baseline={**seats, "enrolled": 0.0 * enrolled}, package={**seats, "tracks": tracks})
    alone, _ = money(use, baseline={**seats, "enrolled": 0.0 * enrolled}, package={**seats, "tracks": 0.0 * tracks})
    each = run.parameters["preparation_cost_usd"] * (1.0 + run.parameters["admin_share"])
    assert np.all(alone.outlay["origin_budget"][-1] > 0)
    assert found.outlay["origin_budget"] == pytest.approx(alone.outlay["origin_budget"])
    more = found.outlay["destination_budget"] - alone.outlay["destination_budget"]
    assert more[-1] == pytest.approx(gone * each)
    assert alone.outlay["origin_budget"] == pytest.approx(0.25 * alone.total)
    named = LeverUse(use.id, POLICY, destinations=use.destinations, payer={"donor": 1.0})
    by_donor, _ = money(named, baseline={**seats, "enrolled": 0.0 * enrolled}, package={**seats, "tracks": tracks})
    assert by_donor.outlay["donor"] == pytest.approx(found.total), "who pays all is named by the scenario"
