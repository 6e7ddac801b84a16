"""What is said of a lever is said once: the terminal, the page and the workbook have the same words."""

from __future__ import annotations

import io
from typing import Any

import invented
import openpyxl
import pytest
from rich.console import Console
from test_matrix_files import column, record

from braingain.cli import matrix as terminal
from braingain.cli.intervals import unbroken
from braingain.output import brief_matrix, lever_words, matrix_page
from braingain.output.matrix_workbook import workbook_bytes

MANY = ["AUS", "CAN", "GBR", "USA"]


def level(median: float) -> dict[str, Any]:
    third = invented.interval(median / 3, median / 30)
    return {
        "level": invented.interval(median, median / 10),
        "by_sex": {"female": invented.interval(0.6 * median, 1), "male": invented.interval(0.4 * median, 1)},
        "by_place": {"capital": third, "urban": third, "rural": third},
    }


def told() -> dict[str, Any]:
    """A matrix in which a lever serves by visitors, one acts in many countries, one does harm first, one binds nobody."""
    found = record()
    for row in found["rows"]:
        row["title"] = f"Lever {row['lever']}"
    visits, abroad, harm, fees = found["rows"][:4]
    visits |= {"aim_outcome": lever_words.SERVICE, "visitors_present": invented.interval(200, 0)}
    visits["outcomes"][lever_words.SERVICE] = {"difference": invented.interval(0.069, 0.01)}
    abroad |= {"destinations": MANY, "destination": "AUS", "cost_is_whole": True}
    harm |= {
        "aim_outcome": "share_at_home",
        "by_its_own_way": {"going": invented.interval(320, 40), "staying_abroad": invented.interval(120, 20)},
        "first_effect_year": 2029,
        "first_effect_sign": -1,
        "last_effect_year": 2029,
    }
    harm["cost_per_worker_year_with_wages_usd"] = invented.interval(12800, 4000) | {"why": "of the 82% of draws"}
    harm["years"], harm["at_year"] = {"start": 2027, "end": 2048}, 2047
    fees["rights_note"] = "Nobody should owe money."
    fees["outcomes"]["reserve"] = {"difference": invented.interval(0.2, 0.1)}
    names = ("workers", "workers.doctor", "workers.nurse", "workers.rural", "emigrants_per_year", "reserve")
    found["without_policy"] = [{"year": 2047, "outcomes": {name: level(64321.0) for name in names}}]
    return found


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """The same matrix as text of the terminal, of the page, of the workbook's sheets."""
    found = told()
    console = Console(width=400, record=True, file=io.StringIO())
    terminal.print_table(console, found)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(found)))
    cells = {
        name: "\n".join(str(cell) for line in book[name].iter_rows(values_only=True) for cell in line if cell)
        for name in book.sheetnames
    }
    page = matrix_page.render(found, invented.brief()["projection"])
    return {"terminal": console.export_text(), "page": page.replace("&#39;", "'"), **cells}


@pytest.mark.parametrize(
    "words",
    [
        "measured by service, not by workers at home: +0.069 full-time workers for 10 000 people (+0.059 to +0.079)",
        "200 visitors present in 2031, counted in no stock",
        "besides those leaving, 320 go in 2047 by its own tracks or stays (280 to 360), and 120 a year of those who went by them stay abroad",
        "in 4 countries",
        "2029 only, the wrong way",
        "half by 2029",
        lever_words.WHOLE_COST,
        "of the 82% of draws",
        lever_words.LIMITS,
        lever_words.ON_RIGHTS,
        "Without new policy, 2047",
        "from unlike countries",
    ],
)
def test_a_reader_of_any_output_reads_the_same(words: str, shown: dict[str, str]) -> None:
    for name in ("terminal", "page", "In short"):
        assert words.casefold() in shown[name].casefold(), name


def test_every_output_says_what_half_is_and_that_medians_do_not_add_up(shown: dict[str, str]) -> None:
    for name in ("terminal", "page", "About"):
        text = " ".join(shown[name].split())
        assert "need not add up to that of all" in text and "half of the largest size that it reaches" in text, name
    notes = brief_matrix.matrix_notes(told())
    assert "need not add up to that of all" in notes and "half of the largest size that it reaches" in notes


def test_the_workbook_says_the_same_in_the_sheet_of_all_columns() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told())))
    assert column(book, "First effect [year]")[2] == column(book, "Last effect [year]")[2] == 2029
    assert column(book, "First effect is")[2] == "the wrong way"
    assert column(book, "First seen, in words")[2] == "2029 only, the wrong way"
    assert "in 4 countries" in column(book, "Dose")[1] and "Australia" not in column(book, "Dose")[1]
    assert column(book, "Whose cost it is")[:2] == [None, lever_words.WHOLE_COST]
    assert column(book, "Visitors present [persons], median")[:2] == [200, None]
    service = "Service, full-time workers, visitors among them [for 10 000 people, difference], median"
    assert column(book, service)[:2] == [pytest.approx(0.069), None]
    assert column(book, "Rights")[2:4] == [lever_words.LIMITS, lever_words.ON_RIGHTS]


