"""Sixty years without policy leave alone what no policy must leave alone, in several countries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from braingain.analysis.verification import DRIFT_COUNTRIES, Drift, drift

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("country", DRIFT_COUNTRIES)
def test_sixty_years_without_policy(country: str, real_files: Path) -> None:
    found = drift(country)
    assert found.faults() == []
    assert found.shares > 0.0  # the network moves choices: the run is not one that stands still


def test_what_should_have_stayed_is_named() -> None:
    still = Drift("AAA", False, 0, 0, 0, 0, 0, 0, 0, 0, 0.05, 0.1, (0.1, 0.1, 0.1))
    assert still.faults() == []
    assert replace(still, posts=1e-3, seats=1e-3).faults() == ["posts 1.0e-03", "seats 1.0e-03"]
    assert replace(still, seats=1e-3, follows_demand=True).faults() == []
    assert replace(still, solver=float("nan")).faults() == ["solver nan"]
