"""For whom a lever is: figures by hand, the word of a party, and what must hold whatever the size of a lever."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from lever_runs import BUDGET, CARDS, DEMAND, POLICY, runner_of, runner_of_uses
from settings import DRAWS

from braingain.analysis import for_whom as who
from braingain.analysis.for_whom import BOTH, GAINS, LOSES, NO_CHANGE, NOT_KNOWN
from braingain.policy.costs import PairedRun, costs_of
from braingain.policy.parts import LeverUse, Part

SHAPE = (3, 4)  # years, draws
WEIGHTS = np.array([[0.0], [1.0], [0.5]])
SUMS = who.Sums(WEIGHTS, at=1)


def flat(value: float) -> np.ndarray:
    return np.full(SHAPE, value)


def costs(outlay: dict[str, float], receipts: dict[str, float]) -> dict[str, Any]:
    """The same money in all years and draws."""
    of = {"outlay": outlay, "receipts": {"origin_budget": 0.0} | receipts}
    return {kind: {name: flat(value) for name, value in found.items()} for kind, found in of.items()}


def record(money: dict[str, Any], before: dict[str, float], after: dict[str, float]) -> dict[str, Any]:
    """A row's record where each run has the same number in all years and draws; ``sent`` is what is sent home."""
    sent = flat(before.pop("sent", 0.0)), flat(after.pop("sent", 0.0))
    abroad = {name: flat(v) for name, v in before.items()}, {name: flat(v) for name, v in after.items()}
    return who.for_whom(money, {"workers": flat(7.0), who.SERVICE: flat(0.0)}, sent, abroad, SUMS)


def middle(found: dict[str, Any], party: str, name: str) -> float:
    return float(found[party]["figures"][name]["difference"]["median"])


def test_a_bond_by_hand() -> None:
    """The treasury pays 10 a year and gets fines of 4; 3 fewer send 6 less; incomes abroad fall by 30; posts run there."""
    money = costs({"origin_budget": 10.0}, {"origin_budget": 4.0})
    there = {who.WORKERS_THERE: 50.0, who.INCOME: 900.0, who.POSTS_THERE: 20.0, "sent": 100.0}
    fewer = {who.WORKERS_THERE: 47.0, who.INCOME: 870.0, who.POSTS_THERE: 22.0, "sent": 94.0}
    found = record(money, there, fewer)
    assert middle(found, "origin", "workers") == 7.0
    assert middle(found, "origin", "treasury") == 1.5 * (4.0 - 10.0)
    assert middle(found, "origin", "households") == 1.5 * (94.0 - 100.0)
    assert middle(found, "destination", who.WORKERS_THERE) == 47.0 - 50.0
    assert middle(found, "destination", who.POSTS_THERE) == 22.0 - 20.0
    assert middle(found, "destination", "money") == 0.0
    assert middle(found, "migrant", who.INCOME) == 1.5 * -30.0
    assert middle(found, "migrant", "paid") == 1.5 * 4.0
    assert middle(found, "migrant", "net_income") == 1.5 * -34.0
    assert [found[party]["verdict"] for party in who.PARTIES] == [BOTH, LOSES, LOSES]
    assert found["destination"]["rests_on"] == [who.POSTS_THERE, "money"]
    assert all(one["status"] == "simulated" for party in who.PARTIES for one in found[party]["figures"].values())


def test_what_one_pays_another_receives() -> None:
    receipts = {"origin_budget": 4.0, "visa_fees": 3.0, "compensation.destination_budget": 5.0}
    money = costs({"destination_budget": 8.0, "donor": 2.0}, receipts)
    found = record(money, {"sent": 100.0, who.WORKERS_THERE: 1.0}, {"sent": 90.0, who.WORKERS_THERE: 1.0})
    nets = {name: interval["median"] / 1.5 for name, interval in found["accounts"].items()}
    assert sum(nets.values()) == pytest.approx(0.0, abs=1e-12) and found["largest_imbalance"] < 1e-12
    assert nets["origin_budget"] == pytest.approx(4.0 + 5.0)
    assert nets["destination"] == pytest.approx(3.0 - 8.0)
    assert nets["donor"] == pytest.approx(-2.0)
    assert nets["migrant"] == pytest.approx(10.0 - 4.0 - 3.0)
    assert nets["origin_households"] == pytest.approx(-10.0)
    assert nets["providers"] == pytest.approx(8.0 - 5.0 + 2.0)
    assert middle(found, "migrant", "paid") == pytest.approx(1.5 * 7.0)


