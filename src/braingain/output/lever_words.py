"""What is said of a lever beside its numbers: the same words in the terminal, on the page, in the workbook and in the brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from braingain.analysis.shown import wrong_way
from braingain.foundation.countries import country_name
from braingain.output import words

Record = Mapping[str, Any]
DISTANCE = {"near": "from like countries", "middle": "from partly like countries", "far": "from unlike countries"}
PAYERS = {
    "origin_budget": "the country's own budget",
    "destination_budget": "the destination's budget",
    "donor": "a donor",
    "employer": "employers abroad",
    "migrant": "those who leave",
}
WHOLE_COST = "whole cost, for people from all countries"
LIMITS, ON_RIGHTS = "limits freedom to move", "note on rights"
NOT_SEEN = "not seen for sure"
SERVICE = "effective_density_per_10k"  # the outcome that counts the work of visitors
LEAST_SENT = 0.5  # persons a year, from which those who go by a way of its own are named
AIMED = {
    "workers.rural": " in rural workers",
    "emigrants_per_year": " in leaving",
    "share_at_home": " in the share at home",
    SERVICE: " in service",
}
SERVICE_UNIT = "full-time workers for 10 000 people"
PARTIES = {"origin": "origin", "destination": "destination", "migrant": "migrants"}
FIGURES = {  # name of a figure, in a cell
    "workers": "workers",
    SERVICE: "service",
    "treasury": "public money",
    "households": "money sent home",
    "workers_from_origin": "workers from the origin",
    "unfilled_posts": "posts filled",
    "money": "money",
    "income": "income gained",
    "paid": "paid by them",
    "net_income": "income",
}
NAMED = 3  # destinations that are named one by one
MONEY_UNITS = ("usd", "intl_usd")
NOTHING_LEFT = 0.05  # of an effect, below which, with the other sign, it has gone rather than turned


def dose_words(row: Record) -> str:
    """What is chosen, in words: doses, destinations, years."""
    texts = [dose["text"] for dose in row["doses"] if dose.get("text") and dose["name"] != "scale"]
    parts = [text.replace(" (", ", ").replace(")", "") for text in texts]
    parts += [where] if (where := acts_in(row)) else []
    years = row.get("years")
    if years:
        parts.append(f"{years['start']} to {years['end'] - 1}, read in {row['at_year']}")
    return "; ".join([*parts, *row.get("flags", ())])


def acts_in(row: Record) -> str:
    """Where a lever abroad acts: a few countries by name, many by their number; empty for levers at home."""
    codes = row.get("destinations") or ([row["destination"]] if row.get("destination") else [])
    if len(codes) > NAMED:
        return f"in {len(codes)} countries"
    return f"in {words.joined([words.place(country_name(code)) for code in codes])}" if codes else ""


def first_seen(row: Record) -> str:
    """The first year in which the aim moves for sure; whether the wrong way, in one year only, or after the lever's end."""
    first, last = row["first_effect_year"], row.get("last_effect_year")
    if not first:
        return "–"
    told = [f"{first} only" if first == last and first < row["years"]["end"] - 1 else str(first)]
    told += ["the wrong way"] if wrong_way(row) else []
    told += ["after its end"] if first >= row["years"]["end"] else []
    return ", ".join(told)


def half_seen(row: Record) -> str:
    """The year by which half of the first effect is there, in words; nothing where no effect is seen."""
    first, half = row["first_effect_year"], row.get("half_effect_year")
    if not first or not half:
        return ""
    return "half at once" if half == first else f"half by {half}"


def seen_words(row: Record) -> str:
    """The first effect and half of it where no column says what it is."""
    if not row["first_effect_year"]:
        return f"{NOT_SEEN}{_aim(row)}"
    return ", ".join(filter(None, [f"first seen{_aim(row)} {first_seen(row)}", half_seen(row)]))


def _aim(row: Record) -> str:
    """By what an effect is judged where that is not the workers at home, which stand in the first column."""
    return AIMED.get(row.get("aim_outcome", ""), "")


