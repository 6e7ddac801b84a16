"""Bonds: who is bound, what the fine is still worth, how far it deters (2.19, 2.20)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from braingain.model.reference.unpack import Now


class Bond(NamedTuple):
    """Bonds in force in the year."""

    share: np.ndarray  # (cadre, sex, duration < 10, class) of the cell, new licensed at 0
    private: np.ndarray  # (cadre, duration < 5) share trained privately, new licensed at 0
    fine: np.ndarray  # (cadre, duration < 10) real fine over a year's public pay of today
    deterrent: np.ndarray  # (cadre, duration < 10, class) det_h


def bonds_in_force(now: Now, shares: np.ndarray, private: np.ndarray, private_of_new: np.ndarray) -> Bond:
    """Adds this year's new licensed: ``cover`` of the publicly trained, a third in each savings class (2.20c)."""
    shares, private = shares.copy(), private.copy()
    fine, deterrent = now.zeros("cadre bond"), now.zeros("cadre bond class")
    for k in range(now.size["cadre"]):
        private[k, 0] = private_of_new[k]
        if now.dial.bond_years[k] > 0.0:
            shares[k, :, 0, :] = now.dial.bond_cover[k] * (1.0 - private_of_new[k]) / now.size["class"]
        for y in range(now.size["bond"]):
            fine[k, y] = now.dial.bond_fine[k] * erosion(now, k, y)
            for h in range(now.size["class"]):
                burden = now.c.amortise_years * now.c.savings_classes[h]
                deterrent[k, y, h] = math.log(1.0 + now.dial.bond_enforcement[k] * fine[k, y] / burden)
    return Bond(shares, private, fine, deterrent)


def erosion(now: Now, k: int, y: int) -> float:
    """Fine of those licensed in t − y over today's pay, 1 when just signed (2.19); before t0 the value of t0."""
    signed = max(0, now.t - y)
    ratio = now.paths.pay_index[signed] / now.path.pay_index
    if now.dial.bond_indexed[k] == 0.0 and now.switch.bond_erosion != 0.0:
        ratio *= now.paths.fine_index[signed] / now.path.fine_index
    return float(ratio)
