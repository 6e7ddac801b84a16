"""T12: a population carried forward keeps its stable shape and grows by the largest root (docs/model.md 2.15)."""

from __future__ import annotations

import numpy as np
import pytest

from braingain.baseline import leslie

BIRTHS, SURVIVAL = np.array([0.0, 1.2, 0.9]), np.array([0.8, 0.5])


def test_the_stable_shape_grows_by_the_largest_root() -> None:
    transition = leslie.matrix(BIRTHS, SURVIVAL)
    assert transition.tolist() == [[0.0, 1.2, 0.9], [0.8, 0.0, 0.0], [0.0, 0.5, 0.0]]
    growth = max(root.real for root in np.roots([1.0, 0.0, -1.2 * 0.8, -0.9 * 0.8 * 0.5]) if abs(root.imag) < 1e-12)
    shape = np.array([1.0, 0.8 / growth, 0.8 * 0.5 / growth**2])
    people = leslie.project(shape, transition, 11)
    assert people[1] == pytest.approx(growth * shape)
    assert people.sum(axis=1) == pytest.approx(shape.sum() * growth ** np.arange(11.0))


def test_any_start_comes_to_the_stable_shape() -> None:
    transition = leslie.matrix(BIRTHS, SURVIVAL)
    people = leslie.project(np.array([1.0, 0.0, 0.0]), transition, 120)
    growth = max(abs(np.linalg.eigvals(transition)))
    assert people[-1] == pytest.approx(growth * people[-2], rel=1e-9)


def test_nobody_lives_for_ever_and_nobody_is_born_less_than_once() -> None:
    with pytest.raises(ValueError, match="3 ages need 2"):
        leslie.matrix(BIRTHS, np.array([0.5]))
    with pytest.raises(ValueError, match="outside 0 to 1"):
        leslie.matrix(BIRTHS, np.array([0.5, 1.1]))
    with pytest.raises(ValueError, match="births are negative"):
        leslie.matrix(-BIRTHS, SURVIVAL)
