"""What no method can answer is refused in one sentence, and odd tables that can be answered are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from braingain import flows
from braingain.flows.placing import lacking
from braingain.flows.scaling import raked

GOOD = [[10, 2], [2, 3]]
NAMES = [
    name for name in flows.__all__ if name.endswith(("_open", "_closed", "_drop", "_reverse")) and "fit" not in name
]


def test_there_are_eight_methods_each_with_a_twin() -> None:
    assert len(NAMES) == 8
    assert all(f"{name}_by_training" in flows.__all__ for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ([[1, 2, 3], [1, 2, 3]], GOOD, "start: is 2 × 3"),
        ([], GOOD, "start: has 1 dimensions"),
        ([[]], GOOD, "start: is 1 × 0"),
        (np.zeros((0, 0)), np.zeros((0, 0)), "start: has no countries"),
        ([1, 2], GOOD, "start: has 1 dimensions"),
        (GOOD, [[1]], "end: is of 1 countries, start is of 2"),
        (GOOD, [[1, np.inf], [1, 1]], "end, row 1, column 2: is infinite"),
        (GOOD, [[1, "two"], [1, 1]], "end: holds something that is not a number"),
        (GOOD, [[1, 2], [1]], "end: holds something that is not a number"),
        (GOOD, [[1, 2j], [1, 1]], "end: holds something that is not a number"),
        (GOOD, None, "end: has 0 dimensions"),
        ([[1, 1e308], [1e308, 1e308]], GOOD, "start: its sum is too large"),
        ([[1, -1], [np.nan, 1]], GOOD, "start, row 2, column 1: is not a number"),
        (np.ma.masked_array(GOOD, [[0, 1], [0, 0]]), GOOD, "start, row 1, column 2: is not a number"),
    ],
)
def test_tables_that_are_none(name: str, start: Any, end: Any, said: str) -> None:
    with pytest.raises(flows.FlowError) as refused:
        getattr(flows, name)(start, end)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"entries": [0]}, "entries: has 1 countries, start has 2"),
        ({"entries": [0, -1]}, "entries, place 2: is negative"),
        ({"entries": [0, 99]}, "entries, place 2: 99 are newly licensed, of 5 workers at the end"),
        ({"exits": [0, np.nan]}, "exits, place 2: is not a number"),
        ({"exits": [99, 99]}, "exits, place 1; place 2: 99 die"),
        ({"affinity": [[0, -1], [1, 0]]}, "affinity, row 1, column 2: is negative"),
        ({"affinity": [[1.0]]}, "affinity: is of 1 countries"),
        ({"weight": "much"}, "weight: must be a number"),
        ({"weight": float("nan")}, "weight: must be a number"),
        ({"weight": True}, "weight: must be a number"),
        ({"affinity": [[0, 1], [1, 0]]}, "affinity, row 1, column 1; row 2, column 2: is zero on the diagonal"),
    ],
)
def test_arguments_that_cannot_be(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(flows.FlowError) as refused:
        flows.pseudo_bayes_open(GOOD, GOOD, **arguments)
    assert str(refused.value).startswith(said)


def test_labels_are_met_by_name() -> None:
    start = pd.DataFrame(GOOD, index=["A", "B"], columns=["A", "B"], dtype=float)
    turned = start.loc[["B", "A"], ["B", "A"]]
    assert flows.minimum_open(start, start).sum() == 0
    with pytest.raises(flows.FlowError, match="end: its index has other labels, or another order, than start"):
        flows.minimum_open(start, turned)
    with pytest.raises(flows.FlowError, match="exits: its index has other labels"):
        flows.minimum_open(start, start, None, pd.Series([0.0, 0.0], index=["B", "A"]))


def test_every_wrong_cell_is_known_and_five_are_named() -> None:
    with pytest.raises(flows.FlowError) as refused:
        flows.minimum_open(np.full((4, 4), -1.0), np.ones((4, 4)))
    assert len(refused.value.cells) == 16
    assert "and 11 more" in str(refused.value)


def test_a_refusal_can_name_countries() -> None:
    with pytest.raises(flows.FlowError) as refused:
        flows.minimum_closed([[100, 0], [0, 100]], [[80, 0], [0, 120]])
    assert "row GBR must hold 110 in all, but has cells only in column GBR" in refused.value.named(["GHA", "GBR"])


def test_a_training_without_workers_comes_from_outside_or_is_refused() -> None:
    start, end = [[0, 0], [5, 100]], [[10, 20], [5, 100]]
    assert (flows.minimum_open(start, end) == 0).all()
    np.testing.assert_array_equal(flows.open_balance(start, end).outside, [-30, 0])
    with pytest.raises(flows.FlowError, match="no place there"):
        flows.minimum_closed(start, end)
    assert (flows.minimum_open(np.zeros((3, 3)), np.zeros((3, 3))) == 0).all()
    assert (flows.pseudo_bayes_closed(np.zeros((2, 2)), np.zeros((2, 2))) == 0).all()


def test_one_country_has_no_flows_and_inputs_stay_as_they_are() -> None:
    assert flows.pseudo_bayes_open([[5]], [[7]], [1], [2]).tolist() == [[0.0]]
    start, end = np.array(GOOD, dtype=float), np.array([[7.0, 5], [1, 4]])
    kept = start.copy(), end.copy()
    flows.pseudo_bayes_closed(start, end, affinity=[[1, 2], [3, 4]])
    np.testing.assert_array_equal(start, kept[0])
    np.testing.assert_array_equal(end, kept[1])


@pytest.mark.parametrize("scale", [1e-290, 1e-12, 1e12, 1e290])
def test_very_small_and_very_large_units(scale: float) -> None:
    start, end = np.array([[50.0, 4], [3, 70]]), np.array([[40.0, 14], [5, 68]])
    for name in ("minimum_open", "pseudo_bayes_open", "minimum_closed"):
        one = getattr(flows, name)(start, end)
        np.testing.assert_allclose(getattr(flows, name)(scale * start, scale * end) / scale, one, rtol=1e-9)


def test_weights_of_zero_forbid_moves_or_are_refused() -> None:
    start, end = np.diag([100.0, 100, 0, 0]), np.zeros((4, 4))
    start[0, 1], end[0] = 50, [90, 40, 10, 10]
    end[1, 1] = 100
    free = np.ones((4, 4))
    free[0, 2] = 0  # nobody goes from the first to the third
    found = flows.minimum_open(start, end, affinity=free)
    np.testing.assert_allclose(found[0], [0, 0, 0, 10], atol=1e-9)
    np.testing.assert_allclose(found[1], [0, 0, 10, 0], atol=1e-9)
    free[:, 2] = 0
    with pytest.raises(flows.FlowError, match=r"affinity, training 1: .* 10 of them have no place there"):
        flows.minimum_open(start, end, affinity=free)


@pytest.mark.parametrize("seed", range(30))
def test_maximum_flow_decides_as_a_linear_programme_does(seed: int) -> None:
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    free = rng.random((4, 5)) < 0.45
    rows, columns = rng.integers(0, 9, 4).astype(float), rng.integers(0, 12, 5).astype(float)
    i, j = np.nonzero(free)
    of_rows = (i[None] == np.arange(4)[:, None]).astype(float)
    of_columns = (j[None] == np.arange(5)[:, None]).astype(float)
    found = linprog(np.zeros(len(i)), A_ub=of_columns, b_ub=columns, A_eq=of_rows, b_eq=rows)
    lack = lacking(free, rows, columns)
    assert (lack is None) == (found.status == 0)
    if lack is not None:
        reached = free[lack.rows].any(0)
        assert lack.persons == pytest.approx(rows[lack.rows].sum() - columns[reached & (columns > 0)].sum())


def test_raking_meets_totals_where_rounds_alone_would_creep() -> None:
    """Workers abroad are a hundred-thousandth of those at home: plain rounds gain that part a round."""
    rng = np.random.default_rng(2)
    table = np.diag(rng.uniform(1e3, 1e6, 30)) + rng.uniform(0.1, 1, (30, 30))
    rows = table.sum(1) * (1 + rng.uniform(-1e-5, 1e-5, 30))
    columns = table.sum(0) * rows.sum() / table.sum()
    found = raked("table", table, rows, columns)
    np.testing.assert_allclose(found.sum(1), rows, rtol=1e-12)
    np.testing.assert_allclose(found.sum(0), columns, atol=1e-12 * rows.sum())
    odds = found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0])
    assert odds == pytest.approx(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]), rel=1e-6)


def test_a_small_change_is_not_convergence() -> None:
    """An impossible table settles into a cycle of two steps that looks like rest; maximum flow sees that it is none."""
    with pytest.raises(flows.FlowError, match="rows 1, 2 must hold 20 in all, but has cells only in column 1"):
        raked("table", np.array([[5.0, 0], [5, 0], [1, 1]]), np.array([10.0, 10, 5]), np.array([12.0, 13]))
