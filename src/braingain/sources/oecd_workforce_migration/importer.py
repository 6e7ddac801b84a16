"""Importer of OECD Health Workforce Migration: six forms of file, told apart by what is in them.

SDMX-CSV of the Data Explorer, with labels; OECD.Stat exports of FTDS (stock of foreign-trained doctors by origin), TNBD and TNBN (all doctors, all nurses); the
table of shares of foreign-trained doctors (columns cut by its copyist, Latin-1); two pivots of the yearly inflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.foundation.countries import country_name, guess_iso3
from braingain.foundation.errors import Problem
from braingain.sources.checked import Cells, Reading, csv_cells, kept_once
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.oecd_stat import TOTALS, flag_words, is_stat, rows_of
from braingain.sources.oecd_workforce_migration.names import (
    BY_NATIONALITY,
    COMPLETE_LISTS,
    CUT_LISTS,
    list_flag,
    natives_trained_abroad,
)
from braingain.sources.oecd_workforce_migration.sdmx import WORLD, counted, is_migration
from braingain.sources.sdmx_csv import flow_of
from braingain.sources.text import decode, decode_head, header_of, number

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "oecd_workforce_migration"
BY_ORIGIN = frozenset({"FTDS"})
ALL_WORKERS = {"TNBD": ("doctor", "registered"), "TNBN": ("nurse", "unknown")}
SHARE_COLUMNS = ["COU", "Country", "Variable", "Year", "Value"]
SHARE_VARIABLE = "% of foreign-trained doctors"

Rows = list[dict[str, object]]


def recognises(name: str, head: bytes) -> bool:
    """True for any of the six forms, whatever the file is called."""
    return _form(head) != ""


def read(files: Mapping[str, bytes]) -> Read:
    """Stocks by origin and in all, shares, inflow; identical rows of two files count once."""
    import pandas as pd

    rows: Rows = []
    messages: list[str] = []
    readers = {"sdmx": _read_sdmx, "stat": _read_stat, "share": _read_share, "inflow": _read_inflow}
    certainty = "official" if all(_form(content[:65_536]) == "sdmx" for content in files.values()) else "repackaged"
    for name, content in files.items():
        form = _form(content[:65_536])
        if not form:
            messages.append(f"{name}: not a form of this source, left out")
            continue
        found, said = readers[form](name, content)
        rows.extend(found)
        messages.extend(f"{name}: {message}" for message in said)
    observations = evidence_rows(pd.DataFrame(rows), SOURCE, certainty=certainty)
    return Read(_once(observations, messages), {}, tuple(messages))


def _form(head: bytes) -> str:
    """Which form of file this is, by its first lines: stat, sdmx, share, inflow or none."""
    if is_migration(flow_of(head)):
        return "sdmx"
    if is_stat(head, BY_ORIGIN | frozenset(ALL_WORKERS)):
        return "stat"
    lines = decode_head(head).splitlines()
    if header_of(head) == SHARE_COLUMNS and any(SHARE_VARIABLE in line for line in lines[1:3]):
        return "share"
    cells = _inflow_header(lines)
    return "inflow" if cells else ""


def _read_stat(name: str, content: bytes) -> tuple[Rows, list[str]]:
    """An OECD.Stat export: rows by origin (FTDS) and totals (TNBD, TNBN), which may stand in one file."""
    every, said = rows_of(content, name)
    by_origin = [row for row in every if row["VAR"] in BY_ORIGIN]
    totals = [row for row in every if row["VAR"] in ALL_WORKERS]
    rows, messages = _by_origin(by_origin)
    other = len(every) - len(by_origin) - len(totals)
    if other:
        messages.append(f"{other} rows of other variables left out")
    for row in totals:
        cadre, activity = ALL_WORKERS[row["VAR"]]
        if row["CO2"] == "TOT":
            about = {"cadre": cadre, "activity": activity, "flag": flag_words(row["Flag Codes"])}
            rows.append(_row("workers", row, number(row["Value"]), **about))
    return rows, [*said, *messages]


def _read_sdmx(name: str, content: bytes) -> tuple[Rows, list[str]]:
    """The Data Explorer's rows: stocks by origin, totals, shares and inflow, of doctors and of nurses."""
    reading = Reading(name)
    found = counted(reading, content)
    stocks = [one.row for one in found if one.kind == "stock" and one.cadre == "doctor"]
    rows, said = _by_origin(stocks)
    for one in found:
        about: dict[str, object] = {
            "cadre": one.cadre,
            "flag": flag_words(one.row["Flag Codes"]),
            "activity": "unknown",
        }
        world = one.row["CO2"] in WORLD or not one.row["CO2"]
        if one.kind == "stock" and one.cadre == "nurse":
            nurses = _nurse_row(one.row, about)
            rows += [nurses] if nurses else []
        elif not world and one.kind != "stock":
            reading.count(f"rows of {one.kind} by origin left out: the program reads them in all")
        elif one.kind == "all":
            about["activity"] = ALL_WORKERS["TNBD"][1] if one.cadre == "doctor" else "unknown"
            rows.append(_row("workers", one.row, one.value, **about))
        elif one.kind == "inflow":
            about |= {"measure": "inflow", "unit": "persons_per_year"}
            rows.append(_row("foreign_trained_inflow", one.row, one.value, **about))
        elif one.kind == "share" and one.value > 100:
            reading.problems.append(
                Problem(f"{name}, {one.row['place']}, column OBS_VALUE", "is more than 100 percent")
            )
        elif one.kind == "share":
            about |= {"measure": "rate", "unit": "share"}
            rows.append(_row("foreign_trained_share", one.row, round(one.value / 100, 10), **about))
    return rows, [*reading.finish(), *said]


