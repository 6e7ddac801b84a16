"""Scenarios of many countries: levers by origins and destinations, one record of the world and of each country."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from rich.console import Console

from braingain.analysis.filled import filled_of_many, refuse_absent
from braingain.analysis.runs import Key
from braingain.analysis.scenario import Scenario, as_toml, parse_scenario
from braingain.analysis.world_ensemble import WorldBlock, WorldEnsemble, world_ensemble
from braingain.analysis.world_runs import WorldRunner, block_record
from braingain.analysis.world_simulate import _levers, plan_of, simulate_world
from braingain.cli.simulate_world_table import _print_levers, print_world
from braingain.foundation.errors import BraingainError
from braingain.policy.missions import sent_from_here, starts_a_year

TEXT = """
[scenario]
name = "small world"
countries = ["GHA", "NGA", "KEN", "UGA", "ZAF", "IND", "GBR", "USA", "IRL", "ARE"]
horizon = 2023
draws = 2
[[package]]
name = "code"
[[package.lever]]
id = "ethical_code_public"
start = 2020
origins = ["region:AFR"]
destinations = ["GBR"]
binding = "law"
[[package]]
name = "code of nobody"
[[package.lever]]
id = "ethical_code_public"
start = 2020
destinations = ["GBR"]
scope_share = 0.0
[[package]]
name = "hardly a code, outside"
[[package.lever]]
id = "ethical_code_public"
start = 2020
destinations = ["CAN"]
binding = "law"
scope_share = 1e-6
[[package]]
name = "pay"
[[package.lever]]
id = "health_pay"
start = 2020
origins = ["GHA", "income:LIC"]
new_money_share = 1.0
[[package.lever]]
id = "twinning_with_return"
start = 2020
origins = ["KEN"]
destinations = ["GBR"]
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return parse_scenario(TEXT.encode(), "small.toml")


@pytest.fixture(scope="module")
def worlds(scenario: Scenario) -> WorldEnsemble:
    return world_ensemble(scenario)


@pytest.fixture(scope="module")
def block(worlds: WorldEnsemble) -> WorldBlock:
    return worlds.block(0)


@pytest.fixture(scope="module")
def kept(scenario: Scenario, block: WorldBlock) -> dict[str, Any]:
    return block_record(block, plan_of(scenario, block.settings))


def flows(kept: dict[str, Any], package: str, block: WorldBlock, origin: str, destination: str) -> np.ndarray:
    number, slot = list(block.settings).index(origin), block.settings[origin].destinations.index(destination)
    return np.asarray(
        (kept["packages"][package]["flows"] - kept["baselines"][""]["flows"])[number, 0, :, slot].sum(axis=0)
    )


def test_persons_are_conserved_and_nothing_is_negative(kept: dict[str, Any]) -> None:
    assert kept["conservation"].max() < 1e-9
    assert all(np.all(v >= 0) for series in kept["baselines"][""]["countries"].values() for v in series.values())


def test_a_code_turns_away_its_origins_and_sends_them_elsewhere(kept: dict[str, Any], block: WorldBlock) -> None:
    """Origins named lose the way to Britain, go elsewhere; India, not named, takes some of the places."""
    for origin in ("GHA", "NGA", "ZAF"):
        assert np.all(flows(kept, "code", block, origin, "GBR") < 0)
        assert np.all(flows(kept, "code", block, origin, "USA") > 0)
    assert np.all(flows(kept, "code", block, "IND", "GBR") > 0)


def test_a_lever_without_amplitude_is_the_baseline_to_the_last_bit(kept: dict[str, Any]) -> None:
    for code, series in kept["packages"]["code of nobody"]["countries"].items():
        for name, values in series.items():
            np.testing.assert_array_equal(values, kept["baselines"][""]["countries"][code][name])


def test_a_market_outside_the_run_does_not_start_to_run_in_the_package_alone(
    kept: dict[str, Any], block: WorldBlock
) -> None:
    """Canada is no country of the run: a code there of a millionth changes next to nothing, as one in Britain does."""
    assert "CAN" not in block.settings and "CAN" in block.settings["GHA"].destinations
    for code, series in kept["packages"]["hardly a code, outside"]["countries"].items():
        for name, values in series.items():
            np.testing.assert_allclose(values, kept["baselines"][""]["countries"][code][name], rtol=1e-5, atol=1e-5)


