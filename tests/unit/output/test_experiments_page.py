"""The page of the three side effects: numbers, words and shares are those of the record."""

from __future__ import annotations

from typing import Any

from braingain.output.experiments_page import page


def interval(low: float, middle: float, high: float) -> dict[str, float]:
    return {"p05": low, "median": middle, "p95": high}


def one(lever: str, **more: Any) -> dict[str, Any]:
    return {
        "lever": lever,
        "destination": None,
        "what": "people who leave",
        "years": {"first": 2027, "last": 2031},
        "not_applicable": None,
        "with_mechanism": interval(2.0, 6.0, 9.0),
        "largest_without_mechanism": 3e-12,
        "share_of_draws": 0.975,
        "words": "appears in 98 % of draws",
        "by_cadre": {"nurse": {"with_mechanism": interval(1.0, 1.5, 2.0), "share_of_draws": 1.0}},
        "beside": {},
        **more,
    }


def test_the_page_holds_what_was_found_and_the_share_that_goes_elsewhere() -> None:
    blocked = {"text": "fewer who come", "value": interval(10.0, 24.0, 40.0)}
    tried = [
        one("bonding"),
        one("ethical_code_public", destination="GBR", beside={"blocked": blocked}),
        one("rural_supplement", not_applicable="no rural posts"),
    ]
    text = page({"country": "GHA", "policy_start": 2027, "draws": 200, "seed": 1, "experiments": tried})
    assert "| bonding | people who leave, 2027 to 2031 | 6.0 (2.0 to 9.0) | 3e-12 | 98% |" in text
    assert "| | nurse | 1.5 (1.0 to 2.0) | | 100% |" in text
    assert "  * fewer who come: 24.0 (10.0 to 40.0)" in text
    assert "Here the share is 0.25 (GBR)." in text
    assert "| rural_supplement | does not apply: no rural posts | | | |" in text
    assert "**rural_supplement**: does not apply" not in text
