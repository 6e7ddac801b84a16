"""Level constants of a country from its stocks (docs/model.md 5.1, tier II): leaving, returning, posts, in at most five rounds.

Each constant has one moment: the hazard of leaving the flow of (2.2f), the factor on leaving abroad the yearly loss
of a destination, the weights of posts the mix of the start, graduates (where not reported) the balance of the stock.
The flow itself is what stocks abroad need beside those who join them otherwise, which a round takes from the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import first_year, profiles
from braingain.baseline.profiles import Levels, Rates
from braingain.baseline.splits import split_by_background

Floats = NDArray[np.float64]
ROUNDS = 4  # fixed: a stop that looks at the draws would tie the draws of a block together
LICENSING_STEPS, NEWTON_STEPS = 3, 6


@dataclass(frozen=True)
class Targets:
    """What the constants must meet; cadre first, draw last."""

    home: Floats  # (cadre, sex, background, post, draw) stock at home [persons]
    abroad: Floats  # (cadre, destination, draw) practising abroad [persons]
    leaving: Callable[[Floats], tuple[Floats, Floats]]  # E0 (cadre, draw) and pi0, of ``first_year.moving``
    loss: Floats  # (cadre, destination, draw) mu_d, yearly loss of the foreign-trained [1/year]
    licensed: Floats  # (cadre, draw) new licensed of the year; NaN where they follow from the balance
    licensed_least: Floats  # (draw,) of the stock a year where they follow from the balance, docs/model.md 4.9 G
    licensed_factor: Floats  # (cadre, draw) on the balance, docs/model.md 4.9 G
    growth: Floats  # (cadre, draw) of the stock at home [1/year]
    odds_rural: Floats  # (draw,) OR_b
    factor_bounds: tuple[float, float]


@dataclass(frozen=True)
class Calibrated:
    """Constants found, stocks by cell, and how well the moments are met."""

    rates: Rates
    levels: Levels
    home: Floats  # (cadre, sex, background, duration, post, draw)
    abroad: Floats  # (cadre, sex, duration, status, destination, draw)
    hazard_mean: Floats  # (cadre, draw) lambda, the mean hazard of the stock at home
    mean_f: Floats  # (cadre, draw)
    emigrants: Floats  # (cadre, draw) E0, persons a year; where the cadre has no stock, a rate of leaving
    joining: Floats  # (2, cadre, destination, draw) of the round before, persons a year (``first_year.moving``)
    licensed: Floats  # (cadre, draw)
    returns: Floats  # (cadre, draw) persons a year
    exits: Floats  # (cadre, draw) deaths and retirements at home, persons a year
    choice_total: Floats  # (cadre, post, draw) r, over backgrounds
    lost: Floats  # (cadre, post, draw) whom posts lose in the first year: dead, retired, gone abroad, persons
    bounded: Floats  # (cadre, destination, draw) 1 where the factor stops at its bound
    change: float  # largest relative change of lambda in the last round


def calibrate(rates: Rates, targets: Targets, rounds: int = ROUNDS) -> Calibrated:
    """Solve the level constants; profiles and constants in turn, ``rounds`` times (docs/model.md 5.1 allows five)."""
    unit, size = _unit_targets(targets), _size(targets)
    joining = np.zeros((2, *targets.abroad.shape))
    levels = _first_guess(rates, unit, targets.leaving(joining)[0] / size)
    for _ in range(rounds):
        emigrants, shares = targets.leaving(joining * size[:, None])
        rates = replace(rates, destinations=shares)
        before = levels.hazard
        used, found = joining, _one_round(rates, unit, levels, emigrants / size)
        levels, joining = found.levels, found.joining
    change = float(np.max(np.abs(levels.hazard - before) / np.maximum(levels.hazard, 1e-12), initial=0.0))
    return _real_size(replace(found, joining=used, change=change), targets)


def leave_factor(by_status: Floats, exits: Floats, leave: Floats, loss: Floats, bounds: tuple[float, float]) -> Floats:
    """Factor on the hazards of leaving so that the yearly loss of those practising is ``loss`` (5.1, 4).

    Parameters
    ----------
    by_status : (cadre, 2, destination, draw)
        Temporary and settled people who are neither dead nor retired.
    exits : (cadre, destination, draw)
        Deaths and retirements of the year among those practising.
    leave : (cadre, status, destination, draw)
        Hazards before the factor. [1/year]
    loss : (cadre, destination, draw)
        Return, onward, death and retirement over the stock. [1/year]
    """
    stock = by_status.sum(axis=1) + exits
    wanted = loss * stock - exits
    low, high = np.full(loss.shape, np.log(bounds[0])), np.full(loss.shape, np.log(bounds[1]))
    for _ in range(50):
        middle = 0.5 * (low + high)
        lost = (by_status * (1.0 - np.exp(-leave[:, :2] * np.exp(middle)[:, None]))).sum(axis=1)
        too_much = lost > wanted
        high, low = np.where(too_much, middle, high), np.where(too_much, low, middle)
    return np.exp(0.5 * (low + high))


def hazard_root(stay: Floats, exposure: Floats, emigrants: Floats, start: Floats) -> Floats:
    """Hazard level at which the people of ``stay`` with ``exposure`` yield the emigrants of the first step (5.1, 3).

    Parameters
    ----------
    stay, exposure : (cadre, cell, draw)
        Persons who could leave, and their propensity times the part of the year in which they are there.
    emigrants : (cadre, draw)
        E0. [persons a year]
    """
    level = start
    for _ in range(NEWTON_STEPS):
        kept = np.exp(-level[:, None] * exposure)
        value = (stay * (1.0 - kept)).sum(axis=1) - emigrants
        slope = (stay * exposure * kept).sum(axis=1)
        step = value / np.where(slope > 0, slope, 1.0)
        level = np.maximum(level - step, 0.1 * level)
    return np.where(emigrants > 0, level, 0.0)


def _unit_targets(targets: Targets) -> Targets:
    """The same targets per worker at home, so that a cadre without stock has profiles and weights too.

    ``targets.home`` of a cadre without stock holds shares; of the others persons.
    """
    size = _size(targets)
    return replace(
        targets,
        home=targets.home / size[:, None, None, None],
        abroad=targets.abroad / size[:, None],
        licensed=targets.licensed / size,
    )


def _size(targets: Targets) -> Floats:
    return targets.home.sum(axis=(1, 2, 3))


def _real_size(found: Calibrated, targets: Targets) -> Calibrated:
    size = _size(targets)
    return replace(
        found,
        home=found.home * size[:, None, None, None, None],
        abroad=found.abroad * size[:, None, None, None, None],
        emigrants=found.emigrants * size,
        joining=found.joining * size[:, None],
        licensed=found.licensed * size,
        returns=found.returns * size,
        exits=found.exits * size,
        lost=found.lost * size[:, None],
    )


def _first_guess(rates: Rates, unit: Targets, emigrants: Floats) -> Levels:
    mix = unit.home.sum(axis=1)
    choice = mix / mix.sum(axis=2, keepdims=True)
    factor = np.ones_like(rates.destinations * emigrants[:, None])
    return Levels(emigrants, factor, choice)


def _one_round(rates: Rates, unit: Targets, levels: Levels, emigrants: Floats) -> Calibrated:
    cohort = profiles.follow_cohort(rates, levels)
    home, abroad = profiles.scaled(cohort, unit.home, unit.abroad)
    factor, bounded = _factors(cohort, rates, unit)
    aged = first_year.age(home, abroad, rates)
    returning, joining = first_year.moving(aged, rates, factor)
    hazard, licensed = _leaving_and_licensed(aged, returning, rates, unit, emigrants, levels.hazard)
    new = _new_licensed(licensed, rates, returning)
    choice, total, lost = _post_choice(home, aged, returning, new, rates, unit, hazard)
    mean_f = first_year.mean_propensity(home, rates)
    return Calibrated(
        rates=rates,
        levels=Levels(hazard, factor, choice),
        home=home,
        abroad=abroad,
        hazard_mean=hazard * mean_f,
        mean_f=mean_f,
        emigrants=emigrants,
        joining=joining,
        licensed=licensed,
        returns=returning.sum(axis=(1, 2, 3)),
        exits=aged.exits_home.sum(axis=1),
        choice_total=total,
        lost=lost,
        bounded=bounded,
        change=np.inf,
    )


def _factors(cohort: profiles.Cohort, rates: Rates, unit: Targets) -> tuple[Floats, Floats]:
    """Factors from the cohort's own columns, so that they exist for a corridor without stock too."""
    aged = first_year.age(cohort.home, cohort.abroad, rates)
    by_status, exits = first_year.practising_loss(aged, rates)
    factor = leave_factor(by_status, exits, rates.leave, unit.loss, unit.factor_bounds)
    low, high = unit.factor_bounds
    return factor, ((factor < low * 1.0001) | (factor > high / 1.0001)).astype(float)


