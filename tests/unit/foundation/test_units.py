"""Units: a closed list, one conversion, nothing that changes meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.foundation.errors import BraingainError
from braingain.foundation.units import all_units, can_convert, convert, find_unit

PAIRS = [(a, b) for a in all_units() for b in all_units() if a != b and can_convert(a, b)]


def test_there_are_pairs_to_convert() -> None:
    assert ("percent", "share") in PAIRS
    assert ("per_1000", "per_10k") in PAIRS


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [(12, "percent", "share", 0.12), (2.28, "per_1000", "per_10k", 22.8), (14.5, "per_100k", "per_10k", 1.45)],
)
def test_known_conversions(value: float, unit: str, to: str, result: float) -> None:
    assert convert(value, unit, to) == pytest.approx(result, rel=1e-12)


@given(st.sampled_from(PAIRS), st.floats(1e-6, 1e12))
def test_there_and_back_changes_nothing(pair: tuple[str, str], value: float) -> None:
    unit, to = pair
    assert convert(convert(value, unit, to), to, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("unit", "to"), [("usd", "intl_usd"), ("local_currency", "usd"), ("persons", "share")])
def test_what_measures_different_things_is_refused(unit: str, to: str) -> None:
    with pytest.raises(BraingainError, match="do not measure the same"):
        convert(1.0, unit, to)


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(BraingainError, match="did you mean persons"):
        find_unit("person")
