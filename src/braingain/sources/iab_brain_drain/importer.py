"""Importer of IAB's brain-drain workbook by gender: migrants of all occupations in 20 destinations, 1980 to 2010."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, kept_once, letter, sheet_names, workbook_rows
from braingain.sources.contract import Read, evidence_rows

SOURCE = "iab_brain_drain"
DEFINITIONS = {"country of birth": "born", "citizenship": "national", "country of citizenship": "national"}
COLUMNS = {"Total": "all", "M-Total": "male", "F-Total": "female"}
TOTAL_ROW = "Total immigration stock"
APART = 0.01  # how far women and men together, or all origins, may be from the total


def recognises(name: str, head: bytes) -> bool:
    """Never by the beginning: an old Excel workbook does not say there what its sheets hold."""
    return False


def recognises_whole(name: str, content: bytes) -> bool:
    """True for a workbook with a sheet for each destination, laid out as IAB does."""
    names = [sheet for sheet in sheet_names(content) if len(sheet) == 3 and guess_iso3(sheet)]
    return len(names) > 1 and _is_laid_out(workbook_rows(Reading(name), content, names[0])[:4])


def read(files: Mapping[str, bytes]) -> Read:
    """Migrants by origin, destination, sex and year. Zeros are left out: the file has 0 both for nobody and for not counted."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    messages: list[str] = []
    for name, content in files.items():
        reading = Reading(name)
        made: list[tuple[Cells, dict[str, object]]] = []
        for sheet in sheet_names(content):
            destination = guess_iso3(sheet) if len(sheet) == 3 else None
            if destination is not None:
                made.extend(_sheet(reading, workbook_rows(reading, content, sheet), sheet, destination))
        rows.extend(kept_once(reading, made))
        messages.extend(reading.finish())
    if not rows:
        return Read(None, {}, tuple(messages))
    table = evidence_rows(
        pd.DataFrame(rows), SOURCE, indicator="migrants", measure="stock", unit="persons", vintage="v1"
    )
    return Read(table, {}, tuple(messages))


def _is_laid_out(rows: list[list[str]]) -> bool:
    return len(rows) > 2 and rows[2][0] == TOTAL_ROW and set(COLUMNS) <= set(rows[1])


def _sheet(
    reading: Reading, rows: list[list[str]], sheet: str, destination: str
) -> Iterator[tuple[Cells, dict[str, object]]]:
    if not _is_laid_out(rows[:4]):
        what = f"is not laid out as it was: no {', '.join(COLUMNS)} above {TOTAL_ROW}"
        reading.wrong(Cells(f"sheet {sheet}, row 2", {}), "B", what)
        return
    years, whole = _years(rows[0]), rows[2]
    definition = DEFINITIONS.get(rows[1][0].lower(), "unknown")
    if definition == "unknown":
        reading.messages.append(
            f"sheet {sheet} does not say whether origin is birth or citizenship: definition unknown"
        )
    sums = [0.0] * len(rows[1])
    for line, row in enumerate(rows[3:], start=4):
        name = row[0]
        if not name:
            continue  # shares of women and men below the total, and blank rows
        place = Cells(f"sheet {sheet}, row {line}", {letter(at): cell for at, cell in enumerate(row)})
        origin = guess_iso3(name)
        figures = {at: reading.number(place, letter(at)) for at in years}
        for at, figure in figures.items():
            sums[at] += figure or 0.0
        if origin is None:
            reading.count(f"rows of {name} left out: no country")
            continue
        for at, year in years.items():
            figure = figures[at]
            if not figure:
                reading.count("figures of 0 left out: nobody, or not counted")
                continue
            flag = _apart(rows[1], figures, at)
            if flag:
                reading.count("figures whose women and men do not add up, flagged and not changed")
            about = {"country": destination, "partner": origin, "definition": definition, "sex": COLUMNS[rows[1][at]]}
            yield place, {**about, "year": year, "value": figure, "flag": flag, "count": "headcount"}
    _check_total(reading, whole, sums, years, sheet)


def _years(first: list[str]) -> dict[int, int]:
    """Year by column: a year stands above the first of its three columns."""
    found: dict[int, int] = {}
    year = 0
    for at, cell in enumerate(first[1:], start=1):
        year = int(cell) if cell.isdigit() else year
        if year:
            found[at] = year
    return found


def _apart(labels: list[str], figures: Mapping[int, float | None], at: int) -> str:
    """The flag of a total from which women and men together differ."""
    if labels[at] != "Total" or at + 2 not in figures:
        return ""
    total, men, women = (figures[at + step] for step in range(3))
    if total is None or men is None or women is None:
        return ""
    return "outside_range" if abs(men + women - total) > max(2.0, APART * total) else ""


def _check_total(reading: Reading, whole: list[str], sums: list[float], years: Mapping[int, int], sheet: str) -> None:
    """Say where the origins of a sheet do not add up to its total."""
    row = Cells(f"sheet {sheet}, row 3", {letter(at): cell for at, cell in enumerate(whole)})
    for at, year in years.items():
        total = reading.number(row, letter(at))
        if total and abs(sums[at] - total) > APART * total:
            reading.messages.append(
                f"sheet {sheet}, {year}: origins add up to {sums[at]:,.0f}, the total is {total:,.0f}"
            )
