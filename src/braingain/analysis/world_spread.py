"""How unevenly workers are spread over countries, and the service that goes with them (docs/model.md 2.38 to 2.41).

Gini and Theil are over the countries of the run, each weighing as its people: 0 where all countries have the same density.
Service, coverage and mortality are those of a national run, of the doctors and nurses that a world run holds; of the world
they are means over people. A mortality ratio of the world would need deaths by country, so it is of countries alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import outcomes, services, summaries
from braingain.analysis.beside import DENSITY, MORTALITY, SERVICES, Reference, density_of, services_of
from braingain.analysis.beside_records import ASSOCIATED, ASSOCIATED_WHY, NO_SEX_OF_SERVICE, NO_SEX_OF_SPREAD
from braingain.analysis.inequality import gini, theil
from braingain.analysis.outcomes import FOREIGN_AS_OWN, Tally
from braingain.analysis.runs import Key
from braingain.analysis.sexes import no_sexes
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.policy.setting import Parameters

INDICES = {"gini": gini, "theil": theil}
SPREAD = tuple(
    f"{name}{cadre}" for name in ("density_per_10k", "effective_density_per_10k") for cadre in ("", ".doctor", ".nurse")
)
SHARES = tuple(f"{name}_share" for name in SERVICES)
OF_THE_WORLD = (DENSITY, *SHARES, *(f"{DENSITY}.{sex}" for sex in SEXES))
OF_COUNTRIES = (*OF_THE_WORLD, MORTALITY)
SPREAD_PREFIX, SERVICE_PREFIX = "distribution.", "services."
UNITS = {DENSITY: "per_1000", MORTALITY: "ratio"} | dict.fromkeys(SHARES, "share")
Series = Mapping[Key, np.ndarray]


def distribution_over_countries(counted: Sequence[Tally]) -> dict[str, np.ndarray]:
    """Gini and Theil of densities over countries, by cadre and together: ``name.index`` of (year, draw)."""
    people = np.stack([one.facts.population.sum(axis=1) for one in counted])
    found: dict[str, np.ndarray] = {}
    for name in SPREAD:
        density = np.stack([outcomes.value(name, one) for one in counted])
        weights = np.broadcast_to(people, density.shape)
        found |= {f"{name}.{index}": of(density, weights) for index, of in INDICES.items()}
    return found


def world_reference(baseline: Tally, parameters: Parameters) -> Reference:
    """The reference of a country's coverage, as :func:`beside.reference_of` makes it.

    A run of all countries goes on where no level of the curve gives a country its own figure (more people covered than
    live near any of its doctors and nurses): its level is then that of the reference curve, assumed.
    """
    density, population = density_of(baseline)[0], baseline.facts.population[0]
    levels = {}
    for name in SERVICES:
        response = parameters[f"coverage_response.{name}"]
        levels[name] = services.reference_level(parameters[f"coverage_reference_share.{name}"], response)
        figure = baseline.facts.coverage.get(name)
        if figure is not None and reachable(figure, density, population):
            levels[name] = services.level_of_figure(figure, response, density, population)
    return Reference(density, population, levels)


def reachable(figure: float, density: np.ndarray, population: np.ndarray) -> bool:
    """Whether in every draw more people live near some service than a figure says are covered. (place, draw) arrays"""
    near = services.national((density > 0).astype(float), population)
    return bool(np.all(near > figure))


def services_of_countries(
    counted: Mapping[str, Tally], parameters: Mapping[str, Parameters], references: Mapping[str, Reference]
) -> dict[str, dict[str, np.ndarray]]:
    """Service density, coverage and mortality ratio of each country. (year, draw) each"""
    found = {}
    for code, one in counted.items():
        whole = services_of(one, parameters[code], references[code])
        found[code] = {name: whole[name] for name in OF_COUNTRIES}
    return found


def services_of_world(
    by_country: Mapping[str, Mapping[str, np.ndarray]], counted: Mapping[str, Tally]
) -> dict[str, np.ndarray]:
    """Means over the people of all countries. (year, draw) each"""
    people = {code: one.facts.population.sum(axis=1) for code, one in counted.items()}
    total = sum(people.values())
    return {
        name: np.asarray(sum(people[code] * found[name] for code, found in by_country.items()) / total)
        for name in OF_THE_WORLD
    }


def kept_spread(
    counted: Mapping[str, Tally], parameters: Mapping[str, Parameters], references: Mapping[str, Reference], real: int
) -> tuple[dict[Key, np.ndarray], dict[str, dict[Key, np.ndarray]]]:
    """What a block keeps: series of the world, and of each country, under names with a prefix."""
    countries = services_of_countries(counted, parameters, references)
    world = {SERVICE_PREFIX + name: values for name, values in services_of_world(countries, counted).items()}
    spread = distribution_over_countries(list(counted.values()))
    world |= {SPREAD_PREFIX + name: values for name, values in spread.items()}
    own = {c: {SERVICE_PREFIX + name: values for name, values in one.items()} for c, one in countries.items()}
    return _cut(world, real), {code: _cut(one, real) for code, one in own.items()}


def _cut(series: Mapping[str, np.ndarray], real: int) -> dict[Key, np.ndarray]:
    return {series_key(name): np.ascontiguousarray(values[:, :real]) for name, values in series.items()}


def series_key(name: str) -> Key:
    """The series of a name whose last part may be a sex or a place."""
    whole, _, last = name.rpartition(".")
    if last in SEXES:
        return Key(whole, sex=last)
    return Key(whole, place=last) if last in PLACES else Key(name)


def distribution_record(before: Series, after: Series | None = None) -> dict[str, Any]:
    """Gini and Theil over countries as JSON; of one run where there is no other."""
    return {
        name: {
            index: _record(Key(f"{SPREAD_PREFIX}{name}.{index}"), before, after) | {"unit": "index"}
            for index in INDICES
        }
        | {"over": "countries", "weight": "people", "how": "simulated", **no_sexes(NO_SEX_OF_SPREAD)}
        for name in SPREAD
    }


def services_record(before: Series, after: Series | None = None) -> dict[str, Any]:
    """Service of the world or of a country as JSON; coverage and mortality are associated, not caused."""
    found = {}
    for name, unit in UNITS.items():
        if Key(SERVICE_PREFIX + name) not in before:
            continue
        key = Key(SERVICE_PREFIX + name)
        found[name] = _record(key, before, after) | {"unit": unit}
        if name == DENSITY:
            by_sex = {sex: _record(key._replace(sex=sex), before, after) for sex in SEXES}
            found[name] |= {"how": "simulated", "by_sex": by_sex, "imputed_by_sex": True, "by_sex_why": FOREIGN_AS_OWN}
        else:
            found[name] |= {"how": ASSOCIATED, "why_associated": ASSOCIATED_WHY, **no_sexes(NO_SEX_OF_SERVICE)}
    return found


def levels_record(figures: Mapping[str, Mapping[str, float]], references: Sequence[str]) -> dict[str, Any]:
    """How many countries have a figure of their own for each service, and how many the reference curve."""
    found = {}
    for name in SERVICES:
        own = sum(name in figures[code] for code in references)
        found[f"{name}_share"] = {"own_figure": own, "assumed_curve": len(references) - own}
    return found


def _record(key: Key, before: Series, after: Series | None) -> dict[str, Any]:
    return summaries.intervals(before[key]) if after is None else summaries.sides(before[key], after[key])
