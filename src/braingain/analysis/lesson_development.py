"""The lesson that people do not move less where a country grows rich: one country grown richer, and all countries as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from braingain.analysis import runs
from braingain.analysis.lesson import Beside, Found, lesson
from braingain.analysis.lesson_trials import Trials
from braingain.analysis.runs import Block
from braingain.analysis.scenario import Override, Scenario
from braingain.analysis.world_exits import LEAST_COUNTRIES, LEAST_OF_START, Exits, gross_exits
from braingain.foundation.vocabulary import INCOME_GROUPS
from braingain.model.containers import Yearly
from braingain.policy.apply import apply
from braingain.policy.setting import Setting

TIMES = 2.0  # income per head over its own path at the horizon
LAST_YEARS = 5  # that are read
CLINICAL = slice(0, 2)  # doctors and nurses
FOR_WORKERS = 100.0
WAYS = {
    "out": "people who leave",
    "back": "people who come back",
    "onward": "people who move on to a third country",
    "in": "foreign-trained who arrive",
}
WORLD_DRAWS, WORLD_HORIZON = 5, 2040
Moves = dict[str, np.ndarray]


@lesson(
    seed_line=65,
    claim="Movement does not slow down as a country develops.",
    experiment="Income per head grows to twice its own path from the first year of policy to the horizon, by the same factor each year; public "
    "spending grows with it, posts, demand and seats as the model has them follow, and pay gains on pay abroad as pay follows income "
    "(pay_path_elasticity). All else is as without it. Counted are doctors and nurses who leave, come back, move on and arrive, a year, "
    "for 100 at work, in the last five years, less the same on the country's own path.",
    unit="moves a year for 100 at work, difference",
    conditions=("as many move, or more, where income has doubled",),
    limits="The model holds what a smaller gap of pay and more posts do. What makes people of richer countries move more, languages, networks "
    "of schools, recruiters, means to go, is not tied to income in it, so that it can find less movement more easily than more.",
)
def development(trials: Trials) -> Found:
    """Gross movements of a country at twice its income, less those on its own path."""
    usual, richer = (trials.again(trials.horizon, {"gdp_per_head": income(trials, times)}) for times in (1.0, TIMES))
    kept = trials.in_blocks(lambda one, other: moves_of_both(one, other, trials), usual, richer)
    more = {way: kept["richer"][way] - kept["usual"][way] for way in WAYS}
    whole = np.asarray(np.sum(list(more.values()), axis=0))
    before = np.asarray(np.sum([kept["usual"][way] for way in WAYS], axis=0))
    beside = {
        "on_its_own_path": Beside("moves a year for 100 at work on the country's own path", "per 100 workers", before),
        **{way: Beside(f"{text}, difference", "per 100 workers", more[way]) for way, text in WAYS.items()},
        "workers": Beside("doctors and nurses at work over those on the own path", "ratio", kept["workers"]),
    }
    notes = ["income grows alike in all draws here: its own uncertainty is taken out of both runs"]
    return Found(whole, [whole], beside, notes, more={"by_income_group": by_income_group(trials)})


def income(trials: Trials, times: float) -> Override:
    """Income per head by year, the median of its own path and that times a factor that grows to ``times`` at the horizon. [intl $]"""
    from braingain.baseline.paths import economy

    scenario, context = trials.worlds.scenario, trials.worlds.context
    rows = scenario.horizon + 2 - scenario.start
    own = np.median(economy(context, trials.worlds.drawn, rows, {}).gdp_per_head, axis=1)
    years = scenario.start + np.arange(rows + 1)
    values = context.value("gdp_per_head") * own * raised(years, trials, times)
    return Override(
        tuple(float(v) for v in values), f"{times:g} times its own path by {scenario.horizon}", tuple(map(int, years))
    )


def raised(years: np.ndarray, trials: Trials, times: float) -> np.ndarray:
    """Income over its own path by year: 1 before the first year of policy, ``times`` at the horizon and after, straight in logs."""
    part = (years - trials.policy_start) / (trials.horizon - trials.policy_start)
    return np.asarray(times ** np.clip(part, 0.0, 1.0))


def moves_of_both(one: Block, other: Block, trials: Trials) -> dict[str, Any]:
    """Movements of the last years on the own path and at the higher income, and workers of the one over the other."""
    ratio = raised(one.setting.years, trials, TIMES)
    usual = _run(one.setting, one)
    better = with_pay(other.setting, ratio[:, None] ** np.asarray(one.parameters["pay_path_elasticity"]))
    richer = _run(better, other)
    rows = slice(trials.row(trials.horizon) + 1 - LAST_YEARS, trials.row(trials.horizon) + 1)
    at_work = [np.asarray(run.filled)[rows, CLINICAL].sum(axis=(1, 2)).mean(axis=0) for run in (usual, richer)]
    found = {"usual": moves(usual, one.setting, rows), "richer": moves(richer, better, rows)}
    return {name: {way: v[: one.real] for way, v in of.items()} for name, of in found.items()} | {
        "workers": (at_work[1] / at_work[0])[: one.real]
    }


def with_pay(setting: Setting, factor: np.ndarray) -> Setting:
    """The setting with pay at home over what income alone gives it, so that it gains on pay abroad. ``factor``: (year, draw)"""
    paths = setting.world.paths
    return runs.with_world(setting, setting.world._replace(paths=paths._replace(pay=np.asarray(paths.pay) * factor)))


def _run(setting: Setting, block: Block) -> Yearly:
    return runs.simulate(setting, apply((), block.parameters, setting))


def moves(run: Yearly, setting: Setting, rows: slice) -> Moves:
    """Doctors and nurses who move, by way, for 100 at work, a year: mean of some rows. (draw) each"""
    c = setting.world.constants
    stock = np.asarray(run.foreign)[:, CLINICAL]
    before = np.concatenate(
        [np.broadcast_to(np.asarray(setting.world.state.foreign)[CLINICAL], stock[0].shape)[None], stock[:-1]]
    )
    arriving = stock - before * (1.0 - np.asarray(c.foreign_exit)[CLINICAL])
    people = {
        "out": np.asarray(run.emigrants)[:, CLINICAL].sum(axis=(1, 2)),
        "back": np.asarray(run.returns)[:, CLINICAL].sum(axis=(1, 2)),
        "onward": np.asarray(run.onward)[:, CLINICAL].sum(axis=(1, 2)),
        "in": arriving.sum(axis=1),
    }
    at_work = np.asarray(run.filled)[:, CLINICAL].sum(axis=(1, 2))
    return {way: (FOR_WORKERS * moved[rows] / at_work[rows]).mean(axis=0) for way, moved in people.items()}


def by_income_group(trials: Trials) -> list[dict[str, Any]]:
    """Doctors abroad and from abroad at the start by income group, medians of the countries where each is measured."""
    from braingain.baseline.corridors import world_at
    from braingain.baseline.stocks import foreign_share

    world = world_at(trials.worlds.store, trials.worlds.scenario.start)
    rows = []
    for group in INCOME_GROUPS:
        members = [code for code, of in world.groups.items() if of == group and code in world.leaving]
        away = [world.leaving[code].share for code in members if not world.leaving[code].why_not]
        shares = [foreign_share(world.tables, code, "doctor", world.start) for code in members]
        known = [float(share.value or 0.0) for share in shares if share.method == "reported"]
        rows.append(
            {
                "income_group": group,
                "countries_abroad_share": len(away),
                "abroad_share_median": median(away) if away else None,
                "countries_foreign_trained_share": len(known),
                "foreign_trained_share_median": median(known) if known else None,
            }
        )
    return rows


@lesson(
    seed_line=65,
    claim="High-income countries keep losing workers whom they trained.",
    experiment="All countries together without policy, five draws, to 2040: the share of own-trained doctors of high-income countries who leave in "
    "the last year, over that of the first year. The bounds are those of docs/verification/world.md.",
    unit="last year over first, all of them together",
    conditions=(
        "together they keep at least half of the first year's share",
        "at least nine in ten of them keep half of theirs, and leave the floor of one doctor in a hundred in forty years",
    ),
    limits="The first year's shares come of evidence, not of the run; why some countries lose less is not known.",
    many_countries=True,
)
def development_everywhere(trials: Trials) -> Found:
    """Whether doctors go on leaving high-income countries, from the run of all countries."""
    scenario = trials.worlds.scenario
    world = Scenario("lessons world", "", scenario.start, WORLD_HORIZON, WORLD_DRAWS, scenario.seed)
    return of_exits(gross_exits(replace(world, world=True)))


def of_exits(exits: Exits) -> Found:
    """What is found from those who leave high-income countries."""
    ratio = exits.last_together / exits.first_together
    kept = np.array([exits.kept])
    more: Mapping[str, Any] = {"countries": list(exits.countries), "halved": list(exits.halved)}
    beside = {"kept": Beside("of those countries, the share that keep their exits", "share", kept)}
    return Found(ratio, [ratio - LEAST_OF_START, kept - LEAST_COUNTRIES], beside, more=more)
