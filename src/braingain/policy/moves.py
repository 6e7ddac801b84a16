"""What each move does to the model's dials: one small function per move of the closed list (docs/architecture.md (levers)).

A move is given the draft of all dials, one part of a package, the estimates and the setting; it writes the fields that
it may change and nothing else. Weights of several levers multiply, additions add. Responses (how people answer)
come from the estimates, never from a card.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES, SEXES
from braingain.model.containers import BUILD_YEARS, FEMALE, MALE
from braingain.policy.draft import Draft
from braingain.policy.parts import Part, aid_share, place_indices
from braingain.policy.setting import Parameters, Setting
from braingain.policy.structure import BUILD_DEFAULT, is_payroll

if TYPE_CHECKING:
    Move = Callable[[Draft, Part, Parameters, Setting], None]

PUBLIC_OWNER, PRIVATE_OWNER = 0, 1
RURAL, URBAN = 0, 1  # backgrounds
PEOPLE_PER_100K = 1e5


def seats(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Public seats ordered, open after ``build_years``; those of a lever that ends are closed (docs/model.md 2.5, LEVERS ``seats``)."""
    build, levels = part.dose("build_years", BUILD_DEFAULT), seat_levels(part, setting)
    order_seats(draft, part, setting, levels, PUBLIC_OWNER, build)
    if len(part.sexes) == 1:
        _for_one_sex(draft, part, setting, levels, build)


def _for_one_sex(draft: Draft, part: Part, setting: Setting, levels: np.ndarray, build_years: float) -> None:
    r"""Admission weights with which seats of a lever go to women or men alone: as many more are admitted as it opens seats (2.5).

    .. math:: sh' = \frac{sh + r}{1 + r}, \quad r = \frac{seats\ of\ the\ lever}{seats\ on\ the\ path}
    """
    build, (sex,) = min(round(build_years), BUILD_YEARS - 1), sex_indices(part)
    opened = np.concatenate([np.zeros_like(levels[:build]), levels[: len(levels) - build]])
    opened = opened * (setting.years < part.end)[:, None, None]
    there = np.asarray(setting.world.paths.seats)[: len(levels)].sum(axis=2)  # (year, cadre, draw)
    mix = np.asarray(setting.world.constants.applicant_mix).sum(axis=2)  # (cadre, sex, draw)
    for cadre in setting.cadre_indices(part.cadres):
        share = mix[cadre, sex] / np.maximum(mix[cadre].sum(axis=0), 1e-300)
        seats_now = opened[:, cadre] + there[:, cadre]
        more = np.divide(opened[:, cadre], seats_now, out=np.zeros_like(seats_now), where=seats_now > 0) * (1.0 - share)
        weights = shifted(mix[cadre], sex, more)
        for one in (FEMALE, MALE):
            for background in (RURAL, URBAN):
                draft.multiply("admission_weight", (slice(None), cadre, one, background), weights[:, one])


def order_seats(draft: Draft, part: Part, setting: Setting, levels: np.ndarray, owner: int, build_years: float) -> None:
    """Orders of seats of one owner that bring ``levels`` (year, cadre, draw) after ``build_years``, and their closing at the end."""
    build = min(round(build_years), BUILD_YEARS - 1)
    orders = np.diff(levels, axis=0, prepend=0.0)
    for year in range(len(setting.years)):
        if part.start <= setting.years[year] < part.end:
            draft.add("seats_ordered", (year, slice(None), owner, build), orders[year])
    _close_at_end(draft, part, setting, orders, owner, build)


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


def _close_at_end(draft: Draft, part: Part, setting: Setting, orders: np.ndarray, owner: int, build: int) -> None:
    end = part.end - setting.start
    if not 0 < end < len(setting.years):
        return
    for year in range(end):
        left = max(0, year + build - end)  # still being built at the end: the order is cancelled
        draft.add("seats_ordered", (end, slice(None), owner, left), -orders[year])


