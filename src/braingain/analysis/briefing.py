"""All that a policy brief holds, as one record: profile, matrix, projection, the sources and studies that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from braingain.analysis.matrix import DRAWS, study
from braingain.analysis.runs import Progress
from braingain.analysis.scenario import START_DEFAULT
from braingain.evidence.registry import load_registry
from braingain.evidence.store import open_store

MOST_ASSUMED = 14


def brief_record(
    country: str, start: int = START_DEFAULT, draws: int = DRAWS, seed: int = 1, progress: Progress | None = None
) -> dict[str, Any]:
    """The record that ``output.brief.write_brief`` shows (``braingain/brief/1``).

    Raises
    ------
    BraingainError
        Where the profile or the matrix of the country cannot be made.
    """
    from braingain.baseline.profile import profile

    store = open_store()
    about = profile(store, country, start)
    studied = study(country, draws=draws, seed=seed, start=start, progress=progress)
    named = [value.get("source") for value in about["values"]]
    named += [row["source"] for rows in studied["projection"]["reported_since"].values() for row in rows]
    named += [row["source"] for row in about["abroad"]]
    return {
        "schema": "braingain/brief/1",
        "profile": about,
        "matrix": studied["matrix"],
        "projection": studied["projection"],
        "sources": sources_of(store.sources().to_dict("records"), named),
        "evidence": studies_of(studied["matrix"]),
        "manifest": studied["manifest"] | {"assumed": assumed_words()},
    }


def sources_of(table: Iterable[Mapping[str, Any]], named: Iterable[str | None]) -> list[dict[str, str]]:
    """Rows of the table of sources that are named, in order of first use."""
    known = {str(row["source"]): row for row in table}
    used = dict.fromkeys(name for text in named if text for name in str(text).split(", "))
    return [
        {field: str(known[name].get(field) or "") for field in ("source", "citation", "licence", "link")}
        for name in used
        if name in known
    ]


def studies_of(matrix: Mapping[str, Any]) -> dict[str, str]:
    """What each study named in the matrix found, with its source and how it was read."""
    registry = load_registry()
    ids = dict.fromkeys(name for row in matrix["rows"] for name in row["evidence"]["ids"])
    found = {}
    for name in ids:
        row = registry.evidence_row(name)
        found[name] = f"{row.finding} ({row.source}; {row.status})"
    return found


def assumed_words() -> list[str]:
    """Meanings of the assumed estimates that the model's results hang on most, by MODEL's own list of risks."""
    registry = load_registry()
    names = (
        "kappa_stated_preference",
        "theta_destination",
        "funded_over_filled.rural",
        "frozen_inflow_share.frozen",
        "vacancy_money_share",
        "nurse_abroad_level",
        "leave_rate.default.tmp",
        "place_share.doctor",
        "public_share.africa",
        "reserve_share.nurse",
        "women_share.nurse.lowmid",
        "graduates_factor",
    )
    return [registry.get(name).meaning for name in names[:MOST_ASSUMED]]
