"""The second half of the brief: what could be done, what goes wrong, how sure and why, method and version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from braingain.output import charts, tokens, words

Record = Mapping[str, Any]
FAMILY_TITLES = {
    "origin": "Country of origin",
    "destination": "Country of destination",
    "partnership": "Together",
    "since_2007": "Since 2007",
}
# outcome, heading, whether more is a gain to the person who reads the column, whether a chart is drawn
COLUMNS = (
    ("workers", "Workers at home", 1, True),
    ("workers.doctor", "doctors", 1, False),
    ("workers.nurse", "nurses", 1, False),
    ("workers.rural", "Rural workers", 1, False),
    ("emigrants_per_year", "Leaving a year", -1, False),
    ("reserve", "Without a post", -1, False),
)
HOPED_FOR = ("pool_still_grows", "low_emigration_by_mechanism")
WITHOUT = {
    "reconsider": "where nobody may leave one post for another",
    "budget_limit": "where money for posts has no limit",
    "quality_dilution": "where growth does not dilute teaching",
    "teachers": "where teachers are no limit",
    "substitution": "where those refused stay instead of going elsewhere",
    "irregular": "where there is no irregular way",
    "bond_erosion": "where the fine keeps its value",
    "onward_moves": "where nobody moves on to a third country",
}
DISTANCE = {"near": "from like countries", "middle": "from partly like countries", "far": "from unlike countries"}
WITHOUT_WIDTH = {"p05": 0.0, "p25": 0.0, "median": 0.0, "p75": 0.0, "p95": 0.0}


def view(brief: Record) -> dict[str, Any]:
    """What the template needs for its second half."""
    matrix = brief["matrix"]
    ranges = {name: charts.column_range(_differences(matrix, name)) for name, _, _, _ in COLUMNS}
    return {
        "matrix_lead": matrix_lead(matrix),
        "matrix_intro": matrix_intro(matrix),
        "matrix_why": matrix_why(brief["projection"]),
        "columns": [{"title": title, "chart": chart} for _, title, _, chart in COLUMNS],
        "width": 4 + sum(2 if chart else 1 for _, _, _, chart in COLUMNS),
        "families": families(matrix, ranges),
        "matrix_notes": matrix_notes(matrix),
        "money": [money_row(row) for row in _applicable(matrix)],
        "wrong": [wrong(row) for row in _applicable(matrix)],
        "sure": sure(brief),
        "assumed": [assumed_row(row) for row in brief["assumed"]],
        "evidence": [evidence_row(row, brief["evidence"]) for row in matrix["rows"]],
        "method": method(brief),
        "sources": brief["sources"],
        "footer": footer(brief),
    }


def matrix_lead(matrix: Record) -> list[dict[str, str]]:
    """How many levers raise the workers at home, and how many of these take people from somewhere else."""
    rows = _applicable(matrix)
    raising = [row for row in rows if row["outcomes"]["workers"]["difference"]["p05"] > 0]
    costly = [row for row in rows if any(_appears(effect) for effect in row["side_effects"])]
    gain = f"{words.counted(len(raising), 'raises', 'raise')} the number of health workers at home in at least 95 % of draws"
    parts = [
        {"text": f"Of {words.counted(len(rows), 'intervention')}, ", "tone": ""},
        {"text": gain, "tone": "gain-word"},
    ]
    if costly:
        parts.append(
            {
                "text": f"; {words.counted(len(costly), 'brings', 'bring')} a side effect in most draws.",
                "tone": "loss-word",
            }
        )
    else:
        parts.append({"text": ".", "tone": ""})
    return parts


def matrix_intro(matrix: Record) -> str:
    """What the numbers of the table are."""
    return (
        f"Difference from no new policy in the year named with each lever, median and 90 % interval of {words.number(matrix['draws'])} "
        f"paired draws. Levers begin in {matrix['policy_start']}; those that run five years are read in their last year in force, "
        f"training and legal levers at the horizon, {matrix['horizon']}. Tint is gain or loss for the person who reads the column."
    )


def matrix_why(projection: Record) -> str:
    """Why levers add few workers where posts are full: said from the baseline's own vacancies and reserve."""
    at = projection["years"].index(projection["policy_start"])
    vacancies, workers = (projection["outcomes"][name] for name in ("vacancies", "workers"))
    reserve = projection["outcomes"]["reserve"]["median"][at]
    if vacancies["median"][at] > 0.01 * workers["median"][at]:
        return ""
    return (
        f"Without new policy nearly all funded posts are filled by {projection['policy_start']} (vacancies "
        f"{words.rounded(round(vacancies['median'][at]))} in the median, {words.rounded(reserve)} licensed people without a post): there, who is kept or comes "
        "back waits for a post, and only levers that fund posts add workers. The budget for posts is assumed to follow public "
        "spending; this matters more than any response to pay."
    )


