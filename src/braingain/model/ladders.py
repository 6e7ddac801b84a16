"""Bridging courses from one cadre to the next: docs/model.md 2.3 (2.9d)."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from braingain.model import engine, life  # noqa: F401  (float64)
from braingain.model.containers import PUBLIC, Array

FULL_RIGHTS = 0.05  # seats a year over the cadre at which the right to study is complete (2.9d)


class Courses(NamedTuple):
    """A year of bridging courses."""

    home: Array  # HOME without those who begin
    bridging: Array  # UP on the next 1 January
    upgraded: Array  # (cadre joined, sex, background, duration, draw) who completed
    failed: Array  # (cadre, sex, background, duration, draw) who did not
    begun: Array  # (cadre, sex, draw)
    completed: Array  # (cadre, sex, draw) by the cadre left
    lost: Array  # (cadre, sex, draw) dead and retired


def alive(bridging: Array, mortality_factor: Array, mortality: Array, retirement: Array) -> Array:
    """People in courses after death and retirement by the tables of public posts, not yet older (2.10, 2.11); UP.

    ``mortality`` and ``retirement`` are HOME.
    """
    remaining = life.remaining_share(mortality_factor, mortality[:, :, :, :, :1], retirement[:, :, :, :, :1])
    return bridging * remaining


def rights(seats: Array, people: Array, next_cadre: tuple[int, ...]) -> Array:
    r"""Change of the condition training rights by open courses (2.9d); CADRE: :math:`\min(1, seats/(.05 H))`."""
    has_next = _has_next(next_cadre)
    some = (people > 0) & (has_next > 0)
    return jnp.where(some, jnp.minimum(1.0, seats / jnp.where(some, FULL_RIGHTS * people, 1.0)), 0.0)


def attend(
    home: Array,
    before: Array,
    bridging: Array,
    share: Array,
    seats: Array,
    service_years: Array,
    completion: Array,
    next_cadre: tuple[int, ...],
    entry_ages: tuple[int, ...],
) -> Courses:
    r"""Courses end, then begin (2.9d).

    .. math:: up_k = \min(seats_k, \upsilon_k \sum_{y \ge y_{elig}, PUB} H)

    Parameters
    ----------
    home : HOME
        After step 3.
    before, bridging : UP
        On 1 January, and after death, retirement and a birthday, steps not yet moved.
    share, seats, service_years : CADRE
        υ, seats_up and y_elig.
    completion : (draw,)
    """
    ended = bridging[:, :, :, :, 0]
    going_on = jnp.concatenate([bridging[:, :, :, :, 1:], jnp.zeros_like(bridging[:, :, :, :, :1])], axis=4)
    passed = ended * completion
    after, begun = _begin(home, share, seats * _has_next(next_cadre), service_years)
    newest = np.eye(bridging.shape[4])[-1][:, None]
    return Courses(
        home=after,
        bridging=going_on + begun[:, :, :, :, None] * newest,
        upgraded=_joined(passed, next_cadre, entry_ages),
        failed=ended - passed,
        begun=jnp.sum(begun, axis=(2, 3)),
        completed=jnp.sum(passed, axis=(2, 3)),
        lost=jnp.sum(before, axis=(2, 3, 4)) - jnp.sum(bridging, axis=(2, 3, 4)),
    )


def _begin(home: Array, share: Array, seats: Array, service_years: Array) -> tuple[Array, Array]:
    """HOME without those who begin a course, and these (cadre, sex, background, duration, draw)."""
    served = (jnp.arange(home.shape[3])[:, None] >= service_years[:, None]).astype(float)
    public = home[:, :, :, :, PUBLIC] * served[:, None, None, :, None]
    eligible = jnp.sum(public, axis=(1, 2, 3, 4))
    going = jnp.minimum(seats, share * eligible)
    part = jnp.where(eligible > 0, going / jnp.where(eligible > 0, eligible, 1.0), 0.0)
    leaving = public * part[:, None, None, None, None]
    stay = home[:, :, :, :, PUBLIC] - leaving
    after = jnp.concatenate([stay, home[:, :, :, :, PUBLIC.stop :]], axis=4)
    return after, jnp.sum(leaving, axis=4)


def _joined(passed: Array, next_cadre: tuple[int, ...], entry_ages: tuple[int, ...]) -> Array:
    """People who completed, in the cadre that they join and at its duration: y + a0[k] − a0[next], within the axis."""
    durations = passed.shape[3]
    joined = [jnp.zeros_like(passed[0]) for _ in next_cadre]
    for k, to in enumerate(next_cadre):
        if to < 0:
            continue
        reached = np.clip(np.arange(durations) + entry_ages[k] - entry_ages[to], 0, durations - 1)
        moves = (reached[:, None] == np.arange(durations)).astype(float)  # (duration, duration joined)
        joined[to] = joined[to] + jnp.einsum("sbyn,yz->sbzn", passed[k], moves)
    return jnp.stack(joined)


def _has_next(next_cadre: tuple[int, ...]) -> Array:
    return np.array([float(to >= 0) for to in next_cadre])[:, None]
