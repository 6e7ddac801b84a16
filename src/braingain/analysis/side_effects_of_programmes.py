"""Side effects of programmes, read off a run beside its baseline: teachers, courses, missions, tracks, funds, private work (docs/model.md 3.0)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.analysis.read_years import (
    AFTER_YEARS,
    change_after_end,
    change_in_force,
    first_read,
    last_read,
    last_year,
    lowest_year,
    read_in,
    spread_in_full_force,
    sum_of_all_years,
    together,
    when_visitors_leave,
    year_after,
)
from braingain.analysis.side_effects import public_posts
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import OUT, PUBLIC, RESERVE, WORK, Yearly
from braingain.model.schooling import admit
from braingain.policy.costs import PairedRun, costs_of, wage_bill
from braingain.policy.moves import PRIVATE_OWNER, URBAN, task_weights
from braingain.policy.paired import mission_of
from braingain.policy.parts import Part

CAPITAL, MALE = 0, 1


def _cadres(parts: Sequence[Part], run: PairedRun) -> list[int]:
    return run.setting.cadre_indices(parts[0].cadres)


def _change(run: PairedRun, field: str) -> np.ndarray:
    return np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))


@read_in(when_visitors_leave)
def seats_lost_with_teachers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Seats with teachers that the visitors made, in their last year, less those that are left the year after. (draw)"""
    part, taught = parts[0], np.asarray(run.package.capacity).sum(axis=2)
    after = part.start + part.delay_years + round(part.dose("years")) - run.setting.start
    if not 0 < after < len(taught):
        return np.zeros(taught.shape[-1])
    gained = _change(run, "capacity")[:, _cadres(parts, run)].sum(axis=(1, 2))
    return np.asarray(gained[after - 1] - gained[after])


