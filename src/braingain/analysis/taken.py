"""What becomes of each row that is imported: what runs use it for, or why it is kept and not used.

Nothing is listed here twice: which rows can be read says ``evidence.own``, and which are taken ``analysis.standing``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.analysis.standing import Standing, standings
from braingain.analysis.standing_words import BREAK, DEFINITION, FAR, KIND, NOT_READ, RELEASE, SOURCE, YEAR
from braingain.baseline import stocks
from braingain.baseline.context import DEFAULT_START
from braingain.baseline.corridors import World, world_at
from braingain.baseline.overrides import LAST_START
from braingain.evidence import national, panels
from braingain.evidence.building import ROW_KEYS
from braingain.evidence.own import CLINICAL, READINGS, own_sources
from braingain.evidence.series import GROWTH_POINTS, GROWTH_YEARS
from braingain.foundation.countries import country_name
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.store import Store

Row = Any  # a row of evidence with its columns as attributes
FAR_FROM_PUBLIC = 1.5  # times or parts of the public figure, from which a user's stock is said to differ
A_SLIP = 5.0  # times or parts, from which it looks like a slip and stands on a line of its own
GRADUATES_OF_STOCK = (0.005, 0.5)  # graduates a year over those who practise, beyond which likewise
GENERAL = {
    YEAR: "the series has figures nearer to the start",
    FAR: "it is too far from the start",
    BREAK: "the series has a break or a spike there",
    SOURCE: "another source comes first (docs/evidence.md, Which source is used)",
    KIND: "it is not of what is read: a branch of a cadre, a total, a destination that does not report",
    RELEASE: "a newer release of the source has this figure",
}
MONEY = {"usd": "current US$", "local_currency": "local currency"}
TABLE = "look-ups of runs by country and year; the newest release of each figure is read, older ones are kept beside it"


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
    stands = standings(world, rows)
    found = []
    for row, known, one in zip(rows.itertuples(index=False), standing, stands, strict=True):
        if row.source not in mine:
            found.append(_published(row, one))
            continue
        why = (
            one.words + _conversion(world, row, one.words)
            if known
            else "a later import of the source has another figure"
        )
        check = "" if one.kind in (DEFINITION, NOT_READ) or not known else _check(world, row)
        found.append(Answer(not why, why or "; ".join([_purpose(row), *_remarks(world, row)]), check))
    return found


def _published(row: Row, standing: Standing) -> Answer:
    """A publisher's row in words that many rows share, for files are read whole: `evidence show` has each row's own."""
    if standing.used:
        known = READINGS.get(str(row.indicator))
        return Answer(True, known.purpose if known else str(row.indicator))
    words = standing.words if standing.kind in (NOT_READ, DEFINITION) else GENERAL[standing.kind]
    return Answer(False, words)


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
    said += _moved_far(world, row, stock.points)
    if stock.growth is None and row.cadre in CLINICAL:
        needed = f"{GROWTH_POINTS} figures over {GROWTH_YEARS} years without a break would be needed"
        said.append(f"growth is taken from the population: {needed}")
    return said


def _moved_far(world: World, row: Row, points: int) -> list[str]:
    """One figure of one's own stands for the published series although that has figures nearer to the start: said, with what helps."""
    public = stocks.public_series(world.tables, row.cadre).get(row.country)
    far = abs(row.year - world.start)
    if points > 1 or public is None or min(abs(year - world.start) for year in public.persons) >= far:
        return []
    said = f"the stock of {world.start} is this one figure moved by {far} years, and no published one (grade C)"
    later = f", or start runs at {min(row.year, LAST_START)} (--start)" if row.year > world.start else ""
    return [f"{said}: import your figures of other years too{later}"]


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


def table_answers(tables: Iterable[str]) -> dict[str, Answer]:
    """The answer to each compact table of a publisher's file: they are read as a whole."""
    return {name: Answer(True, TABLE) for name in tables}


def _frame(row: Row) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"year": [row.year], "value": [row.value]})
