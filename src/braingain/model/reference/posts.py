"""Step 7 of table 2.1: who looks for a post, where there are places, who gets one (2.3, 2.13, 2.15)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import RESERVE, RURAL_POSTS
from braingain.model.reference.bonds import Bond
from braingain.model.reference.leaving import Left
from braingain.model.reference.linear import TOO_FEW, newton_step
from braingain.model.reference.missions import RURAL_PUBLIC, mission_posts
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import choice_weights, offers

STEPS = 10
PLACE = (0, 1, 2, 0, 1, 2)  # place of each post: capital, urban, rural
SERVES = (RURAL_PUBLIC, RESERVE)  # rural public posts; the reserve stays open, for rural places may lack


class Posted(NamedTuple):
    """The home stock of 1 January t+1 and how it came about."""

    home: np.ndarray  # (cadre, sex, background, duration, post)
    rationing: np.ndarray  # (cadre, work post) m(t)
    offer: np.ndarray  # (cadre,)
    bonded: np.ndarray  # (cadre, sex, duration < 10, class), lapsed where no post was offered
    mission_posts: np.ndarray  # (cadre,) rural public posts that missions take
    reentered: np.ndarray  # (cadre, sex) whom re-entry levers brought to look
    place_moves: np.ndarray  # (cadre, place from, place to)
    entrant_places: np.ndarray  # (cadre, place to)
    residual: float


class Coming(NamedTuple):
    """Entrants who stayed, after step 6, and what they are part of."""

    entrants: np.ndarray  # (cadre, sex, background, duration) new licensed, returnees, out of courses
    licensed: np.ndarray  # (cadre, sex, background, duration) of them just licensed
    upgraded: np.ndarray  # (cadre, sex, background, duration) of them upgraded by a ladder


class Group(NamedTuple):
    """People of the pool who choose alike."""

    s: int
    b: int
    y: int
    people: float
    weight: list[float]  # ω e^V by post
    upgraded: bool


def choose_posts(
    now: Now, value: np.ndarray, bond: Bond, left: Left, coming: Coming, lent: np.ndarray, held: np.ndarray,
    funded: np.ndarray,
) -> Posted:  # fmt: skip
    """Pool, places and choice, cadre by cadre.

    ``held`` (cadre, work post): posts of the foreign-trained and of people in courses; ``lent`` (cadre,): of the reserve.
    """
    home = left.home
    taken, reentered = np.zeros(now.size["cadre"]), now.zeros("cadre sex")
    after, rationing = np.zeros_like(home), np.ones((now.size["cadre"], now.size["work"]))
    moves, first = np.zeros((now.size["cadre"], 3, 3)), np.zeros((now.size["cadre"], 3))
    residual = 0.0
    for k in range(now.size["cadre"]):
        stayers, lookers, reentered[k] = who_looks(now, k, home[k], lent[k])
        room = funded[k] - held[k]
        taken[k] = mission_posts(now, k, room[RURAL_PUBLIC])
        room[RURAL_PUBLIC] -= taken[k]
        places = np.array(
            [places_of(now, k, j, room[j] - stayers[..., j].sum(), lookers[..., j].sum()) for j in range(6)]
        )
        released = release(stayers, room)
        pool = coming.entrants[k] - coming.upgraded[k] + lookers.sum(3) + released
        groups = pool_groups(now, k, value, bond, left, pool, coming.upgraded[k])
        ln_m, miss = solve_posts(groups, places)
        residual = max(residual, miss)
        rationing[k] = np.exp(ln_m)
        after[k] = stayers
        for group in groups:
            chance = chances(group.weight, ln_m)
            for j in range(8):
                after[k, group.s, group.b, group.y, j] += group.people * chance[j]
            if group.upgraded or group.people <= 0.0:
                continue
            part = group.people / pool[group.s, group.b, group.y]
            record_places(lookers, coming.licensed[k], group, chance, part, moves[k], first[k])
    offer = offers(now, value, rationing)
    kept = left.bonded.copy()
    for k in range(now.size["cadre"]):
        kept[k, :, 0, :] *= offer[k]
    return Posted(after, rationing, offer, kept, taken, reentered, moves, first, residual)


def places_of(now: Now, k: int, j: int, room: float, lookers: float) -> float:
    """Places that can be taken this year: of people who look again, of new posts, and what hiring fills of the rest (2.15e)."""
    at_once, empty = min(max(0.0, room), lookers + now.path.posts_new[k, j]), max(0.0, room - lookers)
    fallen_empty = max(0.0, empty - now.path.posts_new[k, j])
    return at_once + fallen_empty * (1.0 - now.c.hiring_lag[k, j])


def who_looks(now: Now, k: int, home: np.ndarray, lent: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Those who keep their place and those who look for another, by cell and post (2.13), and by sex who re-entered.

    People lent from the reserve cannot look; levers on coming back bring others, as far as their places go.
    """
    lookers, extra = np.zeros_like(home), np.zeros_like(home)
    reserve = home[:, :, :, RESERVE].sum()
    here = 1.0 - lent / reserve if reserve > 0.0 else 1.0
    for s, b, y, j in product(*now.over("sex background duration post")):
        share = now.c.reconsider_share[y, j] * (now.switch.reconsider if j < 6 else 1.0)
        people = home[s, b, y, j] * (here if j == RESERVE else 1.0)
        lookers[s, b, y, j] = people * share
        if j >= RESERVE:
            extra[s, b, y, j] = people * max(0.0, min(now.dial.reentry[k, s, j - RESERVE], 1.0 - share))
    brought = extra.sum()
    if brought > 0.0:
        extra *= min(1.0, now.dial.reentry_places[k] / brought)
    lookers += extra
    return home - lookers, lookers, extra.sum((1, 2, 3))


