"""Words of an agreement: what was asked for stands as it was asked, parties and model clauses by their names."""

from __future__ import annotations

from braingain.analysis.agreement_parties import FUND_SPLIT, PARTIES
from braingain.output.agreement_words import (
    STAYS_WIDE,
    clause_lines,
    corridor_lines,
    covered_by,
    lead,
    model_clause_lines,
    payment_lines,
)

SPAN = {"median": 18.7, "p05": 0.5, "p95": 160.0}
NONE = {"median": 0.0, "p05": 0.0, "p95": 0.0}
CLAUSE = {
    "clause": "recruitment",
    "title": "recruits on the governments' channel",
    "doses": {"quota_ratio": 2.67},
    "said": [],
    "asked": {"workers_per_year": 50.0, "of": SPAN, "of_years": "mean of 2028 to 2031"},
    "adds": None,
    "options": {"charged_to": "destination_budget"},
    "cadres": ["nurse"],
    "payer": {"destination_budget": 0.5, "employer": 0.5},
    "start": 2027,
    "end": 2032,
    "evidence": "assumed",
    "flags": [],
    "does_nothing": "",
    "rights_note": "",
}
LATER = {
    "clause": "recruitment",
    "after": 2032,
    "until": 2035,
    "payer": {"destination_budget": 1.0},
    "usd": {"median": 4e6, "p05": 3e6, "p95": 5e6},
    "why": "students who began are taught to the end",
}


def test_a_quota_in_persons_is_said_as_it_was_asked_with_what_it_is_a_share_of() -> None:
    line, later = clause_lines({"clauses": [CLAUSE], "runs_on": [LATER]})
    assert "50 recruits a year more in the median draw, 2.7 times the 19 (0.5 to 160) who go legally" in line
    assert "mean of 2028 to 2031" in line and "quota_ratio" not in line
    assert f"charged to: {PARTIES['destination_budget']}" in line and f"{PARTIES['employer']} 50%" in line
    assert later.strip().startswith("Paid on from 2032 until 2035: $4 million")
    assert later.endswith(f"by {PARTIES['destination_budget']}; students who began are taught to the end")


def test_recruits_more_than_asked_are_told_apart_from_the_quota() -> None:
    adds = {"recruits": SPAN, "by_quota": SPAN | {"median": 16.0}, "besides": NONE | {"p05": -4.2, "median": 2.7}}
    clause = CLAUSE | {"adds": adds | {"contracts": True, "years": [2028, 2031]}}
    line = clause_lines({"clauses": [clause], "runs_on": []})[1]
    assert (
        "mean of 2028 to 2031: 19 (0.5 to 160); the quota's own part 16 (0.5 to 160); besides 2.7 (−4.2 to 0)" in line
    )
    assert "A contract counts once" in line


def test_payments_are_said_with_payer_and_receiver() -> None:
    payment = {"what": FUND_SPLIT[0], "payer": "fund", "receiver": "providers", "total_usd": SPAN}
    kept = payment | {"payer": "destination_budget", "receiver": "destination_budget"}
    (line,) = payment_lines({"cash": {"payments": [payment, kept]}})
    assert line.startswith("The fund to staff, schools and agencies: $") and line.endswith(FUND_SPLIT[0])


def test_model_clauses_are_covered_by_titles_not_by_fields() -> None:
    clause = {"id": "no_fees", "serves": "both", "text": "T", "source": "S", "covered_by": ["recruitment.quota_ratio"]}
    assert covered_by(clause) == '"recruits on the governments\' channel"'
    done, left = model_clause_lines({"model_clauses": [clause, clause | {"covered_by": []}]})
    assert "no fees, by" in done and "_" not in done
    assert left == "To consider, no fees (for both sides): T [S]"


def test_the_stock_on_the_corridor_is_said_with_its_number() -> None:
    stock = {"method": "assumed", "workers": 264.0, "year": 2018, "source": "", "note": "", "given": False}
    stock |= {"in_run": SPAN, "stays_wide": False}
    found = {
        "origin": "MWI",
        "destination": "GBR",
        "corridor": {
            "recruits_without": SPAN | {"year": 2027},
            "start_stock": {"nurse": stock},
            "counted": [],
            "why": "",
        },
    }
    line = corridor_lines(found)[1]
    said = "264, assumed (2018): nobody counted them, and each draw has its own number; the runs begin with 19 (0.5 to 160)"
    assert f"at work in the United Kingdom at the start: {said}" in line
    given = {"year": None, "source": "scenario.context", "note": "the register", "given": True, "stays_wide": True}
    found["corridor"]["start_stock"]["nurse"] = stock | given
    line, told = corridor_lines(found)[1:3]
    assert "264, given in [context] (the register); the runs begin with 19" in line
    assert told.strip() == STAYS_WIDE


def test_sums_of_all_years_say_whether_they_are_discounted() -> None:
    money = {"total": {"net_discounted": SPAN, "received": SPAN}}
    people = {"difference": {name: [value] for name, value in NONE.items()}}
    found = {
        "cash": {"parties": dict.fromkeys(PARTIES, money)},
        "workers": {"home": people, "at_destination": people},
        "years": [2047],
        "start": 2027,
        "discount_rate": 0.03,
        "origin": "MWI",
        "destination": "GBR",
    }
    lines = lead(found)
    assert "discounted at 3% a year to 2027" in lines[0]
    assert "not discounted" in lines[1]
    for party in ("origin_budget", "destination_budget", "employer", "donor"):
        assert PARTIES[party] in lines[0]
