"""World Development Indicators: the form of the downloads, what is dropped, and the committed table."""

from __future__ import annotations

import io
import json
import math
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from world_files import assert_same_table, committed, content_of, read_again, recognised_by

from braingain.evidence.importing import plan_import
from braingain.foundation.cards import package_folder
from braingain.foundation.errors import BraingainError
from braingain.sources.build import csv_bytes
from braingain.sources.contract import COLUMNS
from braingain.sources.worldbank_wdi.download import AGGREGATES, aggregates, downloads
from braingain.sources.worldbank_wdi.importer import FIRST_YEARS, read, recognises

SOURCE = "worldbank_wdi"
FORM = (
    '\ufeff"Data Source","World Development Indicators",\r\n\r\n"Last Updated Date","2025-04-15",\r\n\r\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","1989","1990","1991",\r\n'
    '"Namibia","NAM","Population, total","SP.POP.TOTL","9","1400000","1450000.5",\r\n'
    '"Nulle part","WLD","Population, total","SP.POP.TOTL","","5300000000","",\r\n'
    '"Channel Islands","CHI","Population, total","SP.POP.TOTL","","140000","",\r\n'
)


def value(table: pd.DataFrame, country: str, indicator: str, year: int) -> float:
    rows = table[(table.country == country) & (table.indicator == indicator) & (table.year == year)]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


def test_the_form_mark_preamble_trailing_comma_aggregates_and_first_year():
    content = FORM.encode()
    assert recognises("anything.csv", content)
    found = read({"anything.csv": content})
    table = found.tables["wdi"]
    assert table["country"].tolist() == ["NAM", "NAM"]
    assert table["year"].tolist() == [1990, 1991]
    assert table["value"].tolist() == [1_400_000, 1_450_000.5]
    assert set(table["vintage"]) == {"2025-04-15"}
    assert found.observations is None
    assert "SP.POP.TOTL of 2025-04-15: 1 aggregates dropped" in found.messages
    assert "SP.POP.TOTL: 1 values before 1990 left out" in found.messages
    assert "SP.POP.TOTL: 1 values of CHI left out, no ISO 3166 code" in found.messages


def reply(*items: tuple[str, str, str, object], pages: int = 1, **about: object) -> bytes:
    told = {"page": 1, "pages": pages, "per_page": 2000, "total": len(items), "lastupdated": "2025-04-15"} | about
    figures = [
        {
            "indicator": {"id": code, "value": "x"},
            "country": {"id": "x"},
            "countryiso3code": iso3,
            "date": date,
            "value": number,
        }
        for code, iso3, date, number in items
    ]
    return json.dumps([told, figures]).encode()


def wrong(content: bytes) -> list[str]:
    assert recognises("wb", content)
    with pytest.raises(BraingainError) as caught:
        read({"wb": content})
    return [problem.line() for problem in caught.value.problems]


def test_a_reply_of_the_api_gives_the_same_as_the_file():
    figures = [
        ("SP.POP.TOTL", "NAM", "1991", 1450000.5),
        ("SP.POP.TOTL", "NAM", "1990", 1400000),
        ("SP.POP.TOTL", "NAM", "1989", None),
    ]
    content = reply(*figures, ("SP.POP.TOTL", "WLD", "1990", 5.3e9), ("SP.POP.TOTL", "", "1990", 1))
    assert recognises("x.json", content)
    pd.testing.assert_frame_equal(read({"x": content}).tables["wdi"], read({"a": FORM.encode()}).tables["wdi"])


