"""Where those go whom a code of recruitment turns away: by ways that the code leaves open, or nowhere.

A *way* is a channel to a destination. A code binds some ways of the origins that it names; all others stay open to them:
other lawful channels to the same destination, irregular work there, and destinations without the code. Of those cut off
on the bound ways the share that leaves by unbound ways is diversion. Ways of a destination that keeps the code too count
as bound, so that the share of a code of all is not less because the code reaches further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from braingain.analysis.runs import without
from braingain.analysis.scenario import Package, Scenario
from braingain.analysis.world_ensemble import WorldBlock, world_ensemble
from braingain.analysis.world_pairs import POOR, Told, in_groups, leavers, row_of, tell
from braingain.analysis.world_runs import WorldRunner
from braingain.analysis.world_simulate import plan_of
from braingain.model.containers import IRREGULAR, N_CHANNELS
from braingain.policy.channels import channel_of
from braingain.policy.parts import LeverUse, Part
from braingain.policy.setting import Setting

CODE_START = 2020
ONE, ALL = "one", "all"  # codes for public employers, of one destination and of all
BOTH_ONE, BOTH_ALL = "one, public and private", "all, public and private"  # for private agencies too
CODES = (ONE, ALL, BOTH_ONE, BOTH_ALL)


@dataclass(frozen=True)
class Ways:
    """Doctors of the origins that a code names, by draw. [persons a year]"""

    cut: np.ndarray  # fewer on the bound ways
    channels: np.ndarray  # more by other lawful channels to the destinations that keep the code
    irregular: np.ndarray  # more irregularly to them
    elsewhere: np.ndarray  # more to destinations without the code, by any channel

    @property
    def diverted(self) -> np.ndarray:
        """More who leave by unbound ways."""
        return self.channels + self.irregular + self.elsewhere

    @property
    def share(self) -> np.ndarray:
        """Share of those cut off on the bound ways who leave by unbound ways."""
        return self.diverted / self.cut


@dataclass(frozen=True)
class Diversion:
    """Each of ``CODES``: of one destination and of all, with the switch ``substitution`` on and off.

    In the first year of a code nothing else has moved yet; later, stocks, networks, vacancies and wages have.
    """

    destination: str
    first: Mapping[str, Ways]
    later: Mapping[str, Ways]  # mean of the years after the first
    first_off: Mapping[str, Ways]
    last_year: int

    def shrinks(self, one: str = ONE, everywhere: str = ALL) -> np.ndarray:
        """By draw whether a smaller share is diverted when all keep the code."""
        return self.first[everywhere].share < self.first[one].share


def with_codes(scenario: Scenario, destination: str) -> Scenario:
    """The scenario with codes by law for doctors and nurses of poorer countries, of one destination and of all.

    Of public employers alone, and of public employers and private agencies, both from the same year on.
    """
    origins = tuple(f"income:{group}" for group in POOR)
    use = LeverUse(id="ethical_code_public", start=CODE_START, options={"binding": "law"}, origins=origins)
    private = replace(use, id="ethical_code_private", delay_years=0)
    packages = []
    for names, ends in (((ONE, BOTH_ONE), (destination,)), ((ALL, BOTH_ALL), ("all",))):
        public, too = (replace(one, destinations=ends) for one in (use, private))
        packages += [Package(names[0], (public,)), Package(names[1], (public, too))]
    return replace(scenario, packages=tuple(packages))


def diversion(scenario: Scenario, destination: str = "GBR", told: Told | None = None) -> Diversion:
    """Codes by law, for doctors of low and lower middle income countries: of one destination and of all."""
    chosen = with_codes(scenario, destination)
    worlds = world_ensemble(chosen)
    parts: dict[str, list[dict[str, Ways]]] = {"first": [], "later": [], "off": []}
    for number in range(worlds.blocks):
        block = worlds.block(number)
        first, later = changes_of_block(block, chosen, off=False)
        parts["first"].append(first)
        parts["later"].append(later)
        parts["off"].append(changes_of_block(block, chosen, off=True)[0])
        tell(told, f"diversion: block {number + 1} of {worlds.blocks}")
    joined = {name: {p: _joined([one[p] for one in found]) for p in CODES} for name, found in parts.items()}
    return Diversion(destination, joined["first"], joined["later"], joined["off"], chosen.horizon)


def changes_of_block(block: WorldBlock, scenario: Scenario, off: bool) -> tuple[dict[str, Ways], dict[str, Ways]]:
    """What each code changes in its first year, and in the mean of the years after; ``off``: without ``substitution``."""
    plan = plan_of(scenario, block.settings)
    if off:
        plan = plan._replace(switches=without(plan.switches, "substitution"))
    runner = WorldRunner(block, plan)
    poor = in_groups(block, POOR)
    row = row_of(block, CODE_START)
    before = leavers(runner.baseline(), block, poor)
    first, later = {}, {}
    for name in CODES:
        change = leavers(runner.package(name), block, poor) - before
        bound = bound_ways(plan.packages[name], block.settings, poor)
        first[name] = ways(change[row], bound)
        later[name] = ways(change[row + 1 :].mean(axis=0), bound)
    return first, later


def bound_ways(
    package: Mapping[str, Sequence[Part]], settings: Mapping[str, Setting], countries: Sequence[int]
) -> np.ndarray:
    """1 where a code of the package binds a channel of an origin to a slot. (origin, channel, slot)"""
    codes = list(settings)
    bound = np.zeros((len(countries), N_CHANNELS, len(settings[codes[0]].destinations)))
    for at, number in enumerate(countries):
        setting = settings[codes[number]]
        for part in package.get(codes[number], ()):
            if "channel" in part.card.moves:
                bound[at, channel_of(part), setting.destination_indices(part.destinations)] = 1.0
    return bound


def ways(change: np.ndarray, bound: np.ndarray) -> Ways:
    """A change of flows sorted by ways.

    Parameters
    ----------
    change : (origin, channel, slot, draw) [persons a year]
    bound : (origin, channel, slot), 1 where a code binds
    """
    covered = bound.max(axis=1, keepdims=True)  # destinations that keep the code, by origin
    irregular = np.zeros((1, bound.shape[1], 1))
    irregular[:, IRREGULAR] = 1.0

    def total(where: np.ndarray) -> np.ndarray:
        return np.asarray((change * where[..., None]).sum(axis=(0, 1, 2)))

    return Ways(
        cut=-total(bound),
        channels=total(covered * (1.0 - bound) * (1.0 - irregular)),
        irregular=total(covered * (1.0 - bound) * irregular),
        elsewhere=total((1.0 - covered) * np.ones_like(bound)),
    )


def _joined(parts: Sequence[Ways]) -> Ways:
    names = ("cut", "channels", "irregular", "elsewhere")
    return Ways(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
