"""Importer of the typed table of reasons to leave, to have left, and to stay (Kabene 2006, Table 1, from Awases 2004)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import decode, header_of, number, table_rows

SOURCE = "awases_2004_reasons"
YEAR = 2004  # of the report; the table does not say when people were asked
HEADER = ["iso3", "country", "question", "rank_in_source", "reason", "pct_respondents"]
QUESTIONS = ("intend_to_leave", "left", "would_remain")


def recognises(name: str, head: bytes) -> bool:
    """True for the table that was typed."""
    return header_of(head) == HEADER


def read(files: Mapping[str, bytes]) -> Read:
    """One fact for each country, question and reason: the share of respondents who name it.

    Raises
    ------
    BraingainError
        With every row whose question, reason or share is none.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    problems = []
    for name, content in files.items():
        for line, row in enumerate(table_rows(decode(content)), start=2):
            share, reason = _share(row["pct_respondents"]), row["reason"].strip()
            if row["question"] not in QUESTIONS:
                problems.append(
                    Problem(f"{name}, row {line}, question", f'"{row["question"]}" is none of {", ".join(QUESTIONS)}')
                )
            elif not reason:
                problems.append(Problem(f"{name}, row {line}, reason", "is empty"))
            elif share is None or not 0 <= share <= 100:
                what = f'"{row["pct_respondents"]}" is no share of respondents in per cent'
                problems.append(Problem(f"{name}, row {line}, pct_respondents", what))
            else:
                rows.append(_fact(row, reason, share / 100))
    if problems:
        raise BraingainError(problems)
    frame = evidence_rows(pd.DataFrame(rows), SOURCE, flag="approximate")
    return Read(
        frame,
        {},
        (f"{len(rows)} reasons; only those named most often are printed, so no reason's absence says anything",),
    )


def _share(cell: str) -> float | None:
    """Per cent of respondents; None where the cell is no number."""
    try:
        return number(cell)
    except ValueError:
        return None


def _fact(row: Mapping[str, str], reason: str, share: float) -> dict[str, object]:
    return {
        "indicator": f"fact.reason_{row['question']}.{re.sub('[^a-z]+', '_', reason.lower()).strip('_')}",
        "country": row["iso3"],
        "cadre": "all",
        "measure": "rate",
        "count": "headcount",
        "year": YEAR,
        "value": share,
        "unit": "share",
        "certainty": "read",
        "note": f"{reason}; no. {row['rank_in_source']} in the table; share of respondents; year of the report",
    }
