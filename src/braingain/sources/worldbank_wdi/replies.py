"""Replies of the World Bank's API: JSON of one page, or all pages of an indicator together (in one zip)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from braingain.sources.checked import Cells, Reading, json_content

WHOLE = "fetch it with per_page=32500, or put all its pages into one zip"
Values = dict[tuple[str, int], float]


@dataclass(frozen=True)
class Page:
    """A reply: what it says of itself (its page, of how many, how many figures in all), and its figures."""

    reading: Reading
    about: Mapping[str, Any]
    items: list[Any]

    def number(self, name: str) -> int | None:
        """A count that the reply says of itself; None where it says none."""
        try:
            return int(self.about[name])
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def code(self) -> str:
        """The indicator of its first figure."""
        return _code(self.items[0]) if self.items else ""

    @property
    def vintage(self) -> str:
        """The day on which the World Bank last updated it."""
        return str(self.about.get("lastupdated") or "unknown")[:10]


def is_reply(text: str) -> bool:
    """True for a reply of the API: a list of what it is, and of figures."""
    return text.lstrip().startswith("[") and '"countryiso3code"' in text and '"indicator"' in text


def read_page(reading: Reading, content: bytes) -> Page | None:
    """A reply as it stands; None, and a mistake noted, where it holds no list of figures."""
    reply = json_content(reading, content)
    if len(reply) != 2 or not isinstance(reply[0], dict) or not isinstance(reply[1], list):
        reading.wrong(Cells("item 1", {}), "1", "the reply holds no list of figures")
        return None
    return Page(reading, reply[0], reply[1])


def joined(pages: list[Page]) -> Iterator[tuple[str, str, Values]]:
    """Code, day of the last update and values of each indicator in some replies, by country and year; pages of one indicator together.

    Raises
    ------
    BraingainError
        Where pages are missing or are of two updates, where they hold another number of figures than they say, or with
        every figure that is wrong, by file and item.
    """
    together: dict[str, list[Page]] = {}
    for page in pages:
        together.setdefault(page.code, []).append(page)
    for group in together.values():
        _check_whole(group)
        found: dict[str, Values] = {}
        for page in group:
            _take(page, found)
        for page in group:
            page.reading.finish()
        for code, values in found.items():
            yield code, group[0].vintage, values


def _check_whole(group: list[Page]) -> None:
    """Note where some pages of an indicator are not all of it, or not of one update."""
    first, place = group[0], Cells("item 1", {})
    count = first.number("pages") or 1
    there = {page.number("page") or 1: page for page in group}
    lacking = [str(number) for number in range(1, count + 1) if number not in there]
    if lacking:
        named = f"is page {', '.join(map(str, sorted(there)))} of {count}"
        first.reading.wrong(place, "pages", f"{named}: {_some(lacking)} missing", WHOLE)
        return
    updates = sorted({page.vintage for page in group})
    if len(updates) > 1:
        first.reading.wrong(place, "lastupdated", f"its pages are of {' and '.join(updates)}", "fetch all pages anew")
    total, held = first.number("total"), sum(len(page.items) for page in there.values())
    if total is not None and total != held:
        first.reading.wrong(place, "total", f"says {total} figures and holds {held}", "fetch it again")


def _some(lacking: list[str]) -> str:
    more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
    return f"page {', '.join(lacking[:5])}{more} {'is' if len(lacking) == 1 else 'are'}"


def _take(page: Page, found: dict[str, Values]) -> None:
    """Put the figures of a page to those of its indicator; what is wrong is noted by item."""
    for number, item in enumerate(page.items, start=1):
        code = _code(item)
        if not code:
            page.reading.wrong(Cells(f"item {number}", {}), "indicator", "is missing")
            continue
        cells = Cells(f"item {number}", {str(k): "" if v is None else str(v) for k, v in item.items()})
        year, value = page.reading.year(cells, "date"), page.reading.number(cells, "value", negative=True)
        values = found.setdefault(code, {})
        if value is None or year is None or not cells.get("countryiso3code"):
            continue
        if values.setdefault((cells["countryiso3code"], year), value) != value:
            what = f"{value:g} is a second figure for {cells['countryiso3code']} {year}"
            page.reading.wrong(cells, "value", what)


def _code(item: Any) -> str:
    """The indicator of a figure; "" where it names none."""
    named = item.get("indicator") if isinstance(item, dict) else None
    return str(named.get("id") or "") if isinstance(named, dict) else ""
