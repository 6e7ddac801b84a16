"""The context: every country that can be built is, every value says how it is known, refusals name what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from braingain.baseline.context import Context, build_context
from braingain.baseline.corridors import World
from braingain.baseline.grades import countries_with_stocks
from braingain.baseline.overrides import NOT_READ
from braingain.baseline.values import borrow
from braingain.evidence.store import Store
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import METHODS


def test_no_country_with_figures_of_its_own_is_refused(store: Store, world: World) -> None:
    countries = countries_with_stocks(world)
    assert len(countries) >= 120
    for iso3 in countries:
        context = build_context(store, iso3)
        assert {v.method for v in context.values.values()} <= set(METHODS)
        assert context.value("workers.doctor") > 0 and context.value("gdp_per_head") > 0
        assert set(context.grade) == {"doctor", "nurse"}


@pytest.mark.parametrize("iso3", ["TWN", "XKX", "COK", "NIU", "PRK"])
def test_missing_values_are_borrowed_and_say_from_whom(context_of: Callable[..., Context], iso3: str) -> None:
    context = context_of(iso3)
    borrowed = [v for v in context.values.values() if v.method == "borrowed"]
    assert borrowed and all("countries of" in v.note for v in borrowed)


def test_borrowing_needs_five_donors_and_widens_step_by_step() -> None:
    groups = dict.fromkeys(["GHA", "KEN", "NGA", "ZMB", "CIV", "SEN"], "LMC") | {"ZAF": "UMC", "IND": "LMC"}
    near = {"KEN": 1.0, "NGA": 2.0, "ZMB": 3.0, "CIV": 4.0, "SEN": 5.0, "ZAF": 99.0, "IND": 50.0}
    assert borrow(near, "GHA", groups) == (3.0, "median of 5 countries of AFR and LMC")
    fewer = {k: v for k, v in near.items() if k != "SEN"}
    assert borrow(fewer, "GHA", groups) == (3.0, "median of 5 countries of AFR")
    least = {k: v for k, v in fewer.items() if k != "CIV"}
    assert borrow(least, "GHA", groups) == (3.0, "median of 5 countries of the world")
    assert borrow({k: least[k] for k in ("KEN", "NGA", "IND")}, "GHA", groups) is None


def test_a_country_does_not_lend_to_itself() -> None:
    assert borrow(dict.fromkeys(["GHA", "KEN", "NGA", "ZMB", "CIV"], 1.0), "GHA", {}) is None


def test_values_keep_their_source_and_facts_of_the_country_come_first(context_of: Callable[..., Context]) -> None:
    ghana = context_of("GHA")
    capital = ghana.values["capital_share.doctor"]
    assert capital.value == pytest.approx(0.667, abs=0.001) and capital.method == "reported" and capital.source
    assert ghana.values["workers.midlevel"].value == 0 and ghana.values["workers.midlevel"].method == "assumed"
    assert ghana.values["income_group"].flag == "LMC" and ghana.labour == "budget"
    assert ghana.values["frozen_posts.nurse"].note.endswith("(E90)")
    britain = context_of("GBR")
    assert britain.labour == "demand"
    assert britain.values["workers.doctor"].source == "oecd_graduates"  # practising, OECD first
    assert britain.values["graduates.doctor"].method == "reported"
    assert 0.28 < britain.value("foreign_trained_share.doctor") < 0.31


def test_home_trained_is_practising_times_one_less_foreign_share(built_of: Callable[..., object]) -> None:
    built = built_of("GBR")
    people = built.people  # type: ignore[attr-defined]
    working = people.total[0] * (1 - people.posts[0, 6] - people.posts[0, 7])
    share = people.foreign[0] / (working + people.foreign[0])
    np.testing.assert_allclose(share, 0.292 * (1 - 0.102), rtol=0.02)  # natives trained abroad count as own


def test_pay_is_of_the_salaried_and_missing_ones_are_of_the_income_group(context_of: Callable[..., Context]) -> None:
    places = context_of("GHA").places
    assert places["GBR"].pay["doctor"].source == "oecd_remuneration"
    for iso3 in ("USA", "CAN", "AUS", "AUT", "CHE"):  # no salaried specialists are reported there
        assert places[iso3].pay["doctor"].method == "assumed"
    assert places["USA"].pay["nurse"].source == "oecd_remuneration"


@pytest.mark.parametrize("start", [2015, 2021, 2023])
def test_other_starts_scale_stocks_abroad(context_of: Callable[..., Context], start: int) -> None:
    cell = context_of("GHA", start).abroad["doctor"]["GBR"]
    assert cell.value == pytest.approx(231 * 1.03 ** (start - 2018)) and cell.method == "estimated"


def test_early_starts_are_refused_by_name_unless_the_scenario_gives_stocks(store: Store) -> None:
    with pytest.raises(BraingainError) as refused:
        build_context(store, "GHA", 2004)
    assert "workers_abroad.doctor" in str(refused.value) and "workers.nurse" in str(refused.value)
    given = {"workers.doctor": 3000, "workers.nurse": 17000, "workers_abroad.doctor": 926, "workers_abroad.nurse": 2267}
    context = build_context(store, "GHA", 2004, {k: {"value": v, "why": "WHR 2006"} for k, v in given.items()})
    assert context.start == 2004 and context.value("workers.doctor") == 3000
    assert sum(float(v.value or 0) for v in context.abroad["doctor"].values()) == pytest.approx(926)
    assert {v.source for v in context.abroad["doctor"].values()} == {"scenario.context"}
    with pytest.raises(BraingainError):
        build_context(store, "GHA", 2030)


def test_wrong_overrides_are_all_reported(store: Store) -> None:
    wrong = {"worker.doctor": 10, "workers.nurse": -5, "urban_share": 1.4, "income_group": "POOR"}
    with pytest.raises(BraingainError) as refused:
        build_context(store, "GHA", 2018, wrong)
    text = str(refused.value)
    assert len(refused.value.problems) == 4
    assert "did you mean workers.doctor" in text and "negative" in text and "between 0 and 1" in text
    with pytest.raises(BraingainError):
        build_context(store, "GHA", 2018, {"workers_abroad.doctor.XXX": 5})


def test_values_that_no_run_reads_are_refused_with_what_to_do(store: Store) -> None:
    with pytest.raises(BraingainError) as refused:
        build_context(store, "GHA", 2018, dict.fromkeys(NOT_READ, 0.1) | {"native_share.midlevel": 0.1})
    told = {problem.place: problem.do for problem in refused.value.problems}
    assert set(told) == {f"scenario.context.{name}" for name in (*NOT_READ, "native_share.midlevel")}
    assert "[scenario.paths.inflation]" in told["scenario.context.inflation"]
    with pytest.raises(BraingainError, match="urban_share"):
        build_context(store, "GBR", 2018, {"capital_share.doctor": 0.5})
    assert build_context(store, "GHA", 2018, {"capital_share.doctor": 0.5}).value("capital_share.doctor") == 0.5


def test_a_start_after_the_figures_says_where_they_end_and_what_becomes_of_later_ones(store: Store) -> None:
    with pytest.raises(BraingainError, match=r"2024 is after 2023.*choose 2015 to 2023.*moved back to the start"):
        build_context(store, "GHA", 2024)


def test_unknown_country_names_the_nearest(store: Store) -> None:
    with pytest.raises(BraingainError, match="GHA"):
        build_context(store, "GHX")


def test_one_labelled_data_set(context_of: Callable[..., Context]) -> None:
    data = context_of("GHA").dataset()
    assert data["workers_doctor"].attrs["method"] == "estimated" and data["workers_doctor"].attrs["unit"] == "persons"
    assert float(data["workers_abroad"].sel(cadre="doctor", destination="GBR")) == 231


def test_money_of_another_currency_is_named_and_not_used(context_of: Callable[..., Context]) -> None:
    rate = context_of("HRV").values["exchange_rate"]
    assert rate.method == "estimated" and rate.value == pytest.approx(0.89, abs=0.01) and "6.27903" in rate.note
    assert context_of("HRV").series["exchange_rate"][2018] == rate.value
    assert "exchange_rate" not in context_of("VEN").values  # no figure of the year goes with its prices


def test_countries_without_a_class_take_that_of_their_region(context_of: Callable[..., Context]) -> None:
    group = context_of("COK").values["income_group"]
    assert group.method == "borrowed" and "WHO region WPR" in group.note and context_of("COK").group == group.flag


def test_life_table_holds_one_hazard_for_an_age_group_and_a_period(context_of: Callable[..., Context]) -> None:
    table = context_of("GHA").life_table
    assert table is not None
    hazards = table.at(np.array([1990.0, 2015.0, 2019.0, 2020.0, 2080.0]), np.array([20.0, 24.0, 25.0]))
    assert hazards.shape == (5, 2, 3)
    assert hazards[1, 1, 0] == hazards[2, 1, 1] == pytest.approx(0.004331, abs=1e-6)
    assert hazards[1, 1, 2] != hazards[1, 1, 0] and hazards[3, 1, 0] != hazards[2, 1, 0]
    np.testing.assert_array_equal(hazards[0], table.at(np.array([2000.0]), np.array([20.0, 24.0, 25.0]))[0])
    np.testing.assert_array_equal(hazards[4], table.at(np.array([2055.0]), np.array([20.0, 24.0, 25.0]))[0])


def test_a_growth_that_is_cut_to_its_limits_says_so(context_of: Callable[..., Context]) -> None:
    """Ghana's nurses grew faster than the tenth a year at which growth is cut."""
    value = context_of("GHA").values["growth.nurse"]
    assert value.value == 0.10
    assert re.search(r"\+1[1-9]\.\d% a year cut to 0% to 10%", value.note)
