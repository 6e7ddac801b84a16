"""Runs of a workforce: a scenario, the levers that apply to it one by one, and what is known of its start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from braingain.analysis import row_notes, rows, runs, summaries
from braingain.analysis.filled import filled
from braingain.analysis.levels import plain_baseline
from braingain.analysis.matrix import Chosen, chosen_levers
from braingain.analysis.programs import by_program
from braingain.analysis.runs import Key, Plan, Progress
from braingain.analysis.scenario import POLICY_START, POLICY_YEARS, START_DEFAULT, Scenario
from braingain.analysis.simulate import packages_of
from braingain.analysis.workforce.card import Workforce
from braingain.analysis.workforce.context import build_start
from braingain.analysis.workforce.differences import differences, levels
from braingain.analysis.workforce.ensemble import WorkforceEnsemble, no_price, workforce_ensemble
from braingain.analysis.workforce.outcomes import names_of, people_served, records
from braingain.analysis.workforce.said import MEASURED_ON, honest_record, rows_not_read, start_records, workforce_record
from braingain.analysis.workforce.scenario import own_record
from braingain.analysis.workforce.words import flag
from braingain.baseline.tables import world_tables
from braingain.evidence.store import open_store
from braingain.foundation.errors import BraingainError, Problem
from braingain.policy.apply import touched_destinations
from braingain.policy.levers import load_levers
from braingain.policy.narrowing import acts_abroad
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

if TYPE_CHECKING:
    from braingain.evidence.store import Store

MATRIX_DRAWS = 100
PRICES = ("cost_per_worker_year_usd", "cost_per_worker_year_with_wages_usd")
COSTS = (
    "wages are the workforce's own; prices of administration, inspection and programmes are those of health ministries; where "
    "prices of training would be those of health schools no cost is given"
)


def simulate(workforce: Workforce, scenario: Scenario, progress: Progress | None = None) -> dict[str, Any]:
    """A scenario of a workforce, run and summed up (``braingain/workforce-simulate/1``).

    Raises
    ------
    BraingainError
        With every value that a run needs and nothing gives, and levers that have nothing to act on.
    """
    worlds = workforce_ensemble(workforce, scenario)
    scenario = filled(scenario, worlds.context)
    setting = worlds.block(0).setting
    packages = packages_of(scenario, setting)
    _refuse(packages, worlds, setting)
    planned = runs.plan(packages, scenario.mechanisms, setting)
    kept = _blocks(worlds, [planned], progress)
    years = list(range(scenario.start, scenario.horizon + 1))
    people = people_served(workforce, world_tables(worlds.store), years)
    used = [part.lever for parts in packages.values() for part in parts]
    record: dict[str, Any] = {
        "schema": "braingain/workforce-simulate/1",
        "workforce": workforce_record(workforce),
        "scenario": own_record(scenario, workforce),
        "years": years,
        "price_year": worlds.price_year,
        "mechanisms": {name: bool(on) for name, on in planned.switches._asdict().items()},
        **honest_record(worlds, dict.fromkeys(used)),
        "conservation_residual": float(kept["conservation"].max()),
        "hash": worlds.hash_of(kept, scenario),
        "costs": COSTS,
        "packages": [],
    }
    record["reported_since"] = _reported_since(kept, worlds, years)
    if not packages:
        record["baseline"] = records(kept["baselines"][""]["series"], None, workforce, people)
    for name, parts in packages.items():
        before, after = kept["baselines"][runs.baseline_label(parts, setting)], kept["packages"][name]
        record["packages"].append(_package(name, parts, before, after, people, worlds))
    return _checked(record)


def _package(
    name: str,
    parts: Sequence[Part],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    people: Mapping[str, np.ndarray],
    worlds: WorkforceEnsemble,
) -> dict[str, Any]:
    """A package of a scenario beside its baseline, its levers and what they cost where that is known."""
    why, setting = _unpriced(parts, worlds), worlds.block(0).setting
    return {
        "name": name,
        "levers": [_lever(part, setting, worlds.workforce) for part in parts],
        "outcomes": records(before["series"], after["series"], worlds.workforce, people),
        "cost_usd": None if why else _cost(after["costs"]),
        "cost_why": why,
        "leaving_to": _leaving_to(before["flows"], after["flows"], worlds),
    }


def matrix(
    workforce: Workforce,
    draws: int = MATRIX_DRAWS,
    seed: int = 1,
    start: int = START_DEFAULT,
    policy_start: int = POLICY_START,
    horizon: int | None = None,
    destinations: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Every lever that the card names beside no new policy, and why the others are not there (``braingain/workforce-matrix/1``).

    Raises
    ------
    BraingainError
        For years that do not fit, and with every value that a run needs and nothing gives.
    """
    horizon = policy_start + POLICY_YEARS if horizon is None else horizon
    _check_years(start, policy_start, horizon)
    scenario = Scenario(f"matrix of {workforce.card.workforce.id}", workforce.country, start, horizon, draws, seed)
    worlds = workforce_ensemble(workforce, scenario)
    setting = worlds.block(0).setting
    _check_destinations(destinations, worlds)
    found = [c for c in chosen_levers(setting, policy_start, horizon, destinations) if c.card.id in workforce.levers]
    chosen = [replace(c, reason=c.reason or _uncounted(c.parts, worlds, setting)) for c in found]
    running = [c for c in chosen if not c.reason]
    plans = by_program(runs.plan({c.card.id: c.parts for c in running}, {}, setting), setting)
    kept = _blocks(worlds, list(plans), progress) if running else {}
    frame = rows.Frame(worlds, start, policy_start, horizon, draws, setting, kept)
    filled_rows = [_row(c, frame, worlds) for c in chosen]
    record = {
        "schema": "braingain/workforce-matrix/1",
        "workforce": workforce_record(workforce),
        "start": start,
        "policy_start": policy_start,
        "horizon": horizon,
        "draws": draws,
        "seed": seed,
        "price_year": worlds.price_year,
        **honest_record(worlds, [c.card.id for c in running]),
        "costs": COSTS,
        "without_policy": levels(filled_rows, frame, workforce) if kept else [],
        "rows": filled_rows,
        "not_for_this_workforce": [{"lever": id, "why": why} for id, why in workforce.left_out.items()],
        "conservation_residual": float(kept["conservation"].max()) if kept else None,
        "hash": worlds.hash_of(kept, scenario),
    }
    return _checked(record)


