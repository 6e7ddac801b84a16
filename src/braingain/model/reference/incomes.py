"""Step 1 of table 2.1, incomes: what public, private and other work pays over its path, and who minds (2.14b, d, e)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import CLAIM_YEARS, OUT
from braingain.model.reference.missions import local_premium
from braingain.model.reference.unpack import Now


class Incomes(NamedTuple):
    """Pay of the year over its path, private work of public staff, claims."""

    ln_pay: np.ndarray  # (cadre, post) ln(Y/Ỹ) of men
    ln_gap: np.ndarray  # (cadre, work) what closing their pay gap adds for women
    rise: np.ndarray  # (cadre,) R, mean rise of public pay by levers
    claim: np.ndarray  # (cadre,) rise won by claims
    hours: np.ndarray  # (cadre, place) α, private FTE of a public worker
    public_fte: np.ndarray  # (cadre, place)
    resentment: np.ndarray  # (cadre,) ζ_rel rel + ζ_ret relret, log points


def incomes(now: Now) -> Incomes:
    """All of 2.14b, d and e for the year."""
    rise = np.array([mean_rise(now, k) for k in range(now.size["cadre"])])
    claim = np.array([claimed(now, rise, k) for k in range(now.size["cadre"])])
    hours, public_fte = now.zeros("cadre place"), now.zeros("cadre place")
    ln_pay, ln_gap = now.zeros("cadre post"), now.zeros("cadre work")
    for k in range(now.size["cadre"]):
        shift = math.log(now.path.pay) + (now.s.ln_wage[k] if now.option.demand_country else 0.0)
        private = math.exp(now.s.ln_wage_private[k]) * (1.0 + local_premium(now, k))
        for place in range(now.size["place"]):
            base = now.dial.pay_raise[k, place] + claim[k]
            hours[k, place], public_fte[k, place] = dual_practice(now, k, place, private, base)
            public = (1.0 + base) * (1.0 + now.dial.supplement[k, place]) + now.dial.benefit[k, place]
            public += hours[k, place] * now.c.private_pay_ratio * private
            path = 1.0 + hours_at_start(now, k, place) * now.c.private_pay_ratio
            ln_pay[k, place] = shift + math.log(public / path)
            ln_pay[k, 3 + place] = shift + math.log(private)
        ln_pay[k, OUT] = math.log(1.0 + now.dial.pay_out[k])
    for k, j in product(*now.over("cadre work")):
        gap = now.c.women_pay_gap
        ln_gap[k, j] = math.log((1.0 - gap * (1.0 - now.dial.pay_gap_closed[k, j])) / (1.0 - gap))
    return Incomes(ln_pay, ln_gap, rise, claim, hours, public_fte, resentments(now, rise, claim))


def mean_rise(now: Now, k: int) -> float:
    """R_k (2.14e): rise of public pay by levers, benefits and supplements too, over places as posts are at t0."""
    total = 0.0
    for place in range(now.size["place"]):
        paid = (1.0 + now.dial.pay_raise[k, place]) * (1.0 + now.dial.supplement[k, place]) - 1.0
        total += now.c.public_post_shares[k, place] * (paid + now.dial.benefit[k, place])
    return float(total)


def claimed(now: Now, rise: np.ndarray, k: int) -> float:
    """claim_k (2.14e): the largest rise of another cadre two years ago, less what cadre k had then or has itself by now."""
    others = [now.s.past_rises[m, CLAIM_YEARS - 1] for m in range(now.size["cadre"]) if m != k]
    if not others or now.switch.relative_pay == 0.0:
        return 0.0
    return float(now.c.claims_follow * max(0.0, max(others) - max(now.s.past_rises[k, CLAIM_YEARS - 1], rise[k])))


def resentments(now: Now, rise: np.ndarray, claim: np.ndarray) -> np.ndarray:
    """ζ_rel rel_k + ζ_ret relret_k (2.14e): who earns less than others won, and who sees returnees paid more."""
    felt = now.zeros("cadre")
    if now.switch.relative_pay == 0.0:
        return felt
    for k in range(now.size["cadre"]):
        others = [m for m in range(now.size["cadre"]) if m != k and now.path.posts[m, 0:3].sum() > 0.0]
        relative = 0.0
        if others:
            mean = sum(1.0 + rise[m] + claim[m] for m in others) / len(others)
            relative = max(0.0, math.log(mean) - math.log(1.0 + rise[k] + claim[k]))
        at_work = now.s.home[k, :, :, :, 0:6].sum()
        returned = now.s.returned[k] / at_work if at_work > 0.0 else 0.0
        favour = (now.dial.return_premium[k] + now.dial.return_grant[k]) * returned
        felt[k] = now.c.claims_weight * relative + now.c.resentment_weight * favour
    return felt


def dual_practice(now: Now, k: int, place: int, private: float, base: float) -> tuple[float, float]:
    """α_l and the public FTE of a public worker (2.14d); ``base`` is the rise of base pay, ``private`` P."""
    if now.switch.dual_practice == 0.0:
        hours, monitoring = hours_at_start(now, k, place), float(now.c.dual_monitoring)
    else:
        most = max(0.0, now.c.dual_most[k] + now.dial.dual_hours[k])
        hours = private_hours(now, most, place, now.c.private_pay_ratio * private / (1.0 + base))
        monitoring = max(0.0, min(1.0, now.c.dual_monitoring + now.dial.dual_monitoring[k]))
    return hours, float(1.0 - now.c.dual_hours_lost * hours * (1.0 - monitoring))


def hours_at_start(now: Now, k: int, place: int) -> float:
    """α⁰_l: no lever, private pay on its path."""
    return private_hours(now, max(0.0, now.c.dual_most[k]), place, now.c.private_pay_ratio)


def private_hours(now: Now, most: float, place: int, pay_ratio: float) -> float:
    """most · place_l · logistic(s_α ln(w_prv/w_pub)) (2.14d)."""
    return float(most * now.c.dual_place[place] / (1.0 + math.exp(-now.c.dual_slope * math.log(pay_ratio))))
