"""The matrix of ten unlike countries: every cell is a number with its interval, or says why it is none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from braingain.analysis.matrix import NAMES, study
from braingain.policy.levers import load_levers

pytestmark = pytest.mark.slow
TEN = ("GHA", "ZMB", "MWI", "PHL", "IND", "JAM", "GRD", "ZAF", "GBR", "NZL")
EXPLAINED = (
    "cost_per_worker_year_usd",
    "cost_per_worker_year_with_wages_usd",
    "first_effect_year",
    "half_effect_year",
    "share_left_after_end",
)


def intervals(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, float]]]:
    """All intervals below a value, with where they are."""
    if isinstance(value, dict):
        if "median" in value:
            yield path, value
        for name, below in value.items():
            yield from intervals(below, f"{path}.{name}")
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from intervals(below, f"{path}[{number}]")


@pytest.mark.parametrize("country", TEN)
def test_every_cell_is_a_number_an_interval_or_a_reason(country: str) -> None:
    found = study(country, draws=6)["matrix"]
    assert [row["lever"] for row in found["rows"]] == list(load_levers())
    assert found["conservation_residual"] < 1e-9
    for row in found["rows"]:
        if row["not_applicable"]:
            assert len(row["not_applicable"]) > 20
            continue
        where = f"{country} {row['lever']}"
        assert set(NAMES) <= set(row["outcomes"]), where
        assert all(one["difference"]["median"] is not None for one in row["outcomes"].values()), where
        for name in EXPLAINED:
            assert (row[name] is None) == (name in row["why_none"]), f"{where} {name}"
        assert all(len(why) > 20 for why in row["why_none"].values()), where
        for path, one in intervals(row):
            ordered = [one[quantile] for quantile in ("p05", "median", "p95")]
            assert all(math.isfinite(number) for number in ordered), where + path
            assert ordered == sorted(ordered), where + path
        assert row["cost_usd"]["total"]["p05"] >= 0, where
        for party in ("origin", "destination", "migrant"):
            assert row["for_whom"][party]["verdict"], where
