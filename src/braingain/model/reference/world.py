"""Many countries in plain loops: the slow twin of ``model.world``, one draw, one country after the other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from braingain.model.containers import Constants, Dials, Paths, State, Switches, World, Yearly
from braingain.model.reference import markets
from braingain.model.reference.run import finish, in_halves
from braingain.model.reference.unpack import Now, of_year, stacked, unpack, with_draw
from braingain.model.reference.values import LARGEST_GAP, vacancies_over_normal

PRACTISING = 2
Unpacked = tuple[Constants, Paths, Dials, State, Switches, dict[str, int]]


class Country(NamedTuple):
    """One country of a run, every array with a draw axis of length 1."""

    world: World
    dials: Dials
    to: list[int]  # country of the run where each slot leads, −1 where it is not in it
    mortality: np.ndarray  # (year, destination, cadre, sex, duration) of the population where the slots lead
    rest: np.ndarray  # (cadre,) at t0
    vacancy: np.ndarray  # (cadre,) at t0
    reserve: np.ndarray  # (cadre,) share of the own-trained without a post at t0


def run(countries: list[Country], years: int) -> tuple[list[State], list[Yearly], np.ndarray]:
    """States after the last year and yearly records of each country, and the rest stocks (country, cadre)."""
    parts = [unpack(c.world._replace(paths=_with_life(c)), c.dials) for c in countries]
    states = [part[3] for part in parts]
    vacancy = [np.array(c.vacancy, float) for c in countries]
    rest = [np.array(c.rest, float) for c in countries]
    records: list[list[Yearly]] = [[] for _ in countries]
    for t in range(years):
        ln_pay = [_pay(part, t) for part in parts]
        nows = []
        for c, (constants, paths, dials, _, switches, size), s in zip(countries, parts, states, strict=True):
            path, dial = of_year(paths, dials, t)
            now = Now(t, constants, path, paths, dial, c.world.options, switches, s, size)
            nows.append(_looking_abroad(now, c.to, countries, vacancy, states, ln_pay))
        halves = [in_halves(now) for now in nows]
        before = [next(half) for half in halves]
        replaced = [rest[i] * now.c.foreign_exit for i, now in enumerate(nows)]
        for i, now in enumerate(nows):
            own = replace(
                now, s=now.s._replace(foreign=rest[i]), c=now.c._replace(foreign0=np.array(countries[i].rest, float))
            )
            kept = rest[i] * (1.0 - now.c.foreign_exit)
            rest[i] = kept + (markets.next_foreign(own, before[i].price) - kept) * _put_off(now, vacancy[i])
        foreign = [stock.copy() for stock in rest]
        for i, c in enumerate(countries):
            there = _practising(nows[i], before[i].abroad, before[i].stays)
            gone = (nows[i].s.abroad - before[i].remaining)[:, :, :, :PRACTISING].sum((1, 2, 3))
            for slot, d in enumerate(c.to):
                if d >= 0:
                    foreign[d] = foreign[d] + there[:, slot]
                    replaced[d] = replaced[d] + gone[:, slot]
        for i, now in enumerate(nows):
            states[i], record = finish(halves[i], foreign[i])
            records[i].append(record)
            vacancy[i] = _foreseen(now, record, countries[i], vacancy[i], replaced[i])
    return [with_draw(s) for s in states], [stacked(years_) for years_ in records], np.stack(rest)


def _with_life(c: Country) -> Paths:
    """Paths with the mortality of the countries where the slots lead."""
    abroad = np.moveaxis(np.asarray(c.mortality), 1, 4)[:, :, :, :, None, :, None]
    return c.world.paths._replace(mortality_abroad=abroad)


def _pay(part: Unpacked, t: int) -> np.ndarray:
    """Mean change of pay by levers and paths of pay in the posts where the foreign-trained work, (cadre,)."""
    constants, paths, dials, _, _, size = part
    change = np.zeros(size["cadre"])
    for k in range(size["cadre"]):
        for j in range(6):
            ln = math.log(paths.pay[t])
            if j < 3:
                ln += math.log1p(dials.pay_raise[t, k, j]) + math.log1p(dials.supplement[t, k, j])
            change[k] += constants.foreign_post_shares[k, j] * ln
    return change


def _looking_abroad(
    now: Now,
    to: list[int],
    countries: list[Country],
    vacancy: list[np.ndarray],
    states: list[State],
    ln_pay: list[np.ndarray],
) -> Now:
    """The year of a country with vacancies, wages and pay of the countries where its slots lead."""
    rate, wage, pay = now.s.vacancy_abroad.copy(), now.s.ln_wage_abroad.copy(), now.path.pay_abroad.copy()
    for slot, d in enumerate(to):
        if d >= 0:
            answering = now.switch.destination_response > 0.5
            for k in range(now.size["cadre"]):
                rate[k, slot] = seen_vacancy(now, vacancy[d][k] if answering else countries[d].vacancy[k])
            wage[:, slot] = states[d].ln_wage
            pay[:, slot] = pay[:, slot] * np.exp(ln_pay[d])
    return replace(
        now,
        s=now.s._replace(vacancy_abroad=rate, ln_wage_abroad=wage),
        path=now.path._replace(pay_abroad=pay),
    )


def _practising(now: Now, abroad: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """Those who work at the end of each slot, (cadre, destination)."""
    there = abroad[:, :, :, :PRACTISING].sum((1, 2, 3))
    for pr, d in enumerate(now.option.stay_destination):
        there[:, d] += now.dial.stay_works[pr] * stays[:, :, :, :, pr].sum((1, 2, 3, 4))
    return np.asarray(there)


def _put_off(now: Now, vacancy: np.ndarray) -> np.ndarray:
    """Part of the rest of the world's arrivals that still come where there are more workers than posts, (cadre,)."""
    if now.switch.destination_response == 0.0:
        return np.ones(len(vacancy))
    return np.array([math.exp(now.c.beta_vacancy * min(0.0, v) / now.c.vacancy_offset) for v in vacancy])


