"""Importer of OECD HEALTH_REAC: yearly pay of specialists, general practitioners and hospital nurses, OECD.Stat CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from braingain.sources.contract import Read, evidence_rows
from braingain.sources.oecd_stat import flag_words, is_stat, rows_of
from braingain.sources.text import number

SOURCE = "oecd_remuneration"

# OECD's codes look odd (specialists are RVNURMED) but are OECD's.
CADRES = {
    "RVNURMED": ("doctor_specialist", ""),
    "RVNURMEG": ("doctor_general", ""),
    "RVNURINF": ("nurse", "nurses in hospitals"),
}
UNITS = {
    "YSALARMT": ("salaried", "local_currency"),
    "YSALXRMT": ("salaried", "usd"),
    "YSALVCMT": ("salaried", "intl_usd_consumption"),
    "YSALGDMT": ("salaried", "gdp_per_head_multiple"),
    "YSALAWMT": ("salaried", "average_wage_multiple"),
    "YSALPIMT": ("salaried", "local_currency_2015"),
    "YSELFPMB": ("self_employed", "local_currency"),
    "YSEFXRMB": ("self_employed", "usd"),
    "YSELVCMT": ("self_employed", "intl_usd_consumption"),
    "YSEFGDMB": ("self_employed", "gdp_per_head_multiple"),
    "YSEFAWMT": ("self_employed", "average_wage_multiple"),
    "YSEFPIMT": ("self_employed", "local_currency_2015"),
}


def recognises(name: str, head: bytes) -> bool:
    """True for an OECD.Stat export of remuneration."""
    return is_stat(head, frozenset(CADRES))


def read(files: Mapping[str, bytes]) -> Read:
    """Yearly pay by country, cadre, employment and unit. Its international $ are those of private consumption."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    left_out: Counter[str] = Counter()
    for name, content in files.items():
        found, said = rows_of(content, name)
        messages += said
        for row in found:
            if row["VAR"] not in CADRES or row["UNIT"] not in UNITS:
                left_out[f"{row['VAR']} {row['UNIT']}"] += 1
                continue
            rows.append(_row(row))
    messages += [f"{n} rows of {code} left out: not a known series" for code, n in sorted(left_out.items())]
    pay = pd.DataFrame(rows)
    return Read(evidence_rows(pay, SOURCE, certainty="repackaged", measure="price"), {}, tuple(messages))


def _row(row: dict[str, str]) -> dict[str, object]:
    cadre, note = CADRES[row["VAR"]]
    employment, unit = UNITS[row["UNIT"]]
    return {
        "indicator": "pay",
        "country": row["COU"],
        "cadre": cadre,
        "employment": employment,
        "year": int(row["YEA"]),
        "value": number(row["Value"]),
        "unit": unit,
        "flag": flag_words(row["Flag Codes"]),
        "note": note,
    }
