"""The three experiments with a mechanism on and off, in full: does the side effect appear, and is it gone without it?

Nothing is tuned to make one appear: where it does not, the record says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from braingain.analysis import runs, summaries
from braingain.analysis.ensemble import ensemble_for
from braingain.analysis.measured import HIGH_INFLATION, LOW_INFLATION, erosion_by_cadre
from braingain.analysis.read_years import LEVEL, MEAN, SUM, first_read, last_read
from braingain.analysis.rows import GONE
from braingain.analysis.runs import Progress, Runner
from braingain.analysis.scenario import POLICY_START, POLICY_YEARS, START_DEFAULT, Scenario
from braingain.analysis.side_effects import diverted, first_posts_rural, moves_capital_to_rural
from braingain.analysis.told import why_not
from braingain.model.containers import Yearly
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting

CAPITAL, RURAL = 0, 2
VISIBLE = 1.0  # persons from which a reader would notice
Found = dict[str, Any]  # arrays by draw, and under ``by_cadre`` the same of each cadre


def experiments(
    country: str,
    draws: int = 200,
    seed: int = 1,
    start: int = START_DEFAULT,
    policy_start: int = POLICY_START,
    destinations: Sequence[str] = (),
    progress: Progress | None = None,
    horizon: int | None = None,
) -> dict[str, Any]:
    """The experiments of one country as JSON (``braingain/experiments/1``).

    Parameters
    ----------
    country : ISO alpha-3 code.
    start, policy_start, horizon : context year; first year of the levers; last year, ``policy_start`` + 20 by default.
    destinations : where the code is tried besides the origin's largest destination, each alone.
    progress : called with blocks done, blocks in all and a word.
    """
    horizon = policy_start + POLICY_YEARS if horizon is None else horizon
    scenario = Scenario(f"experiments {country}", country, start, horizon, draws, seed)
    worlds = ensemble_for(scenario)
    setting = worlds.block(0).setting
    places = list(dict.fromkeys([setting.largest_destination, *destinations]))
    cards = load_levers()
    uses = {
        "rural_supplement": LeverUse("rural_supplement", policy_start),
        "bonding": LeverUse("bonding", policy_start),
    }
    uses |= {f"code {place}": LeverUse("ethical_code_public", policy_start, destinations=(place,)) for place in places}
    resolved = {name: resolve([use], cards, setting, horizon) for name, use in uses.items()}
    reasons = {name: next((w for p in parts if (w := why_not(p, setting))), None) for name, parts in resolved.items()}
    packages = {name: parts for name, parts in resolved.items() if not reasons[name]}
    planned = runs.plan(packages, {}, setting)
    counts = runs.blocks_of(draws)

    def compute(number: int) -> dict[str, Found]:
        runner = Runner(worlds.block(number), planned)
        return {name: measure(name, runner, packages[name], counts[number]) for name in packages}

    kept = runs.joined(runs.in_blocks(draws, compute, progress))
    record = {
        "schema": "braingain/experiments/1",
        "country": country,
        "start": start,
        "policy_start": policy_start,
        "horizon": horizon,
        "draws": draws,
        "seed": seed,
        **worlds.identity(),
        "experiments": [
            experiment_record(name, use, kept.get(name), reasons[name], years_read(name, resolved[name], setting))
            for name, use in uses.items()
        ],
    }
    return dict(summaries.no_nan(record))


def measure(name: str, runner: Runner, parts: Sequence[Part], real: int) -> Found:
    """What an experiment measures in one block, of all cadres of the lever and under ``by_cadre`` of each. (draw) each"""
    if name == "bonding":
        more = erosion_by_cadre(runner, name, parts, real)
        read = partial(leavers_of, more, runner.setting)
    else:
        read = partial(supplement_moves if name == "rural_supplement" else code_diversion, runner, name)
    found: Found = {key: value[:real].copy() for key, value in read(parts).items()}
    found["by_cadre"] = {}
    for cadre in parts[0].cadres:
        one = read([replace(part, cadres=(cadre,)) for part in parts])
        found["by_cadre"][cadre] = {key: one[key][:real].copy() for key in ("on", "off")}
    return found


def years_read(name: str, parts: Sequence[Part], setting: Setting) -> tuple[int, int]:
    """First and last year of an experiment's number: of a code the first in force, else to the last that is read."""
    first = first_read(parts[0], setting)
    last = first if name.startswith("code") else last_read(parts[0], setting)
    return int(setting.years[first]), int(setting.years[last])


