"""Cells of workbooks: text that stays text, headings, borders, and how a sheet is printed."""

from __future__ import annotations

from typing import Any

DARK = "1F3B57"
LETTERS = "Calibri"
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(cell: Any, value: Any) -> None:
    """A value in a cell; text stays text, also where it begins like a formula or is a spreadsheet's word for an error."""
    cell.value = value if value != "" else None
    if isinstance(value, str) and value:
        cell.data_type = "s"
        if value.startswith(LIKE_A_FORMULA):
            cell.quotePrefix = True


def heading(cell: Any, text: str) -> None:
    """The name of a column, light on dark."""
    from openpyxl.styles import Font

    write(cell, text)
    cell.font = Font(name=LETTERS, bold=True, color="FFFFFF")
    fill(cell, DARK)
    wrap(cell)


def fill(cell: Any, colour: str) -> None:
    """A ground and a thin border."""
    from openpyxl.styles import Border, PatternFill, Side

    line = Side(style="thin", color="C0C8D0")
    cell.fill = PatternFill("solid", start_color=colour)
    cell.border = Border(left=line, right=line, top=line, bottom=line)


def wrap(cell: Any) -> None:
    """Text that wraps, from the top."""
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(wrap_text=True, vertical="top")


def letter(column: int) -> str:
    """The letters of a column, from 1 on."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def paper(sheet: Any, header: int) -> None:
    """Printed across, as wide as a page, with the names of the columns on each and the sheet's name below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    if header:
        sheet.print_title_rows = f"{header}:{header}"
