"""Graduates a year where a country reports them (medical schools of the OECD); else the model's rule (MODEL 4.9 G)."""

from __future__ import annotations

from braingain.baseline.tables import WorldTables, at_year
from braingain.baseline.values import Value

OLDEST_GRADUATES = 4  # years beyond which a figure is not used


def graduates(tables: WorldTables, country: str, cadre: str, start: int, people: float | None) -> Value | None:
    """Graduates of the start year as reported; None where the model's rule has to stand in."""
    counts = at_year(tables.by_year("graduates", cadre).get(country, {}), start, reach=OLDEST_GRADUATES)
    if counts:
        return Value(
            "graduates",
            counts[0],
            "persons_per_year",
            counts[1],
            _source(tables, "graduates", country, cadre),
            counts[2],
            cadre,
            note=counts[3],
        )
    if not people:
        return None
    rates = at_year(tables.by_year("graduates_per_100k", cadre).get(country, {}), start, reach=OLDEST_GRADUATES)
    if not rates:
        return None
    note = "per 100 000 people times population"
    return Value(
        "graduates",
        rates[0] * people / 1e5,
        "persons_per_year",
        rates[1],
        "oecd_graduates",
        rates[2],
        cadre,
        note=f"{note}; {rates[3]}" if rates[3] else note,
    )


def _source(tables: WorldTables, indicator: str, country: str, cadre: str) -> str:
    rows = tables.observations(indicator, cadre, country)
    return str(rows["source"].iloc[-1]) if len(rows) else ""
