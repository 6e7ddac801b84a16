"""Large regular tables of a publisher's file: checked column by column, each mistake with file, row and column, all at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.checked import Cells, Reading, check_header, clean, say_if_cut
from braingain.sources.text import decode

if TYPE_CHECKING:
    import pandas as pd


def text_frame(reading: Reading, content: bytes, delimiter: str, needed: Iterable[str]) -> pd.DataFrame:
    """A delimited text as a table of text, its index the row in the file; a row of another length is a mistake.

    Raises
    ------
    BraingainError
        Where a column that is needed is missing, or the text cannot be read as CSV.
    """
    import pandas as pd

    text = decode(content)
    say_if_cut(reading, text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    places: list[int] = []
    try:
        header = [clean(cell) for cell in next(lines, [])]
        check_header(reading, header, needed, 1)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                what = f"the row has {len(cells)} cells, the header {len(header)}: the file breaks off, or is damaged"
                at = header[min(len(cells), len(header)) - 1]
                reading.wrong(Cells(f"row {lines.line_num}", {}), at, what)
                continue
            rows.append([clean(cell) for cell in cells])
            places.append(lines.line_num)
    except csv.Error as error:
        place = f"{reading.file}, row {lines.line_num}"
        raise BraingainError(Problem(place, f"cannot be read as CSV ({error})", "fetch it again")) from error
    return pd.DataFrame(rows, columns=header, index=places, dtype=str)


def numbers(
    reading: Reading,
    frame: pd.DataFrame,
    column: str,
    least: float = 0.0,
    most: float = float("inf"),
    whole: bool = False,
    missing: Sequence[str] = (),
    where: str = "",
) -> pd.Series[float]:
    """A column as numbers within bounds; what is none is a mistake of its row, but the signs for "missing" are NaN.

    Parameters
    ----------
    whole : whether only whole numbers can be
    where : what stands before the row in a message: the sheet of a workbook
    """
    import pandas as pd

    given = frame[column]
    absent = given.isna() | given.astype(str).str.strip().isin(missing) if missing else given.isna() & False
    found = pd.to_numeric(given.where(~absent), errors="coerce").astype("float64")
    checks = (
        (found.isna() & ~absent, "is not a number"),
        (found.isin((float("inf"), float("-inf"))), "is not a finite number"),
        (found < least, "is negative" if least == 0.0 else f"is less than {least:g}"),
        ((found > most) & (found < float("inf")), f"is more than {most:g}"),
        (whole & (found % 1 != 0) & found.notna() & (found.abs() < float("inf")), "is not a whole number"),
    )
    for wrong, what in checks:
        for at in frame.index[wrong]:
            reading.wrong(Cells(f"{where}row {at}", {}), column, f'"{str(given[at])[:40]}" {what}')
    return found


def once(reading: Reading, frame: pd.DataFrame, keys: Sequence[str], where: str = "") -> None:
    """Note each row whose keys another row has before it: a table of this kind has every cell once."""
    first: dict[tuple[str, ...], int] = {}
    twice = frame[frame.duplicated(list(keys), keep=False)]
    for at, key in zip(twice.index, twice[list(keys)].itertuples(index=False, name=None), strict=True):
        before = first.setdefault(key, at)
        if before != at:
            what = f"{' '.join(map(str, key))} stands in row {before} already"
            reading.wrong(Cells(f"{where}row {at}", {}), keys[-1], what)
