"""A publisher's file that a user imported: its newest release is read, as a whole series, and mixed with no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from braingain.baseline.stocks import public_series
from braingain.baseline.tables import WorldTables
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store

WHO = {"IndicatorCode": "HWF_0001", "SpatialDimType": "COUNTRY"}


def reply(day: str, *figures: tuple[str, int, float]) -> bytes:
    items = [
        {**WHO, "SpatialDim": iso3, "TimeDim": year, "NumericValue": value, "Value": str(value), "Date": day}
        for iso3, year, value in figures
    ]
    return json.dumps({"value": items}).encode()


@pytest.fixture
def tables(tmp_path: Path) -> WorldTables:
    old = reply("2022-01-31", ("GHA", 2020, 9.0), ("GHA", 2023, 8.0), ("KEN", 2000, 7.0))
    new = reply("2024-01-31", ("GHA", 2020, 1.7), ("GHA", 2022, 1.8))
    for name, content in (("new.json", new), ("old.json", old)):
        (tmp_path / name).write_bytes(content)
        commit_import(plan_import(tmp_path / name, None, "2026-11-24"), tmp_path / "home")
    return WorldTables(open_store(tmp_path / "home"))


def test_the_newest_release_of_each_figure_is_read_and_the_series_is_who_s_alone(tables: WorldTables) -> None:
    ghana = public_series(tables, "doctor")["GHA"]
    assert ghana.source == "who_gho"
    assert sorted(ghana.persons) == [2020, 2022, 2023]
    assert ghana.persons[2020] / ghana.persons[2023] == pytest.approx(1.7 / 8.0, rel=0.1), (
        "1.7 of the newer release, not 9"
    )


def test_a_series_that_ends_earlier_than_what_ships_is_kept_and_not_read(tables: WorldTables, tmp_path: Path) -> None:
    assert public_series(tables, "doctor")["KEN"].source == "worldbank_wdi"
    kept = open_store(tmp_path / "home").observations(country="KEN", source="who_gho")
    assert kept["value"].tolist() == [7.0]


def test_without_an_import_nothing_of_it_is_read(tmp_path: Path) -> None:
    shipped = public_series(WorldTables(open_store(tmp_path)), "doctor")
    assert not {series.source for series in shipped.values()} & {"who_gho", "eurostat"}