def left_after(row: Record) -> str:
    """What is left of an effect five years after the lever's end; turned round only where it did so and can be noticed."""
    left = row.get("share_left_after_end")
    if not left or not row["first_effect_year"]:
        return ""
    if left["median"] > 1:
        return "still larger 5 y after"
    if left["median"] >= 0:
        return f"{words.percent(left['median'])} left 5 y after"
    if left["median"] > -NOTHING_LEFT:
        return "nothing left 5 y after"
    return "turned round 5 y after" if left["p95"] < 0 else "nothing left 5 y after, or turned round"


def distance_words(evidence: Record, unknown: str) -> str:
    """From what countries the studies of a lever's effect are, in words; that there is none where the grade is assumed."""
    if evidence["grade"] == "assumed":
        return "no study of its effect"
    return DISTANCE.get(str(evidence.get("distance")), unknown)


def evidence_words(row: Record) -> str:
    """Grade and distance of the evidence in one phrase."""
    return ", ".join(filter(None, [f"evidence {row['evidence']['grade']}", distance_words(row["evidence"], "")]))


def price(row: Record) -> tuple[str, str]:
    """The cost of a worker-year with public wages, by which levers are compared, and what stands below it.

    Below: its 90 % interval, of which draws it is, what the lever alone pays, and whether that is for all countries' people.
    """
    whole, paid = row["cost_per_worker_year_with_wages_usd"], row["cost_per_worker_year_usd"]
    if not whole or not paid:
        return "–", "no gain"
    below = [words.dollar_range(whole), whole.get("why"), f"as paid {words.dollars(paid['median'])}", whole_cost(row)]
    return words.dollars(whole["median"]), "; ".join(filter(None, below))


def price_words(row: Record) -> str:
    """Both costs of a worker-year in one phrase, with the draws that they are of."""
    whole, paid = row["cost_per_worker_year_with_wages_usd"], row["cost_per_worker_year_usd"]
    if row.get("cost_why"):
        return "no price of training known"
    if not whole or not paid:
        return "no gain to price"
    said = f"{words.dollars(whole['median'])} a worker-year with public wages, {words.dollars(paid['median'])} as paid"
    return ", ".join(filter(None, [said, whole.get("why")]))


def cost_words(row: Record) -> str:
    """What a lever costs in all, who pays, and whether it is for people from all countries."""
    paid = row["cost_usd"]
    payers = [PAYERS.get(who, who.replace("_", " ")) for who, sums in paid["by_payer"].items() if sums["median"] > 0]
    said = [f"{words.dollars(paid['total']['median'])} in all", f"paid by {words.joined(payers)}" if payers else ""]
    return ", ".join(filter(None, [*said, whole_cost(row)]))


def whole_cost(row: Record) -> str:
    """That a cost is the destination's for people from all countries, where it is; else nothing."""
    return WHOLE_COST if row.get("cost_is_whole") else ""


def service_words(row: Record) -> str:
    """What no count of workers and leavers shows: service where that is the aim, visitors, people whom a lever sends away."""
    outcome = row["outcomes"].get(SERVICE)
    said = []
    if row.get("aim_outcome") == SERVICE and outcome:
        said.append(f"measured by service, not by workers at home: {_service(outcome['difference'])}")
    here = row.get("visitors_present")
    if here and here["median"] > 0:
        ends = "" if here["p05"] == here["p95"] else f" ({words.rounded_interval(here)})"
        said.append(f"{words.rounded(here['median'])} visitors present in {row['at_year']}{ends}, counted in no stock")
    return "; ".join([*said, *_sent(row)])


def _sent(row: Record) -> list[str]:
    """People who go abroad by a lever's own way, whom "leaving a year" does not count."""
    sent = row.get("by_its_own_way")
    if not sent or sent["going"]["p95"] < LEAST_SENT:
        return []
    going, staying = (words.persons(sent[way]["median"]) for way in ("going", "staying_abroad"))
    ends = words.rounded_interval(sent["going"])
    return [
        f"besides those leaving, {going} go in {row['at_year']} by its own tracks or stays ({ends}), and {staying} "
        "a year of those who went by them stay abroad"
    ]


