"""The two figures of a brief's first sentences that a profile works out itself: who left, and what public pay comes to."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hand_country import CONTEXT, DRAWN, GDP_USD, GROWTH, e, value
from hand_start import foreign, pay_multiples, practising, stock_abroad
from test_hand_posts import funded

from braingain.baseline import headline

PEOPLE, SPENDING = 30e6, 0.05
WORLD = cast(Any, SimpleNamespace(cells={"USA": {"GHA"}, "GBR": {"GHA"}, "NZL": {"IND"}}))


def between(two: np.ndarray) -> tuple[float, float, float]:
    """5th, 50th and 95th percentile of two draws: along the straight line from the lower to the higher."""
    low, high = sorted(float(x) for x in two)
    return low + 0.05 * (high - low), (low + high) / 2.0, low + 0.95 * (high - low)


def test_who_left_is_over_own_trained_who_practise_at_home_and_in_three_destinations() -> None:
    """Those without a post and those outside the sector are in neither part; Saudi Arabia and the rest do not count."""
    found = headline.measured(CONTEXT, WORLD, DRAWN)
    abroad = stock_abroad()[0, :3].sum(axis=0)
    home = practising()[0] - foreign()[0]
    assert found.rate == pytest.approx(between(abroad / (abroad + home)))
    assert (found.counted, found.shared) == (510.0, 50.0)  # 300 and 210 named in lists; New Zealand by gravity


def test_public_pay_is_pay_with_on_cost_of_the_first_year_s_public_posts_over_public_health_spending() -> None:
    """(2.28b): 5 % of the GDP of 30 million people at 2 200 US$ a head."""
    known = {"public_health_spending_share": value(SPENDING), "population": value(PEOPLE)}
    found = headline.implied(replace(CONTEXT, values=CONTEXT.values | known), DRAWN)
    (bill,) = [one for one in found if one.indicator == "public_wage_bill_share"]
    posts = funded()[:, :3].sum(axis=1) * (1.0 + np.array(GROWTH))[:, None]
    pay = (posts * GDP_USD * pay_multiples()).sum(axis=0) * (1.0 + e("oncost_share.LMC"))
    by_hand = between(pay / (SPENDING * PEOPLE * GDP_USD))
    assert (bill.low, bill.value, bill.high) == pytest.approx(by_hand, rel=1e-9)
    assert 0.0 < by_hand[0] < by_hand[2] and bill.flag == ("" if 0.03 <= by_hand[1] <= 0.6 else "implausible")
