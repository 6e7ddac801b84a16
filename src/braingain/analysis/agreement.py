"""A bilateral agreement: term sheet in; yearly cash and workers of each party, worst case and safeguards out (docs/agreement.md).

The clauses are levers, run beside no agreement in the same draws, as any package of a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from braingain.analysis import runs, summaries
from braingain.analysis.agreement_about import clauses_record, corridor_record, covered
from braingain.analysis.agreement_after import runs_on, yearly_payments
from braingain.analysis.agreement_cases import TOGETHER, UNPAID, Case, cases_of, stop_of
from braingain.analysis.agreement_corridor import Base, quota_base
from braingain.analysis.agreement_parties import DISCOUNT_RATE, cash_record, discounted, payments_of, sides_of
from braingain.analysis.agreement_workers import people_of, there_at_start, workers_record
from braingain.analysis.beside import first_draws
from braingain.analysis.beside_records import REMITTED
from braingain.analysis.ensemble import Ensemble, ensemble_for
from braingain.analysis.filled import filled
from braingain.analysis.outcomes import tally, value
from braingain.analysis.runs import Plan, Progress, Runner
from braingain.analysis.safeguards_rule import imported_index, safeguards_record
from braingain.analysis.scenario import Override, Scenario, as_record
from braingain.analysis.sexes import women_record
from braingain.analysis.simulate import packages_of
from braingain.analysis.term_sheet import ALONE, TermSheet, scenario_of
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.model.containers import Yearly
from braingain.policy.costs import costs_of
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

Kept = Mapping[str, Any]
UNTIL_STOP = (UNPAID, TOGETHER)  # cases in which payment stops before the end
WHY_FIXED = "the unfavourable end of what is assumed"


@dataclass(frozen=True)
class Ran:
    """One ensemble of an agreement's cases: its worlds, the plan, what was kept of the runs, and the scenario that it was."""

    worlds: Ensemble
    planned: Plan
    kept: Kept
    scenario: Scenario
    setting: Setting


def design(sheet: TermSheet, progress: Progress | None = None) -> dict[str, Any]:
    """Run a term sheet and sum it up as JSON (``braingain/agreement/1``).

    Raises
    ------
    BraingainError
        Where the sheet does not fit the country: a destination without a cell of its own, a quota beyond the corridor.
    """
    worlds = ensemble_for(sheet.scenario)
    setting = worlds.block(0).setting
    _refuse_unknown(sheet, setting)
    base = quota_base(sheet, worlds, progress and _first(progress))
    cases = cases_of(sheet, worlds, base)
    steps = _steps(sheet, cases, progress)
    ran = [_run(sheet, worlds, [case for case in cases if not case.fixed], steps)]
    held = [case for case in cases if case.fixed]
    if held:
        fixed = {name: Override(value, WHY_FIXED) for name, value in held[0].fixed.items()}
        again = ensemble_for(replace(sheet.scenario, estimates=fixed), worlds.store)
        ran.append(_run(replace(sheet, scenario=again.scenario), again, held, steps))
    return dict(summaries.no_nan(_record(sheet, cases, ran, base)))


def _first(progress: Progress) -> Progress:
    """Progress of the runs that come first, named for what they are for."""
    return lambda done, total, _what: progress(done, total, "the corridor without the agreement")


def _steps(sheet: TermSheet, cases: Sequence[Case], progress: Progress | None) -> Progress | None:
    """Progress over all ensembles together, as one count of blocks."""
    if progress is None:
        return None
    blocks = len(runs.blocks_of(sheet.scenario.draws))
    total, done = blocks * (2 if any(case.fixed for case in cases) else 1), iter(range(1, 2 * blocks + 1))

    def told(_done: int, _total: int, what: str) -> None:
        progress(next(done), total, what)

    return told


def _refuse_unknown(sheet: TermSheet, setting: Setting) -> None:
    if sheet.destination not in setting.destinations:
        what = f"{sheet.destination} is not a destination with a cell of its own for {sheet.origin}"
        known = [name for name in setting.destinations if name != "OTH"]
        do = did_you_mean(sheet.destination, known) or f"known: {', '.join(known)}"
        raise BraingainError(Problem(f"{sheet.file}, agreement.destination", what, do))


