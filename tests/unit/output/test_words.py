"""Numbers as a reader reads them: signs, rounding, sentences that do not hide what is uncertain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.output import words

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5285, f"5{THIN}285"),
        (-12.4, "\u221212.4"),
        (0.034, "0.03"),
        (1234567, f"1{THIN}234{THIN}567"),
        (None, "–"),
        (float("nan"), "–"),
        (-0.001, "0.00"),
    ],
)
def test_numbers_have_thin_spaces_and_a_true_minus(value: float | None, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(560, "+560"), (-95, "\u221295"), (0, "0"), (None, "–")])
def test_differences_carry_their_sign(value: float | None, text: str) -> None:
    assert words.signed(value) == text


@given(st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-6))
def test_rounding_for_prose_keeps_the_sign_and_is_within_five_percent(value: float) -> None:
    short = words.figures(value)
    assert short * value > 0
    assert abs(short - value) <= 0.05 * abs(value) * 1.0001


def test_a_sentence_says_either_where_the_interval_holds_zero() -> None:
    unsure = {"median": 40.0, "p05": -10.0, "p95": 90.0}
    sure = {"median": 560.0, "p05": 140.0, "p95": 990.0}
    fewer = {"median": -560.0, "p05": -990.0, "p95": -140.0}
    assert "either" in words.change(unsure, "more doctors", "fewer doctors")
    assert words.change(sure, "more doctors", "fewer doctors") == "about 560 more doctors (140 to 990)"
    assert words.change(fewer, "more doctors", "fewer doctors") == "about 560 fewer doctors (140 to 990)"


@pytest.mark.parametrize(
    ("value", "text"), [(21400, f"$21{THIN}400"), (2_400_000, "$2.4 million"), (3.3e9, "$3.3 billion"), (0.0, "$0")]
)
def test_money_says_dollars_and_its_size(value: float, text: str) -> None:
    assert words.dollars(value) == text


def test_words_of_number_and_lists() -> None:
    assert words.counted(1, "lever") == "one lever"
    assert words.counted(4, "lever") == "four levers"
    assert words.joined(["a", "b", "c"]) == "a, b and c"
    assert words.cadres(["doctor", "midlevel"]) == "doctors and mid-level workers"
