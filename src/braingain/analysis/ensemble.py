"""Calibrated draws of one country: context, estimates, unit costs in one price year, and worlds block by block."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain import EVIDENCE_EDITION, __version__
from braingain.analysis.beside import SERVICES
from braingain.analysis.coverage_figures import Coverage, reported_coverage
from braingain.analysis.outcomes import Facts
from braingain.analysis.overrides import path_overrides
from braingain.analysis.remittances import Remitting
from braingain.analysis.runs import BLOCK_DRAWS, Block, blocks_of
from braingain.analysis.scenario import Scenario, as_record
from braingain.evidence.estimates import load_registry
from braingain.evidence.registry import evidence_distance
from braingain.foundation.cards import package_folder
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES, INCOME_GROUPS, SEXES
from braingain.policy.levers import load_levers
from braingain.policy.needs import families_needed
from braingain.policy.setting import Setting

if TYPE_CHECKING:
    from braingain.baseline.context import Context
    from braingain.evidence.store import Store

UNIT = "usd"
BESIDE = (  # estimates of what is shown beside outcomes: money sent home, mortality, the treasury's position
    "remit_share",
    "remit_amount_usd",
    "remit_settled",
    "mortality_elasticity",
    "discount_rate",
    "years_away",
    "service_surplus_share",
    "remittance_consumed_share",
    "consumption_tax_share",
    "income_tax_share",
    "public_services_share",
    "place_cost_doctor_factor",
)
BESIDE_FAMILIES = ("coverage_response", "coverage_reference_share", "seat_cost_usd", "place_cost_usd")
US_PRICES, USA = "FP.CPI.TOTL.ZG", "USA"


@dataclass(frozen=True)
class Ensemble:
    """All draws of one scenario's country; ``block`` calibrates a block of them."""

    scenario: Scenario
    context: Context
    store: Store
    drawn: Mapping[str, np.ndarray]
    unit_costs: Mapping[str, np.ndarray]
    coverage: Mapping[str, Coverage] = field(default_factory=dict)

    @property
    def price_year(self) -> int:
        """Year of the dollars of all costs: the start year, in which pay is measured."""
        return self.scenario.start

    def block(self, number: int) -> Block:
        """A block of ``BLOCK_DRAWS`` draws, calibrated; the last one is filled up with its last draw."""
        return self._first if number == 0 else self._calibrated(number)

    @cached_property
    def _first(self) -> Block:
        return self._calibrated(0)

    def _calibrated(self, number: int) -> Block:
        from braingain.baseline.world import build_world

        real = blocks_of(self.scenario.draws)[number]
        rows = np.minimum(np.arange(BLOCK_DRAWS) + number * BLOCK_DRAWS, self.scenario.draws - 1)
        drawn = {name: values[..., rows] for name, values in self.drawn.items()}
        changed = path_overrides(self.scenario)
        world = build_world(self.context, drawn, horizon=self.scenario.horizon + 1, path_overrides=changed)
        people = population(self.context, self.scenario)
        setting = Setting(
            country=self.context.country,
            start=self.scenario.start,
            destinations=self.context.destinations,
            largest_destination=self.context.default_destination or self.context.destinations[0],
            income_group=self.context.group,
            population=people,
            world=world,
            destination_groups={name: place.group for name, place in self.context.places.items()},
            rural_people_share=1.0 - self.context.value("urban_share"),
            gdp_per_head_usd=self.context.value("gdp_per_head_usd"),
        )
        parameters = drawn | {name: values[..., rows] for name, values in self.unit_costs.items()}
        known = facts(self.context, people, parameters)
        shares = {name: figure.share for name, figure in self.coverage.items()}
        return Block(setting, replace(known, coverage=shares), parameters, real)

    @property
    def coverage_methods(self) -> dict[str, str]:
        """By service, where the level of its coverage comes from."""
        assumed = "assumed: the curve of the World Health Report 2006, no figure of the country"
        return {name: str(self.coverage[name]) if name in self.coverage else assumed for name in SERVICES}

    def identity(self) -> dict[str, Any]:
        """Edition, version, grade and coverage: what every result opens with."""
        coverage = self.context.abroad_coverage
        return {
            "edition": EVIDENCE_EDITION,
            "version": __version__,
            "grade": dict(self.context.grade),
            "abroad_coverage": dict.fromkeys(self.context.grade, coverage),
        }

    def distance(self, ids: Sequence[str]) -> str:
        """How far the nearest study of some evidence rows is from this country."""
        return evidence_distance(load_registry(), ids, self.context.country, self.context.region, self.context.group)

    def hash_of(self, kept: Any, scenario: Scenario) -> str:
        """One hash over the scenario, the evidence, the catalogue and every number of the results."""
        digest = hashlib.sha256(self.inputs_hash(scenario).encode())
        for path, values in flat(kept):
            digest.update(path.encode())
            digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
        return digest.hexdigest()

    def inputs_hash(self, scenario: Scenario) -> str:
        """A hash of all that goes into a run."""
        parts = [json.dumps(as_record(scenario), sort_keys=True), __version__, EVIDENCE_EDITION]
        return hashlib.sha256("\n".join([*parts, self.store.hash, catalogue_hash()]).encode()).hexdigest()

    def manifest(self, scenario: Scenario, results_hash: str) -> dict[str, Any]:
        """All that is needed to make a result again, bit for bit on one platform."""
        import jax

        registry = load_registry()
        return {
            "version": __version__,
            "edition": EVIDENCE_EDITION,
            "country": scenario.country,
            "start": scenario.start,
            "horizon": scenario.horizon,
            "draws": scenario.draws,
            "seed": scenario.seed,
            "block_draws": BLOCK_DRAWS,
            "price_year": self.price_year,
            "evidence_hash": self.store.hash,
            "catalogue_hash": catalogue_hash(),
            "inputs_hash": self.inputs_hash(scenario),
            "assumed_estimates": len(registry.assumed()),
            "platform": {
                "python": platform.python_version(),
                "machine": platform.machine(),
                "system": platform.system(),
                "numpy": np.__version__,
                "jax": jax.__version__,
            },
            "hash": results_hash,
        }


