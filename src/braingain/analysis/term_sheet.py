"""A term sheet: what two governments agree on, read from TOML or JSON into levers of the catalogue (docs/agreement.md).

Each clause is one card of the catalogue and its fields are that card's doses and options, with the card's bounds. What a
clause does not say is not agreed: amplitudes left out are 0, where a scenario would take the card's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from braingain.analysis import scenario as limits
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.scenario import Package, Scenario, bytes_of, content_of
from braingain.analysis.scenario_checks import LARGEST_SEED, checked_use
from braingain.analysis.scenario_fields import LONGEST_NAME, Checker
from braingain.analysis.scenario_overrides import overrides
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import CADRES
from braingain.policy.levers import Lever, load_levers
from braingain.policy.narrowing import acts_abroad
from braingain.policy.parts import CHARGED_TO, LeverUse

DRAWS_DEFAULT, YEARS_DEFAULT = 200, 5
HEAD = ("name", "origin", "destination", "start", "end", "cadres", "baseline", "horizon", "draws", "seed")
TABLES = ("agreement", "clauses", "worst_case", "safeguards", "text", "context")
WORKERS = "workers_per_year"  # a quota in persons, in place of the card's share of today's corridor
MOST_WORKERS = 1_000_000.0
QUOTA = "quota_ratio"
OF_A_CLAUSE = ("start", "end", "cadres", "payer", "delay_years")
ALONE = "agreement"  # the name of the package that is the term sheet as it stands


class Clause(NamedTuple):
    """A clause of a term sheet: the card that it is, what it is in a planner's words, and its money doses.

    ``fixed`` are doses that a clause of two parties has in place of the card's default.
    """

    card: str
    title: str
    money: tuple[str, ...] = ()
    fixed: Mapping[str, float] = {}


CLAUSES: dict[str, Clause] = {
    "recruitment": Clause(
        "bilateral_agreement", "recruits on the governments' channel", ("cofunding_usd_per_recruit",)
    ),
    "fund": Clause("reinvestment_fund", "a fund for seats and posts, by recruit", ("contribution_usd_per_recruit",)),
    "yearly_payment": Clause(
        "multilateral_alliance",
        "a payment a year into the fund, and a joint secretariat",
        ("pooled_fund_usd_per_year", "secretariat_usd_per_year"),
        {"members": 1.0},
    ),
    "compensation": Clause("compensation", "compensation to the treasury, by recruit", ("compensation_share",)),
    "levy": Clause("recruitment_levy", "a levy on employers, by recruit", ("levy_usd_per_recruit",)),
    "training": Clause("skill_partnership", "training for both countries", ("seats_ratio",)),
    "recognition": Clause("credential_recognition", "qualifications recognised sooner"),
    "private_recruiters": Clause("ethical_code_private", "rules for private recruiters"),
    "return_offers": Clause("return_incentive", "job offers and grants for those who return"),
}


def clause_of(card: str) -> str:
    """The clause of a term sheet that a card is."""
    return next(name for name, clause in CLAUSES.items() if clause.card == card)


class Index(NamedTuple):
    """A country's index of service coverage (UHC), 0 to 100: the figure, its year, and whose it is."""

    value: float
    year: int
    source: str


