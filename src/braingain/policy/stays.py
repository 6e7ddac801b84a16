"""Moves that send people abroad with a date of return, and tracks that lead straight there (docs/model.md 2.9b)."""

from __future__ import annotations

import numpy as np

from braingain.model.containers import WORK
from braingain.policy.draft import Draft
from braingain.policy.first_flows import legal_flows
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import SENT, is_stay, is_track
from braingain.policy.training import track

PER_1000 = 1000.0


def stay(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """People sent abroad with a date of return, of whom a share by effort comes back; graduates on a track do not (2.9b)."""
    if is_track(part):
        track(draft, part, parameters, setting)
    if not is_stay(part):
        return
    programme = draft.programme_of(part)
    rate = sent_share(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("stay_rate", (slice(None), programme, cadre), rate[:, cadre])
    draft.put("stay_compliance", (programme,), compliance(part, parameters))
    if "quota_ratio" in part.doses:
        draft.put("stay_works", (programme,), 1.0)  # contracts of an agreement are for work


def sent_share(part: Part, setting: Setting) -> np.ndarray:
    """People sent a year over workers at home: of a grant its dose, of an agreement its quota of the corridor. (year, cadre, draw)"""
    per_worker = sum(part.effective(name, setting.years) for name in SENT) / PER_1000
    rate = np.zeros((len(setting.years), len(setting.cadres), 1)) + np.reshape(per_worker, (-1, 1, 1))
    if "quota_ratio" not in part.doses:
        return rate
    ends = setting.destination_indices(part.destinations)[:1]
    flow = legal_flows(setting)[:, ends].sum(axis=1)
    workers = np.asarray(setting.world.state.home)[:, :, :, :, WORK].sum(axis=(1, 2, 3, 4))
    each = np.divide(flow, workers, out=np.zeros(np.broadcast_shapes(flow.shape, workers.shape)), where=workers > 0)
    return np.asarray(rate + part.effective("quota_ratio", setting.years)[:, None, None] * each)


def compliance(part: Part, parameters: Parameters) -> np.ndarray:
    """Share of stays that end at home, ``c₀ + (c₁ − c₀)·effort``. (draw,)"""
    low, high = parameters["compliance_low"], parameters["compliance_high"]
    effort = part.dose("obligation_effort_share", part.dose("enforcement_effort_share"))
    return np.asarray(low + (high - low) * effort)