def seen_vacancy(now: Now, vacancy: float) -> float:
    """Vacancies as those who think of coming see them: below none, off(e^{v/off} − 1)."""
    offset = float(now.c.vacancy_offset)
    return float(vacancy) if vacancy >= 0.0 else offset * (math.exp(vacancy / offset) - 1.0)


def _foreseen(now: Now, record: Yearly, country: Country, seen: np.ndarray, replaced: np.ndarray) -> np.ndarray:
    """Vacancies as they are seen next year: nearer to those of today, the fewer others these would draw (2.25c)."""
    after = seen.copy()
    for k in range(now.size["cadre"]):
        wanted, vacancy = _vacancy(now, record, country, k)
        vacancy = min(vacancy, seen_vacancy(now, country.vacancy[k]) + LARGEST_GAP)
        gap = vacancy - seen[k]
        if gap == 0.0:
            continue
        more = 0.0
        if wanted > 0.0:
            drawn = [_drawn(now, country, k, rate) for rate in (seen[k], vacancy)]
            more = max(0.0, replaced[k]) / wanted * (drawn[1] - drawn[0])
        after[k] += now.c.expectation_speed * gap * gap / (gap + now.c.expectation_speed * more)
    return after


def _drawn(now: Now, country: Country, k: int, vacancy: float) -> float:
    """Those whom a vacancy rate draws over those whom that of the start draws (2.17)."""
    normal = seen_vacancy(now, country.vacancy[k])
    return float(vacancies_over_normal(now, seen_vacancy(now, vacancy), normal) ** now.c.beta_vacancy)


def _vacancy(now: Now, record: Yearly, country: Country, k: int) -> tuple[float, float]:
    """Demand or funded posts, and those without a worker less workers who wait for one over them."""
    wanted = float(record.funded[k].sum())
    if now.option.demand_country:
        wanted = now.path.demand[k] * math.exp(-now.c.demand_wage * now.s.ln_wage[k])
    waiting = max(0.0, record.home[k, :, 6].sum() - country.reserve[k] * record.home[k].sum())
    if wanted <= 0.0:
        return wanted, float(country.vacancy[k])
    return wanted, float((wanted - record.filled[k].sum() - waiting) / wanted)