def profile(workforce: Workforce, start: int = START_DEFAULT, store: Store | None = None) -> dict[str, Any]:
    """What is known of a workforce and from where, what its card assumes, and what nobody reports (``braingain/workforce-profile/1``)."""
    begun = build_start(workforce, store or open_store(), start)
    return _checked(
        {
            "schema": "braingain/workforce-profile/1",
            "workforce": workforce_record(workforce),
            "start_year": start,
            "start": start_records(workforce, begun.got, begun.going),
            "gaps": list(begun.got.gaps),
            "rows_not_read": rows_not_read(workforce, begun.got),
            "levers": dict(workforce.levers),
            "not_for_this_workforce": [{"lever": id, "why": why} for id, why in workforce.left_out.items()],
        }
    )


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    return dict(summaries.no_nan(record))


def _blocks(worlds: WorkforceEnsemble, plans: Sequence[Plan], progress: Progress | None) -> dict[str, Any]:
    """Every block of draws of some plans; runs without policy of different plans stay apart by the plan's number."""
    names = names_of(worlds.workforce)
    split = [
        name for name in names if "." not in name or name in {f"workers.{slot}" for slot in worlds.workforce.cadres}
    ]
    keys = list(dict.fromkeys([*(Key(name) for name in names), *runs.keys_of(split)]))

    def compute(number: int) -> dict[str, Any]:
        out = runs.empty_record(worlds.block(number))
        for i, planned in enumerate(plans):
            found = runs.paired_block(worlds.block(number), planned, keys)
            for part in ("baselines", "packages"):
                for label, run in found[part].items():
                    kept = {name: values for name, values in run.items() if name != "beside"}
                    name = label if part == "packages" or len(plans) == 1 else f"{label} #{i}"
                    out[part][name] = kept
                    if part == "packages" and len(plans) > 1:
                        out[part][name] = kept | {"plan": np.full(1, float(i))}
            out["conservation"] = np.maximum(out["conservation"], found["conservation"])
        return out

    return dict(runs.joined(runs.in_blocks(worlds.scenario.draws, compute, progress)))


