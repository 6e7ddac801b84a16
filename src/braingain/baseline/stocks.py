"""Doctors and nurses who practise in a country at the start, from broken series (docs/evidence.md, Cutting a series), and who trained them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value, borrow, value_of
from braingain.evidence import national, panels

GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU")
GULF_FOREIGN_SHARE = 0.75  # a quarter trained at home: assumed
OLDEST_FOREIGN_SHARE = 6
OLDEST_FIGURE = 15  # years before the start beyond which a country's own figure is not used
# Foreign-trained nurses by destination, anchors read; all others "most below .05": 0 is used, assumed.
NURSES_FOREIGN = {"NZL": 0.25, "CHE": 0.25, "AUS": 0.175, "GBR": 0.175}


@dataclass(frozen=True)
class HomeStock:
    """Practising workers of a cadre in a country at the start, wherever trained."""

    value: Value  # persons
    growth: float | None  # of the last unbroken segment [1/year]; None where it is not measured
    points: int  # observations that the value rests on
    broken: bool  # points were dropped or the series was cut since 2005
    used: Mapping[int, float]  # cleaned observations [persons]
    all: Mapping[int, float]  # as published [persons]

    @property
    def persons(self) -> float:
        """The stock. [persons]"""
        return float(self.value.value or 0.0)


def home_stocks(tables: WorldTables, cadre: str, start: int) -> dict[str, HomeStock]:
    """Stocks at the start of every country that has a series of its own."""
    rows = tables.observations("density_per_10k", cadre)
    out: dict[str, HomeStock] = {}
    groups = tables.groups(start)
    for country, own in rows.groupby("country"):
        chosen = own[own["activity"] == "practising"]
        chosen = chosen if len(chosen) else own
        counted = panels.series(tables.table("wdi"), str(country), national.POPULATION)
        people = {int(year): float(persons) for year, persons in zip(*counted, strict=True)}
        series = {
            int(year): float(value) * people[int(year)] / 10_000
            for year, value in zip(chosen["year"], chosen["value"], strict=True)
            if int(year) in people and float(value) > 0
        }
        if series and max(series) >= start - OLDEST_FIGURE:
            source = str(chosen["source"].iloc[0])
            out[str(country)] = _stock(series, source, cadre, start, groups.get(str(country), ""))
    return out


def _stock(series: dict[int, float], source: str, cadre: str, start: int, group: str) -> HomeStock:
    from braingain.evidence.series import clean_series

    years = sorted(series)
    default = 0.02 if group == "HIC" else 0.04
    segment = clean_series(years, [series[y] for y in years], default)
    value, method = segment.smoothed(start)
    used = {int(y): float(v) for y, v in zip(segment.years, segment.values, strict=True)}
    lost = sorted(y for y in years if y >= 2005 and (y not in used or y in segment.fitted))
    span = f"{min(used)} to {max(used)}" if len(used) > 1 else str(min(used))
    note = f"smoothed over {len(used)} figures, {span}" if len(used) > 1 else f"one figure, of {span}"
    if lost:
        note += f"; breaks and spikes left out: {', '.join(map(str, lost))}"
    label = method
    known = Value(
        "workers", float(value), "persons", label, source, start, cadre, flag="break" if lost else "", note=note
    )
    growth = float(segment.growth) if segment.growth_method != "assumed" else None
    return HomeStock(known, growth, len(used), bool(lost), used, dict(series))


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
    """Share of those who practise in a country that trained elsewhere (natives among them included)."""
    if cadre == "doctor":
        own = tables.by_year("foreign_trained_share", cadre).get(country, {})
        found = near(own, start, "oecd_workforce_migration", OLDEST_FOREIGN_SHARE)
        if found:
            return value_of(found, "foreign_trained_share", "share", start, cadre)
    if country in GULF:
        note = "a quarter is taken as trained at home"
        return Value("foreign_trained_share", GULF_FOREIGN_SHARE, "share", "assumed", cadre=cadre, note=note)
    if cadre == "nurse" and country in NURSES_FOREIGN:
        note = "anchor by destination, no table by origin"
        return Value("foreign_trained_share", NURSES_FOREIGN[country], "share", "assumed", cadre=cadre, note=note)
    return Value("foreign_trained_share", 0.0, "share", "assumed", cadre=cadre, note="no figure known: taken as none")


def foreign_total(tables: WorldTables, destination: str, cadre: str = "doctor") -> dict[int, float]:
    """Foreign-trained workers of a destination by year: total on the register times share. [persons]"""
    total = tables.by_year("workers", cadre).get(destination, {})
    share = tables.by_year("foreign_trained_share", cadre).get(destination, {})
    return {year: total[year] * share[year] for year in sorted(set(total) & set(share))}
