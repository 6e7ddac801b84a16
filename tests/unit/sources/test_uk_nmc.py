"""The UK's register of nurses: regions are no countries, financial years no calendar years, recalled figures no facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.foundation.errors import BraingainError
from braingain.sources.contract import Read
from braingain.sources.registry import all_sources, takes
from braingain.sources.uk_nmc.importer import read, recognises

TOTALS = "\ufeffyear,UK,Outside the EEA,EEA\n2018,589253,70491,33874\n"
JOINERS = "year,joiners_UK,leavers_UK,joiners_EEA,leavers_EEA,joiners_NEEA,leavers_NEEA\n2018,22170,24369,888,3560,4196,1857\n"
COUNTRIES = (
    "financial_year,source_iso3,source_name,new_registrations,certainty,source\n2001/02,PHL,Philippines,7235,read,BBC\n"
)


def taken(text: str) -> Read:
    assert recognises("x", text.encode())
    return read({"nmc.csv": text.encode()})


def cells(found: Read, *columns: str) -> list[list[object]]:
    assert found.observations is not None
    return found.observations[list(columns)].values.tolist()  # type: ignore[no-any-return]


def wrong(text: str) -> list[str]:
    with pytest.raises(BraingainError) as caught:
        taken(text)
    return [problem.line() for problem in caught.value.problems]


def test_the_register_by_region_of_training() -> None:
    found = taken(TOTALS)
    assert cells(found, "indicator", "partner", "definition", "value", "unit", "activity") == [
        ["foreign_trained_share", "", "", round(1 - 589253 / 693618, 10), "share", "registered"],
        ["foreign_trained_workers", "eea", "trained", 33874.0, "persons", "registered"],
        ["foreign_trained_workers", "outside_eea", "trained", 70491.0, "persons", "registered"],
        ["workers", "", "", 693618.0, "persons", "registered"],
    ]
    assert found.observations is not None
    assert set(found.observations["count"]) == {"headcount"}


def test_joiners_are_an_inflow_and_leavers_an_outflow_of_a_year_to_march() -> None:
    found = taken(JOINERS)
    assert ["register_joiners", "eea", "inflow", 2017, 2018, 888.0] in cells(
        found, "indicator", "partner", "measure", "year", "year_to", "value"
    )
    assert ["register_leavers", "GBR", "outflow", 2017, 2018, 24369.0] in cells(
        found, "indicator", "partner", "measure", "year", "year_to", "value"
    )
    assert found.observations is not None
    assert set(found.observations["flag"]) == {"period_of_years"}


def test_totals_groups_and_recalled_figures_are_left_out() -> None:
    text = COUNTRIES + (
        "2001/02,ALL_NON_EU,All,13721,read,BBC\n2002/03,BANNED_LIST,x,3472,read,BBC\n"
        "2002/03,ZAF,South Africa,1480,read (later recalled as 1368 from memory),BBC\n1999/00,IND,India,96,derived from +201%,x\n"
    )
    found = taken(text)
    assert cells(found, "partner", "year", "year_to", "value", "certainty") == [
        ["IND", 1999, 2000, 96.0, "derived"],
        ["PHL", 2001, 2002, 7235.0, "secondary"],
    ]
    assert found.messages == (
        "2 rows of totals and of groups of countries dropped: they are no countries",
        "1 rows that were recalled and not read left out",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TOTALS.replace("70491", "70 491*"), 'row 2, column Outside the EEA: "70 491*" is not a number'),
        (TOTALS.replace("2018", "18"), 'row 2, column year: "18" is not a year'),
        (TOTALS.replace("33874", '"33,874"'), 'row 2, column EEA: "33,874" could be read in two ways'),
        (TOTALS + "2018,589254,70491,33874\n", "row 3, column value: 693619.0 stands beside 693618.0 (row 2)"),
        (JOINERS + "2019,1,2", "row 3, column leavers_UK: the row has 3 cells"),
        (COUNTRIES.replace("2001/02", "2001/03"), 'row 2, column financial_year: "2001/03" is not a financial year'),
        (COUNTRIES.replace("2001/02", "2001"), 'row 2, column financial_year: "2001" is not a financial year'),
    ],
)
def test_dirty_files_name_file_row_and_column(text: str, said: str) -> None:
    assert wrong(text)[0].startswith(f"nmc.csv, {said}")


def test_a_missing_region_leaves_the_year_out() -> None:
    found = taken(TOTALS + "2019,600000,,33000\n")
    assert found.observations is not None
    assert set(found.observations["year"]) == {2018}
    assert found.messages == ("1 rows without all three regions left out",)


@pytest.mark.real_files
def test_the_real_files(real_files: Path) -> None:
    found = {}
    for path in sorted((real_files / "uk-nmc-register").glob("*.csv")):
        takers = [name for name in all_sources() if takes(name, path.name, path.read_bytes())]
        assert takers == ([] if "age" in path.name else ["uk_nmc"])
        if takers:
            found[path.name] = read({path.name: path.read_bytes()}).observations
    registrations = found["uk_new_overseas_nurse_registrations_1998_2003.csv"]
    assert registrations is not None
    assert registrations.set_index(["partner", "year_to"])["value"][("PHL", 2002)] == 7235
    joiners = found["nmc_joiners_vs_leavers.csv"]
    assert joiners is not None
    eea = joiners[(joiners["indicator"] == "register_joiners") & (joiners["partner"] == "eea")].set_index("year_to")[
        "value"
    ]
    assert eea.loc[[2016, 2017]].tolist() == [10178, 1107]
