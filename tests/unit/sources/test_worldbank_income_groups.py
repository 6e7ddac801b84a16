"""Income groups by year: who has one, who has none, and who is no more."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from books import workbook
from world_files import assert_same_table, committed, content_of, read_again, recognised_by

from braingain.evidence.national import GROUP_LIMITS_2018_USD
from braingain.foundation.errors import BraingainError
from braingain.sources.registry import all_sources, takes
from braingain.sources.worldbank_income_groups.importer import read

SOURCE = "worldbank_income_groups"


@pytest.mark.real_files
def test_the_committed_table_is_what_the_importer_gives(real_files: Path):
    found = read_again(real_files, SOURCE)
    assert_same_table(found, SOURCE, "income_groups")
    assert recognised_by(real_files / "worldbank-income-groups" / "OGHIST.xlsx") == [SOURCE]
    assert "economies that are no more, left out: CSK, MYT, ANT, YUG, SUN, YUGf" in found.messages
    assert "no ISO 3166 code, left out: CHI" in found.messages


@pytest.mark.real_files
def test_the_thresholds_that_we_state_are_the_workbooks(real_files: Path):
    import io

    content = content_of(real_files, SOURCE)["OGHIST.xlsx"]
    sheet = pd.read_excel(io.BytesIO(content), sheet_name="Country Analytical History", header=None, engine="openpyxl")
    years = sheet.iloc[5].tolist()
    column = years.index(2018)
    printed = [str(sheet.iat[row, column]).replace(",", "").split("-")[-1].strip(" <=>") for row in (6, 7, 8)]
    assert tuple(float(limit) for limit in printed) == GROUP_LIMITS_2018_USD


def test_classes_of_known_countries():
    groups = committed(SOURCE, "income_groups").set_index(["country", "year"])["group"]
    assert groups.loc["GHA", 2018] == "LMC"
    assert groups.loc["GBR", 2018] == "HIC"
    assert groups.loc["MWI", 2018] == "LIC"
    assert groups.loc["ZMB", 2020] == "LMC"
    assert groups.loc["ZMB", 2021] == "LIC"
    assert groups.loc["YEM", 1987] == "LMC"  # "LM*" with a footnote


def test_no_class_where_the_world_bank_gives_none():
    table = committed(SOURCE, "income_groups")
    assert set(table["group"]) == {"LIC", "LMC", "UMC", "HIC"}
    assert table[table.country == "VEN"]["year"].max() == 2019
    assert not set(table["country"]) & {"AIA", "COK", "NIU", "CUW"} - {"CUW"}
    assert table[table.country == "CUW"]["year"].min() >= 2010  # not the class of the former Netherlands Antilles


def test_it_is_known_by_its_sheet_and_a_class_that_is_none_is_named():
    def book(of_ghana: str) -> bytes:
        rows = [
            ["", "Data for calendar year :", 2017, 2018],
            ["", "", "", ""],
            ["GHA", "Ghana", "LM", of_ghana],
            ["", "", "", ""],
        ]
        return workbook({"Country Analytical History": rows})

    assert [name for name in all_sources() if takes(name, "renamed.xlsx", book("LM*"))] == [SOURCE]
    assert read({"x.xlsx": book("LM*")}).tables["income_groups"]["group"].tolist() == ["LMC", "LMC"]
    with pytest.raises(BraingainError) as caught:
        read({"x.xlsx": book("LN")})
    place = "x.xlsx, sheet Country Analytical History, row 3, column D"
    assert caught.value.problems[0].line().startswith(f'{place}: "LN" is no class')
