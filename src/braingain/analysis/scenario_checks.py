"""Every mistake of a scenario at once: where it stands, what is wrong, what to do, and the nearest name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.analysis import scenario as limits
from braingain.analysis.scenario import Package, Scenario
from braingain.analysis.scenario_fields import LONGEST_NAME, Checker, short, shown, texts
from braingain.analysis.scenario_overrides import overrides
from braingain.analysis.scenario_selectors import itself, selected
from braingain.evidence.estimates import load_registry
from braingain.foundation.errors import BraingainError, Problem, did_you_mean, nearest
from braingain.foundation.vocabulary import CADRES, MECHANISMS, PAYERS, PLACES, SEXES
from braingain.policy.across import not_across, own_places
from braingain.policy.levers import Lever, load_levers
from braingain.policy.narrowing import acts_abroad, acts_by_place, acts_by_sex, levers_by_sex, why_not_by_sex
from braingain.policy.parts import AT_DESTINATIONS, LeverUse
from braingain.policy.structure import NEXT_CADRE

HEAD = ("name", "country", "countries", "world", "start", "horizon", "draws", "seed")
OVERRIDES = ("mechanisms", "context", "paths", "estimates")
LEVER_FIELDS = (
    "id",
    "start",
    "end",
    "cadres",
    "sexes",
    "places",
    "origins",
    "destinations",
    "payer",
    "ramp_years",
    "delay_years",
)
LARGEST_SEED, LONGEST_DELAY = 2**53, 20


def checked_scenario(content: Any, place: str) -> Scenario:
    """The scenario that a parsed file describes.

    Raises
    ------
    BraingainError
        With every mistake of the file.
    """
    check = Checker(place)
    if not isinstance(content, Mapping) or not isinstance(content.get("scenario"), Mapping):
        raise BraingainError(Problem(place, "has no [scenario] table", "begin it with [scenario] and country"))
    check.known(content, ("scenario", "package"), "")
    head = content["scenario"]
    check.known(head, HEAD + OVERRIDES, "scenario")
    country, countries, world = check.coverage(head)
    many = world or bool(countries) or "countries" in head
    years = check.years(head)
    draws = limits.WORLD_DRAWS_DEFAULT if many else limits.DRAWS_DEFAULT
    if many:
        _of_many(check, head)
    cards = load_levers()
    scenario = Scenario(
        name=check.text(head, "name", "scenario", place.rsplit(".", 1)[0], LONGEST_NAME),
        country=country,
        start=years[0],
        horizon=years[1],
        draws=check.whole(head, "draws", "scenario", draws, 1, limits.WORLD_DRAWS_MOST if many else limits.DRAWS_MOST),
        seed=check.whole(head, "seed", "scenario", 1, 0, LARGEST_SEED),
        packages=_packages(check, content.get("package", []), cards, years, None if many else country),
        mechanisms=_mechanisms(check, head.get("mechanisms", {})),
        context=overrides(check, head.get("context", {}), "context", None, years),
        paths=overrides(check, head.get("paths", {}), "paths", limits.PATH_NAMES, years),
        estimates=overrides(check, head.get("estimates", {}), "estimates", load_registry().estimates, years),
        countries=countries,
        world=world,
        file=place,
    )
    if many and len(scenario.packages) > limits.WORLD_PACKAGES_MOST:
        what = f"{len(scenario.packages)} packages, at most {limits.WORLD_PACKAGES_MOST} in a run of many countries"
        check.wrong("package", what, "split the file")
    if scenario.draws * len(scenario.packages) > limits.RUNS_MOST:
        what = (
            f"{scenario.draws} draws of {len(scenario.packages)} packages, at most {limits.RUNS_MOST} runs in one file"
        )
        check.wrong("scenario.draws", what, "give fewer draws, or split the file")
    if check.problems:
        raise BraingainError(check.problems)
    return scenario


def _of_many(check: Checker, head: Mapping[str, Any]) -> None:
    """What only a run of one country takes."""
    for name in ("context", "paths"):
        if head.get(name):
            what = "are values of one country, and a run of many countries does not say whose"
            check.wrong(f"scenario.{name}", what, "leave them out, or give one country")


def _packages(
    check: Checker, given: Any, cards: Mapping[str, Lever], years: tuple[int, int], country: str | None
) -> tuple[Package, ...]:
    if not isinstance(given, list):
        check.wrong("package", "is not a list of packages", "write [[package]]")
        return ()
    if len(given) > limits.PACKAGES_MOST:
        check.wrong("package", f"{len(given)} packages, at most {limits.PACKAGES_MOST} in one file", "split the file")
        return ()
    packages = []
    for number, entry in enumerate(given, start=1):
        where = f"package {number}"
        if not isinstance(entry, Mapping):
            check.wrong(where, "is not a table", "write [[package]]")
            continue
        check.known(entry, ("name", "lever"), where)
        levers = _levers(check, entry.get("lever", []), cards, years, where, country)
        packages.append(Package(check.text(entry, "name", where, f"package {number}", LONGEST_NAME), levers))
    names = [package.name for package in packages]
    for name in sorted({name for name in names if names.count(name) > 1}):
        check.wrong("package", f'two packages are named "{short(name)}"', "give each its own name")
    if any(name.split()[:1] == ["baseline"] for name in names):
        check.wrong("package", 'a package is named "baseline", as no new policy is in results', "give it another name")
    return tuple(packages)


def _levers(
    check: Checker, given: Any, cards: Mapping[str, Lever], years: tuple[int, int], where: str, country: str | None
) -> tuple[LeverUse, ...]:
    if not isinstance(given, list) or not given:
        check.wrong(f"{where}.lever", "holds no lever", "write [[package.lever]] with an id")
        return ()
    if len(given) > limits.LEVERS_MOST:
        check.wrong(f"{where}.lever", f"{len(given)} levers, at most {limits.LEVERS_MOST} in one package")
        return ()
    uses = []
    for number, entry in enumerate(given, start=1):
        place = f"{where}, lever {number}"
        if not isinstance(entry, Mapping):
            check.wrong(place, "is not a table", "write [[package.lever]]")
            continue
        id = entry.get("id")
        if isinstance(id, str) and id in cards:
            uses.append(checked_use(check, entry, cards[id], years, f"{place} ({id})", country))
            continue
        near = nearest(id, cards) if isinstance(id, str) else []
        do = f"did you mean {near[0]}?" if near else "see `braingain levers`"
        what = f'"{short(str(id))}" is not a known lever' if "id" in entry else "is missing"
        check.wrong(f"{place}.id", what, do)
        _unknown_lever(check, entry, cards[near[0]] if near else None, years, place, country)
    return tuple(uses)


def _unknown_lever(
    check: Checker,
    entry: Mapping[str, Any],
    near: Lever | None,
    years: tuple[int, int],
    where: str,
    country: str | None,
) -> None:
    """The other mistakes of a block whose lever is not known: as the nearest lever's, else those of fields of all levers."""
    if near is not None:
        checked_use(check, entry, near, years, f"{where} ({near.id}?)", country)
        return
    _when(check, entry, years, where)
    _who(check, entry, where)
    _payer(check, entry, where)


