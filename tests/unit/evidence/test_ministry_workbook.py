"""A ministry's workbook: what was filled in comes back whole, and every mistake is named by sheet and cell, all at once."""

from __future__ import annotations

import datetime
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from filled_workbooks import (
    as_excel_saves,
    as_libreoffice_saves,
    blank,
    fill,
    filled,
    first_free,
    header,
    rewritten,
    saved,
    with_results,
)

from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.ministry import cells, sheets
from braingain.evidence.ministry.numbers import number_of
from braingain.evidence.schema import allowed, cadres, indicators
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError
from braingain.foundation.units import all_units, can_convert
from braingain.output.template import NOT_READ
from braingain.sources.contract import COLUMNS

TODAY = "2026-11-28"
SOFFICE = os.environ.get("BRAINGAIN_SOFFICE") or shutil.which("soffice") or ""
WORDS = ("indicator", "country", "partner", "cadre", "year", "value", "unit")
GIVEN = {
    ("workers", "GHA", "", "doctor", 2024, 7100.0, "persons"),
    ("workers", "GHA", "", "nurse", 2024, 60250.0, "persons"),
    ("women_share", "GHA", "", "doctor", 2024, 0.385, "share"),
    ("place_share", "GHA", "", "doctor", 2024, 0.6, "share"),
    ("seats", "GHA", "", "doctor", 2024, 900.0, "persons_per_year"),
    ("students", "GHA", "", "doctor", 2024, 4200.0, "persons"),
    ("posts_funded", "GHA", "", "nurse", 2024, 50000.0, "posts"),
    ("vacancies", "GHA", "", "nurse", 2024, 4000.0, "posts"),
    ("pay", "GHA", "", "doctor", 2024, 90000.5, "local_currency"),
    ("workers_abroad", "GBR", "GHA", "doctor", 2023, 410.0, "persons"),
    ("emigrants", "GHA", "", "nurse", 2024, 1200.0, "persons_per_year"),
    ("attrition_rate", "GHA", "", "nurse", 2024, 0.045, "per_year"),
    ("foreign_trained_inflow", "GHA", "", "doctor", 2024, 35.0, "persons_per_year"),
    ("measles_share", "GHA", "", "", 2024, 0.92, "share"),
    ("graduates", "GHA", "", "doctor", 2024, 800.0, "persons_per_year"),
}


def give(book: Any) -> None:
    """Figures on every sheet, typed as people do: text for numbers, spaces, decimal commas, percent, codes, formulas."""
    fill(
        book, "Stock", Year=2024, Cadre="Doctors", Who_is_counted="Practising", Counted_as="Head count", Workers="7 100"
    )
    fill(book, "Stock", Year="2024", Cadre=" nurse ", Workers="60\u00a0250", Low=60000, High=61000, Whose_figure="ours")
    shares = {"Women, %": "38,5", "In the capital and largest towns, %": "60 %"}
    fill(book, "Shares", Year=datetime.date(2024, 1, 1), Cadre="Doctors", of=shares)
    fill(book, "Graduates", Year=2024, Cadre="Doctors", Graduates="=500+300", Source_document="schools, 2024")
    fill(book, "Students and seats", Year=2024, Cadre="Doctors", Seats=900, Students="4'200")
    fill(book, "Posts", Year=2024, Cadre="Nurses and midwives", Funded_posts="50 000", Vacant_posts=4000)
    pay = {"Pay of a year": "90.000,5"}
    fill(book, "Pay", Year=2024, Cadre="Doctors", Whose_pay="Salaried staff", Money="National currency", of=pay)
    where = {"They are": "Trained in our country", "Country where they work": "UK"}
    fill(book, "Workers abroad", Year=2023, Cadre="Doctors", of=where, Workers_abroad=410)
    fill(book, "Exits", Year=2024, Cadre="Nurses and midwives", Went_abroad=1200, of={"Left, % of all": 4.5})
    fill(book, "Arrivals", Year=2024, Cadre="Doctors", Came=35)
    row = fill(book, "Services", Year=2024, of={"Children immunised against measles, %": 0.92})
    book["Services"].cell(row, header(book["Services"])["Children immunised against measles, %"]).number_format = "0%"


def rows_of(path: Path) -> pd.DataFrame:
    rows = plan_import(path, "ministry", TODAY).observations
    assert rows is not None
    return rows


def messages_of(path: Path) -> str:
    return "\n".join(plan_import(path, "ministry", TODAY).messages)


