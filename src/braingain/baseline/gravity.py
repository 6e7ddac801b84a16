"""Where people trained in a country are likely to work: the gravity of MODEL 5.2, the set with diaspora.

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
        By the names of ``TERMS``.
    home
        Workers at home by country (doctors, or nurses for the shape of nurses). [persons]
    """
    people = {c: v.value or 0.0 for c, v in tables.wdi_at("SP.POP.TOTL", start, "persons", "population").items()}
    income = {c: v.value or 0.0 for c, v in tables.wdi_at("NY.GDP.PCAP.PP.KD", start, "intl_usd", "gdp").items()}
    origins = tuple(
        sorted(c for c, n in home.items() if n > 0 and people.get(c) and income.get(c) and c not in OFFSHORE)
    )
    pairs = _pairs(tables, origins, destinations)
    union = np.array([[float(both_in_union(o, d, start)) for d in destinations] for o in origins])
    own = (
        coefficients["doctors"] * np.log([home[o] for o in origins])
        + coefficients["population"] * np.log([people[o] for o in origins])
        + coefficients["income"] * np.log([income[o] for o in origins])
    )
    linear = own[:, None] + coefficients["free_movement"] * union
    for name in ("network", "distance", "language_official", "language_ethnic", "colony"):
        linear = linear + coefficients[name] * pairs[name]
    score = np.where(np.isfinite(linear), np.exp(linear), 0.0)
    same = np.array([[o == d for d in destinations] for o in origins])
    return Gravity(origins, tuple(destinations), np.where(same, 0.0, score))


def diaspora(tables: WorldTables) -> dict[str, dict[str, float]]:
    """Migrants of all trades by origin and destination, latest year."""
    table = tables.store.table("migrant_stock")
    table = table[table["year"] == table["year"].max()]
    out: dict[str, dict[str, float]] = {}
    for origin, destination, persons in zip(table["origin"], table["destination"], table["persons"], strict=True):
        if origin != destination:
            out.setdefault(str(origin), {})[str(destination)] = float(persons)
    return out


def coverage(emigrants: Mapping[str, float], reporting: Sequence[str]) -> float | None:
    """Share of a country's emigrants who live in destinations that report doctors by origin; None without any."""
    total = sum(emigrants.values())
    return sum(emigrants.get(d, 0.0) for d in reporting) / total if total > 0 else None


def _pairs(tables: WorldTables, origins: Sequence[str], destinations: Sequence[str]) -> dict[str, Floats]:
    """Terms of each pair, (origin, destination); distances that are not known make the score zero."""
    row = {o: i for i, o in enumerate(origins)}
    column = {d: j for j, d in enumerate(destinations)}
    shape = (len(origins), len(destinations))
    out = {name: np.zeros(shape) for name in ("network", "language_official", "language_ethnic", "colony")}
    out["distance"] = np.full(shape, -np.inf)
    known = tables.store.table("geodist")
    known = known[known["origin"].isin(origins) & known["destination"].isin(destinations)]
    at = [row[o] for o in known["origin"]], [column[d] for d in known["destination"]]
    weighted, plain = known["distw"].to_numpy(float), known["dist"].to_numpy(float)
    out["distance"][at] = np.log(np.where(weighted > 0, weighted, np.maximum(plain, 1.0)))
    out["language_official"][at] = known["comlang_off"].to_numpy(float)
    out["language_ethnic"][at] = known["comlang_ethno"].to_numpy(float)
    out["colony"][at] = known["colony"].to_numpy(float)
    stock = tables.store.table("migrant_stock")
    stock = stock[(stock["year"] == stock["year"].max()) & stock["origin"].isin(origins)]
    stock = stock[stock["destination"].isin(destinations)]
    at = [row[o] for o in stock["origin"]], [column[d] for d in stock["destination"]]
    out["network"][at] = np.log1p(stock["persons"].to_numpy(float))
    out["distance"] = np.where(np.isfinite(out["distance"]), out["distance"], np.nan)
    return out
