"""The forms in which the World Bank hands out an indicator: CSV, zip of three CSV files, old Excel workbook, JSON.

The CSV has a byte order mark, four lines before the header, and a comma at the end of each line. Labels may be in
another language, so that only codes are read. Aggregates (regions, income groups, the world) stand among countries.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from braingain.foundation.errors import BraingainError
from braingain.sources.checked import Cells, Reading
from braingain.sources.text import decode, decode_head, table_rows
from braingain.sources.workbooks import OLE, guarded, old_sheet
from braingain.sources.worldbank_wdi.replies import Page, is_reply, joined, read_page
from braingain.sources.zips import ZIP, member_names, members

PREAMBLE_LINES = 4
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
    return _is_data(text) or _is_country_list(text) or is_reply(text)


def holds_replies(content: bytes) -> bool:
    """True for a zip of replies of the API (.json) and nothing else."""
    if not all(name.lower().endswith(".json") for name in member_names(content)):
        return False
    try:
        found = [decode_head(one[:4096]) for _, one in members("", content)]
    except BraingainError:
        return False
    return bool(found) and all(map(is_reply, found))


def downloads(files: Mapping[str, bytes]) -> Iterator[Download]:
    """Every indicator in the files, in the order of file names; those of replies of the API last, their pages joined."""
    replies: list[Page] = []
    for name, content in _unpacked(files):
        reading = Reading(name)
        if content.startswith(OLE):
            yield _from_lines(reading, _workbook_lines(content))
        elif _is_data(decode_head(content[:4096])):
            yield _from_lines(reading, csv.reader(io.StringIO(decode(content), newline="")))
        elif is_reply(decode_head(content[:4096])):
            page = read_page(reading, content)
            if page is not None:
                replies.append(page)
                continue
        reading.finish()
    for code, vintage, values in joined(replies):
        yield Download(code, vintage, values, frozenset(country for country, _ in values))


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
        if files[name].startswith(ZIP):
            yield from members(name, files[name])
        else:
            yield name, files[name]


def _is_data(text: str) -> bool:
    lines = text.splitlines()
    return text.startswith('"Data Source"') and any(all(code in line for code in CODES) for line in lines[:6])


def _is_country_list(text: str) -> bool:
    return text.startswith('"Country Code","Region","IncomeGroup"')


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
    for at in range(min(years, default=len(header)), len(header)):
        if at not in years and header[at].strip():
            reading.wrong(Cells(f"row {first - 1}", {}), header[at].strip(), "stands among the years and is none")
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