def problems_of(path: Path) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        plan_import(path, "ministry", TODAY)
    return [problem.line() for problem in caught.value.problems]


def one_row(change: Callable[[Any], object], tmp_path: Path) -> pd.Series:
    rows = rows_of(saved(tmp_path, filled(change)))
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    "saver", [lambda content: content, as_excel_saves, as_libreoffice_saves], ids=["openpyxl", "Excel", "LibreOffice"]
)
def test_what_is_filled_in_comes_back_whole(tmp_path: Path, saver: Callable[[bytes], bytes]) -> None:
    path = saved(tmp_path, with_results(saver(filled(give)), {"500+300": "800"}))
    rows = rows_of(path)
    check_given(rows)
    doctors = rows[(rows["indicator"] == "workers") & (rows["cadre"] == "doctor")].iloc[0]
    assert tuple(doctors[["activity", "count", "sex", "employment", "measure", "method", "certainty"]]) == (
        "practising", "headcount", "all", "all", "stock", "reported", "user",
    )  # fmt: skip
    nurses = rows[(rows["indicator"] == "workers") & (rows["cadre"] == "nurse")].iloc[0]
    assert (nurses["low"], nurses["high"], nurses["activity"]) == (60000.0, 61000.0, "unknown")
    assert rows.loc[rows["indicator"] == "workers_abroad", "definition"].item() == "trained"
    assert rows.loc[rows["indicator"] == "place_share", "place"].item() == "capital"
    assert rows.loc[rows["indicator"] == "pay", "employment"].item() == "salaried"
    assert rows.loc[rows["indicator"] == "graduates", "note"].item() == "schools, 2024"
    assert "public figures that came with the workbook, left as they are: 3" in messages_of(path)


def check_given(rows: pd.DataFrame) -> None:
    assert set(rows[list(WORDS)].itertuples(index=False, name=None)) == GIVEN
    assert len(rows) == len(GIVEN)


def test_a_workbook_that_libreoffice_wrote_comes_back_whole() -> None:
    """The file is what LibreOffice 7.4 made of ``filled(give)``, kept as it was: older workbooks have to be read too."""
    path = Path(__file__).with_name("ministry-libreoffice-7.4.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert b"LibreOffice" in archive.read("docProps/app.xml")
    check_given(rows_of(path))
    assert "public figures that came with the workbook, left as they are: 3" in messages_of(path)


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not here: soffice on the path, or BRAINGAIN_SOFFICE")
def test_the_round_trip_through_libreoffice(tmp_path: Path) -> None:
    for change, name in ((give, "figures.xlsx"), (ten_mistakes, "mistakes.xlsx")):
        saved(tmp_path, filled(change), name)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        SOFFICE,
        "--headless",
        profile,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "again"),
    ]
    files = [str(tmp_path / name) for name in ("figures.xlsx", "mistakes.xlsx")]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=300)
    check_given(rows_of(tmp_path / "again" / "figures.xlsx"))
    assert len(problems_of(tmp_path / "again" / "mistakes.xlsx")) == 10


def test_what_comes_back_stands_beside_the_public_figures_in_the_store(tmp_path: Path) -> None:
    path, home = saved(tmp_path, with_results(filled(give), {"500+300": "800"})), tmp_path / "home"
    public = open_store(home).observations()
    assert commit_import(plan_import(path, "ministry", TODAY), home)
    after = open_store(home).observations()
    assert len(after) == len(public) + len(GIVEN)
    pd.testing.assert_frame_equal(after[after["source"] != "ministry"].reset_index(drop=True), public)


def ten_mistakes(book: Any) -> list[str]:
    """Ten mistakes of ten kinds; the cells where they are."""
    at = []

    def wrong(sheet: str, title: str, **cells_: Any) -> None:
        row = fill(book, sheet, **cells_)
        column = header(book[sheet])[title]
        at.append(f"sheet {sheet}, cell {book[sheet].cell(row, column).coordinate} ({title})")

    wrong("Stock", "Cadre", Year=2024, Cadre="Physicians", Workers=10)
    wrong("Stock", "Year", Year=20240, Cadre="Doctors", Workers=10)
    wrong("Stock", "Workers", Year=2024, Cadre="Doctors", Workers="7,100")
    wrong("Stock", "Workers", Year=2023, Cadre="Doctors", Workers=-5)
    wrong("Shares", "Women, %", Year=2024, Cadre="Doctors", of={"Women, %": 140})
    wrong("Graduates", "Graduates", Year=2024, Cadre="Doctors", Graduates="=A1+1")
    wrong("Posts", "Vacant posts", Year=2024, Cadre="Doctors", Funded_posts=100, Vacant_posts=120)
    wrong("Pay", "Money", Year=2024, Cadre="Doctors", of={"Pay of a year": 90000})
    abroad = {"Country where they work": "Wonderland", "They are": "Trained in our country"}
    wrong("Workers abroad", "Country where they work", Year=2024, Cadre="Doctors", of=abroad, Workers_abroad=5)
    wrong("Services", "Year", of={"Year": "last year", "Children immunised against measles, %": 90})
    return at


