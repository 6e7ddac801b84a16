"""The three experiments with a mechanism on and off, in full: does the side effect appear, and is it gone without it?

Nothing is tuned to make one appear: where it does not, the record says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from braingain.analysis import runs, summaries
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.measured import HIGH_INFLATION, LOW_INFLATION, erosion_by_cadre
from braingain.analysis.rows import GONE
from braingain.analysis.runs import Progress, Runner
from braingain.analysis.scenario import POLICY_START, POLICY_YEARS, START_DEFAULT, Scenario
from braingain.analysis.side_effects import diverted, first_posts_rural, last_read, moves_capital_to_rural
from braingain.model.containers import Yearly
from braingain.policy.applicable import not_applicable
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting

CAPITAL, RURAL = 0, 2
BY_CADRE = "cadre:"  # of a measure that is kept for each cadre
Found = dict[str, np.ndarray]


def experiments(
    country: str,
    draws: int = 200,
    seed: int = 1,
    start: int = START_DEFAULT,
    policy_start: int = POLICY_START,
    destinations: Sequence[str] = (),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The experiments of one country as JSON (``braingain/experiments/1``).

    ``destinations``: where the code is tried besides the origin's largest destination, each alone.
    """
    scenario = Scenario(f"experiments {country}", country, start, policy_start + POLICY_YEARS, draws, seed)
    worlds = ensemble_for(scenario)
    setting = worlds.block(0).setting
    places = list(dict.fromkeys([setting.largest_destination, *destinations]))
    cards = load_levers()
    uses = {
        "rural_supplement": LeverUse("rural_supplement", policy_start),
        "bonding": LeverUse("bonding", policy_start),
    }
    uses |= {f"code {place}": LeverUse("ethical_code_public", policy_start, destinations=(place,)) for place in places}
    packages = {name: resolve([use], cards, setting, scenario.horizon) for name, use in uses.items()}
    reasons = {
        name: next((w for p in parts if (w := not_applicable(p, setting))), None) for name, parts in packages.items()
    }
    packages = {name: parts for name, parts in packages.items() if not reasons[name]}
    planned = runs.plan(packages, {}, setting)
    counts = runs.blocks_of(draws)

    def compute(number: int) -> dict[str, Found]:
        runner = Runner(worlds.block(number), planned)
        return {name: _measure(name, runner, packages[name], counts[number]) for name in packages}

    kept = runs.joined(runs.in_blocks(draws, compute, progress))
    return {
        "schema": "braingain/experiments/1",
        "country": country,
        "start": start,
        "policy_start": policy_start,
        "draws": draws,
        "seed": seed,
        **worlds.identity(),
        "experiments": [_record(name, use, kept.get(name), reasons[name], worlds) for name, use in uses.items()],
    }


def _measure(name: str, runner: Runner, parts: Sequence[Part], real: int) -> Found:
    if name == "bonding":
        found = erosion_of_fine(runner, name, parts, real)
    else:
        measure = supplement_moves if name == "rural_supplement" else code_diversion
        found = measure(runner, name, parts)
    return {key: value[..., :real].copy() for key, value in found.items()}


def supplement_moves(runner: Runner, name: str, parts: Sequence[Part]) -> Found:
    """People in capital posts who take rural ones in the year: with reconsidering, and without it in either run."""
    on = runner.paired(name)
    off = runner.paired(name, runs.without(runner.plan.switches, "reconsider"), last_read(parts[0], runner.setting) + 1)
    return {
        "on": moves_capital_to_rural(on, parts),
        "off": moves_capital_to_rural(off, parts),
        "off_in_baseline": _most_moves(off.baseline),
        "off_in_package": _most_moves(off.package),
        "first_posts_on": first_posts_rural(on, parts),
        "first_posts_off": first_posts_rural(off, parts),
        **_of_each_cadre(parts, lambda narrowed: moves_capital_to_rural(on, narrowed)),
    }


def erosion_of_fine(runner: Runner, name: str, parts: Sequence[Part], real: int) -> Found:
    """Bonded leavers at high inflation less those at low inflation, with erosion of the fine and without it."""
    found = erosion_by_cadre(runner, name, parts, real)
    cadres = runner.setting.cadres
    each = {f"{BY_CADRE}{k}": found["on"][cadres.index(k)] for k in parts[0].cadres if k in cadres}
    return {"on": found["on"].sum(axis=0), "off": found["off"].sum(axis=0), **each}


