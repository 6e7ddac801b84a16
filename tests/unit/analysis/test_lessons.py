"""Claims as experiments: the rule of verdicts, money that is really equal, mechanisms that make a result vanish, the command line."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from braingain.analysis import lesson_packages, lesson_rural_pay, lesson_training, runs
from braingain.analysis.equal_cost import (
    cost_shares,
    doses_at,
    half_way,
    largest_factor,
    matched,
    next_factors,
    shared_out,
    within,
)
from braingain.analysis.lesson import (
    FAILS,
    HOLDS,
    LESSONS,
    MIXED,
    NOT_SUPPORTED,
    OPEN,
    RULE,
    SUPPORTED,
    NotTried,
    in_words,
    standing,
    verdict,
)
from braingain.analysis.lesson_causes import part_of
from braingain.analysis.lesson_development import LAST_YEARS, TIMES, income, moves, of_exits, raised
from braingain.analysis.lesson_trials import Trials, even_service
from braingain.analysis.lessons import claims, lessons, trials_for
from braingain.analysis.outcomes import PER_10K, value
from braingain.analysis.runs import Runner
from braingain.analysis.scenario import Scenario
from braingain.analysis.world_exits import exits_of
from braingain.cli.lessons import _figures, _print
from braingain.cli.main import run
from braingain.policy.costs import costs_of, wage_bill
from braingain.policy.levers import load_levers

DRAWS, POLICY_START, HORIZON = 3, 2021, 2032
SUPPLEMENT, RAISE = "rural_supplement", "health_pay"
THE_THREE = {64, 65, 66}


@cache
def trials(country: str = "GHA") -> Trials:
    return trials_for(Scenario("lessons", country, 2018, HORIZON, DRAWS, 1), POLICY_START)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([np.linspace(1, 2, 20)], SUPPORTED),
        ([np.linspace(1, 2, 20), np.linspace(0.1, 1, 20)], SUPPORTED),
        ([np.linspace(-2, -1, 20)], NOT_SUPPORTED),
        ([np.zeros(20)], NOT_SUPPORTED),
        ([np.full(20, 1e-12)], NOT_SUPPORTED),
        ([np.linspace(-1, 1, 20)], MIXED),
        ([np.linspace(1, 2, 20), np.linspace(-2, -1, 20)], MIXED),
        ([np.linspace(-2, -1, 20), np.zeros(20)], NOT_SUPPORTED),
        ([np.array([0.2])], SUPPORTED),
    ],
)
def test_a_verdict_follows_from_the_draws_alone(conditions: list[np.ndarray], expected: str) -> None:
    assert verdict(conditions) == expected
    assert verdict([values[::-1] for values in conditions]) == expected


def test_what_holds_is_said_in_one_sentence() -> None:
    said = in_words(("more stay", "fewer wait"), [np.ones(4), np.array([1.0, -1.0, -1.0, -1.0])])
    assert said == "More stay in 100% of draws (holds); fewer wait in 25% of draws (open, between 5 and 95 %)."


def test_one_draw_of_sixteen_that_meets_a_claim_leaves_it_open() -> None:
    one = np.concatenate([np.full(15, -1.0), [5.0]])  # 6 % of draws
    assert verdict([one, np.full(16, -1.0)]) == MIXED
    assert in_words(("they gain",), [one]) == "They gain in 6% of draws (open, between 5 and 95 %)."
    near = np.array([-1e-3, 5.0, 6.0, 7.0])
    assert standing(near) == OPEN, "three draws of four are not 95 %, however near the fourth is"
    assert standing(np.concatenate([np.full(5, -1.0), np.ones(95)])) == HOLDS
    assert standing(np.concatenate([np.ones(5), np.full(95, -1.0)])) == FAILS
    many = np.concatenate([np.full(99, -1.0), [5.0]])
    assert verdict([many]) == NOT_SUPPORTED and in_words(("they gain",), [many]).endswith("1% of draws (fails).")


def test_every_claim_of_the_paper_says_what_is_asked_before_it_is_run() -> None:
    found = claims()
    assert found["schema"] == "braingain/lessons/1"
    assert {one["seed_line"] for one in found["claims"]} == set(range(64, 71))
    assert [one["id"] for one in found["claims"]] == list(dict.fromkeys(one["id"] for one in found["claims"]))
    for one in found["claims"]:
        assert one["claim"].endswith(".") and one["experiment"].endswith(".") and one["limits"].endswith(".")
        assert one["unit"] and one["conditions"] and one["rule"] == RULE
    assert {LESSONS[one["id"]].seed_line for one in found["claims"] if not one["many_countries"]} >= THE_THREE


def test_a_cause_that_adds_workers_does_not_make_leaving_a_smaller_cause_of_a_shortage() -> None:
    """In the second draw leaving takes 4 of 5, however many workers are trained beyond need."""
    parts = {
        "emigration": np.array([2.0, 4.0, 0.0, -1.0, -1.0]),
        "underproduction": np.array([-3.0, -100.0, 0.0, 0.0, 0.0]),
        "unfunded_posts": np.array([4.0, 0.0, 0.0, 0.0, 4.0]),
        "maldistribution": np.array([0.0, 0.0, 0.0, 0.0, 0.0]),
        "left_sector": np.array([2.0, 1.0, 0.0, 0.0, 0.0]),
    }
    assert part_of(parts) == pytest.approx([0.25, 0.8, 0.0, 0.0, -0.25])


def test_what_a_full_lever_leaves_goes_to_the_others() -> None:
    """A supplement can be 3.3 times its card's, a raise 7.5 times: 10 of the money for two, of which one takes 2."""
    cards = load_levers()
    full = largest_factor(cards[SUPPLEMENT])
    assert full == pytest.approx(1.0 / 0.3)
    assert largest_factor(cards[RAISE]) == pytest.approx(7.5)
    found = next_factors({SUPPLEMENT: full, RAISE: 1.0}, {SUPPLEMENT: 2.0, RAISE: 2.0}, 10.0)
    assert found == {SUPPLEMENT: full, RAISE: pytest.approx(4.0)}
    assert next_factors({SUPPLEMENT: 1.0, RAISE: 1.0}, {SUPPLEMENT: 2.5, RAISE: 10.0}, 10.0) == {
        SUPPLEMENT: pytest.approx(2.0),
        RAISE: pytest.approx(0.5),
    }