def _new_licensed(licensed: Floats, rates: Rates, like: Floats) -> Floats:
    """New licensed as entrants at duration 0, (cadre, sex, background, duration, draw)."""
    new = np.zeros_like(like)
    new[:, :, :, 0] = licensed[:, None, None] * rates.entry
    return new


def _leaving_and_licensed(
    aged: first_year.Aged, returning: Floats, rates: Rates, unit: Targets, emigrants: Floats, start: Floats
) -> tuple[Floats, Floats]:
    """The hazard of leaving, and the new licensed that keep the stock on its growth where they are not given."""
    hazard = start
    for _ in range(LICENSING_STEPS):
        licensed = _licensed(aged, returning, rates, unit, hazard)
        entrants = returning + _new_licensed(licensed, rates, returning)
        exposure, people = _exposed(aged, entrants, rates)
        hazard = hazard_root(people, exposure, emigrants, np.maximum(hazard, 1e-4))
    return hazard, licensed


def _licensed(aged: first_year.Aged, returning: Floats, rates: Rates, unit: Targets, hazard: Floats) -> Floats:
    """New licensed of the year: as given, else those that balance the stock (T13 of docs/model.md 2.17), times the factor."""
    gone = first_year.emigrants_home(aged, rates, hazard).sum(axis=(1, 2, 3, 4))
    kept = (returning - first_year.emigrants_entering(returning, rates, hazard)).sum(axis=(1, 2, 3))
    one = _new_licensed(np.ones_like(unit.licensed), rates, returning)
    stays = 1.0 - first_year.emigrants_entering(one, rates, hazard).sum(axis=(1, 2, 3))
    stock = unit.home.sum(axis=(1, 2, 3))
    balance = (unit.growth * stock + aged.exits_home.sum(axis=1) + gone - kept) / stays
    ruled = np.maximum(unit.licensed_least * stock, balance) * unit.licensed_factor
    return np.where(np.isnan(unit.licensed), ruled, unit.licensed)


