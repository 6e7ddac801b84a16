"""SDMX-CSV as OECD and Eurostat hand it out, with or without labels; the order of dimensions is read from the header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from braingain.sources.checked import Cells, Reading, clean, csv_cells
from braingain.sources.text import decode_head

TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
FLOW_COLUMNS = ("DATAFLOW", "STRUCTURE_ID")
FLAG_COLUMNS = ("OBS_STATUS", "OBS_FLAG")
MULTIPLIER = "UNIT_MULT"
# Statuses of observations, in small letters: OECD writes them as capitals, Eurostat as letters behind the value.
STATUSES = {
    "a": "",
    "b": "break",
    "d": "different_method",
    "e": "estimate",
    "s": "estimate",
    "i": "estimate",
    "p": "provisional",
    "f": "projection",
}
NO_FIGURE = frozenset("m o z l n c k q".split())  # noqa: SIM905  (missing, confidential, does not apply)
MISSING = frozenset({"", ":", "NaN", "..", "-"})


@dataclass(frozen=True)
class Observed:
    """One observation: its place in the file, its dimensions' codes and labels by name in capitals, value and flag."""

    cells: Cells
    flow: str
    codes: Mapping[str, str]
    labels: Mapping[str, str]
    year: int
    value: float
    flag: str

    def words(self, dimension: str) -> str:
        """Label of a dimension in small letters, else its code."""
        return (self.labels.get(dimension) or self.codes.get(dimension, "")).lower()


def flow_of(head: bytes) -> str:
    """The data flow that an SDMX-CSV names in its first row of figures; "" where the file is none."""
    lines = decode_head(head[:16_384]).splitlines()[:2]
    if len(lines) < 2:
        return ""
    try:
        header, row = csv.reader(io.StringIO("\n".join(lines), newline=""))
    except (csv.Error, ValueError):
        return ""
    names = [clean(cell).upper() for cell in header]
    if TIME not in names or VALUE not in names:
        return ""
    return next((row[names.index(name)] for name in FLOW_COLUMNS if name in names and names.index(name) < len(row)), "")


def observations(reading: Reading, content: bytes, needed: tuple[str, ...]) -> list[Observed]:
    """All observations that have a figure; what has none is counted. ``needed`` names dimensions as the header has them."""
    rows = csv_cells(reading, content, (*needed, TIME, VALUE))
    out = []
    for row in rows:
        flow = next((row.get(name) for name in FLOW_COLUMNS if row.get(name)), "")
        flag, there = _flag(reading, row)
        year, value = _year(reading, row), reading.number(row, VALUE, MISSING)
        if value is None or not there:
            reading.count("rows without a figure left out")
        elif year is not None:
            codes, labels = _dimensions(row)
            out.append(Observed(row, flow, codes, labels, year, value * _multiplier(reading, row), flag))
    return out


def _year(reading: Reading, row: Cells) -> int | None:
    if re.fullmatch(r"\d{4}-[QMS]?\d+", row[TIME]):
        reading.wrong(row, TIME, f'"{row[TIME]}" is a part of a year', "fetch yearly figures (FREQ = A)")
        return None
    return reading.year(row, TIME)


def _multiplier(reading: Reading, row: Cells) -> float:
    """Ten to the power that UNIT_MULT says; figures in thousands become figures."""
    power = row.get(MULTIPLIER).split(":")[0].strip()
    if not power:
        return 1.0
    if not re.fullmatch(r"\d{1,2}", power, re.ASCII):
        reading.wrong(row, MULTIPLIER, f'"{power}" is no power of ten')
        return 1.0
    return float(10 ** int(power))


def _flag(reading: Reading, row: Cells) -> tuple[str, bool]:
    """Our words for the flags of a row, and whether its figure is one; a flag that is not known is a mistake."""
    column = next((name for name in FLAG_COLUMNS if name in row.of), "")
    return flag_words(reading, row, column, row.get(column).split(":")[0])


def flag_words(reading: Reading, row: Cells, column: str, text: str) -> tuple[str, bool]:
    """Our words for letters such as ``be`` or ``B;E``, and whether the figure is one."""
    letters = list(re.sub(r"[\s,;]+", "", text).lower())
    there = not set(letters) & NO_FIGURE
    unknown = [letter for letter in letters if letter not in STATUSES and letter not in NO_FIGURE]
    if unknown:
        reading.wrong(row, column, f'"{text}" holds a flag that is not known', "look it up with the publisher")
    words = dict.fromkeys(STATUSES[letter] for letter in letters if STATUSES.get(letter))
    return ";".join(words), there


def _dimensions(row: Cells) -> tuple[dict[str, str], dict[str, str]]:
    """Codes and labels by dimension: a label stands in the column behind its code, or after a colon in the same cell."""
    codes: dict[str, str] = {}
    labels: dict[str, str] = {}
    before = ""
    for name, cell in row.of.items():
        if name.upper() == name or name.islower():
            code, colon, label = cell.partition(": ")
            codes[name.upper()] = code if colon else cell
            if colon:
                labels[name.upper()] = label
            before = name.upper()
        elif before:
            labels[before] = cell
    return codes, labels
