"""The workbook for a ministry as a file: sheets to fill in, what is published marked in them, lists, a data dictionary."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from braingain.evidence.ministry import sheets as form
from braingain.evidence.ministry.line import as_it_was
from braingain.evidence.own import READINGS
from braingain.foundation.cards import catalogue_table
from braingain.foundation.countries import all_countries, country_name
from braingain.foundation.units import all_units
from braingain.output import spreadsheet

if TYPE_CHECKING:
    from braingain.analysis.ministry import MinistryRecord
    from braingain.evidence.store import Store

BLANK_ROWS = 40  # to fill in, below the published ones, as printed
LIST_ROWS = 2_000  # rows in which the drop-down lists work
NOT_READ = (
    "Runs of this edition do not read this sheet: its figures are kept, checked and shown beside the published ones."
)
NOTHING_KNOWN = "Nobody publishes figures for this sheet."
PUBLIC_FILL, OURS_FILL = "D9E5F0", "FFF9E0"
WIDTH_FIGURE, WIDTH_BOUND, WIDTH_TEXT = 17, 11, 44
WIDEST_PROMPT = 250  # letters that a hint of a cell can have


def template_bytes(store: Store, country: str) -> tuple[bytes, int]:
    """The workbook of a country, and how many published figures it comes with."""
    from braingain.analysis.ministry import ministry_record

    record = ministry_record(store, country)
    return workbook_bytes(record), sum(len(rows) for rows in record.known.values())


def workbook_bytes(record: MinistryRecord) -> bytes:
    """A record as an Excel workbook: read-me, what is missing, one subject a sheet, what runs use, dictionary, lists."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "braingain"
    book.properties.title = f"Health workers of {country_name(record.country)}"
    _read_me(book.create_sheet(form.README), record)
    _table(
        book.create_sheet(form.MISSING),
        "What is missing, and who could have it",
        record,
        ("Sheet", "Figure", "Cadre", "What is known, and why it matters", "Ask"),
        (19, 34, 26, 70, 60),
        [
            [*_where(gap["indicator"]), _CADRES.get(gap["cadre"], ""), gap["why"], gap["ask"]]
            for gap in record.profile["gaps"]
        ],
    )
    lists = _Lists()
    for sheet in form.SHEETS:
        _concept(book.create_sheet(sheet.name), sheet, record, lists)
    _what_runs_use(book.create_sheet(form.USED), record)
    _dictionary(book.create_sheet(form.DICTIONARY), record)
    lists.write(book.create_sheet(form.LISTS), record)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _where(indicator: str) -> tuple[str, str]:
    """The sheet and the column in which a ministry gives an indicator; no sheet where the workbook does not ask for it."""
    for of in form.SHEETS:
        for figure in of.figures:
            if figure.indicator == indicator:
                return of.name, figure.title
    return "", indicator.replace("_", " ")


_CADRES = {row["cadre"]: row["title"] for row in catalogue_table("cadres")}


