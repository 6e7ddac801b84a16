"""Who of a cadre is how many years from qualification, at home and abroad (docs/model.md 1.2): one cohort followed for life.

The rates are those of the start; a cohort of one new licensed a year, weighted by past growth, gives the profile. The
same rates give the first year's flows (docs/model.md 2.1, steps 2 to 7), from which ``calibrate`` takes its levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.model.containers import DESKILLED, SETTLED, TEMPORARY

Floats = NDArray[np.float64]
DURATIONS = 50


@dataclass(frozen=True)
class Rates:
    """What people do in the start year, by cell; hazards a year unless said. The draw is the last axis."""

    stay_home: Floats  # (cadre, sex, duration, draw) share neither dead nor retired after a year
    stay_abroad: Floats  # (cadre, sex, duration, destination, draw)
    propensity: Floats  # (sex, background, duration, post, draw) f of (2.16), not normalised, without f_u
    entrant_propensity: Floats  # (sex, background, duration, draw), the same with f_j = 1
    private_factor: Floats  # (cadre, duration, draw) f_u = 1 + (f_prv - 1) priv
    look: Floats  # (duration, post, draw) share who look for another post in the year
    destinations: Floats  # (cadre, destination, draw) pi0
    arrivals: Floats  # (cadre, status, destination, draw) of those who go there, sums to 1 over status
    onward_temporary: Floats  # (cadre, destination, draw) of those who move on to it
    settle: Floats  # (cadre, destination, draw) probability a year
    recognise: Floats  # (cadre, destination, draw) probability a year
    leave: Floats  # (cadre, status, destination, draw) rho0 before the factor
    onward_share: Floats  # (cadre, destination, draw)
    entry: Floats  # (cadre, sex, background, draw) of the new licensed, sums to 1
    return_background: Floats  # (cadre, sex, background, draw) of those who return, sums to 1 over background
    growth: Floats  # (cadre, draw) of the stock in the past [1/year]


@dataclass(frozen=True)
class Levels:
    """What calibration finds."""

    hazard: Floats  # (cadre, draw) lambda over the mean of f [1/year]
    leave_factor: Floats  # (cadre, destination, draw)
    choice: Floats  # (cadre, background, post, draw) r by background


def after_status_change(abroad: Floats, rates: Rates) -> Floats:
    """Temporary people who settle and de-skilled people who get recognised (2.9.1).

    ``abroad`` is (cadre, sex, duration, status, destination, draw).
    """
    out = abroad.copy()
    settled = abroad[..., TEMPORARY, :, :] * rates.settle[:, None, None]
    recognised = abroad[..., DESKILLED, :, :] * rates.recognise[:, None, None]
    out[..., TEMPORARY, :, :] -= settled
    out[..., DESKILLED, :, :] -= recognised
    out[..., SETTLED, :, :] += settled + recognised
    return out


def leaving(abroad: Floats, rates: Rates, factor: Floats) -> tuple[Floats, Floats, Floats]:
    """Who stays abroad, who returns and who moves on, by competing exits (2.1, 2.21a, 2.21b).

    Returns those who stay, with the shape of ``abroad``, returnees (cadre, sex, duration, draw) and onward movers
    (cadre, sex, duration, destination they leave, draw).
    """
    hazard = rates.leave * factor[:, None]
    gone = abroad * (1.0 - np.exp(-hazard))[:, None, None]
    by_place = gone.sum(axis=3)
    onward = by_place * rates.onward_share[:, None, None]
    return abroad - gone, (by_place - onward).sum(axis=3), onward


def place_onward(onward: Floats, shares: Floats, temporary: Floats) -> Floats:
    """Movers from each destination spread over the others by their shares: (cadre, sex, duration, status, destination, draw)."""
    weight = onward / np.maximum(1.0 - shares, 1e-12)[:, None, None]
    arrivals = shares[:, None, None] * (weight.sum(axis=3, keepdims=True) - weight)
    out = np.zeros((*onward.shape[:3], 3, *onward.shape[3:]))
    out[:, :, :, TEMPORARY] = arrivals * temporary[:, None, None]
    out[:, :, :, SETTLED] = arrivals - out[:, :, :, TEMPORARY]
    return out


def returnee_cells(returns: Floats, rates: Rates) -> Floats:
    """Returnees by background, (cadre, sex, background, duration, draw)."""
    return returns[:, :, None] * rates.return_background[:, :, :, None]


@dataclass(frozen=True)
class Cohort:
    """One cohort of new licensed at each 1 January of its life, weighted by growth."""

    home: Floats  # (cadre, sex, background, duration, post, draw)
    abroad: Floats  # (cadre, sex, duration, status, destination, draw)


def follow_cohort(rates: Rates, levels: Levels) -> Cohort:
    """A cohort of one new licensed of each cadre through its working life at the rates of the start (1.2).

    Older cohorts weigh less by past growth, as 1 + g a year, the form in which posts and the first year grow (2.15a).
    """
    cadres, sexes, _, draws = rates.entry.shape
    destinations = rates.destinations.shape[1]
    posts = levels.choice.shape[2]
    home = np.zeros((cadres, sexes, 2, DURATIONS, posts, draws))
    abroad = np.zeros((cadres, sexes, DURATIONS, 3, destinations, draws))
    h = np.zeros((cadres, sexes, 2, posts, draws))
    a = np.zeros((cadres, sexes, 1, 3, destinations, draws))
    for y in range(DURATIONS):
        entrants = rates.entry if y == 0 else np.zeros_like(rates.entry)
        if y:
            h = h * rates.stay_home[:, :, None, y - 1, None]
            a = a * rates.stay_abroad[:, :, y - 1 : y, None]
            a, returns, onward = leaving(after_status_change(a, rates), rates, levels.leave_factor)
            entrants = returnee_cells(returns, rates)[:, :, :, 0]
            a = a + place_onward(onward, rates.destinations, rates.onward_temporary)
        h, gone = _one_year_at_home(h, entrants, y, rates, levels)
        a = a + _arrive(gone.sum(axis=2)[:, :, None], rates)
        home[:, :, :, y], abroad[:, :, y] = h, a[:, :, 0]
    weight = (1.0 + rates.growth[:, None]) ** -np.arange(DURATIONS, dtype=float)[None, :, None]
    return Cohort(home * weight[:, None, None, :, None], abroad * weight[:, None, :, None, None])


def _one_year_at_home(h: Floats, entrants: Floats, y: int, rates: Rates, levels: Levels) -> tuple[Floats, Floats]:
    """Emigration, then posts, of one duration: (home, emigrants by cadre, sex, background, draw)."""
    level = (levels.hazard * rates.private_factor[:, y])[:, None, None]
    gone_home = h * (1.0 - np.exp(-level[:, :, :, None] * rates.propensity[None, :, :, y]))
    gone_new = entrants * (1.0 - np.exp(-0.5 * level * rates.entrant_propensity[None, :, :, y]))
    left = h - gone_home
    lookers = left * rates.look[y]
    pool = lookers.sum(axis=3) + entrants - gone_new
    return left - lookers + pool[:, :, :, None] * levels.choice[:, None], gone_home.sum(axis=3) + gone_new


def _arrive(emigrants: Floats, rates: Rates) -> Floats:
    """Emigrants (cadre, sex, duration, draw) by status and destination."""
    to = rates.destinations[:, None] * rates.arrivals
    return emigrants[:, :, :, None, None] * to[:, None, None]


def scaled(cohort: Cohort, home: Floats, abroad: Floats) -> tuple[Floats, Floats]:
    """The cohort's profile scaled to the stocks of the start.

    Parameters
    ----------
    home : (cadre, sex, background, post, draw)
        Stock at home. [persons]
    abroad : (cadre, destination, draw)
        Practising stock abroad (temporary and settled); the de-skilled keep their ratio to it. [persons]
    """
    total = cohort.home.sum(axis=3)
    profile = cohort.home / np.where(total > 0, total, 1.0)[:, :, :, None]
    practising = cohort.abroad[:, :, :, :DESKILLED].sum(axis=(1, 2, 3))
    ratio = np.where(practising > 0, abroad / np.where(practising > 0, practising, 1.0), 0.0)
    return profile * home[:, :, :, None], cohort.abroad * ratio[:, None, None, None]