def release(stayers: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Those in posts that are no longer funded look too, in proportion over cells (2.13); stayers in place."""
    released = np.zeros(stayers.shape[:3])
    for j in range(6):
        there = stayers[:, :, :, j].sum()
        if there > max(0.0, room[j]):
            out = 1.0 - max(0.0, room[j]) / there
            released += stayers[:, :, :, j] * out
            stayers[:, :, :, j] *= 1.0 - out
    return released


def pool_groups(
    now: Now, k: int, value: np.ndarray, bond: Bond, left: Left, pool: np.ndarray, upgraded: np.ndarray
) -> list[Group]:  # fmt: skip
    """Groups of the choice: the upgraded apart (2.9d), those bound to public service (2.20), who owes service (2.18c)."""
    groups = []
    for s, b, y in product(*now.over("sex background duration")):
        plain = choice_weights(now, value, k, s, b, y)
        rural = [w * (now.c.upgraded_rural_odds if j in RURAL_POSTS else 1.0) for j, w in enumerate(plain)]
        for people, weight, up in ((pool[s, b, y], plain, False), (upgraded[s, b, y], rural, True)):
            for share, factors in marks(now, k, s, y, bond, left):
                marked = [w * f for w, f in zip(weight, factors, strict=True)]
                groups.append(Group(s, b, y, people * share, marked, up))
    return groups


def marks(now: Now, k: int, s: int, y: int, bond: Bond, left: Left) -> list[tuple[float, list[float]]]:
    """Shares of a cell by bond and service, with the factors on their weights; both independent (2.18c, 2.20)."""
    parts = [(1.0, [1.0] * 8)]
    if y >= now.size["bond"]:
        return parts
    if now.option.bonds_bind_service:
        bound = left.bonded[k, s, y].sum()
        loss = math.exp(-now.c.beta_post[y] * bond.deterrent[k, y].mean())
        parts = split(parts, bound, [loss if j in (3, 4, 5, 7) else 1.0 for j in range(8)])
    if now.option.service:
        loss = 1.0 - now.dial.service_weight[k]
        parts = split(parts, left.obliged[k, s, y], [1.0 if j in SERVES else loss for j in range(8)])
    return parts


def split(
    parts: list[tuple[float, list[float]]], marked: float, factors: list[float]
) -> list[tuple[float, list[float]]]:
    """Each part without the mark, and with it and its factors on the weights."""
    halves = []
    for share, weight in parts:
        halves.append((share * (1.0 - marked), weight))
        halves.append((share * marked, [w * f for w, f in zip(weight, factors, strict=True)]))
    return halves


def chances(weight: list[float], ln_m: np.ndarray) -> list[float]:
    """Share of a group in each post at the multipliers (2.3); reserve and out have no limit."""
    open_weight = [w * math.exp(ln_m[j]) if j < 6 else w for j, w in enumerate(weight)]
    total = sum(open_weight)
    return [w / total for w in open_weight] if total > 0.0 else [0.0] * len(weight)


def solve_posts(groups: list[Group], places: np.ndarray) -> tuple[np.ndarray, float]:
    """ln m of the six posts by ten projected Newton steps (2.0.3); −inf where there is no place at all."""
    fewest = TOO_FEW * sum(group.people for group in groups)
    ln_m = np.array([-math.inf if places[j] <= fewest else 0.0 for j in range(6)])
    limited = [j for j in range(6) if ln_m[j] == 0.0]
    for _ in range(STEPS):
        filled, slopes = fill_and_slopes(groups, ln_m)
        active = [j for j in limited if filled[j] > 0.0 and (filled[j] > places[j] or ln_m[j] < 0.0)]
        step = newton_step(active, filled, places, slopes)
        for j in active:
            ln_m[j] = min(0.0, ln_m[j] + step[j])
    filled, _ = fill_and_slopes(groups, ln_m)
    worst = 0.0
    for j in limited:
        if filled[j] > 0.0:
            over = filled[j] / places[j] - 1.0
            worst = max(worst, abs(over) if ln_m[j] < 0.0 else max(0.0, over))
    return ln_m, worst


def fill_and_slopes(groups: list[Group], ln_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """t_a and ∂ln t_a/∂ln m_b of (2.0.3)."""
    filled, pairs = np.zeros(6), np.zeros((6, 6))
    for group in groups:
        chance = chances(group.weight, ln_m)
        for a in range(6):
            filled[a] += group.people * chance[a]
            for b in range(6):
                pairs[a, b] += group.people * chance[a] * chance[b]
    slopes = np.zeros((6, 6))
    for a in range(6):
        for b in range(6):
            if filled[a] > 0.0:
                slopes[a, b] = ((filled[a] if a == b else 0.0) - pairs[a, b]) / filled[a]
    return filled, slopes


def record_places(
    lookers: np.ndarray, new: np.ndarray, group: Group, chance: list[float], part: float,
    moves: np.ndarray, first: np.ndarray,
) -> None:  # fmt: skip
    """Where those in posts who look, and the new licensed, take a post; in place."""
    cell = (group.s, group.b, group.y)
    for to in range(6):
        first[PLACE[to]] += new[cell] * part * chance[to]
        for j in range(6):
            moves[PLACE[j], PLACE[to]] += lookers[(*cell, j)] * part * chance[to]
