"""Importer of the World Bank's Worldwide Bureaucracy Indicators: the few series that are about health workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, csv_cells, kept_once
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import decode_head, header_of
from braingain.sources.worldbank_wdi.download import AGGREGATES
from braingain.sources.zips import member_names, members

SOURCE = "worldbank_wwbi"
DATA_FILES = ("WWBICSV.csv", "WWBIData.csv")
COLUMNS = ("Country Code", "Indicator Name", "Indicator Code")
OLDEST_AGE = 100.0


class Series(NamedTuple):
    """What a series of the World Bank's is in our words; ``most`` is what no value can exceed."""

    indicator: str
    cadre: str
    unit: str
    measure: str
    employment: str
    most: float


# HE is the health industry, whoever works there; MW are medical workers by occupation, wherever they work: two things.
SERIES = {
    "BI.PWK.CMPA.HD.MD": Series("pay_over_comparator", "doctor", "index", "price", "public", 1000.0),
    "BI.PWK.CMPA.HN.MD": Series("pay_over_comparator", "nurse", "index", "price", "public", 1000.0),
    "BI.EMP.PWRK.PB.HE.ZS": Series("public_employment_share_industry", "", "share", "rate", "all", 1.0),
    "BI.EMP.PWRK.PB.MW.ZS": Series("public_employment_share", "all", "share", "rate", "all", 1.0),
    "BI.PWK.PUBS.HE.FE.ZS": Series("women_share_industry", "", "share", "rate", "public", 1.0),
    "BI.PWK.PUBS.MW.FE.ZS": Series("women_share", "all", "share", "rate", "public", 1.0),
    "BI.PWK.AGES.PB.HE.MD": Series("median_age_industry", "", "years", "rate", "public", OLDEST_AGE),
    "BI.PWK.AGES.PB.MW.MD": Series("median_age", "all", "years", "rate", "public", OLDEST_AGE),
}


def recognises(name: str, head: bytes) -> bool:
    """True for the wide table of the databank; a zip is judged by what is inside."""
    return set(COLUMNS) <= set(header_of(head)) and "BI." in decode_head(head)


def recognises_whole(name: str, content: bytes) -> bool:
    """True for a zip that holds one of the tables."""
    return bool(_members(content))


def read(files: Mapping[str, bytes]) -> Read:
    """Pay of public doctors and nurses over a comparator, public share, women's share and median age of health workers."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for name, content in _unpacked(files):
        reading = Reading(name)
        cells = csv_cells(reading, content, COLUMNS)
        rows.extend(kept_once(reading, _rows(reading, cells)))
        messages.extend(reading.finish())
    if not rows:
        return Read(None, {}, tuple(messages))
    return Read(evidence_rows(pd.DataFrame(rows), SOURCE), {}, tuple(messages))


def _rows(reading: Reading, table: Iterable[Cells]) -> Iterator[tuple[Cells, dict[str, object]]]:
    for cells in table:
        series, code = SERIES.get(cells["Indicator Code"]), cells["Country Code"]
        if series is None:
            reading.count("rows of other series left out")
            continue
        iso3 = guess_iso3(code) if code not in AGGREGATES else None
        if iso3 is None:
            reading.count("rows of groups of countries dropped: they are no countries")
            continue
        note = f"{cells['Indicator Code']}: {cells['Indicator Name']}"
        for column in (name for name in cells.of if name.isdigit()):
            value, year = reading.number(cells, column), reading.year(cells_of_year(cells, column), column)
            if value is None or year is None:
                continue
            if value > series.most:
                what = f"{value:g} is more than {series.most:g}, which {series.indicator} cannot be"
                reading.wrong(cells, column, what, "is the file in percent? it has to be in parts of one")
                continue
            usual = {"indicator": series.indicator, "country": iso3, "cadre": series.cadre, "unit": series.unit}
            about = {"measure": series.measure, "employment": series.employment, "activity": "employed", "note": note}
            yield cells, {**usual, **about, "year": year, "value": value}


def cells_of_year(cells: Cells, column: str) -> Cells:
    """The heading of a column as a cell, so that a heading that is no year is said with its place."""
    return Cells(cells.place, {column: column})


def _unpacked(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, content in files.items():
        tables = _members(content)
        if not tables:
            yield name, content
            continue
        for member, inside in members(name, content, tables):
            yield f"{name}, {member}", inside


def _members(content: bytes) -> list[str]:
    """The tables in a zip; none where it is none or cannot be opened."""
    return [name for name in member_names(content) if name.rsplit("/", 1)[-1] in DATA_FILES]
