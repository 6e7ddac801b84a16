"""Laws of docs/flows.md on random tables, and the closed forms against proportional fitting in so many words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain import flows
from braingain.flows.accounts import closed_balance, open_balance

ACCOUNTS = [
    (flows.minimum_open_by_training, flows.minimum_open, open_balance),
    (flows.independence_open_by_training, flows.independence_open, open_balance),
    (flows.pseudo_bayes_open_by_training, flows.pseudo_bayes_open, open_balance),
    (flows.minimum_closed_by_training, flows.minimum_closed, closed_balance),
    (flows.independence_closed_by_training, flows.independence_closed, closed_balance),
    (flows.pseudo_bayes_closed_by_training, flows.pseudo_bayes_closed, closed_balance),
]
IDS = [account[1].__name__ for account in ACCOUNTS]
SEEDS = st.integers(0, 2**32 - 1)
Case = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def world(seed: int, size: int = 5, zeros: float = 0.15) -> Case:
    """Random stocks, most at home, some cells empty; entries and exits that can be."""
    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(2):
        table = np.exp(rng.normal(2, 2, (size, size))) * (rng.random((size, size)) > zeros)
        np.fill_diagonal(table, np.exp(rng.normal(6, 1, size)))
        tables.append(table)
    start, end = tables
    return start, end, rng.uniform(0, 0.9, size) * np.diagonal(end), rng.uniform(0, 0.9, size) * start.sum(0)


def near_world(seed: int, size: int = 4) -> Case:
    """Stocks that change little, all cells positive: a closed world that balances."""
    rng = np.random.default_rng(seed)
    start = np.exp(rng.normal(2, 1, (size, size)))
    np.fill_diagonal(start, np.exp(rng.normal(6, 0.5, size)))
    end = start * np.exp(rng.normal(0, 0.2, (size, size)))
    return start, end, 0.05 * np.diagonal(end), 0.05 * start.sum(0)


def case_for(balance: Callable[..., flows.Balanced], seed: int) -> Case:
    return world(seed) if balance is open_balance else near_world(seed)


@pytest.mark.parametrize(("by_training", "pairs", "balance"), ACCOUNTS, ids=IDS)
@given(seed=SEEDS)
def test_margins_are_met_and_nothing_is_negative(by_training, pairs, balance, seed: int) -> None:  # type: ignore[no-untyped-def]
    case = case_for(balance, seed)
    a, b, _ = balance(*case)
    y = by_training(*case)
    total = a.sum()
    assert (y >= 0).all()
    np.testing.assert_allclose(y.sum(2), a, atol=1e-9 * total)
    np.testing.assert_allclose(y.sum(1), b, atol=1e-9 * total)
    moves = y.sum(0) - np.diag(np.trace(y.sum(0)) * 0 + np.diagonal(y.sum(0)))
    np.testing.assert_allclose(pairs(*case), moves, atol=1e-9 * total)
    assert (np.diagonal(pairs(*case)) == 0).all()
    least = np.abs(a - b).sum(1) / 2
    made = y.sum((1, 2)) - np.trace(y, axis1=1, axis2=2)
    assert (made >= least - 1e-9 * total).all()
    if pairs.__name__.startswith("minimum"):
        np.testing.assert_allclose(made, least, atol=1e-9 * total)


@given(seed=SEEDS)
def test_nothing_moves_where_nothing_changed_under_the_minimum_only(seed: int) -> None:
    start = world(seed)[0]
    assert (flows.minimum_open(start, start) == 0).all()
    assert flows.independence_open(start, start).sum() > 0


@pytest.mark.parametrize("name", ["minimum_open", "independence_open", "pseudo_bayes_open", "minimum_closed"])
@given(seed=SEEDS)
def test_turning_time_round_turns_the_flows_round(name: str, seed: int) -> None:
    start, end, *_ = case_for(closed_balance if name.endswith("closed") else open_balance, seed)
    estimator = getattr(flows, f"{name}_by_training")
    there, back = estimator(start, end), estimator(end, start)
    np.testing.assert_allclose(back, there.transpose(0, 2, 1), atol=1e-9 * start.sum())


@pytest.mark.parametrize(("by_training", "pairs", "balance"), ACCOUNTS, ids=IDS)
@given(seed=SEEDS, scale=st.sampled_from([1e-6, 1e-3, 0.5, 7.0, 1e6]))
def test_order_and_units_do_not_matter(by_training, pairs, balance, seed: int, scale: float) -> None:  # type: ignore[no-untyped-def]
    start, end, entries, exits = case_for(balance, seed)
    order = np.random.default_rng(seed).permutation(len(start))
    whole = pairs(start, end, entries, exits)
    near = 1e-9 * start.sum()
    np.testing.assert_allclose(
        pairs(*(scale * x for x in (start, end, entries, exits))), scale * whole, atol=scale * near
    )
    square = np.ix_(order, order)
    np.testing.assert_allclose(
        pairs(start[square], end[square], entries[order], exits[order]), whole[square], atol=near
    )


@given(seed=SEEDS)
def test_one_way_moves_are_found_again_and_two_way_moves_are_bracketed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 4
    start = rng.integers(50, 500, (size, size)).astype(float)
    truth = np.zeros((size,) * 3)
    for k in range(size):
        side = rng.random(size) < 0.5  # these lose, the others gain: no country does both
        truth[k] = np.outer(side, ~side) * rng.integers(0, 10, (size, size))
    end = start - truth.sum(2) + truth.sum(1)
    one_way = truth.copy()
    for k in range(size):  # a table of rank one is what proportional fitting finds
        s, r = truth[k].sum(1), truth[k].sum(0)
        one_way[k] = np.outer(s, r) / max(s.sum(), 1e-300)
    found = flows.minimum_open_by_training(start, end)
    at = np.arange(size)
    found[:, at, at] = 0
    np.testing.assert_allclose(found, one_way, atol=1e-9)
    assert found.sum() == pytest.approx(truth.sum())

    both = truth + 0.5 * truth.transpose(0, 2, 1)  # half of them come back
    end = start - both.sum(2) + both.sum(1)
    least, chance = flows.minimum_open(start, end).sum(), flows.independence_open(start, end).sum()
    assert least <= both.sum() + 1e-9
    assert both.sum() <= chance
    if truth.sum():
        assert least < both.sum()
        assert least <= flows.pseudo_bayes_open(start, end, weight=0.87).sum() <= chance


def fitted(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray, rounds: int = 5000) -> np.ndarray:
    y = seed.copy()
    for _ in range(rounds):
        sums = y.sum(1, keepdims=True)
        y = np.divide(y * rows[:, None], sums, out=np.zeros_like(y), where=sums > 0)
        sums = y.sum(0)
        y = np.divide(y * columns, sums, out=np.zeros_like(y), where=sums > 0)
        if np.abs(y.sum(1) - rows).max() < 1e-12 * rows.sum():
            break
    return y


@given(seed=SEEDS, weighted=st.booleans())
def test_closed_forms_are_the_fixed_points_of_proportional_fitting(seed: int, weighted: bool) -> None:
    case = world(seed)
    a, b, _ = open_balance(*case)
    size = len(a)
    affinity = np.exp(np.random.default_rng(seed).normal(0, 2, (size, size))) if weighted else np.ones((size, size))
    found = flows.minimum_open_by_training(*case, affinity=affinity if weighted else None)
    chance = flows.independence_open_by_training(*case, affinity=affinity if weighted else None)
    for k in range(size):
        stayers = np.minimum(a[k], b[k])
        least = fitted(affinity * (1 - np.eye(size)), a[k] - stayers, b[k] - stayers) + np.diag(stayers)
        np.testing.assert_allclose(found[k], least, atol=1e-9 * a.sum())
        np.testing.assert_allclose(chance[k], fitted(affinity, a[k], b[k]), atol=1e-9 * a.sum())


@given(seed=SEEDS)
def test_outside_is_what_rows_do_not_agree_on(seed: int) -> None:
    start, end, entries, exits = world(seed)
    a, b, outside = open_balance(start, end, entries, exits)
    net = start.sum() - exits.sum() - (end.sum() - entries.sum())
    assert outside.sum() == pytest.approx(net, abs=1e-9 * start.sum())
    assert a.sum(1) == pytest.approx(b.sum(1), rel=1e-12, abs=1e-9)


@given(seed=SEEDS)
def test_net_migration_of_a_closed_world_is_the_accounts(seed: int) -> None:
    start, end, entries, exits = near_world(seed)
    surplus = (entries.sum() - exits.sum()) - (end.sum() - start.sum())
    first, last = np.trace(start), np.trace(end)
    start_b = start + np.diag(np.diagonal(start)) * (-surplus / 2 / first)
    end_b = end + np.diag(np.diagonal(end)) * (surplus / 2 / last)
    found = flows.pseudo_bayes_closed(start, end, entries, exits)
    expected = (end_b - start_b).sum(0) - entries + exits
    np.testing.assert_allclose(found.sum(0) - found.sum(1), expected, atol=1e-9 * start.sum())


def test_a_table_that_comes_to_rest_in_the_last_round_of_all() -> None:
    """Rounds ended with factors of tables that had left them: seen at this seed."""
    start, end, entries, exits = near_world(10216)
    assert flows.independence_closed(start, end, entries, exits).sum() > 0


@given(seed=SEEDS)
def test_differences_by_training_sum_to_the_differences(seed: int) -> None:
    start, end, _, exits = world(seed)
    for name in ("stock_difference_drop", "stock_difference_reverse"):
        for given_exits in (None, exits):
            whole = getattr(flows, name)(start, end, exits=given_exits)
            np.testing.assert_allclose(
                getattr(flows, f"{name}_by_training")(start, end, exits=given_exits).sum(0), whole
            )


def test_exits_are_added_to_a_difference() -> None:
    """50 of 100 trained in the first and at work in the second die; the stock stays: 50 came."""
    found = flows.stock_difference_drop([[10, 100], [0, 0]], [[10, 100], [0, 0]], exits=[0, 50])
    np.testing.assert_array_equal(found, [[0, 50], [0, 0]])
