"""Moves on destinations: pay there, recognition of qualifications, legal places (docs/model.md 2.3b, 2.17, 2.18)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.policy.draft import Draft
from braingain.policy.first_flows import legal_flows
from braingain.policy.parts import Part, caps_places
from braingain.policy.setting import Parameters, Setting


def recognition(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Share of qualifications recognised at the destinations named, over that of the start; the model keeps it to 1 (2.18)."""
    _by_destination(draft, part, setting, "recognition", "recognition_add")


def pay_abroad(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Pay at the destinations named, raised by ``raise_ratio`` over its path (2.17, 2.27)."""
    draft.touch(setting.destination_indices(part.destinations))
    _by_destination(draft, part, setting, "pay_abroad_raise", "raise_ratio")


def cap(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Legal places at the destinations named; those of all levers together are made by ``legal_places``."""
    draft.touch(setting.destination_indices(part.destinations))


def legal_places(draft: Draft, parts: Sequence[Part], parameters: Parameters, setting: Setting) -> None:
    """Caps on the legal flow (2.3b): the lowest that a lever sets, and the places that others add to it.

    .. math:: cap_{od} = \\min_\\ell (1 - cut_\\ell)\\, E^0_{od} + \\sum_\\ell places_\\ell + quota_\\ell\\, E^0_{od}

    No cap where no lever sets one: places are then not short, and adding some changes nothing.
    """
    acting = [part for part in parts if "cap" in part.card.moves]
    cutting = [part for part in acting if caps_places(part)]
    if not cutting:
        return
    usual = legal_flows(setting)
    places = np.full((len(setting.years), *usual.shape), np.inf)
    for part in cutting:
        cut = part.effective("inflow_cut_share", setting.years)[:, None]
        for k, d in _cells(part, setting):
            places[:, k, d] = np.minimum(places[:, k, d], np.where(cut > 0, (1.0 - cut) * usual[k, d], np.inf))
    for part in acting:
        quota = part.effective("quota_ratio", setting.years)[:, None] * (part.dose("stay_years") <= 0)
        more = part.effective("corridor_places_per_year", setting.years)[:, None]
        for k, d in _cells(part, setting):
            places[:, k, d] += quota * usual[k, d] + more
    draft.put("cap", (), places)


def _cells(part: Part, setting: Setting) -> list[tuple[int, int]]:
    ends = setting.destination_indices(part.destinations)
    return [(cadre, place) for cadre in setting.cadre_indices(part.cadres) for place in ends]


def _by_destination(draft: Draft, part: Part, setting: Setting, field: str, dose: str) -> None:
    more = part.effective(dose, setting.years)
    for cadre, place in _cells(part, setting):
        draft.add(field, (slice(None), cadre, place), more[:, None])
