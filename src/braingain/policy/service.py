"""Moves that limit where people may work: compulsory service, withheld licences, exit restrictions (docs/model.md 2.18b, 2.18c)."""

from __future__ import annotations

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import GOVERNMENT, OWN, PRIVATE_CHANNEL
from braingain.policy.draft import Draft
from braingain.policy.moves import sex_indices
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

LEGAL = (GOVERNMENT, PRIVATE_CHANNEL, OWN)


def obligation(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Service owed by the new licensed of the sexes that the lever is for, from its first year on (2.18c).

    Posts that do not count as service lose ``effort·κ_service`` of their weight for ``service_years``.
    """
    years = part.dose("service_years")
    cover = part.in_force(setting.years) * part.dose("cover", 1.0) * (years > 0)
    weight = part.dose("enforcement_effort_share") * parameters["kappa_service"] * (years > 0)
    for cadre in setting.cadre_indices(part.cadres):
        if draft.touched_by("service", cadre):
            what = f"two kinds of compulsory service for {CADRES[cadre]}s in one package"
            raise BraingainError(Problem(part.lever, what, "keep one, or give them different cadres"))
        for sex in sex_indices(part):
            draft.put("service_cover", (slice(None), cadre, sex), cover[:, None])
        draft.put("service_years", (cadre,), years)
        draft.put("service_weight", (cadre,), weight)


def hold(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """The licence of those who owe service is withheld: legal channels lose ``ε_cred·withheld`` of their openness (2.18c)."""
    withheld = part.dose("licence_withheld") * (part.dose("service_years") > 0)
    for cadre in setting.cadre_indices(part.cadres):
        draft.put("licence_hold", (cadre,), withheld * parameters["credential_hold"])


def exit_(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    r"""Leave to go abroad is restricted: :math:`z = 1 - effort\cdot\kappa_{exit}` on all legal channels to everywhere (2.18b)."""
    effort = part.effective("restriction_effort_share", setting.years)
    weight = np.asarray(1.0 - effort[:, None] * parameters["kappa_exit"])
    for cadre in setting.cadre_indices(part.cadres):
        for channel in LEGAL:
            for place in range(len(setting.destinations)):
                draft.multiply("openness", (slice(None), cadre, channel, place), weight)
