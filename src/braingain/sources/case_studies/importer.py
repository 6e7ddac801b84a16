"""Importer of the collected case-study figures: which row is which indicator stands in ``names.csv``.

Rows from memory are left out, and so are the rows of the seed paper, which has its own source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from braingain.foundation.cards import catalogue_table, package_table
from braingain.foundation.units import convert
from braingain.sources.contract import Read, evidence_rows
from braingain.sources.text import decode, header_of, number, table_rows

SOURCE = "case_studies"
HEADER = ["id", "iso3", "occupation", "policy_kind", "topic", "metric", "value", "low", "high", "unit"]
CADRES = {
    "physicians": ("doctor", "all"),
    "nurses": ("nurse", "all"),
    "all_health": ("all", "all"),
    "all_health_young": ("all", "young"),
    "community_health": ("community", "all"),
}
UNITS = {
    "percent": "percent",
    "persons": "persons",
    "persons/year": "persons_per_year",
    "per 100000": "per_100k",
    "per 1000": "per_1000",
    "percent/year": "percent_per_year",
    "percentage points": "percentage_points",
    "year": "year",
    "years": "years",
    "USD": "usd",
    "FTE": "fte",
    "posts": "posts",
    "boolean": "yes_no",
    "odds ratio": "odds_ratio",
    "persons per nurse": "persons_per_worker",
    "countries": "countries",
    "million": "persons_million",
}
# The threshold was read as 23 per 10 000; its last digit (22.8) was not.
READ_AS = {"WHO-01": ("23", "per_10k")}
PROJECTED = frozenset({"fact.projected_shortage", "fact.projected_shortage_share"})
APPROXIMATE = ("period not stated", "digits lost", "more than", "approximate", "about")


def recognises(name: str, head: bytes) -> bool:
    """True for a table of case-study figures."""
    return header_of(head)[: len(HEADER)] == HEADER


def read(files: Mapping[str, bytes]) -> Read:
    """Figures that were read, each under the work that it is from."""
    import pandas as pd

    known = {row["id"]: row for row in package_table("sources", SOURCE, "names.csv")}
    rows: list[dict[str, object]] = []
    left_out: Counter[str] = Counter()
    for content in files.values():
        for figure in table_rows(decode(content)):
            certainty = _certainty(figure["certainty"])
            if certainty in ("memory", "seed"):
                left_out[certainty] += 1
            elif figure["id"] not in known:
                left_out["new"] += 1
            else:
                rows.append(_row(figure, known[figure["id"]], certainty))
    why = {
        "memory": "from memory: no facts until they are read",
        "seed": "of the seed paper: they are in seed_paper",
        "new": "with an id that names.csv does not have",
    }
    messages = tuple(f"{n} rows left out, {why[which]}" for which, n in sorted(left_out.items()))
    frame = pd.DataFrame(rows)
    if frame.empty:
        return Read(evidence_rows(frame, SOURCE), {}, messages)
    return Read(evidence_rows(frame.drop(columns="source"), frame["source"]), {}, messages)


def _row(figure: dict[str, str], about: dict[str, str], certainty: str) -> dict[str, object]:
    """One figure in our schema, in its indicator's own unit; what it is in words goes to the note."""
    text, unit = READ_AS.get(figure["id"], (figure["value"], UNITS[figure["unit"]]))
    to = {row["indicator"]: row["unit"] for row in catalogue_table("indicators")}[about["indicator"]] or unit
    cadre, age = CADRES[figure["occupation"]]
    numbers = {"value": text, "low": figure["low"], "high": figure["high"]}
    values = {column: number(cell) for column, cell in numbers.items()}
    note = "; ".join(filter(None, (figure["id"], figure["metric"], _worded(figure["note"]))))
    return {
        **{column: about[column] for column in ("indicator", "country", "partner", "definition", "measure", "source")},
        **{column: None if x is None else round(convert(x, unit, to), 10) for column, x in values.items()},
        "employment": about["employment"] or "all",
        "cadre": cadre,
        "age": age,
        "year": int(figure["year_from"]),
        "year_to": int(figure["year_to"]),
        "unit": to,
        "vintage": about["source"].rsplit("_", 1)[1],
        "certainty": certainty,
        "flag": _flags(figure, about["indicator"]),
        "note": note,
    }


def _certainty(words: str) -> str:
    """How a figure was obtained, in the words of our closed list; what was only recalled is "memory"."""
    if words.startswith("read (secondary"):
        return "secondary"
    first = words.replace(";", " ").replace("(", " ").split()[0]
    return first if first in ("read", "derived", "seed") else "memory"


def _worded(note: str) -> str:
    """A note without its parts that were only recalled: they are leads, not facts."""
    parts = [part.strip() for part in note.split(";")]
    return "; ".join(part for part in parts if "memory" not in part and "recalled" not in part)


def _flags(figure: dict[str, str], indicator: str) -> str:
    words = f"{figure['certainty']} {figure['note']} {figure['unit']}"
    flags = []
    if figure["year_from"] != figure["year_to"]:
        flags.append("period_of_years")
    if indicator in PROJECTED:
        flags.append("projection")
    if any(word in words for word in APPROXIMATE):
        flags.append("approximate")
    return ";".join(flags)
