"""Public health spending on the years for which it is known, and after them (docs/model.md 1.2)."""

from __future__ import annotations

import numpy as np
from hand_country import CONTEXT, DRAWN

from braingain.baseline.paths import economy


def test_spending_runs_straight_between_years_known_and_stays_after_the_last() -> None:
    found = economy(CONTEXT, DRAWN, 5, {}).health_share
    by_hand = np.array([0.05, 0.055, 0.06, 0.06, 0.06, 0.06]) / 0.05
    np.testing.assert_allclose(found, np.repeat(by_hand[:, None], 2, axis=1), rtol=1e-12)


def test_a_scenario_s_spending_stands_for_the_known_one() -> None:
    found = economy(CONTEXT, DRAWN, 2, {"public_health_spending": {2018: 0.02, 2020: 0.05}}).health_share
    np.testing.assert_allclose(found[:, 0], [1.0, 1.75, 2.5], rtol=1e-12)
