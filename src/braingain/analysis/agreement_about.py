"""What stands around the numbers of an agreement: its clauses as run, the corridor as known, model clauses covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.agreement_cases import Case
from braingain.analysis.agreement_corridor import Base, acting_years
from braingain.analysis.agreement_workers import recruits_added
from braingain.analysis.corridors import start_stock
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.rows import dose_words
from braingain.analysis.term_sheet import CLAUSES, QUOTA, WORKERS, TermSheet
from braingain.analysis.told import plain, why_not
from braingain.baseline.overrides import SOURCE as GIVEN
from braingain.policy.applicable import warnings
from braingain.policy.levers import Dose
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.transfers import payers_of

if TYPE_CHECKING:
    from braingain.analysis.ensemble import Ensemble
    from braingain.evidence.store import Store

WIDE = 2.0  # largest over smallest of 90 % of draws, from which a count that was given is not drawn as one
COUNTED = ("register_joiners", "visas_granted", "foreign_trained_inflow")  # indicators of who came along a corridor
SAID = {  # doses whose unit alone does not say what is agreed
    "quota_ratio": "{percent:g} % more legal recruits along the corridor",
    "stay_years": "contracts that end, years: {value:g}",
    "entry_cost_cut_share": "{percent:g} % of the migrant's cost of entry is lifted (they save it; it is in no cash below)",
    "posts_share": "{percent:g} % of what the fund pays out goes to posts",
    "absorption_share": "the fund opens at most {percent:g} % more seats a year",
    "collection_effort_share": "collected with {percent:g} % of full effort",
    "earmark_share": "{percent:g} % of what recruits bring, as many as at the start, pays public posts in health; posts that stay empty cost nothing",
    "to_fund_share": "{percent:g} % of the levy goes to the fund",
    "seats_ratio": "{percent:g} % more seats, of the intake at the start",
    "away_share": "{percent:g} % of the seats lead abroad",
    "home_cost_paid_share": "the destination pays {percent:g} % of the cost of the other seats",
    "build_years": "years to build the seats: {value:g}",
    "recognition_add": "{percent:g} points more of qualifications are recognised",
    "months_cut": "months less until recognition: {value:g}",
    "scope_share": "{percent:g} % of private recruiters are bound",
    "licensing": "{percent:g} % of agencies need a licence",
    "fee_ban": "{percent:g} % of agency fees are forbidden",
    "job_offer_share": "{percent:g} % of the eligible abroad are offered a job",
    "grant_pay_multiple": "a grant of {value:g} times a year's pay at home",
    "tax_cut_share": "{percent:g} % of pay less tax",
    "eligible_share": "open to {percent:g} % of those abroad",
}
RETURNS_ANYWHERE = "job offers are for those who return from any country, not from the destination alone"
NOBODY_COUNTED = "no figure of who came along this corridor is in the evidence; import a register's or visas'"


def corridor_record(sheet: TermSheet, worlds: Ensemble, recruits: np.ndarray, there: np.ndarray) -> dict[str, Any]:
    """How the corridor is known: its stock at the start by cadre, recruits without the agreement, and those counted.

    ``recruits``: legal recruits in the agreement's first year without it, (draw,); ``there``: the stock with which the runs
    begin, (cadre, draw)
    """
    counted = _counted(worlds.store, sheet)
    return {
        "recruits_without": summaries.interval(recruits) | {"year": sheet.start, "unit": "persons_per_year"},
        "start_stock": {
            cadre: _stock(worlds, cadre, sheet.destination, run) for cadre, run in zip(sheet.cadres, there, strict=True)
        },
        "counted": counted,
        "why": "" if counted else NOBODY_COUNTED,
    }


def _stock(worlds: Ensemble, cadre: str, destination: str, there: np.ndarray) -> dict[str, Any]:
    """The stock of a corridor as it is known, with how many the runs begin with, and whether a value given left that wide."""
    known, in_run = start_stock(worlds.context, cadre, destination), summaries.interval(there)
    given = known["source"] == GIVEN
    return known | {"in_run": in_run, "given": given, "stays_wide": given and in_run["p95"] > WIDE * in_run["p05"]}


def _counted(store: Store, sheet: TermSheet) -> list[dict[str, Any]]:
    """The latest figure of each indicator and source of who came along the corridor in a year."""
    found = []
    for indicator in COUNTED:
        rows = store.observations(indicator=indicator, country=sheet.destination, partner=sheet.origin)
        rows = rows[rows["cadre"].isin(sheet.cadres) & (rows["sex"] == "all")].dropna(subset=["value"])
        for _, group in rows.groupby(["cadre", "source"], sort=True):
            last = group.sort_values("year").iloc[-1]
            found.append(
                {name: str(last[name]) for name in ("indicator", "cadre", "source", "definition", "unit")}
                | {"year": int(last["year"]), "value": float(last["value"])}
            )
    return found


def clauses_record(
    sheet: TermSheet,
    parts: Sequence[Part],
    setting: Setting,
    base: Base | None,
    people: Mapping[str, Mapping[str, np.ndarray]],
) -> list[dict[str, Any]]:
    """The clauses as they were run, each with what a reader must be told.

    ``people``: what is counted without the agreement and with it, ``before`` and ``after``, by name. (year, draw) each
    """
    found = []
    parts_of = dict(zip(sheet.clauses, parts, strict=True))
    for name in (one for one in CLAUSES if one in parts_of):
        part = parts_of[name]
        reason = why_not(part, setting)
        found.append(
            {
                "clause": name,
                "title": CLAUSES[name].title,
                "lever": part.card.id,
                "doses": dict(part.doses),
                "said": _said(part, base),
                "asked": _asked(sheet, base) if name == "recruitment" else None,
                "adds": _adds(sheet, part, setting, people) if name == "recruitment" else None,
                "options": dict(part.options),
                "cadres": list(part.cadres),
                "payer": dict(payers_of(part, part.card.cost_forms[0])),
                "start": part.start,
                "end": part.end,
                "evidence": part.card.evidence.grade,
                "flags": [*_plain(part), *warnings(part, setting), *_told(name, part, sheet)],
                "does_nothing": reason,
                "rights_note": part.card.rights_note,
            }
        )
    return found


def dose_said(dose: Dose, value: float) -> str:
    """A dose of a clause as a planner says it."""
    if dose.name in SAID:
        return SAID[dose.name].format(value=value, percent=100 * value)
    return dose_words(dose.name, value, dose.unit)


def _said(part: Part, base: Base | None) -> list[str]:
    """The doses in words, those that are 0 left out; a quota in persons stands in ``asked``."""
    silent = {"members"} | ({QUOTA} if base is not None else set())
    doses = [dose for dose in part.card.doses if part.doses[dose.name] and dose.name not in silent]
    return [dose_said(dose, part.doses[dose.name]) for dose in doses]


def _plain(part: Part) -> list[str]:
    """What a part's flags say, doses in words where they stand by name."""
    flags = list(part.flags)
    for dose in part.card.doses:
        value = part.doses[dose.name]
        flags = [flag.replace(f"{dose.name} {value:g} ", f"{dose_said(dose, value)}: ") for flag in flags]
    return [plain(flag, part) for flag in flags]


