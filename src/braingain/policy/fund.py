"""The pooled fund: what is paid in for recruits or flatly, and what it may buy (docs/model.md 2.36)."""

from __future__ import annotations

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

SPENT_BY = {
    "posts_share": "fund_posts_share",
    "absorption_share": "fund_absorption",
}  # doses, and the fields that they set


def fund(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Contributions of a lever, and the shares and limits by which the fund pays out (2.36).

    There is one fund, whoever pays into it. It buys seats and posts for the cadres of all levers that pay in, of those
    that have schools and a known cost, in equal parts. What it can pay out in a year is limited by the dose of the lever
    that has one, else by the estimate.

    Raises
    ------
    BraingainError
        Where two levers want the fund spent in different ways.
    """
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.add("fund_per_recruit", (slice(None), cadre, place), per_recruit(part, setting)[:, None])
    draft.add("fund_flat", (slice(None),), flat(part, setting)[:, None])
    costs = seat_costs(part, parameters, setting)
    if not costs or not (per_recruit(part, setting).any() or flat(part, setting).any()):
        return
    for dose, field in SPENT_BY.items():
        if dose in part.doses:
            _agreed(draft, part, dose, field)
    if not draft.field("fund_absorption").any():
        draft.put("fund_absorption", (), parameters["fund_absorption"])
    for cadre, cost in costs.items():
        draft.put("fund_seat_cost", (cadre,), cost)
        draft.put("fund_mix", (cadre,), 1.0)
    bought = np.flatnonzero(draft.field("fund_mix").any(axis=-1))
    for each in bought.tolist():
        draft.put("fund_mix", (each,), 1.0 / len(bought))


def _agreed(draft: Draft, part: Part, dose: str, field: str) -> None:
    """How the fund is spent, as a lever says that has a say in it: those who only pay in, as a levy, leave it to the others."""
    wanted, held = part.dose(dose), draft.field(field)
    if draft.touched_by(field, 0) and np.any(held != wanted):
        what = f"wants {dose} {wanted:g} of the fund, and another lever of the package {float(held.flat[0]):g}"
        raise BraingainError(Problem(part.lever, what, f"give both the same {dose}"))
    draft.put(field, (), wanted)


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
