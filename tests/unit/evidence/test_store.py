"""The store: made on first use, made anew when broken or changed, read by what is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from braingain.evidence.building import is_sound
from braingain.evidence.gaps import gaps_of, gaps_overview, needs
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.overview import cited_rows, indicator_overview, table_overview
from braingain.evidence.sql import ask
from braingain.evidence.store import Store, branches_of, open_store, store_folder
from braingain.foundation.errors import BraingainError
from braingain.sources.contract import COLUMNS
from braingain.sources.registry import all_sources


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("store"))


def test_observations_have_the_evidence_columns_and_no_missing_text(store: Store) -> None:
    rows = store.observations()
    assert tuple(rows.columns) == COLUMNS
    assert len(rows) > 10_000
    assert not rows.drop(columns=["value", "low", "high"]).isna().any().any()


def test_every_row_leads_to_a_source_with_a_citation(store: Store) -> None:
    sources = store.sources().set_index("source")
    assert set(store.observations()["source"]) <= set(sources.index)
    assert (sources["citation"].str.len() > 5).all()
    assert (sources["licence"].str.len() > 3).all()
    assert sources.index.is_unique


def test_filters_are_joined_by_and(store: Store) -> None:
    rows = store.observations(indicator="workers_abroad", country="GBR", partner="GHA", cadre="doctor")
    assert rows["value"].tolist() == [231.0]
    assert store.observations(indicator="workers_abroad", country="GHA'; DROP TABLE x; --").empty


def test_a_cadre_brings_its_branches_with_their_own_names(store: Store) -> None:
    assert branches_of("doctor") == ("doctor_general", "doctor_specialist")
    assert set(store.observations(indicator="pay", cadre="doctor")["cadre"]) == set(branches_of("doctor"))
    assert set(store.observations(indicator="pay", cadre="nurse")["cadre"]) == {"nurse"}


def test_conflicting_rows_all_stay(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(
        "indicator,country,partner,definition,cadre,year,value,unit\n"
        "workers_abroad,GBR,GHA,trained,doctor,2018,999,persons\n",
        "utf-8",
    )
    commit_import(plan_import(path, None, "2026-11-24"), tmp_path / "home")
    rows = open_store(tmp_path / "home").observations("workers_abroad", country="GBR", partner="GHA")
    assert sorted(rows["value"]) == [231.0, 999.0]


def test_every_table_on_a_card_that_ships_is_there(store: Store) -> None:
    declared = {table for source in all_sources().values() if source.ships for table in source.tables}
    assert declared
    assert declared <= set(store.tables())
    for table in declared:
        assert len(store.table(table)) > 0


def test_an_unknown_table_names_the_nearest(store: Store) -> None:
    with pytest.raises(BraingainError, match="did you mean wdi"):
        store.table("wdii")


def test_it_is_made_once_and_its_hash_is_that_of_the_data(store: Store, tmp_path: Path) -> None:
    stamp = (store.folder / "observations.parquet").stat().st_mtime_ns
    again = open_store(store.home)
    assert (again.folder / "observations.parquet").stat().st_mtime_ns == stamp
    assert open_store(tmp_path / "elsewhere").hash == store.hash


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("observations.parquet", "flip"),
        ("sources.parquet", "cut"),
        ("manifest.json", "cut"),
        ("sources.parquet", "gone"),
    ],
)
def test_a_broken_file_is_found_and_made_anew(store: Store, tmp_path: Path, file: str, harm: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(store.home, home)
    path = home / store.folder.name / file
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(bytes(content))
    elif harm == "cut":
        path.write_bytes(bytes(content[:-10]))
    else:
        path.unlink()
    assert not is_sound(path.parent)
    mended = open_store(home)
    assert is_sound(mended.folder)
    pd.testing.assert_frame_equal(mended.observations(), store.observations())
    assert [entry.name for entry in home.iterdir()] == [store.folder.name]


def test_an_import_that_changed_on_the_disk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("indicator,country,cadre,year,value,unit\nworkers,GHA,doctor,2024,1,persons\n", "utf-8")
    commit_import(plan_import(path, None, "2026-11-24"), tmp_path / "home")
    (held,) = (tmp_path / "home" / "imported").glob("*/observations.csv.gz")
    held.write_bytes(held.read_bytes() + b"x")
    with pytest.raises(BraingainError, match="is not what was imported"):
        open_store(tmp_path / "home")


def test_a_place_that_cannot_be_written_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BraingainError, match="cannot be written") as caught:
        open_store(tmp_path / "file" / "home")
    assert "--store" in caught.value.problems[0].do


WDI = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-06-01",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023","2099",\n'
    '"Ghana","GHA","Population, total","SP.POP.TOTL","1","33000000","7",\n'
)


def test_a_newer_table_takes_the_place_of_the_rows_it_has_and_of_no_others(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "API_SP.POP.TOTL_DS2_en_csv_v2_1.csv"
    path.write_text(WDI, "utf-8")
    plan = plan_import(path, None, "2026-11-24")
    assert plan.source.id == "worldbank_wdi"
    assert commit_import(plan, tmp_path / "home")
    keys = ["country", "indicator", "year"]
    old, new = (s.table("wdi").set_index(keys)["value"].sort_index() for s in (store, open_store(tmp_path / "home")))
    mine = new["GHA", "SP.POP.TOTL"]
    assert (mine[2022], mine[2023], mine[2099]) == (1, 33_000_000, 7)
    taken = [("GHA", "SP.POP.TOTL", year) for year in (2022, 2023, 2099)]
    assert set(old.index) | set(taken) == set(new.index)
    pd.testing.assert_series_equal(new.drop(taken), old.drop(taken, errors="ignore"))


REPLY = """[{{"page":1,"pages":1,"per_page":50,"total":1,"sourceid":"2","lastupdated":"{day}"}},[{{"indicator":{{"id":"SP.POP.TOTL",
"value":"Population, total"}},"country":{{"id":"GH","value":"Ghana"}},"countryiso3code":"GHA","date":"2018","value":{people},"unit":"",
"obs_status":"","decimal":0}}]]"""


@pytest.mark.parametrize("order", [("2026-05-30", "2019-05-30"), ("2019-05-30", "2026-05-30")])
def test_the_newest_release_of_a_table_is_read_whatever_came_last_and_all_are_kept(
    order: tuple[str, str], store: Store, tmp_path: Path
) -> None:
    people = {"2026-05-30": 31_000_000, "2019-05-30": 29_000_000}
    for day in order:
        (tmp_path / f"{day}.json").write_text(REPLY.format(day=day, people=people[day]), "utf-8")
        assert commit_import(plan_import(tmp_path / f"{day}.json", None, "2026-11-24"), tmp_path / "home")
    both = open_store(tmp_path / "home")
    question = "country == 'GHA' and indicator == 'SP.POP.TOTL' and year == 2018"
    assert both.table("wdi").query(question)["value"].tolist() == [31_000_000]
    shipped = store.table("wdi").query(question)
    older = both.table("wdi_older").query(question).sort_values("vintage")
    assert older["vintage"].tolist() == ["2019-05-30", *shipped["vintage"]]
    assert older["value"].tolist() == [29_000_000, *shipped["value"]]
    assert len(both.table("wdi")) == len(store.table("wdi"))
    assert "wdi_older" not in store.tables()
    assert ask(both, "select count(*) from wdi_older", 10).rows == ((2,),)
    (line,) = table_overview(both).query("table == 'wdi_older'").to_dict("records")
    assert (line["source"], line["rows"]) == ("worldbank_wdi", 2)


def test_a_figure_that_a_release_says_again_is_no_older_one(store: Store, tmp_path: Path) -> None:
    question = "country == 'GHA' and indicator == 'SP.POP.TOTL' and year == 2018"
    (known,) = store.table("wdi").query(question).to_dict("records")
    (tmp_path / "same.json").write_text(REPLY.format(day=known["vintage"], people=int(known["value"])), "utf-8")
    commit_import(plan_import(tmp_path / "same.json", None, "2026-11-24"), tmp_path / "home")
    assert open_store(tmp_path / "home").tables() == store.tables()


def test_a_table_that_names_no_release_counts_as_of_its_import(store: Store, tmp_path: Path) -> None:
    undated = tmp_path / "API_SP.POP.TOTL_DS2_en_csv_v2_1.csv"
    undated.write_text(WDI.replace('"Last Updated Date","2026-06-01",\n\n', ""), "utf-8")
    plan = plan_import(undated, None, "2026-11-24")
    assert any("table wdi: 3 rows do not say of which release" in line for line in plan.messages)
    assert set(plan.tables["wdi"]["vintage"]) == {"taken in 2026-11-24"}
    commit_import(plan, tmp_path / "home")
    people = open_store(tmp_path / "home").table("wdi").query("country == 'GHA' and indicator == 'SP.POP.TOTL'")
    assert people.set_index("year")["value"][2023] == 33_000_000


FULL = """
import resource, sys
from pathlib import Path
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    open_store(Path(sys.argv[1]))
except BraingainError as error:
    print(*(problem.line() for problem in error.problems), sep="\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
def test_a_full_disk_gives_one_line_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    script = [sys.executable, "-c", FULL, str(tmp_path / "home")]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert "cannot be written" in done.stdout
    assert list((tmp_path / "home").iterdir()) == []


def test_two_programs_that_make_the_store_at_once_end_with_one(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from braingain.evidence.store import open_store; "
    script += "print(len(open_store(Path(sys.argv[1])).observations()))"
    makers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "home")], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    counts = [maker.communicate()[0].strip() for maker in makers]
    assert [maker.returncode for maker in makers] == [0, 0]
    assert counts[0] == counts[1] != "0"
    (folder,) = (tmp_path / "home").iterdir()
    assert is_sound(folder)


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRAINGAIN_HOME", str(tmp_path / "env"))
    assert store_folder(tmp_path / "given") == tmp_path / "given"
    assert store_folder() == tmp_path / "env"
    monkeypatch.delenv("BRAINGAIN_HOME")
    assert store_folder().name == "braingain"


