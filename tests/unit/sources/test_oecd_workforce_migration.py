"""The traps of OECD's workforce migration files, on small files of the same forms and on the publishers' own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from braingain.sources.contract import COLUMNS
from braingain.sources.oecd_workforce_migration.importer import read, recognises
from braingain.sources.oecd_workforce_migration.names import COMPLETE_LISTS, CUT_LISTS

HEADER = "COU,Country,VAR,Variable,CO2,Country of origin,YEA,Year,Value,Flag Codes,Flags\n"


def stat(*rows: str) -> bytes:
    return ("\ufeff" + HEADER + "\n".join(rows) + "\n").encode()


def doctors(destination: str, origin: str, value: str, year: int = 2018, flags: str = "") -> str:
    return f"{destination},X,FTDS,Foreign-trained doctors - Stock,{origin},Y,{year},{year},{value},{flags},"


def by_origin(*rows: str) -> pd.DataFrame:
    observations = read({"x.csv": stat(*rows)}).observations
    assert observations is not None
    return observations[observations["indicator"] == "workers_abroad"].set_index(["country", "partner"])


def test_totals_and_residuals_are_dropped_with_a_message() -> None:
    rows = (doctors("USA", "IND", "45830"), doctors("USA", "TOT", "51640"), doctors("USA", "NS", "5810"))
    result = read({"usa.csv": stat(*rows, doctors("USA", "W", "51640"))})
    assert result.observations is not None
    stocks = result.observations[result.observations["indicator"] == "workers_abroad"]
    assert stocks["value"].sum() == 45830
    assert any("3 rows of totals and residuals dropped (NS, TOT, W)" in message for message in result.messages)


def test_rows_of_a_country_about_itself_are_dropped_with_a_message() -> None:
    result = read({"x.csv": stat(doctors("CAN", "GHA", "52"), doctors("CAN", "CAN", "0"))})
    assert result.observations is not None
    assert "CAN" not in set(result.observations["partner"])
    assert any("origin = destination dropped (Canada)" in message for message in result.messages)


def test_a_destination_of_zeros_is_not_reported() -> None:
    result = read({"x.csv": stat(doctors("GRC", "DEU", "0"), doctors("GRC", "GHA", "0"), doctors("CAN", "GHA", "52"))})
    assert result.observations is not None
    assert set(result.observations["country"]) == {"CAN"}
    assert any("GRC has nothing but zeros" in message for message in result.messages)


def test_a_zero_beside_other_figures_is_a_zero() -> None:
    assert by_origin(doctors("CAN", "GHA", "52"), doctors("CAN", "AND", "0")).loc[("CAN", "AND"), "value"] == 0


def test_germany_counts_nationality() -> None:
    stocks = by_origin(doctors("DEU", "LUX", "292"), doctors("GBR", "LUX", "3"))
    assert stocks.loc[("DEU", "LUX"), "definition"] == "national"
    assert "by_nationality" in stocks.loc[("DEU", "LUX"), "flag"]
    assert stocks.loc[("GBR", "LUX"), "definition"] == "trained"


@pytest.mark.parametrize(
    ("destination", "origin", "flagged"),
    [
        ("USA", "GRD", True),
        ("CAN", "DMA", True),
        ("USA", "MEX", True),
        ("ESP", "MEX", False),
        ("NOR", "POL", True),
        ("ISR", "HUN", True),
        ("GBR", "GHA", False),
        ("DEU", "GRD", False),
    ],
)
def test_natives_who_studied_abroad_are_flagged(destination: str, origin: str, flagged: bool) -> None:
    flag = by_origin(doctors(destination, origin, "100")).iloc[0]["flag"]
    assert ("natives_trained_abroad" in flag) == flagged


@pytest.mark.parametrize(("destination", "flag"), [("AUS", "cut_list"), ("GBR", "complete_list"), ("FRA", "cut_list")])
def test_an_absent_origin_is_unknown_in_a_cut_list_and_none_in_a_complete_one(destination: str, flag: str) -> None:
    result = read({"x.csv": stat(doctors(destination, "GHA", "5"))})
    assert result.observations is not None
    listed = result.observations[result.observations["indicator"] == "workers_abroad_listed_share"].iloc[0]
    assert listed["flag"] == flag
    assert (listed["value"] < 0.96) if flag == "cut_list" else (listed["low"] == 0.96)


def test_a_stock_stays_a_stock_whatever_the_file_is_called() -> None:
    content = stat(doctors("GBR", "GHA", "231"))
    assert recognises("yearly_inflow_of_doctors.csv", content)
    rows = read({"yearly_inflow_of_doctors.csv": content}).observations
    assert rows is not None
    assert set(rows[rows["indicator"] == "workers_abroad"]["measure"]) == {"stock"}
    assert "foreign_trained_inflow" not in set(rows["indicator"])


def test_totals_of_doctors_and_nurses_keep_their_flags() -> None:
    row = '"AUS","Australia","TNBN","Total number of nurses","TOT","Total","2013","2013",257189,"B","Break"'
    rows = read({"x.csv": stat(row)}).observations
    assert rows is not None
    assert rows.loc[0, ["indicator", "cadre", "value", "flag", "activity"]].tolist() == [
        "workers",
        "nurse",
        257189.0,
        "break",
        "unknown",
    ]


SHARE = "COU,Country,Variable,Year,Value\nTUR,Türkiye,% of foreign-trained doctors,2000,0.06\n"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_shares_are_percent_in_the_file_and_latin_1_is_read(encoding: str) -> None:
    content = SHARE.encode(encoding)
    assert recognises("x.csv", content)
    rows = read({"x.csv": content}).observations
    assert rows is not None
    assert rows.loc[0, "value"] == pytest.approx(0.0006)
    assert rows.loc[0, "unit"] == "share"


ZEROS = b"Country/year,2010,2011,2012\nAustralia,0,0,2685\nTurkey,4,0,1\nEuropean Union,1,2,3\n"
MESSY = b"#NAME?;;;\nCountry/Year;2010;2011;2012\nAustralia;..;..;2685\nCzechia;103;158;195\n;;;\n;;;\n"


def test_zeros_of_the_inflow_mean_missing() -> None:
    assert recognises("x.csv", ZEROS)
    result = read({"x.csv": ZEROS})
    assert result.observations is not None
    found = result.observations.set_index(["country", "year"])["value"].to_dict()
    assert found == {("AUS", 2012): 2685.0, ("TUR", 2010): 4.0, ("TUR", 2012): 1.0}
    assert any("3 zeros read as missing" in message for message in result.messages)
    assert any("European Union" in message for message in result.messages)


def test_the_messy_inflow_is_read() -> None:
    assert recognises("x.csv", MESSY)
    result = read({"x.csv": MESSY})
    assert result.observations is not None
    assert set(result.observations["measure"]) == {"inflow"}
    found = result.observations.set_index(["country", "year"])["value"].to_dict()
    assert found == {("AUS", 2012): 2685.0, ("CZE", 2010): 103.0, ("CZE", 2011): 158.0, ("CZE", 2012): 195.0}


def test_what_two_files_have_alike_counts_once() -> None:
    result = read({"a.csv": ZEROS, "b.csv": MESSY})
    assert result.observations is not None
    assert not result.observations.duplicated().any()
    assert any("1 rows that another file has alike" in message for message in result.messages)


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\x00\x01", SHARE.replace("%", "x").encode(), HEADER.encode()]
)
def test_other_files_are_not_taken(content: bytes) -> None:
    assert not recognises("HEALTH_WFMI.csv", content)


def test_rows_have_the_evidence_columns_and_no_missing_text() -> None:
    rows = read({"x.csv": ZEROS}).observations
    assert rows is not None
    assert tuple(rows.columns) == COLUMNS
    assert not rows.drop(columns=["value", "low", "high"]).isna().any().any()


@pytest.mark.real_files
def test_the_publishers_files(real_files: Path) -> None:
    names = {
        "oecd-health-wfmi-ftds-2018/HEALTH_WFMI_FTDS_2018.csv": 1576 - 2 - 3,
        "oecd-health-wfmi-ftds-usa-2016/HEALTH_WFMI_26012023013130019.csv": 126,
    }
    for name, expected in names.items():
        content = (real_files / name).read_bytes()
        assert recognises("any name", content[:65536])
        rows = read({name: content}).observations
        assert rows is not None
        assert (rows["indicator"] == "workers_abroad").sum() == expected
    usa = rows[rows["indicator"] == "workers_abroad"]
    assert usa["value"].sum() == 209_833  # the print has 209 820, its total less its residual
    assert usa.set_index("partner")["value"]["GHA"] == 750


@pytest.mark.real_files
def test_cut_lists_are_cut_where_we_say_so(real_files: Path) -> None:
    files = [
        "oecd-health-wfmi-ftds-2018/HEALTH_WFMI_FTDS_2018.csv",
        "oecd-health-wfmi-totals/HEALTH_WFMI_TNBD_TNBN_2010_2022.csv",
        "oecd-health-wfmi-foreign-share/pct_foreign_trained_doctors_2000_2022.csv",
    ]
    rows = read({name: (real_files / name).read_bytes() for name in files}).observations
    assert rows is not None
    doctors_2018 = rows[(rows["cadre"] == "doctor") & (rows["year"] == 2018)]
    by_indicator = {name: part.groupby("country")["value"].sum() for name, part in doctors_2018.groupby("indicator")}
    listed = by_indicator["workers_abroad"] / (by_indicator["workers"] * by_indicator["foreign_trained_share"])
    for destination, share in CUT_LISTS.items():
        assert listed[destination] == pytest.approx(share, abs=0.01)
    known = listed.dropna().index.intersection(sorted(COMPLETE_LISTS))
    assert len(known) >= 10
    assert (listed[known] >= 0.955).all()
