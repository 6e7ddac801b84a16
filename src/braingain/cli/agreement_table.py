"""What ``braingain agreement`` prints: in short, cash and workers of each party, worst case, safeguards, model clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from braingain.analysis.agreement_cases import UNPAID
from braingain.analysis.agreement_parties import PARTIES
from braingain.output import agreement_words

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
WORKERS = ("home", "at_destination", "leaving", "returned", "recruits", "irregular", "on_contract")
WORKERS_MORE = ("contracts_begun", "contracts_ended_at_home", "contracts_overstayed", "empty_posts_at_destination")
NO_PEOPLE = ("fund_seats", "fund_posts", "density_per_10k")
SCALES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
MANY_YEARS = 10  # from so many on, every year of the agreement and then every fifth are shown
QUANTILES = ("median", "p05", "p95")
PAID_FOR_WORK = "providers"  # no party to the agreement
SMALL = 5e-3  # in the unit shown: a nought


def print_agreement(console: Console, found: Record) -> None:
    """All of an agreement that a terminal holds; every year, sex, payment and draw quantile is in the files."""
    _say(console, "", [agreement_words.title(found), *_known(found), *agreement_words.lead(found)])
    _say(console, "What is agreed", agreement_words.clause_lines(found))
    _say(console, "The corridor", agreement_words.corridor_lines(found))
    _print_cash(console, found)
    _print_beside(console, found)
    _print_workers(console, found)
    _print_worst(console, found)
    _say(console, "Safeguards list", agreement_words.safeguards_lines(found))
    _say(console, "Model clauses", agreement_words.model_clause_lines(found))
    console.print(f"\nAll years, sexes, payments and cases: --out FILE.xlsx or --json. hash {found['hash']}")


def _say(console: Console, heading: str, lines: Sequence[str]) -> None:
    if heading:
        console.print(f"\n{heading}", markup=False)
    for line in lines:
        console.print(line, markup=False, highlight=False)


def _known(found: Record) -> list[str]:
    grades = ", ".join(f"{cadre}s {grade}" for cadre, grade in found["grade"].items())
    lines = [f"Grade of the data (A best, C weakest): {grades}"]
    few = found["draws"] < agreement_words.FEW_DRAWS
    return lines + ([f"Few draws: report nothing from fewer than {agreement_words.FEW_DRAWS}"] if few else [])


def _print_cash(console: Console, found: Record) -> None:
    """Net cash of each party by year, in all and discounted; parties whom no money touches are left out."""
    from rich.table import Table

    parties = {name: side for name, side in found["cash"]["parties"].items() if _moves(side)}
    if not parties:
        console.print("\nCash: nothing is paid")
        return
    scale, word = _scale(parties)
    title = f"Cash in {word} US$ of {found['price_year']}, received less paid, against no agreement"
    table = Table("", *(PARTIES[name] for name in parties), title=title, box=None, padding=(0, 1, 0, 0))
    for year in _years_of(found, parties, scale):
        row = found["years"].index(year)
        cells = (_bounds({q: side["net"][q][row] for q in QUANTILES}, scale) for side in parties.values())
        table.add_row(str(year), *cells)
    for label, name in (
        ("all years", "net"),
        (f"all years, less {found['discount_rate']:.0%} a year", "net_discounted"),
    ):
        table.add_row(label, *(_bounds(side["total"][name], scale) for side in parties.values()))
    console.print()
    console.print(table)
    console.print(
        "Medians of each, with 90 % of draws below; they cancel in each draw, medians need not. What the fund holds earns "
        "interest, so it can pay out more than was paid in.",
        highlight=False,
    )
    _say(console, "Who pays whom, all years, not discounted", agreement_words.payment_lines(found))


def _moves(side: Record) -> bool:
    return any(side[name][q][row] for name in ("paid", "received") for q in ("p05", "p95") for row in _rows(side))


def _rows(side: Record) -> range:
    return range(len(side["net"]["median"]))


def _years_of(found: Record, parties: Mapping[str, Record], scale: float) -> list[int]:
    """Years in which money moves: those of the agreement, then every fifth."""
    moved = [
        year
        for row, year in enumerate(found["years"])
        if year >= found["start"]
        and any(abs(side["net"][q][row]) > SMALL * scale for side in parties.values() for q in QUANTILES)
    ]
    if len(moved) < MANY_YEARS:
        return moved
    return [year for year in moved if year < found["end"] + 1 or (year - found["end"]) % 5 == 0 or year == moved[-1]]


def _print_beside(console: Console, found: Record) -> None:
    """What is no party's cash under the agreement and changes with it, in its last year and in that of the run."""
    for year in dict.fromkeys((found["end"] - 1, found["years"][-1])):
        row = found["years"].index(year)
        lines = [
            f"{what}: {_line({q: sides[q][row] for q in QUANTILES})}"
            for what, sides in agreement_words.beside_lines(found)
        ]
        _say(console, f"Beside it, in {year}, US$ a year more", lines)


