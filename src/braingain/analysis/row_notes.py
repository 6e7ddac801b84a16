"""What a planner must be told beside a row's numbers: whose the cost is, who may move, who visits, whom a lever sends away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.side_effect_records import MOST
from braingain.policy.channels import is_code
from braingain.policy.missions import sent_from_here
from braingain.policy.paired import PairedRun, mission_of
from braingain.policy.parts import Part, at_destination, caps_places
from braingain.policy.structure import is_mission, is_stay, is_track

ONE = 1.0  # seat
# Cost forms that count what the destination has, whoever comes there: not the heads of those who come from one origin.
OF_THE_DESTINATION = frozenset({"rule", "train", "pay"})
TIES = frozenset(
    {"bond", "obligation", "hold", "exit"}
)  # moves that keep people where they are, or make leaving a debt


def cost_is_whole(parts: Sequence[Part]) -> bool:
    """Whether a row has the cost of a destination for people from all countries, not this origin's part of it.

    So it is where a part acts at destinations and a form of its cost does not go by the origin's own recruits: schools, pay
    or a rule there cost what they cost, whoever comes.
    """
    return any(
        at_destination(part) and not part.is_zero and OF_THE_DESTINATION & set(part.card.cost_forms) for part in parts
    )


def limits_moving(parts: Sequence[Part]) -> bool:
    """Whether a lever at these doses limits where people may go: bonds, service, leave to go, codes, caps, enforced returns.

    Fees to be paid, and contracts that should stay free, are notes on rights and limit nobody's moving.
    """
    return any(
        not part.is_zero
        and (
            bool(TIES & set(part.card.moves))
            or is_code(part)
            or caps_places(part)
            or part.dose("obligation_effort_share") > 0
        )
        for part in parts
    )


def has_visitors(parts: Sequence[Part]) -> bool:
    """Whether a lever brings people who work here for a time and are in no stock of the country's workers."""
    return any(is_mission(part) and not part.is_zero for part in parts)


def visitors(parts: Sequence[Part], pair: PairedRun) -> np.ndarray:
    """Visiting workers who are in the country, of all missions of a lever to it. (year, draw) [persons]"""
    found = pair.zeros()
    for part in parts:
        if is_mission(part) and not part.is_zero and not sent_from_here(part, pair.setting):
            found = found + np.asarray(pair.package.mission_present)[:, mission_of(part, parts)].sum(axis=1)
    return found


def visiting_teachers(found: Mapping[str, Mapping[str, np.ndarray]]) -> list[str]:
    """That visiting teachers make no seat more, where schools have enough of their own in most draws; from runs without them."""
    seats = found.get("teachers_gone_at_end", {})
    if "off" not in seats:
        return []
    off = np.asarray(seats["off"])
    none = float(np.mean(np.abs(np.asarray(seats["on"])[: len(off)] - off) < ONE))
    if none <= MOST:
        return []
    return [
        f"schools have teachers enough for these seats without visitors in {none:.0%} of draws: what is gained comes of the seats "
        "and of better teaching, and the visitors' work is paid all the same"
    ]


def sends_away(parts: Sequence[Part]) -> bool:
    """Whether a lever has a way abroad of its own: tracks, contracts that end, courses; they are no emigrants (2.9b)."""
    return any(not part.is_zero and (is_stay(part) or is_track(part)) for part in parts)


def sent_away(pair: PairedRun) -> dict[str, np.ndarray]:
    """People who go by such a way in a year, and those of a year who stay abroad: tracks, and stays that end there. (year, draw)"""
    run, zeros = pair.package, pair.zeros()
    tracks = zeros + (np.asarray(run.tracks).sum(axis=(1, 2, 3)) if np.size(run.tracks) else 0.0)
    begun = np.asarray(run.stays_begun).sum(axis=(1, 2, 3))
    return {"going": tracks + begun, "staying_abroad": tracks + np.asarray(run.stays_overstayed).sum(axis=(1, 2))}


def sent_record(kept: Mapping[str, Any], year: int) -> dict[str, Any] | None:
    """``sent_away`` of a lever's runs in the row of a year, as intervals; None of a lever without a way of its own."""
    sent = kept.get("sent_away")
    return sent and {way: summaries.interval(people[year]) for way, people in sent.items()}
