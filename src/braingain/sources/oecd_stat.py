"""The CSV forms in which OECD health statistics are met: OECD.Stat exports and DP_LIVE downloads, old and re-saved."""

from __future__ import annotations

from braingain.sources.checked import Reading, csv_cells
from braingain.sources.text import decode, delimiter_of, header_of, table_rows

STAT_COLUMNS = ("COU", "Country", "YEA", "Year", "Value", "Flag Codes", "Flags")
LIVE_COLUMNS = ("LOCATION", "INDICATOR", "SUBJECT", "MEASURE", "FREQUENCY", "TIME", "Value", "Flag Codes")
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


def rows_of(content: bytes, file: str, year: str = "YEA") -> list[dict[str, str]]:
    """Rows of an OECD CSV by column name; byte order mark and quotes gone.

    Raises
    ------
    BraingainError
        With every cell that is no number or no year, and every row of another length, by file, row and column.
    """
    reading = Reading(file)
    rows = csv_cells(reading, content, ("Value", year))
    for row in rows:
        reading.number(row, "Value")
        reading.year(row, year)
    reading.finish()
    return [dict(row.of) for row in rows]
