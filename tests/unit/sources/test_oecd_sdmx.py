"""OECD's health workforce migration from the Data Explorer (SDMX-CSV), and dirty files of OECD's older forms."""

from __future__ import annotations

import pytest

from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Importer, Read
from braingain.sources.oecd_graduates import importer as graduates
from braingain.sources.oecd_remuneration import importer as remuneration
from braingain.sources.oecd_workforce_migration import importer as migration

FLOW = "OECD.ELS.HD:DSD_HEALTH_WFMI@DF_HEALTH_WFMI(1.0)"
HEADER = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency of observation,MEASURE,Measure,"
    "UNIT_MEASURE,Unit of measure,HEALTH_PROF,Health profession,AREA_ORIGIN,Area of origin,"
    "TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,UNIT_MULT,Unit multiplier\n"
)
STOCK, INFLOW, ALL = (
    "Foreign-trained workers - Stock",
    "Foreign-trained workers - Annual inflow",
    "Total number of workers",
)


def row(
    area: str,
    origin: str,
    year: str,
    value: str,
    measure: str = STOCK,
    unit: str = "PS",
    prof: str = "PHYS",
    status: str = "A",
    mult: str = "0",
) -> str:
    return (
        f"DATAFLOW,{FLOW},Health workforce migration,I,{area},x,A,Annual,M1,{measure},{unit},x,{prof},x,{origin},x,"
        f"{year},,{value},,{status},x,{mult},Units\n"
    )


def taken(text: str, importer: Importer = migration) -> Read:  # type: ignore[assignment]
    assert importer.recognises("x", text.encode())
    return importer.read({"oecd.csv": text.encode()})


def wrong(text: str, importer: Importer = migration) -> list[str]:  # type: ignore[assignment]
    with pytest.raises(BraingainError) as caught:
        taken(text, importer)
    return [problem.line() for problem in caught.value.problems]


def test_stocks_by_origin_with_totals_and_own_rows_dropped() -> None:
    text = HEADER + row("SWE", "GHA", "2021", "9") + row("SWE", "W", "2021", "900") + row("SWE", "NS", "2021", "3")
    found = taken(
        text
        + row("SWE", "SWE", "2021", "7")
        + row("DEU", "ROU", "2021", "4.5", mult="3")
        + row("OECD", "GHA", "2021", "1")
    )
    assert found.observations is not None
    rows = found.observations[found.observations["indicator"] == "workers_abroad"]
    assert rows[["country", "partner", "value", "definition", "activity"]].values.tolist() == [
        ["DEU", "ROU", 4500.0, "national", "registered"],
        ["SWE", "GHA", 9.0, "trained", "registered"],
    ]
    said = " ".join(found.messages)
    for words in (
        "2 rows of totals and residuals dropped (NS, W)",
        "origin = destination",
        "groups of countries dropped",
    ):
        assert words in said


def test_shares_inflow_totals_and_nurses() -> None:
    text = HEADER + row("ITA", "W", "2024", "5.02", unit="PT_WR_PRF_HLTH", prof="MINU", status="P")
    text += (
        row("ITA", "W", "2024", "300", INFLOW)
        + row("ITA", "W", "2024", "315000", ALL)
        + row("ITA", "PHL", "2024", "12", prof="MINU")
    )
    found = taken(text).observations
    assert found is not None
    assert found[["indicator", "cadre", "partner", "value", "unit", "flag"]].values.tolist() == [
        ["foreign_trained_inflow", "doctor", "", 300.0, "persons_per_year", ""],
        ["foreign_trained_share", "nurse", "", 0.0502, "share", "provisional"],
        ["workers", "doctor", "", 315000.0, "persons", ""],
        ["workers_abroad", "nurse", "PHL", 12.0, "persons", ""],
    ]


def test_another_order_of_columns_is_read_by_name() -> None:
    text = HEADER + row("SWE", "GHA", "2021", "9")
    lines = [line.split(",") for line in text.splitlines()]
    order = [*range(4), 14, 15, 12, 13, 8, 9, 10, 11, 4, 5, 6, 7, *range(16, 24)]
    turned = "\n".join(",".join(line[at] for at in order) for line in lines) + "\n"
    one, other = taken(text).observations, taken(turned).observations
    assert one is not None
    assert other is not None
    assert one.equals(other)


def test_what_is_born_or_has_another_unit_is_left_out_and_said() -> None:
    text = (
        HEADER
        + row("SWE", "GHA", "2021", "9")
        + row("SWE", "GHA", "2021", "8", "Foreign-trained but native-born - Stock")
    )
    found = taken(text + row("SWE", "GHA", "2021", "0.4", unit="10P3HB") + row("SWE", "GHA", "2021", "5", prof="DENT"))
    assert found.observations is not None
    assert found.observations["value"].tolist() == [9.0]
    assert sum("the program does not use them" in message for message in found.messages) == 3


