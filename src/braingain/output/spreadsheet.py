"""Cells and tables of workbooks: text that stays text, headings, borders, and how a sheet is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

DARK = "1F3B57"
LETTERS = "Calibri"
WIDE, NUMBER, WORD = 44, 14, 18  # widths of columns, letters
HEAD_HEIGHT = 92  # points: names of columns with their units, six lines
WHOLE, MONEY, SHARE, YEAR = "#,##0", "#,##0", "0%", "0"
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


class Column(NamedTuple):
    """A column of a sheet: its name, with the unit; what stands in it; how wide it is and how its numbers are shown."""

    title: str
    value: Callable[[Mapping[str, Any]], Any]
    width: int = NUMBER
    form: str = "General"


def table(sheet: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table from the first row on, so that a program reads it as it stands: frozen names, filters, numbers as numbers."""
    for number, column in enumerate(columns, start=1):
        heading(sheet.cell(1, number), column.title)
        sheet.column_dimensions[letter(number)].width = column.width
    sheet.row_dimensions[1].height = HEAD_HEIGHT
    for at, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            cell, value = sheet.cell(at, number), column.value(row)
            write(cell, value)
            if isinstance(value, str):
                wrap(cell)
            else:
                cell.number_format = column.form
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{letter(len(columns))}{len(rows) + 1}"
    paper(sheet, 1)


def facts(sheet: Any, lines: Sequence[tuple[str, str]]) -> None:
    """Two columns of text: what it is about, and what is said."""
    for at, (what, text) in enumerate(lines, start=1):
        write(sheet.cell(at, 1), what)
        write(sheet.cell(at, 2), text)
        for column in (1, 2):
            wrap(sheet.cell(at, column))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    paper(sheet, 0)
