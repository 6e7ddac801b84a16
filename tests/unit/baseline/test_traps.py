"""Traps that lie between the files and a baseline, each of which must not be stepped into (docs/evidence.md, Traps)."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.baseline.corridors import World, world_at
from braingain.baseline.natives import natives_estimate
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store

UNUSABLE = ("DEU", "USA", "FIN", "CHL", "EST", "LTU")  # their recorded inflow is less than what their stock needs


def test_nurses_of_registers_without_midwives_or_associates_are_no_country_s_stock(world: World) -> None:
    register = world.tables.observations("workers", "nurse")
    counted = set(register[register["source"] == "oecd_workforce_migration"]["country"])
    assert len(counted) > 25  # TNBN has them, GHO's count is another: a country is compared with itself only
    assert {world.stocks["nurse"][c].value.source for c in counted} == {"worldbank_wdi"}
    whr = world.tables.observations("workers", "nurse", "KEN")
    kenya = float(whr[whr["source"] == "who_whr2006"]["value"].iloc[0])
    assert kenya == 37_113 and kenya not in world.stocks["nurse"]["KEN"].all.values()


def test_recorded_inflow_sets_no_flow(world: World, tmp_path: Path) -> None:
    rows = "".join(f"foreign_trained_inflow,{c},doctor,2018,90000,persons_per_year\n" for c in UNUSABLE)
    path = tmp_path / "inflow.csv"
    path.write_text("indicator,country,cadre,year,value,unit\n" + rows, "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), tmp_path / "home")
    flooded = world_at(open_store(tmp_path / "home"), 2018)
    for origin in ("GHA", "ROU", "PHL"):
        assert flooded.leaving[origin] == world.leaving[origin]
    assert flooded.destinations == world.destinations


@pytest.mark.parametrize("origin", ["MEX", "DOM"])
def test_schools_for_natives_hidden_in_larger_countries_have_a_share_of_their_own(world: World, origin: str) -> None:
    assert natives_estimate(origin, "USA") == f"natives_share.{origin}_USA"
    assert natives_estimate(origin, "CAN") != f"natives_share.{origin}_USA"
    assert world.natives(origin, "USA") > 3 * world.natives("GHA", "USA")


def test_a_rate_of_doctors_divides_by_home_trained_and_not_by_the_register(world: World) -> None:
    ireland, stock = world.leaving["IRL"], world.stocks["doctor"]["IRL"].persons
    rows = world.tables.observations("workers", "doctor", "IRL")
    register = float(rows[(rows["source"] == "oecd_workforce_migration") & (rows["year"] == 2018)]["value"].iloc[0])
    assert register > 1.4 * stock and ireland.home < stock
