"""What goes wrong with each lever, what it would cost and who pays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from braingain.analysis import read_years, side_effect_records
from braingain.analysis.side_effect_records import MOST
from braingain.output import lever_words, words

Record = Mapping[str, Any]
HOPED_FOR = (
    "pool_still_grows",
    "low_emigration_by_mechanism",
    "skill_gain_of_returnees",
    "skill_waste_falls",
    "service_not_heads",
    "private_work_keeps_staff",
    "right_to_study_keeps",
    "pay_alone_gains_workers",
    "fewer_recruited",
)
LOOKED_FOR = re.compile(r" \(looked for ([^)]*)\)")  # other doses than the row's, which do not hold for its number
WITHOUT = {
    "reconsider": "where nobody may leave one post for another",
    "budget_limit": "where money for posts has no limit",
    "quality_dilution": "where growth does not dilute teaching",
    "teachers": "where teachers are no limit",
    "substitution": "where those refused stay instead of going elsewhere",
    "irregular": "where there is no irregular way",
    "bond_erosion": "where the fine keeps its value",
    "onward_moves": "where nobody moves on to a third country",
    "relative_pay": "where nobody minds what others are paid",
    "no_emigration": "where nobody leaves the country",
    "no_pay_response": "where pay does not decide who takes which post",
    "equal_savings": "where all families have the same savings",
    "full_compliance": "where all come back when their time is over",
    "full_recognition": "where the qualification is recognised abroad",
    "no_fungibility": "where no own money is withdrawn for aid",
    "no_skill_gain": "where nobody learns abroad",
    "posts_funded_share": "where posts are funded for all of them",
    "enforcement_effort_share": "where it is not enforced",
    "licence_withheld": "where no licence is withheld",
    "workload_feedback": "where empty posts are no work for the others",
    "ladders": "where no course begins",
    "dual_practice": "where private work beside a post does not change",
    "destination_response": "where pay and hiring at the destination do not answer",
    "teacher_fte": "without teachers from abroad",
    "earmark_share": "where nothing is earmarked for posts",
    "posts_share": "where all of the money goes to posts",
    "fills_posts_share": "where they take no posts",
    "local_staff_per_mission": "without local staff",
    "network": "where compatriots abroad draw nobody",
    "brain_gain": "where prospects abroad bring no applicants",
    "no_rural_background": "where people from rural places choose posts as others do",
    "pay_moves_nobody": "where pay moves nobody",
    "all_recognised": "where every qualification is recognised",
    "no_answer_to_hiring_cost": "where employers do not mind what a recruit costs",
    "full_hold": "where nobody practises abroad without a licence",
    "service_years": "where no service is owed",
}
WITHDRAWN = "own_budget_withdrawn"
WHEN = {
    read_years.LEVEL: "in {last}",
    read_years.MEAN: "mean of {first} to {last}",
    read_years.SUM: "sum of {first} to {last}",
    read_years.TOGETHER: "of {first} to {last} together",
    read_years.LOWEST: "in the lowest year of {first} to {last}",
    read_years.CHANGE: "from {first} to {last}",
    read_years.SPREAD: "between the years of {first} to {last}",
}
SMALLEST = {
    "persons_per_year": "less than one a year",
    "persons": "less than one person",
    "posts": "less than one post",
}
UNIT_WORDS = {"persons_per_year": " a year", "persons": " persons", "posts": " posts", "years": " years"}


def appearing(row: Record) -> list[Record]:
    """Side effects that are seen with a lever as it is in the row; hoped-for ones left out.

    One that was looked for at other doses has the size that it has at those of the row.
    """
    found = []
    for effect in row["side_effects"]:
        if not effect["seen"] or effect["what"] in HOPED_FOR:
            continue
        at_row = effect.get("difference_at_row_doses")
        if at_row and side_effect_records.elsewhere(effect):
            text = LOOKED_FOR.sub("", effect["looked_for"])
            effect = {**effect, "text": text, "difference": at_row, "share_of_draws_visible": None}  # noqa: PLW2901
        found.append(effect)
    lost = [{**effect, "text": withdrawn_words(effect)} for effect in found if _makes_the_loss(effect, row)]
    return lost + [effect for effect in found if not _makes_the_loss(effect, row)]


def _makes_the_loss(effect: Record, row: Record) -> bool:
    """Own money withdrawn, for which the government is assumed to answer aid, in a row with fewer workers: it is named first."""
    fewer = row["outcomes"]["workers"]["difference"]["median"] < 0
    return bool(effect["what"] == WITHDRAWN and fewer and effect.get("assumed_share"))


def withdrawn_words(effect: Record) -> str:
    """That a loss rests on what the government is assumed to do with its own money, with the size that is assumed."""
    share = effect["assumed_share"]
    size = f"{words.percent(share['median'])}, {words.percent_range(share['p05'], share['p95'])},"
    return f"The government is assumed to withdraw own money for posts: {size} of what others pay."


def own_money(row: Record) -> str:
    """The same with the posts that it costs, where a row loses workers; nothing in other rows."""
    lost = next((effect for effect in appearing(row) if _makes_the_loss(effect, row)), None)
    return f"{words.clause(lost['text'])} ({sized(lost)})" if lost else ""


def wrong(row: Record) -> dict[str, Any]:
    """The side effects that were looked for, how often they appear, and whether they go with their mechanism."""
    looked = [effect for effect in row["side_effects"] if effect["what"] not in HOPED_FOR]
    hoped = [effect for effect in row["side_effects"] if effect["what"] in HOPED_FOR]
    effects = [{"text": _looked_for(effect), "measure": effect_measure(effect)} for effect in looked]
    effects += [{"text": f"As hoped: {_looked_for(effect)}", "measure": effect_measure(effect)} for effect in hoped]
    if not effects:
        effects = [{"text": "No side effect was looked for that this edition can measure.", "measure": ""}]
    return {"title": row["title"], "lever": row["lever"], "effects": effects, "rights_note": row["rights_note"]}


def made_again(matrix: Record) -> str:
    """On how many draws the runs without a mechanism rest, in words; nothing where that is all of them."""
    effects = [effect for row in matrix["rows"] if not row["not_applicable"] for effect in row["side_effects"]]
    again = [effect["draws_with_mechanism_off"] for effect in effects if effect.get("draws_with_mechanism_off")]
    if not again or min(again) >= matrix["draws"]:
        return ""
    first, draws = words.number(min(again)), words.number(matrix["draws"])
    return f", in the first {first} of {draws} draws: “gone” and what is left without it are of those alone"


def _looked_for(effect: Record) -> str:
    """What was looked for; at which other doses stands with the number."""
    return LOOKED_FOR.sub("", effect["looked_for"])


def effect_measure(effect: Record) -> str:
    """Size at the row's doses, and where it was looked for at others, what was found there: each with its years."""
    if not side_effect_records.elsewhere(effect):
        return _found(effect)
    at_row, found = effect.get("difference_at_row_doses"), _found(effect)
    tried = f"{words.sentence(experiment_words(effect))}: {found[:1].lower()}{found[1:]}"
    return f"At the row's doses: {sized({**effect, 'difference': at_row})}. {tried}" if at_row else tried


