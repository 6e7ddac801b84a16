"""Corrections: a later import of the same source and key replaces, others stay; removal; what is refused and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from braingain.cli.main import build
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.replacing import remove_imports, replaced_rows
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError

TODAY = "2026-11-24"
HEADER = "indicator,country,cadre,year,value,unit\n"


def put(home: Path, name: str, rows: str, source: str = "ministry") -> int:
    path = home.parent / name
    path.write_text(HEADER + rows, "utf-8")
    plan = plan_import(path, source, TODAY)
    replaced = replaced_rows(plan, home)
    assert commit_import(plan, home)
    return replaced


def refused(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BraingainError) as caught:
        plan_import(path, None, TODAY)
    (problem,) = caught.value.problems
    return problem.line()


def test_a_correction_replaces_rows_of_its_key_and_source_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = "workers,GHA,doctor,2023,6900,persons\nworkers,GHA,doctor,2024,71000,persons\n"
    assert put(home, "first.csv", first) == 0
    assert put(home, "other.csv", "workers,GHA,doctor,2024,1,persons\n", "council") == 0
    assert put(home, "second.csv", "workers,GHA,doctor,2024,7100,persons\n") == 1
    rows = open_store(home).observations("workers", "GHA", cadre="doctor")
    assert rows[rows["source"] == "ministry"]["value"].tolist() == [6900.0, 7100.0]
    assert rows[rows["source"] == "council"]["value"].tolist() == [1.0]
    assert remove_imports("ministry", home) == ["first.csv", "second.csv"]
    left = open_store(home)
    assert left.observations(source="ministry").empty and len(left.observations(source="council")) == 1
    with pytest.raises(BraingainError, match="did you mean council"):
        remove_imports("counci", home)


def test_the_command_says_what_it_replaced(tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "a.csv"
    put(home, "first.csv", "workers,GHA,doctor,2024,71000,persons\n")
    path.write_text(HEADER + "workers,Ghana,doctor,2024,7100,persons\n", "utf-8")
    call = ["evidence", "import", str(path), "--source", "ministry", "--store", str(home)]
    assert "1 row of ministry would be replaced" in CliRunner().invoke(build(), [*call, "--dry-run"]).output
    assert "1 row of ministry replaced" in CliRunner().invoke(build(), call).output
    noted = tmp_path / "b.csv"
    noted.write_text(f"{HEADER.strip()},note\nworkers,Ghana,doctor,2024,7100,persons,counted again\n", "utf-8")
    said = CliRunner().invoke(build(), ["evidence", "import", str(noted), *call[3:]]).output
    assert "1 row of ministry replaced" in said
    again = ["evidence", "import", str(tmp_path / "first.csv"), *call[3:]]
    assert "evidence remove ministry" in CliRunner().invoke(build(), again).output
    assert "removed" in CliRunner().invoke(build(), ["evidence", "remove", "ministry", "--store", str(home)]).output


def test_a_country_s_full_name_is_its_code(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "workers,Kenya,doctor,2024,1,persons\n", "utf-8")
    observations = plan_import(path, None, TODAY).observations
    assert observations is not None and observations["country"].tolist() == ["KEN"]


def test_reported_stocks_of_the_future_and_shares_of_no_place_are_refused(tmp_path: Path) -> None:
    assert "2028 is yet to come" in refused(tmp_path, "a.csv", HEADER + "workers,GHA,doctor,2028,1,persons\n")
    share = refused(tmp_path, "a.csv", HEADER + "place_share,GHA,doctor,2024,0.5,share\n")
    assert "column place" in share and "capital, urban or rural" in share


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("book.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99)),
    ],
)
def test_an_excel_file_is_named_as_one(tmp_path: Path, name: str, content: bytes) -> None:
    assert "this is an Excel file; save the sheet as CSV UTF-8" in refused(tmp_path, name, content)


@pytest.mark.parametrize("name", ["book.xlsx", "download"])
def test_an_excel_file_that_breaks_off_is_named_as_one(tmp_path: Path, name: str) -> None:
    content = b"PK\x03\x04\x14\0\0\0 xl/workbook.xml"
    assert "this is an Excel file that breaks off or is damaged" in refused(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "instead"),
    [("geo_cepii.xls", "dist_cepii"), ("geo_cepii.dta", "dist_cepii"), ("CLASS.xlsx", "OGHIST.xlsx")],
)
def test_a_publisher_s_other_file_names_the_one_that_is_read(tmp_path: Path, name: str, instead: str) -> None:
    said = refused(tmp_path, name, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99))
    assert instead in said and "save the sheet as CSV" not in said
