"""The worked cases to the digits given: FS1 to FS7, FS9, FS10 of docs/flows.md, and the ten small ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worked import A1, A2, B1, B7, EXITS, PUBLISHED, REFUSED, SMALL

from braingain import flows


def estimate(name: str, arguments: dict[str, Any]) -> np.ndarray:
    return getattr(flows, name)(**arguments)


@pytest.mark.parametrize(
    ("name", "estimator", "arguments", "cells", "total", "near"), PUBLISHED, ids=[c[0] for c in PUBLISHED]
)
def test_published_examples(
    name: str,
    estimator: str,
    arguments: dict[str, Any],
    cells: list[tuple[int, int, float, float]],
    total: float,
    near: float,
) -> None:
    found = estimate(estimator, arguments)
    assert found.sum() == pytest.approx(total, abs=near or 1e-12), name
    for i, j, persons, tolerance in cells:
        assert found[i, j] == pytest.approx(persons, abs=tolerance or 1e-12)
    whole = {(i, j) for i, j, *_ in cells}
    if cells and sum(persons for *_, persons, _ in cells) == pytest.approx(total, abs=1e-4):
        rest = [found[i, j] for i in range(4) for j in range(4) if (i, j) not in whole]
        assert max(rest) <= 1e-12  # the cells that are named are all that is not zero


def test_the_table_of_one_training_is_that_of_the_example() -> None:
    of_b = flows.minimum_open_by_training(A1, B1)[1]
    expected = np.diag([55.0, 505.0, 50.0, 5.0])
    expected[1, 0] = expected[1, 2] = 25
    np.testing.assert_allclose(of_b, expected, atol=1e-12)


def test_net_migration_of_the_closed_account_is_exact() -> None:
    """FS9: net by country is the change of stocks less entries plus exits."""
    found = flows.minimum_closed(A1, B7, [80, 20, 60, 60], EXITS)
    np.testing.assert_allclose(found.sum(0) - found.sum(1), [40, -5, -50, 15], atol=1e-8)


def test_the_unsafe_open_account_is_not_ours() -> None:
    """FS8 takes leavers out of the end and arrivals out of the start, 136.10 moves: negative cells elsewhere."""
    assert abs(flows.minimum_open(A1, B7, [80, 20, 40, 60], EXITS).sum() - 136.103464) > 4


def test_a_separable_weight_drops_out() -> None:
    weights = np.outer([1, 20, 3, 0.4], [5, 0.6, 70, 8])
    np.testing.assert_allclose(
        flows.minimum_open(A2, B1, affinity=weights), flows.minimum_open(A2, B1), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize(
    ("name", "estimator", "arguments", "exact", "tables", "near"), SMALL, ids=[c[0] for c in SMALL]
)
def test_small_cases(
    name: str, estimator: str, arguments: dict[str, Any], exact: list[list[Any]], tables: Any, near: float
) -> None:
    from fractions import Fraction

    expected = np.array([[float(Fraction(cell)) for cell in row] for row in exact])
    np.testing.assert_allclose(estimate(estimator, arguments), expected, rtol=0, atol=near, err_msg=name)
    by_training = estimate(f"{estimator}_by_training", arguments)
    if tables is not None:
        np.testing.assert_allclose(by_training, np.array(tables, dtype=float), rtol=0, atol=near)
    total = by_training.sum(0)
    np.fill_diagonal(total, 0)
    np.testing.assert_allclose(total, expected, rtol=0, atol=max(near, 1e-12))


@pytest.mark.parametrize(("estimator", "arguments", "said"), REFUSED, ids=[c[2] for c in REFUSED])
def test_what_must_be_refused(estimator: str, arguments: dict[str, Any], said: str) -> None:
    for name in (estimator, f"{estimator}_by_training"):
        with pytest.raises(ValueError, match=r"\w") as refused:
            estimate(name, arguments)
        assert said in str(refused.value)
