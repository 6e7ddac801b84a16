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
        path, ones(2), rise.sum(axis=0), np.zeros((2, 6, 1)), rise, np.zeros(2), ones(2), none, none,
        np.zeros(1), np.zeros((2, 1)), np.zeros(1), np.array(1.0),
    )  # fmt: skip
    np.testing.assert_allclose(np.asarray(funded)[:, 0, 0], [100 * 0.5 * 5 / 6, 150 * 5 / 6], rtol=1e-12)


@pytest.mark.parametrize(("vacancy", "gap"), [(0.05, 0.0), (0.3, 0.1), (0.12, 0.07), (-0.02, -0.07), (-0.6, -0.1)])
def test_a_wage_answers_a_tenth_above_and_below_normal_at_most(vacancy: float, gap: float) -> None:
    """(2.25), v* = .05."""
    found = markets.next_wage(np.array([0.2]), np.array([vacancy]), np.array([0.05]), np.array([0.5]))
    assert float(found[0]) == pytest.approx(0.2 + 0.5 * gap, rel=1e-12)


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
