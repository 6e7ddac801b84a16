"""A user's own rows: one row of a key in a file, figures that cannot be, and why a row is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.baseline.context import build_context
from braingain.evidence import limits
from braingain.evidence.checks import found
from braingain.evidence.importing import plan_import
from braingain.evidence.own import READINGS, unread
from braingain.evidence.schema import check_row
from braingain.evidence.store import Store, open_store
from braingain.foundation.errors import BraingainError

HEADER = "indicator,country,partner,cadre,place,year,value,unit\n"
ROW = {"indicator": "workers", "country": "GHA", "cadre": "nurse", "year": "2024", "value": "60000", "unit": "persons"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("home"))


def planned(tmp_path: Path, rows: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "ministry.csv"
    path.write_text(HEADER + rows, "utf-8")
    return plan_import(path, None, "2026-11-24")


def test_two_rows_of_one_key_that_differ_are_refused_with_file_and_both_rows(tmp_path: Path) -> None:
    rows = "workers,GHA,,doctor,,2024,4500,persons\nworkers,GHA,,nurse,,2024,60000,persons\nworkers,Ghana,,doctor,,2024,4600,persons\n"
    with pytest.raises(BraingainError) as caught:
        planned(tmp_path, rows)
    (problem,) = caught.value.problems
    assert problem.line().startswith("ministry.csv, rows 2 and 4, column value: are of one key (workers, GHA, doctor")
    assert "4500 and 4600" in problem.line()


def test_two_rows_that_say_the_same_are_one_and_that_is_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, "workers,GHA,,doctor,,2024,4500,persons\nworkers,GHA,,doctor,,2024,4500,persons\n")
    assert len(plan.observations) == 1
    assert "1 rows say what another says, kept once: rows 2 and 3" in plan.messages


def test_rows_that_a_column_sets_apart_are_two(tmp_path: Path) -> None:
    plan = planned(
        tmp_path, "workers,GHA,,doctor,rural,2024,450,persons\nworkers,GHA,,doctor,capital,2024,4000,persons\n"
    )
    assert len(plan.observations) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "9e99"}, "more than 10% of the 34,393,872 people of GHA in 2024"),
        ({"value": "150000000"}, "150,000,000 is more than 10% of"),
        ({"value": "60000", "high": "9e9"}, "column high: 9e+09 is more than"),
        ({"indicator": "density_per_10k", "value": "1500", "unit": "per_10k"}, "more than 10% of all people"),
        ({"indicator": "density_per_10k", "value": "150", "unit": "per_1000"}, "more than 10% of all people"),
        ({"indicator": "graduates", "unit": "persons_per_year", "value": "4e6"}, "more than 10% of"),
        ({"indicator": "posts", "unit": "posts", "value": "4e6"}, "more than 10% of"),
        ({"indicator": "workers_abroad", "country": "GBR", "partner": "GRD", "value": "5e5"}, "more than the 116,919"),
        ({"indicator": "workers_abroad", "country": "GRD", "partner": "GBR", "value": "5e4"}, "of GRD in 2024"),
        ({"country": "africa", "value": "9e99"}, "people of the world in 2024"),
        ({"year": "1950", "value": "9e99"}, "people of GHA in 1990"),
        ({"indicator": "pay", "unit": "gdp_per_head_multiple", "value": "5000"}, "more than 200 times GDP per head"),
        ({"indicator": "women_share", "unit": "share", "value": "1.2"}, "more than the whole"),
        ({"cadre": "all", "value": "9e6"}, "more than 25% of the"),
        ({"indicator": "migrants", "cadre": "", "value": "5e7"}, "more than 125% of the"),
    ],
)
def test_figures_that_no_country_can_have_are_refused(changes: dict[str, str], words: str) -> None:
    _, found = check_row({**ROW, **changes})
    assert len(found) == 1 and words in found[0].line()


def test_bounds_of_health_workers_are_not_those_of_all_migrants() -> None:
    """Nine in ten of those who live in the Emirates came from elsewhere (UN DESA 2020); a quarter of a people at work in health did not."""
    born = {"indicator": "migrants", "country": "ARE", "partner": "world", "definition": "born", "cadre": ""}
    assert check_row({**ROW, **born, "year": "2020", "value": "8716332"})[1] == []
    assert check_row({**ROW, "cadre": "all", "value": "7e6"})[1] == [], "a fifth of Ghana's people"


@pytest.mark.real_files
def test_no_figure_of_the_united_nations_on_migrants_is_called_impossible(real_files: Path) -> None:
    path = real_files / "undesa-migrant-stock/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    rows = plan_import(path, None, "2026-11-24").observations
    assert rows is not None and len(rows) > 4000
    assert [one.words for one in found(rows, ["impossible_value"])] == []


def test_what_publishers_report_is_within_the_bounds(store: Store) -> None:
    rows = store.observations()
    for row in rows[rows["value"].notna() & ~rows["indicator"].str.startswith("fact.")].itertuples():
        share = limits.most_of_people(row.cadre)
        people, where = limits.people_of(row.country, row.year) if row.unit in limits.OF_PEOPLE else (None, "")
        assert not limits.too_large(row.value, row.unit, share, people, where), row
        if row.indicator in limits.CHECKED:
            assert not limits.too_much(row.value, row.unit), row


def test_a_scenario_s_values_have_the_same_bounds_and_all_are_named_at_once(store: Store) -> None:
    given = {
        "workers.doctor": 150_000_000,
        "workrs.nurse": 1,
        "pay.doctor": 1e6,
        "women_share.doctor": 1.5,
        "workers_abroad.doctor": 40_000_000,
        "workers_abroad.nurse.GBR": 9_000_000,
        "workers_abroad.doctr": 1,
    }
    with pytest.raises(BraingainError) as caught:
        build_context(store, "GHA", 2018, given)
    lines = {problem.place.removeprefix("scenario.context."): problem.line() for problem in caught.value.problems}
    assert set(lines) == set(given)
    assert "more than 10% of the 30,637,585 people of GHA" in lines["workers.doctor"]
    assert "more than the 30,637,585 people of GHA" in lines["workers_abroad.doctor"]
    assert "people of GBR" in lines["workers_abroad.nurse.GBR"]


def test_each_reason_not_to_read_a_row_names_its_column(store: Store) -> None:
    rows = store.observations(indicator="workers", country="GHA").head(1)
    given = rows.assign(cadre="doctor", value=4500.0, method="reported", partner="", measure="stock", count="unknown")
    given = given.assign(activity="unknown", sex="all", age="all", place="all", employment="all")
    assert unread(given).tolist() == [""]
    for changes, words in (
        ({"cadre": "doctor_general"}, "cadre is doctor_general: read are doctor, nurse, midlevel, community"),
        ({"cadre": ""}, "cadre is empty: read are doctor, nurse, midlevel, community"),
        ({"place": "rural"}, "place is rural: read is all"),
        ({"partner": "NGA"}, "partner is NGA: read are rows without one"),
        ({"method": "estimated"}, "method is estimated: read is reported"),
        ({"value": 0.0}, "it is not above zero"),
        ({"country": "africa"}, "it is of several countries together"),
        ({"indicator": "vacancy_rate"}, "no run of this edition reads this indicator"),
        ({"indicator": "workers_abroad"}, "partner is empty: read are rows with another country"),
        ({"indicator": "workers_abroad", "partner": "GHA"}, "partner is GHA: read are rows with another country"),
    ):
        assert unread(given.assign(**changes)).tolist() == [words], changes


def test_what_the_list_of_needs_calls_unused_is_not_read() -> None:
    from braingain.evidence.gaps import needs

    unused = [need for need in needs() if need["used"] == "no"]
    assert unused
    for need in unused:
        reading = READINGS.get(need["indicator"])
        assert reading is None or need["cadre"] not in reading.cadres
