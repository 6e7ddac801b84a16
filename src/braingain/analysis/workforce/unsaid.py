"""Values that a run needs and nothing on a card gives: told with its other mistakes, before the card is whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from braingain.foundation.errors import Problem

ALL = ("", "all")
LARGEST_FILE = 1_000_000  # bytes
Row = dict[str, str]
UNKNOWN = "is not known: no row, and the card says nothing of it"


class Needed(NamedTuple):
    """Where a value of the start can come from: rows of an indicator (of a place), an assumption, a health cadre."""

    rows: tuple[str, ...]
    assumed: bool
    taken_over: bool
    do: str
    place: str = ""


def _share(name: str, indicator: str = "", assumed: bool = True, place: str = "") -> Needed:
    ways = [f"give a row of {indicator}"] if indicator else []
    ways += [f"{'' if ways else 'give '}an [[assumed]] of {name}"] if assumed else []
    taken = f"name in taken_over of the cadre the health cadre whose {name} it has"
    return Needed((indicator,) if indicator else (), assumed, True, ", or ".join([*ways, taken]), place)


NEEDED: Mapping[str, Needed] = {
    "workers": Needed(("workers",), False, False, "give a row of workers, in persons"),
    "pay": Needed(("pay",), True, False, "give a row of pay (gdp_per_head_multiple), or an [[assumed]] of pay"),
    "women_share": _share("women_share", "women_share"),
    "foreign_trained_share": _share("foreign_trained_share", "foreign_trained_share"),
    "capital_share": _share("capital_share", "place_share", assumed=False, place="capital"),
    "private_share": _share("private_share", "private_share"),
    "reserve_share": _share("reserve_share"),
    "emigrants": Needed(
        ("emigrants", "workers_abroad"),
        True,
        False,
        "give a row of emigrants (persons a year), rows of workers_abroad, or an [[assumed]] of emigrants",
    ),
}


def unsaid(content: Mapping[str, Any], card: Path) -> Iterator[Problem]:
    """What nothing gives, by cadre, on a card whose fields may be wrong and a table whose rows may be; nothing without a table.

    That a row is too old, or in another unit, is found when a run begins.
    """
    head = content.get("workforce")
    name = head.get("evidence") if isinstance(head, Mapping) else None
    table = card.parent / str(name)
    if not isinstance(name, str) or not table.is_file() or table.stat().st_size > LARGEST_FILE:
        return
    rows = _rows(table.read_bytes(), content)
    for cadre in _tables(content.get("cadre")):
        named = cadre.get("id")
        for value, needed in NEEDED.items():
            if isinstance(named, str) and not _said(value, needed, cadre, rows, content):
                yield Problem(f"{card.name}, {value} of {named}", UNKNOWN, needed.do)


def _said(
    value: str, needed: Needed, cadre: Mapping[str, Any], rows: Sequence[Row], content: Mapping[str, Any]
) -> bool:
    name, taken = cadre.get("id"), cadre.get("taken_over")
    assumed = _tables(content.get("assumed")) if needed.assumed else []
    return (
        any(_fits(row, needed, name) for row in rows)
        or any(one.get("of") == value and one.get("cadre", ALL[1]) in (ALL[1], name) for one in assumed)
        or (needed.taken_over and isinstance(taken, Mapping) and value in taken)
    )


def _rows(table: bytes, content: Mapping[str, Any]) -> list[Row]:
    """Rows of the card's country and of stocks abroad; all where no row is of that country."""
    text = io.StringIO(table.decode("utf-8-sig", errors="replace"), newline="")
    rows = [{str(key): value for key, value in row.items() if isinstance(value, str)} for row in csv.DictReader(text)]
    head = content.get("workforce")
    country = head.get("country") if isinstance(head, Mapping) else None
    own = [row for row in rows if row.get("country") == country or row.get("indicator") == "workers_abroad"]
    return own if any(row.get("country") == country for row in own) else rows


def _fits(row: Row, needed: Needed, cadre: Any) -> bool:
    whole = row.get("indicator") == "emigrants" and row.get("cadre") in ALL
    here = row.get("cadre") == cadre or whole
    return row.get("indicator") in needed.rows and here and (not needed.place or row.get("place") == needed.place)


def _tables(given: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
