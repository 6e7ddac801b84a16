"""Scenarios and matrix of a real country, from the figures that ship."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from braingain.analysis import runs
from braingain.analysis.ensemble import Ensemble, ensemble_for, price_factors
from braingain.analysis.scenario import Scenario, parse_scenario
from braingain.analysis.simulate import simulate
from braingain.foundation.errors import BraingainError
from braingain.model.containers import Yearly
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve

START, HORIZON = 2018, 2024
CARDS = load_levers()
TEXT = """
[scenario]
name = "check"
country = "GHA"
horizon = 2022
draws = 3
[[package]]
name = "code"
[[package.lever]]
id = "ethical_code_public"
start = 2019
[[package]]
name = "pay"
[[package.lever]]
id = "rural_supplement"
start = 2019
end = 2021
"""


@pytest.fixture(scope="module")
def worlds() -> Ensemble:
    return ensemble_for(Scenario("zero", "GHA", START, HORIZON, draws=2))


def test_zero_dose_is_the_baseline_to_the_last_bit_for_all_levers(worlds: Ensemble) -> None:
    block = worlds.block(0)
    packages = {}
    for id, card in CARDS.items():
        use = LeverUse(id, START + 1, doses={dose.name: 0.0 for dose in card.doses if dose.amplitude})
        packages[id] = resolve([use], CARDS, block.setting, HORIZON)
    runner = runs.Runner(block, runs.plan(packages, {}, block.setting))
    assert len(packages) == len(CARDS) > 30
    for id in packages:
        pair = runner.paired(id)
        for name, lever, baseline in zip(Yearly._fields, pair.package, pair.baseline, strict=True):
            assert np.array_equal(lever, baseline), (id, name)


def test_simulate_of_ten_levers_at_zero_dose_is_no_policy_to_the_last_bit() -> None:
    """T17 through the public door: every number of a package at nought is its baseline's, money too."""
    text = '[scenario]\ncountry = "GHA"\nhorizon = 2021\ndraws = 2\n'
    for id, card in CARDS.items():
        doses = "".join(f"{dose.name} = 0.0\n" for dose in card.doses if dose.amplitude)
        text += f'[[package]]\nname = "{id}"\n[[package.lever]]\nid = "{id}"\nstart = 2019\n{doses}'
    text += '[[package]]\nname = "not nought"\n[[package.lever]]\nid = "health_pay"\nstart = 2019\n'
    *nought, other = simulate(parse_scenario(text.encode(), "zero.toml"))["packages"]
    assert [package["name"] for package in nought] == list(CARDS)
    for package in nought:
        for name, outcome in package["outcomes"].items():
            splits = [split for kind in ("by_sex", "by_place") for split in (outcome[kind] or {}).values()]
            for sides in (outcome, *splits):
                for quantile, values in sides["difference"].items():
                    assert quantile == "why" or set(values) == {0.0}, (package["name"], name)
                assert sides["package"] == sides["baseline"], (package["name"], name)
        assert all(flow["package"] == flow["baseline"] for flow in package["flows"])
        assert package["cost_usd"]["total"]["p95"] == 0.0
    assert any(other["outcomes"]["workers"]["difference"]["median"])
    assert other["cost_usd"]["total"]["median"] > 0


def test_a_bond_with_fine_nought_is_the_baseline_to_nine_digits(worlds: Ensemble) -> None:
    block = worlds.block(0)
    use = LeverUse("bonding", START + 1, doses={"fine_pay_multiple": 0.0})
    runner = runs.Runner(block, runs.plan({"b": resolve([use], CARDS, block.setting, HORIZON)}, {}, block.setting))
    pair = runner.paired("b")
    for name in ("home", "emigrants", "abroad", "filled", "returns", "reserve_young"):
        lever, baseline = np.asarray(getattr(pair.package, name)), np.asarray(getattr(pair.baseline, name))
        assert np.max(np.abs(lever - baseline)) <= 1e-9 * max(1.0, np.max(np.abs(baseline))), name


def test_a_shorter_run_has_the_first_draws_of_a_longer_one(worlds: Ensemble) -> None:
    longer = ensemble_for(replace(worlds.scenario, draws=5))
    for name, values in worlds.drawn.items():
        assert np.array_equal(values, longer.drawn[name][..., :2]), name


def test_same_scenario_same_hash_and_another_seed_another(tmp_path: Path) -> None:
    scenario = parse_scenario(TEXT.encode(), "a.toml")
    first = simulate(scenario, tmp_path / "out")
    second = simulate(scenario)
    assert first["hash"] == second["hash"] != simulate(replace(scenario, seed=2))["hash"]
    assert first["years"] == [2018, 2019, 2020, 2021, 2022]
    assert first["conservation_residual"] < 1e-9
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["hash"] == first["hash"]
    again = parse_scenario((tmp_path / "out" / "scenario.toml").read_bytes(), "scenario.toml")
    assert simulate(again)["hash"] == first["hash"]
    assert not list((tmp_path / "out").glob(".*")), "no leftovers"
    with pytest.raises(BraingainError, match="another run"):
        simulate(replace(scenario, seed=2), tmp_path / "out")


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    scenario = replace(parse_scenario(TEXT.encode(), "a.toml"), draws=runs.BLOCK_DRAWS + 1)
    done: list[int] = []

    def stop(number: int, total: int, what: str) -> None:
        done.append(number)
        if len(done) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(scenario, tmp_path, progress=stop)
    assert not (tmp_path / "results.parquet").exists()
    assert len(list(tmp_path.glob(".blocks-*/*.npz"))) == 1
    assert simulate(scenario, tmp_path)["hash"] == simulate(scenario)["hash"]


def test_a_code_moves_emigrants_in_its_first_year_and_nothing_before() -> None:
    found = simulate(parse_scenario(TEXT.encode(), "a.toml"))
    code = next(package for package in found["packages"] if package["name"] == "code")
    change = code["outcomes"]["emigrants_per_year"]["difference"]["median"]
    assert change[0] == 0
    assert change[1] < 0
    assert code["levers"][0]["rights_note"]
    assert {flow["origin"] for flow in code["flows"]} == {"GHA"}
    assert code["ledger"]["largest_imbalance"] < 1e-9
    assert code["remittances"]["difference"]["median"][1] < 0, "fewer abroad send less"
    assert code["remittances"]["paid_to"] == "households"
    assert [line["sign"] for line in code["state_position"]["lines"].values()] == [1, -1, -1, 1, -1, -1]
    assert code["services"]["skilled_attendance_share"]["level"].startswith("assumed")
    assert {empty["destination"] for empty in code["ledger"]["unfilled_demand_abroad"]} == {"USA"}


def test_prices_are_brought_to_one_year() -> None:
    factors = price_factors({2010: 0.1, 2011: 0.2, 2012: 0.0}, 2011)
    assert factors[2009] == pytest.approx(1.32)
    assert factors[2010] == pytest.approx(1.2)
    assert factors[2011] == 1.0
    assert factors[2013] == pytest.approx(1.0), "after the last year known: as in that year"
    with pytest.raises(BraingainError, match="no US price index"):
        price_factors({2010: 0.1}, 2015)