def _reported_since(kept: Mapping[str, Any], worlds: WorkforceEnsemble, years: list[int]) -> list[dict[str, Any]]:
    """Stocks reported for years after the start, each beside the run without policy on 1 January of that year."""
    plain = plain_baseline(kept)["series"]
    out = []
    for slot, cadre in worlds.workforce.cadres.items():
        for row in worlds.begun.got.rows("workers", cadre.id, worlds.workforce.country):
            if row.year - 1 in years:
                at = summaries.interval(plain[Key(f"workers.{slot}")][years.index(row.year - 1)])
                out.append(
                    {"cadre": cadre.id, "year": row.year, "reported": row.value, "source": row.source, "simulated": at}
                )
    return out


def _uncounted(parts: Sequence[Part], worlds: WorkforceEnsemble, setting: Setting) -> str | None:
    """Why a lever on a labour market abroad cannot run: nobody says how many of the workforce there are."""
    people = worlds.workforce.card.workforce.people
    for name in touched_destinations(parts, setting):
        place = worlds.context.places[name]
        lacking = [c.id for slot, c in worlds.workforce.cadres.items() if not place.workforce[slot].value]
        if lacking:
            return f"it acts on the labour market of {people} in {name}, and no row counts them ({', '.join(lacking)})"
    return None


def _refuse(packages: Mapping[str, tuple[Part, ...]], worlds: WorkforceEnsemble, setting: Setting) -> None:
    problems = []
    for name, parts in packages.items():
        for part in parts:
            why = _uncounted([part], worlds, setting)
            if why:
                do = "give rows of workers of the destination, or name another destination"
                problems.append(Problem(f'package "{name}", {part.lever}', why, do))
    if problems:
        raise BraingainError(problems).within(worlds.scenario.file)


def _check_destinations(names: Sequence[str] | None, worlds: WorkforceEnsemble) -> None:
    wrong = [name for name in names or () if name not in worlds.context.destinations]
    if wrong:
        do = f"choose of {', '.join(worlds.context.destinations)}"
        raise BraingainError(Problem("--destination", f"{', '.join(wrong)} is not on the card", do))


def _check_years(start: int, policy_start: int, horizon: int) -> None:
    problems = []
    if policy_start < start:
        problems.append(Problem("--policy-start", f"{policy_start} is before --start {start}", "give a later year"))
    if not policy_start + 5 <= horizon <= 2060:
        problems.append(Problem("--horizon", f"{horizon} is not between {policy_start + 5} and 2060"))
    if problems:
        raise BraingainError(problems)


def _evidence(part: Part) -> dict[str, Any]:
    known = load_levers()[part.lever].evidence
    return {
        "grade": "assumed",
        "measured_on": MEASURED_ON,
        "grade_there": known.grade,
        "ids": list(known.ids),
        "distance": "far",
    }


def _lever(part: Part, setting: Setting, workforce: Workforce) -> dict[str, Any]:
    from braingain.analysis.told import told, why_not

    reason = why_not(part, setting)
    return {
        "id": part.lever,
        "title": workforce.levers[part.lever],
        "doses": dict(part.doses),
        "options": dict(part.options),
        "cadres": [cadre.id for slot, cadre in workforce.cadres.items() if slot in part.cadres],
        "sexes": list(part.sexes),
        "destinations": list(part.destinations) if acts_abroad(part.card) else [],
        "payer": dict(part.payer),
        "start": part.start,
        "end": part.end,
        "evidence": _evidence(part),
        "not_applicable": flag(reason, workforce) if reason else None,
        "flags": [flag(text, workforce) for text in told(part, setting)],
        "rights_note": part.card.rights_note,
    }


