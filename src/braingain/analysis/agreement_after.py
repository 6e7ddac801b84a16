"""What is still paid when the clauses of an agreement have ended: which payments run on, why, until when, and how much.

A clause that ends lets those finish who have begun, so its cost outlives it; and where only payment stops, clauses that are no
money clauses stay in force and cost what they cost. Both are read from the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.term_sheet import clause_of
from braingain.policy.costs import FORMS
from braingain.policy.paired import PairedRun
from braingain.policy.parts import Part
from braingain.policy.transfers import payers_of

NOTICED = 0.01  # of a clause's highest yearly payment: below it a year is not named as one in which it is still paid
WHY = {  # by cost form, of a clause that has ended
    "train": "students who began are taught to the end, and students whom schools have more of in later years are booked to it",
    "person": "people who began before the end go or come after it, and are paid for then",
}
WHY_OTHER = "what began before the end is paid for after it"
STAYS = "no money that the agreement promises: what it stands for goes on, and costs what it costs"


def yearly_payments(parts: Sequence[Part], pair: PairedRun, real: int) -> dict[str, np.ndarray]:
    """What each part of a package pays by cost form, named ``number.form``, whoever pays it. (year, draw) [US$]"""
    found = {}
    for number, part in enumerate(parts):
        for form in () if part.is_zero else part.card.cost_forms:
            found[f"{number}.{form}"] = np.array(FORMS[form](part, parts, pair)[:, :real])
    return found


def runs_on(
    paid: Mapping[str, np.ndarray], parts: Sequence[Part], years: Sequence[int], stop: int | None = None
) -> list[dict[str, Any]]:
    """Payments after the end of each part, or from ``stop`` on where payment should have stopped; nothing where there are none."""
    at, found = np.asarray(years), []
    for name, amounts in paid.items():
        number, form = name.split(".")
        part = parts[int(number)]
        after = min(part.end, stop or part.end)
        values = amounts[: len(at)]
        late = np.median(values, axis=1) * (at >= after)
        if not late.any():
            continue
        last = at[late >= NOTICED * np.median(values, axis=1).max()]
        ends = part.end <= after
        found.append(
            {
                "clause": clause_of(part.lever),
                "after": after,
                "until": int(last[-1] if len(last) else after),
                "payer": dict(payers_of(part, form)),
                "usd": summaries.interval(values[at >= after].sum(axis=0)),
                "why": WHY.get(form, WHY_OTHER) if ends else STAYS,
            }
        )
    return found
