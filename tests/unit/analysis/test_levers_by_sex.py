"""Levers for women or men alone, through a scenario file: they act on those named, and others say why they cannot."""

from __future__ import annotations

import numpy as np
import pytest
from raw_runs import runner_of, scenario_text

from braingain.analysis.scenario import parse_scenario
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import SEXES
from braingain.model.containers import FEMALE, MALE, RURAL_POSTS, WORK
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.levers import load_levers
from braingain.policy.narrowing import acts_by_sex

CARDS = load_levers()
CAN = {
    "expand_training", "train_for_local_market", "rural_recruitment", "rural_package", "compulsory_service", "gender_package"
}  # fmt: skip
FIELDS = {"expand_training": "build_years = 1\nposts_funded_share = 0", "train_for_local_market": "build_years = 0"}
# What is counted: students admitted, people who owe service, else own-trained people in rural public posts, or at work.
COUNTED = {"expand_training": "intake", "train_for_local_market": "intake", "compulsory_service": "obliged"}
BOTH = [(lever, sex) for lever in sorted(CAN) for sex in SEXES if (lever, sex) != ("gender_package", "male")]


def pair_of(lever: str, sex: str) -> tuple[PairedRun, float]:
    """A lever for one sex beside its baseline, and what it costs."""
    packages = [(f"{one} {which}", one, FIELDS.get(one, "") + f'\nsexes = ["{which}"]') for one, which in BOTH]
    runner = runner_of(scenario_text(packages, horizon=2028))
    name = f"{lever} {sex}"
    pair = runner.paired(name)
    return pair, float(costs_of(runner.plan.packages[name], pair).total.sum())


def gained(run: PairedRun, lever: str) -> np.ndarray:
    """What women and men gain over all years and draws: (sex,)."""
    field = COUNTED.get(lever, "home")
    change = np.asarray(getattr(run.package, field)) - np.asarray(getattr(run.baseline, field))
    if field == "home":
        change = change[:, :, :, WORK] if lever == "gender_package" else change[:, :, :, RURAL_POSTS[0]]
    return np.asarray(np.moveaxis(change, 2, 0)).reshape(len(SEXES), -1).sum(axis=1)


def test_the_levers_that_can_are_these() -> None:
    assert {id for id, card in CARDS.items() if acts_by_sex(card)} == CAN
    assert not acts_by_sex(CARDS["gender_package"], ["male"])


@pytest.mark.parametrize(("lever", "sex"), [one for one in BOTH if one[0] != "rural_recruitment"])
def test_a_lever_for_one_sex_acts_on_that_sex(lever: str, sex: str) -> None:
    """The others gain less, or lose where they share posts."""
    run, cost = pair_of(lever, sex)
    one = SEXES.index(sex)
    change = gained(run, lever)
    assert change[one] > 1.0
    assert change[1 - one] < 0.5 * change[one]
    assert cost > 0


@pytest.mark.parametrize("sex", SEXES)
def test_a_quota_of_rural_applicants_is_within_the_sex_named(sex: str) -> None:
    """Background is in no record: read off what the run is given."""
    weight = np.asarray(pair_of("rural_recruitment", sex)[0].dials.admission_weight)[2021 - 2018]
    one = SEXES.index(sex)
    rural, urban = weight[:, one, 0], weight[:, one, 1]
    assert np.all(rural[:2] > 1) and np.all(urban[:2] < 1)
    assert np.all(weight[:, 1 - one] == 1)


@pytest.mark.parametrize("sex", SEXES)
def test_service_is_owed_by_those_named_alone(sex: str) -> None:
    run, _ = pair_of("compulsory_service", sex)
    obliged = np.asarray(run.package.obliged)
    assert not obliged[:, :, 1 - SEXES.index(sex)].any()


def test_seats_for_women_admit_as_many_women_more() -> None:
    """In the first year in which the seats are open; men are as many as before."""
    run, _ = pair_of("expand_training", "female")
    row = 2021 - 2018
    more = (np.asarray(run.package.intake) - np.asarray(run.baseline.intake))[row].sum(axis=2)  # (cadre, sex, draw)
    seats = (np.asarray(run.package.capacity) - np.asarray(run.baseline.capacity))[row, :, 0]
    assert np.all(seats[1] > 1)
    assert more[1, FEMALE] == pytest.approx(seats[1], rel=0.1)
    assert np.all(np.abs(more[1, MALE]) < 0.1 * more[1, FEMALE])


def test_a_package_for_women_costs_what_women_get() -> None:
    """Conditions of one sex alone are paid for that sex: both together are the whole."""
    whole = runner_of(scenario_text([("all", "rural_package", "")], horizon=2028))
    money = float(costs_of(whole.plan.packages["all"], whole.paired("all")).total.sum())
    parts = [pair_of("rural_package", sex)[1] for sex in SEXES]
    assert min(parts) > 0.1 * money
    assert sum(parts) == pytest.approx(money, rel=0.05)  # other people fill the posts


@pytest.mark.parametrize(
    ("lever", "sexes", "why"),
    [
        ("health_pay", '["female"]', "it pays posts, and a post is neither a woman's nor a man's"),
        ("bonding", '["male"]', "it counts women and men of a cadre together"),
        ("visa_cap", '["female"]', "it acts on recruiters, borders or schools abroad"),
    ],
)
def test_others_say_why_not_and_which_levers_can(lever: str, sexes: str, why: str) -> None:
    with pytest.raises(BraingainError) as error:
        parse_scenario(scenario_text([(lever, lever, f"sexes = {sexes}")]).encode(), "test.toml")
    (problem,) = error.value.problems
    assert problem.what.startswith(f"this lever cannot be limited to women or men: {why}")
    assert problem.do.startswith("leave sexes out, or take one of expand_training, ")
    assert all(name in problem.do for name in CAN)


def test_a_lever_that_is_womens_says_so_and_does_not_advise_itself() -> None:
    text = scenario_text([("G", "gender_package", '\nsexes = ["male"]')], horizon=2028)
    with pytest.raises(BraingainError) as raised:
        parse_scenario(text.encode(), "a.toml")
    (line,) = (problem.line() for problem in raised.value.problems)
    assert "a pay gap that is closed is women's" in line
    assert 'write sexes = ["female"]' in line and "take one of" not in line
