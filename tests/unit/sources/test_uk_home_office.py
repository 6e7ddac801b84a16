"""The Home Office's workbook of visas: quarters made years, nationality never training, notes and totals left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import workbook

from braingain.evidence.importing import commit_import, plan_import
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.registry import all_sources, takes
from braingain.sources.uk_home_office.importer import read, recognises_whole

SHEET = "Data_Occ_D02"
HEADER = ["Year", "Quarter", "Nationality", "Region", "Visa type", "Visa type subgroup", "Industry", "Occ. major group"]
HEADER += ["Occ. unit group", "Grants"]
PREAMBLE: list[list[object]] = [["Entry clearance visas granted"], ["Source: Home Office"], []]
NURSES, DOCTORS = "Registered nursing professionals", "Specialist medical practitioners"


def row(
    quarter: int,
    nationality: str = "India",
    unit: str = NURSES,
    grants: object = 100,
    year: int = 2022,
    kind: str = "Worker",
) -> list[object]:
    return [
        year,
        f"{year} Q{quarter}",
        nationality,
        "Asia",
        kind,
        "Health and Care Worker",
        "Health",
        "Professional",
        unit,
        grants,
    ]


YEAR = [row(quarter) for quarter in (1, 2, 3, 4)]


def book(*rows: list[object], preamble: list[list[object]] = PREAMBLE, header: list[str] = HEADER) -> bytes:
    return workbook({"Contents": [["Contents"]], SHEET: [*preamble, header, *rows]})


def taken(content: bytes) -> Read:
    assert recognises_whole("x.xlsx", content)
    return read({"visas.xlsx": content})


def cells(found: Read) -> list[list[object]]:
    assert found.observations is not None
    return sorted(found.observations[["cadre", "partner", "year", "value"]].values.tolist())  # type: ignore[no-any-return]


def wrong(content: bytes) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(content)
    return [problem.line() for problem in caught.value.problems]


def test_four_quarters_make_a_year_and_other_occupations_stay_out() -> None:
    other = [
        row(1, unit=unit) for unit in ("Nursery education teachers", "Nursing auxiliaries and assistants", "Chefs")
    ]
    found = taken(
        book(
            *YEAR,
            *other,
            row(1, "Nigeria", "2211 Generalist medical practitioners", 7),
            row(2, "Ghana", "Midwifery nurses", 3),
        )
    )
    assert cells(found) == [["doctor", "NGA", 2022, 7.0], ["nurse", "GHA", 2022, 3.0], ["nurse", "IND", 2022, 400.0]]
    rows = found.observations
    assert rows is not None
    assert set(rows["definition"]) == {"national"}
    assert set(rows["indicator"]) == {"visas_granted"}
    assert set(rows["country"]) == {"GBR"}


def test_names_that_the_home_office_writes_are_countries() -> None:
    names = {
        "Congo (Democratic Republic)": "COD",
        "Myanmar (Burma)": "MMR",
        "Korea (South)": "KOR",
        "Gambia, The": "GMB",
    }
    found = taken(book(*YEAR, *(row(1, name) for name in names)))
    assert {line[1] for line in cells(found)} == {*names.values(), "IND"}


def test_kinds_of_visa_and_industries_are_added_up() -> None:
    assert cells(taken(book(*YEAR, row(1, kind="Temporary worker", grants=5)))) == [["nurse", "IND", 2022, 405.0]]


def test_a_year_that_lacks_a_quarter_is_left_out_and_said() -> None:
    found = taken(book(*YEAR, row(1, year=2023), row(2, year=2023)))
    assert cells(found) == [["nurse", "IND", 2022, 400.0]]
    assert "2023 has 2 of 4 quarters: left out" in found.messages


def test_the_older_edition_has_its_header_in_row_2() -> None:
    header = [*HEADER[:6], "Occupation", *HEADER[6:]]
    rows = [[*cells[:6], "x", *cells[6:]] for cells in YEAR]
    assert cells(taken(book(*rows, preamble=PREAMBLE[:1], header=header))) == [["nurse", "IND", 2022, 400.0]]


def test_totals_notes_and_people_of_no_country_are_left_out_and_said() -> None:
    found = taken(book(*YEAR, row(1, "Total"), row(1, "Stateless"), ["Notes: figures are provisional"]))
    assert cells(found) == [["nurse", "IND", 2022, 400.0]]
    said = " ".join(found.messages)
    for words in ("1 notes below the table", "1 rows of totals dropped", "1 rows of Stateless left out"):
        assert words in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*YEAR, row(1, "Ghana", grants="1,02O")], f"sheet {SHEET}, row 9, column Grants:"),
        ([*YEAR, row(1, "Ghana", grants="twelve")], f'sheet {SHEET}, row 9, column Grants: "twelve" is not a number'),
        ([*YEAR, row(1, "Ghana", grants=-3)], f"sheet {SHEET}, row 9, column Grants: -3 is negative"),
        ([*YEAR, row(5)], f'sheet {SHEET}, row 9, column Quarter: "2022 Q5" is not a quarter of 2022'),
        ([*YEAR, row(1)], f"sheet {SHEET}, row 9, column Grants: says again what row 5 says"),
    ],
)
def test_dirty_sheets_name_sheet_row_and_column(rows: list[list[object]], said: str) -> None:
    assert wrong(book(*rows))[0].startswith(f"visas.xlsx, {said}")


def test_a_missing_column_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    content = book(*YEAR, header=[*HEADER[:-1], "Number"])
    assert wrong(content) == ["visas.xlsx, row 4, column Grants: is missing; fetch it again"]
    path, home = tmp_path / "visas.xlsx", tmp_path / "home"
    path.write_bytes(content)
    with pytest.raises(BraingainError):
        plan_import(path, None, "2026-11-24")
    assert not home.exists()


def test_a_workbook_cut_off_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "visas.xlsx"
    path.write_bytes(book(*YEAR)[:-300])
    with pytest.raises(BraingainError) as caught:
        plan_import(path, None, "2026-11-24")
    assert len(caught.value.problems) == 1


def test_it_is_known_by_its_sheet_and_taken_in(tmp_path: Path) -> None:
    content = book(*YEAR)
    assert [name for name in all_sources() if takes(name, "download.xlsx", content)] == ["uk_home_office"]
    path = tmp_path / "download.xlsx"
    path.write_bytes(content)
    assert commit_import(plan_import(path, None, "2026-11-24"), tmp_path / "home")
