"""Why health professionals mean to leave a country, left it, or would stay, as they were asked: push and pull as data.

Shares of respondents who name a reason; several may be named, and only those named most often are printed. They are shown and
put into nothing: what a condition is worth to people is measured by choices (docs/limits.md).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from braingain.foundation.cards import catalogue_table

if TYPE_CHECKING:
    from braingain.evidence.store import Store

PREFIX = "fact.reason_"
QUESTIONS = {
    "intend_to_leave": "mean to leave because of",
    "left": "left because of",
    "would_remain": "would stay for",
}
SALARY = "salary"


def reasons_of(store: Store, country: str) -> list[dict[str, Any]]:
    """Reasons of a country, by question and by how many name them.

    Each has ``question``, ``question_words``, ``reason``, ``share``, ``over_salary`` (the share over that of salary under the
    same question, null where salary is not among the reasons), ``speaks_to`` (what of pay and conditions levers change, empty where
    none does), ``year``, ``source`` and ``method``.
    """
    rows = store.observations()
    rows = rows[(rows["country"] == country) & rows["indicator"].str.startswith(PREFIX) & rows["value"].notna()]
    found: list[dict[str, Any]] = []
    for line in rows.to_dict("records"):
        row = {str(name): value for name, value in line.items()}
        question, _, reason = str(row["indicator"]).removeprefix(PREFIX).partition(".")
        if question in QUESTIONS:
            found.append(
                {
                    "question": question,
                    "question_words": QUESTIONS[question],
                    "reason": str(row["note"]).split(";", maxsplit=1)[0] if row["note"] else reason.replace("_", " "),
                    "key": reason,
                    "share": float(row["value"]),
                    "speaks_to": speaks_to().get(reason, ""),
                    "year": int(row["year"]),
                    "source": str(row["source"]),
                    "method": str(row["method"]),
                }
            )
    salary = {row["question"]: row["share"] for row in found if row["key"] == SALARY}
    order = list(QUESTIONS)
    for row in found:
        known = salary.get(row["question"])
        row["over_salary"] = round(row["share"] / known, 2) if known else None
    return sorted(found, key=lambda row: (order.index(row["question"]), -row["share"], row["reason"]))


@cache
def speaks_to() -> dict[str, str]:
    """What of pay and conditions each reason is about; empty where no lever changes it."""
    return {row["reason"]: row["speaks_to"] for row in catalogue_table("reasons")}
