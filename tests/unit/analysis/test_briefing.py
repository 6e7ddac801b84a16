"""What a brief says of figures that nobody reported: the estimate behind each source, its studies, an error for none."""

from __future__ import annotations

import pytest

from braingain.analysis import briefing
from braingain.foundation.errors import BraingainError


def test_an_assumption_carries_meaning_and_studies_of_its_estimate() -> None:
    values = [{"source": "estimate:pay_multiple.doctor.LMC"}, {"source": "worldbank_wdi"}, {"source": ""}]
    found = briefing.assumptions_of(values)
    assert list(found) == ["estimate:pay_multiple.doctor.LMC"]
    pay = found["estimate:pay_multiple.doctor.LMC"]
    assert "pay" in pay["meaning"] and "E87" in pay["ids"]


def test_a_source_that_names_no_estimate_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(BraingainError, match="pay_multiple"):
        briefing.assumptions_of([{"source": "estimate:pay_multiple.doctr.LMC"}])


def test_studies_that_assumptions_cite_are_told_beside_those_of_the_matrix() -> None:
    matrix = {"rows": [{"evidence": {"ids": ["E30"]}}]}
    assert set(briefing.studies_of(matrix, ["E87", "E30"])) == {"E30", "E87"}
