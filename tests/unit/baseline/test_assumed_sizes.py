"""What nobody counts is an estimate of the registry, drawn: shares trained abroad, bounds, growth of each corridor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from braingain.baseline import flows, people
from braingain.baseline.context import Context, build_context
from braingain.baseline.corridors import World
from braingain.baseline.destinations import OTHER
from braingain.baseline.globe import build_globe, countries_of, draw_countries
from braingain.baseline.needs import corridor_growth, draw_inputs, growth_name, needed_estimates
from braingain.baseline.stocks import foreign_share
from braingain.evidence.estimates import load_registry, uniforms
from braingain.evidence.store import Store, open_store

DRAWS = 400


@pytest.fixture(scope="module")
def ghana(context_of: Callable[..., Context]) -> dict[str, Any]:
    return draw_inputs(context_of("GHA"), load_registry(), DRAWS, 1)


def growths(context: Context, drawn: dict[str, Any]) -> np.ndarray:
    """(cadre and destination, draw)"""
    return np.stack([drawn[growth_name(k, d)] for k in ("doctor", "nurse") for d in context.destinations])


def test_each_corridor_grows_by_a_draw_of_its_own(context_of: Callable[..., Context], ghana: dict[str, Any]) -> None:
    found = growths(context_of("GHA"), ghana)
    law = load_registry().get("corridor_growth").distribution
    assert found[0] == pytest.approx(
        law.quantile(uniforms(1, f"corridor_growth.doctor.{context_of('GHA').destinations[0]}", DRAWS))
    )
    between = np.corrcoef(found)[np.triu_indices(len(found), 1)]
    assert np.max(np.abs(between)) < 0.25 and np.abs(between.mean()) < 0.01
    assert found.mean() == pytest.approx(0.03, abs=0.002) and found.std() == pytest.approx(0.04, abs=0.002)


def test_the_growth_of_one_corridor_moves_its_own_flow_and_no_other(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    n = len(drawn["turnover_least"])
    home, none = np.full((4, n), 1e9), np.zeros((4, len(context.destinations), n))
    nobody = np.zeros((2, *none.shape))
    plain = flows.corridors(context, drawn, home, none).leaving(nobody).flow
    name = growth_name("doctor", context.destinations[3])
    more = flows.corridors(context, {**drawn, name: drawn[name] + 0.5}, home, none).leaving(nobody).flow
    moved = np.any(more != plain, axis=-1)
    assert moved[0, 3] and moved.sum() == 1


def test_a_growth_that_is_fixed_holds_for_all_corridors(context_of: Callable[..., Context]) -> None:
    drawn = draw_inputs(context_of("GHA"), load_registry(), 2, 1, {"corridor_growth": 0.01})
    assert np.all(growths(context_of("GHA"), drawn) == 0.01)


def test_origins_of_one_run_have_corridors_of_their_own_and_parts_of_the_rest_share_its_draw(store: Store) -> None:
    countries = countries_of(store, 2018, ("GHA", "KEN", "GBR"))
    drawn = draw_countries(countries, load_registry(), 5, 1)
    assert np.all(drawn["GHA"][growth_name("doctor", "USA")] != drawn["KEN"][growth_name("doctor", "USA")])
    own = corridor_growth(countries.contexts["GHA"], load_registry(), 5, 1, None, "@GHA")
    np.testing.assert_array_equal(drawn["GHA"][growth_name("nurse", "USA")], own[growth_name("nurse", "USA")])
    context = countries.contexts["GHA"]
    assert {
        flows.stands_for(context, d) for d in context.destinations if context.places[d].kind == "part of the rest"
    } == {OTHER}


@pytest.mark.parametrize(
    ("iso3", "cadre", "key"),
    [
        ("SAU", "nurse", "nurse.gulf"),
        ("CHE", "nurse", "nurse.CHE"),
        ("IRL", "nurse", "nurse.IRL"),
        ("NOR", "nurse", "nurse.high"),
        ("GHA", "nurse", "nurse.other"),
    ],
)
def test_a_share_trained_abroad_that_nobody_reports_is_drawn(
    context_of: Callable[..., Context], iso3: str, cadre: str, key: str
) -> None:
    context, name = context_of(iso3), f"foreign_trained_share.{key}"
    value = context.values[f"foreign_trained_share.{cadre}"]
    law = load_registry().get(name)
    assert (value.source, value.method, value.value) == (f"estimate:{name}", "assumed", law.central)
    assert law.assumed and law.note and name in needed_estimates(context)
    drawn = draw_inputs(context, load_registry(), 50, 1)
    found = people.home_people(context, drawn)
    k = 1 if cadre == "nurse" else 0
    np.testing.assert_allclose(found.foreign[k] / found.practising[k], drawn[name], rtol=1e-9)
    assert np.ptp(drawn[name]) > 0


def test_the_gulf_has_one_share_of_nurses_at_home_and_as_a_destination(world: World) -> None:
    at_home = foreign_share(world.tables, "ARE", "nurse", 2018)
    assert world.nurses_foreign_share("ARE") == at_home.value == 0.63
    assert world.nurses_foreign_share("USA") == load_registry().get("foreign_nurses_most_share").central


def test_a_rich_country_of_which_nothing_is_known_may_have_more_and_is_bound_as_a_destination(world: World) -> None:
    rich, other = (load_registry().get(f"foreign_trained_share.nurse.{key}").distribution for key in ("high", "other"))
    assert rich.quantile(np.array([0.95]))[0] > 1.5 * other.quantile(np.array([0.95]))[0]
    for iso3, key in (("NOR", "high"), ("GHA", "other")):
        assert foreign_share(world.tables, iso3, "nurse", 2018).source == f"estimate:foreign_trained_share.nurse.{key}"
        assert world.nurses_foreign_value(iso3).source == "estimate:foreign_nurses_most_share"
    assert 0.47 <= world.nurses_foreign_share("IRL") <= 0.518


def test_bounds_of_what_can_leave_are_drawn(
    context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    home = np.full(len(drawn["turnover_least"]), 10.0)
    stock, cut = flows.nurses_abroad(context, drawn, home)
    share = drawn["nurses_abroad_most_share"]
    assert np.all(cut == 1.0) and np.ptp(share) > 0
    np.testing.assert_allclose(stock.sum(axis=0), 10.0 * share / (1.0 - share))


def test_corridors_into_a_country_are_limited_by_a_draw(store: Store) -> None:
    countries = countries_of(store, 2018, ("IND", "PHL", "GBR", "ARE"))
    drawn = draw_countries(countries, load_registry(), 3, 1)
    flooded = {c: {**d, "nurse_abroad_level": np.full(3, 50.0)} for c, d in drawn.items()}
    built = build_globe(countries, flooded, 2019)
    i = countries.codes.index("ARE")
    kept = (built.counted * built.kept)[i, 1]
    limit = drawn["ARE"]["foreign_trained_share.nurse.gulf"] * built.practising[i, 1]
    assert np.all(kept <= limit * (1 + 1e-12)) and np.any(built.kept[i, 1] < 1)


@pytest.mark.parametrize(
    "name",
    ["leaving_most_share", "turnover_least", "corridors_most_share", "nurse_level_common_share", "us_inflation"],
)
def test_every_assumed_bound_has_a_range_and_a_reason(name: str) -> None:
    estimate = load_registry().get(name)
    low, high = estimate.distribution.quantile(np.array([0.01, 0.99]))
    assert estimate.assumed and estimate.note and low < estimate.central < high  # type: ignore[operator]


@pytest.mark.parametrize("origin", ["IND", "PHL", "GHA"])
def test_nurses_of_one_origin_are_never_more_than_can_have_trained_abroad_there(origin: str) -> None:
    """In every draw of a run of one country: India alone had 381 000 of Saudi Arabia's 165 000 nurses at 95 % of draws."""
    context = build_context(open_store(), origin)
    drawn = draw_inputs(context, load_registry(), 100, 1)
    stock, _ = flows.nurses_abroad(context, drawn, people.home_people(context, drawn).total[1])
    most = np.stack([flows.most_nurses_there(context.places[d], drawn, (100,)) for d in context.destinations])
    assert np.isinf(most[list(context.destinations).index("OTH")]).all()
    assert np.isfinite(most).sum() > 30 * 100
    assert np.all(stock <= most * (1 + 1e-12))
    if origin == "IND":
        gulf = list(context.destinations).index("SAU")
        assert np.isclose(stock[gulf], most[gulf]).any(), "the limit binds in some draws"
