"""Many baselines made one world: slots, the rest of the world shared out, corridors and reports that agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from braingain.baseline import flows, people
from braingain.baseline.context import PART_OF_REST
from braingain.baseline.globe import (
    BuiltGlobe,
    Countries,
    build_globe,
    countries_of,
    countries_with_data,
    draw_countries,
)
from braingain.baseline.slots import OWN
from braingain.evidence.estimates import load_registry
from braingain.evidence.store import Store

CODES = ("GHA", "NGA", "KEN", "UGA", "ZAF", "IND", "GBR", "USA", "IRL", "ARE")
DRAWS = 3


@pytest.fixture(scope="module")
def countries(store: Store) -> Countries:
    return countries_of(store, 2018, CODES)


@pytest.fixture(scope="module")
def drawn(countries: Countries) -> dict[str, Any]:
    return draw_countries(countries, load_registry(), DRAWS, 1)


@pytest.fixture(scope="module")
def built(countries: Countries, drawn: dict[str, Any]) -> BuiltGlobe:
    return build_globe(countries, drawn, 2020)


def test_slots_are_alike_and_lead_where_they_say(countries: Countries) -> None:
    slots, to = countries.slots, countries.links.to
    common = [i for i, name in enumerate(slots["GHA"]) if name in ("GBR", "USA", "CAN", "OTH")]
    assert len(common) == 4
    for number, code in enumerate(countries.codes):
        assert len(slots[code]) == len(slots["GHA"]) and code not in slots[code]
        for slot, name in enumerate(slots[code]):
            assert to[number, slot] == (countries.codes.index(name) if name in countries.codes else -1)
        assert all(slots[code][i] in (slots["GHA"][i], OWN) for i in common)


def test_every_country_of_the_run_is_somebodys_destination(countries: Countries) -> None:
    listed = {name for slots in countries.slots.values() for name in slots}
    assert set(countries.codes) <= listed


def test_the_rest_of_the_world_is_shared_out_and_keeps_its_sum(store: Store, countries: Countries, drawn: Any) -> None:
    from braingain.baseline.context import build_context

    for code in ("UGA", "GHA"):
        whole, split = build_context(store, code, 2018), countries.contexts[code]
        parts = [d for d in split.destinations if split.places[d].kind == PART_OF_REST]
        assert parts
        home = people.home_people(whole, drawn[code]).total
        before = flows.stocks(whole, drawn[code], home)
        after = flows.stocks(split, drawn[code], home)
        rest = [i for i, d in enumerate(split.destinations) if d in (*parts, "OTH")]
        np.testing.assert_allclose(after[:, rest].sum(axis=1), before[:, -1], rtol=1e-9)
        for cadre in ("doctor", "nurse"):
            assert sum(split.prior[cadre].values()) == pytest.approx(1.0)
            assert {split.abroad[cadre][d].method for d in parts} == {"assumed"}


def test_foreign_trained_are_those_of_corridors_and_a_rest(countries: Countries, built: BuiltGlobe) -> None:
    globe = built.globe
    arrived = np.zeros_like(globe.rest)
    for number, code in enumerate(countries.codes):
        there = np.asarray(built.worlds[code].state.abroad)[:, :, :, :2].sum(axis=(1, 2, 3))
        for slot, d in enumerate(globe.links.to[number]):
            if d >= 0:
                arrived[d] += there[:, slot]
    foreign = np.stack([built.worlds[code].state.foreign for code in countries.codes])
    np.testing.assert_allclose(arrived + globe.rest, foreign, rtol=1e-9, atol=1e-9)
    assert np.all(globe.rest >= 0.0)
    assert np.all(foreign >= built.reported - 1e-6)


def test_those_who_practise_are_as_many_as_reported(countries: Countries, built: BuiltGlobe) -> None:
    for number, code in enumerate(countries.codes):
        state = built.worlds[code].state
        at_work = np.asarray(state.home)[:, :, :, :, :6].sum(axis=(1, 2, 3, 4)) + state.foreign
        np.testing.assert_allclose(at_work, built.practising[number], rtol=1e-9)


def test_nurses_of_corridors_stay_within_the_anchor(countries: Countries, built: BuiltGlobe) -> None:
    britain = countries.codes.index("GBR")
    coming = built.counted[britain, 1] * built.kept[britain, 1]
    limit = np.maximum(0.175 * built.practising[britain, 1], built.reported[britain, 1])
    assert np.all(coming <= limit * (1 + 1e-9))


def test_errors_of_figures_are_each_countrys_own_and_responses_are_one_world(drawn: dict[str, Any]) -> None:
    ghana, uganda = drawn["GHA"], drawn["UGA"]
    assert not np.allclose(ghana["noise.stock.doctor"], uganda["noise.stock.doctor"])
    assert not np.allclose(ghana["nurse_abroad_level"], uganda["nurse_abroad_level"])
    for name in ("theta_destination", "beta_vacancy", "noise.level.doctor.ZAF"):
        np.testing.assert_array_equal(ghana[name], uganda[name])


def test_the_first_year_has_the_flows_that_calibration_asks_for(
    countries: Countries, drawn: Any, built: BuiltGlobe
) -> None:
    """No. 10: nothing seen abroad has changed at t0, so emigrants are E0 and destination shares pi0."""
    from braingain.model.containers import neutral_dials
    from braingain.model.stacking import one_country, stacked_dials
    from braingain.model.world import run

    years, slots = 2, len(countries.slots["GHA"])
    none = neutral_dials(years, 2, slots, 9)
    dials = tuple(stacked_dials([none] * (part.stop - part.start)) for part in countries.groups)
    _, first = next(iter(run(built.globe, dials)))
    years_ = [one_country(g, i) for g in first.countries for i in range(g.foreign.shape[0])]
    for number, code in enumerate(countries.codes):
        flows_ = np.asarray(years_[number].flows).sum(axis=1)
        total = flows_.sum(axis=1, keepdims=True)
        shares = np.asarray(built.worlds[code].constants.destination_shares)
        np.testing.assert_allclose(flows_ / total, np.broadcast_to(shares, flows_.shape), rtol=1e-8, atol=1e-12)
    assert float(np.max(first.conservation)) < 1e-9


def test_more_than_120_countries_have_data(store: Store) -> None:
    found = countries_with_data(store, 2018)
    assert len(found) >= 120
    assert {"GHA", "USA", "IND", "PHL"} <= set(found)