def test_parts_of_a_cost_add_up_to_the_median_of_the_whole() -> None:
    """Medians 1 and 2, of the whole 4: a third and two thirds of it."""
    found = shared_out({"a": np.array([0.0, 1.0, 2.0]), "b": np.array([2.0, 10.0, 2.0])})
    assert found == {"a": pytest.approx(4.0 / 3.0), "b": pytest.approx(8.0 / 3.0)}
    assert shared_out({"a": np.zeros(3)}) == {"a": 0.0}


def test_doses_keep_their_bounds_and_whole_years() -> None:
    cards = load_levers()
    assert doses_at(cards["bonding"], 1.3) == {"bond_years": 6.0}
    assert doses_at(cards["bonding"], 0.01) == {"bond_years": 1.0}
    assert doses_at(cards["exit_restriction"], 9.0) == {"restriction_effort_share": 1.0}
    assert doses_at(cards["expand_training"], 0.5) == {"seats_ratio": 0.2}  # not seats of a cadre without a school


def test_steps_half_as_long_end_where_one_lever_fills_another_s_posts() -> None:
    """The posts of a full lever cost as much as the other fills of them: whole steps go past the money for ever."""
    full = largest_factor(load_levers()[RAISE])

    def costs(factors: dict[str, float]) -> dict[str, float]:
        return {RAISE: 0.95 * factors[SUPPLEMENT], SUPPLEMENT: factors[SUPPLEMENT]}

    whole = half = {RAISE: full, SUPPLEMENT: 1.5}
    for _ in range(6):
        whole = next_factors(whole, costs(whole), 3.9)
        half = half_way(half, next_factors(half, costs(half), 3.9))
    assert abs(sum(costs(whole).values()) / 3.9 - 1.0) > 0.02 > abs(sum(costs(half).values()) / 3.9 - 1.0)


