"""Values and gaps of a profile as a reader reads them: what, how much, from when, how known, from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from braingain.output import tokens, words

Record = Mapping[str, Any]
ASSUMED_FOR = words.INCOME_GROUPS | {
    "africa": "Africa",
    "lowmid": "low and middle income",
    "high": "high income",
    "frozen": "countries that froze posts",
}
UNIT_WORDS = {
    "per_10k": " per 10 000",
    "per_1000": " per 1 000",
    "usd": " US$",
    "intl_usd": " international $",
    "years": " years",
    "gdp_per_head_multiple": " × GDP per head",
    "persons_per_year": " a year",
}
GAP_TITLES = {
    "emigration_rate": "How many left",
    "workers": "The workforce",
    "workers_abroad": "Abroad, by country",
    "vacancy_rate": "Funded posts that stand empty",
    "graduates": "Graduates a year",
    "pay": "Pay with allowances",
    "emigrants": "How many leave a year",
    "foreign_trained_share": "Trained abroad, working at home",
    "place_share": "Where they work: capital, towns, rural",
    "private_share": "Public or private work",
    "women_share": "Women among them",
    "attrition_rate": "All who leave the payroll a year",
}
# What moves the results most comes first: the start, the inflow, who is abroad, pay, posts.
GAPS_THAT_MATTER = ("emigration_rate", "workers", "graduates", "workers_abroad", "vacancy_rate", "pay", "emigrants")
GAPS_SHOWN = 4
WEAK = ("borrowed", "assumed")
UNUSED = "figures are kept and shown, but no baseline of this edition uses them"
CLINICAL = ("doctor", "nurse", "")


def public_health_usd(profile: Record) -> tuple[float, int] | None:
    """Public health spending at the start and its year, of the profile's share, income and people. [US$ a year]"""
    names = ("public_health_spending_share", "gdp_per_head_usd", "population")
    found = [
        next((v for v in profile["values"] if v.get("indicator") == name and v.get("value")), None) for name in names
    ]
    share, income, people = found
    if not share or not income or not people:
        return None
    return float(share["value"]) * float(income["value"]) * float(people["value"]), int(share["year"])


def sources_shown(brief: Record) -> dict[str, str]:
    """Publisher by source, else its title, for the links of the tables."""
    return {
        row["source"]: row["publisher"] if row.get("publisher") not in ("", None, "unknown") else row["citation"]
        for row in brief["sources"]
    }


def fact(value: Record, brief: Record) -> dict[str, str]:
    """A value of the profile as a row of a table."""
    publishers = sources_shown(brief)
    source = str(value.get("source") or "")
    cited = brief["assumptions"].get(source)
    return {
        "title": value.get("title") or words.sentence(str(value["indicator"]).replace("_", " ")),
        "value": shown(value),
        "range": value_range(value),
        "year": str(value["year"]) if value.get("year") else "–",
        "method": value["method"],
        "mark": tokens.METHOD_MARKS[value["method"]],
        "source": source if source in publishers else "",
        "source_name": assumption_words(source, cited) if cited else publishers.get(source, source),
        "code": source.removeprefix("estimate:") if cited else "",
        "studies": list(cited["ids"]) if cited else [],
        "note": words.sentence(words.plain(str(value.get("note") or ""))),
    }


def shown(value: Record) -> str:
    """The value with its unit; a count that nobody made is not a count of zero."""
    number, unit = value["value"], str(value.get("unit", ""))
    if number in (None, ""):
        return "not known"
    if number == 0 and value["method"] == "assumed":
        return "not known; counted as none"
    if isinstance(number, str):
        return words.INCOME_GROUPS.get(number, number)
    return with_unit(number, unit)


def value_range(value: Record) -> str:
    """The 90 % interval of a value, the unit said once."""
    low, high, unit = value.get("low"), value.get("high"), str(value.get("unit", ""))
    if low is None or high is None:
        return ""
    if unit == "share":
        return words.percent_range(low, high, 1)
    if unit == "per_year":
        return f"{words.signed(100 * low, 1)} to {words.signed(100 * high, 1)} % a year"
    return f"{_exact(low)} to {_exact(high)}"


def with_unit(value: float, unit: str) -> str:
    """A number with its unit in words."""
    if unit == "share":
        return words.percent(value, 1)
    if unit == "yes_no":
        return "yes" if value else "no"
    if unit == "per_year":
        return f"{words.signed(100 * value, 1)} % a year"
    return _exact(value) + UNIT_WORDS.get(unit, "")


def _exact(value: float) -> str:
    """Counts as they are, broken numbers in three figures."""
    return words.number(value) if value == int(value) or value >= 100 else words.number(words.figures(value, 3))


def assumption_words(source: str, cited: Record) -> str:
    """Where a figure comes from that nobody reported: for which countries it is taken, by which studies."""
    key = source.rsplit(".", 1)[-1]
    group = f" for {ASSUMED_FOR[key]}" if key in ASSUMED_FOR else ""
    start = "assumed" if cited["assumed"] else "taken"
    studies = f", nearest {'study' if len(cited['ids']) == 1 else 'studies'}" if cited["ids"] else ", no study"
    return f"no figure here: {start}{group}{studies}"


def gaps_merged(gaps: Sequence[Record]) -> list[dict[str, Any]]:
    """Gaps in the order of the list of needs, cadres with the same reason and the same thing to ask together."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for gap in gaps:
        key = (str(gap["indicator"]), str(gap["why"]))
        row = merged.setdefault(key, {"indicator": key[0], "why": key[1], "cadres": [], "asks": []})
        row["cadres"].append(str(gap.get("cadre") or ""))
        row["asks"].append(str(gap["ask"]).rstrip("."))
    return [_gap_words(row) for row in merged.values()]


def gaps_that_matter(gaps: Sequence[Record]) -> list[dict[str, Any]]:
    """The few gaps of doctors and nurses that would move the results most if they were closed: figures that runs use."""
    clinical = [gap for gap in gaps if str(gap.get("cadre") or "") in CLINICAL and UNUSED not in str(gap["why"])]
    rows = [row for row in gaps_merged(clinical) if row["indicator"] in GAPS_THAT_MATTER]
    return sorted(rows, key=lambda row: GAPS_THAT_MATTER.index(row["indicator"]))[:GAPS_SHOWN]


def _gap_words(row: Record) -> dict[str, Any]:
    named = [cadre for cadre in dict.fromkeys(row["cadres"]) if cadre not in ("", "all")]
    title = GAP_TITLES.get(row["indicator"], words.sentence(row["indicator"].replace("_", " ")))
    why = words.sentence(row["why"].replace(UNUSED, "this edition cannot use it yet")).rstrip(".")
    return {
        "indicator": row["indicator"],
        "title": f"{title}{f' ({words.cadres(named)})' if named else ''}.",
        "why": f"{why}.",
        "ask": f"Ask for: {'; '.join(dict.fromkeys(row['asks']))}.",
    }


def value_in(profile: Record, indicator: str, cadre: str) -> Record | None:
    """The value of a profile by indicator and cadre; None where it has none."""
    return next((v for v in profile["values"] if (v["indicator"], v.get("cadre")) == (indicator, cadre)), None)


def nurses_counted(profile: Record) -> str:
    """How many nurses abroad a user counted and where, the most first; nothing where none are."""
    own = [row for row in profile["abroad"] if row["cadre"] == "nurse" and row["destination"] != "all"]
    largest = sorted(own, key=lambda row: -row["workers"])
    return words.joined(
        [f"{words.number(round(row['workers']))} in {words.place(row['destination_name'])}" for row in largest]
    )
