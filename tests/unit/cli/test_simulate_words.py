"""What simulate says around its tables: money to three figures, guessed shares of women, levers run as written, each line once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from braingain.analysis.simulate import whole_workforce
from braingain.cli import simulate_table
from braingain.cli.simulate_words import as_written, cost_lines, dollars, opening, sexes_line
from braingain.policy.levers import load_levers


def interval(median: float, low: float, high: float) -> dict[str, float]:
    return {"median": median, "p05": low, "p95": high}


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (interval(244_123_456_789.0, 221e9, 268.4e9), "US$ 244 bn (221 to 268)"),
        (interval(11_056_818.0, 9_870_000.0, 1_234_567_890.0), "US$ 11.1 mn (9.87 to 1,230)"),
        (interval(54_321.0, 0.0, 60_000.0), "US$ 54,300 (0 to 60,000)"),
        (interval(0.0, 0.0, 2.5e6), "US$ 0 mn (0 to 2.5)"),
        (interval(0.0, 0.0, 0.0), "US$ 0 (0 to 0)"),
    ],
)
def test_money_has_three_figures_and_its_interval(money: dict[str, float], words: str) -> None:
    assert dollars(money) == words


def test_every_payer_has_an_interval() -> None:
    paid = {"total": interval(3e9, 2e9, 4e9), "by_payer": {"origin_budget": interval(3e9, 2e9, 4e9)}}
    assert cost_lines({"cost_usd": paid}, 2018) == [
        "Outlay, sum of all years: US$ 3 bn (2 to 4), dollars of 2018",
        "paid by: origin budget US$ 3 bn (2 to 4)",
    ]
    assert cost_lines({"cost_usd": paid | {"by_payer": {}}}, 2018)[1] == "paid by: nobody"


def test_a_share_of_women_that_is_a_guess_is_called_one() -> None:
    shares = {"doctor": {"method": "reported"}, "nurse": {"method": "assumed"}}
    said = sexes_line({"women_share": shares})
    assert (
        "imputed from shares of women, reported (doctors), themselves assumed by cadre and income group (nurses);"
        in said
    )
    assert "themselves" not in sexes_line({"women_share": {key: {"method": "reported"} for key in shares}})
    methods = {"doctor": {"assumed": 2, "reported": 3}, "nurse": {"borrowed": 1, "assumed": 4}}
    world = sexes_line({"world": True, "women_share_by_method": methods, "countries": list("abcde")})
    assert "themselves assumed by cadre and income group for doctors in 2 and for nurses in 4 of 5 countries" in world
    assert "themselves borrowed from like countries for nurses in 1 of 5 countries" in world


def opened(flag: str) -> str:
    bill = interval(0.79, 0.43, 1.36) | {"flag": flag, "usual": [0.03, 0.6]}
    found: dict[str, Any] = {
        "grade": {"doctor": "C"},
        "abroad_coverage": {"doctor": 0.4},
        "scenario": {"scenario": {"draws": 200}},
        "mechanisms": {},
        "checks": {"public_wage_bill_share": bill},
    }
    return " ".join(opening(found))


def test_public_pay_that_cannot_be_opens_the_run() -> None:
    assert "implausible: 0.79 (0.43 to 1.36), usual is 0.03 to 0.60" in opened("implausible")
    assert "costs rest on them" in opened("implausible")
    assert "Public pay" not in opened("")


def test_countries_whose_public_pay_cannot_be_are_counted_and_some_named() -> None:
    bills = {code: {"flag": "implausible" if code != "E" else ""} for code in "ABCDE"}
    found = {
        "world": True,
        "countries_by_grade": {},
        "abroad_coverage_by_country": {},
        "scenario": {"scenario": {"draws": 50}},
        "mechanisms": {},
        "checks_by_country": {"public_wage_bill_share": bills},
    }
    assert "implausible in 4 of 5 countries (A, B, C and 1 more)" in " ".join(opening(found))


def lever(**changed: Any) -> dict[str, Any]:
    return {
        "id": "upgrade_ladder",
        "card": "upgrade_ladder",
        "start": 2027,
        "end": 2041,
        "cadres": ["midlevel"],
        "sexes": ["female", "male"],
        "places": None,
        "doses": {"ladder_share": 0.03},
        "options": {},
        "evidence": {"grade": "weak", "distance": "near"},
        "not_applicable": "no mid-level workers are known to work in GHA",
    } | changed


def printed(levers: list[dict[str, Any]]) -> list[str]:
    console = Console(record=True, width=200, quiet=False)
    simulate_table._print_levers(console, levers)
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_a_lever_that_the_matrix_would_not_show_is_printed_as_it_was_run() -> None:
    lines = printed([lever()])
    assert lines == [
        "upgrade_ladder: 2027 to 2040, midlevel; ladder_share 0.03; evidence weak, studies near",
        "upgrade_ladder: run as written; in the matrix it would not stand here: no mid-level workers are known to work in GHA",
    ]
    assert as_written(lever(not_applicable=None)) == []


def test_parts_of_a_composite_that_say_the_same_say_it_once() -> None:
    assert len(printed([lever(), lever(doses={"ladder_share": 0.05})])) == 3
    notes = [{"id": "list", "flags": ["begins late"], "rights_note": "People may leave."}] * 2
    console = Console(record=True, width=80)
    simulate_table._print_notes(console, {"levers": notes})
    assert console.export_text().splitlines() == ["list: begins late", "Rights: People may leave."]


def test_whoever_raises_all_pay_abroad_pays_all_who_work_there() -> None:
    cards = load_levers()
    part: Any = SimpleNamespace(card=cards["destination_pay"], destinations=("GBR",))
    (said,) = whole_workforce(part)
    assert said == "its cost is that of all health workers of GBR, not of those from one country"
    home: Any = SimpleNamespace(card=cards["health_pay"], destinations=())
    assert whole_workforce(home) == []


@pytest.mark.parametrize(
    ("places", "said"), [(["GBR", "USA"], "GBR, USA"), ([f"D{i:02}" for i in range(40)], "40 destinations")]
)
def test_many_destinations_that_answer_are_counted_not_listed(
    places: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console(width=400)
    simulate_table._print_baseline(console, {"active_destinations": places})
    assert f"vacancies and pay in {said} answer" in capsys.readouterr().out
