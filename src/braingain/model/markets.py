"""Demand, wages, seats that follow demand, destinations that a lever touches: docs/model.md 2.24–2.27b, 2.30, 2.31."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import Array

LARGEST_GAP = 0.1  # of a vacancy rate from its normal value, in the answer of wages and of those who would come


class Destinations(NamedTuple):
    """Labour markets abroad on the next 1 January (all DEST but students)."""

    others: Array
    seats: Array
    students: Array  # (cadre, stage, destination, draw)
    lever_students: Array  # the same, in seats of levers; no stage where the run has none
    vacancy: Array
    ln_wage: Array


def next_wage(ln_wage: Array, vacancy: Array, normal: Array, speed: Array, back: Array) -> Array:
    r"""Wage over its path a year later (2.25, 2.30): :math:`(1-\delta_w)\,lnw + \eta\,clip(v - v^*, \pm .1)`.

    Pay that left its path is drawn back to it, that of the economy, by a share δ_w of the distance a year, so that it is
    never further from it than .1 η/δ_w (docs/decisions/0025).
    """
    return (1.0 - back) * ln_wage + speed * jnp.clip(vacancy - normal, -LARGEST_GAP, LARGEST_GAP)


def vacancy_rate(demand: Array, workers: Array, otherwise: Array) -> Array:
    """max(0, D − W)/D (2.25); ``otherwise`` where there is no demand."""
    some = demand > 0
    return jnp.where(some, jnp.maximum(0.0, demand - workers) / jnp.where(some, demand, 1.0), otherwise)


def seen(before: Array, vacancy: Array, speed: Array) -> Array:
    r"""Vacancy rate as people see it a year later (2.14, 2.17, 2.27): :math:`(1-\varphi)\hat v + \varphi v`.

    Like all that they expect it follows what happens at φ a year (2.31; docs/decisions/0024).
    """
    return before + speed * (vacancy - before)


def seen_by_many(before: Array, vacancy: Array, speed: Array, more: Array) -> Array:
    r"""Vacancy rate as those see it who know that others come too (2.25c): :math:`\hat v + \varphi\Delta/(1+\varphi\,more/\Delta)`.

    :math:`\Delta = v - \hat v`, and ``more`` are those who would come besides if all saw :math:`v`, over posts: they fill
    a part of the gap before the next year is out. Without it a market that replaces many of its workers each year swings
    for ever (docs/decisions/0037).
    """
    gap = vacancy - before
    filled = jnp.where(gap != 0, more / jnp.where(gap != 0, gap, 1.0), 0.0)
    return before + speed * gap / (1.0 + speed * filled)


def vacancy_pull(vacancy: Array, normal: Array, offset: Array, beta: Array) -> Array:
    r"""ln of the answer of admissions to vacancies (2.17): :math:`\beta_{vac}\ln[(\min(v, v^0+.1)+off)/(v^0+off)]`.

    Vacancies far above normal draw no more than a tenth above: nothing larger was ever seen (docs/decisions/0021).
    """
    return beta * (jnp.log(jnp.minimum(vacancy, normal + LARGEST_GAP) + offset) - jnp.log(normal + offset))


def surplus_pull(vacancy: Array, offset: Array, beta: Array) -> Array:
    r"""ln of the answer to a surplus of workers (2.17): :math:`\beta_{vac}\ln[(\min(v, 0)+off)/off]`, 0 where there is none.

    It puts off those who come irregularly too, so that nobody takes that way because posts are full (docs/decisions/0034).
    """
    return beta * jnp.log1p(jnp.minimum(vacancy, 0.0) / offset)


def seat_target(
    demand: Array,
    workers: Array,
    students: Array,
    drop_out: Array,
    net_exit: Array,
    growth: Array,
    vacancy: Array,
    horizon: Array,
    completion: Array,
    programme_years: tuple[int, ...],
) -> Array:
    r"""Seats that would keep demand met (2.26), before the gap of t0; CADRE or DEST.

    .. math:: Cap^* = \max(0, (xr+g_D)(1-v^*)\hat D + [(1-v^*)\hat D - \hat W]/T_{adj})/\Gamma, \quad
              \hat D = \tilde D(1+g_D)^n, \quad \hat W = W(1-xr)^n + \sum_i grad_{t+i}(1-xr)^{n-i}

    Parameters
    ----------
    demand : CADRE or DEST
        D̃, on its path: schools aim at need, not at what high wages leave of it (docs/decisions/0016).
    students : (cadre, stage, ..., draw)
        On the next 1 January, without those in seats of levers.
    """
    targets = []
    for k, years in enumerate(programme_years):
        leaving, rise, drop = net_exit[k], growth[k], drop_out[k]
        wanted = (1.0 - vacancy[k]) * demand[k] * (1.0 + rise) ** years
        future = workers[k] * (1.0 - leaving) ** years
        for i in range(1, years + 1):
            future = future + students[k, -i] * (1.0 - drop) ** i * (1.0 - leaving) ** (years - i)
        flow = (leaving + rise) * wanted + (wanted - future) / horizon
        targets.append(jnp.maximum(0.0, flow) / completion[k])
    return jnp.stack(targets)


def next_seats(seats: Array, target: Array, gap: Array, growth: Array, demand: Array, speed: Array) -> Array:
    r"""Seats a year later (2.26): :math:`(1+g_D)[Cap + \eta_{cap}(Cap^* - Cap)]`, never negative.

    ``gap`` is Cap⁰ − Cap*⁰ at t0 and goes with ``demand``, its path over that of t0 (docs/decisions/0016).
    """
    wanted = target + gap * demand
    return jnp.maximum(0.0, (1.0 + growth) * (seats + speed * (wanted - seats)))


def foreign_trained(stock: Array, stock0: Array, growth: Array, leaving: Array, years: Array, answer: Array) -> Array:
    r"""Foreign-trained workers at home a year later (2.27b); CADRE.

    .. math:: A' = A(1-exit) + (g_k + exit) A^0 (1+g_k)^t \cdot answer

    so that they grow at g_k while ``answer``, to vacancies and pay, is 1.
    """
    return stock * (1.0 - leaving) + (growth + leaving) * stock0 * (1.0 + growth) ** years * answer


def destination_markets(
    others: Array,
    seats: Array,
    students: Array,
    lever_students: Array,
    lever_seats: Array,
    back_at_work: Array,
    vacancy: Array,
    ln_wage: Array,
    workers_from_here: Array,
    demand_path: Array,
    demand_index: Array,
    pay: Array,
    active: Array,
    years: Array,
    constants: dict[str, Array],
    programme_years: tuple[int, ...],
) -> Destinations:
    """A year of the labour markets of destinations (2.24–2.27); where not ``active`` they keep their paths.

    Parameters
    ----------
    others, seats, vacancy, ln_wage : DEST
        W_d, Cap_d, v_d as it is seen, and lnw_d on 1 January.
    lever_seats, back_at_work : DEST
        Open seats of levers, and people whom levers bring back to work in the year.
    workers_from_here : DEST
        Practising workers of the focus origin there on the next 1 January. [persons]
    demand_path, demand_index, pay : DEST
        D_d without its wage, the same over t0, and actual pay over its path.
    active : (1, destination, 1)
        1 where a lever touches the destination and the switch ``destination_response`` is on.
    constants : dict
        exit, inflow0, growth, vacancy0, net_exit, gap, completion, drop_out (DEST); beta_vacancy, vacancy_offset,
        beta_income, demand_wage, wage_adjust, wage_return, seat_adjust, horizon, expectation_speed (draw).
    """
    c = constants
    answer = jnp.exp(
        vacancy_pull(vacancy, c["vacancy0"], c["vacancy_offset"], c["beta_vacancy"])
        + c["beta_income"] * (jnp.log(pay) + ln_wage)
    )
    kept = students * (1.0 - c["drop_out"])[:, None]
    inflow = c["inflow0"] * (1.0 + c["growth"]) ** years * jnp.where(active > 0.5, answer, 1.0)
    next_others = others * (1.0 - c["exit"]) + kept[:, -1] + inflow + back_at_work
    next_lever = lever_students
    if lever_students.shape[1]:
        taught = lever_students * (1.0 - c["drop_out"])[:, None]
        next_others = next_others + taught[:, -1]
        next_lever = _next_students(taught, lever_seats, programme_years)
    next_students = _next_students(kept, seats, programme_years)
    demand = demand_path * jnp.exp(-c["demand_wage"] * ln_wage)
    workers = next_others + workers_from_here
    rate = vacancy_rate(demand, workers, c["vacancy0"])
    target = seat_target(
        demand_path,
        workers,
        next_students,
        c["drop_out"],
        c["net_exit"],
        c["growth"],
        c["vacancy0"],
        c["horizon"],
        c["completion"],
        programme_years,
    )
    follow = next_seats(seats, target, c["gap"], c["growth"], demand_index, c["seat_adjust"])
    return Destinations(
        others=next_others,
        seats=jnp.where(active > 0.5, follow, seats * (1.0 + c["growth"])),
        students=next_students,
        lever_students=next_lever,
        vacancy=jnp.where(active > 0.5, seen(vacancy, rate, c["expectation_speed"]), c["vacancy0"]),
        ln_wage=jnp.where(
            active > 0.5, next_wage(ln_wage, rate, c["vacancy0"], c["wage_adjust"], c["wage_return"]), 0.0
        ),
    )


def expected_share_abroad(expected: Array, speed: Array, young_abroad: Array, young_home: Array) -> Array:
    r"""Share abroad that students expect (2.31): :math:`(1-\varphi)\hat p + \varphi A/(A+H)` of y ≤ 5; CADRE."""
    total = young_abroad + young_home
    seen = young_abroad / jnp.where(total > 0, total, 1.0)
    return jnp.where(total > 0, (1.0 - speed) * expected + speed * seen, expected)


def _next_students(kept: Array, seats: Array, programme_years: tuple[int, ...]) -> Array:
    cadres = []
    for k, years in enumerate(programme_years):
        entry = kept.shape[1] - years
        before = jnp.zeros_like(kept[k, :entry])
        cadres.append(jnp.concatenate([before, seats[k][None], kept[k, entry:-1]], axis=0))
    return jnp.stack(cadres)
