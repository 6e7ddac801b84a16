"""The UN's own workbooks of migrant stock: by destination and origin, or by destination alone, each by sex.

Ten rows stand above the header; names have blanks before them; regions and the world stand among countries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from braingain.foundation.countries import guess_iso3
from braingain.sources.checked import Cells, Reading, kept_once, letter, sheet_names, workbook_rows

SHEET = "Table 1"
MOST_PREAMBLE = 20
FIRST_CODE_OF_GROUPS = 900  # countries have codes below it
MISSING = frozenset({"", "..", "-"})
SEXES = (("both sexes", "all"), ("female", "female"), ("male", "male"))
DEFINITIONS = {"B": "born", "C": "national"}


@dataclass(frozen=True)
class Layout:
    """Where things stand in the sheet: header's row, columns of codes and of the type of data, year and sex by column."""

    row: int
    destination: int
    origin: int | None
    kind: int | None
    figures: dict[int, tuple[int, str]]


@dataclass(frozen=True)
class Migrants:
    """Migrants of one destination and origin ("" where the sheet has none), year and sex."""

    destination: str
    origin: str
    year: int
    sex: str
    definition: str
    persons: float


def is_book(content: bytes) -> bool:
    """True for a workbook of the UN's with such a sheet."""
    if SHEET not in sheet_names(content):
        return False
    rows = workbook_rows(Reading(""), content, SHEET)[:MOST_PREAMBLE]
    named = any("international migrant stock" in cell.lower() for row in rows for cell in row)
    return named and _layout(rows) is not None


def migrants(reading: Reading, content: bytes) -> list[Migrants]:
    """Every figure of the sheet that is of countries; groups of countries are dropped and counted."""
    rows = workbook_rows(reading, content, SHEET)
    layout = _layout(rows[:MOST_PREAMBLE])
    if layout is None:
        reading.wrong(Cells(f"sheet {SHEET}, row 11", {}), "B", "no header with location codes and years")
        return []
    made = kept_once(reading, _rows(reading, rows, layout))
    return [
        Migrants(
            str(m["to"]), str(m["from"]), int(str(m["year"])), str(m["sex"]), str(m["kind"]), float(str(m["value"]))
        )
        for m in made
    ]


def _rows(reading: Reading, rows: list[list[str]], layout: Layout) -> Iterator[tuple[Cells, dict[str, object]]]:
    for line, row in enumerate(rows[layout.row + 1 :], start=layout.row + 2):
        codes = [row[layout.destination]] + ([row[layout.origin]] if layout.origin is not None else [])
        if not all(codes):
            continue
        places = [_country(code) for code in codes]
        if not all(places):
            reading.count("rows of regions, groups of countries or the world dropped")
            continue
        cells = Cells(f"sheet {SHEET}, row {line}", {letter(at): cell for at, cell in enumerate(row)})
        kind = row[layout.kind].split(" ")[0][:1] if layout.kind is not None else ""
        for at, (year, sex) in layout.figures.items():
            value = reading.number(cells, letter(at), MISSING)
            if value is None:
                continue
            about: dict[str, object] = {"to": places[0], "from": places[1] if len(places) > 1 else ""}
            about |= {"year": year, "sex": sex, "kind": DEFINITIONS.get(kind, "unknown")}
            yield cells, {**about, "value": value}


def _country(code: str) -> str | None:
    if not code.isdigit() or int(code) >= FIRST_CODE_OF_GROUPS:
        return None
    return guess_iso3(code)


def _layout(rows: list[list[str]]) -> Layout | None:
    """The layout by the words of the header and of the banner above the years."""
    for number, row in enumerate(rows):
        words = [" ".join(cell.lower().split()) for cell in row]
        codes = [at for at, cell in enumerate(words) if cell.startswith("location code")]
        years = [at for at, cell in enumerate(words) if cell.isdigit() and len(cell) == 4]
        if not codes or not years:
            continue
        origin = next((at for at in codes if "origin" in words[at]), None)
        destination = next((at for at in codes if at != origin), None)
        kind = next((at for at, cell in enumerate(words) if cell.startswith("type of data")), None)
        if destination is None:
            return None
        return Layout(number, destination, origin, kind, _figures(rows[:number], row, years))
    return None


def _figures(above: list[list[str]], header: list[str], years: list[int]) -> dict[int, tuple[int, str]]:
    """Year and sex by column: the banner stands above the first column of its years."""
    sex, found = "all", dict[int, tuple[int, str]]()
    for at in years:
        for row in above:
            text = row[at].lower() if at < len(row) else ""
            sex = next((ours for word, ours in SEXES if word in text and "migrant" in text), sex)
        found[at] = (int(header[at]), sex)
    return found
