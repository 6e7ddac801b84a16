"""A scenario with its defaults filled in: the written file gives the same run, whatever it had left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import pytest

from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.filled import filled
from braingain.analysis.scenario import as_toml, parse_scenario
from braingain.analysis.simulate import packages_of, simulate
from braingain.foundation.errors import BraingainError

HEAD = '[scenario]\nname = "three"\ncountry = "{country}"\nhorizon = 2034\ndraws = 3\n'
THREE = """
[[package]]
name = "supplement"
[[package.lever]]
id = "rural_supplement"
[[package.lever]]
id = "joint_salary_support"
[[package]]
name = "code"
[[package.lever]]
id = "ethical_code_public"
destinations = ["gbr", "income:UMC"]
[[package.lever]]
id = "train_for_local_market"
[[package]]
name = "twinning"
[[package.lever]]
id = "twinning_with_return"
[[package.lever]]
id = "bonding"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    out = tmp_path_factory.mktemp("run")
    return simulate(parse_scenario((HEAD.format(country="ZWE") + THREE).encode(), "three.toml"), out), out


def test_the_written_file_holds_what_was_left_out_and_gives_the_same_run(
    run: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    """Same hash, same tables to the last bit: nothing of the run was in a default that the file does not show."""
    found, out = run
    text = (out / "scenario.toml").read_text()
    for words in (
        "supplement_share = 0.3",
        "delay_years = 1",
        "ramp_years = 1",
        'places = ["rural"]',
        'cadres = ["midlevel"]',
        'binding = "guidance"',
        "bond_years = 5.0",
        "brain_gain = false",
        "end = 2032",
        "payer = { donor = 1.0 }",
    ):
        assert words in text
    assert 'destinations = ["GBR", ' in text  # the group as the countries that it was
    again = simulate(parse_scenario(text.encode(), "again.toml"), tmp_path / "again")
    assert again["hash"] == found["hash"]
    for name in ("results.parquet", "flows.parquet"):
        pandas.testing.assert_frame_equal(
            pandas.read_parquet(out / name), pandas.read_parquet(tmp_path / "again" / name), check_exact=True
        )


def test_what_is_filled_stays_as_it_is() -> None:
    scenario = parse_scenario((HEAD.format(country="GBR") + THREE.replace('"gbr", ', "")).encode(), "three.toml")
    context = ensemble_for(scenario).context
    once = filled(scenario, context)
    assert filled(once, context) == once
    assert parse_scenario(as_toml(once).encode(), "again.toml") == once
    assert once.packages[2].levers[0].payer == pytest.approx({"destination_budget": 0.7, "origin_budget": 0.3})


def test_destinations_that_follow_from_a_dose_stay_open_until_it_is_known_who_leaves() -> None:
    """A scenario's code acted at one destination, whatever its coverage, where the matrix took as many as cover it."""
    text = HEAD.format(country="ZWE") + "".join(
        f'[[package]]\nname = "{name}"\n[[package.lever]]\nid = "coordinated_code"\ncoverage_share = {share}\n'
        for name, share in (("few", 0.1), ("most", 0.9))
    )
    scenario = parse_scenario(text.encode(), "codes.toml")
    worlds = ensemble_for(scenario)
    once = filled(scenario, worlds.context)
    assert [package.levers[0].destinations for package in once.packages] == [None, None]
    assert parse_scenario(as_toml(once).encode(), "again.toml") == once
    packages = packages_of(once, worlds.block(0).setting)
    few, most = ({place for part in packages[name] for place in part.destinations} for name in ("few", "most"))
    assert few < most and len(most) > 2


def test_each_package_says_what_it_is_compared_with(run: tuple[dict[str, Any], Path]) -> None:
    """The code's destinations have a labour market that answers, without policy too; the supplement's no policy is another."""
    found, out = run
    own, common = (found["packages"][i]["baseline"] for i in (1, 0))
    assert "GBR" in own["active_destinations"] and "answer to who comes" in own["why"]
    assert common == {"run": "baseline", "active_destinations": [], "why": common["why"]}
    results = pandas.read_parquet(out / "results.parquet")
    assert {own["run"], common["run"]} <= set(results["run"])
    last = {p["name"]: p["outcomes"]["workers_abroad"]["baseline"]["median"][-1] for p in found["packages"]}
    assert last["supplement"] != last["code"]


def test_corridors_of_every_year_are_in_a_table_with_the_label_of_their_start(run: tuple[dict[str, Any], Path]) -> None:
    found, out = run
    moved = pandas.read_parquet(out / "flows.parquet")
    code = found["packages"][1]
    flow = next(f for f in code["flows"] if f["destination"] == "GBR" and f["cadre"] == "doctor")
    one = moved[(moved["run"] == "code") & (moved["destination"] == "GBR") & (moved["cadre"] == "doctor")]
    later = one[one["year"] >= 2027].groupby(["draw", "year"])["value"].sum().groupby("draw").mean()
    assert later.median() == pytest.approx(flow["package"]["median"], rel=1e-9)
    assert set(one["year"]) == set(range(2018, 2035)) and (one["year"] == one["year_to"]).all()
    assert set(one["sex"]) == {"female", "male"}
    assert set(one["start_stock"]) == {flow["start_stock"]["method"]} == {"reported"}
    nurses = {f["start_stock"]["method"] for f in code["flows"] if f["cadre"] == "nurse"}
    assert nurses == {"assumed"}
    total = one[one["year"] == 2030].groupby("draw")["value"].sum()
    every = moved[(moved["run"] == "code") & (moved["cadre"] == "doctor") & (moved["year"] == 2030)]
    results = pandas.read_parquet(out / "results.parquet")
    leaving = results[
        (results["run"] == "code")
        & (results["outcome"] == "emigrants_per_year.doctor")
        & (results["sex"] == "")
        & (results["year"] == 2030)
    ]
    assert (total > 0).all()
    assert every.groupby("draw")["value"].sum().tolist() == pytest.approx(leaving["value"].tolist(), rel=1e-9)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ('["income:LIC"]', 'no destination of ZWE is in the group "income:LIC"; groups that hold some: '),
        ('["ERI"]', "ERI is not a destination with a cell of its own for ZWE"),
    ],
)
def test_destinations_that_the_country_does_not_have_are_refused_in_one_line(names: str, words: str) -> None:
    lever = f'[[package]]\n[[package.lever]]\nid = "ethical_code_public"\ndestinations = {names}\n'
    with pytest.raises(BraingainError) as raised:
        simulate(parse_scenario((HEAD.format(country="ZWE") + lever).encode(), "mine.toml"))
    said = str(raised.value)
    assert said.startswith("mine.toml, package 1, lever 1 (ethical_code_public).destinations: ") and words in said
    assert len(said.splitlines()) == 1
