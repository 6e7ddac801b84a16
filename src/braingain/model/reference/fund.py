"""The pooled fund: what it pays out for seats and posts, and what comes in (2.36)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.model.containers import IRREGULAR
from braingain.model.reference.unpack import Now


class Disbursed(NamedTuple):
    """What the fund pays for at the start of the year."""

    amount: float  # [US$]
    seats: np.ndarray  # (cadre,) public seats ordered
    posts: np.ndarray  # (cadre,) posts of the year


def disburse(now: Now) -> Disbursed:
    """Out of what the fund holds, as far as schools can absorb it; a part for posts, the rest for seats."""
    seats, posts = now.zeros("cadre"), now.zeros("cadre")
    if not now.option.fund:
        return Disbursed(0.0, seats, posts)
    cadres = [k for k in range(now.size["cadre"]) if now.dial.fund_mix[k] > 0.0]
    room = sum(now.dial.fund_seat_cost[k] * (now.s.seats[k] + now.s.lever_seats[k]).sum() for k in cadres)
    amount = min(float(now.s.fund), float(now.dial.fund_absorption * room))
    for k in cadres:
        share, wage = amount * now.dial.fund_mix[k], now.path.public_pay_usd[k] * (1.0 + now.c.oncost)
        if wage > 0.0:
            posts[k] = now.dial.fund_posts_share * share / wage
        if now.dial.fund_seat_cost[k] > 0.0:
            seats[k] = (1.0 - now.dial.fund_posts_share) * share / now.dial.fund_seat_cost[k]
    return Disbursed(amount, seats, posts)


def contributions(now: Now, flows: np.ndarray, begun: np.ndarray) -> float:
    """An amount for each recruit of the year by destination, and a flat one; ``flows`` as CHOICE [US$].

    ``begun`` are those who leave on stays, (programme, cadre, sex): recruits where it is for work.
    """
    if not now.option.fund:
        return 0.0
    total = float(now.dial.fund_flat)
    for k in range(now.size["cadre"]):
        for d in range(now.size["destination"]):
            total += now.dial.fund_per_recruit[k, d] * flows[k, :IRREGULAR, d].sum()
        for programme, d in enumerate(now.option.stay_destination):
            total += now.dial.fund_per_recruit[k, d] * now.dial.stay_works[programme] * begun[programme, k].sum()
    return total


def next_fund(now: Now, paid: Disbursed, contributed: float) -> float:
    """What the fund holds on 1 January t+1 [US$]."""
    interest = 1.0 + now.c.fund_interest if now.option.fund else 1.0
    return float(now.s.fund * interest) - paid.amount + contributed