def test_a_reply_that_is_cut_off_or_one_page_of_many_is_refused():
    whole = reply(("SP.POP.TOTL", "NAM", "1991", 1450000.5))
    assert wrong(whole[:-9])[0].startswith("wb, row 1, column")
    assert wrong(reply(("SP.POP.TOTL", "NAM", "1991", 1), pages=3))[0].startswith(
        "wb, item 1, column pages: is page 1 of 3"
    )
    assert wrong(reply(("SP.POP.TOTL", "NAM", "1991", "x")))[0].startswith(
        'wb, item 1, column value: "x" is not a number'
    )
    assert wrong(reply(("SP.POP.TOTL", "NAM", "19", 1)))[0].startswith('wb, item 1, column date: "19" is not a year')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"1450000.5"', '"1,450,000"', 'wb, row 6, column 1991: "1,450,000" could be read in two ways'),
        ('"1450000.5"', '"145O"', 'wb, row 6, column 1991: "145O" is not a number'),
        (',"","140000","",\r\n', ',""', "wb, row 8, column 1989: the row has 5 cells"),
        ('"Nulle part","WLD"', '"Namibia","NAM"', "wb, row 7, column 1990: 5.3e+09 is a second figure for NAM 1990"),
    ],
)
def test_dirty_files_name_file_row_and_column(old: str, new: str, said: str):
    assert old in FORM
    assert wrong(FORM.replace(old, new).encode())[0].startswith(said)


def test_a_zip_gives_the_same_as_the_file_in_it():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", FORM.encode())
        archive.writestr(
            "Metadata_Country_API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", '"Country Code","Region","IncomeGroup",\n'
        )
    assert recognises("API.zip", packed.getvalue())
    pd.testing.assert_frame_equal(
        read({"API.zip": packed.getvalue()}).tables["wdi"], read({"a": FORM.encode()}).tables["wdi"]
    )


def test_a_country_list_beside_the_data_names_more_aggregates():
    listed = b'"Country Code","Region","IncomeGroup","SpecialNotes","TableName",\n"NAM","","","",\n"WLD","","","",\n'
    table = read({"data.csv": FORM.encode(), "Metadata_Country.csv": listed}).tables["wdi"]
    assert table.empty


PAGES = [
    reply(("SP.POP.TOTL", "NAM", "1991", 1450000.5), page=1, pages=2, total=3),
    reply(("SP.POP.TOTL", "NAM", "1990", 1400000), ("SP.POP.TOTL", "NAM", "1989", None), page=2, pages=2, total=3),
]


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_all_pages_of_a_reply_in_one_zip_give_the_same_as_the_file(tmp_path: Path):
    other = reply(("FP.CPI.TOTL.ZG", "NAM", "1991", 11.9), page=1, pages=1)
    content = zipped(**{"2.json": PAGES[1], "1.json": PAGES[0], "cpi.json": other})
    file = tmp_path / "replies.zip"
    file.write_bytes(content)
    plan = plan_import(file, None, "2026-11-29")
    assert plan.source.id == SOURCE
    table = plan.tables["wdi"]
    assert table[table.indicator == "FP.CPI.TOTL.ZG"]["value"].tolist() == [11.9]
    people = table[table.indicator == "SP.POP.TOTL"].reset_index(drop=True)
    pd.testing.assert_frame_equal(people, read({"a": FORM.encode()}).tables["wdi"])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            {"2.json": PAGES[1]},
            "2.json, item 1, column pages: is page 2 of 2: page 1 is missing; fetch it with per_page",
        ),
        (
            {"1.json": PAGES[0], "2.json": PAGES[1].replace(b"2025-04-15", b"2025-05-01")},
            "1.json, item 1, column lastupdated: its pages are of 2025-04-15 and 2025-05-01",
        ),
        (
            {"1.json": PAGES[0], "2.json": PAGES[0].replace(b'"page": 1', b'"page": 2')},
            "1.json, item 1, column total: says 3 figures and holds 2",
        ),
        (
            {"1.json": PAGES[0], "2.json": PAGES[1].replace(b'"1990"', b'"1991"')},
            "2.json, item 1, column value: 1.4e+06 is a second figure for NAM 1991",
        ),
    ],
)
def test_pages_that_are_not_the_whole_are_refused_with_the_file_in_the_zip(parts: dict[str, bytes], said: str):
    with pytest.raises(BraingainError) as caught:
        read({"replies.zip": zipped(**parts)})
    assert caught.value.problems[0].line().startswith(said)


