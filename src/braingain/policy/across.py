"""Levers over many countries: which of them act in which country, for whom and at which of its destinations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.policy.channels import is_code
from braingain.policy.groups import ALL, GROUPS, members
from braingain.policy.levers import Lever
from braingain.policy.missions import starts_a_year
from braingain.policy.parts import AT_DESTINATIONS, LeverUse, Part, at_destination, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import Structure, structure_of, together

IN_ITS_OWN_RUN = "a destination is one of the countries of this run, and acts there as any other"
TRAIN = "give expand_training with origins = [the destination], or one country of training"
PAY = "give health_pay with origins = [the destination], or one country of training"
CAPPED = "legal places that many origins share need one solution for all of them, which a run of many countries has not"


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
        if refused := not_across(card, use.doses, cards):
            problems.append(Problem(where, *refused))
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


def not_across(card: Lever, doses: Mapping[str, float], cards: Mapping[str, Lever]) -> tuple[str, str] | None:
    """Why a lever cannot be in a run of many countries, and what to give instead; None where it can.

    What acts on a destination as one origin sees it has no place there, for it runs itself. A lever that cuts no inflow
    sets no cap, and the places that it adds are not short.
    """
    for one, given in [(cards[entry.id], entry.doses) for entry in card.made_of] or [(card, dict(doses))]:
        usual = {dose.name: dose.default for dose in one.doses}
        if "seats_destination" in one.moves:
            return IN_ITS_OWN_RUN, TRAIN
        if "pay_abroad" in one.moves or ("reentry" in one.moves and one.scope in AT_DESTINATIONS):
            return IN_ITS_OWN_RUN, PAY
        if "cap" in one.moves and (usual | given).get("inflow_cut_share", 0.0) > 0:
            return CAPPED, "leave inflow_cut_share at 0, or give one country of training"
    return None


def _origins(
    use: LeverUse, card: Lever, settings: Mapping[str, Setting], where: str, problems: list[Problem]
) -> tuple[str, ...]:
    """Codes of the origins that a scenario names, else of those that the card is for, else of all."""
    groups = {code: setting.income_group for code, setting in settings.items()}
    return _members(use.origins or own_places(card, "origins") or ("all",), groups, f"{where}.origins", problems)


def own_places(card: Lever, field: str) -> tuple[str, ...]:
    """The ``origins`` or ``destinations`` that the parts of a composite card say; none where it leaves them to its user."""
    return tuple(dict.fromkeys(name for entry in card.made_of for name in getattr(entry, field)))


def _destinations(
    use: LeverUse, card: Lever, settings: Mapping[str, Setting], where: str, problems: list[Problem]
) -> tuple[str, ...]:
    """Codes of the destinations where a lever acts; none for levers that do not act at destinations."""
    if card.scope not in AT_DESTINATIONS and "stay" not in card.moves:
        return ()
    groups: dict[str, str] = {}
    for setting in settings.values():
        groups |= {d: setting.destination_groups.get(d, "") for d in setting.destinations if d}
    named = use.destinations or own_places(card, "destinations")
    ends = _members(named, groups, f"{where}.destinations", problems)
    everywhere = set.intersection(*(set(s.destinations) | {code} for code, s in settings.items()))
    if "stay" in card.moves and (len(ends) != 1 or ends[0] not in everywhere):
        what = "a stay leads to one destination that all countries of the run have"
        problems.append(Problem(f"{where}.destinations", what, 'write for example destinations = ["GBR"]'))
    return ends


def _members(names: Sequence[str], groups: Mapping[str, str], where: str, problems: list[Problem]) -> tuple[str, ...]:
    """Codes that names and groups stand for, in the order of the list; each unknown name is a problem."""
    found: dict[str, None] = {}
    for name in names:
        chosen = members(name, groups)
        if not chosen:
            what = f'"{name}" is no country of this run, or no country of it is in that group'
            problems.append(Problem(where, what, did_you_mean(name, [*groups, *GROUPS, ALL])))
        found |= dict.fromkeys(chosen)
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
