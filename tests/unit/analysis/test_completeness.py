"""How complete the evidence is: states by hand for a few countries, the picture, and what to ask a ministry for."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest

from braingain.analysis.completeness import STATES, Cell, Country, completeness, sex_by_indicator, to_ask
from braingain.baseline.context import build_context
from braingain.cli.main import run
from braingain.evidence.gaps import gaps_of, gaps_overview, needs
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import Store, open_store
from braingain.output.gap_page import ASK_COLUMNS, gap_files, page, sentence
from braingain.output.gap_picture import FILLS, INKS, MEANINGS, SIGNS

LABELS = [need["label"] for need in needs()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def countries(store: Store) -> list[Country]:
    return completeness(store)


def states(country: Country) -> dict[str, Cell]:
    return dict(zip(LABELS, country.cells, strict=True))


def one(countries: list[Country], iso3: str) -> Country:
    return next(country for country in countries if country.iso3 == iso3)


def test_every_need_has_a_label_of_its_own_and_every_state_its_signs() -> None:
    assert len(set(LABELS)) == len(LABELS) and all(LABELS)
    for signs in (FILLS, INKS, MEANINGS):
        assert set(signs) == set(STATES) and len(set(signs.values())) == len(STATES)
    assert len(set(SIGNS.values())) == len(STATES)  # told apart without colours


def test_states_of_ghana_and_of_a_place_without_people(countries: list[Country]) -> None:
    ghana = states(one(countries, "GHA"))
    assert ghana["doctors"] == Cell("met", 2020, "")
    assert ghana["new doctors a year"] == Cell("older", 2004, "")
    assert ghana["nurses abroad"].state == "older"
    assert ghana["pay of doctors"] == Cell("borrowed", None, "assumed")
    assert ghana["new nurses a year"].state == "older"
    assert ghana["mid-level clinicians"] == Cell("missing", None, "")
    assert ghana["vacancies of doctors"] == Cell("missing", None, "")
    assert ghana["vacancies of nurses"] == Cell("unused", 2003, ""), (
        "a figure that no run reads is no gap in what is known"
    )
    assert ghana["doctors who left"] == Cell("unused", 2003, "assumed")
    assert {one(countries, "GHA").grades["doctor"]} == {"C"}
    nobody = one(countries, "CXR")
    assert set(nobody.grades.values()) == {""} and nobody.count("borrowed") == 0


def test_states_agree_with_the_gaps_and_with_what_a_baseline_holds(store: Store, countries: list[Country]) -> None:
    for iso3 in ("GHA", "IND", "SWE", "TWN"):
        country, context = one(countries, iso3), build_context(store, iso3)
        gaps = {(gap["indicator"], gap["cadre"]): gap["latest_year"] for gap in gaps_of(store, iso3)}
        for need, cell in zip(needs(), country.cells, strict=True):
            key = need["indicator"], need["cadre"]
            assert (cell.state != "met") == (key in gaps), (iso3, key)
            assert cell.state == "met" or cell.latest_year == gaps[key]
            held = context.values.get(f"{key[0]}.{key[1]}")
            if cell.stands_in and held is not None:
                assert cell.stands_in == held.method, (iso3, key)
        assert dict(country.grades) == dict(context.grade)


def test_counts_by_need_are_those_of_the_overview(store: Store, countries: list[Country]) -> None:
    table = gaps_overview(store)
    for n, row in enumerate(table.itertuples(index=False)):
        assert sum(c.cells[n].state == "met" for c in countries) == row.countries_with
        assert sum(c.cells[n].state == "older" for c in countries) == row.countries_with_older
        assert sum(c.cells[n].state == "unused" for c in countries) == row.countries_not_used


def test_the_most_complete_come_first_in_each_region(countries: list[Country]) -> None:
    for region in {country.region for country in countries}:
        met = [country.count("met") for country in countries if country.region == region]
        assert met == sorted(met, reverse=True)


def test_rows_by_sex_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "indicator,country,cadre,sex,year,value,unit\nworkers,KEN,nurse,female,2020,900,persons\n"
        "workers,KEN,nurse,male,2020,300,persons\nwomen_share,KEN,doctor,,2020,0.4,share\n"
        "workers,KEN,nurse,,2020,1200,persons\n",
        "utf-8",
    )
    before = completeness(open_store(tmp_path / "home"), ["KEN"])[0]
    commit_import(plan_import(path, "ministry", "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    (kenya,) = completeness(store, ["KEN"])
    assert (kenya.rows, kenya.rows_by_sex) == (before.rows + 4, 3)
    assert kenya.record()["share_by_sex"] == round(3 / kenya.rows, 4)
    assert states(kenya)["women among doctors"] == Cell("met", 2020, "")
    by_sex = {row["indicator"]: row["rows_by_sex"] for row in sex_by_indicator(store)}
    assert (by_sex["workers"], by_sex["women_share"]) == (2, 1)


def test_migrants_of_all_occupations_are_no_rows_of_health_workers_and_pairs_count_once_in_the_world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"{indicator},GBR,{partner},{definition},{cadre},{sex},2020,5,persons"
        for indicator, partner, definition, cadre in (
            ("migrants", "KEN", "born", ""),
            ("workers_abroad", "KEN", "trained", "nurse"),
        )
        for sex in ("female", "male")
    ]
    path.write_text("\n".join(["indicator,country,partner,definition,cadre,sex,year,value,unit", *lines]), "utf-8")
    empty = open_store(tmp_path / "none")
    before = {one.iso3: one for one in completeness(empty, ["KEN", "GBR"])}
    whole = sum(row["rows"] for row in sex_by_indicator(empty))
    commit_import(plan_import(path, "ministry", "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    for one in completeness(store, ["KEN", "GBR"]):
        old = before[one.iso3]
        assert (one.rows, one.rows_by_sex) == (old.rows + 2, old.rows_by_sex + 2)
    after = sex_by_indicator(store)
    assert sum(row["rows"] for row in after) == whole + 2
    code, out, _ = call(capsys, "evidence", "gaps", "--store", str(store.home))
    assert code == 0
    said = f"Of {whole + 2:,} rows of health workers".replace(",", " ")
    assert said in " ".join(out.split())


def test_what_to_ask_for_is_all_that_is_not_met(countries: list[Country]) -> None:
    asked = to_ask([one(countries, "GHA"), one(countries, "SWE")])
    assert len(asked) == sum(len(LABELS) - one(countries, iso3).count("met") for iso3 in ("GHA", "SWE"))
    assert all(row["ask"] and row["why"] and row["state"] != "met" for row in asked)
    payroll = next(row for row in asked if row["what"] == "mid-level clinicians")
    assert payroll["ask"] == "the ministry's payroll by cadre"


def test_the_files_can_be_read_and_hold_every_country(countries: list[Country]) -> None:
    some = [one(countries, iso3) for iso3 in ("GHA", "KEN", "IND", "SWE", "USA")]
    files = gap_files(some, "gaps", "Made: by a test", 2018)
    assert [Path(name).suffix for name in files] == [".html", ".svg", ".png", ".csv", ".xlsx"]
    text = files["gaps.html"].decode()
    assert "http" not in re.sub(r'xmlns[:\w]*="[^"]+"', "", text) and "<script" not in text
    svg = files["gaps.svg"].decode()
    assert ET.fromstring(svg).tag.endswith("svg") and 'role="img"' in svg
    assert files["gaps.png"].startswith(b"\x89PNG") and len(files["gaps.png"]) > 20_000
    for country in some:
        assert country.name in text and country.name in svg
    for colour in FILLS.values():
        assert colour in svg
    rows = list(csv.DictReader(io.StringIO(files["gaps-ask.csv"].decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(files["gaps-ask.xlsx"])).active
    assert tuple(rows[0]) == ASK_COLUMNS and len(rows) == len(to_ask(some)) == sheet.max_row - 1
    assert [cell.value for cell in sheet[2]][:2] == ["GHA", "Ghana"]
    assert sentence(some).startswith(f"Of {len(LABELS)} figures that a baseline needs, half of 5 countries")
    assert "mid-level clinicians" in sentence(some) and sentence(some[:1]).startswith(f"Of {len(LABELS)} figures")


def test_a_page_counts_each_need(countries: list[Country]) -> None:
    text = page(countries, "gaps", "Made", 2018)
    met = sum(country.cells[0].state == "met" for country in countries)
    assert f"<tr><td>doctors</td><td>{met}</td>" in text
    assert "nobody reports" in text and "vacancies of doctors" in text


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_gaps_of_all_and_of_one_as_json_and_in_a_folder(
    store: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home = ("--store", str(store.home))
    code, out, _ = call(capsys, "evidence", "gaps", "--json", *home)
    content = json.loads(out)
    assert (code, content["schema"], len(content["gaps"])) == (0, "braingain/gaps/1", len(LABELS))
    assert len(content["countries"]) > 230 and {"met", "grades", "share_by_sex", "findings"} <= set(
        content["countries"][0]
    )
    folder = tmp_path / "new" / "gaps"
    code, out, _ = call(capsys, "evidence", "gaps", "GHA", "--out", str(folder), *home)
    assert code == 0 and "Grades: doctors C, nurses C." in " ".join(out.split())
    names = {"gaps-GHA.html", "gaps-GHA.svg", "gaps-GHA.png", "gaps-GHA-ask.csv", "gaps-GHA-ask.xlsx"}
    assert {path.name for path in folder.iterdir()} == names
    code, _, err = call(capsys, "evidence", "gaps", "GHA", "--out", str(folder), *home)
    assert code == 1 and err.count("is there already; --force overwrites it") == len(names)
    code, out, _ = call(capsys, "evidence", "gaps", "GHA", "--out", str(folder), "--force", "--json", *home)
    content = json.loads(out)
    assert code == 0 and content["completeness"]["country"] == "GHA" and len(content["written"]) == len(names)
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
