"""Cards that are not in the catalogue, from a scenario file to the record of Ghana, of many countries, and to the matrix."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from braingain.analysis.scenario import parse_scenario
from braingain.analysis.simulate import simulate
from braingain.analysis.world_simulate import simulate_world
from braingain.cli.main import run
from braingain.foundation.errors import BraingainError
from braingain.policy.levers import Lever, load_levers


def own_cards() -> ModuleType:
    """The module with which tests of policies write cards."""
    folder = Path(__file__).resolve().parents[1] / "policy"
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    import own_cards as module

    assert importlib.util.find_spec("own_cards") is not None
    return module


def cards() -> dict[str, Lever]:
    """Cards of every mechanism that no lever of the catalogue reaches."""
    card = own_cards().card
    abroad: dict[str, Any] = {"scope": "largest destination", "family": "destination"}
    found = (
        card(["obligation", "hold"], {"service_years": 2.0}, {"enforcement_effort_share": 0.6, "licence_withheld": 1.0},
             id="own_service", cost_form="person + rule"),
        card(["mission"], {"brigade_per_million": 10.0}, {"stay_years": 2.0, "fills_posts_share": 0.5}, id="own_brigade",
             cost_form="month"),
        card(["hiring_cost", "fund"], {"levy_usd_per_recruit": 5000.0}, {"to_fund_share": 0.5, "posts_share": 0.3},
             id="own_levy", cost_form="transfer", payer={"employer": 1.0}, **abroad),
        card(["cap", "entry_cost"], {"inflow_cut_share": 0.3, "fee_usd": 500.0}, id="own_cap", cost_form="rule",
             payer={"destination_budget": 1.0}, **abroad),
        card(["seats", "stay"], {"seats_ratio": 0.1}, {"away_share": 0.5, "build_years": 1.0}, id="own_track",
             cost_form="train + person", cadres=("nurse",)),
        card(["seats_destination"], {"seats_ratio": 0.2}, {"build_years": 1.0}, id="own_seats_abroad", cost_form="train",
             payer={"destination_budget": 1.0}, **abroad),
        card(["task", "pay"], {"scope_share": 0.5}, {"pay_step_share": 0.05, "supervisor_fte_per_worker": 0.05},
             id="own_scope", cost_form="wages_of_staff + pay + condition", cadres=("midlevel", "community")),
        card(["posts", "hiring_cost", "entry_cost"], {"compensation_share": 0.5}, {"earmark_share": 0.15},
             options={"charged_to": "destination_budget"}, id="own_compensation", cost_form="transfer",
             payer={"destination_budget": 1.0}),
    )  # fmt: skip
    return {one.id: one for one in found}


@pytest.fixture(scope="module", autouse=True)
def catalogue() -> Iterator[dict[str, Lever]]:
    """The catalogue with these cards in it, and without them afterwards."""
    known, own = load_levers(), cards()
    known.update(own)
    yield own
    for name in own:
        del known[name]


LOCAL = """
[[package]]
name = "local"
[[package.lever]]
id = "train_for_local_market"
cadre = "community"
start = 2020
[[package]]
name = "local with a wider scope"
[[package.lever]]
id = "train_for_local_market"
cadre = "community"
start = 2020
[[package.lever]]
id = "own_scope"
start = 2020
"""


def scenario_text(names: list[str], head: str, each: str = "", more: str = "") -> bytes:
    packages = "".join(
        f'[[package]]\nname = "{name}"\n[[package.lever]]\nid = "{name}"\nstart = 2020\n{each}\n' for name in names
    )
    return f'[scenario]\nname = "own"\n{head}\n{packages}{more}'.encode()


@pytest.fixture(scope="module")
def record(catalogue: dict[str, Lever]) -> dict[str, Any]:
    head = 'country = "GHA"\nhorizon = 2028\ndraws = 2'
    return simulate(
        parse_scenario(scenario_text([id for id in catalogue if id != "own_scope"], head, more=LOCAL), "own.toml")
    )


def package(record: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in record["packages"] if one["name"] == name)


def test_every_card_runs_and_its_money_has_payers_and_receivers(
    record: dict[str, Any], catalogue: dict[str, Lever]
) -> None:
    assert {*catalogue} - {"own_scope"} <= {one["name"] for one in record["packages"]}
    for one in record["packages"]:
        assert one["ledger"]["largest_imbalance"] < 1e-9, one["name"]
        paid = sum(sum(years(side)) for side in one["ledger"]["outlay"].values())
        assert paid > 0, one["name"]


def years(intervals: Any) -> list[float]:
    """Medians by year."""
    return list(intervals["median"])


def test_levies_and_fees_stand_in_the_ledger_with_payer_and_receiver(record: dict[str, Any]) -> None:
    moves = {t["what"]: (t["payer"], t["receiver"]) for t in package(record, "own_levy")["ledger"]["transfers"]}
    assert moves["levies on recruits"] == ("destination", "destination")
    assert moves["contributions to the fund"] == ("destination", "fund")
    assert moves["seats and posts that the fund pays"] == ("fund", "providers")
    claims = {
        t["what"]: (t["payer"], t["receiver"]) for t in package(record, "own_compensation")["ledger"]["transfers"]
    }
    assert claims["compensation for recruits"] == ("destination", "origin_budget")
    assert "visa fees" in package(record, "own_cap")["ledger"]["paid_by_migrants"]


def test_a_wider_scope_is_seen_in_service_and_not_in_heads(record: dict[str, Any]) -> None:
    """Community workers trained by one lever do more of a doctor's work under another (2.38)."""
    plain, wide = package(record, "local"), package(record, "local with a wider scope")

    def last(one: dict[str, Any], name: str) -> float:
        return years(one["outcomes"][name]["package"])[-1]

    name = "effective_density_per_10k"
    assert last(wide, name) > last(plain, name)
    assert last(wide, "workers.doctor") == pytest.approx(last(plain, "workers.doctor"), rel=0.02)


