"""Words of the program about cadres, said of a workforce: where a sentence is of this run, its cadres have their own names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from braingain.analysis.workforce.card import Workforce

PLURALS = {"doctor": "doctors", "nurse": "nurses"}
EDUCATORS = {"teachers bind": "educators bind", "have teachers": "have educators"}  # those who teach the students


def renamed(text: str, workforce: Workforce) -> str:
    """A sentence about this run's cadres with their names: never one about a study, which was of health workers."""
    for slot, plural in PLURALS.items():
        cadre = workforce.cadres.get(slot)
        title, id = (cadre.title.lower(), cadre.id) if cadre else (workforce.card.workforce.people, ALL_OF_THEM)
        text = re.sub(rf"\b{plural}\b", title, text)
        text = re.sub(rf"\b{slot}\b", id, text)
    return re.sub(r"\bhealth workers\b", workforce.card.workforce.people, text)


def flag(text: str, workforce: Workforce) -> str:
    """A flag of a row: those who teach the students are educators here, whoever the workforce is."""
    for ours, theirs in EDUCATORS.items():
        text = text.replace(ours, theirs)
    return renamed(text, workforce)


def own_name(name: str, workforce: Workforce) -> str | None:
    """The name of an outcome with the card's cadre; None of an outcome of a cadre that the card does not have."""
    *head, last = name.split(".")
    if last not in OF_HEALTH:
        return name
    cadre = workforce.cadres.get(last)
    return ".".join([*head, cadre.id]) if cadre else None


ALL_OF_THEM = "workforce"
OF_HEALTH: Mapping[str, None] = dict.fromkeys(("doctor", "nurse", "midlevel", "community"))
