"""Importer of Eurostat's tables of health workers, in TSV and SDMX-CSV: stocks, graduates, place of training.

A TSV does not name its table. One with the dimension ``tngplace`` is of place of training; any other is known by the
table's code in the file's name, and refused without it: whether it counts workers or graduates is not guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from braingain.foundation.countries import guess_iso3
from braingain.foundation.units import convert
from braingain.sources.checked import Cells, Reading, clean, kept_once, say_if_cut
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.sdmx_csv import MISSING, flag_words, flow_of, observations
from braingain.sources.text import decode, decode_head

SOURCE = "eurostat"
OWN_CODES = {"EL": "GRC", "UK": "GBR", "XK": "XKX"}
TABLE = re.compile(r"hlth_rs_[a-z]+\d*", re.IGNORECASE)
CORNER = re.compile(r"^[a-z0-9_]+(,[a-z0-9_]+)*\\(time|time_period)$", re.IGNORECASE)
MIGRATION, GRADUATES, STOCKS = (
    "hlth_rs_wkmg",
    ("hlth_rs_grd", "hlth_rs_grd2"),
    ("hlth_rs_prs1", "hlth_rs_prs2", "hlth_rs_prsns"),
)
CADRES = {
    "OC221": ("doctor", ""),
    "OC2211": ("doctor_general", ""),
    "OC2212": ("doctor_specialist", ""),
    "OC222_322": ("nurse", "nurses and midwives, professionals and associates"),
    "OC222": ("nurse", "nurses and midwives, professionals alone"),
    "OC2221_3221": ("nurse", "nurses without midwives, professionals and associates"),
}
UNITS = {"NR": "persons", "P_HTHAB": "per_100k"}
STATUSES = {"PRACT": "practising", "PRACTISING": "practising", "LCPH": "licensed"}
LEFT_OUT = "rows left out, the program does not use them"


class Figure(NamedTuple):
    """One figure of a table: where it stands, its dimensions in capitals, year, value, flag."""

    cells: Cells
    table: str
    codes: Mapping[str, str]
    year: int
    value: float
    flag: str
    release: str = "unknown"


def recognises(name: str, head: bytes) -> bool:
    """True for an SDMX-CSV of one of the tables, and for a TSV with Eurostat's corner cell."""
    if TABLE.search(flow_of(head)):
        return True
    corner = decode_head(head[:4096]).split("\t", 1)[0].strip()
    return bool(CORNER.match(corner)) and "geo" in corner.lower() and "isco08" in corner.lower()


