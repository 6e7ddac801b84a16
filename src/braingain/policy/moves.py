"""What each move does to the model's dials: one small function per move of the closed list (docs/architecture.md (levers)).

A move is given the draft of all dials, one part of a package, the estimates and the setting; it writes the fields that
it may change and nothing else. Weights of several levers multiply, additions add. Responses (how people answer)
come from the estimates, never from a card.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import BUILD_YEARS, FEMALE, MALE
from braingain.policy.draft import Draft
from braingain.policy.parts import Part, place_indices
from braingain.policy.setting import Parameters, Setting

if TYPE_CHECKING:
    Move = Callable[[Draft, Part, Parameters, Setting], None]

PUBLIC_OWNER = 0
PEOPLE_PER_100K = 1e5


def seats(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Public seats ordered, open after ``build_years``; those of a lever that ends are closed (docs/model.md 2.5, LEVERS ``seats``)."""
    build = min(round(part.dose("build_years", 3.0)), BUILD_YEARS - 1)
    levels = seat_levels(part, setting)
    orders = np.diff(levels, axis=0, prepend=0.0)
    for year in range(len(setting.years)):
        if part.start <= setting.years[year] < part.end:
            draft.add("seats_ordered", (year, slice(None), PUBLIC_OWNER, build), orders[year])
    _close_at_end(draft, part, setting, orders, build)


def seat_levels(part: Part, setting: Setting) -> np.ndarray:
    """Intake seats that a part wants in operation or under way, by year. (year, cadre, draw) [persons a year]"""
    years = setting.years
    chosen = setting.cadre_indices(part.cadres)
    ratio, added, per_100k = (part.effective(n, years) for n in ("seats_ratio", "seats_add", "seats_per_100k"))
    start = int(np.clip(part.start - setting.start, 0, len(setting.population) - 1))
    intake, schools = setting.intake0[chosen], setting.schools0[chosen]
    people = setting.population[start] / PEOPLE_PER_100K
    per_cadre = max(1, len(chosen))
    wanted = (
        ratio[:, None, None] * intake
        + added[:, None, None] * (schools == 0)
        + (per_100k * people / per_cadre)[:, None, None]
    )
    levels = np.zeros((len(years), len(setting.cadres), wanted.shape[-1]))
    levels[:, chosen] = wanted
    return levels


def _close_at_end(draft: Draft, part: Part, setting: Setting, orders: np.ndarray, build: int) -> None:
    end = part.end - setting.start
    if not 0 < end < len(setting.years):
        return
    for year in range(end):
        left = max(0, year + build - end)  # still being built at the end: the order is cancelled
        draft.add("seats_ordered", (end, slice(None), PUBLIC_OWNER, left), -orders[year])


