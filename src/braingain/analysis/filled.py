"""A scenario with nothing left to defaults: what the cards and the country say where the file says nothing.

The run, its hash and the ``scenario.toml`` in its folder are of this scenario, so that running the written file gives the
same results, whatever a later edition of a card has as its default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from braingain.analysis.scenario import HORIZON_LAST, Package, Scenario
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import INCOME_GROUPS, MECHANISMS, MECHANISMS_OFF_BY_DEFAULT, PLACES
from braingain.policy.across import own_places
from braingain.policy.groups import GROUPS, members
from braingain.policy.levers import Lever, load_levers
from braingain.policy.moves import public_posts
from braingain.policy.narrowing import acts_abroad, acts_by_place
from braingain.policy.parts import AT_DESTINATIONS, COVERAGE, LeverUse, Part, named_destinations, resolve
from braingain.policy.setting import Setting
from braingain.policy.work import condition_places

if TYPE_CHECKING:
    from braingain.baseline.context import Context

MOST_NAMED = 12  # countries in a message


def filled(scenario: Scenario, context: Context) -> Scenario:
    """A scenario of one country with the values of cards and country in place of what it leaves out.

    Raises
    ------
    BraingainError
        With every destination that the country's run does not hold, and every group of which it holds nobody.
    """
    setting = _names_of(context)
    problems: list[Problem] = []
    packages = []
    for number, package in enumerate(scenario.packages, start=1):
        uses = []
        for place, use in enumerate(package.levers, start=1):
            where = f"package {number}, lever {place} ({use.id}).destinations"
            found = _not_held(use, setting, where)
            problems += found
            uses.append(use if found else _filled(use, [setting], scenario.horizon))
        packages.append(replace(package, levers=tuple(uses)))
    if problems:
        raise BraingainError(problems).within(scenario.file)
    return replace(scenario, packages=tuple(packages), mechanisms=_switches(scenario))


def filled_of_many(scenario: Scenario) -> Scenario:
    """A scenario of many countries with the values of cards in place of what it leaves out.

    Payers are left out where they differ between countries: of a high-income one the treasury pays what donors pay elsewhere.
    """
    anywhere = [_anywhere(group) for group in INCOME_GROUPS]
    packages = []
    for package in scenario.packages:
        uses = []
        for use in package.levers:
            own = _filled(replace(use, destinations=None), anywhere, scenario.horizon)
            card = load_levers()[use.id]
            origins = use.origins or own_places(card, "origins") or (("all",) if _acts_at_destinations(card) else None)
            ends = use.destinations or own_places(card, "destinations") or None
            uses.append(replace(own, destinations=ends, origins=origins))
        packages.append(Package(package.name, tuple(uses)))
    return replace(scenario, packages=tuple(packages), mechanisms=_switches(scenario))


def refuse_absent(scenario: Scenario, contexts: Mapping[str, Context]) -> None:
    """Refuse origins and destinations that a run of many countries does not hold, before anything is calibrated.

    Raises
    ------
    BraingainError
        With every code that is not in the run, and every group of which it holds nobody.
    """
    origins = {code: context.group for code, context in contexts.items()}
    ends = {d: x.places[d].group if d in x.places else "" for x in contexts.values() for d in x.destinations}
    problems = []
    for number, package in enumerate(scenario.packages, start=1):
        for place, use in enumerate(package.levers, start=1):
            where = f"package {number}, lever {place} ({use.id})"
            for field, held in (("origins", origins), ("destinations", {**ends, **origins})):
                for name in getattr(use, field) or ():
                    if not members(name, held):
                        problems.append(_absent(f"{where}.{field}", name, held, field))
    if problems:
        raise BraingainError(problems).within(scenario.file)


def _absent(where: str, name: str, held: Mapping[str, str], field: str) -> Problem:
    if name in GROUPS:
        some = [one for one in GROUPS if members(one, held)]
        return Problem(
            where, f'no country of the run is in the group "{name}"', f"groups that hold some: {_list(some)}"
        )
    if field == "origins":
        return Problem(
            where, f"{name} is no country of the run", f"name some of {_list(list(held)[:MOST_NAMED])}, or all"
        )
    return Problem(where, f"{name} is no country of the run, nor a destination outside it", "name another, or all")


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def default_places(parts: Sequence[Part]) -> tuple[str, ...] | None:
    """The places of posts where a lever acts that may be limited to some; None where its moves have none, or differ."""
    found = []
    for part in parts:
        for move in part.card.moves:
            if move.startswith("condition."):
                found.append(condition_places(part, move.removeprefix("condition.")))
            elif move in ("pay", "supplement"):
                found.append(public_posts(part))
            elif acts_by_place(move):
                found.append(list(range(len(PLACES))))
    agreed = {tuple(places) for places in found}
    return tuple(PLACES[i] for i in agreed.pop()) if len(agreed) == 1 else None


def card_parts(card: Lever, group: str = "LMC") -> tuple[Part, ...]:
    """The parts of a card as it stands, in a country of that income group, from the first year of policy on."""
    setting = _anywhere(group)
    return resolve([LeverUse(card.id, start=setting.start)], load_levers(), setting, setting.start)


def _filled(use: LeverUse, settings: Sequence[Setting], horizon: int) -> LeverUse:
    """One lever with its card's values; what differs between the parts of a composite, or between settings, stays open.

    So do destinations that follow from a dose: which they are is known when there are people who leave.
    """
    cards = load_levers()
    card = cards[use.id]
    parts = [part for setting in settings for part in resolve([use], cards, setting, horizon)]
    end = _agreed(parts, "end")
    at_destinations = acts_abroad(card) and len(settings) == 1 and COVERAGE not in {dose.name for dose in card.doses}
    return replace(
        use,
        end=use.end if end is None or end > HORIZON_LAST + 1 else end,
        doses={dose.name: dose.default for dose in card.doses} | dict(use.doses),
        options={option.name: option.default for option in card.options} | dict(use.options),
        cadres=_agreed(parts, "cadres"),
        sexes=_agreed(parts, "sexes"),
        places=use.places or default_places(parts),
        destinations=_agreed(parts, "destinations") if at_destinations else use.destinations,
        payer=_agreed(parts, "payer"),
        ramp_years=_agreed(parts, "ramp_years"),
        delay_years=_agreed(parts, "delay_years"),
    )


def _agreed(parts: Sequence[Part], name: str) -> Any:
    """What all parts have under a name; None where they differ."""
    first = getattr(parts[0], name)
    return first if all(getattr(part, name) == first for part in parts) else None


def _acts_at_destinations(card: Lever) -> bool:
    return card.scope in AT_DESTINATIONS or "stay" in card.moves


def _not_held(use: LeverUse, setting: Setting, where: str) -> list[Problem]:
    """Destinations of a lever that a country's run does not hold."""
    problems = []
    for name in use.destinations or ():
        try:
            held = named_destinations((name,), setting)
        except BraingainError as error:
            problems += [Problem(where, one.what, one.do) for one in error.problems]
            continue
        if not held:
            what = f'no destination of {setting.country} is in the group "{name}"'
            some = [one for one in GROUPS if named_destinations((one,), setting)]
            problems.append(Problem(where, what, f"groups that hold some: {_list(some)}"))
    return problems


def _switches(scenario: Scenario) -> Mapping[str, bool]:
    return {name: name not in MECHANISMS_OFF_BY_DEFAULT for name in MECHANISMS} | dict(scenario.mechanisms)


def _names_of(context: Context) -> Setting:
    """A country's names and groups, which is all that levers are resolved with; no arrays."""
    return Setting(
        country=context.country,
        start=context.start,
        destinations=context.destinations,
        largest_destination=context.default_destination or context.destinations[0],
        income_group=context.group,
        population=np.zeros(0),
        world=cast("Any", None),
        destination_groups={name: place.group for name, place in context.places.items()},
    )


def _anywhere(group: str) -> Setting:
    """Some country of an income group, without destinations of its own."""
    return Setting("", 2027, ("OTH",), "OTH", group, np.zeros(0), cast("Any", None))
