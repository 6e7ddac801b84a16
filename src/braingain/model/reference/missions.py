"""Missions: who is sent, who is present, which posts they take, whom they employ (2.23, 2.23b, 2.30b)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.model.containers import MISSION_STEPS, RESERVE
from braingain.model.reference.money import path_posts
from braingain.model.reference.unpack import Now

RURAL_PUBLIC, RURAL_PRIVATE = 2, 5


class Lending(NamedTuple):
    """What missions mean for the work force at home."""

    lent: np.ndarray  # (cadre,) of the reserve, away on missions sent from here
    lost_fte: np.ndarray  # (cadre,) FTE that the sender lacks beyond its reserve


def contracts(now: Now) -> np.ndarray:
    """M by (programme, years since start, cadre) after step 3: one year older, those sent this year at 0 (2.23)."""
    after = now.zeros("mission since cadre")
    for p in range(now.size["mission"]):
        for k in range(now.size["cadre"]):
            after[p, 0, k] = now.dial.mission_starts[p, k]
            for i in range(1, MISSION_STEPS):
                after[p, i, k] = now.s.missions[p, i - 1, k]
    return after


def present(now: Now) -> np.ndarray:
    """Person-years in the year by (programme, cadre): the last, incomplete year of a contract counts in part (2.23)."""
    here, sent = now.zeros("mission cadre"), contracts(now)
    for p in range(now.size["mission"]):
        for i in range(MISSION_STEPS):
            part = max(0.0, min(1.0, now.dial.mission_length_years[p] - i))
            here[p] += part * sent[p, i]
    return here


def hosts(now: Now) -> list[int]:
    """Programmes whose people work in the focus country."""
    return [p for p in range(now.size["mission"]) if now.dial.mission_from_here[p] == 0.0]


def posts_wanted(now: Now) -> np.ndarray:
    """fills · present by cadre: posts in rural public service (2.15b)."""
    here, wanted = present(now), now.zeros("cadre")
    for p in hosts(now):
        wanted += now.dial.mission_fills[p] * here[p]
    return wanted


def lending(now: Now, home: np.ndarray) -> Lending:
    """Those sent from here come from the reserve of after step 6, as far as it goes (2.23b)."""
    here, away = present(now), now.zeros("cadre")
    for p in range(now.size["mission"]):
        if p not in hosts(now):
            away += here[p]
    reserve = np.array([home[k, :, :, :, RESERVE].sum() for k in range(now.size["cadre"])])
    lent = np.minimum(away, reserve)
    return Lending(lent, away - lent)


def local_staff(now: Now) -> np.ndarray:
    """S_k (2.30b): private posts of the cadre that hosted missions add, for all people present of a programme."""
    here, added = present(now), now.zeros("cadre")
    for p in hosts(now):
        added += now.dial.mission_local_staff[p] * here[p].sum()
    return added


def local_posts(now: Now, path: np.ndarray) -> np.ndarray:
    """Where those posts lie, (cadre, work post): as private posts on the path, rural where there are none."""
    posts, added = now.zeros("cadre work"), local_staff(now)
    for k in range(now.size["cadre"]):
        private = path[k, 3:6].sum()
        if private == 0.0:
            posts[k, RURAL_PRIVATE] = added[k]
            continue
        for j in range(3, 6):
            posts[k, j] = added[k] * path[k, j] / private
    return posts


def local_premium(now: Now, k: int) -> float:
    """premium_k (2.30b): what missions pay over private pay, spread over all private posts of the cadre."""
    here, added = present(now), local_staff(now)[k]
    paid = sum(
        now.dial.mission_local_premium[p] * now.dial.mission_local_staff[p, k] * here[p].sum() for p in hosts(now)
    )
    posts = path_posts(now)[k, 3:6].sum() + added
    return float(paid / posts) if posts > 0.0 else 0.0


def mission_posts(now: Now, k: int, free: float) -> float:
    """Rural public posts that missions take: at most what foreign-trained and courses leave free (2.15b)."""
    return float(min(posts_wanted(now)[k], max(0.0, free)))