def test_what_a_run_does_not_hold_is_null_with_its_reason() -> None:
    found = record(costs({}, {}), {who.WORKERS_THERE: 5.0, who.INCOME: 1.0}, {who.WORKERS_THERE: 6.0})
    destination, migrant = found["destination"], found["migrant"]
    assert destination["figures"][who.POSTS_THERE] is None
    assert destination["why_none"] == {who.POSTS_THERE: who.MARKET_ON_ITS_PATH}
    assert (destination["verdict"], destination["rests_on"]) == (GAINS, [who.WORKERS_THERE, "money"])
    assert (migrant["figures"]["net_income"], migrant["verdict"]) == (None, NOT_KNOWN)
    assert migrant["why_none"] == {who.INCOME: who.ON_CONTRACTS, "net_income": who.ON_CONTRACTS}


@pytest.mark.parametrize(
    ("gain", "word"),
    [
        (np.zeros(40), NO_CHANGE),
        (np.r_[np.zeros(39), 1.0], NO_CHANGE),
        (np.r_[np.zeros(20), np.ones(20)], NOT_KNOWN),
        (np.linspace(-1.0, 9.0, 41), NOT_KNOWN),
        (np.linspace(-0.1, 9.9, 41), GAINS),
        (-np.linspace(-0.1, 9.9, 41), LOSES),
    ],
)
def test_a_word_goes_by_the_90_percent_interval(gain: np.ndarray, word: str) -> None:
    assert who.verdict(gain) == word


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ([GAINS, NO_CHANGE], GAINS),
        ([LOSES, NOT_KNOWN], LOSES),
        ([GAINS, LOSES, NO_CHANGE], BOTH),
        ([NO_CHANGE, NO_CHANGE], NO_CHANGE),
        ([NO_CHANGE, NOT_KNOWN], NOT_KNOWN),
    ],
)
def test_no_figure_outweighs_another(words: list[str], word: str) -> None:
    assert who.together(words) == word and word in who.VERDICTS


def of_a_run(parts: tuple[Part, ...], pair: PairedRun) -> tuple[dict[str, Any], tuple[who.Values, who.Values]]:
    """The record of a small run, in which each of those abroad sends home a hundred a year; and what it holds of them."""
    abroad = tuple(
        who.abroad_of(run, parts, pair, dials, DRAWS)
        for run, dials in ((pair.baseline, None), (pair.package, pair.dials))
    )
    filled = np.asarray(pair.package.filled) - np.asarray(pair.baseline.filled)
    sent = tuple(100.0 * held[who.WORKERS_THERE] for held in abroad)
    paid = costs_of(parts, pair)
    years = len(filled)
    sums = who.Sums(np.ones((years, 1)), years - 1)
    home = {"workers": filled.sum(axis=(1, 2)), who.SERVICE: 0.0 * sent[0]}
    money = {"outlay": paid.outlay, "receipts": paid.receipts}
    return who.for_whom(money, home, (sent[0], sent[1]), sums=sums, abroad=(abroad[0], abroad[1])), (
        abroad[0],
        abroad[1],
    )


LEVERS = ("return_incentive", "bonding", "visa_cap", "destination_pay")


@cache
def small() -> dict[str, Any]:
    """Some levers in a small country."""
    runner = runner_of(DEMAND, LEVERS)
    return {name: (runner.paired(name), of_a_run(runner.plan.packages[name], runner.paired(name))) for name in LEVERS}


