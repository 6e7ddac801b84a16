"""What doctors and nurses earn: abroad from OECD pay over GDP per head, else and at home by income group, an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from braingain.baseline.tables import WorldTables, near
from braingain.baseline.values import Value, value_of

OLDEST_PAY = 10  # years before the start beyond which a pay figure is not used


@cache
def multiples(tables: WorldTables, cadre: str, start: int) -> Mapping[str, Value]:
    """Reported yearly pay over GDP per head by country, at the start or the nearest year.

    Doctors: salaried specialists, else salaried general practitioners; the self-employed are left out. The ratio is of national currencies, so that times GDP
    per head at purchasing power it is pay by one PPP for all countries, that of GDP.
    """
    out: dict[str, Value] = {}
    kinds = ("doctor_specialist", "doctor_general") if cadre == "doctor" else (cadre,)
    for kind in kinds:
        for country, (series, source) in _salaried(tables, kind).items():
            found = near(series, start, source, OLDEST_PAY)
            if found and country not in out:
                note = kind.replace("_", ", ") + ", salaried"
                out[country] = value_of(found, "pay", "gdp_per_head_multiple", start, cadre, note)
    return out


def group_multiple(cadre: str, group: str, central: float) -> Value:
    """Pay of a cadre by income group, an estimate of the registry."""
    name = f"pay_multiple.{cadre}.{group}"
    return Value(
        "pay", central, "gdp_per_head_multiple", "assumed", f"estimate:{name}", None, cadre, note="by income group"
    )


def _salaried(tables: WorldTables, kind: str) -> dict[str, tuple[dict[int, float], str]]:
    """Pay by year and its source, one for each country: a user's own, else the publisher's."""
    rows = tables.observations("pay", kind)
    rows = rows[(rows["unit"] == "gdp_per_head_multiple") & rows["value"].notna()]
    rows = rows[rows["employment"] == "salaried"]
    mine = tables.own
    out: dict[str, tuple[dict[int, float], str]] = {}
    by_source = rows.groupby(["country", "source"])
    for (country, source), one in sorted(by_source, key=lambda item: (item[0][1] in mine, *item[0])):
        series = {int(year): float(value) for year, value in zip(one["year"], one["value"], strict=True)}
        out[str(country)] = series, str(source)
    return out
