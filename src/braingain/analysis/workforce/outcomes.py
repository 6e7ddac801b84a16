"""Outcomes of a workforce: those of the model that mean the same for any, and its own need by the people it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.outcomes import OUTCOMES, SHARES_OF_WOMEN, splits_of
from braingain.analysis.runs import Key
from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.words import own_name
from braingain.baseline.tables import WorldTables
from braingain.evidence import panels
from braingain.evidence.people import AGE_GROUPS

Floats = np.ndarray
Series = Mapping[Key, Floats]

# Outcomes that are the same for any workforce, with their titles here. Left out: service by task weights, need at 44.5 for
# 10 000 people, coverage and mortality, money sent home, the treasury's position: all of them health's.
TITLES = {
    "workers": "in posts, wherever trained",
    "reserve": "trained and without a post",
    "left_sector": "at home, working in another sector",
    "vacancies": "funded posts that nobody fills",
    "graduates_per_year": "new ones a year who can be appointed",
    "emigrants_per_year": "people who leave the country a year",
    "returns_per_year": "people who come back a year",
    "workers_abroad": "trained here and working abroad in it",
    "share_at_home": "of those trained here and working, the share at home",
    "emigration_rate": "leavers of a year over those in posts on 1 January",
    "funded_minus_filled": "funded posts less those in them",
}
BY_CADRE = ("workers", "workers.rural", *(name for name in TITLES if name != "workers"))
NEED = "need_minus_present"
SERVED = "people_per_worker"
NEED_TITLE = "workers needed at the card's norm less those in posts"
SERVED_TITLE = "people of the ages served for one worker"
NO_SEX_OF_NEED = "need is for workers of either sex"
BEYOND = 5  # years of the last age group, 100 and over


def names_of(workforce: Workforce) -> list[str]:
    """Names that a run keeps, in the model's words: of all together and of each cadre."""
    names = list(BY_CADRE)
    return names + [f"{name}.{slot}" for name in BY_CADRE for slot in ("doctor", "nurse") if slot in workforce.cadres]


def served(tables: WorldTables, iso3: str, ages: tuple[int, int], years: list[int]) -> Floats:
    """People of some years of age on 31 December of years, from the United Nations' five-year groups. (year,) [persons]"""
    first, last = ages
    shares = np.zeros(len(AGE_GROUPS))
    for i, age in enumerate(AGE_GROUPS):
        shares[i] = max(0.0, min(age + BEYOND, last + 1) - max(age, first)) / BEYOND
    table = tables.table("population")
    known = [(year, panels.population_by_age(table, iso3, year)) for year in panels.POPULATION_YEARS]
    when = np.array([year + 0.5 for year, found in known if found is not None])
    people = np.array([float((found.value.sum(axis=0) * shares).sum()) for _, found in known if found is not None])
    return np.exp(np.interp(np.array(years) + 1.0, when, np.log(people)))


def with_need(series: Series, workforce: Workforce, people: Mapping[str, Floats]) -> dict[str, Floats]:
    """Series of all by the card's names, with need and people served where the card has a norm; (year, draw) each.

    ``people`` are those whom each cadre serves, by the health cadre in whose place it runs. (year,)
    """
    out: dict[str, Floats] = {}
    for key, values in series.items():
        name = own_name(key.name, workforce)
        if name is not None and key == Key(key.name):
            out[name] = values
    total = None
    for slot, cadre in workforce.cadres.items():
        if cadre.need is None or slot not in people:
            continue
        heads = series[Key(f"workers.{slot}")]
        need = people[slot][:, None] / cadre.need.people_per_worker - heads
        out[f"{NEED}.{cadre.id}"] = need
        out[f"{SERVED}.{cadre.id}"] = people[slot][:, None] / np.maximum(heads, 1.0)
        total = need if total is None else total + need
    if total is not None and all(cadre.need for cadre in workforce.card.cadre):
        out[NEED] = total
    return out


def people_served(workforce: Workforce, tables: WorldTables, years: list[int]) -> dict[str, Floats]:
    """People whom each cadre serves, by the health cadre in whose place it runs; of those with a norm. (year,)"""
    return {
        slot: served(tables, workforce.country, cadre.need.ages, years)
        for slot, cadre in workforce.cadres.items()
        if cadre.need is not None
    }


def records(before: Series, after: Series | None, workforce: Workforce, people: Mapping[str, Floats]) -> dict[str, Any]:
    """Outcomes by the card's names: of a run alone, or of a package beside its baseline, by sex and place where they have it."""
    own, other = (None if run is None else with_need(run, workforce, people) for run in (before, after))
    assert own is not None
    out: dict[str, Any] = {}
    for name, values in own.items():
        record = summaries.intervals(values) if other is None else summaries.sides(values, other[name])
        out[name] = record | {"unit": _unit(name), "title": title(name, workforce), "by_sex": None, "by_place": None}
        out[name] |= _splits(name, before, after, workforce)
    return out


def title(name: str, workforce: Workforce) -> str:
    """What an outcome is, in words, with the cadre's title where it is of one."""
    base, *rest = name.split(".")
    words = {NEED: NEED_TITLE, SERVED: SERVED_TITLE, **TITLES}[base]
    cadre = next((c.title for c in workforce.card.cadre if c.id in rest), "")
    place = " (rural)" if "rural" in rest else ""
    return f"{cadre}: {words}{place}" if cadre else f"{words}{place}"


def _unit(name: str) -> str:
    base = name.split(".", maxsplit=1)[0]
    if base in OUTCOMES and base != NEED:
        return OUTCOMES[base].unit
    return "persons" if base == NEED else "persons_per_worker"


def _splits(name: str, before: Series, after: Series | None, workforce: Workforce) -> dict[str, Any]:
    """Splits by sex and place of an outcome of the model; that those by sex rest on shares of women."""
    base, *rest = name.split(".")
    if base in (NEED, SERVED):
        return {"by_sex_why": NO_SEX_OF_NEED}
    theirs = ".".join([base, *(workforce.slots.get(part, part) for part in rest)])
    found: dict[str, Any] = {}
    for kind, label in (("sex", "by_sex"), ("place", "by_place")):
        keys = {member: Key(theirs, **{kind: member}) for split, member in splits_of(theirs) if split == kind}
        kept = {member: key for member, key in keys.items() if key in before}
        if kept:
            found[label] = {
                member: summaries.intervals(before[key]) if after is None else summaries.sides(before[key], after[key])
                for member, key in kept.items()
            }
    if "by_sex" in found:
        found["by_sex_why"] = SHARES_OF_WOMEN
    return found