def test_equal_money_is_equal_as_the_runs_say() -> None:
    """Each package is run again, and its cost and the public wages are summed here; halves of the money are halves."""
    given = trials()
    packages = {SUPPLEMENT: (SUPPLEMENT,), RAISE: (RAISE,), "both": (SUPPLEMENT, RAISE)}
    found = matched(given, packages, dict.fromkeys(packages, 0.05))
    runner = Runner(given.worlds.block(0), runs.plan({name: of.parts for name, of in found.items()}, {}, given.setting))
    for name, of in found.items():
        pair = runner.paired(name)
        spent = costs_of(of.parts, pair).total[given.years].sum(axis=0)
        wages = wage_bill(pair.baseline, None, pair)[given.years].sum(axis=0)
        assert float(np.median(spent / wages)) == pytest.approx(0.05, rel=0.03)
        assert not of.short
    shares = cost_shares(runner, "both", found["both"].parts, given.years)
    for name in (SUPPLEMENT, RAISE):
        assert float(np.median(shares[name])) == pytest.approx(0.025, rel=0.1)  # medians of parts need not add up
    # more than a lever can spend: it is at its bound, and says so
    most = matched(given, {SUPPLEMENT: (SUPPLEMENT,)}, {SUPPLEMENT: 3.0})[SUPPLEMENT]
    assert most.doses() == {SUPPLEMENT: {"supplement_share": 1.0}}
    assert most.short and most.reached < 3.0
    bar = within(given, ["exit_restriction"], 0.05)["exit_restriction"]
    assert bar.doses() == {"exit_restriction": {"restriction_effort_share": 1.0}} and bar.short


def test_nothing_is_gained_by_nothing_and_draws_are_paired() -> None:
    given = trials()
    packages = {
        "none": given.parts(given.use(SUPPLEMENT, {"supplement_share": 0.0})),
        "one": given.parts(given.use(SUPPLEMENT)),
        "same": given.parts(given.use(SUPPLEMENT)),
    }
    found = lesson_packages_gains(given, packages)
    assert found["none"] == pytest.approx(np.zeros(DRAWS), abs=1e-9)
    assert np.array_equal(found["one"], found["same"]) and np.all(found["one"] != 0)
    assert found["one"].shape == (DRAWS,)


def lesson_packages_gains(given: Trials, packages: Any) -> dict[str, np.ndarray]:
    measured = given.measured(packages, lambda *of: {"gain": lesson_packages.gain(given, *of)})
    return {name: of["gain"] for name, of in measured.items()}


def test_a_worker_weighs_more_where_there_are_fewer() -> None:
    """Twice the density of one place is ln 2 times its people, wherever it is; doubling all is ln 2."""
    given = trials()
    runner = Runner(given.worlds.block(0), runs.plan({}, {}, given.setting))
    once, facts = runner.baseline(()), runner.block.facts
    found = even_service(once, runner.setting, facts)
    people = facts.population / facts.population.sum(axis=1, keepdims=True)
    halved = facts.__class__(**{**vars(facts), "population": facts.population * np.array([1.0, 1.0, 0.5])[:, None]})
    more = even_service(once, runner.setting, halved)
    shares = halved.population / halved.population.sum(axis=1, keepdims=True)
    density = [_density(once, runner.setting, facts, place) for place in ("capital", "urban", "rural")]
    assert found == pytest.approx(sum(people[:, i] * np.log(density[i]) for i in range(3)))
    doubled = [density[0], density[1], 2.0 * density[2]]
    assert more == pytest.approx(sum(shares[:, i] * np.log(doubled[i]) for i in range(3)))
    assert PER_10K == 1e4


def _density(yearly: Any, setting: Any, facts: Any, place: str) -> np.ndarray:
    from braingain.analysis.outcomes import tally

    return value("effective_density_per_10k", tally(yearly, setting, facts), place=place)


