"""A scenario: country, years, draws, packages of levers, switches and overrides, read from TOML or JSON (docs/architecture.md)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.parts import LeverUse

START_DEFAULT, POLICY_START, POLICY_YEARS = 2018, 2027, 20  # of evidence edition 2026.x, never of the clock
START_FIRST, START_LAST, HORIZON_LAST = 2015, 2023, 2060
DRAWS_DEFAULT, DRAWS_MOST, PACKAGES_MOST, LEVERS_MOST = 500, 10_000, 100, 50
WORLD_DRAWS_DEFAULT, WORLD_DRAWS_MOST, WORLD_PACKAGES_MOST = 50, 500, 10  # of a run of many countries
RUNS_MOST = 50_000  # draws times packages: what fits into memory
LARGEST_FILE = 1_000_000  # bytes
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # first bytes of .xlsx and other packed files, and of .xls
PATH_NAMES = (
    "population",
    "gdp_per_head",
    "inflation",
    "exchange_rate",
    "pay",
    "posts",
    "public_health_spending",
    "demand",
    "pay_abroad",
    "seats",
)


@dataclass(frozen=True)
class Override:
    """A value that the user puts in place of ours, and why: one value, or values at years."""

    value: float | tuple[float, ...]
    why: str
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Package:
    """Levers that are in force together."""

    name: str
    levers: tuple[LeverUse, ...]


@dataclass(frozen=True)
class Scenario:
    """What is to be run: all defaults filled in, every name checked.

    ``country`` is the one country of a national run, and empty where there are many: ``countries``, or all with data where
    ``world`` is true and none is named.
    """

    name: str
    country: str
    start: int = START_DEFAULT
    horizon: int = POLICY_START + POLICY_YEARS
    draws: int = DRAWS_DEFAULT
    seed: int = 1
    packages: tuple[Package, ...] = ()
    mechanisms: Mapping[str, bool] = field(default_factory=dict)
    context: Mapping[str, Override] = field(default_factory=dict)
    paths: Mapping[str, Override] = field(default_factory=dict)
    estimates: Mapping[str, Override] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    world: bool = False
    file: str = field(default="", compare=False)  # where it was read, for messages

    @property
    def of_many(self) -> bool:
        """Whether many countries run together."""
        return self.world or bool(self.countries)


def read_scenario(file: Path) -> Scenario:
    """A scenario file, TOML or JSON by its ending.

    Raises
    ------
    BraingainError
        With every mistake of the file: where, what, what to do, and the nearest name.
    """
    return parse_scenario(bytes_of(file, "scenario"), file.name)


def bytes_of(file: Path, kind: str) -> bytes:
    """The content of a short text file that a user names; ``kind`` is what it should be, such as "scenario".

    Raises
    ------
    BraingainError
        Where it is no file, too large, or cannot be read.
    """
    try:
        if not file.is_file():
            raise BraingainError(Problem(str(file), "is not a file", f"give the path of a {kind} in TOML or JSON"))
        if file.stat().st_size > LARGEST_FILE:
            raise BraingainError(
                Problem(file.name, f"is larger than {LARGEST_FILE:,} bytes", f"a {kind} is a short text")
            )
        data = file.read_bytes()
    except OSError as error:
        raise BraingainError(Problem(str(file), f"cannot be read ({error.strerror})")) from error
    if data.startswith(BOOKS):
        raise BraingainError(
            Problem(file.name, "is a workbook or another packed file, not a text", f"give a {kind} in TOML or JSON")
        )
    return data


def parse_scenario(data: bytes, place: str) -> Scenario:
    """A scenario from the content of a file named ``place``.

    Raises
    ------
    BraingainError
        With every mistake of the text.
    """
    from braingain.analysis.scenario_checks import checked_scenario

    return checked_scenario(content_of(data, place), place)


def content_of(data: bytes, place: str) -> Any:
    """What stands in a file named ``place``, TOML or JSON by its ending, as plain data.

    Raises
    ------
    BraingainError
        Where it is not UTF-8, TOML or JSON.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start + 1})"
        raise BraingainError(Problem(place, what, "save it as UTF-8")) from error
    return _json(text, place) if place.lower().endswith(".json") else _toml(text, place)


def _toml(text: str, place: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BraingainError(Problem(place, f"is not TOML: {error}", "correct the line named")) from error
    except (RecursionError, ValueError) as error:
        raise BraingainError(Problem(place, "is nested too deeply or holds a number too long to read")) from error


def _json(text: str, place: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if twice:
            raise BraingainError([Problem(place, f'"{name}" stands twice in one object', "keep one") for name in twice])
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        what = f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise BraingainError(Problem(place, what, "correct the line named")) from error
    except (RecursionError, ValueError) as error:
        raise BraingainError(Problem(place, "is nested too deeply or holds a number too long to read")) from error


def as_record(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data in the shape of its file, defaults filled in; the same scenario gives the same record."""
    where: dict[str, Any] = {"country": scenario.country}
    if scenario.of_many:
        where = {"world": True} if scenario.world else {"countries": list(scenario.countries)}
    head: dict[str, Any] = {
        "name": scenario.name,
        **where,
        "start": scenario.start,
        "horizon": scenario.horizon,
        "draws": scenario.draws,
        "seed": scenario.seed,
    }
    if scenario.mechanisms:
        head["mechanisms"] = dict(scenario.mechanisms)
    for name in ("context", "paths", "estimates"):
        overrides = getattr(scenario, name)
        if overrides:
            head[name] = {key: _override_record(value) for key, value in overrides.items()}
    packages = [{"name": p.name, "lever": [_lever_record(use) for use in p.levers]} for p in scenario.packages]
    return {"scenario": head, "package": packages}


def _override_record(override: Override) -> dict[str, Any]:
    if override.years:
        return {"years": list(override.years), "values": list(override.value), "why": override.why}  # type: ignore[arg-type]
    value = list(override.value) if isinstance(override.value, tuple) else override.value
    return {"value": value, "why": override.why}


def _lever_record(use: LeverUse) -> dict[str, Any]:
    record: dict[str, Any] = {"id": use.id, "start": use.start}
    for name in ("end", "ramp_years", "delay_years"):
        if getattr(use, name) is not None:
            record[name] = getattr(use, name)
    for name in ("cadres", "sexes", "places", "origins", "destinations"):
        if getattr(use, name) is not None:
            record[name] = list(getattr(use, name))
    record |= dict(use.doses) | dict(use.options)
    if use.payer is not None:
        record["payer"] = dict(use.payer)
    return record


def as_toml(scenario: Scenario) -> str:
    """The scenario as TOML text, defaults filled in, so that it can be run again."""
    record = as_record(scenario)
    head = record["scenario"]
    plain = {name: value for name, value in head.items() if not isinstance(value, dict)}
    lines = ["[scenario]", *_lines(plain), ""]
    for name in ("mechanisms", "context", "paths", "estimates"):
        entries = head.get(name, {})
        if name == "mechanisms" and entries:
            lines += ["[scenario.mechanisms]", *_lines(entries), ""]
        elif entries:
            for key, value in entries.items():
                lines += [f"[scenario.{name}.{_text(key)}]", *_lines(value), ""]
    for package in record["package"]:
        lines += ["[[package]]", f"name = {_text(package['name'])}", ""]
        for lever in package["lever"]:
            lines += ["[[package.lever]]", *_lines(lever), ""]
    return "\n".join(lines)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in values.items()]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return repr(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=True).replace("\\/", "/")
