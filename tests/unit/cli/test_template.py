"""``braingain template`` and taking its workbook in again, as a user meets them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from braingain.cli.main import run


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def template(home: Path) -> bytes:
    out = home / "template.xlsx"
    with pytest.raises(SystemExit) as ended:
        run(["template", "Ghana", "--out", str(out), "--store", str(home)])
    assert not ended.value.code
    return out.read_bytes()


def sheet_rows(content: bytes, name: str) -> tuple[dict[str, int], list[tuple[Any, ...]], int]:
    """Columns by title, the rows that are filled in, and the first free one."""
    page = openpyxl.load_workbook(io.BytesIO(content))[name]
    top = next(cell.row for cell in page["A"] if cell.value == "Year *")
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in page[top] if cell.value}
    rows = [row for row in page.iter_rows(min_row=top + 1, values_only=True) if row[0] is not None]
    return columns, rows, top + 1 + len(rows)


def filled(content: bytes, path: Path, figure: object) -> Path:
    columns, _, free = sheet_rows(content, "Stock")
    book = openpyxl.load_workbook(io.BytesIO(content))
    given = {"Year": 2022, "Cadre": "Doctors", "Who is counted": "Practising", "Workers": figure}
    for title, value in given.items():
        book["Stock"].cell(free, columns[title]).value = value
    columns, _, free = sheet_rows(content, "Posts")
    for title, value in {"Year": 2022, "Cadre": "Doctors", "Vacant posts": 12}.items():
        book["Posts"].cell(free, columns[title]).value = value
    book.save(path)
    return path


def test_the_workbook_comes_with_what_is_published_and_says_so(template: bytes) -> None:
    columns, rows, _ = sheet_rows(template, "Stock")
    assert len(rows) > 20
    assert {row[columns["Whose figure"] - 1] for row in rows} == {"public"}
    assert all(row[columns["Source document"] - 1].startswith("public: ") for row in rows)
    doctors = {row[0]: row[columns["Workers"] - 1] for row in rows if row[columns["Cadre"] - 1] == "Doctors"}
    assert doctors[2020] == 5424  # 1.701 per 10 000 of the World Bank times its 31.9 million
    abroad, rows, _ = sheet_rows(template, "Workers abroad")
    kingdom = [row for row in rows if row[abroad["Country where they work"] - 1] == "United Kingdom"]
    assert [row[abroad["Workers abroad"] - 1] for row in kingdom] == [231]


def test_every_sheet_prints_across_and_lists_are_offered(template: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert book.sheetnames[0] == "Read me" and {"What is missing", "What runs use", "Data dictionary"} <= set(
        book.sheetnames
    )
    for page in book.worksheets:
        assert page.page_setup.orientation == "landscape" and page.sheet_properties.pageSetUpPr.fitToPage
        assert "(GHA)" in page["A1"].value
        assert not [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    lists = book["Lists"]
    for page in (book["Stock"], book["Exits"], book["Pay"]):
        offered = {}
        for rule in page.data_validations.dataValidation:
            if rule.type == "list":
                area = rule.formula1.removeprefix("=").removeprefix("Lists!").replace("$", "")
                column = str(rule.sqref).split(":")[0].rstrip("0123456789")
                title = next(cell.value for cell in page[column] if cell.fill.start_color.rgb == "001F3B57")
                offered[title.removesuffix(" *")] = [cell[0].value for cell in lists[area]]
        assert offered["Cadre"][:2] == ["Doctors", "Specialist doctors"]
        assert offered["Whose figure"] == ["ours", "public"]
    assert offered["Money"] == ["National currency", "US$", "Times GDP per head"]


def test_a_filled_workbook_is_taken_in_and_set_beside_what_is_published(
    template: bytes, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(template, tmp_path / "gha.xlsx", "6 800")
    arguments = ("evidence", "import", str(path), "--source", "ministry", "--store", str(tmp_path / "home"))
    code, out, _ = call(capsys, *arguments, "--dry-run")
    assert code == 0 and not (tmp_path / "home" / "imported").exists()
    assert "gha.xlsx: 2 rows of source ministry; checked, nothing written" in out
    assert "Yours against public (both are kept):" in out
    assert (
        "- Health workers, doctor, practising, 2022: yours 6,800, public 5,424 "
        "(persons; 2020, worldbank_wdi, density times population); yours is 1.25 times that"
    ) in out
    assert "- no public figure stands beside 1 of your rows (vacancies)" in out
    content = json.loads(call(capsys, *arguments, "--json")[1])["import"]
    assert content["written"] is True
    assert [(one["yours"], one["public"]) for one in content["against_public"]] == [(12.0, None), (6800.0, 5424.0)]
    code, out, _ = call(capsys, "evidence", "show", "GHA", "--source", "ministry", "--store", str(tmp_path / "home"))
    assert code == 0 and "6 800" in out


def test_a_mistake_is_one_line_with_its_cell_and_nothing_is_written(
    template: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(template, tmp_path / "gha.xlsx", "6,800")
    code, out, err = call(capsys, "evidence", "import", str(path), "--store", str(tmp_path / "home"))
    assert (code, out) == (1, "") and not (tmp_path / "home").exists()
    (line,) = err.splitlines()
    _, _, free = sheet_rows(template, "Stock")
    assert line.startswith(
        f'braingain: gha.xlsx, sheet Stock, cell H{free} (Workers): "6,800" could be read in two ways'
    )


def test_figures_that_are_not_alike_are_set_beside_each_other_with_why(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Full-time equivalents, a register and a figure of 1900 stand beside heads who practise, and say so."""
    file = tmp_path / "own.csv"
    file.write_text(
        "indicator,country,cadre,activity,count,year,value,unit\nworkers,GBR,doctor,practising,fte,2018,150000,persons\n"
        "workers,KEN,doctor,registered,headcount,2018,11000,persons\nworkers,GBR,nurse,practising,headcount,1900,9000,persons\n"
        "workers,GBR,doctor,practising,headcount,2018,190000,persons\n"
    )
    with pytest.raises(SystemExit):
        run(["evidence", "import", str(file), "--source", "moh", "--dry-run"])
    lines = [line for line in capsys.readouterr().out.splitlines() if ": yours " in line]
    assert len(lines) == 4
    (fte,) = [line for line in lines if "150,000" in line]
    (register,) = [line for line in lines if "11,000" in line]
    (old,) = [line for line in lines if "1900: yours" in line]
    (alike,) = [line for line in lines if "190,000" in line]
    assert "not alike: yours full-time equivalents, public heads" in fte
    assert "not alike: yours registered, public not said" in register
    assert "years apart" in old and "not alike" not in alike


