"""Worldwide Bureaucracy Indicators: the few series of health workers, in the publisher's words; percent is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from braingain.evidence.importing import plan_import
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.registry import all_sources, takes
from braingain.sources.worldbank_wwbi.importer import SERIES, read, recognises

HEADER = '\ufeff"Country Name","Country Code","Indicator Name","Indicator Code","2015","2016"\n'
PAY = '"Ghana","GHA","Pay comparison ratio, hospital doctor","BI.PWK.CMPA.HD.MD","","4.2"\n'


def taken(text: str) -> Read:
    assert recognises("x", text.encode())
    return read({"wwbi.csv": text.encode()})


def wrong(text: str) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(text)
    return [problem.line() for problem in caught.value.problems]


def test_pay_keeps_the_publisher_s_words_and_shares_their_sector() -> None:
    text = HEADER + PAY + '"Ghana","GHA","Females, health","BI.PWK.PUBS.HE.FE.ZS","0.6",".."\n'
    text += '"Ghana","GHA","x","BI.EMP.PWRK.PB.HE.ZS","","0.7"\n"Ghana","GHA","x","BI.PWK.AGES.PB.MW.MD","36",""\n'
    found = taken(
        text + '"Africa","SSF","x","BI.PWK.CMPA.HD.MD","1","2"\n"Ghana","GHA","x","BI.WAG.TOTL.PB.ZS","1","2"\n'
    )
    assert found.observations is not None
    assert found.observations[["indicator", "cadre", "employment", "year", "value", "unit"]].values.tolist() == [
        ["median_age", "all", "public", 2015, 36.0, "years"],
        ["pay_over_comparator", "doctor", "public", 2016, 4.2, "index"],
        ["public_employment_share_industry", "", "all", 2016, 0.7, "share"],
        ["women_share_industry", "", "public", 2015, 0.6, "share"],
    ]
    assert "hospital doctor" in found.observations["note"].iloc[1]
    assert set(found.messages) == {
        "1 rows of groups of countries dropped: they are no countries",
        "1 rows of other series left out",
    }


def test_each_series_is_a_thing_of_its_own() -> None:
    """Nurses' pay is not doctors', and who works in the health industry is not who has a medical occupation: no two share a key."""
    values = {
        "BI.PWK.CMPA.HD.MD": "4.2", "BI.PWK.CMPA.HN.MD": "2.1", "BI.EMP.PWRK.PB.HE.ZS": "0.7", "BI.EMP.PWRK.PB.MW.ZS": "0.8",
        "BI.PWK.PUBS.HE.FE.ZS": "0.6", "BI.PWK.PUBS.MW.FE.ZS": "0.5", "BI.PWK.AGES.PB.HE.MD": "36", "BI.PWK.AGES.PB.MW.MD": "38",
    }  # fmt: skip
    assert set(values) == set(SERIES)
    found = taken(HEADER + "".join(f'"Ghana","GHA","x","{code}","","{value}"\n' for code, value in values.items()))
    assert found.messages == () and found.observations is not None
    told = found.observations.set_index(["indicator", "cadre"])["value"].to_dict()
    assert told == {
        ("pay_over_comparator", "doctor"): 4.2, ("pay_over_comparator", "nurse"): 2.1,
        ("public_employment_share_industry", ""): 0.7, ("public_employment_share", "all"): 0.8,
        ("women_share_industry", ""): 0.6, ("women_share", "all"): 0.5,
        ("median_age_industry", ""): 36.0, ("median_age", "all"): 38.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (PAY.replace("4.2", "4,2"), 'row 2, column 2016: "4,2" could be read in two ways'),
        (PAY.replace("4.2", "4.2a"), 'row 2, column 2016: "4.2a" is not a number'),
        (
            '"Ghana","GHA","x","BI.PWK.PUBS.HE.FE.ZS","60",""\n',
            "row 2, column 2015: 60 is more than 1, which women_share_industry cannot be",
        ),
        (PAY[:-3], "row 2: cannot be read as CSV (unexpected end of data)"),
        ('"Ghana","GHA","x","BI.PWK.CMPA.HD.MD"', "row 2, column Indicator Code: the row has 4 cells, the header 6"),
        (PAY + PAY.replace("4.2", "4.3"), "row 3, column value: 4.3 stands beside 4.2 (row 2)"),
    ],
)
def test_dirty_files_name_file_row_and_column(row: str, said: str) -> None:
    assert wrong(HEADER + row)[0].startswith(f"wwbi.csv, {said}")


def test_the_zip_of_the_databank_and_one_that_is_damaged(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WWBICountry.csv", "Country Code,Short Name\nGHA,Ghana\n")
        archive.writestr("WWBICSV.csv", HEADER + PAY * 1)
    content = packed.getvalue()
    assert [name for name in all_sources() if takes(name, "WWBI_CSV.zip", content)] == ["worldbank_wwbi"]
    path = tmp_path / "WWBI_CSV.zip"
    path.write_bytes(content)
    plan = plan_import(path, None, "2026-11-24")
    assert plan.observations is not None
    assert plan.observations["value"].tolist() == [4.2]
    at = content.index(b"WWBICSV.csv") + 30
    path.write_bytes(content[:at] + b"\xff\xff\xff" + content[at + 3 :])
    with pytest.raises(BraingainError):
        plan_import(path, None, "2026-11-24")
