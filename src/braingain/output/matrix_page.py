"""The matrix as one page that works offline: rows that can be sorted and filtered, each opens on what is behind it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from braingain.analysis.shown import apart, wrong_way
from braingain.foundation.countries import country_name
from braingain.foundation.vocabulary import AIMS, CADRES, FAMILIES, GRADES
from braingain.output import brief_effects, brief_matrix, charts, lever_words, matrix_words, pages, words

Record = Mapping[str, Any]
# name, heading, outcome, sex (all unless given), whether more is a gain, whether it is drawn
NUMBERS = (
    ("workers", "Workers at home", "workers", "", 1, True),
    ("women", "Women", "workers", "female", 1, False),
    ("men", "Men", "workers", "male", 1, False),
    ("rural", "Rural workers", "workers.rural", "", 1, False),
    ("leaving", "Leaving a year", "emigrants_per_year", "", -1, False),
    ("reserve", "Without a post", "reserve", "", -1, False),
)
CADRE_COLUMNS = (("workers.doctor", "Doctors at home"), ("workers.nurse", "Nurses at home"))
TITLES = {
    "family": brief_matrix.FAMILY_TITLES,
    "aim": {"push": "Push: fewer reasons to leave", "pull": "Pull: fewer reasons to be drawn", "mutual": "Mutual"},
    "cadre": {name: words.sentence(title) for name, title in words.CADRE_PLURALS.items()},
    "evidence": {"strong": "Strong", "moderate": "Moderate or better", "weak": "Weak or better"},
}
COLUMNS_BESIDE = 5  # what is done, cost in all, cost a worker-year, first seen, evidence
NO_LEVER = "None of the levers that were asked for applies to this country."


def render(matrix: Record, projection: Record | None) -> str:
    """The page of a matrix; ``projection`` is that of no new policy, None where no lever of the matrix applies."""
    script = pages.template_text("matrix.js")
    name = country_name(matrix["country"])
    return pages.filled(
        "matrix.html",
        {
            "title": f"{name}: policy matrix",
            "css": pages.template_text("brief.css") + pages.template_text("matrix.css"),
            "script": script,
            "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            "data": pages.as_data_block(matrix),
            "kicker": f"{name} · {matrix['start']} to {matrix['horizon']} · {words.number(matrix['draws'])} draws · edition {matrix['edition']}",
            "lead": _lead(matrix, projection),
            "why": brief_matrix.matrix_why(projection) if projection else "",
            "intro": brief_matrix.matrix_intro(matrix),
            "numbers": [
                {"name": key, "title": title, "chart": drawn, "first": "descending" if gain_is > 0 else "ascending"}
                for key, title, _, _, gain_is, drawn in NUMBERS
            ],
            "width": COLUMNS_BESIDE + sum(1 + drawn for *_, drawn in NUMBERS),
            "choices": _choices(matrix),
            "levels": _levels(matrix),
            "levers": _levers(matrix),
            "in_order": matrix.get("sort", "catalogue") == "catalogue",
            "made_again": brief_effects.made_again(matrix),
            "experiments": [_experiment(one) for one in matrix.get("experiments", [])],
            "facts": matrix_words.facts(matrix),
            "reading": matrix_words.reading(matrix),
        },
    )


def _lead(matrix: Record, projection: Record | None) -> list[dict[str, str]]:
    if projection is None:
        return [{"text": NO_LEVER, "tone": ""}]
    return brief_matrix.matrix_lead(matrix, brief_matrix.least_change(projection))


def _choices(matrix: Record) -> list[dict[str, Any]]:
    """What rows can be filtered by; nothing to choose from where all rows are alike."""
    rows = matrix["rows"]
    families = [name for name in FAMILIES if any(row["family"] == name for row in rows)]
    aims = [name for name in AIMS if any(row["aim"] == name for row in rows)]
    cadres = [name for name in CADRES if any(name in row["cadres"] for row in rows)]
    worst = max(GRADES.index(row["evidence"]["grade"]) for row in rows)
    grades = [name for name in GRADES[:worst] if any(row["evidence"]["grade"] == name for row in rows)]
    found = (
        ("family", "Family", families),
        ("aim", "Aim", aims),
        ("cadre", "Cadre", cadres),
        ("evidence", "Evidence", grades),
    )
    return [
        {"name": name, "title": title, "options": [{"value": one, "title": TITLES[name][one]} for one in options]}
        for name, title, options in found
        if len(options) > (0 if name == "evidence" else 1)
    ]


def _levers(matrix: Record) -> list[dict[str, Any]]:
    """The rows, each with its family's heading where rows stand in the order of the catalogue."""
    columns = {key: _column(matrix, outcome, sex) for key, _, outcome, sex, _, _ in NUMBERS}
    levers, family = [], ""
    for row in matrix["rows"]:
        heading = brief_matrix.FAMILY_TITLES[row["family"]] if row["family"] != family else ""
        family = row["family"]
        levers.append(_lever(row, matrix, columns) | {"heading": heading})
    return levers


