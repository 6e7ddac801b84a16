"""A population carried forward by births and survival, for made-up countries; real ones take the UN's series (docs/model.md 2.15)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def matrix(births: Floats, survival: Floats) -> Floats:
    """The Leslie matrix of age classes, (age, age): births a person in the first row, survival to the next age below it.

    Raises
    ------
    ValueError
        For negative births, survival outside 0 to 1, or a length that does not fit.
    """
    if len(survival) != len(births) - 1:
        raise ValueError(f"{len(births)} ages need {len(births) - 1} shares of survival, not {len(survival)}")
    if np.any(births < 0) or np.any((survival < 0) | (survival > 1)):
        raise ValueError("births are negative or survival lies outside 0 to 1")
    found = np.diag(np.asarray(survival, dtype=float), -1)
    found[0] = births
    return found


def project(people: Floats, leslie: Floats, years: int) -> Floats:
    """People by age on each 1 January, the first year's included: ``n(t+1) = L n(t)``. (year, age) [persons]"""
    found = [np.asarray(people, dtype=float)]
    for _ in range(years - 1):
        found.append(leslie @ found[-1])
    return np.stack(found)