def test_the_workbook_has_groups_over_its_columns_and_a_short_sheet_first() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told())))
    assert book.sheetnames[:2] == ["In short", "Matrix"]
    groups = [cell for cell in next(book["Matrix"].iter_rows(max_row=1, values_only=True)) if cell]
    assert groups[0] == "What is done" and "What it costs" in groups and len(groups) == len(set(groups)) == 7
    assert "For whom: beside no new policy" in groups
    assert book["Matrix"].freeze_panes == "B3" and book["Matrix"].print_title_rows == "$1:$2"
    assert book["In short"].max_column <= 13 and book["In short"].freeze_panes == "B2"
    assert column(book, "Lever", "In short")[0] == "Without new policy, 2047"
    assert column(book, "Workers at home", "In short")[0] == "64\u202f300 (57\u202f900 to 70\u202f800)"


def test_levels_without_policy_are_in_a_sheet_by_sex_and_place_and_in_the_page_s_columns(shown: dict[str, str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told())))
    assert column(book, "Of whom", "Without policy")[:6] == ["all", "female", "male", "capital", "urban", "rural"]
    assert column(book, "Level, median", "Without policy")[0] == 64321
    assert "64,300" in shown["terminal"] and "64\u202f300" in shown["page"]
    assert "doctors at home 64\u202f300 (57\u202f900 to 70\u202f800)" in shown["page"]


def test_both_costs_of_a_worker_year_are_shown_and_the_one_to_compare_by_comes_first(shown: dict[str, str]) -> None:
    row = told()["rows"][2]
    assert lever_words.price(row)[0] == "$12\u202f800" and "as paid $9\u202f800" in lever_words.price(row)[1]
    assert "$12,800 a worker-year with public wages, $9,800 as paid, of the 82% of draws" in shown["terminal"]
    assert "$12\u202f800<small>" in shown["page"]
    assert 'data-column="price" data-value="12800"' in shown["page"]


def test_notes_on_rights_name_their_levers_and_the_same_note_stands_once(shown: dict[str, str]) -> None:
    rows = [{"title": title, "rights_note": note} for title, note in (("A", "x"), ("B", ""), ("C", "x"), ("D", "y"))]
    assert lever_words.rights_lines(rows) == [("A and C", "x"), ("D", "y")]
    assert "Rights: Lever bonding: Binds people to work at home for a term." in shown["terminal"]


def test_evidence_and_places_are_in_words() -> None:
    row = told()["rows"][1]
    assert lever_words.evidence_words(row) == "evidence weak, from unlike countries"
    assert lever_words.acts_in({"destinations": ["GBR", "ZAF"]}) == "in the United Kingdom and South Africa"
    assert lever_words.acts_in({"destinations": [], "destination": None}) == ""
    assert unbroken("$6\u202f640 for 5\u202f%") == "$6,640 for 5 %"


def test_for_whom_is_said_by_party_with_signs_figures_and_reasons(shown: dict[str, str]) -> None:
    """A lever that gains workers for money of the treasury, while migrants earn less and posts abroad are not known."""
    row = told()["rows"][2]
    line = "origin + workers − public money; destination not known; migrants − income"
    assert lever_words.for_whom_words(row) == line
    for where in ("terminal", "page", "In short", "Matrix"):
        assert line in " ".join(unbroken(shown[where]).split()), where
    origin, destination, migrants = lever_words.for_whom_lines(row)
    assert origin["who"] == "Origin: gains and loses" and migrants["who"] == "Migrants: loses"
    assert "what it is in 2031 +140 (+80 to +200)" in origin["text"]
    assert "what it is −$2.4 million (−$3.4 million to −$1.4 million)" in origin["text"]
    assert destination["text"].endswith("posts filled not simulated: the lever touches no destination")
    assert "−1.5 million international dollars" in migrants["text"]


def test_a_difference_too_small_to_show_is_said_in_words_in_place_of_noughts(shown: dict[str, str]) -> None:
    row = told()["rows"][0]
    row["outcomes"][lever_words.SERVICE] = {"difference": invented.interval(3e-4, 1e-4)}
    assert "next to none, less than 0.001 full-time workers" in lever_words.service_words(row)
    row["outcomes"][lever_words.SERVICE] = {"difference": invented.interval(0, 0)}
    assert lever_words.service_words(row).startswith("measured by service, not by workers at home: none")
    still = invented.figure(0, 0, "per_10k", "no change")
    assert lever_words.figure_words(still, row) == "what it is in 2031 none"
    assert "no change" in shown["terminal"] and "+0" not in shown["terminal"].replace("+0.0", "")


def test_for_whom_has_every_figure_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told())))
    median = "Origin: public money [US dollars of 2018, discounted], median"
    assert column(book, median) == [-2.4e6] * 5 + [None]
    assert column(book, "Destination: posts filled [posts], median") == [None] * 6
    assert column(book, "Destination: not simulated, because")[0] == "the lever touches no destination"
    assert column(book, "Migrants")[:5] == ["loses"] * 5
