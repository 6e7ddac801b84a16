"""A cascade: demand rises in country A, doctors of B leave for it, and B recruits in C, D and further on in their place.

The pairs of A and B are found by a fixed rule, not by what comes out: the largest corridors of doctors, by stock in the
first year, between two high-income countries that both take doctors trained elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from braingain.analysis.scenario import Scenario
from braingain.analysis.world_ensemble import WorldBlock, world_ensemble
from braingain.analysis.world_pairs import (
    DOCTOR,
    POOR,
    Told,
    at_work,
    baseline_of,
    by_corridor,
    in_groups,
    row_of,
    tell,
    towards,
)
from braingain.analysis.world_runs import WorldRun

BOOM_START, BOOM = 2022, 0.2
PAIRS = 6
TAKES = 0.1  # a country takes doctors trained elsewhere where they are a tenth of those at work
RICH = "HIC"
NAMED = 3  # origins of C that are named
HOLDS, MOSTLY, FAILS = "holds", "in most draws", "does not hold"


@dataclass(frozen=True)
class Pair:
    """A corridor: trained in ``behind``, practising in ``booming``; doctors in the first year, median."""

    booming: str
    behind: str
    stock: float
    reported: bool  # by the destination, otherwise estimated from distance, language and the like


@dataclass(frozen=True)
class Cascade:
    """What a boom of demand in one country does to another and to those behind it; doctors, by draw."""

    pair: Pair
    lost: np.ndarray  # more who leave ``behind`` for ``booming`` [persons a year]
    recruited: np.ndarray  # more who come along corridors to ``behind``, not from ``booming`` [persons a year]
    sources: tuple[tuple[str, np.ndarray], ...]  # origins with the largest rise (C) [persons a year]
    own: np.ndarray  # change of doctors at work in ``behind``, last year, share
    poorer: np.ndarray  # fewer doctors at work in low and lower middle income countries, last year, share

    @property
    def both(self) -> np.ndarray:
        """Draws in which more leave and more are recruited."""
        return np.asarray((self.lost > 0) & (self.recruited > 0))

    @property
    def verdict(self) -> str:
        """Whether the cascade arises: in every draw, in more than half, or not."""
        share = float(self.both.mean())
        return HOLDS if share == 1.0 else MOSTLY if share > 0.5 else FAILS


def cascades(scenario: Scenario, count: int = PAIRS, told: Told | None = None) -> list[Cascade]:
    """Demand of one country rises by a fifth: who leaves another for it, and who comes there in their place."""
    from braingain.baseline.corridors import world_at

    worlds = world_ensemble(replace(scenario, packages=()))
    pairs: list[Pair] = []
    found: list[list[tuple[np.ndarray, ...]]] = []
    codes: list[str] = []
    for number in range(worlds.blocks):
        block = worlds.block(number)
        codes = list(block.settings)
        before = baseline_of(block, worlds)
        if not pairs:
            cells = world_at(worlds.store, scenario.start).cells
            pairs = largest_pairs(block, before, count, cells)
            found = [[] for _ in pairs]
        for booming in dict.fromkeys(pair.booming for pair in pairs):
            after = baseline_of(with_more_demand(block, booming, BOOM_START, BOOM), worlds)
            for pair, parts in zip(pairs, found, strict=True):
                if pair.booming == booming:
                    parts.append(_moved_on(block, before, after, pair))
            tell(told, f"a boom in {booming}: block {number + 1} of {worlds.blocks}")
    return [_cascade(pair, parts, codes) for pair, parts in zip(pairs, found, strict=True)]


def largest_pairs(
    block: WorldBlock, run: WorldRun, count: int, cells: Mapping[str, Mapping[str, object]]
) -> list[Pair]:
    """The largest corridors between two high-income countries that take doctors trained elsewhere, by stock.

    ``cells``: corridors that destinations report, by destination and origin.
    """
    codes = list(block.settings)
    taking = {codes[i] for i in in_groups(block, (RICH,)) if takes(run, i)}
    found = []
    for number, (code, setting) in enumerate(block.settings.items()):
        if code not in taking:
            continue
        stocks = np.median(run.country(number).abroad[0, DOCTOR].sum(axis=0)[:, : block.real], axis=-1)
        found += [
            Pair(d, code, float(stocks[i]), code in cells.get(d, {}))
            for i, d in enumerate(setting.destinations)
            if d in taking
        ]
    return sorted(found, key=lambda pair: (-pair.stock, pair.booming, pair.behind))[:count]


def takes(run: WorldRun, number: int) -> bool:
    """Whether a tenth of a country's doctors at work in the first year were trained elsewhere, median of draws."""
    record = run.country(number)
    working = record.filled[0, DOCTOR].sum(axis=0)
    return bool(np.median(record.foreign[0, DOCTOR] / np.maximum(working, 1e-9)) >= TAKES)


def recruits(change: np.ndarray, to_behind: np.ndarray, booming: int) -> np.ndarray:
    """More who come to B, by origin, (origin, draw): of A none count, for fewer or more of its own stand in for nobody.

    ``change`` is of corridors, (origin, slot, draw), ``to_behind`` 1 where a slot is B, ``booming`` the number of A.
    """
    arriving = (change * to_behind).sum(axis=1)
    arriving[booming] = 0.0
    return np.asarray(arriving)


def _moved_on(block: WorldBlock, before: WorldRun, after: WorldRun, pair: Pair) -> tuple[np.ndarray, ...]:
    everyone = range(len(block.settings))
    own = list(block.settings).index(pair.behind)
    change = by_corridor(after, block, everyone, BOOM_START) - by_corridor(before, block, everyone, BOOM_START)
    lost = (change * towards(block, everyone, pair.booming))[own].sum(axis=0)
    booming = list(block.settings).index(pair.booming)
    arriving = recruits(change, towards(block, everyone, pair.behind), booming)
    at_home, later = (at_work(run, block, own)[-1] for run in (before, after))
    poor = in_groups(block, POOR)
    there, left = (np.sum([at_work(run, block, i)[-1] for i in poor], axis=0) for run in (before, after))
    return lost, arriving, later / at_home - 1.0, 1.0 - left / there


def _cascade(pair: Pair, parts: Sequence[tuple[np.ndarray, ...]], codes: Sequence[str]) -> Cascade:
    lost, arriving, own, poorer = (np.concatenate(values, axis=-1) for values in zip(*parts, strict=True))
    order = np.argsort(-np.median(arriving, axis=-1))[:NAMED]
    sources = tuple((codes[i], arriving[i]) for i in order)
    return Cascade(pair, lost, arriving.sum(axis=0), sources, own, poorer)


def with_more_demand(block: WorldBlock, country: str, start: int, more: float) -> WorldBlock:
    """The block with a country's demand raised by a share from a year on; its start and its seats stay."""
    codes = list(block.settings)
    number = codes.index(country)
    globe, groups = block.built.globe, []
    for group in globe.groups:
        demand, posts = np.array(group.paths.demand), np.array(group.paths.posts)
        count = demand.shape[1]
        if 0 <= number < count:
            row = row_of(block, start)
            demand[row:, number] *= 1.0 + more
            posts[row:, number] *= 1.0 + more
        groups.append(group._replace(paths=group.paths._replace(demand=demand, posts=posts)))
        number -= count
    return replace(block, built=replace(block.built, globe=globe._replace(groups=tuple(groups))))
