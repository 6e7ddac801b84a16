"""Closed forms of docs/model.md 2.17 (T1, T8–T11c, T16) and the properties of 2.0, on the primitives."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.model import primitives
from braingain.model.primitives import Exposed, Seekers, competing_exits, going

nested_choice = jax.jit(primitives.nested_choice)
capped_choice = jax.jit(primitives.capped_choice)
choose_posts = jax.jit(primitives.choose_posts, static_argnums=1)
post_probabilities = jax.jit(primitives.post_probabilities, static_argnums=1)

LEGAL_ONLY = np.array([True])


def column(*values: float) -> np.ndarray:
    """One cadre, the values along one axis, one draw."""
    return np.array(values, float)[None, :, None]


def choose(shares, change, theta_d, theta_r, openness=None):
    """Choice with one legal channel: changes of utility and openness by destination."""
    shares, change = np.asarray(shares, float), np.asarray(change, float)
    openness = np.ones_like(change) if openness is None else np.asarray(openness, float)
    weights = (openness * np.exp(change / theta_r))[None, None, :, None]
    return nested_choice(column(*shares), weights, np.array([theta_d]), np.array([theta_r]))


def leaving(p0, choice, stay=0.0):
    return float(np.squeeze(going(p0 / (1 - p0) * np.exp(-stay), choice.growth)))


def test_t1_competing_exits():
    gone, left = competing_exits(np.array([1.0]), [np.array([0.01]), np.array([0.02]), np.array([0.15])])
    np.testing.assert_allclose(np.concatenate(gone), [0.0091516, 0.0183033, 0.1372748], atol=1e-7)
    assert sum(float(g[0]) for g in gone) == pytest.approx(0.1647298, abs=5e-8)
    assert float(left[0]) == pytest.approx(np.exp(-0.18), rel=1e-15)


def test_no_hazard_no_exit():
    gone, left = competing_exits(np.array([7.0]), [np.array([0.0]), np.array([0.0])])
    assert float(gone[0][0]) == 0.0 and float(left[0]) == 7.0


def test_t8_one_destination_pays_more():
    choice = choose([0.6, 0.4], [np.log(1.1), 0.0], 0.5, 0.5)
    assert leaving(0.08, choice) == pytest.approx(0.0844774, abs=5e-8)
    np.testing.assert_allclose(np.ravel(choice.destinations), [0.64476, 0.35524], atol=5e-6)


@pytest.mark.parametrize(("theta", "expected"), [(0.5, 0.0521292), (1.0, 0.032 / 0.952)])
def test_t9_destination_closed_by_openness(theta, expected):
    choice = choose([0.6, 0.4], [0.0, 0.0], theta, theta, openness=[0.0, 1.0])
    assert leaving(0.08, choice) == pytest.approx(expected, abs=5e-8)
    assert float(choice.destinations[0, 0, 0]) == 0.0


@pytest.mark.parametrize(("theta", "expected"), [(0.5, 0.0521292), (1.0, 0.032 / 0.952)])
@pytest.mark.parametrize("places", [0.0, 1e-9])
def test_t9_destination_closed_by_a_cap(theta, expected, places):
    choice, _, _ = capped([0.6, 0.4], [0.0, 0.0], theta, theta, [(1000.0, 0.08 / 0.92)], [places, np.inf])
    assert leaving(0.08, choice) == pytest.approx(expected, abs=5e-8)


def test_t10_better_at_home():
    choice = choose([0.6, 0.4], [np.log(1.1), 0.0], 0.5, 0.5)
    assert leaving(0.08, choose([0.6, 0.4], [0.0, 0.0], 0.5, 0.5), 1.5 * np.log(1.1)) == pytest.approx(
        0.0700897, abs=5e-8
    )
    assert leaving(0.08, choice, 1.5 * np.log(1.1)) > 0.0700897


def capped(shares, change, theta_d, theta_r, cells, places):
    """Capped choice with one legal channel; cells are (people, odds)."""
    change = np.asarray(change, float)
    weights = np.exp(change / theta_r)[None, None, :, None]
    exposed = [Exposed(np.array([[[n]]], float), np.array([[[o]]], float)) for n, o in cells]
    return capped_choice(
        column(*shares),
        weights,
        np.array([theta_d]),
        np.array([theta_r]),
        exposed,
        column(*places),
        LEGAL_ONLY,
    )


@pytest.mark.parametrize(
    ("theta_d", "theta_r", "multiplier", "first", "second"),
    [
        (1.0, 1.0, 11 / 28, (66.6667, 33.3333), (84.8485, 42.4242)),
        (0.5, 0.5, 0.295859, (66.6667, 33.3333), (112.6664, 56.3332)),
        (0.6, 0.3, 0.099611, (66.6667, 33.3333), (105.6150, 52.8075)),
    ],
    ids=["T11", "T11b", "T11b channels closer"],
)
def test_t11_a_cap_diverts(theta_d, theta_r, multiplier, first, second):
    cells = [(1000.0, 0.3), (500.0, 0.3)]
    choice, multipliers, residual = capped([2 / 3, 1 / 3], [0.0, 0.0], theta_d, theta_r, cells, [100.0, np.inf])
    leavers = [n * float(np.squeeze(going(o, choice.growth))) for n, o in cells]
    shares = np.ravel(choice.destinations)
    assert float(multipliers[0, 0, 0]) == pytest.approx(multiplier, abs=1e-6)
    np.testing.assert_allclose([n * shares[0] for n in leavers], first, atol=6e-5)
    np.testing.assert_allclose([n * shares[1] for n in leavers], second, atol=6e-5)
    assert float(residual[0]) < 1e-12


def test_t11_without_second_choice():
    """Without re-choice Σf₂ would be 115.3846: 11.888 persons are diversion."""
    cells = [(1000.0, 0.3), (500.0, 0.3)]
    choice, _, _ = capped([2 / 3, 1 / 3], [0.0, 0.0], 1.0, 1.0, cells, [100.0, np.inf])
    free = choose([2 / 3, 1 / 3], [0.0, 0.0], 1.0, 1.0)
    second = [
        sum(n * float(np.squeeze(going(o, c.growth))) for n, o in cells) * float(c.destinations[0, 1, 0])
        for c in (choice, free)
    ]
    assert second[1] == pytest.approx(115.3846, abs=5e-5)
    assert second[0] - second[1] == pytest.approx(11.888, abs=5e-4)


def one_cell(people, weights):
    people, weights = np.atleast_1d(people), np.atleast_2d(weights)
    return Seekers(people[None, :, None, None], weights[None, :, :, None], (np.ones((1, 1, 1, 1)),))


def test_t11c_posts_almost_full():
    seekers = one_cell([1000.0], [[0.6, 0.38, 0.02]])
    multipliers, residual = choose_posts([seekers], (0, 0, 0), column(500.0, 400.0))
    np.testing.assert_allclose(np.ravel(multipliers), [1 / 6, 0.2105263158], atol=1e-10)
    taken = 1000.0 * np.ravel(post_probabilities(seekers, (0, 0, 0), multipliers))
    np.testing.assert_allclose(taken, [500.0, 400.0, 100.0], rtol=1e-12)
    assert float(residual[0]) < 1e-13


@pytest.mark.parametrize("theta_r", [1.0, 0.5, 0.3])
def test_t16_one_code_and_no_other_way(theta_r):
    choice = choose([1.0], [0.0], 1.0, theta_r, openness=[0.2])
    p = leaving(0.08, choice)
    assert p / (1 - p) == pytest.approx(0.08 / 0.92 * 0.2**theta_r, rel=1e-13)


# ---------------------------------------------------------------- properties of 2.0.2

destinations = st.sampled_from((1, 3, 6))  # fixed shapes: compiled once


@st.composite
def choices(draw):
    """Shares, channel shares, changes of utility and thetas of one random choice."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(destinations)
    theta_d = rng.uniform(0.3, 1.0)
    theta_r = rng.uniform(0.2, theta_d)
    shares = rng.dirichlet(np.ones(n))
    channels = rng.dirichlet(np.ones(4), n).T
    return shares, channels, rng.normal(0, 0.7, (4, n)), theta_d, theta_r


