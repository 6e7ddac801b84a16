"""What a row of the matrix says of a side effect, and how years are discounted: pinned on made-up draws."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from braingain.analysis import measured, rows
from braingain.analysis.side_effects import Probe


def record(on: list[float], off: list[float] | None = None, sign: int = 1) -> dict[str, Any]:
    probe = Probe("teachers_bind", cast(Any, None), "persons", "teachers", sign)
    values = {"on": np.array(on)} | ({} if off is None else {"off": np.array(off)})
    return rows.side_effect(probe, values)


def test_share_of_draws_counts_those_with_the_probes_sign() -> None:
    assert record([1.0, 2.0, -1.0, 0.0])["share_of_draws"] == 0.5
    assert record([1.0, 2.0, -1.0, 0.0], sign=-1)["share_of_draws"] == 0.25


@pytest.mark.parametrize(
    ("on", "off", "gone"),
    [([1.0, 2.0], [0.0, 0.0], True), ([1.0, 2.0], [0.0, 1.0], False), ([0.0, 0.0], [0.0, 0.0], None)],
)
def test_gone_is_what_is_left_without_the_mechanism(on: list[float], off: list[float], gone: bool | None) -> None:
    found = record(on, off)
    assert found["gone_when_off"] is gone
    assert found["largest_with_mechanism_off"] == max(off)


def test_the_interval_is_that_of_the_draws() -> None:
    assert record([1.0, 2.0, 3.0])["difference"]["median"] == 2.0


def test_years_are_discounted_at_three_percent_from_the_policys_start() -> None:
    frame = cast(Any, SimpleNamespace(start=2018, horizon=2040, policy_start=2027))
    weights = rows.discount(frame)[:, 0]
    assert weights[:9].sum() == 0.0
    assert weights[9] == 1.0
    assert weights[19] == pytest.approx(1.03**-10)


def test_inflation_of_the_bond_experiment_is_the_higher_first() -> None:
    assert (measured.HIGH_INFLATION, measured.LOW_INFLATION) == (0.20, 0.02)
