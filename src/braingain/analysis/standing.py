"""What stands of rows that compete: which row a baseline takes, which it does not, and why.

No rule of precedence stands here. Which rows are taken is asked of the functions by which a baseline takes them
(`baseline.choice`, `stocks`, `schools`, `facts`, `pay`, `destinations`, `own_abroad`); only the words are of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from braingain.analysis.coverage_figures import OLDEST_YEARS, reported_coverage
from braingain.analysis.standing_abroad import abroad, deployed, listed_share, on_a_register, years_of_register
from braingain.analysis.standing_words import (
    BREAK,
    DEFINITION,
    FAR,
    KIND,
    NOT_READ,
    RELEASE,
    SOURCE,
    YEAR,
    Lost,
    Row,
    another,
    far,
    key_of,
    of_years,
)
from braingain.baseline import choice, facts, pay, schools, stocks
from braingain.baseline.corridors import World
from braingain.baseline.stocks import REGISTERS
from braingain.evidence import national
from braingain.evidence.building import ROW_KEYS
from braingain.evidence.own import READINGS, public, unread, whole_country
from braingain.evidence.series import breaks
from braingain.foundation.errors import BraingainError

if TYPE_CHECKING:
    import pandas as pd

USED = "used"
PER_10K = 10_000.0
FIRST_YEAR, LAST_YEAR = 1900, 2100
NO_READER = "no run of this edition reads this indicator"
IDENTITY = (*ROW_KEYS, "unit", "vintage")
# Read by `evidence.own.whole_country`, of publishers too.
OF_A_WHOLE_COUNTRY = ("density_per_10k", "graduates", "graduates_per_100k", "women_share", "foreign_trained_share")


@dataclass(frozen=True)
class Standing:
    """Whether a baseline at a start takes a row; of what kind the reason is where it does not, and the reason in words."""

    used: bool
    kind: str  # used, another year, too far, break, another source, another definition, another kind, older release, not read
    words: str


def standings(world: World, rows: pd.DataFrame) -> list[Standing]:
    """One standing for each row of the store of a world, in their order."""
    import pandas as pd

    held = pd.concat(world.tables.observations(name) for name in sorted(set(rows["indicator"])))
    newest = set(held[list(IDENTITY)].itertuples(index=False, name=None))
    own = rows["source"].isin(world.tables.own)
    reasons = unread(rows)
    published = public(rows, world.tables.own)
    published = published[published["indicator"].isin(OF_A_WHOLE_COUNTRY)]
    partial = set(published.index) - set(whole_country(published).index)
    identities = rows[list(IDENTITY)].itertuples(index=False, name=None)
    out = []
    for row, identity, mine, reason, label in zip(
        rows.itertuples(index=False), identities, own, reasons, rows.index, strict=True
    ):
        lost = None
        if identity not in newest:
            lost = Lost(RELEASE, "a newer release of the source has this figure")
        elif mine and reason:
            lost = Lost(NOT_READ if reason == NO_READER else DEFINITION, reason)
        elif label in partial:
            lost = Lost(DEFINITION, reason or "it is not of the whole country")
        lost = lost or lost_to(world, row)
        out.append(Standing(False, *lost) if lost else Standing(True, USED, ""))
    return out


def lost_to(world: World, row: Row) -> Lost | None:
    """Why a baseline does not take a row that it can read; None where it takes it."""
    taker = TAKERS.get(str(row.indicator)) or PUBLISHED.get(str(row.indicator))
    if taker is None or (row.source in world.tables.own and row.indicator not in TAKERS):
        return Lost(NOT_READ, NO_READER)
    return taker(world, row)


def _stock(world: World, row: Row) -> Lost | None:
    own = row.source in world.tables.own
    if not own and row.indicator == "workers":
        return on_a_register(world, row)
    known = world.stocks | world.others if own else world.stocks
    if row.cadre not in known:
        return Lost(KIND, f"stocks are read of {' and '.join(world.stocks)} together")
    stock, persons = known[row.cadre].get(row.country), _persons(world, row)
    if persons is None:
        return Lost(FAR, f"the population of {row.year} is not known here")
    if stock is None or (own and stock.value.source not in world.tables.own):
        what = f"it is of {row.year}, more than {stocks.OLDEST_FIGURE} years before the start, {world.start}"
        return Lost(FAR, what)
    if own and stock.value.source != row.source:
        return another(world, row, stock.value.source)
    lost = None if own else _published_stock(world, row, stock.value.source)
    return lost or _in_series(world, row, stock, persons)


def _in_series(world: World, row: Row, stock: stocks.HomeStock, persons: float) -> Lost | None:
    """Why a figure of the series that is taken is not read: another of its year, a break, other years nearer to the start."""
    if stock.all.get(row.year) != persons:
        return another(world, row, stock.value.source)
    there = world.destinations.get(row.country)
    beside = there.practising.years if there and there.practising and row.activity == "practising" else ()
    if row.year in stock.rests_on or (row.cadre == "doctor" and row.year in beside):
        return None  # for the start, its growth, or set beside the register
    if row.year not in stock.used:
        fitted = breaks(list(stock.all), list(stock.all.values())).fitted
        if row.year in fitted and fitted & stock.rests_on:
            return None  # the line through the stretch rests on it, though its own end of it is cut off
        return Lost(BREAK, "the series has a break or a spike there (docs/evidence.md, Cutting a series)")
    return of_years(world, row, stock.used)


def _persons(world: World, row: Row) -> float | None:
    """A stock in persons; None where a density's people are not known."""
    if row.indicator == "workers":
        return float(row.value)
    people = _people(world, row.country).get(row.year)
    return float(row.value) * people / PER_10K if people and row.value > 0 else None


