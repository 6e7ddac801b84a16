"""Steps 2 and 3 of table 2.1: death, retirement, one more year since qualification (2.10, 2.11)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import TEMPORARY
from braingain.model.reference.unpack import Now


class Alive(NamedTuple):
    """Who is there after death, retirement and ageing; what left."""

    home: np.ndarray  # (cadre, sex, background, duration, post)
    abroad: np.ndarray  # (cadre, sex, duration, status, destination)
    stays: np.ndarray  # (cadre, sex, background, duration, programme, step)
    ending: np.ndarray  # (cadre, sex, background, duration, programme) whose stay is over
    bonded: np.ndarray  # (cadre, sex, duration < 10, savings class); duration 0 not yet written
    obliged: np.ndarray  # (cadre, sex, duration < 10); duration 0 not yet written
    rural_trained: np.ndarray  # (cadre, duration), with the cohort of the year
    privately_trained: np.ndarray  # (cadre, duration < 5); duration 0 not yet written
    deaths: np.ndarray  # (cadre, sex) at home
    retired: np.ndarray  # (cadre, sex) at home
    abroad_out: np.ndarray  # (cadre, destination) died or retired abroad
    retired_abroad: np.ndarray  # (cadre, destination) memo stock of 1 January t+1
    stays_out: np.ndarray  # (cadre, sex) died or retired during a stay


def shares_lost(hazard: float, factor: float, retirement: float) -> tuple[float, float]:
    """Shares who die (2.10) and, of those alive, retire (2.11) in the year."""
    dead = 1.0 - math.exp(-factor * hazard)
    return dead, (1.0 - dead) * retirement


def live_a_year(now: Now) -> Alive:
    """Steps 2 and 3: rates at the duration of 1 January, then everyone is one year further, 49 absorbing."""
    home, deaths, retired = _home(now)
    abroad, abroad_out, retired_abroad = _abroad(now)
    stays, ending, stays_out = _stays(now)
    bonded, obliged, rural, private = _memories(now)
    return Alive(
        home, abroad, stays, ending, bonded, obliged, rural, private, deaths, retired, abroad_out, retired_abroad,
        stays_out,
    )  # fmt: skip


def _home(now: Now) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    after = np.zeros_like(now.s.home)
    deaths, retired = now.zeros("cadre sex"), now.zeros("cadre sex")
    last = now.size["duration"] - 1
    for k, s, b, y, j in product(*now.over("cadre sex background duration post")):
        people = now.s.home[k, s, b, y, j]
        cell = (k, s, b, y, j)
        dead, old = shares_lost(now.path.mortality_home[cell], now.c.mortality_factor, now.c.retirement_home[cell])
        deaths[k, s] += people * dead
        retired[k, s] += people * old
        after[k, s, b, min(y + 1, last), j] += people * (1.0 - dead - old)
    return after, deaths, retired


def _abroad(now: Now) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    after = np.zeros_like(now.s.abroad)
    out, pensioners = now.zeros("cadre destination"), now.zeros("cadre destination")
    last = now.size["duration"] - 1
    for k, d in product(*now.over("cadre destination")):
        hazard = sum(now.path.mortality_abroad[k, s, last, TEMPORARY, d] for s in range(2)) / 2.0
        pensioners[k, d] = now.s.retired_abroad[k, d] * math.exp(-now.c.mortality_factor * hazard)
    for k, s, y, q, d in product(*now.over("cadre sex duration status destination")):
        people = now.s.abroad[k, s, y, q, d]
        cell = (k, s, y, q, d)
        dead, old = shares_lost(now.path.mortality_abroad[cell], now.c.mortality_factor, now.c.retirement_abroad[cell])
        out[k, d] += people * (dead + old)
        pensioners[k, d] += people * old
        after[k, s, min(y + 1, last), q, d] += people * (1.0 - dead - old)
    return after, out, pensioners


def _stays(now: Now) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Those on a stay live by the rates of where they are (2.11) and have one year less to go (2.9b)."""
    after = np.zeros_like(now.s.stays)
    ending = now.zeros("cadre sex background duration programme")
    out = now.zeros("cadre sex")
    last = now.size["duration"] - 1
    for k, s, b, y, pr, i in product(*now.over("cadre sex background duration programme step")):
        people = now.s.stays[k, s, b, y, pr, i]
        cell = (k, s, y, TEMPORARY, now.option.stay_destination[pr])
        dead, old = shares_lost(now.path.mortality_abroad[cell], now.c.mortality_factor, now.c.retirement_abroad[cell])
        out[k, s] += people * (dead + old)
        alive = people * (1.0 - dead - old)
        if i == 0:
            ending[k, s, b, min(y + 1, last), pr] += alive
        else:
            after[k, s, b, min(y + 1, last), pr, i - 1] += alive
    return after, ending, out


def _memories(now: Now) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Bonds and service (those of L years end), rural and private training of a cohort move with it (2.9c, 2.18c, 2.20c)."""
    s = now.s
    bonded, rural, private = np.zeros_like(s.bonded), np.zeros_like(s.rural_trained), np.zeros_like(s.privately_trained)
    obliged = np.zeros_like(s.obliged)
    for k in range(now.size["cadre"]):
        for y in range(1, now.size["bond"]):
            if y < now.dial.bond_years[k]:
                bonded[k, :, y, :] = s.bonded[k, :, y - 1, :]
            if y < now.dial.service_years[k]:
                obliged[k, :, y] = s.obliged[k, :, y - 1]
        rural[k, 0] = max(0.0, min(1.0, now.c.rural_training0 + now.dial.rural_training[k]))
        for y in range(1, now.size["duration"]):
            rural[k, y] = s.rural_trained[k, y - 1]
        for y in range(1, now.size["private"]):
            private[k, y] = s.privately_trained[k, y - 1]
    return bonded, obliged, rural, private