def full(shares, channels, change, theta_d, theta_r):
    weights = (channels * np.exp(change / theta_r))[None, ..., None]
    return nested_choice(column(*shares), weights, np.array([theta_d]), np.array([theta_r]))


@given(choices())
def test_no_change_is_the_baseline(case):
    shares, channels, change, theta_d, theta_r = case
    choice = full(shares, channels, 0 * change, theta_d, theta_r)
    np.testing.assert_allclose(choice.growth, 1.0, rtol=1e-14)
    np.testing.assert_allclose(choice.destinations[0, :, 0], shares, rtol=1e-13)
    np.testing.assert_allclose(choice.channels[0, ..., 0], channels, rtol=1e-13)


@given(choices(), st.floats(-3, 3), st.floats(0.001, 0.9))
def test_a_constant_on_all_changes_nothing(case, constant, p0):
    shares, channels, change, theta_d, theta_r = case
    one = full(shares, channels, change, theta_d, theta_r)
    other = full(shares, channels, change + constant, theta_d, theta_r)
    np.testing.assert_allclose(other.destinations, one.destinations, rtol=1e-11)
    np.testing.assert_allclose(other.channels, one.channels, rtol=1e-11)
    assert leaving(p0, other, constant) == pytest.approx(leaving(p0, one), rel=1e-11)


