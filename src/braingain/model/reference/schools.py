"""Step 4 of table 2.1: applicants, seats, teachers, students, licensing (2.4 to 2.9c)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.reference.unpack import Now
from braingain.model.reference.values import Prices, expected_income

PUBLIC_SCHOOL, PRIVATE_SCHOOL = 0, 1
TEACHES_FROM = 5


class Schooling(NamedTuple):
    """What schools did in the year."""

    licensed: np.ndarray  # (cadre, sex, background), the new licensed of duration 0
    private_share: np.ndarray  # (cadre,) of the licensed
    students: np.ndarray  # (cadre, sex, background, owner, stage) of 1 January t+1
    resit: np.ndarray  # (cadre, sex, background, owner) of t+1
    lever_students: np.ndarray  # (cadre, owner, stage) of t+1
    lever_share: np.ndarray  # (cadre,) of this year's graduates, in seats of levers
    intake: np.ndarray  # (cadre, sex, owner)
    capacity: np.ndarray  # (cadre, owner) Cap_eff
    seats_open: np.ndarray  # (cadre, owner) Cap with the seats of levers
    teaching: np.ndarray  # (cadre,) Th of t+1
    lever_seats: np.ndarray  # (cadre, owner) open seats of levers
    building: np.ndarray  # (cadre, owner, build years left) of t+1
    applicants: np.ndarray  # (cadre, owner) App^tot
    pass_share: np.ndarray  # (cadre, owner) Q
    graduates: np.ndarray  # (cadre, owner)
    dropped: np.ndarray  # (cadre, owner)
    never: np.ndarray  # (cadre,) never licensed


def teach(now: Now, price: Prices, of_fund: np.ndarray) -> Schooling:
    """One school year: seats open, applicants come, stages move up, graduates are examined.

    ``of_fund`` (cadre,) public seats that the fund orders this year (2.36).
    """
    lever_seats, building = open_lever_seats(now, of_fund)
    seats_open = now.s.seats + lever_seats
    taught, teaching = teachers(now, seats_open)
    capacity = seats_open * taught[:, None]
    applicants = apply(now, price, capacity)
    entrants = admit(now, applicants, capacity)
    students, graduates, dropped = move_up(now, entrants)
    pass_share = pass_shares(now)
    licensed, resit, private_share, never = examine(now, graduates, pass_share)
    lever_students, lever_share = lever_cohorts(now, lever_seats, seats_open, graduates)
    return Schooling(
        licensed=licensed,
        private_share=private_share,
        students=students,
        resit=resit,
        lever_students=lever_students,
        lever_share=lever_share,
        intake=entrants.sum(2),
        capacity=capacity,
        seats_open=seats_open,
        teaching=teaching,
        lever_seats=lever_seats,
        building=building,
        applicants=applicants,
        pass_share=pass_share,
        graduates=graduates.sum((1, 2)),
        dropped=dropped,
        never=never,
    )


def open_lever_seats(now: Now, of_fund: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A lever's seats are under construction until no building year is left; then they open, at once where ordered so.

    Negative orders close seats of levers, never more than there are (table 2.1, step 1).
    """
    under = now.s.building + now.dial.seats_ordered
    under[:, PUBLIC_SCHOOL, now.option.fund_build_years] += of_fund
    open_now = np.maximum(0.0, now.s.lever_seats + under[:, :, 0])
    later = np.zeros_like(under)
    for i in range(1, now.size["build"]):
        later[:, :, i - 1] = under[:, :, i]
    return open_now, later