def _line(interval: Record) -> str:
    size = max(abs(interval[q]) for q in QUANTILES)
    scale, word = next(((s, f" {w}") for s, w in SCALES if size >= s), (1.0, ""))
    middle, low, high = (_number(interval[q] / scale, "+") for q in QUANTILES)
    return f"{middle}{word} ({low} to {high})"


def _print_workers(console: Console, found: Record) -> None:
    from rich.table import Table

    last, end = found["years"][-1], found["end"] - 1
    at = [found["years"].index(year) for year in dict.fromkeys((end, last))]
    heads = [f"change, {found['years'][row]}" for row in at]
    table = Table("", f"without, {end}", *heads, title="Workers of each party", box=None, padding=(0, 1, 0, 0))
    for name in (*WORKERS, *WORKERS_MORE, *NO_PEOPLE):
        outcome = found["workers"].get(name)
        if outcome is None or (name not in WORKERS[:2] and not _seen(outcome)):
            continue
        of = {"": outcome} | {f"  {_sex(sex)}": sides for sex, sides in (outcome["by_sex"] or {}).items()}
        for label, sides in of.items():
            before = _bounds({q: sides["baseline"][q][at[0]] for q in QUANTILES}, 1.0, "")
            changes = [_bounds({q: sides["difference"][q][row] for q in QUANTILES}, 1.0) for row in at]
            table.add_row(label or outcome["title"], before, *changes)
    console.print()
    console.print(table)
    console.print("People on 31 December; those of the year are flows. Women and men are imputed.", highlight=False)


def _sex(sex: str) -> str:
    return {"female": "women", "male": "men"}[sex]


def _seen(outcome: Record) -> bool:
    return any(abs(x) > 1e-9 for q in ("p05", "p95") for x in (*outcome["difference"][q], *outcome["baseline"][q]))


def _print_worst(console: Console, found: Record) -> None:
    from rich.table import Table

    worst = found["worst_case"]
    nets = {
        name: net
        for name, net in worst["by_draw"]["net_discounted_usd"].items()
        if (net["p05"] or net["p95"]) and name != PAID_FOR_WORK
    }
    cases = worst["kept_in_part"]
    changes = [case["against_agreement"]["net_discounted_usd"] for case in cases]
    scale, word = _scale_of([net[q] for net in nets.values() for q in ("p05", "p95")])
    title = f"Worst case, discounted, {word} US$ of {found['price_year']}"
    heads = ["worst 5 % of draws", "agreement, median", *(f"{case['case']}, change" for case in cases)]
    table = Table("", *heads, title=title, box=None, padding=(0, 1, 0, 0))
    for party, net in nets.items():
        cells = [_bounds(change[party], scale) for change in changes]
        table.add_row(PARTIES[party], _number(net["p05"] / scale, "+"), _number(net["median"] / scale, "+"), *cells)
    for name, label in (("home", "workers at home, at the end"), ("at_destination", "at the destination")):
        own = worst["by_draw"]["workers_at_horizon"][name]
        cells = [_bounds(case["against_agreement"]["workers_at_horizon"][name], 1.0) for case in cases]
        table.add_row(label, _number(own["p05"], "+"), _number(own["median"], "+"), *cells)
    console.print()
    console.print(table)
    for case in cases:
        _say(console, "", [f"{case['case']}: {case['what']}", *_paid_on(case)])


def _paid_on(case: Record) -> list[str]:
    return [f"  {line}" for line in agreement_words.runs_on_lines(case)] if case["case"] == UNPAID else []


def _scale(parties: Mapping[str, Record]) -> tuple[float, str]:
    return _scale_of([side["total"]["net"][q] for side in parties.values() for q in QUANTILES])


def _scale_of(values: Sequence[float]) -> tuple[float, str]:
    """Thousands, millions or billions, by the middle of what is to be shown."""
    sizes = sorted(abs(value) for value in values if value) or [0.0]
    size = sizes[len(sizes) // 2]
    return next(((scale, word) for scale, word in SCALES if size >= scale), SCALES[-1])


def _bounds(interval: Record, scale: float, sign: str = "+") -> str:
    """A median, and its 90 % interval on the line below."""
    middle, low, high = (_number(interval[q] / scale, sign) for q in QUANTILES)
    return middle if low == high == middle else f"{middle}\n({low} to {high})"


def _number(value: float, sign: str = "") -> str:
    """Whole above a hundred, else two significant figures; nought as 0."""
    if abs(value) < SMALL:
        return "0"
    return f"{value:{sign},.0f}" if abs(value) >= 100 else f"{float(f'{value:.2g}'):{sign},g}"
