"""The policy matrix of the brief: what could be done, readable by colour and by number, and the sentence above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from braingain.output import charts, lever_words, tokens, words
from braingain.output.brief_effects import appearing, sized

LEAST_SHARE, AT_LEAST = 1e-3, "one in a thousand or more"  # of the workers, from which a change is counted
QUEUE_GROWS = 1.5  # licensed people without a post over workers, over that of the start, from which a queue is named
Record = Mapping[str, Any]
Part = dict[str, str]
FAMILY_TITLES = {
    "origin": "Country of origin",
    "destination": "Country of destination",
    "partnership": "Together",
    "since_2007": "Since 2007",
}
# outcome, heading, whether more is a gain to the person who reads the column, whether a chart is drawn
COLUMNS = (
    ("workers", "Workers at home", 1, True),
    ("workers.doctor", "of them doctors", 1, False),
    ("workers.nurse", "of them nurses", 1, False),
    ("workers.rural", "Rural workers", 1, False),
    ("emigrants_per_year", "Leaving a year", -1, False),
    ("reserve", "Without a post", -1, False),
)
COST_OF_A_WORKER_YEAR = (
    "Cost a worker-year is outlay over worker-years gained, both discounted at 3 % a year, over the draws in which workers are "
    "gained, with the public wages of those gained where the lever does not pay their posts: compare levers by this one. As "
    "paid is without these wages."
)
ON_WHOLE_COST = (
    f"Where a cost is called {lever_words.WHOLE_COST}, it is what destinations pay whoever comes: a lever that serves many "
    "countries, in the row of one. Sorted by cost, such levers stand after the others."
)
FOR_WHOM = (
    "what origin, destination and migrants gain (+) and lose (−) against no new policy, where the 90 % interval leaves out 0; "
    "no figure is weighed against another, so that a party may gain and lose. Workers, service and posts are those of the year "
    "read, money and income sums of all years, discounted at 3 % a year to the policy's first. What one pays another receives; "
    "wages in posts that were funded anyway are in no party's money. Posts filled abroad are known only where a lever acts there; "
    "elsewhere the workers from the origin stand for them. Migrants are all who practise abroad: fewer of them gain less in all. "
    "Their income is at purchasing power and the levels of the start, less fines and fees, not less what they send home."
)
HALF = (
    "the first year, from the first effect on, in which the median has the sign of the first effect and half of the largest size "
    "that it reaches in this sign; none where no effect is seen"
)
MEDIANS_APART = (
    "each number is a median of its own draws: that of women and that of men need not add up to that of all, nor need doctors and "
    "nurses"
)
SIDE_EFFECTS_READ = (
    "numbers are at the row's own doses and say of which years they are: most are read in the lever's last year in force, at the "
    "latest its twelfth, so that they need not equal the columns, and are of the cadres that the lever is for"
)
NO_DIFFERENCE = {"p05": 0.0, "p25": 0.0, "median": 0.0, "p75": 0.0, "p95": 0.0}


def view(brief: Record) -> dict[str, Any]:
    """What the template needs for the matrix."""
    matrix = brief["matrix"]
    ranges = {name: charts.column_range(_differences(matrix, name)) for name, _, _, _ in COLUMNS}
    return {
        "matrix_lead": matrix_lead(matrix, least_change(brief["projection"])),
        "matrix_intro": matrix_intro(matrix),
        "matrix_why": matrix_why(brief["projection"]),
        "columns": [{"title": title, "chart": chart} for _, title, _, chart in COLUMNS],
        "width": 4 + sum(2 if chart else 1 for _, _, _, chart in COLUMNS),
        "families": families(matrix, ranges),
        "matrix_notes": matrix_notes(matrix),
    }


def applicable(matrix: Record) -> list[Record]:
    """Levers that can act in the country."""
    return [row for row in matrix["rows"] if not row["not_applicable"]]


def least_change(projection: Record) -> float:
    """Workers from which a change of their number is counted: one in a thousand of those at home when policies begin."""
    at = projection["stock_years"].index(projection["policy_start"])
    return LEAST_SHARE * float(projection["outcomes"]["workers"]["median"][at])


def queue_grows(projection: Record, cadre: str = "") -> bool:
    """Whether more licensed people wait than at the start, when they were taken to stay away of their own will (2.15c)."""
    at = projection["stock_years"].index(projection["policy_start"])
    reserve, workers = (projection["outcomes"][f"{name}{cadre}"]["median"] for name in ("reserve", "workers"))
    return bool(reserve[at] * workers[0] > QUEUE_GROWS * reserve[0] * workers[at])


def raising(matrix: Record, least: float) -> list[Record]:
    """Levers that raise the workers at home by ``least`` persons or more in at least 95 % of draws, the largest first."""
    rows = [row for row in applicable(matrix) if _workers(row)["p05"] >= max(least, 1.0)]
    return sorted(rows, key=lambda row: -_workers(row)["median"])


def gain_and_price(matrix: Record, least: float, spending: tuple[float, int] | None = None) -> list[Part]:
    """The largest gain among the levers with its interval, and what it would cost; ``spending`` is public, on health, and its year."""
    rows = raising(matrix, least)
    if not rows:
        text = f"None of {words.counted(len(applicable(matrix)), 'intervention')} raises the workers at home by {AT_LEAST} in at least 95 % of draws."
        return [_part(text, "loss-word")]
    row = rows[0]
    gain = _workers(row)
    price = row["cost_usd"]["total"]
    whole = f", {lever_words.whole_cost(row)}" if lever_words.whole_cost(row) else ""
    return [
        _part(
            f"“{row['title']}” could add about {words.rounded(gain['median'])} workers at home by {row['at_year']} "
            f"({words.persons(gain['p05'])} to {words.persons(gain['p95'])}),",
            "gain-word",
        ),
        _part(
            f" for about {words.dollars(price['median'], 2)} in all ({words.dollar_span(price)}, dollars of "
            f"{row['price_year']}){a_year(row, spending)}{with_posts(row)}{whole}.",
            "loss-word",
        ),
    ]


def a_year(row: Record, spending: tuple[float, int] | None) -> str:
    """The price by year, in words, beside what the state spends on health where that is known."""
    mean = row["cost_usd"]["total"]["median"] / max(row["years"]["end"] - row["years"]["start"], 1)
    if not spending:
        return f", {words.dollars(mean, 2)} a year"
    share = words.percent(words.figures(mean / spending[0]))
    return f", {words.dollars(mean, 2)} a year, {share} of public health spending of {spending[1]}"


def with_posts(row: Record) -> str:
    """That a lever which trains also pays posts, in words: without them its graduates may wait."""
    shares = [dose["value"] for dose in row["doses"] if dose["name"] == "posts_funded_share"]
    if not shares or not shares[0]:
        return ""
    part = "each" if shares[0] == 1 else words.percent(shares[0])
    return f", with a post paid for {part} of those who graduate"


def matrix_lead(matrix: Record, least: float) -> list[Part]:
    """How many levers raise the workers at home, how many of these have a price, how many lower them or do neither."""
    rows, up = applicable(matrix), raising(matrix, least)
    lower = [row for row in rows if _workers(row)["p95"] <= -max(least, 1.0)]
    rest = len(rows) - len(up) - len(lower)
    gain = f"{words.counted(len(up), 'raises', 'raise') if up else 'none raises'} the number of health workers at home by {AT_LEAST} in at least 95 % of draws"
    parts = [_part(f"Of {words.counted(len(rows), 'intervention')}, "), _part(gain, "gain-word" if up else "loss-word")]
    costly = [effects[0] for row in up if (effects := appearing(row))]
    if costly:
        named = list(dict.fromkeys(words.clause(effect["text"]) for effect in costly))[:2]
        which = (
            "all of these"
            if len(costly) == len(up) > 2
            else "both"
            if len(costly) == len(up) == 2
            else words.spelled(len(costly)) + " of these"
        )
        which = "it" if len(up) == 1 else which
        verb = "has" if len(costly) == 1 else "have"
        parts.append(_part(f"; {which} {verb} a side effect in most draws ({'; '.join(named)})", "loss-word"))
    if lower:
        parts.append(_part(f"; {words.counted(len(lower), 'lowers', 'lower')} it", "loss-word"))
    if rest:
        parts.append(_part(f"; for {words.spelled(rest)} the change is smaller than that, or could be more or fewer"))
    return [*parts, _part(".")]


def matrix_intro(matrix: Record) -> str:
    """What the numbers of the table are."""
    return (
        f"Persons more or fewer than without new policy, in the year named with each lever: median and 90 % interval of "
        f"{words.number(matrix['draws'])} paired draws. All begin in {matrix['policy_start']}; those of five years are read in their last "
        f"year, training and law in {matrix['horizon']}. Tint is gain or loss for the person who reads the column."
    )


def matrix_why(projection: Record) -> str:
    """Why levers that keep people add few workers: said where more licensed people wait than posts stand empty."""
    at = projection["stock_years"].index(projection["policy_start"])
    vacancies, reserve = (projection["outcomes"][name]["median"] for name in ("vacancies", "reserve"))
    if reserve[at] < vacancies[at] or not queue_grows(projection):
        return ""
    return (
        f"In {projection['policy_start']} without new policy {words.rounded(reserve[at])} licensed people are not in a post and "
        f"{words.rounded(round(vacancies[at]))} funded posts stand empty (medians): who is kept or comes back takes a place that another "
        "waits for, and adds to the workers only by the time that a post would have stood empty: how long that is, is assumed, "
        "and their effect goes with it. Only levers that fund posts add many. The budget for posts is assumed to follow "
        "public spending; this matters more than any response to pay."
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
    if row["not_applicable"]:
        return row_words(row)
    cells = [
        matrix_cell(row, name, gain_is, ranges[name] if chart else None, matrix) for name, _, gain_is, chart in COLUMNS
    ]
    return row_words(row) | {"cells": cells}


def row_words(row: Record) -> dict[str, Any]:
    """What stands beside the outcomes of a lever, in words; why it does not apply, if so."""
    base = {
        "lever": row["lever"],
        "title": row["title"],
        "what": lever_words.dose_words(row),
        "rights_note": row["rights_note"],
        "rights_tag": lever_words.rights_tag(row),
        "limits": bool(row.get("limits_moving")),
        "not_applicable": row["not_applicable"] or "",
    }
    if row["not_applicable"]:
        return base
    cost, cost_note = lever_words.price(row)
    return base | {
        "cost": cost,
        "cost_note": cost_note,
        "service": words.sentence(lever_words.service_words(row)),
        "for_whom": lever_words.for_whom_words(row),
        "first": lever_words.first_seen(row),
        "after": "; ".join(filter(None, [lever_words.half_seen(row), lever_words.left_after(row)])),
        "grade": row["evidence"]["grade"],
        "grade_mark": tokens.GRADE_MARKS[row["evidence"]["grade"]],
        "wrong": goes_wrong(row),
        "distance": lever_words.distance_words(row["evidence"], ""),
    }


def matrix_cell(
    row: Record, name: str, gain_is: int, span: tuple[float, float] | None, matrix: Record
) -> dict[str, str]:
    """A number with its interval, its tint and, where the column has one, its interval drawn."""
    outcome = row["outcomes"].get(name)
    return interval_cell(outcome and outcome["difference"], gain_is, _differences(matrix, name), span)


def interval_cell(
    difference: Record | None, gain_is: int, column: Sequence[Record], span: tuple[float, float] | None = None
) -> dict[str, str]:
    """The same of any difference among those of its column; a dash where there is none."""
    if difference is None:
        return {"chart": "", "tone": "", "number": "–", "range": ""}
    number, ends = words.counts(difference)
    return {
        "chart": charts.as_svg(charts.interval_chart(difference, *span, gain_is)) if span else "",
        "tone": tone(difference, gain_is, column),
        "number": number,
        "range": ends,
    }


def goes_wrong(row: Record) -> str:
    """The side effects found in most draws, in one line with their size; or that none was."""
    found = [f"{words.clause(effect['text'])} ({sized(effect)})" for effect in appearing(row)]
    return words.sentence("; ".join(found)) if found else "Nothing that was looked for was found in most draws"


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
        f"{COST_OF_A_WORKER_YEAR} "
        "First seen: the first year in which the 90 % interval of the lever's aim excludes zero; a dash where it never does. "
        f"Half: {HALF}. "
        f"What goes wrong: {SIDE_EFFECTS_READ}. "
        f"{ON_WHOLE_COST} For whom: {FOR_WHOM} "
        f"Women and men: {MEDIANS_APART}. "
        "One origin seen alone shows no replacement of leavers by other countries' workers."
    )


def _workers(row: Record) -> Record:
    found: Record = row["outcomes"]["workers"]["difference"]
    return found


def _part(text: str, tone: str = "") -> Part:
    return {"text": text, "tone": tone}


def _differences(matrix: Record, name: str) -> list[Record]:
    found = [row["outcomes"][name]["difference"] for row in applicable(matrix) if name in row["outcomes"]]
    return found or [NO_DIFFERENCE]