def leavers_of(more: Mapping[str, np.ndarray], setting: Setting, parts: Sequence[Part]) -> dict[str, np.ndarray]:
    """Bonded leavers of the part's cadres at high inflation less those at low, with erosion and without it. (draw) each"""
    chosen = setting.cadre_indices(parts[0].cadres)
    return {key: values[chosen].sum(axis=0) for key, values in more.items()}


def supplement_moves(runner: Runner, name: str, parts: Sequence[Part]) -> dict[str, np.ndarray]:
    """People in capital posts who take rural ones in the year: with reconsidering, and without it in either run."""
    on = runner.paired(name)
    off = runner.paired(name, runs.without(runner.plan.switches, "reconsider"), last_read(parts[0], runner.setting) + 1)
    first = first_read(parts[0], on.setting)
    before, after = (_moves_in(run, parts, on.setting, first) for run in (on.baseline, on.package))
    return {
        "on": moves_capital_to_rural(on, parts),
        "off": moves_capital_to_rural(off, parts),
        "first_year_baseline": before,
        "first_year_package": after,
        "first_year_more": after - before,
        "off_in_baseline": _most_moves(off.baseline),
        "off_in_package": _most_moves(off.package),
        "first_posts_on": first_posts_rural(on, parts),
        "first_posts_off": first_posts_rural(off, parts),
    }


def _moves_in(run: Yearly, parts: Sequence[Part], setting: Setting, row: int) -> np.ndarray:
    """People of the part's cadres who leave a capital post for a rural one in one year. (draw)"""
    moves = np.asarray(run.place_moves)[row][setting.cadre_indices(parts[0].cadres), CAPITAL, RURAL]
    return np.asarray(moves.sum(axis=0))


def _most_moves(run: Yearly) -> np.ndarray:
    """Most people in any year and cadre who leave a capital post for a rural one. (draw)"""
    return np.asarray(run.place_moves)[:, :, CAPITAL, RURAL].max(axis=(0, 1))


def code_diversion(runner: Runner, name: str, parts: Sequence[Part]) -> dict[str, np.ndarray]:
    """People who go elsewhere in the code's first year, with re-choice and without it; later years beside."""
    on = runner.paired(name)
    off = runner.paired(name, runs.without(runner.plan.switches, "substitution"))
    first = int(np.flatnonzero(parts[0].in_force(on.setting.years) > 0)[0])
    rows = range(first, len(on.setting.years))
    return {
        "on": diverted(on, parts, first),
        "off": diverted(off, parts, first),
        "blocked": _held_back(on.baseline, on.package, parts, on.setting, first),
        "later_on": np.mean([diverted(on, parts, row) for row in rows[1:]], axis=0),
        "later_off": np.mean([diverted(off, parts, row) for row in rows[1:]], axis=0),
    }


def _held_back(before: Yearly, after: Yearly, parts: Sequence[Part], setting: Setting, row: int) -> np.ndarray:
    """Fewer people who come to the destination under the code, in one year. (draw)"""
    places, chosen = setting.destination_indices(parts[0].destinations), setting.cadre_indices(parts[0].cadres)
    change = np.asarray(before.flows)[row] - np.asarray(after.flows)[row]
    return change[chosen][:, :, places].sum(axis=(0, 1, 2))