def posts(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Money and posts: graduates' posts of a training lever (2.29c), or the payroll of a pay lever (2.28c, 2.29)."""
    if "posts_funded_share" in part.doses:
        _posts_for_graduates(draft, part, setting)
    else:
        _payroll(draft, part, setting)


def _posts_for_graduates(draft: Draft, part: Part, setting: Setting) -> None:
    in_force = (setting.years >= part.start) & (setting.years < part.end)
    for cadre in setting.cadre_indices(part.cadres):
        share = np.where(in_force, part.dose("posts_funded_share"), 0.0)
        draft.raise_to("posts_funded_share", (slice(None), cadre), share[:, None])


def _payroll(draft: Draft, part: Part, setting: Setting) -> None:
    slot = draft.slot_of(part)
    rise, on_cost = payroll_rise(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for post in public_posts(part):
            draft.add("payroll_rise", (slice(None), slot, cadre, post), rise[:, None])
    draft.put("payroll_oncost", (slot,), on_cost)
    draft.put("payroll_new_money", (slice(None), slot), part.dose("new_money_share", 1.0))
    draft.put("payroll_origin_share", (slice(None), slot), part.payer.get("origin_budget", 0.0))
    aid = part.payer.get("donor", 0.0) + part.payer.get("destination_budget", 0.0)
    draft.put("payroll_aid_share", (slice(None), slot), aid)


def payroll_rise(part: Part, setting: Setting) -> tuple[np.ndarray, float]:
    """Share of base pay that a pay lever adds, by year, and whether on-cost is due on it (raises yes, supplements no)."""
    if "raise_ratio" in part.doses:
        return part.effective("raise_ratio", setting.years), 1.0
    return part.effective("supplement_share", setting.years), 0.0


def public_posts(part: Part) -> list[int]:
    """Public posts where a pay lever acts: rural ones for a supplement, all places for a raise, unless it names others."""
    default = ("rural",) if "supplement_share" in part.doses else ("capital", "urban", "rural")
    return place_indices(part, default)


def pay(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Base pay in public posts, raised by ``raise_ratio`` (2.14b)."""
    _on_posts(draft, "pay_raise", part, "raise_ratio", setting)


def supplement(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """A supplement on base pay in public posts of the places named (2.14b)."""
    _on_posts(draft, "supplement", part, "supplement_share", setting)


def _on_posts(draft: Draft, field: str, part: Part, dose: str, setting: Setting) -> None:
    by_year = part.effective(dose, setting.years)
    for cadre in setting.cadre_indices(part.cadres):
        for post in public_posts(part):
            draft.add(field, (slice(None), cadre, post), by_year[:, None])


def quota(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Admission weights that move women's share of applicants by ``admission_female_share_add`` (2.5)."""
    shift = part.dose("admission_female_share_add") * part.in_force(setting.years)
    if not shift.any():
        return
    mix = np.asarray(setting.world.constants.applicant_mix).sum(axis=2)  # (cadre, sex, draw)
    for cadre in setting.cadre_indices(part.cadres):
        women = mix[cadre, FEMALE] / np.maximum(mix[cadre].sum(axis=0), 1e-300)
        wanted = np.clip(women + shift[:, None], 0.0, 1.0)
        for sex, share, goal in ((FEMALE, women, wanted), (MALE, 1.0 - women, 1.0 - wanted)):
            weight = np.divide(goal, share, out=np.ones_like(goal), where=(share > 0) & (shift[:, None] != 0))
            for background in (0, 1):
                draft.multiply("admission_weight", (slice(None), cadre, sex, background), weight)


def task(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Scope of practice (2.38): a card without a dose for it leaves each cadre its present weight in service."""


def qa(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Quality index of public schools (2.8)."""
    index = part.effective("qa_index", setting.years)
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("quality", (slice(None), cadre, PUBLIC_OWNER), index[:, None])


def bond(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Bonds signed by publicly taught students who enter while the lever is in force; they bind once licensed (2.19-2.20c)."""
    enforced = part.dose("enforcement_effort_share") * parameters["collect_share"]
    for cadre in setting.cadre_indices(part.cadres):
        if draft.touched_by("bond", cadre):
            what = f"two bonds on {CADRES[cadre]}s in one package"
            raise BraingainError(Problem(part.lever, what, "keep one, or give them different cadres"))
        draft.put("bond_cover", (slice(None), cadre), bound_cohorts(part, cadre, setting)[:, None])
        draft.put("bond_years", (cadre,), part.dose("bond_years"))
        draft.put("bond_fine", (cadre,), part.dose("fine_pay_multiple"))
        draft.put("bond_indexed", (cadre,), float(part.options.get("indexed", "no") == "yes"))
        draft.put("bond_enforcement", (cadre,), enforced)


def bound_cohorts(part: Part, cadre: int, setting: Setting) -> np.ndarray:
    """Share of each year's publicly taught new licensed who signed: those who entered school under the lever. (year,)"""
    entered = setting.years - setting.world.options.programme_years[cadre]
    return part.in_force(entered) * part.dose("cover", 1.0)


def return_programme(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Job offers to those abroad, and how strongly grant and tax cut multiply returns (2.21c); the grant others see (2.14e)."""
    offers = part.effective("job_offer_share", setting.years)
    granted = part.dose("eligible_share", 1.0) * part.dose("grant_pay_multiple") * (offers > 0)  # a mean of who returns
    strength = return_multiplier(part, parameters)
    for cadre in setting.cadre_indices(part.cadres):
        if draft.touched_by("return", cadre):
            what = f"two return programmes for {CADRES[cadre]}s in one package"
            raise BraingainError(Problem(part.lever, what, "keep one, or give them different cadres"))
        draft.put("offer_share", (slice(None), cadre), offers[:, None])
        draft.put("return_multiplier", (slice(None), cadre), strength)
        draft.put("return_grant", (slice(None), cadre), granted[:, None])
    draft.put("return_effect_max", (), 2.0 * parameters["programme_effect"])


def return_multiplier(part: Part, parameters: Parameters) -> np.ndarray:
    """``eligible·Δprog·ln(1 + grant/5 + tax cut)/ln 1.15``: returns gained per share of job offers. (draw,)"""
    gain = np.log1p(part.dose("grant_pay_multiple") / 5 + part.dose("tax_cut_share")) / np.log(1.15)
    return part.dose("eligible_share", 1.0) * gain * parameters["programme_effect"]


def stay(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """People sent abroad with a date of return; a share by effort comes back (2.9b)."""
    programme = draft.programme_of(part)
    rate = part.effective("persons_per_1000_workers", setting.years) / 1000.0
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("stay_rate", (slice(None), programme, cadre), rate[:, None])
    draft.put("stay_compliance", (programme,), compliance(part, parameters))


def compliance(part: Part, parameters: Parameters) -> np.ndarray:
    """Share of stays that end at home, ``c₀ + (c₁ − c₀)·effort``. (draw,)"""
    low, high = parameters["compliance_low"], parameters["compliance_high"]
    return low + (high - low) * part.dose("obligation_effort_share")
