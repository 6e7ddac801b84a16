"""Five reasons why a country is short of workers, each of which can be taken away from its world (docs/model.md 2.43).

Each is a change of what a run is given, constants, paths or stocks of the start; nothing of what a run finds. All of them
keep the shapes of a world, so that every combination is one program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from braingain.model.containers import OUT, PRIVATE, PUBLIC, WORK, Constants, Paths, World
from braingain.policy.setting import Setting

CLINICAL = 2  # doctors and nurses, the first cadres: need is of them
AMPLE = 10.0  # applicants over seats where seats alone decide
BY_PLACE = tuple(range(PUBLIC.start, PUBLIC.stop)), tuple(range(PRIVATE.start, PRIVATE.stop))


@dataclass(frozen=True)
class Norm:
    """What a country would need: workers by year and cadre, and where its people live.

    need : (year, cadre, draw) [persons]; people : (place, draw) shares of the people at the start
    """

    need: np.ndarray
    people: np.ndarray


def wide(setting: Setting) -> Setting:
    """The setting with every array that a cause changes written out over all draws, so that all worlds have one shape."""
    world, draws = setting.world, setting.draws
    constants = world.constants._replace(
        **{name: _over(getattr(world.constants, name), draws) for name in CHANGED_CONSTANTS}
    )
    paths = world.paths._replace(**{name: _over(getattr(world.paths, name), draws) for name in CHANGED_PATHS})
    state = world.state._replace(seats=_over(world.state.seats, draws))
    return replace(setting, world=world._replace(constants=constants, paths=paths, state=state))


def no_emigration(world: World, norm: Norm) -> World:
    """Nobody leaves the country: λ = 0. Those abroad still come back."""
    c = world.constants
    return world._replace(
        constants=c._replace(leave_hazard=np.zeros_like(c.leave_hazard), entrant_hazard=np.zeros_like(c.entrant_hazard))
    )


def enough_training(world: World, norm: Norm) -> World:
    r"""Intake at the norm's steady state: as many as replace who dies or retires out of need, and its growth.

    .. math:: I(t) = \frac{N(t+n)\,(x + g(t+n))}{\Gamma}, \quad x = \frac{deaths + retired}{H} \text{ at the start}

    N is need, n the years of the programme, Γ graduates licensed over intake. Seats have teachers and applicants.
    """
    intake = steady_intake(world, norm)
    c, paths, state = world.constants, world.paths, world.state
    seats = np.array(paths.seats)
    whole = seats[:, :CLINICAL].sum(axis=2, keepdims=True)
    split = np.where(whole > 0, seats[:, :CLINICAL] / np.where(whole > 0, whole, 1.0), [[1.0], [0.0]])
    seats[:, :CLINICAL] = split * intake[:, :, None]
    applicants, teachers = np.array(c.applicants0), np.array(c.teachers0)
    applicants[:CLINICAL] = AMPLE * np.maximum(seats[:, :CLINICAL].max(axis=0), applicants[:CLINICAL])
    teachers[:CLINICAL] = 0.0
    speed = np.zeros_like(c.seat_adjust) if world.options.demand_country else c.seat_adjust
    return world._replace(
        constants=c._replace(applicants0=applicants, teachers0=teachers, seat_adjust=speed),
        paths=paths._replace(seats=seats),
        state=state._replace(seats=_start(state.seats, seats)),
    )


def all_posts_funded(world: World, norm: Norm) -> World:
    """Funded posts are as many as needed, F = N, shared over places and employers as on their path."""
    paths = world.paths
    posts = np.array(paths.posts)
    whole = posts[:, :CLINICAL].sum(axis=2, keepdims=True)
    some = whole > 0
    posts[:, :CLINICAL] *= np.where(some, norm.need[:, :CLINICAL, None] / np.where(some, whole, 1.0), 1.0)
    return _with_posts(world, posts)


def even_places(world: World, norm: Norm) -> World:
    """Posts lie where people live, of each employer, and the will to take them goes with them."""
    posts = np.array(world.paths.posts)
    weights = np.array(world.constants.post_weights)
    for places in BY_PLACE:
        chosen = list(places)
        before = posts[:, :CLINICAL][:, :, chosen]
        whole = before.sum(axis=2, keepdims=True)
        after = whole * norm.people[None, None]
        posts[:, :CLINICAL, places[0] : places[-1] + 1] = after
        some = before[0] > 0
        ratio = np.where(some, after[0] / np.where(some, before[0], 1.0), 1.0)  # (cadre, place, draw)
        weights[:CLINICAL, :, places[0] : places[-1] + 1] *= ratio[:, None]
    working = weights[:CLINICAL, :, WORK]
    kept = np.asarray(world.constants.post_weights)[:CLINICAL, :, WORK].sum(axis=2, keepdims=True)
    weights[:CLINICAL, :, WORK] = working * kept / np.maximum(working.sum(axis=2, keepdims=True), 1e-300)
    world = _with_posts(world, posts)
    return world._replace(constants=world.constants._replace(post_weights=weights))


def nobody_leaves_the_sector(world: World, norm: Norm) -> World:
    """Nobody leaves the sector: nobody chooses to be outside it. Who finds no post waits, as before."""
    weights = np.array(world.constants.post_weights)
    weights[:CLINICAL, :, OUT] = 0.0
    weights[:CLINICAL] /= np.maximum(weights[:CLINICAL].sum(axis=2, keepdims=True), 1e-300)
    return world._replace(constants=world.constants._replace(post_weights=weights))


Take = Callable[[World, Norm], World]
CAUSES: Mapping[str, Take] = {  # in the order in which they are taken away where one needs another's posts or seats
    "emigration": no_emigration,
    "underproduction": enough_training,
    "unfunded_posts": all_posts_funded,
    "maldistribution": even_places,
    "left_sector": nobody_leaves_the_sector,
}
CHANGED_CONSTANTS = (
    "leave_hazard",
    "entrant_hazard",
    "applicants0",
    "teachers0",
    "seat_adjust",
    "post_weights",
)
CHANGED_PATHS = ("seats", "posts", "posts_new", "demand")


def steady_intake(world: World, norm: Norm) -> np.ndarray:
    """Students a year who would keep workers at need, of doctors and nurses. (year, cadre, draw)"""
    c, need = world.constants, norm.need
    exits, made = losses(world)[:CLINICAL], licensed_share(c, world.options.programme_years)[:CLINICAL]
    intake = []
    for k, years in enumerate(world.options.programme_years[:CLINICAL]):
        ahead = np.minimum(np.arange(len(need)) + years, len(need) - 1)
        before = np.maximum(ahead - 1, 0)
        growth = need[ahead, k] / need[before, k] - 1.0
        growth = np.where((ahead > before)[:, None], growth, 0.0)
        intake.append(np.maximum(0.0, need[ahead, k] * (exits[k] + growth)) / np.maximum(made[k], 1e-300))
    return np.stack(intake, axis=1)


def losses(world: World) -> np.ndarray:
    """Share of the home stock of the start who die or retire in a year. (cadre, draw)"""
    c, home = world.constants, np.asarray(world.state.home)
    hazard = np.asarray(world.paths.mortality_home)[0] * np.asarray(c.mortality_factor)
    gone = 1.0 - np.exp(-hazard) * (1.0 - np.asarray(c.retirement_home))
    axes = (1, 2, 3, 4)
    people = home.sum(axis=axes)
    return np.asarray(np.divide((home * gone).sum(axis=axes), people, out=np.zeros_like(people), where=people > 0))


def licensed_share(c: Constants, programme_years: tuple[int, ...]) -> np.ndarray:
    """Licensed over intake at the start: those who stay in school and pass, at once or at the second sitting. (cadre, draw)"""
    passing = np.asarray(c.pass_share0).mean(axis=1)
    passing = passing + (1.0 - passing) * passing * np.asarray(c.resit_pass_share)
    kept = np.stack([(1.0 - np.asarray(c.drop_out)[k]) ** n for k, n in enumerate(programme_years)])
    return np.asarray(kept * passing)


def _with_posts(world: World, posts: np.ndarray) -> World:
    """Posts and demand on a new path; what it adds in a year is filled as it opens."""
    paths: Paths = world.paths
    demand = np.array(paths.demand)
    demand[:, :CLINICAL] = posts[:, :CLINICAL].sum(axis=2)
    new = np.array(paths.posts_new)
    before = np.concatenate([posts[:1], posts[:-1]])[:, :CLINICAL]
    new[:, :CLINICAL] = np.maximum(0.0, posts[:, :CLINICAL] - before)
    return world._replace(paths=paths._replace(posts=posts, posts_new=new, demand=demand))


def _start(seats: np.ndarray, path: np.ndarray) -> np.ndarray:
    """Seats of the start where the path of doctors and nurses begins."""
    found = np.array(seats)
    found[:CLINICAL] = path[0, :CLINICAL]
    return found


def _over(values: np.ndarray, draws: int) -> np.ndarray:
    """An array with its draw axis of full length."""
    found = np.asarray(values, float)
    return np.array(np.broadcast_to(found, (*found.shape[:-1], draws)))
