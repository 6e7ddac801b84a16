"""Posts at the start: funded over filled, weights of choice, multipliers where posts are frozen (docs/model.md 2.15a-d, 2.29d)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.calibrate import Calibrated
from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn
from braingain.foundation.vocabulary import CADRES, PLACES

Floats = NDArray[np.float64]
WORK = slice(0, 6)


@dataclass(frozen=True)
class Posts:
    """Posts and how they are chosen, by cadre; draw last."""

    funded: Floats  # (cadre, work post, draw) F0
    filled: Floats  # (cadre, work post, draw) own and foreign
    weights: Floats  # (cadre, background, post, draw) omega
    rationing: Floats  # (cadre, work post, draw) m0
    private_vacancy: Floats  # (cadre, draw)
    vacancy_normal: Floats  # (cadre, draw) v* of a demand country
    hiring_lag: Floats  # (cadre, work post, draw) share of posts fallen empty that a year's hiring leaves so (2.15e)


def start_posts(
    context: Context, drawn: Drawn, own: Floats, foreign: Floats, found: Calibrated, present: Floats
) -> Posts:
    """Posts of the start.

    Parameters
    ----------
    own, foreign : (cadre, work post, draw)
        Filled posts. [persons]
    found : Calibrated
        Choice of posts, whom the first year's deaths, retirement and emigration take, and growth.
    present : (cadre, draw)
        1 where a cadre has a stock.
    """
    lost, growth = found.lost[:, WORK] * present[:, None], found.rates.growth[:, None]
    filled = own + foreign
    frozen = np.array([bool(_frozen(context, cadre)) for cadre in CADRES])[:, None]
    slack = funded_over_filled(drawn)
    lag = hiring_lag(context, drawn)
    empty = left_empty(lag, lost, own, foreign, growth)
    budget = np.maximum(filled * np.where(frozen[:, :, None], 1.0, slack[None]), filled + empty)
    vacancy = np.stack([drawn[f"vacancy_rate.{behaviour.vacancy_key(k, context.country)}"] for k in CADRES])
    if context.labour == "demand":
        funded = demand_posts(filled, slack, vacancy)
        lag = lag_within(lag, funded - filled, lost)
    else:
        funded = budget
    inv = np.where(frozen, drawn["frozen_inflow_share.frozen"], 0.0)
    weights, rationing = frozen_weights(found.levels.choice, found.choice_total, inv)
    private = _vacant(funded[:, 3:].sum(axis=1), filled[:, 3:].sum(axis=1))
    return Posts(funded, filled, weights, rationing, private, vacancy, np.broadcast_to(lag, funded.shape))


def hiring_lag(context: Context, drawn: Drawn) -> Floats:
    r"""Share of posts fallen empty that a year's hiring leaves so, (1, work post, draw): :math:`\ell = d / (1 + d)` (2.15e).

    d is how long a public post stays empty before somebody is hired [years]; private employers hire within the year.
    """
    years = drawn[f"hiring_delay_years.{behaviour.income_key(context.group)}"]
    public = np.broadcast_to(years / (1.0 + years), (len(PLACES), len(years)))
    return np.concatenate([public, np.zeros_like(public)])[None]


def left_empty(lag: Floats, lost: Floats, own: Floats, foreign: Floats, growth: Floats) -> Floats:
    r"""Posts that stand empty at the start because hiring is slow, so that the first year fills what it must (2.15e).

    .. math:: V^0 = \frac{\ell\,\max(0, lost - g\,f)}{1 - \ell + g}, \qquad
        V^0 = \frac{\ell\,\max(0, lost + g\,W)}{(1 - \ell)(1 + g)} \text{ where } g < 0

    With them W own workers W (1 + g) are in post at the end of the first year: posts that growth adds are filled as they
    open, by foreign-trained f first; of those that fell empty a share stays so. Arrays are (cadre, work post, draw).
    """
    growing = np.maximum(0.0, lost - growth * foreign) / (1.0 - lag + growth)
    shrinking = np.maximum(0.0, lost + growth * own) / (1.0 - lag) / (1.0 + growth)
    return lag * np.where(growth < 0, shrinking, growing)


def lag_within(lag: Floats, vacant: Floats, lost: Floats) -> Floats:
    """The lag, no longer than the vacancies of the start allow: a year must fill what falls empty in it (2.15e)."""
    empty = vacant + lost
    most = np.where(empty > 0, np.maximum(0.0, vacant) / np.where(empty > 0, empty, 1.0), 1.0)
    return np.minimum(lag, most)


def funded_over_filled(drawn: Drawn) -> Floats:
    """Funded over filled posts, (work post, draw): public by place, private alike everywhere (4.9 fw)."""
    public = np.stack([drawn[f"funded_over_filled.{place}"] for place in PLACES])
    return np.concatenate([public, np.broadcast_to(drawn["private_posts_over_filled"], public.shape)])


def demand_posts(filled: Floats, slack: Floats, vacancy: Floats) -> Floats:
    """Posts of a demand country (2.29d): vacancies of W v/(1 - v) spread by place as the slack of ``fw`` is.

    So the sum is D = W/(1 - v) and no post is below what is filled.
    """
    spare = filled * (slack - 1.0)
    total, workers = spare.sum(axis=1), filled.sum(axis=1)
    wanted = workers * vacancy / (1.0 - vacancy)
    evenly = np.where(workers > 0, wanted / np.where(workers > 0, workers, 1.0), 0.0)[:, None] * filled
    by_place = spare * np.where(total > 0, wanted / np.where(total > 0, total, 1.0), 0.0)[:, None]
    return filled + np.where((total > 0)[:, None], by_place, evenly)


def frozen_weights(choice: Floats, total: Floats, inv: Floats) -> tuple[Floats, Floats]:
    """Weights and multipliers where a share ``inv`` of the inflow to reserve and out is for lack of posts (2.15c).

    Returns weights (cadre, background, post, draw), summing to 1 over posts, and m0 (cadre, work post, draw).
    """
    work = total[:, WORK].sum(axis=1)
    aside = total[:, 6] + total[:, 7]
    inv = np.minimum(inv, 1.0 - 1e-6)
    multiplier = np.where(inv > 0, work / (1.0 / (1.0 - inv) - aside), 1.0)
    raw = choice.copy()
    raw[:, :, WORK] = choice[:, :, WORK] / multiplier[:, None, None]
    weights = raw / raw.sum(axis=2, keepdims=True)
    return weights, np.broadcast_to(multiplier[:, None], (*multiplier.shape[:1], 6, multiplier.shape[1])).copy()


def vacancy_by_post(funded: Floats, filled: Floats) -> Floats:
    """Vacant over funded, (cadre, work post, draw); 0 where there are no posts."""
    return _vacant(funded, filled)


def vacancy_money(funded: Floats, filled: Floats, pay_usd: Floats, oncost: Floats) -> Floats:
    """V0 of (2.29 i), (cadre, draw): pay of vacant public posts. [US$]"""
    spare = np.maximum(0.0, funded[:, :3] - filled[:, :3]).sum(axis=1)
    return spare * pay_usd * (1.0 + oncost)


def public_shares(funded: Floats, fallback: Floats) -> Floats:
    """Public posts by place, (cadre, work post, draw), summing to 1; ``fallback`` shares where a cadre has no posts."""

    def of(values: Floats) -> Floats:
        public = values.copy()
        public[:, 3:] = 0.0
        total = public.sum(axis=1, keepdims=True)
        return np.where(total > 0, public / np.where(total > 0, total, 1.0), 0.0)

    own = of(funded)
    return np.where(own.sum(axis=1, keepdims=True) > 0, own, of(fallback))


def _frozen(context: Context, cadre: str) -> bool:
    value = context.values.get(f"frozen_posts.{cadre}")
    return value is not None and float(value.value or 0.0) > 0.5


def _vacant(funded: Floats, filled: Floats) -> Floats:
    return np.where(funded > 0, np.maximum(0.0, funded - filled) / np.where(funded > 0, funded, 1.0), 0.0)
