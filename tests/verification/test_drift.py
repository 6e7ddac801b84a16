"""Sixty years without policy leave alone what no policy must leave alone, in several countries and many draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from braingain.analysis.drift import COUNTRIES, DRAWS, EXACT, Drift, balanced, drift

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("country", COUNTRIES)
def test_sixty_years_without_policy(country: str) -> None:
    found = drift(country)
    assert found.faults() == []
    assert found.conservation.shape == (DRAWS,) and DRAWS >= 20 and len(COUNTRIES) >= 8
    assert found.shares.min() > 0.0  # the network moves choices: the run is not one that stands still


@pytest.mark.parametrize("country", ["GHA", "IRL"])
def test_with_one_growth_rate_everywhere_shares_stay(country: str) -> None:
    """From balance nothing moves, and before it something did: the sixty years are not those of a dead world."""
    found = balanced(country)
    assert max(found.from_balance, found.abroad_from_balance, found.growth_from_balance) < EXACT
    assert found.from_start > 1e-3


def test_what_should_have_stayed_is_named() -> None:
    none = np.zeros(2)
    moved = np.array([0.1, 0.1])
    still = Drift("AAA", False, none, none, none, none, none, none, none, none, 0.5 * moved, moved, np.zeros((3, 2)))
    one = np.array([0.0, 1e-3])  # the worst draw counts
    assert still.faults() == []
    assert replace(still, posts=one, seats=one).faults() == ["posts 1.0e-03", "seats 1.0e-03"]
    assert replace(still, seats=one, follows_demand=True).faults() == []
    assert replace(still, solver=np.array([0.0, np.nan])).faults() == ["solver nan"]
