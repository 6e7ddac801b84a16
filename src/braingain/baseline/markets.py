"""Demand, seats and graduates of destinations, and of a focus country whose posts follow demand (docs/model.md 2.24-2.27)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour, paths, rates
from braingain.baseline.context import Context, Place
from braingain.baseline.needs import Drawn
from braingain.model.markets import LARGEST_GAP

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Abroad:
    """Labour markets abroad at the start: DEST layouts, (cadre, destination, draw), unless said."""

    others: Floats  # workers there who are not of the focus origin
    demand: Floats  # (year, cadre, destination, draw)
    growth: Floats
    vacancy: Floats
    exits: Floats
    inflow: Floats
    net_exit: Floats
    seats: Floats
    students: Floats  # (cadre, stage, destination, draw)
    gap: Floats
    completion: Floats
    drop: Floats


def seat_target(
    demand: Floats,
    workers: Floats,
    students: Floats,
    drop: Floats,
    net_exit: Floats,
    growth: Floats,
    vacancy: Floats,
    horizon: Floats,
    completion: Floats,
    years: tuple[int, ...],
) -> Floats:
    """Cap* of (2.26) before the gap of the start; cadre first, ``students`` (cadre, stage, ..., draw)."""
    out = []
    for k, n in enumerate(years):
        wanted = (1.0 - vacancy[k]) * demand[k] * (1.0 + growth[k]) ** n
        future = workers[k] * (1.0 - net_exit[k]) ** n
        for i in range(1, n + 1):
            future = future + students[k, -i] * (1.0 - drop[k]) ** i * (1.0 - net_exit[k]) ** (n - i)
        flow = (net_exit[k] + growth[k]) * wanted + (wanted - future) / horizon
        out.append(np.maximum(0.0, flow) / completion[k])
    return np.stack(out)


def after_one_year(students: Floats, seats: Floats, drop: Floats, years: tuple[int, ...]) -> Floats:
    """Students on the next 1 January, (cadre, stage, ..., draw), when all seats are taken."""
    out = np.zeros_like(students)
    for k, n in enumerate(years):
        entry = students.shape[1] - n
        out[k, entry + 1 :] = students[k, entry:-1] * (1.0 - drop[k])
        out[k, entry] = seats[k]
    return out


def students_by_stage(graduates: Floats, growth: Floats, drop: Floats, years: tuple[int, ...]) -> Floats:
    """Students by stage that lead to the graduates, (cadre, stage, ..., draw), aligned to the last year (1.2)."""
    stages = max(years)
    out = np.zeros((graduates.shape[0], stages, *graduates.shape[1:]))
    for k, n in enumerate(years):
        for e in range(1, n + 1):
            size = (1.0 + growth[k]) ** (n - e) / (1.0 - drop[k]) ** (n - e + 1)
            out[k, stages - n + e - 1] = graduates[k] * size
    return out


def abroad(context: Context, drawn: Drawn, stock: Floats, years: int, programme: tuple[int, ...]) -> Abroad:
    """Markets of all destinations; ``stock`` (cadre, destination, draw) are the focus origin's workers there.

    Graduates of nurses are reported nowhere: those that keep the workforce on its growth beside the foreign-trained
    (assumed). Cadres without figures (mid-level, community) have no market.
    """
    index = np.stack([paths.demand_abroad(context, drawn, d, years) for d in context.destinations], axis=1)
    growth = np.broadcast_to(paths.trend(np.concatenate([np.ones((1, *index.shape[1:])), index])), stock.shape)
    vacancy = rates.vacancy_abroad(context, drawn)
    leaving = np.broadcast_to(drawn["destination_exit"], stock.shape)
    others, graduates = _others_and_graduates(context, stock, growth + leaving)
    exits, inflow = _exits_and_inflow(others, graduates, growth, leaving)
    completion = np.broadcast_to(drawn["completion_share.high"], stock.shape)
    length = np.array(programme)[:, None, None]
    drop = 1.0 - completion ** (1.0 / length)
    students = students_by_stage(graduates, growth, drop, programme)
    seats = graduates * ((1.0 + growth) / (1.0 - drop)) ** length
    workers = others + stock
    demand = (workers / (1.0 - vacancy))[None] * index[:, None]
    net_exit = np.where(workers > 0, (others * exits - inflow) / np.where(workers > 0, workers, 1.0), 0.0)
    later = after_one_year(students, seats, drop, programme)
    horizon = drawn["seat_horizon_years"]
    target = seat_target(
        demand[0], workers * (1.0 + growth), later, drop, net_exit, growth, vacancy, horizon, completion, programme
    )
    return Abroad(
        others, demand, growth, vacancy, exits, inflow, net_exit, seats, students, seats - target, completion, drop
    )


def wage_return(drawn: Drawn) -> Floats:
    r"""Share of its distance from its path that pay goes back a year (2.25): :math:`\max(\delta_w, .1\,\eta/\ln far)`; (draw,).

    So fast at least that the bound of (2.25), .1 η/δ_w, is within what pay of an occupation can be over that of others
    (docs/decisions/0039); η is the larger of those of pay and of private pay.
    """
    answer = np.maximum(drawn["wage_adjust"], drawn["private_wage_adjust"])
    return np.maximum(drawn["wage_return"], LARGEST_GAP * answer / np.log(drawn["pay_distance_most"]))


def _others_and_graduates(context: Context, stock: Floats, turnover: Floats) -> tuple[Floats, Floats]:
    """Workers who are not of the focus origin, and graduates a year, DEST each."""
    others, graduates = np.zeros(stock.shape), np.zeros(stock.shape)
    for k, cadre in enumerate(behaviour.CLINICAL):
        for i, d in enumerate(context.destinations):
            place = context.places[d]
            others[k, i] = np.maximum(float(place.workforce[cadre].value or 0.0) - stock[k, i], 0.0)
            graduates[k, i] = _graduates(place, cadre, others[k, i], turnover[k, i])
    return others, graduates


def _exits_and_inflow(others: Floats, graduates: Floats, growth: Floats, exits: Floats) -> tuple[Floats, Floats]:
    """Exits and inflow that let the others grow with demand (2.27): exits are raised where inflow would be negative."""
    needed = others * (growth + exits) - graduates
    some = others > 0
    more = np.where(some, np.maximum(0.0, -needed) / np.where(some, others, 1.0), 0.0)
    return exits + more, np.maximum(0.0, needed)


def _graduates(place: Place, cadre: str, others: Floats, turnover: Floats) -> Floats:
    known = place.graduates[cadre]
    if known is not None and known.value is not None:
        return np.full_like(others, float(known.value))
    foreign = float(place.foreign_share[cadre].value or 0.0)
    return others * turnover * (1.0 - foreign)
