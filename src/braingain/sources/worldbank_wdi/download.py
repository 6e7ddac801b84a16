"""The forms in which the World Bank hands out an indicator: CSV, zip of three CSV files, old Excel workbook.

The CSV has a byte order mark, four lines before the header, and a comma at the end of each line. Labels may be in
another language, so that only codes are read. Aggregates (regions, income groups, the world) stand among countries.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from braingain.sources.text import decode, number, table_rows

PREAMBLE_LINES = 4
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
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
    text = decode(head[:4096])
    return _is_data(text) or _is_country_list(text)


def downloads(files: Mapping[str, bytes]) -> Iterator[Download]:
    """Every indicator in the files, in the order of file names."""
    for _, content in _unpacked(files):
        if content.startswith(OLE):
            yield _from_lines(_workbook_lines(content))
        elif _is_data(decode(content[:4096])):
            yield _from_lines(csv.reader(io.StringIO(decode(content), newline="")))


def aggregates(files: Mapping[str, bytes]) -> frozenset[str]:
    """Codes that are no country: the known ones, and those whose region is empty in a country list among the files."""
    found = set(AGGREGATES)
    for _, content in _unpacked(files):
        if not content.startswith(OLE) and _is_country_list(decode(content[:4096])):
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


def _from_lines(lines: Iterator[list[str]]) -> Download:
    """The indicator of a file: two lines of preamble are read, the header is the line that holds the codes."""
    vintage, header = "unknown", list[str]()
    for line in lines:
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
    for line in lines:
        if len(line) <= indicator_at:
            continue
        indicator = line[indicator_at]
        codes.add(line[country_at])
        for at, year in years.items():
            value = number(line[at]) if at < len(line) else None
            if value is not None:
                values[line[country_at], year] = value
    return Download(indicator, vintage, values, frozenset(codes))


def _workbook_lines(content: bytes) -> Iterator[list[str]]:
    """Cells of the sheet "Data" as text, in the form of the CSV; numbers keep all their digits."""
    import pandas as pd

    try:
        sheet = pd.read_excel(io.BytesIO(content), sheet_name="Data", header=None, engine="calamine")
    except Exception as error:  # the engine's own errors have no common base with others
        raise ValueError(f"the workbook cannot be read ({error})") from error
    for row in sheet.itertuples(index=False):
        yield ["" if pd.isna(cell) else _cell_text(cell) for cell in row]


def _cell_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
