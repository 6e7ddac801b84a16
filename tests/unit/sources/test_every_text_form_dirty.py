"""Every text form of a publisher's file, with one thing wrong: refused by file, row and column, nothing written; or read as if clean.

Workbooks, zips and Stata files are in the tests of their importers and in ``evidence/test_dirty_files.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from braingain.cli.main import run
from braingain.evidence.importing import plan_import
from braingain.sources.registry import all_sources

FLOW = "OECD.ELS.HD:DSD_HEALTH_WFMI@DF_HEALTH_WFMI(1.0)"


class Form(NamedTuple):
    """A form of a source: its header, and a row with places for the year and the number, whose columns are named.

    ``once`` says what is in a file once: the same row again is a mistake (NHS) or counts once.
    """

    source: str
    header: str
    row: str
    number: str
    column: str
    year: str = "2018"
    year_column: str = ""
    heading: str = ""  # of a column of figures that says their year, where no column does
    place: str = "row 2"
    name: str = "file.csv"
    below_zero: bool = False
    again: bool = True

    def text(self, number: str = "", year: str = "", rows: int = 1) -> str:
        """The file with the number and the year given, else the right ones."""
        return self.header + self.row.format(number or self.number, year or self.year) * rows


FORMS = {
    "OECD.Stat, doctors by origin": Form(
        "oecd_workforce_migration",
        '\ufeff"COU","Country","VAR","Variable","CO2","Country of origin","YEA","Year","Value","Flag Codes","Flags"\n',
        '"AUS","Australia","FTDS","x","GHA","Ghana","{1}","{1}",{0},"",""\n',
        "31",
        "Value",
        year_column="YEA",
    ),
    "Data Explorer with labels": Form(
        "oecd_workforce_migration",
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency of observation,MEASURE,Measure,"
        "UNIT_MEASURE,Unit of measure,HEALTH_PROF,Health profession,AREA_ORIGIN,Area of origin,"
        "TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,UNIT_MULT,Unit multiplier\n",
        f"DATAFLOW,{FLOW},Health workforce migration,I,SWE,Sweden,A,Annual,M1,Foreign-trained workers - Stock,PS,Persons,PHYS,x,GHA,x,"
        "{1},,{0},,A,x,0,Units\n",
        "31",
        "OBS_VALUE",
        year_column="TIME_PERIOD",
    ),
    "OECD, shares trained abroad": Form(
        "oecd_workforce_migration",
        "COU,Country,Variable,Year,Value\n",
        "SWE,Sweden,% of foreign-trained doctors,{1},{0}\n",
        "30.5",
        "Value",
        year_column="Year",
    ),
    "OECD, inflow by year": Form(
        "oecd_workforce_migration",
        "Country/year,2010,2011\n",
        "Austria,191,{0}\n",
        "31",
        "2011",
        place="row of Austria",
        heading="2011",
    ),
    "DP_LIVE": Form(
        "oecd_graduates",
        '\ufeff"LOCATION","INDICATOR","SUBJECT","MEASURE","FREQUENCY","TIME","Value","Flag Codes"\n',
        '"AUS","MEDICALGRAD","TOT","100000HAB","A","{1}",{0},\n',
        "9.3",
        "Value",
        year_column="TIME",
    ),
    "OECD.Stat, pay": Form(
        "oecd_remuneration",
        "VAR,Variable,UNIT,Measure,COU,Country,YEA,Year,Value,Flag Codes,Flags\n",
        "RVNURINF,x,YSALARMT,x,GBR,x,{1},{1},{0},,\n",
        "33000",
        "Value",
        year_column="YEA",
    ),
    "WHO, website": Form(
        "who_gho",
        "IndicatorCode,Indicator,ValueType,Location type,SpatialDimValueCode,Location,Period,IsLatestYear,"
        "Dim1,Dim1ValueCode,FactValueNumeric,Value,FactComments,DateModified\n",
        "HWF_0001,x,numeric,Country,GHA,x,{1},true,,,{0},1.7,,2024-01-31T08:00:00.000Z\n",
        "1.7",
        "FactValueNumeric",
        year_column="Period",
    ),
    "WHO, download": Form(
        "who_gho",
        "Id,IndicatorCode,SpatialDimension,SpatialDimensionValueCode,TimeDim,DisaggregatingDimension1ValueCode,Value,NumericValue,Comments,Date\n",
        "1,HWF_0001,COUNTRY,GHA,{1},,1.7,{0},,2024-01-31\n",
        "1.7",
        "NumericValue",
        year_column="TimeDim",
    ),
    "WHO, former": Form(
        "who_gho",
        '"GHO","YEAR","COUNTRY","AGEGROUP","SEX","RESIDENCEAREATYPE","Display Value","Numeric","Comments"\n',
        '"HRH_02","{1}","GHA","","","","3 236",{0},""\n',
        "3236",
        "Numeric",
        year_column="YEAR",
    ),
    "Eurostat, TSV": Form(
        "eurostat",
        "freq,unit,isco08,tngplace,geo\\TIME_PERIOD\t2019 \t2020 \n",
        "A,NR,OC221,FOR,AT\t1\t{0}\n",
        "31",
        "2020",
        heading="2020 ",
        name="estat.tsv",
    ),
    "Eurostat, SDMX-CSV": Form(
        "eurostat",
        "DATAFLOW,LAST UPDATE,freq,unit,isco08,tngplace,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n",
        "ESTAT:HLTH_RS_WKMG(1.0),24/10/25 23:00:00,A,NR,OC221,FOR,AT,{1},{0},,\n",
        "150",
        "OBS_VALUE",
        year_column="TIME_PERIOD",
    ),
    "World Bank, CSV": Form(
        "worldbank_wdi",
        '\ufeff"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-04-15",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2017","2018",\n',
        '"Namibia","NAM","Population, total","SP.POP.TOTL","2300000",{0},\n',
        "2400000",
        "2018",
        heading="2018",
        place="row 6",
        below_zero=True,
    ),
    "Worldwide Bureaucracy Indicators": Form(
        "worldbank_wwbi",
        '\ufeff"Country Name","Country Code","Indicator Name","Indicator Code","2015","2016"\n',
        '"Ghana","GHA","Pay comparison ratio, hospital doctor","BI.PWK.CMPA.HD.MD","",{0}\n',
        "4.2",
        "2016",
        heading="2016",
    ),
    "World Bank, purchasing power": Form(
        "worldbank_ppp", "Country,Country ID,Year,PPP\n", "Namibia,NA,{1},{0}\n", "6.9", "PPP", year_column="Year"
    ),
    "UN, women's shares": Form(
        "unsd_sdg",
        "geo_area,nature,sex,type_of_occupation,units,year,sh_med_hwrkdis\n",
        "516,c,female,phys,percent,{1},{0}\n",
        "45",
        "sh_med_hwrkdis",
        year_column="year",
    ),
    "UN, mortality": Form(
        "undesa_wpp",
        "country_code\tcountry\tage\t2015-2020\t2020-2025\n",
        "516\tNamibia\t0\t.01\t{0}\n",
        ".02",
        "2020-2025",
        again=False,
        heading="2020-2025",
        name="mxM.txt",
    ),
    "NMC, register": Form(
        "uk_nmc",
        "year,UK,Outside the EEA,EEA\n",
        "{1},589253,{0},33874\n",
        "70491",
        "Outside the EEA",
        year_column="year",
    ),
    "NMC, joiners and leavers": Form(
        "uk_nmc",
        "year,joiners_UK,leavers_UK,joiners_EEA,leavers_EEA,joiners_NEEA,leavers_NEEA\n",
        "{1},22170,24369,888,3560,4196,{0}\n",
        "1857",
        "leavers_NEEA",
        year_column="year",
    ),
    "NMC, by country": Form(
        "uk_nmc",
        "financial_year,source_iso3,source_name,new_registrations,certainty,source\n",
        "{1},PHL,Philippines,{0},read,BBC\n",
        "7235",
        "new_registrations",
        year="2001/02",
        year_column="financial_year",
    ),
    "NHS, by nationality": Form(
        "uk_nhs",
        "Month,Staff group,Nationality,FTE\n",
        "{1},HCHS doctors,Ghanaian,{0}\n",
        "31.5",
        "FTE",
        year="2018-JUN",
        year_column="Month",
        again=False,
    ),
}


def odata(number: object, year: object) -> str:
    usual = {
        "IndicatorCode": "HWF_0001",
        "SpatialDimType": "COUNTRY",
        "SpatialDim": "GHA",
        "Date": "2024-05-02",
        "Dim1": None,
    }
    return json.dumps(
        {"@odata.context": "x", "value": [{**usual, "TimeDim": year, "NumericValue": number, "Value": ""}]}
    )


def reply(number: object, year: object) -> str:
    item = {"indicator": {"id": "SP.POP.TOTL"}, "countryiso3code": "NAM", "date": year, "value": number}
    return json.dumps([{"page": 1, "pages": 1, "total": 1, "lastupdated": "2025-04-15"}, [item]])


REPLIES: dict[str, tuple[Callable[[object, object], str], str, str]] = {
    "WHO, OData": (odata, "NumericValue", "TimeDim"),
    "World Bank, API": (reply, "value", "date"),
}
by_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
by_reply = pytest.mark.parametrize(("make", "column", "year_column"), REPLIES.values(), ids=REPLIES)


class Import:
    """The command ``evidence import`` on a content, into a store of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]):
        self.folder, self.capsys = folder, capsys

    def refused(self, content: str | bytes, name: str = "file.csv") -> list[str]:
        """The lines on standard error of an import that ends with 1 and writes nothing."""
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(SystemExit) as ended:
            run(["evidence", "import", str(file), "--store", str(self.folder / "store")])
        out, err = self.capsys.readouterr()
        assert ended.value.code == 1, out
        assert out == ""
        assert not list((self.folder / "store").rglob("*")) if (self.folder / "store").exists() else True
        assert "Traceback" not in err
        return [line.removeprefix("braingain: ") for line in err.splitlines()]

    def rows(self, content: str | bytes, name: str = "file.csv") -> list[list[object]]:
        """What an import would bring: rows and tables, without notes."""
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        plan = plan_import(file, None, "2026-11-29")
        rows = [] if plan.observations is None else plan.observations.drop(columns="note").astype(str).values.tolist()
        return rows + [row for table in plan.tables.values() for row in table.astype(str).values.tolist()]


