"""UN migrant stock: regions among the destinations, names without codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from world_files import assert_same_table, committed, content_of, read_again, recognised_by

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


def test_two_latest_years_and_old_names():
    table = committed(SOURCE, "migrant_stock")
    assert sorted(table["year"].unique()) == [2015, 2019]
    assert {"SWZ", "CZE", "MKD", "NAM", "COD", "CIV"} <= set(table["origin"])
    assert (table["persons"] > 0).all()
    assert not table.duplicated(["origin", "destination", "year"]).any()
