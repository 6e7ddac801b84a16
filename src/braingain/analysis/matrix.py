"""The policy matrix of one country: every lever beside no new policy, in the same draws (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from braingain.analysis import rows, runs
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.levels import levels, plain_baseline
from braingain.analysis.measured import measured_block
from braingain.analysis.outcomes import NORM_PER_10K
from braingain.analysis.projection import projection_record
from braingain.analysis.runs import Plan, Progress
from braingain.analysis.scenario import POLICY_START, POLICY_YEARS, START_DEFAULT, Scenario
from braingain.analysis.shown import CATALOGUE, Wanted, check_order, in_order
from braingain.analysis.summaries import no_nan
from braingain.analysis.told import told_of_lever, why_not
from braingain.analysis.wage_bill import wage_bill_record
from braingain.foundation.errors import BraingainError, Problem
from braingain.foundation.vocabulary import GRADES
from braingain.policy.levers import Lever, load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting

DRAWS = 200
BLOCKS_WITH_OFF = 2  # of 20 draws
EVERYTHING = Wanted()
NAMES = (
    "workers",
    "workers.rural",
    "emigrants_per_year",
    "share_at_home",
    "reserve",
    "density_per_10k",
    "effective_density_per_10k",
    "left_sector",
    "vacancies",
    "graduates_per_year",
    "returns_per_year",
    "workers_abroad",
    "emigration_rate",
    "foreign_trained_share",
    "need_minus_funded",
    "funded_minus_filled",
    "need_minus_present",
    "remittances_usd_per_year",
)
NAMES_BY_CADRE = ("workers", "workers.rural", "emigrants_per_year", "share_at_home", "reserve", "graduates_per_year")


@dataclass(frozen=True)
class Chosen:
    """A lever of the matrix: its card, its parts in this country, and why it does not apply, if so."""

    card: Lever
    parts: tuple[Part, ...]
    reason: str | None
    flags: tuple[str, ...]


def study(
    country: str,
    draws: int = DRAWS,
    seed: int = 1,
    start: int = START_DEFAULT,
    policy_start: int = POLICY_START,
    horizon: int | None = None,
    destinations: Sequence[str] | None = None,
    progress: Progress | None = None,
    wanted: Wanted = EVERYTHING,
    order: str = CATALOGUE,
) -> dict[str, Any]:
    """The filled policy matrix of one country as JSON (docs/architecture.md), with its baseline projection and manifest.

    Parameters
    ----------
    country : ISO alpha-3 code.
    start, policy_start, horizon : context year; first year of all levers; last year, ``policy_start`` + 20 by default.
    destinations : where levers of destinations act; the origin's largest destination by default.
    progress : called with blocks done, blocks in all and a word.
    wanted, order : the levers that are run, with the numbers that they have among all; how their rows stand.

    Returns
    -------
    ``matrix``, ``manifest``, ``drawn``, and ``projection``, which is None where no lever that is wanted applies.

    Raises
    ------
    BraingainError
        For years that do not fit, unknown countries, orders and destinations without a cell of their own, and where no
        lever is as wanted.
    """
    horizon = policy_start + POLICY_YEARS if horizon is None else horizon
    check_order(order)
    check_years(start, policy_start, horizon)
    scenario = Scenario(f"matrix {country}", country, start, horizon, draws, seed)
    worlds = ensemble_for(scenario)
    first = worlds.block(0)
    levers = chosen_levers(first.setting, policy_start, horizon, destinations)
    planned = runs.plan({c.card.id: c.parts for c in levers if not c.reason}, {}, first.setting)
    shown = _as_wanted(levers, wanted, first.setting)
    kept = _all_blocks(worlds, planned, [c.card.id for c in shown if not c.reason], draws, progress)
    frame = rows.Frame(worlds, start, policy_start, horizon, draws, first.setting, kept)
    found = [rows.row(chosen, planned, frame) for chosen in shown]
    record = {
        **_head(scenario, policy_start, worlds, planned),
        "destinations": list(destinations or [first.setting.largest_destination]),
        "destinations_named": bool(destinations),
        "checks": {"public_wage_bill_share": wage_bill_record(worlds.context, first.setting.world, draws)},
        "filter": wanted.record(),
        "sort": order,
        "without_policy": levels(found, frame),
        "rows": in_order(found, order),
        "conservation_residual": float(kept["conservation"].max()) if kept["baselines"] else None,
        "hash": worlds.hash_of(kept, scenario),
    }
    return {
        "matrix": no_nan(record),
        "projection": no_nan(_projection(kept, worlds, scenario, policy_start)),
        "manifest": worlds.manifest(scenario, record["hash"]),
        "drawn": worlds.drawn,
    }


def _as_wanted(levers: Sequence[Chosen], wanted: Wanted, setting: Setting) -> list[Chosen]:
    """The levers that are wanted, in the order of the catalogue; a cadre counts where the country has it."""
    found = [chosen for chosen in levers if wanted.holds(chosen.card, rows.cadres_of(chosen.parts, setting))]
    if not found:
        asked = ", ".join(f"--{name} {value}" for name, value in wanted.words())
        graded = [
            chosen.card.evidence.grade
            for chosen in levers
            if replace(wanted, evidence="").holds(chosen.card, rows.cadres_of(chosen.parts, setting))
        ]
        best = min(graded, key=GRADES.index, default="")
        do = (
            f"the best evidence among the others asked for is {best}"
            if best
            else "ask for less at a time; see braingain levers"
        )
        raise BraingainError(Problem(asked, "no lever is all of this", do))
    return found


def _projection(kept: dict[str, Any], worlds: Ensemble, scenario: Scenario, policy_start: int) -> dict[str, Any] | None:
    """No new policy: the run with the fewest cadres and destinations whose market runs; None where nothing was run."""
    if not kept["baselines"]:
        return None
    return projection_record(plain_baseline(kept)["series"], worlds, scenario, policy_start)


def _head(scenario: Scenario, policy_start: int, worlds: Ensemble, planned: Plan) -> dict[str, Any]:
    """What was run: country, years, draws, edition, switches."""
    return {
        "schema": "braingain/matrix/1",
        "country": scenario.country,
        "start": scenario.start,
        "policy_start": policy_start,
        "horizon": scenario.horizon,
        "draws": scenario.draws,
        "seed": scenario.seed,
        **worlds.identity(),
        "norm_per_10k": NORM_PER_10K,
        "mechanisms": {name: bool(on) for name, on in planned.switches._asdict().items()},
    }


def check_years(start: int, policy_start: int, horizon: int) -> None:
    """Refuse years in which levers cannot be read.

    Raises
    ------
    BraingainError
        Where policy begins before the start, or the horizon is too near or lies beyond what a run can hold.
    """
    problems = []
    if not start <= policy_start:
        problems.append(Problem("--policy-start", f"{policy_start} is before --start {start}", "give a later year"))
    if not policy_start + 10 <= horizon <= 2060:
        what = f"{horizon} is not between {policy_start + 10} and 2060"
        problems.append(Problem("--horizon", what, "it must hold five years after a lever of five years ends"))
    if problems:
        raise BraingainError(problems)


def chosen_levers(
    setting: Setting, policy_start: int, horizon: int, destinations: Sequence[str] | None
) -> list[Chosen]:
    """Every lever of the catalogue at its default doses, resolved for a country.

    Raises
    ------
    BraingainError
        Where a destination is the country itself, or has no cell of its own.
    """
    if setting.country in (destinations or ()):
        what = f"{setting.country} is the country itself, not a destination of its workers"
        raise BraingainError(Problem("--destination", what, "name another country, or leave it out"))
    cards = load_levers()
    found = []
    for card in cards.values():
        named = tuple(destinations) if destinations and card.scope != "all destinations" else None
        use = LeverUse(card.id, policy_start, destinations=named)
        parts = resolve([use], cards, setting, horizon)
        reason = next((why for part in parts if (why := why_not(part, setting))), None)
        found.append(Chosen(card, parts, reason, told_of_lever(parts, setting)))
    return found


def _all_blocks(
    worlds: Ensemble, planned: Plan, shown: Sequence[str], draws: int, progress: Progress | None
) -> dict[str, Any]:
    """Every block; mechanisms are switched off in the first ones, which is enough to see whether an effect is gone."""
    if not shown:
        return {"baselines": {}, "packages": {}}

    def compute(number: int) -> dict[str, Any]:
        return measured_block(worlds.block(number), planned, NAMES, NAMES_BY_CADRE, number < BLOCKS_WITH_OFF, shown)

    return dict(runs.joined(runs.in_blocks(draws, compute, progress)))
