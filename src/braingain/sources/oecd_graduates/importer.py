"""Importer of OECD DP_LIVE downloads: medical graduates per 100 000 people and doctors per 1 000 people."""

from __future__ import annotations

from collections.abc import Mapping

from braingain.foundation.countries import guess_iso3
from braingain.foundation.units import convert
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.oecd_stat import flag_words, is_live, rows_of
from braingain.sources.text import number

SOURCE = "oecd_graduates"
SERIES = {
    ("MEDICALGRAD", "100000HAB"): ("graduates_per_100k", "per_100k", "per_100k"),
    ("MEDICALDOC", "1000HAB"): ("density_per_10k", "per_1000", "per_10k"),
}


def recognises(name: str, head: bytes) -> bool:
    """True for a DP_LIVE download of MEDICALGRAD or MEDICALDOC."""
    return is_live(head, frozenset(indicator for indicator, _ in SERIES))


def read(files: Mapping[str, bytes]) -> Read:
    """Graduates per 100 000 people and doctors per 10 000 people by country and year."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    dropped = 0
    for name, content in files.items():
        found, said = rows_of(content, name, "TIME")
        messages += said
        for row in found:
            series = SERIES.get((row["INDICATOR"], row["MEASURE"]))
            iso3 = guess_iso3(row["LOCATION"])
            if series is None or iso3 is None or row["SUBJECT"] != "TOT":
                dropped += 1
                continue
            rows.append(_row(row, iso3, *series))
    messages += [f"{dropped} rows of aggregates or other series dropped"] if dropped else []
    graduates = evidence_rows(pd.DataFrame(rows), SOURCE, certainty="repackaged", cadre="doctor")
    return Read(graduates, {}, tuple(messages))


def _row(row: dict[str, str], iso3: str, indicator: str, unit: str, to: str) -> dict[str, object]:
    value = number(row["Value"])
    graduates = indicator == "graduates_per_100k"
    return {
        "indicator": indicator,
        "country": iso3,
        "measure": "inflow" if graduates else "stock",
        "activity": "" if graduates else "practising",
        "count": "headcount",
        "year": int(row["TIME"]),
        "value": None if value is None else round(convert(value, unit, to), 10),
        "unit": to,
        "flag": flag_words(row["Flag Codes"]),
    }
