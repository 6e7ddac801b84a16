"""The lessons on what money buys: several levers or one, deploying people or holding them, a bar to leaving or an incentive to stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.equal_cost import Matched, cost_shares, matched, within
from braingain.analysis.lesson import Beside, Found, NotTried, lesson
from braingain.analysis.lesson_trials import Measured, Trials, both, even_service, value
from braingain.analysis.runs import Runner
from braingain.model.containers import IRREGULAR
from braingain.policy.parts import Part

MONEY = 0.10  # of the public wages of no new policy
LEVERS = ("expand_training", "health_pay", "workload", "rural_supplement", "rural_package")
RESTRICTIVE = ("exit_restriction", "bonding", "compulsory_service")
OBSTACLE, INCENTIVE = "exit_restriction", "health_pay"
LARGEST = 3  # levers of a package
PERCENT = 100.0
GAIN, COST = "gain", "cost"
LITTLE = "little"  # the name of the best package at the money of the best restrictive lever


@lesson(
    seed_line=66,
    claim="Packages of several measures that put people where they are needed do more than one measure, and more than holding people back.",
    experiment="Five levers (more training, better pay, more posts, a rural supplement, a rural package), one alone, two or three together, each "
    "package for 10 % of what the country pays in public wages without new policy, from the first year of policy to the horizon, shared alike "
    "by its levers; three restrictive levers (refusal to let go, bonds, compulsory service) at their largest doses within that money. "
    "Doses are scaled until the measured cost fits. Measured is service for 10 000 people as the mean person has it, in logs, so that a "
    "worker weighs twice as much where there are half as many; its mean over those years. The best of each kind is that with the largest median.",
    unit="% more service, best package less best lever alone",
    conditions=(
        "the best package of several gains more than the best lever alone",
        "the best that deploys gains more than the best restrictive lever can for that money",
        "the best that deploys gains more than the best restrictive lever at what the latter costs",
    ),
    limits="Five levers and three are a small set, and one objective among many. The best of twenty packages has more tries than the best of five "
    "levers. What a restriction does to trust in public service is not in the model.",
)
def packages_beat_one(trials: Trials) -> Found:
    """The best package of several levers beside the best lever alone and the best restrictive one, at equal money."""
    free, bars, out = _chosen(trials)
    singles, several = _alone(free), _together(free)
    at = matched(trials, singles | several, dict.fromkeys([*singles, *several], MONEY)) | within(trials, bars, MONEY)
    kept = _run(trials, at)
    gains = {name: of[GAIN] for name, of in kept.items()}
    one, many, bar = (best(gains, names) for names in (singles, several, bars))
    deploys = best(gains, [one, many])
    less = _at_cost_of(trials, at[deploys], at[bar])
    cheap = _run(trials, {LITTLE: less})[LITTLE][GAIN]
    beside = {
        "best_alone": Beside(f"{one} alone", "% more service", gains[one]),
        "best_package": Beside(f"{many}", "% more service", gains[many]),
        "best_restrictive": Beside(f"{bar}, which reaches {_of(at[bar])}", "% more service", gains[bar]),
        "deploying_for_little": Beside(f"{deploys} for {_of(less)}, as the last", "% more service", cheap),
    }
    conditions = [gains[many] - gains[one], gains[deploys] - gains[bar], cheap - gains[bar]]
    tried = [_record(name, found, kept[name]) for name, found in at.items()]
    return Found(
        conditions[0],
        conditions,
        beside,
        [*out, *_short(at)],
        tuple(dict.fromkeys([*at[one].levers, *at[many].levers, *at[bar].levers])),
        {"money": {"share_of_public_wages": MONEY}, "packages": tried},
    )


def _chosen(trials: Trials) -> tuple[list[str], list[str], list[str]]:
    """Levers that apply here, restrictive ones that do, and what was left out, with the reason."""
    reasons = {
        name: trials.refused(trials.parts(trials.use(name, to_horizon=True))) for name in (*LEVERS, *RESTRICTIVE)
    }
    free = [name for name in LEVERS if not reasons[name]]
    bars = [name for name in RESTRICTIVE if not reasons[name]]
    if len(free) < 2 or not bars:
        raise NotTried("fewer than two of its levers apply here, or no restrictive one")
    return free, bars, [f"{name} is left out: {why}" for name, why in reasons.items() if why]


def _alone(levers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {name: (name,) for name in levers}


def _together(levers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """All packages of two and of three levers."""
    sizes = range(2, LARGEST + 1)
    return {" + ".join(some): some for size in sizes for some in combinations(levers, size)}


def _run(trials: Trials, packages: Mapping[str, Matched]) -> dict[str, dict[str, np.ndarray]]:
    """What each package gains [%] and costs over public wages, in the years of policy. (draw) each"""

    def measure(runner: Runner, name: str, parts: tuple[Part, ...]) -> Measured:
        costs = cost_shares(runner, name, parts, trials.years)
        return {GAIN: gain(trials, runner, name, parts), COST: np.sum(list(costs.values()), axis=0)}

    return trials.measured({name: of.parts for name, of in packages.items()}, measure)


def gain(trials: Trials, runner: Runner, name: str, parts: Sequence[Part]) -> np.ndarray:
    """The objective of one package in one block. (draw) [%]"""
    more = both(runner.paired(name), runner, parts, even_service)[trials.years].mean(axis=0)
    return np.asarray(PERCENT * np.expm1(more))


def best(gains: Mapping[str, np.ndarray], names: Sequence[str] | Mapping[str, Any]) -> str:
    """The name with the largest median."""
    return max(names, key=lambda name: float(np.median(gains[name])))


def _at_cost_of(trials: Trials, package: Matched, other: Matched) -> Matched:
    """A package at what another one costs; as it is where that is not less."""
    if other.reached >= package.reached or other.reached <= 0:
        return package
    return matched(trials, {LITTLE: package.levers}, {LITTLE: other.reached})[LITTLE]


def _short(packages: Mapping[str, Matched]) -> list[str]:
    """Which packages do not spend the money, or spend more, with what they reach and why."""
    return [f"{name} reaches {_of(found)}{found.why}" for name, found in packages.items() if found.why]


def _of(found: Matched) -> str:
    return f"{PERCENT * found.reached:.3g} % of public wages"


def _record(name: str, found: Matched, of: Measured) -> dict[str, Any]:
    """One package that was tried: its doses, what it reached of its money, and what it gained."""
    return {
        "name": name,
        "levers": list(found.levers),
        "doses": found.doses(),
        "money_share": found.reached,
        "money_share_in_all_draws": summaries.interval(of[COST]),
        "gain": summaries.interval(of[GAIN]),
    }


@lesson(
    seed_line=68,
    claim="Obstacles to leaving hold few people, and do harm.",
    experiment="Leave to go abroad is refused with half the effort there can be, from the first year of policy to the horizon; beside it a raise of pay "
    "for health workers that costs the same in those years, both measured. Counted are years of doctors and nurses in posts that each gains, and "
    "people who leave on irregular ways.",
    unit="worker-years to the horizon, obstacle less incentive",
    conditions=(
        "the raise gains more worker-years than the obstacle at the same cost",
        "more people leave on irregular ways under the obstacle",
    ),
    limits="How much a refusal holds back is assumed (kappa_exit), and so is what irregular ways pay. Its cost is that of files and offices; what it "
    "costs those who may not go is not counted. That more leave on irregular ways follows from the mechanism wherever there is such a way, so that "
    "the claim is hardly ever found to be wrong in full. The right to leave a country is not for sale whatever the verdict says.",
)
def obstacles(trials: Trials) -> Found:
    """Refusal to let go beside a raise of pay of the same cost."""
    bar = trials.parts(trials.use(OBSTACLE, to_horizon=True))
    why = trials.refused(bar) or trials.refused(trials.parts(trials.use(INCENTIVE, to_horizon=True)))
    if why:
        raise NotTried(why)
    cost = {OBSTACLE: bar}
    spent = trials.measured(cost, lambda runner, name, parts: cost_shares(runner, name, parts, trials.years))
    money = float(np.median(spent[OBSTACLE][OBSTACLE]))
    if money <= 0:
        raise NotTried("the obstacle costs nothing here, so that no incentive can be had at its cost")
    raise_ = matched(trials, {INCENTIVE: (INCENTIVE,)}, {INCENTIVE: money})[INCENTIVE]
    kept = trials.measured({OBSTACLE: bar, INCENTIVE: raise_.parts}, lambda *given: moved(trials, *given))
    bars, pays = kept[OBSTACLE], kept[INCENTIVE]
    beside = {
        f"{name}.{lever}": Beside(f"{text}, {lever}", unit, of[name])
        for lever, of in kept.items()
        for name, (text, unit) in BESIDE.items()
    }
    worker_years = bars["worker_years"] - pays["worker_years"]
    conditions = [-worker_years, bars["irregular"]]
    notes = [
        f"both cost {PERCENT * money:.2g} % of public wages: a raise of {PERCENT * raise_.doses()[INCENTIVE]['raise_ratio']:.2g} %"
    ]
    return Found(worker_years, conditions, beside, notes, (OBSTACLE, INCENTIVE))


BESIDE = {  # what is said of each, and its unit
    "worker_years": ("worker-years gained to the horizon", "years"),
    "irregular": ("people who leave on irregular ways, all years", "persons"),
    "deskilled": ("people abroad below their skills at the horizon", "persons"),
    "returns": ("people who come back, all years", "persons"),
    "emigrants": ("people who leave, all years", "persons"),
    COST: ("cost over public wages", "share"),
    "idle": ("people at home without a post or outside the sector, at the horizon", "persons"),
}


def moved(trials: Trials, runner: Runner, name: str, parts: Sequence[Part]) -> Measured:
    """What a lever changes of who works, leaves and comes back, less no new policy. (draw) each"""
    pair, years = runner.paired(name), trials.years
    last = trials.row(trials.horizon)

    def change(field: str) -> np.ndarray:
        return np.asarray(getattr(pair.package, field)) - np.asarray(getattr(pair.baseline, field))

    def read(outcome: str) -> np.ndarray:
        return both(pair, runner, parts, value(outcome))

    return {
        "worker_years": read("workers")[years].sum(axis=0),
        COST: np.sum(list(cost_shares(runner, name, parts, years).values()), axis=0),
        "irregular": change("flows")[years][:, :, IRREGULAR].sum(axis=(0, 1, 2)),
        "deskilled": change("deskilled")[last].sum(axis=(0, 1)),
        "returns": read("returns_per_year")[years].sum(axis=0),
        "emigrants": read("emigrants_per_year")[years].sum(axis=0),
        "idle": (read("reserve") + read("left_sector"))[last],
    }
