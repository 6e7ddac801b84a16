"""What a lesson is: a claim, the experiment that tries it, and the rule of its verdict, which is set before anything is run.

A lesson is one decorated function in a module ``lesson_*``: the decorator carries the words, the function runs the experiment
and gives back numbers by draw. The verdict is found here, by one rule for all, from nothing but those numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.rows import GONE

if TYPE_CHECKING:
    from braingain.analysis.lesson_trials import Trials

RULE = (
    "each condition is a number that is above 0 where the claim is right; it holds where it is above 0 in 95 % of draws or more, "
    "fails where it is in 5 % or fewer, and is open between; supported: every one holds; not supported: every one fails; mixed: "
    "anything else"
)
SUPPORTED, NOT_SUPPORTED, MIXED = "supported", "not_supported", "mixed"
HOLDS, FAILS, OPEN = "holds", "fails", "open"
MOST, FEWEST = 0.95, 0.05  # share of draws in which a condition is met that holds, or that fails
SAID = {HOLDS: "holds", FAILS: "fails", OPEN: "open, between 5 and 95 %"}


class NotTried(Exception):  # noqa: N818  (no error: a country where an experiment cannot be made)
    """Why an experiment cannot be made on a country, in words for a reader."""


@dataclass(frozen=True)
class Beside:
    """A number that stands beside a result: in words, its unit, and its values by draw."""

    text: str
    unit: str
    values: np.ndarray


@dataclass(frozen=True)
class Found:
    """What an experiment gives back.

    result : (draw,) the number that the terminal shows
    conditions : one (draw,) array for each condition of the lesson, in their order, above 0 where it holds
    beside : further numbers by name
    notes : what a reader must know of how it was run here
    levers : whose evidence the result rests on
    more : tables that are no numbers by draw
    """

    result: np.ndarray
    conditions: Sequence[np.ndarray]
    beside: Mapping[str, Beside] = field(default_factory=dict)
    notes: Sequence[str] = ()
    levers: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """A claim with its experiment in words, the unit of its result, and the conditions of its verdict.

    seed_line : the line of the list of requirements that the claim is from
    limits : what the model cannot say about it
    many_countries : whether it runs all countries together, and so only where that is asked for
    """

    id: str
    seed_line: int
    claim: str
    experiment: str
    unit: str
    conditions: tuple[str, ...]
    limits: str
    many_countries: bool
    run: Callable[[Trials], Found]

    def record(self) -> dict[str, Any]:
        """The words of a lesson, as JSON: all that is known before it is run."""
        return {
            "id": self.id,
            "seed_line": self.seed_line,
            "claim": self.claim,
            "experiment": self.experiment,
            "unit": self.unit,
            "conditions": list(self.conditions),
            "rule": RULE,
            "limits": self.limits,
            "many_countries": self.many_countries,
        }


LESSONS: dict[str, Lesson] = {}


def lesson(
    seed_line: int,
    claim: str,
    experiment: str,
    unit: str,
    conditions: Sequence[str],
    limits: str,
    many_countries: bool = False,
) -> Callable[[Callable[[Trials], Found]], Callable[[Trials], Found]]:
    """Enter a function into the list of lessons under its own name."""

    def enter(run: Callable[[Trials], Found]) -> Callable[[Trials], Found]:
        name = run.__name__
        LESSONS[name] = Lesson(name, seed_line, claim, experiment, unit, tuple(conditions), limits, many_countries, run)
        return run

    return enter


def verdict(conditions: Sequence[np.ndarray]) -> str:
    """The verdict by ``RULE``: of conditions by draw, each above 0 where it holds; what is smaller than rounding is 0."""
    found = {standing(values) for values in conditions}
    return SUPPORTED if found == {HOLDS} else NOT_SUPPORTED if found == {FAILS} else MIXED


def standing(values: np.ndarray) -> str:
    """Whether one condition holds, fails, or is open between the two. ``values``: (draw,)"""
    share = float(np.mean(values > GONE))
    return HOLDS if share >= MOST else FAILS if share <= FEWEST else OPEN


def in_words(texts: Sequence[str], conditions: Sequence[np.ndarray]) -> str:
    """One sentence that says in what share of draws each condition is met, and whether it holds, fails or is open by that."""
    said = [
        f"{text} in {_share(values)} of draws ({SAID[standing(values)]})"
        for text, values in zip(texts, conditions, strict=True)
    ]
    sentence = "; ".join(said) + "."
    return sentence[0].upper() + sentence[1:]


def _share(values: np.ndarray) -> str:
    """A share of draws as percent: 0 and 100 only where that is exact."""
    share = float(np.mean(values > GONE))
    return f"{share:.0%}" if share in (0.0, 1.0) else f"{min(max(share, 0.01), 0.99):.0%}"


def lesson_record(one: Lesson, found: Found, evidence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A lesson that was run, as JSON: its words, result with interval, conditions, verdict and what stands beside."""
    conditions = [
        {
            "text": text,
            "value": summaries.interval(values),
            "share_of_draws": float(np.mean(values > GONE)),
            "standing": standing(values),
        }
        for text, values in zip(one.conditions, found.conditions, strict=True)
    ]
    return one.record() | {
        "result": summaries.interval(found.result),
        "conditions": conditions,
        "verdict": verdict(found.conditions),
        "why": in_words(one.conditions, found.conditions),
        "beside": [
            {"what": name, "text": of.text, "unit": of.unit, "value": summaries.interval(of.values)}
            for name, of in found.beside.items()
        ],
        "evidence": list(evidence),
        "notes": list(found.notes),
        "label": "simulated",
        **found.more,
    }
