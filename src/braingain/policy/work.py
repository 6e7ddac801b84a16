"""Moves on what a post at home is worth: benefits, conditions, women's pay, private work, pay outside, re-entry (docs/model.md 2.13, 2.14)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CONDITIONS, PLACES
from braingain.model.containers import FEMALE, OUT, RESERVE, WORK
from braingain.policy.draft import Draft
from braingain.policy.moves import sex_indices
from braingain.policy.parts import Part, at_destination, place_indices
from braingain.policy.setting import Parameters, Setting

if TYPE_CHECKING:
    Move = Callable[[Draft, Part, Parameters, Setting], None]

OF_ALL_PLACES = ("family", "safety", "workload")  # the others are for rural posts, unless the lever names places
WOMEN_S = ("family", "safety")  # conditions that bring women back to work
FULL_WORKLOAD = 0.5  # vacancy rate at which X_workload is 0 (2.14)


def pay_out(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Pay outside the sector, as far as its jobs are public ones that the raise reaches too (2.14b)."""
    rise = part.effective("raise_ratio", setting.years)[:, None] * parameters["public_share_out_jobs"]
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("pay_out", (slice(None), cadre), rise)


def pay_gap(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Part of women's pay gap that is closed in public posts (2.14b); together with other levers at most all of it."""
    closed = part.effective("pay_gap_closed_share", setting.years)[:, None]
    for cadre in setting.cadre_indices(part.cadres):
        for post in place_indices(part, PLACES):
            already = draft.field("pay_gap_closed")[:, cadre, post]
            draft.put("pay_gap_closed", (slice(None), cadre, post), np.minimum(1.0, already + closed))


def benefit(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Benefits in kind in public posts: what the mean worker gains, the subsidised part of their value (2.14b).

    .. math:: benefit = value \\cdot eligible \\cdot subsidy

    What is lent and paid back is no income.
    """
    gained = part.effective("value_share", setting.years) * part.dose("eligible_share", 1.0)
    gained = gained * part.dose("subsidy_share", 1.0)
    for cadre in setting.cadre_indices(part.cadres):
        for post in place_indices(part, PLACES):
            draft.add("benefit", (slice(None), cadre, post), gained[:, None])


def condition(draft: Draft, part: Part, parameters: Parameters, setting: Setting, name: str) -> None:
    """A condition of work in public posts, raised by ``<name>_index``; together with other levers at most by 1 (2.14)."""
    index = condition_rise(part, parameters, setting, name)
    if at_destination(part) and index.any():
        what = "conditions of work at a destination are not in the model"
        raise BraingainError(Problem(part.lever, what, "leave the dose out"))
    where = (slice(None), CONDITIONS.index(name))
    for cadre in setting.cadre_indices(part.cadres):
        for sex, post in product(sex_indices(part), condition_places(part, name)):
            already = draft.field("conditions")[(*where, cadre, sex, post)]
            draft.put("conditions", (*where, cadre, sex, post), np.minimum(1.0, already + index))


def condition_rise(part: Part, parameters: Parameters, setting: Setting, name: str) -> np.ndarray:
    r"""ΔX of a condition by year. (year, draw)

    Support staff relieve workers as far as they do their work: :math:`\Delta X_{workload} = staff \cdot share / .5`, in the
    unit of X, which falls to 0 at a vacancy rate of a half.
    """
    rise = part.effective(f"{name}_index", setting.years)[:, None]
    if name == "workload" and "support_staff_per_worker" in part.doses:
        staff = part.effective("support_staff_per_worker", setting.years)[:, None]
        rise = rise + staff * parameters["support_staff_share"] / FULL_WORKLOAD
    return np.asarray(rise)


def condition_places(part: Part, name: str) -> list[int]:
    """Places where a lever raises a condition."""
    return place_indices(part, PLACES if name in OF_ALL_PLACES else ("rural",))


CONDITION_MOVES: dict[str, Move] = {f"condition.{name}": partial(condition, name=name) for name in CONDITIONS}


def dual(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Private hours of public staff allowed beside their post, and monitoring of the hours that they owe (2.14d)."""
    for field, dose in (("dual_hours", "private_hours_share_add"), ("dual_monitoring", "monitoring_add")):
        more = part.effective(dose, setting.years)
        for cadre in setting.cadre_indices(part.cadres):
            draft.add(field, (slice(None), cadre), more[:, None])


def reentry(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """People without work, or out of the sector, who look for a post again (2.13); at a destination a number of places a year.

    At home: of the sexes that the lever is for by ``reentry_share_add``, and of women by what family and safety are worth
    to them, at most ``return_places_share`` of those in work a year where the lever limits places.
    """
    if at_destination(part):
        _places_abroad(draft, part, setting)
        return
    share = part.effective("reentry_share_add", setting.years)[:, None]
    for cadre in setting.cadre_indices(part.cadres):
        for sex in sex_indices(part):
            for status in (RESERVE, OUT):
                more = share + (women_looking(part, parameters, setting, status) if sex == FEMALE else 0.0)
                draft.add("reentry", (slice(None), cadre, sex, status - RESERVE), more)
        if "return_places_share" in part.doses:
            workers = np.asarray(setting.world.state.home)[cadre][:, :, :, WORK].sum(axis=(0, 1, 2, 3))
            share_of_workers = part.effective("return_places_share", setting.years)[:, None]
            places = np.where(share_of_workers > 0, share_of_workers * workers, np.inf)
            known = draft.field("reentry_places")[:, cadre]
            together = np.where(np.isinf(known), places, np.where(np.isinf(places), known, known + places))
            draft.put("reentry_places", (slice(None), cadre), together)


def women_looking(part: Part, parameters: Parameters, setting: Setting, status: int) -> np.ndarray:
    r"""Δσ of women by better family and safety conditions (2.13). (year, draw)

    .. math:: \Delta\sigma = logistic\Bigl(logit\,\sigma + \kappa_{SP}\sum_x \beta_x \Delta X_x\Bigr) - \sigma
    """
    usual = np.asarray(setting.world.constants.reconsider_share)[-1, status]
    gain = sum(
        part.effective(f"{x}_index", setting.years)[:, None] * parameters[f"beta_condition.{x}"] for x in WOMEN_S
    ) * np.asarray(parameters["kappa_stated_preference"])
    odds = usual / np.maximum(1.0 - usual, 1e-12)
    more = np.expm1(gain) * odds * (1.0 - usual) / (1.0 + odds * np.exp(gain))  # exactly 0 without a gain
    return np.asarray(more)


def _places_abroad(draft: Draft, part: Part, setting: Setting) -> None:
    """People whom a lever brings back to work at destinations: a share of the workforce there at the start, each year (2.27)."""
    draft.touch(setting.destination_indices(part.destinations))
    places = places_abroad(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.add("reentry_abroad", (slice(None), cadre, place), places[:, cadre, place])


def places_abroad(part: Part, setting: Setting) -> np.ndarray:
    """``return_places_share`` of the workforce of every destination at the start. (year, cadre, destination, draw)"""
    share = part.effective("return_places_share", setting.years)
    return np.asarray(share[:, None, None, None] * workforce_abroad(setting))


def workforce_abroad(setting: Setting) -> np.ndarray:
    """Workers of destinations at the start: demand less vacancies. (cadre, destination, draw)"""
    demand = np.asarray(setting.world.paths.demand_abroad)[0]
    return np.asarray(demand * (1.0 - np.asarray(setting.world.constants.dest_vacancy0)))
