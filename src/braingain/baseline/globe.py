"""All countries with data as one run: contexts, draws, reconciled corridors, calibrated arrays (docs/model.md, the world level)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour, flows, life, people
from braingain.baseline.context import Context, build_context
from braingain.baseline.corridors import world_at
from braingain.baseline.destinations import OTHER
from braingain.baseline.macro import LifeTable
from braingain.baseline.needs import Drawn, corridor_growth, draw_inputs, nurse_law
from braingain.baseline.paths import Override
from braingain.baseline.rest_of_world import split_contexts
from braingain.baseline.slots import OWN, widened
from braingain.baseline.values import Value
from braingain.baseline.world import Counted, build
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError
from braingain.model.containers import RESERVE, Paths, World
from braingain.model.stacking import one_country, stacked_worlds
from braingain.model.world import OUTSIDE, Globe, Links

if TYPE_CHECKING:
    from braingain.evidence.estimates import Registry
    from braingain.evidence.store import Store

Floats = NDArray[np.float64]
CADRES_OF_WORLD = len(behaviour.CLINICAL)  # no other cadre has a stock
Told = Callable[[int, int, str], None]


@dataclass(frozen=True, eq=False)
class Countries:
    """The countries of a run: budget countries first, then those whose posts follow demand; slots alike for all.

    A slot is a place along the destination axis. The destinations of a national run have the same slot in every
    country (a country's own slot is empty); then come the country's parts of the rest of the world, and the rest.
    """

    start: int
    contexts: Mapping[str, Context]
    without_data: tuple[str, ...]
    borrowed: frozenset[str]  # countries of the run without figures of their own for both cadres
    nurse_anchors: tuple[Value, ...]  # by country foreign-trained nurses over all, assumed where no register says

    @property
    def codes(self) -> tuple[str, ...]:
        """Countries in the order of the run."""
        return tuple(self.contexts)

    @cached_property
    def budget(self) -> int:
        """How many of them, the first ones, have posts that follow a budget."""
        return sum(context.labour == "budget" for context in self.contexts.values())

    @property
    def groups(self) -> list[slice]:
        """The parts of ``codes`` that are stacked together."""
        parts = [slice(0, self.budget), slice(self.budget, len(self.codes))]
        return [part for part in parts if part.stop > part.start]

    @cached_property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """Destination of each slot by country: OWN where it is the country itself, or nobody."""
        common = _common(self.contexts)
        parts = {c: [d for d in x.destinations if d not in common and d != OTHER] for c, x in self.contexts.items()}
        room = max((len(found) for found in parts.values()), default=0)
        return {
            c: (*[OWN if d == c else d for d in common], *found, *[OWN] * (room - len(found)), OTHER)
            for c, found in parts.items()
        }

    @cached_property
    def links(self) -> Links:
        """Which country of the run, and which life table, each slot leads to."""
        place, tables = {code: i for i, code in enumerate(self.codes)}, {code: i for i, code in enumerate(self.tables)}
        to = [[place.get(d, OUTSIDE) for d in self.slots[c]] for c in self.codes]
        table = [[tables.get(d, tables[OTHER]) for d in self.slots[c]] for c in self.codes]
        return Links(np.array(to), np.array(table))

    @cached_property
    def tables(self) -> dict[str, LifeTable | None]:
        """Life tables of all places where a slot leads; the rest of the world has the mean of the others."""
        found: dict[str, LifeTable | None] = {}
        for context in self.contexts.values():
            found |= {d: place.life_table for d, place in context.places.items() if d in context.destinations}
        found[OTHER] = None
        return found

    def mortality(self, years: int, drawn: Drawn) -> Floats:
        """Hazards of the population, (year, life table, cadre, sex, duration, 1)."""
        when = self.start + np.arange(float(years))
        known = {d: life.mortality(t, when, drawn, True) for d, t in self.tables.items() if t is not None}
        mean = sum(known.values()) / len(known)
        return np.stack([known.get(d, mean) for d in self.tables], axis=1)[:, :, :CADRES_OF_WORLD]


@dataclass(frozen=True, eq=False)
class BuiltGlobe:
    """A run's arrays, with the world of each country and what was reconciled."""

    globe: Globe
    worlds: dict[str, World]
    reported: Floats  # (country, cadre, draw) foreign-trained as the country's own share says [persons]
    counted: Floats  # (country, cadre, draw) who came along corridors of the run, before the limit
    practising: Floats  # (country, cadre, draw)
    kept: Floats  # (country, cadre, draw) part of the corridors into the country that was kept


def countries_with_data(store: Store, start: int) -> tuple[str, ...]:
    """Countries whose doctors and nurses are both known from figures of their own, and whose people are known by age."""
    world = world_at(store, start)
    known = [c.iso3 for c in all_countries() if all(c.iso3 in world.stocks[k] for k in behaviour.CLINICAL)]
    return tuple(iso3 for iso3 in known if _can_be_built(store, iso3, start))


def countries_of(store: Store, start: int, codes: Sequence[str] | None = None) -> Countries:
    """The countries of a run: those named, else all with data.

    Raises
    ------
    BraingainError
        Where a named country lacks what the model cannot do without.
    """
    chosen = countries_with_data(store, start) if codes is None else tuple(dict.fromkeys(codes))
    contexts = {iso3: build_context(store, iso3, start) for iso3 in sorted(chosen)}
    ordered = sorted(contexts, key=lambda iso3: contexts[iso3].labour == "demand")
    world = world_at(store, start)
    split = split_contexts(world, {iso3: contexts[iso3] for iso3 in ordered})
    left = tuple(c.iso3 for c in all_countries() if c.iso3 not in contexts)
    borrowed = frozenset(c for c in ordered if any(c not in world.stocks[k] for k in behaviour.CLINICAL))
    return Countries(start, split, left, borrowed, tuple(map(world.nurses_foreign_value, ordered)))


def draw_countries(
    countries: Countries,
    registry: Registry,
    draws: int,
    seed: int,
    fixed: Mapping[str, float] | None = None,
    also: Callable[[Context], tuple[str, ...]] = lambda context: (),
) -> dict[str, Drawn]:
    """All inputs of every country: estimates are the same worlds everywhere, errors of figures each country's own.

    The level of nurses abroad is wrong for all origins alike by a part of its variance (``nurse_level_common_share``),
    for the rest by each origin's own.
    """
    found: dict[str, Drawn] = {}
    for iso3, context in countries.contexts.items():
        drawn = draw_inputs(context, registry, draws, seed, fixed, also(context))
        growth = corridor_growth(context, registry, draws, seed, fixed, f"@{iso3}")
        found[iso3] = _own_errors({**drawn, **growth}, iso3, draws, seed)
    return found


def build_globe(
    countries: Countries,
    drawn: Mapping[str, Drawn],
    horizon: int,
    overrides: Mapping[str, Mapping[str, Override]] | None = None,
    told: Told | None = None,
    workers: int = 1,
) -> BuiltGlobe:
    """The arrays of a run with paths from the start to ``horizon`` − 1.

    ``drawn`` by country (``draw_countries``, or a block of it); ``overrides`` are series of a country's paths.
    """
    codes = countries.codes
    at_home = {c: people.home_people(countries.contexts[c], drawn[c]) for c in codes}
    given, record = _reconciled(countries, drawn, at_home)
    done = iter(range(1, len(codes) + 1))

    def one(code: str) -> World:
        built = build(
            countries.contexts[code],
            drawn[code],
            countries.start,
            horizon,
            (overrides or {}).get(code),
            given[code],
        ).world
        world = widened(built, countries.contexts[code].destinations, countries.slots[code])
        if told:
            told(next(done), len(codes), "countries calibrated")
        return world

    with ThreadPoolExecutor(workers) as pool:
        worlds = dict(zip(codes, pool.map(one, codes), strict=True))
    vacancy = np.stack([_vacancy(worlds[c]) for c in codes])
    worlds = {c: _with_vacancies(worlds[c], countries.links.to[i], vacancy) for i, c in enumerate(codes)}
    first = drawn[codes[0]]
    globe = Globe(
        groups=tuple(stacked_worlds([worlds[c] for c in codes[part]]) for part in countries.groups),
        links=countries.links,
        mortality=countries.mortality(horizon - countries.start, first),
        rest=np.stack([given[c].foreign[:CADRES_OF_WORLD] for c in codes]) - _arrived(countries, worlds),
        vacancy=vacancy,
        reserve=np.stack([_waiting(worlds[c]) for c in codes]),
    )
    globe = globe._replace(rest=np.maximum(globe.rest, 0.0))
    return BuiltGlobe(globe, _views(globe, codes), *record)


def _views(globe: Globe, codes: Sequence[str]) -> dict[str, World]:
    """The world of each country as parts of the stacked arrays, so that nothing is held twice."""
    found = [
        World(
            constants=one_country(group.constants, i),
            paths=Paths(*(np.asarray(series)[:, i] for series in group.paths)),
            state=one_country(group.state, i),
            options=group.options,
            switches=group.switches,
        )
        for group in globe.groups
        for i in range(len(np.asarray(group.constants.oncost)))
    ]
    return dict(zip(codes, found, strict=True))


def _reconciled(
    countries: Countries, drawn: Mapping[str, Drawn], at_home: Mapping[str, people.HomePeople]
) -> tuple[dict[str, Counted], tuple[Floats, Floats, Floats, Floats]]:
    """Foreign-trained of each country so that all who come along corridors are among them (estimated).

    A country's foreign-trained are as many as it reports, or as come along the corridors where these are more, and then
    fewer of those who practise are own-trained. Corridors hold at most ``corridors_most_share`` of who practise, and of
    nurses, whom no list counts by origin, at most the destination's anchor; or what the country reports where that is
    more. What is above is taken off all corridors into the country.
    """
    codes, place = countries.codes, {c: i for i, c in enumerate(countries.codes)}
    stocks = {c: flows.stocks(countries.contexts[c], drawn[c], at_home[c].total) for c in codes}
    practising = np.stack([at_home[c].practising for c in codes])
    reported = np.stack([at_home[c].foreign for c in codes])
    arriving = np.zeros_like(practising)
    for c in codes:
        for i, d in enumerate(countries.contexts[c].destinations):
            if d in place:
                arriving[place[d]] += stocks[c][:, i] * (at_home[c].total > 0)
    limit = np.maximum(drawn[codes[0]]["corridors_most_share"] * practising, reported)
    anchors = np.stack(
        [flows.drawn_share(value, drawn[c]) for c, value in zip(codes, countries.nurse_anchors, strict=True)]
    )
    limit[:, 1] = np.minimum(limit[:, 1], np.maximum(anchors * practising[:, 1], reported[:, 1]))
    kept = np.where(arriving > limit, limit / np.where(arriving > 0, arriving, 1.0), 1.0)
    foreign = np.maximum(reported, arriving * kept)
    given = {}
    for c in codes:
        factor = [kept[place[d]] if d in place else np.ones_like(kept[0]) for d in countries.contexts[c].destinations]
        given[c] = Counted(stocks[c] * np.stack(factor, axis=1), foreign[place[c]])
    clinical = slice(0, CADRES_OF_WORLD)
    return given, (reported[:, clinical], arriving[:, clinical], practising[:, clinical], kept[:, clinical])


def _arrived(countries: Countries, worlds: Mapping[str, World]) -> Floats:
    """Those who practise at the ends of corridors into each country, (country, cadre, draw)."""
    first = next(iter(worlds.values()))
    out = np.zeros((len(countries.codes), CADRES_OF_WORLD, np.asarray(first.state.abroad).shape[-1]))
    for i, c in enumerate(countries.codes):
        there = np.asarray(worlds[c].state.abroad)[:, :, :, :2].sum(axis=(1, 2, 3))
        for slot, d in enumerate(countries.links.to[i]):
            if d >= 0:
                out[d] += there[:, slot]
    return out


def _vacancy(world: World) -> Floats:
    """Vacancy rate at the start over demand, in budget countries over posts, (cadre, draw)."""
    constants = world.constants
    if world.options.demand_country:
        return np.asarray(constants.vacancy_normal)
    posts = np.asarray(world.paths.posts)[0]
    total = posts.sum(axis=1)
    vacant = (posts * np.asarray(constants.vacancy0)).sum(axis=1)
    return np.where(total > 0, vacant / np.where(total > 0, total, 1.0), 0.0)


def _waiting(world: World) -> Floats:
    """Share of the own-trained without a post at the start, (cadre, draw)."""
    home = np.asarray(world.state.home).sum(axis=(1, 2, 3))
    total = home.sum(axis=1)
    return np.where(total > 0, home[:, RESERVE] / np.where(total > 0, total, 1.0), 0.0)


def _with_vacancies(world: World, to: Floats, vacancy: Floats) -> World:
    """The world with the normal vacancies of its destinations as these countries have them."""
    normal = np.array(world.constants.dest_vacancy0)
    inside = to >= 0
    normal[:, inside] = np.moveaxis(vacancy[to[inside]], 0, 1)
    return world._replace(
        constants=world.constants._replace(dest_vacancy0=normal), state=world.state._replace(vacancy_abroad=normal)
    )


def _own_errors(drawn: Mapping[str, Floats], iso3: str, draws: int, seed: int) -> dict[str, Floats]:
    """The draws with this country's own errors of figures in place of streams that all countries would share.

    Levels of destinations (``noise.level``) stay shared: they are the destination's.
    """
    from scipy.special import ndtri

    from braingain.evidence.estimates import uniforms

    out = dict(drawn)
    for name in drawn:
        if name.startswith(("noise.stock.", "noise.corridor.")):
            out[name] = ndtri(uniforms(seed, f"{name}@{iso3}", draws))
    own = ndtri(uniforms(seed, f"noise.nurse_level@{iso3}", draws))
    part = drawn["nurse_level_common_share"]
    mixed = np.sqrt(part) * flows.nurse_noise(drawn) + np.sqrt(1.0 - part) * own
    median, sd = nurse_law()
    out["nurse_abroad_level"] = median * np.exp(sd * mixed)
    return out


def _common(contexts: Mapping[str, Context]) -> tuple[str, ...]:
    """Destinations of a national run in their order: those that are no country's part of the rest of the world."""
    found: dict[str, None] = {}
    for context in contexts.values():
        found |= {d: None for d in context.destinations if d != OTHER and context.places[d].kind != "part of the rest"}
    return tuple(sorted(found))


def _can_be_built(store: Store, iso3: str, start: int) -> bool:
    try:
        build_context(store, iso3, start)
    except BraingainError:
        return False
    return True
