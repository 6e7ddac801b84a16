"""Importer of WHO's Global Health Observatory: health workers (HWF, HRH) and shares of health spending (GHED).

Nothing of it ships. WHO's series break and jump; no figure is changed here: the rule for series (``evidence.series``)
treats them where a baseline reads them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

from braingain.foundation.countries import guess_iso3
from braingain.foundation.units import convert
from braingain.sources.checked import Reading, kept_once
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import decode_head
from braingain.sources.who_gho.forms import WITHDRAWN, Fact, facts_of, form_of

SOURCE = "who_gho"
LONGEST_NOTE = 200
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Series(NamedTuple):
    """What a code of WHO's counts, in our words."""

    indicator: str
    cadre: str
    unit: str
    note: str = ""
    to: str = ""  # our unit where it is another


MIDWIVES, NO_MIDWIVES = "nurses and midwives", "nurses without midwives"
SERIES = {
    "HWF_0001": Series("density_per_10k", "doctor", "per_10k"),
    "HWF_0002": Series("workers", "doctor", "persons"),
    "HWF_0003": Series("workers", "doctor_general", "persons"),
    "HWF_0004": Series("workers", "doctor_specialist", "persons"),
    "HWF_0006": Series("density_per_10k", "nurse", "per_10k", MIDWIVES),
    "HWF_0007": Series("workers", "nurse", "persons", MIDWIVES),
    "HWF_0024": Series("workers", "community", "persons"),
    "HRH_02": Series("workers", "doctor", "persons", "former series, withdrawn by WHO"),
    "HRH_24": Series("workers", "nurse", "persons", f"{MIDWIVES}; former series, withdrawn by WHO"),
    "GHED_GGHE-DCHE_SHA2011": Series("health_spending_public_share", "", "percent", "of all current spending", "share"),
    "GHED_OOPSCHE_SHA2011": Series(
        "health_spending_out_of_pocket_share", "", "percent", "of all current spending", "share"
    ),
}
# Parts for which the list of cadres has no name: they are said in the notes of the whole, or left out and counted.
MIDWIFERY = "HWF_0009"
PARTS = {
    "HWF_0005": "doctors not further defined",
    "HWF_0008": NO_MIDWIVES,
    MIDWIFERY: "midwives alone",
    "HRH_01": f"{NO_MIDWIVES} (former series)",
}
SEXES = {"MLE": "male", "FMLE": "female", "BTSX": "all"}
PLACES = {"RUR": "rural", "URB": "urban", "TOTL": "all"}


def recognises(name: str, head: bytes) -> bool:
    """True for any of WHO's four forms with a series of health workers or of health spending."""
    return form_of(head) != "" and any(code in decode_head(head) for code in ("HWF_", "HRH_", "GHED_"))


def read(files: Mapping[str, bytes]) -> Read:
    """Doctors, nurses with midwives and community workers (number, per 10 000 people), and shares of spending.

    Regions and income groups are dropped and counted. ``vintage`` is the day on which WHO last changed the figure.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        rows.extend(_rows(reading, list(facts_of(reading, content))))
        messages.extend(reading.finish())
    if not rows:
        return Read(None, {}, tuple(messages))
    return Read(evidence_rows(pd.DataFrame(rows), SOURCE), {}, tuple(messages))


def _rows(reading: Reading, facts: list[Fact]) -> list[dict[str, object]]:
    with_midwives = {(fact.place, fact.cells[fact.year_column]) for fact in facts if fact.code == MIDWIFERY}
    apart = with_midwives if any(fact.code == MIDWIFERY for fact in facts) else None
    made = []
    for fact in facts:
        series = SERIES.get(fact.code)
        if series is None:
            what = PARTS.get(fact.code, "not used by the program")
            reading.count(f"rows of {fact.code} left out: {what}")
            continue
        iso3 = guess_iso3(fact.place) if fact.is_country and len(fact.place) == 3 else None
        if iso3 is None:
            reading.count("rows of regions, income groups or the world dropped: they are no countries")
            continue
        row = _row(reading, fact, series, apart)
        if row is not None:
            made.append((fact.cells, {**row, "country": iso3}))
    return kept_once(reading, made)


def _row(
    reading: Reading, fact: Fact, series: Series, with_midwives: set[tuple[str, str]] | None
) -> dict[str, object] | None:
    year, value = reading.year(fact.cells, fact.year_column), reading.number(fact.cells, fact.value_column)
    cut = _cut(fact.cuts)
    if cut is None:
        reading.count(f"rows cut by {'; '.join(fact.cuts)[:60]} left out: parts of a country's workers")
        return None
    if year is None:
        return None
    if value is None:
        reading.count("rows without a figure left out")
        return None
    if series.unit == "percent" and value > 100:
        reading.wrong(fact.cells, fact.value_column, f"{value:g} percent is more than the whole")
        return None
    note, flag = _note(fact, series, with_midwives), ""
    if value == 0 and series.unit != "percent":
        flag, note = "outside_range", f"{note}; 0: none, or not reported" if note else "0: none, or not reported"
        reading.count("rows say 0, which may be none or not reported: kept and flagged")
    return {
        "indicator": series.indicator,
        "cadre": series.cadre,
        "year": year,
        "value": round(convert(value, series.unit, series.to or series.unit), 12),
        "unit": series.to or series.unit,
        "measure": "rate" if series.unit == "percent" else "stock",
        "activity": "" if series.unit == "percent" else "unknown",
        "count": "" if series.unit == "percent" else "unknown",
        "vintage": fact.date if DATE.fullmatch(fact.date) or fact.date == WITHDRAWN else "unknown",
        "flag": flag,
        "note": note,
        **cut,
    }


def _cut(cuts: tuple[str, ...]) -> dict[str, str] | None:
    """Sex and place by the dimensions of a row; None where it is cut by something else, such as age."""
    found: dict[str, str] = {}
    for code in cuts:
        bare = re.sub(r"^(SEX|RESIDENCEAREATYPE)_", "", code)
        if bare in SEXES:
            found["sex"] = SEXES[bare]
        elif bare in PLACES:
            found["place"] = PLACES[bare]
        else:
            return None
    return found


def _note(fact: Fact, series: Series, with_midwives: set[tuple[str, str]] | None) -> str:
    """What the series counts, whether midwives are in it, and WHO's comment in plain words."""
    said = [series.note] if series.note else []
    nurses = series.indicator == "workers" and series.cadre == "nurse"
    if nurses and with_midwives is not None and (fact.place, fact.cells[fact.year_column]) not in with_midwives:
        said.append("WHO has no figure of midwives apart for the year: they may be out")
    comment = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fact.comment)).split())
    if comment:
        said.append(f"WHO: {comment[:LONGEST_NOTE]}")
    return "; ".join(said)
