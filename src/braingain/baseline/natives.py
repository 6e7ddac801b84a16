"""Natives of the destination among those trained in an origin (nu of docs/model.md 4.9), and pairs that move freely.

Offshore schools train for the destination; their graduates abroad are no emigrants. Typed facts and rules; the
shares themselves are estimates of the registry.
"""

from __future__ import annotations

from braingain.foundation.countries import who_region

OFFSHORE = ("DMA", "GRD", "KNA", "ATG", "LCA", "BLZ", "COK")
NO_RATE = ("DMA", "GRD", "KNA", "ATG", "LCA")  # the emigration of nationals is not measured (docs/evidence.md)
HIGH_INCOME_SCHOOLS = ("CAN", "IRL", "GBR", "AUS")
# Free movement of workers: European Union, European Economic Area and Switzerland (the United Kingdom to 2020), and
# Australia with New Zealand.
_AREA = (
    "AUT BEL BGR CHE CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ISL ITA LIE LTU LUX LVA MLT NLD NOR "
    "POL PRT ROU SVK SVN SWE "
)
EEA = tuple(_AREA.split())
LAST_BRITISH_YEAR = 2020


def natives_estimate(origin: str, destination: str) -> str:
    """Name of the estimate that holds the share of natives of the destination among those trained in the origin."""
    if destination == "DEU":
        key = "DEU"  # counted by nationality: none is a native
    elif origin in OFFSHORE:
        key = origin
    elif destination == "USA" and origin in ("MEX", "DOM"):
        key = f"{origin}_USA"
    elif destination in ("ISR", "NOR"):
        key = f"to_{destination}"
    elif destination == "USA" and (origin in HIGH_INCOME_SCHOOLS or _european_school(origin)):
        key = "high_income_schools_USA"
    else:
        key = "other"
    return f"natives_share.{key}"


def moves_freely(origin: str, destination: str, year: int) -> bool:
    """Whether workers of the origin may work in the destination without a visa or permit."""
    area = (*EEA, "GBR") if year <= LAST_BRITISH_YEAR else EEA
    return (origin in area and destination in area) or {origin, destination} == {"AUS", "NZL"}


def both_in_union(origin: str, destination: str, year: int) -> bool:
    """Whether both lie in the European area of free movement (the dummy EU of docs/model.md 5.2)."""
    area = (*EEA, "GBR") if year <= LAST_BRITISH_YEAR else EEA
    return origin in area and destination in area


def _european_school(origin: str) -> bool:
    return origin in (*EEA, "GBR") and who_region(origin) == "EUR"
