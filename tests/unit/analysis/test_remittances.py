"""Money sent home: the closed form of docs/model.md 2.34, how it scales, and people that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.analysis.remittances import Remitting, remittances, settled_share_at_start

ONE = np.ones(1)
CENTRAL = Remitting(0.6 * ONE, 4000.0 * ONE, 0.75 * ONE)


def people(temporary: float, settled: float) -> np.ndarray:
    """(cadre, sex, duration, status, destination, draw), one of each but the statuses."""
    return np.array([temporary, settled, 50.0])[None, None, None, :, None, None]


def test_the_closed_form() -> None:
    settled = settled_share_at_start(people(30.0, 70.0))
    assert settled[0, 0, 0, 0] == pytest.approx(0.7), "the deskilled do not count"
    abroad = np.full((1, 1, 1, 1, 1), 100.0)
    found = remittances(abroad, settled, CENTRAL)
    assert found[0, 0, 0, 0] == pytest.approx(0.6 * 4000 * (30 + 0.75 * 70))
    with_retired = remittances(abroad, settled, CENTRAL, np.full((1, 1, 1, 1), 20.0))
    assert with_retired - found == pytest.approx(0.6 * 4000 * 0.75 * 20)


def test_nobody_in_a_destination_is_no_trouble() -> None:
    assert settled_share_at_start(people(0.0, 0.0))[0, 0, 0, 0] == 1.0


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10.0))
def test_twice_the_emigrants_send_twice_as_much_and_a_currency_changes_nothing(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    abroad, settled = rng.uniform(0, 100, (3, 2, 2, 4, 5)), rng.uniform(0, 1, (2, 2, 4, 5))
    one = np.ones(5)
    terms = Remitting(0.6 * one, 4000.0 * one, 0.75 * one)
    plain = remittances(abroad, settled, terms)
    assert remittances(2.0 * abroad, settled, terms) == pytest.approx(2.0 * plain)
    dearer = terms._replace(amount_usd=factor * terms.amount_usd)
    assert remittances(abroad, settled, dearer) == pytest.approx(factor * plain)
    assert np.all(remittances(abroad, np.minimum(settled + 0.1, 1.0), terms) <= plain), "the settled send less"


def test_people_that_cannot_be_are_refused() -> None:
    abroad, settled = np.ones((1, 1, 1, 1, 1)), np.ones((1, 1, 1, 1))
    with pytest.raises(ValueError, match="negative"):
        remittances(-abroad, settled, CENTRAL)
    with pytest.raises(ValueError, match="negative"):
        remittances(abroad, settled, CENTRAL, -1.0)
    with pytest.raises(ValueError, match="outside 0 to 1"):
        remittances(abroad, 1.5 * settled, CENTRAL)
