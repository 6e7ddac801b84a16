"""Where people trained in a country are likely to work: the gravity of docs/model.md 5.2, the set with diaspora.

Coefficients are estimates of the registry (``gravity.*``); ranks are good, sizes are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.natives import OFFSHORE, both_in_union
from braingain.baseline.tables import WorldTables
from braingain.evidence import national, panels

Floats = NDArray[np.float64]
TERMS = (
    "network",
    "distance",
    "language_official",
    "language_ethnic",
    "colony",
    "free_movement",
    "doctors",
    "population",
    "income",
)


@dataclass(frozen=True)
class Gravity:
    """Scores of origins by destination: exp of the linear form without the destination's own level."""

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    score: Floats  # (origin, destination)

    @cached_property
    def share(self) -> Floats:
        """Share of each origin among the foreign-trained of a destination, summing to 1 over origins."""
        total = self.score.sum(axis=0, keepdims=True)
        return self.score / np.where(total > 0, total, 1.0)

    def of(self, origin: str) -> dict[str, float]:
        """Shares of one origin by destination; empty where the origin cannot be scored."""
        if origin not in self.origins:
            return {}
        row = self.share[self.origins.index(origin)]
        return dict(zip(self.destinations, (float(x) for x in row), strict=True))


def gravity(
    tables: WorldTables,
    coefficients: Mapping[str, float],
    home: Mapping[str, float],
    destinations: Sequence[str],
    start: int,
) -> Gravity:
    """Scores for every origin whose workers at home, people and income are known; offshore schools are left out.

    Parameters
    ----------
    coefficients
        By the names of ``TERMS``; distance counts against, so its coefficient enters with a minus sign.
    home
        Workers at home by country (doctors, or nurses for the shape of nurses). [persons]
    """
    people = {c: v.value or 0.0 for c, v in tables.at(national.POPULATION, start).items()}
    income = {c: v.value or 0.0 for c, v in tables.at(national.GDP_PER_HEAD, start).items()}
    origins = tuple(
        sorted(c for c, n in home.items() if n > 0 and people.get(c) and income.get(c) and c not in OFFSHORE)
    )
    pairs = pair_terms(tables, origins, destinations)
    union = np.array([[float(both_in_union(o, d, start)) for d in destinations] for o in origins])
    own = (
        coefficients["doctors"] * np.log([home[o] for o in origins])
        + coefficients["population"] * np.log([people[o] for o in origins])
        + coefficients["income"] * np.log([income[o] for o in origins])
    )
    linear = own[:, None] + coefficients["free_movement"] * union
    linear = linear - coefficients["distance"] * pairs["distance"]
    for name in ("network", "language_official", "language_ethnic", "colony"):
        linear = linear + coefficients[name] * pairs[name]
    score = np.where(np.isfinite(linear), np.exp(linear), 0.0)
    same = np.array([[o == d for d in destinations] for o in origins])
    return Gravity(origins, tuple(destinations), np.where(same, 0.0, score))


def pair_terms(tables: WorldTables, origins: Sequence[str], destinations: Sequence[str]) -> dict[str, Floats]:
    """Terms of each pair that an origin and a destination have together, (origin, destination); distances that are not known make the score zero."""
    names = ("network", "distance", "language_official", "language_ethnic", "colony")
    out = {name: np.zeros((len(origins), len(destinations))) for name in names}
    out["distance"][:] = np.nan
    geodist, migrants = tables.table("geodist"), tables.table("migrant_stock")
    for i, origin in enumerate(origins):
        for j, destination in enumerate(destinations):
            found = panels.ties(geodist, origin, destination)
            if found is None or origin == destination:
                continue
            out["distance"][i, j] = np.log(found.value.distance_km)
            out["language_official"][i, j] = found.value.official_language
            out["language_ethnic"][i, j] = found.value.spoken_language
            out["colony"][i, j] = found.value.colony
            out["network"][i, j] = np.log1p(panels.diaspora(migrants, origin, destination).value)
    return out