def posts(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Money and posts: graduates' posts of a training lever (2.29c), posts added, the payroll of a pay lever (2.28c, 2.29)."""
    if "posts_funded_share" in part.doses:
        return  # all parts of a package together: graduates_posts
    if "posts_added_share" in part.doses:
        _posts_added(draft, part, setting)
    if is_payroll(part):
        _payroll(draft, part, setting)


def _posts_added(draft: Draft, part: Part, setting: Setting) -> None:
    """Public posts over those on the path of each place (2.29c)."""
    more = added_posts(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for post in public_posts(part):
            draft.add("posts_added", (slice(None), cadre, post), more[:, cadre, post])


def added_posts(part: Part, setting: Setting) -> np.ndarray:
    """Posts that a workload lever adds: a share of those on the path. (year, cadre, work post, draw)"""
    share = part.effective("posts_added_share", setting.years)
    return np.asarray(share[:, None, None, None] * np.asarray(setting.world.paths.posts))


def graduates_posts(draft: Draft, parts: Sequence[Part], setting: Setting) -> None:
    """Posts for the graduates of lever seats, and those of them that aid pays: each training lever's for its own (2.29c)."""
    for cadre in range(len(setting.cadres)):
        shares = [(part, promised(part, parts, cadre, setting)) for part in parts if CADRES[cadre] in part.cadres]
        draft.add("posts_funded_share", (slice(None), cadre), sum(share for _, share in shares))
        draft.add("posts_aid_share", (slice(None), cadre), sum(share * aid_share(part.payer) for part, share in shares))


def promised(part: Part, parts: Sequence[Part], cadre: int, setting: Setting) -> np.ndarray:
    """Of the graduates of all lever seats of a cadre, the share to whom a part has promised a post, in force. (year, 1)"""
    if "posts_funded_share" not in part.doses or part.is_zero:
        return np.zeros((len(setting.years), 1))
    in_force = (setting.years >= part.start) & (setting.years < part.end)
    return np.where(in_force, part.dose("posts_funded_share"), 0.0)[:, None] * seat_share(part, parts, cadre, setting)


def seat_share(part: Part, parts: Sequence[Part], cadre: int, setting: Setting) -> float:
    """A part's share of the seats that training levers of the package add for a cadre; 1 where it is alone."""
    rivals = [p for p in parts if "seats" in p.card.moves and not p.is_zero and CADRES[cadre] in p.cadres]
    if len(rivals) <= 1:
        return 1.0
    most = [float(seat_levels(p, setting)[:, cadre].max()) for p in rivals]
    return most[rivals.index(part)] / max(sum(most), 1e-12)


def _payroll(draft: Draft, part: Part, setting: Setting) -> None:
    slot = draft.slot_of(part)
    rise, on_cost = payroll_rise(part, setting)
    for cadre in setting.cadre_indices(part.cadres):
        for post in public_posts(part):
            draft.add("payroll_rise", (slice(None), slot, cadre, post), rise[:, None])
    draft.put("payroll_oncost", (slot,), on_cost)
    draft.put("payroll_new_money", (slice(None), slot), part.dose("new_money_share", 1.0))
    draft.put("payroll_origin_share", (slice(None), slot), part.payer.get("origin_budget", 0.0))
    draft.put("payroll_aid_share", (slice(None), slot), aid_share(part.payer))


def payroll_rise(part: Part, setting: Setting) -> tuple[np.ndarray, float]:
    """Share of base pay that a lever adds, by year, and whether on-cost is due on it (raises, posts yes, supplements no)."""
    if "supplement_share" in part.doses:
        return part.effective("supplement_share", setting.years), 0.0
    if "posts_added_share" in part.doses:
        return part.effective("posts_added_share", setting.years), 1.0
    return pay_rise(part, setting), 1.0


def pay_rise(part: Part, setting: Setting) -> np.ndarray:
    """Raise of base pay by year: the dose of a pay lever; a step for a wider scope of practice while that is in force. (year,)"""
    step = part.dose("pay_step_share") * part.in_force(setting.years) * (part.dose("scope_share") > 0)
    return np.asarray(part.effective("raise_ratio", setting.years) + step)


def public_posts(part: Part) -> list[int]:
    """Public posts where a pay lever acts: rural ones for a supplement, all places for a raise, unless it names others."""
    default = ("rural",) if "supplement_share" in part.doses else ("capital", "urban", "rural")
    return place_indices(part, default)


def pay(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Base pay in public posts, raised by ``raise_ratio``, or by a step for a wider scope of practice (2.14b)."""
    _on_posts(draft, "pay_raise", part, pay_rise(part, setting), setting)


def supplement(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """A supplement on base pay in public posts of the places named (2.14b)."""
    _on_posts(draft, "supplement", part, part.effective("supplement_share", setting.years), setting)


def _on_posts(draft: Draft, field: str, part: Part, by_year: np.ndarray, setting: Setting) -> None:
    for cadre in setting.cadre_indices(part.cadres):
        for post in public_posts(part):
            draft.add(field, (slice(None), cadre, post), by_year[:, None])


def quota(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Admission weights that move shares of applicants (2.5): women's by ``admission_female_share_add``; of each sex that the
    lever is for, those who grew up in rural places by ``rural_admission_share_add``."""
    mix = np.asarray(setting.world.constants.applicant_mix)  # (cadre, sex, background, draw)
    more_women = part.dose("admission_female_share_add") * part.in_force(setting.years)
    more_rural = part.effective("rural_admission_share_add", setting.years)
    for cadre in setting.cadre_indices(part.cadres):
        if more_women.any():
            weights = shifted(mix[cadre].sum(axis=1), FEMALE, more_women)
            for sex in (FEMALE, MALE):
                for background in (RURAL, URBAN):
                    draft.multiply("admission_weight", (slice(None), cadre, sex, background), weights[:, sex])
        for sex in sex_indices(part) if more_rural.any() else ():
            weights = shifted(mix[cadre, sex], RURAL, more_rural)
            for background in (RURAL, URBAN):
                draft.multiply("admission_weight", (slice(None), cadre, sex, background), weights[:, background])


def shifted(mix: np.ndarray, of: int, more: np.ndarray) -> np.ndarray:
    """Weights of two groups with which the share of the group ``of`` rises by ``more``, within 0 and 1. (year, group, draw)

    ``mix`` is (group, draw), ``more`` (year,) or (year, draw); 1 where nothing is to move, and where a group has no applicants.
    """
    share = mix[of] / np.maximum(mix.sum(axis=0), 1e-300)
    more = np.reshape(more, (len(more), -1))
    wanted = np.clip(share + more, 0.0, 1.0)
    weights = [np.ones_like(wanted), np.ones_like(wanted)]
    for group, now, goal in ((of, share, wanted), (1 - of, 1.0 - share, 1.0 - wanted)):
        moves = (now > 0) & (more != 0)
        weights[group] = np.divide(goal, now, out=np.ones_like(goal), where=moves)
    return np.stack(weights, axis=1)


def sex_indices(part: Part) -> list[int]:
    """Sexes along their axis that a part is for."""
    return [SEXES.index(sex) for sex in part.sexes]


def task(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Scope of practice (2.38) moves no dial: what people do counts in service, where it is read off (``task_weights``)."""


def task_weights(parts: Sequence[Part], weights: np.ndarray, parameters: Parameters, setting: Setting) -> np.ndarray:
    r"""Service of a cadre over a doctor's with wider scopes of practice (2.38).

    .. math:: task_k = \omega^0_k + scope\,(\omega^{max}_k - \omega^0_k)

    Parameters
    ----------
    weights : (cadre, draw)
        As tasks are shared now.

    Returns
    -------
    The same where no part widens a scope, else (year, cadre, draw); of several the widest counts.
    """
    acting = [p for p in parts if "task" in p.card.moves and p.dose("scope_share") > 0]
    if not acting:
        return weights
    found = np.repeat(weights[None], len(setting.years), axis=0)
    for part in acting:
        scope = part.effective("scope_share", setting.years)[:, None]
        for cadre in part.cadres:
            name, k = f"task_max.{cadre}", CADRES.index(cadre)
            if name in parameters:
                wider = weights[k] + scope * np.maximum(parameters[name] - weights[k], 0.0)
                found[:, k] = np.maximum(found[:, k], wider)
    return found


def qa(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Quality index of public schools, of private ones in a lever on private seats (2.8)."""
    index = part.effective("qa_index", setting.years)
    owner = PRIVATE_OWNER if "seats_private" in part.card.moves else PUBLIC_OWNER
    for cadre in setting.cadre_indices(part.cadres):
        draft.add("quality", (slice(None), cadre, owner), index[:, None])


def bond(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Bonds signed by publicly taught students who enter while the lever is in force; they bind once licensed (2.19-2.20c)."""
    if "scholarships_per_1000_workers" in part.doses:
        return  # binds those who were sent away: what it does is their compliance (2.9b)
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
