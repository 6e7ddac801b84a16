"""What a scenario shows beside its outcomes: service, distribution, the treasury's position, gains, empty posts abroad.

Everything is computed in each draw from the yearly record of a run; the run itself is not changed by any of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from braingain.analysis import gains, outcomes, public_position, services
from braingain.analysis.inequality import gini, theil
from braingain.analysis.outcomes import Tally
from braingain.foundation.vocabulary import PLACES, SEXES
from braingain.model.containers import Yearly
from braingain.policy.setting import Parameters, Setting
from braingain.policy.transfers import received_by

if TYPE_CHECKING:
    from braingain.policy.costs import Costs

SERVICES = ("skilled_attendance", "measles")
SPREAD = ("density_per_10k", "effective_density_per_10k")
DENSITY, MORTALITY = "density_per_1000", "mortality_ratio"


class Reference(NamedTuple):
    """Service at the start, from which coverage and mortality are counted: the first 1 January that results hold.

    density : (place, draw) [per 1 000 people]
    population : (place, draw) [persons]
    levels : α of (2.39) by service, (draw,)
    """

    density: np.ndarray
    population: np.ndarray
    levels: Mapping[str, np.ndarray]


def reference_of(baseline: Tally, parameters: Parameters) -> Reference:
    """The reference of a run and its packages, from the baseline's first year.

    A country's own figure of a coverage sets its level; without one the level is that of the reference curve (assumed).
    """
    density, population = density_of(baseline)[0], baseline.facts.population[0]
    levels = {}
    for name in SERVICES:
        response = parameters[f"coverage_response.{name}"]
        figure = baseline.facts.coverage.get(name)
        if figure is None:
            levels[name] = services.reference_level(parameters[f"coverage_reference_share.{name}"], response)
        else:
            levels[name] = services.level_of_figure(figure, response, density, population)
    return Reference(density, population, levels)


def beside(
    run: Yearly,
    counted: Tally,
    setting: Setting,
    parameters: Parameters,
    reference: Reference,
    touched: Sequence[str],
    costs: Costs | None = None,
    pay_raised: np.ndarray | float = 0.0,
) -> dict[str, Any]:
    """All that is shown beside a run's outcomes, as a nested record of (year, draw); ``pay_raised`` by a lever abroad."""
    world = setting.world
    abroad = np.asarray(run.abroad)
    leavers = public_position.leavers_of(run, world, counted.remitted.sum(axis=2))
    treasury = public_position.treasury_of(parameters, world, setting.income_group, counted.facts.gdp_per_head_usd)
    received = received_by(costs.receipts, "origin_budget") if costs is not None else 0.0
    return {
        "services": services_of(counted, parameters, reference),
        "distribution": distribution_of(counted),
        "state_position": public_position.six_lines(leavers, treasury, received),
        "sent_over_training": public_position.sent_over_training(leavers, treasury, 0)[None],
        "years_served": public_position.mean_years_served(leavers, 0)[None],
        "income_gain": {
            sex: gains.migrants_income_gain(people, world.constants, world.paths, pay_raised)
            for sex, people in [("", abroad.sum(axis=2)), *((sex, abroad[:, :, s]) for s, sex in enumerate(SEXES))]
        },
        "unfilled_abroad": gains.unfilled_abroad(run, setting, touched),
    }


def density_of(counted: Tally) -> np.ndarray:
    """Service for 1 000 people of each place. (year, place, draw)"""
    facts = counted.facts
    equivalents = services.full_time(
        counted.workers, facts.fte, facts.rural_fte, counted.service_per_head, counted.missions
    )
    return services.service_density(equivalents, facts.task, facts.population)


def services_of(counted: Tally, parameters: Parameters, reference: Reference) -> dict[str, np.ndarray]:
    """Service density, coverage and the mortality ratio by name, each with its places after a dot. (year, draw)

    The density has its sexes too: service of women, or of men, for 1 000 people of both.
    """
    density, population = density_of(counted), counted.facts.population
    found = _with_places(DENSITY, density, population)
    found |= {f"{DENSITY}.{sex}": _density_of_sex(counted, sex) for sex in SEXES}
    for name in SERVICES:
        response = parameters[f"coverage_response.{name}"]
        share = services.coverage(reference.levels[name], response, density)
        found |= _with_places(f"{name}_share", share, population)
    first = services.national(reference.density, reference.population)
    found[MORTALITY] = services.mortality_ratio(
        parameters["mortality_elasticity"], services.national(density, population), first
    )
    return found


def _density_of_sex(counted: Tally, sex: str) -> np.ndarray:
    return outcomes.value("effective_density_per_10k", counted, sex=sex) * (services.PER_1000 / outcomes.PER_10K)


def distribution_of(counted: Tally) -> dict[str, np.ndarray]:
    """Gini and Theil over places of two densities, each place weighing as its people. (year, draw)"""
    people = np.moveaxis(counted.facts.population, 1, 0)
    found = {}
    for name in SPREAD:
        by_place = np.stack([outcomes.value(name, counted, place=place) for place in PLACES])
        found[f"{name}.gini"], found[f"{name}.theil"] = gini(by_place, people), theil(by_place, people)
    return found


def first_draws(record: Any, real: int) -> Any:
    """The draws that count of a nested record."""
    if isinstance(record, Mapping):
        return {name: first_draws(values, real) for name, values in record.items()}
    return np.ascontiguousarray(record[..., :real])


def _with_places(name: str, by_place: np.ndarray, population: np.ndarray) -> dict[str, np.ndarray]:
    found = {name: services.national(by_place, population)}
    return found | {f"{name}.{place}": by_place[:, i] for i, place in enumerate(PLACES)}
