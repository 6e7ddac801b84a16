r"""Where doctors of an origin are, fitted to destinations' lists: the gravity of docs/model.md 5.2, so that its numbers can be made again.

.. math:: E[S_{od}] = \exp(a_o + \gamma_d + x_{od}\beta + z_o\delta), \quad
          \max_{a,\gamma,\beta,\delta} \sum (S \ln\mu - \mu) - 250 \sum_o a_o^2

Poisson pseudo-maximum likelihood: destinations have a level each, origins a shrunken one beside what they are like. Zeros
count where a destination's list is complete, and nowhere else: what is not reported is not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.corridors import World
from braingain.baseline.gravity import pair_terms
from braingain.baseline.natives import OFFSHORE, both_in_union
from braingain.evidence import national
from braingain.foundation.errors import BraingainError, Problem

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

Floats = NDArray[np.float64]
PAIR_TERMS = ("network", "distance", "language_official", "language_ethnic", "colony", "free_movement")
ORIGIN_TERMS = ("doctors", "population", "income")
TERMS = (*PAIR_TERMS, *ORIGIN_TERMS)
PENALTY = 250.0  # on the square of an origin's level, of the likelihood in persons
AGAINST = "distance"  # counts against: its coefficient is printed as the registry has it, with a minus
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Pairs:
    """What is fitted: doctors by origin and destination, and what each pair is like.

    stocks : (origin, destination) [persons], as each destination's latest list has them
    used : cells that are fitted: listed ones, and zeros of complete lists
    terms : (term, origin, destination), distance with its sign
    dropped : why pairs were left out, with how many
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    stocks: Floats
    used: NDArray[np.bool_]
    terms: Floats
    dropped: Mapping[str, int]
    complete: tuple[str, ...]

    @property
    def count(self) -> int:
        """Pairs that are fitted."""
        return int(self.used.sum())

    def without(self, destination: str) -> Pairs:
        """The same without one destination's list."""
        used = self.used.copy()
        used[:, self.destinations.index(destination)] = False
        return replace(self, used=used)


@dataclass(frozen=True)
class GravityFit:
    """A fit. ``coefficients`` and robust standard errors by the names of ``TERMS``; ``origin`` holds the levels of origins."""

    coefficients: Mapping[str, float]
    errors: Mapping[str, float]
    origin: Floats
    level: Mapping[str, float]  # by destination; those without a list in the fit have none

    def pull(self, pairs: Pairs) -> Floats:
        """exp of the linear form without the destination's level. (origin, destination)"""
        beta = np.array([self.coefficients[name] for name in TERMS])
        linear = np.einsum("t,tod->od", beta, np.where(np.isfinite(pairs.terms), pairs.terms, 0.0))
        return np.exp(linear + self.origin[:, None])


def pairs_of(world: World) -> Pairs:
    """All pairs of origins with known doctors, people and income, and destinations that list doctors by origin.

    Offshore schools are left out, and a country's own doctors.
    """
    tables, start = world.tables, world.start
    people = {c: v.value or 0.0 for c, v in tables.at(national.POPULATION, start).items()}
    income = {c: v.value or 0.0 for c, v in tables.at(national.GDP_PER_HEAD, start).items()}
    home = {c: stock.persons for c, stock in world.stocks["doctor"].items()}
    known = [c for c in sorted(home) if home[c] > 0 and people.get(c) and income.get(c)]
    origins = tuple(c for c in known if c not in OFFSHORE)
    listing = {d: there for d, there in world.destinations.items() if there.kind in ("complete", "cut")}
    destinations = tuple(sorted(listing))
    terms = pair_terms(tables, origins, destinations)
    together = {
        **{name: terms[name] for name in PAIR_TERMS if name in terms},
        "free_movement": np.array([[float(both_in_union(o, d, start)) for d in destinations] for o in origins]),
    }
    together[AGAINST] = -together[AGAINST]
    alone = {
        "doctors": np.log([home[o] for o in origins]),
        "population": np.log([people[o] for o in origins]),
        "income": np.log([income[o] for o in origins]),
    }
    flat = np.ones((1, len(destinations)))
    stacked = np.stack([together[n] for n in PAIR_TERMS] + [alone[n][:, None] * flat for n in ORIGIN_TERMS])
    stocks = np.full((len(origins), len(destinations)), np.nan)
    dropped = {"a country's own": 0, "not listed, and the list is cut": 0, "no distance known": 0}
    for j, d in enumerate(destinations):
        for i, o in enumerate(origins):
            cell = world.cells[d].get(o)
            if o == d:
                dropped["a country's own"] += 1
            elif not np.isfinite(stacked[:, i, j]).all():
                dropped["no distance known"] += 1
            elif cell is not None:
                stocks[i, j] = cell.persons
            elif listing[d].kind == "complete":
                stocks[i, j] = 0.0
            else:
                dropped["not listed, and the list is cut"] += 1
    dropped["origins that are offshore schools"] = sum(c in OFFSHORE for c in known)
    used = np.isfinite(stocks)
    complete = tuple(d for d in destinations if listing[d].kind == "complete")
    return Pairs(origins, destinations, np.nan_to_num(stocks), used, stacked, dropped, complete)