def test_a_list_of_countries_alone_is_refused_as_it_holds_no_figures(tmp_path: Path):
    file = tmp_path / "Metadata_Country_API_X_DS2.csv"
    file.write_text('"Country Code","Region","IncomeGroup","SpecialNotes","TableName",\n"NAM","Africa","","",\n')
    with pytest.raises(BraingainError, match="is a file of worldbank_wdi, but holds no figures that are used"):
        plan_import(file, None, "2026-11-29")


def test_an_indicator_that_the_model_does_not_use_is_named():
    other = FORM.replace("SP.POP.TOTL", "SP.DYN.LE00.IN").encode()
    assert "SP.DYN.LE00.IN is not used by the model: left out" in read({"a.csv": other}).messages


def test_a_damaged_zip_is_one_problem():
    assert wrong(b"PK\x03\x04" + b"API_X_DS2_" + b"\0" * 100)[0].startswith("wb: the zip is damaged")
    whole = zipped(**{"API_X_DS2_1.csv": FORM.encode()})
    cut = whole.replace(b"1450000.5", b"1450000.6")
    assert cut != whole
    assert wrong(cut)[0].startswith("wb, API_X_DS2_1.csv: the zip is damaged (Bad CRC-32")


@pytest.mark.real_files
def test_the_committed_figures_are_what_the_importer_gives(real_files: Path):
    found = read_again(real_files, SOURCE)
    assert_same_table(found, SOURCE, "wdi")
    assert found.observations is not None
    assert list(found.observations.columns) == list(COLUMNS)
    shipped = pd.read_csv(
        str(package_folder("sources", SOURCE, "observations.csv.gz")), keep_default_na=False, dtype=str
    )
    again = pd.read_csv(io.BytesIO(csv_bytes(found.observations)), keep_default_na=False, dtype=str)
    pd.testing.assert_frame_equal(again, shipped)


@pytest.mark.real_files
def test_every_file_of_the_card_is_recognised_as_ours_alone(real_files: Path):
    found = [path for folder in ("worldbank-wdi", "worldbank-wdi-2") for path in (real_files / folder).rglob("API_*.*")]
    files = [path for path in found if path.is_file()]
    assert len(files) > 12
    for path in files:
        assert recognised_by(path) == [SOURCE], path.name
    assert recognised_by(real_files / "worldbank-wdi-2" / "SH.XPD.GHED.GD.ZS.csv") == [SOURCE]


@pytest.mark.real_files
def test_the_mislabelled_price_table_is_not_taken(real_files: Path):
    assert SOURCE not in recognised_by(real_files / "worldbank-cpi" / "cpi.csv")
    assert read({"cpi.csv": (real_files / "worldbank-cpi" / "cpi.csv").read_bytes()}).tables["wdi"].empty


@pytest.mark.real_files
def test_aggregates_are_those_without_a_region_and_the_unclassified(real_files: Path):
    files = content_of(real_files, SOURCE)
    listed = {name: content for name, content in files.items() if name.endswith(".zip")}
    assert aggregates(listed) == AGGREGATES
    assert len(AGGREGATES) == 49
    for download in downloads(files):
        assert len(download.codes) == 266
        assert len(download.codes - AGGREGATES) == 217
    assert not set(committed(SOURCE, "wdi")["country"]) & AGGREGATES


@pytest.mark.real_files
def test_the_file_with_french_labels_is_joined_by_code(real_files: Path):
    name = "API_NY.GDP.MKTP.KD.ZG_DS2_fr_csv_v2_17870.csv"
    content = content_of(real_files, SOURCE)[name]
    assert b"Croissance du PIB" in content
    assert round(value(read({name: content}).tables["wdi"], "GBR", "NY.GDP.MKTP.KD.ZG", 2020), 2) == -10.30


