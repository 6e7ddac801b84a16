"""Graduates a year where a country reports them (medical schools of the OECD); else the model's rule (docs/model.md 5.1)."""

from __future__ import annotations

from dataclasses import replace

from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value, value_of

RATES = "oecd_graduates"
OLDEST_GRADUATES = 4  # years beyond which a figure is not used


def graduates(tables: WorldTables, country: str, cadre: str, start: int, people: float | None) -> Value | None:
    """Graduates of the start year as reported; None where the model's rule has to stand in."""
    source = _source(tables, "graduates", country, cadre)
    counts = near(tables.by_year("graduates", cadre).get(country, {}), start, source, OLDEST_GRADUATES)
    if counts:
        return value_of(counts, "graduates", "persons_per_year", start, cadre)
    if not people:
        return None
    rates = near(tables.by_year("graduates_per_100k", cadre).get(country, {}), start, RATES, OLDEST_GRADUATES)
    if not rates:
        return None
    value = value_of(rates, "graduates", "persons_per_year", start, cadre, "per 100 000 people times population")
    return replace(value, value=rates.value * people / 1e5)


def _source(tables: WorldTables, indicator: str, country: str, cadre: str) -> str:
    rows = tables.observations(indicator, cadre, country)
    return str(rows["source"].iloc[-1]) if len(rows) else ""
