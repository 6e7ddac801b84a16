"""Sixty years without policy: what must stay, in every draw, and how far a world moves by itself (docs/model.md 2.16, no. 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.export import of_draw
from braingain.analysis.runs import Runner, plan
from braingain.analysis.scenario import Scenario
from braingain.analysis.tracks import Engine, Track
from braingain.analysis.trajectory import Trajectory, trajectory
from braingain.model.containers import Dials, Paths, World

COUNTRIES = ("GHA", "ETH", "KEN", "PHL", "IND", "ZAF", "IRL", "GBR")
START, YEARS, DRAWS = 2018, 60, 20
EXACT = 1e-9  # what no policy must leave alone, over its size
RATE, DRAW = 0.02, 3
SETTLING = {False: 1000, True: 2500}  # years; wages and seats that follow demand settle slowly
COUNTED = ("seats", "posts", "demand", "demand_abroad", "applicants_index")  # paths that grow with the growth rate
GROWTH_RATES = ("own_demand_growth", "foreign_growth", "dest_growth")  # constants that are such a rate
MUST = (
    "conservation",
    "solver",
    "first_choice",
    "choice_without_network",
    "shares_without_network",
    "wages_abroad",
    "posts",
    "seats",
)


@dataclass(frozen=True)
class Drift:
    """Sixty years without policy, by draw: what must stay, and how far the world moves by itself. (draw,) each"""

    country: str
    follows_demand: bool
    conservation: np.ndarray  # largest relative miss of the balance of persons
    solver: np.ndarray  # largest miss of a capacity, over the people who choose
    first_choice: np.ndarray  # |I| of the first year
    choice_without_network: np.ndarray  # |I| of all years, the switch `network` off
    shares_without_network: np.ndarray  # largest change of a destination's share, likewise
    wages_abroad: np.ndarray  # largest ln wage over its path
    posts: np.ndarray  # largest relative distance of funded posts from their path, wages allowed for
    seats: np.ndarray  # largest relative distance of seats from their path, the switch `teachers` off; budget countries
    seats_by_teachers: np.ndarray  # the same with teachers a limit: who finds no public place goes to private schools
    shares: np.ndarray  # largest change of a destination's share, all mechanisms on
    share_abroad: np.ndarray  # (3, draw) doctors: first, middle and last year

    def faults(self) -> list[str]:
        """What should have stayed and did not, in its worst draw."""
        names = [name for name in MUST if not (name == "seats" and self.follows_demand)]
        worst = {name: float(np.max(getattr(self, name))) for name in names}
        return [f"{name} {value:.1e}" for name, value in worst.items() if not value <= EXACT]


@dataclass(frozen=True)
class Balanced:
    """One growth rate everywhere and prices, pay and mortality as at the start: sixty years, largest change, one draw."""

    country: str
    from_start: float  # a destination's share of leavers, from the calibrated start on
    from_balance: float  # the same from where that growth leads in a thousand years and more
    abroad_from_balance: float  # share of doctors abroad
    growth_from_balance: float  # growth of home stocks a year beside the rate of the paths


def drift(country: str, draws: int = DRAWS) -> Drift:
    """Sixty years without policy, every draw of the first block."""
    scenario = Scenario("drift", country, START, START + YEARS - 1, draws)
    world, run = _without_policy(scenario)
    yearly, states, paths = run.yearly, run.states, world.paths
    follows_demand = world.options.demand_country
    demand_wage = np.asarray(world.constants.demand_wage)
    wage = np.exp(-demand_wage * states.ln_wage[:-1])[:, :, None] if follows_demand else 1.0
    posts = _apart(yearly.funded, np.asarray(paths.posts) * wage)
    seats_by_teachers = _apart(states.seats[:-1], np.asarray(paths.seats))
    found = {
        "conservation": _worst(yearly.conservation),
        "solver": _worst(yearly.solver),
        "first_choice": _worst(yearly.inclusive_value[0]),
        "wages_abroad": _worst(states.ln_wage_abroad),
        "posts": posts,
        "seats_by_teachers": seats_by_teachers,
        "shares": _change(states.shares),
        "share_abroad": _share_abroad(states.home, states.abroad),
    }
    del run, yearly, states  # all stocks of all years of all draws are large
    _, still = _without_policy(scenario, "network")
    found["choice_without_network"] = _worst(still.yearly.inclusive_value)
    found["shares_without_network"] = _change(still.states.shares)
    del still
    taught, run = _without_policy(scenario, "teachers")
    found["seats"] = _apart(run.states.seats[:-1], np.asarray(taught.paths.seats))
    return Drift(country, follows_demand, **{name: value[..., :draws] for name, value in found.items()})


def _without_policy(scenario: Scenario, off: str = "") -> tuple[World, Trajectory]:
    """The first block of draws of a scenario's country without policy, a mechanism off."""
    world, dials = _world(replace(scenario, mechanisms={off: False}) if off else scenario)
    return world, trajectory(world, dials)


