"""The destinations of a national run, and how doctors trained elsewhere are counted in each (docs/model.md 5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from braingain.baseline.choice import candidates, chosen
from braingain.baseline.registers import Practising, practising_share
from braingain.baseline.stocks import (
    GULF,
    OLDEST_FOREIGN_SHARE,
    REGISTERS,
    HomeStock,
    assumed_foreign,
    central,
    foreign_total,
)
from braingain.baseline.tables import WorldTables, years_read
from braingain.baseline.values import Value
from braingain.evidence.own import public

if TYPE_CHECKING:
    from braingain.evidence.series import Segment

TOTAL_KNOWN = ("SWE", "NLD", "ITA", "FIN", "DNK", "PRT", "COL")
ASSUMED = (*GULF, "ESP", "ZAF", "SGP", "MYS")
OTHER = "OTH"
BY_NATIONALITY = "DEU"
BILATERAL_YEAR = 2018
CORRIDOR_GROWTH = "corridor_growth"


@dataclass(frozen=True)
class Reported:
    """Doctors trained in an origin on the register of a destination."""

    persons: float
    year: int
    definition: str  # trained or national
    source: str


@dataclass(frozen=True)
class Destination:
    """How a destination counts doctors trained abroad, and how many there are at the start."""

    iso3: str
    kind: str  # complete, cut (origins missing), total (no origins), assumed
    foreign: float  # all doctors trained abroad who practise at the start [persons]
    unlisted: float  # of them those whose origin is not listed [persons]
    listed: frozenset[str]
    moved: float  # factor from the year of the list to the start
    note: str
    source: str
    practising: Practising | None = None  # where its lists are of a register that counts more than practise


def reported_cells(tables: WorldTables) -> dict[str, dict[str, Reported]]:
    """Reported stocks by destination and origin, the latest year at each destination; totals and residuals left out."""
    rows = tables.observations("workers_abroad", "doctor")
    rows = rows[(rows["measure"] == "stock") & rows["definition"].isin(["trained", "national"])]
    rows = rows[rows["source"] == REGISTERS]
    out: dict[str, dict[str, Reported]] = {}
    columns = (rows[name].tolist() for name in ("country", "partner", "value", "year", "definition", "source"))
    for country, partner, value, year, definition, source in zip(*columns, strict=True):
        if len(partner) != 3 or partner in ("TOT", "UNK", country):
            continue
        known = out.setdefault(country, {}).get(partner)
        if known is None or int(year) > known.year:
            out[country][partner] = Reported(float(value), int(year), definition, source)
    return {d: cells for d, cells in out.items() if any(c.persons > 0 for c in cells.values())}


def destination_list(
    tables: WorldTables,
    cells: Mapping[str, Mapping[str, Reported]],
    doctors: Mapping[str, HomeStock],
    start: int,
    growth: float,
) -> dict[str, Destination]:
    """All destinations by ISO code, those that report first; ``growth`` is that of a corridor where no series says more."""
    out = {d: _reporting(tables, d, cells[d], start, growth) for d in sorted(cells)}
    shares = _foreign_shares(tables, start)
    usual = median(float(share.value or 0.0) for share in shares.values()) if shares else 0.0
    for d in TOTAL_KNOWN:
        there = _total(tables, d, doctors.get(d), shares.get(d), start) if d not in out else None
        if there is not None:
            out[d] = there
    for d in ASSUMED:
        if d not in out and d in doctors:
            share = central(assumed_foreign(d, "doctor")) if d in GULF else usual
            size = doctors[d].persons * share
            note = f"foreign-trained share {share:.2f} assumed; origins by gravity"
            out[d] = Destination(d, "assumed", size, size, frozenset(), 1.0, note, "")
    return out


def listed_share(tables: WorldTables, destination: str) -> float | None:
    """Share of a destination's foreign-trained whose origin is listed, where the list is cut; None where complete."""
    rows = public(tables.observations("workers_abroad_listed_share", country=destination), tables.own)
    rows = rows[rows["value"].notna()]
    return float(rows["value"].iloc[-1]) if len(rows) else None


