"""Estimates and draws of them: one named random stream for each, so that draw i is the same world in every scenario.

The stream of an estimate is seeded by SHA-256 of ``seed/name`` and read from its start, one uniform number for a draw.
Therefore the first n values of a longer run equal those of a shorter one, and asking for one more estimate changes no
other. Draws of different estimates are independent; where docs/model.md 5.4 speaks of correlated pairs (pay response with
stated preference, leaving with returning, frozen posts with reserve) it gives no number, so these are independent too,
except through the product of stated slope and κ_SP.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from braingain.evidence.distributions import Dirichlet, Fixed, Widened
from braingain.evidence.registry import Estimate, Registry, distance, load_registry
from braingain.foundation.errors import BraingainError, Problem

__all__ = ["Estimate", "Registry", "draw", "load_registry", "uniforms", "widen"]

Array = Any  # a numpy array of float64
Value = float | Sequence[float]

WIDER_BY = {"near": 0.0, "middle": 0.3, "far": 0.6}
LEAST_GAP = 0.05  # θ_D ≥ β_net + .05 (docs/model.md 2.0.2)
LINKED = ("theta_destination", "theta_channel", "beta_network")
MOST_TRIES = 500


def draw(
    registry: Registry,
    names: Iterable[str],
    draws: int,
    seed: int,
    country: str,
    group: str,
    region: str,
    fixed: Mapping[str, Value] | None = None,
) -> dict[str, Array]:
    """Values of estimates, each shaped (draw,); shares that sum to 1 are shaped (part, draw).

    Each estimate is widened for the country where its studies come from unlike ones (``widen``); ``country`` is an ISO
    alpha-3 code, ``group`` its World Bank income group, ``region`` its WHO region. ``fixed`` gives one value to all
    draws of an estimate.

    The shares in the choice abroad must obey θ_channel ≤ θ_destination and θ_destination ≥ β_network + .05. Where draw
    i breaks this, all of the three that are not fixed are drawn again at the same place i of the streams
    ``seed/name/1``, ``seed/name/2`` ..., until it holds: no value is repaired, and no other draw or estimate moves.

    Raises
    ------
    BraingainError
        For names that are not known, and for fixed values that cannot be.
    """
    fixed = dict(fixed or {})
    _refuse(registry, fixed)
    wanted = list(dict.fromkeys(names))
    laws = {
        name: widen(registry.get(name), country, region, group)
        for name in [*wanted, *(LINKED if set(wanted) & set(LINKED) else ())]
    }
    values = {
        name: _constant(fixed[name], draws) if name in fixed else _stream(law, draws, seed)
        for name, law in laws.items()
    }
    if set(wanted) & set(LINKED):
        values |= _until_allowed({n: laws[n] for n in LINKED}, {n: values[n] for n in LINKED}, seed, set(fixed))
    return {name: values[name] for name in wanted}


def widen(estimate: Estimate, country: str, region: str, group: str) -> Estimate:
    """The estimate as it holds for a country: wider by the distance of its nearest study, once.

    The standard deviation of the logarithm (of the logit for shares) grows by 0 where a study comes from the same
    income group and WHO region, by .3 where it shares one of the two, by .6 where it shares none; the median stays. An
    assumed number (status A or M) is not widened, nor is one from a panel of many countries (no study countries) or
    one that describes a destination: their ranges already say how little is known. Source: rule (iii) of docs/model.md 4.
    """
    law = estimate.distribution
    if estimate.assumed or estimate.context == "destination" or isinstance(law, Fixed | Dirichlet | Widened):
        return estimate
    extra = WIDER_BY[distance(estimate.countries, estimate.study_groups, country, region, group) or "near"]
    if extra == 0.0:
        return estimate
    return estimate.model_copy(update={"distribution": Widened(law=law, extra=extra, share=estimate.is_share)})


def uniforms(seed: int, name: str, draws: int) -> Array:
    """The first uniform numbers of a named stream, shaped (draw,), greater than 0 and less than 1."""
    key = int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:16], "big")
    return np.maximum(np.random.Generator(np.random.Philox(key=key)).random(draws), 2.0**-54)


def _stream(estimate: Estimate, draws: int, seed: int, again: int = 0) -> Array:
    law, name = estimate.distribution, f"{estimate.name}/{again}" if again else estimate.name
    if isinstance(law, Dirichlet):
        parts = range(len(law.centre))
        return law.quantile(np.stack([uniforms(seed, f"{name}/part{part}", draws) for part in parts]))
    return law.quantile(uniforms(seed, name, draws))


def _constant(value: Value, draws: int) -> Array:
    return np.repeat(np.asarray(value, float)[..., None], draws, axis=-1)


def _until_allowed(laws: dict[str, Estimate], values: dict[str, Array], seed: int, fixed: set[str]) -> dict[str, Array]:
    values = dict(values)
    for again in range(1, MOST_TRIES + 1):
        wrong = _not_allowed(values)
        if not wrong.any():
            return values
        for name in set(LINKED) - fixed:
            values[name] = np.where(wrong, _stream(laws[name], len(wrong), seed, again), values[name])
    raise BraingainError(
        Problem(
            "scenario.estimates",
            "fixed values leave no room for theta_channel <= theta_destination >= beta_network + 0.05",
            "change them",
        )
    )


def _not_allowed(values: dict[str, Array]) -> Array:
    theta, channel, network = (values[name] for name in LINKED)
    return (channel > theta) | (theta < network + LEAST_GAP)


def _refuse(registry: Registry, fixed: Mapping[str, Value]) -> None:
    problems: list[Problem] = []
    for name, value in fixed.items():
        place = f"scenario.estimates.{name}"
        try:
            estimate = registry.get(name)
        except BraingainError as error:
            problems += [Problem(place, problem.what, problem.do) for problem in error.problems]
            continue
        numbers, law = np.atleast_1d(np.asarray(value, float)), estimate.distribution
        if not np.isfinite(numbers).all():
            problems.append(Problem(place, "is not a finite number"))
        elif isinstance(law, Dirichlet):
            if numbers.shape != (len(law.centre),) or (numbers < 0).any() or abs(numbers.sum() - 1) > 1e-9:
                problems.append(Problem(place, f"needs {len(law.centre)} shares that sum to 1"))
        elif numbers.size != 1 or np.ndim(value):
            problems.append(Problem(place, "needs one number"))
        elif estimate.is_share and not 0 <= numbers[0] <= 1:
            problems.append(Problem(place, f"is a share and lies outside 0 to 1 ({numbers[0]:g})"))
    if problems:
        raise BraingainError(problems)
