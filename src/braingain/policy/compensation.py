"""Compensation for recruits: what a country of origin claims for those whom it trained, and the posts that it earmarks (docs/model.md 2.37)."""

from __future__ import annotations

import numpy as np

from braingain.model.containers import PUBLIC
from braingain.policy.draft import Draft
from braingain.policy.first_flows import legal_flows
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting


def claim_usd(part: Part, cadre: int, parameters: Parameters, setting: Setting) -> np.ndarray:
    """What is collected for a recruit: ``share·n·c_seat·effort·collected``. (year, draw) [US$]"""
    share = part.effective("compensation_share", setting.years) * part.dose("collection_effort_share", 1.0)
    if not share.any():
        return np.zeros((len(setting.years), 1))
    cost = parameters[f"seat_cost_usd.{setting.cadres[cadre]}.{setting.income_group}"]
    trained = setting.world.options.programme_years[cadre] * cost
    return np.asarray(share[:, None] * trained * parameters["collected_compensation"])


def earmarked_posts(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Public posts paid from the part of compensation that goes to the health wage bill (2.29c).

    .. math:: posts_{kj} = earmark \\cdot claim_k\\, E^0_k / [\\tilde w_k (1+on)] \\cdot sh_{kj}

    with the legal flow of the start, so that a treasury can plan with it.
    """
    recruits = legal_flows(setting)[:, setting.destination_indices(part.destinations)].sum(axis=1)
    wage = np.asarray(setting.world.paths.public_pay_usd) * (1.0 + np.asarray(setting.world.constants.oncost))
    places = np.asarray(setting.world.constants.public_post_shares)[:, PUBLIC]
    for cadre in setting.cadre_indices(part.cadres):
        money = part.dose("earmark_share") * claim_usd(part, cadre, parameters, setting) * recruits[cadre]
        paid = wage[:, cadre]
        posts = np.divide(money, paid, out=np.zeros(np.broadcast_shapes(money.shape, paid.shape)), where=paid > 0)
        for place in range(places.shape[1]):
            draft.add("posts_added", (slice(None), cadre, place), posts * places[min(cadre, len(places) - 1), place])