def experiment_words(effect: Record) -> str:
    """At which other doses, cadres or mechanisms an effect was looked for; nothing where at those of the row."""
    if not side_effect_records.elsewhere(effect):
        return ""
    said = LOOKED_FOR.search(effect["looked_for"])
    return said.group(1) if said else "at other doses, cadres or mechanisms than those of the row"


def at_row_doses(effect: Record) -> Record | None:
    """The interval of an effect at the row's own doses; None where it was measured at others alone."""
    found: Record | None = effect.get("difference_at_row_doses")
    return found if side_effect_records.elsewhere(effect) else effect["difference"]


def sized(effect: Record) -> str:
    """The size of an effect and of which years it is."""
    return ", ".join(filter(None, [size_words(effect), when_words(effect)]))


def when_words(effect: Record) -> str:
    """Of which years a number is, and whether it is a year's level, a mean, a sum or a change; nothing where it is not said."""
    years = effect.get("years")
    if not years:
        return ""
    first, last = years["first"], years["last"]
    if first == last:
        return f"in {last}"
    return WHEN[effect["years_are"]].format(first=first, last=last)


def _found(effect: Record) -> str:
    """Share of draws, size, and what is left when the mechanism is off, as one sentence."""
    share, size = effect.get("share_of_draws_visible"), sized(effect)
    if share is None:
        return f"{words.sentence(size)}."
    if share <= MOST:
        return _absent(effect, share, size)
    without = words.joined(_without(effect))
    found = f"Found in {words.percent(share)} of draws: {size}"
    if not without or effect.get("gone_when_off") is None:
        return f"{found}."
    if effect["gone_when_off"]:
        return f"{found}; gone {without}."
    left = size_words({**effect, "difference": effect["with_mechanism_off"]})
    return f"{found}; {left} {without}."


