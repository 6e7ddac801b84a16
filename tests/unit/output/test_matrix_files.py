"""The matrix as a workbook and as a page: the same numbers as its record, inert against hostile names, whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import invented
import openpyxl
import pytest

from braingain.foundation.errors import BraingainError
from braingain.output import brief_matrix, files, matrix_page, matrix_words
from braingain.output.matrix_workbook import workbook_bytes

HOSTILE = '=HYPERLINK("http://a.example","</script><b>x")'
LIKE_FORMULAS = ("+1+1", "-2+3", "@SUM(A1)", "#N/A")


def record() -> dict[str, Any]:
    """An invented matrix with what a real one has beside."""
    matrix: dict[str, Any] = invented.brief()["matrix"]
    for place, row in enumerate(matrix["rows"]):
        row |= {"cadres": ["doctor", "nurse"], "destinations": [], "flags": []}
        for effect in row["side_effects"]:
            effect |= {"unit": "persons", "visible_from": 1.0}
        if not row["not_applicable"]:
            row["cost_usd"]["total"] = invented.interval(1e6 * (place + 1) + 0.123, 5e5)
    rows = matrix["rows"]
    rows[0]["title"], rows[0]["flags"] = HOSTILE, [LIKE_FORMULAS[0]]
    rows[1]["title"], rows[2]["title"], rows[3]["title"] = LIKE_FORMULAS[1:]
    rows[1]["outcomes"]["workers"]["difference"] = invented.interval(1234.5678901234, 60)
    rows[2]["cost_usd"]["by_payer"] = {"donor": invented.interval(7.25, 1.5)}
    head = (
        "lever",
        "title",
        "family",
        "aim",
        "not_applicable",
        "doses",
        "cadres",
        "destinations",
        "flags",
        "rights_note",
    )
    rows[5]["not_applicable"] = "nobody works here in this cadre in Ghana"
    rows[5] = {name: rows[5][name] for name in head} | {"evidence": {"grade": "assumed", "ids": [], "distance": "far"}}
    return matrix | {"filter": {"aim": ["push"], "evidence": "weak"}, "sort": "catalogue", "hash": "abc"}


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(record())))


def column(book: openpyxl.Workbook, title: str, sheet: str = "Matrix") -> list[Any]:
    """The cells of a column by its name."""
    top = 1 if sheet == "Matrix" else 0  # groups of columns stand above their names
    (found,) = [cells for cells in book[sheet].iter_cols(values_only=True) if cells[top] == title]
    return list(found[top + 1 :])


def test_every_number_of_the_record_is_in_the_workbook_as_a_number(book: openpyxl.Workbook) -> None:
    rows = record()["rows"]
    for words, found in (
        ("Workers at home [persons, difference]", lambda row: row["outcomes"]["workers"]["difference"]),
        ("Women at home [persons, difference]", lambda row: row["outcomes"]["workers"]["by_sex"]["female"]),
        (
            "People leaving [persons a year, difference]",
            lambda row: row["outcomes"]["emigrants_per_year"]["difference"],
        ),
        ("Cost in all [US dollars of 2018]", lambda row: row["cost_usd"]["total"]),
        ("Cost a worker-year, with public wages [US dollars of 2018, discounted]", wages),
        ("Left five years after the end [share of the effect]", lambda row: row["share_left_after_end"]),
    ):
        for name, said in (("median", "median"), ("p05", "5 %"), ("p95", "95 %")):
            cells = column(book, f"{words}, {said}")
            for row, cell in zip(rows, cells, strict=True):
                interval = None if row["not_applicable"] else found(row)
                assert cell == (None if interval is None else pytest.approx(interval[name], rel=1e-12))
    assert column(book, "Paid by a donor [US dollars of 2018], median") == [0, 0, 7.25, 0, 0, None]
    assert column(book, "First effect [year]") == [2028, None, 2028, None, None, None]


def wages(row: dict[str, Any]) -> dict[str, float] | None:
    found: dict[str, float] | None = row["cost_per_worker_year_with_wages_usd"]
    return found


def test_the_long_sheet_has_every_outcome_by_sex_and_place(book: openpyxl.Workbook) -> None:
    rows = [row for row in record()["rows"] if not row["not_applicable"]]
    splits = 1 + 2 + 3
    assert book["All outcomes"].max_row == 1 + splits * sum(len(row["outcomes"]) for row in rows)
    assert column(book, "Of whom", "All outcomes")[:6] == ["all", "female", "male", "capital", "urban", "rural"]


def test_text_that_looks_like_a_formula_or_an_error_stays_text(book: openpyxl.Workbook) -> None:
    sheet = book["Matrix"]
    for at, words in enumerate((HOSTILE, *LIKE_FORMULAS[1:]), start=3):
        cell = sheet.cell(at, 1)
        assert (cell.value, cell.data_type) == (words, "s")
        assert cell.quotePrefix == (words[0] in "=+-@")
    flagged = [cell for line in sheet.iter_rows() for cell in line if cell.value == LIKE_FORMULAS[0]]
    assert flagged and all(cell.quotePrefix for cell in flagged)
    kinds = {cell.data_type for page in book for line in page.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}


def test_a_planner_finds_filters_frozen_names_reasons_side_effects_and_what_it_is(book: openpyxl.Workbook) -> None:
    sheet = book["Matrix"]
    assert (
        sheet.freeze_panes == "B3" and sheet.auto_filter.ref.startswith("A2:") and sheet.auto_filter.ref.endswith("8")
    )
    reasons = column(book, "Does not apply because")
    assert reasons == [None] * 5 + ["nobody works here in this cadre in Ghana"]
    effects = column(book, "Side effects found in most draws")
    assert effects[
        0
    ] == "People leave posts in the capital for rural ones (20 persons, 10 to 30; in 97 % of draws)".replace(
        "97 %", "97\u202f%"
    )
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True) if row[0]}
    assert about["Country"] == "Ghana (GHA)" and about["Hash of the results"] == "abc"
    assert about["Levers"].startswith("6, of which 5 apply; only those with aim push, evidence weak or better")
    assert "doctors B" in str(matrix_words.facts(record()))
    assert any(key.startswith("Note on rights") for key in about)


class Page(HTMLParser):
    """Tags with their attributes, and the text that is read."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.quiet = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.quiet += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def html() -> str:
    return matrix_page.render(record(), invented.brief()["projection"])


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    parsed = Page()
    parsed.feed(html)
    return parsed