def _run(sheet: TermSheet, worlds: Ensemble, cases: Sequence[Case], progress: Progress | None) -> Ran:
    scenario = filled(scenario_of(sheet, {case.name: case.uses for case in cases}), worlds.context)
    first = worlds.block(0)
    planned = runs.plan(packages_of(scenario, first.setting), scenario.mechanisms, first.setting)

    def compute(number: int) -> dict[str, Any]:
        return _block(worlds.block(number), planned, sheet)

    kept = runs.joined(runs.in_blocks(scenario.draws, compute, progress))
    return Ran(worlds, planned, kept, scenario, first.setting)


def _block(block: runs.Block, planned: Plan, sheet: TermSheet) -> dict[str, Any]:
    """What is kept of a block: of each case its people beside those of its baseline, money, balance of persons."""
    runner = Runner(block, planned)
    found: dict[str, Any] = {}
    for name, parts in planned.packages.items():
        pair = runner.paired(name)
        kept = {
            "before": _kept(pair.baseline, runner, sheet, ()),
            "after": _kept(pair.package, runner, sheet, parts),
            "at_start": there_at_start(runner.setting, sheet.cadres, sheet.destination),
            "fund_balance": np.asarray(pair.package.fund),
            "fund_to_posts": np.asarray(pair.package.fund_disbursed) * np.asarray(pair.dials.fund_posts_share),
            "conservation": _residual(pair.package),
        }
        paid = yearly_payments(parts, pair, block.real)
        found[name] = first_draws(kept, block.real) | {
            "costs": runs.costs_record(costs_of(parts, pair), block.real),
            "paid": paid,
        }
        runner.let_go({name})
    return found


def _kept(run: Yearly, runner: Runner, sheet: TermSheet, parts: Sequence[Part]) -> dict[str, np.ndarray]:
    facts = runs.facts_under(parts, runner.block, runner.setting)
    people = people_of(run, runner.setting, facts, runner.plan.structure, sheet.cadres, sheet.destination)
    by_contracts = (
        facts.remitting.share * facts.remitting.amount_usd * people["on_contract"]
    )  # as the temporary do (2.34)
    return people | {"remitted": value(REMITTED, tally(run, runner.setting, facts)) + by_contracts}


def _residual(run: Yearly) -> np.ndarray:
    return np.asarray(run.conservation).reshape(len(run.conservation), -1).max(axis=0)


def _record(sheet: TermSheet, cases: Sequence[Case], ran: Sequence[Ran], base: Base | None) -> dict[str, Any]:
    main, names = ran[0], [case.name for case in cases]
    worlds, years = main.worlds, [int(year) for year in main.setting.years if year <= sheet.scenario.horizon]
    kept = {name: part for one in ran for name, part in one.kept.items()}
    records = {name: _package(kept[name], years, sheet, worlds, _of(ran, name), name) for name in names}
    agreed = kept[ALONE]
    before, after = (agreed[side]["density_per_10k"][: len(years)] for side in ("before", "after"))
    index = sheet.index or imported_index(worlds.store, sheet.origin)
    results_hash = worlds.hash_of(kept, main.scenario)
    return {
        **_head(sheet, worlds, years),
        "corridor": corridor_record(
            sheet, worlds, agreed["before"]["recruits"][years.index(sheet.start)], agreed["at_start"]
        ),
        "clauses": clauses_record(sheet, main.planned.packages[ALONE], main.setting, base, agreed),
        **records[ALONE],
        "worst_case": {
            "by_draw": _by_draw(records[ALONE]),
            "kept_in_part": [
                {"case": case.name, "what": case.what, "fixed": dict(case.fixed), **records[case.name]}
                | {"against_agreement": _against(kept[case.name], agreed, years, sheet)}
                for case in cases[1:]
            ],
            "payments_stop": stop_of(sheet),
        },
        "safeguards": safeguards_record(sheet.origin, index, before, after, years, sheet.start),
        "model_clauses": covered(sheet, cases[0]),
        "scenario": as_record(main.scenario),
        "conservation_residual": float(max(part["conservation"].max() for part in kept.values())),
        "hash": results_hash,
        "manifest": worlds.manifest(main.scenario, results_hash),
    }


