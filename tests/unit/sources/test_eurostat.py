"""Eurostat's TSV and SDMX-CSV: flags behind values, own country codes, tables that do not say what they count."""

from __future__ import annotations

import pytest

from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.eurostat.importer import read, recognises
from braingain.sources.registry import all_sources

TSV = "freq,unit,isco08,tngplace,geo\\TIME_PERIOD\t2019 \t2020 \t2021 \n"
STOCK_TSV = "freq,unit,wstatus,isco08,geo\\TIME_PERIOD\t2020 \n"
SDMX = "DATAFLOW,LAST UPDATE,freq,unit,isco08,tngplace,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"


def taken(text: str, name: str = "estat.tsv") -> Read:
    assert recognises(name, text.encode())
    return read({name: text.encode()})


def wrong(text: str, name: str = "estat.tsv") -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(text, name)
    return [problem.line() for problem in caught.value.problems]


def cells(found: Read, *columns: str) -> list[list[object]]:
    assert found.observations is not None
    return found.observations[list(columns)].values.tolist()  # type: ignore[no-any-return]


def test_nothing_of_it_ships() -> None:
    assert not all_sources()["eurostat"].ships


def test_place_of_training_with_flags_and_own_codes() -> None:
    text = (
        TSV
        + "A,NR,OC221,TOTAL,EL\t: \t1000 b\t: c\nA,NR,OC221,FOR,EL\t: \t150 be\t20 p\nA,NR,OC221,NAT_FOR,EL\t:\t60\t:\n"
    )
    found = taken(text + "A,NR,OC221,FOR,EU27_2020\t1\t1\t1\nA,PC,OC221,FOR,DE\t1\t1\t1\n")
    assert cells(found, "indicator", "country", "year", "value", "flag", "method") == [
        ["foreign_trained_share", "GRC", 2020, 0.15, "break;estimate", "estimated"],
        ["foreign_trained_workers", "GRC", 2020, 150.0, "break;estimate", "reported"],
        ["foreign_trained_workers", "GRC", 2021, 20.0, "provisional", "reported"],
        ["native_share", "GRC", 2020, 0.4, "break;estimate", "estimated"],
        ["workers", "GRC", 2020, 1000.0, "break", "reported"],
    ]
    assert "3 rows of groups of countries and of regions dropped: they are no countries" in found.messages
    assert any(message.startswith("3 rows left out") for message in found.messages)


def test_sdmx_csv_in_both_ways_of_labelling() -> None:
    plain = SDMX + "ESTAT:HLTH_RS_WKMG(1.0),01/01/25,A,NR,OC221,FOR,UK,2020,150,e\n"
    labelled = SDMX + (
        'ESTAT:HLTH_RS_WKMG(1.0): Migration,01/01/25,A: Annual,NR: Number,"OC221: Doctors",FOR: Foreign,UK: United Kingdom,2020,150,e: estimated\n'
    )
    assert cells(taken(plain, "x.csv"), "vintage") == [["2025-01-01"]]
    expected = [["foreign_trained_workers", "GBR", 2020, 150.0, "trained", "estimate"]]
    for text in (plain, labelled):
        assert cells(taken(text, "x.csv"), "indicator", "country", "year", "value", "definition", "flag") == expected


def test_stocks_and_graduates_are_told_apart_by_the_table_s_name_alone() -> None:
    text = STOCK_TSV + "A,P_HTHAB,PRACT,OC221,AT\t541.2\nA,NR,LCPH,OC222_322,AT\t93000\n"
    assert cells(taken(text, "estat_hlth_rs_prs2.tsv"), "indicator", "activity", "value", "unit") == [
        ["density_per_10k", "practising", 54.12, "per_10k"],
        ["workers", "licensed", 93000.0, "persons"],
    ]
    grads = text.replace("wstatus,", "").replace("PRACT,", "").replace("LCPH,", "")
    assert cells(taken(grads, "hlth_rs_grd.tsv"), "indicator", "cadre", "value", "unit") == [
        ["graduates", "nurse", 93000.0, "persons_per_year"],
        ["graduates_per_100k", "doctor", 541.2, "per_100k"],
    ]
    (line,) = wrong(text, "download.tsv")
    assert line.startswith(
        "download.tsv, row 1, column 1: the file does not say whether it counts workers or graduates"
    )


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("A,NR,OC221,FOR,AT\t1\t1 x\t1\n", 'row 2, column 2020: "x" holds a flag that is not known'),
        ("A,NR,OC221,FOR,AT\t1\t1,5\t1\n", 'row 2, column 2020: "1,5" could be read in two ways'),
        ("A,NR,OC221,FOR,AT\t1\tone\t1\n", 'row 2, column 2020: "one" is not a number'),
        ("A,NR,OC221,FOR,AT\t1\t1", "row 2, column 2020: the row has 3 cells, the header 4"),
        ("A,NR,OC221,AT\t1\t1\t1\n", "row 2, column 2021: the row has 4 cells"),
        (
            "A,NR,OC221,FOR,AT\t1\t:\t:\nA,NR,OC221,FOR,AT\t2\t:\t:\n",
            "row 3, column value: 2.0 stands beside 1.0 (row 2)",
        ),
        (
            "A,NR,OC221,TOTAL,AT\t:\t9\t:\nA,NR,OC221,FOR,AT\t:\t10\t:\n",
            "row 3, column 2020: FOR is 10, more than TOTAL, 9 (row 2)",
        ),
    ],
)
def test_dirty_files_name_file_row_and_column(bad: str, said: str) -> None:
    (line,) = wrong(TSV + bad)
    assert line.startswith(f"estat.tsv, {said}")


def test_a_heading_that_is_no_year_is_named() -> None:
    (line,) = wrong(TSV.replace("2020 ", "2020Q1 ") + "A,NR,OC221,FOR,AT\t1\t1\t1\n")
    assert line.startswith('estat.tsv, row 1, column 2020Q1: "2020Q1" is not a year')