def _world(scenario: Scenario) -> tuple[World, Dials]:
    block = ensemble_for(scenario).block(0)
    planned = plan({}, scenario.mechanisms, block.setting)
    runner = Runner(block, planned)
    return runner.setting.world._replace(switches=planned.switches), runner.dials()


def balanced(country: str) -> Balanced:
    """The world of one draw with one growth rate everywhere, from its start and from where that growth leads."""
    world, dials = _world(Scenario("balanced", country, START, START + YEARS - 1, DRAWS))
    constants, paths, state = (of_draw(record, DRAW) for record in (world.constants, world.paths, world.state))
    rates = {name: np.full_like(np.asarray(getattr(constants, name), float), RATE) for name in GROWTH_RATES}
    constants = constants._replace(**rates)
    one = World(constants, paths, state, world.options, world.switches)
    rows = SETTLING[world.options.demand_country] + YEARS
    grown = one._replace(paths=growing(paths, rows, RATE))
    run = Track(Engine(grown), _long(of_draw(dials, DRAW), YEARS, rows), one.switches).yearly(rows)
    leaving = run.flows[:, 0].sum(axis=1)[..., 0]  # (year, destination) doctors
    shares = _over(leaving, leaving.sum(axis=1, keepdims=True))
    at_home, away = (np.asarray(stock)[:, 0].reshape(rows, -1).sum(axis=1) for stock in (run.home, run.abroad))
    abroad, growth = _over(away, away + at_home), _over(at_home[1:], at_home[:-1]) - 1.0 - RATE
    return Balanced(
        country,
        from_start=_largest(shares[:YEARS] - shares[0]),
        from_balance=_largest(shares[-YEARS:] - shares[-YEARS]),
        abroad_from_balance=_largest(abroad[-YEARS:] - abroad[-YEARS]),
        growth_from_balance=_largest(growth[-YEARS + 1 :]),
    )


def growing(paths: Paths, rows: int, rate: float) -> Paths:
    """The paths of the first year for many years, all that is counted growing at one rate."""
    made: dict[str, Any] = {}
    for name, values in paths._asdict().items():
        first = np.asarray(values, float)[:1]
        growth = (1.0 + rate) ** np.arange(rows) if name in COUNTED else np.ones(rows)
        made[name] = first * growth.reshape(rows, *[1] * (first.ndim - 1))
    made["posts_new"] = made["posts"] * rate / (1.0 + rate)
    return Paths(**made)


def _long(dials: Dials, years: int, rows: int) -> Dials:
    """Dials of no policy for more years: those of the first year."""
    from braingain.model.simulate import WITHOUT_YEAR

    made = {
        name: value if name in WITHOUT_YEAR else np.repeat(np.asarray(value)[:1], rows, axis=0)
        for name, value in dials._asdict().items()
    }
    return Dials(**made)


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part over whole, 0 where nobody is left."""
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)


def _largest(values: np.ndarray) -> float:
    return float(np.abs(values).max())


def _worst(values: Any) -> np.ndarray:
    """Largest size by draw; the draw is the last axis."""
    array = np.abs(np.asarray(values))
    return np.asarray(array.reshape(-1, array.shape[-1]).max(axis=0))


def _change(values: np.ndarray) -> np.ndarray:
    return _worst(values - values[0])


def _apart(values: np.ndarray, path: np.ndarray) -> np.ndarray:
    path = np.broadcast_to(path, np.shape(values))
    return _worst(np.where(path > 0, values / np.where(path > 0, path, 1.0) - 1.0, 0.0))


def _share_abroad(home: np.ndarray, abroad: np.ndarray) -> np.ndarray:
    here, there = (
        stock[:, 0].reshape(len(stock), -1, stock.shape[-1]).sum(axis=1)[[0, len(stock) // 2, -1]]
        for stock in (home, abroad)
    )
    return np.asarray(there / (here + there))