@cache
def _people(world: World, country: str) -> Mapping[int, float]:
    """The population by year by which densities become persons."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return national.persons_of(world.tables.table("wdi"), country, years, [PER_10K] * len(years))


@dataclass(frozen=True)
class _Series:
    """The published series of a country and cadre that is taken: its rows by their keys, and whose it is."""

    keys: frozenset[tuple[Any, ...]]
    sources: str
    practising: bool
    last: int


@cache
def _taken_series(world: World, cadre: str, country: str) -> _Series:
    taken = stocks.taken_densities(stocks.published_densities(world.tables, cadre, country))
    keys = frozenset(key_of(one) for one in taken.itertuples(index=False))
    practising = bool((taken["activity"] == "practising").all())
    return _Series(keys, ", ".join(sorted(set(taken["source"]))), practising, int(taken["year"].max()))


def _published_stock(world: World, row: Row, source: str) -> Lost | None:
    """Why a published density is no part of the series that is taken."""
    if source in world.tables.own:
        return another(world, row, source)
    taken = _taken_series(world, row.cadre, row.country)
    if key_of(row) in taken.keys:
        return None
    if taken.practising and row.activity != "practising":
        return Lost(DEFINITION, f"practising workers come first ({taken.sources})")
    return Lost(SOURCE, f"one publisher's series is read: {taken.sources}, to {taken.last}")


def _graduates(world: World, row: Row) -> Lost | None:
    found = schools.taken(world.tables, row.country, row.cadre, world.start, world.people.get(row.country))
    if found:
        counts = choice.candidates(world.tables, "graduates", row.cadre).get(row.country, ())
        counted = any(found[0] is one for one in counts)
        if counted != (row.indicator == "graduates"):
            return another(world, row, found[0].source)
    return _from_series(world, row, found[0] if found else None, schools.OLDEST_GRADUATES)


def _share(reach: int) -> Callable[[World, Row], Lost | None]:
    def why(world: World, row: Row) -> Lost | None:
        found = choice.taken(world.tables, row.indicator, "share", row.country, row.cadre, world.start, reach)
        total = row.indicator == "foreign_trained_share" and row.source == REGISTERS and row.cadre == "doctor"
        if total and row.year in years_of_register(world, row.country):
            return None  # times the register's total: how many trained elsewhere
        return _from_series(world, row, found[0] if found else None, reach)

    return why


def _from_series(world: World, row: Row, series: choice.Figures | None, reach: int) -> Lost | None:
    own = row.source in world.tables.own
    if series is None or (own and not series.own):
        return far(world, row, reach)
    if series.source != row.source or series.values.get(row.year) != row.value:
        return another(world, row, series.source)
    return of_years(world, row, series.values)


def _fact(world: World, row: Row) -> Lost | None:
    place = "capital" if row.indicator == "place_share" else ""
    if place and row.place != place:
        return Lost(DEFINITION, f"place is {row.place}: read is {place}")
    if place and world.groups.get(row.country) == "HIC":
        return Lost(KIND, "in a high-income country places follow the people")
    taken = facts.fact_row(world, row.country, row.cadre, row.indicator, place)
    if abs(row.year - world.start) > facts.OLDEST_FACT or taken is None:
        return far(world, row, facts.OLDEST_FACT)
    if (taken["source"], taken["year"], taken["value"]) == (row.source, row.year, row.value):
        return None
    if taken["source"] in world.tables.own and row.source not in world.tables.own:
        return another(world, row, str(taken["source"]))
    return Lost(YEAR, f"the figure of {taken['year']} from {taken['source']} is nearer to the start, {world.start}")


def _pay(world: World, row: Row) -> Lost | None:
    own = row.source in world.tables.own
    for column in () if own else ("unit", "employment"):
        if getattr(row, column) not in READINGS["pay"].holds[column]:
            read = READINGS["pay"].holds[column][0]
            return Lost(DEFINITION, f"{column} is {getattr(row, column)}: read is {read}")
    if row.cadre not in READINGS["pay"].cadres:
        return Lost(KIND, f"cadre is {row.cadre or 'empty'}: read are {', '.join(READINGS['pay'].cadres)}")
    taken = pay.taken(world.tables, row.cadre.split("_")[0], world.start).get(row.country)
    if taken is None or (own and taken.source not in world.tables.own):
        return far(world, row, pay.OLDEST_PAY)
    if (taken.source, taken.kind) != (row.source, row.cadre) or taken.years.get(row.year) != row.value:
        if taken.source == row.source:
            return Lost(KIND, f"another figure of the source is taken ({taken.kind})")
        return another(world, row, taken.source, taken.kind)
    return of_years(world, row, taken.years)


def _service(world: World, row: Row) -> Lost | None:
    try:
        taken = reported_coverage(world.tables.store, row.country, world.start).get(
            row.indicator.removesuffix("_share")
        )
    except BraingainError as error:
        return Lost(FAR, error.problems[0].what)
    if taken is None:
        return Lost(FAR, f"it is not of the {OLDEST_YEARS} years up to the start, {world.start}")
    if (taken.source, taken.year, taken.share) == (row.source, row.year, row.value):
        return None
    return Lost(YEAR, f"the figure of {taken.year} from {taken.source} is taken, the last one up to the start")


TAKERS: dict[str, Callable[[World, Row], Lost | None]] = {
    "workers": _stock,
    "density_per_10k": _stock,
    "graduates": _graduates,
    "graduates_per_100k": _graduates,
    "women_share": _share(facts.OLDEST_FACT),
    "foreign_trained_share": _share(stocks.OLDEST_FOREIGN_SHARE),
    "place_share": _fact,
    "private_share": _fact,
    "pay": _pay,
    "workers_abroad": abroad,
    "skilled_attendance_share": _service,
    "measles_share": _service,
}
# What is read of publishers alone.
PUBLISHED: dict[str, Callable[[World, Row], Lost | None]] = {
    "workers_abroad_listed_share": listed_share,
    "fact.deployed_total": deployed,
}


def kinds() -> tuple[str, ...]:
    """The closed list of what can be said of a row, in the order of docs/evidence.md."""
    return (USED, YEAR, FAR, BREAK, SOURCE, DEFINITION, KIND, RELEASE, NOT_READ)
