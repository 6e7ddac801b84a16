"""Levels without new policy, in the years in which the rows of a matrix are read: what a difference is to be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.outcomes import splits_of
from braingain.analysis.rows import RESULT_NAMES, Frame
from braingain.analysis.runs import Key


def levels(rows: Sequence[Mapping[str, Any]], frame: Frame) -> list[dict[str, Any]]:
    """One record for each year in which a row is read, and for the last year of the run; none where nothing was run.

    Each has the year and its ``outcomes``: ``level`` as an interval, ``by_sex`` and ``by_place`` where the outcome is split.
    """
    if not frame.kept["baselines"]:
        return []
    series = plain_baseline(frame.kept)["series"]
    years = sorted({row["at_year"] for row in rows if not row["not_applicable"]} | {frame.horizon})
    return [{"year": year, "outcomes": _outcomes(series, frame.index(year))} for year in years]


def plain_baseline(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """The run without policy that has the fewest cadres and destinations whose market runs."""
    found: Mapping[str, Any] = kept["baselines"][min(kept["baselines"], key=len)]
    return found


def _outcomes(series: Mapping[Key, np.ndarray], at: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in dict.fromkeys(key.name for key in series):
        if name.split(".")[0] in RESULT_NAMES:
            found[name] = {"level": summaries.interval(series[Key(name)][at])}
            for kind in ("sex", "place"):
                members = [member for split, member in splits_of(name) if split == kind]
                found[name][f"by_{kind}"] = {
                    member: summaries.interval(series[Key(name, **{kind: member})][at]) for member in members
                } or None
    return found
