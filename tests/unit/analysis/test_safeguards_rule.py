"""The safeguards rule: both under their lines, by rule where there is an index, by the published list where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from agreement_runs import HEAD, NOTHING

from braingain.analysis import safeguards_rule
from braingain.analysis.agreement import design
from braingain.analysis.safeguards_rule import (
    BY_LIST,
    BY_RULE,
    first_year_at_the_line,
    imported_index,
    listed_by_rule,
    listed_share,
    safeguards_record,
)
from braingain.analysis.term_sheet import Index, parse_term_sheet
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import open_store
from braingain.policy.safeguards import safeguarded

YEARS = [2027, 2028, 2029]
DENSITY = np.array([[40.0, 41.0, 60.0], [48.9, 50.0, 60.0], [49.0, 50.0, 48.0]])


@pytest.mark.parametrize(
    ("density", "index", "listed"),
    [
        (48.9, 54.9, True),
        (49.0, 54.9, False),
        (48.9, 55.0, False),
        (49.0, 55.0, False),
        (0.0, 0.0, True),
        (200.0, 90.0, False),
    ],
)
def test_the_rule_asks_for_both(density: float, index: float, listed: bool) -> None:
    assert listed_by_rule(density, index) is listed


def test_with_an_index_the_rule_decides_and_without_one_the_list() -> None:
    assert "GHA" in safeguarded() and "JAM" not in safeguarded()
    low, high = Index(48.0, 2021, "ours"), Index(60.0, 2021, "ours")
    np.testing.assert_allclose(listed_share(DENSITY, "JAM", low), [2 / 3, 1 / 3, 1 / 3])
    assert not listed_share(DENSITY, "GHA", high).any()
    np.testing.assert_allclose(listed_share(DENSITY, "GHA", None), [2 / 3, 1 / 3, 1 / 3])
    assert not listed_share(DENSITY, "JAM", None).any()


def test_a_listed_country_at_the_line_is_listed_no_more() -> None:
    found = safeguards_record("GHA", None, DENSITY + 20, DENSITY + 20, YEARS, 2027)
    assert found["listed"] is False and found["published"]["listed"] is True
    assert not any(found["listed_share_of_draws"]["baseline"])


def test_the_record_says_on_what_the_status_rests() -> None:
    by_list = safeguards_record("GHA", None, DENSITY, DENSITY + 9, YEARS, 2027)
    assert (by_list["basis"], by_list["listed"], by_list["index"]) == (BY_LIST, True, None)
    assert "may not be shipped" in by_list["why"] and by_list["published"]["edition"] == 2023
    assert by_list["first_year_at_the_line"] == {"baseline": 2028, "package": 2027}
    by_rule = safeguards_record("GHA", Index(60.0, 2021, "ours"), DENSITY, DENSITY, YEARS, 2027)
    assert (by_rule["basis"], by_rule["listed"], by_rule["disagrees"]) == (BY_RULE, False, True)
    assert by_rule["index"] == {"value": 60.0, "year": 2021, "source": "ours"}


def test_the_first_year_is_that_in_which_most_draws_are_there() -> None:
    assert first_year_at_the_line(DENSITY, YEARS, 2027) == 2028
    assert first_year_at_the_line(DENSITY, YEARS, 2029) == 2029
    assert first_year_at_the_line(DENSITY - 20, YEARS, 2027) is None


def test_the_latest_index_that_a_user_imported_is_taken(tmp_path: Path) -> None:
    file, home = tmp_path / "coverage.csv", tmp_path / "home"
    rows = ("GHA,2017,50", "GHA,2021,54", "KEN,2021,53")
    lines = ["indicator,country,year,value,unit", *(f"uhc_service_coverage_index,{row},index" for row in rows)]
    file.write_text("\n".join(lines), "utf-8")
    commit_import(plan_import(file, "tracking_report", "2026-11-24"), home)
    store = open_store(home)
    assert imported_index(store, "GHA") == Index(54.0, 2021, "tracking_report")
    assert imported_index(store, "JAM") is None


def test_an_agreement_takes_the_imported_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "coverage.csv"
    file.write_text("indicator,country,year,value,unit\nuhc_service_coverage_index,GHA,2021,60,index\n", "utf-8")
    commit_import(plan_import(file, "tracking_report", "2026-11-24"), tmp_path / "home")
    monkeypatch.setenv("BRAINGAIN_HOME", str(tmp_path / "home"))
    found = design(parse_term_sheet((HEAD + NOTHING).encode(), "test.toml"))["safeguards"]
    assert (found["basis"], found["listed"], found["disagrees"]) == (BY_RULE, False, True)
    assert found["index"] == {"value": 60.0, "year": 2021, "source": "tracking_report"}
    own = HEAD + NOTHING + '[safeguards]\nuhc_index = 48\nyear = 2021\nsource = "ours"\n'
    assert parse_term_sheet(own.encode(), "test.toml").index == Index(48.0, 2021, "ours")


def test_no_index_ships() -> None:
    store = open_store()
    assert imported_index(store, "GHA") is None
    assert not len(store.observations(indicator=safeguards_rule.INDICATOR))