def _service(difference: Record) -> str:
    """A difference of service with its interval; in words where all of it is too small for its three decimals."""
    middle, low, high = (words.signed(difference[q], 3) for q in ("median", "p05", "p95"))
    if any(text.strip("+0." + words.MINUS) for text in (middle, low, high)):
        return f"{middle} {SERVICE_UNIT} ({low} to {high})"
    none = all(difference[q] == 0 for q in ("median", "p05", "p95"))
    return "none" if none else f"next to none, less than 0.001 {SERVICE_UNIT}"


def for_whom_words(row: Record) -> str:
    """For whom a lever is, in one line: what each party gains (+) and loses (−) for sure, or that nothing is seen."""
    return "; ".join(f"{name} {_signs(row['for_whom'][party])}" for party, name in PARTIES.items())


def _signs(party: Record) -> str:
    """What a party gains and loses by the figures on which its word rests."""
    found = []
    for sign, verdict in (("+", "gains"), (words.MINUS, "loses")):
        named = [FIGURES[name] for name in party["rests_on"] if _seen_as(party, name) == verdict]
        found += [f"{sign} {', '.join(named)}"] if named else []
    return " ".join(found) or party["verdict"]


def _seen_as(party: Record, name: str) -> str:
    figure = party["figures"][name]
    return figure["verdict"] if figure else "not known"


def for_whom_lines(row: Record) -> list[dict[str, str]]:
    """Each party with its word, and all its figures with their intervals; why a figure is not there."""
    lines = []
    for party, name in PARTIES.items():
        found = row["for_whom"][party]
        said = [figure_words(figure, row) for figure in found["figures"].values() if figure]
        said += [f"{FIGURES[figure]} not simulated: {why}" for figure, why in found["why_none"].items()]
        lines.append({"who": f"{words.sentence(name)}: {found['verdict']}", "text": "; ".join(said)})
    return lines


def figure_words(figure: Record, row: Record) -> str:
    """A figure of a party in words: what it is, its median and 90 % interval, of which years."""
    year = f" in {row['for_whom']['year']}" if figure["of"] == "year read" else ""
    shown = [amount(figure["difference"][q], figure["unit"]) for q in ("median", "p05", "p95")]
    if not "".join(shown).strip("+0." + words.MINUS):  # a difference in persons, posts or service
        return f"{figure['what']}{year} none"
    ends = "" if shown[1] == shown[2] else f" ({shown[1]} to {shown[2]})"
    return f"{figure['what']}{year} {shown[0]}{ends}"


def amount(value: float, unit: str) -> str:
    """A difference in the unit of its figure, always with its sign."""
    if unit not in MONEY_UNITS:
        return words.signed(words.figures(value, 3), 3 if unit == "per_10k" else None)
    text = words.dollars(value)
    text = f"+{text}" if text.strip("$0") and not text.startswith(words.MINUS) else text
    return f"{text.replace('$', '')} international dollars" if unit == "intl_usd" else text


def level_title(one: Record) -> str:
    """The name of a line that has levels in place of differences."""
    return f"Without new policy, {one['year']}"


def rights_tag(row: Record) -> str:
    """The tag of a row with a note on rights: whether the lever limits freedom to move, or there is a note alone."""
    if not row["rights_note"]:
        return ""
    return LIMITS if row.get("limits_moving") else ON_RIGHTS


def rights_lines(rows: Sequence[Record]) -> list[tuple[str, str]]:
    """Each note on rights with the levers that it is about; the same note of several levers stands once."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        if row["rights_note"]:
            titles.setdefault(row["rights_note"], []).append(row["title"])
    return [(words.joined(named), note) for note, named in titles.items()]
