"""Levers at equal money: doses are made larger or smaller until what a package costs is what it may cost, as far as their bounds let.

Money is measured, never assumed: what the runs say that a package costs, over what no new policy pays doctors, nurses and all
others in public posts in the same years. That share is matched in the median of the first block of draws, because a government
chooses one dose and not one for each draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from braingain.analysis.lesson_trials import Trials, measured_in
from braingain.analysis.runs import Runner
from braingain.policy.costs import costs_of, wage_bill
from braingain.policy.levers import Lever, load_levers
from braingain.policy.parts import LeverUse, Part

ROUNDS = 12
FULL_STEPS = 4  # rounds after which steps are half as long: costs of one lever can go with the doses of another
NEAR = 0.02  # of the money, from which no further round is made
FULL = 1.0 - 1e-9
Factors = Mapping[str, float]  # lever to how many times its default doses


@dataclass(frozen=True)
class Matched:
    """A package at some money: its levers with their doses, what it costs in the median of the first draws, both as a share."""

    levers: tuple[str, ...]
    parts: tuple[Part, ...]
    wanted: float
    reached: float

    @property
    def short(self) -> bool:
        """Whether it spends less than the money."""
        return self.reached < (1.0 - 2 * NEAR) * self.wanted

    @property
    def why(self) -> str:
        """Why it spends less or more than the money, in words; empty where it does neither."""
        if self.reached > (1.0 + 2 * NEAR) * self.wanted:
            return ", more than the money: no smaller dose was found"
        if not self.short:
            return ""
        cards = load_levers()
        highs = {name: {dose.name: dose.high for dose in cards[name].doses} for name in self.levers}
        full = all(
            value >= FULL * highs[name][dose]
            for name, of in self.doses().items()
            for dose, value in of.items()
            if value
        )
        return (
            ", no more: all doses are at their bounds"
            if full
            else ", no more: a dose is at its bound, and no other was found nearer"
        )

    def doses(self) -> dict[str, dict[str, float]]:
        """Amplitudes of each lever."""
        return {part.lever: part.amplitudes() for part in self.parts}


def cost_shares(runner: Runner, name: str, parts: Sequence[Part], years: slice) -> dict[str, np.ndarray]:
    """What each lever of a package costs, over the public wages of no new policy, all years together. (draw) each"""
    pair = runner.paired(name)
    wages = wage_bill(pair.baseline, None, pair)[years].sum(axis=0)
    found = {}
    for lever in dict.fromkeys(part.lever for part in parts):
        own = [part for part in parts if part.lever == lever]
        found[lever] = costs_of(own, pair).total[years].sum(axis=0) / wages
    return found


def matched(trials: Trials, packages: Mapping[str, tuple[str, ...]], money: Mapping[str, float]) -> dict[str, Matched]:
    """Each package of levers at its money, the same sum for each of its levers; what one cannot spend goes to the others.

    ``money`` is by package, a share of the public wages of no new policy.
    """
    factors = {name: dict.fromkeys(levers, 1.0) for name, levers in packages.items()}
    best: dict[str, Matched] = {}
    for number in range(ROUNDS):
        tried = {name: _parts(trials, own) for name, own in factors.items()}
        costs = _medians(trials, tried)
        for name, parts in tried.items():
            now = Matched(packages[name], parts, money[name], sum(costs[name].values()))
            if name not in best or _off(now) < _off(best[name]):
                best[name] = now
            wanted = next_factors(factors[name], costs[name], money[name])
            factors[name] = wanted if number < FULL_STEPS else half_way(factors[name], wanted)
        open_ = [name for name, found in best.items() if _off(found) > NEAR]
        factors = {name: factors[name] for name in open_}
        if not open_:
            break
    return {name: best[name] for name in packages}


def within(trials: Trials, levers: Sequence[str], money: float) -> dict[str, Matched]:
    """Each lever alone at its largest dose, or at the dose that spends the money where the largest costs more."""
    cards = load_levers()
    largest = {name: _parts(trials, {name: largest_factor(cards[name])}) for name in levers}
    costs = _medians(trials, largest)
    found = {name: Matched((name,), parts, money, costs[name][name]) for name, parts in largest.items()}
    dear = {name: (name,) for name, of in found.items() if of.reached > (1.0 + NEAR) * money}
    return found | (matched(trials, dear, dict.fromkeys(dear, money)) if dear else {})


def _medians(trials: Trials, packages: Mapping[str, tuple[Part, ...]]) -> dict[str, dict[str, float]]:
    """What each lever of each package costs in the first block's draws, a share of wages; together the median of the whole.

    Medians of parts need not add up to that of the whole: each lever has its part of the latter.
    """
    found = measured_in(
        trials.worlds.block(0),
        packages,
        lambda runner, name, parts: cost_shares(runner, name, parts, trials.years),
    )
    return {name: shared_out(own) for name, own in found.items()}


def shared_out(costs: Mapping[str, np.ndarray]) -> dict[str, float]:
    """The median of what levers cost together, shared out by the median of each."""
    each = {lever: float(np.median(of)) for lever, of in costs.items()}
    whole, added = float(np.median(np.sum(list(costs.values()), axis=0))), sum(each.values())
    return {lever: of * whole / added if added > 0 else 0.0 for lever, of in each.items()}


def _off(found: Matched) -> float:
    return abs(found.reached / found.wanted - 1.0)


def next_factors(factors: Factors, costs: Mapping[str, float], money: float) -> dict[str, float]:
    """Factors that would spend the money if cost went with the dose: shared alike, what full levers leave to the others."""
    cards = load_levers()
    full = {name for name, factor in factors.items() if factor >= FULL * largest_factor(cards[name])}
    each = money / len(factors)
    full = {name for name in full if costs[name] < each}
    rest = [name for name in factors if name not in full]
    share = (money - sum(costs[name] for name in full)) / len(rest) if rest else 0.0
    found = dict(factors)
    for name in rest:
        grown = factors[name] * (share / costs[name] if costs[name] > 0 else 2.0)
        found[name] = min(grown, largest_factor(cards[name]))
    return found


def half_way(now: Factors, wanted: Factors) -> dict[str, float]:
    """Factors half of the way in logs: where each step goes past the money, as where one lever fills another's posts, these end."""
    return {name: float(np.sqrt(factor * wanted[name])) for name, factor in now.items()}


def largest_factor(card: Lever) -> float:
    """How many times its default doses a lever can be: until the last of its amplitudes is at its bound."""
    return max(dose.high / dose.default for dose in card.doses if dose.amplitude and dose.default > 0)


def doses_at(card: Lever, factor: float) -> dict[str, float]:
    """Amplitudes at a factor of their defaults, held at their bounds, whole years where a dose is whole, never less than one."""
    found = {}
    for dose in card.doses:
        if dose.amplitude and dose.default > 0:
            at = min(dose.default * factor, dose.high)
            found[dose.name] = max(1.0, float(floor(at + 1e-9))) if dose.whole else at
    return found


def _parts(trials: Trials, factors: Factors) -> tuple[Part, ...]:
    cards = load_levers()
    uses: list[LeverUse] = [
        replace(trials.use(name, to_horizon=True), doses=doses_at(cards[name], factor))
        for name, factor in factors.items()
    ]
    return trials.parts(*uses)
