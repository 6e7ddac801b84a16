"""A first year of the country of ``hand_country``, step by step from the containers alone (docs/model.md 2.1).

It is written here once more so that neither a wrong level nor a wrong way into the containers passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from hand_country import DRAWS, GROWTH, e
from hand_start import Floats, built


@dataclass(frozen=True)
class Year:
    """The first year without policy."""

    exits: Floats  # (cadre, post, draw) dead and retired at home
    aged: Floats  # HOME after exits, a year older
    gone: Floats  # HOME emigrants of those at home
    entrants: Floats  # (cadre, sex, background, duration, draw) new licensed and returnees
    new: Floats  # (cadre, owner, draw) licensed
    gone_entering: Floats  # the same of entrants
    returns: Floats  # (cadre, draw)
    lost_abroad: Floats  # (cadre, destination, draw) practising people dead, retired, returned, moved on
    joining: Floats  # (2, cadre, destination, draw) recognised, and gone on to another destination


def older(stock: Floats, axis: int) -> Floats:
    """A year more; the last duration keeps its people."""
    out = np.roll(stock, 1, axis)
    first, last = [slice(None)] * stock.ndim, [slice(None)] * stock.ndim
    first[axis], last[axis] = slice(0, 1), slice(stock.shape[axis] - 1, None)
    out[tuple(last)] += out[tuple(first)]
    out[tuple(first)] = 0.0
    return out


@cache
def first_year(rich: bool = False) -> Year:
    """Steps 2 to 6 of docs/model.md 2.1."""
    world = built(rich).world
    c, p, s = world.constants, world.paths, world.state
    left = s.home * np.exp(-c.mortality_factor * p.mortality_home[0]) * (1.0 - c.retirement_home)
    aged = older(left, 3)
    left_abroad = s.abroad * np.exp(-c.mortality_factor * p.mortality_abroad[0]) * (1.0 - c.retirement_abroad)
    away = older(left_abroad, 2)
    # schools (2.9)
    graduating = s.students.sum(axis=(1, 2))[:, :, -1] * (1.0 - c.drop_out)[:, None]
    new = c.pass_share0 * graduating + c.resit_pass_share * c.pass_share0 * s.resit.sum(axis=(1, 2))
    # settling, then leaving (2.9.1, 2.21)
    settled = away[:, :, :, 0] * (1.0 - np.exp(-c.settle_rate))[:, None, None]
    recognised = away[:, :, :, 2] * (1.0 - np.exp(-c.recognise_rate))[:, None, None]
    now = np.stack(
        [away[:, :, :, 0] - settled, away[:, :, :, 1] + settled + recognised, away[:, :, :, 2] - recognised], 3
    )
    leaving = now * (1.0 - np.exp(-c.leave_abroad))[:, None, None]
    back = (leaving.sum(axis=3) * (1.0 - c.onward_share)[:, None, None]).sum(axis=3)  # (cadre, sex, duration, draw)
    entrants = back[:, :, None] * c.background_mix[:, :, :, None]
    entrants[:, :, :, 0] += new.sum(axis=1)[:, None, None] * c.applicant_mix
    # emigration: a year at home, half a year for entrants (2.16, 2.16b, 2.9c)
    school = np.ones((4, 50, DRAWS))
    school[:, :5] = 1.0 + (c.private_school_factor - 1.0) * s.privately_trained
    gone = aged * (1.0 - np.exp(-c.leave_hazard * school[:, None, None, :, None]))
    half = 0.5 * c.entrant_hazard[:, :, :, :, 0] * school[:, None, None]
    # of those who practise; who is recognised in the year is not yet at risk
    known = now[:, :, :, :2].copy()
    known[:, :, :, 1] -= recognised
    at_risk = known * (1.0 - np.exp(-c.leave_abroad[:, :2]))[:, None, None]
    dead = (s.abroad - left_abroad)[:, :, :, :2]
    lost = at_risk.sum(axis=(1, 2, 3)) + dead.sum(axis=(1, 2, 3))
    joining = np.stack([recognised.sum(axis=(1, 2)), leaving.sum(axis=(1, 2, 3)) * c.onward_share])
    return Year(
        (s.home - left).sum(axis=(1, 2, 3)), aged, gone, entrants, new, entrants * (1.0 - np.exp(-half)),
        back.sum(axis=(1, 2)), lost, joining,
    )  # fmt: skip


def look() -> Floats:
    """sigma, (duration, post, draw) (2.13)."""
    out = np.zeros((50, 8, DRAWS))
    out[:5, :6], out[5:, :6] = e("sigma_young"), e("sigma_old")
    out[:, 6], out[:, 7] = e("sigma_reserve"), e("sigma_out")
    return out


def needed_inflow(rich: bool = False) -> Floats:
    """r of (2.15a), (cadre, post, draw): what looks, dies, retires, leaves, and growth; cadres that have people."""
    year, at_start = first_year(rich), built(rich).world.state.home.sum(axis=(1, 2, 3))
    needed = ((year.aged - year.gone) * look()).sum(axis=(1, 2, 3)) + year.exits + year.gone.sum(axis=(1, 2, 3))
    needed = needed + np.array(GROWTH)[:, None, None] * at_start
    return np.asarray(needed[:3] / needed[:3].sum(axis=1, keepdims=True))


def choices(rich: bool = False) -> Floats:
    """Weights of posts times rationing, summing to 1: what people choose at the start, (cadre, background, post, draw)."""
    c = built(rich).world.constants
    raw = c.post_weights.copy()
    raw[:, :, :6] *= c.rationing0[:, None]
    return np.asarray(raw / raw.sum(axis=2, keepdims=True))