def _head(sheet: TermSheet, worlds: Ensemble, years: Sequence[int]) -> dict[str, Any]:
    """What was run, of which edition."""
    return {
        "schema": "braingain/agreement/1",
        "name": sheet.name,
        "origin": sheet.origin,
        "destination": sheet.destination,
        "start": sheet.start,
        "end": sheet.end,
        "cadres": list(sheet.cadres),
        "draws": sheet.scenario.draws,
        "seed": sheet.scenario.seed,
        **worlds.identity(),
        "price_year": worlds.price_year,
        "discount_rate": DISCOUNT_RATE,
        "years": list(years),
        "women_share": women_record(worlds.context, sheet.cadres),
    }


def _of(ran: Sequence[Ran], name: str) -> Ran:
    """The ensemble in which a case was run."""
    return next(one for one in ran if name in one.kept)


def _rows(kept: Kept, rows: int) -> dict[str, Any]:
    """The years of a run that are shown: a run holds one more."""
    return {key: _rows(part, rows) if isinstance(part, Mapping) else part[:rows] for key, part in kept.items()}


def _package(
    kept: Kept, years: Sequence[int], sheet: TermSheet, worlds: Ensemble, ran: Ran, name: str
) -> dict[str, Any]:
    """Cash and workers of one case, the difference from no agreement."""
    parts = ran.planned.packages[name]
    touched = runs.baseline_label(parts, ran.setting).split(",")
    stop = stop_of(sheet) if name in UNTIL_STOP else None
    people = {side: _rows(kept[side], len(years)) for side in ("before", "after")}
    money = _rows(kept["costs"], len(years))
    before, after = people["before"], people["after"]
    payments = payments_of(money, after["remitted"], kept["fund_to_posts"][: len(years)])
    return {
        "cash": cash_record(payments, years, sheet.start, after["remitted"].shape)
        | {"price_year": worlds.price_year, "fund_balance": summaries.intervals(kept["fund_balance"][: len(years)])},
        "beside": {
            "remittances_to_households": summaries.sides(before["remitted"], after["remitted"]) | {"unit": "usd"},
            "public_wages_of_origin": summaries.intervals(money["wage_bill_difference"]) | {"unit": "usd"},
            "income_gain_of_migrants": summaries.sides(before["income_gain"], after["income_gain"])
            | {"unit": "intl_usd", "how": "pay abroad less pay at home, of all who work abroad, at purchasing power"},
        },
        "runs_on": runs_on(kept["paid"], parts, years, stop),
        "workers": workers_record(before, after, sheet.destination in touched),
    }


def _against(kept: Kept, agreed: Kept, years: Sequence[int], sheet: TermSheet) -> dict[str, Any]:
    """What a case leaves each party less, or more, than the agreement as it stands: discounted cash, workers at the end."""
    nets = []
    for one in (kept, agreed):
        money, sent = _rows(one["costs"], len(years)), one["after"]["remitted"][: len(years)]
        sides = sides_of(payments_of(money, sent), sent.shape)
        nets.append({party: discounted(side["net"], years, sheet.start) for party, side in sides.items()})
    last = len(years) - 1
    return {
        "net_discounted_usd": {party: summaries.interval(nets[0][party] - nets[1][party]) for party in nets[0]},
        "workers_at_horizon": {
            name: summaries.interval(kept["after"][name][last] - agreed["after"][name][last])
            for name in ("home", "at_destination")
        },
    }


def _by_draw(record: Mapping[str, Any]) -> dict[str, Any]:
    """The unfavourable end of draws for each party: what it is left with in the worst twentieth of them."""
    return {
        "what": "what a party has in the end in the worst twentieth of draws (5 %), each party in its own; discounted",
        "net_discounted_usd": {
            party: {name: side["total"]["net_discounted"][name] for name in ("p05", "median", "p95")}
            | {"pays_in_share_of_draws": side["total"]["pays_in_share_of_draws"]}
            for party, side in record["cash"]["parties"].items()
        },
        "workers_at_horizon": {
            name: {q: record["workers"][name]["difference"][q][-1] for q in ("p05", "median", "p95")}
            for name in ("home", "at_destination")
        },
    }
