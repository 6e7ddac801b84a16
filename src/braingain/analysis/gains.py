"""What those abroad gain in income, and the posts that stay empty where they went (docs/model.md 2.22b, 2.27, 2.37)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.model.containers import Constants, Paths, Yearly
from braingain.policy.setting import Setting


def migrants_income_gain(
    abroad: np.ndarray, constants: Constants, paths: Paths, raised: np.ndarray | float = 0.0
) -> np.ndarray:
    """Net pay abroad less mean pay at home of all who practise abroad. (year, draw) [international $ a year]

    At purchasing power, at the levels of the start: growth of pay at home and abroad is left out on both sides, and so are
    wages that answer to shortage in a destination, a premium for those who return, and the cost of moving.

    Parameters
    ----------
    abroad : (year, cadre, destination, draw)
        Practising abroad. [persons]
    raised : (year, cadre, destination, draw)
        Rise of pay there by a lever. [share]
    """
    there = np.asarray(constants.income_abroad) * (1.0 - np.asarray(constants.tax_abroad))
    here = np.asarray(constants.income_home)[:, None] * np.asarray(paths.pay)[:, None, None]
    pay = np.asarray(paths.pay_abroad) * (1.0 + np.asarray(raised))
    return np.asarray((abroad * (there * pay - here)).sum(axis=(1, 2)))


def unfilled_abroad(run: Yearly, setting: Setting, touched: Sequence[str]) -> dict[str, np.ndarray]:
    """Posts that stay empty in destinations whose labour market runs, by ``DESTINATION.cadre``. (year, draw) [posts]

    Vacancy rate times demand on its path. Other destinations follow their path and are not asked.
    """
    demand, rate = np.asarray(setting.world.paths.demand_abroad), np.asarray(run.vacancy_abroad)
    found = {}
    for place in setting.destination_indices(touched):
        for k, cadre in enumerate(setting.cadres):
            if np.any(demand[:, k, place] > 0):
                found[f"{setting.destinations[place]}.{cadre}"] = rate[:, k, place] * demand[:, k, place]
    return found
