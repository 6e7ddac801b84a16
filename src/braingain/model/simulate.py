"""The model, run: one year (``step``) shows the order of the flows of docs/model.md 2.1; ``run`` is the years in a row."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from braingain.model import closing, crossing, money, posts, staffing, year
from braingain.model.containers import (
    BOND_DURATIONS,
    Array,
    Constants,
    Dials,
    Options,
    Paths,
    State,
    Switches,
    World,
    Yearly,
)
from braingain.model.crossing import Half
from braingain.model.engine import compiler_options, once
from braingain.model.year import Calendar, Now

WITHOUT_YEAR = frozenset(
    {
        "touched",
        "payroll_oncost",
        "bond_years",
        "bond_fine",
        "bond_indexed",
        "bond_enforcement",
        "stay_compliance",
        "stay_works",
        "return_effect_max",
        "ladder_service_years",
        "ladder_study_share",
        "service_years",
        "service_weight",
        "licence_hold",
        "mission_length_years",
        "mission_productivity",
        "mission_fills",
        "mission_from_here",
        "mission_local_staff",
        "mission_local_premium",
        "fund_posts_share",
        "fund_absorption",
        "fund_seat_cost",
        "fund_mix",
    }
)
WITHOUT_DRAW = frozenset({"touched", "payroll_oncost", "stay_works", "mission_from_here"})


def step(
    state: State,
    constants: Constants,
    path: Paths,
    dials: Dials,
    calendar: Calendar,
    options: Options,
    switches: Switches,
) -> tuple[State, Yearly]:
    """One year, 1 January to 1 January: the events of docs/model.md 2.1 in their order.

    ``path``, ``dials`` and ``calendar`` are those of the year; layouts are those of ``containers``.
    """
    now = Now(state, constants, path, dials, calendar, options, switches)
    half = until_posts(now)
    foreign = staffing.foreign_trained(now, half.prices.log_pay)
    return from_posts_on(now, half, foreign)


def until_posts(now: Now) -> Half:
    """Steps 1 to 6 of a year, everything that a country does before it knows who has come from elsewhere."""
    prices = once(year.prices(now))  # 1 pay, worth of posts, worth of staying, missions, what the fund buys
    living = once(year.survivors(now))  # 2, 3 death, retirement, a birthday
    schools = once(year.schools(now, prices))  # 4 seats, students, licences
    courses = once(year.courses(now, living))  # 4 bridging courses end and begin
    cohorts = once(year.cohorts(now, schools.classes))
    away = crossing.expatriates(now, prices, living)  # 5 stays end, settling, return, onward
    leavers = once(crossing.emigration(now, prices, living, courses, cohorts, away, schools.classes.licensed))  # 6
    return Half(prices, living, schools, courses, cohorts, away, leavers)


def from_posts_on(now: Now, half: Half, foreign: Array) -> tuple[State, Yearly]:
    """Steps 7 to 10 of a year, given the foreign-trained workers in the country (CADRE) on the next 1 January."""
    staff = once(staffing.placement(now, half, foreign))  # 7 posts
    offer = posts.offers(half.prices.worth, staff.placed.multipliers, now.constants.applicant_mix)
    paid_in = closing.contributed(now, half.leavers)
    after = closing.next_state(now, half, staff, offer, paid_in)  # 10 feedback
    yearly = closing.record(now, after, half, staff, offer, paid_in)  # 8, 9 hours, what is left behind
    return after, yearly


def run(world: World, dials: Dials, first_year_index: int = 0) -> tuple[State, Yearly]:
    """All years of a world under some dials.

    Parameters
    ----------
    world : World
        Paths begin at t0; ``state`` is that of 1 January of row ``first_year_index``.
    dials : Dials
        Rows are those of the paths.
    first_year_index : int
        Row of paths and dials with which to begin.

    Returns
    -------
    The stocks of the last 1 January, and what each year left behind (leading axis year).
    """
    draws = count_draws(world, dials)
    state = State(*(_full(value, draws) for value in world.state))
    constants = world.constants
    if constants.foreign0 is None:
        constants = constants._replace(foreign0=state.foreign)
    wide = Dials(
        *(
            np.asarray(value, float) if name in WITHOUT_DRAW else _full(value, draws)
            for name, value in zip(Dials._fields, dials, strict=True)
        )
    )
    switches = Switches(*(np.asarray(value, float) for value in world.switches))
    return _compiled()(state, constants, world.paths, wide, switches, world.options, first_year_index)


def count_draws(world: World, dials: Dials) -> int:
    """Number of draws of a world under some dials: the longest draw axis.

    Raises
    ------
    ValueError
        If draw axes of different lengths other than 1 meet.
    """
    lengths = {
        np.shape(value)[-1]
        for record_ in (world.state, world.constants, world.paths, dials)
        for name, value in zip(record_._fields, record_, strict=True)
        if value is not None and name not in WITHOUT_DRAW
    } - {1}
    if len(lengths) > 1:
        raise ValueError(f"draw axes of different lengths meet: {sorted(lengths)}")
    return lengths.pop() if lengths else 1


def calendar(paths: Paths) -> Calendar:
    """What follows from the paths alone, for every year (leading axis); the path of seats goes on after the last year."""
    seats = jnp.asarray(paths.seats)
    following = jnp.concatenate([seats[1:], seats[-1:]])
    growth = jnp.where(seats > 0, following / jnp.where(seats > 0, seats, 1.0), 1.0)
    if seats.shape[0] > 1:
        growth = growth.at[-1].set(growth[-2])
    return Calendar(
        years=jnp.arange(seats.shape[0], dtype=float),
        seats_growth=growth,
        seats_new=jnp.where(seats > 0, 0.0, following),
        budget_index=money.budget_index(jnp.asarray(paths.posts), jnp.asarray(paths.public_pay_usd)),
        pay_ratio=_since_licensing(jnp.asarray(paths.pay_index)),
        fine_ratio=_since_licensing(jnp.asarray(paths.fine_index)),
        demand=_over_first(jnp.asarray(paths.demand)),
        demand_abroad=_over_first(jnp.asarray(paths.demand_abroad)),
    )


@cache
def _compiled() -> Any:
    """The compiled run, one program for each set of options and shapes."""
    return jax.jit(_run, static_argnames=("options", "first"), compiler_options=compiler_options())


def _run(
    state: State,
    constants: Constants,
    paths: Paths,
    dials: Dials,
    switches: Switches,
    options: Options,
    first: int,
) -> tuple[State, Yearly]:
    yearly_dials = {name: getattr(dials, name)[first:] for name in Dials._fields if name not in WITHOUT_YEAR}
    rows = jax.tree.map(lambda value: value[first:], (paths, calendar(paths)))

    def one_year(now: State, row: tuple[tuple[Paths, Calendar], dict[str, Array]]) -> tuple[State, Yearly]:
        (path, day), changed = row
        return step(now, constants, path, dials._replace(**changed), day, options, switches)

    return jax.lax.scan(one_year, state, (rows, yearly_dials))


def _over_first(series: Array) -> Array:
    """A series over its first year; 1 where that is 0."""
    first = series[:1]
    return jnp.where(first > 0, series / jnp.where(first > 0, first, 1.0), 1.0)


def _since_licensing(index: Array) -> Array:
    """Index of the year of licensing over today's by durations below 10; years before t0 count as t0."""
    years = index.shape[0]
    then = np.maximum(0, np.arange(years)[:, None] - np.arange(BOND_DURATIONS)[None])
    return index[then] / index[:, None]


def _full(value: Any, draws: int) -> np.ndarray:
    array = np.asarray(value, float)
    return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:-1], draws)))