YEARS_ARE = {"rural_supplement": MEAN, "bonding": SUM}  # those of the codes are of one year
WORDS: Mapping[str, tuple[str, str, str, str]] = {  # switch, what is measured, its unit, what the other sign means
    "rural_supplement": (
        "reconsider",
        "people in capital posts who take rural ones in a year, while the supplement is paid, less without it",
        "persons_per_year",
        "fewer people in capital posts take rural ones than without it",
    ),
    "bonding": (
        "bond_erosion",
        f"bonded people who leave at {HIGH_INFLATION:.0%} inflation less those at {LOW_INFLATION:.0%}",
        "persons",
        "fewer bonded people leave at the higher inflation",
    ),
    "code": (
        "substitution",
        "people who go to other destinations in the code's first year, less without it",
        "persons_per_year",
        "fewer people go to other destinations than without it",
    ),
}
BESIDE: Mapping[str, str] = {
    "first_year_baseline": "people in capital posts who take rural ones in the first year paid, no new policy",
    "first_year_package": "the same with the supplement",
    "first_year_more": "the difference of the two",
    "off_in_baseline": "most of them in any year and cadre, reconsider off, no new policy",
    "off_in_package": "the same with the supplement",
    "first_posts_on": "new licensed whose first post is rural, a year, less without it",
    "first_posts_off": "the same with reconsider off",
    "blocked": "fewer people who come to the destination in the first year",
    "later_on": "people who go to other destinations in later years, a year, less without it; stayers of earlier years too",
    "later_off": "the same with substitution off: stayers who decide again",
}


def experiment_record(
    name: str, use: LeverUse, found: Found | None, reason: str | None, years: tuple[int, int]
) -> dict[str, Any]:
    """One experiment as JSON: with and without its mechanism, of all and by cadre, and what it says in words."""
    mechanism, what, unit, otherwise = WORDS[name.split(maxsplit=1)[0]]
    head: dict[str, Any] = {
        "lever": use.id,
        "destination": use.destinations[0] if use.destinations else None,
        "mechanism": mechanism,
        "what": what,
        "unit": unit,
        "years": {"first": years[0], "last": years[1]},
        "years_are": YEARS_ARE.get(use.id, LEVEL),
        "not_applicable": reason,
    }
    if found is None:
        return head
    head |= on_and_off(found["on"], found["off"])
    head["by_cadre"] = {cadre: on_and_off(one["on"], one["off"]) for cadre, one in found["by_cadre"].items()}
    head["beside"] = {
        key: {"text": text, "value": summaries.interval(found[key])} for key, text in BESIDE.items() if key in found
    }
    if "off_in_baseline" in found:
        both = max(float(found[key].max()) for key in ("off_in_baseline", "off_in_package"))
        head["largest_in_either_run_without_mechanism"] = both
        head["gone_without_mechanism"] = both == 0.0
    if "blocked" in found:
        some = found["blocked"] > GONE
        head["diverted_share"] = summaries.ratio(
            found["on"], found["blocked"], some, "in which the code holds anybody back"
        )
    left = max(head["largest_without_mechanism"], head.get("largest_in_either_run_without_mechanism", 0.0))
    return head | {"words": in_words(head["share_of_draws"], left, head["share_of_draws_otherwise"], otherwise)}


def on_and_off(on: np.ndarray, off: np.ndarray) -> dict[str, Any]:
    """A number with its mechanism and without it, and the share of draws in which it is positive."""
    largest, share = float(np.max(np.abs(off))), float(np.mean(on > GONE))
    return {
        "with_mechanism": summaries.interval(on),
        "without_mechanism": summaries.interval(off),
        "share_of_draws": share,
        "share_of_draws_visible": float(np.mean(on >= VISIBLE)),
        "share_of_draws_otherwise": float(np.mean(on < -GONE)),
        "appears": share > 0.5,
        "largest_without_mechanism": largest,
        "gone_without_mechanism": largest <= GONE,
    }


def in_words(share: float, largest: float, share_otherwise: float, otherwise: str) -> str:
    """What an experiment found, in a sentence; what was expected and did not appear is said so, and what did instead."""
    gone = "gone without its mechanism" if largest <= GONE else f"not gone without its mechanism ({largest:.3g} left)"
    instead = f"; in {share_otherwise:.0%} of draws {otherwise}" if share_otherwise > 0.5 else ""
    if share == 0.0:
        return f"expected, looked for, and found in no draw{instead}"
    found = f"appears in {share:.0%} of draws{instead}; {gone}"
    return found if share > 0.5 else f"expected, and found in few draws: {found}"
