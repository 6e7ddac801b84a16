"""Figures of one workbook that have to add up and do not: women and men against all, public and private against all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from braingain.evidence.sums import unequal


def do_not_add_up(rows: Sequence[Mapping[str, object]], places: Sequence[str]) -> Iterator[str]:
    """Each whole that is given with all its parts and is not their sum, in words, with the cells."""
    for found in unequal(rows, places):
        cells = " and ".join(map(str, found.parts))
        yield f"{cells} make {found.sum:,.12g}, and {found.whole} says {found.given:,.12g} for all together: check them"
