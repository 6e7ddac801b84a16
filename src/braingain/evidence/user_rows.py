"""What all forms of a user's own file share: rows of one key, columns that are filled, names of sources, problems by place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from braingain.evidence.building import ROW_KEYS
from braingain.foundation.errors import Problem

MAX_ROWS = 1_000_000
MAX_PROBLEMS = 100
SET_APART = "keep one, or say in a column such as activity, place or employment what sets them apart"


def once(
    rows: list[dict[str, object]],
    places: Sequence[str],
    both: Callable[[str, str], str],
    what: str = "rows",
    do: str = SET_APART,
) -> tuple[list[dict[str, object]], list[Problem], list[str]]:
    """Rows of one key once: two that say the same are one, two that differ are a mistake.

    Parameters
    ----------
    places : where each row stands: its number, or its cell
    both : the place of a problem of two rows
    what : the places in one word, for the message
    do : what to do about two that differ
    """
    first: dict[tuple[str, ...], tuple[str, dict[str, object]]] = {}
    problems: list[Problem] = []
    same: list[str] = []
    for place, row in zip(places, rows, strict=True):
        names = (*ROW_KEYS, "unit")  # pay may stand in several units
        key = tuple(slug(str(row.get(c, ""))) if c == "source" else str(row.get(c, "")) for c in names)
        before, kept = first.setdefault(key, (place, row))
        if kept is row:
            continue
        if repr(_figures(kept)) == repr(_figures(row)):
            same.append(f"{before} and {place}")
            continue
        said = ", ".join(str(row[c]) for c in ("indicator", "country", "partner", "cadre", "year") if row.get(c))
        differ = f"are of one key ({said}) and differ: {_in_words(kept)} and {_in_words(row)}"
        problems.append(Problem(both(before, place), differ, do))
    messages = [f"{len(same)} rows say what another says, kept once: {what} {', '.join(same[:20])}"] if same else []
    return [row for _, row in first.values()], problems, messages


def _figures(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(column, math.nan) for column in ("value", "low", "high"))


def _in_words(row: Mapping[str, object]) -> str:
    value, low, high = (float(str(number)) for number in _figures(row))
    bounds = "" if math.isnan(low) and math.isnan(high) else f" ({low:g} to {high:g})"
    return f"{value:.12g}{bounds}"


def renamed(name: str) -> list[str]:
    """That a source is stored under another name than the one given; nothing where it is not."""
    return [f'source "{name}" is stored as {slug(name)}'] if slug(name) != name else []


def slug(name: str) -> str:
    """A name as an id of a source: small letters, digits and underscores, a letter first."""
    bare = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "file"
    return bare if bare[0].isalpha() else f"user_{bare}"


def placed(place: str, problem: Problem) -> Problem:
    """A problem of a column, placed in its file and row."""
    return Problem(f"{place}, {problem.place}", problem.what, problem.do)


def at_most(problems: list[Problem], name: str) -> list[Problem]:
    """The first problems, and how many more there are."""
    more = len(problems) - MAX_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MAX_PROBLEMS], Problem(name, f"has {more} more problems", "mend these first")]
