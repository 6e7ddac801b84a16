"""The forms in which the World Bank hands out an indicator: CSV, zip of three CSV files, old Excel workbook, JSON.

The CSV has a byte order mark, four lines before the header, and a comma at the end of each line. Labels may be in
another language, so that only codes are read. Aggregates (regions, income groups, the world) stand among countries.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from braingain.sources.checked import Cells, Reading, json_content
from braingain.sources.text import decode, decode_head, table_rows
from braingain.sources.workbooks import OLE, guarded, old_sheet

PREAMBLE_LINES = 4
ZIP = b"PK\x03\x04"
CODES = ("Country Code", "Indicator Code")

# Aggregates of the World Bank; those of files that come without their country list.
# fmt: off
AGGREGATES = frozenset(
    [
        "AFE", "AFW", "ARB", "CEB", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS",
        "HIC", "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC",
        "LMY", "LTE", "MEA", "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA",
        "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC", "WLD",
    ]
)
# fmt: on


@dataclass(frozen=True)
class Download:
    """One indicator as downloaded: its code, the World Bank's ``Last Updated Date``, and values by code and year."""

    indicator: str
    vintage: str
    values: dict[tuple[str, int], float]
    codes: frozenset[str]


def is_download(name: str, head: bytes) -> bool:
    """True for an indicator's data file or country list, as CSV, in a zip or as a workbook."""
    if head.startswith(ZIP):
        return b"API_" in head[:4096] and b"_DS2_" in head[:4096]
    if head.startswith(OLE):
        return b"World Development Indicators" in head and b"Last Updated Date" in head
    text = decode_head(head[:4096])
    return _is_data(text) or _is_country_list(text) or _is_reply(text)


def downloads(files: Mapping[str, bytes]) -> Iterator[Download]:
    """Every indicator in the files, in the order of file names."""
    for name, content in _unpacked(files):
        reading = Reading(name)
        if content.startswith(OLE):
            yield _from_lines(reading, _workbook_lines(content))
        elif _is_data(decode_head(content[:4096])):
            yield _from_lines(reading, csv.reader(io.StringIO(decode(content), newline="")))
        elif _is_reply(decode_head(content[:4096])):
            yield from _from_reply(reading, content)
        reading.finish()


def aggregates(files: Mapping[str, bytes]) -> frozenset[str]:
    """Codes that are no country: the known ones, and those whose region is empty in a country list among the files."""
    found = set(AGGREGATES)
    for _, content in _unpacked(files):
        if not content.startswith(OLE) and _is_country_list(decode_head(content[:4096])):
            rows = table_rows(decode(content))
            found |= {row["Country Code"] for row in rows if not row["Region"]}
    return frozenset(found)


def _unpacked(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name in sorted(files):
        if not files[name].startswith(ZIP):
            yield name, files[name]
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(files[name])) as packed:
                yield from ((member, packed.read(member)) for member in sorted(packed.namelist()))
        except zipfile.BadZipFile as error:
            raise ValueError(f"the zip is damaged ({error})") from error


def _is_data(text: str) -> bool:
    lines = text.splitlines()
    return text.startswith('"Data Source"') and any(all(code in line for code in CODES) for line in lines[:6])


def _is_country_list(text: str) -> bool:
    return text.startswith('"Country Code","Region","IncomeGroup"')


def _is_reply(text: str) -> bool:
    """True for a reply of the API: a list of what it is, and of figures."""
    return text.lstrip().startswith("[") and '"countryiso3code"' in text and '"indicator"' in text


def _from_lines(reading: Reading, lines: Iterator[list[str]]) -> Download:
    """The indicator of a file: two lines of preamble are read, the header is the line that holds the codes."""
    vintage, header, first = "unknown", list[str](), 1
    for line in lines:
        first += 1
        if line[:1] == ["Last Updated Date"]:
            vintage = line[1].strip()[:10]
        if all(code in line for code in CODES):
            header = line
            break
    years = {at: int(cell) for at, cell in enumerate(header) if cell.strip().isdigit()}
    country_at, indicator_at = (header.index(code) for code in CODES)
    values: dict[tuple[str, int], float] = {}
    codes: set[str] = set()
    indicator = ""
    for row, line in enumerate(lines, start=first):
        if not any(cell.strip() for cell in line):
            continue
        cells = Cells(f"row {row}", {header[at]: cell for at, cell in enumerate(line[: len(header)])})
        if len(line) <= max(years, default=indicator_at):
            what = f"the row has {len(line)} cells, the header {len(header)}: the file breaks off, or is damaged"
            reading.wrong(cells, header[len(line) - 1], what)
            continue
        indicator = line[indicator_at]
        codes.add(line[country_at])
        for at, year in years.items():
            value = reading.number(cells, header[at], negative=True)
            if value is None:
                continue
            if values.setdefault((line[country_at], year), value) != value:
                reading.wrong(cells, header[at], f"{value:g} is a second figure for {line[country_at]} {year}")
    return Download(indicator, vintage, values, frozenset(codes))


def _from_reply(reading: Reading, content: bytes) -> Iterator[Download]:
    """The indicators of a reply of the API; a reply that is one page of several is refused."""
    reply = json_content(reading, content)
    if len(reply) != 2 or not isinstance(reply[0], dict) or not isinstance(reply[1], list):
        reading.wrong(Cells("item 1", {}), "1", "the reply holds no list of figures")
        return
    about, items = reply
    if int(about.get("pages") or 1) > 1:
        what = f"is page {about.get('page')} of {about.get('pages')}"
        reading.wrong(Cells("item 1", {}), "pages", what, "fetch it again with per_page=32500")
        return
    found: dict[str, dict[tuple[str, int], float]] = {}
    for number, item in enumerate(items, start=1):
        code = str(item.get("indicator", {}).get("id", "")) if isinstance(item, dict) else ""
        if not code:
            reading.wrong(Cells(f"item {number}", {}), "indicator", "is missing")
            continue
        cells = Cells(f"item {number}", {str(k): "" if v is None else str(v) for k, v in item.items()})
        year, value = reading.year(cells, "date"), reading.number(cells, "value", negative=True)
        values = found.setdefault(code, {})
        if value is None or year is None or not cells.get("countryiso3code"):
            continue
        if values.setdefault((cells["countryiso3code"], year), value) != value:
            reading.wrong(cells, "value", f"{value:g} is a second figure for {cells['countryiso3code']} {year}")
    vintage = str(about.get("lastupdated") or "unknown")[:10]
    for code, values in found.items():
        yield Download(code, vintage, values, frozenset(country for country, _ in values))


def _workbook_lines(content: bytes) -> Iterator[list[str]]:
    """Cells of the sheet "Data" as text, in the form of the CSV; numbers keep all their digits."""
    import pandas as pd

    try:
        if content.startswith(OLE):
            found = old_sheet(content, "Data")
            if found.name not in found.names:
                raise ValueError('it has no sheet "Data"')
            rows = found.rows
        else:
            with guarded():
                sheet = pd.read_excel(io.BytesIO(content), sheet_name="Data", header=None, engine="calamine")
            rows = [["" if pd.isna(cell) else cell for cell in row] for row in sheet.itertuples(index=False)]
    except Exception as error:  # the engine's own errors have no common base with others
        raise ValueError(f"the workbook cannot be read ({error})") from error
    for row in rows:
        yield [_cell_text(cell) for cell in row]


def _cell_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
