"""Figures that have to add up and do not: women and men against all, public and private against all, places against all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from braingain.evidence.building import ROW_KEYS
from braingain.evidence.schema import HEADS

# By column the parts that make the whole; each set of them for itself.
PARTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sex": (("female", "male"),),
    "employment": (("public", "private"), ("salaried", "self_employed")),
    "place": (("capital", "urban", "rural"),),
}
SLACK = 0.005  # share of the whole by which rounded parts may miss it


class Unequal(NamedTuple):
    """A whole that is given with all its parts and is not their sum; the places of both."""

    parts: tuple[Hashable, ...]
    whole: Hashable
    sum: float
    given: float


def unequal(
    rows: Sequence[Mapping[str, object]], places: Sequence[Hashable], slack: float = SLACK
) -> Iterator[Unequal]:
    """Each count whose parts by sex, employment or place do not make it, of rows alike in all else.

    Parameters
    ----------
    places : where each row stands: its cell, or its label
    slack : how far the parts may miss the whole; one person is always allowed [share of the whole]
    """
    for column, sets in PARTS.items():
        groups: dict[tuple[str, ...], dict[str, tuple[float, Hashable]]] = {}
        for row, place in zip(rows, places, strict=True):
            if row.get("unit") in HEADS:
                key = tuple(str(row.get(name, "")) for name in (*ROW_KEYS, "vintage") if name != column)
                groups.setdefault(key, {})[str(row.get(column))] = float(str(row["value"])), place
        for group in groups.values():
            for parts in sets:
                if "all" not in group or any(part not in group for part in parts):
                    continue
                whole, at = group["all"]
                total = sum(group[part][0] for part in parts)
                if abs(total - whole) > max(1.0, slack * abs(whole)):
                    yield Unequal(tuple(group[part][1] for part in parts), at, total, whole)