def ensemble_for(scenario: Scenario, store: Store | None = None) -> Ensemble:
    """The ensemble of a scenario's country: context with its overrides, all estimates drawn once.

    Raises
    ------
    BraingainError
        Where the context cannot be built or an override does not fit.
    """
    from braingain.baseline.context import build_context
    from braingain.baseline.needs import draw_inputs
    from braingain.evidence.store import open_store

    opened = store or open_store()
    given = {name: {"value": override.value, "why": override.why} for name, override in scenario.context.items()}
    try:
        context = build_context(opened, scenario.country, scenario.start, given)
    except BraingainError as error:
        raise error.within(scenario.file) from error
    fixed: dict[str, Any] = {name: override.value for name, override in scenario.estimates.items()}
    registry = load_registry()
    drawn = draw_inputs(context, registry, scenario.draws, scenario.seed, fixed, policy_estimates(context))
    factors = price_factors(us_prices(opened), scenario.start)
    costs = {}
    for name, values in drawn.items():
        estimate = registry.estimates.get(name)
        if estimate is not None and estimate.unit == UNIT and estimate.price_year is not None:
            costs[name] = values * factors[estimate.price_year]
    return Ensemble(scenario, context, opened, drawn, costs, reported_coverage(opened, context.country, scenario.start))


def policy_estimates(context: Context) -> tuple[str, ...]:
    """Estimates that levers, their costs and outcomes need beside those of the world."""
    registry = load_registry()
    names = [*registry.family("fte"), *(f"task.{cadre}" for cadre in CADRES), *BESIDE]
    for family in BESIDE_FAMILIES:
        names += [name for name in registry.family(family) if _for_group(name, context)]
    for card in load_levers().values():
        for family in (*card.unit_costs, *card.responses, *families_needed(card)):
            names += [name for name in registry.family(family) if _for_group(name, context)]
    return tuple(dict.fromkeys([*names, "admin_share", "capital_population_share"]))


def _for_group(name: str, context: Context) -> bool:
    """Whether a name without an income group, or with that of the country or of a destination."""
    ending = name.rsplit(".", 1)[-1]
    groups = {context.group, *(place.group for place in context.places.values())}
    return ending not in INCOME_GROUPS or ending in groups


def population(context: Context, scenario: Scenario) -> np.ndarray:
    """People on 1 January after each year, when the stocks of that year are counted. (year,) [persons]"""
    from braingain.baseline.paths import population_path

    rows = scenario.horizon + 2 - scenario.start
    return np.asarray(population_path(context, rows, path_overrides(scenario)))[1:]


def facts(context: Context, people: np.ndarray, drawn: Mapping[str, np.ndarray]) -> Facts:
    """What outcomes need besides the run; the urban share stays as it is at the start.

    ``drawn`` holds money in the run's price year.
    """
    from braingain.baseline.splits import population_by_place

    capital = np.asarray(drawn["capital_population_share"])
    shares = population_by_place(np.full_like(capital, context.value("urban_share")), capital)
    return Facts(
        population=people[:, None, None] * shares,
        fte=np.stack([drawn[f"fte.{sex}"] for sex in SEXES]),
        rural_fte=drawn["fte.rural"],
        task=np.stack([drawn[f"task.{cadre}"] for cadre in CADRES]),
        remitting=Remitting(drawn["remit_share"], drawn["remit_amount_usd"], drawn["remit_settled"]),
        gdp_per_head_usd=context.value("gdp_per_head_usd"),
    )


def us_prices(store: Store) -> dict[int, float]:
    """Rise of consumer prices in the USA by year, as a share."""
    table = store.table("wdi")
    rows = table[(table["indicator"] == US_PRICES) & (table["country"] == USA)].dropna(subset=["value"])
    return {int(year): float(value) / 100 for year, value in zip(rows["year"], rows["value"], strict=True)}


def price_factors(prices: Mapping[int, float], year: int) -> dict[int, float]:
    """Factor that brings dollars of each year to those of ``year``.

    Raises
    ------
    BraingainError
        Where the price index does not reach the year.
    """
    if year not in prices:
        raise BraingainError(Problem("prices", f"no US price index for {year}", "choose another start year"))
    level, index = 1.0, {min(prices) - 1: 1.0}
    for at in range(min(prices), max(prices) + 1):
        level *= 1 + prices.get(at, 0.0)
        index[at] = level
    last = max(index)
    return {at: index[year] / index.get(at, index[last]) for at in range(min(index), last + 10)}


def catalogue_hash() -> str:
    """A hash of all cards, estimates and closed lists that come with the program."""
    digest = hashlib.sha256()
    for folder in ("estimates", "levers", ""):
        files = package_folder("catalogue", folder) if folder else package_folder("catalogue")
        for file in sorted(files.iterdir(), key=lambda entry: entry.name):
            if file.is_file() and file.name.endswith((".toml", ".csv")):
                digest.update(f"{folder}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()


def flat(record: Any, path: str = "") -> list[tuple[str, np.ndarray]]:
    """The arrays of a nested record with their places, in a fixed order."""
    if isinstance(record, Mapping):
        found = []
        for key in sorted(record, key=str):
            found += flat(record[key], f"{path}/{key}")
        return found
    return [(path, np.asarray(record))]