def checked_use(
    check: Checker,
    entry: Mapping[str, Any],
    card: Lever,
    years: tuple[int, int],
    where: str,
    country: str | None,
) -> LeverUse:
    """One lever as a file has it, with every mistake of its fields kept under ``where``."""
    doses = {dose.name: dose for dose in card.doses}
    options = [option.name for option in card.options]
    check.known(entry, (*LEVER_FIELDS, *doses, *options), where)
    values = {
        name: check.number(entry[name], f"{where}.{name}", dose.low, dose.high, dose.default, dose.whole)
        for name, dose in doses.items()
        if name in entry
    }
    _scope(check, entry, card, values, where, country)
    return LeverUse(
        id=card.id,
        doses=values,
        options=_options(check, entry, card, where),
        **_when(check, entry, years, where),
        **_who(check, entry, where),
        destinations=selected(check, entry, "destinations", where),
        origins=texts(entry.get("origins")) if country is not None else selected(check, entry, "origins", where),
        payer=_payer(check, entry, where),
    )


def _when(check: Checker, entry: Mapping[str, Any], years: tuple[int, int], where: str) -> dict[str, Any]:
    """Years in which a lever is in force."""
    start = check.whole(entry, "start", where, max(limits.POLICY_START, years[0]), years[0], years[1])
    end = check.whole(entry, "end", where, start + 1, 0, limits.HORIZON_LAST + 1) if "end" in entry else None
    if end is not None and end <= start:
        check.wrong(f"{where}.end", f"{end} is not after start {start}", "end is the first year out of force")
    return {
        "start": start,
        "end": end,
        "ramp_years": check.whole(entry, "ramp_years", where, 1, 1, LONGEST_DELAY) if "ramp_years" in entry else None,
        "delay_years": check.whole(entry, "delay_years", where, 0, 0, LONGEST_DELAY)
        if "delay_years" in entry
        else None,
    }


