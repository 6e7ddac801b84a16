"""The nested choice of destination and channel with legal caps (2.2a to 2.2e, 2.3b)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from braingain.model.containers import IRREGULAR
from braingain.model.reference.linear import TOO_FEW, newton_step
from braingain.model.reference.unpack import Now

STEPS = 10
FREE, HELD = 0, 1  # choice sets
Groups = list[tuple[float, float, float, float]]  # persons, p⁰, δ_0, what a bond takes from going


@dataclass
class Nest:
    """Choice of a cadre in a year: I, I_d, π, the share of all who go in each (channel, destination), what is kept."""

    value: float
    of_destination: np.ndarray  # (destination,) I_d
    shares: np.ndarray  # (destination,) π
    split: np.ndarray  # (channel, destination), sums to 1
    kept: float = 1.0  # factor on all flows where `substitution` is off and channels are narrowed or widened
    residual: float = 0.0

    def leave(self, p0: float, stay: float, loss: float) -> float:
        """Probability to leave (2.2c)."""
        return min(1.0, go(p0, self.value - loss, stay) * self.kept)


def go(p0: float, value: float, stay: float) -> float:
    """Probability to go (2.2c) of baseline p⁰ at utility changes I and δ_0."""
    leaving = p0 * math.exp(value)
    return leaving / (leaving + (1.0 - p0) * math.exp(stay)) if leaving > 0.0 else 0.0


def solve_nests(now: Now, k: int, delta: np.ndarray, room: np.ndarray, groups: list[Groups]) -> list[Nest]:
    """The choice of each set, free and held (2.18c), with caps met by multipliers (2.3b), or blocked (2.2e)."""
    if now.switch.substitution == 0.0:
        return without_substitution(now, k, delta, room, groups)
    bases = []
    for which in range(len(groups)):
        base = channel_baseline(now, k)
        base[:IRREGULAR] *= now.dial.openness[k][:IRREGULAR] * held_openness(now, k, which)  # not the irregular (2.17)
        bases.append(base)
    multiplier, residual = np.ones(len(room)), 0.0
    if now.option.caps:
        multiplier, residual = solve_caps(now, k, bases, delta, room, groups)
    nests = [nest_of(now, k, base, delta, multiplier) for base in bases]
    for nest in nests:
        nest.residual = residual
    return nests


def held_openness(now: Now, k: int, which: int) -> float:
    """What a withheld licence leaves of the openness of legal channels: 1 for the free set (2.18c)."""
    return 1.0 if which == FREE else float(1.0 - now.dial.licence_hold[k])


def channel_baseline(now: Now, k: int) -> np.ndarray:
    """ψ⁰ by (channel, destination); with the switch `irregular` off without that channel, the others rescaled."""
    base = now.c.channel_shares[k].copy()
    if now.switch.irregular == 0.0:
        base[IRREGULAR] = 0.0
        for d in range(base.shape[1]):
            total = base[:, d].sum()
            if total > 0.0:
                base[:, d] /= total
    return base


def nest_of(now: Now, k: int, base: np.ndarray, delta: np.ndarray, multiplier: np.ndarray) -> Nest:
    """(2.2a), (2.2b), (2.2d): ``base`` is ψ⁰ z, the multiplier of a cap acts on legal channels like another z."""
    theta_r, theta_d = now.c.theta_channel, now.c.theta_destination
    channels, places = base.shape
    weight = np.zeros((channels, places))
    of_destination, share = np.full(places, -np.inf), np.zeros(places)
    for d in range(places):
        for r in range(channels):
            legal = 1.0 if r == IRREGULAR else multiplier[d]
            weight[r, d] = base[r, d] * legal * math.exp(delta[r, d] / theta_r)
        total = weight[:, d].sum()
        if total > 0.0:
            of_destination[d] = theta_r * math.log(total)
            share[d] = now.c.destination_shares[k, d] * math.exp(of_destination[d] / theta_d)
            weight[:, d] /= total
    everywhere = share.sum()
    if everywhere == 0.0:
        return Nest(-math.inf, of_destination, share, np.zeros((channels, places)))
    share = share / everywhere
    return Nest(theta_d * math.log(everywhere), of_destination, share, weight * share)


def without_substitution(
    now: Now, k: int, delta: np.ndarray, room: np.ndarray, groups: list[Groups]
) -> list[Nest]:  # fmt: skip
    """(2.2e): flows as if channels were open; what is narrowed or over the cap stays at home.

    Each set by its own factors, a cap by one factor for both together (2.18c).
    """
    nest = nest_of(now, k, channel_baseline(now, k), delta, np.ones(len(room)))
    flows = [sum(n * nest.leave(p0, stay, loss) for n, p0, stay, loss in people) for people in groups]
    splits = [nest.split.copy() for _ in groups]
    for d in range(len(room)):
        for which, split in enumerate(splits):
            for r in range(IRREGULAR):
                dear = (1.0 + now.dial.hire_cost_share[k, r, d]) ** (-now.c.demand_wage)
                narrowed = now.dial.openness[k, r, d] * held_openness(now, k, which)
                split[r, d] *= narrowed * dear * math.exp(now.dial.legal_shift[k, d])
        legal = sum(split[:IRREGULAR, d].sum() * flow for split, flow in zip(splits, flows, strict=True))
        if now.option.caps and legal > room[d]:
            for split in splits:
                split[:IRREGULAR, d] *= room[d] / legal
    nests = []
    for split in splits:
        kept = split.sum()
        shown = split / kept if kept > 0.0 else split
        nests.append(Nest(nest.value, nest.of_destination, nest.shares, shown, kept))
    return nests


def solve_caps(
    now: Now, k: int, bases: list[np.ndarray], delta: np.ndarray, room: np.ndarray, groups: list[Groups]
) -> tuple[np.ndarray, float]:
    """Multipliers of the caps on destinations by ten projected Newton steps on ln m, one for both sets (2.0.4, 2.18c)."""
    fewest = TOO_FEW * sum(group[0] for people in groups for group in people)
    capped = [d for d in range(len(room)) if fewest < room[d] < math.inf]
    ln_m = np.zeros(len(room))
    ln_m[room <= fewest] = -math.inf  # no place at all: the legal channels are closed
    for _ in range(STEPS):
        legal, slopes = flows_of_sets(now, k, bases, delta, ln_m, groups)
        active = [d for d in capped if legal[d] > 0.0 and (legal[d] > room[d] or ln_m[d] < 0.0)]
        step = newton_step(active, legal, room, slopes)
        for d in active:
            ln_m[d] = min(0.0, ln_m[d] + step[d])
    legal, _ = flows_of_sets(now, k, bases, delta, ln_m, groups)
    return np.exp(ln_m), capacity_residual(capped, legal, room, ln_m)


def flows_of_sets(
    now: Now, k: int, bases: list[np.ndarray], delta: np.ndarray, ln_m: np.ndarray, groups: list[Groups]
) -> tuple[np.ndarray, np.ndarray]:
    """Legal flow of both sets, and their slopes weighted by each set's part of the flow to the destination (2.18c)."""
    parts = [legal_flows(now, k, base, delta, ln_m, people) for base, people in zip(bases, groups, strict=True)]
    total = sum((flow for flow, _ in parts), np.zeros(len(ln_m)))
    slopes = np.zeros((len(ln_m), len(ln_m)))
    for d in range(len(ln_m)):
        for flow, own in parts:
            if total[d] > 0.0:
                slopes[d] += flow[d] / total[d] * own[d]
    return total, slopes