def income_by_hand(pair: PairedRun, run: Any, dials: Any) -> np.ndarray:
    """Net pay there less pay at home, of the people of each cadre in each place. (year, draw)"""
    c, paths = pair.setting.world.constants, pair.setting.world.paths
    people = np.asarray(run.abroad).sum(axis=2)
    years, cadres, places, draws = people.shape
    there = np.broadcast_to(np.asarray(c.income_abroad) * (1 - np.asarray(c.tax_abroad)), (cadres, places, draws))
    here = np.broadcast_to(c.income_home, (cadres, draws))
    pay_here = np.broadcast_to(paths.pay, (years, cadres))
    pay_there = np.broadcast_to(paths.pay_abroad, people.shape)
    raised = np.broadcast_to(dials.pay_abroad_raise if dials else 0.0, people.shape)
    total = np.zeros((years, draws))
    for t in range(years):
        for k in range(cadres):
            for d in range(places):
                each = there[k, d] * pay_there[t, k, d] * (1 + raised[t, k, d]) - here[k] * pay_here[t, k]
                total[t] += people[t, k, d] * each
    return total


@pytest.mark.parametrize("lever", LEVERS)
def test_a_row_of_a_run_by_hand(lever: str) -> None:
    """Income gained by those abroad, added up place by place, and accounts that cancel in every draw."""
    pair, (found, abroad) = small()[lever]
    gained = income_by_hand(pair, pair.baseline, None), income_by_hand(pair, pair.package, pair.dials)
    for held, total in zip(abroad, gained, strict=True):
        assert held[who.INCOME] == pytest.approx(total, rel=1e-9)
    difference = np.median((gained[1] - gained[0]).sum(axis=0))
    assert middle(found, "migrant", who.INCOME) == pytest.approx(difference, rel=1e-6, abs=1e-3)
    assert found["largest_imbalance"] < 1e-9


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("shape", [BUDGET, DEMAND])
def test_a_lever_at_zero_dose_changes_nothing_for_anybody(lever: str, shape: int) -> None:
    zero = {dose.name: 0.0 for dose in CARDS[lever].doses if dose.amplitude}
    assert zero
    runner = runner_of_uses(shape, {lever: LeverUse(lever, POLICY, doses=zero)})
    found, _ = of_a_run(runner.plan.packages[lever], runner.paired(lever))
    assert {found[party]["verdict"] for party in who.PARTIES} == {NO_CHANGE}
    assert all(interval["p05"] == interval["p95"] == 0 for interval in found["accounts"].values())


def test_who_comes_home_for_an_incentive_earns_less_than_abroad_and_sends_less() -> None:
    pair, (found, abroad) = small()["return_incentive"]
    fewer = abroad[1][who.WORKERS_THERE] - abroad[0][who.WORKERS_THERE]
    assert fewer.max() <= 1e-9 and fewer.min() < 0
    paths, c = pair.setting.world.paths, pair.setting.world.constants
    net = np.asarray(c.income_abroad) * (1 - np.asarray(c.tax_abroad)) * np.asarray(paths.pay_abroad)
    richer = bool(np.all(net > np.asarray(c.income_home)[:, None] * np.asarray(paths.pay)[:, None, None]))
    if richer:
        assert found["migrant"]["figures"]["net_income"]["difference"]["p95"] <= 0
    assert found["origin"]["figures"]["households"]["difference"]["p95"] <= 0
    assert found["destination"]["figures"][who.WORKERS_THERE]["verdict"] in (LOSES, NOT_KNOWN)


def test_better_pay_there_is_income_of_those_who_are_there() -> None:
    """A raise is counted: the same people at the pay of the path would have gained less."""
    pair, (_, abroad) = small()["destination_pay"]
    at_path = who.abroad_of(pair.package, (), pair, None, DRAWS)[who.INCOME]
    assert np.all(abroad[1][who.INCOME] >= at_path) and np.any(abroad[1][who.INCOME] > at_path)
    assert who.POSTS_THERE in abroad[1] and who.POSTS_THERE in abroad[0]
