"""The end of the brief: how sure and why, method and version, and the complete lists behind the first pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.output import brief_facts, tokens, words
from braingain.output.lever_words import distance_words

Record = Mapping[str, Any]
ROLE_TITLES = {"origin": "As a country of origin", "destination": "As a country of destination"}
UNITS = {
    "usd": "US$",
    "intl_usd": "international $",
    "share": "share, 0 to 1",
    "ratio": "ratio",
    "per_year": "a year",
    "persons_per_year": "persons a year",
    "gdp_per_head_multiple": "× GDP per head",
}


def view(brief: Record) -> dict[str, Any]:
    """What the template needs from *How sure* to the end."""
    rows = brief["matrix"]["rows"]
    return {
        "sure": sure(brief),
        "evidence": [evidence_row(row) for row in rows],
        "method": method(brief),
        "value_groups": value_groups(brief),
        "gaps": brief_facts.gaps_merged(brief["profile"]["gaps"]),
        "assumed": assumed_rows(brief),
        "studies": [{"id": name, "text": text} for name, text in _by_number(brief["evidence"])],
        "sources": brief["sources"],
        "footer": footer(brief),
    }


def value_groups(brief: Record) -> list[dict[str, Any]]:
    """All values of the profile by role, each with its mark, year and source."""
    values = brief["profile"]["values"]
    groups = []
    for role, title in ROLE_TITLES.items():
        rows = [brief_facts.fact(value, brief) for value in values if value["role"] == role]
        if rows:
            groups.append({"title": title, "rows": rows})
    return groups


def sure(brief: Record) -> list[str]:
    """Why the intervals are as wide as they are, in sentences."""
    matrix, profile = brief["matrix"], brief["profile"]
    grades = words.joined([f"{grade} for {words.CADRE_PLURALS[c]}" for c, grade in matrix["grade"].items()])
    coverage = words.joined(
        [
            f"{words.percent(share)} for {words.CADRE_PLURALS[c]}"
            for c, share in matrix["abroad_coverage"].items()
            if share is not None and c == "doctor"
        ]
    )
    weak = sum(row["evidence"]["grade"] in ("weak", "assumed") for row in matrix["rows"])
    return [
        f"The baseline of {profile['name']} has grade {grades}: A means unbroken stocks and at least half of its emigrants in "
        "destinations that report, B unbroken stocks with the rest estimated, C a break or a single observation. Nurses abroad "
        "are never above C: no table of nurses by country of training is open.",
        f"Of its emigrants, the share living in destinations that count doctors by country of training: {coverage or 'not known'}; "
        "no destination reports nurses so. "
        "An emigration rate says nothing of the others.",
        f"{words.counted(weak, 'lever').capitalize()} of {len(matrix['rows'])} rest on weak evidence or on none. No lever here has been "
        "shown by trials in two settings. Where a study is from elsewhere, its interval is widened.",
        f"{words.number(len(brief['assumed']))} numbers of this run are assumed, not measured; all are listed at the end with their ranges.",
    ]


def assumed_rows(brief: Record) -> list[dict[str, Any]]:
    """Every assumed estimate with the range that was drawn; the meaning is said once for all of a family."""
    rows, last = [], ""
    for row in brief["assumed"]:
        meaning = words.sentence(row["meaning"])
        drawn = row["drawn"]
        low, middle, high = (words.number(words.figures(drawn[q], 3)) for q in ("p05", "median", "p95"))
        rows.append(
            {
                "name": row["name"],
                "meaning": "" if meaning == last else meaning,
                "unit": UNITS.get(row["unit"], row["unit"].replace("_", " ")),
                "median": middle,
                "range": "fixed" if low == high else f"{low} to {high}",
                "ids": list(row["ids"]),
            }
        )
        last = meaning
    return rows


def evidence_row(row: Record) -> dict[str, Any]:
    """Grade, distance and studies of a lever."""
    return {
        "title": row["title"],
        "grade": row["evidence"]["grade"],
        "grade_mark": tokens.GRADE_MARKS[row["evidence"]["grade"]],
        "distance": distance_words(row["evidence"], "–"),
        "studies": list(row["evidence"]["ids"]),
    }


def method(brief: Record) -> list[str]:
    """How the numbers were made, in a reader's words."""
    matrix = brief["matrix"]
    return [
        "Health workers are followed year by year by cadre, sex, rural or urban upbringing, years since qualification and "
        "place of work, at home and abroad. Choices are changes from the flows of the start year: only the response to a policy needs "
        "evidence. Posts and budgets limit who is hired. Nobody is made or lost: people are conserved to nine digits.",
        f"Each lever is compared with no new policy in the same draw of all unknowns (seed {matrix['seed']}). Need is 44.5 doctors, nurses "
        "and midwives for 10 000 people, a norm, not a forecast. Money is in US dollars of "
        f"{brief['manifest'].get('price_year', 'the start year')} at market rates. Outlay is the sum of all years, "
        "as paid; the price of a worker-year discounts both at 3 % a year.",
        "What the model cannot say is written in docs/limits.md of the program; its equations are in docs/model.md.",
        f"To make this brief again: braingain brief {matrix['country']} --draws {matrix['draws']} --seed {matrix['seed']}.",
    ]


def footer(brief: Record) -> str:
    """Version, edition, seed and run, so that the brief can be made again."""
    manifest = brief["manifest"]
    return (
        f"braingain {manifest['version']} · evidence edition {manifest['edition']} · seed {brief['matrix']['seed']} · "
        f"{brief['matrix']['draws']} draws · run {manifest['hash'][:12]} · every number: source in the appendix, or simulated"
    )


def _by_number(evidence: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(evidence.items(), key=lambda item: int(item[0].lstrip("E") or 0))
