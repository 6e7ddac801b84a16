"""Step 6 of table 2.1: who leaves, for where, by which channel, and how they arrive (2.2, 2.8)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

import numpy as np

from braingain.model.containers import DESKILLED, GOVERNMENT, IRREGULAR, OWN, PRIVATE_CHANNEL, SETTLED, TEMPORARY
from braingain.model.reference.bonds import Bond
from braingain.model.reference.choice import Nest, solve_nest
from braingain.model.reference.unpack import Now
from braingain.model.reference.values import Prices, net_income

NURSE = 1
ENTRANT = -1  # post of a cell of new licensed and returnees


@dataclass
class Cell:
    """People who decide alike; ``groups`` are the free ones and each bonded class: (persons, baseline, stay, loss)."""

    s: int
    b: int
    y: int
    j: int
    people: float
    groups: list[tuple[float, float, float, float]] = field(default_factory=list)


class Left(NamedTuple):
    """Who left in the year."""

    home: np.ndarray  # (cadre, sex, background, duration, post) who stay
    entrants: np.ndarray  # (cadre, sex, background, duration) who stay
    abroad: np.ndarray  # (cadre, sex, duration, status, destination) with the arrivals
    bonded: np.ndarray  # (cadre, sex, duration < 10, class) of those who stay
    emigrants: np.ndarray  # (cadre, sex, duration)
    flows: np.ndarray  # (cadre, channel, destination)
    bonded_leavers: np.ndarray  # (cadre, duration < 10, class)
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
    emigrants, flows = now.zeros("cadre sex duration"), now.zeros("cadre channel destination")
    bonded_leavers = now.zeros("cadre bond class")
    inclusive, shares = now.zeros("cadre destination"), now.zeros("cadre destination")
    value, residual = now.zeros("cadre"), 0.0
    for k in range(now.size["cadre"]):
        cells = deciding(now, k, price, stay, bond, home, entrants)
        room = np.maximum(0.0, now.dial.cap[k] - onward_in[k])
        nest = solve_nest(now, k, pull(now, k), room, [group for cell in cells for group in cell.groups])
        inclusive[k], shares[k], value[k] = nest.of_destination, nest.shares, nest.value
        residual = max(residual, nest.residual)
        for cell in cells:
            gone = [n * nest.leave(p0, d0, loss) for n, p0, d0, loss in cell.groups]
            take_from(home, entrants, k, cell, sum(gone))
            emigrants[k, cell.s, cell.y] += sum(gone)
            for h, leavers in enumerate(gone[1:]):
                bonded_leavers[k, cell.y, h] += leavers
        update_bonds(now, k, cells, nest, bonded)
        flows[k] = emigrants[k].sum() * nest.split
        arrive(now, k, emigrants[k], nest, abroad)
    return Left(home, entrants, abroad, bonded, emigrants, flows, bonded_leavers, inclusive, shares, value, residual)


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
            cell = Cell(s, b, y, j, people)
            held = bond.share[k, s, y] if y < now.size["bond"] else np.zeros(now.size["class"])
            cell.groups.append((people * (1.0 - held.sum()), p0, utility, 0.0))
            if y < now.size["bond"]:
                for h in range(now.size["class"]):
                    loss = now.c.beta_go[y] * bond.deterrent[k, y, h]
                    cell.groups.append((people * held[h], p0, utility, loss))
            cells.append(cell)
    return cells


def stay_utility(now: Now, price: Prices, stay: np.ndarray, k: int, s: int, b: int, y: int, j: int) -> float:
    """δ_0 (2.16c): the post held, nothing in other sectors (their pay is on its path), the queue in the reserve."""
    if j < 6:
        return float(now.c.beta_go[y] * price.change[k, s, j])
    return float(stay[k, s, b, y]) if j == 6 else 0.0


def private_factor(now: Now, k: int, y: int, private: np.ndarray) -> float:
    """f_u of a cohort (2.9c)."""
    if y >= now.size["private"]:
        return 1.0
    return float(1.0 + (now.c.private_school_factor - 1.0) * private[k, y])


def pull(now: Now, k: int) -> np.ndarray:
    """δ_odr without openness and caps (2.17), by (channel, destination); with ``substitution`` off without hire, codes.

    The irregular channel knows low pay there, which moves with that of nurses, and its network alone.
    """
    delta = now.zeros("channel destination")
    per_head = network(now, k)
    low = min(NURSE, now.size["cadre"] - 1)
    for r, d in product(*now.over("channel destination")):
        known = 0.0
        if now.c.network0[k, d] > 0.0 and per_head is not None:
            offset = now.c.network_offset
            known = math.log((per_head[d] + offset) / (now.c.network0[k, d] + offset))
        value = now.switch.network * now.c.beta_network * known
        if r == IRREGULAR:
            ln_low = math.log(now.path.pay_abroad[low, d]) + now.s.ln_wage_abroad[low, d]
            delta[r, d] = value + now.c.beta_income_abroad * ln_low
            continue
        actual, path = net_income(now, k, r, d)
        value += now.c.beta_income_abroad * math.log(actual / path)
        ease = min(1.0, now.c.recognition[k, d] + now.dial.recognition[k, d]) - now.c.recognition[k, d]
        value += now.c.beta_recognition * ease
        vacancies = (now.s.vacancy_abroad[k, d] + now.c.vacancy_offset) / (
            now.c.dest_vacancy0[k, d] + now.c.vacancy_offset
        )
        value += now.c.beta_vacancy * math.log(vacancies)
        if now.switch.substitution != 0.0:
            value -= now.c.demand_wage * math.log(1.0 + now.dial.hire_cost_share[k, r, d])
            value += now.dial.legal_shift[k, d]
        delta[r, d] = value
    return delta


def network(now: Now, k: int) -> list[float] | None:
    """a_od on 1 January: those abroad, on stays too, per head of the home stock; None for a new cadre."""
    home = now.s.home[k].sum()
    if home == 0.0:
        return None
    away = [now.s.abroad[k, :, :, :, d].sum() for d in range(now.size["destination"])]
    for pr in range(now.size["programme"]):
        away[now.option.stay_destination[pr]] += now.s.stays[k, :, :, :, pr].sum()
    return [float(people / home) for people in away]


def take_from(home: np.ndarray, entrants: np.ndarray, k: int, cell: Cell, gone: float) -> None:
    """Emigrants leave their cell; in place."""
    if cell.j == ENTRANT:
        entrants[k, cell.s, cell.b, cell.y] -= gone
    else:
        home[k, cell.s, cell.b, cell.y, cell.j] -= gone


def update_bonds(now: Now, k: int, cells: list[Cell], nest: Nest, bonded: np.ndarray) -> None:
    """B_h ← B_h (1 − p̄_h)/(1 − p̄), means over background and post (2.20c); in place."""
    for s, y in product(range(2), range(now.size["bond"])):
        here = [cell for cell in cells if cell.s == s and cell.y == y]
        people = sum(cell.people for cell in here)
        if people == 0.0:
            continue
        gone, of_class = 0.0, [0.0] * now.size["class"]
        for cell in here:
            for h, (n, p0, d0, loss) in enumerate(cell.groups):
                p = nest.leave(p0, d0, loss)
                gone += n * p
                if h > 0:
                    of_class[h - 1] += cell.people * p
        for h in range(now.size["class"]):
            if gone < people:
                bonded[k, s, y, h] *= (1.0 - of_class[h] / people) / (1.0 - gone / people)


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