def _exposed(aged: first_year.Aged, entrants: Floats, rates: Rates) -> tuple[Floats, Floats]:
    """Exposure and persons by cell, those at home a whole year and those who enter half of it."""
    k, n = aged.home.shape[0], entrants.shape[-1]
    whole = np.broadcast_to(
        rates.private_factor[:, None, None, :, None] * rates.propensity[None], (k, *aged.home.shape[1:-1], n)
    )
    half = np.broadcast_to(0.5 * rates.private_factor[:, None, None] * rates.entrant_propensity[None], entrants.shape)
    exposure = np.concatenate([whole.reshape(k, -1, n), half.reshape(k, -1, n)], axis=1)
    people = np.concatenate([aged.home.reshape(k, -1, n), entrants.reshape(k, -1, n)], axis=1)
    return exposure, people


def _post_choice(
    home: Floats,
    aged: first_year.Aged,
    returning: Floats,
    new: Floats,
    rates: Rates,
    unit: Targets,
    hazard: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Weights r that keep the mix of posts (2.15a), by background (2.15d), their mean, and whom posts lose."""
    gone = first_year.emigrants_home(aged, rates, hazard)
    left = aged.home - gone
    lookers = left * rates.look[None, None, None]
    grow = unit.growth[:, None] * home.sum(axis=(1, 2, 3))
    lost = aged.exits_home + gone.sum(axis=(1, 2, 3))
    needed = lookers.sum(axis=(1, 2, 3)) + lost + grow
    total = needed / needed.sum(axis=1, keepdims=True)
    entrants = returning + new
    kept = entrants - first_year.emigrants_entering(entrants, rates, hazard)
    pool = lookers.sum(axis=(1, 3, 4)) + kept.sum(axis=(1, 3))
    background = pool / pool.sum(axis=1, keepdims=True)
    return split_by_background(total, background, unit.odds_rural), total, lost
