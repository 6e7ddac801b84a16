"""Closed forms of incomes, private work, claims, courses, tracks, missions and the fund, on numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from braingain.model import abroad, fund, ladders, missions, pay, primitives, service
from braingain.model.primitives import Exposed

ONE = np.ones(1)


def practice(most=0.3, ratio=1.4, added=0.0, change=0.0, switch=1.0, slope=2.0):
    """One cadre, places 1, .7, .3."""
    return pay.practice(
        most * np.ones((1, 1)),
        np.array([1.0, 0.7, 0.3])[:, None],
        slope * ONE,
        ratio * ONE,
        added * np.ones((1, 1)),
        change * np.ones((1, 3, 1)),
        switch,
    )


@pytest.mark.parametrize(("added", "change"), [(0.0, 0.0), (0.1, 0.0), (-0.2, 0.3), (-0.5, -0.4), (0.0, -0.7)])
def test_private_work_is_a_logistic_of_relative_pay(added: float, change: float) -> None:
    """(2.14d) from its definition: a ban (-.5 of .3) leaves none."""
    found = practice(added=added, change=change)
    expected = max(0.0, 0.3 + added) * np.array([1.0, 0.7, 0.3]) / (1 + np.exp(-2.0 * (np.log(1.4) + change)))
    np.testing.assert_allclose(pay.private_time(found)[0, :, 0], expected, atol=1e-15)
    off = practice(added=added, change=change, switch=0.0)
    np.testing.assert_array_equal(pay.private_time(off), practice().at_start)


def test_public_time_is_lost_to_private_work_but_for_monitoring() -> None:
    found = practice(most=0.4, ratio=1.0)  # logistic 1/2: .2 private FTE in the capital
    free = pay.public_time(found, 0.3 * ONE, 0.5 * ONE, np.zeros((1, 1)), 1.0)
    assert free[0, 0, 0] == pytest.approx(1 - 0.3 * 0.2 * 0.5, abs=1e-15)
    watched = pay.public_time(found, 0.3 * ONE, 0.5 * ONE, 0.9 * np.ones((1, 1)), 1.0)
    np.testing.assert_array_equal(watched, np.ones((1, 3, 1)))
    off = pay.public_time(found, 0.3 * ONE, 0.5 * ONE, 0.9 * np.ones((1, 1)), 0.0)
    np.testing.assert_array_equal(off, free)


def incomes(raised=0.0, supplement=0.0, benefit=0.0, ln_private=0.0, most=0.3):
    posts = np.ones((1, 6, 1))
    change = ln_private - np.log1p(raised)
    work = practice(most=most, change=change)
    return pay.log_incomes(
        ONE,
        np.zeros((1, 1)),
        ln_private * np.ones((1, 1)),
        raised * posts,
        supplement * posts,
        benefit * posts,
        work,
        1.4 * ONE,
    )


def test_incomes_count_private_work_of_public_staff() -> None:
    """(2.14b): a supplement weighs less where private income is large; no policy is nought to the bit."""
    np.testing.assert_array_equal(incomes(), np.zeros((1, 6, 1)))
    usual = 0.3 * np.array([1.0, 0.7, 0.3]) / (1 + 1.4**-2.0)
    paid = incomes(supplement=0.3)[0, :3, 0]
    np.testing.assert_allclose(paid, np.log((1.3 + 1.4 * usual) / (1 + 1.4 * usual)), rtol=1e-14)
    assert paid[0] < paid[1] < paid[2] < np.log(1.3)
    np.testing.assert_allclose(incomes(supplement=0.3, most=0.0)[0, :3, 0], np.log(1.3), rtol=1e-14)
    np.testing.assert_allclose(incomes(raised=0.2, benefit=0.1, most=0.0)[0, :3, 0], np.log(1.3), rtol=1e-14)
    np.testing.assert_allclose(incomes(ln_private=0.1)[0, 3:, 0], 0.1, rtol=1e-14)
    assert np.all(incomes(ln_private=0.1)[0, :3, 0] > 0)


def test_closing_the_gap_is_all_that_moves_womens_pay() -> None:
    gap = 0.2 * ONE
    assert pay.gap_closed(gap, np.zeros(1))[0] == 0.0
    assert pay.gap_closed(gap, ONE)[0] == pytest.approx(-np.log(0.8), rel=1e-14)
    assert pay.gap_closed(gap, 0.5 * ONE)[0] == pytest.approx(np.log(0.9 / 0.8), rel=1e-14)


def test_claims_follow_the_largest_rise_of_two_years_ago() -> None:
    rises = np.array([0.0, 0.1, 0.0])[:, None]
    past = np.zeros((3, 2, 1))
    past[:, 1, 0] = 0.3, 0.1, 0.05
    found = pay.claimed(rises, past, ONE, 1.0)[:, 0]
    np.testing.assert_allclose(found, [0.0, 0.2, 0.25], rtol=1e-14)  # less what each had then or has now
    assert np.all(pay.claimed(rises, past, ONE, 0.0) == 0) and np.all(pay.claimed(rises, past, 0 * ONE, 1.0) == 0)
    past[:, 1, 0] = 0.3
    assert np.all(pay.claimed(0 * rises, past, ONE, 1.0) == 0), "a rise of all that ended for all is claimed by nobody"
    past[:, 1], past[:, 0] = 0.0, 0.5
    assert np.all(pay.claimed(0 * rises, past, ONE, 1.0) == 0), "last year's rise is not yet claimed"


def test_relative_pay_is_measured_against_cadres_with_posts() -> None:
    rises = np.array([0.2, 0.0, 0.9])[:, None]
    posts = np.array([10.0, 10.0, 0.0])[:, None]
    np.testing.assert_allclose(pay.relative(rises, posts)[:2, 0], [0.0, np.log(1.2)], rtol=1e-14)
    alone = pay.relative(rises, np.array([10.0, 0.0, 0.0])[:, None])
    assert alone[0, 0] == 0.0


def test_courses_begin_and_end_with_a_change_of_duration() -> None:
    """(2.9d): second cadre to first, entry ages 26 and 23, so y' = max(0, y − 3); a course of two years."""
    home = np.zeros((2, 1, 1, 6, 8, 1))
    home[:, 0, 0, :, 0:3] = 1.0  # three public workers of each duration
    bridging = np.zeros((2, 1, 1, 6, 2, 1))
    bridging[1, 0, 0, :, 0] = 10.0  # end this year
    bridging[1, 0, 0, 4, 1] = 5.0
    by_cadre = np.ones((2, 1))
    found = ladders.attend(
        home, bridging, bridging, 0.5 * by_cadre, 4.0 * by_cadre, 2.0 * by_cadre, 0.8 * ONE, (-1, 0), (26, 23)
    )
    np.testing.assert_allclose(found.upgraded[0, 0, 0, :, 0], 8.0 * np.array([4, 1, 1, 0, 0, 0]), rtol=1e-14)
    assert np.all(found.upgraded[1] == 0)
    np.testing.assert_allclose(found.failed[1, 0, 0, :, 0], 2.0, rtol=1e-14)
    np.testing.assert_allclose(found.begun[:, 0, 0], [0.0, 4.0], rtol=1e-14)  # seats bind: 4 < .5 × 12
    np.testing.assert_allclose(found.bridging[1, 0, 0, :, 1, 0], [0, 0, 1, 1, 1, 1], rtol=1e-14)
    np.testing.assert_allclose(found.bridging[1, 0, 0, :, 0, 0], [0, 0, 0, 0, 5, 0], rtol=1e-14)
    np.testing.assert_allclose(found.home[1, 0, 0, :, 0, 0], 1 - np.array([0, 0, 1, 1, 1, 1]) / 3, rtol=1e-14)
    np.testing.assert_array_equal(found.home[0], home[0])
    few = ladders.attend(
        home, bridging, bridging, 0.1 * by_cadre, 4.0 * by_cadre, 2.0 * by_cadre, 0.8 * ONE, (-1, 0), (26, 23)
    )
    np.testing.assert_allclose(few.begun[1], 1.2, rtol=1e-14)  # υ binds: .1 × 12


