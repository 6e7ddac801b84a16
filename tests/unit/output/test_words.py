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
    told = words.change(unsure, "more", "fewer", "without")
    assert told == "could be more or fewer than without (median +40, \u221210 to 90)"
    assert words.change(sure, "more", "fewer", "without") == "about 560 more than without (140 to 990)"
    assert words.change(dict.fromkeys(sure, 0.0), "more", "fewer") == "no change"
    assert words.change({"p05": 0.0, "median": 0.0, "p95": 0.004}, "more", "fewer") == "no change"
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


@pytest.mark.parametrize(
    ("interval", "number", "ends"),
    [
        ((84743.2, 58012.1, 119067.0), f"+84{THIN}700", f"+58{THIN}000 to +119{THIN}000"),
        ((-57.2, -542.4, -4.2), "\u221257", "\u2212542 to \u22124"),
        ((2.0, 0.11, 24.6), "+2.0", "+0.1 to +24.6"),
        ((0.0, -0.001, 30.0), "0", "0 to +30"),
        ((0.0, 0.0, 0.0), "0", "no change"),
        ((0.01, -0.02, 0.04), "0", "no change"),
    ],
)
def test_differences_in_a_table_are_alike_in_decimals(interval: tuple[float, ...], number: str, ends: str) -> None:
    assert words.counts(dict(zip(("median", "p05", "p95"), interval, strict=True))) == (number, ends)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (630e6, 3, "$630 million"),
        (13.13e9, 3, "$13.1 billion"),
        (13.13e9, 2, "$13 billion"),
        (-2.04e6, 2, "\u2212$2 million"),
    ],
)
def test_money_has_no_more_figures_than_asked(value: float, digits: int, text: str) -> None:
    assert words.dollars(value, digits) == text


def test_countries_in_a_sentence_have_their_article() -> None:
    assert words.place("Philippines") == "the Philippines"
    assert words.place("United Kingdom") == "the United Kingdom"
    assert words.place("Ghana") == "Ghana"
    assert words.place("South Sudan") == "South Sudan"


def test_notes_lose_what_only_a_programmer_reads() -> None:
    note = "what keeps the stock on its growth (docs/model.md 4.9 G), times .6 to 1.6"
    assert words.plain(note) == "what keeps the stock on its growth, times 0.6 to 1.6"
    assert words.clause("People leave posts (all cadres).") == "people leave posts"


@pytest.mark.parametrize(
    ("value", "text"), [(0.53, "0.5"), (38.2, "38"), (1505.0, f"1{THIN}500"), (0.004, "0"), (-180.4, "\u2212180")]
)
def test_persons_in_prose_are_not_finer_than_a_tenth(value: float, text: str) -> None:
    assert words.persons(value) == text


def test_a_range_of_shares_has_one_sign() -> None:
    assert words.percent_range(0.15, 0.27) == f"15 to 27{THIN}%"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (6.5e9, 22.1e9, "$6.5 to 22 billion"),
        (664e3, 7.9e6, f"$660{THIN}000 to $7.9 million"),
        (0.0, 900.0, "$0 to $900"),
    ],
)
def test_a_range_of_money_says_its_size_once(low: float, high: float, text: str) -> None:
    assert words.dollar_span({"p05": low, "p95": high}) == text
