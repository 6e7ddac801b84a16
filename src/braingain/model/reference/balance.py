"""Nobody appears or vanishes: the balances of docs/model.md 2.16 no. 1, 2 and 4 from the recorded flows of a year."""

from __future__ import annotations

from itertools import product

import numpy as np

from braingain.model.containers import State
from braingain.model.reference.abroad import Abroad
from braingain.model.reference.ladders import Courses
from braingain.model.reference.leaving import Left
from braingain.model.reference.life import Alive
from braingain.model.reference.schools import Schooling
from braingain.model.reference.unpack import Now


def conservation(
    now: Now, alive: Alive, school: Schooling, courses: Courses, away: Abroad, tracks: np.ndarray, begun: np.ndarray,
    left: Left, after: State,
) -> float:  # fmt: skip
    """Largest miss of the balances at home, in courses, of corridors, stays, schools, examinations, over stocks."""
    s, worst = now.s, 0.0
    for k in range(now.size["cadre"]):
        arrivals = school.licensed[k].sum() + away.returns[k].sum() + away.stays_returned[k]
        arrivals += courses.upgraded[k].sum() + courses.failed[k].sum()
        departures = alive.deaths[k] + alive.retired[k] + left.emigrants[k].sum() + begun[:, k].sum()
        departures += courses.begun[k] + tracks[k].sum()
        worst = max(worst, miss(s.home[k].sum(), arrivals, departures, after.home[k].sum()))
        ended = courses.lost[k] + courses.completed[k] + courses.failed[k].sum()
        worst = max(worst, miss(s.bridging[k].sum(), courses.begun[k], ended, after.bridging[k].sum()))
        stay_end = away.stays_returned[k] + away.overstayed[k] + alive.stays_out[k]
        worst = max(worst, miss(s.stays[k].sum(), begun[:, k].sum(), stay_end, after.stays[k].sum()))
        certified = school.licensed[k].sum() + school.never[k] + after.resit[k].sum()
        worst = max(worst, miss(s.resit[k].sum(), school.graduates[k].sum(), certified, 0.0))
    for k, d in product(*now.over("cadre destination")):
        arrivals = away.onward_in[k, d] + left.flows[k, :, d].sum() + away.stays_settled[k, d]
        arrivals += tracks[k, :, d].sum()
        departures = alive.abroad_out[k, d] + away.returned_from[k, d] + away.onward_out[k, d]
        before, later = s.abroad[k, :, :, :, d].sum(), after.abroad[k, :, :, :, d].sum()
        worst = max(worst, miss(before, arrivals, departures, later))
    for k, u in product(*now.over("cadre owner")):
        before, later = s.students[k, :, :, u].sum(), after.students[k, :, :, u].sum()
        out = school.dropped[k, u] + school.graduates[k, u]
        worst = max(worst, miss(before, school.intake[k, u], out, later))
    return worst


def miss(before: float, arrivals: float, departures: float, after: float) -> float:
    """|stock + in − out − stock'| over what there was and came."""
    size = before + arrivals
    return abs(before + arrivals - departures - after) / size if size > 0.0 else abs(after)
