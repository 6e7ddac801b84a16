"""People on a corridor, of all and by sex: the two sexes are summed draw by draw before a median is taken."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from braingain.analysis.corridors import flow_record, start_stock
from braingain.baseline.values import Value


def test_all_on_a_corridor_are_women_and_men_of_the_same_draw() -> None:
    before = np.array([[1.0, 2.0, 30.0], [10.0, 20.0, 3.0]])  # (sex, draw): women, men
    found = flow_record(before, 2.0 * before)
    assert found["baseline"]["median"] == 22.0  # of 11, 22 and 33, not of the medians 2 and 10
    assert found["package"]["median"] == 44.0
    assert found["by_sex"]["female"]["baseline"]["median"] == 2.0
    assert found["by_sex"]["male"]["package"]["median"] == 20.0


def context(scale: float, flag: str = "", method: str = "reported") -> Any:
    cell = Value(
        "workers_abroad", 40.0, "persons", method, "a_list", 2018, "doctor", "GBR", flag=flag, note="as listed"
    )
    return cast("Any", SimpleNamespace(abroad={"doctor": {"GBR": cell}}, abroad_scale=scale))


@pytest.mark.parametrize(
    ("known", "cut", "method"),
    [
        (context(1.0), False, "reported"),
        (context(0.5), False, "estimated"),  # fewer leave than the list says
        (context(0.5, flag="own"), False, "reported"),  # a user's own count is never taken down
        (context(1.0), True, "estimated"),  # more would come than the destination has
        (context(0.5, method="assumed"), True, "assumed"),
    ],
)
def test_a_report_that_the_run_takes_down_is_an_estimate(known: Any, cut: bool, method: str) -> None:
    found = start_stock(known, "doctor", "GBR", cut)
    assert (found["method"], found["workers"], found["source"], found["year"]) == (method, 40.0, "a_list", 2018)
    assert ("taken down" in found["note"]) == (method == "estimated" or cut)


def test_a_cadre_that_no_table_has_abroad_is_assumed() -> None:
    assert start_stock(context(1.0), "midlevel", "GBR")["method"] == "assumed"