def _nurse_row(row: dict[str, str], about: dict[str, object]) -> dict[str, object] | None:
    """Nurses and midwives of an origin; None for totals, residuals and the destination's own."""
    origin = guess_iso3(row["CO2"]) if row["CO2"] not in TOTALS else None
    if origin is None or origin == row["COU"]:
        return None
    return _row("workers_abroad", row, number(row["Value"]), partner=origin, definition="trained", **about)


def _by_origin(stat: list[dict[str, str]]) -> tuple[Rows, list[str]]:
    """Doctors by destination and origin, without totals, residuals, own-country rows and destinations of zeros."""
    totals = [row for row in stat if row["CO2"] in TOTALS or guess_iso3(row["CO2"]) is None]
    own = [row for row in stat if row["CO2"] == row["COU"]]
    silent = {row["COU"] for row in stat} - {row["COU"] for row in stat if number(row["Value"])}
    dropped = {id(row) for row in (*totals, *own)}
    messages = []
    if totals:
        codes = ", ".join(sorted({row["CO2"] for row in totals}))
        messages.append(f"{len(totals)} rows of totals and residuals dropped ({codes}): they are no countries")
    if own:
        messages.append(f"{len(own)} rows with origin = destination dropped ({_names(own)})")
    for destination in sorted(silent):
        messages.append(f"{destination} has nothing but zeros: not reported, dropped")
    kept = [row for row in stat if id(row) not in dropped and row["COU"] not in silent]
    rows = [_origin_row(row) for row in kept]
    return rows + [_listed_row(row) for row in _one_per_destination(kept)], messages


def _origin_row(row: dict[str, str]) -> dict[str, object]:
    """One destination and origin; Germany's definition and the flags that a reader must see."""
    origin, destination = str(guess_iso3(row["CO2"])), row["COU"]
    flags = [flag_words(row["Flag Codes"]), list_flag(destination)]
    if destination in BY_NATIONALITY:
        flags.append("by_nationality")
    if natives_trained_abroad(origin, destination):
        flags.append("natives_trained_abroad")
    definition = "national" if destination in BY_NATIONALITY else "trained"
    about = {"partner": origin, "definition": definition, "flag": ";".join(filter(None, flags))}
    return _row("workers_abroad", row, number(row["Value"]), cadre="doctor", activity="registered", **about)


