"""Importer of World Development Indicators: the national series that the model starts from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import guess_iso3
from braingain.foundation.units import convert
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.worldbank_wdi.download import Download, aggregates, downloads, holds_replies, is_download

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "worldbank_wdi"

# Indicators that are kept, and the first year that is.
FIRST_YEARS = {
    "SH.MED.PHYS.ZS": 1960,
    "SH.MED.NUMW.P3": 1960,
    "SP.POP.TOTL": 1990,
    "SP.URB.TOTL.IN.ZS": 1990,
    "SP.POP.65UP.TO.ZS": 1990,
    "NY.GDP.PCAP.PP.KD": 1990,
    "NY.GDP.PCAP.PP.CD": 1990,
    "NY.GDP.PCAP.CD": 1990,
    "NY.GDP.MKTP.CD": 1990,
    "NY.GDP.MKTP.KD.ZG": 1990,
    "SH.XPD.CHEX.PC.CD": 1990,
    "SH.XPD.GHED.GD.ZS": 1990,
    "PA.NUS.FCRF": 1990,
    "FP.CPI.TOTL.ZG": 1990,
    "BX.TRF.PWKR.DT.GD.ZS": 1990,
    "BX.TRF.PWKR.CD.DT": 1990,
    "SH.DYN.AIDS.ZS": 1990,
    "SE.SEC.ENRR": 1990,
}
CADRES = {"SH.MED.PHYS.ZS": ("doctor", ""), "SH.MED.NUMW.P3": ("nurse", "nurses and midwives; ")}
REPEATS_WHO = "repeats WHO's figures: no second source beside them"

# A point that a release got wrong, with its value there: left out, and its row flagged. A later release may mend it.
WRONG_POINTS = {("BX.TRF.PWKR.CD.DT", "PHL", 2022): 9_066_861_663.0}


def recognises(name: str, head: bytes) -> bool:
    """True for a World Bank download of an indicator; the repackaged price and PPP tables are none."""
    return is_download(name, head)


def recognises_whole(name: str, content: bytes) -> bool:
    """True for a zip that holds the pages of replies of the API."""
    return holds_replies(content)


def read(files: Mapping[str, bytes]) -> Read:
    """The table ``wdi`` (country, indicator, year, value, vintage, flag), and densities as evidence rows.

    ``vintage`` is the World Bank's ``Last Updated Date`` of the indicator's file: vintages differ and are kept.
    A point that the release has wrong has no value and the flag ``outside_range``. Slips in densities stay as they
    are: the rule for series (``evidence.series``) treats them.
    """
    import pandas as pd

    no_country = aggregates(files)
    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for download in downloads(files):
        if download.indicator not in FIRST_YEARS:
            messages.append(f"{download.indicator} is not used by the model: left out")
            continue
        rows.extend(_rows(download, no_country))
        messages.extend(_messages(download, no_country))
    columns = ["country", "indicator", "year", "value", "vintage", "flag"]
    table = pd.DataFrame(rows, columns=columns).sort_values(columns[:3], ignore_index=True)
    return Read(_densities(table), {"wdi": table}, tuple(messages))


def _rows(download: Download, no_country: frozenset[str]) -> list[dict[str, object]]:
    rows = []
    for (code, year), value in download.values.items():
        iso3 = guess_iso3(code)
        if code in no_country or iso3 is None or year < FIRST_YEARS[download.indicator]:
            continue
        wrong = _is_wrong(download.indicator, iso3, year, value)
        rows.append(
            {
                "country": iso3,
                "indicator": download.indicator,
                "year": year,
                "value": float("nan") if wrong else value,
                "vintage": download.vintage,
                "flag": "outside_range" if wrong else "",
            }
        )
    return rows


def _is_wrong(indicator: str, iso3: str, year: int, value: float) -> bool:
    known = WRONG_POINTS.get((indicator, iso3, year))
    return known is not None and abs(value - known) < 1


def _messages(download: Download, no_country: frozenset[str]) -> list[str]:
    """What was left out of one file, in words."""
    said = [f"{download.indicator} of {download.vintage}: {len(download.codes & no_country)} aggregates dropped"]
    first = FIRST_YEARS[download.indicator]
    early = sum(
        year < first and code not in no_country and guess_iso3(code) is not None for code, year in download.values
    )
    if early:
        said.append(f"{download.indicator}: {early} values before {first} left out")
    unknown = sorted(code for code in download.codes - no_country if guess_iso3(code) is None)
    count = sum(code in unknown for code, _ in download.values)
    if count:
        said.append(f"{download.indicator}: {count} values of {', '.join(unknown)} left out, no ISO 3166 code")
    said.extend(
        f"{download.indicator}: {code} {year} ({value:,.0f}) left out as wrong in this release, row flagged"
        for (code, year), value in download.values.items()
        if _is_wrong(download.indicator, code, year, value)
    )
    return said


def _densities(table: pd.DataFrame) -> pd.DataFrame | None:
    """Doctors, nurses and midwives per 10 000 people as evidence rows, for those who look for single figures."""
    health = table[table["indicator"].isin(list(CADRES))]
    if health.empty:
        return None
    rows = health[["country", "year", "vintage"]].assign(
        cadre=health["indicator"].map({code: cadre for code, (cadre, _) in CADRES.items()}),
        note=health["indicator"].map({code: f"{note}{REPEATS_WHO}" for code, (_, note) in CADRES.items()}),
        value=(health["value"] * convert(1, "per_1000", "per_10k")).round(10),
    )
    return evidence_rows(rows, SOURCE, indicator="density_per_10k", measure="stock", unit="per_10k")