def test_the_page_needs_no_network_and_runs_its_own_script_alone(html: str, page: Page) -> None:
    assert not [tag for tag, attrs in page.tags if {"src", "href", "xlink:href"} & set(attrs)]
    assert not {"link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert (
        page.text.count(HOSTILE) == 1 and ("b", {}) not in page.tags[: page.tags.index(("table", page.all("table")[0]))]
    )
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert len(scripts) == 1 and len(page.all("script")) == 2
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = next(attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv"))
    assert policy and f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_the_data_inside_is_the_record(html: str) -> None:
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert json.loads(data) == record()


def test_each_lever_can_be_filtered_and_sorted_by_its_numbers(page: Page) -> None:
    rows = record()["rows"]
    bodies = [attrs for attrs in page.all("tbody") if attrs["class"] == "one"]
    assert [body["id"] for body in bodies] == [f"lever-{row['lever']}" for row in rows]
    assert [body["data-family"] for body in bodies] == [row["family"] for row in rows]
    assert {body["data-aim"] for body in bodies} == {"push"} and bodies[0]["data-cadre"] == "doctor nurse"
    assert [body["data-acting"] for body in bodies] == ["1"] * 5 + ["0"]
    for name, found in (
        ("workers", lambda row: row["outcomes"]["workers"]["difference"]["median"]),
        ("women", lambda row: row["outcomes"]["workers"]["by_sex"]["female"]["median"]),
        ("cost", lambda row: row["cost_usd"]["total"]["median"]),
    ):
        cells = [attrs["data-value"] for attrs in page.all("td") if attrs.get("data-column") == name]
        assert [float(str(cell)) for cell in cells] == [found(row) for row in rows[:5]]
    names = {attrs["name"] for attrs in page.all("select")}
    assert names == {"family", "evidence", "cadre", "sort"}, "aims are all alike: nothing to choose"


def test_the_table_is_one_for_those_who_hear_it(page: Page) -> None:
    assert len(page.all("caption")) == 1
    heads = page.all("th")
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in heads)
    columns = [attrs for attrs in heads if attrs.get("scope") == "col"]
    assert len(columns) == len([attrs for attrs in page.all("button") if attrs.get("id") != "again"])
    first = {attrs["data-column"]: attrs["data-first"] for attrs in columns}
    assert {name for name, way in first.items() if way == "descending"} == {"workers", "women", "men", "rural"}
    assert set(first.values()) == {"ascending", "descending"}
    shown = {attrs["data-column"] for attrs in page.all("td") if attrs.get("data-column")} | {"name"}
    assert shown == {attrs["data-column"] for attrs in columns}
    options = {attrs["value"] for attrs in page.all("option")}
    assert shown <= options, "a phone shows no heads of columns to sort by"
    assert any(attrs.get("role") == "status" for attrs in page.all("p"))