def _of_each_cadre(parts: Sequence[Part], measure: Callable[[Sequence[Part]], np.ndarray]) -> Found:
    """A measure of each cadre of the lever alone, by ``BY_CADRE`` and the cadre."""
    return {
        f"{BY_CADRE}{cadre}": measure([replace(part, cadres=(cadre,)) for part in parts]) for cadre in parts[0].cadres
    }


def _most_moves(run: Yearly) -> np.ndarray:
    """Most people in any year and cadre who leave a capital post for a rural one. (draw)"""
    return np.asarray(run.place_moves)[:, :, CAPITAL, RURAL].max(axis=(0, 1))


def code_diversion(runner: Runner, name: str, parts: Sequence[Part]) -> Found:
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
        **_of_each_cadre(parts, lambda narrowed: diverted(on, narrowed, first)),
    }


def _held_back(before: Yearly, after: Yearly, parts: Sequence[Part], setting: Setting, row: int) -> np.ndarray:
    """Fewer people who come to the destination under the code, in one year. (draw)"""
    places, chosen = setting.destination_indices(parts[0].destinations), setting.cadre_indices(parts[0].cadres)
    change = np.asarray(before.flows)[row] - np.asarray(after.flows)[row]
    return change[chosen][:, :, places].sum(axis=(0, 1, 2))


WORDS: Mapping[str, tuple[str, str, str]] = {
    "rural_supplement": (
        "reconsider",
        "people in capital posts who take rural ones in a year, while the supplement is paid, less without it",
        "persons_per_year",
    ),
    "bonding": (
        "bond_erosion",
        f"bonded people who leave in the first twelve years at {HIGH_INFLATION:.0%} inflation less those at {LOW_INFLATION:.0%}",
        "persons",
    ),
    "code": (
        "substitution",
        "people who go to other destinations in the code's first year, less without it",
        "persons_per_year",
    ),
}


def _record(name: str, use: LeverUse, found: Found | None, reason: str | None, worlds: Ensemble) -> dict[str, Any]:
    mechanism, what, unit = WORDS[name.split(maxsplit=1)[0]]
    head: dict[str, Any] = {
        "lever": use.id,
        "destination": use.destinations[0] if use.destinations else None,
        "mechanism": mechanism,
        "what": what,
        "unit": unit,
        "not_applicable": reason,
    }
    if found is None:
        return head
    largest = float(np.max(np.abs(found["off"])))
    share = float(np.mean(found["on"] > GONE))
    share_visible = float(np.mean(found["on"] >= 1.0))
    head |= {
        "share_of_draws_visible": share_visible,
        "with_mechanism": summaries.interval(found["on"]),
        "without_mechanism": summaries.interval(found["off"]),
        "share_of_draws": share,
        "appears": share > 0.5,
        "largest_without_mechanism": largest,
        "gone_without_mechanism": largest <= GONE,
    }
    cadres = {key: values for key, values in found.items() if key.startswith(BY_CADRE)}
    head["by_cadre"] = {
        key.removeprefix(BY_CADRE): summaries.interval(values) | {"share_of_draws": float(np.mean(values > GONE))}
        for key, values in cadres.items()
    }
    head["words"] = in_words(share, largest)
    others = {key: values for key, values in found.items() if key not in ("on", "off", *cadres)}
    head["beside"] = {key: summaries.interval(values) for key, values in others.items()}
    if "off_in_baseline" in found:
        both = max(float(found[key].max()) for key in ("off_in_baseline", "off_in_package"))
        head["largest_in_either_run_without_mechanism"] = both
        head["gone_without_mechanism"] = both == 0.0
    if "blocked" in found:
        some = found["blocked"] > GONE
        head["diverted_share"] = summaries.ratio(
            found["on"], found["blocked"], some, "in which the code holds anybody back"
        )
    return head


def in_words(share: float, largest: float) -> str:
    """What an experiment found, in a sentence; what was expected and did not appear is said so."""
    gone = "gone without its mechanism" if largest <= GONE else f"not gone without its mechanism ({largest:.3g} left)"
    if share == 0.0:
        return "expected, looked for, and found in no draw"
    found = f"appears in {share:.0%} of draws; {gone}"
    return found if share > 0.5 else f"expected, and found in few draws: {found}"
