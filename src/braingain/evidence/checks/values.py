"""Figures that cannot be, and densities of another unit than they say."""

from __future__ import annotations

from collections.abc import Iterator

from braingain.evidence.checks.registry import Hit, Seen, as_dicts, check
from braingain.evidence.schema import value_problems
from braingain.evidence.unit_checks import unit_slips


@check(
    "impossible_value",
    "impossible",
    "a share outside 0 to 1, a negative figure, bounds out of order, more workers of a cadre than a tenth of the people",
    "what a user's own file is refused for (evidence.schema, evidence.limits)",
)
def find_impossible(seen: Seen) -> Iterator[Hit]:
    """Rows that no user's file could bring in: publishers' rows are kept, and said."""
    there = seen.rows[seen.rows[["value", "low", "high"]].notna().any(axis=1)]
    for at, row in zip(there.index.tolist(), as_dicts(there), strict=True):
        words = [f"{problem.place.removeprefix('column ')}: {problem.what}" for problem in value_problems(row)]
        if words:
            yield Hit((at,), "; ".join(words))


@check(
    "another_unit",
    "doubtful",
    "a density that looks ten times too large or too small: per 1 000 or 100 000 people where per 10 000 is meant",
    "the number of the same workers over the people, else both neighbours in the series (evidence.unit_checks)",
)
def find_other_units(seen: Seen) -> Iterator[Hit]:
    """Densities a unit off."""
    for at, words in unit_slips(seen.rows).items():
        yield Hit((at,), words)