def test_no_graduate_is_lost_to_teachers_where_teachers_are_switched_off() -> None:
    given = trials("ZAF")
    parts = given.parts(given.use(lesson_training.SEATS))
    planned = runs.plan({"seats": parts}, {}, given.setting)
    block = given.worlds.block(0)
    on = lesson_training.graduates(given, Runner(block, planned), "seats", parts)
    switched = planned._replace(switches=runs.without(planned.switches, "teachers"))
    off = lesson_training.graduates(given, Runner(block, switched), "seats", parts)
    assert np.max(on["free"] - on["bound"]) > 1.0
    assert off["bound"] == pytest.approx(off["free"], abs=1e-9)
    assert off["free"] == pytest.approx(on["free"], abs=1e-9)


def test_nobody_leaves_irregularly_where_that_way_is_switched_off() -> None:
    given = trials()
    parts = given.parts(given.use(lesson_packages.OBSTACLE, to_horizon=True))
    planned = runs.plan({"bar": parts}, {}, given.setting)
    block = given.worlds.block(0)
    on = lesson_packages.moved(given, Runner(block, planned), "bar", parts)
    assert np.all(on["irregular"][:DRAWS] > 0) and np.all(on["emigrants"][:DRAWS] < 0)
    switched = planned._replace(switches=runs.without(planned.switches, "irregular"))
    off = lesson_packages.moved(given, Runner(block, switched), "bar", parts)
    assert np.max(np.abs(off["irregular"])) <= 1e-9


def test_a_supplement_that_is_paid_on_is_the_same_until_it_would_have_ended() -> None:
    given = trials()
    packages = {
        "short": given.parts(given.use(SUPPLEMENT)),
        "on": given.parts(given.use(SUPPLEMENT, to_horizon=True)),
        "none": given.parts(given.use(SUPPLEMENT, {"supplement_share": 0.0})),
    }
    found = given.measured(packages, lambda *of: lesson_rural_pay.gained(given, *of))
    assert found["short"]["early"] == pytest.approx(found["on"]["early"], rel=1e-9)
    assert np.all(found["short"]["early"] > 0)
    assert np.all(found["on"]["horizon"] > found["short"]["horizon"])
    assert max(np.max(np.abs(of)) for of in found["none"].values()) <= 1e-9


def test_income_doubles_by_the_horizon_and_not_before_policy() -> None:
    given = trials()
    usual, richer = (income(given, times) for times in (1.0, TIMES))
    years = np.array(usual.years)
    ratio = np.array(richer.value) / np.array(usual.value)
    assert ratio == pytest.approx(raised(years, given, TIMES))
    assert np.all(ratio[years <= POLICY_START] == 1.0)
    assert ratio[years == HORIZON] == pytest.approx(TIMES)
    assert np.all(np.diff(ratio[(years >= POLICY_START) & (years <= HORIZON)]) > 0)


def test_movements_are_those_of_the_run() -> None:
    """Who leaves over who works, by hand; arrivals are what the stock of foreign-trained gained and lost."""
    given = trials()
    setting = given.setting
    yearly = Runner(given.worlds.block(0), runs.plan({}, {}, setting)).baseline(())
    last = given.row(HORIZON)
    found = moves(yearly, setting, slice(last + 1 - LAST_YEARS, last + 1))
    rows = range(last + 1 - LAST_YEARS, last + 1)
    out = np.mean(
        [100.0 * yearly.emigrants[t, :2].sum(axis=(0, 1)) / yearly.filled[t, :2].sum(axis=(0, 1)) for t in rows], axis=0
    )
    assert found["out"] == pytest.approx(out)
    assert all(np.all(of >= 0) for of in found.values())


def test_all_countries_are_judged_by_the_bounds_of_the_page_of_the_world() -> None:
    """Two countries, one of which loses nearly all its leaving: together they keep half, nine in ten do not."""
    going = np.array([[[10.0], [10.0]], [[10.0], [1.0]]])
    found = of_exits(exits_of(("AAA", "BBB"), going, np.full((2, 2, 1), 100.0)))
    assert found.result == pytest.approx([0.55])
    assert [float(values[0]) for values in found.conditions] == pytest.approx([0.05, -0.4])
    assert found.more["halved"] == ["BBB"]
    assert verdict(found.conditions) == MIXED


