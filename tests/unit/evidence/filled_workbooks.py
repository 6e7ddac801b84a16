"""Workbooks for a made-up Ghana: written by the program, filled in as planners do, and as Excel and LibreOffice save them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from braingain.analysis.ministry import MinistryRecord
from braingain.evidence.ministry.known import KnownRow
from braingain.evidence.ministry.sheets import SHEETS
from braingain.output.template import workbook_bytes

KNOWN = {
    "Stock": [
        KnownRow({"Year": 2018, "Cadre": "Doctors", "Workers": 4494, "How known": "Estimated"}, "public: World Bank"),
        KnownRow({"Year": 2020, "Cadre": "Doctors", "Workers": 5424, "How known": "Estimated"}, "public: World Bank"),
    ],
    "Shares": [
        KnownRow(
            {"Year": 2007, "Cadre": "Doctors", "In the capital and largest towns, %": 66.7, "How known": "Reported"},
            "public: =GFMD 2007",
        )
    ],
}
PROFILE = {
    "start": 2018,
    "gaps": [{"indicator": "graduates", "cadre": "doctor", "why": "not reported", "ask": "=1+1"}],
    "values": [
        {
            "title": "Doctors: women", "value": 0.32, "low": 0.2, "high": 0.4, "unit": "share", "method": "assumed",
            "year": None, "source": "estimate:x", "note": "",
        }
    ],
}  # fmt: skip
GDP = {2022: 18_532.0}


def blank(country: str = "GHA") -> bytes:
    """A template with three published figures, none of them from a store."""
    known = {sheet.name: KNOWN.get(sheet.name, []) for sheet in SHEETS}
    return workbook_bytes(MinistryRecord(country, known, PROFILE, GDP))


def header(sheet: Any) -> dict[str, int]:
    """Columns of a sheet by title."""
    return {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[header_row(sheet)] if cell.value}


def header_row(sheet: Any) -> int:
    """The row with the names of the columns."""
    return next(cell.row for cell in sheet["A"] if cell.value == "Year *")


def first_free(sheet: Any) -> int:
    """The first row to fill in."""
    row = header_row(sheet) + 1
    while sheet.cell(row, 1).value is not None:
        row += 1
    return row


def fill(book: Any, sheet: str, **cells: Any) -> int:
    """Fill in the next row of a sheet; titles with _ for a space, or in ``of`` as they are. Gives the row's number."""
    page = book[sheet]
    row, columns = first_free(page), header(page)
    for title, value in {**cells.pop("of", {}), **cells}.items():
        page.cell(row, columns[title.replace("_", " ")]).value = value
    return row


def filled(change: Callable[[Any], object], content: bytes | None = None) -> bytes:
    """A template after a change by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(content or blank()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved(folder: Path, content: bytes, name: str = "gha.xlsx") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """A workbook with each of its XML parts changed as text: (name, text) to text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith(".xml"):
                data = change(part.filename, data.decode("utf-8")).encode("utf-8")
            new.writestr(part.filename, data)
    return out.getvalue()


def as_libreoffice_saves(content: bytes) -> bytes:
    """The same figures in the XML that LibreOffice Calc writes.

    Numbers with ``t="n"``, rows with all their attributes and a last styled row at the end of the sheet, formulas with
    ``aca``, results of text formulas with ``t="str"``, and its own name as the program that wrote the file.
    """

    def change(name: str, text: str) -> str:
        if name == "docProps/app.xml":
            return re.sub(r"<Application>[^<]*<", "<Application>LibreOffice/7.6.7.2$Linux_X86_64<", text)
        if not name.startswith("xl/worksheets/"):
            return text
        text = re.sub(
            r'<row r="(\d+)"(?! hidden)',
            r'<row r="\1" customFormat="false" ht="12.8" hidden="false" collapsed="false"',
            text,
        )
        text = re.sub(r'<c r="([A-Z]+\d+)"( s="\d+")?><v>', r'<c r="\1"\2 t="n"><v>', text)
        text = text.replace("<f>", '<f aca="false">')
        last = (
            '<row r="1048576" customFormat="false" ht="12.8" hidden="false"><c r="A1048576" s="0"/></row></sheetData>'
        )
        return text.replace("</sheetData>", last)

    return rewritten(content, change)


def as_excel_saves(content: bytes) -> bytes:
    """The same figures in the XML that Excel writes: shared text in runs, row spans, its namespaces and calculation chain."""

    def change(name: str, text: str) -> str:
        if name == "docProps/app.xml":
            return re.sub(r"<Application>[^<]*<", "<Application>Microsoft Excel<", text)
        if name == "xl/sharedStrings.xml":
            runs = r"<si><r><rPr><b/><sz val=\"11\"/></rPr><t>Doc</t></r><r><t xml:space=\"preserve\">tors</t></r></si>"
            return re.sub(r"<si><t>Doctors</t></si>", runs.replace("\\", ""), text)
        if not name.startswith("xl/worksheets/"):
            return text
        text = text.replace(
            "<worksheet ",
            '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
            'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
            'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" ',
            1,
        )
        return re.sub(r'<row r="(\d+)"', r'<row r="\1" spans="1:15" x14ac:dyDescent="0.25"', text)

    return rewritten(content, change)


def with_results(content: bytes, results: dict[str, str]) -> bytes:
    """Formulas with the results that a spreadsheet program stores beside them, by formula."""

    def change(name: str, text: str) -> str:
        for formula, result in results.items():
            for start in (f"<f>{formula}</f>", f'<f aca="false">{formula}</f>'):
                text = re.sub(
                    re.escape(start) + r"<v\s*/>|" + re.escape(start) + r"<v></v>", f"{start}<v>{result}</v>", text
                )
        return text

    return rewritten(content, change)
