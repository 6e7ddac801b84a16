"""The corridor that an agreement's clauses refer to: recruits of whom a quota is a share, and their channels at the start.

All of it is read in every draw of the run, block by block: a median of the first draws alone is another number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from braingain.analysis.runs import Block, Progress, Runner, Worlds, blocks_of, in_blocks, plan
from braingain.analysis.term_sheet import QUOTA, TermSheet, delay_of
from braingain.model.containers import GOVERNMENT, IRREGULAR, WORK
from braingain.policy.first_flows import legal_flows, legal_share
from braingain.policy.parts import LeverUse
from braingain.policy.setting import Setting


class Base(NamedTuple):
    """Legal recruits a year of whom a quota in persons is a share, as a mean of the years in which it acts: first and last.

    ``recruits``: (draw,) [persons a year]
    ``contracts``: whether they are those that contracts with an end are a share of
    """

    recruits: np.ndarray
    years: tuple[int, int]
    contracts: bool

    @property
    def median(self) -> float:
        """Recruits a year in the median draw."""
        return float(np.median(self.recruits))

    @property
    def words(self) -> str:
        """The years that it is of, in words."""
        mean = f"mean of {self.years[0]} to {self.years[1]}"
        return f"{mean}, as large a part of the workers at home as at the start" if self.contracts else mean


def quota_base(sheet: TermSheet, worlds: Worlds, progress: Progress | None = None) -> Base | None:
    """What a quota in persons is a share of, in all draws; None where the sheet has none.

    It is of the run without the agreement, in the years in which it acts. An open agreement widens the corridor of each year
    (2.18b). Contracts that end begin for a share of the workers at home (2.9b), which is that of the start: there are more
    of them where the workforce has grown since.
    """
    use = sheet.clauses.get("recruitment")
    if sheet.workers is None or use is None:
        return None
    years = acting_years(use, sheet.end)
    contracts = use.doses.get("stay_years", 0.0) > 0

    def compute(number: int) -> np.ndarray:
        block = worlds.block(number)
        runner = Runner(block, plan({}, sheet.scenario.mechanisms, block.setting))
        without = (_as_at_start if contracts else _legal)(sheet, use, runner)
        acting = (runner.setting.years >= years[0]) & (runner.setting.years <= years[1])
        mean = without[acting].mean(axis=0) if acting.any() else np.zeros(without.shape[1])
        return np.asarray(mean)[: block.real]

    return Base(np.concatenate(in_blocks(sheet.scenario.draws, compute, progress)), years, contracts)


def acting_years(use: LeverUse, end: int) -> tuple[int, int]:
    """First and last year in which a clause acts, of a sheet that ends in ``end``."""
    return use.start + delay_of(use), (use.end or end) - 1


def _legal(sheet: TermSheet, use: LeverUse, runner: Runner) -> np.ndarray:
    """Legal recruits along the corridor in each year of the run without the agreement. (year, draw)"""
    flows, setting = np.asarray(runner.baseline((sheet.destination,)).flows), runner.setting
    place = setting.destinations.index(sheet.destination)
    return np.asarray(flows[:, _cadres(sheet, use, setting)][:, :, :IRREGULAR, place].sum(axis=(1, 2)))


def _as_at_start(sheet: TermSheet, use: LeverUse, runner: Runner) -> np.ndarray:
    """As large a part of the workers at home of each year as go legally along the corridor at the start. (year, draw)"""
    setting, cadres = runner.setting, _cadres(sheet, use, runner.setting)
    today = legal_flows(setting)[cadres][:, setting.destinations.index(sheet.destination)]  # (cadre, draw)
    first = np.asarray(setting.world.state.home)[:, :, :, :, WORK].sum(axis=(1, 2, 3, 4))[cadres]
    later = np.asarray(runner.baseline((sheet.destination,)).home)[:, cadres, :, WORK].sum(axis=(2, 3))
    workers = np.concatenate([np.broadcast_to(first, later.shape[1:])[None], later[:-1]])  # on 1 January of the year
    each = np.divide(today, first, out=np.zeros(np.broadcast_shapes(today.shape, first.shape)), where=first > 0)
    return np.asarray((each * workers).sum(axis=1))


def _cadres(sheet: TermSheet, use: LeverUse, setting: Setting) -> list[int]:
    return list(setting.cadre_indices(use.cadres or sheet.cadres))


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
