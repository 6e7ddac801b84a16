"""The world's doctors and nurses abroad, completed: every pair of an origin and a destination, with what each cell is.

The cells are those that baselines start from: contexts and draws of runs of one country, nothing computed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from braingain.baseline import flows, headline
from braingain.baseline.context import DEFAULT_START, Context, build_context
from braingain.baseline.needs import draw_inputs
from braingain.baseline.people import home_people
from braingain.evidence.estimates import load_registry
from braingain.evidence.own import OWN_FLAG
from braingain.evidence.store import Store
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError

DRAWS, SEED = 200, 1
LABELS = ("reported", "interpolated", "estimated", "borrowed", "assumed")
COLUMNS = (
    "origin",
    "destination",
    "cadre",
    "year",
    "workers",
    "low",
    "high",
    "label",
    "how",
    "source",
    "counted",
    "grade",
    "abroad_coverage",
    "no_rate_because",
)
Row = dict[str, Any]
Progress = Callable[[int, int, str], None]


def completed(
    store: Store,
    start: int = DEFAULT_START,
    origins: Sequence[str] | None = None,
    cadres: Sequence[str] = ("doctor", "nurse"),
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> tuple[list[Row], dict[str, str]]:
    """Rows of all pairs, and the countries that cannot be built with the reason.

    Parameters
    ----------
    origins : ISO alpha-3 codes; all countries and territories where none are given.
    cadres : doctors by destination; nurses as one total of each origin, since no list says where they are.
    draws, seed : of all that is drawn; ``low`` and ``high`` are the 5 and 95 % quantiles, ``workers`` the median.

    Returns
    -------
    Rows with ``COLUMNS``: ``workers`` are those trained in the origin, natives of the destination out; ``counted`` is the
    figure before that, as its source or rule has it.
    """
    chosen = [country.iso3 for country in all_countries()] if origins is None else list(origins)
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for number, origin in enumerate(chosen, start=1):
        try:
            context = build_context(store, origin, start)
        except BraingainError as error:
            missing[origin] = error.problems[0].what
        else:
            rows += rows_of(context, cadres, draws, seed)
        if progress:
            progress(number, len(chosen), origin)
    return rows, missing


def rows_of(context: Context, cadres: Sequence[str], draws: int = DRAWS, seed: int = SEED) -> list[Row]:
    """Rows of one origin, those with most workers first; cells without anybody are left out where nothing reports them."""
    drawn = draw_inputs(context, load_registry(), draws, seed)
    found: list[Row] = []
    if "doctor" in cadres:
        sizes = flows.doctors_abroad(context, drawn)
        cells = [context.abroad["doctor"][d] for d in context.destinations]
        for destination, cell, values in zip(context.destinations, cells, sizes, strict=True):
            low, middle, high = (float(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
            if high > 0 or cell.method == "reported":
                counted = float(cell.value or 0.0)
                found.append(
                    _row(context, destination, "doctor", middle, low, high)
                    | {"label": cell.method, "how": cell.note, "source": cell.source, "counted": counted}
                )
    if "nurse" in cadres:
        found.append(_nurses(context, drawn))
    return sorted(found, key=lambda row: (row["cadre"], -row["workers"]))


def counts(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Cells of doctors and workers in them by label: how much of the world is known."""
    doctors = [row for row in rows if row["cadre"] == "doctor"]
    return {
        label: {
            "cells": sum(row["label"] == label for row in doctors),
            "workers": sum(row["workers"] for row in doctors if row["label"] == label),
        }
        for label in LABELS
        if any(row["label"] == label for row in doctors)
    }


def _row(context: Context, destination: str, cadre: str, middle: float, low: float, high: float) -> Row:
    return {
        "origin": context.country,
        "destination": destination,
        "cadre": cadre,
        "year": context.start,
        "workers": round(middle, 1),
        "low": round(low, 1),
        "high": round(high, 1),
        "grade": context.grade[cadre],
        "abroad_coverage": None if context.abroad_coverage is None else round(context.abroad_coverage, 3),
        "no_rate_because": context.leaving_why_not,
    }


def _nurses(context: Context, drawn: dict[str, np.ndarray]) -> Row:
    """Nurses of an origin in all destinations together: a level, and no corridor."""
    stock, _ = flows.nurses_abroad(context, drawn, home_people(context, drawn).total[1])
    total = stock.sum(axis=0)
    low, middle, high = (float(value) for value in np.quantile(total, [0.05, 0.5, 0.95]))
    level, *_ = headline.nurses_abroad(context, drawn)
    notes = {cell.note for cell in context.abroad["nurse"].values() if OWN_FLAG not in cell.flag.split(";")}
    return _row(context, "all", "nurse", middle, low, high) | {
        "label": "assumed",
        "how": f"no data by destination; {'; '.join(sorted(notes))}",
        "source": "",
        "counted": round(level, 1),
    }
