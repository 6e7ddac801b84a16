"""The pooled fund: what is paid in for recruits or flatly, and what it may buy (docs/model.md 2.36)."""

from __future__ import annotations

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting


def fund(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Contributions of a lever, and the shares and limits by which the fund pays out (2.36).

    Cadres that the fund buys seats and posts for are those of the lever that have schools and a known cost, in equal
    parts. The limit on what it can pay out in a year is the card's, else the estimate.
    """
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.add("fund_per_recruit", (slice(None), cadre, place), per_recruit(part, setting)[:, None])
    draft.add("fund_flat", (slice(None),), flat(part, setting)[:, None])
    costs = seat_costs(part, parameters, setting)
    if not costs or not (per_recruit(part, setting).any() or flat(part, setting).any()):
        return
    if "posts_share" in part.doses:
        _share_for_posts(draft, part)
    if draft.touched_by("fund", 0):
        return
    limit = part.dose("absorption_share") if "absorption_share" in part.doses else parameters["fund_absorption"]
    draft.put("fund_absorption", (), limit)
    for cadre, cost in costs.items():
        draft.put("fund_seat_cost", (cadre,), cost)
        draft.put("fund_mix", (cadre,), 1.0 / len(costs))


def _share_for_posts(draft: Draft, part: Part) -> None:
    """What the fund keeps for posts; those who pay in and have no say in it, as a levy, leave it to the others."""
    wanted, held = part.dose("posts_share"), draft.field("fund_posts_share")
    if draft.touched_by("fund_posts_share", 0) and np.any(held != wanted):
        what = f"wants {wanted:g} of the fund for posts, and another lever of the package {float(held.flat[0]):g}"
        raise BraingainError(Problem(part.lever, what, "give both the same posts_share"))
    draft.put("fund_posts_share", (), wanted)


def per_recruit(part: Part, setting: Setting) -> np.ndarray:
    """Paid into the fund for each legal emigrant to the destinations named. (year,) [US$]"""
    years = setting.years
    levied = part.effective("levy_usd_per_recruit", years) * part.dose("to_fund_share", 1.0)
    given = part.effective("contribution_usd_per_recruit", years) + part.effective("cofunding_usd_per_recruit", years)
    return np.asarray(levied + given)


def flat(part: Part, setting: Setting) -> np.ndarray:
    """Paid into the fund whoever leaves. (year,) [US$ a year]"""
    return part.effective("pooled_fund_usd_per_year", setting.years)


def seat_costs(part: Part, parameters: Parameters, setting: Setting) -> dict[int, np.ndarray]:
    """``c_seat·n + c_place`` of the part's cadres that have schools and a known cost, by place along the cadre axis. [US$]"""
    found: dict[int, np.ndarray] = {}
    for cadre in setting.cadre_indices(part.cadres):
        seat = f"seat_cost_usd.{setting.cadres[cadre]}.{setting.income_group}"
        if seat not in parameters or not np.any(setting.schools0[cadre]):
            continue
        place = np.asarray(parameters[f"place_cost_usd.{setting.income_group}"])
        if setting.cadres[cadre] == "doctor":
            place = place * parameters["place_cost_doctor_factor"]
        found[cadre] = parameters[seat] * setting.world.options.programme_years[cadre] + place
    return found
