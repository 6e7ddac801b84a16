"""Movement does not end with development: do high-income countries keep losing doctors they trained?

Measured is the share of a country's own-trained doctors who leave in a year. A country keeps its exits where that share in
the last year is at least half of its own in the first year, and at least the floor: 0.025 % a year, at which one doctor in
a hundred would leave in a working life of forty years. Both numbers are choices, made before the figures were seen; a
country that begins below the floor is counted apart, because its start comes from evidence and not from the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_ensemble import world_ensemble
from braingain.analysis.world_pairs import DOCTOR, Told, baseline_of, in_groups, tell

RICH = ("HIC",)
WORKING_LIFE_YEARS, ONE_IN = 40, 100
FLOOR = 1.0 / ONE_IN / WORKING_LIFE_YEARS  # a year
LEAST_OF_START = 0.5
LEAST_COUNTRIES = 0.9  # of those above the floor at the start


@dataclass(frozen=True)
class Exits:
    """Doctors who leave high-income countries a year, without policy."""

    countries: tuple[str, ...]
    first_rate: np.ndarray  # (country,) share of the own-trained at home who leave, first year, median of draws
    last_rate: np.ndarray  # (country,) the same in the last year
    first: np.ndarray  # (draw,) persons a year from all of them, first year
    last: np.ndarray  # (draw,) last year
    first_together: np.ndarray  # (draw,) share of all their own-trained
    last_together: np.ndarray

    @property
    def below_at_start(self) -> tuple[str, ...]:
        """Countries below the floor from the start."""
        return self._named(self.first_rate < FLOOR)

    @property
    def fell_below(self) -> tuple[str, ...]:
        """Countries above the floor at the start and below it in the last year."""
        return self._named((self.first_rate >= FLOOR) & (self.last_rate < FLOOR))

    @property
    def halved(self) -> tuple[str, ...]:
        """Countries in which the share fell to less than half of that of the first year."""
        return self._named(self.last_rate < LEAST_OF_START * self.first_rate)

    @property
    def kept(self) -> float:
        """Of the countries that begin above the floor, the share that keep their exits."""
        begin = self.first_rate >= FLOOR
        keep = (self.last_rate >= FLOOR) & (self.last_rate >= LEAST_OF_START * self.first_rate)
        return float(keep[begin].mean())

    @property
    def holds_together(self) -> bool:
        """Whether all these countries together keep at least half of the share of the first year, median of draws."""
        return bool(np.median(self.last_together / self.first_together) >= LEAST_OF_START)

    @property
    def draws_that_keep(self) -> float:
        """Share of draws in which all these countries together keep at least half of the share of the first year."""
        return float((self.last_together >= LEAST_OF_START * self.first_together).mean())

    @property
    def holds_by_country(self) -> bool:
        """Whether nine in ten of the countries keep their exits."""
        return self.kept >= LEAST_COUNTRIES

    def _named(self, where: np.ndarray) -> tuple[str, ...]:
        return tuple(code for code, yes in zip(self.countries, where, strict=True) if yes)


def gross_exits(scenario: Scenario, told: Told | None = None) -> Exits:
    """Doctors who leave high-income countries, first year and last, without any policy."""
    worlds = world_ensemble(replace(scenario, packages=()))
    going, staying = [], []
    codes: tuple[str, ...] = ()
    for number in range(worlds.blocks):
        block = worlds.block(number)
        run = baseline_of(block, worlds)
        rich = in_groups(block, RICH)
        codes = tuple(list(block.settings)[i] for i in rich)
        going.append(np.stack([run.country(i).emigrants[:, DOCTOR].sum(axis=1)[[0, -1], : block.real] for i in rich]))
        staying.append(np.stack([run.country(i).home[:, DOCTOR].sum(axis=(1, 2))[[0, -1], : block.real] for i in rich]))
        tell(told, f"gross exits: block {number + 1} of {worlds.blocks}")
    return exits_of(codes, np.concatenate(going, axis=-1), np.concatenate(staying, axis=-1))


def exits_of(codes: Sequence[str], going: np.ndarray, staying: np.ndarray) -> Exits:
    """Exits from persons who leave and own-trained at home, first and last year. (country, 2, draw) each [persons]"""
    rates = np.median(going / np.maximum(staying, 1e-9), axis=-1)
    everyone, at_home = going.sum(axis=0), staying.sum(axis=0)
    together = everyone / at_home
    return Exits(tuple(codes), rates[:, 0], rates[:, 1], everyone[0], everyone[1], together[0], together[1])
