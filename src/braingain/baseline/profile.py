"""What is known of a country, from where, and what is missing, as one record (docs/architecture.md, schema braingain/profile/1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain import EVIDENCE_EDITION
from braingain.baseline import headline
from braingain.baseline.context import DEFAULT_START, Context, build_context
from braingain.baseline.corridors import World, world_at
from braingain.baseline.destinations import BY_NATIONALITY, OTHER
from braingain.baseline.needs import draw_inputs
from braingain.baseline.overrides import LAST_START
from braingain.baseline.people import LARGEST_SHARE, stock_kind
from braingain.baseline.stocks import REGISTERS
from braingain.baseline.values import Value
from braingain.evidence.estimates import Registry, load_registry, widen
from braingain.evidence.own import OWN, OWN_FLAG, own_files
from braingain.evidence.reasons import reasons_of
from braingain.foundation.countries import country_name
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    from braingain.evidence.store import Store

SCHEMA = "braingain/profile/1"
ROLES = ("origin", "destination")
DRAWS, SEED = 400, 1
SMALLEST_SHOWN = 0.5  # persons below which an unreported cell is left out of the list
LARGEST_ORIGINS = 15
GIVEN = "workers_given"
TITLES = {
    GIVEN: "your own latest figure",
    "income_group": "World Bank income group",
    "workers": "who practise in the country",
    "foreign_trained_share": "trained abroad",
    "native_share": "natives among those trained abroad",
    "graduates": "graduates a year",
    "public_wage_bill_share": "Public pay of doctors and nurses over public health spending",
    "stock_growth": "growth of the stock a year",
    "density_per_10k": "per 10 000 people",
    "pay": "public pay over GDP per head",
    "women_share": "women",
    "reserve_share": "licensed, not at work",
    "emigrants": "who leave a year",
    "practising_share": "who practise, of those on the register",
    "place_share": "in the capital and largest towns",
    "private_share": "in the private sector",
    "frozen_posts": "posts frozen while schools grew",
    "gdp_per_head": "GDP per head, real, international $",
    "gdp_per_head_usd": "GDP per head, current US$",
    "public_health_spending_share": "Public health spending over GDP",
    "urban_share": "People in towns",
    "share_65_up": "People of 65 and more",
    "exchange_rate": "Local currency per US$",
    "ppp": "Local currency per international $",
    "inflation": "Inflation, change of consumer prices",
    "foreign_trained_workers": "trained in",
}
CADRE_WORDS = {
    "doctor": "Doctors",
    "nurse": "Nurses",
    "midlevel": "Mid-level workers",
    "community": "Community workers",
}


def profile(store: Store, country: str, start: int = DEFAULT_START, roles: Sequence[str] = ROLES) -> dict[str, Any]:
    """The profile of a country at a start year.

    ``roles`` chooses what is shown: the country as one of origin, as one of destination, or both. Nurses abroad are
    given as one assumed total with its interval, by destination only as a user counted them: no table of them exists.

    Raises
    ------
    BraingainError
        For unknown countries and roles, and where the context cannot be built.
    """
    wrong = [role for role in roles if role not in ROLES]
    if wrong:
        raise BraingainError([Problem("--as", f'"{role}" is no role', did_you_mean(role, ROLES)) for role in wrong])
    context = build_context(store, country, start)
    world, registry = world_at(store, start), load_registry()
    drawn = draw_inputs(context, registry, DRAWS, SEED)
    vintages = {str(row.source): str(row.vintage or "") for row in store.sources().itertuples()}
    values = [row for row in _rows(context, registry, vintages) if row["role"] in roles]
    if "destination" in roles:
        values += _origins(world, context, vintages)
    if "origin" in roles:
        values += [_row(context, value, "origin", registry, vintages) for value in headline.implied(context, drawn)]
    measured = headline.measured(context, world, drawn)
    abroad = _abroad(context, drawn) if "origin" in roles else []
    return {
        "schema": SCHEMA,
        "country": context.country,
        "name": context.name,
        "edition": EVIDENCE_EDITION,
        "start": context.start,
        "roles": list(roles),
        "income_group": context.group,
        "region": context.region,
        "grade": dict(context.grade),
        "grade_why": dict(context.grade_why),
        "abroad_coverage": dict.fromkeys(context.grade, context.abroad_coverage),
        "default_destination": context.default_destination,
        "headline": headline.headline(context, measured),
        "values": values,
        "gaps": _gaps(store, context),
        "abroad": abroad,
        "abroad_are": _abroad_are(context) if abroad else "",
        "own": _own(store, values, abroad),
        "reasons": reasons_of(store, context.country) if "origin" in roles else [],
        "notes": list(context.notes),
    }


def _rows(context: Context, registry: Registry, vintages: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every value of the context as an evidence row with its role."""
    rows = []
    for name, value in context.values.items():
        role = "destination" if value.indicator in ("foreign_trained_share", "native_share") else "origin"
        rows.append(_row(context, value, role, registry, vintages))
        rows += [_row(context, given, role, registry, vintages) for given in _given(context, name, value)]
        density = _density(context, name, value)
        if density is not None:
            rows.append(_row(context, density, role, registry, vintages))
    return rows