@given(choices())
def test_shares_sum_to_one(case):
    choice = full(*case)
    np.testing.assert_allclose(np.sum(choice.destinations, axis=1), 1.0, rtol=1e-13)
    np.testing.assert_allclose(np.sum(choice.channels, axis=1), 1.0, rtol=1e-13)


@given(choices(), st.floats(0.001, 0.9))
def test_thetas_of_one_are_multinomial(case, p0):
    shares, channels, change, _, _ = case
    choice = full(shares, channels, change, 1.0, 1.0)
    weights = p0 * shares * channels * np.exp(change)
    expected = weights / (weights.sum() + 1 - p0)
    joint = leaving(p0, choice) * choice.destinations[0, :, 0] * choice.channels[0, ..., 0]
    np.testing.assert_allclose(joint, expected, rtol=1e-11)


@given(choices(), st.floats(0.01, 0.9))
def test_derivative_of_staying(case, p0):
    choice = full(*case)
    step = 1e-6
    slope = (np.log(leaving(p0, choice, step)) - np.log(leaving(p0, choice, -step))) / (2 * step)
    assert slope == pytest.approx(-(1 - leaving(p0, choice)), abs=1e-8)


@given(choices(), st.floats(0.01, 0.5))
def test_a_cap_of_nought_equals_closing(case, p0):
    shares, channels, change, theta_d, theta_r = case
    weights = (channels * np.exp(change / theta_r))[None, ..., None]
    legal = np.array([True, True, True, False])
    exposed = [Exposed(np.full((1, 1, 1), 1e4), np.full((1, 1, 1), p0 / (1 - p0)))]
    places = np.full((1, len(shares), 1), np.inf)
    closed = weights.copy()
    closed[:, :3, 0] = 0.0
    expected = nested_choice(column(*shares), closed, np.array([theta_d]), np.array([theta_r]))
    for cap in (0.0, 1e-12):
        places[0, 0] = cap
        choice, _, _ = capped_choice(
            column(*shares), weights, np.array([theta_d]), np.array([theta_r]), exposed, places, legal
        )
        np.testing.assert_allclose(choice.growth, expected.growth, rtol=1e-9)
        np.testing.assert_allclose(choice.destinations, expected.destinations, atol=1e-9)