def _asked(sheet: TermSheet, base: Base | None) -> dict[str, Any] | None:
    """A quota in persons as the sheet has it, and the recruits of whom it became a share; None without one."""
    if base is None:
        return None
    return {
        WORKERS: sheet.workers,
        "of": summaries.interval(base.recruits) | {"unit": "persons_per_year"},
        "of_years": base.words,
    }


def _adds(
    sheet: TermSheet, part: Part, setting: Setting, people: Mapping[str, Mapping[str, np.ndarray]]
) -> dict[str, Any] | None:
    """How many recruits a quota brings in the run, and how many come besides; None without one, or where it is of some cadres only."""
    quota = part.dose(QUOTA)
    first, last = acting_years(sheet.clauses["recruitment"], sheet.end)
    if not quota or set(part.cadres) != set(sheet.cadres) or first > last:
        return None
    rows = slice(first - setting.start, last - setting.start + 1)
    contracts = part.dose("stay_years") > 0
    added = recruits_added(people["before"], people["after"], quota, contracts, rows)
    return added | {"contracts": contracts, "years": [first, last]}


def _told(name: str, part: Part, sheet: TermSheet) -> list[str]:
    return [RETURNS_ANYWHERE] if name == "return_offers" else []


def covered(sheet: TermSheet, agreed: Case) -> list[dict[str, Any]]:
    """Model clauses, each with what in the sheet covers it; empty where nothing does."""
    doses = {
        f"{name}.{dose}"
        for name, use in zip(sheet.clauses, agreed.uses, strict=True)
        for dose, amount in use.doses.items()
        if amount
    }
    return [
        {
            "id": clause.id,
            "serves": clause.serves,
            "text": clause.text,
            "source": clause.source,
            "covered_by": ["text"] * (clause.id in sheet.in_text) + [one for one in clause.found_by if one in doses],
        }
        for clause in model_clauses()
    ]
