"""Death and retirement by years since qualification, at home and in every destination (docs/model.md 2.4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.context import Context
from braingain.baseline.macro import LifeTable
from braingain.baseline.needs import Drawn
from braingain.baseline.profiles import DURATIONS
from braingain.foundation.vocabulary import CADRES

Floats = NDArray[np.float64]
GOMPERTZ_AGE = 30.0
RETIRE_FROM = 5.0  # years before the usual age at which anyone retires (2.11)


def ages(drawn: Drawn) -> Floats:
    """Age by cadre and duration, (cadre, duration); entry ages are the same in all draws."""
    entry = np.array([drawn[f"entry_age.{cadre}"][0] for cadre in CADRES])
    return entry[:, None] + np.arange(DURATIONS)


def mortality(table: LifeTable | None, years: Floats, drawn: Drawn, high_income: bool) -> Floats:
    """Hazard of the population at the cell's age, (year, cadre, sex, duration, draw or 1). [1/year]

    Without a life table: Gompertz of docs/model.md 4.9, assumed.
    """
    at = ages(drawn)
    if table is not None:
        found = table.at(years, at.ravel()).reshape(len(years), 2, *at.shape)
        return np.moveaxis(found, 1, 2)[..., None]
    key = "high" if high_income else "other"
    base, doubling = drawn[f"gompertz_rate_at_30.{key}"], drawn[f"gompertz_doubling_years.{key}"]
    hazard = base * 2.0 ** ((at[..., None] - GOMPERTZ_AGE) / doubling)
    return np.broadcast_to(hazard[None, :, None], (len(years), at.shape[0], 2, at.shape[1], hazard.shape[-1]))


def mortality_abroad(context: Context, years: Floats, drawn: Drawn) -> Floats:
    """The same in each destination, (year, cadre, sex, duration, destination, draw or 1).

    Destinations without a life table (the rest of the world) have the mean of the others.
    """
    known = {d: place.life_table for d, place in context.places.items() if place.life_table is not None}
    tables = {d: mortality(table, years, drawn, True) for d, table in known.items()}
    mean = sum(tables.values()) / len(tables)
    return np.stack([tables.get(d, mean) for d in context.destinations], axis=-2)


def retirement(drawn: Drawn) -> Floats:
    """Probability of retiring in the year of who lives, (cadre, duration, draw) (2.11)."""
    at = ages(drawn)[..., None]
    usual, last, spread = drawn["retirement_age"], drawn["retirement_last"], drawn["retirement_spread"]
    rising = 1.0 / (1.0 + np.exp(-(at - usual) / spread))
    return np.where(at >= last, 1.0, np.where(at < usual - RETIRE_FROM, 0.0, rising))


def staying(hazard: Floats, factor: Floats, retire: Floats) -> Floats:
    """Share that neither dies nor retires in a year; ``hazard`` and ``retire`` must broadcast, draw last."""
    return np.exp(-factor * hazard) * (1.0 - retire)