def test_the_right_to_study_is_complete_at_five_seats_a_hundred() -> None:
    people, seats = np.array([100.0, 100.0, 0.0])[:, None], np.array([2.0, 2.0, 2.0])[:, None]
    np.testing.assert_allclose(ladders.rights(seats, people, (-1, 0, 0))[:, 0], [0.0, 0.4, 0.0], rtol=1e-14)
    assert ladders.rights(9 * seats, people, (-1, 0, 0))[1, 0] == 1.0


def test_graduates_on_tracks_never_exceed_the_graduates() -> None:
    licensed = np.array([6.0, 2.0, 1.0, 1.0]).reshape(1, 2, 2, 1)
    places = np.array([3.0, 1.0]).reshape(1, 2, 1)
    left, tracks = abroad.take_tracks(licensed, places)
    np.testing.assert_allclose(left, 0.6 * licensed, rtol=1e-14)
    np.testing.assert_allclose(tracks[0, :, :, 0], [[2.4, 0.8], [0.6, 0.2]], rtol=1e-14)
    left, tracks = abroad.take_tracks(licensed, 10 * places)
    assert np.all(left == 0) and tracks.sum() == pytest.approx(10.0)
    np.testing.assert_allclose(tracks.sum(1)[0, :, 0], [7.5, 2.5], rtol=1e-14)


