"""Values of the start year that a scenario gives in place of the evidence's, each with its reason (docs/architecture.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from braingain.baseline.values import Value
from braingain.evidence import limits
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import CADRES, INCOME_GROUPS

if TYPE_CHECKING:
    from braingain.baseline.abroad import StocksAbroad

EARLIEST, FIRST_START, LAST_START = 1995, 2015, 2023
ABROAD = "workers_abroad"
ONE_GIVEN = "given_here"  # flag of a stock that a scenario gives at one destination: drawn as a register's count
SOURCE = "scenario.context"
EXTRA = {
    "graduates": "persons_per_year",
    "capital_share": "share",
    "private_share": "share",
    "frozen_posts": "yes_no",
    "native_share": "share",
}
OF_TWO = ("native_share",)  # of doctors and nurses only: nobody else comes from abroad in this edition
# Shown in the profile, read by no run: refused, with what to do instead.
NOT_READ = {
    "population": "give people by year in [scenario.paths.population]",
    "inflation": "give it by year in [scenario.paths.inflation]",
    "exchange_rate": "give it by year in [scenario.paths.exchange_rate]",
    "public_health_spending_share": "give it by year in [scenario.paths.public_health_spending]",
    "share_65_up": "leave it out: need follows the people of 65 and more in the United Nations' population by age",
    "ppp": "give gdp_per_head, in international $, or pay.CADRE",
}
AFTER_LAST = "figures of your own of a later year are used all the same, moved back to the start by growth"


class Room(NamedTuple):
    """How many workers there can be: a share of the people of a place."""

    share: float
    people: float | None
    place: str


def check_start(start: int, given: Mapping[str, Any]) -> None:
    """Refuse start years without figures: before 2015 the scenario must give stocks at home and abroad.

    Raises
    ------
    BraingainError
        By the name of what is missing.
    """
    if start > LAST_START:
        do = f"choose {FIRST_START} to {LAST_START}; {AFTER_LAST}"
        raise BraingainError(Problem("start", f"{start} is after {LAST_START}, the last year with figures", do))
    if start >= FIRST_START:
        return
    if start < EARLIEST:
        raise BraingainError(
            Problem("start", f"{start} is before the world tables begin", f"choose {EARLIEST} or later")
        )
    missing = [
        f"{name}.{cadre}"
        for cadre in ("doctor", "nurse")
        for name in ("workers", ABROAD)
        if not any(key == f"{name}.{cadre}" or key.startswith(f"{name}.{cadre}.") for key in given)
    ]
    if missing:
        what = f"{start} is before {FIRST_START}, the first year with stocks abroad"
        raise BraingainError(Problem("start", what, f"give {', '.join(missing)} in [scenario.context]"))


def override_values(
    values: Mapping[str, Value], given: Mapping[str, Any], place: str
) -> tuple[dict[str, Value], list[Problem]]:
    """Values with those given by name in place of the evidence's, labelled assumed, and what is wrong with those given.

    Wrong is every name that is not known, and every value that cannot be, also for the people of the country ``place``.
    """
    out, problems = dict(values), []
    people = values["population"].value
    for key, entry in given.items():
        if key == ABROAD or key.startswith(f"{ABROAD}."):
            continue
        head, _, cadre = key.partition(".")
        known = key in values or (head in EXTRA and cadre in (CADRES[:2] if head in OF_TWO else CADRES))
        number, why = _entry(entry)
        where = f"{SOURCE}.{key}"
        room = Room(limits.most_of_people(cadre), people, place)
        if key in NOT_READ:
            problems.append(Problem(where, "is a value that no run reads", NOT_READ[key]))
        elif head == "capital_share" and known and values["income_group"].flag == "HIC":
            what = "is a value that no run of a high-income country reads: places follow the people"
            problems.append(Problem(where, what, "give urban_share"))
        elif not known:
            problems.append(Problem(where, "is not a value of the context", did_you_mean(key, values)))
        elif key == "income_group":
            if number not in INCOME_GROUPS:
                problems.append(Problem(where, f"{number!r} is no income group", f"choose {', '.join(INCOME_GROUPS)}"))
            else:
                out[key] = replace(values[key], flag=str(number), method="assumed", source=SOURCE, note=why)
        elif problem := _cannot_be(number, values[key].unit if key in values else EXTRA[head], room):
            problems.append(Problem(where, problem, "check the figure"))
        else:
            unit = values[key].unit if key in values else EXTRA[head]
            out[key] = Value(head, float(number), unit, "assumed", SOURCE, None, cadre, note=why)
    return out, problems


def override_abroad(
    stocks: StocksAbroad,
    given: Mapping[str, Any],
    destinations: Sequence[str],
    people: Mapping[str, float],
    origin: str,
) -> tuple[StocksAbroad, list[Problem]]:
    """Stocks abroad with those given, and what is wrong with these: cadres and destinations that are not known, sizes.

    ``workers_abroad.CADRE`` scales all, ``workers_abroad.CADRE.ISO3`` sets one; ``people`` are those of each country.
    """
    by_cadre = {cadre: dict(cells) for cadre, cells in stocks.by_cadre.items()}
    problems = []
    wanted = {key: entry for key, entry in given.items() if key == ABROAD or key.startswith(f"{ABROAD}.")}
    for key, entry in sorted(wanted.items(), key=lambda item: item[0].count(".")):
        parts = key.split(".")
        where, (number, why) = f"{SOURCE}.{key}", _entry(entry)
        cadre = parts[1] if len(parts) > 1 else ""
        if cadre not in by_cadre or (len(parts) == 3 and parts[2] not in destinations) or len(parts) > 3:
            options = [f"{ABROAD}.{k}" for k in by_cadre] + [
                f"{ABROAD}.{k}.{d}" for k in by_cadre for d in destinations
            ]
            problems.append(Problem(where, "is not a stock abroad of the context", did_you_mean(key, options)))
        elif problem := _cannot_be(number, "persons", _room(parts, cadre, people, origin)):
            problems.append(Problem(where, problem, "check the figure"))
        else:
            by_cadre[cadre] = _with(by_cadre[cadre], parts[2] if len(parts) == 3 else "", float(number), why)
    return replace(stocks, by_cadre=by_cadre), problems


def _room(parts: Sequence[str], cadre: str, people: Mapping[str, float], origin: str) -> Room:
    """The people of the destination of a stock abroad; of the origin itself for those in all destinations together."""
    if len(parts) == 3:
        return Room(limits.most_of_people(cadre), people.get(parts[2]), parts[2])
    return Room(1.0, people.get(origin), origin)


def _with(cells: dict[str, Value], destination: str, size: float, why: str) -> dict[str, Value]:
    total = sum(float(v.value or 0.0) for v in cells.values())
    out = dict(cells)
    for d, cell in cells.items():
        if destination in ("", d):
            share = float(cell.value or 0.0) / total if total > 0 else 1.0 / len(cells)
            new = size if destination else size * share
            flag = ONE_GIVEN if destination else cell.flag
            out[d] = replace(cell, value=new, method="assumed", source=SOURCE, year=None, note=why, flag=flag)
    return out


def _entry(entry: Any) -> tuple[Any, str]:
    if isinstance(entry, Mapping):
        return entry.get("value"), str(entry.get("why", ""))
    return entry, ""


def _cannot_be(number: Any, unit: str, room: Room) -> str:
    """Why a number cannot be a value of the unit, among so many people; empty where it can."""
    if isinstance(number, bool) or not isinstance(number, int | float) or math.isnan(number):
        return f"{number!r} is not a number"
    if number < 0 and unit != "per_year":
        return f"{number} is negative"
    if unit in ("share", "yes_no") and number > 1:
        return f"{number} is not between 0 and 1"
    large = limits.too_large(float(number), unit, room.share, room.people, room.place)
    return large or limits.too_much(float(number), unit)
