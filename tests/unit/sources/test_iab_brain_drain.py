"""IAB's workbook by gender: born or citizen by the sheet's own words; sums checked; nothing of it ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import workbook

from braingain.evidence.importing import plan_import
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.iab_brain_drain.importer import read, recognises_whole
from braingain.sources.registry import all_sources, takes

YEARS = ["Australia", 1980, None, None, 1985, None, None]
LABELS = ["Country of birth", "Total", "M-Total", "F-Total", "Total", "M-Total", "F-Total"]
TOTAL = ["Total immigration stock", 30, 14, 16, 0, 0, 0]
SHARES = [None, None, 0.47, 0.53, None, None, None]
GHANA = ["Ghana", 20, 10, 10, 0, 0, 0]
UNKNOWN = ["Unknown", 10, 4, 6, 0, 0, 0]
SHEET = [YEARS, LABELS, TOTAL, SHARES, GHANA, UNKNOWN]
NOTE = [["Each spreadsheet contains the total migrant stock"]]


def book(*rows: list[object], other: list[list[object]] | None = None) -> bytes:
    return workbook(
        {"Explanatory note": NOTE, "AUS": list(rows), "DEU": other or [YEARS, ["Citizenship", *LABELS[1:]], *SHEET[2:]]}
    )


def taken(content: bytes) -> Read:
    assert recognises_whole("x.xlsx", content)
    return read({"iab.xlsx": content})


def wrong(content: bytes) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(content)
    return [problem.line() for problem in caught.value.problems]


def test_nothing_of_it_ships() -> None:
    assert not all_sources()["iab_brain_drain"].ships


def test_origin_is_birth_or_citizenship_as_the_sheet_says() -> None:
    found = taken(book(*SHEET))
    assert found.observations is not None
    assert found.observations[["country", "partner", "definition", "sex", "year", "value"]].values.tolist() == [
        ["AUS", "GHA", "born", "all", 1980, 20.0],
        ["AUS", "GHA", "born", "female", 1980, 10.0],
        ["AUS", "GHA", "born", "male", 1980, 10.0],
        ["DEU", "GHA", "national", "all", 1980, 20.0],
        ["DEU", "GHA", "national", "female", 1980, 10.0],
        ["DEU", "GHA", "national", "male", 1980, 10.0],
    ]
    assert "2 rows of Unknown left out: no country" in found.messages
    assert "6 figures of 0 left out: nobody, or not counted" in found.messages


def test_a_sheet_that_does_not_say_is_unknown_and_said() -> None:
    found = taken(book(YEARS, ["Origin", *LABELS[1:]], *SHEET[2:]))
    assert found.observations is not None
    assert set(found.observations.loc[found.observations["country"] == "AUS", "definition"]) == {"unknown"}
    assert any("does not say whether origin is birth or citizenship" in message for message in found.messages)


def test_sums_that_do_not_add_up_are_said_and_flagged() -> None:
    found = taken(book(YEARS, LABELS, TOTAL, SHARES, ["Ghana", 20, 10, 4, 0, 0, 0]))
    assert found.observations is not None
    row = found.observations[(found.observations["country"] == "AUS") & (found.observations["sex"] == "all")]
    assert row[["value", "flag"]].values.tolist() == [[20.0, "outside_range"]]
    assert any(
        message.startswith("sheet AUS, 1980: origins add up to 20, the total is 30") for message in found.messages
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [YEARS, LABELS, TOTAL, SHARES, ["Ghana", "2O", 10, 10, 0, 0, 0]],
            'sheet AUS, row 5, column B: "2O" is not a number',
        ),
        ([YEARS, LABELS, TOTAL, SHARES, ["Ghana", "1,020", 10, 10, 0, 0, 0]], "sheet AUS, row 5, column B:"),
        (
            [YEARS, LABELS, TOTAL, SHARES, GHANA, ["Ghana", 21, 10, 10, 0, 0, 0]],
            "sheet AUS, row 6, column value: 21.0 stands beside 20.0",
        ),
    ],
)
def test_dirty_sheets_name_sheet_row_and_column(rows: list[list[object]], said: str) -> None:
    assert wrong(book(*rows))[0].startswith(f"iab.xlsx, {said}")


def test_a_sheet_laid_out_otherwise_and_a_file_cut_off(tmp_path: Path) -> None:
    assert wrong(book(*SHEET, other=[YEARS, ["Citizenship", "All"]]))[0].startswith(
        "iab.xlsx, sheet DEU, row 2, column B: is not laid"
    )
    path = tmp_path / "cut.xlsx"
    path.write_bytes(book(*SHEET)[:-400])
    with pytest.raises(BraingainError):
        plan_import(path, None, "2026-11-24")


@pytest.mark.real_files
def test_the_publisher_s_file(real_files: Path) -> None:
    content = (real_files / "iab-brain-drain/iabbd_8010_v1_gender.xls").read_bytes()
    assert [name for name in all_sources() if takes(name, "x", content)] == ["iab_brain_drain"]
    found = taken(content)
    assert found.messages == (
        "19152 figures of 0 left out: nobody, or not counted",
        "20 rows of Unknown left out: no country",
    )
    rows = found.observations
    assert rows is not None
    assert rows["country"].nunique() == 20
    assert set(rows.loc[rows["definition"] == "national", "country"]) == {"DEU"}
    by_key = rows.set_index(["country", "partner", "year", "sex"])["value"]
    assert by_key[("AUS", "ZWE", 2010, "all")] == 21902
    assert by_key[("AUS", "ZWE", 2010, "female")] == 11178