def teachers(now: Now, seats_open: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of the seats of each cadre that teachers serve, 1 with the switch off, and Th of the next year (2.5b)."""
    share, teaching = np.ones(now.size["cadre"]), np.array(now.s.teaching, float)
    for k in range(now.size["cadre"]):
        guests, workers = now.dial.visiting_teachers[k] / now.c.teachers_per_worker, could_teach(now, k)
        goal, seats = 1.0, sum(seats_open[k])
        if now.c.seats0[k] > 0.0 and now.c.teachers0[k] > 0.0 and seats > 0.0:
            need = now.c.teachers0[k] / now.c.teacher_slack * seats / now.c.seats0[k]
            if now.switch.teachers != 0.0:
                share[k] = min(1.0, (now.s.teaching[k] * workers + guests) / need)
            if workers > 0.0:
                goal = max(1.0, min((need - guests) / workers, 1.0 / now.c.teachers_per_worker))
        teaching[k] *= (goal / teaching[k]) ** now.c.teacher_adjust
    return share, teaching


def could_teach(now: Now, k: int) -> float:
    """Workers of cadre k in public posts on 1 January who can teach: own-trained after five years, and foreign-trained."""
    people = now.s.foreign[k] * sum(now.c.foreign_post_shares[k, 0:3])
    for s, b, y in product(*now.over("sex background duration")):
        if y >= TEACHES_FROM:
            people += sum(now.s.home[k, s, b, y, 0:3])
    return float(people)


def apply(now: Now, price: Prices, capacity: np.ndarray) -> np.ndarray:
    """Applicants by owner (2.4), with those whom public schools refused beyond the baseline (2.4b)."""
    applicants = now.zeros("cadre owner")
    for k in range(now.size["cadre"]):
        path = [now.c.applicants0[k, u] * now.path.applicants_index[k] for u in range(2)]
        pull, expected = 1.0, expected_income(now, price, k)
        if now.switch.brain_gain != 0.0 and expected > 0.0 and now.c.expected_income0[k] > 0.0:
            pull = (expected / now.c.expected_income0[k]) ** now.c.applicants_elasticity
        public, private = path[0] * pull, path[1] * pull
        refused = max(0.0, public - capacity[k, PUBLIC_SCHOOL])
        refused_path = max(0.0, path[PUBLIC_SCHOOL] - now.path.seats[k, PUBLIC_SCHOOL])
        applicants[k, PUBLIC_SCHOOL] = public
        applicants[k, PRIVATE_SCHOOL] = max(0.0, private + now.c.spill_share * (refused - refused_path))
    return applicants


def admit(now: Now, applicants: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Intake by sex and background: applications times weight, never above a group's applications (2.5)."""
    entrants = now.zeros("cadre sex background owner")
    for k, u in product(*now.over("cadre owner")):
        groups = list(product(*now.over("sex background")))
        asked = [applicants[k, u] * now.c.applicant_mix[k, s, b] for s, b in groups]
        weight = [a * now.dial.admission_weight[k, s, b] for a, (s, b) in zip(asked, groups, strict=True)]
        places = min(capacity[k, u], applicants[k, u])
        for (s, b), taken in zip(groups, fill(places, asked, weight), strict=True):
            entrants[k, s, b, u] = taken
    return entrants


def fill(places: float, asked: list[float], weight: list[float]) -> list[float]:
    """Share places out by weight; what a group cannot use goes to the others (water-filling)."""
    taken = [0.0] * len(asked)
    for _ in asked:
        left = places - sum(taken)
        still = [i for i in range(len(asked)) if taken[i] < asked[i] and weight[i] > 0.0]
        total = sum(weight[i] for i in still)
        for i in still:
            taken[i] = min(asked[i], taken[i] + left * weight[i] / total)
    return taken


def move_up(now: Now, entrants: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every stage loses the drop-outs and moves up; the last graduates; the intake is the first stage (2.7)."""
    students = np.zeros_like(now.s.students)
    graduates = now.zeros("cadre sex background owner")
    dropped = now.zeros("cadre owner")
    final = now.size["stage"] - 1
    for k, s, b, u in product(*now.over("cadre sex background owner")):
        first = final + 1 - now.option.programme_years[k]
        stay = 1.0 - now.c.drop_out[k]
        for e in range(first, final + 1):
            here = now.s.students[k, s, b, u, e]
            dropped[k, u] += here * now.c.drop_out[k]
            if e == final:
                graduates[k, s, b, u] = here * stay
            else:
                students[k, s, b, u, e + 1] = here * stay
        students[k, s, b, u, first] = entrants[k, s, b, u]
    return students, graduates, dropped


def pass_shares(now: Now) -> np.ndarray:
    """Share of graduates who pass (2.8): crowded classes of n years ago, minus what schools got used to since."""
    share = now.zeros("cadre owner")
    for k, u in product(*now.over("cadre owner")):
        n = now.option.programme_years[k]
        crowding = now.s.ln_seats[k, u, n - 1]  # of t−n
        if not now.option.permanent_dilution:
            crowding -= now.s.ln_seats[k, u, n + 4]  # of t−n−5
        shift = -now.c.dilution * now.switch.quality_dilution * crowding
        shift += now.c.quality_response * now.dial.quality[k, u]
        odds = now.c.pass_share0[k, u] * math.exp(shift)
        share[k, u] = odds / (odds + 1.0 - now.c.pass_share0[k, u])
    return share


def examine(
    now: Now, graduates: np.ndarray, pass_share: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Licensed, those who sit again next year, private share of the licensed, never licensed (2.9, 2.9c)."""
    licensed, private_share = now.zeros("cadre sex background"), now.zeros("cadre")
    resit, never = np.zeros_like(now.s.resit), now.zeros("cadre")
    private = now.zeros("cadre")
    for k, s, b, u in product(*now.over("cadre sex background owner")):
        q = pass_share[k, u]
        again = now.s.resit[k, s, b, u]
        passed = q * graduates[k, s, b, u] + now.c.resit_pass_share * q * again
        licensed[k, s, b] += passed
        private[k] += passed if u == PRIVATE_SCHOOL else 0.0
        resit[k, s, b, u] = (1.0 - q) * graduates[k, s, b, u]
        never[k] += (1.0 - now.c.resit_pass_share * q) * again
    for k in range(now.size["cadre"]):
        total = licensed[k].sum()
        private_share[k] = private[k] / total if total > 0.0 else 0.0
    return licensed, resit, private_share, never


def lever_cohorts(
    now: Now, lever_seats: np.ndarray, seats_open: np.ndarray, graduates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share of each stage that sits in seats of levers next year; their share of this year's graduates (2.29c)."""
    later, share = np.zeros_like(now.s.lever_students), now.zeros("cadre")
    final = now.size["stage"] - 1
    for k in range(now.size["cadre"]):
        first = final + 1 - now.option.programme_years[k]
        of_owner = graduates[k].sum((0, 1))
        if of_owner.sum() > 0.0:
            share[k] = sum(now.s.lever_students[k, u, final] * of_owner[u] for u in range(2)) / of_owner.sum()
        for u in range(2):
            for e in range(first, final):
                later[k, u, e + 1] = now.s.lever_students[k, u, e]
            later[k, u, first] = lever_seats[k, u] / seats_open[k, u] if seats_open[k, u] > 0.0 else 0.0
    return later, share
