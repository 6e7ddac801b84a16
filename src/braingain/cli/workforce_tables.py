"""What ``--workforce`` prints: the start of a workforce, its scenario beside no new policy, its levers; and what is health's."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from braingain.cli.intervals import QUANTILES, bounds, unbroken
from braingain.output import lever_words
from braingain.output.tokens import METHOD_MARKS

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
WIDTH = 100
NAMES = {
    "workers": "at work",
    "stock_growth": "growth a year",
    "growth": "growth a year",
    "graduates": "graduates a year",
    "emigrants": "leaving a year",
    "pay": "pay, times GDP per head",
    "women_share": "women",
    "foreign_trained_share": "trained abroad",
    "capital_share": "in the capital",
    "private_share": "in private work",
    "reserve_share": "trained and without a post",
    "workers_abroad": "abroad",
    "share_of_leavers": "of those who leave, to",
    "gdp_per_head": "GDP per head, intl $",
    "population": "people",
}
OUTCOMES = (
    ("At work", "workers", 1.0),
    ("  in rural places", "workers.rural", 1.0),
    ("Leaving a year", "emigrants_per_year", 1.0),
    ("Without a post", "reserve", 1.0),
    ("Empty posts", "vacancies", 1.0),
    ("Share at home, %", "share_at_home", 100.0),
    ("Need less at work", "need_minus_present", 1.0),
)
MATRIX = (
    ("at work", "workers"),
    ("in rural places", "workers.rural"),
    ("leaving a year", "emigrants_per_year"),
    ("without a post", "reserve"),
)


def profile_lines(found: Record) -> list[str]:
    """The profile of a workforce as lines of text."""
    lines = [_head(found["workforce"], f"1 January {found['start_year']}"), *_sources(found["workforce"]), ""]
    lines += _start(found)
    lines += [*_gaps(found), "", *_unread(found), "", "Levers that the card takes as sensible here:"]
    lines += [f"  {title} ({id})" for id, title in found["levers"].items()]
    return [*lines, "", *_left_out(found)]


def print_simulation(console: Console, found: Record) -> None:
    """Each package beside no new policy, in its levers' last year and in the run's; without packages, the path itself."""
    head, years = found["scenario"]["scenario"], found["years"]
    when = f"{years[0]} to {years[-1]}, {head['draws']} draws, seed {head['seed']}"
    _say(
        console, [_head(found["workforce"], when), head["name"], *_honest(found), "", *_start(found), *_gaps(found), ""]
    )
    if not found["packages"]:
        console.print(_path(found))
    for package in found["packages"]:
        console.print(_package(package, found))
        _say(console, [*_levers(package, found["price_year"]), ""])
    _say(console, [*_since(found), *_foot(found)])


def print_matrix(console: Console, found: Record) -> None:
    """Every lever that applies, difference from no new policy in its last year; then those that do not, and why."""
    from rich.table import Table

    when = f"levers begin in {found['policy_start']}, {found['draws']} draws, seed {found['seed']}"
    _say(console, [_head(found["workforce"], when), *_honest(found), "", *_start(found), *_gaps(found), ""])
    table = Table("", *(title for title, _ in MATRIX), show_lines=True, padding=(0, 1, 0, 0), show_edge=False)
    for one in found["without_policy"]:
        levels = [bounds(one["outcomes"][name]["level"], 1.0) for _, name in MATRIX]
        table.add_row(f"{lever_words.level_title(one)}: the level", *levels)
    for row in found["rows"]:
        if row["not_applicable"]:
            table.add_row(row["title"], f"does not apply: {row['not_applicable']}")
            continue
        cells = [bounds(row["outcomes"][name]["difference"], 1.0, "+") for _, name in MATRIX]
        table.add_row(f"{row['title']}\n{_how(row)}", *cells)
    console.print(table)
    _say(console, (f"{row['title']}: {flag}" for row in found["rows"] for flag in row["flags"]))
    rights = lever_words.rights_lines([row for row in found["rows"] if not row["not_applicable"]])
    _say(console, [*(f"Rights: {titles}: {note}" for titles, note in rights), *_left_out(found), *_foot(found)])


def _say(console: Console, lines: Iterable[str]) -> None:
    """Lines as they are: no brackets are read as marks, none is broken again."""
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _since(found: Record) -> Iterator[str]:
    """Figures reported since the start, beside the run without policy."""
    titles = {cadre["id"]: cadre["title"] for cadre in found["workforce"]["cadres"]}
    for one in found["reported_since"]:
        middle, low, high = (f"{one['simulated'][q]:,.0f}" for q in QUANTILES)
        yield (
            f"Reported since: {titles[one['cadre']]} {one['year']}: {one['reported']:,.0f} [{one['source']}]; "
            f"simulated without policy {middle} ({low} to {high})"
        )


def _head(workforce: Record, when: str) -> str:
    return f"{workforce['title']} ({workforce['country']}), sector {workforce['sector']}: {when}"


def _sources(workforce: Record) -> list[str]:
    return [f"[{source['id']}] {source['citation']}. How read: {source['how_read']}" for source in workforce["sources"]]


def _honest(found: Record) -> Iterator[str]:
    """That the model is health's, how many estimates of it are taken over, which of them the card replaces."""
    taken, people = found["taken_over"], found["workforce"]["people"]
    places = ", ".join(f"{c['title'].lower()} as {c['runs_in_the_place_of']}s" for c in found["workforce"]["cadres"])
    text = (
        f"Taken over: {taken['count']} estimates of health workers stand in, assumed, distance {taken['distance']} ({places}, "
        f"where the card says nothing else); no study of {people} is behind them. Families: {', '.join(taken['families'])}."
    )
    yield from textwrap.wrap(text, WIDTH, break_on_hyphens=False)
    if found["replaced"]:
        names = ", ".join(entry["name"] for entry in found["replaced"])
        yield from textwrap.wrap(f"Replaced by the card (assumed): {names}.", WIDTH, break_on_hyphens=False)
    yield from textwrap.wrap(f"Posts {found['posts']['rule'].replace('_', ' ')}: {found['posts']['why']}", WIDTH)


