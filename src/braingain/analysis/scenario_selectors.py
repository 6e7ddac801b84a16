"""Where a lever acts, as a scenario names it: codes of countries, ``OTH``, ``all``, and groups by region or income."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.analysis.scenario_fields import Checker, short, texts
from braingain.foundation.countries import country_meant
from braingain.foundation.errors import BraingainError
from braingain.policy.groups import ALL, GROUPS, members

WORDS = (ALL, "OTH", *GROUPS)
MOST_NAMES, ALIKE = 300, 0.6
MEANT = {word.casefold(): word for word in WORDS} | {word.partition(":")[2].casefold(): word for word in GROUPS}


def selected(check: Checker, entry: Mapping[str, Any], field: str, where: str) -> tuple[str, ...] | None:
    """Codes and groups of countries under ``origins`` or ``destinations`` of a lever; None where the field is absent.

    A country is named by its code, in any case, or its full name; a group exactly as the list has it.
    """
    if field not in entry:
        return None
    names = texts(entry[field])
    if not names or len(names) > MOST_NAMES:
        check.wrong(f"{where}.{field}", "is not a list of country codes", 'write for example ["GBR"]')
        return None
    found = []
    for name in map(str.strip, names):
        if name in WORDS:
            found.append(name)
        elif ":" in name or name.casefold() in MEANT:
            check.wrong(f"{where}.{field}", f'"{short(name)}" is not a known group', group_meant(name))
        else:
            found += _country(check, name, f"{where}.{field}")
    return tuple(dict.fromkeys(found))


def itself(given: Any, country: str) -> bool:
    """Whether ``origins`` in a run of one country name that country: its code in any case, its name, or ``all``.

    The list of the WHO names it too, where it is on it.
    """
    names = texts(given)
    if not names:
        return False
    return all(members(name, {country: ""}) or _code(name) == country for name in names)


def group_meant(name: str) -> str:
    """What to write in place of a group that is none: the nearest where one is alike, and those of its kind."""
    from rapidfuzz.distance import OSA

    kind, _, last = name.casefold().partition(":")
    known = [one for one in GROUPS if one.startswith(f"{kind}:")] or list(WORDS)
    alike = {one: OSA.normalized_similarity(last, one.casefold().partition(":")[2]) for one in known if last}
    near = MEANT.get(name.casefold()) or next(
        (one for one, r in alike.items() if r == max(alike.values()) >= ALIKE), ""
    )
    return f"{f'did you mean {near}? ' if near else ''}known: {', '.join(known)}"


def _country(check: Checker, name: str, where: str) -> list[str]:
    try:
        return [country_meant(name).iso3]
    except BraingainError as error:
        for problem in error.problems:
            check.wrong(where, problem.what, problem.do)
        return []


def _code(name: str) -> str:
    try:
        return country_meant(name).iso3
    except BraingainError:
        return ""
