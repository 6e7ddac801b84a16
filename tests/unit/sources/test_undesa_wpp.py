"""World Population Prospects: M49 numbers, ages, dates."""

from __future__ import annotations

from pathlib import Path

import pytest
from world_files import assert_same_table, committed, read_again, recognised_by

from braingain.foundation.errors import BraingainError
from braingain.sources.undesa_wpp.importer import read

SOURCE = "undesa_wpp"
MX = "country_code\tcountry\tage\t2015-2020\t2020-2025\n412\tKosovo\t0\t.01\t.02\n412\tKosovo\t100+\t.5\t.6\n900\tWorld\t0\t.1\t.1\n"


@pytest.mark.real_files
def test_the_committed_tables_are_what_the_importer_gives(real_files: Path):
    found = read_again(real_files, SOURCE)
    assert_same_table(found, SOURCE, "population")
    assert_same_table(found, SOURCE, "mortality")
    assert "no country, dropped: M49 900 (315 rows)" in found.messages
    assert "COVID-19 is in the rates of 2020-2025" in found.messages


@pytest.mark.real_files
def test_the_countries_sum_to_the_world_row_that_is_dropped(real_files: Path):
    folder = real_files / "undesa-wpp2024"
    lines = (folder / "wpp2024_pop_5year_age_sex_1990_2060.csv").read_text().splitlines()
    world = [line.split(",") for line in lines if line.startswith("900,2025,")]
    printed = sum(float(cell) for row in world for cell in row[3:])
    assert round(printed) == 8_231_613
    table = committed(SOURCE, "population")
    ours = table[table.year == 2025]["persons"].sum() / 1000
    assert abs(ours / printed - 1) < 1e-4


@pytest.mark.real_files
def test_figures_at_31_december_are_refused(real_files: Path):
    folder = real_files / "undesa-wpp2024"
    for name in ("popprojMed.txt", "births.txt", "birthsprojMed.txt", "UNlocations.txt", "sexRatio5.txt"):
        assert SOURCE not in recognised_by(folder / name), name
    with pytest.raises(BraingainError, match="31 December"):
        read({"popprojMed.txt": (folder / "popprojMed.txt").read_bytes()})
    assert recognised_by(folder / "wpp2024_mxF5_2000_2060.txt") == [SOURCE]
    assert recognised_by(folder / "wpp2024_pop_5year_age_sex_1990_2060.csv") == [SOURCE]


def test_population_at_1_july_as_checked_by_opening():
    totals = committed(SOURCE, "population").groupby(["country", "year"])["persons"].sum() / 1000
    assert round(totals.loc["GHA", 2020]) == 31_888
    assert round(totals.loc["GBR", 2020]) == 67_352
    assert round(totals.loc["GHA", 2025]) == 35_064  # 1 July; 31 December is 35 382


def test_shape_and_codes_of_population():
    table = committed(SOURCE, "population")
    assert {"NAM", "XKX", "TWN"} <= set(table["country"])
    assert table["country"].nunique() == 236
    assert sorted(table["age"].unique()) == list(range(0, 101, 5))
    assert len(table) == 236 * 15 * 2 * 21
    assert not table.duplicated(["country", "year", "sex", "age"]).any()


def test_mortality_has_ages_0_and_1_and_both_sexes():
    table = committed(SOURCE, "mortality")
    assert sorted(table["age"].unique()) == [0, 1, *range(5, 101, 5)]
    assert len(table) == 236 * 12 * 2 * 22
    rates = table.set_index(["country", "period_start", "sex", "age"])["rate"]
    assert round(rates.loc["GHA", 2015, "female", 0], 4) == 0.0332
    assert round(rates.loc["GHA", 2055, "female", 0], 4) == 0.0118
    assert round(rates.loc["GHA", 2015, "male", 0], 6) == 0.041443


def test_a_small_file_kosovo_stays_and_the_world_goes():
    table = read({"mxF5.txt": MX.encode()}).tables["mortality"]
    assert table.values.tolist() == [
        ["XKX", 2015, "female", 0, 0.01],
        ["XKX", 2015, "female", 100, 0.5],
        ["XKX", 2020, "female", 0, 0.02],
        ["XKX", 2020, "female", 100, 0.6],
    ]


def test_mortality_needs_a_name_that_says_whose_it_is():
    with pytest.raises(BraingainError, match="whose mortality"):
        read({"rates.txt": MX.encode()})


POP = "country_code,year,age,popM,popF\n288,2020,0-4,10,11\n288,2020,5-9,9.5,10\n900,2020,0-4,99,98\n"


def test_a_small_population_is_read_also_as_a_spreadsheet_saves_it():
    for text in (POP, POP.replace(",", ";").replace("\n", "\r\n")):
        found = read({"pop.csv": text.encode()})
        assert found.tables["population"].values.tolist() == [
            ["GHA", 2020, "female", 0, 11_000],
            ["GHA", 2020, "female", 5, 10_000],
            ["GHA", 2020, "male", 0, 10_000],
            ["GHA", 2020, "male", 5, 9_500],
        ]
        assert "no country, dropped: M49 900 (1 rows)" in found.messages


def problems(name: str, text: str) -> list[str]:
    with pytest.raises(BraingainError) as raised:
        read({name: text.encode()})
    return [problem.line() for problem in raised.value.problems]


def test_every_mistake_of_a_population_is_named_by_row_and_column_at_once():
    rows = "288,2O20,10-14,9,9\n288,2020,x,-9,9\n288,2020,0-4,1,nine\n,2020,20-24,1,inf\n288,2020.5,25-29,1,..\n288,2020,30-34\n"
    said = problems("pop.csv", POP + rows)
    for words in (
        'pop.csv, row 5, column year: "2O20" is not a number',
        'pop.csv, row 6, column age: "x" is not an age',
        'pop.csv, row 6, column popM: "-9" is negative',
        "pop.csv, row 7, column age: 288 2020 0-4 stands in row 2 already",
        'pop.csv, row 7, column popF: "nine" is not a number',
        "pop.csv, row 8, column country_code: is empty",
        'pop.csv, row 8, column popF: "inf" is not a finite number',
        'pop.csv, row 9, column year: "2020.5" is not a whole number',
        'pop.csv, row 9, column popF: ".." is not a number',
        "pop.csv, row 10, column age: the row has 3 cells, the header 5",
    ):
        assert any(line.startswith(words) for line in said), words
    assert len(said) == 10


def test_mistakes_of_mortality_are_named_by_row_and_column():
    text = MX.replace("\t.5\t.6", "\t.5\t-.6").replace("412\tKosovo\t0\t.01", "412\tKosovo\tzero\tone")
    assert problems("mxF5.txt", text) == [
        'mxF5.txt, row 2, column age: "zero" is not an age; check the file, or fetch it again',
        'mxF5.txt, row 2, column 2015-2020: "one" is not a number; check the file, or fetch it again',
        'mxF5.txt, row 3, column 2020-2025: "-.6" is negative; check the file, or fetch it again',
    ]
    assert problems("mxF5.txt", MX[:-5])[0].startswith("mxF5.txt, row 4, column 2015-2020: the row has 4 cells")
