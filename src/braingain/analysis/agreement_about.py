"""What stands around the numbers of an agreement: its clauses as run, the corridor as known, model clauses covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.agreement_cases import Case
from braingain.analysis.corridors import start_stock
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.term_sheet import CLAUSES, TermSheet
from braingain.policy.applicable import not_applicable, warnings
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.transfers import payers_of

if TYPE_CHECKING:
    from braingain.analysis.ensemble import Ensemble
    from braingain.evidence.store import Store

COUNTED = ("register_joiners", "visas_granted", "foreign_trained_inflow")  # indicators of who came along a corridor
RETURNS_ANYWHERE = "job offers are for those who return from any country, not from the destination alone"
NOBODY_COUNTED = "no figure of who came along this corridor is in the evidence; import a register's or visas'"


def corridor_record(sheet: TermSheet, worlds: Ensemble, recruits: np.ndarray) -> dict[str, Any]:
    """How the corridor is known: its stock at the start by cadre, recruits without the agreement, and those counted.

    ``recruits``: legal recruits in the agreement's first year without it. (draw,)
    """
    counted = _counted(worlds.store, sheet)
    return {
        "recruits_without": summaries.interval(recruits) | {"year": sheet.start, "unit": "persons_per_year"},
        "start_stock": {cadre: start_stock(worlds.context, cadre, sheet.destination) for cadre in sheet.cadres},
        "counted": counted,
        "why": "" if counted else NOBODY_COUNTED,
    }


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


def clauses_record(sheet: TermSheet, parts: Sequence[Part], setting: Setting) -> list[dict[str, Any]]:
    """The clauses as they were run, each with what a reader must be told."""
    found = []
    parts_of = dict(zip(sheet.clauses, parts, strict=True))
    for name in (one for one in CLAUSES if one in parts_of):
        part = parts_of[name]
        reason = not_applicable(part, setting)
        found.append(
            {
                "clause": name,
                "title": CLAUSES[name].title,
                "lever": part.card.id,
                "doses": dict(part.doses),
                "options": dict(part.options),
                "cadres": list(part.cadres),
                "payer": dict(payers_of(part, part.card.cost_forms[0])),
                "start": part.start,
                "end": part.end,
                "evidence": part.card.evidence.grade,
                "flags": [*part.flags, *warnings(part, setting), *_told(name, part, sheet)],
                "does_nothing": reason,
                "rights_note": part.card.rights_note,
            }
        )
    return found


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