def test_the_matrix_has_rows_of_own_cards(catalogue: dict[str, Lever]) -> None:
    known = load_levers()
    others = {name: known.pop(name) for name in list(known) if name not in catalogue}
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
            run(["matrix", "GHA", "--draws", "2", "--policy-start", "2020", "--horizon", "2030", "--json"])
    finally:
        known.update(others)
    assert not ended.value.code
    rows = {row["lever"]: row for row in json.loads(out.getvalue())["rows"]}
    assert set(rows) == set(catalogue)
    assert all(row["cost_usd"]["total"]["median"] > 0 for id, row in rows.items() if id != "own_scope")


@pytest.mark.parametrize(("lever", "allowed"), [("own_service", True), ("own_scope", False), ("health_pay", False)])
def test_a_lever_is_for_one_sex_where_its_dials_have_that_axis(lever: str, allowed: bool) -> None:
    text = scenario_text([lever], 'country = "GHA"', 'sexes = ["male"]')
    if allowed:
        assert parse_scenario(text, "own.toml").packages[0].levers[0].sexes == ("male",)
        return
    with pytest.raises(BraingainError, match=r"cannot be limited to women or men.*own_service"):
        parse_scenario(text, "own.toml")


MANY = 'countries = ["GHA", "NGA", "GBR", "USA"]\nhorizon = 2024\ndraws = 1'


def test_a_world_has_service_missions_the_fund_and_tracks() -> None:
    where = {
        "own_service": 'origins = ["GHA"]',
        "own_brigade": 'origins = ["GHA"]',
        "own_levy": 'destinations = ["GBR"]',
        "own_track": 'origins = ["GHA"]\ndestinations = ["GBR"]',
    }
    blocks = [scenario_text([name], MANY, each).decode() for name, each in where.items()]
    text = blocks[0] + "".join(block[block.index("[[package]]") :] for block in blocks[1:])
    found = simulate_world(parse_scenario(text.encode(), "world.toml"))
    assert found["conservation_residual"] < 1e-9
    for name in where:
        one = package(found, name)
        assert one["ledger"]["largest_imbalance"] < 1e-9
        assert one["cost_usd"]["total"]["median"] > 0, name


@pytest.mark.parametrize("lever", ["own_cap", "own_seats_abroad"])
def test_what_acts_on_one_origin_s_view_of_a_destination_is_refused_for_many_countries(lever: str) -> None:
    text = scenario_text([lever], MANY, 'destinations = ["GBR"]')
    with pytest.raises(BraingainError, match="one country of training"):
        parse_scenario(text, "world.toml")
