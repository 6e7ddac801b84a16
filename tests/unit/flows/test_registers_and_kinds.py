"""Known flows, the weight that fits inflows, kinds of moves, and yearly moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worked import A1, A4, B4, B7, EXITS

from braingain import flows
from braingain.flows.kinds import nearest_generator

ENTRIES = [80, 20, 40, 60]
HOLES = np.full((4, 4, 4), np.nan)


def known(**cells: float) -> np.ndarray:
    """Known moves: ``k0_1_2=5`` are 5 trained in the first, from the second to the third."""
    table = HOLES.copy()
    for name, persons in cells.items():
        table[tuple(int(at) for at in name[1:].split("_"))] = persons
    return table


@pytest.mark.parametrize("weight", [0.0, 0.87, 1.0])
def test_without_known_moves_it_is_the_mixture(weight: float) -> None:
    balanced = flows.open_balance(A1, B7, ENTRIES, EXITS)
    np.testing.assert_allclose(
        flows.with_known_flows(balanced, HOLES, weight=weight),
        flows.pseudo_bayes_open_by_training(A1, B7, ENTRIES, EXITS, weight=weight),
        atol=1e-10,
    )


@pytest.mark.parametrize("weight", [0.0, 0.87, 1.0])
def test_known_moves_stay_and_margins_are_met(weight: float) -> None:
    balanced = flows.open_balance(A4, B4)
    given_cells = known(k0_1_0=1.0, k0_0_3=3.0, k2_2_2=112.0, k3_1_1=20.0)
    y = flows.with_known_flows(balanced, given_cells, weight=weight)
    fixed = ~np.isnan(given_cells)
    np.testing.assert_array_equal(y[fixed], given_cells[fixed])
    assert (y >= 0).all()
    np.testing.assert_allclose(y.sum(2), balanced.start, atol=1e-8)
    np.testing.assert_allclose(y.sum(1), balanced.end, atol=1e-8)
    np.testing.assert_allclose(y[1], flows.pseudo_bayes_open_by_training(A4, B4, weight=weight)[1], atol=1e-10)


def test_a_known_return_adds_moves_to_the_minimum() -> None:
    """Of A-trained 100 at home and 10 in B at both dates, 4 are known to have come back: 4 others left."""
    balanced = flows.open_balance([[100, 10], [0, 5]], [[100, 10], [0, 5]])
    cells = np.full((2, 2, 2), np.nan)
    cells[0, 1, 0] = 4
    y = flows.with_known_flows(balanced, cells, weight=1)
    np.testing.assert_allclose(y[0], [[96, 4], [4, 6]])


def test_stayers_so_few_that_others_could_not_stay_are_refused() -> None:
    """100 of C-trained known to stay in C: the 40 who leave find 35 places where people come, so that the others' most
    stayers cannot be; which of them then move, nothing says."""
    with pytest.raises(flows.FlowError, match="known, training 3: row 3 must hold 40 in all"):
        flows.with_known_flows(flows.open_balance(A4, B4), known(k2_2_2=100.0))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (known(k0_1_0=11), "known: 11 known to move with origin 2, of 10 of training 1 there"),
        (known(k0_0_1=6), "known: 6 known to move with destination 2, of 5 of training 1 there"),
        (known(k0_0_1=-1), "known, training 1, origin 1, destination 2: is negative or infinite"),
        (np.zeros((4, 4)), "known: has 2 dimensions where 3 are needed"),
        (np.zeros((2, 2, 2)), "known: has the shape (2, 2, 2)"),
        (np.zeros((4, 4, 4)), "known, training 1: row"),
    ],
)
def test_known_moves_that_cannot_be(cells: np.ndarray, said: str) -> None:
    all_known = cells.shape == (4, 4, 4) and not np.isnan(cells).any()
    if all_known:
        cells[:, :, :] = np.where(np.eye(4)[None] > 0, np.nan, 0.0)
    with pytest.raises(flows.FlowError) as refused:
        flows.with_known_flows(flows.open_balance(A4, B4), cells)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.87, 1.0])
@pytest.mark.parametrize("closed", [False, True])
def test_the_weight_that_made_the_inflows_is_found_again(weight: float, closed: bool) -> None:
    name = "closed" if closed else "open"
    inflows = getattr(flows, f"pseudo_bayes_{name}")(A4, B4, weight=weight).sum(0)
    found = getattr(flows, f"fit_weight_{name}")(A4, B4, None, None, inflows)
    assert found.weight == pytest.approx(weight, abs=1e-9)
    assert 0 <= found.low <= found.weight <= found.high <= 1
    assert found.low < found.high
    np.testing.assert_allclose(found.inflows, inflows, atol=1e-6)


def test_the_bounds_are_those_of_the_likelihood() -> None:
    inflows = np.array([41.0, np.nan, 28.0, np.nan])
    found = flows.fit_weight_open(A4, B4, None, None, inflows)
    least, chance = flows.minimum_open(A4, B4).sum(0), flows.independence_open(A4, B4).sum(0)

    def likelihood(w: float) -> float:
        mean = (w * least + (1 - w) * chance)[[0, 2]]
        return float((inflows[[0, 2]] * np.log(mean) - mean).sum())

    grid = np.linspace(0, 1, 2001)
    values = np.array([likelihood(w) for w in grid])
    assert found.weight == pytest.approx(grid[values.argmax()], abs=1e-3)
    assert likelihood(found.low) == pytest.approx(likelihood(found.weight) - 1.92, abs=1e-6)
    assert likelihood(found.high) == pytest.approx(likelihood(found.weight) - 1.92, abs=1e-6)


def test_returns_sharpen_the_weight() -> None:
    y = flows.pseudo_bayes_open_by_training(A4, B4, weight=0.8)
    inflows, returns = flows.pseudo_bayes_open(A4, B4, weight=0.8).sum(0), flows.by_kind(y).returns.sum(0)
    alone = flows.fit_weight_open(A4, B4, None, None, inflows)
    both = flows.fit_weight_open(A4, B4, None, None, inflows, returns=returns)
    assert both.weight == pytest.approx(0.8, abs=1e-9)
    assert both.high - both.low < alone.high - alone.low


@pytest.mark.parametrize(
    ("inflows", "start", "end", "said"),
    [
        ([np.nan] * 4, A4, B4, "inflows: nothing is observed"),
        ([1, 2], A4, B4, "inflows: has 2 countries"),
        ([1, 2, -3, 4], A4, B4, "inflows, place 3: is negative"),
        ([5, 5], [[5, 0], [0, 5]], [[5, 0], [0, 5]], "inflows, place 1: 5 observed where no account has any"),
        ([0, 5], [[10, 0], [0, 5]], [[5, 5], [0, 5]], "inflows: every weight gives the same"),
    ],
)
def test_inflows_that_say_nothing(
    inflows: list[float], start: list[list[int]], end: list[list[int]], said: str
) -> None:
    with pytest.raises(flows.FlowError) as refused:
        flows.fit_weight_open(start, end, None, None, inflows)
    assert str(refused.value).startswith(said)


def test_kinds_are_told_by_the_country_of_training() -> None:
    y = flows.pseudo_bayes_open_by_training(A4, B4)
    kinds = flows.by_kind(y)
    np.testing.assert_allclose(sum(kinds), flows.pseudo_bayes_open(A4, B4), atol=1e-10)
    for i in range(4):
        for j in range(4):
            if i == j:
                continue
            assert kinds.emigration[i, j] == y[i, i, j]
            assert kinds.returns[i, j] == y[j, i, j]
            assert kinds.onward[i, j] == pytest.approx(sum(y[k, i, j] for k in range(4) if k not in (i, j)))
    with pytest.raises(flows.FlowError, match="by_training: has the shape"):
        flows.by_kind(np.zeros((2, 2, 3)))


def test_rates_that_made_a_table_are_found_again() -> None:
    from scipy.linalg import expm

    rates = np.array([[-0.1, 0.06, 0.04], [0.02, -0.05, 0.03], [0.01, 0.0, -0.01]])
    people = np.array([[100.0, 50, 20], [0, 30, 10], [5, 0, 7]])
    table = np.stack([row[:, None] * expm(5 * rates) for row in people])
    found = flows.annual_flows(table, 5)
    assert found.flows.shape == (5, 3, 3)
    np.testing.assert_allclose(found.misfit, 0, atol=1e-12)
    np.testing.assert_allclose(found.rates[0], rates, atol=1e-12)
    np.testing.assert_allclose(found.rates[2][[0, 2]], rates[[0, 2]], atol=0.05)  # nobody began in the second
    yearly = expm(rates)
    first = people[0][:, None] * yearly
    second = (people[0] @ yearly)[:, None] * yearly
    alone = flows.annual_flows(np.stack([table[0], np.zeros((3, 3)), np.zeros((3, 3))]), 5)
    for year, expected in enumerate((first, second)):
        np.fill_diagonal(expected, 0)
        np.testing.assert_allclose(alone.flows[year], expected, atol=1e-10)


def test_one_year_is_the_table_itself_and_repeat_moves_make_the_years_more() -> None:
    y = flows.pseudo_bayes_open_by_training(A4, B4)
    np.testing.assert_allclose(flows.annual_flows(y, 1).flows[0], flows.pseudo_bayes_open(A4, B4), atol=1e-9)
    five = flows.annual_flows(y, 5)
    assert five.flows.sum() > flows.pseudo_bayes_open(A4, B4).sum()
    assert five.misfit.max() < 1e-3
    off = five.rates[:, ~np.eye(4, dtype=bool)]
    assert off.min() >= 0
    np.testing.assert_allclose(five.rates.sum(2), 0, atol=1e-12)
    independence = flows.annual_flows(flows.independence_open_by_training(A4, B4), 5)  # no logarithm at all
    assert np.isfinite(independence.flows).all()
    assert independence.misfit.max() < 0.1


def test_a_table_in_which_two_countries_change_places_has_no_generator_and_says_so() -> None:
    swapped = np.zeros((2, 2, 2))
    swapped[0] = [[1, 9], [9, 1]]
    found = flows.annual_flows(swapped, 5)
    assert found.misfit[0] > 0.3
    assert found.misfit[1] == 0


@given(seed=st.integers(0, 2**32 - 1))
def test_the_nearest_generator_is_one_and_none_is_nearer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(0, 1, (4, 4))
    near = nearest_generator(matrix)
    off = ~np.eye(4, dtype=bool)
    assert (near[off] >= 0).all()
    np.testing.assert_allclose(near.sum(1), 0, atol=1e-12)
    np.testing.assert_allclose(nearest_generator(near), near, atol=1e-12)
    distance = ((near - matrix) ** 2).sum(1)
    for _ in range(50):
        other = np.abs(near + rng.normal(0, 0.3, (4, 4))) * off
        other -= np.diag(other.sum(1))
        assert (((other - matrix) ** 2).sum(1) >= distance - 1e-12).all()


@pytest.mark.parametrize("years", [0, -1, 2.5, True, "five"])
def test_years_that_are_none(years: object) -> None:
    with pytest.raises(flows.FlowError, match="years: must be a whole number"):
        flows.annual_flows(np.ones((2, 2, 2)), years)  # type: ignore[arg-type]
