"""Codes of recruitment: how open each legal channel is to the country's workers (docs/model.md 2.18b)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import GOVERNMENT, OWN, PRIVATE_CHANNEL
from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

VOLUNTARY, GUIDANCE = "voluntary", "guidance"
CAPITAL_RECOVERY = 0.03 / (1.0 - 1.03**-5)  # crf(5) of docs/model.md 1.3
FULL_YEARS = 5  # a voluntary norm holds in full in years 1-5 (E24)


def channel_of(part: Part) -> int:
    """The channel on which a code acts: recruiting by governments or by private agencies."""
    return PRIVATE_CHANNEL if "licensing" in part.doses else GOVERNMENT


def channel(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """A code by guidance, contract or law: ``z = 1 − scope·κ_code`` on its channel at the destinations named."""
    draft.touch(setting.destination_indices(part.destinations))
    binding = part.options.get("binding", GUIDANCE)
    if binding == VOLUNTARY:
        return  # acts on all legal channels together: ``shared_norms``
    scope = part.effective("scope_share", setting.years)
    weight = 1.0 - scope[:, None] * parameters[f"kappa_code_{binding}"]
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.multiply("openness", (slice(None), cadre, channel_of(part), place), weight)


def shared_norms(draft: Draft, parts: Sequence[Part], parameters: Parameters, setting: Setting) -> None:
    """What codes do beyond their channel, once per destination and cadre with the largest scope in force.

    Guidance also holds back people who come on their own (κ_own, fading); a voluntary code acts on all legal ways.
    """
    codes = [part for part in parts if "channel" in part.card.moves and not part.is_zero]
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


def entry_cost(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Agency fees that a ban takes off what the migrant pays on the private channel (2.17a)."""
    banned = part.dose("fee_ban") * part.in_force(setting.years)
    if not banned.any():
        return
    paid = np.asarray(setting.world.constants.entry_cost)[:, PRIVATE_CHANNEL]  # (cadre, destination, draw)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            fee = np.minimum(
                parameters["agency_fee_usd"], paid[min(cadre, len(paid) - 1), min(place, paid.shape[1] - 1)]
            )
            draft.add("entry_cost", (slice(None), cadre, PRIVATE_CHANNEL, place), -banned[:, None] * fee)


def hiring_cost(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    r"""What a levy costs the employer of a recruit a year, over a year's pay there (2.25b); all legal channels.

    .. math:: hire_{dr} / w_d = crf(5) \cdot levy / w_d

    w_d is gross income at the destination [intl $]; dollars of rich countries are taken as alike, as for fees.
    """
    levy = part.effective("levy_usd_per_recruit", setting.years)
    draft.touch(setting.destination_indices(part.destinations))
    yearly = levy[:, None] * CAPITAL_RECOVERY
    pay = np.asarray(setting.world.constants.income_abroad)  # (cadre, destination, draw)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            there = pay[min(cadre, len(pay) - 1), min(place, pay.shape[1] - 1)]
            for channel_ in (GOVERNMENT, PRIVATE_CHANNEL, OWN):
                draft.add("hire_cost_share", (slice(None), cadre, channel_, place), yearly / there)
