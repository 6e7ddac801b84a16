"""Applicants for schools where there were none: seats of a lever for a new cadre find them as other public schools do.

(2.4) grows the applicants of the start, which are nobody where there is no school; without this a new school would stay
empty. Baselines do not change: without seats nobody is admitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from braingain.policy.moves import PUBLIC_OWNER, seat_levels
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

APPLICANTS = {"doctor": "applicants_per_seat.public_medicine"}
APPLICANTS_ELSEWHERE = "applicants_per_seat.public_other"


def with_new_schools(setting: Setting, parts: Sequence[Part], parameters: Parameters) -> Setting:
    """The setting with applicants for public schools that the parts open where there is no school.

    As many as the estimate of applicants a seat says for the most seats that a part orders.
    """
    constants = setting.world.constants
    applicants = np.array(constants.applicants0, dtype=float)
    for part in parts:
        if part.is_zero or "seats" not in part.card.moves:
            continue
        levels = seat_levels(part, setting).max(axis=0)
        for cadre in setting.cadre_indices(part.cadres):
            if np.any(setting.schools0[cadre]):
                continue
            a_seat = parameters[APPLICANTS.get(setting.cadres[cadre], APPLICANTS_ELSEWHERE)]
            wanted = levels[cadre] * a_seat
            if applicants.shape[-1] < len(wanted):
                applicants = np.repeat(applicants, len(wanted), axis=-1)
            applicants[cadre, PUBLIC_OWNER] = np.maximum(applicants[cadre, PUBLIC_OWNER], wanted)
    return replace(setting, world=setting.world._replace(constants=constants._replace(applicants0=applicants)))
