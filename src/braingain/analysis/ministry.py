"""What the workbook for a ministry is made from: what is published of a country, what runs use, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from braingain.analysis.public_figures import public_figures
from braingain.baseline.profile import profile
from braingain.evidence import national, panels
from braingain.evidence.ministry.known import KnownRow, known_rows
from braingain.evidence.ministry.sheets import SHEETS
from braingain.evidence.public_store import public_store

if TYPE_CHECKING:
    from braingain.evidence.store import Store

GDP_SINCE = 2015
LONGEST = 120  # letters of a citation in a cell


@dataclass(frozen=True)
class MinistryRecord:
    """Published figures by sheet, the profile (``braingain/profile/1``), GDP per head by year. [national currency]"""

    country: str
    known: Mapping[str, list[KnownRow]]
    profile: Mapping[str, Any]
    gdp_per_head: Mapping[int, float]


def ministry_record(store: Store, country: str) -> MinistryRecord:
    """All that a country's workbook comes with; nothing of what a user imported themselves is in it."""
    with public_store(store) as shown:
        sources = shown.sources()
        citations = {
            str(source): _short(str(citation))
            for source, citation in zip(sources["source"], sources["citation"], strict=True)
        }
        published = public_figures(shown, country)
        known = {sheet.name: known_rows(sheet, published, citations) for sheet in SHEETS}
        return MinistryRecord(country, known, profile(shown, country), _gdp_per_head(shown, country))


def _short(citation: str) -> str:
    citation = citation.rstrip(".")
    return citation if len(citation) <= LONGEST else f"{citation[: LONGEST - 4].rstrip()} ..."


def _gdp_per_head(store: Store, country: str) -> dict[int, float]:
    """GDP per head at current prices by year, by which pay is divided. [national currency]"""
    wdi, ppp = store.table("wdi"), store.table("ppp")
    out = {}
    for year, dollars in zip(*panels.series(wdi, country, national.GDP_PER_HEAD_USD), strict=True):
        rate = panels.exchange_rate(wdi, ppp, country, int(year)) if year >= GDP_SINCE else None
        if rate is not None:
            out[int(year)] = float(dollars) * rate.value
    return out