def families(matrix: Record, ranges: Mapping[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Rows of the matrix by family, in the order of the paper."""
    out = []
    for family, title in FAMILY_TITLES.items():
        rows = [matrix_row(row, matrix, ranges) for row in matrix["rows"] if row["family"] == family]
        if rows:
            out.append({"title": title, "rows": rows})
    return out


def matrix_row(row: Record, matrix: Record, ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """One lever: its dose in words, a cell an outcome, cost, first effect and evidence."""
    base = {
        "lever": row["lever"],
        "title": row["title"],
        "what": dose_words(row),
        "rights_note": row["rights_note"],
        "not_applicable": row["not_applicable"],
    }
    if row["not_applicable"]:
        return base
    cells = [
        matrix_cell(row, name, gain_is, ranges[name] if chart else None, matrix) for name, _, gain_is, chart in COLUMNS
    ]
    left = row["share_left_after_end"]
    per_year = row["cost_per_worker_year_usd"]
    return base | {
        "cells": cells,
        "cost": words.dollars(per_year["median"]) if per_year else "–",
        "cost_note": _dollar_range(per_year) if per_year else "no gain to divide by",
        "first": str(row["first_effect_year"] or "–"),
        "after": _after(left) if left and row["first_effect_year"] else "",
        "grade": row["evidence"]["grade"],
        "grade_mark": tokens.GRADE_MARKS[row["evidence"]["grade"]],
        "distance": DISTANCE.get(str(row["evidence"].get("distance")), ""),
    }


def matrix_cell(
    row: Record, name: str, gain_is: int, span: tuple[float, float] | None, matrix: Record
) -> dict[str, str]:
    """A number with its interval, its tint and, where the column has one, its interval drawn."""
    outcome = row["outcomes"].get(name)
    if outcome is None:
        return {"chart": "", "tone": "", "number": "–", "range": ""}
    difference = outcome["difference"]
    return {
        "chart": charts.as_svg(charts.interval_chart(difference, *span, gain_is)) if span else "",
        "tone": tone(difference, gain_is, _differences(matrix, name)),
        "number": words.signed(difference["median"]),
        "range": words.interval_words(difference, sign=True),
    }


def tone(difference: Record, gain_is: int, column: Sequence[Record]) -> str:
    """Tint of a cell: gain, loss or either; deeper where the effect is among the larger of its column."""
    if difference["p05"] == difference["p95"] == 0:
        return ""
    if words.holds_zero(difference):
        return "either"
    largest = max(abs(other["median"]) for other in column)
    depth = 2 if abs(difference["median"]) >= 0.5 * largest else 1
    return f"{'gain' if difference['median'] * gain_is > 0 else 'loss'}{depth}"


def matrix_notes(matrix: Record) -> str:
    """What a reader must know beside the table."""
    return (
        "Cost a worker-year is discounted gross outlay over discounted worker-years gained, as paid by the lever; the next table "
        "adds the public wages of those gained where the lever itself does not pay their posts. "
        "First seen: the first year in which the 90 % interval of the lever's aim excludes zero; a dash where it never does. "
        "One origin seen alone shows no replacement of leavers by other countries' workers."
    )


def money_row(row: Record) -> dict[str, str]:
    """Cost and payers of a lever, and its effect on women and men at home."""
    total = row["cost_usd"]["total"]
    payers = [
        f"{payer.replace('_', ' ')} {words.dollars(q['median'])}"
        for payer, q in row["cost_usd"]["by_payer"].items()
        if q["median"] > 0
    ]
    with_wages = row["cost_per_worker_year_with_wages_usd"]
    by_sex = row["outcomes"]["workers"].get("by_sex") or {}
    return {
        "title": row["title"],
        "total": words.dollars(total["median"]),
        "range": _dollar_range(total),
        "payers": words.joined(payers) or "nobody",
        "with_wages": words.dollars(with_wages["median"]) if with_wages else "–",
        "women": words.signed(by_sex.get("female", WITHOUT_WIDTH)["median"]) if by_sex else "–",
        "men": words.signed(by_sex.get("male", WITHOUT_WIDTH)["median"]) if by_sex else "–",
    }


def wrong(row: Record) -> dict[str, Any]:
    """The side effects that were looked for, how often they appear, and whether they go with their mechanism."""
    looked = [effect for effect in row["side_effects"] if effect["what"] not in HOPED_FOR]
    hoped = [effect for effect in row["side_effects"] if effect["what"] in HOPED_FOR]
    effects = [{"text": effect["text"], "measure": effect_measure(effect)} for effect in looked]
    effects += [{"text": f"As hoped: {effect['text']}", "measure": effect_measure(effect)} for effect in hoped]
    if not effects:
        effects = [{"text": "No side effect was looked for that this edition can measure.", "measure": ""}]
    return {"title": row["title"], "lever": row["lever"], "effects": effects, "rights_note": row["rights_note"]}


def effect_measure(effect: Record) -> str:
    """Share of draws, size, and what is left when the mechanism is off, as one sentence."""
    difference, share = effect["difference"], effect.get("share_of_draws")
    same = difference["p05"] == difference["p95"]
    size = f"median {_with_unit(effect, 'median')}"
    size += ", the same in all draws" if same else f" ({_with_unit(effect, 'p05')} to {_with_unit(effect, 'p95')})"
    if share is None:
        return f"{size[:1].upper()}{size[1:]}."
    if share < 0.5:
        return f"Looked for, and absent in most draws (found in {words.percent(share)}): {size}."
    without = WITHOUT.get(str(effect.get("mechanism")), "")
    if not without or effect.get("gone_when_off") is None:
        return f"Found in {words.percent(share)} of draws: {size}."
    return f"Found in {words.percent(share)} of draws: {size}; {'gone' if effect['gone_when_off'] else 'not gone'} {without}."


def _after(left: Record) -> str:
    if left["median"] > 1:
        return "still larger 5 y after"
    return f"{words.percent(max(0.0, left['median']))} left 5 y after"


def _with_unit(effect: Record, quantile: str) -> str:
    value, unit = effect["difference"][quantile], str(effect.get("unit", ""))
    if unit in ("share", "share_points"):
        text = words.percent(value, 1)
        signed = text if text.startswith(words.MINUS) else f"+{text}"
        return signed.replace("%", "points") if unit == "share_points" else signed
    spoken = {"persons_per_year": " a year", "persons": " persons", "posts": " posts"}
    return words.signed(value) + spoken.get(unit, "")


def sure(brief: Record) -> list[str]:
    """Why the intervals are as wide as they are, in sentences."""
    matrix, profile = brief["matrix"], brief["profile"]
    grades = words.joined([f"{grade} for {words.CADRE_PLURALS[c]}" for c, grade in matrix["grade"].items()])
    coverage = words.joined(
        [
            f"{words.percent(share)} for {words.CADRE_PLURALS[c]}"
            for c, share in matrix["abroad_coverage"].items()
            if share is not None
        ]
    )
    weak = sum(row["evidence"]["grade"] in ("weak", "assumed") for row in matrix["rows"])
    return [
        f"The baseline of {profile['name']} has grade {grades}: A means unbroken stocks and at least half of its emigrants in "
        "destinations that report, B unbroken stocks with the rest estimated, C a break or a single observation. Nurses abroad "
        "are never above C: no table of nurses by country of training is open.",
        f"Of its emigrants, the share living in destinations that report doctors by country of training: {coverage or 'not known'}. "
        "An emigration rate says nothing of the others.",
        f"{words.counted(weak, 'lever').capitalize()} of {len(matrix['rows'])} rest on weak evidence or on none. No lever here has been "
        "shown by trials in two settings. Where a study is from elsewhere, its interval is widened.",
        f"{words.number(len(brief['assumed']))} numbers of this run are assumed, not measured; all are listed below with their ranges.",
    ]


def assumed_row(row: Record) -> dict[str, str]:
    """An assumed estimate with the range that was drawn."""
    return {
        "name": row["name"],
        "meaning": row["meaning"],
        "unit": row["unit"].replace("_", " "),
        "median": words.number(words.figures(row["drawn"]["median"], 3)),
        "range": f"{words.number(words.figures(row['drawn']['p05'], 3))} to {words.number(words.figures(row['drawn']['p95'], 3))}",
        "ids": ", ".join(row["ids"]) or "none",
    }


def evidence_row(row: Record, evidence: Mapping[str, str]) -> dict[str, Any]:
    """Grade, distance and studies of a lever."""
    ids = row["evidence"]["ids"]
    return {
        "title": row["title"],
        "grade": row["evidence"]["grade"],
        "grade_mark": tokens.GRADE_MARKS[row["evidence"]["grade"]],
        "distance": DISTANCE.get(str(row["evidence"].get("distance")), "–"),
        "studies": [{"id": name, "text": evidence.get(name, "")} for name in ids],
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
        f"{brief['manifest'].get('price_year', 'the start year')} at market rates, discounted at 3 % a year.",
        "What the model cannot say is written in docs/limits.md of the program; its equations are in docs/model.md.",
        f"To make this brief again: braingain brief {matrix['country']} --draws {matrix['draws']} --seed {matrix['seed']}.",
    ]


def footer(brief: Record) -> str:
    """Version, edition, seed and run, so that the brief can be made again."""
    manifest = brief["manifest"]
    return (
        f"braingain {manifest['version']} · evidence edition {manifest['edition']} · seed {brief['matrix']['seed']} · "
        f"{brief['matrix']['draws']} draws · run {manifest['hash'][:12]} · every number: source in the tables above or simulated"
    )


def dose_words(row: Record) -> str:
    """What is chosen, in words: doses, destination, years."""
    parts = [dose["text"] for dose in row["doses"] if dose.get("text")]
    if row.get("destination"):
        parts.append(f"acting in {row['destination']}")
    years = row.get("years")
    if years:
        parts.append(f"{years['start']} to {years['end'] - 1}, read in {row['at_year']}")
    return "; ".join([*parts, *row.get("flags", ())])


def _applicable(matrix: Record) -> list[Record]:
    return [row for row in matrix["rows"] if not row["not_applicable"]]


def _appears(effect: Record) -> bool:
    return effect["what"] not in HOPED_FOR and (effect.get("share_of_draws") or 0) > 0.5


def _differences(matrix: Record, name: str) -> list[Record]:
    found = [row["outcomes"][name]["difference"] for row in _applicable(matrix) if name in row["outcomes"]]
    return found or [WITHOUT_WIDTH]


def _dollar_range(interval: Record) -> str:
    return f"{words.dollars(interval['p05'])} to {words.dollars(interval['p95'])}"
