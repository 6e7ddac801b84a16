"""Figures of one workbook that have to add up and do not: women and men against all, public and private against all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from braingain.evidence.building import ROW_KEYS
from braingain.evidence.schema import HEADS

PARTS: Mapping[str, tuple[str, ...]] = {"sex": ("female", "male"), "employment": ("public", "private")}
SLACK = 0.005  # share of the whole by which rounded parts may miss it


def do_not_add_up(rows: Sequence[Mapping[str, object]], places: Sequence[str]) -> Iterator[str]:
    """Each whole that is given with all its parts and is not their sum, in words, with the cells."""
    for column, parts in PARTS.items():
        groups: dict[tuple[str, ...], dict[str, tuple[float, str]]] = {}
        for row, place in zip(rows, places, strict=True):
            if row.get("unit") in HEADS:
                key = tuple(str(row.get(name, "")) for name in ROW_KEYS if name != column)
                groups.setdefault(key, {})[str(row.get(column))] = float(str(row["value"])), place
        for group in groups.values():
            if "all" not in group or any(part not in group for part in parts):
                continue
            whole, at = group["all"]
            total = sum(group[part][0] for part in parts)
            if abs(total - whole) > max(1.0, SLACK * abs(whole)):
                cells = " and ".join(group[part][1] for part in parts)
                yield f"{cells} make {total:,.12g}, and {at} says {whole:,.12g} for all together: check them"
