"""OECD Health Workforce Migration as the Data Explorer hands it out (SDMX-CSV), as rows of the former export's form.

The codes of measures are not guessed: what a row counts is read from its labels. A file without labels is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Reading
from braingain.sources.sdmx_csv import Observed, observations

FLOW = "DF_HEALTH_WFMI"
ORIGIN_NAMES = ("origin", "training", "birth")
PROFESSIONS = {"PHYS": "doctor", "MINU": "nurse"}  # MINU: midwives and nurses
SHARE, PERSONS = "PT_WR_PRF_HLTH", ("PS", "HEADS", "PER", "NB", "NBR")
LETTERS = {"break": "B", "different_method": "D", "estimate": "E", "provisional": "P"}
WORLD = frozenset({"W", "_T", "TOT", "WLD"})


@dataclass(frozen=True)
class Counted:
    """One row: cadre, what is counted (stock, inflow, all, share), and its cells by the former form's names."""

    cadre: str
    kind: str
    row: dict[str, str]
    value: float


def is_migration(flow: str) -> bool:
    """True for the data flow of health workforce migration."""
    return FLOW in flow


def counted(reading: Reading, content: bytes) -> list[Counted]:
    """Every row that says what it counts; the others are counted and left out, and a file without labels is refused."""
    found = observations(reading, content, ("REF_AREA", "UNIT_MEASURE"))
    if not found:
        return []
    origin, profession = _origin_of(found[0]), _profession_of(found)
    if not any(found[0].labels.values()):
        reading.wrong(found[0].cells, "MEASURE", "the file has no labels", "fetch it again as CSV with labels")
        return []
    out: list[Counted] = []
    first: dict[tuple[str, ...], Counted] = {}
    for one in found:
        country = guess_iso3(one.codes["REF_AREA"])
        if country is None:
            reading.count("rows of groups of countries dropped: they are no countries")
            continue
        kind = _kind(one)
        cadre = PROFESSIONS.get(one.codes.get(profession, ""), "")
        if not kind or not cadre:
            what = (one.labels.get("MEASURE") or one.codes.get("MEASURE", "?")) if cadre else "another profession"
            reading.count(f"rows left out, the program does not use them: {what}, {one.codes['UNIT_MEASURE']}")
            continue
        flags = "; ".join(LETTERS[word] for word in one.flag.split(";") if word in LETTERS)
        row = {"COU": country, "CO2": one.codes.get(origin, ""), "YEA": str(one.year)}
        row |= {"Value": repr(one.value), "Flag Codes": flags, "VAR": kind, "place": one.cells.place}
        made = Counted(cadre, kind, row, one.value)
        before = first.setdefault((cadre, kind, country, row["CO2"], row["YEA"]), made)
        if before is made:
            out.append(made)
        elif before.value == made.value:
            reading.count("rows say what another says: kept once")
        else:
            what = f"{made.value:g} stands beside {before.value:g} ({before.row['place']}) for the same thing"
            reading.wrong(one.cells, "OBS_VALUE", what)
    return out


def _origin_of(one: Observed) -> str:
    """The dimension that holds where workers come from, by its name; "" where there is none."""
    for name in one.codes:
        if name != "REF_AREA" and any(word in name.lower() for word in ORIGIN_NAMES):
            return name
    return ""


def _profession_of(found: list[Observed]) -> str:
    """The dimension in which the codes of professions stand."""
    for name in found[0].codes:
        if any(one.codes.get(name) in PROFESSIONS for one in found):
            return name
    return ""


def _kind(one: Observed) -> str:
    """What a row counts, by its labels: stock, inflow, all, share; "" where that is not said or not used."""
    words = one.words("MEASURE")
    unit = one.codes["UNIT_MEASURE"]
    trained = "foreign-trained" in words or "foreign trained" in words
    if "native" in words or "born" in words:
        return ""
    if unit == SHARE:
        return "share" if trained else ""
    if unit not in PERSONS:
        return ""
    if trained:
        return "inflow" if "inflow" in words else "stock" if "stock" in words else ""
    whole = words.startswith(("total", "all ")) or "all doctors" in words or "all nurses" in words
    return "all" if whole else ""
