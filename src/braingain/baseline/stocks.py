"""Doctors and nurses who practise in a country at the start, from broken series (docs/evidence.md, Cutting a series), and who trained them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from braingain.baseline.choice import candidates, chosen
from braingain.baseline.tables import WorldTables, years_read
from braingain.baseline.values import Value, borrow
from braingain.evidence import national
from braingain.evidence.estimates import load_registry
from braingain.evidence.own import ACTIVITIES, own_note, public, readable, whole_country

if TYPE_CHECKING:
    import pandas as pd

    from braingain.evidence.series import Segment

GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU")
OLDEST_FOREIGN_SHARE = 6
REGISTERS = "oecd_workforce_migration"
IMPORTED_PUBLISHERS = ("who_gho", "eurostat")
OLDEST_FIGURE = 15  # years before the start beyond which a country's own figure is not used
CONTRADICTED = (
    "contradicted"  # flag: the start is moved from a figure though others, left out as breaks, are nearer to it
)
ASSUMED_FOREIGN = "foreign_trained_share"  # the estimates that stand in where a country reports none


@dataclass(frozen=True)
class HomeStock:
    """Practising workers of a cadre in a country at the start, wherever trained."""

    value: Value  # persons
    growth: float | None  # of the last unbroken segment, without limits [1/year]; None where it is not measured
    points: int  # observations that the value rests on
    broken: bool  # points were dropped or the series was cut since 2005
    used: Mapping[int, float]  # cleaned observations [persons]
    all: Mapping[int, float]  # as published [persons]

    @property
    def persons(self) -> float:
        """The stock. [persons]"""
        return float(self.value.value or 0.0)

    @property
    def rests_on(self) -> frozenset[int]:
        """Years of the figures that the start or its growth is read from: the nearest ones, all where growth is measured."""
        if self.growth is not None or not self.used or self.value.year is None:
            return frozenset(self.used)
        return years_read(self.used, self.value.year)


def home_stocks(tables: WorldTables, cadre: str, start: int) -> dict[str, HomeStock]:
    """Stocks at the start of every country that has a series of its own.

    One series for a country and cadre, never mixed: a user's own import first (``evidence.own``), then practising
    doctors of the OECD, then the World Bank and the single figures beside it. The value's source says which it is.
    """
    groups = tables.groups(start)
    published, own = public_series(tables, cadre), _own_series(tables, cadre)
    out: dict[str, HomeStock] = {}
    for country in sorted({*published, *own}):
        for found in (own.get(country), published.get(country)):
            if found and max(found.persons) >= start - OLDEST_FIGURE:
                out[country] = _stock(found, cadre, start, groups.get(country, ""))
                break
    return out


def own_home_stocks(tables: WorldTables, cadre: str, start: int) -> dict[str, HomeStock]:
    """Stocks at the start of the countries whose user imported one: all that there is of cadres that nobody publishes."""
    groups = tables.groups(start)
    found = {iso3: one for iso3, one in _own_series(tables, cadre).items() if max(one.persons) >= start - OLDEST_FIGURE}
    return {iso3: _stock(one, cadre, start, groups.get(iso3, "")) for iso3, one in sorted(found.items())}


@dataclass(frozen=True)
class StockSeries:
    """Figures of one country and cadre as published, and whose they are."""

    persons: dict[int, float]
    source: str
    note: str = ""


@cache
def public_series(tables: WorldTables, cadre: str) -> Mapping[str, StockSeries]:
    """Densities that publishers report, as persons."""
    rows = published_densities(tables, cadre)
    out: dict[str, StockSeries] = {}
    for country, all_rows in rows.groupby("country"):
        taken = taken_densities(all_rows)
        persons = persons_of(tables, str(country), taken)
        if persons:
            latest = taken.sort_values("year")["source"].iloc[-1]  # a few series hold a figure of another source
            out[str(country)] = StockSeries(persons, str(latest))
    return out


def published_densities(tables: WorldTables, cadre: str, country: str | None = None) -> pd.DataFrame:
    """Densities of publishers that are of a whole country: not of women alone, of its towns, of its public work or in full-time equivalents."""
    return whole_country(public(tables.observations("density_per_10k", cadre, country), tables.own))


def taken_densities(rows: pd.DataFrame) -> pd.DataFrame:
    """Of published densities of a country and cadre those that are its series: of who practises where any are, of one publisher."""
    practising = rows[rows["activity"] == "practising"]
    return one_publisher(practising if len(practising) else rows)


def one_publisher(rows: pd.DataFrame) -> pd.DataFrame:
    """Densities of a country and cadre from one publisher, never mixed: what ships, or a publisher whose files a user imported.

    WHO's own files repeat in part what the World Bank has, Eurostat's what the OECD has. The series that ends last is
    taken; where they end alike, what ships.
    """
    apart = [rows[rows["source"] == name] for name in IMPORTED_PUBLISHERS]
    shipped = rows[~rows["source"].isin(IMPORTED_PUBLISHERS)]
    return max([shipped, *apart], key=lambda some: int(some["year"].max()) if len(some) else 0)


def _own_series(tables: WorldTables, cadre: str) -> dict[str, StockSeries]:
    """A user's own stocks: of several series the first by activity, then the one with the latest figure."""
    mine = tables.own
    if not mine:
        return {}
    best: dict[str, tuple[tuple[int, int, str], StockSeries]] = {}
    for indicator in ("density_per_10k", "workers"):
        rows = readable(tables.observations(indicator, cadre), mine)
        for (country, source, activity), one in rows.groupby(["country", "source", "activity"]):
            if indicator == "workers":
                persons = {int(y): float(v) for y, v in zip(one["year"], one["value"], strict=True)}
            else:
                persons = persons_of(tables, str(country), one)
            if not persons:
                continue
            key = (ACTIVITIES.index(str(activity)), -max(persons), str(source))
            if str(country) not in best or key <= best[str(country)][0]:
                best[str(country)] = key, StockSeries(persons, str(source), own_note(str(activity)))
    return {country: series for country, (_, series) in best.items()}


