"""The context of a workforce: its start, its destinations, and the country's people and economy, without health's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.start import (
    SLOTS,
    Gathered,
    Leaving,
    leaving,
    pay_abroad,
    stock,
    values_at_start,
)
from braingain.baseline import macro
from braingain.baseline.context import Context, Place
from braingain.baseline.destinations import OTHER
from braingain.baseline.natives import moves_freely
from braingain.baseline.tables import WorldTables, world_tables
from braingain.baseline.values import Value
from braingain.evidence import national
from braingain.foundation.countries import find_country
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    from braingain.evidence.store import Store

FIRST_START, LAST_START = 2015, 2023
RICH = "HIC"
TURNOVER = 0.06  # of those abroad a year: a first guess, replaced by what the run itself says (``ensemble``) [1/year]


@dataclass(frozen=True)
class Start:
    """A workforce at its start: context, what was gathered, who leaves."""

    context: Context
    got: Gathered
    going: Leaving


def build_start(workforce: Workforce, store: Store, start: int) -> Start:
    """The start of a workforce.

    Raises
    ------
    BraingainError
        With every value that a run needs and nothing gives, by name, and for start years without figures.
    """
    if not FIRST_START <= start <= LAST_START:
        raise BraingainError(Problem("start", f"{start} is not between {FIRST_START} and {LAST_START}"))
    tables, iso3 = world_tables(store), workforce.country
    people = macro.people(tables, iso3)
    if people is None:
        raise BraingainError(Problem(iso3, "has no population by age in the evidence base"))
    got = values_at_start(workforce, tables, start)
    if got.group == RICH:
        what = "is a high-income country: its posts follow demand for care, which no other workforce has"
        raise BraingainError(Problem(f"{workforce.file}, workforce.country: {iso3}", what, "take another country"))
    going = leaving(got)
    names = (*(there.iso3 for there in workforce.card.destination), OTHER)
    earned = pay_abroad(got, names, going.shares)
    if got.problems:
        raise BraingainError(got.problems)
    return Start(_context(got, going, earned, tables, people), got, going)


def _context(
    got: Gathered,
    going: Leaving,
    earned: Mapping[str, Mapping[str, Value]],
    tables: WorldTables,
    people: macro.People,
) -> Context:
    """The context that the baseline takes; ``earned`` is pay by destination and health cadre."""
    workforce, start, iso3, names = got.workforce, got.start, got.workforce.country, tuple(earned)
    known = find_country(iso3)
    series = macro.series_of(tables, iso3) | macro.money_series_of(tables, iso3)
    series.pop(national.PUBLIC_HEALTH_SPENDING.name, None)
    return Context(
        country=iso3,
        name=known.name,
        region=known.who_region,
        group=got.group,
        labour="budget",
        start=start,
        destinations=names,
        values=got.values,
        series=series,
        abroad={slot: _abroad(slot, names, going) for slot in SLOTS},
        nurse_sd=going.sd.get("nurse", 0.0),
        abroad_scale=1.0,
        prior={slot: dict(going.shares) for slot in SLOTS},
        loss_names={slot: {d: _loss(slot, iso3, d, start) for d in names} for slot in SLOTS},
        places={d: _place(got, tables, d, earned[d], start) for d in names},
        life_table=macro.life_table(tables, iso3),
        people=people,
        grade=dict.fromkeys(SLOTS, ""),
        grade_why=dict.fromkeys(SLOTS, ""),
        abroad_coverage=None,
        leaving_why_not="",
        default_destination=workforce.card.workforce.levers_abroad_at or max(names, key=lambda d: going.shares[d]),
        used_points={},
        reported_points={},
        notes=(),
    )


def scaled(context: Context, factors: Mapping[str, float]) -> Context:
    """The context with its stocks abroad times a factor by health cadre in whose place a cadre runs."""
    abroad = {
        slot: {d: replace(cell, value=float(cell.value or 0.0) * factors.get(slot, 1.0)) for d, cell in cells.items()}
        for slot, cells in context.abroad.items()
    }
    return replace(context, abroad=abroad)


def _abroad(slot: str, names: tuple[str, ...], going: Leaving) -> dict[str, Value]:
    """Stocks by destination: as counted, else those that so many leavers keep up; nobody where no cadre runs."""
    if slot in going.counted:
        counted = going.counted[slot]
        return {
            d: replace(stock(0.0, "assumed", slot, d, "not counted"), value=float(counted[d].value or 0.0))
            if d in counted
            else stock(0.0, "assumed", slot, d, "not counted: taken as none")
            for d in names
        }
    level = going.emigrants.get(slot)
    size = 0.0 if level is None else float(level.value or 0.0) / TURNOVER
    note = "the stock that so many leavers keep up"
    return {d: stock(size * going.shares.get(d, 0.0), "estimated", slot, d, note) for d in names}


def _loss(slot: str, origin: str, destination: str, year: int) -> str:
    """Name of the estimate of the yearly loss abroad: the general one of the health cadre, of no register."""
    if slot == "nurse" and moves_freely(origin, destination, year):
        return "loss_rate.nurse.eea"
    return f"loss_rate.{slot}.other"


def _place(got: Gathered, tables: WorldTables, iso3: str, earned: Mapping[str, Value], start: int) -> Place:
    """A destination; the rest of the world is like the middle of all countries (assumed, as for health workers)."""
    nobody = {k: Value("workers", 0.0, "persons", "assumed", cadre=k, note="not counted") for k in SLOTS}
    zero = {k: Value("foreign_trained_share", 0.0, "share", "assumed", cadre=k) for k in SLOTS}
    none: dict[str, Value | None] = dict.fromkeys(SLOTS)
    if iso3 == OTHER:
        gdp = sorted(float(v.value or 0.0) for v in tables.at(national.GDP_PER_HEAD, start).values())
        value = Value("gdp_per_head", gdp[len(gdp) // 2], "intl_usd", "assumed", note="median of all countries")
        return Place(OTHER, "other", 0.0, earned, nobody, none, zero, value, {}, None, None, "UMC")
    values = macro.values_at(tables, iso3, start, tables.groups(start))
    for cadre in got.workforce.card.cadre:
        found = got.figure(got.rows("workers", cadre.id, iso3), cadre.like, 15)
        if found is not None:
            nobody[cadre.like] = found
    return Place(
        iso3,
        "given",
        0.0,
        earned,
        nobody,
        none,
        zero,
        values["gdp_per_head"],
        macro.series_of(tables, iso3),
        macro.life_table(tables, iso3),
        macro.people(tables, iso3),
        tables.groups(start)[iso3],
    )


def cadres_of(workforce: Workforce) -> tuple[str, ...]:
    """The health cadres in whose place the card's cadres run, in the model's order."""
    return tuple(slot for slot in CADRES if slot in workforce.cadres)
