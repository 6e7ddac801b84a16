"""PPP: alpha-2 codes of which one reads "NA"."""

from __future__ import annotations

from pathlib import Path

import pytest
from world_files import assert_same_table, committed, read_again, recognised_by

from braingain.foundation.errors import BraingainError
from braingain.sources.worldbank_ppp.importer import read

SOURCE = "worldbank_ppp"


def test_namibia_is_a_country_and_a_region_is_not():
    found = read(
        {"a.csv": b"Country,Country ID,Year,PPP\nNamibia,NA,2024,6.9\nNamibia,NA,1999,3\nEuro area,XC,2024,.7\n"}
    )
    assert found.tables["ppp"].values.tolist() == [["NAM", 2024, 6.9]]
    assert found.messages == ("1 values before 2000 left out", "no country, left out: Euro area")


@pytest.mark.real_files
def test_the_committed_table_is_what_the_importer_gives(real_files: Path):
    assert_same_table(read_again(real_files, SOURCE), SOURCE, "ppp")
    assert recognised_by(real_files / "worldbank-ppp" / "ppp-gdp.csv") == [SOURCE]


def test_all_205_codes_are_countries_and_namibia_is_one():
    table = committed(SOURCE, "ppp")
    assert table["country"].nunique() == 205
    namibia = table[table.country == "NAM"].set_index("year")["value"]
    assert namibia.loc[2024] == 6.92131935400361
    assert (table["year"].min(), table["year"].max()) == (2000, 2024)
    assert not table.duplicated(["country", "year"]).any()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ghana,GH,2018,1.6x\n", 'ppp.csv, row 2, column PPP: "1.6x" is not a number'),
        ("Ghana,GH,20188,1.6\n", 'ppp.csv, row 2, column Year: "20188" is not a year'),
        ("Ghana,GH,2018", "ppp.csv, row 2, column Year: the row has 3 cells"),
    ],
)
def test_dirty_files_name_file_row_and_column(row: str, said: str):
    with pytest.raises(BraingainError) as caught:
        read({"ppp.csv": ("Country,Country ID,Year,PPP\n" + row).encode()})
    assert caught.value.problems[0].line().startswith(said)
