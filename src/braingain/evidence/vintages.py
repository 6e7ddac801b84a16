"""Which release of a publisher's figure is read, where the store holds several: all are kept, the newest counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from braingain.evidence.building import RELEASE, ROW_KEYS, TAKEN_IN
from braingain.evidence.unit_checks import flag_unit_slips

if TYPE_CHECKING:
    import pandas as pd

DAY = re.compile(RELEASE)


def checked_and_dated(
    rows: pd.DataFrame | None, today: str, shipped: str = ""
) -> tuple[pd.DataFrame | None, list[str]]:
    """A publisher's rows with densities of another unit flagged and every release told; and what is said of both.

    ``shipped`` is the release under which the store has the rows of a file that ships with the program.
    """
    if rows is None:
        return None, []
    flagged, slips = flag_unit_slips(rows)
    told, said = dated(flagged, today, shipped)
    return told, [*slips, *said]


def dated(rows: pd.DataFrame, today: str, shipped: str = "") -> tuple[pd.DataFrame, list[str]]:
    """Rows whose file does not say of which release they are get the day on which they are taken in; and what is said.

    Those of a file that ships with the program get the release under which it ships.
    """
    unknown = rows["vintage"] == "unknown"
    if not unknown.any():
        return rows, []
    if shipped:
        return rows.assign(vintage=rows["vintage"].where(~unknown, shipped)), []
    said = f"{int(unknown.sum())} rows do not say of which release they are: they count as of {today}"
    return rows.assign(vintage=rows["vintage"].where(~unknown, f"{TAKEN_IN}{today}")), [said]


def dated_tables(
    tables: Mapping[str, pd.DataFrame], today: str, shipped: str = ""
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Compact tables as ``dated`` makes them, those whose rows name their releases; and what is said, by table."""
    told = {name: dated(table, today, shipped) if "vintage" in table else (table, []) for name, table in tables.items()}
    said = [f"table {name}: {line}" for name, (_, lines) in told.items() for line in lines]
    return {name: table for name, (table, _) in told.items()}, said


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows that say the same thing, from one source and in one unit, those of its newest release; the order stays.

    A release is told by its day or month (``2024-01-31``, ``2024-01``), or by the day on which it was taken in; one
    that is told otherwise or not at all is older than these.
    """
    keys = [*ROW_KEYS, "unit"]
    if not rows.duplicated(keys, keep=False).any():
        return rows
    days = rows["vintage"].map(lambda text: found[1] if (found := DAY.fullmatch(str(text))) else "")
    last = days.groupby([rows[key] for key in keys], sort=False).transform("max")
    return rows[days == last]
