"""Graduates a year where a country reports them (medical schools of the OECD); else the model's rule (docs/model.md 5.1)."""

from __future__ import annotations

from dataclasses import replace

from braingain.baseline.choice import Figures, candidates, value_from
from braingain.baseline.tables import WorldTables
from braingain.baseline.values import Value

OLDEST_GRADUATES = 4  # years beyond which a figure is not used


def graduates(tables: WorldTables, country: str, cadre: str, start: int, people: float | None) -> Value | None:
    """Graduates of the start year as reported; None where the model's rule has to stand in.

    By the precedence of ``baseline.choice``: a user's own counts, their own rates, then a publisher's rates, and
    counts of single works last.
    """
    found = taken(tables, country, cadre, start, people)
    return found[1] if found else None


def taken(
    tables: WorldTables, country: str, cadre: str, start: int, people: float | None
) -> tuple[Figures, Value] | None:
    """The series that ``graduates`` takes, of numbers or rates, and the graduates that it has from it."""
    counts = candidates(tables, "graduates", cadre).get(country, ())
    rates = candidates(tables, "graduates_per_100k", cadre).get(country, ()) if people else ()
    known = [(True, one) for one in counts] + [(False, one) for one in rates]
    for counted, figures in sorted(known, key=lambda one: (not one[1].own, one[0] != one[1].own)):
        name, unit = ("graduates", "persons_per_year") if counted else ("graduates_per_100k", "per_100k")
        value = value_from(figures, name, unit, cadre, start, OLDEST_GRADUATES)
        if value is not None:
            return figures, value if counted else _persons(value, people or 0.0)
    return None


def _persons(rate: Value, people: float) -> Value:
    note = "; ".join(filter(None, ("per 100 000 people times population", rate.note)))
    size = float(rate.value or 0.0) * people / 1e5
    return replace(rate, indicator="graduates", value=size, unit="persons_per_year", note=note)