def visits(starts: float, contracts: np.ndarray, length: float, from_here: float = 0.0, posts=None):
    return missions.visit(
        contracts,
        starts * np.ones((1, 1, 1)),
        length * np.ones((1, 1)),
        0.5 * np.ones((1, 1)),
        np.array([from_here]),
        8.0 * np.ones((1, 1, 1)),
        0.3 * np.ones((1, 1)),
        100.0 * np.ones((1, 6, 1)) if posts is None else posts,
    )


def test_missions_are_present_for_their_length() -> None:
    """(2.23): 10 a year for 2.5 years are 10, 20, 25, 25 person-years; for a month and a half 1.25."""
    contracts, present = np.zeros((1, 6, 1, 1)), []
    for _ in range(4):
        found = visits(10.0, contracts, 2.5)
        contracts = found.contracts
        present.append(float(found.present.sum()))
    np.testing.assert_allclose(present, [10.0, 20.0, 25.0, 25.0], rtol=1e-14)
    assert float(visits(10.0, np.zeros((1, 6, 1, 1)), 0.125).present.sum()) == pytest.approx(1.25)
    assert float(found.visiting[0, 0]) == pytest.approx(12.5) and float(found.sent[0, 0]) == 0.0


def test_missions_add_local_posts_and_their_pay() -> None:
    """(2.30b): 10 present with 8 local each add 80 to 300 private posts; .3 more pay for 80 of 380."""
    found = visits(10.0, np.zeros((1, 6, 1, 1)), 1.0)
    np.testing.assert_allclose(found.local_staff[0, :, 0], [0, 0, 0, *[80 / 3] * 3], rtol=1e-14)
    assert float(found.premium[0, 0]) == pytest.approx(0.3 * 80 / 380, rel=1e-14)
    public_only = np.array([100.0, 100, 100, 0, 0, 0]).reshape(1, 6, 1)
    np.testing.assert_array_equal(
        visits(10.0, np.zeros((1, 6, 1, 1)), 1.0, posts=public_only).local_staff[0, :, 0], [0, 0, 0, 0, 0, 80]
    )
    sending = visits(10.0, np.zeros((1, 6, 1, 1)), 1.0, from_here=1.0)
    assert np.all(sending.local_staff == 0) and np.all(sending.visiting == 0) and float(sending.sent[0, 0]) == 10.0