def legal_flows(
    now: Now, k: int, base: np.ndarray, delta: np.ndarray, ln_m: np.ndarray, groups: Groups
) -> tuple[np.ndarray, np.ndarray]:
    """Legal flow of each destination, and ∂ln f_d/∂ln m_e of (2.0.4)."""
    nest = nest_of(now, k, base, delta, np.exp(ln_m))
    chances = [(n, nest.leave(p0, stay, loss)) for n, p0, stay, loss in groups]
    flow = sum(n * p for n, p in chances)
    mean = sum(n * p * p for n, p in chances) / flow if flow > 0.0 else 0.0
    places = len(ln_m)
    legal_part, slopes = np.zeros(places), np.zeros((places, places))
    for d in range(places):
        if nest.shares[d] > 0.0:
            legal_part[d] = nest.split[:IRREGULAR, d].sum() / nest.shares[d]
    theta_r, theta_d = now.c.theta_channel, now.c.theta_destination
    for d in range(places):
        for e in range(places):
            own = 1.0 - legal_part[d] * (1.0 - theta_r / theta_d) if d == e else 0.0
            slopes[d, e] = own - nest.shares[e] * legal_part[e] * theta_r * (1.0 / theta_d - (1.0 - mean))
    return flow * nest.shares * legal_part, slopes


def capacity_residual(capped: list[int], flow: np.ndarray, room: np.ndarray, ln_m: np.ndarray) -> float:
    """Largest relative miss: over a capacity, or under one whose multiplier is below 1."""
    worst = 0.0
    for d in capped:
        over = flow[d] / room[d] - 1.0
        worst = max(worst, abs(over) if ln_m[d] < 0.0 else max(0.0, over))
    return float(worst)
