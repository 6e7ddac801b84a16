"""The profile as a record and on the screen (docs/architecture.md)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from braingain.baseline import flows
from braingain.baseline.context import Context
from braingain.baseline.headline import FEW_DRAWS, nurses_abroad
from braingain.baseline.needs import draw_inputs
from braingain.baseline.people import home_people
from braingain.baseline.profile import DRAWS, SEED, profile
from braingain.baseline.world import block, build
from braingain.cli.main import build as build_app
from braingain.cli.profile import lines
from braingain.evidence.estimates import load_registry
from braingain.evidence.store import Store
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import METHODS
from braingain.output.brief_profile import shared_words

COLUMNS = (
    "indicator country partner definition measure activity count cadre sex age place employment year year_to value low "
    "high unit source vintage method certainty flag note"
)


@pytest.fixture(scope="module")
def profile_of(store: Store) -> Callable[[str], dict[str, Any]]:
    @cache
    def of(iso3: str) -> dict[str, Any]:
        return profile(store, iso3)

    return of


@pytest.mark.parametrize("iso3", ["GHA", "GBR", "MWI", "GRD", "XKX"])
def test_record_has_the_shape_of_the_contract(profile_of: Callable[[str], dict[str, Any]], iso3: str) -> None:
    record = profile_of(iso3)
    json.dumps(record, allow_nan=False)
    assert record["schema"] == "braingain/profile/1" and record["country"] == iso3
    assert set(record["grade"]) == set(record["abroad_coverage"]) == {"doctor", "nurse"}
    assert record["gaps"] and all(gap["why"] and gap["ask"] for gap in record["gaps"])
    for row in record["values"]:
        assert set(COLUMNS.split()) <= set(row) and row["role"] in ("origin", "destination")
        assert row["method"] in METHODS
        assert row["source"] or row["method"] not in ("reported", "interpolated"), row["indicator"]
        if row["unit"] == "share" and row["value"] is not None:
            assert 0 <= row["value"] <= 1, row["indicator"]
        if row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"], row["indicator"]
    keys = [(r["destination"], r["cadre"], r["year"], r["source"]) for r in record["abroad"]]
    assert len(keys) == len(set(keys)) and iso3 not in {r["destination"] for r in record["abroad"]}


def test_no_corridor_of_nurses_is_named(profile_of: Callable[[str], dict[str, Any]]) -> None:
    nurses = [row for row in profile_of("GHA")["abroad"] if row["cadre"] == "nurse"]
    assert [row["destination"] for row in nurses] == ["all"]
    only = nurses[0]
    assert only["method"] == "assumed" and "no data" in only["note"] and only["low"] < only["workers"] < only["high"]


def test_germany_is_marked_by_its_definition(profile_of: Callable[[str], dict[str, Any]]) -> None:
    rows = {row["destination"]: row for row in profile_of("GHA")["abroad"] if row["cadre"] == "doctor"}
    assert rows["DEU"]["definition"] == "national" and "nationality" in rows["DEU"]["note"]
    assert {row["definition"] for d, row in rows.items() if d != "DEU"} == {"trained"}


def test_ghanas_rate_stands_beside_its_coverage(profile_of: Callable[[str], dict[str, Any]]) -> None:
    rate = profile_of("GHA")["headline"]["emigration_rate"]["doctor"]
    assert rate["coverage"] == pytest.approx(0.41, abs=0.005)
    assert 0.1 < rate["low"] < rate["value"] < rate["high"] < 0.35
    assert "home and abroad" in rate["denominator"]


@pytest.mark.parametrize("iso3", ["MWI", "GRD"])
def test_no_rate_where_none_is_measured(profile_of: Callable[[str], dict[str, Any]], iso3: str) -> None:
    record = profile_of(iso3)
    rate = record["headline"]["emigration_rate"]["doctor"]
    assert rate["value"] is None and "not measured" in rate["why"]
    assert record["gaps"][0]["indicator"] == "emigration_rate"


def test_the_united_kingdom_is_both(profile_of: Callable[[str], dict[str, Any]], store: Store) -> None:
    roles = {row["role"] for row in profile_of("GBR")["values"]}
    assert roles == {"origin", "destination"}
    from_india = [r for r in profile_of("GBR")["values"] if r["partner"] == "IND"]
    assert from_india and from_india[0]["value"] > 10_000
    only = profile(store, "GBR", roles=["destination"])
    assert {row["role"] for row in only["values"]} == {"destination"} and only["abroad"] == []
    with pytest.raises(BraingainError, match="origin"):
        profile(store, "GBR", roles=["orign"])


def test_headline_figures_agree_with_the_values(profile_of: Callable[[str], dict[str, Any]]) -> None:
    record = profile_of("GHA")
    head = record["headline"]
    people = next(row["value"] for row in record["values"] if row["indicator"] == "population")
    assert math.isclose(head["people_per_doctor"], people / head["doctors"])
    assert len(head["tiles"]) == 4 and {tile["method"] for tile in head["tiles"]} <= set(METHODS)


def test_screen_has_marks_words_and_gaps(profile_of: Callable[[str], dict[str, Any]]) -> None:
    text = "\n".join(lines(profile_of("GHA")))
    for mark in "●◉◐◇○":
        assert mark in text
    assert "What is missing" in text and "borrowed from like countries" in text and "Coverage 41%" in text


def test_command_line_says_what_is_wrong(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAINGAIN_HOME", str(store.home))
    app, runner = build_app(), CliRunner()
    found = runner.invoke(app, ["profile", "KEN", "--json", "--as", "origin"])
    assert found.exit_code == 0 and json.loads(found.stdout)["name"] == "Kenya"
    wrong = runner.invoke(app, ["profile", "GHX"])
    assert isinstance(wrong.exception, BraingainError) and "GHA" in str(wrong.exception)
    assert "braingain profile GHA" in runner.invoke(app, ["profile", "--help"]).stdout


def test_practising_over_registered_is_shown_of_both_sides(profile_of: Callable[[str], dict[str, Any]]) -> None:
    britain = {r["destination"]: r for r in profile_of("GBR")["abroad"] if r["cadre"] == "doctor"}
    assert britain["IRL"]["method"] == "estimated" and "766 on the register of 2018" in britain["IRL"]["note"]
    ireland = {row["indicator"]: row for row in profile_of("IRL")["values"] if row["role"] == "destination"}
    share = ireland["practising_share"]
    assert share["method"] == "estimated" and share["low"] <= share["value"] <= share["high"] < 1
    assert britain["IRL"]["workers"] == pytest.approx(766 * share["value"], abs=0.1)
    assert "practising_share" not in {row["indicator"] for row in profile_of("GBR")["values"]}


@pytest.mark.parametrize("iso3", ["GBR", "GHA", "JAM", "IRL"])
def test_intervals_are_of_what_a_run_draws_and_cuts(
    profile_of: Callable[[str], dict[str, Any]], context_of: Callable[..., Context], iso3: str
) -> None:
    record, context = profile_of(iso3), context_of(iso3)
    drawn = draw_inputs(context, load_registry(), DRAWS, SEED)
    home = home_people(context, drawn).total
    built = build(context, block(drawn, 0, FEW_DRAWS), context.start, context.start + 1)
    stock, _ = flows.nurses_abroad(context, drawn, home[1])
    found = {(row["indicator"], row["cadre"]): row for row in record["values"]}
    for k, cadre in enumerate(("doctor", "nurse")):
        row = found["emigrants", cadre]
        assert row["high"] == pytest.approx(np.percentile(built.leaving.flow[k].sum(axis=0), 95))
        assert (built.leaving.flow[k].sum(axis=0) <= built.corridors.most[k] * (1 + 1e-9)).all()
    nurses = next(row for row in record["abroad"] if row["cadre"] == "nurse")
    assert nurses["high"] == pytest.approx(np.percentile(stock.sum(axis=0), 95), abs=0.06)
    most = drawn["nurses_abroad_most_share"]
    assert (stock.sum(axis=0) <= home[1] * most / (1 - most) * (1 + 1e-9)).all()
    share = nurses_abroad(context, drawn)[3]
    assert (f"cut in {max(share, 0.01):.0%} of draws" in nurses["note"]) == (share > 0)
    assert ("nurses abroad cut in" in found["emigrants", "nurse"]["note"]) == (share > 0)


@pytest.mark.parametrize("iso3", ["GHA", "PER"])
def test_bounds_of_estimates_are_those_of_the_draws(
    profile_of: Callable[[str], dict[str, Any]], context_of: Callable[..., Context], iso3: str
) -> None:
    drawn = draw_inputs(context_of(iso3), load_registry(), 4000, SEED)
    names = {row["source"].removeprefix("estimate:"): row for row in profile_of(iso3)["values"] if row["low"]}
    found = {name: row for name, row in names.items() if name in drawn}
    assert len(found) > 8
    for name, row in found.items():
        low, high = np.percentile(drawn[name], (5, 95))
        assert (row["low"], row["high"]) == pytest.approx((low, high), rel=0.08), name


def test_a_growth_says_from_which_years_it_is_read(profile_of: Callable[[str], dict[str, Any]]) -> None:
    rows = [
        row for row in profile_of("LKA")["values"] if row["indicator"] == "stock_growth" and row["cadre"] == "doctor"
    ]
    assert [row["note"] for row in rows] == ["last unbroken segment, 1991 to 2020"]


def test_a_growth_that_was_cut_or_went_the_other_way_says_so(profile_of: Callable[[str], dict[str, Any]]) -> None:
    """Kenya's doctors fell from 2014 to 2018 and have grown since 1993; people of Moldova and nurses of Latvia grow fewer."""

    def growth(iso3: str, cadre: str) -> dict[str, Any]:
        rows = [row for row in profile_of(iso3)["values"] if row["indicator"] == "stock_growth"]
        return next(row for row in rows if row["cadre"] == cadre)

    kenya = growth("KEN", "doctor")
    assert kenya["value"] == pytest.approx(0.0473, abs=5e-4)
    assert "the other way, 9,021 in 2014 to 7,857 in 2018, -3.5% a year" in kenya["note"]
    moldova = growth("MDA", "nurse")
    assert moldova["value"] == 0.0 and "as the population, -" in moldova["note"]
    assert "a year cut to 0% to 10%" in moldova["note"]
    latvia = growth("LVA", "nurse")
    assert latvia["value"] == 0.0 and "-1.6% a year cut to 0% to 10%" in latvia["note"]


