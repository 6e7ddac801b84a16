"""Runs of all countries beside one another, for the checks of the world: baselines, corridors, doctors at work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from braingain.analysis.world_ensemble import WorldBlock, WorldEnsemble
from braingain.analysis.world_runs import WorldRun, WorldRunner
from braingain.analysis.world_simulate import plan_of

POOR = ("LIC", "LMC")
DOCTOR = 0
Told = Callable[[str], None]


def baseline_of(block: WorldBlock, worlds: WorldEnsemble) -> WorldRun:
    """A run of a block without policy."""
    return WorldRunner(block, plan_of(worlds.scenario, block.settings)).baseline()


def row_of(block: WorldBlock, year: int) -> int:
    """The row of a year in the records of a block."""
    return max(year - next(iter(block.settings.values())).start, 0)


def in_groups(block: WorldBlock, groups: Sequence[str]) -> list[int]:
    """Numbers of the countries of some income groups."""
    return [i for i, s in enumerate(block.settings.values()) if s.income_group in groups]


def leavers(run: WorldRun, block: WorldBlock, countries: Sequence[int]) -> np.ndarray:
    """Doctors who leave, by year, origin, channel and slot. (year, origin, channel, slot, draw) [persons a year]"""
    return np.stack([run.country(i).flows[:, DOCTOR][..., : block.real] for i in countries], axis=1)


def by_corridor(run: WorldRun, block: WorldBlock, countries: Sequence[int], start: int) -> np.ndarray:
    """Doctors who leave a year by origin and slot, mean of the years from ``start``. (origin, slot, draw)"""
    return np.asarray(leavers(run, block, countries)[row_of(block, start) :].sum(axis=2).mean(axis=0))


def towards(block: WorldBlock, countries: Sequence[int], destination: str) -> np.ndarray:
    """1 where a slot of an origin is the destination. (origin, slot, 1)"""
    settings = list(block.settings.values())
    return np.array([[[float(d == destination)] for d in settings[i].destinations] for i in countries])


def at_work(run: WorldRun, block: WorldBlock, number: int) -> np.ndarray:
    """Doctors at work in a country, wherever trained. (year, draw)"""
    return np.asarray(run.country(number).filled[:, DOCTOR].sum(axis=1)[:, : block.real])


def tell(told: Told | None, text: str) -> None:
    """Say how far a check is."""
    if told:
        told(text)
