"""Applicants, seats, students, licences: docs/model.md 2.2 and 2.3, and the expectations behind applications (2.31–2.33)."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from braingain.model import engine  # noqa: F401  (float64)
from braingain.model.containers import BUILD_YEARS, QUALITY_HISTORY, Array

QUALITY_WINDOW = 5  # years of growth that (2.8) compares
GROUPS = 4  # sexes by backgrounds


class Seats(NamedTuple):
    """Seats of the year (all SEATS)."""

    lever: Array  # open seats that levers ordered
    building: Array  # (cadre, owner, build years left, draw) at the end of the year
    open: Array  # all open seats
    effective: Array  # seats that have teachers, Cap_eff


class Classes(NamedTuple):
    """What schools do in a year."""

    students: Array  # SCHOOL, next 1 January
    resit: Array  # (cadre, sex, background, owner, draw) who failed this year
    licensed: Array  # (cadre, sex, background, draw)
    private_licensed_share: Array  # CADRE
    graduates: Array  # SEATS
    dropped: Array  # SEATS
    never: Array  # SEATS failed twice
    intake: Array  # (cadre, sex, owner, draw)
    lever_students: Array  # (cadre, owner, stage, draw), next 1 January
    lever_share: Array  # CADRE share of this year's graduates in lever seats


def open_seats(seats: Array, lever_seats: Array, building: Array, ordered: Array) -> tuple[Array, Array, Array]:
    """Seats of the year before teachers: all, those of levers, and what is still being built.

    An order with b building years left opens in b years; a negative order closes seats of levers, never others.
    """
    ready = jnp.maximum(0.0, lever_seats + building[:, :, 0] + ordered[:, :, 0])
    later = building[:, :, 1:] + ordered[:, :, 1:BUILD_YEARS]
    still = jnp.concatenate([later, jnp.zeros_like(later[:, :, :1])], axis=2)
    return seats + ready, ready, still


class Teachers(NamedTuple):
    """Who teaches (both CADRE)."""

    share: Array  # of seats that have teachers
    teaching: Array  # Th, share of workers who teach over that of t0, next year


def teachers(
    workers: Array,
    teaching: Array,
    visiting: Array,
    teachers_per_worker: Array,
    teachers0: Array,
    seats: Array,
    seats0: Array,
    slack: Array,
    speed: Array,
    switch: Array,
) -> Teachers:
    r"""Share of seats that have teachers, and how the share of workers who teach follows what seats need (2.5b).

    .. math:: need = \frac{Edu^0}{s_T} \frac{\sum Cap}{\sum Cap^0}, \quad
              share = \min\left(1, \frac{Th \cdot Edu + visiting/teach}{need}\right), \quad
              Th' = Th^{1-\eta_T} \, clip\left(\frac{need - visiting/teach}{Edu}, 1, \frac{1}{teach}\right)^{\eta_T}

    ``workers`` are those who can teach on 1 January, in public posts: own-trained with y ≥ 5 and the foreign-trained.
    No limit where a cadre had no seats or no teachers. Nobody can teach more than all the time: Th is at most 1/teach.
    """
    known = (teachers0 > 0) & (seats0 > 0) & (seats > 0)
    guests = visiting / teachers_per_worker
    need = jnp.where(known, teachers0 / slack * seats / jnp.where(known, seats0, 1.0), 1.0)
    share = jnp.where(known & (switch > 0.5), jnp.minimum(1.0, (teaching * workers + guests) / need), 1.0)
    some = known & (workers > 0)
    wanted = jnp.where(some, (need - guests) / jnp.where(some, workers, 1.0), 1.0)
    goal = jnp.clip(wanted, 1.0, 1.0 / teachers_per_worker)
    return Teachers(share, teaching ** (1.0 - speed) * goal**speed)


def expectations_factor(
    expected_abroad: Array,
    employed_share: Array,
    pay_change: Array,
    income_home: Array,
    income_reserve: Array,
    income_abroad: Array,
    expected_income0: Array,
    elasticity: Array,
) -> Array:
    r"""Applications over what they would be at the incomes of t0 (2.32, 2.33); CADRE.

    .. math:: \hat W = e^{(1-\hat p)\ln E_{home} + \hat p \ln E_{abroad}}, \quad (\hat W/\hat W^0)^{\eta_{app}}

    ``pay_change`` is ē, the mean change of posts as a share of pay (log); ``income_abroad`` is Σ_d π_d Y_d of today.
    """
    at_home = employed_share * income_home * jnp.exp(pay_change) + (1.0 - employed_share) * income_reserve
    known = (at_home > 0) & (expected_income0 > 0)  # not so for a cadre that nobody trains
    ln_home = jnp.log(jnp.where(known, at_home, 1.0))
    ln_abroad = jnp.where(income_abroad > 0, jnp.log(jnp.where(income_abroad > 0, income_abroad, 1.0)), ln_home)
    expected = (1.0 - expected_abroad) * ln_home + expected_abroad * ln_abroad
    before = jnp.log(jnp.where(known, expected_income0, 1.0))
    return jnp.where(known, jnp.exp(elasticity * (expected - before)), 1.0)


def applications(applicants0: Array, index: Array, factor: Array, effective: Array, path: Array, spill: Array) -> Array:
    r"""Applicants by owner, with those whom public schools refused (2.4, 2.4b); SEATS.

    .. math:: App_{prv} + \varphi_{spill}[\max(0, App_{pub} - Cap_{eff,pub}) - \max(0, App^0_{pub} idx - Cap^{path}_{pub})]
    """
    usual = applicants0 * index[:, None]
    wanted = usual * factor[:, None]
    refused = jnp.maximum(0.0, wanted[:, 0] - effective[:, 0]) - jnp.maximum(0.0, usual[:, 0] - path[:, 0])
    private = jnp.maximum(0.0, wanted[:, 1] + spill * refused)
    return jnp.stack([wanted[:, 0], private], axis=1)


def admit(places: Array, applicants: Array, mix: Array, weight: Array) -> Array:
    """New students by sex, background and owner (2.5).

    Shared in proportion to applications × weight, never above a group's applications: what a group leaves goes to the
    others (four groups, so four rounds). Shape (cadre, sex, background, owner, draw).

    Parameters
    ----------
    places, applicants : (cadre, owner, draw)
        Seats with teachers, and applicants. [persons a year]
    mix : (cadre, sex, background, draw)
        Shares of applicants.
    weight : (cadre, sex, background, draw)
        Quota weights, 1 without quota.
    """
    room = applicants[:, None, None] * mix[:, :, :, None]
    claim = (mix * weight)[:, :, :, None]
    total = jnp.minimum(places, applicants)[:, None, None]
    full = jnp.zeros(jnp.broadcast_shapes(room.shape, claim.shape, total.shape), bool)
    level: jnp.ndarray = jnp.zeros(())
    for _ in range(GROUPS):
        taken = jnp.sum(jnp.where(full, room, 0.0), axis=(1, 2), keepdims=True)
        claims = jnp.sum(jnp.where(full, 0.0, claim), axis=(1, 2), keepdims=True)
        left = jnp.maximum(0.0, total - taken)
        level = jnp.where(claims > 0, left / jnp.where(claims > 0, claims, 1.0), 0.0)
        full = full | ((level * claim >= room) & (claim > 0))
    return jnp.where(full, room, level * claim)


def pass_share(
    pass_share0: Array,
    ln_seats: Array,
    quality: Array,
    dilution: Array,
    quality_response: Array,
    switch: Array,
    programme_years: tuple[int, ...],
    permanent: bool = False,
) -> Array:
    r"""Share of graduates who pass (2.8); SEATS.

    .. math:: logit\,Q = logit\,Q^0 - \varphi_Q[lnX(t-n) - lnX(t-n-5)] + \varepsilon_{QA} QA

    ``ln_seats`` holds ln(seats over their path) of t−1, t−2, ... ; with ``permanent`` the second of them is left out.
    """
    window = 0.0 if permanent else 1.0
    crowded = jnp.stack(
        [ln_seats[k, :, n - 1] - window * ln_seats[k, :, n - 1 + QUALITY_WINDOW] for k, n in enumerate(programme_years)]
    )
    odds = jnp.exp(quality_response * quality - dilution * switch * crowded)
    return pass_share0 * odds / (1.0 - pass_share0 + pass_share0 * odds)


def teach(
    students: Array,
    resit: Array,
    intake: Array,
    drop_out: Array,
    passing: Array,
    resit_pass_share: Array,
    lever_students: Array,
    lever_open_share: Array,
    programme_years: tuple[int, ...],
) -> Classes:
    r"""One year of school: progress, graduation, licensing, second sitting (2.7, 2.9).

    .. math:: Lic = \sum_u (Q_u Grad_u + r_Q Q_u Resit_u), \quad Resit'_u = (1-Q_u) Grad_u
    """
    stages = students.shape[4]
    kept = students * (1.0 - drop_out)[:, None, None, None, None]
    graduates = kept[:, :, :, :, -1]
    rate = passing[:, None, None]
    first_time, second_time = rate * graduates, resit_pass_share * rate * resit
    by_owner = first_time + second_time
    total = jnp.sum(by_owner, axis=(1, 2))
    graduated = jnp.sum(graduates, axis=(1, 2))
    everyone = jnp.sum(graduated, axis=1)
    share = jnp.sum(lever_students[:, :, -1] * graduated, axis=1)
    licensed_total = jnp.sum(total, axis=1)
    return Classes(
        students=_enter(kept[:, :, :, :, :-1], intake, programme_years, stages, axis=4),
        resit=graduates - first_time,
        licensed=jnp.sum(by_owner, axis=3),
        private_licensed_share=_share(total[:, 1], licensed_total),
        graduates=graduated,
        dropped=jnp.sum(students, axis=(1, 2, 4)) - jnp.sum(kept, axis=(1, 2, 4)),
        never=jnp.sum(resit - second_time, axis=(1, 2)),
        intake=jnp.sum(intake, axis=2),
        lever_students=_enter(lever_students[:, :, :-1], lever_open_share, programme_years, stages, axis=2),
        lever_share=_share(share, everyone),
    )


def lever_seat_share(lever: Array, seats: Array) -> Array:
    """Share of open seats that levers opened; SEATS."""
    return jnp.minimum(1.0, _share(lever, seats))


def log_seats(seats: Array, path: Array) -> Array:
    """ln of open seats over their path, 0 where there are none (2.8); SEATS."""
    known = (seats > 0) & (path > 0)
    return jnp.where(known, jnp.log(jnp.where(known, seats, 1.0) / jnp.where(known, path, 1.0)), 0.0)


def remember_seats(ln_seats: Array, latest: Array) -> Array:
    """The history of ``log_seats`` one year later, latest first."""
    return jnp.concatenate([latest[:, :, None], ln_seats[:, :, : QUALITY_HISTORY - 1]], axis=2)


def private_seat_growth(
    applicants: Array, usual: Array, seats: Array, path: Array, response: Array, largest: Array, switch: Array
) -> Array:
    r"""Growth of private seats over their path (2.6), a factor; CADRE.

    .. math:: 1 + g_{max} \frac{xs}{1+|xs|}, \quad
              xs = \kappa_{seat}\left(\frac{App^{tot}_{prv}/(App^0_{prv} idx)}{Cap_{prv}/Cap^{path}_{prv}} - 1\right)
    """
    known = (usual > 0) & (seats > 0) & (path > 0)
    wanted = applicants / jnp.where(known, usual, 1.0)
    supplied = jnp.where(known, seats, 1.0) / jnp.where(known, path, 1.0)
    excess = jnp.where(known, response * switch * (wanted / supplied - 1.0), 0.0)
    return 1.0 + largest * excess / (1.0 + jnp.abs(excess))


def _share(part: Array, whole: Array) -> Array:
    return jnp.where(whole > 0, part / jnp.where(whole > 0, whole, 1.0), 0.0)


def _enter(progressed: Array, entering: Array, programme_years: tuple[int, ...], stages: int, axis: int) -> Array:
    """Stages of next year: those who progressed behind the first stage of each cadre, the entrants in it."""
    cadres = []
    for k, years in enumerate(programme_years):
        entry = stages - years
        moved = progressed[k]
        before = jnp.zeros_like(_stages(moved, axis - 1, 0, entry))
        after = _stages(moved, axis - 1, entry, stages - 1)
        cadres.append(jnp.concatenate([before, jnp.expand_dims(entering[k], axis - 1), after], axis=axis - 1))
    return jnp.stack(cadres)


def _stages(value: Array, axis: int, start: int, end: int) -> Array:
    index = [slice(None)] * value.ndim
    index[axis] = slice(start, end)
    return value[tuple(index)]