@pytest.fixture
def imports(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("BRAINGAIN_HOME", str(tmp_path / "home"))
    return Import(tmp_path, capsys)


def test_every_source_of_text_is_here() -> None:
    workbooks = {
        "cepii_geodist",
        "iab_brain_drain",
        "uk_home_office",
        "undesa_migrant_stock",
        "worldbank_income_groups",
    }
    typed = {"awases_2004_reasons", "case_studies", "seed_paper", "who_whr2006"}
    assert {form.source for form in FORMS.values()} == set(all_sources()) - workbooks - typed


@by_form
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("31x", '"31x" is not a number'),
        ("3_1", '"3_1" is not a finite number'),
        ("inf", '"inf" is not a finite number'),
        ("-31", "-31 is negative"),
        ('"1,234"', '"1,234" could be read in two ways'),
    ],
)
def test_a_number_that_is_none_is_one_line_with_its_place(form: Form, number: str, said: str, imports: Import) -> None:
    if number == "-31" and form.below_zero:
        pytest.skip("figures of this form can be negative")
    if "\t" in form.header:
        number = number.replace('"', "")
    (line,) = imports.refused(form.text(number), form.name)
    assert line.startswith(f"{form.name}, {form.place}, column {form.column}: "), line
    bare = number.strip('"')
    assert said in line or (form.source == "undesa_wpp" and f'"{bare}" is n' in line), line