def test_levers_act_where_they_are_named(scenario: Scenario, block: WorldBlock) -> None:
    plan = plan_of(scenario, block.settings)
    acting = {code for code, parts in plan.packages["code"].items() if parts}
    assert acting == {"GHA", "NGA", "KEN", "UGA", "ZAF"}
    pay = plan.packages["pay"]
    assert {code for code, parts in pay.items() if any(p.lever == "health_pay" for p in parts)} == {"GHA", "UGA"}
    assert {code for code, parts in pay.items() if any("stay" in p.card.moves for p in parts)} == {"KEN"}


def test_a_code_of_many_origins_is_paid_for_once(kept: dict[str, Any], block: WorldBlock) -> None:
    outlay = kept["packages"]["code"]["costs"]["outlay"]["destination_budget"]
    a_year = np.asarray(block.parameters["GHA"]["code_cost_usd"])[: block.real]
    assert np.all(outlay[:2] == 0)
    assert np.all(outlay[2:] >= a_year * (1 - 1e-9))
    files = 1e4 * 1e3  # more than all recruits' files could cost
    assert np.all(outlay[2:] < a_year + files)


def test_the_record_says_what_was_run(scenario: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = replace(scenario, packages=scenario.packages[:1])
    seen: list[tuple[int, int, str]] = []
    found = simulate_world(one, tmp_path / "out", progress=lambda *step: seen.append(step))
    assert found["world"] is True and found["schema"] == "braingain/simulate/1"
    package = found["packages"][0]
    assert {c["country"] for c in package["countries"]} == set(scenario.countries)
    assert package["levers"][0]["origins"] == ["GHA", "KEN", "NGA", "UGA", "ZAF"]
    assert {flow["cadre"] for flow in package["flows"]} == {"doctor", "nurse"}
    known = {(f["origin"], f["destination"], f["cadre"]): f["start_stock"]["method"] for f in package["flows"]}
    assert known["IND", "GBR", "doctor"] == "reported" and known["IND", "ARE", "doctor"] == "assumed"
    assert {method for (_, _, cadre), method in known.items() if cadre == "nurse"} == {"assumed"}
    assert len(package["outcomes"]["workers"]["baseline"]["median"]) == 6
    assert found["conservation_residual"] < 1e-9
    spread = package["distribution"]["density_per_10k.doctor"]
    gini = spread["gini"]
    assert all(0.0 < value < 1.0 for value in gini["package"]["median"]) and spread["over"] == "countries"
    assert any(value != 0.0 for value in gini["difference"]["median"])  # a code moves doctors between countries
    assert 0.0 < package["services"]["skilled_attendance_share"]["package"]["median"][-1] < 1.0
    assert all("mortality_ratio" in country["services"] for country in package["countries"])
    assert set(found["abroad_coverage_by_country"]) == set(scenario.countries)
    assert found["peak_memory_mb"] > 0 and found["seconds"] > 0
    assert found["manifest"]["imputed_by_sex"]["flows"] and set(found["women_share_by_method"]) == {"doctor", "nurse"}
    assert set(found["checks_by_country"]["public_wage_bill_share"]) == set(scenario.countries)
    assert package["outcomes"]["cost_usd"]["by_sex_why"] and package["levers"][0]["not_applicable_in"] == {}
    print_world(Console(), found)
    printed = " ".join(capsys.readouterr().out.split())
    workers = package["outcomes"]["workers"]["baseline"]
    assert f"({workers['p05'][-1]:,.0f} to" in printed, "levels have their interval"
    assert (
        "themselves assumed by cadre and income group for " in printed and "paid by: destination budget US$ " in printed
    )
    assert "gini of nurses" in printed and "births attended" in printed
    for words in (
        "Countries by grade of the data",
        "live where doctors are counted",
        "women",
        "imputed",
        "start stock",
        "reported",
        "assumed",
    ):
        assert words in printed
    assert "ethical_code_public: 2020 to 2023 in GHA, KEN, NGA, UGA, ZAF at GBR" in printed
    assert "At work in each country, 2023" in printed and "paid by: destination budget" in printed
    moved = pandas.read_parquet(tmp_path / "out" / "flows.parquet")
    way = moved[(moved["run"] == "code") & (moved["origin"] == "GHA") & (moved["destination"] == "GBR")]
    assert set(way["year"]) == {2020} and set(way["year_to"]) == {2023}
    found_one = next(
        f for f in package["flows"] if (f["origin"], f["destination"], f["cadre"]) == ("GHA", "GBR", "doctor")
    )
    people = way[way["cadre"] == "doctor"].groupby("draw")["value"].sum()
    assert people.median() == pytest.approx(found_one["package"]["median"], rel=1e-9)
    assert seen[-1][0] <= seen[-1][1] and "KEN" in found["countries"]
    written = pandas.read_parquet(tmp_path / "out" / "results.parquet")
    names = set(written["outcome"])
    women = written[(written["outcome"] == "GHA:services.density_per_1000") & (written["sex"] == "female")]
    assert len(women) == 2 * 2 * 6  # two runs, two draws, six years
    assert {
        "distribution.density_per_10k.nurse.theil",
        "services.measles_share",
        "KEN:services.mortality_ratio",
    } <= names
    assert parse_scenario((tmp_path / "out" / "scenario.toml").read_bytes(), "again.toml") == filled_of_many(one)
    with pytest.raises(BraingainError, match="holds the results of another run"):
        simulate_world(replace(one, seed=2), tmp_path / "out")


def test_where_the_matrix_would_not_have_a_lever_is_said_once_and_it_acts_all_the_same(
    scenario: Scenario, block: WorldBlock
) -> None:
    """A composite's parts say the same of themselves, so its line is printed once; a donor pays in no rich country."""
    uses = (
        '[[package]]\nname = "both"\n[[package.lever]]\nid = "safeguards_list"\nstart = 2020\norigins = ["GHA"]\n'
        'destinations = ["GBR"]\n[[package.lever]]\nid = "joint_salary_support"\nstart = 2020\norigins = ["GHA", "IRL"]\n'
    )
    chosen = filled_of_many(parse_scenario((TEXT.split("[[package]]", maxsplit=1)[0] + uses).encode(), "both.toml"))
    levers = _levers(plan_of(chosen, block.settings).packages["both"], block.settings)
    donors = {code: why for lever in levers for code, why in lever["not_applicable_in"].items()}
    assert donors == {"IRL": "Ireland is a high-income country: no donor pays its salaries"}
    console = Console(record=True, width=200)
    _print_levers(console, levers)
    lines = [line.rstrip() for line in console.export_text().splitlines()]
    assert len(set(lines)) == len(lines)
    assert "safeguards_list: 2020 to 2023 in GHA at GBR; evidence weak" in lines
    said = "joint_salary_support: run as written; in the matrix it would not stand in IRL: " + donors["IRL"]
    assert said in lines and any("joint_salary_support: 2020 to " in line and " in IRL" in line for line in lines)


def test_without_a_package_the_path_of_all_countries_is_printed(
    scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    found = simulate_world(replace(scenario, packages=()))
    assert found["packages"] == []
    assert len(found["baseline_distribution"]["density_per_10k.nurse"]["theil"]["median"]) == 6
    assert 0.0 < found["baseline_services"]["measles_share"]["median"][0] < 1.0
    assert found["services_levels"]["measles_share"] == {"own_figure": 0, "assumed_curve": 10}
    print_world(Console(), found)
    printed = " ".join(capsys.readouterr().out.split())
    assert "No new policy, all countries" in printed and "theil of doctors" in printed
    assert "assumed (curve of the World Health Report 2006) in 10" in printed
    assert "At work in each country" in printed and "nurses 2023" in printed and "UGA" in printed
    workers = found["baseline"]["workers"]
    assert set(workers["by_sex"]) == {"female", "male"} and workers["imputed_by_sex"]


def test_draws_do_not_depend_on_how_many_there_are(
    worlds: WorldEnsemble, scenario: Scenario, kept: dict[str, Any]
) -> None:
    """Draw 0 alone is draw 0 of two."""
    alone = world_ensemble(replace(scenario, draws=1, packages=()))
    block = alone.block(0)
    run = WorldRunner(block, plan_of(alone.scenario, block.settings)).baseline()
    number = list(block.settings).index("GHA")
    found = run.country(number).filled[-1, 0].sum(axis=0)
    want = kept["baselines"][""]["countries"]["GHA"][Key("workers.doctor")][-1, :1]
    np.testing.assert_allclose(found, want, rtol=1e-9)


WORLD = TEXT.split("[[package]]", maxsplit=1)[0].replace(
    TEXT.split('name = "small world"\n')[1].split("\n", maxsplit=1)[0], "world = true"
)


@pytest.mark.parametrize(
    ("lever", "words"),
    [
        ('id = "health_pay"', "origins: is missing"),
        ('id = "ethical_code_public"', "destinations: is missing"),
        ('id = "health_pay"\norigins = ["GHX"]', "did you mean"),
        ('id = "health_pay"\norigins = ["income:LCI"]', "did you mean income:LIC?"),
        ('id = "health_pay"\norigins = ["AFR"]', "did you mean region:AFR?"),
        (
            'id = "ethical_code_public"\ndestinations = ["income:RICH"]',
            '"income:RICH" is not a known group; known: income:LIC',
        ),
        ('id = "health_pay"\norigins = ["GHA"]\ndestinations = ["GBR"]', "acts in countries of training"),
        ('id = "twinning_with_return"\norigins = ["GHA"]', "say where people go"),
        ('id = "train_for_local_market"\norigins = ["GHA"]', "doctors and nurses alone"),
        ('id = "destination_training"\ndestinations = ["GBR"]', "give expand_training with origins"),
        ('id = "destination_pay"\ndestinations = ["GBR"]', "give health_pay with origins"),
        ('id = "visa_cap"\ndestinations = ["GBR"]', "leave inflow_cut_share at 0, or give one country"),
    ],
)
def test_each_mistake_of_a_world_has_its_message(lever: str, words: str) -> None:
    text = f"{WORLD}\n[[package]]\n[[package.lever]]\nstart = 2020\n{lever}\n"
    with pytest.raises(BraingainError) as raised:
        parse_scenario(text.encode(), "world.toml")
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("lever", "words"),
    [
        ('id = "health_pay"\norigins = ["FRA"]', "is no country of this run"),
        ('id = "ethical_code_public"\norigins = ["GHA"]\ndestinations = ["KIR"]', "is no country of this run"),
    ],
)
def test_names_that_the_run_does_not_hold_are_refused(lever: str, words: str, block: WorldBlock) -> None:
    text = TEXT.split("[[package]]", maxsplit=1)[0] + f"\n[[package]]\n[[package.lever]]\nstart = 2020\n{lever}\n"
    scenario = parse_scenario(text.encode(), "small.toml")
    with pytest.raises(BraingainError) as raised:
        plan_of(scenario, block.settings)
    assert words in str(raised.value)


def test_a_world_keeps_its_shape_through_toml(scenario: Scenario) -> None:
    world = parse_scenario(f"{WORLD}".encode(), "world.toml")
    assert world.world and world.of_many and not world.countries
    for one in (scenario, world):
        assert parse_scenario(as_toml(one).encode(), "again.toml") == one


@pytest.mark.parametrize(
    ("lever", "words"),
    [
        (
            'id = "health_pay"\norigins = ["region:WPR"]',
            'origins: no country of the run is in the group "region:WPR"; groups',
        ),
        ('id = "health_pay"\norigins = ["FRA"]', "origins: FRA is no country of the run"),
        (
            'id = "ethical_code_public"\norigins = ["GHA"]\ndestinations = ["KIR"]',
            "destinations: KIR is no country of the run, nor a destination outside it",
        ),
    ],
)
def test_who_is_not_in_the_run_is_refused_with_file_and_field(lever: str, words: str, worlds: WorldEnsemble) -> None:
    text = TEXT.split("[[package]]", maxsplit=1)[0] + f"\n[[package]]\n[[package.lever]]\nstart = 2020\n{lever}\n"
    with pytest.raises(BraingainError) as raised:
        refuse_absent(parse_scenario(text.encode(), "small.toml"), worlds.countries.contexts)
    assert str(raised.value).startswith("small.toml, package 1, lever 1") and words in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_groups_that_the_run_holds_are_taken(worlds: WorldEnsemble, scenario: Scenario) -> None:
    refuse_absent(scenario, worlds.countries.contexts)


def test_what_a_world_leaves_out_is_filled_in_and_filled_once(scenario: Scenario) -> None:
    once = filled_of_many(scenario)
    assert filled_of_many(once) == once
    assert parse_scenario(as_toml(once).encode(), "again.toml") == once
    use = once.packages[1].levers[0]
    assert use.origins == ("all",) and use.end == 2024 and use.options == {"binding": "guidance"}
    twinning = once.packages[3].levers[1]
    assert twinning.payer is None  # of a high-income origin the treasury pays the donor's part


BRIGADE = """
[scenario]
name = "brigade"
countries = ["GHA", "KEN", "CUB", "GBR"]
horizon = 2026
draws = 2
[[package]]
name = "brigade"
[[package.lever]]
id = "health_brigades"
start = 2020
delay_years = 0
origins = ORIGINS
sender = "SENDER"
"""


@pytest.mark.parametrize("origins", ['["GHA", "KEN"]', '["GHA", "KEN", "CUB"]'])
def test_a_sender_in_the_run_sends_what_its_hosts_receive(origins: str) -> None:
    """Invariant 9 over countries (2.23, 2.23b): present at the hosts is what is away from the sender, who pays nothing."""
    found = parse_scenario(BRIGADE.replace("ORIGINS", origins).replace("SENDER", "CUB").encode(), "brigade.toml")
    worlds = world_ensemble(found)
    package = plan_of(found, worlds.block(0).settings).packages[found.packages[0].name]
    records = {code: parts for code, parts in package.items() if parts}
    assert set(records) == {"GHA", "KEN", "CUB"}
    host = [starts_a_year(records[code][0], worlds.block(0).settings[code]) for code in ("GHA", "KEN")]
    (sent,) = records["CUB"]
    np.testing.assert_allclose(starts_a_year(sent, worlds.block(0).settings["CUB"]), host[0] + host[1], rtol=1e-12)
    assert sent_from_here(sent, worlds.block(0).settings["CUB"]) and np.all(host[0][2:7] > 0)


def test_a_sender_that_is_not_in_the_run_sends_nothing_in_it() -> None:
    found = parse_scenario(
        BRIGADE.replace("ORIGINS", '["GHA", "CUB"]').replace("SENDER", "OTH").encode(), "brigade.toml"
    )
    package = plan_of(found, world_ensemble(found).block(0).settings).packages[found.packages[0].name]
    assert not any(part.sent for parts in package.values() for part in parts)


def test_the_list_of_the_who_is_for_its_own_countries(scenario: Scenario, block: WorldBlock) -> None:
    """The card names its origins; GHA, NGA and UGA of these ten are on the list of 2023, and any lever takes it as a group."""
    listed = {"GHA", "NGA", "UGA"}
    for lever in ('id = "safeguards_list"\ndestinations = ["GBR"]', 'id = "bonding"\norigins = ["safeguards_list"]'):
        text = (
            TEXT.split("[[package]]", maxsplit=1)[0]
            + f'[[package]]\nname = "list"\n[[package.lever]]\nstart = 2020\n{lever}\n'
        )
        plan = plan_of(parse_scenario(text.encode(), "small.toml"), block.settings)
        assert {code for code, parts in plan.packages["list"].items() if parts} == listed


def test_what_a_card_says_of_its_places_holds_where_a_scenario_says_nothing(
    worlds: WorldEnsemble, block: WorldBlock
) -> None:
    """The list at all destinations, for its own countries; as a group of origins it is taken before a run is made."""
    head = TEXT.split("[[package]]", maxsplit=1)[0]
    text = head + '[[package]]\nname = "list"\n[[package.lever]]\nstart = 2020\nid = "safeguards_list"\n'
    found = filled_of_many(parse_scenario(text.encode(), "small.toml"))
    assert found.packages[0].levers[0].origins == ("safeguards_list",)
    assert found.packages[0].levers[0].destinations == ("all",)
    refuse_absent(found, worlds.countries.contexts)
    plan = plan_of(found, block.settings)
    acting = {code: parts for code, parts in plan.packages["list"].items() if parts}
    assert set(acting) == {"GHA", "NGA", "UGA"}
    for code, parts in acting.items():
        everywhere = {place for place in block.settings[code].destinations if place}
        assert all(set(part.destinations) == everywhere for part in parts)


def test_what_adds_places_and_caps_none_runs_with_many_countries(block: WorldBlock) -> None:
    head = TEXT.split("[[package]]", maxsplit=1)[0]
    levers = ('id = "train_for_export"\norigins = ["IND"]', 'id = "bilateral_agreement"\ndestinations = ["GBR"]')
    text = head + "".join(
        f'[[package]]\nname = "{i}"\n[[package.lever]]\nstart = 2020\n{one}\n' for i, one in enumerate(levers)
    )
    plan = plan_of(parse_scenario(text.encode(), "small.toml"), block.settings)
    assert not plan.structure.caps
    assert {code for code, parts in plan.packages["0"].items() if parts} == {"IND"}
    assert "GHA" in {code for code, parts in plan.packages["1"].items() if parts}
