"""What training costs: students and places of seats, courses, sites; posts and staff (cost forms ``train``, ``posts``, ``wages_of_staff``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import PRIVATE, PUBLIC
from braingain.policy.missions import sent_from_here
from braingain.policy.moves import PRIVATE_OWNER, PUBLIC_OWNER, added_posts, promised, public_posts, seat_share
from braingain.policy.paired import (
    PairedRun,
    empty_posts,
    gained,
    group_of,
    in_force,
    mission_of,
    place_cost,
    public_workers,
)
from braingain.policy.parts import Part
from braingain.policy.structure import next_cadres
from braingain.policy.training import seats_abroad_levels, study_share

SUPERVISOR_CADRE = "nurse"  # supervisors of mid-level and community workers are paid as nurses (assumed)


def train(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Students and places that a part adds, by the schools that it acts on (2.35)."""
    by_move = {
        "seats": _public_schools,
        "seats_private": _private_schools,
        "seats_destination": _schools_abroad,
        "ladder": _courses,
        "rural_training": _rural_sites,
    }
    found = [cost(part, parts, run) for move, cost in by_move.items() if move in part.card.moves]
    return np.sum(found, axis=0) if found else run.zeros()


def _public_schools(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """``Σ_k Δenrolled·c_seat + Δplaces·c_place·crf(25)`` in public schools: an empty seat costs only its capital (2.35).

    Without the seats that the fund bought, which are its own outlay.
    """
    group = run.setting.income_group
    total = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        name = CADRES[cadre]
        share = seat_share(part, parts, cadre, run.setting)
        years = run.setting.world.options.programme_years[cadre]
        seats, seats_part, students_part = _without_the_fund(run, cadre, years)
        enrolled = gained(run, "enrolled", (2,))[:, cadre, PUBLIC_OWNER] * students_part
        places = seats * seats_part * years
        yearly = place_cost(run, name, group)
        total += share * (enrolled * run.unit(f"seat_cost_usd.{name}.{group}") + places * yearly)
    return total


def _without_the_fund(run: PairedRun, cadre: int, years: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Public seats beyond the baseline's, and the part of them, and of their students, that the fund has not bought. (year, draw)

    A seat of the fund opens when it is built and stays open (2.36); students of a year are in the seats of ``years`` years.
    """
    more = gained(run, "seats_open")[:, cadre, PUBLIC_OWNER]
    if run.structure.fund_build_years is None:
        return more, np.ones_like(more), np.ones_like(more)
    bought = _later(np.cumsum(np.asarray(run.package.fund_seats)[:, cadre], axis=0), run.structure.fund_build_years)
    own = np.maximum(0.0, more - bought)
    taught, all_taught = (np.sum([_later(seats, year) for year in range(years)], axis=0) for seats in (own, more))
    parts = [
        np.divide(one, whole, out=np.ones_like(whole), where=whole > 0)
        for one, whole in ((own, more), (taught, all_taught))
    ]
    return more, parts[0], parts[1]


def _private_schools(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Tuition of the students more in private schools, which covers their places, and the regulator's work on them."""
    group = run.setting.income_group
    total = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        enrolled = gained(run, "enrolled", (2,))[:, cadre, PRIVATE_OWNER]
        each = run.unit(f"seat_cost_usd.{CADRES[cadre]}.{group}") + run.unit(f"regulator_cost_usd.{group}")
        total += enrolled * each
    return total


def _schools_abroad(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Students in the part's seats at destinations, all seats taken, at the costs of the destination's group."""
    setting, total = run.setting, run.zeros()
    levels, drop = seats_abroad_levels(part, setting), np.asarray(setting.world.constants.dest_drop_out)
    for cadre in setting.cadre_indices(part.cadres):
        years = setting.world.options.programme_years[cadre]
        for place in setting.destination_indices(part.destinations):
            seats, name, group = levels[:, cadre, place], CADRES[cadre], group_of(run, place)
            staying = 1.0 - drop[min(cadre, len(drop) - 1), min(place, drop.shape[1] - 1)]
            students = sum(_later(seats, year) * staying**year for year in range(years))
            yearly = place_cost(run, name, group)
            total += students * run.unit(f"seat_cost_usd.{name}.{group}") + seats * years * yearly
    return total


def _later(seats: np.ndarray, years: int) -> np.ndarray:
    """The same some years later, none before."""
    return np.concatenate([np.zeros_like(seats[:years]), seats[: len(seats) - years]])


def _courses(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """People in bridging courses, each a student of the cadre that the course leads to."""
    setting, total = run.setting, run.zeros()
    nexts = setting.world.options.ladder_next or next_cadres(len(setting.cadres))
    for cadre in setting.cadre_indices(part.cadres):
        if nexts[cadre] >= 0:
            cost = run.unit(f"seat_cost_usd.{CADRES[nexts[cadre]]}.{setting.income_group}")
            total += np.asarray(run.package.bridging)[:, cadre].sum(axis=1) * cost
    return total


def _rural_sites(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """The part of public training that is held in rural sites: its extra cost and its places; both grow with new cohorts."""
    setting, total = run.setting, run.zeros()
    for cadre in setting.cadre_indices(part.cadres):
        years, name = setting.world.options.programme_years[cadre], CADRES[cadre]
        classes = [part.effective("rural_training_share_add", setting.years - year) for year in range(years)]
        moved = (
            np.asarray(run.package.enrolled)[:, cadre, :, PUBLIC_OWNER].sum(axis=1) * np.mean(classes, axis=0)[:, None]
        )
        more = part.dose("cost_premium_share") * run.unit(f"seat_cost_usd.{name}.{setting.income_group}")
        total += moved * (more + place_cost(run, name, setting.income_group))
    return total


def posts(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Posts that a lever funds, at public pay with on-cost (2.29c): for graduates of its seats, or added to those there are.

    Paid are those in which somebody is (``taken_share``).
    """
    total = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        funded = run.zeros()
        if "posts_added_share" in part.doses:
            funded += added_posts(part, run.setting)[:, cadre][:, public_posts(part)].sum(axis=1)
        else:
            funded += _for_its_graduates(part, parts, cadre, run)
        paid = funded * taken_share(run, [cadre], PUBLIC, posts_of_levers(run, cadre))
        total += paid * run.pay[:, cadre] * (1 + run.on_cost)
    return total


def _for_its_graduates(part: Part, parts: Sequence[Part], cadre: int, run: PairedRun) -> np.ndarray:
    """Posts for graduates that a part pays: of all that training levers of the package pay, as it has promised (2.29c)."""
    own = promised(part, parts, cadre, run.setting)
    of_all = np.asarray(run.dials.posts_funded_share)[:, cadre]
    share = np.divide(own, of_all, out=np.zeros(np.broadcast_shapes(own.shape, of_all.shape)), where=of_all > 0)
    return np.asarray(share * np.asarray(run.package.lever_posts)[:, cadre])


def posts_of_levers(run: PairedRun, cadre: int) -> np.ndarray:
    """Public posts of a cadre that levers and the fund pay for beside those on the path. (year, draw) [posts]"""
    named = np.asarray(run.dials.posts_added)[:, cadre, PUBLIC].sum(axis=1)
    return np.asarray(np.asarray(run.package.lever_posts + run.package.fund_posts)[:, cadre] + named)


def taken_share(run: PairedRun, cadres: Sequence[int], posts: slice, funded: np.ndarray) -> np.ndarray:
    """Share of the posts that levers fund in which somebody is, (year, draw): one less the empty posts beyond the baseline's
    over those funded.

    ``funded`` is (year, draw). Own posts that the treasury cuts because others pay (2.29 iii) are not empty ones: whoever
    was in them is in those that others pay.
    """
    empty, before = (
        empty_posts(*(np.asarray(field) for field in (one.funded, one.filled, one.mission_posts)))
        for one in (run.package, run.baseline)
    )
    risen = np.maximum(0.0, (empty - before)[:, cadres][:, :, posts].sum(axis=(1, 2)))
    more = np.divide(risen, funded, out=np.zeros_like(funded), where=funded > 0)
    return np.asarray(np.maximum(0.0, 1.0 - more))


def wages_of_staff(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Staff whom a lever needs beside those whom it is for, with on-cost: those of every dose and move that needs some."""
    by_dose = {
        "supervisor_fte_per_worker": _supervisors,
        "ladder_share": _replacements,
        "monitoring_add": _inspectors,
        "support_staff_per_worker": _support,
        "local_staff_per_mission": _local_staff,
    }
    found = [cost(part, parts, run) for dose, cost in by_dose.items() if dose in part.doses]
    return np.sum(found, axis=0) * (1 + run.on_cost) if found else run.zeros()


def _supervisors(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """A share of the workers trained by the lever, or of the workers whose scope it widens, at a nurse's pay."""
    supervised = run.zeros()
    for cadre in run.setting.cadre_indices(part.cadres):
        if "task" in part.card.moves and "scope_share" in part.doses:
            supervised += (
                in_force(part, run) * public_workers(run)[:, cadre].sum(axis=1) * (part.dose("scope_share") > 0)
            )
        else:
            supervised += seat_share(part, parts, cadre, run.setting) * np.asarray(run.package.lever_posts)[:, cadre]
    return part.dose("supervisor_fte_per_worker") * supervised * run.pay[:, CADRES.index(SUPERVISOR_CADRE)]


def _replacements(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Work lost by those in courses, at the pay of their cadre."""
    chosen = run.setting.cadre_indices(part.cadres)
    away = np.asarray(run.package.bridging)[:, chosen].sum(axis=2)
    return np.asarray(study_share(part, run.parameters) * (away * run.pay[:, chosen]).sum(axis=1))


def _inspectors(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Inspectors of private work, a few for each thousand public workers, at the pay of those whom they inspect."""
    chosen = run.setting.cadre_indices(part.cadres)
    watched = (public_workers(run)[:, chosen].sum(axis=2) * run.pay[:, chosen]).sum(axis=1)
    return np.asarray(in_force(part, run) * run.unit("inspectors_per_worker") * watched)


def _support(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Support staff for each public worker, at a share of the worker's pay."""
    chosen = run.setting.cadre_indices(part.cadres)
    supported = (public_workers(run)[:, chosen].sum(axis=2) * run.pay[:, chosen]).sum(axis=1)
    staff = part.effective("support_staff_per_worker", run.setting.years)[:, None]
    return np.asarray(staff * run.unit("support_staff_share") * supported)


def _local_staff(part: Part, parts: Sequence[Part], run: PairedRun) -> np.ndarray:
    """Local staff of missions, at private pay and what missions add to it, in the posts that somebody takes."""
    if sent_from_here(part, run.setting):
        return run.zeros()
    programme, chosen = mission_of(part, parts), run.setting.cadre_indices(part.cadres)
    present = np.asarray(run.package.mission_present)[:, programme].sum(axis=1)
    ratio = np.asarray(run.setting.world.constants.private_pay_ratio) * np.exp(np.asarray(run.package.private_wage))
    wage = (run.pay * ratio)[:, chosen].mean(axis=1) * (1 + part.dose("local_premium_share"))
    taken = taken_share(run, chosen, PRIVATE, np.asarray(run.package.local_staff)[:, chosen].sum(axis=1))
    return np.asarray(part.dose("local_staff_per_mission") * present * taken * wage)
