"""WHO's Global Health Observatory in its four forms: clean, dirty, cut off; parts never taken for the whole."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from world_files import recognised_by

from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.schema import allowed, indicators
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.registry import all_sources
from braingain.sources.who_gho.importer import read, recognises

WEBSITE = (
    "IndicatorCode,Indicator,ValueType,Location type,SpatialDimValueCode,Location,Period,IsLatestYear,"
    "Dim1,Dim1ValueCode,FactValueNumeric,Value,FactComments,DateModified\n"
)
DOWNLOAD = (
    "Id,IndicatorCode,SpatialDimension,SpatialDimensionValueCode,TimeDim,DisaggregatingDimension1ValueCode,"
    "Value,NumericValue,Comments,Date\n"
)
FORMER = '"GHO","YEAR","COUNTRY","AGEGROUP","SEX","RESIDENCEAREATYPE","Display Value","Numeric","Comments"\n'


def website(
    code: str, place: str, year: str, number: str, value: str = "", kind: str = "Country", dim: str = ""
) -> str:
    return (
        f"{code},x,numeric,{kind},{place},x,{year},true,,{dim},{number},{value or number},,2024-01-31T08:00:00.000Z\n"
    )


def odata(*items: dict[str, object], **more: object) -> bytes:
    usual = {
        "SpatialDimType": "COUNTRY",
        "SpatialDim": "GHA",
        "TimeDim": 2020,
        "Dim1": None,
        "Date": "2024-05-02T10:00:00+02:00",
    }
    values = [{"Id": n, "IndicatorCode": "HWF_0001", **usual, **item} for n, item in enumerate(items)]
    return json.dumps({"@odata.context": "https://x/$metadata#HWF_0001", "value": values, **more}).encode()


def rows_of(content: str | bytes) -> pd.DataFrame:
    rows = taken(content).observations
    assert rows is not None
    return rows


def taken(content: str | bytes) -> Read:
    whole = content if isinstance(content, bytes) else content.encode()
    assert recognises("any name", whole[:65536])
    return read({"gho.csv": whole})


def wrong(content: str | bytes) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(content)
    return [problem.line() for problem in caught.value.problems]


def test_nothing_of_it_ships() -> None:
    assert not all_sources()["who_gho"].ships


def test_the_website_s_form() -> None:
    text = (
        "\ufeff"
        + WEBSITE
        + website("HWF_0001", "NAM", "2018", "5.9")
        + website("HWF_0002", "NAM", "2018", "1446", "1\u00a0446")
    )
    rows = rows_of(text)
    assert rows[["indicator", "country", "cadre", "year", "value", "unit", "vintage"]].values.tolist() == [
        ["density_per_10k", "NAM", "doctor", 2018, 5.9, "per_10k", "2024-01-31"],
        ["workers", "NAM", "doctor", 2018, 1446.0, "persons", "2024-01-31"],
    ]
    assert set(rows["activity"]) == set(rows["count"]) == {"unknown"}, "WHO does not say, and nothing is guessed"


def test_the_printed_value_is_read_where_the_number_is_empty() -> None:
    assert rows_of(WEBSITE + website("HWF_0002", "GHA", "2018", "", "4\u00a0406"))["value"].tolist() == [4406.0]


def test_the_download_s_form_of_health_spending() -> None:
    text = DOWNLOAD + (
        "1,GHED_GGHE-DCHE_SHA2011,COUNTRY,GHA,2015,,35.08,35.0812,,2024-12-10T14:55:59Z\n"
        "2,GHED_OOPSCHE_SHA2011,COUNTRY,GHA,2015,,35.81,,,2024-12-10T14:55:59Z\n"
        "3,GHED_OOPSCHE_SHA2011,REGION,AFR,2015,,35.81,35.8,,2024-12-10T14:55:59Z\n"
        "4,GHED_OOPSCHE_SHA2011,WORLDBANKINCOMEGROUP,LIC,2015,,35.81,35.8,,2024-12-10T14:55:59Z\n"
    )
    found = taken(text)
    assert found.observations is not None
    values = found.observations.set_index("indicator")["value"].to_dict()
    assert values == {"health_spending_public_share": 0.350812, "health_spending_out_of_pocket_share": 0.3581}
    assert found.messages == ("2 rows of regions, income groups or the world dropped: they are no countries",)


def test_the_former_form_keeps_sex_and_place_and_leaves_ages_out() -> None:
    text = FORMER + (
        '"HRH_02","2004","GHA","","","","3240","3240.0","<b>Doctors:</b> Includes generalists</br>"\n'
        '"HRH_02","2004","GHA","","","URB","2338","2338.0",""\n'
        '"HRH_02","2004","GHA","","FMLE","","600","600.0",""\n'
        '"HRH_02","2004","GHA","AGE50+","","","669","669.0",""\n'
    )
    found = taken(text)
    assert found.observations is not None
    assert found.observations[["sex", "place", "value"]].values.tolist() == [
        ["all", "all", 3240.0],
        ["all", "urban", 2338.0],
        ["female", "all", 600.0],
    ]
    assert "WHO: Doctors: Includes generalists" in found.observations["note"].iloc[0]
    assert any("cut by AGE50+ left out" in message for message in found.messages)


def test_the_reply_of_the_odata_service() -> None:
    found = taken(odata({"NumericValue": 1.7, "Value": "1.7"}, {"TimeDim": 2019, "NumericValue": None, "Value": ""}))
    assert found.observations is not None
    assert found.observations[["country", "year", "value", "vintage"]].values.tolist() == [
        ["GHA", 2020, 1.7, "2024-05-02"]
    ]
    assert found.messages == ("1 rows without a figure left out",)
    more = taken(odata({"NumericValue": 1.7, "Value": "1.7"}, **{"@odata.nextLink": "https://x"}))
    assert "says that another follows" in more.messages[0]


def test_parts_are_never_taken_for_the_whole() -> None:
    text = WEBSITE + "".join(
        website(code, "GHA", "2018", "100") for code in ("HWF_0005", "HWF_0007", "HWF_0008", "HWF_0009")
    )
    found = taken(
        text + website("HWF_0007", "TGO", "2018", "50") + website("HWF_0007", "GHA", "2018", "60", dim="SEX_FMLE")
    )
    assert found.observations is not None
    rows = found.observations
    assert rows[["country", "cadre", "sex", "value"]].values.tolist() == [
        ["GHA", "nurse", "all", 100.0],
        ["GHA", "nurse", "female", 60.0],
        ["TGO", "nurse", "all", 50.0],
    ]
    assert "midwives apart" not in rows["note"].iloc[0]
    assert "no figure of midwives apart" in rows["note"].iloc[2]
    assert sum("left out" in message for message in found.messages) == 3


def test_two_reports_of_one_thing_both_stay() -> None:
    text = (
        FORMER + '"HRH_02","2008","TON","","","","57","57.0","CHIP"\n"HRH_02","2008","TON","","","","55","55.0","MoH"\n'
    )
    found = taken(text)
    assert found.observations is not None
    assert sorted(found.observations["value"]) == [55.0, 57.0]
    assert found.messages[0].startswith("1 figures stand beside another of the same thing")


def test_a_zero_is_kept_and_flagged() -> None:
    rows = rows_of(WEBSITE + website("HWF_0024", "MWI", "2020", "0"))
    assert rows[["value", "flag"]].values.tolist() == [[0.0, "outside_range"]]


def test_a_row_twice_is_one_and_two_values_of_one_thing_are_refused() -> None:
    text = WEBSITE + website("HWF_0002", "GHA", "2018", "4406")
    assert taken(text + website("HWF_0002", "GHA", "2018", "4406")).messages == (
        "1 rows say what another says: kept once",
    )
    (line,) = wrong(text + website("HWF_0002", "GHA", "2018", "4407"))
    assert line.startswith("gho.csv, row 3, column value: 4407.0 stands beside 4406.0 (row 2)")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (website("HWF_0002", "GHA", "20l8", "1"), 'row 2, column Period: "20l8" is not a year'),
        (website("HWF_0002", "GHA", "2018", "4.4e"), 'row 2, column FactValueNumeric: "4.4e" is not a number'),
        (
            website("HWF_0002", "GHA", "2018", '"4,406"'),
            'row 2, column FactValueNumeric: "4,406" could be read in two ways',
        ),
        (website("HWF_0002", "GHA", "2018", "-1"), "row 2, column FactValueNumeric: -1 is negative"),
        (website("HWF_0002", "GHA", "2018", "7*"), 'row 2, column FactValueNumeric: "7*" is not a number'),
        ("HWF_0002,x,numeric,Country,GHA,x,20", "row 2, column Period: the row has 7 cells, the header 14"),
    ],
)
def test_mistakes_name_file_row_and_column(row: str, said: str) -> None:
    (line,) = wrong(WEBSITE + row)
    assert line.startswith(f"gho.csv, {said}")


def test_all_mistakes_come_at_once_and_many_are_counted() -> None:
    bad = website("HWF_0002", "GHA", "x", "y")
    assert len(wrong(WEBSITE + bad * 2)) == 4
    assert "has 100 more problems" in wrong(WEBSITE + bad * 100)[-1]


def test_a_missing_or_doubled_column_is_named() -> None:
    assert wrong(WEBSITE.replace("FactValueNumeric", "Number") + "x\n" + "HWF_0002") == [
        "gho.csv, row 1, column FactValueNumeric: is missing; fetch it again"
    ]
    assert "column Value: is there twice" in wrong(WEBSITE.replace("FactComments", "Value") + "HWF_0002\n")[0]


def test_json_that_breaks_off_or_lacks_a_field() -> None:
    whole = odata({"NumericValue": 1.7, "Value": "1.7"})
    assert "gho.csv, row 1, column" in wrong(whole[:-20])[0]
    assert "breaks off or is damaged" in wrong(whole[:-20])[0]
    assert wrong(whole.replace(b'"TimeDim"', b'"Time"'))[0].startswith("gho.csv, item 1, column TimeDim: is missing")


def test_another_encoding_is_read_and_said() -> None:
    text = WEBSITE + website("HWF_0002", "CIV", "2018", "3959").replace(",x,2018", ",Côte d'Ivoire,2018")
    found = taken(text.encode("latin-1"))
    assert found.messages == ("not UTF-8 text: read as Windows-1252",)
    assert found.observations is not None
    assert found.observations["country"].tolist() == ["CIV"]


def test_a_file_saved_with_semicolons_and_decimal_commas_is_refused_where_it_has_two_readings() -> None:
    text = (WEBSITE + website("HWF_0001", "GHA", "2018", "1.45")).replace(",", ";")
    assert rows_of(text)["value"].tolist() == [1.45]
    assert wrong(text.replace("1.45", "1,45"))[0].startswith(
        'gho.csv, row 2, column FactValueNumeric: "1,45" could be read in two ways'
    )


def test_a_file_with_a_mistake_leaves_no_trace(tmp_path: Path) -> None:
    path, home = tmp_path / "gho.csv", tmp_path / "home"
    path.write_text(WEBSITE + website("HWF_0001", "GHA", "2018", "1.4") + website("HWF_0001", "GHA", "2019", "1,4"))
    with pytest.raises(BraingainError):
        plan_import(path, None, "2026-11-24")
    assert not home.exists()


def test_a_newer_release_stands_beside_the_older(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name, day, number in (("a.csv", "2022-01-31", "1.4"), ("b.csv", "2024-01-31", "1.6")):
        text = WEBSITE + website("HWF_0001", "GHA", "2018", number).replace("2024-01-31", day)
        (tmp_path / name).write_text(text)
        assert commit_import(plan_import(tmp_path / name, None, "2026-11-24"), home)
    rows = open_store(home).observations(source="who_gho")
    assert sorted(rows[["vintage", "value"]].values.tolist()) == [["2022-01-31", 1.4], ["2024-01-31", 1.6]]


@pytest.mark.real_files
def test_the_publisher_s_files(real_files: Path) -> None:
    found = {}
    for path in sorted([*(real_files / "who-gho-hwf").glob("*.csv"), *(real_files / "who-ghed-uhc").glob("GHED*.csv")]):
        assert recognised_by(path) == ["who_gho"], path.name
        found[path.name] = rows_of(path.read_bytes())
    doctors = found["gho_medical_doctors_HWF_0001_0005.csv"]
    assert len(doctors) == 2844 + 3410 + 1279 + 1195
    of_malawi = doctors[
        (doctors["country"] == "MWI") & (doctors["indicator"] == "workers") & (doctors["cadre"] == "doctor")
    ]
    assert of_malawi.set_index("year")["value"].loc[[2016, 2018, 2020]].tolist() == [539, 2760, 958]
    nurses = found["gho_nursing_midwifery_HWF_0006_0009.csv"]
    ghana = nurses[(nurses["country"] == "GHA") & (nurses["indicator"] == "workers")].set_index("year")["value"]
    assert ghana.loc[[2017, 2018, 2019]].tolist() == [68162, 135513, 82462]
    alone = nurses[nurses["indicator"] == "workers"]["note"].str.contains("no figure of midwives").mean()
    assert 0.25 < alone < 0.40, "about a third of the rows have no midwifery part"
    spending = found["GHED_GGHE-DCHE_SHA2011.csv"].set_index(["country", "year"])["value"]
    assert spending.loc[("GHA", 2019)] == pytest.approx(0.6059, abs=5e-5)
    for rows in found.values():
        for column in ("measure", "activity", "count", "sex", "place"):
            assert set(rows[column]) - {""} <= set(allowed(column))
        assert set(rows["indicator"]) <= set(indicators())


@pytest.mark.real_files
def test_the_former_series_have_places_that_add_up(real_files: Path) -> None:
    rows = rows_of((real_files / "who-gho-hrh-2018/HRH_02.csv").read_bytes())
    ghana = rows[(rows["country"] == "GHA") & (rows["year"] == 2004) & (rows["sex"] == "all")].set_index("place")[
        "value"
    ]
    assert ghana.to_dict() == {"all": 3240.0, "urban": 2338.0, "rural": 902.0}