@given(choices(), st.integers(0, 2**32 - 1))
def test_caps_meet_complementary_slackness(case, seed):
    shares, channels, change, theta_d, theta_r = case
    rng = np.random.default_rng(seed)
    weights = (channels * np.exp(change / theta_r))[None, ..., None]
    legal = np.array([True, True, True, False])
    exposed = [Exposed(rng.uniform(0, 1e3, (1, 5, 1)), rng.uniform(0.001, 0.4, (1, 5, 1))) for _ in range(2)]
    free = nested_choice(column(*shares), weights, np.array([theta_d]), np.array([theta_r]))
    flow = legal_flow(exposed, free, legal)
    places = flow * rng.choice([0.05, 0.5, 0.95, 2.0, np.inf], flow.shape)
    choice, multipliers, residual = capped_choice(
        column(*shares), weights, np.array([theta_d]), np.array([theta_r]), exposed, places, legal
    )
    admitted = legal_flow(exposed, choice, legal)
    assert float(residual[0]) < 1e-12
    assert np.all(admitted <= places * (1 + 1e-10) + 1e-10)
    slack = np.where(np.isfinite(places), (1 - multipliers) * (np.minimum(places, 1e9) - admitted), 0.0)
    np.testing.assert_allclose(slack, 0.0, atol=1e-8)
    assert np.all((multipliers > 0) & (multipliers <= 1))


def legal_flow(exposed, choice, legal):
    leavers = sum(
        np.sum(part.people * going(part.odds, np.asarray(choice.growth)[:, None]), axis=1) for part in exposed
    )
    lawful = np.sum(np.where(legal[None, :, None, None], choice.channels, 0.0), axis=1)
    return np.asarray(leavers[:, None] * choice.destinations * lawful)


@given(st.integers(0, 2**32 - 1), st.sampled_from(((0,), (0, 1, 0), (0, 0, 1, 0, 0, 1))))
def test_posts_meet_complementary_slackness(seed, limited):
    """Random people, tastes and places; two classes of posts whose factor differs by duration."""
    rng = np.random.default_rng(seed)
    posts, cells, classes = len(limited), 2 * len(limited), (*limited, 0, 0)
    people = rng.uniform(0, 100, (2, cells, 3, 4))
    weights = rng.uniform(0.02, 1, (2, cells, posts + 2, 4)) * np.exp(rng.normal(0, 1, (2, cells, posts + 2, 4)))
    factors = (np.ones((1, 1, 1, 1)), rng.uniform(0.5, 2, (2, cells, 3, 4)))
    seekers = Seekers(people, weights, factors)
    wanted = np.sum(
        people[..., None, :] * np.asarray(post_probabilities(seekers, classes, np.ones((2, posts, 4)))),
        axis=(1, 2),
    )[:, :posts]
    capacity = wanted * rng.choice([0.0, 0.2, 0.7, 0.98, 1.5], wanted.shape)
    multipliers, residual = choose_posts([seekers], classes, capacity)
    chosen = np.asarray(post_probabilities(seekers, classes, multipliers))
    taken = np.sum(people[..., None, :] * chosen, axis=(1, 2))[:, :posts]
    total = people.sum(axis=(1, 2))[:, None]
    np.testing.assert_allclose(chosen.sum(axis=3), 1.0, rtol=1e-12)
    assert np.all(np.asarray(residual) < 1e-12)
    assert np.all(taken <= capacity + 1e-10 * total)
    np.testing.assert_allclose((1 - multipliers) * (capacity - taken) / total, 0.0, atol=1e-10)
    assert np.all((multipliers >= 0) & (multipliers <= 1))
    assert np.all(taken[capacity == 0] == 0)


def test_parts_of_one_pool_are_one_pool():
    """Splitting the seekers into two lists changes nothing."""
    rng = np.random.default_rng(3)
    people, weights = rng.uniform(0, 9, (1, 4, 1, 2)), rng.uniform(0.1, 1, (1, 4, 5, 2))
    ones = (np.ones((1, 1, 1, 1)),)
    capacity = np.full((1, 3, 2), 1.5)
    whole, _ = choose_posts([Seekers(people, weights, ones)], (0,) * 5, capacity)
    halves = [Seekers(people[:, i], weights[:, i], ones) for i in (slice(0, 2), slice(2, 4))]
    split, _ = choose_posts(halves, (0,) * 5, capacity)
    np.testing.assert_allclose(split, whole, rtol=1e-13)
    assert np.all(whole < 1)
