"""Experiments with a mechanism on and off, from the model of a real country and from the command line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from braingain.analysis.experiments import experiments
from braingain.analysis.scenario import parse_scenario
from braingain.analysis.simulate import simulate
from braingain.cli.matrix import _print_experiments

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "code-without-substitution-ghana.toml"
POLICY_START = 2021


@cache
def tried() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = experiments(
        "GHA", 1, policy_start=POLICY_START, horizon=POLICY_START + 11, destinations=["GBR"]
    )["experiments"]
    return found


def test_each_lever_has_its_mechanism_years_and_destination() -> None:
    assert [(one["lever"], one["mechanism"], one["destination"]) for one in tried()] == [
        ("rural_supplement", "reconsider", None),
        ("bonding", "bond_erosion", None),
        ("ethical_code_public", "substitution", "USA"),
        ("ethical_code_public", "substitution", "GBR"),
    ]
    years = [(one["years"]["first"], one["years"]["last"]) for one in tried()]
    assert years == [(2022, 2025), (2021, 2032), (2021, 2021), (2021, 2021)]  # the supplement is paid a year late


def test_what_is_measured_is_there_with_the_mechanism_and_gone_without_it() -> None:
    for one in tried():
        assert abs(one["with_mechanism"]["median"]) > 1e-3, one["lever"]
        assert one["largest_without_mechanism"] <= 1e-9, one["lever"]
        assert one["gone_without_mechanism"] is True
        assert one["share_of_draws_visible"] == float(one["with_mechanism"]["median"] >= 1.0)
        assert one["appears"] is (one["with_mechanism"]["median"] > 0)
    supplement, _, first, _ = tried()
    assert supplement["largest_in_either_run_without_mechanism"] == 0.0
    assert supplement["beside"]["first_year_baseline"]["value"]["median"] > 0
    assert first["beside"]["later_off"]["value"]["median"] > 1e-3  # stayers decide again


def test_doctors_and_nurses_add_up_to_all() -> None:
    for one in tried():
        assert set(one["by_cadre"]) == {"doctor", "nurse"}
        parts = [of["with_mechanism"]["median"] for of in one["by_cadre"].values()]
        assert all(parts)
        assert sum(parts) == pytest.approx(one["with_mechanism"]["median"], rel=1e-9)
        assert all(of["gone_without_mechanism"] for of in one["by_cadre"].values())


def test_the_table_names_lever_mechanism_cadres_and_says_it_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "220")
    refused = {"lever": "bonding", "destination": None, "mechanism": "bond_erosion", "not_applicable": "no school"}
    _print_experiments([*tried(), refused])
    printed = capsys.readouterr().out
    for word in ("with it off", "share of draws", "rural_supplement", "bond_erosion", "ethical_code_public, GBR"):
        assert word in printed
    assert printed.count("│ doctor") == len(tried())
    assert all(one["words"] in printed for one in tried())
    assert "does not apply: no school" in printed


@pytest.mark.parametrize("on", [False, True])
def test_the_example_shows_the_same_from_a_scenario_file(on: bool) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("substitution = false", f"substitution = {str(on).lower()}")
    scenario = parse_scenario(f"{text}".replace("horizon = 2027", "horizon = 2027\ndraws = 2").encode(), "a.toml")
    package = simulate(scenario)["packages"][0]
    change = {
        (f["destination"], f["cadre"]): f["package"]["median"] - f["baseline"]["median"] for f in package["flows"]
    }
    inside = [value for (place, _), value in change.items() if place == "GBR"]
    outside = [value for (place, _), value in change.items() if place != "GBR"]
    assert len(inside) == 2 and max(inside) < -0.1
    assert len(outside) > 5
    if on:
        assert min(outside) > 0
    else:
        assert max(map(abs, outside)) <= 1e-9
