"""Constants that rest on estimates alone: private work of public staff and claims, from the catalogue's draws."""

from __future__ import annotations

import numpy as np

from braingain.baseline.mechanisms import constants
from braingain.baseline.needs import CLAIMS_NOISE, EVERYWHERE
from braingain.evidence.estimates import draw, load_registry, uniforms

DRAWS = 4000


def drawn() -> dict[str, np.ndarray]:
    from scipy.special import ndtri

    values = dict(draw(load_registry(), EVERYWHERE, DRAWS, 1, "GHA", "LMC", "AFR"))
    return values | {CLAIMS_NOISE: ndtri(uniforms(1, CLAIMS_NOISE, DRAWS))}


def test_claims_are_met_in_the_share_of_draws_that_the_estimate_says() -> None:
    values = drawn()
    follow = constants(values)["claims_follow"]
    assert set(np.unique(follow)) == {0.0, 1.0}
    assert abs(follow.mean() - values["claim_probability"].mean()) < 3 * 0.5 / np.sqrt(DRAWS)
    likely = values["claim_probability"] > np.median(values["claim_probability"])
    assert follow[likely].mean() > follow[~likely].mean()


def test_private_work_falls_from_the_capital_to_the_country() -> None:
    found = constants(drawn())
    assert found["dual_place"].shape == (3, DRAWS) and found["dual_most"].shape == (4, DRAWS)
    assert np.all(np.diff(found["dual_place"], axis=0) < 0)
    assert np.all(found["private_pay_ratio"] >= 1) and np.all(found["women_pay_gap"] < 1)
    assert np.all(np.diff(found["savings_classes"], axis=0) > 0)
