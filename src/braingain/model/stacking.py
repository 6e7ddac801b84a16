"""Countries of one kind as one record: each array gets a leading country axis, series a country axis after the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from braingain.model.containers import Constants, Dials, Paths, State, World
from braingain.model.simulate import WITHOUT_YEAR


def stacked_worlds(worlds: Sequence[World]) -> World:
    """Constants and state with a leading country axis, paths (year, country, ...), of countries with the same options.

    Raises
    ------
    ValueError
        Where options or switches differ, or the foreign-trained of t0 are not given.
    """
    first = worlds[0]
    if any(w.options != first.options for w in worlds):
        raise ValueError("countries of one group differ in their options")
    if any(w.constants.foreign0 is None for w in worlds):
        raise ValueError("foreign0 must be given")
    return World(
        constants=Constants(*_each([w.constants for w in worlds], 0)),
        paths=Paths(*_each([w.paths for w in worlds], 1)),
        state=State(*_each([w.state for w in worlds], 0)),
        options=first.options,
        switches=first.switches,
    )


def stacked_dials(dials: Sequence[Dials]) -> Dials:
    """Dials of many countries: yearly ones (year, country, ...), the others with a leading country axis."""
    fields = {
        name: _stack([getattr(d, name) for d in dials], 0 if name in WITHOUT_YEAR else 1) for name in Dials._fields
    }
    return Dials(**fields)


def one_country(record: Any, number: int) -> Any:
    """One country of records with a leading country axis."""
    return type(record)(*(np.asarray(value)[number] for value in record))


def _each(records: Sequence[Any], axis: int) -> list[np.ndarray]:
    return [_stack(values, axis) for values in zip(*records, strict=True)]


def _stack(values: Sequence[Any], axis: int) -> np.ndarray:
    """Arrays on a new axis; where one has length 1 on an axis and another more, it broadcasts."""
    arrays = [np.asarray(value, float) for value in values]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    return np.stack([np.broadcast_to(array, shape) for array in arrays], axis=axis)
