"""What a reader must be told of a lever beside its numbers, without names that only a scenario file needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from braingain.analysis.rows import dose_words
from braingain.foundation.countries import country_name
from braingain.policy.applicable import not_applicable, warnings
from braingain.policy.levers import Dose
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

ESTIMATES = re.compile(r" \([a-z]+(?:_[a-z]+)+\)")  # the name of an estimate, in brackets after what it means


def told_of_lever(parts: Sequence[Part], setting: Setting) -> tuple[str, ...]:
    """What is to be known of a lever, each once; what holds of some parts of a composite alone says of which."""
    titles: dict[str, list[str]] = {}
    for part in parts:
        for flag in told(part, setting):
            titles.setdefault(flag, []).append(part.card.title)
    return tuple(_of_parts(flag, list(dict.fromkeys(of)), len(of) == len(parts)) for flag, of in titles.items())


def told(part: Part, setting: Setting) -> list[str]:
    """What is to be known of one part: doses beyond what was studied or held at a bound, own money withdrawn, a late start."""
    flags = [*(plain(flag, part) for flag in part.flags), *warnings(part, setting)]
    return [_by_name(flag, part, setting) for flag in flags]


def why_not(part: Part, setting: Setting) -> str | None:
    """Why a part has nobody to act on in this country; None where it applies."""
    reason = not_applicable(part, setting)
    return reason and _by_name(reason, part, setting)


def _by_name(text: str, part: Part, setting: Setting) -> str:
    """The same with countries by their names."""
    for code in (setting.country, *part.destinations):
        text = re.sub(rf"\b{code}\b", country_name(code), text)
    return text


def plain(flag: str, part: Part) -> str:
    """A flag of a part with its doses as a planner says them, and no name of an estimate."""
    for dose in part.card.doses:
        flag = _studied(flag, dose, part.doses[dose.name])
        held = re.fullmatch(rf"{part.card.id}: {dose.name} held at its bound (\S+) \(asked (\S+)\)", flag)
        if held:
            most, asked = (dose_words(dose.name, float(value), dose.unit) for value in held.groups())
            flag = f"{part.card.title}: {most} is the most that it can be (asked for were {asked})"
    return ESTIMATES.sub("", flag)


def _studied(flag: str, dose: Dose, value: float) -> str:
    """The same of a dose beyond those that were studied, in the unit in which a planner says it."""
    scale, unit = (100, " %") if dose.name.endswith(("_ratio", "_share")) else (1, "")
    studied = re.fullmatch(rf"{dose.name} \S+ lies outside what has been studied \((\S+) to (\S+)\)", flag)
    if not studied:
        return flag
    low, high = (f"{scale * float(end):g}" for end in studied.groups())
    return f"{dose_words(dose.name, value, dose.unit)} lies outside what has been studied ({low} to {high}{unit})"


def _of_parts(flag: str, titles: Sequence[str], all_of_them: bool) -> str:
    if all_of_them:
        return flag
    named = " and ".join(f"“{title}”" for title in titles)
    return f"{named}, {'a part' if len(titles) == 1 else 'parts'} of it: {flag}"