def _start(found: Record) -> list[str]:
    """Values of the start: mark of how each is known, the value, its source or reason; cadres that have the same stand together."""
    lines = ["The start: ● reported  ◉ between reported years  ◐ estimated  ○ assumed"]
    titles = {cadre["id"]: cadre["title"] for cadre in found["workforce"]["cadres"]}
    together: dict[tuple[Any, ...], list[str]] = {}
    for value in found["start"]:
        name = NAMES.get(value["name"], value["name"])
        place = f" {value['destination']}" if value["destination"] else ""
        place = f" in{place}" if place and value["name"] == "pay" else place
        size = "not known" if value["value"] is None else _size(value["value"], value["unit"])
        if value["low"] is not None and value["high"] != value["low"]:
            size += f" ({_size(value['low'], value['unit'])} to {_size(value['high'], value['unit'])})"
        year = f" {value['year']}" if value["year"] else ""
        source = f" [{value['source']}{year}]" if value["source"] else ""
        note = f"; {value['note']}" if value["note"] else ""
        key = (METHOD_MARKS[value["method"]], f"{name}{place}: {size}{source}{note}")
        together.setdefault(key, []).append(titles.get(value["cadre"], ""))
    for (mark, text), whose in together.items():
        who = " and ".join(filter(None, whose))
        first, *rest = textwrap.wrap(f"{mark} {who}: {text}" if who else f"{mark} {text}", WIDTH - 4)
        lines += [f"  {first}", *(f"      {line}" for line in rest)]
    return lines


def _gaps(found: Record) -> Iterator[str]:
    """What nobody reports and no assumption stands in for."""
    yield from (f"  Gap: {gap}" for gap in found["gaps"])


def _unread(found: Record) -> Iterator[str]:
    """Rows of the table that no run has: they stay, and are shown."""
    for row in found["rows_not_read"]:
        whose = f" of {row['cadre']}" if row["cadre"] else ""
        text = f"Not read: {row['indicator']}{whose} {row['country']} {row['year']}, {_size(row['value'], row['unit'])}: {row['why']}"
        text += f" [{row['source']}]" + (f" {row['note']}" if row["note"] else "")
        yield from (f"  {line}" for line in textwrap.wrap(text, WIDTH - 2))


def _left_out(found: Record) -> Iterator[str]:
    by_why: dict[str, list[str]] = {}
    for entry in found["not_for_this_workforce"]:
        by_why.setdefault(entry["why"], []).append(entry["lever"])
    for why, ids in by_why.items():
        yield from textwrap.wrap(f"Not for this workforce: {', '.join(ids)}: {why}", WIDTH, break_on_hyphens=False)