def test_ten_mistakes_are_ten_messages_with_their_cells_and_nothing_is_written(tmp_path: Path) -> None:
    at: list[str] = []
    path = saved(tmp_path, filled(lambda book: at.extend(ten_mistakes(book))))
    lines = problems_of(path)
    assert len(lines) == len(at) == 10
    for place, line in zip(at, lines, strict=True):
        assert line.startswith(f"gha.xlsx, {place}: ")
    assert "did you mean Doctors?" in lines[0]
    assert "could be read in two ways" in lines[2]
    assert "140 percent is more than the whole; a share is at most 100 percent" in lines[4]
    assert "formula whose result is not stored" in lines[5]
    assert list(tmp_path.iterdir()) == [path]


def test_several_mistakes_of_one_row_are_all_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        fill(book, "Stock", Year="soon", Cadre="witch", Sex="both?", Workers="-5", Low="x")

    lines = problems_of(saved(tmp_path, filled(change)))
    assert [line.split("(")[1].split(")")[0] for line in lines] == ["Year", "Cadre", "Sex", "Low", "Workers"]


def test_a_row_that_came_with_the_workbook_and_was_changed_is_taken_as_ours_and_said(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Stock"]
        page.cell(first_free(page) - 1, header(page)["Workers"]).value = 6800

    row = one_row(change, tmp_path)
    assert (row["value"], row["year"], row["method"], row["note"]) == (6800.0, 2020, "reported", "")
    said = messages_of(tmp_path / "gha.xlsx")
    assert (
        "rows marked public that were changed, taken as yours: Stock 7 (it was 2020, Doctors, 5424, Estimated)" in said
    )


def test_rows_may_be_sorted_and_columns_moved(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page, columns = book["Stock"], header(book["Stock"])
        fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100)
        first = first_free(page) - 3
        values = [[page.cell(first + at, column).value for column in range(1, 20)] for at in range(3)]
        for at, row in enumerate(reversed(values)):
            for column, value in enumerate(row, start=1):
                page.cell(first + at, column).value = value
        page.move_range(f"{page.cell(1, columns['Comment']).column_letter}1:P60", cols=3)

    assert one_row(change, tmp_path)["value"] == 7100.0


@pytest.mark.parametrize("whose", ["public", "theirs"])
def test_a_row_of_ours_that_says_it_is_public_is_refused(tmp_path: Path, whose: str) -> None:
    def change(book: Any) -> None:
        fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100, Whose_figure=whose)

    (line,) = problems_of(saved(tmp_path, filled(change)))
    assert "sheet Stock, cell N8 (Whose figure)" in line


def test_merged_cells_stand_for_each_row_except_where_a_figure_is_merged(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page, columns = book["Stock"], header(book["Stock"])
        first = fill(book, "Stock", Year=2023, Cadre="Doctors", Workers=7000)
        page.cell(first + 1, columns["Cadre"]).value = "Nurses and midwives"
        page.cell(first + 1, columns["Workers"]).value = 60000
        page.merge_cells(f"A{first}:A{first + 1}")

    path = saved(tmp_path, filled(change))
    assert set(rows_of(path)["year"]) == {2023} and len(rows_of(path)) == 2

    def worse(book: Any) -> None:
        change(book)
        page, at = book["Stock"], book["Stock"].cell(1, header(book["Stock"])["Workers"]).column_letter
        page.merge_cells(f"{at}8:{at}9")

    lines = problems_of(saved(tmp_path, filled(worse)))
    assert [line.split(";")[0] for line in lines] == [
        f"gha.xlsx, sheet Stock, cell H{row} (Workers): is one of the merged cells H8:H9" for row in (8, 9)
    ]


def test_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        row = fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100)
        book["Stock"].row_dimensions[row].hidden = True

    assert one_row(change, tmp_path)["value"] == 7100.0
    assert "hidden rows, read as the others: Stock 8" in messages_of(tmp_path / "gha.xlsx")


