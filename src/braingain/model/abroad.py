"""Life abroad: settling, recognition, return, moving on, stays with an end date: docs/model.md 2.9."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from braingain.model.containers import (
    DESKILLED,
    N_STATUSES,
    RESERVE,
    SETTLED,
    TEMPORARY,
    Array,
)
from braingain.model.engine import once
from braingain.model.leaving import legal_mean
from braingain.model.primitives import decay

STAY_DURATIONS = 15  # stays are for y < 15 (2.9b)
LARGEST_STAY_SHARE = 0.5  # of a cell in a year
SMALLEST_ELSEWHERE = 1e-6  # share of other destinations below which nobody moves on


class Leaving(NamedTuple):
    """Those who leave a destination, and those who remain."""

    abroad: Array  # ABROAD
    returns: Array  # (cadre, sex, duration, draw)
    returns_from: Array  # DEST
    onward: Array  # (cadre, sex, duration, destination left, draw)


def settle(abroad: Array, remaining: Array, settle_rate: Array, recognise_rate: Array) -> Array:
    """Survivors, of whom temporary workers settle and the de-skilled are recognised: 1 − e^{−η} of each (2.9.1); ABROAD.

    ``remaining`` is the share that neither died nor retired; ``recognise_rate`` holds the change of rec (η_rec·rec/rec⁰).
    """
    settling, recognising = -jnp.expm1(-settle_rate), -jnp.expm1(-recognise_rate)
    settling, recognising = jnp.broadcast_arrays(settling, recognising)
    none, all_ = jnp.zeros_like(settling), jnp.ones_like(settling)
    # one formula for all statuses, with coefficients by status: a case by case one is much slower
    coefficients = ([1.0 - settling, all_, 1.0 - recognising], [none, settling, none], [none, recognising, none])
    kept, settles, found = once([jnp.stack(each, axis=1)[:, None, None] for each in coefficients])
    temporary, deskilled = abroad[:, :, :, TEMPORARY, None], abroad[:, :, :, DESKILLED, None]
    return remaining * (abroad * kept + temporary * settles + deskilled * found)


def stay_on(abroad: Array, overstayed: Array, destinations: tuple[int, ...]) -> Array:
    """Those whose stay ended and who remain join the settled of their programme's destination (2.9b); ABROAD.

    ``overstayed`` is (cadre, sex, duration, programme, draw).
    """
    for p, d in enumerate(destinations):
        cell = np.zeros((N_STATUSES, abroad.shape[4], 1))
        cell[SETTLED, d] = 1.0
        abroad = abroad + overstayed[:, :, :, p, None, None] * cell
    return abroad


def return_hazard(
    leave: Array, onward_share: Array, theta: Array, gain_abroad: Array, programme: Array, switch: Array
) -> Array:
    r"""Hazard of going home before the gain at home (2.21a); (cadre, status, destination, draw).

    .. math:: \rho^0(1-\chi_d)\,e^{-\theta_{ret}\Delta V_d}(1 + \Delta prog_{eff})
    """
    scale = (1.0 - onward_share) * jnp.exp(-theta * gain_abroad) * (1.0 + programme)[:, None] * switch
    return leave * scale[:, None]


def onward_hazard(
    leave: Array,
    onward_share: Array,
    theta: Array,
    gain_abroad: Array,
    gain_elsewhere: Array,
    elsewhere: Array,
    switch: Array,
) -> Array:
    r"""Hazard of moving on to another destination (2.21b); (cadre, status, destination, draw).

    .. math:: \rho^0\chi_d\,e^{\theta_{ret}(\Delta I_{-d} - \Delta V_d)}

    ``elsewhere`` (DEST) is true where there is another destination to go to.
    """
    scale = onward_share * jnp.exp(theta * (gain_elsewhere - gain_abroad)) * switch
    return leave * jnp.where(elsewhere, scale, 0.0)[:, None]


def others(values: Array) -> Array:
    """For each destination the sum over the others, without subtracting; DEST."""
    n = values.shape[1]
    return jnp.einsum("de,ken->kdn", 1.0 - jnp.eye(n), values)


def gain_elsewhere(shares0: Array, inclusive: Array, theta: Array) -> Array:
    r"""Change of the value of the other destinations, ΔI_{−d} (2.21b); DEST.

    .. math:: \theta_D \ln\left[\sum_{e\ne d}\pi^0_e e^{I_e/\theta_D} / \sum_{e\ne d}\pi^0_e\right]
    """
    before = others(shares0)
    now = others(shares0 * jnp.exp(inclusive / theta))
    known = (before > 0) & (now > 0)
    return theta * jnp.log(jnp.where(known, now, 1.0) / jnp.where(known, before, 1.0))


def programme_effect(offer_share: Array, offer: Array, multiplier: Array, largest: Array) -> Array:
    """Δprog_eff (2.21c): offers are capped by the posts there are, the effect by 2Δprog; CADRE."""
    return jnp.minimum(largest, jnp.minimum(offer_share, offer) * multiplier)


def leave_destinations(abroad: Array, home_gain: Array, returning: Array, onward: Array) -> Leaving:
    """Returns and onward moves by two competing hazards (2.1, 2.21).

    Parameters
    ----------
    home_gain : (cadre, sex, duration, draw)
        e^{θ_ret·ΔV_home}, multiplies the hazard of return.
    returning, onward : (cadre, status, destination, draw)
        Hazards without it. [1/year]
    """
    abroad, home_gain, returning, onward = once((abroad, home_gain, returning, onward))
    back = returning[:, None, None] * home_gain[:, :, :, None, None]
    further = onward[:, None, None]
    leaving = once(abroad * _gone_per_hazard(back + further))
    home_bound = once(_over_statuses(leaving, returning) * home_gain[:, :, :, None])
    return Leaving(
        abroad=abroad - leaving * (back + further),
        returns=jnp.sum(home_bound, axis=3),
        returns_from=jnp.sum(home_bound, axis=(1, 2)),
        onward=once(_over_statuses(leaving, onward)),
    )


def _over_statuses(people: Array, hazard: Array) -> Array:
    """Σ_q of people × hazard; (cadre, sex, duration, destination, draw)."""
    parts = [people[:, :, :, q] * hazard[:, None, None, q] for q in range(N_STATUSES)]
    return sum(parts[1:], start=parts[0])


def _gone_per_hazard(hazard: Array) -> Array:
    """(1 − e^{−μ})/μ, with its series where the difference would lose digits."""
    small = hazard < 1e-4
    exact = (1.0 - decay(hazard)) / jnp.where(small, 1.0, hazard)
    return jnp.where(small, 1.0 - hazard * (0.5 - hazard / 6.0), exact)


def resettle(onward: Array, shares: Array) -> Array:
    r"""Where onward movers arrive (2.21b); (cadre, sex, duration, destination, draw).

    From d to e ≠ d by :math:`\pi_e/\sum_{f\ne d}\pi_f` of last year.
    """
    elsewhere = others(shares)
    possible = elsewhere > SMALLEST_ELSEWHERE
    weight = once(onward * once(jnp.where(possible, 1.0 / jnp.where(possible, elsewhere, 1.0), 0.0))[:, None, None])
    everyone = once(jnp.sum(weight, axis=3, keepdims=True))
    return once(jnp.maximum(0.0, everyone - weight) * shares[:, None, None])


def onward_temporary_share(channel_shares: Array, temporary_share: Array) -> Array:
    """Temporary share of onward movers: mean over legal channels at t0; DEST."""
    return legal_mean(temporary_share, channel_shares, jnp.zeros(()))


def arrive(
    abroad: Array,
    leavers: Array,
    status: Array,
    onward: Array | None,
    temporary: Array,
) -> Array:
    """Everyone who arrives in the year enters at their duration (2.18, 2.22); ABROAD.

    Parameters
    ----------
    leavers : (cadre, sex, duration, draw)
        Emigrants of the year.
    status : (cadre, status, destination, draw)
        Status and destination of one leaver.
    onward : (cadre, sex, duration, destination, draw)
        Onward movers where they arrive, a share ``temporary`` (DEST) of them temporary; None: nobody.
    """
    by_status = jnp.stack([temporary, 1.0 - temporary, jnp.zeros_like(temporary)], axis=1)
    leavers, status, by_status = once((leavers, status, by_status))
    total = abroad + leavers[:, :, :, None, None] * status[:, None, None]
    if onward is not None:
        total = total + onward[:, :, :, None] * by_status[:, None, None]
    return once(total)


def take_tracks(licensed: Array, places: Array) -> tuple[Array, Array]:
    r"""New licensed without those on tracks, and these by destination (2.9b): :math:`\min(\sum_d places_d, NEW)`.

    Takes (cadre, sex, background, draw) and DEST; the second result is (cadre, sex, destination, draw).
    """
    new, wanted = jnp.sum(licensed, axis=(1, 2)), jnp.sum(places, axis=1)
    taken = jnp.minimum(wanted, new)
    share = jnp.where(new > 0, taken / jnp.where(new > 0, new, 1.0), 0.0)
    to = jnp.where(wanted[:, None] > 0, places / jnp.where(wanted > 0, wanted, 1.0)[:, None], 0.0)
    by_sex = jnp.sum(licensed, axis=2) * share[:, None]
    return licensed * (1.0 - share)[:, None, None], by_sex[:, :, None] * to[:, None]


def settle_on_tracks(abroad: Array, tracks: Array) -> Array:
    """ABROAD with graduates on tracks among the settled at duration 0 (2.9b)."""
    cell = np.zeros((abroad.shape[2], N_STATUSES, 1, 1))
    cell[0, SETTLED] = 1.0
    return abroad + tracks[:, :, None, None] * cell


def end_stays(stays: Array, compliance: Array) -> tuple[Array, Array, Array]:
    """Stays one year on: those who go on, those who come home, those who remain (2.9b).

    Takes (cadre, sex, background, duration, programme, step, draw); the others are (cadre, sex, background, duration,
    draw) and (cadre, sex, duration, programme, draw).
    """
    ended = stays[:, :, :, :, :, 0]
    home = ended * compliance
    going_on = jnp.concatenate([stays[:, :, :, :, :, 1:], jnp.zeros_like(stays[:, :, :, :, :, :1])], axis=5)
    return going_on, jnp.sum(home, axis=4), jnp.sum(ended - home, axis=2)


def begin_stays(home: Array, rate: Array, length: tuple[int, ...], steps: int) -> tuple[Array, Array, Array]:
    """Those sent abroad this year with an end date (2.9b).

    Taken from workers and the reserve with y < 15 in proportion, never more than half of a cell.

    Parameters
    ----------
    home : HOME
    rate : (programme, cadre, draw)
        Persons sent a year per worker at home.

    Returns
    -------
    HOME after they left, new stays (STAY), and persons by programme and sex (programme, cadre, sex, draw).
    """
    young = home[:, :, :, :STAY_DURATIONS, : RESERVE + 1]
    workers = jnp.sum(home[:, :, :, :, :RESERVE], axis=(1, 2, 3, 4))
    base = jnp.sum(young, axis=(1, 2, 3, 4))
    wanted = rate * jnp.where(base > 0, workers / jnp.where(base > 0, base, 1.0), 0.0)
    total = jnp.sum(wanted, axis=0)
    over = total > LARGEST_STAY_SHARE
    share = wanted * jnp.where(over, LARGEST_STAY_SHARE / jnp.where(over, total, 1.0), 1.0)
    left = 1.0 - jnp.sum(share, axis=0)
    by_cell = jnp.sum(young, axis=4)
    older = jnp.zeros_like(home[:, :, :, STAY_DURATIONS:, 0])
    new = []
    for p, years in enumerate(length):
        sent = jnp.concatenate([by_cell * share[p][:, None, None, None], older], axis=3)[:, :, :, :, None]
        before, after = jnp.zeros_like(sent.repeat(years - 1, 4)), jnp.zeros_like(sent.repeat(steps - years, 4))
        new.append(jnp.concatenate([before, sent, after], axis=4))
    kept_young = young * left[:, None, None, None, None]
    top = jnp.concatenate([kept_young, home[:, :, :, :STAY_DURATIONS, RESERVE + 1 :]], axis=4)
    remaining = jnp.concatenate([top, home[:, :, :, STAY_DURATIONS:]], axis=3)
    return remaining, jnp.stack(new, axis=4), share[:, :, None] * jnp.sum(young, axis=(2, 3, 4))


def by_destination(values: Array, destinations: tuple[int, ...], count: int, axis: int) -> Array:
    """Sum over programmes into their destinations along the axis that held programmes."""
    parts = []
    for d in range(count):
        chosen = [jnp.take(values, p, axis=axis) for p, to in enumerate(destinations) if to == d]
        parts.append(sum(chosen[1:], start=chosen[0]) if chosen else jnp.zeros_like(jnp.take(values, 0, axis=axis)))
    return jnp.stack(parts, axis=axis)
