"""Fields of a scenario, read one by one: each mistake is kept with its place, and reading goes on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from braingain.analysis import scenario as limits
from braingain.baseline.overrides import AFTER_LAST
from braingain.foundation.countries import country_meant
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

LONGEST_NAME = 200
FEWEST_COUNTRIES, MOST_COUNTRIES = 2, 250


class Checker:
    """Collects problems; each method gives a usable value even where it found one."""

    def __init__(self, file: str):
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, where: str, what: str, do: str = "") -> None:
        """Keep a problem."""
        self.problems.append(Problem(f"{self.file}, {where}" if where else self.file, what, do))

    def known(self, table: Mapping[str, Any], names: Sequence[str], where: str) -> None:
        """Refuse keys that are not in the list."""
        for key in table:
            if key not in names:
                field = f"{where}.{key}" if where else str(key)
                self.wrong(field, "is not a known field", did_you_mean(str(key), names) or f"known: {', '.join(names)}")

    def text(self, table: Mapping[str, Any], key: str, where: str, default: str, longest: int) -> str:
        """A text on one line."""
        value = table.get(key, default)
        if not isinstance(value, str) or len(value) > longest:
            self.wrong(f"{where}.{key}", f"is not a text of at most {longest} characters")
            return default[:longest]
        if any(ord(letter) < 32 for letter in value):
            self.wrong(f"{where}.{key}", "holds control characters", "write it on one line")
        return value

    def whole(
        self, table: Mapping[str, Any], key: str, where: str, default: int, low: int, high: int, do: str = ""
    ) -> int:
        """A whole number within bounds."""
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(f"{where}.{key}", f"{shown(value)} is not a whole number")
            return default
        if not low <= value <= high:
            self.wrong(f"{where}.{key}", f"{shown(value)} lies outside {low} to {high}", do)
            return default
        return value

    def number(self, value: Any, where: str, low: float, high: float, default: float, whole: bool = False) -> float:
        """A finite number within bounds; ``whole`` refuses fractions of what the model counts one by one."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(where, f"{shown(value)} is not a number")
            return default
        if not low <= value <= high or (isinstance(value, float) and not math.isfinite(value)):
            self.wrong(where, f"{shown(value)} lies outside {low:g} to {high:g}")
            return default
        if whole and not float(value).is_integer():
            self.wrong(where, f"{shown(value)} is not a whole number", f"use {math.floor(value)} or {math.ceil(value)}")
            return default
        return float(value)

    def names(self, table: Mapping[str, Any], key: str, where: str, known: Iterable[str]) -> tuple[str, ...] | None:
        """A list of known names, or None where there is none."""
        if key not in table:
            return None
        value, known = table[key], list(known)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            self.wrong(f"{where}.{key}", "is not a list of names", f'write for example {key} = ["{known[0]}"]')
            return None
        for one in value:
            if one not in known:
                self.wrong(
                    f"{where}.{key}",
                    f'"{short(one)}" is not known',
                    did_you_mean(one, known) or f"known: {', '.join(known)}",
                )
        return tuple(dict.fromkeys(value))

    def coverage(self, head: Mapping[str, Any]) -> tuple[str, tuple[str, ...], bool]:
        """What the run covers: one country, the countries named, or the world."""
        given = [name for name in ("country", "countries", "world") if head.get(name)]
        if len(given) > 1:
            self.wrong(f"scenario.{given[1]}", f"stands beside {given[0]}", "give country, countries or world = true")
        if "world" in head and not isinstance(head["world"], bool):
            self.wrong("scenario.world", f"{shown(head['world'])} is not true or false")
        if head.get("world"):
            return "", (), True
        if "countries" in head:
            return "", self.countries(head["countries"]), False
        return self.country(head), (), False

    def countries(self, given: Any) -> tuple[str, ...]:
        """The codes of a list of countries."""
        where = "scenario.countries"
        if not isinstance(given, list) or len(given) < FEWEST_COUNTRIES or len(given) > MOST_COUNTRIES:
            self.wrong(
                where, f"is not a list of {FEWEST_COUNTRIES} to {MOST_COUNTRIES} countries", 'write ["GHA", "GBR"]'
            )
            return ()
        return tuple(dict.fromkeys(code for one in given if (code := self.code(one, where))))

    def country(self, head: Mapping[str, Any]) -> str:
        """The scenario's country by its code."""
        if "country" not in head:
            self.wrong("scenario.country", "is missing", 'write for example country = "GHA", or world = true')
            return ""
        return self.code(head["country"], "scenario.country")

    def code(self, given: Any, where: str) -> str:
        """A country's code from code or name; empty where it is none."""
        if not isinstance(given, str):
            self.wrong(where, "is missing or not a text", 'write for example "GHA"')
            return ""
        if len(given) > LONGEST_NAME:
            self.wrong(where, f'"{short(given)}" is not a known country')
            return ""
        try:
            return country_meant(given).iso3
        except BraingainError as error:
            for problem in error.problems:
                self.wrong(where, problem.what, problem.do)
            return ""

    def years(self, head: Mapping[str, Any]) -> tuple[int, int]:
        """Start and horizon."""
        start = self.whole(
            head,
            "start",
            "scenario",
            limits.START_DEFAULT,
            *((1990, limits.HORIZON_LAST) if head.get("context") else (limits.START_FIRST, limits.START_LAST)),
            do=f"the figures of the world end in {limits.START_LAST}; {AFTER_LAST}",
        )
        default = limits.POLICY_START + limits.POLICY_YEARS
        horizon = self.whole(head, "horizon", "scenario", default, start + 1, limits.HORIZON_LAST)
        return start, horizon


def short(text: str) -> str:
    """A text cut to sixty letters, for messages."""
    return text if len(text) <= 60 else text[:57] + "..."


def shown(value: Any) -> str:
    """A value as it was given, cut to sixty letters."""
    try:
        return short(repr(value))
    except ValueError:  # an integer too long to print
        return "a number too long to show"


def texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts, or None where it is none."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return None