def test_an_experiment_that_cannot_be_made_says_why() -> None:
    with pytest.raises(NotTried, match="Singapore"):
        LESSONS["rural_pay"].run(trials("SGP"))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("lessons", "GHX"), 1, "did you mean GHA (Ghana)?"),
        (("lessons", "GHA", "--horizon", "2030"), 1, "--horizon: 2030 is not between 2037 and 2060"),
        (("lessons", "GHA", "--policy-start", "2017"), 1, "--policy-start: 2017 is before --start 2018"),
        (("lessons", "GHA", "--draws", "0"), 2, "--draws"),
        (("lessons", "GHA", "--lesson", "x"), 2, "--lesson"),
    ],
)
def test_mistakes_are_said_and_end_as_they_should(
    arguments: tuple[str, ...], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (code, "")
    assert words in said.err
    assert code == 2 or len(said.err.strip().splitlines()) == 1


def test_without_a_country_the_claims_are_listed_and_nothing_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["lessons"])
    printed = " ".join(capsys.readouterr().out.split())
    assert not ended.value.code
    assert all(one["claim"] in printed for one in claims()["claims"])
    assert "The rule of every verdict" in printed
    with pytest.raises(SystemExit):
        run(["lessons", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found == claims() and found["lessons"] == []


def test_the_table_says_claim_result_verdict_and_rights(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    q = {"median": 0.25, "p05": -1234.5, "p25": 0.0, "p75": 1.0, "p95": 12.34}
    known = {"lever": "x", "title": "A bar", "grade": "weak", "distance": "far", "rights_note": "It limits leaving."}
    one = {
        "id": "bars", "claim": "Bars hold.", "why": "They do in 9% of draws.", "result": q, "unit": "persons",
        "verdict": "not_supported", "notes": ["one lever is left out"], "evidence": [known],
    }  # fmt: skip
    _print(
        {
            "country": "GHA",
            "draws": 3,
            "policy_start": 2027,
            "horizon": 2047,
            "grade": {"doctor": "B"},
            "lessons": [one],
            "not_tried": [{"claim": "Another.", "why": "no school"}],
        }
    )
    printed = capsys.readouterr().out
    for word in (
        "simulated",
        "Bars hold.",
        "0.25 (-1,230 to 12.3)",
        "not supported",
        "not tried: no school",
        "a bar weak",
    ):
        assert word in printed
    assert "Rights, a bar: It limits leaving." in printed
    assert "one of 3 is 33% of them, so a verdict may rest on it" in printed
    assert _figures(-1e-5) == "0"


@pytest.mark.slow
@pytest.mark.parametrize("country", ["GHA", "ZAF", "JAM", "GBR", "PHL", "MWI"])
def test_the_three_lessons_are_tried_on_every_country(country: str) -> None:
    found = lessons(country, 8)
    json.dumps(found, allow_nan=False)
    assert found["schema"] == "braingain/lessons/1"
    assert {one["seed_line"] for one in found["lessons"]} >= THE_THREE
    assert {one["id"] for one in found["lessons"]} | {one["id"] for one in found["not_tried"]} == set(LESSONS)
    for one in found["lessons"]:
        assert set(one["result"]) >= {"median", "p05", "p25", "p75", "p95"}
        assert one["verdict"] in (SUPPORTED, NOT_SUPPORTED, MIXED)
        lows = [condition["value"]["p05"] > 1e-9 for condition in one["conditions"]]
        highs = [condition["value"]["p95"] > 1e-9 for condition in one["conditions"]]
        assert one["verdict"] == (SUPPORTED if all(lows) else MIXED if any(highs) else NOT_SUPPORTED)
    (packages,) = [one for one in found["lessons"] if one["id"] == "packages_beat_one"]
    for one in packages["packages"]:
        if not set(one["levers"]) & set(lesson_packages.RESTRICTIVE):
            assert one["money_share"] <= 1.05 * lesson_packages.MONEY
