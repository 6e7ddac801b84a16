"""Outcomes of the closed list: splits add up, and each says what its name says."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from braingain.analysis import outcomes, runs, summaries
from braingain.analysis.outcomes import Facts, Tally
from braingain.analysis.remittances import Remitting
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.policy.setting import Setting

DRAWS, YEARS = 3, 12


def settings() -> ModuleType:
    if "settings" not in sys.modules:
        file = Path(__file__).resolve().parents[1] / "policy" / "settings.py"
        spec = importlib.util.spec_from_file_location("settings", file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["settings"] = module
        spec.loader.exec_module(module)
    return sys.modules["settings"]


@pytest.fixture(scope="module")
def counted() -> Tally:
    from braingain.policy.apply import apply
    from braingain.policy.structure import options_for, structure_of

    world: Setting = settings().setting()
    options = options_for(structure_of([()], world), world.world.options)
    yearly = runs.simulate(runs.with_options(world, options), apply((), settings().estimates(), world))
    shares = np.array([0.2, 0.3, 0.5])[:, None] * np.ones(DRAWS)
    ones = np.ones(DRAWS)
    facts = Facts(
        population=3e4 * np.ones((YEARS, 1, 1)) * shares,
        fte=np.full((2, DRAWS), 0.9),
        rural_fte=ones,
        task=np.ones((4, DRAWS)),
        remitting=Remitting(0.6 * ones, 4000.0 * ones, 0.75 * ones),
        gdp_per_head_usd=2000.0,
    )
    return outcomes.tally(yearly, world, facts)


def test_sexes_and_places_add_up(counted: Tally) -> None:
    whole = outcomes.value("workers", counted)
    by_sex = sum(outcomes.value("workers", counted, sex=sex) for sex in SEXES)
    by_place = sum(outcomes.value("workers", counted, place=place) for place in PLACES)
    for name in ("density_per_10k", "effective_density_per_10k", "remittances_usd_per_year", "workers_abroad"):
        parts = sum(outcomes.value(name, counted, sex=sex) for sex in SEXES)
        assert parts == pytest.approx(outcomes.value(name, counted), rel=1e-12), name
    by_cadre = outcomes.value("workers.doctor", counted) + outcomes.value("workers.nurse", counted)
    for parts in (by_sex, by_place, by_cadre):
        assert parts == pytest.approx(whole, rel=1e-12)
    assert outcomes.value("workers.rural", counted) == pytest.approx(outcomes.value("workers", counted, place="rural"))


def test_the_foreign_trained_have_the_sexes_of_the_own_trained_of_their_cadre(counted: Tally) -> None:
    for k, cadre in enumerate(("doctor", "nurse")):
        own = counted.trained_here[:, k]
        women = own[:, 0] / own.sum(axis=1)
        workers = outcomes.value(f"workers.{cadre}", counted)
        assert np.all(workers > own.sum(axis=1) + 1.0)  # some are foreign-trained
        assert np.abs(women - 0.5).max() > 0.02
        assert outcomes.value(f"workers.{cadre}", counted, sex="female") == pytest.approx(women * workers, rel=1e-12)


def test_density_counts_heads_and_its_places_weigh_up(counted: Tally) -> None:
    density = outcomes.value("density_per_10k", counted)
    assert density == pytest.approx(outcomes.value("workers", counted) / 3e4 * 1e4)
    weighed = sum(
        share * outcomes.value("density_per_10k", counted, place=place)
        for share, place in zip((0.2, 0.3, 0.5), PLACES, strict=True)
    )
    assert weighed == pytest.approx(density)
    heads = counted.workers.sum(axis=2)
    served = (heads * counted.service_per_head).sum(axis=(1, 2)) / 3e4 * 1e4
    assert outcomes.value("effective_density_per_10k", counted) == pytest.approx(0.9 * served)
    assert np.all(served > density)  # public staff work more hours in private practice than public posts lose by it


def test_every_outcome_says_how_its_split_by_sex_came_about(counted: Tally) -> None:
    records = {name: outcomes.sex_record(name) for name in outcomes.OUTCOMES}
    without = {name for name in records if ("sex", "female") not in outcomes.splits_of(name)}
    assert without == {"vacancies", "need_minus_funded", "funded_minus_filled", "need_minus_present"}
    assert {name for name, record in records.items() if record["imputed_by_sex"]} == set(records) - without
    assert all(record["by_sex_why"] for record in records.values())
    assert "foreign-trained" in records["workers"]["by_sex_why"]
    assert "shares of women" in records["emigrants_per_year"]["by_sex_why"]
    with pytest.raises(ValueError, match="says why"):
        outcomes.outcome("persons", "a title")


def test_foreign_trained_of_either_sex_are_those_of_all(counted: Tally) -> None:
    women, men = (counted.workers[:, :, s].sum(axis=(1, 2)) for s in (0, 1))
    shares = [outcomes.value("foreign_trained_share", counted, sex=sex) for sex in SEXES]
    together = (shares[0] * women + shares[1] * men) / (women + men)
    assert together == pytest.approx(outcomes.value("foreign_trained_share", counted))
    for cadre in ("doctor", "nurse"):  # of each cadre women and men rely alike on the foreign-trained
        name = f"foreign_trained_share.{cadre}"
        assert np.all(outcomes.value(name, counted) > 0)
        for sex in SEXES:
            assert outcomes.value(name, counted, sex=sex) == pytest.approx(outcomes.value(name, counted), rel=1e-12)


def test_rural_hours_lower_service_and_not_heads(counted: Tally) -> None:
    half = replace(counted, facts=replace(counted.facts, rural_fte=np.full(DRAWS, 0.5)))
    for name, factor in (("density_per_10k", 1.0), ("effective_density_per_10k", 0.5)):
        rural = outcomes.value(name, half, place="rural")
        assert rural == pytest.approx(factor * outcomes.value(name, counted, place="rural")), name
        assert np.array_equal(outcomes.value(name, half, place="urban"), outcomes.value(name, counted, place="urban"))


def test_the_three_gaps_hang_together(counted: Tally) -> None:
    need_funded, funded_filled, need_present = (
        outcomes.value(name, counted) for name in ("need_minus_funded", "funded_minus_filled", "need_minus_present")
    )
    assert need_funded + funded_filled == pytest.approx(need_present)
    need = 3e4 * 44.5 / 1e4
    assert need_present == pytest.approx(need - outcomes.value("workers", counted))
    both = outcomes.value("need_minus_present.doctor", counted) + outcomes.value("need_minus_present.nurse", counted)
    assert both == pytest.approx(need_present)


def test_rates_are_shares_of_the_own_trained(counted: Tally) -> None:
    home, abroad = counted.trained_here.sum(axis=(1, 2)), counted.abroad.sum(axis=(1, 2))
    assert outcomes.value("share_at_home", counted) == pytest.approx(home / (home + abroad))
    rate = outcomes.value("emigration_rate", counted)
    assert rate[1:] * home[:-1] == pytest.approx(outcomes.value("emigrants_per_year", counted)[1:])
    assert np.all(outcomes.value("vacancies", counted) >= 0)


def test_names_outside_the_closed_list_are_refused_with_the_nearest(counted: Tally) -> None:
    with pytest.raises(BraingainError, match="did you mean workers"):
        outcomes.value("worker", counted)
    with pytest.raises(BraingainError, match='has no "rural"'):
        outcomes.value("reserve.rural", counted)


def test_every_outcome_of_the_list_can_be_computed_and_is_finite(counted: Tally) -> None:
    keys = runs.keys_of(outcomes.names_for(("doctor", "nurse")))
    assert len({key.name.split(".")[0] for key in keys}) == len(outcomes.OUTCOMES) == 17
    for key in keys:
        found = outcomes.value(key.name, counted, key.sex or None, key.place or None)
        assert found.shape == (YEARS, DRAWS), key
        assert np.all(np.isfinite(found)), key


def test_a_run_cut_in_two_is_the_run_in_one_piece() -> None:
    from braingain.analysis.tracks import Engine, Track
    from braingain.model.simulate import run
    from braingain.policy.apply import apply
    from braingain.policy.structure import options_for, structure_of

    world: Setting = settings().setting()
    dials = apply((), settings().estimates(), world)
    world = runs.with_options(world, options_for(structure_of([()], world), world.world.options))
    engine = Engine(world.world)
    trunk = Track(engine, dials, world.world.switches).advance(5)
    pieces = Track(engine, dials, world.world.switches, trunk).yearly(YEARS)
    whole = Track(engine, dials, world.world.switches).yearly(YEARS)
    _, model = run(world.world, dials)
    for name, a, b, c in zip(type(whole)._fields, pieces, whole, model, strict=True):
        assert np.array_equal(a, b), name
        assert np.asarray(c) == pytest.approx(a, rel=1e-12, abs=1e-9), name


def test_intervals_say_why_they_have_no_width() -> None:
    assert summaries.interval(np.full(5, 2.0))["why"]
    assert "why" not in summaries.interval(np.zeros(5))
    assert "why" not in summaries.interval(np.arange(5.0))
    many = summaries.intervals(np.arange(10.0).reshape(2, 5))
    assert many["median"] == [2.0, 7.0]


def test_a_ratio_is_null_where_it_means_nothing_in_most_draws() -> None:
    part, whole = np.arange(4.0), np.array([1.0, -1.0, -1.0, 2.0])
    assert summaries.ratio(part, whole, whole > 0, "with a gain") is None
    found = summaries.ratio(part, np.array([1.0, 1.0, -1.0, 2.0]), np.array([True, True, False, True]), "with a gain")
    assert found is not None and "75%" in found["why"]


def test_a_number_that_is_not_finite_is_caught() -> None:
    with pytest.raises(ValueError, match=r"a\[1\].b is not finite"):
        summaries.no_nan({"a": [1.0, {"b": float("inf")}]})


def test_missions_count_in_service_by_the_sexes_of_workers_and_in_no_head(counted: Tally) -> None:
    more = np.zeros_like(counted.service_per_head)
    more[:, :, 2] = 30.0
    with_them = replace(counted, missions=counted.missions + more)
    name, people = "effective_density_per_10k", counted.facts.population.sum(axis=1)
    gained = outcomes.value(name, with_them) - outcomes.value(name, counted)
    assert gained == pytest.approx(1e4 * 60.0 / people)  # thirty doctors and thirty nurses
    by_sex = [outcomes.value(name, with_them, sex=s) - outcomes.value(name, counted, sex=s) for s in SEXES]
    assert sum(by_sex) == pytest.approx(gained) and all(np.all(part > 0) for part in by_sex)
    assert outcomes.value("workers", with_them) == pytest.approx(outcomes.value("workers", counted))


def test_tasks_by_year_change_service_in_their_years_alone(counted: Tally) -> None:
    tasks = np.ones((YEARS, 4, DRAWS))
    tasks[5:] = 0.5
    halved = replace(counted, facts=replace(counted.facts, task=tasks))
    name = "effective_density_per_10k"
    assert outcomes.value(name, halved)[:5] == pytest.approx(outcomes.value(name, counted)[:5])
    assert outcomes.value(name, halved)[5:] == pytest.approx(0.5 * outcomes.value(name, counted)[5:])
