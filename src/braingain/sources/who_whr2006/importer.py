"""Importer of typed tables of the World Health Report 2006; only what was read is taken.

Of Table 5.1 (doctors) that is the total alone, 18 556 or 23 % of the doctors at home; of Table 5.2 (nurses and
midwives) every row. Percent there is abroad over home, not abroad over all: the indicator's name says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import decode, header_of, number, table_rows

SOURCE = "who_whr2006"
YEAR = 2004  # the report's registers are of about that year
BY_ORIGIN = ["iso3", "country", "occupation", "home_total", "abroad_in_oecd", "pct_of_home_workforce_as_printed"]
OTHER_TABLES = ("who_region,total_health_workforce", "who_region,n_countries")
TABLES = {"physicians": ("doctor", "ssa_10", "oecd_8", "5.1"), "nurses_midwives": ("nurse", "ssa_19", "oecd_7", "5.2")}


def recognises(name: str, head: bytes) -> bool:
    """True for the four tables that were typed."""
    header = header_of(head)
    return header[: len(BY_ORIGIN)] == BY_ORIGIN or ",".join(header).startswith(OTHER_TABLES)


def read(files: Mapping[str, bytes]) -> Read:
    """Workers abroad, workers at home, and the share of abroad over home, by origin."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages = []
    for name, content in files.items():
        recalled = 0
        for line in table_rows(decode(content)):
            if line["certainty"].startswith("read"):
                rows.extend(_rows(line, everything=True))
            elif line["certainty"].startswith("total_18556"):
                rows.extend(_rows(line, everything=False))
            else:
                recalled += 1
        if recalled:
            messages.append(f"{name}: {recalled} rows from memory left out: no facts until they are read")
    frame = evidence_rows(pd.DataFrame(rows), SOURCE, flag="approximate")
    return Read(frame, {}, tuple(messages))


def _rows(line: dict[str, str], everything: bool) -> list[dict[str, object]]:
    """The rows of one origin or of the total; the home total only where it was read."""
    cadre, all_origins, destinations, table = TABLES[line["occupation"]]
    origin = all_origins if line["iso3"] == "TOT" else line["iso3"]
    certainty = "read" if everything else "seed"
    note = f"Table {table}; year is about {YEAR}; nurses include midwives" if cadre == "nurse" else f"Table {table}"
    about = {"cadre": cadre, "year": YEAR, "certainty": certainty, "note": note, "count": "headcount"}
    printed = (number(line["pct_of_home_workforce_as_printed"]) or 0) / 100
    abroad, home = number(line["abroad_in_oecd"]), number(line["home_total"])
    share: dict[str, object] = {"value": printed}
    if everything and abroad is not None and home:
        # The report prints whole percent cut off (Angola 0 %): the share is taken from its own two columns.
        share = {"value": round(abroad / home, 6), "method": "estimated", "certainty": "derived"}
    rows: list[dict[str, object]] = [
        {
            **about,
            "indicator": "workers_abroad",
            "country": destinations,
            "partner": origin,
            "definition": "trained",
            "measure": "stock",
            "value": abroad,
            "unit": "persons",
        },
        {
            **about,
            "indicator": "emigration_rate_home",
            "country": origin,
            "partner": destinations,
            "definition": "trained",
            "measure": "rate",
            **share,
            "unit": "share",
        },
    ]
    if everything:
        at_home = {"indicator": "workers", "country": origin, "measure": "stock", "unit": "persons"}
        rows.append({**about, **at_home, "value": home})
    return rows