def test_a_file_without_labels_is_refused_because_it_does_not_say_what_it_counts() -> None:
    header = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,MEASURE,UNIT_MEASURE,HEALTH_PROF,AREA_ORIGIN,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
    (line,) = wrong(header + f"DATAFLOW,{FLOW},I,SWE,M1,PS,PHYS,GHA,2021,9,A\n")
    assert line == "oecd.csv, row 2, column MEASURE: the file has no labels; fetch it again as CSV with labels"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row("SWE", "GHA", "2021", "nine"), 'row 3, column OBS_VALUE: "nine" is not a number'),
        (row("SWE", "GHA", "2021", '"1,234"'), 'row 3, column OBS_VALUE: "1,234" could be read in two ways'),
        (row("SWE", "GHA", "2021-Q1", "9"), 'row 3, column TIME_PERIOD: "2021-Q1" is a part of a year'),
        (row("SWE", "GHA", "2021", "9", status="X"), 'row 3, column OBS_STATUS: "X" holds a flag that is not known'),
        (row("SWE", "GHA", "2021", "9", mult="k"), 'row 3, column UNIT_MULT: "k" is no power of ten'),
        (row("SWE", "PHL", "2021", "8"), "row 3, column OBS_VALUE: 8 stands beside 9 (row 2)"),
        (row("ITA", "W", "2024", "502", unit="PT_WR_PRF_HLTH"), "row 3, column OBS_VALUE: is more than 100 percent"),
        (row("SWE", "GHA", "2021", "9")[:100], "row 3, column"),
    ],
)
def test_dirty_files_name_file_row_and_column(bad: str, said: str) -> None:
    (line,) = wrong(HEADER + row("SWE", "PHL", "2021", "9") + bad)
    assert line.startswith(f"oecd.csv, {said}")


def test_a_row_without_a_figure_and_a_row_twice_are_counted() -> None:
    once = row("SWE", "GHA", "2021", "9")
    found = taken(HEADER + once * 2 + row("SWE", "PHL", "2021", "", status="M"))
    assert found.observations is not None
    assert len(found.observations) == 1
    assert {"1 rows without a figure left out", "1 rows say what another says: kept once"} <= {
        m.split(": ", 1)[1] for m in found.messages
    }


LIVE = "LOCATION,INDICATOR,SUBJECT,MEASURE,FREQUENCY,TIME,Value,Flag Codes\n"
PAY = "VAR,Variable,UNIT,Measure,COU,Country,YEA,Year,Value,Flag Codes,Flags\n"
STAT = "COU,Country,VAR,Variable,CO2,Country of origin,YEA,Year,Value,Flag Codes,Flags\n"
SHARES = "COU,Country,Variable,Year,Value\n"


@pytest.mark.parametrize(
    ("importer", "text", "said"),
    [
        (
            graduates,
            LIVE + "AUS,MEDICALGRAD,TOT,100000HAB,A,1980,9.3x,\n",
            'row 2, column Value: "9.3x" is not a number',
        ),
        (graduates, LIVE + "AUS,MEDICALGRAD,TOT,100000HAB,A,198,9.3,\n", 'row 2, column TIME: "198" is not a year'),
        (graduates, LIVE + "AUS,MEDICALGRAD,TOT,100000HAB,A,19", "row 2, column TIME: the row has 6 cells"),
        (
            remuneration,
            PAY + "RVNURINF,x,YSALARMT,x,GBR,x,2018,2018,33 000*,,\n",
            'row 2, column Value: "33 000*" is not a number',
        ),
        (migration, STAT + 'SWE,x,FTDS,x,GHA,x,2021,2021,"1,234",,\n', 'row 2, column Value: "1,234" could be read'),
        (migration, STAT + "SWE,x,FTDS,x,GHA,x,2021,2021\n", "row 2, column Year: the row has 8 cells"),
        (
            migration,
            SHARES + "SWE,x,% of foreign-trained doctors,2021,3O\n",
            'row 2, column Value: "3O" is not a number',
        ),
        (migration, "Country/year,2010,2011\nAustria,191,17q\n", 'row of Austria, column 2011: "17q" is not a number'),
    ],
)
def test_older_forms_name_file_row_and_column(importer: Importer, text: str, said: str) -> None:
    (line,) = wrong(text, importer)
    assert line.startswith(f"oecd.csv, {said}")
