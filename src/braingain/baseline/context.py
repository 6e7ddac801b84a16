"""All that is known of a country at its start year, each value labelled with how and from where (docs/evidence.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from braingain.baseline import abroad, behaviour, facts, grades, macro, pay, schools
from braingain.baseline.corridors import World, world_at
from braingain.baseline.destinations import order
from braingain.baseline.macro import LifeTable, People
from braingain.baseline.overrides import check_start, override_abroad, override_values
from braingain.baseline.stocks import foreign_share
from braingain.baseline.values import Value, value_of
from braingain.evidence import national, panels
from braingain.foundation.countries import find_country
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    import xarray as xr

    from braingain.evidence.store import Store

DEFAULT_START = 2018
PART_OF_REST = "part of the rest"  # kind of a place that a run of many countries takes from the rest of the world


@dataclass(frozen=True, eq=False)
class Place:
    """What the context holds of a destination."""

    iso3: str
    kind: str  # complete, cut, total or assumed (destinations.Destination), other, or PART_OF_REST
    pool: float  # doctors trained abroad whose origin no list says: gravity shares them out [persons]
    pay: Mapping[str, Value]  # by cadre, times GDP per head
    workforce: Mapping[str, Value]  # by cadre, all who practise there
    graduates: Mapping[str, Value | None]
    foreign_share: Mapping[str, Value]
    gdp_per_head: Value
    series: Mapping[str, Mapping[int, float]]
    life_table: LifeTable | None
    people: People | None
    group: str
    nurses_most: Value | None = None  # largest share of its nurses that the nurses of one origin can be; None: no limit


@dataclass(frozen=True, eq=False)
class Context:
    """A country at its start year: values by name, series, corridors; nothing drawn.

    Names of values carry a cadre after a dot (``workers.doctor``); ``abroad`` holds stocks by cadre and destination,
    those that the model starts from, natives of the destination included; ``prior`` is grav_od by cadre.
    """

    country: str
    name: str
    region: str
    group: str
    labour: str  # budget or demand (docs/model.md 1.1)
    start: int
    destinations: tuple[str, ...]
    values: Mapping[str, Value]
    series: Mapping[str, Mapping[int, float]]
    abroad: Mapping[str, Mapping[str, Value]]
    nurse_sd: float  # log-s.d. of the level of nurses abroad
    abroad_scale: float  # on the doctors counted abroad where the rate after nu is not plausible
    prior: Mapping[str, Mapping[str, float]]
    loss_names: Mapping[str, Mapping[str, str]]
    places: Mapping[str, Place]
    life_table: LifeTable | None
    people: People
    grade: Mapping[str, str]
    grade_why: Mapping[str, str]
    abroad_coverage: float | None
    leaving_why_not: str
    default_destination: str | None
    used_points: Mapping[str, Mapping[int, float]]
    reported_points: Mapping[str, Mapping[int, float]]
    notes: tuple[str, ...]

    def value(self, name: str) -> float:
        """The figure of a value.

        Raises
        ------
        BraingainError
            Where it is not known.
        """
        found = self.values.get(name)
        if found is None or found.value is None:
            raise BraingainError(Problem(f"{self.country} {self.start}", f"{name} is not known"))
        return float(found.value)

    def dataset(self) -> xr.Dataset:
        """The context as one labelled data set: a variable for each value with its label, and the stocks abroad."""
        import numpy as np
        import xarray as xr

        variables: dict[str, Any] = {
            name.replace(".", "_"): ((), np.nan if v.value is None else float(v.value), _attributes(v))
            for name, v in self.values.items()
        }
        sizes = [[float(self.abroad[k][d].value or 0.0) for d in self.destinations] for k in behaviour.CLINICAL]
        methods = [[self.abroad[k][d].method for d in self.destinations] for k in behaviour.CLINICAL]
        variables["workers_abroad"] = (("cadre", "destination"), np.array(sizes), {"unit": "persons"})
        variables["workers_abroad_method"] = (("cadre", "destination"), np.array(methods))
        return xr.Dataset(
            variables,
            coords={"cadre": list(behaviour.CLINICAL), "destination": list(self.destinations)},
            attrs={"country": self.country, "start": self.start, "income_group": self.group},
        )


def build_context(
    store: Store, country: str, start: int = DEFAULT_START, overrides: Mapping[str, Any] | None = None
) -> Context:
    """The context of a country at a start year.

    ``overrides`` are values of the start year by name (``workers.doctor``, ``workers_abroad.doctor``,
    ``workers_abroad.doctor.USA``, ``graduates.doctor``, ...): a number, or a table with ``value`` and ``why``.

    Raises
    ------
    BraingainError
        For unknown countries and names of values, for start years that have no figures, and where neither the country
        nor any like it has the figures the model cannot do without.
    """
    iso3 = find_country(country).iso3
    given = dict(overrides or {})
    check_start(start, given)
    world = world_at(store, start)
    return _context(world, iso3, start, given)


def _context(world: World, iso3: str, start: int, given: Mapping[str, Any]) -> Context:
    known = find_country(iso3)
    people = macro.people(world.tables, iso3)
    if people is None:
        raise BraingainError(
            Problem(iso3, "has no population by age in the evidence base", "the model cannot run without it")
        )
    values, wrong = override_values(values_at_start(world, iso3), given, iso3)
    group = values["income_group"].flag
    destinations = tuple(order(world.destinations, iso3))
    stocks, wrong_abroad = override_abroad(
        abroad.stocks_abroad(world, iso3, values), given, destinations, world.people, iso3
    )
    if wrong or wrong_abroad:
        raise BraingainError([*wrong, *wrong_abroad])
    graded = {cadre: grades.grade(world, iso3, cadre) for cadre in grades.GRADED}
    return Context(
        country=iso3,
        name=known.name,
        region=known.who_region,
        group=group,
        labour="demand" if group == "HIC" else "budget",
        start=start,
        destinations=destinations,
        values=values,
        series=macro.series_of(world.tables, iso3) | macro.money_series_of(world.tables, iso3),
        abroad=stocks.by_cadre,
        nurse_sd=stocks.nurse_sd,
        abroad_scale=stocks.scale,
        prior={cadre: world.prior(iso3, cadre) for cadre in behaviour.CLINICAL},
        loss_names={cadre: {d: world.loss(cadre, iso3, d) for d in destinations} for cadre in behaviour.CLINICAL},
        places={d: _place(world, d) for d in destinations},
        life_table=macro.life_table(world.tables, iso3),
        people=people,
        grade={cadre: letter for cadre, (letter, _) in graded.items()},
        grade_why={cadre: why for cadre, (_, why) in graded.items()},
        abroad_coverage=world.coverage(iso3),
        leaving_why_not=stocks.why_not,
        default_destination=abroad.largest(world, iso3, stocks.by_cadre["doctor"]),
        used_points={
            cadre: {year: stock.used[year] for year in sorted(stock.rests_on)}
            for cadre in grades.GRADED
            if (stock := world.stocks[cadre].get(iso3))
        },
        reported_points={
            cadre: world.stocks[cadre][iso3].all for cadre in grades.GRADED if iso3 in world.stocks[cadre]
        },
        notes=stocks.notes,
    )


def values_at_start(world: World, iso3: str) -> dict[str, Value]:
    """Values of the start year by name, in the order in which a reader meets them."""
    out: dict[str, Value] = {"income_group": world.tables.income_group(iso3, world.start)}
    out["population"] = _population(world, iso3)
    for cadre in behaviour.CLINICAL:
        out |= _stock_values(world, iso3, cadre)
    for cadre, known in world.others.items():
        note = "no table here has this cadre; import one"
        none = Value("workers", 0.0, "persons", "assumed", cadre=cadre, note=note)
        out[f"workers.{cadre}"] = known[iso3].value if iso3 in known else none
    out |= macro.values_at(world.tables, iso3, world.start, world.groups)
    group = out["income_group"].flag
    reported = {cadre: pay.multiples(world.tables, cadre, world.start) for cadre in behaviour.CLINICAL}
    for cadre in CADRES:
        own = reported.get(cadre, {}).get(iso3)
        central = world.central(f"pay_multiple.{cadre}.{group}")
        out[f"pay.{cadre}"] = own or pay.group_multiple(cadre, group, central)
    return out | facts.facts_of(world, iso3, group)


def _stock_values(world: World, iso3: str, cadre: str) -> dict[str, Value]:
    stock = world.home(iso3, cadre)
    if stock is None:
        raise BraingainError(
            Problem(
                iso3,
                f"its {cadre}s are not known and cannot be borrowed",
                "import a figure, or give it in the scenario",
            )
        )
    people = world.people.get(iso3)
    share = foreign_share(world.tables, iso3, cadre, world.start)
    growth = facts.growth_value(world, iso3, cadre, stock)
    out = {f"workers.{cadre}": stock.value, f"foreign_trained_share.{cadre}": share, f"growth.{cadre}": growth}
    natives = world.native_share(iso3, cadre)
    if natives > 0:
        out[f"native_share.{cadre}"] = Value(
            "native_share",
            natives,
            "share",
            "assumed",
            "estimate:natives_share",
            cadre=cadre,
            note="natives among those trained abroad, by origin: they count as trained at home",
        )
    graduated = schools.graduates(world.tables, iso3, cadre, world.start, people)
    if graduated is not None:
        out[f"graduates.{cadre}"] = graduated
    return out


def _population(world: World, iso3: str) -> Value:
    """Population of the start year: the World Bank's, else the United Nations' at 1 July."""
    found = world.tables.at(national.POPULATION, world.start).get(iso3)
    if found is not None:
        return found
    counted = panels.population_total(world.tables.table("population"), iso3, world.start)
    if counted is None:
        return Value("population", None, "persons", "assumed", note="not known")
    return value_of(counted, "population", "persons", world.start)


@cache
def _place(world: World, iso3: str) -> Place:
    """A destination; the rest of the world is like the middle of the others (assumed)."""
    if iso3 not in world.destinations:
        return _rest_of_the_world(world)
    return place_of(world, iso3, world.destinations[iso3].kind, world.destinations[iso3].unlisted)


@cache
def place_of(world: World, iso3: str, kind: str, pool: float) -> Place:
    """A country as a destination."""
    group = world.groups[iso3]
    values = macro.values_at(world.tables, iso3, world.start, world.groups)
    earned = {}
    for cadre in CADRES:
        own = pay.multiples(world.tables, cadre, world.start).get(iso3) if cadre in behaviour.CLINICAL else None
        earned[cadre] = own or pay.group_multiple(cadre, group, world.central(f"pay_multiple.{cadre}.{group}"))
    force = {}
    for cadre in behaviour.CLINICAL:
        stock = world.home(iso3, cadre)
        force[cadre] = stock.value if stock else Value("workers", 0.0, "persons", "assumed", cadre=cadre)
    return Place(
        iso3,
        kind,
        pool,
        earned,
        force,
        {k: schools.graduates(world.tables, iso3, k, world.start, world.people.get(iso3)) for k in behaviour.CLINICAL},
        {k: foreign_share(world.tables, iso3, k, world.start) for k in behaviour.CLINICAL},
        values["gdp_per_head"],
        macro.series_of(world.tables, iso3),
        macro.life_table(world.tables, iso3),
        macro.people(world.tables, iso3),
        group,
        None if kind == PART_OF_REST else world.nurses_foreign_value(iso3),
    )


def _rest_of_the_world(world: World) -> Place:
    gdp = world.tables.at(national.GDP_PER_HEAD, world.start)
    middle = sorted(float(v.value or 0.0) for v in gdp.values())[len(gdp) // 2]
    earned = {
        k: replace(
            pay.group_multiple(k, "UMC", world.central(f"pay_multiple.{k}.UMC")), note="rest of the world as UMC"
        )
        for k in CADRES
    }
    nobody = {k: Value("workers", 0.0, "persons", "assumed", cadre=k, note="not counted") for k in behaviour.CLINICAL}
    none: dict[str, Value | None] = dict.fromkeys(behaviour.CLINICAL)
    zero = {k: Value("foreign_trained_share", 0.0, "share", "assumed", cadre=k) for k in behaviour.CLINICAL}
    value = Value("gdp_per_head", middle, "intl_usd", "assumed", note="median of all countries")
    return Place("OTH", "other", 0.0, earned, nobody, none, zero, value, {}, None, None, "UMC")


def _attributes(value: Value) -> dict[str, Any]:
    return {
        "unit": value.unit,
        "method": value.method,
        "source": value.source,
        "note": value.note,
        **({"year": value.year} if value.year is not None else {}),
        **({"category": value.flag} if value.value is None else {}),
    }
