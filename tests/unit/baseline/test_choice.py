"""Graduates, women's shares and shares trained abroad: one source at a time, a user's own first, the others kept."""

from __future__ import annotations

import pytest

from braingain.baseline.choice import candidates, chosen
from braingain.baseline.corridors import World, world_at
from braingain.baseline.facts import women_share
from braingain.baseline.pay import multiples
from braingain.baseline.schools import graduates
from braingain.baseline.stocks import foreign_share
from braingain.baseline.values import Value
from braingain.evidence.gaps import gaps_of
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.overview import cited_rows
from braingain.evidence.store import Store, open_store

HEADER = "indicator,country,cadre,year,value,unit,activity,sex,employment,method\n"
# Sources are named so that by the alphabet the wrong one would be last.
OWN = (
    "graduates,GBR,doctor,2017,9000,persons_per_year,,,,\ngraduates,GBR,doctor,2018,4000,persons_per_year,,,private,\n"
    "foreign_trained_share,GBR,doctor,2018,0.31,share,practising,,,\n"
    "foreign_trained_share,GBR,doctor,2018,0.4,share,registered,,,\n"
    "foreign_trained_share,GBR,nurse,2018,0.16,share,,,,\nforeign_trained_share,SWE,doctor,2018,0.5,share,,,,\n"
    "graduates_per_100k,SWE,doctor,2018,20,per_100k,,,,\nwomen_share,KEN,nurse,2018,0.71,share,,female,,\n"
    "women_share,KEN,doctor,2018,0.4,share,,male,,\n"
    "pay,GBR,nurse,2018,1.5,gdp_per_head_multiple,,,salaried,\n"
    "women_share,GBR,doctor,2018,0.6,share,,,,estimated\n"
)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = tmp_path_factory.mktemp("choice")
    path = home.parent / "own.csv"
    path.write_text(HEADER + OWN, "utf-8")
    commit_import(plan_import(path, "a_ministry", "2026-11-24"), home)
    return open_store(home)


@pytest.fixture(scope="module")
def own_world(mine: Store) -> World:
    return world_at(mine, 2018)


def told(value: Value | None) -> tuple[float | None, str, str, int | None]:
    assert value is not None
    return value.value, value.method, value.source, value.year


def test_a_user_s_graduates_come_before_the_publisher_s_even_of_another_year(world: World, own_world: World) -> None:
    people = own_world.people["GBR"]
    public = graduates(world.tables, "GBR", "doctor", 2018, people)
    assert public is not None and public.source == "oecd_graduates" and "own import" not in public.note
    found = graduates(own_world.tables, "GBR", "doctor", 2018, people)
    assert told(found) == (9000.0, "estimated", "a_ministry", 2017)  # the private schools' alone are not the country's
    assert found is not None and found.note.startswith("your own import, in place of public figures")
    by_rate = graduates(own_world.tables, "SWE", "doctor", 2018, 1e7)
    assert by_rate is not None and by_rate.value == pytest.approx(2000.0) and by_rate.source == "a_ministry"


def test_a_user_s_share_trained_abroad_comes_first_the_practising_count_before_the_register(own_world: World) -> None:
    doctors = foreign_share(own_world.tables, "GBR", "doctor", 2018)
    assert told(doctors) == (0.31, "reported", "a_ministry", 2018) and "(practising)" in doctors.note
    nurses = foreign_share(own_world.tables, "GBR", "nurse", 2018)
    assert told(nurses) == (0.16, "reported", "a_ministry", 2018)
    assert own_world.nurses_foreign("GBR") == pytest.approx(0.16 * own_world.stocks["nurse"]["GBR"].persons)
    order = [figures.source for figures in candidates(own_world.tables, "foreign_trained_share", "doctor")["GBR"]]
    assert order == ["a_ministry", "a_ministry", "oecd_workforce_migration", "seed_paper"]


def test_a_destination_s_own_share_makes_its_total(world: World, own_world: World) -> None:
    assert world.destinations["SWE"].source == "oecd_workforce_migration"
    own = own_world.destinations["SWE"]
    assert own.source == "a_ministry"
    assert own.foreign == pytest.approx(0.5 * own_world.stocks["doctor"]["SWE"].persons)


def test_women_s_shares_are_of_women_reported_and_a_user_s_own(own_world: World) -> None:
    assert told(women_share(own_world, "KEN", "nurse", "LMC")) == (0.71, "reported", "a_ministry", 2018)
    assert women_share(own_world, "KEN", "doctor", "LMC").method == "assumed"  # a row of men is no share of women
    assert women_share(own_world, "GBR", "doctor", "HIC").method == "assumed"  # a user's own estimate is no report


def test_pay_names_the_source_that_it_is_from(own_world: World) -> None:
    assert told(multiples(own_world.tables, "nurse", 2018)["GBR"]) == (1.5, "reported", "a_ministry", 2018)
    assert multiples(own_world.tables, "nurse", 2018)["NZL"].source == "oecd_remuneration"


def test_a_series_too_old_gives_way_and_none_is_mixed(own_world: World) -> None:
    tables, name = own_world.tables, "foreign_trained_share"
    old = chosen(tables, name, "share", "SWE", "doctor", 2030, 6)
    assert old is None
    later = chosen(tables, name, "share", "GBR", "doctor", 2025, 6)
    assert later is not None and later.source == "oecd_workforce_migration"


def test_what_is_not_used_stays_to_be_seen_and_closes_no_gap(mine: Store) -> None:
    shown = cited_rows(mine, "GBR", "foreign_trained_share", None, "doctor")
    assert {"a_ministry", "oecd_workforce_migration"} <= set(shown["source"])
    gaps = {(gap["indicator"], gap["cadre"]) for gap in gaps_of(mine, "KEN")}
    assert ("women_share", "doctor") in gaps and ("women_share", "nurse") not in gaps