def _listed_row(row: dict[str, str]) -> dict[str, object]:
    """How much of a destination's foreign-trained its list of origins covers."""
    destination = row["COU"]
    complete = destination in COMPLETE_LISTS
    about = {"cadre": "doctor", "measure": "rate", "unit": "share", "method": "estimated"}
    bounds = {"low": 0.96, "high": 1.0} if complete else {"low": None, "high": None}
    note = "between low and high" if complete else "listed stock over share x total"
    flags = {"flag": list_flag(destination), "note": note}
    return _row("workers_abroad_listed_share", row, CUT_LISTS.get(destination), **about, **bounds, **flags)


def _one_per_destination(stat: list[dict[str, str]]) -> list[dict[str, str]]:
    """The first row of each destination and year whose list of origins has been judged."""
    first = {(row["COU"], row["YEA"]): row for row in reversed(stat)}
    return [row for key, row in sorted(first.items()) if list_flag(key[0])]


def _read_share(name: str, content: bytes) -> tuple[Rows, list[str]]:
    """Share of foreign-trained among all doctors, percent in the file; Latin-1 in the copy that is known."""
    rows: Rows = []
    found, said = rows_of(content, name, "Year")
    for row in found:
        percent = number(row["Value"])
        about = {"cadre": "doctor", "measure": "rate", "unit": "share", "activity": "unknown"}
        share = None if percent is None else round(percent / 100, 10)
        rows.append(_row("foreign_trained_share", {**row, "YEA": row["Year"]}, share, **about))
    return rows, list(said)


def _read_inflow(name: str, content: bytes) -> tuple[Rows, list[str]]:
    """Yearly inflow by destination from a pivot: commas or semicolons, a spoilt first line, 0 or .. for missing."""
    text, reading = decode(content), Reading(name)
    lines = text.splitlines()
    delimiter = ";" if ";" in lines[0] else ","
    start = 0 if _is_inflow_header(lines[0].split(delimiter)) else 1
    made: list[tuple[Cells, dict[str, object]]] = []
    zeros, unknown = 0, []
    for row in csv_cells(reading, "\n".join([*lines[start:], ""]).encode(), ()):
        name_there, *_ = row.of.values()
        iso3, place = guess_iso3(name_there), Cells(f"row of {name_there}", row.of)
        if iso3 is None:
            unknown.append(name_there)
            continue
        for year in list(row.of)[1:]:
            value = reading.number(place, year)
            zeros += value == 0
            if value:
                about = {"cadre": "doctor", "measure": "inflow", "unit": "persons_per_year", "activity": "unknown"}
                made.append((place, _row("foreign_trained_inflow", {"COU": iso3, "YEA": year}, value, **about)))
    rows = kept_once(reading, made)
    messages = [f"{zeros} zeros read as missing: in this table 0 is no figure"] if zeros else []
    messages += reading.finish()
    if unknown:
        messages.append(f"{len(unknown)} rows left out, no country: {', '.join(unknown)}")
    return rows, messages


def _row(indicator: str, row: dict[str, str], value: float | None, **about: object) -> dict[str, object]:
    """An evidence row of this source: stock in persons by head count unless ``about`` says otherwise."""
    usual = {"indicator": indicator, "country": row["COU"], "year": int(row["YEA"]), "value": value}
    return {"measure": "stock", "count": "headcount", "unit": "persons", **usual, **about}


def _inflow_header(lines: list[str]) -> list[str]:
    """The header of an inflow pivot in the first two lines, or nothing."""
    for line in lines[:2]:
        for delimiter in ";,":
            cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
            if _is_inflow_header(cells):
                return cells
    return []


def _is_inflow_header(cells: list[str]) -> bool:
    years = [cell for cell in cells[1:] if cell.strip()]
    return bool(years) and cells[0].strip().lower() == "country/year" and all(c.strip().isdigit() for c in years)


def _names(rows: list[dict[str, str]]) -> str:
    return ", ".join(sorted({country_name(row["COU"]) for row in rows}))


def _once(observations: pd.DataFrame, messages: list[str]) -> pd.DataFrame:
    """Rows without exact repeats; says how many were repeats."""
    once = observations.drop_duplicates(ignore_index=True)
    repeats = len(observations) - len(once)
    if repeats:
        messages.append(f"{repeats} rows that another file has alike count once")
    return once
