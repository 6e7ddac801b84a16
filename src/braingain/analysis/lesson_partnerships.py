"""The lesson on partnerships: what the levers of partners gain for their money beside those of the country alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from braingain.analysis import summaries
from braingain.analysis.lesson import Beside, Found, NotTried, lesson
from braingain.analysis.lesson_trials import Measured, Trials, both, service
from braingain.analysis.rows import DISCOUNT
from braingain.analysis.runs import Runner
from braingain.policy.costs import costs_of
from braingain.policy.levers import load_levers
from braingain.policy.parts import Part

PARTNERS, ALONE = "partnership", "origin"
MILLION = 1e6
FEWEST = 2


@lesson(
    seed_line=70,
    claim="Partnerships look productive.",
    experiment="Every lever of the family of partnerships that applies here, at the doses and years of its card, beside every lever of the country "
    "alone, those that limit somebody's freedom among both. Counted are years of full-time service by task weights gained to the horizon for a "
    "million US dollars of all payers, both discounted at 3 %. Of each family the middle lever is taken in each draw.",
    unit="service-years for US$ 1 million, middle partnership less middle lever of the country",
    conditions=(
        "the middle partnership gains service",
        "the middle partnership gains more for the money than the middle lever of the country alone",
    ),
    limits="Most partnerships have weak evidence or none, and their effects here rest on assumed responses: read the grades. A cheap lever is not a large one. "
    "What partners learn from each other is not counted.",
)
def partnerships(trials: Trials) -> Found:
    """The middle lever of partners beside the middle lever of the country alone, by service for the money."""
    packages, out = _families(trials)
    kept = trials.measured(
        {n: p for of in packages.values() for n, p in of.items()}, lambda *given: bought(trials, *given)
    )
    paid = {family: [n for n in of if float(np.median(kept[n]["usd"])) > 0] for family, of in packages.items()}
    if min(map(len, paid.values())) < FEWEST:
        raise NotTried(f"fewer than {FEWEST} levers of partners, or of the country alone, apply here and cost anything")
    middle = {family: np.median([_for_money(kept[n]) for n in names], axis=0) for family, names in paid.items()}
    gains = np.median([kept[n]["years"] for n in paid[PARTNERS]], axis=0)
    more = middle[PARTNERS] - middle[ALONE]
    beside = {
        "partnerships": Beside("the middle partnership", "service-years per US$ 1 million", middle[PARTNERS]),
        "alone": Beside("the middle lever of the country alone", "service-years per US$ 1 million", middle[ALONE]),
        "gained": Beside("service-years that the middle partnership gains", "full-time years", gains),
    }
    table = [_record(name, family, kept[name]) for family, names in paid.items() for name in names]
    return Found(more, [gains, more], beside, out, tuple(paid[PARTNERS]), {"by_lever": table})


def _families(trials: Trials) -> tuple[dict[str, dict[str, tuple[Part, ...]]], list[str]]:
    """Levers of partners and of the country alone that apply, and what was left out, with the reason."""
    found: dict[str, dict[str, tuple[Part, ...]]] = {PARTNERS: {}, ALONE: {}}
    out = []
    for card in load_levers().values():
        if card.family not in found:
            continue
        parts = trials.parts(trials.use(card.id))
        why = trials.refused(parts)
        if why:
            out.append(f"{card.id} is left out: {why}")
        else:
            found[card.family][card.id] = parts
    return found, out


def bought(trials: Trials, runner: Runner, name: str, parts: Sequence[Part]) -> Measured:
    """Service-years gained and money spent to the horizon, discounted to the first year of policy. (draw) each"""
    pair, years = runner.paired(name), trials.years
    weights = (1.0 + DISCOUNT) ** -np.arange(years.stop - years.start)[:, None]
    more = both(pair, runner, parts, service)[years]
    return {"years": (weights * more).sum(axis=0), "usd": (weights * costs_of(parts, pair).total[years]).sum(axis=0)}


def _for_money(of: Mapping[str, np.ndarray]) -> np.ndarray:
    """Service-years for a million dollars; 0 where nothing is paid. (draw)"""
    usd = of["usd"]
    return np.asarray(MILLION * np.divide(of["years"], usd, out=np.zeros_like(usd), where=usd > 0))


def _record(name: str, family: str, of: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """What one lever gains for its money."""
    return {
        "lever": name,
        "family": family,
        "grade": load_levers()[name].evidence.grade,
        "service_years_per_million_usd": summaries.interval(_for_money(of)),
        "service_years": summaries.interval(of["years"]),
        "cost_usd": summaries.interval(of["usd"]),
    }
