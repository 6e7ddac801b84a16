"""Both models behind one name, so that every law is asked of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from braingain.model import reference, simulate
from braingain.model.containers import Dials, State, World, Yearly

Run = Callable[[World, Dials], tuple[State, Yearly]]


def fast(world: World, dials: Dials) -> tuple[State, Yearly]:
    """The fast model, its results as numpy arrays."""
    state, yearly = simulate.run(world, dials)
    return State(*(np.asarray(x) for x in state)), Yearly(*(np.asarray(x) for x in yearly))


MODELS: dict[str, Run] = {"reference": reference.run, "fast": fast}


def totals(array: Any) -> np.ndarray:
    """Sum over everything but the leading year."""
    return np.asarray(array).reshape(len(array), -1).sum(1)
