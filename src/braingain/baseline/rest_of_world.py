"""The rest of the world taken apart by gravity, so that a run of all countries has corridors between them (assumed).

A national run sends what no list counts to one rest of the world. In a run of many countries that sum is shared out, by the
gravity of docs/model.md 5.2, over the few countries where most of an origin's people are likely to be; what is left
stays the rest of the world. Sums, flows and their draws stay those of the national run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.context import PART_OF_REST, Context, place_of
from braingain.baseline.corridors import World
from braingain.baseline.destinations import OTHER
from braingain.baseline.gravity import TERMS, gravity
from braingain.baseline.values import Value

Floats = NDArray[np.float64]
Shares = Mapping[str, Mapping[str, float]]  # by cadre and destination
LARGEST = 6  # destinations an origin takes from its rest of the world
ROOM = 3  # more, for countries that would otherwise be nobody's destination


def split_contexts(world: World, contexts: Mapping[str, Context]) -> dict[str, Context]:
    """The contexts of a run with parts of the rest of the world among their destinations."""
    chosen = chosen_parts(world, tuple(contexts))
    weights = {cadre: _weights(world, cadre) for cadre in behaviour.CLINICAL}
    return {
        iso3: _split(world, context, {k: _shares(weights[k], iso3, chosen[iso3]) for k in behaviour.CLINICAL})
        for iso3, context in contexts.items()
    }


@cache
def chosen_parts(world: World, countries: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By origin the countries of the run that become destinations of their own, largest first.

    The six largest by gravity of doctors; a country that is then nobody's goes to the origin with room where it weighs most.
    """
    weights = _weights(world, "doctor")
    found: dict[str, list[str]] = {}
    for origin in countries:
        row = {d: w for d, w in weights.get(origin, {}).items() if d in countries and w > 0}
        found[origin] = sorted(row, key=lambda d: (-row[d], d))[:LARGEST]
    listed = {d for parts in found.values() for d in parts}
    for d in countries:
        if d in world.destinations or d in listed:
            continue
        near = sorted(countries, key=lambda o: (-weights.get(o, {}).get(d, 0.0), o))
        for origin in near:
            if weights.get(origin, {}).get(d, 0.0) > 0 and len(found[origin]) < LARGEST + ROOM:
                found[origin].append(d)
                break
    return {origin: tuple(parts) for origin, parts in found.items()}


@cache
def _weights(world: World, cadre: str) -> dict[str, dict[str, float]]:
    """Weight of each country without a list of its own as a destination, by origin: workers there times the origin's share.

    As if the same share of the workers of each were trained abroad (assumed).
    """
    stocks = {iso3: stock.persons for iso3, stock in world.stocks[cadre].items()}
    places = tuple(sorted(iso3 for iso3 in stocks if iso3 not in world.destinations))
    scores = gravity(
        world.tables, {term: world.central(f"gravity.{term}") for term in TERMS}, stocks, places, world.start
    )
    sizes = np.array([stocks[d] for d in places])
    rows = scores.share * sizes
    return {o: dict(zip(places, map(float, row), strict=True)) for o, row in zip(scores.origins, rows, strict=True)}


def _shares(weights: Mapping[str, Mapping[str, float]], origin: str, parts: Sequence[str]) -> dict[str, float]:
    """Share of the rest of the world's people in each part; what remains of 1 stays the rest."""
    row = weights.get(origin, {})
    total = sum(row.values())
    return {d: row.get(d, 0.0) / total if total > 0 else 0.0 for d in parts}


def _split(world: World, context: Context, shares: Shares) -> Context:
    parts = tuple(shares["doctor"])
    kept = [d for d in context.destinations if d != OTHER]
    destinations = (*kept, *parts, OTHER)
    return replace(
        context,
        destinations=destinations,
        abroad={k: _stocks(context.abroad[k], shares[k]) for k in behaviour.CLINICAL},
        prior={k: _prior(context.prior[k], shares[k]) for k in behaviour.CLINICAL},
        loss_names={
            k: {**context.loss_names[k], **{d: world.loss(k, context.country, d) for d in parts}}
            for k in behaviour.CLINICAL
        },
        places={**context.places, **{d: place_of(world, d, PART_OF_REST, 0.0) for d in parts}},
    )


def _stocks(abroad: Mapping[str, Value], shares: Mapping[str, float]) -> dict[str, Value]:
    rest = abroad[OTHER]
    size = float(rest.value or 0.0)
    note = "gravity share of the rest of the world"
    out = dict(abroad)
    for d, share in shares.items():
        out[d] = replace(rest, value=size * share, method="assumed", source="", partner=d, note=note)
    out[OTHER] = replace(rest, value=size * (1.0 - sum(shares.values())))
    return out


def _prior(prior: Mapping[str, float], shares: Mapping[str, float]) -> dict[str, float]:
    rest = prior.get(OTHER, 0.0)
    out = {**prior, **{d: rest * share for d, share in shares.items()}}
    out[OTHER] = rest * (1.0 - sum(shares.values()))
    return out
