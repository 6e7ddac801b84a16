"""What a matrix is, in words: what was run, of which edition, and how its numbers are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.foundation.countries import country_name
from braingain.output import brief_matrix, words

Record = Mapping[str, Any]
Line = tuple[str, str]
SORTED = {
    "workers": "workers gained",
    "cost": "cost in all",
    "cost-per-worker-year": "cost a worker-year with public wages",
    "cost-per-worker-year-as-paid": "cost a worker-year as paid",
    "first-effect": "first effect that helps",
    "evidence": "evidence",
    "name": "name",
}
LARGE = 1000  # from here on a level has three figures
ENOUGH_DRAWS = 100  # below it 5 and 95 % are rough
ASKED = {"family": "family", "aim": "aim", "cadre": "cadre", "evidence": "evidence"}


def facts(matrix: Record) -> list[Line]:
    """What was run: each fact with its name."""
    grades = [f"{words.CADRE_PLURALS.get(cadre, cadre)} {grade}" for cadre, grade in matrix["grade"].items()]
    covered = {
        f"{words.CADRE_PLURALS.get(cadre, cadre)} {words.percent(share)}"
        for cadre, share in matrix["abroad_coverage"].items()
        if share is not None and cadre == "doctor"  # no table has nurses by country of training
    }
    levers = len(matrix["rows"])
    acting = sum(1 for row in matrix["rows"] if not row["not_applicable"])
    return [
        ("Country", f"{country_name(matrix['country'])} ({matrix['country']})"),
        ("Levers", f"{levers}, of which {acting} apply; {chosen(matrix)}"),
        ("Figures of", str(matrix["start"])),
        ("Levers begin in", str(matrix["policy_start"])),
        ("Last year", str(matrix["horizon"])),
        ("Destinations of levers abroad", destinations_words(matrix) or "none"),
        ("Draws", words.number(matrix["draws"])),
        *(("Warning", text) for text in warnings(matrix)),
        ("Seed", str(matrix["seed"])),
        ("Grade of the baseline", ", ".join(grades)),
        ("Emigrants in countries that count them", ", ".join(sorted(covered)) or "not known"),
        ("Edition of the evidence", matrix["edition"]),
        ("Version of the program", matrix["version"]),
        ("Hash of the results", matrix.get("hash", "")),
    ]


def warnings(matrix: Record) -> list[str]:
    """What makes all costs unsure, and that few draws were made, where it is so."""
    bill = matrix.get("checks", {}).get("public_wage_bill_share")
    few = [f"Few draws: report nothing from fewer than {ENOUGH_DRAWS}"] if matrix["draws"] < ENOUGH_DRAWS else []
    return [*(public_pay(bill) if bill else []), *few]


def public_pay(bill: Record) -> list[str]:
    """That public pay does not fit public health spending, where it does not: costs rest on the same pay and posts."""
    if not bill["flag"]:
        return []
    low, high = bill["usual"]
    return [
        f"Public pay over public health spending is {bill['flag']}: {bill['median']:.2f} ({bill['p05']:.2f} to "
        f"{bill['p95']:.2f}), usual is {low:.2f} to {high:.2f}; stocks, pay or spending are off, and costs rest on them"
    ]


def destinations_words(matrix: Record) -> str:
    """Where levers of one destination act, and why there where nobody named it; empty where no place is known."""
    names = words.joined([country_name(code) for code in matrix.get("destinations", [])])
    if not names or matrix.get("destinations_named"):
        return names
    country = country_name(matrix["country"])
    return f"{names}, where most doctors trained in {country} are counted (--destination names another)"


def chosen(matrix: Record) -> str:
    """Which levers were run and how the rows stand, in words."""
    asked = {name: value for name, value in (matrix.get("filter") or {}).items() if value}
    texts = [
        f"{ASKED[name]} {value.replace('_', ' ') if isinstance(value, str) else ' or '.join(value).replace('_', ' ')}"
        for name, value in asked.items()
    ]
    if "evidence" in asked:
        texts[-1] += " or better"
    which = f"only those with {', '.join(texts)}" if texts else "all of the catalogue"
    order = matrix.get("sort", "catalogue")
    return f"{which}, {'in the order of the catalogue' if order == 'catalogue' else f'by {SORTED[order]}'}"


def level_of(one: Record, outcome: str, sex: str = "") -> tuple[str, str]:
    """A level without new policy and its 90 % interval, as numbers are shown in tables; a dash where there is none."""
    found = one["outcomes"].get(outcome)
    interval = found and ((found["by_sex"] or {}).get(sex) if sex else found["level"])
    if not interval:
        return "–", "none"
    middle, low, high = (
        words.number(words.figures(interval[q], 3) if abs(interval[q]) >= LARGE else interval[q], 0)
        for q in ("median", "p05", "p95")
    )
    return middle, f"{low} to {high}"


def reading(matrix: Record) -> list[Line]:
    """How the numbers are read: each with what it speaks of."""
    return [
        (
            "Differences",
            "more or fewer than without new policy, in the year in which the lever is read; median of "
            f"{words.number(matrix['draws'])} paired draws, and the bounds between which 90 % of them lie",
        ),
        ("Could be either", "where the bounds have unlike signs, it could be more or fewer"),
        (
            "Years",
            "levers of five years are read in their last year, training and law in the last year of the run; a lever's own years stand in its row",
        ),
        (
            "Cost in all",
            "gross outlay, the sum of all years, as paid by the lever; fines, fees and levies are not taken off",
        ),
        ("Cost a worker-year", brief_matrix.COST_OF_A_WORKER_YEAR),
        ("Costs of destinations", brief_matrix.ON_WHOLE_COST),
        (
            "First effect",
            "the first year in which the 90 % interval of the lever's own aim excludes zero; empty where it never does. Where it is "
            "the wrong way, the lever does the opposite of its aim; sorted, it stands with those that have none",
        ),
        (
            "Without new policy",
            "the level with which a difference is compared, in each year in which levers are read and in the last of the run; stocks "
            "are those of 1 January after the year",
        ),
        (
            "Service and visitors",
            "levers that bring workers for a time, or widen what workers may do, aim at service: full-time workers for 10 000 people, "
            "weighted by what they may do. Visitors are in no count of workers at home",
        ),
        (
            "Leaving a year",
            "without those whom a lever itself sends on a track, a contract that ends, a scholarship or an exchange: its row says how "
            "many they are",
        ),
        ("For whom", brief_matrix.FOR_WHOM),
        ("Half of the effect", brief_matrix.HALF),
        (
            "Evidence",
            "strong, moderate, weak or assumed: how well the lever is studied anywhere, and how like this country the countries of the studies are",
        ),
        (
            "Side effects",
            "not written into the model: each was looked for in every draw; those found in most draws are named in the lever's row; "
            f"{brief_matrix.SIDE_EFFECTS_READ}. What was looked for at other doses is an experiment, named with its number",
        ),
        (
            "Women and men",
            "the model follows both from shares that few countries report; which splits are imputed is said beside them; "
            f"{brief_matrix.MEDIANS_APART}",
        ),
        ("Grade of the baseline", "A, B or C: how much of what the run starts from is reported"),
        ("Not a forecast", "an estimate under stated assumptions; what the model cannot say stands in docs/limits.md"),
    ]
