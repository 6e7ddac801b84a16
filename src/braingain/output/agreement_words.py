"""An agreement in words: who gains and who pays, what is kept in part, the safeguards list, and what the text should hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.analysis.agreement_parties import PARTIES
from braingain.analysis.term_sheet import CLAUSES
from braingain.foundation.countries import country_name
from braingain.output import words

Record = Mapping[str, Any]
Line = tuple[str, str]
FEW_DRAWS = 100
STAYS_WIDE = (
    "The value given moves the middle of the draws and narrows nothing: they stay as wide as where nobody has counted. Import "
    "the count as a row of evidence (braingain evidence import), and it is drawn as narrow as a register's"
)
TITLES = {clause.title for clause in CLAUSES.values()}
SERVES = {"origin": "the origin", "migrant": "the migrant", "both": "both sides"}
ORIGIN = "origin_budget"
SIDES = ("destination_budget", "employer", "donor")


def title(found: Record) -> str:
    """The agreement's name with its parties, years and cadres."""
    parties = f"{country_name(found['origin'])} and {country_name(found['destination'])}"
    years = f"{found['start']} to {found['end'] - 1}"
    run = f"{words.number(found['draws'])} draws, seed {found['seed']}"
    return f"{found['name']}: {parties}, {years}, {words.cadres(found['cadres'])}; {run}"


def lead(found: Record) -> list[str]:
    """What the agreement does for each side, in the order in which they are asked about."""
    cash, people, last = found["cash"]["parties"], found["workers"], found["years"][-1]
    giver = {name: cash[name]["total"]["net_discounted"] for name in SIDES}
    paid = [f"{party(name)} {_net(giver[name])}" for name in SIDES if giver[name]["p05"] or giver[name]["p95"]]
    origin = _place(found["origin"])
    own = _net(cash[ORIGIN]["total"]["net_discounted"])
    fund = cash["fund"]["total"]["received"]
    home, there = (_last(people[name]["difference"]) for name in ("home", "at_destination"))
    worth = f"all years, discounted at {found['discount_rate']:.0%} a year to {found['start']}"
    lines = [
        f"In the end, receipts less payments ({worth}): {'; '.join([*paid, f'{party(ORIGIN)} {own}'])}.",
        f"Into the fund for seats and posts in {origin} (all years, not discounted): {_amount(fund)}.",
        f"In {last}, in posts in {origin}: {_people(home)}.",
        f"In {last}, trained there and at work in {_place(found['destination'])}: {_people(there)}.",
    ]
    return [*lines, *_one_sided(found)]


def _people(interval: Record) -> str:
    return words.change(interval, "more", "fewer", "without")


def _net(interval: Record) -> str:
    """What is paid or received in the end: the sign as a word."""
    if not any(interval[q] for q in ("median", "p05", "p95")):
        return "nothing"
    return f"{_amount(interval)} {'received' if interval['median'] > 0 else 'paid'}"


def _one_sided(found: Record) -> list[str]:
    """That one party alone gains, where it is so: a workforce moves and nothing comes back."""
    home, there = (_last(found["workers"][name]["difference"]) for name in ("home", "at_destination"))
    cash = found["cash"]["parties"]
    back = cash[ORIGIN]["total"]["received"]["median"] + cash["fund"]["total"]["received"]["median"]
    if there["median"] > 0 and back <= 0 and home["median"] <= 0:
        return ["One-sided: workers go, and neither money nor workers come back in most draws."]
    return []


def _last(quantiles: Record) -> dict[str, float]:
    return {name: quantiles[name][-1] for name in ("median", "p05", "p95")}


def _amount(interval: Record) -> str:
    """An amount with its interval, without a sign where all of it has one: the sentence says who pays."""
    if interval["p05"] < 0 < interval["p95"]:
        span = f"{words.dollars(interval['p05'], 2)} to {words.dollars(interval['p95'], 2)}"
        return f"{words.dollars(abs(interval['median']))} ({span})"
    low, high = sorted((abs(interval["p05"]), abs(interval["p95"])))
    return f"{words.dollars(abs(interval['median']))} ({words.dollar_span({'p05': low, 'p95': high})})"


def party(name: str) -> str:
    """The one name of a party, wherever it stands."""
    return PARTIES[name]


def beside_lines(found: Record) -> list[tuple[str, Record]]:
    """What is no party's cash under the agreement and changes with it, in words, each with its differences by year."""
    beside = found["beside"]
    return [
        ("sent home to households, in no budget", beside["remittances_to_households"]["difference"]),
        ("public wages that the origin pays", beside["public_wages_of_origin"]),
        (
            "income that migrants gain, international $ at purchasing power",
            beside["income_gain_of_migrants"]["difference"],
        ),
    ]


