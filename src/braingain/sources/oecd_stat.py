"""The CSV forms in which OECD health statistics are met: OECD.Stat exports and DP_LIVE downloads, old and re-saved."""

from __future__ import annotations

from braingain.sources.checked import Cells, Reading, csv_cells
from braingain.sources.text import decode, delimiter_of, header_of, table_rows

STAT_COLUMNS = ("COU", "Country", "YEA", "Year", "Value", "Flag Codes", "Flags")
LIVE_COLUMNS = ("LOCATION", "INDICATOR", "SUBJECT", "MEASURE", "FREQUENCY", "TIME", "Value", "Flag Codes")
FIGURE_COLUMNS = ("Value", "Flag Codes", "Flags")  # the others say what a figure is of
TOTALS = frozenset({"TOT", "NS", "W", "WLD", "_T", "_Z"})
FLAGS = {"B": "break", "D": "different_method", "E": "estimate", "P": "provisional"}


def is_stat(head: bytes, variables: frozenset[str]) -> bool:
    """True for an OECD.Stat export, quoted or not, whose first rows hold one of the variables."""
    header = header_of(head)
    if not set(STAT_COLUMNS) <= set(header) or "VAR" not in header:
        return False
    lines = decode(head).splitlines()
    complete = "\n".join(lines[:-1] if len(lines) > 2 else lines)
    return any(row.get("VAR") in variables for row in table_rows(complete)[:50])


def is_live(head: bytes, indicators: frozenset[str]) -> bool:
    """True for a DP_LIVE download of one of the indicators."""
    if header_of(head)[: len(LIVE_COLUMNS)] != list(LIVE_COLUMNS):
        return False
    text = decode(head)
    second = next(iter(text.splitlines()[1:2]), "").split(delimiter_of(text))
    return len(second) > 1 and second[1].strip('"') in indicators


def flag_words(codes: str) -> str:
    """OECD's flag letters, also joined ("E; D"), as our words in the same order: "estimate;different_method"."""
    letters = [letter.strip() for letter in codes.replace(",", ";").split(";") if letter.strip()]
    return ";".join(FLAGS.get(letter, letter.lower()) for letter in letters)


def rows_of(content: bytes, file: str, year: str = "YEA") -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """Rows of an OECD CSV by column name, each thing once, and what has to be said of them; byte order mark and quotes gone.

    Raises
    ------
    BraingainError
        With every cell that is no number or no year, every row of another length, and two figures of one thing, by file,
        row and column.
    """
    reading = Reading(file)
    kept: list[dict[str, str]] = []
    first: dict[tuple[str, ...], Cells] = {}
    for row in csv_cells(reading, content, ("Value", year)):
        reading.number(row, "Value")
        reading.year(row, year)
        before = first.setdefault(tuple(cell for name, cell in row.of.items() if name not in FIGURE_COLUMNS), row)
        if before is row:
            kept.append(dict(row.of))
        elif before["Value"] == row["Value"]:
            reading.count("rows say what another says: kept once")
        else:
            what = f"{row['Value'] or 'nothing'} stands beside {before['Value'] or 'nothing'} ({before.place}) for the same thing"
            reading.wrong(row, "Value", what)
    return kept, reading.finish()
