"""Calibrated draws of many countries in one run: settings, facts and estimates of each, block of draws by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain import EVIDENCE_EDITION, __version__
from braingain.analysis.coverage_figures import reported_coverage
from braingain.analysis.ensemble import (
    UNIT,
    Ensemble,
    facts,
    policy_estimates,
    population,
    price_factors,
    us_prices,
)
from braingain.analysis.outcomes import Facts
from braingain.analysis.scenario import Scenario
from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.setting import Parameters, Setting

if TYPE_CHECKING:
    from braingain.baseline.globe import BuiltGlobe, Countries
    from braingain.evidence.store import Store

WORLD_BLOCK = 5  # draws at a time: memory goes with it
Told = Callable[[int, int, str], None]


@dataclass(frozen=True)
class WorldBlock:
    """Some draws of all countries, calibrated; ``real`` draws count. Mappings are by country in the order of the run."""

    built: BuiltGlobe
    settings: Mapping[str, Setting]
    facts: Mapping[str, Facts]
    parameters: Mapping[str, Parameters]
    real: int


@dataclass(frozen=True)
class WorldEnsemble:
    """All draws of a run of many countries."""

    scenario: Scenario
    countries: Countries
    store: Store
    drawn: Mapping[str, Mapping[str, np.ndarray]]
    unit_costs: Mapping[str, Mapping[str, np.ndarray]]

    @property
    def size(self) -> int:
        """Draws of a block."""
        return min(WORLD_BLOCK, self.scenario.draws)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.scenario.draws // self.size)

    def block(self, number: int, told: Told | None = None) -> WorldBlock:
        """A block, calibrated; the last one is filled up with its last draw."""
        from braingain.baseline.globe import build_globe

        first = number * self.size
        rows = np.minimum(np.arange(self.size) + first, self.scenario.draws - 1)
        drawn = {code: {name: v[..., rows] for name, v in one.items()} for code, one in self.drawn.items()}
        built = build_globe(self.countries, drawn, self.scenario.horizon + 1, told=told)
        parameters = {
            code: drawn[code] | {name: v[..., rows] for name, v in self.unit_costs[code].items()} for code in drawn
        }
        settings, facts_ = {}, {}
        for code, context in self.countries.contexts.items():
            people = population(context, self.scenario)
            slots = self.countries.slots[code]
            settings[code] = Setting(
                country=code,
                start=self.scenario.start,
                destinations=slots,
                largest_destination=context.default_destination or slots[-1],
                income_group=context.group,
                population=people,
                world=built.worlds[code],
                destination_groups={name: place.group for name, place in context.places.items()},
                rural_people_share=1.0 - context.value("urban_share"),
                gdp_per_head_usd=context.value("gdp_per_head_usd"),
            )
            known = facts(context, people, parameters[code])
            facts_[code] = replace(known, coverage=self.coverage[code])
        return WorldBlock(built, settings, facts_, parameters, min(self.size, self.scenario.draws - first))

    @cached_property
    def coverage(self) -> dict[str, dict[str, float]]:
        """By country, the share of people reached by each service of which it has a figure of its own."""
        return {
            code: {
                name: figure.share for name, figure in reported_coverage(self.store, code, self.scenario.start).items()
            }
            for code in self.countries.codes
        }

    @cached_property
    def as_one(self) -> Ensemble:
        """The ensemble of the first country, for hash and manifest, which do not depend on the country's arrays."""
        code = self.countries.codes[0]
        context = self.countries.contexts[code]
        return Ensemble(self.scenario, context, self.store, self.drawn[code], self.unit_costs[code])

    def identity(self) -> dict[str, Any]:
        """Edition, version, how many countries have which grade, and how much of their emigrants is counted."""
        grades = {
            cadre: dict(sorted(Counter(x.grade[cadre] for x in self.countries.contexts.values()).items()))
            for cadre in ("doctor", "nurse")
        }
        return {
            "edition": EVIDENCE_EDITION,
            "version": __version__,
            "countries": list(self.countries.codes),
            "countries_by_grade": grades,
            "abroad_coverage_by_country": {c: x.abroad_coverage for c, x in self.countries.contexts.items()},
            "rest_of_the_world": list(self.countries.without_data),
        }


def world_ensemble(scenario: Scenario, store: Store | None = None) -> WorldEnsemble:
    """The ensemble of the countries of a scenario: contexts, and all estimates drawn once.

    Raises
    ------
    BraingainError
        Where a country lacks what the model cannot do without.
    """
    from braingain.baseline.globe import countries_of, draw_countries
    from braingain.evidence.store import open_store

    opened = store or open_store()
    countries = countries_of(opened, scenario.start, scenario.countries or None)
    missing = [
        Problem("scenario.countries", f"{code} lacks figures of its own for doctors and nurses", "leave it out")
        for code in scenario.countries
        if code in countries.borrowed
    ]
    if missing:
        raise BraingainError(missing)
    registry = load_registry()
    fixed: dict[str, Any] = {name: override.value for name, override in scenario.estimates.items()}
    drawn = draw_countries(countries, registry, scenario.draws, scenario.seed, fixed, policy_estimates)
    factors = price_factors(us_prices(opened), scenario.start)
    costs: dict[str, dict[str, np.ndarray]] = {}
    for code, one in drawn.items():
        known = {name: registry.estimates.get(name) for name in one}
        costs[code] = {
            name: one[name] * factors[e.price_year]
            for name, e in known.items()
            if e is not None and e.unit == UNIT and e.price_year is not None
        }
    return WorldEnsemble(scenario, countries, opened, drawn, costs)
