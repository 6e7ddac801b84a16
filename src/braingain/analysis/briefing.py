"""All that a policy brief holds, as one record: profile, matrix, projection, the sources and studies that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from braingain.analysis.matrix import DRAWS, study
from braingain.analysis.runs import Progress
from braingain.analysis.scenario import START_DEFAULT
from braingain.analysis.summaries import interval
from braingain.baseline.destinations import CORRIDOR_GROWTH
from braingain.evidence.registry import load_registry
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

READ = {
    "S": "the seed paper",
    "R-tab": "text or table read",
    "R-abs": "abstract read",
    "R-code": "code read",
    "R-data": "data read",
    "R-press": "press report read",
    "R": "read",
    "D": "derived",
    "M": "from memory",
    "A": "assumed",
}


def brief_record(
    country: str,
    start: int = START_DEFAULT,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
    destinations: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The record that ``output.brief.write_brief`` shows (``braingain/brief/1``).

    ``destinations`` are where levers of destinations act; the origin's largest one by default.

    Raises
    ------
    BraingainError
        Where the profile or the matrix of the country cannot be made.
    """
    from braingain.baseline.profile import profile

    store = open_store()
    about = profile(store, country, start)
    studied = study(country, draws=draws, seed=seed, start=start, progress=progress, destinations=destinations)
    named = [value.get("source") for value in about["values"]]
    named += [row["source"] for rows in studied["projection"]["reported_since"].values() for row in rows]
    named += [row["source"] for row in (*about["abroad"], *about["reasons"])]
    assumed = assumed_of(studied["drawn"])
    assumptions = assumptions_of(about["values"])
    cited = [id for row in (*assumed, *assumptions.values()) for id in row["ids"]]
    return {
        "schema": "braingain/brief/1",
        "profile": about,
        "matrix": studied["matrix"],
        "projection": studied["projection"],
        "sources": sources_of(store.sources().to_dict("records"), named),
        "evidence": studies_of(studied["matrix"], cited),
        "assumed": assumed,
        "assumptions": assumptions,
        "manifest": studied["manifest"],
    }


def sources_of(table: Iterable[Mapping[Any, Any]], named: Iterable[str | None]) -> list[dict[str, str]]:
    """Rows of the table of sources that are named, in order of first use."""
    known = {str(row["source"]): row for row in table}
    used = dict.fromkeys(name for text in named if text for name in str(text).split(", "))
    return [
        {field: str(known[name].get(field) or "") for field in ("source", "publisher", "citation", "licence", "link")}
        for name in used
        if name in known
    ]


def studies_of(matrix: Mapping[str, Any], cited: Iterable[str] = ()) -> dict[str, str]:
    """What each study named in the matrix or ``cited`` by an assumption found, with its source and how it was read."""
    registry = load_registry()
    ids = dict.fromkeys([*(name for row in matrix["rows"] for name in row["evidence"]["ids"]), *cited])
    found = {}
    for name in ids:
        row = registry.evidence_row(name)
        found[name] = f"{row.finding} ({row.source}; {', '.join(READ[tag] for tag in row.status)})"
    return found


def assumptions_of(values: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The estimates that stand in for a figure of the profile, by their name as a source: meaning, studies, note."""
    registry = load_registry()
    named = dict.fromkeys(str(value["source"]) for value in values if str(value["source"]).startswith("estimate:"))
    found = {}
    for source in named:
        name = source.removeprefix("estimate:")
        estimate = next(iter(registry.family(name).values()), None)  # a source may name a family as a whole
        if estimate is None:
            raise BraingainError(
                Problem(f"profile, source {source}", "names no estimate", did_you_mean(name, registry.estimates))
            )
        found[source] = {"meaning": estimate.meaning, "ids": list(estimate.evidence), "assumed": estimate.assumed}
    return found


def assumed_of(drawn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every estimate of the run whose number is assumed or from memory, with the range that was drawn.

    Shares that sum to one (Dirichlet) have one row a part; what is drawn for each corridor (``corridor_growth``) has one
    row of all of them.
    """
    import numpy as np

    registry = load_registry()
    of_corridors = [values for name, values in drawn.items() if name.startswith(f"{CORRIDOR_GROWTH}.")]
    pooled = {CORRIDOR_GROWTH: np.concatenate(of_corridors)} if of_corridors else {}
    rows = []
    for name, values in {**drawn, **pooled}.items():
        estimate = registry.estimates.get(name)
        if estimate is None or not estimate.assumed:
            continue
        parts = np.atleast_2d(np.asarray(values, dtype=float))
        for number, part in enumerate(parts, 1):
            label = f"{name} ({number} of {len(parts)})" if len(parts) > 1 else name
            row = {"name": label, "meaning": estimate.meaning, "unit": estimate.unit, "ids": list(estimate.evidence)}
            rows.append(row | {"drawn": interval(part)})
    return rows
