"""What becomes of each row that is imported: what runs use it for, or why it is kept and not used.

Nothing is listed here twice: which rows can be read says ``evidence.own``, and which are taken is asked of the functions
by which a baseline takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.analysis.coverage_figures import OLDEST_YEARS, reported_coverage
from braingain.baseline import choice, facts, own_abroad, pay, schools, stocks
from braingain.baseline.context import DEFAULT_START
from braingain.baseline.corridors import World, world_at
from braingain.baseline.overrides import FIRST_START, LAST_START
from braingain.baseline.tables import years_read
from braingain.evidence import national, panels
from braingain.evidence.building import ROW_KEYS
from braingain.evidence.own import CLINICAL, READINGS, own_sources, unread
from braingain.evidence.series import GROWTH_POINTS, GROWTH_YEARS
from braingain.foundation.countries import country_name
from braingain.foundation.errors import BraingainError
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

Row = Any  # a row of evidence with its columns as attributes
PUBLISHED = "where the rules of precedence choose this publisher (docs/evidence.md, Which source is used)"
FAR_FROM_PUBLIC = 1.5  # times or parts of the public figure, from which a user's stock is said to differ
A_SLIP = 5.0  # times or parts, from which it looks like a slip and stands on a line of its own
GRADUATES_OF_STOCK = (0.005, 0.5)  # graduates a year over those who practise, beyond which likewise
MONEY = {"usd": "current US$", "local_currency": "local currency"}
TABLE = "look-ups of runs by country and year; its rows take the place of older ones of the same"


@dataclass(frozen=True)
class Answer:
    """Whether a run at the usual start uses a row, for what, and why not where it does not."""

    used: bool
    words: str
    check: str = ""  # what looks like a slip, such as a nought too many; empty where nothing does

    def line(self) -> str:
        """The answer as a reader meets it."""
        return f"used for: {self.words}" if self.used else f"kept, not used, because {self.words}"


def answers(store: Store, rows: pd.DataFrame, start: int = DEFAULT_START) -> list[Answer]:
    """One answer for each of the rows, which the store holds, in their order.

    "Used" means that the baseline of a country changes where the row is left out.
    """
    mine, world = own_sources(store), world_at(store, start)
    standing = _standing(store, rows)
    reasons = unread(rows)
    found = []
    for row, reason, stands in zip(rows.itertuples(index=False), reasons, standing, strict=True):
        if row.source not in mine:
            found.append(_published(row))
            continue
        why = reason + _conversion(world, row, reason) if stands else "a later import of the source has another figure"
        why = why or TAKERS[str(row.indicator)](world, row)
        check = "" if reason or not stands else _check(world, row)
        found.append(Answer(not why, why or "; ".join([_purpose(row), *_remarks(world, row)]), check))
    return found


def _standing(store: Store, rows: pd.DataFrame) -> list[bool]:
    """Which rows the store shows, and no later import has replaced."""
    held = store.observations()
    columns = [*ROW_KEYS, "value"]
    known = set(held[held["source"].isin(set(rows["source"]))][columns].fillna(-1.0).itertuples(index=False, name=None))
    return [key in known for key in rows[columns].fillna(-1.0).itertuples(index=False, name=None)]


def _purpose(row: Row) -> str:
    where = country_name(row.country)
    who = f"{row.cadre.replace('_', ' ')}, " if row.cadre in CADRES or "_" in row.cadre else ""
    if row.indicator == "workers_abroad":
        where = f"from {country_name(row.partner)} in {where}"
    return f"{READINGS[row.indicator].purpose} ({who}{where})"


def _conversion(world: World, row: Row, reason: str) -> str:
    """How pay in money becomes what is read, with GDP per head of the country and year where it is known."""
    if row.indicator != "pay" or row.unit not in MONEY or not reason.startswith("unit "):
        return ""
    gdp = _gdp_per_head(world, row)
    known = f", about {gdp:,.0f} there in {row.year} (World Bank), which makes {row.value / gdp:.2g}" if gdp else ""
    return f"; divide pay of a year by GDP per head of the country and year, both in {MONEY[row.unit]}{known}"


def _gdp_per_head(world: World, row: Row) -> float | None:
    """GDP per head of a row's country and year in its own money, as far as it is reported."""
    wdi, ppp = world.tables.table("wdi"), world.tables.table("ppp")
    dollars = dict(zip(*panels.series(wdi, row.country, national.GDP_PER_HEAD_USD), strict=True)).get(row.year)
    rate = panels.exchange_rate(wdi, ppp, row.country, row.year) if row.unit == "local_currency" else None
    if dollars is None or (row.unit == "local_currency" and rate is None):
        return None
    return float(dollars) * (rate.value if rate else 1.0)


