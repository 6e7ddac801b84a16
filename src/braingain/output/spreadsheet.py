"""Cells and tables of workbooks: text that stays text, headings, borders, and how a sheet is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
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
    """A column of a sheet: its name, with the unit; what stands in it; width, form of numbers, and the group that it is in."""

    title: str
    value: Callable[[Mapping[str, Any]], Any]
    width: int = NUMBER
    form: str = "General"
    group: str = ""


def table(sheet: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table that a program reads as it stands: frozen names, filters, numbers as numbers.

    The names stand in the first row; where columns are in groups, these stand in the first row and the names in the second.
    """
    top = 2 if any(column.group for column in columns) else 1
    if top > 1:
        _groups(sheet, [column.group for column in columns])
    for number, column in enumerate(columns, start=1):
        heading(sheet.cell(top, number), column.title)
        sheet.column_dimensions[letter(number)].width = column.width
    sheet.row_dimensions[top].height = HEAD_HEIGHT
    for at, row in enumerate(rows, start=top + 1):
        for number, column in enumerate(columns, start=1):
            cell, value = sheet.cell(at, number), column.value(row)
            write(cell, value)
            if isinstance(value, str):
                wrap(cell)
            else:
                cell.number_format = column.form
    sheet.freeze_panes = f"B{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{letter(len(columns))}{len(rows) + top}"
    paper(sheet, top)
    sheet.print_title_rows = f"1:{top}"


def _groups(sheet: Any, names: Sequence[str]) -> None:
    """The names of groups over their columns, each once, in one cell as wide as the group."""
    first = 1
    for name, members in groupby(names):
        last = first + len(list(members)) - 1
        for number in range(first, last + 1):
            heading(sheet.cell(1, number), name if number == first else "")
        if last > first > 1:  # the frozen column stands alone
            sheet.merge_cells(start_row=1, start_column=first, end_row=1, end_column=last)
        first = last + 1


def facts(sheet: Any, lines: Sequence[tuple[str, str]]) -> None:
    """Two columns of text: what it is about, and what is said."""
    for at, (what, text) in enumerate(lines, start=1):
        write(sheet.cell(at, 1), what)
        write(sheet.cell(at, 2), text)
        for column in (1, 2):
            wrap(sheet.cell(at, column))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    paper(sheet, 0)