def _without(effect: Record) -> list[str]:
    """In words, each way in which the source of an effect was taken away."""
    ways = [effect.get("mechanism"), effect.get("neutral"), *(effect.get("off_doses") or {})]
    return [WITHOUT[way] for way in ways if way in WITHOUT]


def _absent(effect: Record, share: float, size: str) -> str:
    """Words for what was looked for and found in few draws; a change with the other sign is named as what it is."""
    difference = effect["difference"]
    if effect.get("otherwise"):
        return f"Looked for, and found the other way: {words.clause(effect['otherwise'])}: {size}."
    if share == 0 and not words.holds_zero(difference):
        return f"Looked for, and not found as described: {size}."
    found = "in no draw" if share == 0 else f"in {words.percent(share)} of draws"
    return f"Looked for, and found {found}{'' if difference['p05'] == difference['p95'] else f': {size}'}."


def size_words(effect: Record) -> str:
    """Median and 90 % interval of an effect with its unit, rounded as prose."""
    difference, unit = effect["difference"], str(effect.get("unit", ""))
    ends = [difference[q] for q in ("median", "p05", "p95")]
    if unit in ("share", "share_points"):
        decimals = 0 if max(abs(x) for x in ends) >= 0.1 else 1
        shown = [words.number(100 * x, decimals) for x in ends]
        spoken = " %" if unit == "share" else " percentage points"
    elif unit == "per_year":
        shown = [words.number(100 * x, 1) for x in ends]
        spoken = " % a year"
    elif unit in SMALLEST and max(abs(x) for x in ends) < 0.5:
        return SMALLEST[unit]
    else:
        shown = [words.persons(x) for x in ends]
        spoken = UNIT_WORDS.get(unit, "")
    if shown[1] == shown[2]:
        return f"{shown[0]}{spoken}"
    return f"{shown[0]}{spoken}, {shown[1]} to {shown[2]}"


def money_row(row: Record) -> dict[str, str]:
    """Cost and payers of a lever, and its effect on women and men at home."""
    total = row["cost_usd"]["total"]
    payers = [
        f"{lever_words.PAYERS.get(payer, payer.replace('_', ' '))} {words.dollars(q['median'])}"
        for payer, q in row["cost_usd"]["by_payer"].items()
        if q["median"] > 0
    ]
    as_paid = row["cost_per_worker_year_usd"]
    out = {
        "title": row["title"],
        "total": words.dollars(total["median"]),
        "range": words.dollar_range(total),
        "payers": words.joined(payers) or "nobody",
        "whole": lever_words.whole_cost(row),
        "as_paid": words.dollars(as_paid["median"]) if as_paid else "–",
        "as_paid_range": words.dollar_range(as_paid) if as_paid else "no gain",
    }
    by_sex = row["outcomes"]["workers"].get("by_sex") or {}
    for sex, name in (("female", "women"), ("male", "men")):
        number, ends = words.counts(by_sex[sex]) if sex in by_sex else ("–", "")
        out |= {name: number, f"{name}_range": ends}
    return out
