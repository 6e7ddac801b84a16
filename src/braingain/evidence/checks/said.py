"""What the checks find in a file that is taken in, in a few lines for the one who takes it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from braingain.evidence.checks.registry import CHECKS, Finding, found

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 3
# What an import says of itself in words of its own: units a step off, sums of a workbook by their cells, what is filled in.
SAID_ELSEWHERE = ("another_unit", "not_said")


def check_messages(rows: pd.DataFrame | None, besides: tuple[str, ...] = ()) -> list[str]:
    """One line for each check that found something in the rows: how much, and the first few. All rows are taken in.

    ``besides`` are checks whose findings the reader of the file has said already.
    """
    if rows is None or rows.empty:
        return []
    lines = []
    names = [name for name in CHECKS if name not in (*SAID_ELSEWHERE, *besides)]
    every = found(rows.reset_index(drop=True), names)
    for name in names:
        some = [one for one in every if one.check == name]
        if some:
            first = "; ".join(map(in_words, some[:SHOWN]))
            more = f"; and {len(some) - SHOWN} more: `braingain evidence check`" if len(some) > SHOWN else ""
            lines.append(f"check {name} ({CHECKS[name].looks_for}), kept: {first}{more}")
    return lines


def in_words(one: Finding) -> str:
    """A finding with the row that it is about: country, cadre, year, and what is wrong."""
    origin = "" if one.partner in ("", "unknown") else f"from {one.partner}"
    where = [one.country, origin, one.cadre, one.indicator, str(one.year)]
    return f"{' '.join(filter(None, where))}: {one.words}"