def _column(matrix: Record, outcome: str, sex: str) -> list[Record]:
    rows = brief_matrix.applicable(matrix)
    return [found for row in rows if (found := _difference(row, outcome, sex))] or [brief_matrix.NO_DIFFERENCE]


def _difference(row: Record, outcome: str, sex: str = "") -> Record | None:
    found = row["outcomes"].get(outcome) or {}
    difference: Record | None = (found.get("by_sex") or {}).get(sex) if sex else found.get("difference")
    return difference


def _lever(row: Record, matrix: Record, columns: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """One lever: what it is filtered and sorted by, its cells, and what stands behind them."""
    base = brief_matrix.row_words(row) if row["not_applicable"] else _acting(row, matrix, columns)
    return base | {
        "family": row["family"],
        "aim": row["aim"],
        "cadres": " ".join(row["cadres"]),
        "rank": GRADES.index(row["evidence"]["grade"]),
        "family_title": brief_matrix.FAMILY_TITLES[row["family"]],
    }


def _acting(row: Record, matrix: Record, columns: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    cells = []
    for key, title, outcome, sex, gain_is, drawn in NUMBERS:
        difference = _difference(row, outcome, sex)
        span = charts.column_range(columns[key]) if drawn else None
        shown = brief_matrix.interval_cell(difference, gain_is, columns[key], span)
        cells.append(shown | {"name": key, "title": title, "value": difference["median"] if difference else ""})
    per_year = row["cost_per_worker_year_with_wages_usd"]
    spans = {name: ("–", "none") for name, _ in CADRE_COLUMNS}
    spans |= {name: words.counts(found) for name, _ in CADRE_COLUMNS if (found := _difference(row, name))}
    return brief_matrix.row_words(row) | {
        "cells": cells,
        "money": brief_effects.money_row(row),
        "apart": {"cost": int(bool(row.get("cost_is_whole"))), "price": apart(row)},
        "by_cadre": [
            {"title": title, "number": spans[name][0], "range": spans[name][1]} for name, title in CADRE_COLUMNS
        ],
        "effects": brief_effects.wrong(row)["effects"],
        "parties": lever_words.for_whom_lines(row),
        "value": {
            "cost": row["cost_usd"]["total"]["median"],
            "price": per_year["median"] if per_year else "",
            "first": "" if wrong_way(row) else row["first_effect_year"] or "",
        },
    }


def _levels(matrix: Record) -> list[dict[str, Any]]:
    """Levels without new policy in the columns of the levers, a line for each year in which levers are read."""
    found = []
    for one in matrix.get("without_policy", []):
        cells = []
        for key, title, outcome, sex, _, drawn in NUMBERS:
            number, ends = matrix_words.level_of(one, outcome, sex)
            cells.append({"name": key, "title": title, "drawn": drawn, "number": number, "range": ends})
        by_cadre = [(title.lower(), *matrix_words.level_of(one, name)) for name, title in CADRE_COLUMNS]
        said = "; ".join(f"{title} {number} ({ends})" for title, number, ends in by_cadre)
        found.append({"title": lever_words.level_title(one), "cells": cells, "by_cadre": said})
    return found


def _experiment(one: Record) -> dict[str, str]:
    """An experiment in words: what is measured, with the mechanism and without it, and what that says."""
    where = f", {country_name(one['destination'])}" if one["destination"] else ""
    title = words.sentence(f"{one['lever'].replace('_', ' ')}{where}: {one['mechanism'].replace('_', ' ')}")
    if one["not_applicable"]:
        return {"title": title, "text": f"Does not apply: {one['not_applicable']}"}
    what = ", ".join(filter(None, [one["what"], brief_effects.when_words(one)]))
    sizes = [
        brief_effects.size_words({"difference": one[name], "unit": one["unit"]})
        for name in ("with_mechanism", "without_mechanism")
    ]
    return {
        "title": title,
        "text": f"{words.sentence(what)}. With the mechanism: {sizes[0]}; without it: {sizes[1]}. {words.sentence(one['words'])}.",
    }
