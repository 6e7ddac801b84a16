"""Which levers a matrix runs and in what order their rows stand: words, mistakes, and hand-made rows."""

from __future__ import annotations

from typing import Any

import pytest

from braingain.analysis.shown import LESS_IS_BETTER, ORDERS, Wanted, check_order, in_order, wanted, wrong_way
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import AIMS, FAMILIES, GRADES
from braingain.output import brief_matrix
from braingain.policy.levers import load_levers


def row(title: str, workers: float, cost: float, year: int | None, grade: str, price: float | None) -> dict[str, Any]:
    return {
        "title": title,
        "not_applicable": None,
        "outcomes": {"workers": {"difference": {"median": workers}}},
        "cost_usd": {"total": {"median": cost}},
        "cost_per_worker_year_with_wages_usd": None if price is None else {"median": price},
        "cost_per_worker_year_usd": None if price is None else {"median": 10.0 - price},
        "first_effect_year": year,
        "evidence": {"grade": grade},
    }


ROWS = [
    {"title": "Apart", "not_applicable": "nobody is abroad", "evidence": {"grade": "strong"}},
    row("beta", 10.0, 5.0, None, "weak", 9.0),
    row("Alpha", -3.0, 1.0, 2030, "assumed", None),
    row("gamma", 40.0, 9.0, 2028, "moderate", 2.0),
]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("catalogue", ["Apart", "beta", "Alpha", "gamma"]),
        ("workers", ["gamma", "beta", "Alpha", "Apart"]),
        ("cost", ["Alpha", "beta", "gamma", "Apart"]),
        ("cost-per-worker-year", ["gamma", "beta", "Alpha", "Apart"]),
        ("cost-per-worker-year-as-paid", ["beta", "gamma", "Alpha", "Apart"]),
        ("first-effect", ["gamma", "Alpha", "beta", "Apart"]),
        ("evidence", ["gamma", "beta", "Alpha", "Apart"]),
        ("name", ["Alpha", "beta", "gamma", "Apart"]),
    ],
)
def test_rows_stand_the_best_first_and_what_has_no_number_last(order: str, titles: list[str]) -> None:
    assert [one["title"] for one in in_order(ROWS, order)] == titles


@pytest.mark.parametrize("order", ["cost", "cost-per-worker-year", "cost-per-worker-year-as-paid"])
def test_what_a_destination_pays_for_people_from_all_countries_leads_no_sort_by_cost(order: str) -> None:
    rows = [
        row("code", 1.0, 0.5, None, "weak", 5.0) | {"cost_is_whole": True},
        row("own", 1.0, 900.0, None, "weak", 5.0),
    ]
    assert [one["title"] for one in in_order(rows, order)] == ["own", "code"]


@pytest.mark.parametrize("order", ["cost-per-worker-year", "cost-per-worker-year-as-paid"])
def test_who_may_lose_workers_leads_no_sort_by_the_cost_of_a_worker_year(order: str) -> None:
    """The cheapest worker-year was that of a lever whose gain in workers could have either sign."""
    rows = [
        row("code", 1.0, 0.5, None, "weak", 5.0) | {"cost_is_whole": True},
        row("either", 1.0, 0.5, None, "weak", 5.0) | {"worker_years_gained": {"p05": -20.0, "median": 3.0}},
        row("sure", 1.0, 900.0, None, "weak", 5.0) | {"worker_years_gained": {"p05": 20.0, "median": 30.0}},
    ]
    assert [one["title"] for one in in_order(rows, order)] == ["sure", "either", "code"]
    assert [one["title"] for one in in_order(rows, "cost")] == ["either", "sure", "code"]


def test_a_first_effect_the_wrong_way_leads_no_sort_by_first_effect() -> None:
    harm = row("harm", 1.0, 1.0, 2027, "weak", 1.0) | {"aim_outcome": "share_at_home", "first_effect_sign": -1}
    fewer = row("fewer leave", 1.0, 1.0, 2030, "weak", 1.0) | {
        "aim_outcome": "emigrants_per_year",
        "first_effect_sign": -1,
    }
    assert wrong_way(harm) and not wrong_way(fewer)
    assert wrong_way(fewer | {"first_effect_sign": 1})
    assert [one["title"] for one in in_order([harm, fewer], "first-effect")] == ["fewer leave", "harm"]


def test_what_is_better_with_fewer_is_so_in_the_tables_too() -> None:
    assert {name for name, _, gain_is, _ in brief_matrix.COLUMNS if gain_is < 0} == LESS_IS_BETTER


def test_all_orders_are_tried_and_an_unknown_one_is_named_with_them() -> None:
    assert len(ORDERS) == 8
    with pytest.raises(BraingainError, match=r'--sort: "costs" is not one of catalogue, .*did you mean cost'):
        check_order("costs")
    with pytest.raises(BraingainError, match="--sort"):
        in_order(ROWS, "costs")


def test_what_is_asked_narrows_one_by_the_other() -> None:
    cards = load_levers().values()
    assert len(cards) == 44
    for family in FAMILIES:
        found = [card for card in cards if Wanted(families=(family,)).holds(card, card.cadres)]
        assert found and all(card.family == family for card in found)
    for aim in AIMS:
        found = [card for card in cards if Wanted(aims=(aim,)).holds(card, card.cadres)]
        assert found and all(card.aim == aim for card in found)
    counts = [sum(Wanted(evidence=grade).holds(card, card.cadres) for card in cards) for grade in GRADES]
    assert counts == sorted(counts) and counts[-1] == 44 > counts[2] > counts[1]
    bonding = load_levers()["bonding"]
    assert Wanted(("origin", "destination"), cadres=("midlevel", "nurse"), evidence="weak").holds(bonding, ["nurse"])
    assert not Wanted(cadres=("midlevel",)).holds(bonding, ["doctor", "nurse"])
    assert not Wanted(("origin",), ("pull",)).holds(bonding, ["nurse"])


def test_unknown_words_are_named_all_at_once_with_the_choices() -> None:
    with pytest.raises(BraingainError) as refused:
        wanted(["orign", "partnership"], ["pushy"], ["docter"], "good")
    lines = [problem.line() for problem in refused.value.problems]
    assert lines[0] == (
        '--family: "orign" is not one of origin, destination, partnership, since_2007; did you mean origin?'
    )
    assert lines[1].startswith('--aim: "pushy" is not one of push, pull, mutual')
    assert "did you mean doctor?" in lines[2]
    assert lines[3].startswith('--evidence: "good" is not one of strong, moderate, weak, assumed')
    assert len(lines) == 4


def test_the_record_says_what_was_asked() -> None:
    assert wanted().record() == {"family": None, "aim": None, "cadre": None, "evidence": None}
    asked = wanted(["origin"], cadres=["doctor", "nurse"], evidence="weak")
    assert asked.record() == {"family": ["origin"], "aim": None, "cadre": ["doctor", "nurse"], "evidence": "weak"}
    assert asked.words() == [("family", "origin"), ("cadre", "doctor,nurse"), ("evidence", "weak")]
