"""Text and tables out of publishers' files: encodings, delimiters, missing values, as they are met in the wild."""

from __future__ import annotations

import csv
import io

# What publishers write for "no value". A zero means missing only where an importer knows that it does.
MISSING = frozenset({"", ".", "..", "...", "-", ":", "n/a", "#N/A"})


def decode(content: bytes) -> str:
    """Text of a file: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows' Western European.

    Windows-1252 holds Latin-1's letters in the same places, so a Latin-1 file reads right as well.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """Comma; semicolon where the first row has semicolons and no comma, as spreadsheets in many countries save."""
    first = text.split("\n", 1)[0]
    return ";" if ";" in first and "," not in first else ","


def table_rows(text: str, delimiter: str = "") -> list[dict[str, str]]:
    """Rows of a delimited text by column name; quoted or not; cells stripped of blanks and no-break spaces."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text))
    header = [_clean(cell) for cell in next(lines, [])]
    return [
        dict(zip(header, (_clean(cell) for cell in line), strict=False))
        for line in lines
        if any(cell.strip() for cell in line)
    ]


def header_of(head: bytes, delimiter: str = "") -> list[str]:
    """Column names in the first line of a file, of which ``head`` is the beginning."""
    first = decode_head(head).splitlines()[:1]
    chosen = delimiter or delimiter_of("".join(first))
    return [_clean(cell) for cell in next(csv.reader(first, delimiter=chosen), [])]


def decode_head(head: bytes) -> str:
    """Text of a file's beginning, which may end inside a letter of several bytes."""
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    return decode(head)


def number(cell: str) -> float | None:
    """A publisher's number, None where it is missing; thousands may be set apart by blanks or no-break spaces.

    Raises
    ------
    ValueError
        Where the cell is neither a number nor a mark for a missing one.
    """
    bare = "".join(cell.split())
    return None if bare in MISSING else float(bare)


def _clean(cell: str) -> str:
    return cell.replace("\u00a0", " ").replace("\u202f", " ").strip()
