"""Bonds and service: who is bound, what the fine is still worth, how far it deters, who owes (2.18c, 2.19, 2.20)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from braingain.model.reference.unpack import Now


class Bond(NamedTuple):
    """Bonds and compulsory service in force in the year."""

    share: np.ndarray  # (cadre, sex, duration < 10, class) of the cell, new licensed at 0
    private: np.ndarray  # (cadre, duration < 5) share trained privately, new licensed at 0
    fine: np.ndarray  # (cadre, duration < 10) real fine over a year's public pay of today
    deterrent: np.ndarray  # (cadre, duration < 10, class) det_h
    obliged: np.ndarray  # (cadre, sex, duration < 10) share of the cell that owes service, new licensed at 0


def bonds_in_force(
    now: Now, shares: np.ndarray, private: np.ndarray, private_of_new: np.ndarray, obliged: np.ndarray
) -> Bond:
    """Adds this year's new licensed: ``cover`` of the publicly trained, a third in each savings class (2.20c).

    All of them owe service by its own cover (2.18c).
    """
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
    return Bond(shares, private, fine, deterrent, service_in_force(now, obliged))


def service_in_force(now: Now, obliged: np.ndarray) -> np.ndarray:
    """The new licensed of the year owe service by ``cover`` while y < L_serv (2.18c); nobody where it is not in the run."""
    if not now.option.service:
        return np.zeros_like(obliged)
    obliged = obliged.copy()
    for k in range(now.size["cadre"]):
        obliged[k, :, 0] = now.dial.service_cover[k] if now.dial.service_years[k] > 0.0 else 0.0
    return obliged


def erosion(now: Now, k: int, y: int) -> float:
    """Fine of those licensed in t − y over today's pay, 1 when just signed (2.19); before t0 the value of t0."""
    signed = max(0, now.t - y)
    ratio = now.paths.pay_index[signed] / now.path.pay_index
    if now.dial.bond_indexed[k] == 0.0 and now.switch.bond_erosion != 0.0:
        ratio *= now.paths.fine_index[signed] / now.path.fine_index
    return float(ratio)
