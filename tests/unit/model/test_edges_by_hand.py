"""Limits of the equations that random worlds seldom reach, by hand: what a limit is, and on which side of it things change."""

from __future__ import annotations

import numpy as np
import pytest

from braingain.model import abroad, fund, leaving, markets, missions, money, schooling


def ones(*shape: int) -> np.ndarray:
    return np.ones((*shape, 1))


def test_two_levers_together_cut_half_of_the_posts_of_a_cadre() -> None:
    """(2.29 ii): 100 posts, two rises of 100 %, no new money. Each asks for a third of a bill of 300, together two thirds.

    Half of the posts go; the 50 that are missing are found in all public posts, of which the cadre has half of its bill, 150, and
    another cadre 150: a sixth of each.
    """
    path, rise = np.zeros((2, 6, 1)), np.zeros((2, 2, 6, 1))
    path[:, 0] = [[100.0], [150.0]]
    rise[:, 0, 0] = 1.0
    none = np.zeros((2, 1))
    funded = money.funded_posts(
        path, ones(2), rise.sum(axis=0), np.zeros((2, 6, 1)), rise, np.ones(2), ones(2), none, none, np.zeros(1),
        np.zeros(1), np.zeros((2, 1)), np.zeros(1), np.array(1.0),
    )  # fmt: skip
    np.testing.assert_allclose(np.asarray(funded)[:, 0, 0], [100 * 0.5 * 5 / 6, 150 * 5 / 6], rtol=1e-12)


def test_a_supplement_on_raised_pay_costs_more_and_is_found_too() -> None:
    """(2.28c): 100 rural posts, a rise of .2 and a supplement of .3, no new money: the posts left cost what 100 did."""
    path, rise = np.zeros((1, 6, 1)), np.zeros((2, 1, 6, 1))
    path[0, 2] = 100.0
    rise[0, 0, 2], rise[1, 0, 2] = 0.2, 0.3
    none = np.zeros((2, 1))
    funded = money.funded_posts(
        path, ones(1), rise[0], rise[1], rise, np.array([1.0, 0.0]), ones(2), none, none, np.zeros(1),
        np.zeros(1), np.zeros((1, 1)), np.zeros(1), np.array(1.0),
    )  # fmt: skip
    assert float(funded[0, 2, 0]) * 1.2 * 1.3 == pytest.approx(100.0, rel=1e-12)


@pytest.mark.parametrize(("vacancy", "gap"), [(0.05, 0.0), (0.3, 0.1), (0.12, 0.07), (-0.02, -0.07), (-0.6, -0.1)])
def test_a_wage_answers_a_tenth_above_and_below_normal_at_most(vacancy: float, gap: float) -> None:
    """(2.25), v* = .05."""
    found = markets.next_wage(np.array([0.2]), np.array([vacancy]), np.array([0.05]), np.array([0.5]), np.array([0.04]))
    assert float(found[0]) == pytest.approx(0.96 * 0.2 + 0.5 * gap, rel=1e-12)


@pytest.mark.parametrize("vacancy", [0.0, 1.0])
def test_pay_that_is_pushed_for_ever_comes_to_rest(vacancy: float) -> None:
    """(2.25), decision 0025: a wage that takes its largest step every year stays within .1 η/δ_w, and gets there."""
    ln_wage, normal, speed, back = np.zeros(1), np.array([0.3]), np.array([0.5]), np.array([0.02])
    for year in range(1, 801):
        ln_wage = np.asarray(markets.next_wage(ln_wage, np.array([vacancy]), normal, speed, back))
        by_hand = 0.1 * 0.5 / 0.02 * (1.0 - 0.98**year)
        assert float(ln_wage[0]) == pytest.approx(by_hand if vacancy > 0.3 else -by_hand, rel=1e-9)
    assert abs(float(ln_wage[0])) < 0.1 * 0.5 / 0.02


@pytest.mark.parametrize("years", [1, 2, 3])
def test_crowding_is_the_growth_of_seats_over_the_five_years_before_a_class_began(years: int) -> None:
    """(2.8): ln X grows by its own size each year; the pass rate of .5 has odds e^{-(lnX(t-n) - lnX(t-n-5))}."""
    history = np.arange(12.0, 0.0, -1.0) ** 2 / 50  # of t-1, t-2, ...
    found = schooling.pass_share(
        0.5 * ones(1, 1), history[None, None, :, None], 0.0 * ones(1, 1), ones(), 0.0 * ones(), np.array(1.0), (years,)
    )
    odds = np.exp(-(history[years - 1] - history[years + 4]))
    assert float(found[0, 0, 0]) == pytest.approx(odds / (1 + odds), rel=1e-12)


