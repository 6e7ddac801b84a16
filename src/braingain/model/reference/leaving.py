"""Step 6 of table 2.1: who leaves, for where, by which channel, and how they arrive (2.2, 2.8)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import (
    DESKILLED,
    GOVERNMENT,
    IRREGULAR,
    OWN,
    PRIVATE_CHANNEL,
    RESERVE,
    SETTLED,
    TEMPORARY,
)
from braingain.model.reference.bonds import Bond
from braingain.model.reference.choice import FREE, HELD, Groups, Nest, solve_nests
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import Prices, net_income, vacancies_over_normal

NURSE = 1
ENTRANT = -1  # post of a cell of new licensed and returnees


@dataclass
class Cell:
    """People who decide alike; ``groups`` by choice set, free and held: those without bond, each bonded class."""

    s: int
    b: int
    y: int
    j: int
    people: float
    groups: list[Groups] = field(default_factory=list)


class Left(NamedTuple):
    """Who left in the year."""

    home: np.ndarray  # (cadre, sex, background, duration, post) who stay
    entrants: np.ndarray  # (cadre, sex, background, duration) who stay
    abroad: np.ndarray  # (cadre, sex, duration, status, destination) with the arrivals
    bonded: np.ndarray  # (cadre, sex, duration < 10, class) of those who stay
    obliged: np.ndarray  # (cadre, sex, duration < 10) of those who stay
    emigrants: np.ndarray  # (cadre, sex, duration)
    flows: np.ndarray  # (cadre, channel, destination)
    to: np.ndarray  # (cadre, sex, destination) the same people
    bonded_leavers: np.ndarray  # (cadre, sex, duration < 10, class)
    held_leavers: np.ndarray  # (cadre, sex)
    inclusive: np.ndarray  # (cadre, destination) I_d
    shares: np.ndarray  # (cadre, destination) π
    inclusive_value: np.ndarray  # (cadre,) I
    residual: float


def emigrate(
    now: Now, price: Prices, stay: np.ndarray, bond: Bond, home: np.ndarray, entrants: np.ndarray, abroad: np.ndarray,
    onward_in: np.ndarray,
) -> Left:  # fmt: skip
    """Choices of the whole year for those at home, of half a year for new licensed and returnees."""
    home, entrants, abroad, bonded = home.copy(), entrants.copy(), abroad.copy(), bond.share.copy()
    obliged, held_leavers = bond.obliged.copy(), now.zeros("cadre sex")
    emigrants, flows = now.zeros("cadre sex duration"), now.zeros("cadre channel destination")
    bonded_leavers, to = now.zeros("cadre sex bond class"), now.zeros("cadre sex destination")
    inclusive, shares = now.zeros("cadre destination"), now.zeros("cadre destination")
    value, residual = now.zeros("cadre"), 0.0
    for k in range(now.size["cadre"]):
        cells = deciding(now, k, price, stay, bond, home, entrants)
        room = np.maximum(0.0, now.dial.cap[k] - onward_in[k])
        sets = (FREE, HELD) if now.option.service else (FREE,)
        groups = [[group for cell in cells for group in cell.groups[which]] for which in sets]
        nests = solve_nests(now, k, pull(now, k), room, groups)
        free = nests[FREE]
        inclusive[k], shares[k], value[k] = free.of_destination, free.shares, free.value
        residual = max(residual, free.residual)
        for which, nest in enumerate(nests):
            leavers_of_set = now.zeros("sex duration")
            for cell in cells:
                gone = [n * nest.leave(p0, d0, loss) for n, p0, d0, loss in cell.groups[which]]
                take_from(home, entrants, k, cell, sum(gone))
                leavers_of_set[cell.s, cell.y] += sum(gone)
                for h, leavers in enumerate(gone[1:]):
                    bonded_leavers[k, cell.s, cell.y, h] += leavers
            emigrants[k] += leavers_of_set
            held_leavers[k] += leavers_of_set.sum(1) if which == HELD else 0.0
            flows[k] += leavers_of_set.sum() * nest.split
            for s in range(now.size["sex"]):
                to[k, s] += leavers_of_set[s].sum() * nest.split.sum(0)
            arrive(now, k, leavers_of_set, nest, abroad)
        update_marks(now, k, cells, nests, bond, bonded, obliged)
    return Left(
        home, entrants, abroad, bonded, obliged, emigrants, flows, to, bonded_leavers, held_leavers, inclusive,
        shares, value, residual,
    )  # fmt: skip


def deciding(
    now: Now, k: int, price: Prices, stay: np.ndarray, bond: Bond, home: np.ndarray, entrants: np.ndarray
) -> list[Cell]:
    """Cells of cadre k with their baseline chance to go (2.16, 2.16b), stay utility (2.16c) and bonds (2.20)."""
    cells = []
    for s, b, y in product(*now.over("sex background duration")):
        for j in (*range(8), ENTRANT):
            people = entrants[k, s, b, y] if j == ENTRANT else home[k, s, b, y, j]
            if j == ENTRANT:
                rate, utility = now.c.entrant_hazard[k, s, b, y, 0] / 2.0, stay[k, s, b, y]
            else:
                rate = now.c.leave_hazard[k, s, b, y, j]
                utility = stay_utility(now, price, stay, k, s, b, y, j)
            p0 = 1.0 - math.exp(-rate * private_factor(now, k, y, bond.private))
            owing = bond.obliged[k, s, y] if y < now.size["bond"] else 0.0
            free = bond_classes(now, bond, k, s, y, people * (1.0 - owing), p0, utility)
            held = bond_classes(now, bond, k, s, y, people * owing, p0, utility)
            cells.append(Cell(s, b, y, j, people, [free, held]))
    return cells


def bond_classes(
    now: Now, bond: Bond, k: int, s: int, y: int, people: float, p0: float, utility: float
) -> Groups:  # fmt: skip
    """Those without a bond and, below ten years, the bonded of each savings class: (persons, p⁰, δ_0, loss)."""
    if y >= now.size["bond"]:
        return [(people, p0, utility, 0.0)]
    bound = bond.share[k, s, y]
    groups = [(people * (1.0 - bound.sum()), p0, utility, 0.0)]
    for h in range(now.size["class"]):
        groups.append((people * bound[h], p0, utility, now.c.beta_go[y] * bond.deterrent[k, y, h]))
    return groups


def stay_utility(now: Now, price: Prices, stay: np.ndarray, k: int, s: int, b: int, y: int, j: int) -> float:
    """δ_0 (2.16c): the post held, or what other sectors pay; in the reserve the queue for posts."""
    if j == RESERVE:
        return float(stay[k, s, b, y])
    return float(now.c.beta_go[y] * price.change[k, s, j])


def private_factor(now: Now, k: int, y: int, private: np.ndarray) -> float:
    """f_u of a cohort (2.9c)."""
    if y >= now.size["private"]:
        return 1.0
    return float(1.0 + (now.c.private_school_factor - 1.0) * private[k, y])


def pull(now: Now, k: int) -> np.ndarray:
    """δ_odr without openness and caps (2.17), by (channel, destination); with ``substitution`` off without hire, codes.

    The irregular channel knows low pay there, which moves with that of nurses, its network, and a surplus of workers.
    """
    delta = now.zeros("channel destination")
    shares = network(now, k)
    low = min(NURSE, now.size["cadre"] - 1)
    for r, d in product(*now.over("channel destination")):
        known = 0.0
        if now.c.network0[k, d] > 0.0 and shares is not None:
            offset = now.c.network_offset
            known = math.log((shares[d] + offset) / (now.c.network0[k, d] + offset))
        value = now.switch.network * now.c.beta_network * known
        if r == IRREGULAR:
            ln_low = math.log(now.path.pay_abroad[low, d]) + now.s.ln_wage_abroad[low, d]
            surplus = math.log((min(0.0, now.s.vacancy_abroad[k, d]) + now.c.vacancy_offset) / now.c.vacancy_offset)
            delta[r, d] = value + now.c.beta_income_abroad * ln_low + now.c.beta_vacancy * surplus
            continue
        actual, path = net_income(now, k, r, d)
        value += now.c.beta_income_abroad * math.log(actual / path)
        ease = min(1.0, now.c.recognition[k, d] + now.dial.recognition[k, d]) - now.c.recognition[k, d]
        value += now.c.beta_recognition * ease - now.c.beta_visa * now.dial.visa[k, d]
        vacancies = vacancies_over_normal(now, now.s.vacancy_abroad[k, d], now.c.dest_vacancy0[k, d])
        value += now.c.beta_vacancy * math.log(vacancies)
        if now.switch.substitution != 0.0:
            value -= now.c.demand_wage * math.log(1.0 + now.dial.hire_cost_share[k, r, d])
            value += now.dial.legal_shift[k, d]
        delta[r, d] = value
    return delta


def network(now: Now, k: int) -> list[float] | None:
    """a_od on 1 January: those abroad, on stays too, as a share of all at home and abroad; None for a new cadre."""
    home = now.s.home[k].sum()
    if home == 0.0:
        return None
    away = [now.s.abroad[k, :, :, :, d].sum() for d in range(now.size["destination"])]
    for pr in range(now.size["programme"]):
        away[now.option.stay_destination[pr]] += now.s.stays[k, :, :, :, pr].sum()
    return [float(people / (home + sum(away))) for people in away]


def take_from(home: np.ndarray, entrants: np.ndarray, k: int, cell: Cell, gone: float) -> None:
    """Emigrants leave their cell; in place."""
    if cell.j == ENTRANT:
        entrants[k, cell.s, cell.b, cell.y] -= gone
    else:
        home[k, cell.s, cell.b, cell.y, cell.j] -= gone


def update_marks(
    now: Now, k: int, cells: list[Cell], nests: list[Nest], bond: Bond, bonded: np.ndarray, obliged: np.ndarray
) -> None:  # fmt: skip
    """B_h ← B_h (1 − p̄_h)/(1 − p̄), O ← O (1 − p̄_held)/(1 − p̄) (2.20c, 2.18c); in place.

    p̄ are means over background and post, p̄_h over both sets, p̄_held over bond classes, by the shares before leaving.
    A cell in which nobody stays has no marks.
    """
    for s, y in product(range(2), range(now.size["bond"])):
        here = [cell for cell in cells if cell.s == s and cell.y == y]
        people = sum(cell.people for cell in here)
        owing, bound = bond.obliged[k, s, y], bond.share[k, s, y]
        parts = [1.0 - bound.sum(), *bound]
        gone, of_class, of_held = 0.0, [0.0] * len(bound), 0.0
        for cell in here:
            for which, nest in enumerate(nests):
                weight = owing if which == HELD else 1.0 - owing
                for h, (n, p0, d0, loss) in enumerate(cell.groups[which]):
                    p = nest.leave(p0, d0, loss)
                    gone += n * p
                    of_held += cell.people * parts[h] * p if which == HELD else 0.0
                    if h > 0:
                        of_class[h - 1] += cell.people * weight * p
        if gone >= people:
            bonded[k, s, y], obliged[k, s, y] = 0.0, 0.0
            continue
        stay = 1.0 - gone / people
        for h in range(now.size["class"]):
            bonded[k, s, y, h] *= (1.0 - of_class[h] / people) / stay
        if len(nests) > 1:
            obliged[k, s, y] *= (1.0 - of_held / people) / stay


def arrive(now: Now, k: int, emigrants: np.ndarray, nest: Nest, abroad: np.ndarray) -> None:
    """Status on arrival by channel (2.18); in place."""
    for s, y, r, d in product(*now.over("sex duration channel destination")):
        people = emigrants[s, y] * nest.split[r, d]
        if r == IRREGULAR:
            deskilled = 1.0
        elif r == OWN:
            deskilled = 1.0 - min(1.0, now.c.recognition[k, d] + now.dial.recognition[k, d])
        else:
            assert r in (GOVERNMENT, PRIVATE_CHANNEL)
            deskilled = now.c.deskilled_with_job
        at_work = people * (1.0 - deskilled)
        abroad[k, s, y, DESKILLED, d] += people * deskilled
        abroad[k, s, y, TEMPORARY, d] += at_work * now.c.temporary_share[k, r, d]
        abroad[k, s, y, SETTLED, d] += at_work * (1.0 - now.c.temporary_share[k, r, d])
