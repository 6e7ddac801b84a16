"""A workforce's matrix by the card's names: levels without policy, and what a lever changes in the year in which it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import rows, summaries
from braingain.analysis.levels import plain_baseline
from braingain.analysis.runs import Key
from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.outcomes import title
from braingain.analysis.workforce.words import own_name

MATRIX_OUTCOMES = ("workers", "workers.rural", "emigrants_per_year", "share_at_home", "reserve", "vacancies")


def levels(found: Sequence[Mapping[str, Any]], frame: rows.Frame, workforce: Workforce) -> list[dict[str, Any]]:
    """Levels without policy in the years in which rows are read and in the last, by the card's names."""
    series = plain_baseline(frame.kept)["series"]
    names = {
        own: theirs for theirs in _wanted(workforce) if (own := own_name(theirs, workforce)) and Key(theirs) in series
    }
    years = sorted({row["at_year"] for row in found if not row["not_applicable"]} | {frame.horizon})
    return [
        {
            "year": year,
            "outcomes": {
                own: {
                    "level": summaries.interval(series[Key(theirs)][frame.index(year)]),
                    "title": title(own, workforce),
                }
                for own, theirs in names.items()
            },
        }
        for year in years
    ]


def differences(
    before: Mapping[Key, np.ndarray], after: Mapping[Key, np.ndarray], at: int, workforce: Workforce
) -> dict[str, Any]:
    """Differences from no new policy in one year, by the card's names."""
    out = {}
    for theirs in _wanted(workforce):
        name = own_name(theirs, workforce)
        if name is None or Key(theirs) not in after:
            continue
        change = after[Key(theirs)][at] - before[Key(theirs)][at]
        floor = 1e-9 * np.maximum(1.0, np.abs(before[Key(theirs)][at]))
        change = np.where(np.abs(change) <= floor, 0.0, change)
        out[name] = {"difference": summaries.interval(change), "title": title(name, workforce)}
    return out


def _wanted(workforce: Workforce) -> list[str]:
    """Outcomes of the matrix, of all and of each cadre, by the names of a run."""
    return [*MATRIX_OUTCOMES, *(f"{name}.{slot}" for name in MATRIX_OUTCOMES for slot in workforce.cadres)]
