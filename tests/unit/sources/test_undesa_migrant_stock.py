"""UN migrant stock: regions among the destinations, names without codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import workbook
from world_files import assert_same_table, committed, content_of, read_again, recognised_by

from braingain.foundation.errors import BraingainError
from braingain.sources.registry import all_sources, takes
from braingain.sources.text import decode, table_rows
from braingain.sources.undesa_migrant_stock.importer import REGIONS, read

SOURCE = "undesa_migrant_stock"


@pytest.mark.real_files
def test_the_committed_table_is_what_the_importer_gives(real_files: Path):
    found = read_again(real_files, SOURCE)
    assert_same_table(found, SOURCE, "migrant_stock")
    name = "UN_MigrantStockByOriginAndDestination_2019_clean.csv"
    assert recognised_by(real_files / "undesa-migrant-stock" / name) == [SOURCE]
    assert found.messages == (
        "5 regions among the destinations dropped: Caribbean, Melanesia, Micronesia, Polynesia, South America",
        "Channel Islands has no ISO 3166 code: 202,244 persons (years together) left out",
        "53782 pairs of 1990, 1995, 2000, 2005, 2010 left out: the 2 latest years are kept",
        "84999 pairs with 0 left out: it stands for nobody and for not reported",
    )


@pytest.mark.real_files
def test_no_person_is_lost_in_silence(real_files: Path):
    """Kept, and left out under a name, add up to what the file has outside its five region rows."""
    (content,) = content_of(real_files, SOURCE).values()
    rows = [
        row for row in table_rows(decode(content)) if row["Year"] in ("2015", "2019") and row["Dest"] not in REGIONS
    ]
    in_file = sum(int(cell) for row in rows for name, cell in row.items() if name not in ("Year", "Dest"))
    assert committed(SOURCE, "migrant_stock")["persons"].sum() + 202_244 == in_file


def test_the_region_micronesia_is_not_the_country():
    text = (
        "Year,Dest,Afghanistan,Micronesia (Fed. States of),Channel Islands\n2015,Micronesia,7,0,0\n"
        "2015,Micronesia (Fed. States of),2,0,0\n2019,France,6,5,4\n1990,France,9,9,9\n"
    )
    found = read({"a.csv": text.encode()})
    assert found.tables["migrant_stock"].values.tolist() == [
        ["AFG", "FRA", 2019, 6],
        ["AFG", "FSM", 2015, 2],
        ["FSM", "FRA", 2019, 5],
    ]
    assert "Channel Islands has no ISO 3166 code: 4 persons (years together) left out" in found.messages


def test_earlier_years_and_zeros_are_counted_where_they_are_left_out():
    text = "Year,Dest,Afghanistan,Ghana\n1990,France,9,0\n2000,France,8,8\n2015,France,7,0\n2019,France,0,5\n"
    found = read({"a.csv": text.encode()})
    assert len(found.tables["migrant_stock"]) == 2
    assert found.messages[-2:] == (
        "3 pairs of 1990, 2000 left out: the 2 latest years are kept",
        "2 pairs with 0 left out: it stands for nobody and for not reported",
    )


def test_two_latest_years_and_old_names():
    table = committed(SOURCE, "migrant_stock")
    assert sorted(table["year"].unique()) == [2015, 2019]
    assert {"SWZ", "CZE", "MKD", "NAM", "COD", "CIV"} <= set(table["origin"])
    assert (table["persons"] > 0).all()
    assert not table.duplicated(["origin", "destination", "year"]).any()


BANNER: list[object] = [
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "International migrant stock at mid-year (both sexes combined)",
    "",
    "International migrant stock (males)",
    "",
]
HEADER: list[object] = [
    "Index",
    "Destination",
    "Notes",
    "Location code of destination",
    "Type of data of destination",
    "Origin",
    "Location code of origin",
]
HEADER += [2015, 2020, 2015, 2020]


def un_book(*rows: list[object], header: list[object] = HEADER) -> bytes:
    preamble: list[list[object]] = [[], ["", "International Migrant Stock 2020"], [], BANNER]
    return workbook({"Contents": [["x"]], "Table 1": [*preamble, header, *rows]})


def pair(to: int, origin: int, *figures: object, kind: str = "B") -> list[object]:
    return [1, "  United Kingdom*", "", to, kind, "  Ghana", origin, *figures]


def test_the_un_s_workbook_by_destination_and_origin():
    content = un_book(
        pair(826, 288, 100, 110, 50, 60),
        pair(826, 900, 9, 9, 9, 9),
        pair(1833, 288, 9, 9, 9, 9),
        pair(566, 288, "..", 7, "-", "-"),
    )
    assert [name for name in all_sources() if takes(name, "x.xlsx", content)] == [SOURCE]
    found = read({"un.xlsx": content})
    assert found.tables["migrant_stock"].values.tolist() == [
        ["GHA", "GBR", 2015, 100],
        ["GHA", "GBR", 2020, 110],
        ["GHA", "NGA", 2020, 7],
    ]
    assert found.observations is None
    assert found.messages == (
        "2 rows of regions, groups of countries or the world dropped",
        "2 pairs of women or of men left out: pairs are kept of both together",
    )


def test_women_and_men_are_those_of_their_banner():
    banner: list[object] = [
        "",
        "",
        "",
        "",
        "",
        "International migrant stock (male)",
        "International migrant stock (female)",
    ]
    header: list[object] = ["Index", "Destination", "Notes", "Location code", "Type of data", 2020, 2020]
    preamble: list[list[object]] = [[], ["", "International Migrant Stock 2020"], [], banner]
    content = workbook({"Table 1": [*preamble, header, [1, "Ghana", "", 288, "B", 250, 221]]})
    rows = read({"un.xlsx": content}).observations
    assert rows is not None
    assert rows.set_index("sex")["value"].to_dict() == {"male": 250.0, "female": 221.0}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([pair(826, 288, "1O0", 1, 1, 1)], 'un.xlsx, sheet Table 1, row 6, column H: "1O0" is not a number'),
        ([pair(826, 288, "1,000", 1, 1, 1)], "un.xlsx, sheet Table 1, row 6, column H:"),
        (
            [pair(826, 288, 1, 1, 1, 1), pair(826, 288, 2, 1, 1, 1)],
            "un.xlsx, sheet Table 1, row 7, column value: 2.0 stands beside 1.0",
        ),
    ],
)
def test_dirty_workbooks_name_sheet_row_and_column(rows: list[list[object]], said: str):
    with pytest.raises(BraingainError) as caught:
        read({"un.xlsx": un_book(*rows)})
    assert caught.value.problems[0].line().startswith(said)


def test_a_cell_that_is_no_number_is_named():
    with pytest.raises(BraingainError) as caught:
        read({"un.csv": b"Year,Dest,Afghanistan,Ghana\n2019,Germany,1,x2\n"})
    assert caught.value.problems[0].line().startswith('un.csv, row 2, column Ghana: "x2" is not a number')


@pytest.mark.real_files
def test_the_un_s_workbook_by_sex_and_destination(real_files: Path):
    content = (real_files / "undesa-migrant-stock/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx").read_bytes()
    assert [name for name in all_sources() if takes(name, "x.xlsx", content)] == [SOURCE]
    found = read({"un.xlsx": content})
    assert not found.tables
    rows = found.observations
    assert rows is not None
    assert rows["country"].nunique() > 220
    both = rows[rows["sex"] == "all"].groupby("year")["value"].sum()
    assert both[2020] == pytest.approx(280_598_105, rel=0.002), "the sheet's own world total"
    assert set(rows["definition"]) <= {"born", "national", "unknown"}
