"""Importer of the UN's international migrant stock: the 2019 revision with one column an origin, and the UN's workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, csv_cells
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import header_of
from braingain.sources.undesa_migrant_stock.book import Migrants, is_book, migrants

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "undesa_migrant_stock"
YEARS_KEPT = 2

COLUMNS = ["origin", "destination", "year", "persons"]
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

# Regions that stand among the destinations of the file. "Micronesia" is the region; the country has another name.
REGIONS = frozenset({"Caribbean", "South America", "Melanesia", "Micronesia", "Polynesia"})


def recognises(name: str, head: bytes) -> bool:
    """True for the wide table Year, Dest, and a column for each origin."""
    header = header_of(head)
    return header[:2] == ["Year", "Dest"] and "Afghanistan" in header


def recognises_whole(name: str, content: bytes) -> bool:
    """True for the UN's workbooks by destination and origin, or by destination alone."""
    return is_book(content)


def read(files: Mapping[str, bytes]) -> Read:
    """What the files hold: the table of ``read_table``, from workbooks by origin too; by destination alone, evidence rows."""
    import pandas as pd

    books = {name: content for name, content in files.items() if content.startswith(PACKED)}
    tables = {name: content for name, content in files.items() if name not in books}
    found = read_table(tables) if tables or not books else Read()
    messages = list(found.messages)
    every: list[Migrants] = []
    for name, content in books.items():
        reading = Reading(name)
        every += migrants(reading, content)
        messages += reading.finish()
    pairs = [one for one in every if one.origin and one.sex == "all" and one.persons]
    latest = sorted({one.year for one in pairs})[-YEARS_KEPT:]
    messages += _years_said(one.year for one in pairs if one.year not in latest)
    messages += _zeros_said(sum(bool(one.origin) and not one.persons for one in every if one.year in latest))
    messages += _sexes_said(sum(bool(one.origin) and one.sex != "all" for one in every))
    cells = [(one.origin, one.destination, one.year, round(one.persons)) for one in pairs if one.year in latest]
    parts = [found.tables["migrant_stock"]] if tables else []
    parts += [pd.DataFrame(cells, columns=COLUMNS)] if cells else []
    whole = {"migrant_stock": pd.concat(parts).sort_values(COLUMNS[:3], ignore_index=True)} if parts else {}
    return Read(_by_destination(every), whole, tuple(messages))


def _years_said(left_out: Iterable[int]) -> list[str]:
    """How many figures of earlier years than those kept are left out, and of which years."""
    by_year = Counter(left_out)
    years = ", ".join(map(str, sorted(by_year)))
    return [f"{by_year.total()} pairs of {years} left out: the {YEARS_KEPT} latest years are kept"] if by_year else []


def _zeros_said(count: int) -> list[str]:
    return [f"{count} pairs with 0 left out: it stands for nobody and for not reported"] if count else []


def _sexes_said(count: int) -> list[str]:
    return [f"{count} pairs of women or of men left out: pairs are kept of both together"] if count else []


def _by_destination(every: list[Migrants]) -> pd.DataFrame | None:
    """Migrants of all origins by destination, sex and year, of sheets that have no origin."""
    import pandas as pd

    rows = [
        {"country": m.destination, "definition": m.definition, "sex": m.sex, "year": m.year, "value": m.persons}
        for m in every
        if not m.origin
    ]
    if not rows:
        return None
    constant = {
        "indicator": "migrants",
        "partner": "world",
        "measure": "stock",
        "unit": "persons",
        "count": "headcount",
    }
    return evidence_rows(
        pd.DataFrame(rows), SOURCE, activity="", method="estimated", note="all occupations", **constant
    )


def read_table(files: Mapping[str, bytes]) -> Read:
    """The table ``migrant_stock`` (origin, destination, year, persons) of the two latest years.

    All migrants, both sexes. Pairs with 0 are left out: the file has 0 both for nobody and for not reported.
    """
    import pandas as pd

    cells: list[tuple[str, str, int, int]] = []
    unknown: dict[str, int] = {}
    regions: set[str] = set()
    early: list[int] = []
    zeros = 0
    for name, content in files.items():
        reading = Reading(name)
        rows = csv_cells(reading, content, ("Year", "Dest"))
        latest = sorted({row["Year"] for row in rows})[-YEARS_KEPT:]
        for row in rows:
            if row["Dest"] in REGIONS:
                regions.add(row["Dest"])
                continue
            year, counts = reading.year(row, "Year"), _persons(reading, row)
            if year is not None and row["Year"] not in latest:
                early += [year] * sum(count > 0 for count in counts.values())
                continue
            zeros += sum(count == 0 for count in counts.values())
            for origin, persons in counts.items():
                if not persons:
                    continue
                pair = guess_iso3(origin), guess_iso3(row["Dest"])
                if pair[0] is None or pair[1] is None:
                    where = origin if pair[0] is None else row["Dest"]
                    unknown[where] = unknown.get(where, 0) + persons
                elif year is not None:
                    cells.append((pair[0], pair[1], year, persons))
        reading.finish()
    table = pd.DataFrame(cells, columns=COLUMNS).sort_values(COLUMNS[:3], ignore_index=True)
    messages = [f"{len(regions)} regions among the destinations dropped: {', '.join(sorted(regions))}"]
    messages.extend(
        f"{name} has no ISO 3166 code: {persons:,} persons (years together) left out"
        for name, persons in sorted(unknown.items())
    )
    return Read(None, {"migrant_stock": table}, (*messages, *_years_said(early), *_zeros_said(zeros)))


def _persons(reading: Reading, row: Cells) -> dict[str, int]:
    """Migrants by name of origin, where the cell has a figure."""
    counts = {origin: reading.number(row, origin) for origin in row.of if origin not in ("Year", "Dest")}
    return {origin: round(count) for origin, count in counts.items() if count is not None}
