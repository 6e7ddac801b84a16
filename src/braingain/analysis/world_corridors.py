"""Corridors of a run of many countries: the largest of each cadre for the record, all of them for the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis.corridors import Corridor, flow_record, start_stock
from braingain.foundation.vocabulary import CADRES, SEXES

if TYPE_CHECKING:
    from braingain.baseline.globe import Countries

LARGEST_FLOWS = 100  # corridors of each cadre in the record, by people a year in either run
WORLD_FLOWS_NOTE = (
    "the hundred largest corridors of doctors and of nurses, mean of the years from the first lever's start; start_stock says "
    "of the people who stand at the end of each when the run begins how their number is known; no table of nurses by origin "
    "and destination exists; the people who move are simulated; people on tracks and "
    "stays of an agreement are not in it; the split by sex is imputed"
)


@dataclass(frozen=True, eq=False)
class Known:
    """How the stocks at the ends of corridors are known: the countries of the run, and what was kept of who comes.

    ``kept`` is (country, cadre, draw): the part of the corridors into each country that fits who practises there.
    """

    countries: Countries
    kept: np.ndarray

    @property
    def codes(self) -> tuple[str, ...]:
        """Countries in the order of the run."""
        return self.countries.codes

    def destination(self, country: int, slot: int) -> str:
        """Where a slot of a country leads; empty where it is nobody's."""
        return self.countries.slots[self.codes[country]][slot]

    def stock(self, country: int, cadre: int, slot: int) -> dict[str, Any]:
        """How the stock at the end of one corridor is known when the run begins."""
        place = self.destination(country, slot)
        cut = place in self.codes and bool((self.kept[self.codes.index(place), cadre] < 1.0).any())
        return start_stock(self.countries.contexts[self.codes[country]], CADRES[cadre], place, cut)


def world_flows(before: np.ndarray, after: np.ndarray, known: Known) -> list[dict[str, Any]]:
    """Who leaves a year along the largest corridors of each cadre, (country, cadre, sex, slot, draw) each [persons a year]."""
    found = []
    for cadre in range(before.shape[1]):
        people = tuple(values[:, cadre].sum(axis=1) for values in (before, after))  # (country, slot, draw)
        size = np.maximum(*(np.median(values, axis=-1) for values in people))
        change = np.abs(np.median(people[1] - people[0], axis=-1))
        order = np.argsort(-np.maximum(size, change), axis=None)[:LARGEST_FLOWS]
        for c, d in zip(*(map(int, one) for one in np.unravel_index(order, size.shape)), strict=True):
            if size[c, d] <= 0 or not known.destination(c, d):
                continue
            found.append(
                {
                    "origin": known.codes[c],
                    "destination": known.destination(c, d),
                    "cadre": CADRES[cadre],
                    "unit": "persons_per_year",
                    "start_stock": known.stock(c, cadre, d),
                    **flow_record(before[c, cadre, :, d], after[c, cadre, :, d]),
                }
            )
    return found


def world_corridors(
    runs_: Sequence[tuple[str, Mapping[str, Any]]], known: Known, since: tuple[int, int]
) -> Iterator[Corridor]:
    """All corridors of the runs for the table, mean of the years ``since``; those that nobody takes in a run are left out."""
    for run, record in runs_:
        flows = record["flows"]
        for c, origin in enumerate(known.codes):
            for d in range(flows.shape[3]):
                if not known.destination(c, d):
                    continue
                for cadre in range(flows.shape[1]):
                    if not flows[c, cadre, :, d].any():
                        continue
                    method = known.stock(c, cadre, d)["method"]
                    for s, sex in enumerate(SEXES):
                        place, values = known.destination(c, d), flows[c, cadre, s, d][None]
                        yield Corridor(run, origin, place, CADRES[cadre], sex, method, [since], values)
