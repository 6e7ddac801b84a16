"""Importer of NHS England's staff by nationality: full-time equivalents of doctors, and of nurses with midwives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from braingain.foundation.cards import package_table
from braingain.sources.checked import Cells, Reading, csv_cells
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import header_of

SOURCE = "uk_nhs"
COLUMNS = ("Month", "Staff group", "Nationality", "FTE")
GROUPS = {"HCHS doctors": "doctor", "Nurses & health visitors": "nurse", "Midwives": "nurse"}
MONTH = re.compile(r"(\d{4})-([A-Z]{3})")
OWN = "GBR"
NOTES = {"doctor": "hospital and community services, England", "nurse": "nurses, health visitors and midwives; England"}


def recognises(name: str, head: bytes) -> bool:
    """True for the table of staff by group and nationality."""
    return header_of(head) == list(COLUMNS)


def read(files: Mapping[str, bytes]) -> Read:
    """Full-time equivalents by cadre, nationality and year. A nationality that may be of two countries is left out and named."""
    import pandas as pd

    sums: dict[tuple[str, str, int, str], float] = {}
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        _add(reading, csv_cells(reading, content, COLUMNS), sums)
        messages.extend(reading.finish())
    if not sums:
        return Read(None, {}, tuple(messages))
    rows = [
        {"cadre": cadre, "partner": origin, "year": year, "value": round(fte, 6), "note": f"{NOTES[cadre]}; {month}"}
        for (cadre, origin, year, month), fte in sums.items()
    ]
    constant = {"indicator": "workers_abroad_fte", "country": OWN, "definition": "national", "measure": "stock"}
    constant |= {
        "activity": "employed",
        "count": "fte",
        "unit": "fte",
        "employment": "public",
        "certainty": "repackaged",
    }
    return Read(evidence_rows(pd.DataFrame(rows), SOURCE, **constant), {}, tuple(messages))


def _add(reading: Reading, table: list[Cells], sums: dict[tuple[str, str, int, str], float]) -> None:
    seen: dict[tuple[str, str, str], Cells] = {}
    for row in table:
        month, fte = MONTH.fullmatch(row["Month"]), reading.number(row, "FTE")
        if not month:
            reading.wrong(row, "Month", f'"{row["Month"][:20]}" is not a month such as 2018-JUN')
            continue
        key = (row["Month"], row["Staff group"], row["Nationality"])
        before = seen.setdefault(key, row)
        cadre, origin = GROUPS.get(row["Staff group"]), nationalities().get(row["Nationality"])
        if before is not row:
            reading.wrong(row, "Nationality", f"says again what {before.place} says", "leave one out")
        elif cadre is None:
            reading.count(f"rows of {row['Staff group']} left out: neither doctors nor nurses")
        elif origin == OWN:
            reading.count("rows of the British left out: they are no migrants")
        elif origin is None:
            reading.count(f"rows of {row['Nationality']} left out: of no country, or of more than one")
        elif fte is not None:
            made = (cadre, origin, int(month[1]), month[2])
            sums[made] = sums.get(made, 0.0) + fte


@cache
def nationalities() -> Mapping[str, str]:
    """Alpha-3 code by nationality in words; those that may be of two countries (Congolese, Dominican, Korean) are not in it."""
    return {row["nationality"]: row["iso3"] for row in package_table("sources", SOURCE, "nationalities.csv")}