@by_form
def test_a_year_that_is_none_is_one_line_with_its_place(form: Form, imports: Import) -> None:
    if form.year_column:
        (line,) = imports.refused(form.text(year="20x8"), form.name)
        assert line.startswith(f'{form.name}, {form.place}, column {form.year_column}: "20x8" is not a')
    else:
        assert form.header.count(form.heading) == 1
        header = form.header.replace(form.heading, f"{form.heading[:2]}x{form.heading[3:]}")
        (line,) = imports.refused(header + form.row.format(form.number, ""), form.name)
        assert line.startswith(form.name)


@by_form
def test_a_file_that_breaks_off_in_a_row_is_one_line_with_its_row(form: Form, imports: Import) -> None:
    separator = "\t" if "\t" in form.header else ","
    cut = form.text(rows=1) + form.row.format(form.number, form.year).rsplit(separator, 2)[0]
    (line,) = imports.refused(cut, form.name)
    number = form.text().count("\n") + 1
    assert line.startswith((f"{form.name}, row {number}, column ", f"{form.name}, {form.place}, column ")), line
    assert "breaks off" in line or "says again" in line


@by_form
def test_two_figures_of_one_thing_are_one_line_with_a_row(form: Form, imports: Import) -> None:
    other = form.text() + form.row.format("77", form.year)
    lines = imports.refused(other, form.name)
    for line in lines:
        assert line.startswith((f"{form.name}, row ", f"{form.name}, {form.place}")), line
        assert any(words in line for words in ("stands beside", "second figure", "says again", "already")), line


