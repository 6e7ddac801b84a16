"""Importer of two series of the UN's SDG database in DDF form: health workers by sex, completion of secondary school.

Nothing of it ships: the custodians' licences are not settled. Users import the files themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from braingain.foundation.countries import guess_iso3
from braingain.foundation.units import convert
from braingain.sources.checked import Cells, Reading, csv_cells, kept_once
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import header_of

SOURCE = "unsd_sdg"
VINTAGE = "October 2020"
WORKERS, COMPLETION = "sh_med_hwrkdis", "se_tot_cplr"

CADRES = {"phys": ("doctor", "doctors"), "nurs": ("nurse", "nurses without midwives")}
LEVELS = {"lowsec": "completion_lower_secondary", "uppsec": "completion_upper_secondary"}
SEXES = {"bothsex": "all", "female": "female", "male": "male"}

# Shares of women outside these bounds look like women and men exchanged; some are true. They are flagged, never swapped.
USUAL_SHARES = {"nurse": (0.50, 1.00), "doctor": (0.12, 0.75)}
NATURES = {
    "c": ("reported", "country data"),
    "ca": ("reported", "country data, adjusted"),
    "e": ("estimated", "estimated by the agency"),
    "m": ("estimated", "modelled by the agency"),
    "g": ("estimated", "global monitoring data"),
}


def recognises(name: str, head: bytes) -> bool:
    """True for the series of health workers by sex and for that of secondary completion."""
    header = header_of(head)
    return {"geo_area", "nature", "sex", "year"} <= set(header) and header[-1] in (WORKERS, COMPLETION)


def read(files: Mapping[str, bytes]) -> Read:
    """Share of women among doctors and nurses, and completion of lower and upper secondary school by sex."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    regions = 0
    for name, content in files.items():
        reading, figures = Reading(name), list[tuple[Cells, dict[str, object]]]()
        for row in csv_cells(reading, content, ("geo_area", "nature", "sex", "year")):
            iso3, year = guess_iso3(row["geo_area"]), reading.year(row, "year")
            made = _women(reading, row) if WORKERS in row.of else _completion(reading, row)
            if iso3 is None:
                regions += 1
            elif made is not None and year is not None:
                figures.append((row, made | {"country": iso3, "year": year, "measure": "rate", "unit": "share"}))
        rows += kept_once(reading, figures)
        messages += reading.finish()
    messages += [f"{regions} rows of regions dropped"] if regions else []
    flagged = sorted({(str(r["country"]), str(r["cadre"])) for r in rows if r.get("flag")})
    if flagged:
        named = ", ".join(f"{country} {cadre}" for country, cadre in flagged)
        messages.append(f"share of women outside what is usual, flagged and not changed: {named}")
    if not rows:
        return Read(None, {}, tuple(messages))
    table = evidence_rows(pd.DataFrame(rows), SOURCE, vintage=VINTAGE, certainty="repackaged")
    return Read(table, {}, tuple(messages))


def _percent(reading: Reading, row: Cells, column: str) -> float | None:
    """A share in percent; one of more than the whole, or of a nature that is not known, is a mistake."""
    value = reading.number(row, column)
    if value is not None and value > 100:
        reading.wrong(row, column, f"{value:g} percent is more than the whole")
        return None
    if row["nature"] not in NATURES:
        reading.wrong(row, "nature", f'"{row["nature"]}" is not known', f"known are {', '.join(NATURES)}")
        return None
    return value


def _women(reading: Reading, row: Cells) -> dict[str, object] | None:
    """The share of women of a row; the row of men says the same again and is left out."""
    value = _percent(reading, row, WORKERS)
    if value is None or row["sex"] != "female" or row["type_of_occupation"] not in CADRES:
        return None
    cadre, who = CADRES[row["type_of_occupation"]]
    share = round(convert(value, "percent", "share"), 12)
    low, high = USUAL_SHARES[cadre]
    method, nature = NATURES[row["nature"]]
    return {
        "indicator": "women_share",
        "cadre": cadre,
        "value": share,
        "method": method,
        "flag": "" if low <= share <= high else "outside_range",
        "note": f"{who}; {nature}",
    }


def _completion(reading: Reading, row: Cells) -> dict[str, object] | None:
    value = _percent(reading, row, COMPLETION)
    if value is None or row["education_level"] not in LEVELS:
        return None
    method, nature = NATURES[row["nature"]]
    return {
        "indicator": LEVELS[row["education_level"]],
        "sex": SEXES[row["sex"]],
        "value": round(convert(value, "percent", "share"), 12),
        "method": method,
        "note": f"survey of those 3 to 5 years above the age of the grade; {nature}",
    }
