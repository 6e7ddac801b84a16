"""Model clauses: what agreements on health workers should hold beside their numbers, each with where it comes from.

The list (``model_clauses.csv``) is text in our words. ``found_by`` names clauses of a term sheet, or their doses, by which a
sheet covers one; a clause without any is covered where the sheet's ``[text]`` names it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from braingain.foundation.cards import package_table


class ModelClause(NamedTuple):
    """One model clause: its name, whom it serves, what it says, where it is from, and what in a term sheet covers it."""

    id: str
    serves: str
    text: str
    source: str
    found_by: tuple[str, ...]


@cache
def model_clauses() -> tuple[ModelClause, ...]:
    """All model clauses, in the order of the list."""
    return tuple(
        ModelClause(row["id"], row["serves"], row["text"], row["source"], tuple(row["found_by"].split()))
        for row in package_table("analysis", "model_clauses.csv")
    )
