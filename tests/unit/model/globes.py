"""Small random runs of several countries: some whose posts follow a budget, some demand, corridors both ways.

``SMALL`` and ``LARGE`` have stays and no other programme; ``RICH`` is two countries with everything that a country of its kind can
have: bonds that bind, service, ladders, tracks, missions, caps, and a fund and claims where posts follow a budget.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import worlds

from braingain.model.containers import Dials, Options, Switches, World, neutral_dials
from braingain.model.simulate import WITHOUT_DRAW
from braingain.model.stacking import stacked_dials, stacked_worlds
from braingain.model.world import OUTSIDE, Globe, Links

BUDGET = Options(programme_years=(3, 2), stay_years=(2,), stay_destination=(1,))
DEMAND = BUDGET._replace(demand_country=True)
LADDER = {"ladder_next": (-1, 0), "entry_ages": (26, 23)}
BUDGET_WITH_ALL = BUDGET._replace(
    caps=True, bonds_bind_service=True, service=True, tracks=True, missions=2, bridge_years=2, fund=True, **LADDER
)
DEMAND_WITH_ALL = DEMAND._replace(caps=True, tracks=True, missions=1, bridge_years=1, permanent_dilution=True, **LADDER)
# countries of each kind, and where the slots of each country lead; the last slot of each is the rest of the world
SMALL = ((2, 1), ((1, 2, OUTSIDE), (2, 0, OUTSIDE), (0, 1, OUTSIDE)))
LARGE = (
    (3, 3),
    ((3, 4, 5, OUTSIDE), (3, 4, 0, OUTSIDE), (3, 5, 0, OUTSIDE), (4, 5, 1, OUTSIDE), (3, 5, 2, OUTSIDE), (3, 4, 0, 1)),
)
RICH = ((1, 1), ((OUTSIDE, 1), (OUTSIDE, 0)), (BUDGET_WITH_ALL, DEMAND_WITH_ALL))
SHAPES = (SMALL, LARGE)


class Countries(NamedTuple):
    """Countries of a run before they are stacked; arrays by country in the order of the run."""

    worlds: list[World]
    dials: list[Dials]
    to: np.ndarray
    mortality: np.ndarray  # (year, country of the run or outside, cadre, sex, duration, draw)
    rest: np.ndarray
    vacancy: np.ndarray
    reserve: np.ndarray


def random_countries(shape: Any, seed: int, draws: int, years: int, levers: bool = True) -> Countries:
    """Countries whose markets start where their corridors say: foreign-trained are those who came along them and a rest."""
    (budget, demand), to, *others = shape
    kinds = others[0] if others else (BUDGET, DEMAND)
    switches = Switches(relative_pay=float(kinds[0].fund))
    rng = np.random.default_rng(seed)
    made, dials = [], []
    slots = len(to[0])
    for number in range(budget + demand):
        options = kinds[0] if number < budget else kinds[1]
        world, turned = worlds.random_country(worlds.Shape(slots, 1, options), rng, draws, years)
        world = world._replace(switches=switches)
        turned = turned._replace(touched=np.zeros(slots))
        dials.append(with_draws(turned if levers else quiet(turned), draws))
        made.append(world)
    links = np.array(to)
    rest = np.exp(rng.normal(3.0, 0.5, (len(made), worlds.K, draws)))
    mortality = rng.uniform(0.0, 0.05, (years, len(made) + 1, worlds.K, 2, worlds.Y, draws))
    waiting = [w.state.home[:, :, :, :, 6].sum(axis=(1, 2, 3)) / w.state.home.sum(axis=(1, 2, 3, 4)) for w in made]
    c = at_rest(Countries(made, dials, links, mortality, rest, np.zeros_like(rest), np.stack(waiting)))
    return with_crises(c, seed) if levers else c


def with_crises(c: Countries, seed: int) -> Countries:
    """The same countries with pay that falls below its path in a third of all years; drawn last, of numbers of its own."""
    rng = np.random.default_rng([seed, 1])
    changed = []
    for w in c.worlds:
        shape = w.paths.pay.shape
        fall = rng.uniform(0.0, 0.3, shape) * (rng.uniform(size=shape) < 1 / 3)
        changed.append(w._replace(paths=w.paths._replace(pay=1.0 - fall)))
    return c._replace(worlds=changed)


def quiet(like: Dials) -> Dials:
    """No lever, in the shapes of other dials, so that both share one program."""
    years, slots = like.payroll_rise.shape[:2]
    missions = np.shape(like.mission_starts)[1]
    none = neutral_dials(years, worlds.K, len(like.touched), worlds.CONDITIONS, len(like.stay_works), slots, missions)
    return Dials(*(np.broadcast_to(value, np.shape(shape)) for value, shape in zip(none, like, strict=True)))


def with_draws(dials: Dials, draws: int) -> Dials:
    """Dials with all draws written out, so that other values of theirs need no other program."""
    return Dials(
        *(
            value if name in WITHOUT_DRAW else np.broadcast_to(value, (*np.shape(value)[:-1], draws))
            for name, value in zip(Dials._fields, dials, strict=True)
        )
    )


def at_rest(c: Countries) -> Countries:
    """The same countries with foreign-trained, posts, demand and vacancies of t0 that belong together."""
    draws = c.rest.shape[-1]
    foreign = c.rest.copy()
    for world, ends in zip(c.worlds, c.to, strict=True):
        there = np.broadcast_to(world.state.abroad, (*world.state.abroad.shape[:-1], draws))[:, :, :, :2]
        for slot, d in enumerate(ends):
            if d >= 0:
                foreign[d] += there[:, :, :, :, slot].sum(axis=(1, 2, 3))
    made, vacancy = [], c.vacancy.copy()
    for number, world in enumerate(c.worlds):
        made.append(_with_foreign(world, foreign[number], vacancy[number]))
    for number, world in enumerate(made):
        normal = np.array(np.broadcast_to(world.constants.dest_vacancy0, (*world.state.shares.shape[:2], draws)))
        for slot, d in enumerate(c.to[number]):
            if d >= 0:
                normal[:, slot] = vacancy[d]
        made[number] = world._replace(
            constants=world.constants._replace(dest_vacancy0=normal),
            state=world.state._replace(vacancy_abroad=normal),
            paths=world.paths._replace(
                mortality_abroad=np.zeros((len(world.paths.posts), 1, 1, 1, 1, 1, 1)),
                pay_abroad=np.ones((len(world.paths.posts), worlds.K, 1, 1)),
                pay=np.ones_like(world.paths.pay),
            ),
        )
    return c._replace(worlds=made, vacancy=vacancy)


def _with_foreign(world: World, foreign: np.ndarray, vacancy: np.ndarray) -> World:
    """Posts for those at work and a tenth more; ``vacancy`` is filled in."""
    own = world.state.home[:, :, :, :, 0:6].sum(axis=(1, 2, 3))
    filled = own + world.constants.foreign_post_shares * foreign[:, None]
    years = len(world.paths.posts)
    growth = 1.01 ** np.arange(years)[:, None, None, None]
    funded = 1.1 * filled
    open_ = (funded - filled) / funded
    vacancy[:] = 1.0 - 1.0 / 1.1
    return world._replace(
        constants=world.constants._replace(foreign0=foreign, vacancy0=open_, vacancy_normal=vacancy.copy()),
        state=world.state._replace(foreign=foreign, vacancy=open_),
        paths=world.paths._replace(posts=funded * growth, demand=(funded * growth).sum(axis=2)),
    )


def globe_of(c: Countries) -> tuple[Globe, tuple[Dials, ...]]:
    """The run of these countries, and their dials."""
    kinds = [world.options.demand_country for world in c.worlds]
    split = kinds.index(True) if True in kinds else len(kinds)
    parts = [part for part in (slice(0, split), slice(split, None)) if c.worlds[part]]
    life = np.where(c.to >= 0, c.to, len(c.worlds))
    return (
        Globe(
            groups=tuple(stacked_worlds(c.worlds[part]) for part in parts),
            links=Links(c.to, life),
            mortality=c.mortality,
            rest=c.rest,
            vacancy=c.vacancy,
            reserve=c.reserve,
        ),
        tuple(stacked_dials(c.dials[part]) for part in parts),
    )