def test_the_page_says_what_the_workbook_leaves_out() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
    part = page.split("## A ministry's workbook", 1)[1].split("## Bring your own figures", 1)[0]
    assert "Figures of your own sources are not put in" in part and "of a publisher whose file you imported" in part
    assert "Not asked for: hires and absorption" in part


def test_a_user_s_own_figures_are_not_put_into_a_workbook(
    template: bytes, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, own = filled(template, tmp_path / "gha.xlsx", 123_457), tmp_path / "home"
    assert call(capsys, "evidence", "import", str(path), "--source", "secret_payroll", "--store", str(own))[0] == 0
    again = tmp_path / "again.xlsx"
    assert call(capsys, "template", "GHA", "--out", str(again), "--store", str(own))[0] == 0
    before, after = (openpyxl.load_workbook(io.BytesIO(one)) for one in (template, again.read_bytes()))
    for page in before.worksheets:
        assert [*page.values] == [*after[page.title].values]


def test_trained_here_and_nationals_are_never_set_beside_each_other(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ministry.csv"
    head = "indicator,country,partner,definition,cadre,year,value,unit\n"
    rows = [f"workers_abroad,DEU,GHA,{kind},doctor,2019,50,persons\n" for kind in ("trained", "national")]
    path.write_text(head + "".join(rows))
    out = call(capsys, "evidence", "import", str(path), "--store", str(home), "--dry-run", "--json")[1]
    beside = {one["what"]: one["public"] for one in json.loads(out)["import"]["against_public"]}
    assert beside == {
        "Health workers abroad, doctor, trained in Ghana, working in Germany": None,
        "Health workers abroad, doctor, nationals of Ghana, working in Germany": 42.0,
    }


def test_a_comparison_is_shown_for_a_table_too(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ministry.csv"
    path.write_text("indicator,country,cadre,year,value,unit\nworkers,GHA,doctor,2020,5424,persons\n")
    code, out, _ = call(capsys, "evidence", "import", str(path), "--store", str(home), "--dry-run")
    assert code == 0 and "- Health workers, doctor, 2020: yours 5,424, public 5,424" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("GHA", "--out", "gha.csv"), "does not end in .xlsx"),
        (("GHX", "--out", "gha.xlsx"), "is not a known country"),
        (("GHA", "--out", "there.xlsx"), "is there already"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_bytes(b"kept")
    code, out, err = call(capsys, "template", *arguments)
    assert (code, out) == (1, "") and words in err and len(err.splitlines()) == 1
    assert (tmp_path / "there.xlsx").read_bytes() == b"kept"


def test_the_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "template", "--help")
    assert code == 0 and "Example: braingain template GHA --out gha.xlsx" in out
