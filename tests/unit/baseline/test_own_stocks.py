"""A user's own stocks: taken before the public series, never mixed with it, and said so."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from braingain.analysis.taken import answers
from braingain.baseline.context import build_context
from braingain.baseline.corridors import world_at
from braingain.baseline.profile import profile
from braingain.baseline.stocks import HomeStock, _what_was_done, home_stocks
from braingain.baseline.tables import world_tables
from braingain.evidence.estimates import load_registry
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.series import Segment
from braingain.evidence.store import open_store
from braingain.output.brief_lead import unsure

HEADER = "indicator,country,cadre,year,value,unit,activity,place,partner\n"


def stocks_with(home: Path, rows: str, start: int = 2024, cadre: str = "doctor") -> dict[str, HomeStock]:
    path = home.parent / "gha.csv"
    path.write_text(HEADER + rows, "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), home)
    return home_stocks(world_tables(open_store(home)), cadre, start)


def test_a_user_s_stock_replaces_the_public_series(tmp_path: Path) -> None:
    public = home_stocks(world_tables(open_store(tmp_path / "none")), "doctor", 2024)
    stocks = stocks_with(tmp_path / "home", "workers,GHA,doctor,2024,7100,persons,,,\n")
    ghana = stocks["GHA"].value
    assert (ghana.value, ghana.method, ghana.source) == (7100.0, "reported", "ministry")
    assert ghana.note == "your own import, in place of public figures; one figure, of 2024"
    assert stocks["GHA"].all == {2024: 7100.0}
    assert {c: s.value for c, s in stocks.items() if c != "GHA"} == {
        c: s.value for c, s in public.items() if c != "GHA"
    }
    assert public["GHA"].value.source == "worldbank_wdi" and public["GBR"].value.source == "oecd_graduates"


def test_a_later_figure_is_shown_beside_what_it_became_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "gha.csv"
    path.write_text(HEADER + "workers,GHA,doctor,2024,7100,persons,,,\n", "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), tmp_path / "home")
    rows = profile(open_store(tmp_path / "home"), "GHA", roles=["origin"])["values"]
    doctors = {row["indicator"]: row for row in rows if row["cadre"] == "doctor"}
    given, start = doctors["workers_given"], doctors["workers"]
    assert doctors["stock_growth"]["note"] == (
        "as the population: too few figures to measure; another growth, assumed by income, moved the figure of 2024 to 2018"
    )
    assert (given["value"], given["year"], given["method"], given["source"]) == (7100, 2024, "reported", "ministry")
    assert start["year"] == 2018 and start["value"] == pytest.approx(7100 * math.exp(-6 * 0.04), rel=1e-9)
    assert start["method"] == "assumed" and "7,100 in 2024, +4.0% a year (assumed)" in start["note"]
    assert f"{start['value']:,.0f}" in given["note"] and "--start 2023 begins nearer to it" in given["note"]
    # and the interval is that of the run, which takes a stock moved by an assumed growth as imputed
    sd = float(load_registry().get("doctors_stock_sd.imputed").central)  # type: ignore[arg-type]
    assert start["high"] == pytest.approx(start["value"] * math.exp(1.645 * sd))
    assert "workers_given" not in {row["indicator"] for row in rows if row["cadre"] == "nurse"}


def test_of_several_series_the_practising_count_and_parts_of_a_country_do_not(tmp_path: Path) -> None:
    rows = (
        "workers,GHA,doctor,2024,9000,persons,registered,,\nworkers,GHA,doctor,2020,5000,persons,practising,,\n"
        "workers,GHA,doctor,2022,5600,persons,practising,,\nworkers,GHA,doctor,2024,6200,persons,practising,,\n"
        "workers,KEN,doctor,2024,10,persons,,rural,\nworkers,NGA,doctor,2024,10,persons,,,GHA\n"
    )
    stocks = stocks_with(tmp_path / "home", rows)
    assert stocks["GHA"].all == {2020: 5000.0, 2022: 5600.0, 2024: 6200.0}
    assert "(practising)" in stocks["GHA"].value.note and "figure of 2024; series of 3" in stocks["GHA"].value.note
    assert stocks["KEN"].value.source == stocks["NGA"].value.source == "worldbank_wdi"


def segment(used: list[int], slope: float | None = None, fitted: frozenset[int] = frozenset()) -> Segment:
    return Segment(tuple(used), tuple(1.0 for _ in used), (), 0.04, "assumed", fitted, slope)


@pytest.mark.parametrize(
    ("used", "slope", "lost", "note"),
    [
        ([2016, 2018], None, [], "figure of 2018; series of 2 figures, 2016 to 2018"),
        ([2016, 2019], None, [], "between the figures of 2016 and 2019; series of 2 figures, 2016 to 2019"),
        ([2018], None, [2012], "one figure, of 2018; breaks and spikes left out: 2012"),
        ([2020], None, [], "one figure, of 2020, moved to 2018 by growth"),
        (
            [2020, 2022, 2023],
            None,
            [],
            "figure of 2020, moved to 2018 by growth; of 3 figures, 2020 to 2023, the others do not count",
        ),
        ([2010, 2012, 2014], 0.03, [], "figure of 2014, moved to 2018 by the growth of 3 figures, 2010 to 2014"),
    ],
)
def test_the_note_says_what_was_done(used: list[int], slope: float | None, lost: list[int], note: str) -> None:
    assert _what_was_done(used, 2018, segment(used, slope), lost) == note


def test_refitted_years_are_said() -> None:
    fitted = segment([2016, 2018], None, frozenset({2016, 2018}))
    assert _what_was_done([2016, 2018], 2018, fitted, [2016]) == (
        "smoothed over 2 figures, 2016 to 2018; breaks and spikes left out or refitted: 2016"
    )


def test_import_profile_and_brief_agree_on_the_figures_that_a_start_rests_on(tmp_path: Path) -> None:
    nurses = {2020: 24000, 2022: 31000, 2023: 33500}
    rows = "".join(f"workers,ZMB,nurse,{year},{size},persons,,,\n" for year, size in nurses.items())
    path = tmp_path / "zmb.csv"
    path.write_text(HEADER + rows + "workers,ZMB,doctor,2023,4500,persons,,,\n", "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    given = store.observations("workers", "ZMB")
    mine = given[(given["source"] == "ministry") & (given["cadre"] == "nurse")].sort_values("year")
    assert [one.used for one in answers(store, mine)] == [True, False, False]
    context = build_context(store, "ZMB", 2018)
    assert set(context.used_points["nurse"]) == {2020}
    assert "figure of 2020, moved to 2018 by growth" in context.values["workers.nurse"].note
    record = profile(store, "ZMB", roles=["origin"])
    assert unsure(record) == " (both numbers are assumed: moved back from the user’s own figures of 2023 and 2020)"
    assert unsure(record | {"own": []}) == " (both numbers are assumed: moved back from the figures of 2023 and 2020)"
    for row in record["values"]:
        if (row["indicator"], row["cadre"]) == ("workers", "nurse"):
            row["from_year"] = None
    assert unsure(record) == (
        " (the number of doctors is assumed: moved back from the user’s own figure of 2023; "
        "the number of nurses is assumed: no published figure is near enough to 2018)"
    )
    more = "".join(f"workers,ZMB,nurse,{year},{size},persons,,,\n" for year, size in {**nurses, 2025: 36000}.items())
    counted = stocks_with(tmp_path / "more", more, 2018, "nurse")["ZMB"]
    assert counted.growth is not None and counted.rests_on == {2020, 2022, 2023, 2025}


def test_the_profile_says_which_figures_are_the_user_s_and_from_which_file(tmp_path: Path) -> None:
    from braingain.cli.profile import lines

    assert profile(open_store(tmp_path / "none"), "GHA")["own"] == []
    path, home = tmp_path / "Ministry of Health 2026.csv", tmp_path / "home"
    path.write_text(
        "indicator,country,partner,definition,cadre,year,value,unit\nworkers,GHA,,,doctor,2018,7100,persons\n"
        "workers,GHA,,,all,2018,710,persons\nworkers_abroad,GBR,GHA,trained,nurse,2018,6000,persons\n"
    )
    commit_import(plan_import(path, "ministry", "2026-11-24"), home)
    record = profile(open_store(home), "GHA")
    (own,) = record["own"]
    assert (own["source"], own["files"]) == ("ministry", ["Ministry of Health 2026.csv"])
    assert own["figures"] == [
        "Doctors: who practise in the country",
        "Nurses: in United Kingdom",
    ]
    shown = "\n".join(lines(record))
    assert (
        "your own figures, from Ministry of Health 2026.csv (ministry): Doctors: who practise in the country" in shown
    )
    nurses = [row for row in record["abroad"] if row["cadre"] == "nurse"]
    assert [row["destination"] for row in nurses] == ["all", "GBR"]
    assert "of your own import in United Kingdom; elsewhere" in nurses[0]["note"]
    assert profile(open_store(home), "KEN")["own"] == []


def test_doctors_that_a_user_counted_where_nobody_lists_them_belong_to_those_counted_and_to_the_rate(
    tmp_path: Path,
) -> None:
    path, home = tmp_path / "ministry.csv", tmp_path / "home"
    before = profile(open_store(home), "GHA")["headline"]
    path.write_text(
        "indicator,country,partner,definition,cadre,year,value,unit\n"
        "workers_abroad,ZAF,GHA,trained,doctor,2018,640,persons\n"
    )
    commit_import(plan_import(path, "ministry", "2026-11-24"), home)
    after = profile(open_store(home), "GHA")["headline"]
    assert after["doctors_abroad"]["counted"] == pytest.approx(before["doctors_abroad"]["counted"] + 640, abs=1.0)
    assert after["doctors_abroad"]["shared"] == pytest.approx(before["doctors_abroad"]["shared"])
    assert after["emigration_rate"]["doctor"]["value"] > before["emigration_rate"]["doctor"]["value"]
    seen = [h["emigration_rate"]["doctor"]["coverage"] for h in (before, after)]
    assert seen[1] > seen[0]  # the destination belongs to the coverage too
    world = world_at(open_store(home), 2018)
    assert world.counted_in("GHA") == [*world.cells, "ZAF"] and world.counted_in("KEN") == [*world.cells]
    assert world.leaving["GHA"].coverage == pytest.approx(seen[0])  # but not to the grade
    notes = [next(t["note"] for t in h["tiles"] if "it trained" in t["text"]) for h in (before, after)]
    assert notes == ["in destinations that report", "in destinations that report and where you counted them"]


def test_where_figures_of_the_start_contradict_the_others_the_brief_says_so(tmp_path: Path) -> None:
    """Malawi's World Bank series have figures of 2018 and 2020; doctors of 2018 are five times those of 2016."""
    malawi = profile(open_store(tmp_path / "home"), "MWI", roles=["origin"])
    assert unsure(malawi) == (
        " (the number of doctors is assumed: moved back from the figure of 2020; the number of nurses is assumed: moved on "
        "from the figure of 2016; figures nearer to 2018 contradict the others and are left out)"
    )
    ghana = profile(open_store(tmp_path / "home"), "GHA", roles=["origin"])
    flags = [row["flag"] for row in ghana["values"] if row["indicator"] == "workers"]
    assert flags and not any("contradicted" in flag for flag in flags)