def _remarks(world: World, row: Row) -> list[str]:
    """What has to be said of a stock that is used: far from the public figure, too few figures for a growth."""
    if row.indicator not in ("workers", "density_per_10k"):
        return []
    stock = (world.stocks | world.others)[row.cadre][row.country]
    ratio, words = _against_public(world, row)
    far = FAR_FROM_PUBLIC < ratio <= A_SLIP or 1.0 / A_SLIP <= ratio < 1.0 / FAR_FROM_PUBLIC
    said = [words] if far else []
    if stock.growth is None and row.cadre in CLINICAL:
        needed = f"{GROWTH_POINTS} figures over {GROWTH_YEARS} years without a break would be needed"
        said.append(f"growth is taken from the population: {needed}")
    return said


def _check(world: World, row: Row) -> str:
    """A figure of a country that is out of all proportion to what is known of it, whether or not it is used."""
    if row.indicator in ("workers", "density_per_10k"):
        ratio, words = _against_public(world, row)
        return "" if 1.0 / A_SLIP <= ratio <= A_SLIP else f"{_figure(row)} is {words}"
    stock = world.stocks.get(row.cadre, {}).get(row.country)
    if row.indicator not in ("graduates", "graduates_per_100k") or stock is None:
        return ""
    size = float(row.value)
    if row.indicator == "graduates_per_100k":
        size *= world.people.get(row.country, 0.0) / 1e5
    least, most = GRADUATES_OF_STOCK
    if least * stock.persons <= size <= most * stock.persons:
        return ""
    return f"{_figure(row)} is {size / stock.persons:.2g} times all who practise there, {stock.persons:,.0f} in {world.start}"


def _against_public(world: World, row: Row) -> tuple[float, str]:
    """A stock over the public figure of the nearest year, and that in words; 1 where there is none."""
    public = stocks.public_series(world.tables, row.cadre).get(row.country)
    persons = {row.year: float(row.value)}
    if row.indicator == "density_per_10k":
        persons = stocks.persons_of(world.tables, row.country, _frame(row))
    if not public or not persons:
        return 1.0, ""
    year = min(public.persons, key=lambda one: (abs(one - row.year), -one))
    ratio = persons[row.year] / public.persons[year]
    return ratio, f"{ratio:.2g} times the public figure, {public.persons[year]:,.0f} in {year} ({public.source})"


def _figure(row: Row) -> str:
    return f"{row.value:,.12g} ({row.indicator}, {row.cadre}, {country_name(row.country)}, {row.year})"


def _published(row: Row) -> Answer:
    """A publisher's row: whole files are read, and precedence between publishers is the documents' matter."""
    if row.indicator not in READINGS and row.indicator != "workers_abroad_listed_share":
        return Answer(False, f"no run of this edition reads {row.indicator}")
    if row.indicator == "pay":
        for column in ("unit", "employment"):
            if getattr(row, column) not in READINGS["pay"].holds[column]:
                return Answer(False, f"{column} is {getattr(row, column)}: read is {READINGS['pay'].holds[column][0]}")
    return Answer(True, f"{row.indicator}, {PUBLISHED}")


def table_answers(tables: Iterable[str]) -> dict[str, Answer]:
    """The answer to each compact table of a publisher's file: they are read as a whole."""
    return {name: Answer(True, TABLE) for name in tables}


def _stock(world: World, row: Row) -> str:
    stock = (world.stocks | world.others)[row.cadre].get(row.country)
    persons = {row.year: float(row.value)}
    if row.indicator == "density_per_10k":
        persons = stocks.persons_of(world.tables, row.country, _frame(row))
        if not persons:
            return f"the population of {row.year} is not known here"
    if stock is None or stock.value.source not in world.tables.own:
        return f"it is of {row.year}, more than {stocks.OLDEST_FIGURE} years before the start, {world.start}"
    if stock.value.source != row.source or stock.all.get(row.year) != persons[row.year]:
        return _another(stock.value.source)
    if row.year not in stock.used:
        return "the series has a break or a spike there (docs/evidence.md, Cutting a series)"
    return "" if row.year in stock.rests_on else _of_years(world, row, stock.used)


