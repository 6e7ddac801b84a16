"""Which release of a publisher's figure is read, where the store holds several: all are kept, the newest counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from braingain.evidence.building import ROW_KEYS

if TYPE_CHECKING:
    import pandas as pd

DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of rows that say the same thing, from one source and in one unit, those of its newest release; the order stays.

    A release is told by its day or month (``2024-01-31``, ``2024-01``); one that is not told is older than any that is.
    """
    keys = [*ROW_KEYS, "unit"]
    if not rows.duplicated(keys, keep=False).any():
        return rows
    dated = rows["vintage"].where(rows["vintage"].map(lambda text: bool(DAY.fullmatch(str(text)))), "")
    last = dated.groupby([rows[key] for key in keys], sort=False).transform("max")
    return rows[dated == last]
