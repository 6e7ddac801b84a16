"""Stocks abroad that no list gives, against the rules of docs/model.md 5.1 worked out from the rows of the evidence base."""

from __future__ import annotations

import pytest

from braingain.baseline.abroad import largest, stocks_abroad
from braingain.baseline.corridors import World
from braingain.baseline.values import Value

GROWTH = 0.03  # centre of corridor_growth


def flow(world: World, origin: str, cells: dict[str, Value], scale: float) -> float:
    """Emigrants a year that keep the stocks on their growth: A (1 - nu)(g + mu), natives of the rest of the world .1."""
    total = 0.0
    for d, cell in cells.items():
        name = f"loss_rate.doctor.{d}"
        loss = world.central(name if name in world.registry.estimates else "loss_rate.doctor.other")
        natives = 0.1 if d == "OTH" else world.natives(origin, d)
        total += float(cell.value or 0.0) * scale * (1.0 - natives) * (GROWTH + loss)
    return total


def test_where_leaving_is_not_measured_it_is_that_of_like_countries(world: World) -> None:
    assert world.central("corridor_growth") == GROWTH
    rest, scaled = [], []
    for origin, leaving in world.leaving.items():
        if not leaving.why_not:
            continue
        found = stocks_abroad(world, origin, {})
        cells = dict(found.by_cadre["doctor"])
        wanted = world.region_hazard(origin)[0] * world.own_trained(origin, "doctor")
        if float(cells["OTH"].value or 0.0) > 0 or found.scale < 1.0:
            assert flow(world, origin, cells, found.scale) == pytest.approx(wanted), origin
            (scaled if found.scale < 1.0 else rest).append(origin)
        else:  # what is counted is more already, and plausible
            assert flow(world, origin, cells, 1.0) >= wanted * (1 - 1e-9), origin
    assert len(rest) > 10 and {"GRD", "DMA"} <= set(scaled)


def test_nurses_of_the_world_health_report_grow_from_2004(world: World) -> None:
    rows = world.tables.observations("workers_abroad", "nurse")
    row = rows[(rows["partner"] == "GHA") & (rows["source"] == "who_whr2006")].iloc[0]
    found = stocks_abroad(world, "GHA", {})
    level = sum(float(cell.value or 0.0) for cell in found.by_cadre["nurse"].values())
    assert level == pytest.approx(float(row["value"]) * 1.03**14) and found.nurse_sd == 1.0


def test_deployed_nurses_are_the_stock_that_they_keep_up(world: World) -> None:
    rows = world.tables.observations("fact.deployed_total", "nurse", "PHL")
    rows = rows[rows["value"].notna() & rows["partner"].fillna("").isin(["", "all"])]
    longest = max(rows.to_dict("records"), key=lambda row: row["year_to"] - row["year"])
    a_year = longest["value"] / (longest["year_to"] - longest["year"] + 1)
    found = stocks_abroad(world, "PHL", {})
    level = sum(float(cell.value or 0.0) for cell in found.by_cadre["nurse"].values())
    assert level == pytest.approx(a_year / (GROWTH + world.central("loss_rate.nurse.other"))) and found.nurse_sd == 1.0


@pytest.mark.parametrize(("origin", "factor"), [("POL", 0.8), ("FRA", 0.8), ("TKM", 0.5)])
def test_other_nurses_leave_at_a_part_of_the_doctors_rate(world: World, origin: str, factor: float) -> None:
    """.8 of their own doctors' rate, .5 where that is like countries'; Germany counts nationals and is left out."""
    found = stocks_abroad(world, origin, {})
    assert (not world.leaving[origin].why_not) == (factor == 0.8)
    doctors = sum(
        float(cell.value or 0.0) * found.scale * (1.0 - (0.1 if d == "OTH" else world.natives(origin, d)))
        for d, cell in found.by_cadre["doctor"].items()
        if d != "DEU"
    )
    nurses = world.home(origin, "nurse")
    assert nurses is not None
    by_hand = nurses.persons * doctors / world.own_trained(origin, "doctor") * factor
    level = sum(float(cell.value or 0.0) for cell in found.by_cadre["nurse"].values())
    assert level == pytest.approx(min(by_hand, nurses.persons)) and found.nurse_sd == 2.0


def test_the_largest_destination_is_read_without_its_natives(world: World) -> None:
    """Of doctors trained in Mexico who work in the United States .7 are natives of the United States."""

    def cell(persons: float, method: str = "reported") -> Value:
        return Value("workers_abroad", persons, "persons", method)

    counted = {"USA": cell(200.0), "GBR": cell(90.0), "DEU": cell(500.0), "OTH": cell(900.0)}
    assert largest(world, "MEX", counted) == "GBR"  # 81 against 60
    assert largest(world, "GHA", counted) == "USA"
    assert largest(world, "GHA", {"SAU": cell(900.0, "assumed"), "GBR": cell(3.0)}) == "GBR"
    assert largest(world, "GHA", {"SAU": cell(900.0, "assumed")}) == "SAU"
    assert largest(world, "GHA", {"USA": cell(0.0)}) is None