def persons_of(tables: WorldTables, country: str, rows: pd.DataFrame) -> dict[int, float]:
    """Densities per 10 000 times the population of their years."""
    return national.persons_of(tables.table("wdi"), country, rows["year"], rows["value"])


def _stock(series: StockSeries, cadre: str, start: int, group: str) -> HomeStock:
    from braingain.evidence.series import clean_series

    years = sorted(series.persons)
    default = central(f"stock_growth_default.{'high' if group == 'HIC' else 'other'}")
    segment = clean_series(years, [series.persons[y] for y in years], default)
    value, method = segment.smoothed(start)
    used = {int(y): float(v) for y, v in zip(segment.years, segment.values, strict=True)}
    lost = sorted(y for y in years if y >= 2005 and (y not in used or y in segment.fitted))
    note = _what_was_done(list(used), start, segment, lost)
    nearest = None if min(used) <= start <= max(used) else min(used) if start < min(used) else max(used)
    if nearest is not None:
        note += f"; {used[nearest]:,.0f} in {nearest}, {segment.growth:+.1%} a year ({segment.growth_method})"
    if series.note:
        note = f"{series.note}; {note}"
    nearer = nearest is not None and any(abs(y - start) < abs(nearest - start) for y in lost)
    flag = f"break;{CONTRADICTED}" if nearer else "break" if lost else ""
    known = Value(
        "workers", float(value), "persons", method, series.source, start, cadre, flag=flag, note=note, from_year=nearest
    )
    return HomeStock(known, segment.slope, len(used), bool(lost), used, dict(series.persons))


