"""How fast pay goes back to its path (docs/model.md 2.25): so fast that it stays within what is assumed of its distance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from braingain.baseline.markets import wage_return


def test_pay_goes_back_as_drawn_or_so_fast_that_it_stays_within_its_distance() -> None:
    drawn = {
        "wage_adjust": np.array([0.2, 0.46, 0.0, 0.1]),
        "private_wage_adjust": np.array([0.1, 0.1, 0.0, 0.5]),
        "wage_return": np.array([0.04, 0.037, 0.02, 0.02]),
        "pay_distance_most": np.full(4, 2.5),
    }
    found = wage_return(drawn)
    assert found == pytest.approx([0.04, 0.046 / math.log(2.5), 0.02, 0.05 / math.log(2.5)])
    for answer in ("wage_adjust", "private_wage_adjust"):
        assert np.all(0.1 * drawn[answer] / found <= math.log(2.5) * (1 + 1e-12))
