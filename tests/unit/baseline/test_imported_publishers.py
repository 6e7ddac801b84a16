"""A publisher's file that a user imported: its newest release is read, as a whole series, and mixed with no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from braingain.analysis.standing import standings
from braingain.baseline.corridors import world_at
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


def test_a_density_of_a_part_of_a_country_is_not_its_stock(tmp_path: Path) -> None:
    """WHO's densities of women and of rural places stand beside the country's, and are newer: neither is its stock."""
    items = [
        {**WHO, "SpatialDim": "GHA", "TimeDim": year, "NumericValue": value, "Value": str(value), "Date": "2024-01-31"}
        | more
        for year, value, more in (
            (2022, 1.9, {}),
            (2022, 0.7, {"Dim1Type": "SEX", "Dim1": "SEX_FMLE"}),
            (2023, 0.6, {"Dim1Type": "SEX", "Dim1": "SEX_FMLE"}),
            (2024, 0.5, {"Dim1Type": "RESIDENCEAREATYPE", "Dim1": "RESIDENCEAREATYPE_RUR"}),
        )
    ]
    (tmp_path / "who.json").write_text(json.dumps({"value": items}), "utf-8")
    commit_import(plan_import(tmp_path / "who.json", None, "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    kept = store.observations(country="GHA", source="who_gho")
    assert {"female", "rural"} <= set(kept["sex"]) | set(kept["place"]) and len(kept) == 4
    ghana = public_series(WorldTables(store), "doctor")["GHA"]
    people = WorldTables(store).table("wdi").query("country == 'GHA' and indicator == 'SP.POP.TOTL'")
    by_year = dict(zip(people["year"], people["value"], strict=True))
    assert ghana.source == "who_gho" and ghana.persons == {2022: pytest.approx(1.9 * by_year[2022] / 10_000)}
    said = standings(world_at(store, 2018), kept)
    assert [one.kind for one in said].count("another definition") == 3


def test_without_an_import_nothing_of_it_is_read(tmp_path: Path) -> None:
    shipped = public_series(WorldTables(open_store(tmp_path)), "doctor")
    assert not {series.source for series in shipped.values()} & {"who_gho", "eurostat"}