def read(files: Mapping[str, bytes]) -> Read:
    """Doctors and nurses (number, per 10 000 people), graduates, and shares trained abroad by country and year."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        figures = list(_tsv(reading, content) if _is_tsv(content) else _sdmx(reading, content))
        rows.extend(kept_once(reading, [*_rows(reading, figures), *_shares(reading, figures)]))
        messages.extend(reading.finish())
    if not rows:
        return Read(None, {}, tuple(messages))
    return Read(evidence_rows(pd.DataFrame(rows), SOURCE), {}, tuple(messages))


def _is_tsv(content: bytes) -> bool:
    return bool(CORNER.match(decode_head(content[:4096]).split("\t", 1)[0].strip()))


def _sdmx(reading: Reading, content: bytes) -> Iterable[Figure]:
    for one in observations(reading, content, ()):
        found = TABLE.search(one.flow)
        yield Figure(
            one.cells, found[0].lower() if found else "", one.codes, one.year, one.value, one.flag, _release(one.cells)
        )


def _release(cells: Cells) -> str:
    """The day on which Eurostat last updated the table, where the file says (24/10/25 23:00:00)."""
    found = re.match(r"(\d{2})/(\d{2})/(\d{2})\b", cells.get("LAST UPDATE"))
    return f"20{found[3]}-{found[2]}-{found[1]}" if found else "unknown"


def _tsv(reading: Reading, content: bytes) -> Iterable[Figure]:
    """The cells of a TSV: a corner with the names of dimensions, one column a year, flags behind the values."""
    text = decode(content)
    say_if_cut(reading, text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [clean(cell) for cell in next(lines, [])]
    names = header[0].split("\\")[0].upper().split(",")
    named = TABLE.search(reading.file)
    table = MIGRATION if "TNGPLACE" in names else named[0].lower() if named else ""
    years = [_year_of(reading, column) for column in header[1:]]
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        place = f"row {lines.line_num}"
        keys = clean(line[0]).split(",")
        if len(line) != len(header) or len(keys) != len(names):
            what = f"the row has {len(line)} cells, the header {len(header)}: the file breaks off, or is damaged"
            reading.wrong(Cells(place, {}), header[min(len(line), len(header)) - 1], what)
            continue
        for column, year, cell in zip(header[1:], years, line[1:], strict=True):
            text, _, letters = clean(cell).partition(" ")
            if text.startswith(":") or year is None:
                continue
            cells = Cells(place, {column: text})
            value, (flag, there) = reading.number(cells, column, MISSING), flag_words(reading, cells, column, letters)
            if value is not None and there:
                yield Figure(cells, table, dict(zip(names, keys, strict=True)), year, value, flag)


def _year_of(reading: Reading, column: str) -> int | None:
    return reading.year(Cells("row 1", {column: column}), column)


def _rows(reading: Reading, figures: list[Figure]) -> Iterable[tuple[Cells, dict[str, object]]]:
    if figures and not figures[0].table:
        what = "the file does not say whether it counts workers or graduates"
        reading.wrong(
            Cells("row 1", {}), "1", what, "name it as its table, such as hlth_rs_prs2.tsv, or fetch SDMX-CSV"
        )
        return
    for figure in figures:
        iso3, code = _iso3(figure.codes.get("GEO", "")), figure.codes.get("ISCO08", "")
        unit = UNITS.get(figure.codes.get("UNIT", ""))
        if iso3 is None:
            reading.count("rows of groups of countries and of regions dropped: they are no countries")
        elif unit is None or code not in CADRES or figure.codes.get("FREQ", "A") != "A":
            reading.count(f"{LEFT_OUT}: {code}, {figure.codes.get('UNIT', 'no unit')}")
        else:
            about = _about(figure, unit)
            if about is None:
                reading.count(f"{LEFT_OUT}: {figure.table} {figure.codes.get('TNGPLACE', '')}".strip())
                continue
            cadre, note = CADRES[code]
            said = "; ".join(filter(None, (note, str(about.pop("said", "")))))
            common = {"country": iso3, "cadre": cadre, "year": figure.year, "flag": figure.flag, "note": said}
            yield figure.cells, {"count": "unknown", "vintage": figure.release, **common, **about}


def _about(figure: Figure, unit: str) -> dict[str, object] | None:
    """What a figure is of, by its table; None where the program has no use for it."""
    value = figure.value
    if figure.table == MIGRATION:
        indicator = {"TOTAL": "workers", "FOR": "foreign_trained_workers"}.get(figure.codes.get("TNGPLACE", ""))
        if unit != "persons" or indicator is None:
            return None
        definition = "trained" if indicator == "foreign_trained_workers" else ""
        said = "of the table by place of training"
        about = {"indicator": indicator, "definition": definition, "said": said, "activity": "unknown"}
        return {**about, "measure": "stock", "value": value, "unit": unit}
    if figure.table in GRADUATES:
        rate = unit == "per_100k"
        indicator, to = ("graduates_per_100k", unit) if rate else ("graduates", "persons_per_year")
        return {"indicator": indicator, "measure": "inflow", "activity": "", "value": value, "unit": to}
    if figure.table in STOCKS:
        activity = STATUSES.get(figure.codes.get("WSTATUS", ""), "unknown")
        usual = {"measure": "stock", "activity": activity}
        if unit == "per_100k":
            density = round(convert(value, "per_100k", "per_10k"), 10)
            return {**usual, "indicator": "density_per_10k", "value": density, "unit": "per_10k"}
        return {**usual, "indicator": "workers", "value": value, "unit": unit}
    return None


def _shares(reading: Reading, figures: list[Figure]) -> Iterable[tuple[Cells, dict[str, object]]]:
    """Share trained abroad, and share of natives among them, where the table has both numbers of a country and year."""
    found: dict[tuple[str, str, int], dict[str, Figure]] = {}
    for figure in figures:
        iso3, code = _iso3(figure.codes.get("GEO", "")), figure.codes.get("ISCO08", "")
        if figure.table == MIGRATION and iso3 and code in CADRES and figure.codes.get("UNIT") == "NR":
            found.setdefault((iso3, code, figure.year), {})[figure.codes.get("TNGPLACE", "")] = figure
    for (iso3, code, year), by in found.items():
        cadre, note = CADRES[code]
        for part, whole, indicator in (("FOR", "TOTAL", "foreign_trained_share"), ("NAT_FOR", "FOR", "native_share")):
            if part not in by or whole not in by or not by[whole].value:
                continue
            share = by[part].value / by[whole].value
            if share > 1:
                what = f"{part} is {by[part].value:g}, more than {whole}, {by[whole].value:g} ({by[whole].cells.place})"
                reading.wrong(by[part].cells, next(iter(by[part].cells.of)), what)
                continue
            about = {"indicator": indicator, "measure": "rate", "unit": "share", "method": "estimated"}
            words = {
                "country": iso3,
                "cadre": cadre,
                "year": year,
                "note": "; ".join(filter(None, (note, f"{part} over {whole}"))),
            }
            flags = ";".join(dict.fromkeys(filter(None, f"{by[part].flag};{by[whole].flag}".split(";"))))
            yield (
                by[part].cells,
                {
                    **about,
                    **words,
                    "value": round(share, 10),
                    "flag": flags,
                    "activity": "unknown",
                    "vintage": by[part].release,
                },
            )


def _iso3(geo: str) -> str | None:
    """Alpha-3 code of a country; None for groups of countries and regions within them."""
    return OWN_CODES.get(geo) or (guess_iso3(geo) if len(geo) == 2 else None)
