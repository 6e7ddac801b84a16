"""Doctors and nurses abroad: what is counted, what is filled, what is kept apart (docs/model.md 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from braingain.baseline import abroad, flows, grades
from braingain.baseline.context import Context
from braingain.baseline.corridors import World
from braingain.baseline.natives import moves_freely, natives_estimate
from braingain.baseline.needs import draw_inputs
from braingain.baseline.stocks import foreign_total
from braingain.baseline.world import build
from braingain.evidence.estimates import load_registry

COVERAGE = {"GHA": 0.41, "KEN": 0.70, "MWI": 0.07, "MOZ": 0.01, "SDN": 0.06, "AGO": 0.11, "EGY": 0.13, "PAK": 0.22}


@pytest.mark.parametrize(("origin", "share"), COVERAGE.items())
def test_coverage_is_the_share_of_emigrants_where_doctors_are_counted(world: World, origin: str, share: float) -> None:
    assert world.coverage(origin) == pytest.approx(share, abs=0.0051)


def test_below_a_quarter_nothing_is_called_a_rate(world: World) -> None:
    low = [c for c, found in world.leaving.items() if found.coverage is not None and found.coverage < 0.25]
    assert len(low) > 60
    assert all(world.leaving[c].why_not for c in low)
    assert "MWI" not in world.measured_hazards and "KEN" in world.measured_hazards


def test_germany_is_kept_out_of_rates_and_out_of_the_largest_destination(world: World) -> None:
    cell = world.doctors_abroad("ROU", "DEU")
    assert cell.definition == "national" and "by_nationality" in cell.flag
    counted = sum(
        float(world.doctors_abroad("GRC", d).value or 0) * (1 - world.natives("GRC", d))
        for d in world.cells
        if d != "DEU"
    )
    assert world.leaving["GRC"].abroad == pytest.approx(counted)
    doctors = {d: world.doctors_abroad("AUT", d) for d in world.cells}
    assert max(doctors, key=lambda d: float(doctors[d].value or 0)) == "DEU"
    assert abroad.largest(world, "AUT", doctors) not in ("DEU", None)


def test_where_most_are_nationals_in_germany_the_profile_says_so(context_of: Callable[..., Context]) -> None:
    luxembourg = context_of("LUX")
    assert luxembourg.abroad["doctor"]["DEU"].value == 292
    assert any("Germany" in note for note in luxembourg.notes)
    assert not any("Germany" in note for note in context_of("GHA").notes)


def test_default_destination_of_ghana_is_the_usa(context_of: Callable[..., Context]) -> None:
    assert context_of("GHA").default_destination == "USA"


def test_rows_of_2016_are_moved_and_say_so(world: World) -> None:
    cell = world.doctors_abroad("GHA", "USA")
    assert "moved" in cell.flag and cell.method == "estimated" and "2016" in cell.note
    assert 750 < float(cell.value or 0) < 850


def test_absent_from_a_complete_list_is_zero_and_from_a_cut_list_unknown(world: World) -> None:
    complete, cut = world.doctors_abroad("GHA", "NOR"), world.doctors_abroad("GHA", "AUS")
    assert (complete.value, complete.method) == (0.0, "reported")
    assert float(cut.value or 0) > 0 and cut.method == "estimated"
    assert world.destinations["AUS"].unlisted > 0 and world.destinations["CAN"].unlisted == 0


def test_destinations_without_origins_are_filled_by_gravity_and_the_gulf_is_assumed(world: World) -> None:
    for destination, method in (("SWE", "estimated"), ("ITA", "estimated"), ("SAU", "assumed"), ("ZAF", "assumed")):
        assert world.doctors_abroad("EGY", destination).method == method
    for destination in ("SWE", "NLD", "ITA", "FIN", "DNK", "PRT", "COL"):
        there = world.destinations[destination]
        shares = world.gravity["doctor"].share[:, world.gravity["doctor"].destinations.index(destination)]
        assert there.kind == "total" and shares.sum() == pytest.approx(1.0)


def test_a_state_younger_than_the_table_of_distances_is_scored_by_its_stand_in(world: World) -> None:
    assert sum(world.gravity["doctor"].of("MNE").values()) > 0
    assert max(world.prior("MNE", "doctor").values()) < 0.9  # not all in the rest of the world


def test_natives_trained_abroad_are_no_emigrants(world: World) -> None:
    assert natives_estimate("GRD", "USA") == "natives_share.GRD"
    assert natives_estimate("POL", "USA") == "natives_share.high_income_schools_USA"
    assert natives_estimate("ROU", "ISR") == "natives_share.to_ISR"
    assert natives_estimate("GRD", "DEU") == "natives_share.DEU"
    assert natives_estimate("GHA", "GBR") == "natives_share.other"
    # after natives Grenada is not 99 % abroad any more, and still has no rate
    raw = float(world.doctors_abroad("GRD", "USA").value or 0)
    assert raw > 10_000
    assert world.leaving["GRD"].abroad < 0.05 * raw
    assert "not measured" in world.leaving["GRD"].why_not


@pytest.mark.parametrize("origin", ["DMA", "GRD", "KNA", "ATG", "LCA"])
def test_offshore_schools_print_no_rate(world: World, origin: str) -> None:
    assert origin not in world.measured_hazards


def test_natives_trained_abroad_count_as_trained_at_home(world: World) -> None:
    assert world.native_share("ISR", "doctor") == pytest.approx(0.45, abs=0.01)
    share = 0.58  # of Israel's doctors trained abroad, nearly half are natives
    own = world.own_trained("ISR", "doctor") / world.stocks["doctor"]["ISR"].persons
    assert 1 - share < own < 1 - 0.5 * share


def test_gulf_stocks_are_a_quarter_trained_at_home(world: World) -> None:
    assert world.own_trained("SAU", "doctor") == pytest.approx(0.25 * world.stocks["doctor"]["SAU"].persons)


def test_free_movement_ends_for_the_united_kingdom() -> None:
    assert moves_freely("POL", "GBR", 2018) and not moves_freely("POL", "GBR", 2022)
    assert moves_freely("AUS", "NZL", 2022) and not moves_freely("GHA", "GBR", 2018)


@pytest.mark.parametrize(("k", "stock", "counted", "within"), [(0, 926, 72, 0.25), (1, 2267, 216, 0.5)])
def test_rule_for_flows_gives_those_who_left_ghana_about_2004(
    context_of: Callable[..., Context], k: int, stock: float, counted: float, within: float
) -> None:
    """docs/model.md 5.1: leavers of a run over its stock abroad, times the stock of 2004, against those counted then."""
    context = context_of("GHA")
    built = build(context, draw_inputs(context, load_registry(), 200, 1), 2018, 2019)
    leavers = built.calibrated.emigrants[k] / built.corridors.stock[k].sum(axis=0) * stock
    assert np.median(leavers) == pytest.approx(counted, rel=within)


def test_level_of_nurses_by_rule(world: World, context_of: Callable[..., Context]) -> None:
    ghana = context_of("GHA").abroad["nurse"]
    assert sum(float(v.value or 0) for v in ghana.values()) == pytest.approx(2267 * 1.03**14, rel=1e-6)
    assert {v.method for v in ghana.values()} == {"assumed"}
    deployed = context_of("PHL").abroad["nurse"]
    assert sum(float(v.value or 0) for v in deployed.values()) == pytest.approx(90117 / 9 / 0.06, rel=1e-6)


def test_unmeasured_leaving_is_borrowed_and_lives_in_the_rest_of_the_world(context_of: Callable[..., Context]) -> None:
    chad = context_of("TCD")
    rest = chad.abroad["doctor"]["OTH"]
    assert chad.leaving_why_not and rest.method == "borrowed" and "countries of" in rest.note


def test_grades(world: World) -> None:
    assert grades.grade(world, "KEN", "doctor")[0] == "A"
    assert grades.grade(world, "GHA", "doctor")[0] == "C"  # two spikes in five years
    assert grades.grade(world, "MWI", "doctor")[0] == "C"  # a step in 2018
    assert grades.grade(world, "UGA", "doctor")[0] == "C"
    assert world.leaving["MUS"].abroad > 100 > world.leaving["MUS"].listed  # nearly all of them by gravity
    assert grades.grade(world, "MUS", "doctor")[0] == "B"
    assert {grades.grade(world, c, "nurse")[0] for c in ("KEN", "GBR", "PHL")} == {"C"}


def test_at_least_120_countries_have_a_grade_and_each_letter_occurs(world: World) -> None:
    counts = grades.grade_counts(world)
    assert sum(counts["doctor"].values()) == sum(counts["nurse"].values()) >= 120
    assert min(counts["doctor"].values()) > 20
    assert counts["nurse"]["A"] == counts["nurse"]["B"] == 0


def test_smoothed_series_not_the_nearest_raw_figure(world: World) -> None:
    ghana = world.stocks["doctor"]["GHA"]
    assert ghana.broken and ghana.persons != pytest.approx(ghana.all[2018], rel=0.001)
    assert ghana.used[2017] != ghana.all[2017]
    malawi = world.stocks["doctor"]["MWI"]
    assert malawi.broken


def test_registers_that_count_more_than_practise_are_brought_to_those_who_practise(world: World) -> None:
    cell, there = world.doctors_abroad("GBR", "IRL"), world.destinations["IRL"]
    registered = world.cells["IRL"]["GBR"].persons
    assert registered == 766 and there.practising is not None
    assert 1 / there.practising.share == pytest.approx(1.45, abs=0.02)
    assert cell.value == pytest.approx(registered * there.practising.share) and cell.method == "estimated"
    assert "766 on the register of 2018" in cell.note and "register" in cell.flag
    assert there.foreign == pytest.approx(there.practising.share * sum(c.persons for c in world.cells["IRL"].values()))
    assert {d for d, there in world.destinations.items() if there.practising} == {
        *("BEL", "EST", "FIN", "IRL", "ITA", "LTU", "LVA", "POL")
    }


@pytest.mark.parametrize("destination", ["CAN", "GBR", "USA", "NZL", "AUT", "DEU"])
def test_registers_of_those_who_practise_are_taken_as_they_are(world: World, destination: str) -> None:
    assert world.destinations[destination].practising is None  # within a tenth, or the register is the smaller one
    cell = world.doctors_abroad("CHE", destination)
    assert "register" not in cell.flag
    assert destination == "USA" or cell.value == world.cells[destination]["CHE"].persons


def test_totals_and_unlisted_origins_are_of_those_who_practise_too(world: World) -> None:
    for destination, least, most in (("ITA", 1.6, 1.8), ("BEL", 1.77, 1.91)):
        known = world.destinations[destination].practising
        assert known is not None and least < 1 / known.share < most and known.low <= known.share <= known.high
        assert "on the register practise" in world.doctors_abroad("MWI", destination).note
    total, share = foreign_total(world.tables, "ITA")[2018], world.destinations["ITA"].practising
    assert share is not None and world.destinations["ITA"].foreign == pytest.approx(total * share.share, rel=0.02)


def test_a_count_of_a_register_varies_as_a_register_in_the_draws(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]
) -> None:
    context, drawn = context_of("GBR"), drawn_of("GBR", 40)
    at = context.destinations.index("IRL")
    found = flows.doctors_abroad(context, drawn)[at] / (1 - drawn["natives_share.other"])
    spread = np.log(found / context.abroad["doctor"]["IRL"].value)
    assert np.allclose(spread, drawn["doctors_stock_sd.register"] * drawn["noise.corridor.doctor.IRL"])
