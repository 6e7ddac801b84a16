"""Does gravity predict where a destination's doctors were trained? One destination's list is left out, predicted, and held against it.

The fit never sees the list that it predicts. Beside it stand two guesses that anybody can make: in proportion to the doctors
of each origin, and to the people from it who live there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from braingain.analysis.gravity_fit import ORIGIN_TERMS, PAIR_TERMS, TERMS, Floats, GravityFit, Pairs, fit
from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError, Problem

LARGE = ("USA", "GBR", "CAN", "AUS", "FRA", "DEU")
ENOUGH = 10.0  # doctors of an origin from which its share is held against the predicted one
FEWEST = 10  # origins, below which a correlation says little
GUESSES = ("gravity", "doctors", "diaspora")


@dataclass(frozen=True)
class Left:
    """One destination left out.

    ``rank`` is Spearman's correlation over all origins of its list, zeros of a complete one among them; ``log_error`` the root
    mean square of the logarithm of predicted over actual shares, of origins with ten doctors there and more. By guess.
    """

    destination: str
    origins: int
    rank: dict[str, float]
    log_error: dict[str, float]


@dataclass(frozen=True)
class GravityCheck:
    """The fit on all lists, and what it predicts of each without it."""

    pairs: Pairs
    fit: GravityFit
    registry: dict[str, float]
    left: tuple[Left, ...]

    def medians(self, only_large: bool, what: str) -> dict[str, float]:
        """Median over destinations of ``rank`` or ``log_error`` by guess: the six large ones, or all."""
        chosen = [one for one in self.left if one.destination in LARGE or not only_large]
        return {guess: float(np.median([getattr(one, what)[guess] for one in chosen])) for guess in GUESSES}

    @property
    def beats_both(self) -> bool:
        """Whether gravity's ranks are better than those of either guess, at the median of the six large destinations."""
        ranks = self.medians(only_large=True, what="rank")
        return ranks["gravity"] > max(ranks["doctors"], ranks["diaspora"])


def gravity_check(pairs: Pairs) -> GravityCheck:
    """Leave each destination out in turn.

    Raises
    ------
    BraingainError
        Where fewer than two destinations list doctors by origin.
    """
    listing = [d for d, used in zip(pairs.destinations, pairs.used.T, strict=True) if used.sum() >= FEWEST]
    if len(listing) < 2:
        raise BraingainError(Problem("gravity", "fewer than two destinations list doctors by origin", ""))
    registry = {name: float(load_registry().get(f"gravity.{name}").central) for name in TERMS}  # type: ignore[arg-type]
    left = tuple(predicted(pairs, destination) for destination in listing)
    return GravityCheck(pairs, fit(pairs), registry, left)


def predicted(pairs: Pairs, destination: str) -> Left:
    """What gravity and the guesses say of a destination whose list they have not seen."""
    column = pairs.destinations.index(destination)
    chosen = pairs.used[:, column]
    actual = pairs.stocks[chosen, column]
    says = guesses(pairs, fit(pairs.without(destination)), column)
    return Left(
        destination,
        int(chosen.sum()),
        {name: spearman(values[chosen], actual) for name, values in says.items()},
        {name: log_error(values[chosen], actual) for name, values in says.items()},
    )


def guesses(pairs: Pairs, found: GravityFit, column: int) -> dict[str, Floats]:
    """Doctors of each origin in a destination, up to its level: by gravity, by its own doctors, by its people there."""
    doctors = pairs.terms[len(PAIR_TERMS) + ORIGIN_TERMS.index("doctors"), :, column]
    diaspora = pairs.terms[PAIR_TERMS.index("network"), :, column]
    return {"gravity": found.pull(pairs)[:, column], "doctors": np.exp(doctors), "diaspora": np.exp(diaspora)}


def spearman(first: Floats, second: Floats) -> float:
    """Spearman's rank correlation; ties share a rank."""
    from scipy.stats import spearmanr

    return float(spearmanr(first, second).statistic)


def log_error(guess: Floats, actual: Floats) -> float:
    """Root mean square of ln of guessed over actual shares, of those with ten doctors and more; shares are of these alone."""
    many = actual >= ENOUGH
    if not many.any():
        return float("nan")
    share, true = guess[many] / guess[many].sum(), actual[many] / actual[many].sum()
    return float(np.sqrt(np.mean(np.log(share / true) ** 2)))