@dataclass(frozen=True)
class TermSheet:
    """What is agreed, every name checked: parties, first year and first year without, the clauses as levers.

    ``scenario`` is the run without packages. ``workers`` is a quota in persons a year, which becomes a share of today's
    corridor when that is known; None where the sheet gives the share itself. ``payments_stop`` is the first year without
    money in the case where payment ends early; None where the sheet leaves it to us.
    """

    origin: str
    destination: str
    start: int
    end: int
    cadres: tuple[str, ...]
    clauses: Mapping[str, LeverUse]
    scenario: Scenario
    workers: float | None = None
    payments_stop: int | None = None
    index: Index | None = None
    in_text: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The title on results."""
        return self.scenario.name

    @property
    def file(self) -> str:
        """The file that it was read from, for messages."""
        return self.scenario.file


def read_term_sheet(file: Path) -> TermSheet:
    """A term sheet's file, TOML or JSON by its ending.

    Raises
    ------
    BraingainError
        With every mistake of the file: where, what, what to do, and the nearest name.
    """
    return parse_term_sheet(bytes_of(file, "term sheet"), file.name)


def parse_term_sheet(data: bytes, place: str) -> TermSheet:
    """A term sheet from the content of a file named ``place``.

    Raises
    ------
    BraingainError
        With every mistake of the text.
    """
    content = content_of(data, place)
    if not isinstance(content, Mapping) or not isinstance(content.get("agreement"), Mapping):
        do = "begin it with [agreement], origin and destination; `braingain agreement --template GHA GBR` writes one"
        raise BraingainError(Problem(place, "has no [agreement] table", do))
    check = Checker(place)
    check.known(content, TABLES, "")
    head = content["agreement"]
    check.known(head, HEAD, "agreement")
    origin, destination = _parties(check, head)
    first, last = _run_years(check, head)
    start, end = _force(check, head, first, last)
    named = check.names(head, "cadres", "agreement", CADRES[:2]) or CADRES[:2]
    cadres = tuple(name for name in named if name in CADRES[:2]) or CADRES[:2]  # others are told once, not by clause
    scenario = _scenario(check, content, f"{origin} and {destination}", origin, (first, last))
    clauses, workers = _clauses(
        check, content.get("clauses", {}), (origin, destination), (start, end), cadres, scenario
    )
    sheet = TermSheet(
        origin=origin,
        destination=destination,
        start=start,
        end=end,
        cadres=cadres,
        clauses=clauses,
        scenario=scenario,
        workers=workers,
        payments_stop=_payments_stop(check, content.get("worst_case", {}), start, end),
        index=_index(check, content.get("safeguards", {})),
        in_text=_in_text(check, content.get("text", {})),
    )
    if check.problems:
        raise BraingainError(check.problems)
    return sheet


def _scenario(check: Checker, content: Mapping[str, Any], name: str, origin: str, years: tuple[int, int]) -> Scenario:
    """The run of a sheet without packages."""
    head = content["agreement"]
    return Scenario(
        name=check.text(head, "name", "agreement", name, LONGEST_NAME),
        country=origin,
        start=years[0],
        horizon=years[1],
        draws=check.whole(head, "draws", "agreement", DRAWS_DEFAULT, 1, limits.DRAWS_MOST),
        seed=check.whole(head, "seed", "agreement", 1, 0, LARGEST_SEED),
        context=overrides(check, content.get("context", {}), "context", None, years, above=""),
        file=check.file,
    )


def _parties(check: Checker, head: Mapping[str, Any]) -> tuple[str, str]:
    found = []
    for name in ("origin", "destination"):
        if name not in head:
            check.wrong(f"agreement.{name}", "is missing", f'write for example {name} = "GHA"')
        found.append(check.code(head[name], f"agreement.{name}") if name in head else "")
    if found[0] and found[0] == found[1]:
        check.wrong("agreement.destination", f"is {found[1]}, as the origin", "name two countries")
    return found[0], found[1]


def _run_years(check: Checker, head: Mapping[str, Any]) -> tuple[int, int]:
    """First and last year of the run."""
    most = (limits.START_FIRST, limits.START_LAST)
    first = check.whole(head, "baseline", "agreement", limits.START_DEFAULT, *most)
    default = limits.POLICY_START + limits.POLICY_YEARS
    return first, check.whole(head, "horizon", "agreement", default, first + 1, limits.HORIZON_LAST)


def _force(check: Checker, head: Mapping[str, Any], first: int, last: int) -> tuple[int, int]:
    """First year of the agreement, and first year without it."""
    start = check.whole(head, "start", "agreement", max(limits.POLICY_START, first), first, last)
    end = check.whole(head, "end", "agreement", start + YEARS_DEFAULT, 0, limits.HORIZON_LAST + 1)
    if end <= start:
        check.wrong("agreement.end", f"{end} is not after start {start}", "end is the first year without the agreement")
        end = start + 1
    if end > last + 1:
        check.wrong("agreement.end", f"{end} is after the horizon {last}", "give a later horizon")
    return start, end


def _clauses(
    check: Checker,
    given: Any,
    parties: tuple[str, str],
    force: tuple[int, int],
    cadres: tuple[str, ...],
    scenario: Scenario,
) -> tuple[dict[str, LeverUse], float | None]:
    if not isinstance(given, Mapping) or not given:
        check.wrong("clauses", "holds no clause", f"write [clauses.recruitment], or one of {', '.join(CLAUSES)}")
        return {}, None
    check.known(given, tuple(CLAUSES), "clauses")
    cards, found, workers = load_levers(), {}, None
    for name, entry in given.items():
        where = f"clauses.{name}"
        if name not in CLAUSES:
            continue
        if not isinstance(entry, Mapping):
            check.wrong(where, "is not a table", f"write [clauses.{name}]")
            continue
        card, fields = cards[CLAUSES[name].card], dict(entry)
        if name == "recruitment" and WORKERS in fields:
            workers = _workers(check, fields, where)
        _fields(check, fields, card, name, where)
        fields = {"start": force[0], "end": force[1], "cadres": list(cadres)} | fields
        use = checked_use(check, fields, card, (scenario.start, scenario.horizon), where, parties[0])
        found[name] = _agreed(use, card, name, parties[1])
        _within(check, found[name], force, cadres, where)
    return {name: found[name] for name in sorted(found, key=_order)}, workers


def _order(name: str) -> tuple[bool, int]:
    """The fund first: the first lever of a package that pays into it says how much it can pay out in a year (2.36)."""
    return name != "fund", list(CLAUSES).index(name)


def _fields(check: Checker, fields: dict[str, Any], card: Lever, name: str, where: str) -> None:
    """Take out of a clause what only scenarios have; refuse what says nothing."""
    for only in ("id", "origins", "destinations", "places", "sexes", "ramp_years"):
        if only in fields:
            del fields[only]
            check.wrong(f"{where}.{only}", "is not a field of a clause", "parties stand under [agreement]")
    if "payer" in fields and CHARGED_TO in {option.name for option in card.options}:
        del fields["payer"]
        check.wrong(f"{where}.payer", "is not a field of this clause", f"say who pays by {CHARGED_TO}")
    known = [*_also(name), *(dose.name for dose in card.doses), *(option.name for option in card.options), *OF_A_CLAUSE]
    for other in [one for one in fields if one not in known]:
        del fields[other]
        do = did_you_mean(other, known) or f"known: {', '.join(known)}"
        check.wrong(f"{where}.{other}", "is not a known field", do)
    doses = [dose.name for dose in card.doses if dose.amplitude]
    if not set(doses) & set(fields):
        check.wrong(where, "agrees on nothing", f"give one of {', '.join([*doses, *_also(name)])}")


def _also(name: str) -> list[str]:
    return [WORKERS] if name == "recruitment" else []


def _workers(check: Checker, fields: dict[str, Any], where: str) -> float:
    """A quota in persons; the share of the corridor that it is stands in for it until the corridor is known."""
    value = check.number(fields.pop(WORKERS), f"{where}.{WORKERS}", 0.0, MOST_WORKERS, 0.0)
    if QUOTA in fields:
        check.wrong(f"{where}.{WORKERS}", f"stands beside {QUOTA}", "give one of them")
    fields[QUOTA] = 0.0
    return value


def _agreed(use: LeverUse, card: Lever, name: str, destination: str) -> LeverUse:
    """A clause with the destination, and 0 for every amplitude that it does not name."""
    silent = {dose.name: 0.0 for dose in card.doses if dose.amplitude}
    return replace(
        use,
        doses=silent | dict(CLAUSES[name].fixed) | dict(use.doses),
        destinations=(destination,) if acts_abroad(card) else None,
    )


def _within(check: Checker, use: LeverUse, force: tuple[int, int], cadres: tuple[str, ...], where: str) -> None:
    """A clause is in force while the agreement is, for those whom it is for."""
    if use.start < force[0]:
        check.wrong(f"{where}.start", f"{use.start} is before the agreement, {force[0]}", "begin the agreement earlier")
    if use.end is not None and use.end > force[1]:
        check.wrong(f"{where}.end", f"{use.end} is after the agreement, {force[1]}", "end the agreement later")
    if others := [cadre for cadre in use.cadres or () if cadre not in cadres and cadre in CADRES]:
        check.wrong(f"{where}.cadres", f"{', '.join(others)}: not in agreement.cadres", "name them there too")


def _payments_stop(check: Checker, given: Any, start: int, end: int) -> int | None:
    if not isinstance(given, Mapping):
        check.wrong("worst_case", "is not a table", "write [worst_case] and payments_stop = 2029")
        return None
    check.known(given, ("payments_stop",), "worst_case")
    if "payments_stop" not in given:
        return None
    return check.whole(given, "payments_stop", "worst_case", start, start, end - 1, "give a year of the agreement")


def _index(check: Checker, given: Any) -> Index | None:
    names = ("uhc_index", "year", "source")
    if not isinstance(given, Mapping):
        check.wrong("safeguards", "is not a table", "write [safeguards] with uhc_index, year and source")
        return None
    check.known(given, names, "safeguards")
    if not given:
        return None
    for name in names:
        if name not in given:
            check.wrong(f"safeguards.{name}", "is missing", "an index has its year and its source")
    value = check.number(given.get("uhc_index", 0.0), "safeguards.uhc_index", 0.0, 100.0, 0.0)
    year = check.whole(given, "year", "safeguards", limits.START_DEFAULT, 2000, limits.HORIZON_LAST)
    return Index(value, year, check.text(given, "source", "safeguards", "", LONGEST_NAME))


def _in_text(check: Checker, given: Any) -> tuple[str, ...]:
    """Model clauses that the text of the agreement holds, beside those that follow from its numbers."""
    if not isinstance(given, Mapping):
        check.wrong("text", "is not a table", 'write [text] and has = ["equal_treatment"]')
        return ()
    check.known(given, ("has",), "text")
    return check.names(given, "has", "text", [clause.id for clause in model_clauses()]) or ()


def scenario_of(sheet: TermSheet, packages: Mapping[str, tuple[LeverUse, ...]]) -> Scenario:
    """The scenario of a term sheet with these packages: the same run as by ``braingain simulate``."""
    return replace(sheet.scenario, packages=tuple(Package(name, uses) for name, uses in packages.items()))


def delay_of(use: LeverUse) -> int:
    """Years from a clause's start to its first effect: its own, else its card's."""
    return (load_levers()[use.id].delay_years or 0) if use.delay_years is None else use.delay_years