def _who(check: Checker, entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Whom a lever is for, where the block limits it."""
    return {
        "cadres": check.names(entry, "cadres", where, CADRES),
        "sexes": check.names(entry, "sexes", where, SEXES),
        "places": check.names(entry, "places", where, PLACES),
    }


def _options(check: Checker, entry: Mapping[str, Any], card: Lever, where: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for option in card.options:
        if option.name not in entry:
            continue
        value = entry[option.name]
        if value in option.choices:
            chosen[option.name] = str(value)
        else:
            what = f"{shown(value)} is not one of {', '.join(option.choices)}"
            check.wrong(f"{where}.{option.name}", what, did_you_mean(str(value), option.choices))
    return chosen


def _scope(
    check: Checker,
    entry: Mapping[str, Any],
    card: Lever,
    doses: Mapping[str, float],
    where: str,
    country: str | None,
) -> None:
    """What this edition cannot do is refused, not ignored."""
    sexes = texts(entry.get("sexes")) or ()
    if "sexes" in entry and set(sexes) != set(SEXES) and not acts_by_sex(card, sexes):
        what = f"this lever cannot be limited to women or men: {why_not_by_sex(card, sexes)}"
        check.wrong(f"{where}.sexes", what, levers_by_sex(card))
    if "places" in entry and not any(acts_by_place(move) for move in card.moves) and not card.made_of:
        check.wrong(f"{where}.places", "this lever does not act by place", "leave places out")
    cadres = texts(entry.get("cadres")) or ()
    if cadres and "ladder" in card.moves and not set(cadres) & set(NEXT_CADRE):
        what = f"no course leads on from {' or '.join(f'{cadre}s' for cadre in cadres)}"
        check.wrong(f"{where}.cadres", what, f"leave cadres out, or take {' or '.join(NEXT_CADRE)}")
    if country is None:
        _across(check, entry, card, doses, where)
        return
    if "destinations" in entry and not acts_abroad(card):
        check.wrong(f"{where}.destinations", "this lever does not act at destinations", "leave destinations out")
    if "origins" in entry and not itself(entry["origins"], country):
        what = "a run of one country acts on that country alone"
        own = f', or write ["{country}"]' if country else ""
        check.wrong(f"{where}.origins", what, f"leave origins out{own}")


def _across(check: Checker, entry: Mapping[str, Any], card: Lever, doses: Mapping[str, float], where: str) -> None:
    """In a run of many countries a lever says where it acts, unless its card does, and on cadres that the run holds."""
    if refused := not_across(card, doses, load_levers()):
        check.wrong(where, *refused)
        return
    at_destinations = card.scope in AT_DESTINATIONS
    if at_destinations and "destinations" not in entry and not own_places(card, "destinations"):
        check.wrong(f"{where}.destinations", "is missing", 'say which destinations act: ["GBR"], ["income:HIC"]')
    if "stay" in card.moves and "destinations" not in entry:
        check.wrong(f"{where}.destinations", "is missing", 'say where people go: for example ["GBR"]')
    if not at_destinations and "origins" not in entry:
        check.wrong(f"{where}.origins", "is missing", 'say which countries act: ["GHA"], ["region:AFR"], ["all"]')
    if not at_destinations and "stay" not in card.moves and "destinations" in entry:
        check.wrong(f"{where}.destinations", "this lever acts in countries of training", "give origins")
    cadres = texts(entry.get("cadres")) or card.cadres
    if card.moves and not set(cadres) & set(CADRES[:2]):
        what = "a run of many countries holds doctors and nurses alone"
        check.wrong(where, what, "give a lever for them, or one country")


def _payer(check: Checker, entry: Mapping[str, Any], where: str) -> dict[str, float] | None:
    if "payer" not in entry:
        return None
    given = entry["payer"]
    if not isinstance(given, Mapping) or not given:
        check.wrong(f"{where}.payer", "is not a table of shares", "write for example { donor = 1.0 }")
        return None
    check.known(given, PAYERS, f"{where}.payer")
    shares = {n: check.number(v, f"{where}.payer.{n}", 0.0, 1.0, 0.0) for n, v in given.items() if n in PAYERS}
    if abs(sum(shares.values()) - 1) > 1e-6:
        check.wrong(f"{where}.payer", f"shares add up to {sum(shares.values()):g}", "they must add up to 1")
    return shares


def _mechanisms(check: Checker, given: Any) -> dict[str, bool]:
    if not isinstance(given, Mapping):
        check.wrong("scenario.mechanisms", "is not a table")
        return {}
    check.known(given, MECHANISMS, "scenario.mechanisms")
    found = {}
    for name, value in given.items():
        where = f"scenario.mechanisms.{name}"
        if name not in MECHANISMS:
            continue
        if not isinstance(value, bool):
            check.wrong(where, f"{shown(value)} is not true or false")
        else:
            found[name] = value
    return found