@by_form
def test_nothing_a_header_alone_and_what_is_no_text_are_one_line(form: Form, imports: Import) -> None:
    for content in (b"", form.header.encode(), form.header.encode()[: len(form.header) // 3], bytes(range(256)) * 9):
        lines = imports.refused(content, form.name)
        assert lines and all(line.startswith(form.name) for line in lines), lines


@by_form
def test_marks_line_ends_encodings_and_rows_twice_change_nothing(form: Form, imports: Import) -> None:
    clean = imports.rows(form.text(), form.name)
    assert clean
    plain = form.text().removeprefix("\ufeff")
    for content in (
        plain.encode(),
        plain.encode("utf-8-sig"),
        plain.encode("utf-16"),
        plain.replace("\n", "\r\n").encode(),
        f"{plain}\n\n".encode(),
    ):
        assert imports.rows(content, form.name) == clean
    if form.again:
        assert imports.rows(form.text(rows=2), form.name) == clean
    else:
        (line,) = imports.refused(form.text(rows=2), form.name)
        assert "says again" in line or "already" in line


@by_reply
def test_a_reply_with_one_thing_wrong_is_one_line_with_its_item(
    make: Callable[[object, object], str], column: str, year_column: str, imports: Import
) -> None:
    assert imports.rows(make(31, 2018)) == imports.rows(make(31, 2018).encode("utf-8-sig"))
    for number, said in (
        ("31x", '"31x" is not a number'),
        ("1,234", '"1,234" could be read in two ways'),
        ("inf", '"inf" is'),
    ):
        (line,) = imports.refused(make(number, 2018))
        assert line.startswith(f"file.csv, item 1, column {column}: {said}")
    (line,) = imports.refused(make(31, "20x8"))
    assert line.startswith(f'file.csv, item 1, column {year_column}: "20x8" is not a year')
    (line,) = imports.refused(make(31, 2018)[:-3])
    assert line.startswith("file.csv, row 1, column ") and "breaks off" in line
    (line,) = imports.refused(make(None, 2018))
    assert "holds no figures that are used" in line
