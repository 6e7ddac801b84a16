"""Gaps: closed only by rows that a baseline uses."""

from __future__ import annotations

import json
from pathlib import Path

from braingain.evidence.gaps import gaps_of, gaps_overview
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.foundation.countries import all_countries

HEADER = "indicator,country,cadre,year,value,unit,place\n"


def gaps_with(home: Path, iso3: str, rows: str) -> dict[tuple[object, object], dict[str, object]]:
    path = home.parent / "a.csv"
    path.write_text(HEADER + rows, "utf-8")
    commit_import(plan_import(path, "ministry", "2026-11-24"), home)
    return {(gap["indicator"], gap["cadre"]): gap for gap in gaps_of(open_store(home), iso3)}


def test_a_gap_closes_only_by_what_a_baseline_uses(tmp_path: Path) -> None:
    rows = (
        "vacancy_rate,KEN,doctor,2024,0.2,share,\nworkers,KEN,midlevel,2024,900,persons,\n"
        "place_share,KEN,doctor,2024,0.3,share,rural\nplace_share,KEN,nurse,2024,0.3,share,capital\n"
        "private_share,KEN,doctor,2024,0.3,share,\nwomen_share,KEN,nurse,2024,0.7,share,\n"
        "graduates,KEN,nurse,2024,800,persons_per_year,\n"
    )
    gaps = gaps_with(tmp_path / "home", "KEN", rows)
    for still in (("vacancy_rate", "doctor"), ("place_share", "doctor"), ("workers", "community")):
        assert still in gaps
    assert "no baseline of this edition uses" in str(gaps["vacancy_rate", "doctor"]["why"])
    closed = {
        ("workers", "midlevel"),
        ("place_share", "nurse"),
        ("private_share", "doctor"),
        ("women_share", "nurse"),
        ("graduates", "nurse"),
    }
    assert not closed & set(gaps)


def test_a_figure_that_is_kept_and_not_used_is_said_and_none_where_there_is_none(tmp_path: Path) -> None:
    """Words by whether a figure exists, not by whether one could be used: nothing is kept of Kenya's emigrants a year."""
    before = {(gap["indicator"], gap["cadre"]): gap for gap in gaps_of(open_store(tmp_path / "none"), "KEN")}
    assert str(before["attrition_rate", "all"]["why"]).startswith("figures (the latest of 2005) are kept and shown")
    assert before["attrition_rate", "all"]["latest_year"] == 2005
    for never in (("emigrants", "doctor"), ("workers", "community")):
        assert str(before[never]["why"]).startswith("not reported;") and before[never]["latest_year"] is None
    reply = {"IndicatorCode": "HWF_0024", "SpatialDimType": "COUNTRY", "SpatialDim": "KEN", "TimeDim": 2018}
    item = {**reply, "NumericValue": 10000.0, "Value": "10 000", "Date": "2024-01-31"}
    (tmp_path / "who.json").write_text(json.dumps({"value": [item]}), "utf-8")
    commit_import(plan_import(tmp_path / "who.json", None, "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    gap = next(gap for gap in gaps_of(store, "KEN") if (gap["indicator"], gap["cadre"]) == ("workers", "community"))
    assert gap["latest_year"] == 2018 and "no baseline of this edition uses them" in str(gap["why"])
    line = next(
        row for row in gaps_overview(store).itertuples() if (row.indicator, row.cadre) == ("workers", "community")
    )
    assert (line.countries_with, line.countries_with_older, line.countries_not_used) == (0, 0, 1)
    assert line.countries_without == len(all_countries()) - 1


def test_a_computed_share_that_a_baseline_uses_closes_its_gap(tmp_path: Path) -> None:
    """The register of nurses gives counts by region of training; their share is computed and used, so nothing is missing."""
    text = "year,UK,Outside the EEA,EEA\n2017,585796,67683,36259\n2018,589253,70491,33874\n"
    (tmp_path / "nmc_nurses_total.csv").write_text(text, "utf-8")
    commit_import(plan_import(tmp_path / "nmc_nurses_total.csv", None, "2026-11-24"), tmp_path / "home")
    store = open_store(tmp_path / "home")
    rows = store.observations(indicator="foreign_trained_share", country="GBR", cadre="nurse")
    assert rows["method"].tolist() == ["estimated"] * 2
    assert ("foreign_trained_share", "nurse") not in {(gap["indicator"], gap["cadre"]) for gap in gaps_of(store, "GBR")}


def test_a_share_that_a_user_estimated_is_kept_and_closes_no_gap(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "indicator,country,cadre,year,value,unit,method\nwomen_share,TWN,midlevel,2020,0.4,share,reported\n"
        "foreign_trained_share,TWN,doctor,2020,0.1,share,estimated\n",
        "utf-8",
    )
    commit_import(plan_import(tmp_path / "a.csv", "ministry", "2026-11-24"), tmp_path / "home")
    gaps = {(gap["indicator"], gap["cadre"]): gap for gap in gaps_of(open_store(tmp_path / "home"), "TWN")}
    assert "no baseline of this edition uses them" in str(gaps["foreign_trained_share", "doctor"]["why"])


def test_a_user_s_stock_closes_the_gap_of_a_country_without_one(tmp_path: Path) -> None:
    before = gaps_of(open_store(tmp_path / "none"), "TWN")
    assert ("workers", "doctor") in {(gap["indicator"], gap["cadre"]) for gap in before}
    gaps = gaps_with(
        tmp_path / "home", "TWN", "workers,TWN,doctor,2024,50000,persons,\nworkers,TWN,nurse,2024,9,persons,rural\n"
    )
    assert ("workers", "doctor") not in gaps and ("workers", "nurse") in gaps