def _graduates(world: World, row: Row) -> str:
    found = schools.taken(world.tables, row.country, row.cadre, world.start, world.people.get(row.country))
    return _from_series(world, row, found[0] if found else None, schools.OLDEST_GRADUATES)


def _share(reach: int) -> Callable[[World, Row], str]:
    def why(world: World, row: Row) -> str:
        found = choice.taken(world.tables, row.indicator, "share", row.country, row.cadre, world.start, reach)
        return _from_series(world, row, found[0] if found else None, reach)

    return why


def _from_series(world: World, row: Row, series: choice.Figures | None, reach: int) -> str:
    if series is None or not series.own:
        return _far(world, row, reach)
    if series.source != row.source or series.values.get(row.year) != row.value:
        return _another(series.source)
    return _of_years(world, row, series.values)


def _fact(world: World, row: Row) -> str:
    place = "capital" if row.indicator == "place_share" else ""
    if place and world.groups.get(row.country) == "HIC":
        return "in a high-income country places follow the people"
    taken = facts.fact_row(world, row.country, row.cadre, row.indicator, place)
    if abs(row.year - world.start) > facts.OLDEST_FACT or taken is None:
        return _far(world, row, facts.OLDEST_FACT)
    same = (taken["source"], taken["year"], taken["value"]) == (row.source, row.year, row.value)
    return "" if same else f"the figure of {taken['year']} from {taken['source']} is nearer to the start, {world.start}"


def _pay(world: World, row: Row) -> str:
    cadre = row.cadre.split("_")[0]
    taken = pay.taken(world.tables, cadre, world.start).get(row.country)
    if taken is None or taken.source not in world.tables.own:
        return _far(world, row, pay.OLDEST_PAY)
    if (taken.source, taken.kind) != (row.source, row.cadre) or taken.years.get(row.year) != row.value:
        return _another(f"{taken.source}, {taken.kind}")
    return _of_years(world, row, taken.years)


def _abroad(world: World, row: Row) -> str:
    if row.country not in world.destinations:
        return f"{country_name(row.country)} is no destination of its own in a run but part of the rest of the world"
    if world.own_abroad(row.cadre, row.partner, row.country) is None:
        return _far(world, row, stocks.OLDEST_FIGURE)
    cell = own_abroad.own_cells(world.tables, row.cadre)[row.partner, row.country]
    if (cell.source, cell.activity) != (row.source, row.activity) or cell.persons.get(row.year) != row.value:
        return _another(cell.source)
    return _of_years(world, row, cell.persons)


def _service(world: World, row: Row) -> str:
    try:
        taken = reported_coverage(world.tables.store, row.country, world.start).get(
            row.indicator.removesuffix("_share")
        )
    except BraingainError as error:
        return error.problems[0].what
    if taken is None:
        return f"it is not of the {OLDEST_YEARS} years up to the start, {world.start}"
    same = (taken.source, taken.year, taken.share) == (row.source, row.year, row.value)
    return "" if same else f"the figure of {taken.year} from {taken.source} is taken, the last one up to the start"


TAKERS: dict[str, Callable[[World, Row], str]] = {
    "workers": _stock,
    "density_per_10k": _stock,
    "graduates": _graduates,
    "graduates_per_100k": _graduates,
    "women_share": _share(facts.OLDEST_FACT),
    "foreign_trained_share": _share(stocks.OLDEST_FOREIGN_SHARE),
    "place_share": _fact,
    "private_share": _fact,
    "pay": _pay,
    "workers_abroad": _abroad,
    "skilled_attendance_share": _service,
    "measles_share": _service,
}


def _far(world: World, row: Row, reach: int) -> str:
    """A figure too far from the start, and from which starts it can be reached."""
    first, last = max(FIRST_START, row.year - reach), min(LAST_START, row.year + reach)
    other = f"; a start of {first} to {last} reaches it" if first < last else ""
    return f"it is of {row.year}, more than {reach} years from the start, {world.start}{other}"


def _another(taken: str) -> str:
    return f"another figure of your own is taken ({taken})"


def _of_years(world: World, row: Row, series: Any) -> str:
    near = years_read(series, world.start)
    words = " and ".join(map(str, sorted(near)))
    return "" if row.year in near else f"the series has figures nearer to the start, {world.start} ({words})"


def _frame(row: Row) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"year": [row.year], "value": [row.value]})
