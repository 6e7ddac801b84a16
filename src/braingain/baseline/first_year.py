"""The first year of a stock without policy, in the order of docs/model.md 2.1: what leaves each post and what comes back.

Calibration takes its levels from these flows, so that the model's first step reproduces them (docs/model.md 2.16, no. 10).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.profiles import Rates, after_status_change, leaving, returnee_cells
from braingain.model.containers import DESKILLED

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Aged:
    """A stock after the year's deaths and retirements, a year older."""

    home: Floats  # (cadre, sex, background, duration, post, draw)
    abroad: Floats  # (cadre, sex, duration, status, destination, draw)
    exits_home: Floats  # (cadre, post, draw) deaths and retirements [persons a year]
    exits_abroad: Floats  # (cadre, destination, draw) of those practising


def age(home: Floats, abroad: Floats, rates: Rates) -> Aged:
    """Steps 2 and 3: death, retirement, a year more since qualification (the last duration keeps its own)."""
    left = home * rates.stay_home[:, :, None, :, None]
    left_abroad = abroad * rates.stay_abroad[:, :, :, None]
    gone = (home - left).sum(axis=(1, 2, 3))
    gone_abroad = (abroad - left_abroad)[:, :, :, :DESKILLED].sum(axis=(1, 2, 3))
    return Aged(_older(left, 3), _older(left_abroad, 2), gone, gone_abroad)


def returns(aged: Aged, rates: Rates, factor: Floats) -> Floats:
    """Step 5: returnees by (cadre, sex, background, duration, draw)."""
    return moving(aged, rates, factor)[0]


def moving(aged: Aged, rates: Rates, factor: Floats) -> tuple[Floats, Floats]:
    """Step 5: returnees as ``returns`` has them, and who can join those who practise abroad and has not just left home.

    The second are the de-skilled who get recognised in the year (2.9.1), and those who move on (2.21b), by the destination
    that they leave, (2, cadre, destination, draw). [persons a year]
    """
    recognised = aged.abroad[:, :, :, DESKILLED].sum(axis=(1, 2)) * rates.recognise
    _, back, onward = leaving(after_status_change(aged.abroad, rates), rates, factor)
    return returnee_cells(back, rates), np.stack([recognised, onward.sum(axis=(1, 2))])


def practising_loss(aged: Aged, rates: Rates) -> tuple[Floats, Floats]:
    """Practising people abroad by status after the change of status, (cadre, status, destination, draw), and exits.

    The de-skilled who get recognised in the year are not yet counted among those who can be lost.
    """
    practising = aged.abroad.sum(axis=(1, 2))
    settled = practising[:, 0] * rates.settle
    by_status = np.stack([practising[:, 0] - settled, practising[:, 1] + settled], axis=1)
    return by_status, aged.exits_abroad


def emigrants_home(aged: Aged, rates: Rates, hazard: Floats) -> Floats:
    """Step 6 for those at home a whole year, by cell (cadre, sex, background, duration, post, draw)."""
    level = hazard[:, None] * rates.private_factor
    return aged.home * (1.0 - np.exp(-level[:, None, None, :, None] * rates.propensity[None]))


def emigrants_entering(entrants: Floats, rates: Rates, hazard: Floats) -> Floats:
    """Step 6 for new licensed and returnees, half a year, by (cadre, sex, background, duration, draw)."""
    level = hazard[:, None] * rates.private_factor
    return entrants * (1.0 - np.exp(-0.5 * level[:, None, None] * rates.entrant_propensity[None]))


def mean_propensity(home: Floats, rates: Rates) -> Floats:
    """Mean of f over the stock at home, (cadre, draw); 1 where there is no stock (2.16)."""
    weighted = np.einsum("ksbyjn,sbyjn,kyn->kn", home, rates.propensity, rates.private_factor, optimize=True)
    total = home.sum(axis=(1, 2, 3, 4))
    return np.where(total > 0, weighted / np.where(total > 0, total, 1.0), 1.0)


def _older(stock: Floats, axis: int) -> Floats:
    out = np.zeros_like(stock)
    last = stock.shape[axis] - 1

    def at(where: slice) -> tuple[slice, ...]:
        return (*[slice(None)] * axis, where)

    out[at(slice(1, None))] = stock[at(slice(0, last))]
    out[at(slice(last, None))] += stock[at(slice(last, None))]
    return out