def test_two_figures_of_one_thing_are_refused_with_both_cells_and_the_same_twice_is_kept_once(tmp_path: Path) -> None:
    def change(second: int) -> Callable[[Any], object]:
        def twice(book: Any) -> None:
            fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100)
            fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=second)

        return twice

    def and_another(book: Any) -> None:
        change(7200)(book)
        fill(book, "Stock", Year=2023, Cadre="Doctors", Workers="many")

    lines = problems_of(saved(tmp_path, filled(and_another)))
    assert len(lines) == 2 and any("cells Stock H8 and Stock H9: are of one key" in line for line in lines)
    (line,) = problems_of(saved(tmp_path, filled(change(7200))))
    assert line.startswith("gha.xlsx, cells Stock H8 and Stock H9: are of one key")
    assert one_row(change(7100), tmp_path)["value"] == 7100.0


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        (datetime.date(2024, 5, 3), "holds a date (2024-05-03)"),
        ("#DIV/0!", "holds the error #DIV/0!"),
        ("n/a", '"n/a" is not a number'),
        (True, '"True" is not a number'),
    ],
)
def test_what_is_no_number_is_refused(tmp_path: Path, cell: object, wrong: str) -> None:
    (line,) = problems_of(
        saved(tmp_path, filled(lambda book: fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=cell)))
    )
    assert "cell H8 (Workers)" in line and wrong in line


def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        row = fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100)
        book["Stock"].cell(5, 17).value = "District"
        book["Stock"].cell(row, 17).value = "Accra"
        fill(book, "Stock", Year=2025, Cadre="Doctors")
        fill(book, "Shares", Year=2024, Cadre="Doctors", of={"Women, %": 0.32})
        book.create_sheet("Stock 2024")["A1"] = "something"

    said = messages_of(saved(tmp_path, filled(change)))
    assert "columns that the template does not have, not read: Stock Q5 (District)" in said
    assert "sheets that the template does not have, not read: Stock 2024 (did you mean Stock?)" in said
    assert "rows without a figure, passed over: Stock 9" in said
    assert "less than one percent, as written; is it a share? then write 32 for 0.32: Shares D6" in said
    assert "rows that do not say Counted as, kept as not known: Stock 8" in said


@pytest.mark.parametrize(("men", "said"), [(4600, False), (4610, False), (4000, True)])
def test_parts_that_do_not_make_the_whole_are_said(tmp_path: Path, men: int, said: bool) -> None:
    def change(book: Any) -> None:
        for sex, workers in (("All", 7100), ("Women", 2500), ("Men", men)):
            fill(book, "Stock", Year=2024, Cadre="Doctors", Sex=sex, Workers=workers)
        fill(book, "Stock", Year=2023, Cadre="Doctors", Sex="Men", Workers=1)

    words = "Stock H9 and Stock H10 make 6,500, and Stock H8 says 7,100 for all together: check them"
    assert (words in messages_of(saved(tmp_path, filled(change)))) is said


def test_a_lost_heading_column_or_country_is_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        fill(book, "Graduates", Year=2024, Cadre="Doctors", Graduates=800)
        book["Stock"].cell(5, 1).value = "Jahr"
        book["Graduates"].delete_rows(1, 5)
        for page in book.worksheets:
            page["A1"] = "Our figures"

    lines = problems_of(saved(tmp_path, filled(change)))
    assert lines[0].startswith("gha.xlsx, sheet Read me, cell A1: does not say of which country")
    assert lines[1].startswith("gha.xlsx, sheet Stock, row 5: the column Year is missing")
    assert lines[2].startswith("gha.xlsx, sheet Graduates: the row with the names of the columns")


