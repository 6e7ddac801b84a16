"""Codes of recruitment: how open each legal channel is to the country's workers (docs/model.md 2.18b)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import GOVERNMENT, OWN, PRIVATE_CHANNEL
from braingain.policy.draft import Draft
from braingain.policy.first_flows import leaving_share
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

VOLUNTARY, GUIDANCE = "voluntary", "guidance"
FULL_YEARS = 5  # a voluntary norm holds in full in years 1-5 (E24)


def channel_of(part: Part) -> int:
    """The channel on which a code acts: recruiting by governments or by private agencies."""
    return PRIVATE_CHANNEL if "licensing" in part.doses else GOVERNMENT


def channel(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """A code by guidance, contract or law: ``z = 1 − scope·κ_code`` on its channel at the destinations named.

    An agreement of governments has the same move and acts on the channel of governments: ``agreements``.
    """
    draft.touch(setting.destination_indices(part.destinations))
    if not is_code(part):
        return
    binding = part.options.get("binding", GUIDANCE)
    if binding == VOLUNTARY:
        return  # acts on all legal channels together: ``shared_norms``
    weight = code_weight(part, parameters, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.multiply("openness", (slice(None), cadre, channel_of(part), place), weight)


def code_weight(part: Part, parameters: Parameters, setting: Setting) -> np.ndarray:
    """``1 − scope·κ_code`` of a code by guidance, contract or law. (year, draw)"""
    scope = part.effective("scope_share", setting.years)
    kappa = parameters[f"kappa_code_{part.options.get('binding', GUIDANCE)}"]
    return np.asarray(1.0 - scope[:, None] * kappa)


def is_code(part: Part) -> bool:
    """Whether a part is a code of recruitment; an agreement, with a quota, is none."""
    return "channel" in part.card.moves and "quota_ratio" not in part.doses


def agreements(draft: Draft, parts: Sequence[Part], parameters: Parameters, setting: Setting) -> None:
    """Agreements of governments (2.18b): while in force their channel is free of codes, and wider by the quota.

    Quotas of several agreements on a corridor add up. Contracts with an end date are stays and widen no channel.
    """
    signed = [p for p in parts if "channel" in p.card.moves and not is_code(p) and p.dose("quota_ratio") > 0]
    codes = [p for p in parts if is_code(p) and p.options.get("binding", GUIDANCE) != VOLUNTARY]
    for cadre in range(len(setting.cadres)):
        for place in range(len(setting.destinations)):
            here = [p for p in signed if _acts(p, cadre, place, setting)]
            if not here:
                continue
            quota = sum(p.effective("quota_ratio", setting.years)[:, None] for p in here if p.dose("stay_years") <= 0)
            force = np.max([p.in_force(setting.years) > 0 for p in here], axis=0)[:, None]
            weight = widening(np.zeros(force.shape) + quota, cadre, place, setting)
            for code in codes:
                if channel_of(code) == GOVERNMENT and _acts(code, cadre, place, setting):
                    weight = weight / code_weight(code, parameters, setting)
            index = (slice(None), cadre, GOVERNMENT, place)
            draft.multiply("openness", index, np.where(force, weight, 1.0))


def widening(quota: np.ndarray, cadre: int, place: int, setting: Setting) -> np.ndarray:
    r"""z of the channel of governments with which a corridor grows by the quota, other things as at the start (2.18b).

    .. math:: 1 + \frac{(1+quota)^{1/(\theta_R\kappa_d)}-1}{\psi^0_{GOV}}, \quad
              \kappa_d = \frac1{\theta_D} - \pi^0_d\Bigl[\frac1{\theta_D}-(1-p^0)\Bigr]

    ``quota`` is (year, 1 or draw). 1 where governments recruit nobody at the start: there is nothing to widen.
    """
    constants = setting.world.constants
    across, through = np.asarray(constants.theta_destination), np.asarray(constants.theta_channel)
    shares, channels = np.asarray(constants.destination_shares), np.asarray(constants.channel_shares)
    share = shares[min(cadre, len(shares) - 1), place]
    used = channels[min(cadre, len(channels) - 1), GOVERNMENT, min(place, channels.shape[2] - 1)]
    slope = 1.0 / across - share * (1.0 / across - (1.0 - leaving_share(setting)[cadre]))
    growth = np.expm1(np.log1p(quota) / (through * slope))
    return np.asarray(
        1.0 + np.divide(growth, used, out=np.zeros(np.broadcast_shapes(growth.shape, used.shape)), where=used > 0)
    )


def shared_norms(draft: Draft, parts: Sequence[Part], parameters: Parameters, setting: Setting) -> None:
    """What codes do beyond their channel, once per destination and cadre with the largest scope in force.

    Guidance also holds back people who come on their own (κ_own, fading); a voluntary code acts on all legal ways.
    """
    codes = [part for part in parts if is_code(part) and not part.is_zero]
    for cadre in range(len(setting.cadres)):
        for place in range(len(setting.destinations)):
            here = [p for p in codes if _acts(p, cadre, place, setting)]
            own = _largest([p for p in here if p.options.get("binding", GUIDANCE) == GUIDANCE], parameters, setting)
            if own is not None:
                weight = 1.0 - own * parameters[f"kappa_own.{'doctor' if cadre == 0 else 'nurse'}"]
                draft.multiply("openness", (slice(None), cadre, OWN, place), weight)
            norm = _largest([p for p in here if p.options.get("binding") == VOLUNTARY], parameters, setting)
            if norm is not None:
                draft.add(
                    "legal_shift", (slice(None), cadre, place), np.log1p(-norm * parameters["kappa_code_voluntary"])
                )


def _acts(part: Part, cadre: int, place: int, setting: Setting) -> bool:
    return CADRES[cadre] in part.cadres and place in setting.destination_indices(part.destinations)


def _largest(parts: Sequence[Part], parameters: Parameters, setting: Setting) -> np.ndarray | None:
    """Largest ``scope_share·fade`` of the codes by year and draw; None where there is no code."""
    if not parts:
        return None
    scopes = [
        part.effective("scope_share", setting.years)[:, None] * fade(part, parameters, setting.years) for part in parts
    ]
    return np.max(np.broadcast_arrays(*scopes), axis=0)


def fade(part: Part, parameters: Parameters, years: np.ndarray) -> np.ndarray:
    """How much of a norm is left: all in its first five years, then halving (E24). (year, draw)"""
    past = np.maximum(0, years - (part.start + part.delay_years) - FULL_YEARS + 1)
    return 0.5 ** (past[:, None] / np.asarray(parameters["voluntary_half_life_years"]))