def _unpriced(parts: Sequence[Part], worlds: WorkforceEnsemble) -> str:
    return no_price(worlds.workforce, worlds.context.group, dict.fromkeys(part.lever for part in parts))


def _cost(costs: Mapping[str, Any]) -> dict[str, Any]:
    total = np.sum(list(costs["outlay"].values()), axis=0)
    return {
        "total": summaries.interval(total.sum(axis=0)),
        "by_payer": {payer: summaries.interval(money.sum(axis=0)) for payer, money in costs["outlay"].items()},
    }


def _leaving_to(before: np.ndarray, after: np.ndarray, worlds: WorkforceEnsemble) -> list[dict[str, Any]]:
    """People who leave a year by cadre and destination, mean of all years: without, with and the difference."""
    out = []
    for k, slot in enumerate(("doctor", "nurse")):
        cadre = worlds.workforce.cadres.get(slot)
        if cadre is None:
            continue
        for d, place in enumerate(worlds.context.destinations):
            own, other = (run[:, k, :, d].sum(axis=1).mean(axis=0) for run in (before, after))
            if own.max() <= 0:
                continue
            sides = {"baseline": own, "package": other, "difference": other - own}
            record = {name: summaries.interval(values) for name, values in sides.items()}
            out.append({"cadre": cadre.id, "destination": place, **record})
    return out


def _row(chosen: Chosen, frame: rows.Frame, worlds: WorkforceEnsemble) -> dict[str, Any]:
    """A lever's row: effects in its last year, money, speed; one that does not apply says why and nothing else."""
    card, parts, workforce = chosen.card, chosen.parts, worlds.workforce
    cadres = rows.cadres_of(parts, frame.setting)
    head = {
        "lever": card.id,
        "title": workforce.levers[card.id],
        "family": card.family,
        "aim": card.aim,
        "not_applicable": flag(chosen.reason, workforce) if chosen.reason else None,
        "doses": rows.dose_records(card, parts),
        "cadres": [cadre.id for slot, cadre in workforce.cadres.items() if slot in cadres],
        "destinations": sorted({name for part in parts for name in part.destinations})
        if rows.destination_of(card, parts)
        else [],
        "evidence": _evidence(parts[0]),
        "flags": [flag(text, workforce) for text in chosen.flags],
        "rights_note": card.rights_note,
        "limits_moving": row_notes.limits_moving(parts),
        "cost_is_whole": row_notes.cost_is_whole(parts),
    }
    if chosen.reason:
        return head
    kept = frame.kept["packages"][card.id]
    number = f" #{int(kept['plan'][0])}" if "plan" in kept else ""
    before = frame.kept["baselines"][runs.baseline_label(parts, frame.setting) + number]["series"]
    after = kept["series"]
    end = min(max(part.end for part in parts), frame.horizon + 1)
    at, aim = frame.index(end - 1), card.aim_outcome if Key(card.aim_outcome) in after else "workers"
    seen = rows.speed(after[Key(aim)] - before[Key(aim)], end, frame)
    paid, unpriced = rows.money(kept["costs"], before, after, frame), _unpriced(parts, worlds)
    return head | {
        "at_year": end - 1,
        "years": {"start": frame.policy_start, "end": end},
        "outcomes": differences(before, after, at, workforce),
        "aim_outcome": aim,
        **{name: seen[name] for name in ("first_effect_year", "first_effect_sign", "last_effect_year")},
        "worker_years_gained": paid["worker_years_gained"],
        "cost_usd": None if unpriced else paid["cost_usd"],
        **{name: None if unpriced else paid[name] for name in PRICES},
        "cost_why": unpriced,
    }