def test_sheets_of_two_countries_are_refused(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Pay"]["A1"] = "Pay of a year: Kenya (KEN)"

    assert "sheets of several countries" in problems_of(saved(tmp_path, filled(change)))[0]


def test_an_empty_template_is_refused_in_one_line(tmp_path: Path) -> None:
    (line,) = problems_of(saved(tmp_path, blank()))
    assert line.startswith("gha.xlsx: has no figures of yours")


def test_a_renamed_sheet_is_named_and_so_is_the_one_that_is_missing(tmp_path: Path) -> None:
    def renamed(book: Any) -> None:
        fill(book, "Stock", Year=2024, Cadre="Doctors", Workers=7100)
        book["Stock"].title = "Bestand"
        book.create_sheet("My notes")["A1"] = "something"

    (line,) = problems_of(saved(tmp_path, filled(renamed)))
    assert "sheets of the template that are missing: Stock" in line
    assert "sheets that the template does not have, not read: Bestand, My notes" in line


def test_other_workbooks_are_not_taken_for_the_template(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Pay"
    out = io.BytesIO()
    book.save(out)
    (line,) = problems_of(saved(tmp_path, out.getvalue(), "salaries.xlsx"))
    assert "this is an Excel file" in line and "braingain template" in line


def bomb() -> bytes:
    """A workbook of which one part unpacks to more than is allowed."""
    out = io.BytesIO(blank())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", b" " * (cells.MAX_UNPACKED + 1))
    return out.getvalue()


def entities(name: str, text: str) -> str:
    if name != "xl/worksheets/sheet3.xml":
        return text
    return text.replace("<worksheet", '<!DOCTYPE a [<!ENTITY b "b">]><worksheet', 1)


def all_merged(name: str, text: str) -> str:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return text.replace("</sheetData>", merged) if name == "xl/worksheets/sheet3.xml" else text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb, "unpacks to more than"),
        (lambda: rewritten(blank(), entities), "is not as Excel writes it"),
        (lambda: rewritten(blank(), all_merged), "merged cells"),
        (lambda: blank()[:-3000], "breaks off or is damaged"),
        (lambda: rewritten(blank(), lambda name, text: text[:900] if "sheet3" in name else text), "cannot be read"),
    ],
    ids=["bomb", "entities", "merged", "cut", "broken"],
)
def test_hostile_and_damaged_workbooks_are_refused_in_one_line(
    tmp_path: Path, content: Callable[[], bytes], words: str
) -> None:
    (line,) = problems_of(saved(tmp_path, content()))
    assert words in line


def test_a_far_cell_is_named_and_costs_nothing(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Stock"]["XFD1048576"] = 7

    (line,) = problems_of(saved(tmp_path, filled(change)))
    assert line.startswith("gha.xlsx, sheet Stock, cell XFD1048576: stands too far")


@pytest.mark.parametrize(
    ("text", "heads", "value"),
    [
        ("4 500", True, 4500.0),
        ("4'500", True, 4500.0),
        ("1,234.5", True, 1234.5),
        ("1.234,5", True, 1234.5),
        ("1,234,567", True, 1234567.0),
        ("1.234.567", True, 1234567.0),
        ("32,5", False, 32.5),
        ("−3", False, -3.0),
        ("12 345,5", False, 12345.5),
    ],
)
def test_numbers_are_taken_where_they_are_certain(text: str, heads: bool, value: float) -> None:
    assert number_of(text, heads) == value


@pytest.mark.parametrize("text", ["4,500", "4.500", "1 234,567", "1,23,4", "4500 persons", "1e", "4_500", "inf"])
def test_numbers_that_could_be_two_or_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"two ways|number"):
        number_of(text, True)


def test_the_sheets_keep_to_the_closed_lists() -> None:
    for sheet in sheets.SHEETS:
        for key in (*sheet.keys, sheets.METHOD):
            assert key.field in COLUMNS
            known = {"cadre": cadres(), "unit": tuple(all_units())}.get(key.field) or allowed(key.field)
            assert {choice.code for choice in key.choices} <= set(known)
        for figure in sheet.figures:
            unit = indicators()[figure.indicator]["unit"]
            assert figure.measure in allowed("measure")
            assert not figure.unit or can_convert(figure.unit, unit)
        assert {*sheet.parts, *sheet.wholes} <= {figure.title for figure in sheet.figures}
        assert len(set(sheet.titles)) == len(sheet.titles)


def test_each_sheet_that_no_run_reads_says_so_and_no_other() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    saying = {
        page.title
        for page in book.worksheets
        if any(NOT_READ in map(str, row) for row in page.iter_rows(values_only=True))
    }
    assert saying == {"Students and seats", "Posts", "Exits", "Arrivals"}


def test_text_that_begins_like_a_formula_stays_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    written = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in written if cell.data_type == "f"]
    (ask,) = [cell for cell in written if cell.value == "=1+1"]
    assert ask.data_type == "s" and ask.quotePrefix


def test_the_page_lists_each_sheet_with_its_indicators() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
    listed = {line.split(" | ")[0].strip("| "): line for line in page.splitlines() if line.startswith("| ")}
    for sheet in sheets.SHEETS:
        for figure in sheet.figures:
            assert f"`{figure.indicator}`" in listed[sheet.name]