def _foot(found: Record) -> Iterator[str]:
    yield "Median and 90 % of paired draws. No result is given for what is health's alone: see the page on a second workforce."
    if found["price_year"]:
        yield f"Costs in US dollars of {found['price_year']}: {found['costs']}."
    yield f"People who appear or vanish, at most: {found['conservation_residual'] or 0.0:.0e} of the stock"
    yield f"hash {found['hash']}"


def _path(found: Record) -> Any:
    from rich.table import Table

    years, outcomes = found["years"], found["baseline"]
    shown = sorted({0, len(years) // 2, len(years) - 1})
    table = Table("", *(str(years[i]) for i in shown), title="No new policy", box=None, padding=(0, 1, 0, 0))
    for label, name, scale in _outcome_rows(found["workforce"]):
        if name in outcomes:
            table.add_row(label, *(_at(outcomes[name], i, scale) for i in shown))
    return table


def _package(package: Record, found: Record) -> Any:
    from rich.table import Table

    years = found["years"]
    ends = sorted({lever["end"] - 1 for lever in package["levers"] if years[0] <= lever["end"] - 1 < years[-1]})[:2]
    shown = [*ends, years[-1]]
    changes = [f"change, {year}" for year in shown]
    table = Table("", f"no policy, {shown[0]}", *changes, title=package["name"], box=None, padding=(0, 1, 0, 0))
    for label, name, scale in _outcome_rows(found["workforce"]):
        record = package["outcomes"].get(name)
        if record is not None:
            at = [years.index(year) for year in shown]
            first = _at(record["baseline"], at[0], scale)
            table.add_row(label, first, *(_at(record["difference"], i, scale, "+") for i in at))
    return table


def _outcome_rows(workforce: Record) -> Iterator[tuple[str, str, float]]:
    """Rows of a table: of all together, then those at work and those whom one serves, of each cadre."""
    yield from OUTCOMES
    for cadre in workforce["cadres"]:
        yield f"{cadre['title']} at work", f"workers.{cadre['id']}", 1.0
        yield "  leaving a year", f"emigrants_per_year.{cadre['id']}", 1.0
        yield "  people served by one", f"people_per_worker.{cadre['id']}", 1.0


def _levers(package: Record, price_year: int) -> Iterator[str]:
    for lever in package["levers"]:
        doses = ", ".join(f"{name} {value:g}" for name, value in lever["doses"].items() if value)
        where = f" in {', '.join(lever['destinations'])}" if lever["destinations"] else ""
        known = lever["evidence"]
        yield (
            f"{lever['title']}{where}: {lever['start']} to {lever['end'] - 1}; {doses}; evidence {known['grade']}, measured on "
            f"{known['measured_on']} ({known['grade_there']} there)"
        )
        if lever["not_applicable"]:
            yield f"{lever['title']}: run as written; in the matrix it would not stand: {lever['not_applicable']}"
        yield from (f"{lever['title']}: {flag}" for flag in lever["flags"])
        if lever["rights_note"]:
            yield f"Rights: {lever['rights_note']}"
    if package["cost_usd"] is None:
        yield f"No cost: {package['cost_why']}"
        return
    total = package["cost_usd"]["total"]
    payers = ", ".join(
        f"{name.replace('_', ' ')}" for name, paid in package["cost_usd"]["by_payer"].items() if paid["median"] > 0
    )
    middle, low, high = (f"{total[q] / 1e6:,.3g}" for q in QUANTILES)
    yield f"Outlay, sum of all years: US$ {middle} mn ({low} to {high}), dollars of {price_year}, paid by {payers or 'nobody'}"


def _how(row: Record) -> str:
    known, where = row["evidence"], lever_words.acts_in(row)
    told = [f"acts {where}" if where else "", f"in {row['at_year']}", lever_words.seen_words(row)]
    told += [lever_words.price_words(row), lever_words.whole_cost(row)]
    told += [f"measured on {known['measured_on']} ({known['grade_there']} there)", lever_words.rights_tag(row)]
    return unbroken("; ".join(filter(None, told)))


def _at(record: Record, i: int, scale: float, sign: str = "") -> str:
    return bounds({q: record[q][i] for q in QUANTILES}, scale, sign)


def _size(value: float, unit: str) -> str:
    if unit in ("share", "per_year"):
        return f"{100 * value:.3g} %"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
