"""What doctors and nurses earn: abroad from OECD pay over GDP per head, else and at home by income group, an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value, value_of
from braingain.evidence.own import public, readable

if TYPE_CHECKING:
    import pandas as pd

OLDEST_PAY = 10  # years before the start beyond which a pay figure is not used
KINDS = {"doctor": ("doctor", "doctor_specialist", "doctor_general")}  # of a cadre, the first taken before the next


class Pay(NamedTuple):
    """Yearly pay over GDP per head of one kind of worker, and whose figures they are."""

    kind: str
    source: str
    years: Mapping[int, float]


@cache
def multiples(tables: WorldTables, cadre: str, start: int) -> Mapping[str, Value]:
    """Reported yearly pay over GDP per head by country, at the start or the nearest year.

    A user's own before the publisher's. Doctors: of all together (which no publisher gives), else salaried specialists, else salaried general
    practitioners; the self-employed are left out. The ratio is of national currencies, so that times GDP
    per head at purchasing power it is pay by one PPP for all countries, that of GDP.
    """
    out: dict[str, Value] = {}
    for country, (kind, source, series) in taken(tables, cadre, start).items():
        found = near(series, start, source, OLDEST_PAY)
        assert found is not None
        note = kind.replace("_", ", ") + ", salaried"
        out[country] = value_of(found, "pay", "gdp_per_head_multiple", start, cadre, note)
    return out


@cache
def taken(tables: WorldTables, cadre: str, start: int) -> Mapping[str, Pay]:
    """The series of each country that ``multiples`` takes: the first that has a figure near enough to the start."""
    out: dict[str, Pay] = {}
    for country, series in _salaried(tables, cadre):
        if country not in out and near(series.years, start, series.source, OLDEST_PAY):
            out[country] = series
    return out


def group_multiple(cadre: str, group: str, central: float) -> Value:
    """Pay of a cadre by income group, an estimate of the registry."""
    name = f"pay_multiple.{cadre}.{group}"
    return Value(
        "pay", central, "gdp_per_head_multiple", "assumed", f"estimate:{name}", None, cadre, note="by income group"
    )


def _salaried(tables: WorldTables, cadre: str) -> list[tuple[str, Pay]]:
    """Country and series of all pay over GDP per head, in the order of precedence."""
    own: list[tuple[str, Pay]] = []
    published: list[tuple[str, Pay]] = []
    for kind in KINDS.get(cadre, (cadre,)):
        rows = tables.observations("pay", kind)
        given = public(rows, tables.own)
        given = given[(given["unit"] == "gdp_per_head_multiple") & given["value"].notna()]
        own += _series(readable(rows, tables.own), kind)
        published += _series(given[given["employment"] == "salaried"], kind)
    return own + published


def _series(rows: pd.DataFrame, kind: str) -> list[tuple[str, Pay]]:
    return [
        (
            str(country),
            Pay(kind, str(source), dict(zip(one["year"].astype(int), one["value"].astype(float), strict=True))),
        )
        for (country, source), one in rows.groupby(["country", "source"])
    ]