class _Lists:
    """The entries of all drop-down lists, each in a column of one sheet."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, ...], str] = {}

    def reference(self, title: str, words: tuple[str, ...]) -> str:
        """Where a list stands, for the rule of a cell."""
        self.columns.setdefault(words, title)
        at = spreadsheet.letter(1 + list(self.columns).index(words))
        return f"{form.LISTS}!${at}$4:${at}${3 + len(words)}"

    def write(self, sheet: Any, record: MinistryRecord) -> None:
        """The sheet of lists."""
        _head(sheet, "Entries of the drop-down lists", record, ("Change nothing here.",))
        for column, (words, title) in enumerate(self.columns.items(), start=1):
            spreadsheet.heading(sheet.cell(3, column), title)
            sheet.column_dimensions[spreadsheet.letter(column)].width = max(12, *(len(word) + 2 for word in words))
            for row, word in enumerate(words, start=4):
                spreadsheet.write(sheet.cell(row, column), word)
        spreadsheet.paper(sheet, 3)


def _read_me(sheet: Any, record: MinistryRecord) -> None:
    name = country_name(record.country)
    lines = [
        "With this workbook a ministry, a council or a school gives its own figures on health workers.",
        "",
        "1. Each sheet has one subject. One row is one figure, or a few figures of one year and cadre.",
        f'2. Blue rows are published figures; they say "{form.PUBLIC}" in the column {form.WHOSE}. Leave them as they are.',
        f'   To give your own figure for the same year write a new row below. In yellow rows leave {form.WHOSE} empty or say "{form.OURS}".',
        "   If you change a blue row, the figure is taken as yours, and the program says so.",
        "3. Give what you have and leave the rest empty. An empty cell means: not known. 0 means: none.",
        "4. Write numbers plainly: 4500 or 4 500. Decimals with a point or a comma: 32.5 or 32,5. 4,500 is refused: it can mean two numbers.",
        f"5. In {form.SOURCE} say where the figure is from, such as: payroll, December 2024.",
        f"6. {form.MISSING} says which figures are most wanted and who could have them; {form.USED} what the program takes where you give",
        f"   nothing; the {form.DICTIONARY} what each column means and what the program uses it for.",
        "",
        "To give it back:  braingain evidence import FILE.xlsx --source NAME --dry-run",
        "It names every mistake with its sheet and cell, and takes in nothing until all are mended. It then shows your figures beside",
        "the published ones. Your figures stay on your machine, beside the published ones, which are never overwritten.",
    ]
    _head(sheet, f"Health workers of {name}", record, ())
    for row, line in enumerate(lines, start=3):
        spreadsheet.write(sheet.cell(row, 1), line)
    row = 4 + len(lines)
    for colour, words in ((PUBLIC_FILL, "published, filled in"), (OURS_FILL, "for you to fill in")):
        spreadsheet.fill(sheet.cell(row, 1), colour)
        spreadsheet.write(sheet.cell(row, 1), words)
        row += 1
    sheet.column_dimensions["A"].width = 125
    spreadsheet.paper(sheet, 0)


def _concept(sheet: Any, of: form.Sheet, record: MinistryRecord, lists: _Lists) -> None:
    """A sheet to fill in: its columns, the published figures, rows to fill in, drop-down lists with hints."""
    says = [*of.says, *_pay_help(record)] if of.name == "Pay" else list(of.says)
    known = record.known[of.name]
    says += [] if any(figure.indicator in READINGS for figure in of.figures) else [NOT_READ]
    says += [] if known else [NOTHING_KNOWN]
    _head(sheet, of.title, record, says)
    top = len(says) + 3
    for column, title in enumerate(of.titles, start=1):
        spreadsheet.heading(sheet.cell(top, column), f"{title} *" if title in _needed(of) else title)
        sheet.column_dimensions[spreadsheet.letter(column)].width = _width(of, title)
    sheet.column_dimensions[spreadsheet.letter(len(of.titles))].hidden = True
    for row, line in enumerate(known, start=top + 1):
        cells = {**line.cells, form.SOURCE: line.source, form.WHOSE: form.PUBLIC}
        cells[form.AS_IT_WAS] = as_it_was([_text(cells.get(title, "")) for title in of.marked])
        _line(sheet, row, of, cells, PUBLIC_FILL)
    first_blank = top + 1 + len(known)
    for row in range(first_blank, first_blank + BLANK_ROWS):
        _line(sheet, row, of, {}, OURS_FILL)
    _rules(sheet, of, top + 1, lists)
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.auto_filter.ref = f"A{top}:{spreadsheet.letter(len(of.titles) - 1)}{first_blank + BLANK_ROWS - 1}"
    sheet.print_area = f"A1:{spreadsheet.letter(len(of.titles) - 1)}{first_blank + BLANK_ROWS - 1}"
    spreadsheet.paper(sheet, top)


def _line(sheet: Any, row: int, of: form.Sheet, cells: dict[str, Any], colour: str) -> None:
    figures = {figure.title: figure for figure in of.figures}
    for column, title in enumerate(of.titles, start=1):
        cell = sheet.cell(row, column)
        spreadsheet.fill(cell, colour)
        if title in figures or title in (form.LOW, form.HIGH):
            unit = figures[title].unit if title in figures else of.figures[0].unit
            cell.number_format = "#,##0" if unit not in (*form.PERCENT, "") else "General"
        if title in cells:
            spreadsheet.write(cell, cells[title])


def _needed(of: form.Sheet) -> set[str]:
    """Columns that a row cannot do without; of several figures one is enough, so none of them is named."""
    keys = {key.title for key in of.keys if key.needed}
    return keys | ({of.figures[0].title} if len(of.figures) == 1 else set())


def _width(of: form.Sheet, title: str) -> int:
    widths = {key.title: key.width for key in (*of.keys, form.METHOD)}
    widths |= {figure.title: WIDTH_FIGURE for figure in of.figures} | {form.LOW: WIDTH_BOUND, form.HIGH: WIDTH_BOUND}
    return widths.get(title, WIDTH_TEXT if title == form.SOURCE else 28 if title == form.COMMENT else 14)


def _rules(sheet: Any, of: form.Sheet, first: int, lists: _Lists) -> None:
    """Drop-down lists and hints of the cells. Countries may be typed by code as well, years and numbers as text."""
    from openpyxl.worksheet.datavalidation import DataValidation

    names = tuple(sorted(country.name for country in all_countries()))
    columns = [*of.keys, form.METHOD, form.Column(form.WHOSE, "", _WHOSE_HELP, _WHOSE)]
    for key in columns:
        words = names if key.field == "country" else tuple(choice.word for choice in key.choices)
        rule = DataValidation(allow_blank=True)
        if words:
            rule = DataValidation(type="list", formula1=lists.reference(key.title, words), allow_blank=True)
            rule.error, rule.errorTitle = "Choose an entry of the list.", key.title
            rule.showErrorMessage = key.field != "country"
        _hint(rule, key.title, key.help)
        _apply(sheet, rule, of, key.title, first)
    for figure in of.figures:
        rule = DataValidation(allow_blank=True)
        _hint(rule, figure.title, f"{figure.help} Empty: not known. 0: none.")
        _apply(sheet, rule, of, figure.title, first)


_WHOSE = (form.Choice(form.OURS, form.OURS), form.Choice(form.PUBLIC, form.PUBLIC))
_WHOSE_HELP = "public: a published figure that came with the workbook. Empty or ours: your own."


def _hint(rule: Any, title: str, text: str) -> None:
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, title[:32], text[:WIDEST_PROMPT]


def _apply(sheet: Any, rule: Any, of: form.Sheet, title: str, first: int) -> None:
    at = spreadsheet.letter(1 + of.titles.index(title))
    rule.add(f"{at}{first}:{at}{LIST_ROWS}")
    sheet.add_data_validation(rule)


def _pay_help(record: MinistryRecord) -> list[str]:
    """GDP per head by which pay in national currency is divided."""
    if not record.gdp_per_head:
        return ["GDP per head in national currency is not known here: divide pay by that of the statistical office."]
    years = "; ".join(f"{year}: {size:,.0f}" for year, size in sorted(record.gdp_per_head.items()))
    return ["Runs read pay over GDP per head. GDP per head in national currency (World Bank): " + years]


def _what_runs_use(sheet: Any, record: MinistryRecord) -> None:
    rows = []
    for row in record.profile["values"]:
        sizes = [row[name] for name in ("value", "low", "high")]
        unit = str(row["unit"]).replace("_", " ")
        if row["unit"] in all_units():
            unit = all_units()[row["unit"]].title
        if row["unit"] == "share":
            unit, sizes = "percent", [size if size is None else 100.0 * size for size in sizes]
        rows.append([row["title"], *sizes, unit, row["method"], row["year"], row["source"], row["note"]])
    _table(
        sheet,
        f"What runs use of what is published, 1 January {record.profile['start']}",
        record,
        ("Figure", "Value", "Low", "High", "Unit", "How known", "Year", "Source", "Note"),
        (48, 16, 12, 12, 24, 13, 8, 34, 60),
        rows,
    )


def _dictionary(sheet: Any, record: MinistryRecord) -> None:
    rows = []
    for of in form.SHEETS:
        for key in (*of.keys, form.METHOD):
            allowed = ", ".join(choice.word for choice in key.choices) or (
                "a country" if key.field == "country" else "a year"
            )
            rows.append([of.name, key.title, key.help, allowed, "yes" if key.needed else "no", ""])
        for figure in of.figures:
            unit = all_units()[figure.unit].title if figure.unit else "as the column Money says"
            rows.append([of.name, figure.title, figure.help, unit, "", _used_for(figure.indicator)])
        if of.bounds:
            rows.append(
                [
                    of.name,
                    f"{form.LOW}, {form.HIGH}",
                    "Between which the figure surely lies, if you know.",
                    "",
                    "no",
                    "",
                ]
            )
    tail = [
        [form.SOURCE, "Where the figure is from: payroll, register, survey, with its date."],
        [form.COMMENT, "What a reader has to know, such as a strike or a new definition."],
        [form.WHOSE, _WHOSE_HELP],
    ]
    rows += [["all sheets", *line, "", "no", ""] for line in tail]
    _table(
        sheet,
        "What each column means",
        record,
        ("Sheet", "Column", "What it means", "Entries or unit", "Needed", "What the program uses it for"),
        (19, 34, 62, 62, 9, 62),
        rows,
    )


def _used_for(indicator: str) -> str:
    reading = READINGS.get(indicator)
    if reading is None:
        return "kept and shown beside the public figure; no run reads it yet"
    return f"{reading.purpose}{f'; of {_and(reading.cadres)}' if reading.cadres else ''}"


def _and(cadres: Sequence[str]) -> str:
    return ", ".join(cadre.replace("_", " ") for cadre in cadres)


def _table(
    sheet: Any,
    title: str,
    record: MinistryRecord,
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[Any]],
) -> None:
    """A sheet to read: a title, the names of its columns, rows of text that wrap."""
    _head(sheet, title, record, ())
    for column, (name, width) in enumerate(zip(columns, widths, strict=True), start=1):
        spreadsheet.heading(sheet.cell(3, column), name)
        sheet.column_dimensions[spreadsheet.letter(column)].width = width
    for row, cells in enumerate(rows, start=4):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            spreadsheet.write(cell, "" if value is None else value)
            spreadsheet.wrap(cell)
            if isinstance(value, float):
                cell.number_format = "#,##0" if abs(value) >= 100 else "0.000"
    sheet.freeze_panes = "A4"
    spreadsheet.paper(sheet, 3)


def _head(sheet: Any, title: str, record: MinistryRecord, says: Sequence[str]) -> None:
    """The title, with the country and its code by which an import knows it, and what is said below."""
    from openpyxl.styles import Font

    name = country_name(record.country)
    spreadsheet.write(
        sheet.cell(1, 1),
        f"{title} ({record.country})" if title.endswith(name) else f"{title}: {name} ({record.country})",
    )
    sheet.cell(1, 1).font = Font(name=spreadsheet.LETTERS, bold=True, size=14, color=spreadsheet.DARK)
    for row, line in enumerate(says, start=2):
        spreadsheet.write(sheet.cell(row, 1), line)
        sheet.cell(row, 1).font = Font(name=spreadsheet.LETTERS, italic=True)


def _text(value: Any) -> str:
    """A value as an import reads it."""
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)
