"""Values that a scenario puts in place of ours: of the start year, of paths, of estimates; each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from braingain.analysis.scenario import Override
from braingain.analysis.scenario_fields import Checker

LONGEST_WHY = 2_000


def overrides(
    check: Checker,
    given: Any,
    table: str,
    known: Iterable[str] | None,
    years: tuple[int, int],
    above: str = "scenario.",
) -> dict[str, Override]:
    """Overrides of one table by name; ``known`` names are the only ones where they are given.

    ``above`` is what stands before the table's name in the file.
    """
    where = f"{above}{table}"
    if not isinstance(given, Mapping):
        check.wrong(where, "is not a table")
        return {}
    parted = {name: inner for name, entry in given.items() if (inner := _parted(name, entry))}
    for inner in parted.values():
        for name in inner:
            check.wrong(f"{where}.{name}", "a name with a dot stands in quotes", f'write [{where}."{name}"]')
    given = {name: entry for name, entry in given.items() if name not in parted}
    if known is not None:
        known = list(known)
        check.known(given, known, where)
    reader: Callable[..., Override | None] = _path if table == "paths" else _single
    found = {name: reader(check, entry, f"{where}.{name}", years) for name, entry in given.items()}
    return {name: override for name, override in found.items() if override is not None}


def _single(check: Checker, entry: Any, where: str, years: tuple[int, int]) -> Override | None:
    if not isinstance(entry, Mapping):
        check.wrong(where, "is not a table", "write { value = ..., why = ... }")
        return None
    check.known(entry, ("value", "why"), where)
    why = _why(check, entry, where)
    value = entry.get("value")
    if isinstance(value, list):
        return Override(tuple(check.number(one, f"{where}.value", -1e15, 1e15, 0.0) for one in value[:100]), why)
    return Override(check.number(value, f"{where}.value", -1e15, 1e15, 0.0), why)


def _path(check: Checker, entry: Any, where: str, years: tuple[int, int]) -> Override | None:
    if not isinstance(entry, Mapping):
        check.wrong(where, "is not a table", "write value or years and values, and why")
        return None
    check.known(entry, ("value", "years", "values", "why"), where)
    why = _why(check, entry, where)
    if "value" in entry and not {"years", "values"} & set(entry):
        return Override(check.number(entry["value"], f"{where}.value", -1e15, 1e15, 0.0), why)
    at, values = entry.get("years"), entry.get("values")
    if not isinstance(at, list) or not isinstance(values, list) or not at or len(at) != len(values) or len(at) > 200:
        check.wrong(where, "needs value, or years and values of the same length")
        return None
    good = [isinstance(y, int) and not isinstance(y, bool) and years[0] <= y <= years[1] for y in at]
    if not all(good) or any(b <= a for a, b in pairwise(at)):
        check.wrong(f"{where}.years", f"are not rising years from {years[0]} to {years[1]}")
        return None
    return Override(tuple(check.number(one, f"{where}.values", -1e15, 1e15, 0.0) for one in values), why, tuple(at))


def _why(check: Checker, entry: Mapping[str, Any], where: str) -> str:
    why = entry.get("why")
    if not isinstance(why, str) or not why.strip() or len(why) > LONGEST_WHY:
        check.wrong(f"{where}.why", "is missing", "say why this value and not ours")
        return ""
    return why


def _parted(name: str, entry: Any) -> list[str]:
    """Names with dots that TOML took apart because they stood without quotes; none where the entry is a value of its own.

    ``workers.doctor`` without quotes is a table ``doctor`` inside a table ``workers``.
    """
    if not isinstance(entry, Mapping) or not entry or {"value", "values", "years", "why"} & set(entry):
        return []
    if not all(isinstance(inner, Mapping) for inner in entry.values()):
        return []
    found = []
    for key, inner in entry.items():
        whole = f"{name}.{key}"
        found += _parted(whole, inner) or [whole]
    return found
