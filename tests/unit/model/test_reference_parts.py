"""Mechanisms of the slow twin, one at a time, against numbers worked out by hand: ladders, incomes, service."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hand_years import placed, quiet_year, with_parts
from pytest import approx

from braingain.foundation.vocabulary import CONDITIONS
from braingain.model.containers import IRREGULAR
from braingain.model.reference import (
    incomes,
    ladders,
    leaving,
    money,
    values,
)
from braingain.model.reference.choice import solve_nests
from braingain.model.reference.run import step
from braingain.model.reference.unpack import Now

CAPITAL, URBAN, RURAL, RESERVE, OUT = 0, 1, 2, 6, 7
FEMALE, MALE = 0, 1


def by_sex(of_cadres: list[float], sex: int) -> object:
    """Expected (cadre, sex): all of one sex."""
    both = np.zeros((len(of_cadres), 2))
    both[:, sex] = of_cadres
    return approx(both)


# Ladders (2.9d)


def ladder(years: int = 1, **dial: float) -> Now:
    """Ten workers of cadre 1, four years after they qualified, in public posts of the capital; cadre 0 is the next."""
    now = quiet_year(
        cadres=2, left=years, bridge_years=years, ladder_next=(-1, 0), entry_ages=(25, 22), programme_years=(1, 1)
    )
    given = {"ladder_seats_share": 0.4, "ladder_share": 0.5, "ladder_service_years": 3.0} | dial
    return with_parts(
        now,
        s={"home": placed(now.s.home, (1, FEMALE, 0, 4, CAPITAL), 10.0)},
        dial=given,
        c={"ladder_completion": 0.75, "upgraded_rural_odds": 0.5},
    )


def next_year(now: Now) -> Now:
    after, _ = step(now)
    return with_parts(now, s=after._asdict())


@pytest.mark.parametrize(("share", "begun"), [(0.5, 4.0), (0.3, 3.0), (2.0, 4.0)])
def test_seats_or_those_who_want_limit_a_ladder(share: float, begun: float) -> None:
    after, year = step(ladder(ladder_share=share))
    assert year.bridging_begun == by_sex([0.0, begun], FEMALE)
    assert after.bridging[1, FEMALE, 0, 5, 0] == approx(begun)
    assert after.home[1].sum() == approx(10.0 - begun)


def test_nobody_begins_too_early_or_without_the_switch_or_a_next_cadre() -> None:
    assert step(ladder(ladder_service_years=6.0))[1].bridging_begun.sum() == 0.0
    assert step(with_parts(ladder(), switch={"ladders": 0.0}))[1].bridging_begun.sum() == 0.0
    nowhere = ladder()
    alone = with_parts(nowhere, option={"ladder_next": (-1, -1)})
    assert step(alone)[1].bridging_begun.sum() == 0.0


@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_course_of_n_years_ends_n_years_later(years: int) -> None:
    now = ladder(years)
    for _ in range(years):
        now = with_parts(next_year(now), dial={"ladder_seats_share": 0.0})
        assert now.s.bridging.sum() == approx(4.0)
    after, year = step(now)
    assert year.upgraded == by_sex([0.0, 3.0], FEMALE)
    assert year.bridging_failed == by_sex([0.0, 1.0], FEMALE)
    joined = 4 + 1 + years - 3  # begun a year older, ended n years later, three years back for the age at entry
    assert after.home[0, FEMALE, 0, joined].sum() == approx(3.0)
    assert after.home[1, FEMALE, 0, 5 + years].sum() == approx(7.0)
    assert year.licensed.sum() == 0.0
    assert year.conservation < 1e-12


def test_the_upgraded_shun_rural_posts_once() -> None:
    """Eight equal weights, two of them rural and halved: 7 in all, a rural post has one in fourteen."""
    after, _ = step(with_parts(next_year(ladder()), dial={"ladder_seats_share": 0.0}))
    assert after.home[0, ..., RURAL].sum() == approx(3.0 * 0.5 / 7.0)
    assert after.home[0, ..., RESERVE].sum() == approx(3.0 / 7.0)


def test_people_in_a_course_keep_their_posts_and_work_in_part() -> None:
    now = with_parts(ladder(ladder_study_share=0.5), option={"demand_country": True})
    after, year = step(now)
    assert year.filled[1, 0:3].sum() == approx(10.0)  # six at work, four posts kept
    assert year.filled[1, RURAL] == approx(4.0 / 3.0)
    assert after.home[1, ..., :6].sum() == approx(6.0)


def test_courses_lose_the_dead_and_the_retired() -> None:
    now = next_year(ladder(2))
    now = with_parts(now, path={"mortality_home": 0.1}, c={"retirement_home": 0.5}, dial={"ladder_seats_share": 0.0})
    after, year = step(now)
    assert year.bridging_lost == by_sex([0.0, 4.0 * (1.0 - math.exp(-0.1) * 0.5)], FEMALE)
    assert after.bridging.sum() == approx(4.0 * math.exp(-0.1) * 0.5)


def test_the_right_to_study_is_worth_something_to_those_in_public_posts() -> None:
    """Four seats over a twentieth of ten workers are more than one: the right is whole, with what levers add."""
    now = with_parts(ladder(), c={"condition_response": 0.2})
    change = values.prices(now).change
    assert change[1, MALE, 0:6] == approx([0.2, 0.2, 0.2, 0.0, 0.0, 0.0])
    assert change[0] == approx(0.0)
    few = with_parts(now, dial={"ladder_seats_share": 0.01})
    assert ladders.study_rights(few, 1) == approx(0.2)
    rights = placed(now.dial.conditions, (CONDITIONS.index("training_rights"), 1), 0.9)
    assert values.prices(with_parts(few, dial={"conditions": rights})).change[1, MALE, 0] == approx(0.2)


# Incomes, private work, claims (2.14b, d, e)


def paid(**dial: float) -> Now:
    """Private pay equals public pay; α⁰ = .4 · logistic(0) = .2 in every place."""
    now = quiet_year(cadres=2)
    constants = {"dual_most": 0.4, "dual_place": 1.0, "dual_slope": 2.0, "dual_hours_lost": 0.5, "dual_monitoring": 0.2}
    return with_parts(now, c=constants | {"women_pay_gap": 0.2}, dial=dial)


def test_private_income_makes_a_supplement_weigh_less() -> None:
    pay = incomes.incomes(paid(supplement=0.3))
    assert pay.hours == approx(0.2)
    assert pay.public_fte == approx(1.0 - 0.5 * 0.2 * 0.8)
    assert np.exp(pay.ln_pay[0, 0:3]) == approx(1.5 / 1.2)
    assert pay.ln_pay[0, 3:] == approx(0.0)


def test_a_rise_of_base_pay_brings_people_back_from_private_work() -> None:
    pay = incomes.incomes(paid(pay_raise=0.25, benefit=0.1))
    hours = 0.4 / (1.0 + 1.25**2)
    assert pay.hours == approx(hours)
    assert np.exp(pay.ln_pay[1, 0:3]) == approx((1.25 + 0.1 + hours) / 1.2)
    off = with_parts(paid(pay_raise=0.25, dual_hours=0.3, dual_monitoring=0.5), switch={"dual_practice": 0.0})
    assert incomes.incomes(off).hours == approx(0.2)
    assert incomes.incomes(off).public_fte == approx(1.0 - 0.5 * 0.2 * 0.8)


def test_hours_and_monitoring_by_a_lever() -> None:
    pay = incomes.incomes(paid(dual_hours=-0.5, dual_monitoring=0.3))
    assert pay.hours == approx(0.0)
    pay = incomes.incomes(paid(dual_hours=0.2, dual_monitoring=2.0))
    assert pay.hours == approx(0.3)
    assert pay.public_fte == approx(1.0)


def test_private_pay_over_its_path_draws_hours_and_moves_private_posts() -> None:
    now = with_parts(paid(), s={"ln_wage_private": math.log(2.0)})
    pay = incomes.incomes(now)
    hours = 0.4 / (1.0 + 0.5**2)
    assert pay.hours == approx(hours)
    assert np.exp(pay.ln_pay[0, 0:3]) == approx((1.0 + 2.0 * hours) / 1.2)
    assert np.exp(pay.ln_pay[0, 3:6]) == approx(2.0)


def test_only_closing_the_gap_moves_womens_pay() -> None:
    assert values.prices(paid()).change == approx(0.0)
    half = values.prices(paid(pay_gap_closed=0.5)).change
    assert half[:, MALE] == approx(0.0)
    assert half[:, FEMALE, 0:6] == approx(math.log(0.9 / 0.8))
    assert half[:, FEMALE, 6:] == approx(0.0)


def test_pay_outside_the_sector() -> None:
    now = with_parts(paid(pay_out=0.5), c={"beta_work": 0.4, "beta_go": 0.9, "pay_response": [0.85, 1.0]})
    price = values.prices(now)
    value = values.post_values(now, price, now.s.rural_trained)
    assert value[0, FEMALE, 0, 3, OUT] == approx(0.4 * 0.85 * math.log(1.5))
    assert value[0, MALE, 0, 3, RESERVE] == 0.0
    stay = values.entrant_stay(now, price, value)
    assert leaving.stay_utility(now, price, stay, 0, MALE, 0, 3, OUT) == approx(0.9 * math.log(1.5))
    assert price.everywhere[0, MALE, 0] == approx(math.log(1.5) / 8.0)


def claiming(follow: float = 1.0) -> Now:
    """Cadre 0 had a rise of .2 two years ago; cadre 1 has .05 this year, over 100 posts at pay 1."""
    now = quiet_year(cadres=2)
    return with_parts(
        now,
        switch={"relative_pay": 1.0},
        c={"claims_follow": follow, "claims_weight": 0.5, "resentment_weight": 2.0},
        s={"past_rises": [[0.0, 0.2], [0.0, 0.0]]},
        dial={"pay_raise": placed(now.dial.pay_raise, (1, slice(0, 3)), 0.05)},
        path={"posts": 100.0 / 3.0},
    )


def test_a_claim_follows_the_largest_rise_of_another_cadre_after_two_years() -> None:
    pay = incomes.incomes(claiming())
    assert pay.rise == approx([0.0, 0.05])
    assert pay.claim == approx([0.0, 0.15])
    assert np.exp(pay.ln_pay[1, 0:3]) == approx(1.2)
    assert pay.resentment == approx([0.5 * math.log(1.2), 0.0])  # cadre 0 has nothing by now, cadre 1 has .2
    quiet = incomes.incomes(claiming(follow=0.0))
    assert quiet.claim == approx(0.0)
    assert quiet.resentment == approx([0.5 * math.log(1.05), 0.0])
    off = incomes.incomes(with_parts(claiming(), switch={"relative_pay": 0.0}))
    assert off.claim == approx(0.0)
    assert off.resentment == approx(0.0)


def test_nobody_claims_a_rise_that_ended_for_all() -> None:
    now = with_parts(claiming(), s={"past_rises": [[0.0, 0.2], [0.0, 0.15]]}, dial={"pay_raise": 0.0})
    assert incomes.incomes(now).claim == approx([0.0, 0.05])


def test_a_claim_is_paid_by_posts_of_its_cadre() -> None:
    now = claiming()
    claim = incomes.incomes(now).claim
    funded = money.funded_posts(now, claim, np.zeros(2), np.zeros((2, 6)), 0.0)
    assert funded[0] == approx(100.0 / 3.0)
    assert funded[1, 0:3].sum() == approx(100.0 * (1.0 - 15.0 / 120.0))
    assert funded[1, 3:].sum() == approx(100.0)
    saved = with_parts(now, c={"vacancy_money_share": 0.5, "vacancy_money0": 10.0})
    funded = money.funded_posts(saved, claim, np.zeros(2), np.zeros((2, 6)), 0.0)
    assert funded[1, 0:3].sum() == approx(100.0 * (1.0 - 10.0 / 120.0))


def test_rises_are_remembered_for_two_years() -> None:
    after, year = step(claiming())
    assert after.past_rises == approx(np.array([[0.0, 0.0], [0.05, 0.0]]))
    assert year.claimed_rise == approx([0.0, 0.15])


def test_returnees_who_are_paid_more_are_resented() -> None:
    now = claiming(follow=0.0)
    now = with_parts(
        now,
        s={"home": placed(now.s.home, (0, MALE, 0, 5, URBAN), 50.0), "returned": [5.0, 5.0], "past_rises": 0.0},
        dial={"return_premium": 0.1, "return_grant": 0.4, "pay_raise": 0.0},
    )
    assert incomes.incomes(now).resentment == approx([2.0 * 0.5 * 0.1, 0.0])


# Compulsory service and withheld licences (2.18c)


def serving(weight: float, years: float = 2.0, cover: float = 1.0) -> Now:
    """Ten men graduate and are licensed; everybody owes service."""
    now = quiet_year(service=True)
    return with_parts(
        now,
        s={"students": placed(now.s.students, (0, MALE, 1, 0, 0), 10.0)},
        dial={"service_cover": cover, "service_years": years, "service_weight": weight},
    )


@pytest.mark.parametrize(("weight", "rural"), [(0.0, 1 / 8), (0.5, 1 / 5), (1.0, 1 / 2)])
def test_those_who_owe_service_find_rural_public_posts_and_the_reserve_open(weight: float, rural: float) -> None:
    after, year = step(serving(weight))
    assert after.home[0, ..., RURAL].sum() == approx(10.0 * rural)
    assert after.home[0, ..., RESERVE].sum() == approx(10.0 * rural)
    assert after.home[0, ..., CAPITAL].sum() == approx(10.0 * rural * (1.0 - weight))
    assert year.obliged == by_sex([10.0], MALE)


def test_half_a_cohort_owes_service() -> None:
    after, year = step(serving(1.0, cover=0.5))
    assert after.home[0, ..., RURAL].sum() == approx(5.0 / 8.0 + 5.0 / 2.0)
    assert year.obliged == by_sex([5.0], MALE)


@pytest.mark.parametrize(("years", "after_one", "after_two"), [(0.0, 0.0, 0.0), (1.0, 10.0, 0.0), (2.0, 10.0, 10.0)])
def test_service_ends(years: float, after_one: float, after_two: float) -> None:
    now = serving(0.5, years)
    after, first = step(now)
    _, second = step(with_parts(now, s=after._asdict(), dial={"service_cover": 0.0}))
    assert [first.obliged[0, MALE], second.obliged[0, MALE]] == approx([after_one, after_two])


def test_a_withheld_licence_multiplies_the_odds_of_leaving() -> None:
    """T16: one channel and destination, the odds of the held are those of the free times (1 − hold)^θ_R."""
    now = with_parts(quiet_year(service=True), dial={"licence_hold": 0.75}, c={"theta_channel": 0.5})
    free, held = solve_nests(now, 0, leaving.pull(now, 0), np.array([np.inf]), [[], []])
    assert free.leave(0.2, 0.0, 0.0) == approx(0.2)
    p = held.leave(0.2, 0.0, 0.0)
    assert p / (1.0 - p) == approx(0.25 * 0.5)


def test_the_irregular_channel_knows_no_licence() -> None:
    now = with_parts(
        quiet_year(service=True), dial={"licence_hold": 1.0}, c={"channel_shares": [[[0.0], [0.0], [0.9], [0.1]]]}
    )
    _, held = solve_nests(now, 0, leaving.pull(now, 0), np.array([np.inf]), [[], []])
    p = held.leave(0.2, 0.0, 0.0)
    assert p / (1.0 - p) == approx(0.25 * 0.1)
    assert held.split[IRREGULAR, 0] == approx(1.0)


def test_one_multiplier_of_a_cap_holds_for_both_sets() -> None:
    """x = odds of the free under the cap: 100 x/(1+x) + 100 (x/2)/(1+x/2) = 20, so 1.8 x² + 2.4 x − .4 = 0."""
    now = with_parts(quiet_year(service=True, caps=True), dial={"licence_hold": 0.5})
    groups = [[(100.0, 0.2, 0.0, 0.0)], [(100.0, 0.2, 0.0, 0.0)]]
    free, held = solve_nests(now, 0, leaving.pull(now, 0), np.array([20.0]), groups)
    x = (-2.4 + math.sqrt(2.4**2 + 4 * 1.8 * 0.4)) / 3.6
    assert 100.0 * free.leave(0.2, 0.0, 0.0) == approx(100.0 * x / (1.0 + x))
    assert 100.0 * held.leave(0.2, 0.0, 0.0) == approx(100.0 * x / (2.0 + x))


def test_without_substitution_a_cap_scales_both_sets() -> None:
    """20 of the free and half of 20 of the held would go; 15 places: each set keeps half of that."""
    now = with_parts(quiet_year(service=True, caps=True), dial={"licence_hold": 0.5}, switch={"substitution": 0.0})
    groups = [[(100.0, 0.2, 0.0, 0.0)], [(100.0, 0.2, 0.0, 0.0)]]
    free, held = solve_nests(now, 0, leaving.pull(now, 0), np.array([15.0]), groups)
    assert free.leave(0.2, 0.0, 0.0) == approx(0.1)
    assert held.leave(0.2, 0.0, 0.0) == approx(0.05)


def test_the_free_leave_first() -> None:
    """Entrants half a year: p⁰ = 1 − e^{−.2}; with a whole hold only the free go, and those who owe are a larger share."""
    now = with_parts(serving(0.0, cover=0.5), c={"entrant_hazard": 0.4}, dial={"licence_hold": 1.0})
    after, year = step(now)
    p = 1.0 - math.exp(-0.2)
    assert year.emigrants.sum() == approx(5.0 * p)
    assert year.held_leavers.sum() == approx(0.0)
    assert after.obliged[0, MALE, 0] == approx(0.5 / (1.0 - p / 2.0))
    assert year.obliged == by_sex([5.0], MALE)


def test_a_cell_in_which_nobody_stays_has_no_marks() -> None:
    """All ten graduates go on a track: nobody is left whom a later returnee could be bound like."""
    now = with_parts(serving(0.0), option={"tracks": True}, dial={"track_places": 20.0, "bond_cover": 1.0})
    after, year = step(with_parts(now, dial={"bond_years": 5.0}))
    assert year.tracks.sum() == approx(10.0)
    assert after.obliged.sum() == 0.0
    assert after.bonded.sum() == 0.0