def test_missions_take_what_others_leave_of_rural_posts() -> None:
    funded, kept = np.full((1, 6, 1), 10.0), np.full((1, 6, 1), 7.0)
    assert missions.posts_taken(np.full((1, 1), 2.0), funded, kept)[0, 0] == 2.0
    assert missions.posts_taken(np.full((1, 1), 9.0), funded, kept)[0, 0] == 3.0


def test_the_fund_pays_what_it_holds_and_can_be_absorbed() -> None:
    """(2.36): 5 % of 100 and 40 seats at 20 000 and 10 000 are 120 000 at most."""
    args = (
        np.array([[100.0], [40.0]]),
        np.array([[20_000.0], [10_000.0]]),
        np.array([[0.75], [0.25]]),
        0.4 * ONE,
        0.05 * ONE,
        np.array([[8_000.0], [4_000.0]]),
        0.25 * ONE,
    )
    rich, poor = (fund.outlay(held * ONE, *args) for held in (1e6, 50_000.0))
    assert rich.disbursed[0] == pytest.approx(120_000.0) and poor.disbursed[0] == pytest.approx(50_000.0)
    np.testing.assert_allclose(poor.seats[:, 0], [0.6 * 50_000 * 0.75 / 20_000, 0.6 * 50_000 * 0.25 / 10_000])
    np.testing.assert_allclose(poor.posts[:, 0], [0.4 * 50_000 * 0.75 / 10_000, 0.4 * 50_000 * 0.25 / 5_000])
    assert fund.next_fund(1e6 * ONE, 0.02 * ONE, rich.disbursed, 7.0 * ONE)[0] == pytest.approx(900_007.0)
    order = fund.orders(np.array([[3.0]]), 2)
    assert order[0, 0, 2, 0] == 3.0 and order.sum() == 3.0


def test_two_choice_sets_share_a_cap() -> None:
    """(2.3b, 2.18c): with the same openness two sets are one; with a hold the cap is met by both together."""
    rng = np.random.default_rng(3)
    D, n = 3, 2
    shares = rng.dirichlet(np.ones(D), (2, n)).transpose(0, 2, 1)
    weights = rng.uniform(0.1, 1.0, (2, 4, D, n))
    people, odds = rng.uniform(0, 100, (2, 5, n)), rng.uniform(0.01, 0.3, (2, 5, n))
    theta_d, theta_r, legal = np.array([0.8, 0.5]), np.array([0.6, 0.5]), (True, True, True, False)
    capacity = np.array([4.0, np.inf, 6.0])[None, :, None] * np.ones((2, 1, n))
    whole = primitives.capped_choice(
        shares, weights, theta_d, theta_r, [Exposed(people, odds)], capacity, np.array(legal)
    )
    part = rng.uniform(0.2, 0.8, people.shape)
    split = [[Exposed(people * part, odds)], [Exposed(people * (1 - part), odds)]]
    choices, multipliers, residual = service.capped_choices(
        shares, [weights, weights], theta_d, theta_r, split, capacity, np.array(legal)
    )
    np.testing.assert_allclose(multipliers, whole[1], rtol=1e-10)
    np.testing.assert_allclose(choices[1].growth, whole[0].growth, rtol=1e-12)
    held = weights * np.array([0.3, 0.3, 0.3, 1.0])[None, :, None, None]
    choices, multipliers, residual = service.capped_choices(
        shares, [weights, held], theta_d, theta_r, split, capacity, np.array(legal)
    )
    admitted = sum(
        primitives.expected_leavers(parts, c.growth)[:, None] * c.destinations * c.channels[:, :3].sum(1)
        for parts, c in zip(split, choices, strict=True)
    )
    bound = multipliers < 1 - 1e-9
    assert bound.any() and np.max(residual) < 1e-12
    np.testing.assert_allclose(np.asarray(admitted)[bound], capacity[bound], rtol=1e-10)
    assert np.all(choices[1].growth < choices[0].growth)