def test_figures_abroad_say_how_they_differ_from_the_completed_world(
    profile_of: Callable[[str], dict[str, Any]],
) -> None:
    record = profile_of("KEN")
    assert "natives of the destination still among them" in record["abroad_are"]
    assert f"  {record['abroad_are']}" in lines(record) and "`braingain evidence world KEN`" in record["abroad_are"]


def test_who_is_put_abroad_by_gravity_beside_those_counted_is_in_countries_with_lists_alone(
    profile_of: Callable[[str], dict[str, Any]],
) -> None:
    """Sweden, Finland and Italy have no list by country of training, South Africa and Spain not even a total."""
    record = profile_of("GHA")
    doctors = {row["destination"]: row for row in record["abroad"] if row["cadre"] == "doctor"}
    unlisted = {
        d: row["workers"] for d, row in doctors.items() if row["note"].startswith("gravity share of those not listed")
    }
    assert {"AUS", "FRA"} <= set(unlisted) and not {"SWE", "FIN", "ITA", "ZAF", "ESP"} & set(unlisted)
    assert {"SWE", "FIN", "ITA", "ZAF", "ESP"} <= set(doctors)
    assert record["headline"]["doctors_abroad"]["shared"] == pytest.approx(
        sum(unlisted.values()), abs=0.3
    )  # rows are rounded
    words = f"; {sum(unlisted.values()):.0f} by gravity where lists leave it out"
    (tile,) = [tile for tile in record["headline"]["tiles"] if tile["text"].startswith("counted abroad")]
    assert tile["note"].endswith(words) and shared_words(record) == words
