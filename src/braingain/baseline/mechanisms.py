"""Parts of the model that rest on estimates alone: bonds, private work, claims, ladders, the fund, visas, and their empty stocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.needs import CLAIMS_NOISE, Drawn
from braingain.foundation.vocabulary import CADRES, PLACES
from braingain.model.containers import BOND_DURATIONS, CLAIM_YEARS, MISSION_STEPS

Floats = NDArray[np.float64]
SAVINGS_QUANTILES = (-0.967, 0.0, 0.967)  # standard normal at 1/6, 1/2, 5/6 (2.20b)


def constants(drawn: Drawn) -> dict[str, Floats]:
    """Constants of bonds, private work, claims, ladders, returnees, the fund, visas, second sittings (2.9, 2.9d, 2.14b, d, e, 2.17b, 2.20b, 2.22b, 2.36).

    No country is known to forbid private work of public staff: allow = 1 (E73).
    """
    from scipy.special import ndtr

    # one draw a run: the claim follows where the draw's own number lies below the probability
    follow = (ndtr(drawn[CLAIMS_NOISE]) < drawn["claim_probability"]).astype(float)
    most = drawn["dual_hours_max"]
    savings = drawn["savings_ratio"] * np.exp(np.array(SAVINGS_QUANTILES)[:, None] * drawn["savings_sd"])
    return {
        "savings_classes": savings,
        "amortise_years": drawn["amortise_years"],
        "women_pay_gap": drawn["women_pay_gap"],
        "private_pay_ratio": drawn["private_pay_ratio"],
        "dual_most": np.broadcast_to(most, (len(CADRES), *most.shape)),
        "dual_place": np.stack([drawn[f"dual_place.{place}"] for place in PLACES]),
        "dual_slope": drawn["dual_slope"],
        "dual_hours_lost": drawn["dual_hours_lost"],
        "dual_monitoring": drawn["dual_monitoring"],
        "claims_weight": drawn["claims_weight"],
        "resentment_weight": drawn["returnee_resentment_weight"],
        "claims_follow": follow,
        "ladder_completion": drawn["ladder_completion_share"],
        "upgraded_rural_odds": drawn["or_upgraded"],
        "return_skill_gain": drawn["return_skill_gain"],
        "fund_interest": drawn["fund_interest"],
        "beta_visa": drawn["beta_visa"],
        "resit_pass_share": drawn["resit_pass_share"],
        "teacher_adjust": drawn["teacher_adjust"],
    }


def nobody(durations: int, destinations: int, draws: int) -> dict[str, Floats]:
    """Stocks that are empty at the start: returned, courses, service, missions, fund, memories of pay, retired abroad.

    And what is as it was: as many of the workers teach as at the start.
    """
    k = len(CADRES)
    return {
        "returned": np.zeros((k, draws)),
        "lever_trained": np.zeros((k, draws)),
        "ln_wage": np.zeros((k, draws)),
        "ln_wage_private": np.zeros((k, draws)),
        "bridging": np.zeros((k, 2, 2, durations, 0, draws)),
        "obliged": np.zeros((k, 2, BOND_DURATIONS, draws)),
        "missions": np.zeros((0, MISSION_STEPS, k, draws)),
        "fund": np.zeros((draws,)),
        "past_rises": np.zeros((k, CLAIM_YEARS, draws)),
        "retired_abroad": np.zeros((k, destinations, draws)),
        "teaching": np.ones((k, draws)),
        "lever_students_abroad": np.zeros((k, 0, destinations, draws)),
    }
