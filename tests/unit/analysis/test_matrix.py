"""Rows of a matrix from the command line against the raw runs: each number is computed here a second time, by hand."""

from __future__ import annotations

import contextlib
import io
import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from braingain.analysis import runs
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.scenario import Scenario
from braingain.cli.main import run
from braingain.foundation.vocabulary import SEXES
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, resolve

START, POLICY_START, HORIZON, DRAWS = 2018, 2021, 2031, 3
ARGUMENTS = f"matrix GHA --draws {DRAWS} --policy-start {POLICY_START} --horizon {HORIZON} --destination GBR"
LEVERS = ("expand_training", "rural_supplement", "health_pay", "ethical_code_public", "twinning_with_return")
PLACES = {"capital": [0, 3], "urban": [1, 4], "rural": [2, 5]}  # public and private posts
WORKING = slice(0, 6)
QUANTILES = {"p05": 5, "p25": 25, "median": 50, "p75": 75, "p95": 95}
END = {"rural_supplement": 2026, "health_pay": 2026, "twinning_with_return": 2026}  # first year without


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    """The JSON of the command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        run([*ARGUMENTS.split(), "--experiments", "--json"])
    assert not ended.value.code
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@cache
def raw() -> tuple[Ensemble, dict[str, PairedRun], dict[str, Any]]:
    """Each lever beside its baseline, run alone in the same draws."""
    worlds = ensemble_for(Scenario("matrix GHA", "GHA", START, HORIZON, DRAWS))
    block = worlds.block(0)
    cards = load_levers()
    uses = {id: LeverUse(id, POLICY_START, destinations=("GBR",)) for id in LEVERS}
    chosen = {id: resolve([use], cards, block.setting, HORIZON) for id, use in uses.items()}
    runner = runs.Runner(block, runs.plan(chosen, {}, block.setting))
    return (
        worlds,
        {id: runner.paired(id) for id in LEVERS},
        {id: costs_of(chosen[id], runner.paired(id)) for id in LEVERS},
    )


def row_of(printed: dict[str, Any], lever: str) -> dict[str, Any]:
    return next(row for row in printed["rows"] if row["lever"] == lever)


def same(record: dict[str, Any], values: np.ndarray) -> None:
    """The record holds the quantiles of values by draw."""
    for name, percent in QUANTILES.items():
        assert record[name] == pytest.approx(np.percentile(values, percent), rel=1e-6, abs=1e-6), name


def heads(yearly: Any, sex: int | None = None, place: str | None = None) -> np.ndarray:
    """Workers by year and draw: own-trained in posts, and the foreign-trained of each post in the mix of their cadre."""
    own, filled = np.asarray(yearly.home)[:, :, :, WORKING], np.asarray(yearly.filled)
    total = np.zeros((len(own), own.shape[-1]))
    for cadre in range(own.shape[1]):
        of_sex = own[:, cadre].sum(axis=2)  # (year, sex, draw)
        everyone = of_sex.sum(axis=1)
        for post in PLACES[place] if place else range(6):
            foreign = filled[:, cadre, post] - own[:, cadre, :, post].sum(axis=1)
            for s in (0, 1) if sex is None else (sex,):
                mix = np.where(everyone > 0, of_sex[:, s] / np.where(everyone > 0, everyone, 1.0), 0.5)
                total += own[:, cadre, s, post] + mix * foreign
    return total[:, :DRAWS]


def at_home(yearly: Any) -> np.ndarray:
    """Own-trained in posts over these and those who practise abroad, by year and draw."""
    home = np.asarray(yearly.home)[:, :, :, WORKING].sum(axis=(1, 2, 3))
    return np.asarray(home / (home + np.asarray(yearly.abroad).sum(axis=(1, 2, 3))))[:, :DRAWS]


def gained(pair: PairedRun, **cut: Any) -> np.ndarray:
    return heads(pair.package, **cut) - heads(pair.baseline, **cut)


@pytest.mark.parametrize("lever", LEVERS)
def test_differences_of_a_row_are_those_of_the_paired_draws(printed: dict[str, Any], lever: str) -> None:
    row, pair = row_of(printed, lever), raw()[1][lever]
    last = END.get(lever, HORIZON + 1) - 1
    assert row["years"] == {"start": POLICY_START, "end": last + 1}
    assert row["at_year"] == last
    at = last - START
    found = row["outcomes"]
    same(found["workers"]["difference"], gained(pair)[at])
    same(found["workers.rural"]["difference"], gained(pair, place="rural")[at])
    for s, sex in enumerate(SEXES):
        same(found["workers"]["by_sex"][sex], gained(pair, sex=s)[at])
    for place in PLACES:
        same(found["workers"]["by_place"][place], gained(pair, place=place)[at])
    for name, read in (
        ("emigrants_per_year", lambda run: np.asarray(run.emigrants).sum(axis=1)),
        ("reserve", lambda run: np.asarray(run.home)[:, :, :, 6].sum(axis=1)),
        ("graduates_per_year", lambda run: np.asarray(run.licensed).sum(axis=1)),
    ):
        change = (read(pair.package) - read(pair.baseline))[..., :DRAWS]  # (year, sex, draw)
        same(found[name]["difference"], change[at].sum(axis=0))
        for s, sex in enumerate(SEXES):
            same(found[name]["by_sex"][sex], change[at, s])
    assert row["probability_gain"]["workers"] == pytest.approx(np.mean(gained(pair)[at] > 1e-6))


@pytest.mark.parametrize("lever", LEVERS)
def test_money_of_a_row_is_discounted_outlay_over_discounted_worker_years(printed: dict[str, Any], lever: str) -> None:
    row, pair, costs = row_of(printed, lever), raw()[1][lever], raw()[2][lever]
    money = {payer: paid[:, :DRAWS] for payer, paid in costs.outlay.items()}
    total = sum(money.values())
    weights = np.array([0.0 if t < POLICY_START else 1.03 ** -(t - POLICY_START) for t in range(START, HORIZON + 1)])
    programme, years = weights @ total, weights @ gained(pair)
    same(row["cost_usd"]["total"], total.sum(axis=0))
    assert set(row["cost_usd"]["by_payer"]) == set(money)
    for payer, paid in money.items():
        same(row["cost_usd"]["by_payer"][payer], paid.sum(axis=0))
    same(row["cost_discounted_usd"], programme)
    same(row["worker_years_gained"], gained(pair).sum(axis=0))
    same(row["windfall_usd"], costs.windfall[:, :DRAWS].sum(axis=0))
    same(row["public_wage_bill_difference_usd"], costs.wage_bill_difference[:, :DRAWS].sum(axis=0))
    usable = years > 1e-6
    if usable.mean() <= 0.5:
        assert row["cost_per_worker_year_usd"] is None
        return
    same(row["cost_per_worker_year_usd"], programme[usable] / years[usable])
    wages = weights @ (costs.wages_gained - costs.posts_paid)[:, :DRAWS]
    with_wages = (programme + np.maximum(wages, 0.0)) / years
    same(row["cost_per_worker_year_with_wages_usd"], with_wages[usable])


@pytest.mark.parametrize("lever", LEVERS)
def test_for_whom_a_row_is_off_its_own_pair_of_runs(printed: dict[str, Any], lever: str) -> None:
    row, pair, costs = row_of(printed, lever), raw()[1][lever], raw()[2][lever]
    found, at = row["for_whom"], row["at_year"] - START
    weights = np.array([0.0 if t < POLICY_START else 1.03 ** -(t - POLICY_START) for t in range(START, HORIZON + 1)])
    assert (found["worth_in"], found["year"], found["discount_rate"]) == (POLICY_START, row["at_year"], 0.03)
    of = {party: found[party]["figures"] for party in ("origin", "destination", "migrant")}
    assert of["origin"]["workers"]["difference"] == row["outcomes"]["workers"]["difference"]
    none = np.zeros((len(weights), DRAWS))
    fines = costs.receipts["origin_budget"][:, :DRAWS]
    same(of["origin"]["treasury"]["difference"], weights @ (fines - costs.outlay.get("origin_budget", none)[:, :DRAWS]))
    same(of["migrant"]["paid"]["difference"], weights @ fines)
    away = (np.asarray(pair.package.abroad) - np.asarray(pair.baseline.abroad)).sum(axis=(1, 2, 3))[:, :DRAWS]
    same(of["destination"]["workers_from_origin"]["difference"], np.where(np.abs(away[at]) < 1e-5, 0.0, away[at]))
    posts = of["destination"]["unfilled_posts"]
    assert (posts is None) == (lever != "ethical_code_public") == ("unfilled_posts" in found["destination"]["why_none"])
    if posts:
        touched = pair.setting.destinations.index("GBR")
        more = np.asarray(pair.package.vacancy_abroad) - np.asarray(pair.baseline.vacancy_abroad)
        empty = (more * np.asarray(pair.setting.world.paths.demand_abroad))[:, :, touched].sum(axis=1)[:, :DRAWS]
        assert posts["difference"]["median"] == pytest.approx(np.median(empty[at]), rel=1e-4, abs=1e-3)
    assert found["largest_imbalance"] < 1e-9


@pytest.mark.parametrize("lever", LEVERS)
def test_speed_of_a_row_is_that_of_its_aim(printed: dict[str, Any], lever: str) -> None:
    row, pair = row_of(printed, lever), raw()[1][lever]
    emigrants = (np.asarray(pair.package.emigrants) - np.asarray(pair.baseline.emigrants)).sum(axis=(1, 2))[:, :DRAWS]
    aims = {
        "workers": gained(pair),
        "workers.rural": gained(pair, place="rural"),
        "emigrants_per_year": emigrants,
        "share_at_home": at_home(pair.package) - at_home(pair.baseline),
    }
    gain = aims[row["aim_outcome"]]
    gain = np.where(np.abs(gain) < (1e-8 if row["aim_outcome"] == "share_at_home" else 1e-6), 0.0, gain)
    low, high = np.percentile(gain, [5, 95], axis=1)
    first = next((START + t for t in range(len(gain)) if low[t] > 0 or high[t] < 0), None)
    assert row["first_effect_year"] == first
    medians = {START + t: float(np.median(year)) for t, year in enumerate(gain) if first and START + t >= first}
    sized = {year: value * np.sign(medians[first]) for year, value in medians.items()} if first else {}
    half = [year for year, value in sized.items() if value >= max(sized.values()) / 2]
    assert row["half_effect_year"] == (half[0] if half else None)
    end = END.get(lever, HORIZON + 1)
    if end + 4 > HORIZON:
        assert row["share_left_after_end"] is None
        return
    last, later = gain[end - 1 - START], gain[end + 4 - START]
    usable = last != 0
    if usable.mean() > 0.5:
        same(row["share_left_after_end"], later[usable] / last[usable])


def test_no_effect_comes_before_its_lever_acts_and_no_half_of_it_before_the_first(printed: dict[str, Any]) -> None:
    acting = [row for row in printed["rows"] if not row["not_applicable"]]
    seen = [row for row in acting if row["first_effect_year"]]
    assert len(seen) > 10
    for row in seen:
        assert row["acts_from"] <= row["first_effect_year"] <= row["half_effect_year"], row["lever"]
    for row in acting:
        assert (row["half_effect_year"] is None) == (row["first_effect_year"] is None), row["lever"]


def test_levels_without_policy_are_those_of_the_baseline_in_each_year_that_is_read(printed: dict[str, Any]) -> None:
    baseline = raw()[1]["expand_training"].baseline
    found = {one["year"]: one["outcomes"] for one in printed["without_policy"]}
    assert set(found) == {row["at_year"] for row in printed["rows"] if not row["not_applicable"]} | {HORIZON}
    for year in (END["health_pay"] - 1, HORIZON):
        same(found[year]["workers"]["level"], heads(baseline)[year - START])
        same(found[year]["workers"]["by_sex"][SEXES[0]], heads(baseline, sex=0)[year - START])
        same(found[year]["workers"]["by_place"]["rural"], heads(baseline, place="rural")[year - START])
        emigrants = np.asarray(baseline.emigrants).sum(axis=(1, 2))[:, :DRAWS]
        same(found[year]["emigrants_per_year"]["level"], emigrants[year - START])
    assert found[HORIZON]["emigrants_per_year"]["by_place"] is None and "workers.nurse" in found[HORIZON]


def test_visitors_are_counted_where_a_lever_brings_some(printed: dict[str, Any]) -> None:
    lent = row_of(printed, "funded_transfer")
    assert lent["visitors_present"]["median"] == pytest.approx(200)  # a hundred a year, for two years each
    assert lent["outcomes"]["workers"]["difference"]["median"] == 0
    assert lent["outcomes"]["effective_density_per_10k"]["difference"]["median"] > 0
    assert row_of(printed, "expand_training")["visitors_present"] is None


def test_the_levers_looked_at_differ_in_all_that_is_compared(printed: dict[str, Any]) -> None:
    found = [row_of(printed, lever) for lever in LEVERS]
    assert len(printed["rows"]) == len(load_levers())
    assert {row["aim_outcome"] for row in found} >= {"workers", "workers.rural", "emigrants_per_year"}
    assert any(row["cost_per_worker_year_usd"] for row in found)
    assert any(row["share_left_after_end"] and row["share_left_after_end"]["median"] > 0.1 for row in found)
    assert len({row["first_effect_year"] for row in found}) > 1
    assert any(row["half_effect_year"] != row["first_effect_year"] for row in found)


def test_experiments_stand_in_the_same_object_with_the_same_years(printed: dict[str, Any]) -> None:
    assert printed["schema"] == "braingain/matrix/1"
    codes = [one for one in printed["experiments"] if one["lever"] == "ethical_code_public"]
    assert [one["destination"] for one in codes] == ["USA", "GBR"]
    assert [one["years"]["first"] for one in codes] == [POLICY_START] * 2
    bond = next(one for one in printed["experiments"] if one["lever"] == "bonding")
    assert bond["years"] == {"first": POLICY_START, "last": HORIZON}
    assert all(one["gone_without_mechanism"] for one in printed["experiments"])


def printed_of(*asked: str) -> dict[str, Any]:
    """The JSON of the command with more asked of it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        run([*ARGUMENTS.split(), *asked, "--json"])
    assert not ended.value.code
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_lever_run_among_few_has_the_numbers_that_it_has_among_all(printed: dict[str, Any]) -> None:
    few = printed_of("--aim", "mutual,pull", "--cadre", "nurse", "--evidence", "moderate", "--sort", "name")
    assert few["filter"] == {"family": None, "aim": ["mutual", "pull"], "cadre": ["nurse"], "evidence": "moderate"}
    assert few["sort"] == "name" and printed["sort"] == "catalogue" and not any(printed["filter"].values())
    wanted = [
        row["lever"]
        for row in printed["rows"]
        if row["aim"] in ("mutual", "pull")
        and "nurse" in row["cadres"]
        and row["evidence"]["grade"] in ("strong", "moderate")
    ]
    assert 1 < len(wanted) < 10
    assert {row["lever"] for row in few["rows"]} == set(wanted)
    for row in few["rows"]:
        assert row == row_of(printed, row["lever"])
    titles = [row["title"].casefold() for row in few["rows"] if not row["not_applicable"]]
    assert titles == sorted(titles)


def test_levers_that_do_not_apply_are_shown_with_the_reason_although_nothing_is_run(printed: dict[str, Any]) -> None:
    few = printed_of("--family", "since_2007", "--cadre", "midlevel")
    assert [row["lever"] for row in few["rows"]] == ["task_shifting"]
    assert few["rows"][0] == row_of(printed, "task_shifting")
    assert "no table here counts mid-level workers" in few["rows"][0]["not_applicable"]
    assert few["conservation_residual"] is None
