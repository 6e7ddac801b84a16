"""People on a corridor, of all and by sex: the two sexes are summed draw by draw before a median is taken."""

from __future__ import annotations

import numpy as np

from braingain.analysis.corridors import flow_record


def test_all_on_a_corridor_are_women_and_men_of_the_same_draw() -> None:
    before = np.array([[1.0, 2.0, 30.0], [10.0, 20.0, 3.0]])  # (sex, draw): women, men
    found = flow_record(before, 2.0 * before)
    assert found["baseline"]["median"] == 22.0  # of 11, 22 and 33, not of the medians 2 and 10
    assert found["package"]["median"] == 44.0
    assert found["by_sex"]["female"]["baseline"]["median"] == 2.0
    assert found["by_sex"]["male"]["package"]["median"] == 20.0
