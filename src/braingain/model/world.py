"""Many countries in one run, each origin and destination at once: docs/model.md 2.24–2.27b with every market running.

There is no second model. A country is a ``containers.World``; countries of one kind (posts follow a budget, or demand) are
stacked along a leading country axis and go through the two halves of ``simulate.step`` one after the other. Before the
first half each origin sees the vacancies, wages and pay of last year in the countries where its slots lead; between the
halves the people who practise along all corridors into a country become its foreign-trained workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from braingain.model import balance, staffing, vacancies
from braingain.model.abroad import by_destination
from braingain.model.containers import (
    DESKILLED,
    PUBLIC,
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
from braingain.model.engine import compiler_options
from braingain.model.simulate import WITHOUT_DRAW, WITHOUT_YEAR, Half, calendar, from_posts_on, until_posts
from braingain.model.year import Calendar, Now

OUTSIDE = -1  # a slot whose country is not in the run


class Links(NamedTuple):
    """Where the destination slots of each country lead."""

    to: Array  # (country, destination) place of the country in the run, OUTSIDE where it is not in it
    life: Array  # (country, destination) row of the table of mortality


class Globe(NamedTuple):
    """Countries of a run with what binds them; countries are numbered through the groups in their order."""

    groups: tuple[World, ...]  # constants and state with a leading country axis, paths (year, country, ...)
    links: Links
    mortality: Array  # (year, life table, cadre, sex, duration, draw) hazard of the population abroad
    rest: Array  # (country, cadre, draw) at t0 foreign-trained who came along no corridor of the run
    vacancy: Array  # (country, cadre, draw) vacancy rate at t0, over demand or funded posts
    reserve: Array  # (country, cadre, draw) share of the own-trained without a post at t0


class GlobeState(NamedTuple):
    """All stocks on 1 January."""

    countries: tuple[State, ...]  # one for each group
    rest: Array  # (country, cadre, draw)
    vacancy: Array  # (country, cadre, draw) as it is seen, net of those who wait for a post


class GlobeYear(NamedTuple):
    """What a year leaves behind."""

    countries: tuple[Yearly, ...]  # one for each group, leading country axis
    rest: Array  # (country, cadre, draw) on the next 1 January
    vacancy: Array  # (country, cadre, draw)
    conservation: Array  # (draw,) largest relative residual: of countries, of all persons, of corridors


class Row(NamedTuple):
    """Series of one year: paths, calendar and dials of each group, life tables."""

    paths: tuple[Paths, ...]
    calendars: tuple[Calendar, ...]
    dials: tuple[Dials, ...]
    mortality: Array


class Seen(NamedTuple):
    """What origins see of the countries of the run, (country, cadre, draw) each, and the life tables of the year."""

    vacancy: Array
    ln_wage: Array
    ln_pay: Array  # change of pay by levers and by paths of pay
    mortality: Array  # (life table, cadre, sex, duration, draw)


class Crossed(NamedTuple):
    """A country after the first half of a year."""

    half: Half
    practising: Array  # (cadre, destination, draw) trained here and working there on the next 1 January
    gone: Array  # (cadre, destination, draw) of those who worked there, who do no longer
    rest: Array  # (cadre, draw)
    rest_gone: Array  # (cadre, draw) of the rest, who do no longer work here
    added: Array  # (draw,) persons licensed
    lost: Array  # (draw,) persons who died or retired, wherever they were


def run(
    globe: Globe, dials: tuple[Dials, ...], years: int | None = None, start: GlobeState | None = None, first: int = 0
) -> Iterator[tuple[GlobeState, GlobeYear]]:
    """The years of a run one after the other: stocks of the next 1 January, and what the year left behind.

    Parameters
    ----------
    dials : one for each group
        Leading country axis; yearly dials (year, country, ...).
    years : int
        How many years; all rows of the paths without it.
    start, first :
        Stocks and row with which to begin, those of t0 without them.
    """
    last = len(np.asarray(globe.mortality)) if years is None else first + years
    state = start or start_of(globe)
    days = tuple(_calendars(group.paths) for group in globe.groups)
    fixed, switches = _fixed(globe), _numbers(globe.groups[0].switches)
    options = tuple(group.options for group in globe.groups)
    for row in range(first, last):
        state, left = _compiled()(state, fixed, _row(globe, dials, days, row), switches, options)
        yield state, left


def start_of(globe: Globe) -> GlobeState:
    """Stocks of t0, every draw of its own."""
    draws = count_draws(globe)
    stocks = GlobeState(tuple(g.state for g in globe.groups), globe.rest, globe.vacancy)
    return jax.tree.map(lambda value: jnp.broadcast_to(value, (*value.shape[:-1], draws)), stocks)


def count_draws(globe: Globe) -> int:
    """How many draws a globe holds."""
    return max(np.shape(value)[-1] for value in jax.tree.leaves((globe.rest, [g.constants for g in globe.groups])))


class Fixed(NamedTuple):
    """What does not change over the years."""

    constants: tuple[Constants, ...]
    links: Links
    rest: Array
    vacancy: Array
    reserve: Array


def step(
    state: GlobeState, fixed: Fixed, row: Row, switches: Switches, options: tuple[Options, ...]
) -> tuple[GlobeState, GlobeYear]:
    """One year of all countries: first halves, exchange of people, second halves."""
    seen = _seen(state, fixed, row, switches)
    groups = _groups(state, fixed, row)
    crossed = tuple(
        jax.lax.map(lambda one, o=o: _first_half(one, seen, switches, o), g)
        for g, o in zip(groups, options, strict=True)
    )
    practising = jnp.concatenate([c.practising for c in crossed])
    rest = jnp.concatenate([c.rest for c in crossed])
    arrived = arrivals(practising, fixed.links.to)
    foreign = _split(arrived + rest, crossed)
    gone = arrivals(jnp.concatenate([c.gone for c in crossed]), fixed.links.to)
    replaced = _split(gone + jnp.concatenate([c.rest_gone for c in crossed]), crossed)
    done = tuple(
        jax.lax.map(lambda one, o=o: _second_half(one, seen, switches, o), (g, c, f, r))
        for g, c, f, r, o in zip(groups, crossed, foreign, replaced, options, strict=True)
    )
    after = tuple(d[0] for d in done)
    records = tuple(d[1] for d in done)
    vacancy = jnp.concatenate([d[2] for d in done])
    residual = balance.worst(
        (
            *(record.conservation for record in records),
            _all_persons(state.countries, after, crossed)[None],
            _exchange(practising, rest, records, fixed.links.to)[None],
        )
    )
    return GlobeState(after, rest, vacancy), GlobeYear(records, rest, vacancy, residual)


def arrivals(practising: Array, to: Array) -> Array:
    """Σ over corridors of people at their end; (country, cadre, draw) from (country, cadre, destination, draw)."""
    countries = to.shape[0]
    ends = jnp.where(to >= 0, to, countries).reshape(-1)
    by_corridor = jnp.moveaxis(practising, 2, 1).reshape(-1, practising.shape[1], practising.shape[3])
    return jax.ops.segment_sum(by_corridor, ends, countries + 1)[:countries]


def _seen(state: GlobeState, fixed: Fixed, row: Row, switches: Switches) -> Seen:
    """Vacancies of last year and wages of today (2.25), and pay by levers; without ``destination_response`` as at t0."""
    responding = switches.destination_response > 0.5
    pays = []
    for constants, path, dials, s in zip(fixed.constants, row.paths, row.dials, state.countries, strict=True):
        levers = jnp.log1p(dials.pay_raise[:, :, PUBLIC]) + jnp.log1p(dials.supplement[:, :, PUBLIC])
        public = jnp.sum(constants.foreign_post_shares[:, :, PUBLIC] * levers, axis=2)
        pays.append(public + jnp.log(path.pay)[:, None] + jnp.zeros_like(s.ln_wage))
    return Seen(
        vacancy=jnp.where(responding, state.vacancy, fixed.vacancy),
        ln_wage=jnp.concatenate([s.ln_wage for s in state.countries]),
        ln_pay=jnp.concatenate(pays),
        mortality=row.mortality,
    )


class _One(NamedTuple):
    """One country of a group in the year."""

    state: State
    constants: Constants
    path: Paths
    calendar: Calendar
    dials: Dials
    rest: Array
    vacancy: Array
    rest0: Array
    vacancy0: Array
    reserve0: Array
    to: Array
    life: Array


def _groups(state: GlobeState, fixed: Fixed, row: Row) -> tuple[_One, ...]:
    found, first = [], 0
    for s, c, p, day, d in zip(state.countries, fixed.constants, row.paths, row.calendars, row.dials, strict=True):
        here = slice(first, first + s.ln_wage.shape[0])
        first = here.stop
        own = (state.rest, state.vacancy, fixed.rest, fixed.vacancy, fixed.reserve, fixed.links.to, fixed.links.life)
        found.append(_One(s, c, p, day, d, *(values[here] for values in own)))
    return tuple(found)


def _now(one: _One, seen: Seen, switches: Switches, options: Options) -> Now:
    """The record of a national year, with what the origin sees of the countries where its slots lead."""
    inside = (one.to >= 0)[None, :, None]

    def there(values: Array, otherwise: Array) -> Array:
        return jnp.where(inside, jnp.moveaxis(values[jnp.maximum(one.to, 0)], 0, 1), otherwise)

    state = one.state._replace(
        vacancy_abroad=there(
            vacancies.below_none(seen.vacancy, one.constants.vacancy_offset), one.state.vacancy_abroad
        ),
        ln_wage_abroad=there(seen.ln_wage, one.state.ln_wage_abroad),
    )
    path = one.path._replace(
        pay_abroad=one.path.pay_abroad * jnp.exp(there(seen.ln_pay, jnp.zeros(()))),
        mortality_abroad=jnp.moveaxis(seen.mortality[one.life], 0, 3)[:, :, :, None],
    )
    return Now(state, one.constants, path, _wide(one.dials, one.rest.shape[-1]), one.calendar, options, switches)


def _wide(dials: Dials, draws: int) -> Dials:
    """Dials with a draw axis of full length, as a national run has them."""
    return Dials(
        *(
            value if name in WITHOUT_DRAW else jnp.broadcast_to(value, (*value.shape[:-1], draws))
            for name, value in zip(Dials._fields, dials, strict=True)
        )
    )


def _first_half(one: _One, seen: Seen, switches: Switches, options: Options) -> Crossed:
    now = _now(one, seen, switches, options)
    half = until_posts(now)
    leavers, living = half.leavers, half.living
    working = jnp.sum(leavers.stays, axis=(1, 2, 3, 5)) * now.dials.stay_works[:, None]
    slots = leavers.abroad.shape[4]
    return Crossed(
        half=half,
        practising=_at_work(leavers.abroad) + by_destination(working, options.stay_destination, slots, 1),
        gone=_at_work(now.state.abroad) - _at_work(half.away.abroad),
        rest=_rest(now, one, half.prices.log_pay),
        rest_gone=one.rest * now.constants.foreign_exit,
        added=jnp.sum(half.schools.classes.licensed, axis=(0, 1, 2)),
        lost=jnp.sum(living.deaths + living.retired, axis=(0, 1))
        + jnp.sum(living.lost_abroad, axis=(0, 1))
        + jnp.sum(living.lost_stays, axis=(0, 1, 2))
        + _lost_in_courses(half),
    )


def _at_work(abroad: Array) -> Array:
    """Those abroad who work in their profession, from ABROAD; (cadre, destination, draw)."""
    return jnp.sum(abroad[:, :, :, :DESKILLED], axis=(1, 2, 3))


def _lost_in_courses(half: Half) -> Array:
    """Who died or retired in a bridging course; nobody where the run has none."""
    return jnp.zeros(()) if half.courses is None else jnp.sum(half.courses.lost, axis=(0, 1))


def _rest(now: Now, one: _One, log_pay: Array) -> Array:
    """Foreign-trained who came along no corridor of the run (2.27b), put off as all are where more workers than posts are."""
    stock = now._replace(
        state=now.state._replace(foreign=one.rest), constants=now.constants._replace(foreign0=one.rest0)
    )
    kept = one.rest * (1.0 - now.constants.foreign_exit)
    arriving = staffing.foreign_trained(stock, log_pay) - kept
    c, responding = now.constants, now.switches.destination_response
    surplus = jnp.minimum(0.0, one.vacancy) / c.vacancy_offset * c.beta_vacancy * responding
    return kept + arriving * jnp.exp(surplus)


def _second_half(
    given: tuple[_One, Crossed, Array, Array], seen: Seen, switches: Switches, options: Options
) -> tuple[State, Yearly, Array]:
    one, crossed, foreign, replaced = given
    now = _now(one, seen, switches, options)
    after, record = from_posts_on(now, crossed.half, foreign)
    return after, record, vacancies.foreseen(now, record, one.vacancy, one.vacancy0, one.reserve0, replaced)


def _all_persons(before: tuple[State, ...], after: tuple[State, ...], crossed: tuple[Crossed, ...]) -> Array:
    """Residual of 2.16 no. 3: all persons change by those licensed, dead and retired alone; (draw,)."""

    def persons(groups: tuple[State, ...]) -> Array:
        stocks = [value for s in groups for value in (s.home, s.abroad, s.stays, s.bridging)]
        return sum(jnp.sum(value, axis=tuple(range(value.ndim - 1))) for value in stocks)

    added = sum(jnp.sum(c.added, axis=0) for c in crossed)
    lost = sum(jnp.sum(c.lost, axis=0) for c in crossed)
    return balance.relative_residual(persons(before), persons(after), (added,), (lost,))


def _exchange(practising: Array, rest: Array, records: tuple[Yearly, ...], to: Array) -> Array:
    """Residual of corridors: those at their ends inside the run and the rest are all foreign-trained workers; (draw,)."""
    sent = jnp.sum(jnp.where((to >= 0)[:, None, :, None], practising, 0.0), axis=(0, 1, 2)) + jnp.sum(rest, axis=(0, 1))
    found = sum(jnp.sum(record.foreign, axis=(0, 1)) for record in records)
    return balance.relative_residual(sent, found, (jnp.zeros(()),), (jnp.zeros(()),))


def _split(values: Array, like: tuple[Crossed, ...]) -> tuple[Array, ...]:
    ends = np.cumsum([c.rest.shape[0] for c in like])[:-1]
    return tuple(jnp.split(values, ends))


@cache
def _compiled() -> Any:
    """One year as one program for each set of options and shapes."""
    return jax.jit(step, static_argnames=("options",), compiler_options=compiler_options())


def _calendars(paths: Paths) -> Calendar:
    """Calendars of all countries, (year, country, ...)."""
    by_country = jax.tree.map(lambda value: np.moveaxis(np.asarray(value), 1, 0), paths)
    return jax.tree.map(lambda value: np.moveaxis(np.asarray(value), 0, 1), jax.vmap(calendar)(by_country))


def _fixed(globe: Globe) -> Fixed:
    fixed = Fixed(
        tuple(group.constants for group in globe.groups), globe.links, globe.rest, globe.vacancy, globe.reserve
    )
    return jax.tree.map(jnp.asarray, fixed)


def _numbers(switches: Switches) -> Switches:
    return Switches(*(np.asarray(on, dtype=float) for on in switches))


def _row(globe: Globe, dials: tuple[Dials, ...], days: tuple[Calendar, ...], row: int) -> Row:
    """The year's row of all series."""
    changed = tuple(
        d._replace(**{name: np.asarray(getattr(d, name))[row] for name in Dials._fields if name not in WITHOUT_YEAR})
        for d in dials
    )
    paths = tuple(Paths(*(np.asarray(series)[row] for series in group.paths)) for group in globe.groups)
    return Row(paths, jax.tree.map(lambda series: series[row], days), changed, np.asarray(globe.mortality)[row])
