"""What those abroad send home, to households and never to a budget (docs/model.md 2.34)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from braingain.model.containers import SETTLED, TEMPORARY


class Remitting(NamedTuple):
    """Who sends how much: estimates of a run, (draw,) each.

    share : part of those abroad who send money
    amount_usd : what a remitter on a temporary stay sends a year [US$ of the run's price year]
    settled_ratio : what the settled send over that
    """

    share: np.ndarray
    amount_usd: np.ndarray
    settled_ratio: np.ndarray


def remittances(
    abroad: np.ndarray, settled_share: np.ndarray, remitting: Remitting, retired: np.ndarray | float = 0.0
) -> np.ndarray:
    r"""Money sent home in a year by those who practise abroad and those who retired there. (year, cadre, sex, draw) [US$]

    .. math:: Rem = part \cdot amt \sum_d \bigl[A_{TMP} + rem_{SET}\,(A_{SET} + A_{retired})\bigr]

    Women and men send alike (assumed); the amount keeps its real value.

    Parameters
    ----------
    abroad : (year, cadre, sex, destination, draw)
        Practising abroad, temporary and settled together. [persons]
    settled_share : (cadre, sex, destination, draw)
        Part of them who are settled.
    retired : (year, cadre, sex, draw)
        Retired and still abroad; they send as the settled do. [persons]

    Raises
    ------
    ValueError
        For negative persons, or a settled share outside 0 to 1.
    """
    if np.any(abroad < 0) or np.any(np.asarray(retired) < 0):
        raise ValueError("persons abroad are negative")
    if np.any((settled_share < 0) | (settled_share > 1)):
        raise ValueError("the settled share lies outside 0 to 1")
    weight = 1.0 - settled_share + remitting.settled_ratio * settled_share
    senders = (abroad * weight).sum(axis=3) + remitting.settled_ratio * retired
    return np.asarray(remitting.share * remitting.amount_usd * senders)


def settled_share_at_start(abroad: np.ndarray) -> np.ndarray:
    """Of those who practise in each destination at the start, the settled. (cadre, sex, destination, draw)

    The yearly record holds temporary and settled together, so this mix stands for all years; 1 where nobody is there.

    Parameters
    ----------
    abroad : (cadre, sex, duration, status, destination, draw)
        The stock abroad on 1 January of the start. [persons]
    """
    people = np.asarray(abroad).sum(axis=2)
    both = people[:, :, TEMPORARY] + people[:, :, SETTLED]
    return np.divide(people[:, :, SETTLED], both, out=np.ones(both.shape), where=both > 0)
