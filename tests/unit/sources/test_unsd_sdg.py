"""UN SDG series: flagged, not swapped, and not shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from world_files import read_again, recognised_by

from braingain.evidence.schema import allowed, indicators
from braingain.foundation.cards import package_folder
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import COLUMNS
from braingain.sources.registry import all_sources
from braingain.sources.unsd_sdg.importer import read, recognises

SOURCE = "unsd_sdg"
HEADER = "geo_area,nature,sex,type_of_occupation,units,year,sh_med_hwrkdis\n"


def test_nothing_of_it_ships():
    assert not all_sources()[SOURCE].ships
    names = {entry.name for entry in package_folder("sources", SOURCE).iterdir()}
    assert not {name for name in names if name.startswith("observations") or name.endswith(".parquet")}


def test_unusual_shares_are_flagged_and_never_swapped():
    text = HEADER + (
        "608,c,female,nurs,percent,2018,29.7\n608,c,male,nurs,percent,2018,70.3\n"
        "516,c,female,phys,percent,2018,45\n1,c,female,phys,percent,2018,45\n516,c,female,dent,percent,2018,45\n"
    )
    assert recognises("any.csv", text.encode())
    found = read({"any.csv": text.encode()})
    rows = found.observations
    assert rows is not None
    assert rows[["country", "cadre", "value", "flag"]].values.tolist() == [
        ["NAM", "doctor", 0.45, ""],
        ["PHL", "nurse", 0.297, "outside_range"],
    ]
    assert found.messages == (
        "1 rows of regions dropped",
        "share of women outside what is usual, flagged and not changed: PHL nurse",
    )


@pytest.mark.parametrize(
    ("cadre", "share", "flagged"),
    [
        ("nurs", 50, False),
        ("nurs", 49.9, True),
        ("phys", 75, False),
        ("phys", 75.1, True),
        ("phys", 12, False),
        ("phys", 11.9, True),
    ],
)
def test_the_bounds(cadre: str, share: float, flagged: bool):
    rows = read({"a.csv": (HEADER + f"288,c,female,{cadre},percent,2018,{share}\n").encode()}).observations
    assert rows is not None
    assert (rows["flag"].iloc[0] == "outside_range") == flagged


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("608,c,female,nurs,percent,2018,7O\n", 'sdg.csv, row 2, column sh_med_hwrkdis: "7O" is not a number'),
        (
            "608,c,female,nurs,percent,2018,701\n",
            "sdg.csv, row 2, column sh_med_hwrkdis: 701 percent is more than the whole",
        ),
        ("608,x,female,nurs,percent,2018,70\n", 'sdg.csv, row 2, column nature: "x" is not known'),
        ("608,c,female,nurs,percent,18,70\n", 'sdg.csv, row 2, column year: "18" is not a year'),
        ("608,c,female,nurs,percent", "sdg.csv, row 2, column units: the row has 5 cells"),
    ],
)
def test_dirty_files_name_file_row_and_column(row: str, said: str):
    with pytest.raises(BraingainError) as caught:
        read({"sdg.csv": (HEADER + row).encode()})
    assert caught.value.problems[0].line().startswith(said)


@pytest.mark.real_files
def test_the_publishers_file(real_files: Path):
    found = read_again(real_files, SOURCE)
    rows = found.observations
    assert rows is not None
    assert list(rows.columns) == list(COLUMNS)
    women = rows[rows.indicator == "women_share"]
    assert women.groupby("cadre")["country"].nunique().to_dict() == {"doctor": 108, "nurse": 138}
    assert len(women) == 1210
    by_key = women.set_index(["country", "cadre", "year"])
    checked = {
        ("GBR", "nurse", 2018): 0.886,
        ("GBR", "doctor", 2018): 0.486,
        ("GHA", "nurse", 2018): 0.774,
        ("GHA", "doctor", 2013): 0.373,
        ("ZAF", "doctor", 2017): 0.578,
        ("NGA", "doctor", 2008): 0.267,
        ("IND", "doctor", 2004): 0.142,
        ("SAU", "nurse", 2018): 0.791,
        ("SAU", "doctor", 2018): 0.326,
    }
    assert {key: by_key.loc[key, "value"] for key in checked} == checked
    assert by_key.loc[("ZMB", "doctor", 2018), "flag"] == "outside_range"
    assert by_key.loc[("ZMB", "doctor", 2018), "value"] == 0.816
    assert {"PHL", "ARG", "TGO", "BWA", "TLS"} <= set(women[women.flag != ""]["country"])


@pytest.mark.real_files
def test_completion_of_secondary_school(real_files: Path):
    rows = read_again(real_files, SOURCE).observations
    assert rows is not None
    upper = rows[(rows.indicator == "completion_upper_secondary") & (rows.country == "GHA") & (rows.sex == "all")]
    assert upper.set_index("year")["value"].round(3).loc[[2009, 2010, 2015]].tolist() == [0.276, 0.130, 0.448]


@pytest.mark.real_files
def test_only_the_two_series_are_recognised(real_files: Path):
    takers = {path.name: recognised_by(path) for path in (real_files / "unsd-sdg-2020").glob("*.csv")}
    assert sorted(name for name, found in takers.items() if found) == sorted(
        file.name for file in all_sources()[SOURCE].files
    )


@pytest.mark.real_files
def test_its_rows_keep_to_the_closed_lists(real_files: Path):
    rows = read_again(real_files, SOURCE).observations
    assert rows is not None
    units = {name: entry["unit"] for name, entry in indicators().items()}
    assert set(rows["indicator"]) == {"women_share", "completion_lower_secondary", "completion_upper_secondary"}
    assert (rows["indicator"].map(units) == rows["unit"]).all()
    for column in ("sex", "method", "certainty", "measure"):
        assert set(rows[column]) <= set(allowed(column)), column
    assert set(rows["flag"]) - {""} <= set(allowed("flag"))
