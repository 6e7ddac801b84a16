"""Step 7 of table 2.1: who looks for a post, where there are places, who gets one (2.3, 2.13, 2.15)."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.reference.bonds import Bond
from braingain.model.reference.linear import TOO_FEW, newton_step
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import choice_weights, offers

STEPS = 10
PLACE = (0, 1, 2, 0, 1, 2)  # place of each post: capital, urban, rural


class Posted(NamedTuple):
    """The home stock of 1 January t+1 and how it came about."""

    home: np.ndarray  # (cadre, sex, background, duration, post)
    rationing: np.ndarray  # (cadre, work post) m(t)
    offer: np.ndarray  # (cadre,)
    bonded: np.ndarray  # (cadre, sex, duration < 10, class), lapsed where no post was offered
    place_moves: np.ndarray  # (cadre, place from, place to)
    entrant_places: np.ndarray  # (cadre, place to)
    residual: float


class Group(NamedTuple):
    """People of the pool who choose alike."""

    s: int
    b: int
    y: int
    people: float
    weight: list[float]  # ω e^V by post


def choose_posts(
    now: Now, value: np.ndarray, bond: Bond, bonded: np.ndarray, home: np.ndarray, entrants: np.ndarray,
    of_them_new: np.ndarray, foreign: np.ndarray, funded: np.ndarray,
) -> Posted:  # fmt: skip
    """Pool, places and choice, cadre by cadre; ``of_them_new`` is the part of the entrants just licensed."""
    after, rationing = np.zeros_like(home), np.ones((now.size["cadre"], now.size["work"]))
    moves, first = np.zeros((now.size["cadre"], 3, 3)), np.zeros((now.size["cadre"], 3))
    residual = 0.0
    for k in range(now.size["cadre"]):
        stayers, lookers = who_looks(now, k, home[k])
        room = np.array([funded[k, j] - now.c.foreign_post_shares[k, j] * foreign[k] for j in range(6)])
        places = np.array([max(0.0, room[j] - stayers[:, :, :, j].sum()) for j in range(6)])
        released = release(stayers, room)
        pool = entrants[k] + lookers.sum(3) + released
        groups = pool_groups(now, k, value, bond, bonded, pool)
        ln_m, miss = solve_posts(groups, places)
        residual = max(residual, miss)
        rationing[k] = np.exp(ln_m)
        after[k] = stayers
        for group in groups:
            chance = chances(group.weight, ln_m)
            part = group.people / pool[group.s, group.b, group.y] if group.people > 0.0 else 0.0
            for j in range(8):
                after[k, group.s, group.b, group.y, j] += group.people * chance[j]
            record_places(lookers, of_them_new[k], group, chance, part, moves[k], first[k])
    offer = offers(now, value, rationing)
    kept = bonded.copy()
    for k in range(now.size["cadre"]):
        kept[k, :, 0, :] *= offer[k]
    return Posted(after, rationing, offer, kept, moves, first, residual)


def who_looks(now: Now, k: int, home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those who keep their place and those who look for another, by cell and post (2.13)."""
    lookers = np.zeros_like(home)
    for s, b, y, j in product(*now.over("sex background duration post")):
        share = now.c.reconsider_share[y, j] * (now.switch.reconsider if j < 6 else 1.0)
        lookers[s, b, y, j] = home[s, b, y, j] * share
    return home - lookers, lookers


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
    now: Now, k: int, value: np.ndarray, bond: Bond, bonded: np.ndarray, pool: np.ndarray
) -> list[Group]:  # fmt: skip
    """Groups of the choice; bonded and free apart where the bond binds to public service (2.20)."""
    groups = []
    for s, b, y in product(*now.over("sex background duration")):
        weight = choice_weights(now, value, k, s, b, y)
        if not now.option.bonds_bind_service or y >= now.size["bond"]:
            groups.append(Group(s, b, y, pool[s, b, y], weight))
            continue
        held = bonded[k, s, y].sum()
        loss = math.exp(-now.c.beta_post[y] * bond.deterrent[k, y].mean())
        outside = [w * (loss if j in (3, 4, 5, 7) else 1.0) for j, w in enumerate(weight)]
        groups.append(Group(s, b, y, pool[s, b, y] * (1.0 - held), weight))
        groups.append(Group(s, b, y, pool[s, b, y] * held, outside))
    return groups


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
