"""Importer of the Home Office's workbook of work visas by occupation: grants to doctors and nurses by nationality.

A visa is no worker who came, and nationality is not training: the rows have an indicator of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, check_header, sheet_names, workbook_rows
from braingain.sources.contract import Read, evidence_rows

SOURCE = "uk_home_office"
SHEET = "Data_Occ_D02"
NEEDED = ("Year", "Quarter", "Nationality", "Occ. unit group", "Grants")
MOST_PREAMBLE = 12
QUARTER = re.compile(r"(\d{4})\s*Q([1-4])")
TOTALS = ("total", "all ", "grand total")
# Unit groups of SOC 2020 and SOC 2010 by their words; numbers differ between the two.
WORDS = (
    ("doctor", ("medical practitioner",)),
    ("nurse", ("nurse", "nursing profession", "midwi")),
)
NO_NURSES = ("nursery", "nursing auxiliar", "nursing assistant", "dental nurse", "veterinary nurse")


def recognises(name: str, head: bytes) -> bool:
    """Never by the beginning: a zip does not say there what its sheets hold."""
    return False


def recognises_whole(name: str, content: bytes) -> bool:
    """True for a workbook with the sheet of grants by occupation."""
    return SHEET in sheet_names(content)


def read(files: Mapping[str, bytes]) -> Read:
    """Visas granted to doctors and to nurses and midwives by nationality and year; the latest quarter is said."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        lines = workbook_rows(reading, content, SHEET)
        made = _years(reading, _cells(reading, lines))
        messages.extend(reading.finish())
        rows.extend(made)
    if not rows:
        return Read(None, {}, tuple(messages))
    constant = {"country": "GBR", "indicator": "visas_granted", "definition": "national", "measure": "inflow"}
    table = evidence_rows(
        pd.DataFrame(rows), SOURCE, unit="persons_per_year", activity="", count="headcount", **constant
    )
    return Read(table, {}, tuple(messages))


def _cells(reading: Reading, lines: list[list[str]]) -> list[Cells]:
    """Rows below the header, which is looked for: it stood in row 2 and stands in row 4."""
    at = next((n for n, line in enumerate(lines[:MOST_PREAMBLE]) if {"Year", "Nationality"} <= set(line)), 0)
    header = lines[at] if lines else []
    check_header(reading, header, NEEDED, at + 1)
    found = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        row = Cells(f"sheet {SHEET}, row {number}", dict(zip(header, line, strict=False)))
        if not row["Year"] and not row["Grants"]:
            continue
        if not row["Grants"] and not row["Nationality"]:
            reading.count("notes below the table left out")
            continue
        found.append(row)
    return found


def _years(reading: Reading, table: list[Cells]) -> list[dict[str, object]]:
    """Grants by cadre, nationality and year, of years with four quarters."""
    sums: dict[tuple[str, str, int], float] = {}
    quarters: dict[int, set[int]] = {}
    seen: dict[tuple[str, ...], Cells] = {}
    for row in table:
        year, when = reading.year(row, "Year"), QUARTER.fullmatch(row["Quarter"])
        if not when or (year is not None and int(when[1]) != year):
            reading.wrong(
                row, "Quarter", f'"{row["Quarter"][:20]}" is not a quarter of {row["Year"]}, such as {row["Year"]} Q1'
            )
            continue
        if year is None:
            continue
        quarters.setdefault(year, set()).add(int(when[2]))
        if row["Nationality"].lower().startswith(TOTALS):
            reading.count("rows of totals dropped")
            continue
        cadre = _cadre(row["Occ. unit group"])
        if not cadre:
            continue
        value, origin = reading.number(row, "Grants"), guess_iso3(row["Nationality"])
        key = tuple(cell for name, cell in row.of.items() if name != "Grants")
        before = seen.setdefault(key, row)
        if before is not row:
            reading.wrong(row, "Grants", f"says again what {before.place.rsplit(', ')[-1]} says", "leave one out")
        elif origin is None:
            reading.count(f"rows of {row['Nationality'] or 'no nationality'} left out: no country")
        elif value is not None:
            sums[cadre, origin, year] = sums.get((cadre, origin, year), 0.0) + value
    whole = {year for year, found in quarters.items() if len(found) == 4}
    for year in sorted(set(quarters) - whole):
        reading.messages.append(f"{year} has {len(quarters[year])} of 4 quarters: left out")
    return [
        {"cadre": cadre, "partner": origin, "year": year, "value": value, "note": "grants, four quarters added up"}
        for (cadre, origin, year), value in sums.items()
        if year in whole
    ]


def _cadre(unit_group: str) -> str:
    """Cadre of a unit group by its words; "" for any other occupation."""
    words = unit_group.lower()
    if any(word in words for word in NO_NURSES):
        return ""
    return next((cadre for cadre, known in WORDS if any(word in words for word in known)), "")
