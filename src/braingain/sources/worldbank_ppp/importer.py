"""Importer of the World Bank's PA.NUS.PPP in the long form of github datasets/ppp: national currency per international $."""

from __future__ import annotations

from collections.abc import Mapping

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, csv_cells, kept_once
from braingain.sources.contract import Read
from braingain.sources.text import header_of

FIRST_YEAR = 2000


def recognises(name: str, head: bytes) -> bool:
    """True for the long table of PPP factors with alpha-2 codes."""
    return header_of(head) == ["Country", "Country ID", "Year", "PPP"]


def read(files: Mapping[str, bytes]) -> Read:
    """The table ``ppp`` (country, year, value): local currency per international $, for GDP, from 2000 on.

    Codes are alpha-2, and Namibia's is "NA": a code, never a missing value.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    unknown: set[str] = set()
    earlier = 0
    for name, content in files.items():
        reading = Reading(name)
        made: list[tuple[Cells, dict[str, object]]] = []
        for row in csv_cells(reading, content, ("Country", "Country ID", "Year", "PPP")):
            value, iso3, year = reading.number(row, "PPP"), guess_iso3(row["Country ID"]), reading.year(row, "Year")
            if year is None:
                continue
            if iso3 is None:
                unknown.add(row["Country"])
            elif value is not None and year >= FIRST_YEAR:
                made.append((row, {"country": iso3, "year": year, "value": value}))
            else:
                earlier += year < FIRST_YEAR
        rows += kept_once(reading, made, "PPP")
        messages += reading.finish()
    table = pd.DataFrame(rows, columns=["country", "year", "value"]).sort_values(["country", "year"], ignore_index=True)
    messages += [f"{earlier} values before {FIRST_YEAR} left out"] if earlier else []
    if unknown:
        messages.append(f"no country, left out: {', '.join(sorted(unknown))}")
    return Read(None, {"ppp": table}, tuple(messages))