@pytest.mark.parametrize(
    ("country", "indicator", "year", "printed", "digits"),
    [
        ("GBR", "PA.NUS.FCRF", 2020, 0.7800, 4),
        ("GHA", "PA.NUS.FCRF", 2020, 5.5957, 4),
        ("ZAF", "PA.NUS.FCRF", 2020, 16.4591, 4),
        ("PHL", "PA.NUS.FCRF", 2020, 49.624, 3),
        ("DEU", "PA.NUS.FCRF", 2020, 0.8755, 4),
        ("GHA", "PA.NUS.FCRF", 2023, 11.0204, 4),
        ("GHA", "SH.XPD.GHED.GD.ZS", 2019, 1.376, 3),
        ("GBR", "SH.XPD.GHED.GD.ZS", 2019, 8.069, 3),
        ("ZAF", "SH.XPD.GHED.GD.ZS", 2019, 5.353, 3),
        ("MWI", "SH.XPD.GHED.GD.ZS", 2019, 2.410, 3),
        ("PHL", "SH.XPD.GHED.GD.ZS", 2019, 1.655, 3),
        ("GHA", "NY.GDP.PCAP.PP.CD", 2023, 7556, 0),
        ("GBR", "NY.GDP.PCAP.PP.CD", 2023, 57915, 0),
        ("ZAF", "SH.DYN.AIDS.ZS", 2020, 18.4, 1),
        ("GHA", "SH.DYN.AIDS.ZS", 2020, 1.7, 1),
        ("GHA", "FP.CPI.TOTL.ZG", 2022, 31.26, 2),
        ("PHL", "BX.TRF.PWKR.DT.GD.ZS", 2020, 9.66, 2),
    ],
)
def test_figures_that_were_checked_by_opening(country: str, indicator: str, year: int, printed: float, digits: int):
    assert round(value(committed(SOURCE, "wdi"), country, indicator, year), digits) == printed


def test_a_wrong_point_of_a_release_is_out_and_its_row_flagged():
    table = committed(SOURCE, "wdi")
    flagged = table[table["flag"] != ""]
    assert flagged[["country", "indicator", "year", "flag"]].values.tolist() == [
        ["PHL", "BX.TRF.PWKR.CD.DT", 2022, "outside_range"]
    ]
    assert math.isnan(flagged["value"].iloc[0])
    assert value(table, "PHL", "BX.TRF.PWKR.CD.DT", 2021) > 36e9
    assert table["value"].isna().sum() == 1


def test_vintages_differ_by_indicator_and_are_kept():
    vintages = committed(SOURCE, "wdi").groupby("indicator")["vintage"].agg(["nunique", "first"])
    assert (vintages["nunique"] == 1).all()
    assert set(vintages.index) == set(FIRST_YEARS)
    assert vintages.loc["SH.XPD.GHED.GD.ZS", "first"] == "2022-05-25"
    assert vintages.loc["NY.GDP.PCAP.PP.CD", "first"] == "2025-12-19"
    assert vintages.loc["SH.MED.PHYS.ZS", "first"] == "2023-03-01"


def test_slips_in_densities_stay_for_the_rule_of_series():
    table = committed(SOURCE, "wdi")
    assert value(table, "ATG", "SH.MED.PHYS.ZS", 1999) == 0.1606
    assert value(table, "BFA", "SH.MED.PHYS.ZS", 1986) == 0.004
    assert value(table, "NPL", "SH.MED.PHYS.ZS", 2004) == 0.2118


def test_blanks_are_missing_and_not_zero():
    table = committed(SOURCE, "wdi")
    assert table[(table.country == "GBR") & (table.indicator == "SH.DYN.AIDS.ZS")].empty
    assert not (table[table.indicator == "SH.MED.PHYS.ZS"]["value"] == 0).any()
