"""Ladders: from one cadre to the next by a bridging course, beside a public post that is kept (2.9d)."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.reference.life import shares_lost
from braingain.model.reference.unpack import Now

NO_NEXT = -1
PUBLIC_TABLE = 0  # post whose mortality and retirement people in a course have


class Courses(NamedTuple):
    """Bridging courses of the year."""

    bridging: np.ndarray  # (cadre, sex, background, duration, years left) after step 4
    upgraded: np.ndarray  # (cadre, sex, background, duration) who join, by the cadre that they join
    failed: np.ndarray  # (cadre, sex, background, duration) back in their cadre
    completed: np.ndarray  # (cadre, sex) by the cadre that they leave
    begun: np.ndarray  # (cadre, sex)
    lost: np.ndarray  # (cadre, sex) dead and retired


def next_cadre(now: Now, k: int) -> int | None:
    """next[k]; None for a cadre without one, or where the run has no ladder."""
    if now.option.bridge_years == 0 or k >= len(now.option.ladder_next) or now.option.ladder_next[k] == NO_NEXT:
        return None
    return now.option.ladder_next[k]


def ladder_seats(now: Now, k: int) -> float:
    """seats^up of the year, a share of the cadre on 1 January; 0 without a next cadre or with the switch off."""
    people = float(now.s.home[k].sum())
    return 0.0 if next_cadre(now, k) is None else float(now.dial.ladder_seats_share[k] * now.switch.ladders) * people


def study_rights(now: Now, k: int) -> float:
    """Rise of X_training_rights in public posts: seats over a twentieth of the cadre, at most 1."""
    people = now.s.home[k].sum()
    return min(1.0, ladder_seats(now, k) / (0.05 * people)) if people > 0.0 else 0.0


def bridge(now: Now, home: np.ndarray) -> Courses:
    """Steps 2 to 4 of those in a course; then new courses take people out of public posts of ``home``, in place."""
    bridging, ending, lost = live_in_courses(now)
    upgraded, failed = now.zeros("cadre sex background duration"), now.zeros("cadre sex background duration")
    completed = now.zeros("cadre sex")
    last = now.size["duration"] - 1
    for k, s, b, y in product(*now.over("cadre sex background duration")):
        people, to = ending[k, s, b, y], next_cadre(now, k)
        if to is None:
            failed[k, s, b, y] += people
            continue
        passed = people * now.c.ladder_completion
        joins = y + now.option.entry_ages[k] - now.option.entry_ages[to]
        upgraded[to, s, b, max(0, min(last, joins))] += passed
        failed[k, s, b, y] += people - passed
        completed[k, s] += passed
    begun = begin_courses(now, home, bridging)
    return Courses(bridging, upgraded, failed, completed, begun, lost)


def live_in_courses(now: Now) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Death, retirement, one year older, one year nearer the end; who had none left ends the course."""
    after = np.zeros_like(now.s.bridging)
    ending, lost = now.zeros("cadre sex background duration"), now.zeros("cadre sex")
    last = now.size["duration"] - 1
    for k, s, b, y, i in product(*now.over("cadre sex background duration left")):
        people, cell = now.s.bridging[k, s, b, y, i], (k, s, b, y, PUBLIC_TABLE)
        dead, old = shares_lost(now.path.mortality_home[cell], now.c.mortality_factor, now.c.retirement_home[cell])
        lost[k, s] += people * (dead + old)
        alive = people * (1.0 - dead - old)
        if i == 0:
            ending[k, s, b, min(y + 1, last)] += alive
        else:
            after[k, s, b, min(y + 1, last), i - 1] += alive
    return after, ending, lost


def begin_courses(now: Now, home: np.ndarray, bridging: np.ndarray) -> np.ndarray:
    """up_k people leave public posts in proportion, from y_elig on; ``home`` and ``bridging`` in place."""
    begun = now.zeros("cadre sex")
    for k in range(now.size["cadre"]):
        if next_cadre(now, k) is None:
            continue
        first = now.dial.ladder_service_years[k]
        cells = [
            (k, s, b, y, j) for s, b, y, j in product(*now.over("sex background duration"), range(3)) if y >= first
        ]
        eligible = sum(home[cell] for cell in cells)
        wanted = min(ladder_seats(now, k), now.dial.ladder_share[k] * eligible)
        part = min(1.0, wanted / eligible) if eligible > 0.0 else 0.0
        for cell in cells:
            taken = home[cell] * part
            home[cell] -= taken
            bridging[(*cell[:4], now.option.bridge_years - 1)] += taken
            begun[k, cell[1]] += taken
    return begun


def posts_kept(now: Now, courses: Courses) -> np.ndarray:
    """up_j of (2.15) by (cadre, work post): people in a course, over places as public posts are at t0."""
    kept = now.zeros("cadre work")
    for k in range(now.size["cadre"]):
        kept[k] = courses.bridging[k].sum() * now.c.public_post_shares[k]
    return kept
