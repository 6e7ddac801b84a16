"""Where a policy acts: one country's calibrated world with the names of its axes and the facts that doses refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import World

Parameters = Mapping[str, np.ndarray]  # estimates by name, each (draw,)


@dataclass(frozen=True)
class Setting:
    """A world of the model with its names: what a dose such as "of the intake at the start" needs to become a number.

    Parameters
    ----------
    country : ISO alpha-3 code of the country of training.
    start : first year of the world's paths.
    destinations : ISO codes along the destination axis.
    largest_destination : where most doctors trained in the country live (docs/architecture.md).
    income_group : LIC, LMC, UMC or HIC at the start year; unit costs are by group.
    destination_groups : income group of each destination that has one.
    rural_people_share : share of the people who live in rural places at the start; None where it is not known.
    gdp_per_head_usd : GDP per head at the start at market exchange rates; None where it is not known. [US$]
    population : (year,)
        Persons in the country. [persons]
    world : the calibrated arrays, year axes from ``start``.
    """

    country: str
    start: int
    destinations: tuple[str, ...]
    largest_destination: str
    income_group: str
    population: np.ndarray
    world: World
    destination_groups: Mapping[str, str] = field(default_factory=dict)
    rural_people_share: float | None = None
    gdp_per_head_usd: float | None = None

    @property
    def years(self) -> np.ndarray:
        """Calendar years of the paths."""
        return self.start + np.arange(len(np.asarray(self.world.paths.pay)))

    @property
    def cadres(self) -> tuple[str, ...]:
        """Cadres along the cadre axis, in the vocabulary's order."""
        return CADRES[: len(self.world.options.programme_years)]

    @property
    def draws(self) -> int:
        """How many draws the world holds."""
        return max(np.asarray(value).shape[-1] for value in self.world.constants if value is not None)

    @property
    def intake0(self) -> np.ndarray:
        """Students who enter at the start, all owners: seats or applicants, whichever are fewer. (cadre, draw)"""
        seats = np.asarray(self.world.paths.seats)[0]
        return np.minimum(seats, np.asarray(self.world.constants.applicants0)).sum(axis=1)

    @property
    def schools0(self) -> np.ndarray:
        """Seats at the start, all owners. (cadre, draw)"""
        return np.asarray(self.world.constants.seats0)

    def destination_indices(self, names: Sequence[str]) -> list[int]:
        """Places of the named destinations along their axis; the country itself and unknown ones are left out."""
        return [self.destinations.index(name) for name in names if name in self.destinations]

    def cadre_indices(self, cadres: Sequence[str]) -> list[int]:
        """Places of the cadres along their axis; those that the world does not hold are left out."""
        return [i for i, cadre in enumerate(self.cadres) if cadre in cadres]
