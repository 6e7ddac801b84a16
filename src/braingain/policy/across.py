"""Levers over many countries: which of them act in which country, for whom and at which of its destinations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from braingain.foundation.countries import who_region
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import INCOME_GROUPS
from braingain.policy.channels import is_code
from braingain.policy.levers import Lever
from braingain.policy.missions import starts_a_year
from braingain.policy.parts import AT_DESTINATIONS, LeverUse, Part, at_destination, resolve
from braingain.policy.safeguards import NAME as SAFEGUARDS
from braingain.policy.safeguards import safeguarded
from braingain.policy.setting import Setting
from braingain.policy.structure import Structure, structure_of, together

OF_ONE_COUNTRY = frozenset({"seats_destination", "pay_abroad", "cap"})  # act on one origin's view of a destination
REGIONS = ("AFR", "AMR", "EMR", "EUR", "SEA", "WPR")


def parts_across(
    uses: Sequence[LeverUse], cards: Mapping[str, Lever], settings: Mapping[str, Setting], horizon: int
) -> dict[str, tuple[Part, ...]]:
    """The parts of a package by country of training: each lever in its origins, at those of its destinations that they have.

    ``settings`` are those of the countries of the run. Levers of destinations act for all origins where none are named.

    Raises
    ------
    BraingainError
        For names that are in no country's list, and levers that act nowhere, all together.
    """
    problems: list[Problem] = []
    found: dict[str, list[Part]] = {code: [] for code in settings}
    for number, use in enumerate(uses, start=1):
        where = f"lever {number} ({use.id})"
        card = cards[use.id]
        origins = _origins(use, card, settings, where, problems)
        ends = _destinations(use, card, settings, where, problems)
        if problems:
            continue
        acting = 0
        sending: dict[int, Part] = {}
        sender = use.options.get("sender") or next((o.default for o in card.options if o.name == "sender"), "")
        for code in origins:
            if code == sender and len(origins) > 1:
                continue  # it sends to the others
            here = [d for d in ends if d in settings[code].destinations]
            if ends and not here:
                continue
            own = replace(use, origins=None, destinations=tuple(here) or (settings[code].largest_destination,))
            parts = resolve([own], cards, settings[code], horizon)
            if refused := sorted({move for part in parts for move in part.card.moves if of_one_country(part, move)}):
                what = f"{' and '.join(refused)}: not in a run of many countries, in which destinations run themselves"
                problems.append(Problem(where, what, "run it for one country"))
                break
            found[code] += parts
            acting += 1
            _lend(parts, code, settings, sending)
        if sending:
            found[sender] += list(sending.values())
        if not acting and not problems:
            what = "acts nowhere: none of its origins has one of its destinations"
            problems.append(Problem(where, what, "name other origins or destinations"))
    if problems:
        raise BraingainError(problems)
    return {code: tuple(parts) for code, parts in found.items()}


def _lend(parts: Sequence[Part], host: str, settings: Mapping[str, Setting], sending: dict[int, Part]) -> None:
    """Add a host's missions to what their sender sends, where that is a country of the run (2.23b); in place."""
    for number, part in enumerate(parts):
        sender = part.options.get("sender", "")
        if "mission" not in part.card.moves or sender not in settings or sender == host:
            continue
        starts = starts_a_year(part, settings[host])
        if number in sending:
            starts = starts + np.asarray(sending[number].sent)
        sending[number] = replace(part, sent=tuple(float(value) for value in starts))


def of_one_country(part: Part, move: str) -> bool:
    """Whether a move acts on a destination as one origin sees it, which a run of many countries does not have."""
    return move in OF_ONE_COUNTRY or (move == "reentry" and at_destination(part))


def _origins(
    use: LeverUse, card: Lever, settings: Mapping[str, Setting], where: str, problems: list[Problem]
) -> tuple[str, ...]:
    """Codes of the origins that a scenario names, else of those that the card is for, else of all."""
    groups = {code: setting.income_group for code, setting in settings.items()}
    own = tuple(dict.fromkeys(name for entry in card.made_of for name in entry.origins))
    return _members(use.origins or own or ("all",), groups, f"{where}.origins", problems)


def _destinations(
    use: LeverUse, card: Lever, settings: Mapping[str, Setting], where: str, problems: list[Problem]
) -> tuple[str, ...]:
    """Codes of the destinations where a lever acts; none for levers that do not act at destinations."""
    if card.scope not in AT_DESTINATIONS and "stay" not in card.moves:
        return ()
    groups: dict[str, str] = {}
    for setting in settings.values():
        groups |= {d: setting.destination_groups.get(d, "") for d in setting.destinations if d}
    ends = _members(use.destinations or (), groups, f"{where}.destinations", problems)
    everywhere = set.intersection(*(set(s.destinations) | {code} for code, s in settings.items()))
    if "stay" in card.moves and (len(ends) != 1 or ends[0] not in everywhere):
        what = "a stay leads to one destination that all countries of the run have"
        problems.append(Problem(f"{where}.destinations", what, 'write for example destinations = ["GBR"]'))
    return ends


def _members(names: Sequence[str], groups: Mapping[str, str], where: str, problems: list[Problem]) -> tuple[str, ...]:
    """Codes that names and groups stand for, in the order of the list; each unknown name is a problem."""
    found: list[str] = []
    for name in names:
        if name == "all":
            chosen = list(groups)
        elif name.startswith("income:"):
            chosen = [code for code, group in groups.items() if group == name.removeprefix("income:")]
        elif name.startswith("region:"):
            chosen = [code for code in groups if _region(code) == name.removeprefix("region:")]
        elif name == SAFEGUARDS:
            chosen = [code for code in groups if code in safeguarded()]
        else:
            chosen = [name] if name in groups else []
        if not chosen:
            problems.append(
                Problem(
                    where,
                    f'"{name}" is no country of this run, or no country of it is in that group',
                    did_you_mean(
                        name,
                        [
                            *groups,
                            *(f"income:{g}" for g in INCOME_GROUPS),
                            *(f"region:{r}" for r in REGIONS),
                            SAFEGUARDS,
                            "all",
                        ],
                    ),
                )
            )
        found += [code for code in chosen if code not in found]
    return tuple(found)


def structure_across(packages: Sequence[Mapping[str, Sequence[Part]]], settings: Mapping[str, Setting]) -> Structure:
    """Room for the largest package of any country: payroll slots, stays as often as one country holds them, mechanisms."""
    return together(structure_of([parts], settings[code]) for package in packages for code, parts in package.items())


def ruled_once(part: Part) -> bool:
    """Whether a part keeps a rule at destinations, for all origins together: a code, or another rule of a destination."""
    return is_code(part) or ("rule" in part.card.cost_forms and at_destination(part))


def origins_by_destination(package: Mapping[str, Sequence[Part]]) -> dict[tuple[int, str], int]:
    """For how many origins each code is kept, by its place among a country's parts and destination: its cost is one."""
    counted: Counter[tuple[int, str]] = Counter()
    for parts in package.values():
        for number, part in enumerate(parts):
            if ruled_once(part):
                counted.update((number, d) for d in part.destinations)
    return dict(counted)


def share_of_rule(part: Part, number: int, setting: Setting, origins: Mapping[tuple[int, str], int]) -> np.ndarray:
    """One origin's share of the yearly cost of keeping a code at its destinations; the shares of all sum to one each."""
    places = [setting.destinations[i] for i in setting.destination_indices(part.destinations)]
    return np.array(np.mean([1.0 / origins[number, d] for d in places]) if places else 0.0)


def _region(code: str) -> str | None:
    try:
        return who_region(code)
    except BraingainError:
        return None
