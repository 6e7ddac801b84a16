"""What every result of a workforce opens with: where its start is from, what is assumed, and all that is health's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from braingain import EVIDENCE_EDITION, __version__
from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.ensemble import NEUTRAL, NO_NATIVES, WorkforceEnsemble
from braingain.analysis.workforce.start import Gathered, Leaving
from braingain.baseline.values import Value
from braingain.foundation.vocabulary import CADRES

MEASURED_ON = "health workers"
MODEL = (
    "equations, responses and prices are those of health workers: what is not a row or an assumption below is taken over, "
    "assumed to hold here, and no study of this workforce is behind it"
)
KEPT_UP = "counted nowhere: those whom so many leavers a year keep up, at rates of return, loss and growth of health workers abroad"
LEFT_OUT = (
    "service by tasks, need at 44.5 for 10 000 people, coverage, mortality, money sent home, the treasury's position and the "
    "ledger: they are health's, and no run of another workforce has them"
)


def workforce_record(workforce: Workforce) -> dict[str, Any]:
    """Who the workforce is and where its figures were read."""
    head = workforce.card.workforce
    return {
        "id": head.id,
        "title": head.title,
        "people": head.people,
        "sector": head.sector,
        "country": workforce.country,
        "card": workforce.file,
        "cadres": [
            {
                "id": cadre.id,
                "title": cadre.title,
                "isco08": list(cadre.isco08),
                "runs_in_the_place_of": cadre.like,
                "training_years": cadre.training_years,
                "entry_age": cadre.entry_age,
                "training_why": cadre.training_why,
                "need": None if cadre.need is None else cadre.need.model_dump(mode="json"),
            }
            for cadre in workforce.card.cadre
        ],
        "sources": [source.model_dump(mode="json") for source in workforce.card.source],
        "edition": EVIDENCE_EDITION,
        "version": __version__,
    }


def start_records(workforce: Workforce, got: Gathered, going: Leaving) -> list[dict[str, Any]]:
    """Values of the start of each cadre, then pay at destinations and who leaves: value, how known, from where, note."""
    records = []
    for name, value in got.values.items():
        head, _, slot = name.partition(".")
        cadre = workforce.cadres.get(slot)
        if slot and cadre is None:
            continue
        if not slot and head not in ("population", "gdp_per_head"):
            continue
        records.append(_record(head, value, cadre.id if cadre else "", ""))
    for slot in CADRES:
        cadre = workforce.cadres.get(slot)
        if cadre is None:
            continue
        if slot in going.emigrants:
            records.append(_record("emigrants", going.emigrants[slot], cadre.id, ""))
        for place, value in going.counted.get(slot, {}).items():
            records.append(_record("workers_abroad", value, cadre.id, place))
    for name, law in got.laws.items():
        if law.of == "pay_abroad":
            cadre_id, place = name.split(".")[2:4]
            low, high = law.numbers[0], law.numbers[-1]
            value = Value("pay", law.middle, "gdp_per_head_multiple", "assumed", "", low=low, high=high, note=law.why)
            records.append(_record("pay", value, cadre_id, place))
    for there in workforce.card.destination:
        value = Value("share_of_leavers", there.share, "share", "assumed", note=there.why)
        records.append(_record("share_of_leavers", value, "", there.iso3))
    return records


def _kept_up(worlds: WorkforceEnsemble) -> list[dict[str, Any]]:
    """Stocks abroad that nobody counts, as the run has them: those from which as many leave as a row or the card says."""
    out = []
    for slot, cadre in worlds.workforce.cadres.items():
        if slot in worlds.begun.going.emigrants:
            size = sum(float(cell.value or 0.0) for cell in worlds.context.abroad[slot].values())
            out.append(
                _record(
                    "workers_abroad", Value("workers_abroad", size, "persons", "assumed", note=KEPT_UP), cadre.id, ""
                )
            )
    return out


def _record(name: str, value: Value, cadre: str, destination: str) -> dict[str, Any]:
    estimate = value.source.startswith("estimate:")
    return {
        "name": name,
        "cadre": cadre,
        "destination": destination,
        "value": None if value.value is None else float(value.value),
        "low": value.low,
        "high": value.high,
        "unit": value.unit,
        "method": value.method,
        "source": "" if estimate else value.source,
        "year": value.year,
        "note": value.note,
    }


def rows_not_read(workforce: Workforce, got: Gathered) -> list[dict[str, Any]]:
    """Rows of the table that no value of the start has: they stay, and are shown beside it."""
    from braingain.analysis.workforce.rows import READ
    from braingain.analysis.workforce.start import OLDEST

    out = []
    for row in workforce.rows:
        reach = OLDEST.get(row.indicator, 20)
        why = ""
        if row.indicator not in READ:
            why = "no run reads this indicator of a workforce"
        elif abs(row.year - got.start) > reach:
            why = f"of {row.year}, more than {reach} years from the start"
        elif row.cadre == "all" and row.indicator != "emigrants":
            why = "of all cadres together"
        if why:
            out.append({"indicator": row.indicator, "country": row.country, "cadre": row.cadre, "year": row.year,
                        "value": row.value, "unit": row.unit, "source": row.source, "note": row.note, "why": why})  # fmt: skip
    return out


def honest_record(worlds: WorkforceEnsemble, levers: Iterable[str] = ()) -> dict[str, Any]:
    """All that a reader must know: the start, the gaps, what the card replaces, and every estimate taken over from health."""
    workforce, got = worlds.workforce, worlds.begun.got
    taken = worlds.taken_over(levers)
    return {
        "model": MODEL,
        "left_out": LEFT_OUT,
        "posts": {"rule": workforce.card.workforce.posts, "why": workforce.card.workforce.posts_why},
        "start": [*start_records(workforce, got, worlds.begun.going), *_kept_up(worlds)],
        "gaps": list(got.gaps),
        "rows_not_read": rows_not_read(workforce, got),
        "replaced": [
            {"name": entry.name, "values": list(entry.numbers), "why": entry.why} for entry in workforce.card.estimate
        ],
        "neutral": [
            *({"name": name, "value": value, "why": why} for name, (value, why) in NEUTRAL.items()),
            {"name": "natives_share", "value": 0.0, "why": NO_NATIVES},
        ],
        "taken_over": {
            "measured_on": MEASURED_ON,
            "method": "assumed",
            "distance": "far",
            "count": len(taken),
            "families": families([estimate.name for estimate in taken]),
            "estimates": [
                {
                    "name": estimate.name,
                    "central": list(estimate.central) if isinstance(estimate.central, tuple) else estimate.central,
                    "unit": estimate.unit,
                    "status_for_health": estimate.status,
                    "evidence_for_health": list(estimate.evidence),
                }
                for estimate in taken
            ],
        },
    }


def families(names: Iterable[str]) -> list[str]:
    """The heads of names of estimates, each once, in their order."""
    return list(dict.fromkeys(name.split(".")[0] for name in names))
