"""A scenario of a workforce: the file that every scenario is, with the card's cadres and levers in place of health's."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from braingain.analysis.scenario import LARGEST_FILE, Scenario, as_record
from braingain.analysis.scenario_checks import checked_scenario
from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.words import renamed
from braingain.foundation.countries import country_meant
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.policy.levers import load_levers

# Parts of a scenario that belong to health's registry and tables: what to write instead.
REFUSED = {
    "context": "values of the start are rows of the workforce's table, or [[assumed]] of its card",
    "estimates": "estimates are replaced by [[estimate]] of the card",
    "countries": "a workforce is of the one country of its card",
    "world": "a workforce is of the one country of its card",
}
HEALTH_PATH = "public_health_spending"


def read_scenario(file: Path, workforce: Workforce) -> Scenario:
    """A scenario file for a workforce, as the model runs it: cadres have the names of the places in which they run.

    Raises
    ------
    BraingainError
        With every mistake of the file, in the workforce's words.
    """
    try:
        if not file.is_file():
            raise BraingainError(Problem(str(file), "is not a file", "give the path of a scenario in TOML or JSON"))
        if file.stat().st_size > LARGEST_FILE:
            raise BraingainError(Problem(file.name, f"is larger than {LARGEST_FILE:,} bytes"))
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BraingainError(Problem(file.name, "is not UTF-8 text", "save it as UTF-8")) from error
    except OSError as error:
        raise BraingainError(Problem(str(file), f"cannot be read ({error.strerror})")) from error
    try:
        content = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BraingainError(Problem(file.name, f"cannot be read: {error}", "correct the line named")) from error
    problems = [Problem(f"{file.name}, {p.place}", p.what, p.do) for p in _problems(content, workforce)]
    try:
        scenario = checked_scenario(in_place(content, workforce), file.name)
    except BraingainError as error:
        own = {problem.place for problem in problems}
        rest = (p for p in error.problems if p.place not in own)
        problems += [Problem(p.place, renamed(p.what, workforce), renamed(p.do, workforce)) for p in rest]
    if problems:
        raise BraingainError(problems)
    return scenario


def in_place(content: Any, workforce: Workforce) -> Any:
    """A scenario's content with the places in which cadres run for the cadres."""
    found = deepcopy(content)
    for _, lever in _levers(found):
        if isinstance(lever.get("cadres"), list):
            lever["cadres"] = [workforce.slots.get(name, name) for name in lever["cadres"]]
    return found


def own_record(scenario: Scenario, workforce: Workforce) -> dict[str, Any]:
    """The scenario as plain data, with the card's cadres; a lever's cadres of health care that the card lacks are left out."""
    record = as_record(scenario)
    for _, lever in _levers(record):
        if "cadres" in lever:
            lever["cadres"] = [workforce.cadres[slot].id for slot in lever["cadres"] if slot in workforce.cadres]
    return record


def _levers(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Levers of a scenario's content with where they stand; nothing where it has another shape."""
    packages = content.get("package", []) if isinstance(content, Mapping) else []
    for number, package in enumerate(packages if isinstance(packages, list) else [], start=1):
        levers = package.get("lever", []) if isinstance(package, Mapping) else []
        for place, lever in enumerate(levers if isinstance(levers, list) else [], start=1):
            if isinstance(lever, dict):
                yield f"package {number}, lever {place}", lever


def _problems(content: Any, workforce: Workforce) -> Iterator[Problem]:
    """What a scenario of this workforce cannot hold."""
    head = content.get("scenario", {}) if isinstance(content, Mapping) else {}
    head = head if isinstance(head, Mapping) else {}
    for name, do in REFUSED.items():
        if head.get(name):
            yield Problem(f"scenario.{name}", "is not read in a run of a workforce", do)
    if HEALTH_PATH in (head.get("paths") or {}):
        yield Problem(
            f"scenario.paths.{HEALTH_PATH}", "is money for health care", "give posts, as a factor on their path"
        )
    if isinstance(head.get("country"), str):
        yield from _country(head["country"], workforce)
    known = load_levers()
    for where, lever in _levers(content):
        id = lever.get("id")
        if isinstance(id, str) and id in known and id not in workforce.levers:
            yield Problem(
                f"{where} ({id}).id", f"does not apply to {workforce.card.workforce.people}", workforce.left_out[id]
            )
        cadres = lever.get("cadres")
        for name in cadres if isinstance(cadres, list) else []:
            if name not in workforce.slots:
                do = did_you_mean(str(name), workforce.slots) or f"choose of {', '.join(workforce.slots)}"
                yield Problem(f"{where} ({id}).cadres", f'"{name}" is not a cadre of {workforce.file}', do)


def _country(name: str, workforce: Workforce) -> Iterator[Problem]:
    try:
        iso3 = country_meant(name).iso3
    except BraingainError:
        return  # the reader of scenarios says so
    if iso3 != workforce.country:
        what = f"{iso3} is not the country of {workforce.file}"
        yield Problem("scenario.country", what, f"write {workforce.country}")
