"""The brief's first sentences: the problem in one number, how sure it is, the largest gain and its price; what to know beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.output import brief_facts, charts, words
from braingain.output.brief_matrix import gain_and_price, least_change, queue_grows

Record = Mapping[str, Any]
Part = dict[str, str]
MANY_WITHOUT_POSTS = 0.1  # nurses without a post over nurses at work, from which they belong to the first sentence
MANY_ABROAD = 0.25  # nurses assumed to be abroad over nurses at home, likewise
CONTRADICTED = "contradicted"  # flag of a stock: figures nearer to the start were left out as breaks
HIGH_WAGE_BILL = 0.6  # public pay over public health spending, usual at most


def lead(brief: Record) -> list[Part]:
    """The problem in one number and who left; then the largest gain and its price."""
    profile, headline = brief["profile"], brief["profile"]["headline"]
    name = words.sentence(words.place(profile["name"]))
    nurses = headline.get("density_per_10k", {}).get("nurse")
    also = f" and {words.rounded(nurses)} nurses and midwives for {words.number(10_000)}" if nurses else ""
    parts = [
        _part(
            f"{name} has one doctor for {words.rounded(headline['people_per_doctor'])} people{also}{unsure(brief['profile'])}. "
        )
    ]
    rate = headline["emigration_rate"].get("doctor") or {}
    parts.append(_part(emigration_words(rate, model_share(brief["projection"])), "loss-word"))
    least, spending = least_change(brief["projection"]), brief_facts.public_health_usd(profile)
    return [*parts, _part(" "), *gain_and_price(brief["matrix"], least, spending)]


def beside(brief: Record) -> list[Part]:
    """What belongs beside the first sentence where it is so: nurses without a post or abroad, pay that makes costs unsure."""
    nursing, pay = nurses_words(brief), pay_is_off(brief["profile"])
    return [*([_part(f"{nursing} ", "loss-word")] if nursing else []), *pay]


def pay_is_off(profile: Record) -> list[Part]:
    """A warning beside the price where public pay would be more than all public health spending allows (2.28b)."""
    bill = next((v for v in profile["values"] if v.get("flag") == "implausible"), None)
    if bill is None or bill["value"] <= HIGH_WAGE_BILL:
        return []
    times = words.number(bill["value"], 1)
    text = (
        f"Costs are unsure: public pay comes to {times} times public health spending, where {HIGH_WAGE_BILL} is usual at most; "
        "pay, stocks or spending are off."
    )
    return [_part(text, "loss-word")]


def unsure(profile: Record) -> str:
    """Which of the stocks at home nobody reported for that year and why, in words; nothing where both are known."""
    own = {one["source"] for one in profile["own"]}
    why: dict[str, tuple[str, str]] = {}
    contradicted = False
    for cadre in ("doctor", "nurse"):
        value = brief_facts.value_in(profile, "workers", cadre) or {}
        year = value.get("from_year")
        if value.get("method") not in brief_facts.WEAK:
            continue
        moved = f"moved {'back' if year and year > profile['start'] else 'on'} from the "
        whose = f"{moved}{'user’s own figure' if value.get('source') in own else 'figure'} of "
        contradicted |= CONTRADICTED in str(value.get("flag")).split(";")
        near = f"no published figure is near enough to {profile['start']}"
        why[cadre] = (whose, str(year)) if year else (near, "")
    if not why:
        return ""
    left_out = f"; figures nearer to {profile['start']} contradict the others and are left out" if contradicted else ""
    if len({reason for reason, _ in why.values()}) == len(why):
        each = [
            f"the number of {words.CADRE_PLURALS[cadre]} is assumed: {''.join(reason)}" for cadre, reason in why.items()
        ]
        return f" ({'; '.join(each)}{left_out})"
    years = dict.fromkeys(year for _, year in why.values())
    reason = why["doctor"][0].replace("figure of", "figures of") if len(years) > 1 else why["doctor"][0]
    return f" (both numbers are assumed: {reason}{' and '.join(years)}{left_out})"


def model_share(projection: Record) -> Record | None:
    """Share of own-trained doctors abroad at the start as the model has it, those assumed elsewhere with it."""
    at_home = projection["outcomes"].get("share_at_home.doctor")
    if not at_home:
        return None
    return {"median": 1 - at_home["median"][0], "p05": 1 - at_home["p95"][0], "p95": 1 - at_home["p05"][0]}


def emigration_words(rate: Record, in_all: Record | None = None) -> str:
    """What share of the doctors left, in countries that count them and in all; or why it is not known."""
    if rate.get("value") is None:
        why = str(rate.get("why", "no data")).removeprefix("not measured here: ").rstrip(".")
        return f"How many of its doctors left is not known ({why})."
    counted = f"About {words.percent(words.figures(rate['value']))} of the doctors it trained work in countries that count them"
    span = words.percent_range(words.figures(rate["low"]), words.figures(rate["high"]))
    seen = f"an estimate; {words.percent(rate['coverage'])} of its emigrants live there"
    if in_all is None:
        return f"{counted} ({span}, {seen})."
    low, middle, high = (words.figures(in_all[q]) for q in ("p05", "median", "p95"))
    return (
        f"{counted} ({span}, {seen}); with those assumed elsewhere it is {words.percent(middle)} "
        f"({words.percent_range(low, high)})."
    )


def nurses_words(brief: Record) -> str:
    """The larger of two stories about nurses, where it is large: those without a post, or those assumed to be abroad."""
    home = brief_facts.value_in(brief["profile"], "workers", "nurse")
    gone = next((row for row in brief["profile"]["abroad"] if row["cadre"] == "nurse"), None)
    waiting, text = nurses_without_posts(brief["projection"])
    if not home or not home["value"] or not gone or gone["workers"] < max(MANY_ABROAD * home["value"], waiting):
        return text
    span = f" ({words.rounded(gone['low'])} to {words.rounded(gone['high'])})" if gone.get("low") is not None else ""
    own = brief_facts.nurses_counted(brief["profile"])
    if own:
        return (
            f"Of its nurses the user counted {own}; with those assumed elsewhere, where no table says, about "
            f"{words.rounded(gone['workers'])} are abroad{span}, beside {words.rounded(home['value'])} at home."
        )
    return (
        f"Where its nurses went no table says: about {words.rounded(gone['workers'])} are assumed to be abroad{span}, "
        f"beside {words.rounded(home['value'])} at home."
    )


def nurses_without_posts(projection: Record) -> tuple[float, str]:
    """Licensed nurses not in a post when policies could begin, and words for them where they are many and more than at the start.

    The reserve of the start is assumed, and voluntary but for frozen posts (2.15c): where it only stays, nobody waits.
    """
    reserve, workers = (projection["outcomes"].get(f"{name}.nurse") for name in ("reserve", "workers"))
    year = projection["policy_start"]
    if not reserve or not workers or year not in projection["stock_years"]:
        return 0.0, ""
    at = projection["stock_years"].index(year)
    if reserve["median"][at] < MANY_WITHOUT_POSTS * workers["median"][at] or not queue_grows(projection, ".nurse"):
        return reserve["median"][at], ""
    here = {q: reserve[q][at] for q in charts.QUANTILES}
    return here["median"], (
        f"If nothing changes, about {words.rounded(here['median'])} licensed nurses would not be in a post in {year} "
        f"({words.rounded_interval(here)}, simulated; {words.rounded(reserve['median'][0])} in {projection['stock_years'][0]}, mostly assumed)."
    )


def _part(text: str, tone: str = "") -> Part:
    return {"text": text, "tone": tone}
