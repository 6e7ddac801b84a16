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
    sent = begun.sum(0)
    for c in product(*now.over("cadre sex")):
        arrivals = school.licensed[c].sum() + away.returns[c] + away.stays_returned[c]
        arrivals += courses.upgraded[c].sum() + courses.failed[c].sum()
        departures = alive.deaths[c] + alive.retired[c] + left.to[c].sum() + sent[c]
        departures += courses.begun[c] + tracks[c].sum()
        worst = max(worst, miss(s.home[c].sum(), arrivals, departures, after.home[c].sum()))
        ended = courses.lost[c] + courses.completed[c] + courses.failed[c].sum()
        worst = max(worst, miss(s.bridging[c].sum(), courses.begun[c], ended, after.bridging[c].sum()))
        stay_end = away.stays_returned[c] + away.overstayed[c] + alive.stays_out[c]
        worst = max(worst, miss(s.stays[c].sum(), sent[c], stay_end, after.stays[c].sum()))
    for k in range(now.size["cadre"]):
        certified = school.licensed[k].sum() + school.never[k] + after.resit[k].sum()
        worst = max(worst, miss(s.resit[k].sum(), school.graduates[k].sum(), certified, 0.0))
    for k, d in product(*now.over("cadre destination")):
        arrivals = away.onward_in[k, d] + left.flows[k, :, d].sum() + away.stays_settled[k, d]
        arrivals += tracks[k, :, d].sum()
        departures = alive.abroad_out[k, d] + away.returned_from[k, d] + away.onward_out[k, :, d].sum()
        before, later = s.abroad[k, :, :, :, d].sum(), after.abroad[k, :, :, :, d].sum()
        worst = max(worst, miss(before, arrivals, departures, later))
    for k, u in product(*now.over("cadre owner")):
        before, later = s.students[k, :, :, u].sum(), after.students[k, :, :, u].sum()
        out = school.dropped[k, u] + school.graduates[k, u]
        worst = max(worst, miss(before, school.intake[k, :, u].sum(), out, later))
    return worst


def miss(before: float, arrivals: float, departures: float, after: float) -> float:
    """|stock + in − out − stock'| over what there was and came."""
    size = before + arrivals
    return abs(before + arrivals - departures - after) / size if size > 0.0 else abs(after)