@read_in(last_year)
def everyone_leaving(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year of all cadres, package less baseline, in the last year read. (draw)"""
    return _change(run, "emigrants")[last_read(parts[0], run.setting)].sum(axis=(0, 1))


@read_in(last_year)
def public_hours(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Public time of a public worker in the capital, package less baseline, mean of the cadres. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "public_fte")[row][_cadres(parts, run), CAPITAL].mean(axis=0)


@read_in(last_year)
def private_work(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Private work of a public worker in the capital besides the post, package less baseline, mean of the cadres. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "dual_hours")[row][_cadres(parts, run), CAPITAL].mean(axis=0)


@read_in(last_year)
def own_public_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """``public_posts`` without those that levers fund for graduates. (draw)"""
    of_levers = _change(run, "lever_posts")[last_read(parts[0], run.setting)].sum(axis=0)
    return np.asarray(public_posts(run, parts) - of_levers)


@read_in(last_year)
def applicants(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who apply to schools of the cadres, a year, package less baseline, in the last year read. (draw)"""
    return _change(run, "applicants")[last_read(parts[0], run.setting)][_cadres(parts, run)].sum(axis=(0, 1))


@read_in(lowest_year)
def private_pass_share(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Lowest pass rate of private schools in any year, package less baseline, mean of the cadres. (draw)"""
    rows = slice(0, last_read(parts[0], run.setting) + 1)
    return np.asarray(_change(run, "pass_share")[rows, _cadres(parts, run), PRIVATE_OWNER].mean(axis=1).min(axis=0))


@read_in(last_year)
def urban_entrants(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People from towns who enter school, a year, package less baseline, in the last year read. (draw)

    The record holds no background, so the year's intake is shared out again as the model does it (2.5).
    """
    row = last_read(parts[0], run.setting)
    weight = np.asarray(run.dials.admission_weight)[row]
    entered = [
        entrants_by_background(run, yearly, row, weights)[_cadres(parts, run), URBAN].sum(axis=0)
        for yearly, weights in ((run.package, weight), (run.baseline, np.ones_like(weight)))
    ]
    return np.asarray(entered[0] - entered[1])


def entrants_by_background(run: PairedRun, yearly: Yearly, row: int, weight: np.ndarray) -> np.ndarray:
    """New students of a year by background, with these weights of admission. (cadre, background, draw) [persons a year]"""
    seats, applying = np.asarray(yearly.capacity)[row], np.asarray(yearly.applicants)[row]
    return np.asarray(admit(seats, applying, run.setting.world.constants.applicant_mix, weight)).sum(axis=(1, 3))


@read_in(last_year)
def service_beyond_heads(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """By what share service of the cadres grows more than their number, in the last year in force. (draw)

    Service is people in posts × what their cadre counts for (2.38), with the lever's scope in its run alone.
    """
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run)
    usual = np.stack([run.parameters[f"task.{name}"] for name in CADRES])
    wider = task_weights(parts, usual, run.parameters, run.setting)
    heads = [np.asarray(each.filled)[row][chosen].sum(axis=1) for each in (run.package, run.baseline)]
    service = [heads[0] * (wider[row] if wider.ndim > usual.ndim else wider)[chosen], heads[1] * usual[chosen]]
    return _growth(service[0].sum(axis=0), service[1].sum(axis=0)) - _growth(heads[0].sum(axis=0), heads[1].sum(axis=0))


def _growth(after: np.ndarray, before: np.ndarray) -> np.ndarray:
    """After over before less one; nought where there was nothing before."""
    return np.divide(after, before, out=np.ones_like(after), where=before > 0) - 1.0


@read_in(year_after)
def bill_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Public wages in the year after the lever's last over those without it, less one. (draw)"""
    row = min(last_read(parts[0], run.setting) + 1, len(run.setting.years) - 1)
    return _growth(wage_bill(run.package, run.dials, run)[row], wage_bill(run.baseline, None, run)[row])


@read_in(last_year)
def kept_without_work(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People without a post or outside the sector, package less baseline, in the last year read. (draw)"""
    home = _change(run, "home")[last_read(parts[0], run.setting)][_cadres(parts, run)].sum(axis=(0, 1))
    return np.asarray(home[RESERVE] + home[OUT])


@read_in(change_in_force)
def falls_later(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Emigrants a year, package less baseline: in the last year read less in the first year in force. (draw)"""
    change = _change(run, "emigrants")[:, _cadres(parts, run)].sum(axis=(1, 2))
    return np.asarray(change[last_read(parts[0], run.setting)] - change[first_read(parts[0], run.setting)])


@read_in(last_year)
def public_workers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People in public posts, package less baseline, in the last year in force; visitors are not counted. (draw)"""
    row = last_read(parts[0], run.setting)
    return _change(run, "filled")[row][_cadres(parts, run)][:, PUBLIC].sum(axis=(0, 1))


@read_in(change_after_end)
def present_after_end(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Visitors present in the last year in force less those still there three years later. (draw)"""
    present = np.asarray(run.package.mission_present)[:, mission_of(parts[0], parts)].sum(axis=1)
    row = last_read(parts[0], run.setting)
    return np.asarray(present[row] - present[min(row + AFTER_YEARS, len(present) - 1)])


@read_in(together)
def cost_over_local_pay(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """What a year's work by visitors costs, over a year's public pay, mean of the years in force. (draw)"""
    worked = np.asarray(run.package.mission_fte)[:, mission_of(parts[0], parts)][:, _cadres(parts, run)]
    local = (worked * run.pay[:, _cadres(parts, run)]).sum(axis=(0, 1))
    paid = costs_of(parts, run).total.sum(axis=0)
    return np.divide(paid, local, out=np.zeros_like(paid), where=local > 0)


@read_in(sum_of_all_years)
def left_by_track(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Graduates who went abroad on a track, all years. (draw)"""
    return np.asarray(run.package.tracks).sum(axis=(0, 1, 2, 3))


@read_in(last_year)
def pull_of_leaving(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """By what share the odds of leaving rise for what is abroad, e^I over that of the baseline, in the last year read. (draw)"""
    pull = _change(run, "inclusive_value")[last_read(parts[0], run.setting)][_cadres(parts, run)]
    return np.asarray(np.expm1(pull).mean(axis=0))


@read_in(last_year)
def below_their_skill(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People abroad who do not practise, package less baseline, in the last year read. (draw)"""
    return _change(run, "deskilled")[last_read(parts[0], run.setting)][_cadres(parts, run)].sum(axis=(0, 1))


@read_in(last_year)
def empty_posts(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Funded posts that nobody fills, package less baseline, in the last year in force. (draw)"""
    row, chosen = last_read(parts[0], run.setting), _cadres(parts, run)
    return (_change(run, "funded") - _change(run, "filled"))[row][chosen].sum(axis=(0, 1))


@read_in(last_year)
def men_at_work(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Own-trained men in posts, package less baseline, in the last year in force. (draw)"""
    return _change(run, "home")[last_read(parts[0], run.setting)][_cadres(parts, run), MALE, WORK].sum(axis=(0, 1))


@read_in(spread_in_full_force)
def contributions_vary(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """What is paid into the fund in the year of the most, over that of the least, less one, in years in full force. (draw)"""
    full = parts[0].in_force(run.setting.years) >= 1.0
    paid = np.asarray(run.package.fund_contributed)[full]
    least = paid.min(axis=0)
    return np.divide(paid.max(axis=0), least, out=np.ones_like(least), where=least > 0) - 1.0
