"""Gaps: closed only by rows that a baseline uses."""

from __future__ import annotations

from pathlib import Path

from braingain.evidence.gaps import gaps_of
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store

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


def test_a_user_s_stock_closes_the_gap_of_a_country_without_one(tmp_path: Path) -> None:
    before = gaps_of(open_store(tmp_path / "none"), "TWN")
    assert ("workers", "doctor") in {(gap["indicator"], gap["cadre"]) for gap in before}
    gaps = gaps_with(
        tmp_path / "home", "TWN", "workers,TWN,doctor,2024,50000,persons,\nworkers,TWN,nurse,2024,9,persons,rural\n"
    )
    assert ("workers", "doctor") not in gaps and ("workers", "nurse") in gaps