def payment_lines(found: Record) -> list[str]:
    """Every payment with payer, receiver and sum; money that a party keeps is no payment."""
    return [
        f"{words.sentence(party(one['payer']))} to {party(one['receiver'])}: {_amount(one['total_usd'])}, {one['what']}"
        for one in found["cash"]["payments"]
        if one["payer"] != one["receiver"]
    ]


def _place(code: str) -> str:
    return words.place(country_name(code))


def clause_lines(found: Record) -> list[str]:
    """The clauses as they were run, with what a reader must be told of each."""
    lines = []
    for one in found["clauses"]:
        options = [f"{name.replace('_', ' ')}: {PARTIES.get(value, value)}" for name, value in one["options"].items()]
        chosen = [*_asked(one), *one["said"], *options]
        payers = words.joined([f"{party(name)} {share:.0%}" for name, share in one["payer"].items()])
        lines.append(
            f"{words.sentence(one['title'])}: {'; '.join(chosen) or 'nothing'}. {one['start']} to {one['end'] - 1}, "
            f"{words.cadres(one['cadres'])}; paid by {payers}; evidence {one['evidence']}"
        )
        lines += [f"  {line}" for line in _added(one)]
        lines += [f"  {flag}" for flag in one["flags"]]
        if one["does_nothing"]:
            lines.append(f"  run as written, though nobody may be there for it to act on: {one['does_nothing']}")
        if one["rights_note"]:
            lines.append(f"  Rights: {one['rights_note']}")
        lines += [f"  {_paid_on(later)}" for later in found["runs_on"] if later["clause"] == one["clause"]]
    return lines


def _asked(clause: Record) -> list[str]:
    """A quota in persons as it was asked for, and what share of the corridor it became."""
    asked = clause["asked"]
    if asked is None:
        return []
    of, ratio = asked["of"], clause["doses"]["quota_ratio"]
    span = f"{words.persons(of['p05'])} to {words.persons(of['p95'])}"
    return [
        f"{words.number(asked['workers_per_year'])} recruits a year more in the median draw, {words.rounded(ratio)} times the "
        f"{words.persons(of['median'])} ({span}) who go legally a year without ({asked['of_years']})"
    ]


def _added(clause: Record) -> list[str]:
    """How many recruits come more in the run, and how many of them are the quota's own part."""
    adds = clause["adds"]
    if adds is None:
        return []
    first, last = adds["years"]
    whole, own, besides = (_more(adds[name]) for name in ("recruits", "by_quota", "besides"))
    once = ". A contract counts once, in the year in which it begins, and none is renewed" if adds["contracts"] else ""
    return [
        f"Legal recruits a year more than without, mean of {first} to {last}: {whole}; the quota's own part {own}; besides {besides}, "
        f"whom a lower cost of entry and compatriots bring, and other clauses bring or keep away (medians of each){once}"
    ]


def _more(interval: Record) -> str:
    """Persons more with their interval, small numbers with a tenth; a minus where they are fewer."""
    middle, low, high = (_signed(interval[q]) for q in ("median", "p05", "p95"))
    return f"{middle} ({low} to {high})"


def _signed(value: float) -> str:
    sign = "−" if value <= -0.05 else ""
    return f"{sign}{words.persons(abs(value))}"


def _paid_on(later: Record) -> str:
    """What is still paid after a clause has ended, or payment has stopped: until when, how much, by whom, why."""
    payers = words.joined([party(name) for name, share in later["payer"].items() if share])
    return f"Paid on from {later['after']} until {later['until']}: {_amount(later['usd'])} in all, by {payers}; {later['why']}"


def runs_on_lines(found: Record) -> list[str]:
    """What is still paid in a case, each with its clause."""
    return [f"{words.sentence(CLAUSES[one['clause']].title)}. {_paid_on(one)}" for one in found["runs_on"]]


def corridor_lines(found: Record) -> list[str]:
    """How well the corridor is known: on it rest all sums by recruit."""
    corridor, lines = found["corridor"], []
    today = corridor["recruits_without"]
    lines.append(
        f"Legal recruits without the agreement in {today['year']}: {words.persons(today['median'])} "
        f"({words.persons(today['p05'])} to {words.persons(today['p95'])}); quotas by ratio and sums by recruit follow them"
    )
    for cadre, stock in corridor["start_stock"].items():
        who = words.CADRE_PLURALS[cadre]
        where = f"{who} trained in {_place(found['origin'])} and at work in {_place(found['destination'])} at the start"
        lines.append(f"{words.sentence(where)}: {_stock(stock)}")
        if stock["stays_wide"]:
            lines.append(f"  {STAYS_WIDE}")
    for row in corridor["counted"]:
        what = row["indicator"].replace("_", " ")
        lines.append(f"Counted: {what}, {row['cadre']}s, {row['year']}: {words.number(row['value'])} ({row['source']})")
    return lines + ([words.sentence(corridor["why"])] if corridor["why"] else [])


