"""The packages of a term sheet: the agreement as it stands, and kept in part only; all run, nothing written in.

What a case means is said in its ``what``; each is a package of the same clauses with other doses or years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from braingain.analysis.agreement_corridor import Base, counted_share
from braingain.analysis.runs import Worlds
from braingain.analysis.term_sheet import ALONE, CLAUSES, QUOTA, WORKERS, TermSheet, delay_of
from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse

Uses = Mapping[str, LeverUse]
UNPAID, UNCOUNTED, NO_RETURN, TOGETHER = "payments stop", "others not counted", "few return", "all together"
COFUNDED = "cofunding_usd_per_recruit"
BY_RECRUIT = {  # doses by which money follows each legal recruit
    "recruitment": COFUNDED,
    "fund": "contribution_usd_per_recruit",
    "levy": "levy_usd_per_recruit",
    "compensation": "compensation_share",
}
HELD = "compliance_low"  # estimate: share of stays that end at home where nobody is held to it
UNFAVOURABLE = 0.05  # quantile


class Case(NamedTuple):
    """A case: its name, what it means in words, its levers, and estimates that it fixes (by name, one value)."""

    name: str
    what: str
    uses: tuple[LeverUse, ...]
    fixed: Mapping[str, float] = {}


def cases_of(sheet: TermSheet, worlds: Worlds, base: Base | None = None) -> list[Case]:
    """The agreement, and each way of keeping it in part that it can be kept in.

    ``base`` is the corridor of which a quota in persons is a share (``quota_base``).

    Raises
    ------
    BraingainError
        Where a quota in persons does not fit the corridor.
    """
    agreed = with_quota(sheet, base)
    found = [Case(ALONE, "the agreement as it stands", tuple(agreed.values()))]
    worse: Uses = agreed
    fixed: dict[str, float] = {}
    stop = stop_of(sheet)
    if stop is not None:
        worse = unpaid_from(worse, stop)
        ended = [
            name for name, use in unpaid_from(agreed, stop).items() if use.end == stop != agreed.get(name, use).end
        ]
        what = (
            f"from {stop} on no money clause is in force{_ending(ended)}: only what was begun before, and clauses without "
            "money, are still paid for; people are recruited as agreed"
        )
        found.append(Case(UNPAID, what, tuple(unpaid_from(agreed, stop).values())))
    if any(_follows(name, use) for name, use in agreed.items()):
        share = counted_share(agreed, worlds, sheet.scenario.draws)
        worse = counted_in_part(worse, share)
        what = (
            f"sums by recruit are paid for those on the governments' channel alone, about {share:.0%} of legal recruits; "
            "the others go all the same, unpaid for"
        )
        found.append(Case(UNCOUNTED, what, tuple(counted_in_part(agreed, share).values())))
    if _stays(agreed):
        low = low_end()
        fixed = {HELD: low}
        what = f"of those whose contract ends {low:.0%} come home, the low end of what is assumed (5 % of draws)"
        found.append(Case(NO_RETURN, what, tuple(agreed.values()), fixed))
    if len(found) > 2:
        what = " and ".join(case.name for case in found[1:])
        found.append(Case(TOGETHER, f"all of these: {what}", tuple(worse.values()), fixed))
    return found


def with_quota(sheet: TermSheet, base: Base | None) -> dict[str, LeverUse]:
    """The clauses with a quota in persons turned into the card's share of the corridor, in the median draw.

    Raises
    ------
    BraingainError
        Where nobody takes the corridor, or the share is beyond the card's bound.
    """
    clauses = dict(sheet.clauses)
    if sheet.workers is None or base is None:
        return clauses
    use, flow = clauses["recruitment"], base.median
    bound = next(dose.high for dose in load_levers()[use.id].doses if dose.name == QUOTA)
    where = f"{sheet.file}, clauses.recruitment.{WORKERS}"
    if sheet.workers > bound * flow:
        counted = (
            f"where a register of {sheet.destination} counts more who trained in {sheet.origin}, import it, or say how many: "
            f'[context."workers_abroad.{(use.cadres or sheet.cadres)[0]}.{sheet.destination}"]'
        )
        if flow < 1:
            what = f"hardly anybody goes from {sheet.origin} to {sheet.destination}, and a quota is a share of those who do"
            do = f"train for both countries instead: [clauses.training]; {counted}"
        else:
            who = f"the {_tenths(flow)} who go legally a year without, {base.words} (median)"
            what = f"{sheet.workers:,.0f} is more than {bound:g} times {who}"
            do = (
                f"give at most {math.floor(bound * flow):,}, or train for both countries: [clauses.training]; {counted}"
            )
        raise BraingainError(Problem(where, what, do))
    ratio = sheet.workers / flow if flow > 0 else 0.0
    return clauses | {"recruitment": replace(use, doses={**use.doses, QUOTA: ratio})}


def _tenths(flow: float) -> str:
    """Persons a year, small numbers with a tenth: a reader multiplies them."""
    return f"{flow:,.0f}" if flow >= 100 else f"{flow:.1f}"


def stop_of(sheet: TermSheet) -> int | None:
    """First year without money in the case where it stops: the sheet's, else halfway through; None without money."""
    paying = [use for name, use in sheet.clauses.items() if any(use.doses.get(dose) for dose in CLAUSES[name].money)]
    if not paying:
        return None
    if sheet.payments_stop is not None:
        return sheet.payments_stop
    first = min(use.start + delay_of(use) for use in paying)
    return min(first + max((sheet.end - first) // 2, 1), sheet.end - 1)


def unpaid_from(clauses: Uses, stop: int) -> dict[str, LeverUse]:
    """The clauses without the money of any from a year on; those that are money alone end, recruiting goes on unpaid."""
    found: dict[str, LeverUse] = {}
    for name, use in clauses.items():
        doses = [dose for dose in CLAUSES[name].money if use.doses.get(dose)]
        if not doses or (use.end is not None and use.end <= stop):
            found[name] = use
        elif name == "recruitment":
            found |= _recruiting_unpaid(use, stop)
        elif use.start < stop:
            found[name] = replace(use, end=stop)
    return found


def _recruiting_unpaid(use: LeverUse, stop: int) -> dict[str, LeverUse]:
    """Recruiting with money before a year and without it after; the delay of the whole is served once."""
    late = max(0, use.start + delay_of(use) - stop)
    after = replace(use, start=max(stop, use.start), delay_years=late, doses={**use.doses, COFUNDED: 0.0})
    before = {"recruitment": replace(use, end=stop)} if use.start < stop else {}
    return before | {"recruitment unpaid": after}


def counted_in_part(clauses: Uses, share: float) -> dict[str, LeverUse]:
    """The clauses with the sums that follow each recruit lowered to a share."""
    found = dict(clauses)
    for name, use in clauses.items():
        dose = BY_RECRUIT.get(name.split(maxsplit=1)[0])
        if dose and use.doses.get(dose):
            found[name] = replace(use, doses={**use.doses, dose: use.doses[dose] * share})
    return found


def low_end() -> float:
    """The unfavourable end of the share of stays that end at home, where nobody is held to it."""
    return float(load_registry().get(HELD).distribution.quantile(np.array([UNFAVOURABLE]))[0])


def _ending(names: Sequence[str]) -> str:
    """The clauses that end with the money, in words."""
    ended = [CLAUSES[name].title for name in names if name != "recruitment"]
    return f", and what they pay for ends ({'; '.join(ended)})" if ended else ""


def _follows(name: str, use: LeverUse) -> bool:
    return bool(name in BY_RECRUIT and use.doses.get(BY_RECRUIT[name]))


def _stays(clauses: Uses) -> bool:
    use = clauses.get("recruitment")
    return use is not None and use.doses.get("stay_years", 0.0) > 0 and use.doses.get(QUOTA, 0.0) > 0
