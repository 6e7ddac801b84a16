"""The check of a user's rows: each mistake with its column and what to do."""

from __future__ import annotations

import math

import pytest

from braingain.evidence.schema import check_columns, check_row, indicators, parse_number
from braingain.foundation.units import all_units

GOOD = {"indicator": "workers", "country": "GHA", "cadre": "doctor", "year": "2018", "value": "4000", "unit": "persons"}


def problems(**changes: str) -> list[str]:
    return [problem.line() for problem in check_row({**GOOD, **changes})[1]]


def test_a_good_row_passes() -> None:
    clean, found = check_row(GOOD)
    assert not found
    assert (clean["value"], clean["year"]) == (4000.0, 2018)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "-5"}, "column value: -5 is negative, which a stock of persons cannot be"),
        ({"value": "many"}, 'column value: "many" is not a number; write it as 1234.5, without a sign for thousands'),
        ({"value": "1,234"}, "could be read in two ways"),
        ({"value": "21.500"}, '"21.500" could be read in two ways; write it as 1234.5, without a sign for thousands'),
        ({"low": "1.500"}, "could be read in two ways"),
        ({"value": "inf"}, "not a finite number"),
        ({"value": "1_000"}, "not a finite number"),
        ({"value": ""}, "column value: is empty"),
        ({"country": "GHX"}, "did you mean GHA (Ghana)?"),
        ({"country": "Ghanaa"}, "did you mean GHA (Ghana)?"),
        ({"indicator": "worker"}, "did you mean workers?"),
        ({"unit": "person"}, "did you mean persons?"),
        ({"unit": "share"}, "share does not fit workers; give it in persons"),
        ({"sex": "femal"}, "did you mean female?"),
        ({"method": "measured"}, "is not on the list"),
        ({"year": "20180"}, "is not a year"),
        ({"year": "2018.5"}, "is not a year"),
        ({"year": "٢٠١٨"}, "is not a year"),
        ({"year_to": "2010"}, "2010 is before year 2018"),
        ({"low": "5000"}, "low, value and high are not in order"),
        ({"cadre": "doktor"}, "did you mean doctor?"),
        ({"flag": "breaks"}, "did you mean break?"),
        ({"cadre": "clinical officer"}, "did you mean midlevel?"),
        ({"cadre": "Community Health Workers"}, "did you mean community?"),
        ({"cadre": "dentist"}, '"dentist" is not on the list; choose of doctor,'),
        ({"indicator": "nurses"}, "did you mean workers, with nurse in the column cadre?"),
        ({"indicator": "graduate"}, "did you mean graduates?"),
        ({"unit": "people"}, "did you mean persons?"),
        ({"unit": "%"}, "did you mean percent?"),
        ({"country": ""}, "column country: is empty; name the country"),
        ({"year": "20.0"}, "is not a year"),
        ({"year": "2018.05"}, "is not a year"),
        ({"sex": "Female"}, "did you mean female?"),
        ({"partner": "XXZ"}, "column partner"),
    ],
)
def test_each_mistake_has_its_column_and_a_way_out(changes: dict[str, str], words: str) -> None:
    found = problems(**changes)
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("given", "column", "taken"),
    [({"cadre": "Nurse"}, "cadre", "nurse"), ({"cadre": " DOCTOR "}, "cadre", "doctor"), ({"year": "2018.0"}, "year", 2018)],
)  # fmt: skip
def test_what_can_mean_one_thing_only_is_taken(given: dict[str, str], column: str, taken: object) -> None:
    clean, found = check_row({**GOOD, **given})
    assert not found and clean[column] == taken


def test_all_mistakes_of_a_row_at_once() -> None:
    assert len(problems(country="GHX", value="many", year="x", sex="f")) == 4


def test_percent_becomes_a_share_and_a_share_over_1_is_asked_about() -> None:
    row = {**GOOD, "indicator": "women_share", "unit": "percent", "value": "40"}
    clean, found = check_row(row)
    assert not found
    assert (clean["value"], clean["unit"]) == (pytest.approx(0.4), "share")
    assert "is it percent?" in check_row({**row, "unit": "share"})[1][0].line()


def test_abroad_over_home_may_exceed_1_and_abroad_over_all_may_not() -> None:
    row = {**GOOD, "indicator": "emigration_rate_home", "unit": "share", "value": "1.4"}
    assert not check_row(row)[1]
    assert check_row({**row, "indicator": "emigration_rate_all"})[1]


def test_the_same_figure_in_any_unit_is_the_same_row() -> None:
    row = {**GOOD, "indicator": "density_per_10k"}
    values = {"per_10k": "2.5", "per_1000": "0.25", "per_100k": "25"}
    found = [check_row({**row, "unit": unit, "value": value})[0]["value"] for unit, value in values.items()]
    assert found == pytest.approx([2.5, 2.5, 2.5])


@pytest.mark.parametrize(("text", "comma", "value"), [("1.5", False, 1.5), ("1,5", True, 1.5), (" 7 ", True, 7.0)])
def test_decimal_commas_only_where_they_are_certain(text: str, comma: bool, value: float) -> None:
    assert parse_number(text, comma) == value


@pytest.mark.parametrize(("text", "comma"), [("1,5", False), ("1,234", True), ("1.234,5", True), ("1,2,3", True)])
def test_a_comma_that_could_mean_two_things_is_refused(text: str, comma: bool) -> None:
    with pytest.raises(ValueError, match="two ways"):
        parse_number(text, comma)


def test_an_empty_cell_is_missing() -> None:
    assert math.isnan(parse_number("  "))


def test_columns_missing_unknown_and_twice() -> None:
    lines = [p.line() for p in check_columns(["indicator", "country", "yaer", "unit", "unit", "value"])]
    assert any("column year: is missing" in line for line in lines)
    assert any("did you mean year?" in line for line in lines)
    assert any("column unit: is there twice" in line for line in lines)


def test_every_indicator_s_unit_is_on_the_list() -> None:
    assert indicators()
    assert {row["unit"] for row in indicators().values()} - {""} <= set(all_units())