def _given(context: Context, name: str, value: Value) -> list[Value]:
    """A user's latest figure of a stock as it was given, where the start has another year: beside what it became."""
    points = context.reported_points.get(value.cadre, {}) if name.startswith("workers.") else {}
    if not value.note.startswith(OWN) or not points or max(points) == context.start:
        return []
    year = max(points)
    nearer = min(year, LAST_START)
    note = f"as you gave it; the run starts in {context.start} with {value.value:,.0f}"
    note += (
        f"; --start {nearer} begins {'with' if nearer == year else 'nearer to'} it" if nearer > context.start else ""
    )
    return [Value(GIVEN, points[year], "persons", "reported", value.source, year, value.cadre, note=note)]


def _density(context: Context, name: str, value: Value) -> Value | None:
    people = context.values["population"].value
    if name not in ("workers.doctor", "workers.nurse") or not people or value.value is None:
        return None
    note = "stock over population; nurses with midwives" if value.cadre == "nurse" else "stock over population"
    per = 1e4 * value.value / people
    return Value("density_per_10k", per, "per_10k", value.method, value.source, value.year, value.cadre, note=note)


def _row(context: Context, value: Value, role: str, registry: Registry, vintages: Mapping[str, str]) -> dict[str, Any]:
    """One evidence row (columns of docs/architecture.md) with role and title."""
    low, high = _bounds(value, registry, context)
    shown: float | str | None = value.flag if value.value is None and value.flag else value.value
    return {
        "indicator": value.indicator,
        "title": _title(value),
        "role": role,
        "country": context.country,
        "partner": value.partner,
        "definition": value.definition,
        "measure": "inflow" if value.unit == "persons_per_year" else "stock",
        "activity": "practising" if value.indicator == "workers" else "unknown",
        "count": "headcount" if value.unit in ("persons", "persons_per_year") else "unknown",
        "cadre": value.cadre or "all",
        "sex": "female" if value.indicator == "women_share" else "all",
        "age": "all",
        "place": "capital" if value.indicator == "place_share" else "all",
        "employment": "private" if value.indicator == "private_share" else "all",
        "year": value.year,
        "year_to": value.year,
        "from_year": value.from_year,
        "value": shown,
        "low": low,
        "high": high,
        "unit": value.unit,
        "source": value.source,
        "vintage": vintages.get(value.source, ""),
        "method": value.method,
        "certainty": "",
        "flag": value.flag if value.value is not None else "",
        "note": value.note,
    }


def _title(value: Value) -> str:
    words = TITLES.get(value.indicator, value.indicator.replace("_", " ").capitalize())
    head = CADRE_WORDS.get(value.cadre)
    title = f"{head}: {words}" if head else words
    return f"{title} {country_name(value.partner)}" if value.partner else title


def _bounds(value: Value, registry: Registry, context: Context) -> tuple[float | None, float | None]:
    """5th and 95th percentile of what a run draws, where the registry says how far a value may lie from its figure."""
    if value.low is not None or value.value is None:
        return value.low, value.high
    name = value.source.removeprefix("estimate:")
    drawn_as_is = value.indicator not in ("place_share", "private_share", "frozen_posts")
    if value.source.startswith("estimate:") and name in registry.estimates and drawn_as_is:
        law = widen(registry.get(name), context.country, context.region, context.group).distribution
        low, high = law.quantile(np.array([0.05, 0.95]))
        most = LARGEST_SHARE if value.indicator == "women_share" else np.inf
        return min(float(low), most), min(float(high), most)
    if value.indicator == "workers" and value.value > 0:
        spread = 1.645 * float(registry.get(f"doctors_stock_sd.{stock_kind(value)}").central)  # type: ignore[arg-type]
        return float(value.value * np.exp(-spread)), float(value.value * np.exp(spread))
    return None, None


def _origins(world: World, context: Context, vintages: Mapping[str, str]) -> list[dict[str, Any]]:
    """Doctors of a destination by country of training, the largest origins."""
    cells = world.cells.get(context.country, {})
    largest = sorted(cells.items(), key=lambda item: -item[1].persons)[:LARGEST_ORIGINS]
    rows = _of_the_register(world, context, vintages)
    for origin, cell in largest:
        if cell.persons <= 0:
            continue
        note = "by nationality, not by training: kept out of rates" if cell.definition == "national" else ""
        value = Value(
            "foreign_trained_workers",
            cell.persons,
            "persons",
            "reported",
            cell.source,
            cell.year,
            "doctor",
            origin,
            cell.definition,
            note=note,
        )
        rows.append(_row(context, value, "destination", world.registry, vintages) | {"activity": "registered"})
    return rows