def fit(pairs: Pairs) -> GravityFit:
    """Fit the pairs that are used.

    Raises
    ------
    BraingainError
        Where a term tells pairs without doctors from the rest, so that its coefficient has no maximum, or the fit does
        not end: naming the term.
    """
    from scipy.optimize import minimize

    check_separation(pairs)
    shape, listed = _Shape(pairs), pairs.used.any(axis=0)
    begin = shape.begin(pairs)
    done: OptimizeResult = minimize(shape.value, begin, jac=shape.slope, hess=shape.curvature, method="trust-exact",
                                    options={"gtol": TOLERANCE * max(1.0, shape.stocks.sum()), "maxiter": 500})  # fmt: skip
    if not np.all(np.isfinite(done.x)) or np.abs(shape.slope(done.x)).max() > 1e-3 * max(1.0, shape.stocks.sum()):
        raise BraingainError(Problem("gravity", "the fit did not end", "look for a term that is separated"))
    n = len(TERMS)
    errors = shape.errors(done.x)[:n]
    beta = done.x[:n] / shape.scale
    level = dict(zip(np.array(pairs.destinations)[listed].tolist(), done.x[n : n + listed.sum()].tolist(), strict=True))
    return GravityFit(
        dict(zip(TERMS, beta.tolist(), strict=True)),
        dict(zip(TERMS, (errors / shape.scale).tolist(), strict=True)),
        done.x[n + listed.sum() :],
        level,
    )


def check_separation(pairs: Pairs) -> None:
    """Refuse a term that is the same in all pairs with doctors, and other where there are none.

    Raises
    ------
    BraingainError
        Naming the term: its coefficient would grow without end, with a small error and no message.
    """
    positive = pairs.used & (pairs.stocks > 0)
    for name, values in zip(TERMS, pairs.terms, strict=True):
        there, all_ = values[positive], values[pairs.used]
        if there.size and np.ptp(there) == 0 and np.ptp(all_) > 0:
            what = f"{name} tells pairs without doctors from the rest: its coefficient has no maximum"
            raise BraingainError(Problem("gravity", what, "leave the term out"))


class _Shape:
    """The penalised likelihood of a set of pairs, its slope and curvature; terms are scaled to a standard deviation of 1."""

    def __init__(self, pairs: Pairs):
        i, j = np.nonzero(pairs.used)
        columns = np.flatnonzero(pairs.used.any(axis=0))
        place = np.full(len(pairs.destinations), -1)
        place[columns] = np.arange(len(columns))
        x = pairs.terms[:, i, j].T
        self.scale = x.std(axis=0)
        self.stocks = pairs.stocks[i, j]
        self.design = np.zeros((len(i), len(TERMS) + len(columns) + len(pairs.origins)))
        self.design[:, : len(TERMS)] = x / self.scale
        self.design[np.arange(len(i)), len(TERMS) + place[j]] = 1.0
        self.design[np.arange(len(i)), len(TERMS) + len(columns) + i] = 1.0
        self.weight = np.zeros(self.design.shape[1])
        self.weight[len(TERMS) + len(columns) :] = 2.0 * PENALTY
        self.weight[: len(TERMS)] = 1e-9  # so that two terms that say the same do not stop the solver

    def begin(self, pairs: Pairs) -> Floats:
        """Levels of destinations at the mean of their cells, everything else nought."""
        listed = pairs.used.any(axis=0)
        totals = np.where(pairs.used, pairs.stocks, 0.0).sum(axis=0)[listed] / pairs.used.sum(axis=0)[listed]
        start = np.zeros(self.design.shape[1])
        start[len(TERMS) : len(TERMS) + listed.sum()] = np.log(np.maximum(totals, 1e-3))
        return start

    def expected(self, at: Floats) -> Floats:
        """μ of each fitted pair. [persons]"""
        return np.asarray(np.exp(np.minimum(self.design @ at, 50.0)))

    def value(self, at: Floats) -> float:
        """Minus the penalised log likelihood, up to a constant."""
        linear = self.design @ at
        return float((self.expected(at) - self.stocks * linear).sum() + 0.5 * (self.weight * at * at).sum())

    def slope(self, at: Floats) -> Floats:
        """Its first derivatives."""
        return np.asarray(self.design.T @ (self.expected(at) - self.stocks) + self.weight * at)

    def curvature(self, at: Floats) -> Floats:
        """Its second derivatives."""
        return np.asarray((self.design.T * self.expected(at)) @ self.design + np.diag(self.weight))

    def errors(self, at: Floats) -> Floats:
        """Robust standard errors (HC1, not clustered)."""
        inner = np.linalg.pinv(self.curvature(at))
        scores = self.design * (self.stocks - self.expected(at))[:, None]
        rows, terms = self.design.shape
        spread = inner @ (scores.T @ scores) @ inner * rows / max(rows - terms, 1)
        return np.asarray(np.sqrt(np.maximum(np.diag(spread), 0.0)))
