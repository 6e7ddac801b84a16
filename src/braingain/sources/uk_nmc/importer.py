"""Importer of tables of the UK's register of nurses and midwives: by region of training, joiners and leavers, by country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, csv_cells, kept_once
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import header_of

SOURCE = "uk_nmc"
UK = "GBR"
TOTAL, JOINERS, BY_COUNTRY = "total", "joiners", "by country"
COLUMNS = {
    TOTAL: ("year", "UK", "EEA", "Outside the EEA"),
    JOINERS: ("year", "joiners_UK", "leavers_UK", "joiners_EEA", "leavers_EEA", "joiners_NEEA", "leavers_NEEA"),
    BY_COUNTRY: ("financial_year", "source_iso3", "new_registrations", "certainty", "source"),
}
REGIONS = {"UK": UK, "EEA": "eea", "NEEA": "outside_eea", "Outside the EEA": "outside_eea"}
YEAR_TO_MARCH = "year to 31 March"


def recognises(name: str, head: bytes) -> bool:
    """True for one of the three tables, by the names of its columns."""
    return _form(head) != ""


def read(files: Mapping[str, bytes]) -> Read:
    """Registered nurses and midwives, the share trained abroad, and who joined and left, by where they trained."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    readers = {TOTAL: _totals, JOINERS: _joiners, BY_COUNTRY: _by_country}
    for name, content in files.items():
        reading, form = Reading(name), _form(content[:4096])
        cells = csv_cells(reading, content, COLUMNS[form])
        rows.extend(kept_once(reading, [pair for row in cells for pair in readers[form](reading, row)]))
        messages.extend(reading.finish())
    if not rows:
        return Read(None, {}, tuple(messages))
    table = evidence_rows(
        pd.DataFrame(rows), SOURCE, country=UK, cadre="nurse", activity="registered", count="headcount"
    )
    return Read(table, {}, tuple(messages))


def _form(head: bytes) -> str:
    header = set(header_of(head))
    return next((form for form, columns in COLUMNS.items() if set(columns) <= header), "")


def _totals(reading: Reading, row: Cells) -> Iterator[tuple[Cells, dict[str, object]]]:
    """The register at 31 March of a year: all, by region of training, and the share trained abroad."""
    year = reading.year(row, "year")
    parts = {column: reading.number(row, column) for column in COLUMNS[TOTAL][1:]}
    if year is None or any(part is None for part in parts.values()):
        reading.count("rows without all three regions left out")
        return
    counts = {column: float(part or 0.0) for column, part in parts.items()}
    total = sum(counts.values())
    usual = {"year": year, "measure": "stock", "unit": "persons", "note": "31 March; nurses and midwives"}
    yield row, {**usual, "indicator": "workers", "value": total, "definition": "", "partner": ""}
    for column, count in counts.items():
        if REGIONS[column] != UK:
            about = {"indicator": "foreign_trained_workers", "partner": REGIONS[column], "definition": "trained"}
            yield row, {**usual, **about, "value": count}
    if total:
        share = round(1.0 - counts["UK"] / total, 10)
        about = {
            "indicator": "foreign_trained_share",
            "partner": "",
            "definition": "",
            "measure": "rate",
            "unit": "share",
        }
        yield row, {**usual, **about, "value": share, "method": "estimated"}


def _joiners(reading: Reading, row: Cells) -> Iterator[tuple[Cells, dict[str, object]]]:
    """Who joined and left in the year to 31 March, by region of training."""
    year = reading.year(row, "year")
    for column in COLUMNS[JOINERS][1:]:
        kind, region = column.split("_")
        value = reading.number(row, column)
        if year is None or value is None:
            reading.count("figures that are missing left out")
            continue
        yield (
            row,
            _of_a_year(f"register_{kind}", REGIONS[region], year, value, "inflow" if kind == "joiners" else "outflow"),
        )


def _by_country(reading: Reading, row: Cells) -> Iterator[tuple[Cells, dict[str, object]]]:
    """New registrations of a financial year by country of training; totals, groups and recalled figures are left out."""
    found = re.fullmatch(r"(\d{4})/(\d{2})", row["financial_year"])
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        reading.wrong(row, "financial_year", f'"{row["financial_year"][:20]}" is not a financial year such as 1998/99')
        return
    value = reading.number(row, "new_registrations")
    origin = guess_iso3(row["source_iso3"])
    if origin is None:
        reading.count("rows of totals and of groups of countries dropped: they are no countries")
    elif "memory" in row["certainty"]:
        reading.count("rows that were recalled and not read left out")
    elif value is not None:
        certainty = "derived" if row["certainty"].startswith("derived") else "secondary"
        made = _of_a_year("register_joiners", origin, int(found[1]) + 1, value, "inflow")
        yield (
            row,
            {
                **made,
                "certainty": certainty,
                "note": f"{made['note']}; first release; {row['certainty']}; {row['source']}",
            },
        )


def _of_a_year(indicator: str, partner: str, year: int, value: float, measure: str) -> dict[str, object]:
    about = {"indicator": indicator, "partner": partner, "definition": "trained", "measure": measure}
    when = {"year": year - 1, "year_to": year, "flag": "period_of_years", "note": YEAR_TO_MARCH}
    return {**about, **when, "value": value, "unit": "persons_per_year"}