def _stock(stock: Record) -> str:
    """A stock at the start, how it is known, and how many the runs begin with."""
    source = ", ".join(str(stock[name]) for name in ("source", "year") if stock[name])
    known = f"{stock['method']}{f' ({source})' if source else ''}"
    if stock["method"] == "assumed" and not stock["given"]:
        known += ": nobody counted them, and each draw has its own number"
    if stock["given"]:
        known = f"given in [context] ({stock['note']})"
    return f"{words.number(stock['workers'])}, {known}; the runs begin with {_more(stock['in_run'])}"


def safeguards_lines(found: Record) -> list[str]:
    """Status under the safeguards list, what it rests on, and when density reaches the line."""
    status, start = found["safeguards"], found["start"]
    origin = _place(found["origin"])
    rule = status["rule"]
    is_listed = "is" if status["listed"] else "is not"
    head = f"{words.sentence(origin)} {is_listed} a country where others should not recruit, by the {status['basis']}"
    if status["index"]:
        index = status["index"]
        head += f": coverage index {index['value']:g} ({index['year']}, {index['source']})"
    lines = [
        head,
        f"The rule: under {rule['density_under_per_10k']:g} doctors, nurses and midwives for 10 000 people, and an index of "
        f"coverage under {rule['index_under']:g}; on the published list of {status['published']['edition']}: "
        f"{'yes' if status['published']['listed'] else 'no'}",
    ]
    row, last = found["years"].index(start), len(found["years"]) - 1
    for at in (row, last):
        sides = [status["density_per_10k"][side] for side in ("baseline", "package")]
        shares = [status["listed_share_of_draws"][side][at] for side in ("baseline", "package")]
        without, with_ = (f"{words.number(s['median'][at], 1)}, listed in {words.percent(p)} of draws" for s, p in zip(sides, shares, strict=True))  # fmt: skip
        lines.append(f"Density in {found['years'][at]}: without {without}; with {with_}")
    reached = [status["first_year_at_the_line"][side] for side in ("baseline", "package")]
    without, with_ = (str(year) if year else f"not by {found['years'][-1]}" for year in reached)
    lines.append(f"At the line in most draws: without {without}; with {with_}")
    if status["listed"] and any(one["doses"].get("quota_ratio") for one in found["clauses"]):
        lines.append(
            "It adds recruits from such a country: the WHO's Code asks that this be by agreement of governments in which the "
            "ministry of health has its say"
        )
    if status["disagrees"]:
        lines.append("The rule with this index and the published list differ: say which is meant")
    return [*lines, words.sentence(status["why"])]


def model_clause_lines(found: Record) -> list[str]:
    """Model clauses: those that the sheet covers by name, and those that it does not with their text and source."""
    done = [f"{_named(one)}, by {covered_by(one)}" for one in found["model_clauses"] if one["covered_by"]]
    lines = [f"Taken up, as far as the figures go: {'; '.join(done) or 'none'}"]
    for one in found["model_clauses"]:
        if not one["covered_by"]:
            lines.append(f"To consider, {_named(one)} (for {SERVES[one['serves']]}): {one['text']} [{one['source']}]")
    return lines


def _named(clause: Record) -> str:
    return str(clause["id"]).replace("_", " ")


def covered_by(clause: Record) -> str:
    """What in the sheet takes up a model clause, by the titles of its clauses."""
    names = dict.fromkeys(one.split(".")[0] for one in clause["covered_by"])
    titles = ["the sheet's list of its text" if name == "text" else CLAUSES[name].title for name in names]
    return words.joined([f'"{title}"' if title in TITLES else title for title in titles])


def facts(found: Record) -> list[Line]:
    """What was run and how it is read: each fact with its name."""
    price = found["price_year"]
    return [
        ("Agreement", title(found)),
        *(("In short", line) for line in lead(found)),
        ("", ""),
        *(("Clause", line.strip()) for line in clause_lines(found)),
        ("", ""),
        *(("Corridor", line) for line in corridor_lines(found)),
        ("", ""),
        *(("Safeguards", line) for line in safeguards_lines(found)),
        ("", ""),
        ("Money", f"US dollars of {price}, the difference from no agreement in the same draws; a minus is paid"),
        ("Discounted", f"at {found['discount_rate']:.0%} a year, worth in {found['start']}"),
        ("Sent home", "by migrants to households, shown beside the parties and in no budget"),
        ("Grade of the baseline", ", ".join(f"{cadre}s {grade}" for cadre, grade in found["grade"].items())),
        ("Edition of the evidence", found["edition"]),
        ("Version of the program", found["version"]),
        ("Hash of the results", found["hash"]),
    ]