def _reporting(
    tables: WorldTables, destination: str, cells: Mapping[str, Reported], start: int, growth: float
) -> Destination:
    year = max(cell.year for cell in cells.values())
    moved = _moved(tables, destination, year, start, growth)
    listed = sum(cell.persons for cell in cells.values()) * moved
    share = listed_share(tables, destination)
    unlisted = listed * (1.0 / share - 1.0) if share else 0.0
    kind = "cut" if share else "complete"
    note = f"list of {year}" + ("" if moved == 1.0 else f", moved to {start} (x {moved:.3f})")
    known = practising_share(tables, destination, year)
    practise = known.share if known else 1.0
    foreign, unlisted = practise * (listed + unlisted), practise * unlisted
    return Destination(destination, kind, foreign, unlisted, frozenset(cells), moved, note, REGISTERS, known)


def _total(
    tables: WorldTables, destination: str, doctors: HomeStock | None, share: Value | None, start: int
) -> Destination | None:
    """A destination of which the total is known: on the register, or its doctors times a share of another source."""
    size, source, known = None, REGISTERS, None
    if share is None or share.source == REGISTERS:
        size = _smoothed(foreign_total(tables, destination), start)
        note = "total on the register times share foreign-trained; origins by gravity"
        known = practising_share(tables, destination, start)
        size = size * known.share if size is not None and known else size
    if size is None and doctors is not None and share is not None:
        known, size, source = None, doctors.persons * float(share.value or 0.0), share.source
        note = "doctors who practise times share foreign-trained; origins by gravity"
    if size is None:
        return None
    return Destination(destination, "total", size, size, frozenset(), 1.0, note, source, known)


def register_years(tables: WorldTables, there: Destination, list_year: int | None, start: int) -> frozenset[int]:
    """Years of the register's totals that a destination rests on: set beside practice, or read for its size or its growth.

    ``list_year`` is the year of its list; None where it has none.
    """
    years = set(there.practising.years) if there.practising else set()
    if there.kind == "total" and there.source == REGISTERS:
        years |= _years_of(foreign_total(tables, there.iso3), start)
    elif list_year is not None and list_year not in (start, BILATERAL_YEAR) and list_year < BILATERAL_YEAR:
        series = foreign_total(tables, there.iso3)
        years |= _years_of(series, list_year) | _years_of(series, BILATERAL_YEAR)
    return frozenset(years)


def _years_of(series: Mapping[int, float], year: int) -> frozenset[int]:
    """Years of a series of totals that its smoothed value at a year rests on: beyond its ends those of its growth too."""
    if not series:
        return frozenset()
    segment = _segment(series)
    beyond = not segment.years[0] <= year <= segment.years[-1]
    grown = beyond and segment.slope is not None
    return frozenset(segment.years) if grown else years_read(dict.fromkeys(segment.years, 0.0), year)


def _moved(tables: WorldTables, destination: str, year: int, start: int, growth: float) -> float:
    """Factor that moves a list to the start: the smoothed total to 2018 (the USA's is of 2016), then corridor growth."""
    factor, at = 1.0, year
    if year != start and year < BILATERAL_YEAR:
        series = foreign_total(tables, destination)
        then, now = _smoothed(series, year), _smoothed(series, BILATERAL_YEAR)
        if then and now:
            factor, at = now / then, BILATERAL_YEAR
    return factor * float((1.0 + growth) ** (start - at))


def _smoothed(series: Mapping[int, float], year: int) -> float | None:
    return float(_segment(series).smoothed(year)[0]) if series else None


def _segment(series: Mapping[int, float]) -> Segment:
    from braingain.evidence.series import clean_series

    years = sorted(series)
    return clean_series(years, [series[y] for y in years], central("stock_growth_default.high"))


def _foreign_shares(tables: WorldTables, start: int) -> dict[str, Value]:
    name, reach = "foreign_trained_share", OLDEST_FOREIGN_SHARE
    known = candidates(tables, name, "doctor")
    found = {country: chosen(tables, name, "share", country, "doctor", start, reach) for country in known}
    return {country: share for country, share in found.items() if share is not None}


def order(known: Mapping[str, Destination], focus: str) -> Sequence[str]:
    """Destinations of a focus country in a fixed order, the rest of the world last."""
    return (*[d for d in known if d != focus], OTHER)
