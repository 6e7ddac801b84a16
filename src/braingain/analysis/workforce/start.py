"""The start of a workforce: each value from a row, an assumption of the card or a health cadre named there; else refused."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from braingain.analysis.workforce.card import ALL, Assumed, Cadre, Workforce
from braingain.analysis.workforce.rows import Row
from braingain.analysis.workforce.unsaid import NEEDED, UNKNOWN
from braingain.baseline import behaviour, macro, pay
from braingain.baseline.destinations import OTHER
from braingain.baseline.overrides import SOURCE as GIVEN
from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value
from braingain.evidence import national, panels
from braingain.evidence.estimates import load_registry
from braingain.evidence.series import clean_series
from braingain.foundation.countries import find_country
from braingain.foundation.errors import Problem
from braingain.foundation.vocabulary import CADRES

if TYPE_CHECKING:
    from braingain.evidence.registry import Registry

OLDEST = {
    "workers": 15,
    "graduates": 15,
    "emigrants": 15,
    "pay": 10,
    "workers_abroad": 15,
}  # years before or after the start
OLDEST_SHARE = 20
PAY_UNIT = "gdp_per_head_multiple"
SLOTS = CADRES[:2]  # health cadres in whose place a cadre of a card can run: those with corridors of their own
GROWTH = (0.0, 0.10)  # limits of the growth with which a stock goes on (docs/model.md 5.1) [1/year]
INTERVAL_SDS = 2 * 1.6448536269514722  # standard deviations between 5 and 95 percent
WORLD_GROUP = "UMC"  # the rest of the world is like the middle of the others, as for health workers
TAKEN_OVER = "taken over from health workers"
OWN_PLACE = ("capital_share", "reserve_share")  # whose estimate the model looks up by the place in which a cadre runs


@dataclass
class Gathered:
    """What is being gathered: values, laws of the card by the name of an estimate, gaps and problems."""

    workforce: Workforce
    start: int
    group: str
    registry: Registry
    values: dict[str, Value] = field(default_factory=dict)
    laws: dict[str, Assumed] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # estimate of a health cadre that stands in another's place
    gaps: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def rows(self, indicator: str, cadre: str, country: str, partner: str = "", place: str = "") -> list[Row]:
        """Rows of an indicator: of the country, a partner and a place where one is named."""
        wanted_place = (place,) if place else ("", "all", "unknown")
        wanted_partner = (partner,) if partner else ("", "unknown")
        return [
            row
            for row in self.workforce.rows
            if (row.indicator, row.cadre, row.country) == (indicator, cadre, country)
            and row.partner in wanted_partner
            and row.place in wanted_place
        ]

    def pay(self, cadre: str, country: str) -> list[Row]:
        """Rows of pay over GDP per head; those in money stay and are not read."""
        return [row for row in self.rows("pay", cadre, country) if row.unit == PAY_UNIT]

    def figure(self, rows: Sequence[Row], slot: str, reach: int, partner: str = "") -> Value | None:
        """The figure nearest the start, as its row has it; None where none is near enough."""
        found = [row for row in rows if abs(row.year - self.start) <= reach]
        if not found:
            return None
        series = {row.year: row.value for row in found}
        known = near(series, self.start, found[-1].source, reach)
        if known is None:
            return None
        nearest = min(found, key=lambda row: abs(row.year - self.start))
        note = nearest.note if known.year == nearest.year else known.note
        year = self.start if known.year is None else known.year
        return Value(
            nearest.indicator, known.value, nearest.unit, known.method, nearest.source, year, slot, partner, note=note
        )

    def assumed(self, of: str, cadre: Cadre, unit: str, destination: str = "", name: str = "") -> Value | None:
        """What the card assumes, as a value whose law is drawn; None where it assumes nothing."""
        given = self.workforce.assumption(of, cadre.id, destination)
        if given is None:
            return None
        name = name or ".".join(filter(None, ("workforce", of, cadre.id, destination)))
        self.laws[name] = given
        return Value(
            of, given.middle, unit, "assumed", f"estimate:{name}", None, cadre.like, destination,
            low=given.numbers[0], high=given.numbers[-1], note=given.why,
        )  # fmt: skip

    def taken_over(self, of: str, cadre: Cadre, name: str) -> Value | None:
        """The estimate of a health cadre, where the card names the value and the cadre it is taken over from.

        ``name`` is the estimate with the health cadre in it as ``{}``, if it has one.
        """
        whose = cadre.taken_over.get(of)
        if whose is None:
            return None
        source = name.format(whose)
        central = self.registry.get(source).central
        middle = float(central[0] if isinstance(central, tuple) else central)
        middle = 1.0 - middle if of == "private_share" else middle
        if of in OWN_PLACE and whose != cadre.like:
            self.aliases[name.format(cadre.like)] = source
        note = f"{TAKEN_OVER} ({whose})" if "{}" in name else f"{TAKEN_OVER}, all cadres alike"
        return Value(of, middle, "share", "assumed", f"estimate:{source}", cadre=cadre.like, note=note)

    def missing(self, what: str, cadre: Cadre, do: str) -> None:
        """Note that a run needs a value that nothing gives."""
        place = f"{self.workforce.file}, {what} of {cadre.id}"
        self.problems.append(Problem(place, UNKNOWN, do))


def values_at_start(workforce: Workforce, tables: WorldTables, start: int) -> Gathered:
    """Values of the start year by name, with the health cadre's name after the dot, as the model reads them.

    A row of evidence comes first, then what the card assumes with its reason, then a health cadre's estimate where the
    card takes it over by name. What is left is missing: of graduates a gap, of all else a problem.
    """
    iso3 = workforce.country
    income = tables.income_group(iso3, start)
    got = Gathered(workforce, start, income.flag, load_registry())
    got.values["income_group"] = income
    got.values["population"] = _population(tables, iso3, start)
    got.values |= {
        name: value
        for name, value in macro.values_at(tables, iso3, start, tables.groups(start)).items()
        if name != national.PUBLIC_HEALTH_SPENDING.name
    }
    for slot in CADRES:
        cadre = workforce.cadres.get(slot)
        if cadre is None:
            got.values |= _nobody(slot, got)
        else:
            _of_cadre(got, cadre, tables)
    return got


def _of_cadre(got: Gathered, cadre: Cadre, tables: WorldTables) -> None:
    slot, iso3 = cadre.like, got.workforce.country
    _stock(got, cadre, tables)
    graduates = got.figure(got.rows("graduates", cadre.id, iso3), slot, OLDEST["graduates"])
    if graduates is not None:
        got.values[f"graduates.{slot}"] = graduates
    else:
        got.gaps.append(f"graduates of {cadre.id}: no row; the run takes those that keep the stock on its growth")
    earned = got.figure(got.pay(cadre.id, iso3), slot, OLDEST["pay"]) or got.assumed(
        "pay", cadre, PAY_UNIT, name=f"pay_multiple.{slot}.{got.group}"
    )
    _keep(got, "pay", cadre, earned, NEEDED["pay"].do)
    women = behaviour.income_key(got.group)
    shares = (
        ("women_share", "women_share", "", f"women_share.{{}}.{women}"),
        ("foreign_trained_share", "foreign_trained_share", "", "foreign_trained_share.{}.other"),
        ("capital_share", "place_share", "capital", "place_share.{}"),
        ("private_share", "private_share", "", f"public_share.{_public_key(iso3, got.group)}"),
        ("reserve_share", "", "", "reserve_share.{}"),
    )
    for name, indicator, place, estimate in shares:
        row = got.figure(got.rows(indicator, cadre.id, iso3, place=place), slot, OLDEST_SHARE) if indicator else None
        law = estimate.format(slot) if name in ("private_share", "reserve_share") else ""
        can = name != "capital_share"
        value = row or (got.assumed(name, cadre, "share", name=law) if can else None)
        value = value or got.taken_over(name, cadre, estimate)
        _keep(got, name, cadre, value, NEEDED[name].do)
    got.values.setdefault(f"growth.{slot}", Value("stock_growth", 0.0, "per_year", "assumed", cadre=slot))


def _keep(got: Gathered, name: str, cadre: Cadre, value: Value | None, do: str) -> None:
    if value is None:
        got.missing(name, cadre, do)
    else:
        got.values[f"{name}.{cadre.like}"] = value


def _stock(got: Gathered, cadre: Cadre, tables: WorldTables) -> None:
    """Workers at the start and their growth, the series cleaned as those of health workers are (docs/evidence.md)."""
    rows = got.rows("workers", cadre.id, got.workforce.country)
    if not rows or max(row.year for row in rows) < got.start - OLDEST["workers"]:
        got.missing("workers", cadre, f"give a row of workers of {got.start - OLDEST['workers']} or later, in persons")
        return
    rows = sorted(rows, key=lambda row: row.year)
    default = people_growth(tables, got.workforce.country, got.start)
    segment = clean_series([row.year for row in rows], [row.value for row in rows], default)
    value, method = segment.smoothed(got.start)
    span = f"{len(segment.years)} figures, {segment.years[0]} to {segment.years[-1]}"
    lost = sorted({row.year for row in rows} - set(segment.years))
    note = span + (f"; left out as breaks: {', '.join(map(str, lost))}" if lost else "")
    source = min(rows, key=lambda row: abs(row.year - got.start)).source
    known = Value("workers", float(value), "persons", method, source, got.start, cadre.like, note=note)
    got.values[f"workers.{cadre.like}"] = known
    slope = segment.slope
    measured, how = (slope, f"as measured, {span}") if slope is not None else (default, "as the population")
    inside = min(max(measured, GROWTH[0]), GROWTH[1])
    cut = "" if inside == measured else f"; {measured:+.1%} a year, cut to {GROWTH[0]:.0%} to {GROWTH[1]:.0%}"
    method = "estimated" if slope is not None else "assumed"
    got.values[f"growth.{cadre.like}"] = Value(
        "stock_growth", inside, "per_year", method, rows[-1].source, got.start, cadre.like, note=how + cut
    )


def _nobody(slot: str, got: Gathered) -> dict[str, Value]:
    """Values of a place in which no cadre of the card runs: nobody, so that no other value of it counts."""
    women, note = f"women_share.{slot}.{behaviour.income_key(got.group)}", "no cadre of the card stands here"
    known = got.registry.get(f"pay_multiple.{slot}.{got.group}").central
    out = {
        "workers": Value("workers", 0.0, "persons", "assumed", cadre=slot, note=note),
        "pay": pay.group_multiple(slot, got.group, float(known)),  # type: ignore[arg-type]
        "women_share": Value("women_share", None, "share", "assumed", f"estimate:{women}", cadre=slot),
        "reserve_share": Value("reserve_share", None, "share", "assumed", f"estimate:reserve_share.{slot}", cadre=slot),
    }
    if slot in SLOTS:
        out["growth"] = Value("stock_growth", 0.0, "per_year", "assumed", cadre=slot)
    return {f"{name}.{slot}": value for name, value in out.items()}


def _public_key(iso3: str, group: str) -> str:
    return behaviour.public_key(find_country(iso3).who_region, group)


def _population(tables: WorldTables, iso3: str, start: int) -> Value:
    found = tables.at(national.POPULATION, start).get(iso3)
    if found is not None:
        return found
    counted = panels.population_total(tables.table("population"), iso3, start)
    size = None if counted is None else counted.value
    return Value("population", size, "persons", "interpolated", "undesa_wpp", start)


def people_growth(tables: WorldTables, iso3: str, start: int) -> float:
    """Growth of the population around the start; 0 where it is not known. [1/year]"""
    people = macro.people(tables, iso3)
    if people is None:
        return 0.0
    before, after = people.on_new_year(people.total, np.array([start - 2.0, start + 2.0]))
    return float(np.log(after / before) / 4.0)


@dataclass(frozen=True)
class Leaving:
    """Who leaves, where to, and how sure that is, by health cadre in whose place a cadre runs."""

    emigrants: Mapping[str, Value]  # persons a year
    sd: Mapping[str, float]  # log-s.d. of the level
    counted: Mapping[str, Mapping[str, Value]]  # stocks by destination, where rows count them
    shares: Mapping[str, float]  # of destinations, the rest of the world last


def leaving(got: Gathered) -> Leaving:
    """People who leave by cadre: those of a row, else as the card assumes; where stocks abroad are counted, these.

    A figure of all cadres together is split as their stocks are.
    """
    card = got.workforce.card
    shares = {there.iso3: there.share for there in card.destination}
    shares[OTHER] = max(0.0, 1.0 - sum(shares.values()))
    shares[OTHER] = shares[OTHER] if shares[OTHER] > 1e-9 else 0.0
    sizes = {c.like: float(v.value or 0.0) for c in card.cadre if (v := got.values.get(f"workers.{c.like}"))}
    total = sum(sizes.values()) or 1.0
    emigrants: dict[str, Value] = {}
    sd: dict[str, float] = {}
    counted: dict[str, dict[str, Value]] = {}
    for cadre in card.cadre:
        stocks = _counted(got, cadre)
        if stocks:
            counted[cadre.like] = stocks
            sd[cadre.like] = 0.0
            continue
        part = sizes.get(cadre.like, 0.0) / total
        found = _emigrants(got, cadre, part)
        if found is None:
            got.missing("emigrants", cadre, NEEDED["emigrants"].do)
        else:
            emigrants[cadre.like], sd[cadre.like] = found
    return Leaving(emigrants, sd, counted, shares)


def _emigrants(got: Gathered, cadre: Cadre, part: float) -> tuple[Value, float] | None:
    iso3, reach = got.workforce.country, OLDEST["emigrants"]
    for name, share in ((cadre.id, 1.0), (ALL, part)):
        row = got.figure(got.rows("emigrants", name, iso3), cadre.like, reach)
        if row is not None:
            split = "" if name == cadre.id else f"{row.value:,.0f} of all cadres, split as their stocks"
            return _scaled(row, share, split), 0.0
    given = got.workforce.assumption("emigrants", cadre.id)
    if given is None:
        return None
    share = part if given.cadre == ALL else 1.0
    split = "" if given.cadre == cadre.id else f"{given.middle:,.0f} of all cadres, split as their stocks; "
    value = Value(
        "emigrants", given.middle * share, "persons_per_year", "assumed", "", None, cadre.like,
        low=given.numbers[0] * share, high=given.numbers[-1] * share, note=split + given.why,
    )  # fmt: skip
    return value, math.log(given.numbers[-1] / given.numbers[0]) / INTERVAL_SDS


def _scaled(row: Value, share: float, note: str) -> Value:
    from dataclasses import replace

    method = row.method if not note else "estimated"
    return replace(row, value=float(row.value or 0.0) * share, method=method).noted(note) if note else row


def _counted(got: Gathered, cadre: Cadre) -> dict[str, Value]:
    """Stocks abroad by destination from rows: of all destinations of the card, or the ones that lack are named."""
    iso3, found = got.workforce.country, {}
    for there in got.workforce.card.destination:
        rows = got.rows("workers_abroad", cadre.id, there.iso3, iso3)
        value = got.figure(rows, cadre.like, OLDEST["workers_abroad"], there.iso3)
        if value is not None:
            found[there.iso3] = value
    lacking = [there.iso3 for there in got.workforce.card.destination if there.iso3 not in found]
    if found and lacking:
        do = f"give workers_abroad in {', '.join(lacking)} too, or none and an [[assumed]] of emigrants"
        got.missing(f"workers_abroad in {', '.join(lacking)}", cadre, do)
    return found


def pay_abroad(got: Gathered, places: Sequence[str], shares: Mapping[str, float]) -> dict[str, dict[str, Value]]:
    """Pay over GDP per head by destination and health cadre in whose place a cadre runs; nobody's where none goes there."""
    out: dict[str, dict[str, Value]] = {}
    for place in places:
        out[place] = {slot: _group_pay(got, slot) for slot in CADRES}
        if shares.get(place, 0.0) <= 0:
            continue
        for cadre in got.workforce.card.cadre:
            row = None
            if place != OTHER:
                row = got.figure(got.pay(cadre.id, place), cadre.like, OLDEST["pay"], place)
            value = row or got.assumed("pay_abroad", cadre, PAY_UNIT, place)
            if value is None:
                where = "the rest of the world (OTH)" if place == OTHER else place
                do = f'give a row of pay there, or an [[assumed]] of pay_abroad with destination = "{place}"'
                got.missing(f"pay in {where}", cadre, do)
            else:
                out[place][cadre.like] = value
    return out


def _group_pay(got: Gathered, slot: str) -> Value:
    known = got.registry.get(f"pay_multiple.{slot}.{WORLD_GROUP}").central
    return pay.group_multiple(slot, WORLD_GROUP, float(known))  # type: ignore[arg-type]


def stock(size: float, method: str, slot: str, place: str, note: str) -> Value:
    """A stock abroad that no list counts; marked as given, so that no rule of health workers moves it."""
    return Value("workers_abroad", size, "persons", method, GIVEN, None, slot, place, "trained", note=note)
