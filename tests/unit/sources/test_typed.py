"""Sources typed from papers: only what was read, each row with its own work, percent of what in the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.evidence.rates import emigration_rate_all, emigration_rate_home, home_to_all
from braingain.foundation.cards import package_table
from braingain.sources.case_studies import importer as case_studies
from braingain.sources.who_whr2006 import importer as whr

TABLE = "iso3,country,occupation,home_total,abroad_in_oecd,pct_of_home_workforce_as_printed,n_recipient_countries,certainty\n"
GHANA = "GHA,Ghana,physicians,3240,926,29,8,memory_home_total_matches_GHO\n"
TOTAL = "TOT,Total,physicians,81861,18556,23,8,total_18556_and_23pct_read_in_seed_paper\n"
NURSES = "AGO,Angola,nurses_midwives,13627,105,0,7,read_spanish_edition_sum_checked\n"


def test_doctors_of_whr_ship_as_their_total_alone() -> None:
    result = whr.read({"x.csv": (TABLE + GHANA + TOTAL).encode()})
    assert result.observations is not None
    found = result.observations.set_index("indicator")["value"].to_dict()
    assert found == {"workers_abroad": 18556.0, "emigration_rate_home": 0.23}
    assert set(result.observations["country"]) == {"oecd_8", "ssa_10"}
    assert any("1 rows from memory left out" in message for message in result.messages)


def test_a_share_printed_as_0_percent_is_taken_from_its_columns() -> None:
    rows = whr.read({"x.csv": (TABLE + NURSES).encode()}).observations
    assert rows is not None
    rate = rows[rows["indicator"] == "emigration_rate_home"].iloc[0]
    assert rate["value"] == pytest.approx(105 / 13627, abs=1e-6)
    assert (rate["method"], rate["certainty"]) == ("estimated", "derived")


def test_abroad_over_home_is_not_abroad_over_all() -> None:
    assert emigration_rate_home(18556, 81861) == pytest.approx(0.2267, abs=5e-5)
    assert emigration_rate_all(18556, 81861) == pytest.approx(0.1848, abs=5e-5)
    assert home_to_all(emigration_rate_home(3, 7)) == pytest.approx(emigration_rate_all(3, 7))


def test_the_seed_s_23_percent_is_filed_under_home() -> None:
    rows = package_table("sources", "seed_paper", "observations.csv")
    rates = [row for row in rows if row["value"] == "0.23"]
    assert [row["indicator"] for row in rates] == ["emigration_rate_home"]


@pytest.mark.parametrize("line", [10, 11, 12, 13, 19, 20, 22, 31, 38, 40, 45, 48, 51, 55, 57])
def test_the_seed_s_facts_are_there_with_their_section(line: int) -> None:
    notes = [row["note"] for row in package_table("sources", "seed_paper", "observations.csv")]
    found = [note for note in notes if note.startswith(f"SEED {line}; section")]
    assert found
    assert all(": " in note for note in found)


FIGURES = (
    "id,iso3,occupation,policy_kind,topic,metric,value,low,high,unit,year_from,year_to,certainty,citation,url,note\n"
)


def figure(id_: str, value: str, unit: str, certainty: str, note: str = "") -> str:
    return f'{id_},GHA,physicians,none,topic,what it is,{value},,,{unit},1985,1994,"{certainty}",Somebody,http://x,{note}\n'


def test_memory_and_the_seed_s_own_rows_are_left_out() -> None:
    text = (
        FIGURES
        + figure("GHA-01", "60.9", "percent", "read (abstract)")
        + figure("GHA-17", "1998", "year", "memory")
        + figure("GHA-12", "66.7", "percent", "seed (two-thirds)")
        + figure("NEW-01", "1", "percent", "read")
    )
    result = case_studies.read({"x.csv": text.encode()})
    assert result.observations is not None
    row = result.observations.iloc[0]
    assert len(result.observations) == 1
    assert row[["indicator", "value", "unit", "source", "certainty"]].tolist() == [
        "share_left_of_graduates",
        0.609,
        "share",
        "dovlo_nyonator_1999",
        "read",
    ]
    assert len(result.messages) == 3


def test_what_was_only_recalled_leaves_the_notes_too() -> None:
    text = FIGURES + figure("GHA-01", "60.9", "percent", "read", "kept; exact 2 from memory")
    rows = case_studies.read({"x.csv": text.encode()}).observations
    assert rows is not None
    assert "kept" in rows.loc[0, "note"]
    assert "memory" not in rows.loc[0, "note"]


def test_every_cited_work_is_used_and_every_use_is_cited() -> None:
    cited = {row["source"] for row in package_table("sources", "case_studies", "cited.csv")}
    used = {row["source"] for row in package_table("sources", "case_studies", "names.csv")}
    assert cited == used
    assert len(cited) > 25


@pytest.mark.real_files
def test_the_tables_add_up_to_what_was_printed(real_files: Path) -> None:
    name = "whr2006_table_5_2_nurses_midwives_trained_in_ssa_working_in_oecd.csv"
    rows = whr.read({name: (real_files / "who-whr2006-tables" / name).read_bytes()}).observations
    assert rows is not None
    by_origin = rows[~rows["country"].isin(["ssa_19"]) & ~rows["partner"].isin(["ssa_19"])]
    assert by_origin[by_origin["indicator"] == "workers_abroad"]["value"].sum() == 29_597
    assert by_origin[by_origin["indicator"] == "workers"]["value"].sum() == 616_204


@pytest.mark.real_files
def test_case_studies_hold_everything_that_was_read(real_files: Path) -> None:
    result = case_studies.read({"x": (real_files / "case-studies/evidence.csv").read_bytes()})
    assert result.observations is not None
    assert len(result.observations) == 105 - 6 - 9
