"""Stocks abroad that no list gives, against the rules of docs/model.md 5.1 worked out from the rows of the evidence base."""

from __future__ import annotations

import pytest

from braingain.baseline.abroad import largest, nurses_abroad, stocks_abroad
from braingain.baseline.corridors import World
from braingain.baseline.stocks import foreign_share
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


@pytest.mark.parametrize(("origin", "factor"), [("POL", 0.8), ("FRA", 0.8), ("TKM", 0.5), ("DMA", 0.5)])
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


def test_no_more_nurses_are_abroad_than_at_home(world: World) -> None:
    many = {"GBR": Value("workers_abroad", 1e7, "persons", "reported")}
    cells, _, note = nurses_abroad(world, "FRA", many, 1.0)
    stock = world.home("FRA", "nurse")
    assert stock is not None and sum(float(cell.value or 0.0) for cell in cells.values()) == pytest.approx(
        stock.persons
    )
    assert "cut to 50% of those at home and abroad" in note


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


def test_the_own_trained_are_all_but_foreigners_trained_elsewhere(world: World) -> None:
    """(1.0): natives who trained abroad count as trained at home, over the origins that the country's list names."""
    cells = world.cells["GBR"]
    natives = sum(c.persons * world.natives(o, "GBR") for o, c in cells.items()) / sum(
        c.persons for c in cells.values()
    )
    share = float(foreign_share(world.tables, "GBR", "doctor", 2018).value or 0.0)
    assert share > 0.2 and 0.05 < natives < 0.5
    by_hand = world.stocks["doctor"]["GBR"].persons * (1.0 - share * (1.0 - natives))
    assert world.own_trained("GBR", "doctor") == pytest.approx(by_hand)
    nurses = float(foreign_share(world.tables, "GBR", "nurse", 2018).value or 0.0)
    assert nurses > 0
    assert world.own_trained("GBR", "nurse") == pytest.approx(world.stocks["nurse"]["GBR"].persons * (1.0 - nurses))


@pytest.mark.parametrize("origin", ["GHA", "IRL"])
def test_leaving_of_an_origin_adds_up_over_lists_without_natives_and_germany(world: World, origin: str) -> None:
    abroad = listed = 0.0
    cells = {}
    for d in world.cells:
        if d not in ("DEU", origin):
            cells[d] = world.doctors_abroad(origin, d)
            size = float(cells[d].value or 0.0) * (1.0 - world.natives(origin, d))
            abroad += size
            listed += size if origin in world.cells[d] else 0.0
    found = world.leaving[origin]
    home = world.own_trained(origin, "doctor")
    assert (found.abroad, found.listed, found.home) == pytest.approx((abroad, listed, home))
    assert found.emigrants == pytest.approx(flow(world, origin, cells, 1.0))
    assert found.hazard == pytest.approx(found.emigrants / home)
    assert found.share == pytest.approx(abroad / (abroad + home))


def test_who_is_not_listed_is_shared_by_gravity_among_origins_that_are_not(world: World) -> None:
    there, scores = world.destinations["AUS"], world.gravity["doctor"]
    assert there.kind == "cut" and "GHA" not in there.listed
    column = dict(zip(scores.origins, scores.score[:, scores.destinations.index("AUS")], strict=True))
    free = sum(score for o, score in column.items() if o not in there.listed)
    by_hand = there.unlisted * column["GHA"] / free
    assert world.doctors_abroad("GHA", "AUS").value == pytest.approx(by_hand)


def test_the_prior_of_destinations_is_their_size_times_the_origin_s_share_of_them(world: World) -> None:
    """The rest of the world stands in it with the smallest of all."""
    for cadre in ("doctor", "nurse"):
        shares = world.gravity[cadre].of("GHA")
        size = {d: t.foreign if cadre == "doctor" else world.nurses_foreign(d) for d, t in world.destinations.items()}
        weights = {d: shares[d] * size[d] for d in size if d != "GHA"}
        smallest = min(w for w in weights.values() if w > 0)
        total = sum(weights.values()) + smallest
        found = world.prior("GHA", cadre)
        assert found["OTH"] == pytest.approx(smallest / total) and sum(found.values()) == pytest.approx(1.0)
        assert {d: found[d] for d in weights} == pytest.approx({d: w / total for d, w in weights.items()})
    british = float(world.stocks["nurse"]["GBR"].persons)
    assert world.nurses_foreign("GBR") == pytest.approx(0.175 * british)
    assert world.nurses_foreign("SAU") == pytest.approx(0.63 * world.stocks["nurse"]["SAU"].persons)
    assert world.nurses_foreign("USA") == pytest.approx(0.05 * world.stocks["nurse"]["USA"].persons)
