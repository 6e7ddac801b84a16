"""Doctors and nurses abroad by origin and destination at the start, and how much of it is measured (docs/model.md 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from braingain.baseline.destinations import (
    BY_NATIONALITY,
    CORRIDOR_GROWTH,
    OTHER,
    Destination,
    Reported,
    destination_list,
    reported_cells,
)
from braingain.baseline.gravity import TERMS, Gravity, gravity
from braingain.baseline.natives import NO_RATE, moves_freely, natives_estimate
from braingain.baseline.own_abroad import own_abroad, own_cells
from braingain.baseline.stocks import HomeStock, foreign_share, home_stock, home_stocks, is_anchored, own_home_stocks
from braingain.baseline.tables import WorldTables, world_tables
from braingain.baseline.values import Value, borrow
from braingain.evidence import national, panels
from braingain.evidence.estimates import Registry, load_registry
from braingain.foundation.countries import all_countries

if TYPE_CHECKING:
    from braingain.evidence.store import Store

LEAST_ABROAD, LEAST_COVERAGE, HIGHEST_RATE = 20.0, 0.25, 0.5
NURSES_MOST = "foreign_nurses_most_share"
MOSTLY_GERMANY = 0.5


@dataclass(frozen=True)
class Leaving:
    """What is known of the doctors who left one origin."""

    abroad: float  # trained in the origin, no natives of the destination, Germany apart [persons]
    home: float  # trained and living in the origin [persons]
    emigrants: float  # E of docs/model.md 5.1 [persons a year]
    coverage: float | None  # share of the origin's emigrants who live in destinations that report
    why_not: str  # why no rate is computed; empty where it is
    listed: float  # of those abroad, in cells that a destination's list holds [persons]

    @property
    def hazard(self) -> float:
        """Emigrants a year over the stock at home. [1/year]"""
        return self.emigrants / self.home if self.home > 0 else 0.0

    @property
    def share(self) -> float:
        """Abroad over home and abroad."""
        return self.abroad / (self.abroad + self.home) if self.abroad + self.home > 0 else 0.0


@dataclass(frozen=True, eq=False)
class World:
    """All origins and destinations at one start year."""

    tables: WorldTables
    registry: Registry
    start: int

    @cached_property
    def stocks(self) -> dict[str, dict[str, HomeStock]]:
        """Stocks of their own by cadre and country."""
        return {cadre: home_stocks(self.tables, cadre, self.start) for cadre in ("doctor", "nurse")}

    @cached_property
    def others(self) -> dict[str, dict[str, HomeStock]]:
        """Stocks of the cadres that no table here has, by cadre and country: a user's own."""
        return {cadre: own_home_stocks(self.tables, cadre, self.start) for cadre in ("midlevel", "community")}

    @cached_property
    def people(self) -> dict[str, float]:
        """Population at the start by country; the UN's where the World Bank has none."""
        known = self.tables.at(national.POPULATION, self.start)
        out = {iso3: float(value.value or 0.0) for iso3, value in known.items()}
        for country in all_countries():
            if country.iso3 not in out:
                found = panels.population_total(self.tables.table("population"), country.iso3, self.start)
                out |= {country.iso3: found.value} if found else {}
        return out

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """Income group of the start year by country."""
        return self.tables.groups(self.start)

    @cached_property
    def cells(self) -> dict[str, dict[str, Reported]]:
        """Reported doctors by destination and origin."""
        return reported_cells(self.tables)

    @cached_property
    def destinations(self) -> dict[str, Destination]:
        """Every destination with a cell of its own."""
        return destination_list(
            self.tables, self.cells, self.stocks["doctor"], self.start, self.central(CORRIDOR_GROWTH)
        )

    @cached_property
    def gravity(self) -> dict[str, Gravity]:
        """Gravity by cadre: the nurses' takes nurses at home in place of doctors."""
        coefficients = {term: self.central(f"gravity.{term}") for term in TERMS}
        return {
            cadre: gravity(
                self.tables,
                coefficients,
                {c: s.persons for c, s in stocks.items()},
                tuple(self.destinations),
                self.start,
            )
            for cadre, stocks in self.stocks.items()
        }

    def central(self, name: str) -> float:
        """Central value of an estimate."""
        return float(self.registry.get(name).central)  # type: ignore[arg-type]

    def natives(self, origin: str, destination: str) -> float:
        """Central share of natives of the destination among those trained in the origin (nu)."""
        return self.central("natives_share.other" if destination == OTHER else natives_estimate(origin, destination))

    def home(self, country: str, cadre: str) -> HomeStock | None:
        """Stock of a country, borrowed where it has none."""
        return home_stock(self.stocks[cadre], country, cadre, self.people, self.groups)

    def counted_in(self, origin: str) -> list[str]:
        """Destinations where an origin's doctors are counted: those that report, then those where a user counted (Germany apart)."""
        own = {d for o, d in own_cells(self.tables, "doctor") if o == origin} - {origin, BY_NATIONALITY, *self.cells}
        return [*self.cells, *sorted(d for d in own if self.own_abroad("doctor", origin, d) is not None)]

    def coverage(self, origin: str) -> float | None:
        """Share of an origin's emigrants who live where its doctors are counted."""
        return self._share_living_in(origin, self.counted_in(origin))

    def _share_living_in(self, origin: str, destinations: Iterable[str]) -> float | None:
        found = panels.abroad_coverage(self.tables.table("migrant_stock"), origin, destinations)
        return found.value if found else None

    def doctors_abroad(self, origin: str, destination: str) -> Value:
        """Doctors trained in the origin who practise in the destination at the start, its natives among them.

        A user's own figure, else the destination's list, else a gravity share. Counts of a register that holds more than
        practise are multiplied by practising over registered (1.2).
        """
        there = self.destinations[destination]
        own = self.own_abroad("doctor", origin, destination)
        if own is not None:
            return own
        cell = self.cells.get(destination, {}).get(origin)
        if cell is None:
            return self._unlisted(origin, there)
        at_start = cell.year == self.start and there.moved == 1.0
        register = there.practising if cell.persons > 0 else None
        flags = (
            ("by_nationality", cell.definition == "national"),
            ("moved", not at_start),
            ("register", register is not None),
        )
        notes = ["" if at_start else f"reported for {cell.year}, moved to {self.start}"]
        if register:
            notes.append(f"{cell.persons:,.0f} on the register of {cell.year}; {register.words}")
        as_is = at_start and register is None
        return Value(
            "workers_abroad",
            float(cell.persons * there.moved * (register.share if register else 1.0)),
            "persons",
            "reported" if as_is else "estimated",
            cell.source,
            cell.year if at_start else self.start,
            "doctor",
            destination,
            cell.definition,
            flag=";".join(name for name, holds in flags if holds),
            note="; ".join(filter(None, notes)),
        )

    def own_abroad(self, cadre: str, origin: str, destination: str) -> Value | None:
        """A user's own figure of those trained in the origin who are in the destination; None where there is none."""
        there = self.destinations.get(destination)
        if there is None:
            return None
        register = there.practising if cadre == "doctor" else None
        return own_abroad(self.tables, cadre, origin, destination, self.start, self.central(CORRIDOR_GROWTH), register)

    def _unlisted(self, origin: str, there: Destination) -> Value:
        """A cell that no list holds: zero where the list is complete, else a gravity share."""
        flag = "by_nationality" if there.iso3 == BY_NATIONALITY else ""
        common = ("doctor", there.iso3, "national" if flag else "trained")
        if there.kind == "complete":
            note = "absent from a complete list"
            return Value("workers_abroad", 0.0, "persons", "reported", there.source, self.start, *common, note=note)
        scores = self.gravity["doctor"]
        if origin not in scores.origins:
            return Value("workers_abroad", 0.0, "persons", "assumed", "", self.start, *common, note="cannot be scored")
        column = scores.score[:, scores.destinations.index(there.iso3)]
        free = sum(s for o, s in zip(scores.origins, column, strict=True) if o not in there.listed)
        share = float(column[scores.origins.index(origin)]) / free if free > 0 else 0.0
        method = "assumed" if there.kind == "assumed" else "estimated"
        note = "gravity share of " + ("those not listed" if there.kind == "cut" else there.note)
        note += f"; {there.practising.words}" if there.practising else ""
        return Value(
            "workers_abroad",
            float(there.unlisted * share),
            "persons",
            method,
            there.source,
            self.start,
            *common,
            note=note,
        )

    def loss(self, cadre: str, origin: str, destination: str) -> str:
        """Name of the estimate of the yearly loss of the foreign-trained in the destination (mu of docs/model.md 5.1)."""
        if cadre == "doctor":
            name = f"loss_rate.doctor.{destination}"
            return name if name in self.registry.estimates else "loss_rate.doctor.other"
        eea = moves_freely(origin, destination, self.start)
        return "loss_rate.nurse.eea" if eea else "loss_rate.nurse.other"

    @cache  # noqa: B019  (one world lives as long as the program needs it)
    def own_trained(self, country: str, cadre: str) -> float:
        """Practising workers trained at home: foreign-trained natives count as own. [persons]"""
        stock = self.home(country, cadre)
        if stock is None:
            return 0.0
        share = float(foreign_share(self.tables, country, cadre, self.start).value or 0.0)
        return stock.persons * (1.0 - share * (1.0 - self.native_share(country, cadre)))

    def native_share(self, country: str, cadre: str) -> float:
        """Natives among a country's foreign-trained, over the origins that are listed; 0 where none are."""
        cells = self.cells.get(country, {})
        total = sum(cell.persons for cell in cells.values())
        if cadre != "doctor" or total <= 0:
            return 0.0
        return sum(cell.persons * self.natives(origin, country) for origin, cell in cells.items()) / total

    @cached_property
    def leaving(self) -> dict[str, Leaving]:
        """Doctors' leaving by origin, with the reason where it cannot be computed."""
        return {c.iso3: self._leaving(c.iso3) for c in all_countries() if self.home(c.iso3, "doctor")}

    def _leaving(self, origin: str) -> Leaving:
        abroad = emigrants = listed = 0.0
        growth = self.central(CORRIDOR_GROWTH)
        for destination in self.counted_in(origin):
            if destination in (BY_NATIONALITY, origin):
                continue
            size = float(self.doctors_abroad(origin, destination).value or 0.0) * (
                1.0 - self.natives(origin, destination)
            )
            abroad += size
            listed += size if origin in self.cells.get(destination, {}) else 0.0
            emigrants += size * (growth + self.central(self.loss("doctor", origin, destination)))
        home, seen = self.own_trained(origin, "doctor"), self.coverage(origin)
        by_lists = self._share_living_in(origin, self.cells)  # grades do not change by a user's count
        out = Leaving(abroad, home, emigrants, by_lists, "", listed)
        why = ""
        if origin in NO_RATE:
            why = "offshore schools: the emigration of nationals is not measured"
        elif abroad < LEAST_ABROAD:
            why = f"fewer than {LEAST_ABROAD:.0f} doctors are counted abroad"
        elif seen is None or seen < LEAST_COVERAGE:
            why = "not measured here: few of its emigrants live where doctors are counted by origin"
        elif out.share > HIGHEST_RATE:
            why = "more abroad than at home after natives are taken out: not plausible as emigration"
        return replace(out, why_not=why)

    @cached_property
    def measured_hazards(self) -> dict[str, float]:
        """Doctors' yearly leaving over the stock at home where it can be computed."""
        return {iso3: found.hazard for iso3, found in self.leaving.items() if not found.why_not}

    def region_hazard(self, country: str) -> tuple[float, str]:
        """Median leaving of like countries and which they are."""
        found = borrow(self.measured_hazards, country, self.groups)
        return found if found else (0.0, "no country measures it")

    def nurses_foreign(self, destination: str) -> float:
        """Foreign-trained nurses of a destination: by its own share where one is imported, else by anchors, assumed. [persons]"""
        stock = self.home(destination, "nurse")
        if stock is None:
            return 0.0
        return stock.persons * self.nurses_foreign_share(destination)

    def nurses_foreign_share(self, destination: str) -> float:
        """Foreign-trained over all nurses of a destination, from its register, else assumed."""
        return float(self.nurses_foreign_value(destination).value or 0.0)

    def nurses_foreign_value(self, destination: str) -> Value:
        """That share with its source: of a destination without register or anchor the most that it is taken to have."""
        known = foreign_share(self.tables, destination, "nurse", self.start)
        if not is_anchored(known):
            return replace(known, value=self.central(NURSES_MOST), source=f"estimate:{NURSES_MOST}")
        return known

    def prior(self, origin: str, cadre: str) -> dict[str, float]:
        """Gravity prior over destinations (grav_od), summing to 1: size of the destination times the origin's share.

        The rest of the world stands in it as one destination of the smallest level met: only a prior.
        """
        shares = self.gravity[cadre].of(origin) or dict.fromkeys(self.destinations, 1.0)
        sizes = {
            d: shares[d] * (there.foreign if cadre == "doctor" else self.nurses_foreign(d))
            for d, there in self.destinations.items()
            if d != origin
        }
        positive = [size for size in sizes.values() if size > 0]
        sizes[OTHER] = min(positive) if positive else 1.0
        total = sum(sizes.values())
        return {d: size / total for d, size in sizes.items()}


@cache
def world_at(store: Store, start: int) -> World:
    """All origins and destinations of a store at a start year, made once."""
    return World(world_tables(store), load_registry(), start)
