"""Importer of the UN's international migrant stock by origin and destination, 2019 revision, one column an origin."""

from __future__ import annotations

from collections.abc import Mapping

from braingain.foundation.countries import guess_iso3
from braingain.sources.contract import Read
from braingain.sources.text import decode, header_of, number, table_rows

YEARS_KEPT = 2

# Regions that stand among the destinations of the file. "Micronesia" is the region; the country has another name.
REGIONS = frozenset({"Caribbean", "South America", "Melanesia", "Micronesia", "Polynesia"})


def recognises(name: str, head: bytes) -> bool:
    """True for the wide table Year, Dest, and a column for each origin."""
    header = header_of(head)
    return header[:2] == ["Year", "Dest"] and "Afghanistan" in header


def read(files: Mapping[str, bytes]) -> Read:
    """The table ``migrant_stock`` (origin, destination, year, persons) of the two latest years.

    All migrants, both sexes. Pairs with 0 are left out: the file has 0 both for nobody and for not reported.
    """
    import pandas as pd

    cells: list[tuple[str, str, int, int]] = []
    unknown: dict[str, int] = {}
    regions: set[str] = set()
    for content in files.values():
        rows = table_rows(decode(content))
        latest = sorted({row["Year"] for row in rows})[-YEARS_KEPT:]
        for row in rows:
            if row["Year"] not in latest:
                continue
            if row["Dest"] in REGIONS:
                regions.add(row["Dest"])
                continue
            for origin, persons in _persons(row).items():
                pair = guess_iso3(origin), guess_iso3(row["Dest"])
                if pair[0] is None or pair[1] is None:
                    name = origin if pair[0] is None else row["Dest"]
                    unknown[name] = unknown.get(name, 0) + persons
                else:
                    cells.append((pair[0], pair[1], int(row["Year"]), persons))
    columns = ["origin", "destination", "year", "persons"]
    table = pd.DataFrame(cells, columns=columns).sort_values(columns[:3], ignore_index=True)
    messages = [f"{len(regions)} regions among the destinations dropped: {', '.join(sorted(regions))}"]
    messages.extend(
        f"{name} has no ISO 3166 code: {persons:,} persons (years together) left out"
        for name, persons in sorted(unknown.items())
    )
    return Read(None, {"migrant_stock": table}, tuple(messages))


def _persons(row: dict[str, str]) -> dict[str, int]:
    """Migrants by name of origin, where there are any."""
    counts = {origin: number(cell) for origin, cell in row.items() if origin not in ("Year", "Dest")}
    return {origin: round(count) for origin, count in counts.items() if count}