@pytest.mark.parametrize(("rate", "sent"), [(0.3, 0.3), (0.5, 0.5), (2.0, 0.5)])
def test_at_most_half_of_a_cell_is_sent_on_stays_in_a_year(rate: float, sent: float) -> None:
    """(2.9b): ten workers, all young."""
    home = np.zeros((1, 2, 2, 17, 8, 1))
    home[0, 0, 0, 3, 0] = 10.0
    left, stays, begun = abroad.begin_stays(home, np.full((1, 1, 1), rate), (1,), 1)
    assert float(np.sum(begun)) == pytest.approx(10 * sent) == pytest.approx(float(np.sum(stays)))
    assert float(np.sum(left)) == pytest.approx(10 * (1 - sent))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_people_move_on_to_any_other_destination_however_small(share: float) -> None:
    """(2.21b): ten people leave the first of two destinations and all of them reach the second."""
    onward = np.zeros((1, 1, 1, 2, 1))
    onward[..., 0, :] = 10.0
    found = abroad.resettle(onward, np.array([[[1.0 - share], [share]]]))
    np.testing.assert_allclose(np.asarray(found)[0, 0, 0, :, 0], [0.0, 10.0], rtol=1e-12)


def test_costs_never_take_more_than_nineteen_twentieths_of_income_abroad() -> None:
    """(2.17a): an income of 100 after tax, no cost at the start; a cost without bound leaves 5."""
    none = np.zeros((1, 4, 1, 1))
    found = leaving.net_income(100 * ones(1, 1), ones(1, 1), 0 * ones(1, 1), 0 * ones(1, 1), none, none + 1e9)
    np.testing.assert_allclose(found, np.log(0.05), rtol=1e-12)


def test_the_fund_absorbs_seats_of_the_cadres_in_its_mix_alone() -> None:
    """(2.36): a tenth of 20 seats at 1000 each; 500 seats of a cadre outside the mix count for nothing."""
    paid = fund.outlay(
        np.array([1e9]), np.array([[20.0], [500.0]]), 1000 * ones(2), np.array([[1.0], [0.0]]),
        np.zeros(1), np.array([0.1]), ones(2), np.zeros(1),
    )  # fmt: skip
    assert float(paid.disbursed[0]) == pytest.approx(2000.0)
    np.testing.assert_allclose(np.asarray(paid.seats)[:, 0], [2.0, 0.0])


@pytest.mark.parametrize(("kept", "taken"), [(0.0, 8.0), (5.0, 5.0), (12.0, 0.0)])
def test_missions_take_rural_public_posts_that_nobody_keeps(kept: float, taken: float) -> None:
    """(2.15b): eight visitors, ten posts."""
    funded, held = np.zeros((1, 6, 1)), np.zeros((1, 6, 1))
    funded[0, 2], held[0, 2] = 10.0, kept
    assert float(missions.posts_taken(np.array([[8.0]]), funded, held)[0, 0]) == pytest.approx(taken)


def test_the_foreign_trained_teach_and_locals_come_to_teach_what_seats_need() -> None:
    """(2.5b): 60 of the own and 40 foreign-trained taught 50 seats, slack 1.25; 125 seats need 200, half of them are taught.

    A tenth of the way a year on a log scale: 2^.1 of them teach next year. Guests as good as 50 workers leave 150 to find.
    """
    given = (
        ones(1),
        np.array([[0.02]]),
        100.0 * ones(1),
        125.0 * ones(1),
        50.0 * ones(1),
        ones(1) * 1.25,
        ones(1) * 0.1,
    )
    alone = schooling.teachers(100.0 * ones(1), given[0], 0.0 * ones(1), *given[1:], np.array(1.0))
    assert float(alone.share[0, 0]) == pytest.approx(0.5)
    assert float(alone.teaching[0, 0]) == pytest.approx(2.0**0.1)
    guests = schooling.teachers(100.0 * ones(1), given[0], ones(1), *given[1:], np.array(1.0))
    assert float(guests.share[0, 0]) == pytest.approx(0.75)
    assert float(guests.teaching[0, 0]) == pytest.approx(1.5**0.1)
    off = schooling.teachers(100.0 * ones(1), given[0], 0.0 * ones(1), *given[1:], np.array(0.0))
    assert float(off.share[0, 0]) == 1.0


@pytest.mark.parametrize(("seats", "goal"), [(20.0, 1.0), (1e9, 1 / 0.02)])
def test_never_fewer_teach_than_at_the_start_and_never_more_than_all(seats: float, goal: float) -> None:
    found = schooling.teachers(
        100.0 * ones(1), 4.0 * ones(1), 0.0 * ones(1), np.array([[0.02]]), 100.0 * ones(1), seats * ones(1),
        50.0 * ones(1), ones(1), 0.25 * ones(1), np.array(1.0),
    )  # fmt: skip
    assert float(found.teaching[0, 0]) == pytest.approx(4.0**0.75 * goal**0.25)


def test_vacancies_are_seen_as_expectations_follow() -> None:
    """(2.25c): from .05 towards .25 at .3 a year: .11, then .152."""
    first = markets.seen(np.array([0.05]), np.array([0.25]), np.array([0.3]))
    assert float(first[0]) == pytest.approx(0.11)
    assert float(markets.seen(first, np.array([0.25]), np.array([0.3]))[0]) == pytest.approx(0.152)
