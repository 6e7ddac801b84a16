"""Missions: visits of workers who stay in the stock of the country that trained them (docs/model.md 2.23, 2.30b)."""

from __future__ import annotations

import numpy as np

from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting
from braingain.policy.training import teachers_present

PER_MILLION, MONTHS = 1e6, 12.0
LONGEST_YEARS = 6.0
KINDS = ("diaspora", "brigade", "ngo", "transferred")  # of missions, as their productivity is keyed


def mission(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Visits in equal parts for the cadres of the lever: how many, how long, the posts that they fill (2.23).

    Where the country is the option ``sender`` it sends, and what they do counts elsewhere. Visiting teachers teach: their
    work counts in schools (2.5b), not in service.
    """
    programme = draft.mission_of(part)
    chosen = setting.cadre_indices(part.cadres)
    starts = starts_a_year(part, setting)
    for cadre in chosen:
        draft.add("mission_starts", (slice(None), programme, cadre), starts[:, None] / len(chosen))
    draft.put("mission_length_years", (programme,), length_years(part))
    draft.put("mission_fills", (programme,), part.dose("fills_posts_share"))
    sends = sent_from_here(part, setting)
    draft.put("mission_from_here", (programme,), float(sends))
    kind = kind_of(part)
    draft.put(
        "mission_productivity", (programme,), 0.0 if sends or not kind else parameters[f"mission_productivity.{kind}"]
    )


def private_posts(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """Local staff whom a mission employs in private posts, in equal parts of the cadres, and their pay over private pay (2.30b)."""
    programme = draft.mission_of(part)
    chosen = setting.cadre_indices(part.cadres)
    for cadre in chosen:
        draft.put("mission_local_staff", (programme, cadre), part.dose("local_staff_per_mission") / len(chosen))
    draft.put("mission_local_premium", (programme,), part.dose("local_premium_share"))


def starts_a_year(part: Part, setting: Setting) -> np.ndarray:
    """People who begin a mission, by year: the dose, or as many as keep a brigade at its size over the people of the country;
    of a sender, those of all its hosts in the run. (year,)"""
    years = setting.years
    if part.sent:
        return np.asarray(part.sent)
    sent = part.effective("missions_per_year", years) + part.effective("transferred_per_year", years)
    size = part.effective("brigade_per_million", years) * setting.population[: len(years)] / PER_MILLION
    return np.asarray(sent + size / length_years(part) + teachers_present(part, setting))


def length_years(part: Part) -> float:
    """How long a mission lasts: months or years of the card, a year where it has neither. [years]"""
    length = part.dose("months") / MONTHS if "months" in part.doses else part.dose("stay_years", 1.0)
    return min(max(length, 0.0), LONGEST_YEARS)


def sent_from_here(part: Part, setting: Setting) -> bool:
    """Whether the country is the sender that a lever names."""
    return part.options.get("sender") == setting.country


def kind_of(part: Part) -> str:
    """Whose productivity and unit cost a mission has; empty for visiting teachers."""
    if "local_staff_per_mission" in part.doses:
        return "ngo"
    names = {"brigade_per_million": "brigade", "transferred_per_year": "transferred", "missions_per_year": "diaspora"}
    return next((kind for dose, kind in names.items() if dose in part.doses), "")