def test_remains_of_a_killed_build_are_removed_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / "building-old", tmp_path / "building-young"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (1, 1))
    open_store(tmp_path)
    assert not old.exists()
    assert young.exists()


@pytest.mark.parametrize(
    ("country", "indicator", "value"),
    [
        ("GHA", "place_share", 0.667),
        ("GHA", "share_left_of_graduates", 0.6),
        ("GHA", "fact.doctors_outpaced_population", 1),
        ("GHA", "fact.nurse_ratio_declined", 1),
        ("USA", "foreign_trained_share", 0.25),
        ("ssa_10", "emigration_rate_home", 0.23),
        ("ssa_10", "workers_abroad", 18_556),
        ("ssa_19", "workers_abroad", 30_000),
    ],
)
def test_the_seed_s_facts_are_found_with_their_citation(
    store: Store, country: str, indicator: str, value: float
) -> None:
    rows = cited_rows(store, country, indicator, "seed_paper", None)
    assert value in set(rows["value"])
    assert (rows["citation"].str.contains("GFMD") & rows["citation"].str.contains("2007")).all()
    assert rows["note"].str.startswith("SEED ").all()


def test_unknown_names_are_all_named(store: Store) -> None:
    with pytest.raises(BraingainError) as caught:
        cited_rows(store, "GHX", "worker", "seedpaper", "docter")
    assert len(caught.value.problems) == 4


def test_the_overview_counts_what_is_there(store: Store) -> None:
    overview = indicator_overview(store)
    assert overview["rows"].sum() == len(store.observations())


def test_gaps_are_what_is_needed_and_not_there(store: Store) -> None:
    ghana = {(gap["indicator"], gap["cadre"]): gap for gap in gaps_of(store, "GHA")}
    assert ("workers_abroad", "nurse") in ghana
    assert ("pay", "doctor") in ghana
    assert ("workers_abroad", "doctor") not in ghana
    assert ("workers", "doctor") not in ghana
    assert ghana[("graduates", "doctor")]["why"].startswith("the latest is of 2004")
    assert all(gap["ask"] for gap in ghana.values())
    britain = {(gap["indicator"], gap["cadre"]) for gap in gaps_of(store, "GBR")}
    assert ("pay", "doctor") not in britain


def test_the_overview_of_gaps_covers_every_need(store: Store) -> None:
    assert len(gaps_overview(store)) == len(needs())
