"""The corridor that an agreement's clauses refer to: recruits of whom a quota is a share, and their channels at the start.

All of it is read in every draw of the run, block by block: a median of the first draws alone is another number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from braingain.analysis.runs import Block, Progress, Runner, Worlds, blocks_of, in_blocks, plan
from braingain.analysis.term_sheet import QUOTA, TermSheet, delay_of
from braingain.model.containers import GOVERNMENT, IRREGULAR
from braingain.policy.first_flows import legal_flows, legal_share
from braingain.policy.parts import LeverUse


class Base(NamedTuple):
    """Legal recruits a year of whom a quota in persons is a share, and of which years: first and last, None at the start.

    ``recruits``: (draw,) [persons a year]
    """

    recruits: np.ndarray
    years: tuple[int, int] | None

    @property
    def median(self) -> float:
        """Recruits a year in the median draw."""
        return float(np.median(self.recruits))

    @property
    def words(self) -> str:
        """The years that it is of, in words."""
        return "at the rates of the start" if self.years is None else f"mean of {self.years[0]} to {self.years[1]}"


def quota_base(sheet: TermSheet, worlds: Worlds, progress: Progress | None = None) -> Base | None:
    """What a quota in persons is a share of, in all draws; None where the sheet has none.

    Of contracts that end, recruits at the rates of the start (2.9b). An open agreement widens the corridor of each year
    (2.18b): the mean of the years in which it acts, in the run without it.
    """
    use = sheet.clauses.get("recruitment")
    if sheet.workers is None or use is None:
        return None
    first, last = use.start + delay_of(use), (use.end or sheet.end) - 1
    at_start = use.doses.get("stay_years", 0.0) > 0

    def compute(number: int) -> np.ndarray:
        block = worlds.block(number)
        return _today(sheet, use, block) if at_start else _without(sheet, use, block, (first, last))

    recruits = np.concatenate(in_blocks(sheet.scenario.draws, compute, None if at_start else progress))
    return Base(recruits, None if at_start else (first, last))


def _without(sheet: TermSheet, use: LeverUse, block: Block, years: tuple[int, int]) -> np.ndarray:
    """Mean legal recruits a year of some years of the run without the agreement. (draw,)"""
    runner = Runner(block, plan({}, sheet.scenario.mechanisms, block.setting))
    flows, setting = np.asarray(runner.baseline((sheet.destination,)).flows), runner.setting
    place = setting.destinations.index(sheet.destination)
    legal = flows[:, setting.cadre_indices(use.cadres or sheet.cadres)][:, :, :IRREGULAR, place].sum(axis=(1, 2))
    acting = (setting.years >= years[0]) & (setting.years <= years[1])
    return np.asarray(legal[acting].mean(axis=0) if acting.any() else np.zeros(legal.shape[1]))[: block.real]


def _today(sheet: TermSheet, use: LeverUse, block: Block) -> np.ndarray:
    """Legal recruits a year along the corridor at the rates of the start. (draw,)"""
    setting = block.setting
    cadres = setting.cadre_indices(use.cadres or sheet.cadres)
    flows = legal_flows(setting)[cadres][:, setting.destination_indices([sheet.destination])]
    return np.asarray(flows.sum(axis=(0, 1)))[: block.real]


def counted_share(clauses: Mapping[str, LeverUse], worlds: Worlds, draws: int) -> float:
    r"""Share of legal recruits along the corridor who go on the governments' channel under an agreement, median of draws.

    .. math:: (g_0 + q) / (1 + q)

    with g₀ the channel's share of legal recruits at the start and q the quota where contracts are open: the quota widens
    that channel. Where several clauses name cadres, it is of all of them together.
    """
    shares = [_public_share(clauses, worlds.block(number)) for number in range(len(blocks_of(draws)))]
    first = float(np.median(np.concatenate(shares)))
    recruiting = clauses.get("recruitment")
    open_ended = recruiting is not None and not recruiting.doses.get("stay_years")
    quota = recruiting.doses.get(QUOTA, 0.0) if recruiting is not None and open_ended else 0.0
    return (first + quota) / (1.0 + quota)


def _public_share(clauses: Mapping[str, LeverUse], block: Block) -> np.ndarray:
    """The governments' channel's share of legal recruits at the start; 0 where there are none. (draw,)"""
    setting = block.setting
    named = dict.fromkeys(cadre for use in clauses.values() for cadre in use.cadres or setting.cadres[:2])
    cadres = setting.cadre_indices(tuple(named))
    places = setting.destination_indices(next((u.destinations for u in clauses.values() if u.destinations), ()))
    recruits = legal_flows(setting)
    channels = np.asarray(setting.world.constants.channel_shares)[:, GOVERNMENT]
    public = recruits * channels / np.maximum(legal_share(setting), 1e-300)
    part, whole = (x[cadres][:, places].sum(axis=(0, 1)) for x in (public, recruits))
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)[: block.real]
