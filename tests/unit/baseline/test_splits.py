"""Shares of places, sectors and backgrounds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from braingain.baseline.posts import demand_posts, frozen_weights, public_shares
from braingain.baseline.splits import population_by_place, post_shares, private_by_place, split_by_background

SHARES = st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8)


def column(values: list[float]) -> np.ndarray:
    array = np.array(values, float)[:, None]
    return array / array.sum()


@given(SHARES, st.floats(0.05, 0.95), st.floats(0.2, 6.0))
def test_split_keeps_the_mean_and_has_the_odds_ratio(shares: list[float], rural: float, ratio: float) -> None:
    mix, grown = column(shares), np.array([[rural], [1 - rural]])
    split = split_by_background(mix, grown, np.array([ratio]))
    np.testing.assert_allclose(split.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose((split * grown[:, None]).sum(axis=0), mix, rtol=1e-10)
    in_rural = split[:, 2, 0] + split[:, 5, 0]
    odds = in_rural / (1 - in_rural)
    np.testing.assert_allclose(odds[0] / odds[1], ratio, rtol=1e-9)


def test_split_of_a_country_without_rural_posts_is_the_same_for_all() -> None:
    mix = column([1, 1, 0, 1, 1, 0, 1, 1])
    split = split_by_background(mix, np.array([[0.3], [0.7]]), np.array([2.0]))
    np.testing.assert_allclose(split[0], split[1])


@given(st.floats(0.05, 0.6))
def test_private_share_by_place_keeps_the_national_share(private: float) -> None:
    place = np.array([[0.45], [0.35], [0.2]])
    by_place = private_by_place(np.array([private]), place, (1.3, 1.0, 0.4))
    np.testing.assert_allclose((by_place * place).sum(), private, rtol=1e-12)
    assert by_place[0, 0] > by_place[1, 0] > by_place[2, 0]


def test_post_shares_sum_to_one() -> None:
    place = np.array([[0.45], [0.35], [0.2]])
    shares = post_shares(place, np.array([[0.3], [0.2], [0.1]]), np.array([0.03]), np.array([0.05]))
    np.testing.assert_allclose(shares.sum(), 1.0)
    np.testing.assert_allclose(shares[[2, 5]].sum() / shares[:6].sum(), 0.2)


def test_people_by_place() -> None:
    people = population_by_place(np.array([0.5]), np.array([0.4]))
    np.testing.assert_allclose(people[:, 0], [0.2, 0.3, 0.5])


@given(st.floats(0.0, 0.13))
def test_posts_of_a_demand_country_sum_to_demand_and_hold_those_who_work(vacancy: float) -> None:
    filled = np.array([[[30.0], [50.0], [20.0], [10.0], [10.0], [0.0]]])
    slack = np.array([[1.02], [1.08], [1.3], [1.02], [1.02], [1.02]])
    funded = demand_posts(filled, slack, np.array([[vacancy]]))
    np.testing.assert_allclose(funded.sum(), 120.0 / (1 - vacancy), rtol=1e-12)
    assert (funded >= filled - 1e-9).all()


@given(SHARES, st.floats(0.0, 0.95))
def test_frozen_posts_give_the_same_choices_and_less_reserve_without_limits(shares: list[float], inv: float) -> None:
    total = column(shares)[None]
    choice = np.repeat(total[:, None], 2, axis=1)
    weights, multiplier = frozen_weights(choice, total, np.array([[inv]]))
    chosen = weights.copy()
    chosen[:, :, :6] *= multiplier[:, None]
    np.testing.assert_allclose(chosen / chosen.sum(axis=2, keepdims=True), choice, rtol=1e-10)
    # without limits the inflow to reserve and out shrinks by inv (2.15c)
    np.testing.assert_allclose(weights[0, 0, 6:, 0].sum(), (1 - inv) * total[0, 6:, 0].sum(), rtol=1e-9)


def test_public_posts_of_a_new_cadre_follow_the_shares_given() -> None:
    fallback = np.array([[[0.2], [0.3], [0.3], [0.1], [0.1], [0.0]]])
    shares = public_shares(np.zeros((1, 6, 1)), fallback)
    np.testing.assert_allclose(shares[0, :, 0], [0.25, 0.375, 0.375, 0, 0, 0])
