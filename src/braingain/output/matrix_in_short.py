"""The matrix as a sheet to read: a line for each lever in words, each number with its interval, levels without policy above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.output import brief_effects, brief_matrix, lever_words, matrix_words, words
from braingain.output.spreadsheet import WORD, Column

Record = Mapping[str, Any]


def lines(matrix: Record) -> list[dict[str, str]]:
    """What stands in the sheet to read: levels without policy first, then each lever, as text with its interval."""
    lines = [
        {"Lever": lever_words.level_title(one)}
        | {title: _span(*matrix_words.level_of(one, name)) for title, name in COUNTS}
        for one in matrix.get("without_policy", [])
    ]
    return lines + [_line(row) for row in matrix["rows"]]


def _line(row: Record) -> dict[str, str]:
    said = brief_matrix.row_words(row)
    line = {"Lever": row["title"], "What is done": said["what"]}
    if row["not_applicable"]:
        return line | {"What goes wrong": f"Does not apply: {said['not_applicable']}"}
    found = {title: row["outcomes"].get(name) for title, name in COUNTS}
    money = brief_effects.money_row(row)
    return line | {
        **{title: _span(*words.counts(one["difference"])) for title, one in found.items() if one},
        "Service, visitors, own ways abroad": said["service"],
        "Cost in all": "; ".join(filter(None, [_span(money["total"], money["range"]), money["whole"]])),
        "Cost a worker-year, with public wages": f"{said['cost']} ({said['cost_note']})",
        "First seen": "; ".join(filter(None, [said["first"], said["after"]])),
        "Evidence": ", ".join(filter(None, [said["grade"], said["distance"]])),
        "For whom": said["for_whom"],
        "What goes wrong": said["wrong"],
        "Rights": said["rights_tag"],
    }


def _span(number: str, ends: str) -> str:
    return f"{number} ({ends})" if ends not in ("", "none") else number


COUNTS = (("Workers at home", "workers"), ("Rural workers", "workers.rural"), ("Leaving a year", "emigrants_per_year"))
WIDTHS = {
    "Lever": 30,
    "What is done": 40,
    "Service, visitors, own ways abroad": 30,
    "For whom": 40,
    "What goes wrong": 50,
}
COLUMNS = [
    Column(title, lambda line, title=title: line.get(title, ""), WIDTHS.get(title, WORD))  # type: ignore[misc]
    for title in (
        "Lever",
        "What is done",
        *(title for title, _ in COUNTS),
        "Service, visitors, own ways abroad",
        "Cost in all",
        "Cost a worker-year, with public wages",
        "First seen",
        "Evidence",
        "For whom",
        "What goes wrong",
        "Rights",
    )
]
