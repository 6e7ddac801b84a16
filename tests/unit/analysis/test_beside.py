"""What stands beside the outcomes of a run: zero dose changes none of it, places weigh up, a figure sets its level."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from braingain.analysis import beside_records, gains, outcomes, runs
from braingain.analysis.beside import beside, first_draws, reference_of
from braingain.analysis.coverage_figures import reported_coverage
from braingain.analysis.outcomes import Facts
from braingain.analysis.remittances import Remitting
from braingain.analysis.simulate import with_beside
from braingain.evidence.importing import commit_import, plan_import
from braingain.evidence.store import Store, open_store
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve
from braingain.policy.setting import Setting

CARDS = load_levers()
ONE = np.ones(3)


def settings() -> ModuleType:
    if "settings" not in sys.modules:
        file = Path(__file__).resolve().parents[1] / "policy" / "settings.py"
        spec = importlib.util.spec_from_file_location("settings", file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["settings"] = module
        spec.loader.exec_module(module)
    return sys.modules["settings"]


def block() -> runs.Block:
    world: Setting = settings().setting()
    shares = np.array([0.2, 0.3, 0.5])[:, None] * ONE
    facts = Facts(
        population=3e4 * np.ones((len(world.years), 1, 1)) * shares,
        fte=np.full((2, 3), 0.9),
        rural_fte=ONE,
        task=np.ones((4, 3)),
        remitting=Remitting(0.6 * ONE, 4000.0 * ONE, 0.75 * ONE),
        gdp_per_head_usd=2000.0,
    )
    return runs.Block(world, facts, settings().estimates(), 2)


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    chosen, start, horizon = block(), settings().START + 2, settings().START + 11
    codes = [LeverUse("ethical_code_public", start), LeverUse("ethical_code_public", start, doses={"scope_share": 0.0})]
    packages = {
        name: resolve([use], CARDS, chosen.setting, horizon) for name, use in zip(("code", "zero"), codes, strict=True)
    }
    planned = runs.plan(packages, {}, chosen.setting)
    return runs.paired_block(chosen, planned, runs.keys_of(["workers", "remittances_usd_per_year"]))


def test_zero_dose_changes_nothing_and_a_code_lowers_what_follows_from_leaving(kept: dict[str, Any]) -> None:
    (base,) = kept["baselines"].values()
    zero, code = (kept["packages"][name]["beside"] for name in ("zero", "code"))
    for group in ("services", "distribution", "state_position", "unfilled_abroad"):
        for name, values in base["beside"][group].items():
            assert values.shape[-1] == 2, "only the draws that count"
            assert np.array_equal(values, zero[group][name]), (group, name)
    training = code["state_position"]["training_usd"] - base["beside"]["state_position"]["training_usd"]
    assert np.all(training[2] < 0), "fewer leave in the first year of the code"
    assert code["unfilled_abroad"].keys() == base["beside"]["unfilled_abroad"].keys() != set()
    key = runs.Key("remittances_usd_per_year")
    assert np.all(kept["packages"]["code"]["series"][key][2] < base["series"][key][2])


def test_places_weigh_up_to_the_country(kept: dict[str, Any]) -> None:
    (base,) = kept["baselines"].values()
    found = base["beside"]["services"]
    for name in ("density_per_1000", "skilled_attendance_share", "measles_share"):
        weighed = sum(p * found[f"{name}.{place}"] for p, place in zip((0.2, 0.3, 0.5), PLACES, strict=True))
        assert weighed == pytest.approx(found[name])
    assert found["mortality_ratio"][0] == pytest.approx(1.0)


def test_women_and_men_add_up_where_there_is_a_split(kept: dict[str, Any]) -> None:
    (base,) = kept["baselines"].values()
    before, after = base["beside"], kept["packages"]["code"]["beside"]
    for found in (before, after):
        density, gain = found["services"], found["income_gain"]
        assert sum(density[f"density_per_1000.{sex}"] for sex in SEXES) == pytest.approx(density["density_per_1000"])
        assert sum(gain[sex] for sex in SEXES) == pytest.approx(gain[""])
    assert np.all(before["income_gain"]["female"] != before["income_gain"]["male"])


def test_every_object_has_a_split_by_sex_or_says_why_not(kept: dict[str, Any]) -> None:
    (base,) = kept["baselines"].values()
    before, after = base["beside"], kept["packages"]["code"]["beside"]
    levels = {"skilled_attendance": "a", "measles": "b"}
    services = beside_records.services_record(before["services"], after["services"], levels)
    split = [services["density_per_1000"], beside_records.income_gain_record(before, after)]
    whole = [record for name, record in services.items() if name != "density_per_1000"]
    whole += beside_records.distribution_record(before["distribution"], after["distribution"]).values()
    whole += beside_records.unfilled_record(before, after)
    whole.append(beside_records.position_record(before, after, 2018, ()))
    assert all(set(record["by_sex"]) == set(SEXES) and record["imputed_by_sex"] for record in split)
    assert all(record["by_sex"] is None and not record["imputed_by_sex"] for record in whole)
    assert all(record["by_sex_why"] for record in split + whole)


def test_a_run_without_packages_has_service_and_distribution_too() -> None:
    chosen = block()
    found = runs.paired_block(chosen, runs.plan({}, {}, chosen.setting), runs.keys_of(["workers"]))
    written = with_beside(found)["baselines"][""]["series"]
    for key in (
        runs.Key("services.density_per_1000"),
        runs.Key("services.density_per_1000", sex="female"),
        runs.Key("services.measles_share", place="rural"),
        runs.Key("services.mortality_ratio"),
        runs.Key("distribution.density_per_10k.gini"),
    ):
        assert written[key].shape == written[runs.Key("workers")].shape
    alone = beside_records.services_record(
        found["baselines"][""]["beside"]["services"], None, {"skilled_attendance": "a", "measles": "b"}
    )
    assert alone["density_per_1000"]["by_place"]["rural"]["median"] and alone["mortality_ratio"]["how"] == "associated"


def test_a_countrys_own_figure_sets_the_level_of_its_first_year() -> None:
    chosen = block()
    facts = replace(chosen.facts, coverage={"skilled_attendance": 0.61})
    setting = chosen.setting
    run = runs.Runner(chosen, runs.plan({}, {}, setting)).baseline(())
    counted = outcomes.tally(run, setting, facts)
    found = beside(run, counted, setting, chosen.parameters, reference_of(counted, chosen.parameters), ())
    assert found["services"]["skilled_attendance_share"][0] == pytest.approx(0.61)
    assert np.ptp(found["services"]["measles_share"][0]) > 0, "without a figure the level is drawn"


def test_income_gained_is_nothing_where_pay_is_the_same() -> None:
    world = settings().setting().world
    k, d = np.shape(world.constants.destination_shares)[:2]
    constants = world.constants._replace(
        income_abroad=np.full((k, d, 3), 10.0), tax_abroad=np.full((k, d, 3), 0.2), income_home=np.full((k, 3), 8.0)
    )
    years = len(np.asarray(world.paths.pay))
    paths = world.paths._replace(pay=np.ones((years, 3)), pay_abroad=np.ones((years, k, d, 3)))
    people = np.full((years, k, d, 3), 5.0)
    assert gains.migrants_income_gain(people, constants, paths) == pytest.approx(0.0)
    richer = constants._replace(income_abroad=np.full((k, d, 3), 20.0))
    assert gains.migrants_income_gain(people, richer, paths) == pytest.approx(5.0 * k * d * 8.0)
    crisis = paths._replace(pay=np.full((years, 3), 0.5))
    assert gains.migrants_income_gain(people, constants, crisis) == pytest.approx(5.0 * k * d * 4.0)


def test_records_say_how_each_figure_is_known(kept: dict[str, Any]) -> None:
    (base,) = kept["baselines"].values()
    before, after = base["beside"], kept["packages"]["code"]["beside"]
    services = beside_records.services_record(
        before["services"], after["services"], {"skilled_attendance": "a", "measles": "b"}
    )
    assert {name: record["how"] for name, record in services.items()} == {
        "density_per_1000": "simulated",
        "skilled_attendance_share": "associated",
        "measles_share": "associated",
        "mortality_ratio": "associated",
    }
    position = beside_records.position_record(before, after, 2018, ())
    assert len(position["lines"]) == 6
    assert position["how"] == "assumed"
    medians = {name: line["baseline"]["p95"][0] for name, line in position["lines"].items()}
    assert all(value >= 0 for value in medians.values())
    assert set(position["check"]) == {"source", "remittances_over_training", "years_before_leaving"}
    spread = beside_records.distribution_record(before["distribution"], after["distribution"])
    assert 0 <= spread["density_per_10k"]["gini"]["baseline"]["median"][0] <= 1
    assert beside_records.unfilled_record(before, after)[0]["destination"] == "GBR"


def test_only_the_draws_that_count_are_kept() -> None:
    record = first_draws({"a": {"b": np.arange(6.0).reshape(2, 3)}}, 2)
    assert record["a"]["b"].tolist() == [[0.0, 1.0], [3.0, 4.0]]


HEADER = "indicator,country,year,value,unit,place\n"


def store_with(folder: Path, rows: str) -> Store:
    """A store into which a user's own file was imported."""
    file = folder / "survey.csv"
    file.write_text(HEADER + rows, "utf-8")
    commit_import(plan_import(file, "survey", "2026-11-24"), folder / "home")
    return open_store(folder / "home")


def test_the_last_figure_up_to_the_start_is_a_countrys_own(tmp_path: Path) -> None:
    store = store_with(
        tmp_path,
        "skilled_attendance_share,GHA,2014,0.74,share,\nskilled_attendance_share,GHA,2017,78,percent,\n"
        "skilled_attendance_share,GHA,2018,0.3,share,rural\nskilled_attendance_share,GHA,2020,0.9,share,\n"
        "measles_share,GHA,2001,0.5,share,\n",
    )
    found = reported_coverage(store, "GHA", 2018)
    assert set(found) == {"skilled_attendance"}, "a figure of 2001 is too old"
    assert found["skilled_attendance"].share == pytest.approx(0.78)
    assert str(found["skilled_attendance"]) == "reported: 78% in 2017 (survey)"
    assert reported_coverage(store, "KEN", 2018) == {}


def test_a_figure_that_no_curve_reaches_is_refused_with_its_place(tmp_path: Path) -> None:
    store = store_with(tmp_path, "measles_share,GHA,2017,1,share,\n")
    with pytest.raises(BraingainError, match="survey, measles_share, GHA 2017: 1 is not between 0 and 1"):
        reported_coverage(store, "GHA", 2018)
