"""What ``braingain simulate`` says around its tables: how well the data are known, switches, women and men, levers, money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from braingain.foundation.vocabulary import MECHANISMS_OFF_BY_DEFAULT, SEXES
from braingain.output.matrix_words import ENOUGH_DRAWS, public_pay

Record = Mapping[str, Any]
ENOUGH_DRAWS_OF_MANY = 50  # the default of many countries
SMALLEST_CHANGE = 0.5  # persons a year
FEW_NAMED = 3  # countries that a line names
PLURALS = {"doctor": "doctors", "nurse": "nurses", "midlevel": "mid-level", "community": "community workers"}
NOT_KNOWN = {"assumed": "assumed by cadre and income group", "borrowed": "borrowed from like countries"}  # by method
MONEY = ((1e9, " bn"), (1e6, " mn"), (1.0, ""))  # US$


def opening(found: Record) -> list[str]:
    """Grade of the data, emigrants counted, public pay out of proportion, few draws, switches that are not as usual."""
    return [*_known(found), *_public_pay(found), *_few_draws(found), *_switches(found["mechanisms"])]


def _public_pay(found: Record) -> list[str]:
    """That public pay does not fit public health spending, where it does not: costs rest on the same pay and posts."""
    if found.get("world"):
        bills = found["checks_by_country"]["public_wage_bill_share"]
        off = [code for code, bill in bills.items() if bill["flag"]]
        where = f"in {len(off)} of {len(bills)} countries ({_named(off)})"
        return [f"Public pay over public health spending is implausible {where}: so may be costs there"] if off else []
    return public_pay(found["checks"]["public_wage_bill_share"])


def _named(codes: Sequence[str]) -> str:
    more = len(codes) - FEW_NAMED
    return ", ".join(codes[:FEW_NAMED]) + (f" and {more} more" if more > 0 else "")


def _few_draws(found: Record) -> list[str]:
    """A warning where so few draws were made that their intervals are rough."""
    enough = ENOUGH_DRAWS_OF_MANY if found.get("world") else ENOUGH_DRAWS
    few = found["scenario"]["scenario"]["draws"] < enough
    return [f"Few draws: they show that the file is right; report nothing from fewer than {enough}"] if few else []


def _known(found: Record) -> list[str]:
    if "grade" in found:
        grades = ", ".join(f"{cadre}s {grade}" for cadre, grade in found["grade"].items())
        lines = [f"Grade of the data (A best, C weakest): {grades}"]
        share = next((one for one in found["abroad_coverage"].values() if one is not None), None)
        seen = "an unknown share" if share is None else f"{100 * share:.0f} %"
        return [*lines, f"{seen} of emigrants live where doctors are counted by training; nurses: assumed"]
    parts = [
        f"{cadre}s " + ", ".join(f"{grade} {count}" for grade, count in counts.items())
        for cadre, counts in found["countries_by_grade"].items()
    ]
    lines = [f"Countries by grade of the data (A best, C weakest): {'; '.join(parts)}"]
    shares = sorted(100 * one for one in found["abroad_coverage_by_country"].values() if one is not None)
    if shares:
        seen = f"{shares[0]:.0f} to {shares[-1]:.0f} % of a country's emigrants (half the countries: {median(shares):.0f} %"
        lines.append(f"{seen} or more) live where doctors are counted by training; nurses: assumed")
    return lines


def _switches(mechanisms: Record) -> list[str]:
    off = [name for name, on in mechanisms.items() if not on and name not in MECHANISMS_OFF_BY_DEFAULT]
    on = [name for name, on in mechanisms.items() if on and name in MECHANISMS_OFF_BY_DEFAULT]
    lines = [f"Switched off, without and with policy: {', '.join(off)}"] if off else []
    return lines + ([f"Switched on, without and with policy: {', '.join(on)}"] if on else [])


def sexes_line(found: Record) -> str:
    """One line on where numbers of women and men come from, and that the share of women is itself a guess where it is."""
    if found.get("world"):
        return _sexes_of_many(found["women_share_by_method"], len(found["countries"]))
    by_method: dict[str, list[str]] = {}
    for cadre, share in found["women_share"].items():
        by_method.setdefault(share["method"], []).append(PLURALS[cadre])
    parts = [
        f"themselves {NOT_KNOWN[method]} ({', '.join(cadres)})"
        if method in NOT_KNOWN
        else f"{method} ({', '.join(cadres)})"
        for method, cadres in by_method.items()
    ]
    return f"Women and men: imputed from shares of women, {', '.join(parts)}; no list abroad has sexes"


def _sexes_of_many(by_method: Record, countries: int) -> str:
    parts = []
    for method, how in NOT_KNOWN.items():
        counts = {cadre: methods[method] for cadre, methods in by_method.items() if method in methods}
        if counts:
            of = " and ".join(f"for {PLURALS[cadre]} in {count}" for cadre, count in counts.items())
            parts.append(f", themselves {how} {of} of {countries} countries")
    return f"Women and men: imputed from shares of women{''.join(parts)}; no list abroad has sexes"


def as_written(lever: Record) -> list[str]:
    """That a lever was run although the matrix would not show it here, with the reason."""
    head = f"{lever['id']}: run as written; in the matrix it would not stand"
    if reason := lever.get("not_applicable"):
        return [f"{head} here: {reason}"]
    where: Record = lever.get("not_applicable_in") or {}
    if not where:
        return []
    return [f"{head} in {_named(list(where))}: {'; '.join(distinct(where.values())[:FEW_NAMED])}"]


def distinct(lines: Iterable[str]) -> list[str]:
    """Lines in their order, each once: parts of a composite say the same."""
    return list(dict.fromkeys(lines))


def cost_lines(package: Record, price_year: int) -> list[str]:
    """What a package costs in all years and who pays."""
    payers = package["cost_usd"]["by_payer"]
    by = ", ".join(f"{payer.replace('_', ' ')} {dollars(paid)}" for payer, paid in payers.items())
    return [
        f"Outlay, sum of all years: {dollars(package['cost_usd']['total'])}, dollars of {price_year}",
        f"paid by: {by or 'nobody'}",
    ]


def dollars(interval: Record) -> str:
    """Median and 90 % interval of money in the unit that suits the median, to three significant figures."""
    size = abs(interval["median"]) or abs(interval["p95"])
    unit, name = next((one for one in MONEY if size >= one[0]), MONEY[-1])
    middle, low, high = (f"{float(f'{interval[q] / unit:.3g}') + 0.0:,.10g}" for q in ("median", "p05", "p95"))
    return f"US$ {middle}{name} ({low} to {high})"


def split_of(record: Record | None, part: str) -> Record | None:
    """An outcome of all, or its split by a sex or place; None where it has none."""
    if record is None or not part:
        return record
    label = "by_sex" if part in SEXES else "by_place"
    split: Record = record.get(label) or {}
    return split.get(part)


def changed(flows: Sequence[Record]) -> list[Record]:
    """Corridors that a package changes, the largest change first."""
    moved = [flow for flow in flows if abs(flow["difference"]["median"]) >= SMALLEST_CHANGE]
    return sorted(moved, key=lambda flow: -abs(flow["difference"]["median"]))
