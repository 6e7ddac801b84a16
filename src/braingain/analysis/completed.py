"""The world's doctors and nurses abroad, completed: every pair of an origin and a destination, with what each cell is.

The cells are those that baselines start from: contexts and draws of runs of one country, nothing computed twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from braingain.baseline import flows
from braingain.baseline.context import DEFAULT_START, Context, build_context
from braingain.baseline.corridors import World, world_at
from braingain.baseline.needs import draw_inputs
from braingain.baseline.overrides import FIRST_START, LAST_START
from braingain.baseline.own_abroad import own_cells
from braingain.baseline.people import home_people
from braingain.baseline.stocks import OLDEST_FIGURE
from braingain.baseline.tables import near
from braingain.baseline.values import Value
from braingain.evidence.estimates import load_registry
from braingain.evidence.own import OWN_FLAG
from braingain.evidence.store import Store
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError, Problem

DRAWS, SEED = 200, 1
LABELS = ("reported", "interpolated", "estimated", "borrowed", "assumed")
COLUMNS = (
    "origin",
    "destination",
    "cadre",
    "year",
    "counted",
    "workers",
    "low",
    "high",
    "label",
    "how",
    "source",
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
    Rows with ``COLUMNS``: ``counted`` is what a list or a user says, of its own year, None where none does; ``workers``
    are what runs use: who practise at the start, natives of the destination out. [persons] ``label`` is ``reported``
    only where the two are the same figure; else ``how`` says what changed it.
    """
    if not FIRST_START <= start <= LAST_START:
        raise BraingainError(Problem("start", f"{start} has no lists", f"choose {FIRST_START} to {LAST_START}"))
    chosen = [country.iso3 for country in all_countries()] if origins is None else list(origins)
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for number, origin in enumerate(chosen, start=1):
        try:
            context = build_context(store, origin, start)
        except BraingainError as error:
            missing[origin] = error.problems[0].what
        else:
            rows += rows_of(world_at(store, start), context, cadres, draws, seed)
        if progress:
            progress(number, len(chosen), origin)
    return rows, missing


def rows_of(world: World, context: Context, cadres: Sequence[str], draws: int = DRAWS, seed: int = SEED) -> list[Row]:
    """Rows of one origin, those with most workers first; cells without anybody are left out where nothing reports them."""
    drawn = draw_inputs(context, load_registry(), draws, seed)
    found: list[Row] = []
    if "doctor" in cadres:
        sizes = flows.doctors_abroad(context, drawn)
        for destination, values in zip(context.destinations, sizes, strict=True):
            cell = context.abroad["doctor"][destination]
            low, middle, high = (float(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
            if high > 0 or cell.method == "reported":
                row = _row(context, destination, "doctor", middle, low, high)
                found.append(row | _what_it_is(world, context, destination, cell))
    if "nurse" in cadres:
        found.append(_nurses(context, drawn))
    return sorted(found, key=lambda row: (row["cadre"], -row["workers"]))


def _what_it_is(world: World, context: Context, destination: str, cell: Value) -> Row:
    """Label of a cell, what was done to its figure, its source, and the figure as it was counted."""
    size = float(cell.value or 0.0)
    natives = world.natives(context.country, flows.stands_for(context, destination))
    changes = [cell.note] if cell.note else []
    if size > 0 and natives > 0:
        changes.append(f"less natives of the destination, share assumed {natives:.2g}")
    if size > 0 and flows.taken_down(context, cell):
        changes.append(f"times {context.abroad_scale:.2g}, to what like countries lose")
    changed = len(changes) > bool(cell.note)
    return {
        "label": "estimated" if changed and cell.method == "reported" else cell.method,
        "how": "; ".join(changes),
        "source": cell.source,
        "counted": _counted(world, context, destination, cell),
    }


def _counted(world: World, context: Context, destination: str, cell: Value) -> float | None:
    """The figure of a pair as a user or a destination's list has it, zero where a complete list leaves the origin out."""
    own = own_cells(world.tables, "doctor").get((context.country, destination))
    if OWN_FLAG in cell.flag.split(";") and own is not None:
        found = near(own.persons, context.start, own.source, OLDEST_FIGURE)
        return None if found is None or found.method == "interpolated" else found.value
    listed = world.cells.get(destination, {}).get(context.country)
    if listed is not None:
        return float(listed.persons)
    return 0.0 if cell.method == "reported" else None


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
    notes = {cell.note for cell in context.abroad["nurse"].values() if OWN_FLAG not in cell.flag.split(";")}
    return _row(context, "all", "nurse", middle, low, high) | {
        "label": "assumed",
        "how": f"no data by destination; {'; '.join(sorted(notes))}",
        "source": "",
        "counted": None,
    }