def test_the_page_says_what_goes_wrong_why_a_lever_does_not_apply_and_what_was_run(html: str, page: Page) -> None:
    for words in (
        "Does not apply: nobody works here in this cadre in Ghana",
        "Found in 97\u202f% of draws: 20 persons, 10 to 30; gone where nobody may leave one post for another.",
        "limits freedom to move",
        "Binds people to work at home for a term.",
        "Paid by a donor",
        "only those with aim push, evidence weak or better",
    ):
        assert words in page.text, words
    lead = brief_matrix.matrix_lead(record(), brief_matrix.least_change(invented.brief()["projection"]))
    assert "".join(part["text"] for part in lead) in page.text
    assert "@page{size:A4 landscape" in html


def test_headings_of_families_stand_only_in_the_order_of_the_catalogue_and_nothing_breaks_without_levers() -> None:
    matrix = record()
    assert 'class="heading"' in matrix_page.render(matrix, invented.brief()["projection"])
    by_cost = matrix | {"sort": "cost"}
    assert 'class="heading"' not in matrix_page.render(by_cost, invented.brief()["projection"])
    nothing = matrix | {"rows": matrix["rows"][5:]}
    text = matrix_page.render(nothing, None)
    assert matrix_page.NO_LEVER in text and "Does not apply" in text
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(nothing)))
    assert column(book, "Does not apply because") == ["nobody works here in this cadre in Ghana"]


def test_experiments_that_were_run_stand_in_both() -> None:
    tried = {
        "lever": "bonding",
        "destination": None,
        "mechanism": "bond_erosion",
        "not_applicable": None,
        "what": "bonded people who leave at 20% inflation less those at 2%",
        "unit": "persons",
        "with_mechanism": invented.interval(19, 4),
        "without_mechanism": invented.interval(0, 0),
        "share_of_draws": 1.0,
        "words": "appears in 100% of draws; gone without its mechanism",
    }
    apart = {name: tried[name] for name in ("lever", "mechanism")} | {"destination": "GBR", "not_applicable": "no bond"}
    matrix = record() | {"experiments": [tried, apart]}
    text = matrix_page.render(matrix, invented.brief()["projection"])
    assert (
        "With the mechanism: 19 persons, 15 to 23; without it: less than one person. Appears in 100% of draws" in text
    )
    assert "Bonding, United Kingdom" in text and "Does not apply: no bond" in text
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(matrix)))
    assert column(book, "With it, 95 %", "Experiments") == [23, None]
    assert column(book, "In words", "Experiments") == [tried["words"], "no bond"]
    assert "Experiments" not in openpyxl.load_workbook(io.BytesIO(workbook_bytes(record()))).sheetnames


def test_files_that_are_there_and_folders_are_refused(tmp_path: Path) -> None:
    files.check_free([tmp_path / "deep" / "a.json"])
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    (tmp_path / "b.html").mkdir()
    with pytest.raises(BraingainError, match="is there already"):
        files.check_free([tmp_path / "a.json"])
    files.check_free([tmp_path / "a.json"], force=True)
    with pytest.raises(BraingainError, match="is a folder"):
        files.check_free([tmp_path / "b.html"], force=True)
    with pytest.raises(BraingainError, match="is a file, not a folder"):
        files.check_free([tmp_path / "a.json" / "c.html"])
    assert not (tmp_path / "deep").exists()


def test_a_file_that_cannot_be_written_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    first, blocker = tmp_path / "a.json", tmp_path / "b"
    first.write_text("old", encoding="utf-8")
    blocker.write_text("a file", encoding="utf-8")
    with pytest.raises(BraingainError, match="cannot be written"):
        files.write_whole({first: b"new", blocker / "c.html": b"new"})
    assert first.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b"]


def test_cadres_are_chosen_by_their_name_beside_for_whom_a_lever_is(html: str) -> None:
    assert "<label>Cadre <select" in html and "<label>For <select" not in html
    asked = matrix_words.chosen(record() | {"filter": {"cadre": ["nurse"]}})
    assert asked.startswith("only those with cadre nurse")


def test_where_levers_of_one_destination_act_is_said_with_the_reason_where_nobody_named_it() -> None:
    record = {"country": "PRT", "destinations": ["SWE"]}
    assert matrix_words.destinations_words(record).startswith(
        "Sweden, where most doctors trained in Portugal are counted"
    )
    assert matrix_words.destinations_words(record | {"destinations_named": True}) == "Sweden"
    assert matrix_words.destinations_words({"country": "PRT"}) == ""
