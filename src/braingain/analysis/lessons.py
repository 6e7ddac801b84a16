"""The claims of the background paper as experiments on any country: result with interval, and a verdict by a rule set before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from braingain.analysis import (  # noqa: F401  (each enters its lessons into the list)
    lesson_causes,
    lesson_development,
    lesson_packages,
    lesson_partnerships,
    lesson_rural_pay,
    lesson_training,
)
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.lesson import LESSONS, RULE, Lesson, NotTried, lesson_record
from braingain.analysis.lesson_trials import Trials
from braingain.analysis.matrix import check_years
from braingain.analysis.runs import Progress
from braingain.analysis.scenario import POLICY_START, POLICY_YEARS, START_DEFAULT, Override, Scenario
from braingain.analysis.summaries import no_nan
from braingain.policy.levers import load_levers

DRAWS = 100
SCHEMA = "braingain/lessons/1"
ASK = "it runs all countries together, which takes minutes: ask with --world"


def claims() -> dict[str, Any]:
    """Every claim with its experiment and the conditions of its verdict, as JSON; nothing is run."""
    return {
        "schema": SCHEMA,
        "country": None,
        "rule": RULE,
        "lessons": [],
        "claims": [one.record() for one in in_order()],
    }


def in_order() -> list[Lesson]:
    """The lessons in the order of the paper."""
    return sorted(LESSONS.values(), key=lambda one: one.seed_line)


def lessons(
    country: str,
    draws: int = DRAWS,
    seed: int = 1,
    start: int = START_DEFAULT,
    policy_start: int = POLICY_START,
    horizon: int | None = None,
    world: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The lessons tried on one country, as JSON (``braingain/lessons/1``).

    Parameters
    ----------
    country : ISO alpha-3 code.
    start, policy_start, horizon : context year; first year of all levers; last year, ``policy_start`` + 20 by default.
    world : whether lessons that run all countries together are tried too.
    progress : called with lessons done, lessons in all and a word.

    Raises
    ------
    BraingainError
        For years that do not fit, and countries that are not known or lack what the model cannot do without.
    """
    horizon = policy_start + POLICY_YEARS if horizon is None else horizon
    check_years(start, policy_start, horizon)
    scenario = Scenario(f"lessons {country}", country, start, horizon, draws, seed)
    trials = trials_for(scenario, policy_start)
    tried, not_tried = _all_tried(trials, world, progress)
    return dict(no_nan(_head(trials) | {"lessons": tried, "not_tried": not_tried}))


def _head(trials: Trials) -> dict[str, Any]:
    """What was run: country, years, draws, edition, the rule of verdicts."""
    scenario = trials.worlds.scenario
    return {
        "schema": SCHEMA,
        "country": scenario.country,
        "start": scenario.start,
        "policy_start": trials.policy_start,
        "horizon": scenario.horizon,
        "draws": scenario.draws,
        "seed": scenario.seed,
        **trials.worlds.identity(),
        "rule": RULE,
    }


def trials_for(scenario: Scenario, policy_start: int) -> Trials:
    """What all experiments of a country share."""
    worlds = ensemble_for(scenario)

    def again(last: int, paths: Mapping[str, Override]) -> Ensemble:
        return ensemble_for(replace(scenario, horizon=last, paths=dict(paths)), worlds.store)

    return Trials(worlds, policy_start, again)


def _all_tried(
    trials: Trials, world: bool, progress: Progress | None
) -> tuple[list[Mapping[str, Any]], list[dict[str, str]]]:
    """Records of the lessons that could be tried, and of the others why not."""
    tried: list[Mapping[str, Any]] = []
    not_tried: list[dict[str, str]] = []
    everything = in_order()
    for number, one in enumerate(everything):
        if progress:
            progress(number, len(everything), one.id.replace("_", " "))
        found = ASK if one.many_countries and not world else _tried(one, trials)
        if isinstance(found, str):
            not_tried.append({"id": one.id, "claim": one.claim, "why": found})
        else:
            tried.append(found)
    if progress:
        progress(len(everything), len(everything), "done")
    return tried, not_tried


def _tried(one: Lesson, trials: Trials) -> Mapping[str, Any] | str:
    """A lesson's record, or why it cannot be tried on the country."""
    try:
        found = one.run(trials)
    except NotTried as reason:
        return str(reason)
    return lesson_record(one, found, evidence_of(found.levers, trials))


def evidence_of(levers: Sequence[str], trials: Trials) -> list[dict[str, Any]]:
    """How well each lever's effect is known, how far from the country it was studied, and whose rights it limits."""
    cards = [load_levers()[name] for name in levers]
    return [
        {
            "lever": card.id,
            "title": card.title,
            "grade": card.evidence.grade,
            "distance": trials.worlds.distance(card.evidence.effect),
            "rights_note": card.rights_note,
        }
        for card in cards
    ]