def _of_the_register(world: World, context: Context, vintages: Mapping[str, str]) -> list[dict[str, Any]]:
    """Practising for each one registered, where the country's register holds more than practise."""
    there = world.destinations.get(context.country)
    found = there.practising if there else None
    if found is None:
        return []
    value = Value(
        "practising_share",
        found.share,
        "share",
        "estimated",
        REGISTERS,
        context.start,
        "doctor",
        low=found.low,
        high=found.high,
        note=f"practising doctors over the register's total, {found.years[0]} to {found.years[-1]}; the stocks that other "
        "countries have here are multiplied by it, those by origin below are of the register",
    )
    return [_row(context, value, "destination", world.registry, vintages)]


def _abroad(context: Context, drawn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Stocks abroad: doctors by destination, nurses as one assumed total with its interval, then those a user counted."""
    rows: list[dict[str, Any]] = []
    cells = sorted(context.abroad["doctor"].items(), key=lambda item: -float(item[1].value or 0.0))
    for destination, cell in cells:
        size = float(cell.value or 0.0)
        if size < SMALLEST_SHOWN and not (cell.method == "reported" and size > 0):
            continue
        note = cell.note
        if destination == BY_NATIONALITY:
            why = "counted by nationality, not by training: " if cell.definition == "national" else ""
            note = "; ".join(t for t in (f"{why}apart from rates", note) if t)
        rows.append(_abroad_row(context, destination, cell, note))
    own = [cell for cell in context.abroad["nurse"].values() if OWN_FLAG in cell.flag.split(";")]
    return [*rows, _nurses(context, drawn), *[_abroad_row(context, cell.partner, cell, cell.note) for cell in own]]


def _abroad_are(context: Context) -> str:
    """What the figures abroad are, since runs and ``evidence world`` have others for the same year."""
    return (
        "central figures, natives of the destination still among them, nurses before limits; runs start with draws "
        f"around them, natives out: their medians are in `braingain evidence world {context.country}`"
    )


def _abroad_row(context: Context, destination: str, cell: Value, note: str) -> dict[str, Any]:
    return {
        "destination": destination,
        "destination_name": "Rest of the world" if destination == OTHER else country_name(destination),
        "cadre": cell.cadre,
        "workers": round(float(cell.value or 0.0), 1),
        "low": None,
        "high": None,
        "year": cell.year or context.start,
        "definition": cell.definition or "trained",
        "source": cell.source,
        "method": cell.method,
        "note": note,
    }


def _nurses(context: Context, drawn: Mapping[str, Any]) -> dict[str, Any]:
    total, low, high, cut = headline.nurses_abroad(context, drawn)
    rule = context.abroad["nurse"][OTHER].note
    own = [d for d, cell in context.abroad["nurse"].items() if OWN_FLAG in cell.flag.split(";")]
    rule = (
        f"of your own import in {', '.join(map(country_name, own))}; elsewhere {rule}"
        if own
        else f"no data by destination; {rule}"
    )
    rule += f"; {headline.cut_words(cut)}" if cut > 0 else ""
    return {
        "destination": "all",
        "destination_name": "All destinations together",
        "cadre": "nurse",
        "workers": round(total, 1),
        "low": round(low, 1),
        "high": round(high, 1),
        "year": context.start,
        "definition": "trained",
        "source": "",
        "method": "assumed",
        "note": rule,
    }


def _own(store: Store, values: list[dict[str, Any]], abroad: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A user's own sources that the profile rests on: the files they came from, and which figures are theirs."""
    named = [(v["source"], v["title"]) for v in values if v["indicator"] not in (GIVEN, "density_per_10k")]
    named += [(row["source"], f"{CADRE_WORDS[row['cadre']]}: in {row['destination_name']}") for row in abroad]
    files = own_files(store)
    used = [source for source in sorted(files) if any(name == source for name, _ in named)]
    return [
        {"source": source, "files": list(files[source]), "figures": [title for name, title in named if name == source]}
        for source in used
    ]


def _gaps(store: Store, context: Context) -> list[dict[str, Any]]:
    """What is missing, why it matters and whom to ask; what the context itself found missing first."""
    from braingain.evidence.gaps import gaps_of

    gaps: list[dict[str, Any]] = []
    if context.leaving_why_not:
        gaps.append(
            {
                "indicator": "emigration_rate",
                "cadre": "doctor",
                "why": context.leaving_why_not,
                "ask": "the registers of the countries where its emigrants live, by country of training",
            }
        )
    return gaps + [
        {key: gap[key] for key in ("indicator", "cadre", "why", "ask")} for gap in gaps_of(store, context.country)
    ]
