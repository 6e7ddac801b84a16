"""Pairs of countries: distance, language, past; migrants of all professions; how far the destinations' reports reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.evidence.found import Found, rows_by_key

if TYPE_CHECKING:
    import pandas as pd

GEODIST, MIGRANTS = "cepii_geodist", "undesa_migrant_stock"

# Where CEPII's list of about 2006 has no such state: the state that it was part of, or the one it lies beside.
STANDS_FOR = {
    "MNE": "SRB",
    "XKX": "SRB",
    "SSD": "SDN",
    "SXM": "CUW",
    "BES": "CUW",
    "BLM": "GLP",
    "MAF": "GLP",
    "LIE": "CHE",
    "MCO": "FRA",
    "VAT": "ITA",
    "IMN": "GBR",
    "GGY": "GBR",
    "JEY": "GBR",
    "ALA": "FIN",
    "SJM": "NOR",
    "MYT": "COM",
    "ASM": "WSM",
    "GUM": "MNP",
    "VIR": "VGB",
}


class Ties(NamedTuple):
    """What joins two countries: kilometres between where people live; 1 where true, else 0, for the others."""

    distance_km: float
    official_language: int
    spoken_language: int
    colony: int


def ties(geodist: pd.DataFrame, origin: str, destination: str) -> Found[Ties] | None:
    """Distance, common official language, common language of 9 % of both peoples, and past as a colony.

    Reported; estimated where CEPII has no distance weighted by population and that between the largest towns
    stands for it; borrowed where CEPII's list has no such state (``STANDS_FOR``); None where neither helps.
    """
    columns = ("distw", "comlang_off", "comlang_ethno", "colony", "dist")
    table = rows_by_key(geodist, ("origin", "destination"), columns)
    notes = []
    key = (origin, destination)
    if key not in table:
        key = (STANDS_FOR.get(origin, origin), STANDS_FOR.get(destination, destination))
        notes = [
            f"{stand} for {place}" for place, stand in zip((origin, destination), key, strict=True) if place != stand
        ]
    if key not in table:
        return None
    weighted, official, spoken, colony, towns = table[key][0]
    method = "borrowed" if notes else "reported"
    if np.isnan(weighted):
        method = "borrowed" if notes else "estimated"
        notes.append("distance between the largest towns")
    kilometres = float(towns if np.isnan(weighted) else weighted)
    value = Ties(kilometres, int(official), int(spoken), int(colony))
    return Found(value, method, GEODIST, None, "; ".join(notes))


def diaspora(migrant_stock: pd.DataFrame, origin: str, destination: str) -> Found[float]:
    """People born in (or citizens of) the origin who live in the destination: all migrants, not health workers.

    Of the table's latest year (reported), the year of the diaspora in the gravity's estimates. A pair that the table
    has not is 0, assumed: the United Nations' table does not tell nobody from not reported.
    """
    year = table_years(migrant_stock)[-1]
    rows = rows_by_key(migrant_stock, ("origin", "destination"), ("year", "persons")).get((origin, destination), [])
    found = [float(persons) for at, persons in rows if at == year]
    if not found:
        return Found(0.0, "assumed", MIGRANTS, None, "not in the table: nobody, or not reported")
    return Found(found[0], "reported", MIGRANTS, year)


def abroad_coverage(
    migrant_stock: pd.DataFrame, origin: str, reporting_destinations: Iterable[str]
) -> Found[float] | None:
    """Share of the origin's emigrants who live in destinations that report, 0 to 1; estimated from all migrants.

    Of the table's latest year. None where the table has no emigrants of the origin then. Below .25 an emigration rate
    of health workers is not measured, not low.
    """
    at = table_years(migrant_stock)[-1]
    there = rows_by_key(migrant_stock, ("origin", "year"), ("destination", "persons")).get((origin, at), [])
    everywhere = sum(persons for _, persons in there)
    if not everywhere:
        return None
    reporting = frozenset(reporting_destinations)
    covered = sum(persons for destination, persons in there if destination in reporting)
    return Found(covered / everywhere, "estimated", MIGRANTS, at, "from migrants of all professions")


def table_years(migrant_stock: pd.DataFrame) -> list[int]:
    """The years of the table of migrants, ascending."""
    return sorted(int(key[0]) for key in rows_by_key(migrant_stock, ("year",), ("year",)))