def _what_was_done(used: list[int], start: int, segment: Segment, lost: list[int]) -> str:
    """In words: the year's own figure, or which figures the start was read from; and what was left out."""
    span = f"{len(used)} figures, {min(used)} to {max(used)}"
    before, after = (
        max((y for y in used if y <= start), default=None),
        min((y for y in used if y >= start), default=None),
    )
    nearest = after if before is None else before
    if len(used) == 1:
        note = f"one figure, of {used[0]}" + ("" if used[0] == start else f", moved to {start} by growth")
    elif before is None or after is None:
        others = f"the growth of {span}" if segment.slope is not None else f"growth; of {span}, the others do not count"
        note = f"figure of {nearest}, moved to {start} by {others}"
    elif segment.fitted & {before, after}:
        note = f"smoothed over {span}"
    elif before == after:
        note = f"figure of {start}; series of {span}"
    else:
        note = f"between the figures of {before} and {after}; series of {span}"
    if lost:
        done = "left out or refitted" if segment.fitted else "left out"
        note += f"; breaks and spikes {done}: {', '.join(map(str, lost))}"
    return note


def home_stock(
    stocks: Mapping[str, HomeStock], country: str, cadre: str, people: Mapping[str, float], groups: Mapping[str, str]
) -> HomeStock | None:
    """A country's stock, else that of like countries per head; None where its population is not known either."""
    if country in stocks:
        return stocks[country]
    if country not in people:
        return None
    density = {iso3: s.persons / people[iso3] for iso3, s in stocks.items() if iso3 in people}
    found = borrow(density, country, groups)
    if found is None:
        return None
    value = Value(
        "workers",
        found[0] * people[country],
        "persons",
        "borrowed",
        "worldbank_wdi",
        None,
        cadre,
        note=f"density: {found[1]}",
    )
    return HomeStock(value, None, 0, False, {}, {})


def foreign_share(tables: WorldTables, country: str, cadre: str, start: int) -> Value:
    """Share of those who practise in a country that trained elsewhere (natives among them included).

    By the precedence of ``baseline.choice``; no publisher gives one of nurses, so that assumed shares stand in for them,
    around anchors by destination where there are any.
    """
    found = chosen(tables, "foreign_trained_share", "share", country, cadre, start, OLDEST_FOREIGN_SHARE)
    if found is not None:
        return found
    name = assumed_foreign(country, cadre, tables.groups(start).get(country, ""))
    note = load_registry().get(name).note
    return Value("foreign_trained_share", central(name), "share", "assumed", f"estimate:{name}", cadre=cadre, note=note)


def assumed_foreign(country: str, cadre: str, group: str = "") -> str:
    """Name of the estimate of the share trained abroad, for a country that reports none: its own, else that of its income."""
    known = load_registry().estimates
    keys = ("gulf" if country in GULF else country, "high" if group == "HIC" else "other")
    return next(
        (name for key in keys if (name := f"{ASSUMED_FOREIGN}.{cadre}.{key}") in known),
        f"{ASSUMED_FOREIGN}.{cadre}.other",
    )


def is_anchored(share: Value) -> bool:
    """Whether a share is a country's own figure or anchor, not what stands in where nothing is known of it."""
    return not share.source.endswith((".other", ".high"))


def central(name: str) -> float:
    """Central value of an estimate."""
    return float(load_registry().get(name).central)  # type: ignore[arg-type]


def foreign_total(tables: WorldTables, destination: str, cadre: str = "doctor") -> dict[int, float]:
    """Foreign-trained workers of a destination by year: total on the register times the register's share. [persons]"""
    rows = tables.observations("workers", cadre, destination)
    rows = rows[(rows["source"] == REGISTERS) & rows["value"].notna()]  # a user's stock is no total of a register
    total = {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}
    known = candidates(tables, "foreign_trained_share", cadre).get(destination, ())
    share = next((figures.values for figures in known if figures.source == REGISTERS), {})
    return {year: total[year] * share[year] for year in sorted(set(total) & set(share))}
