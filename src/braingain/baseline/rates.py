"""What people of a country do in the start year, by cell: the rates behind profiles and calibration (docs/model.md 1.2, 4.9)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour, life
from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn
from braingain.baseline.profiles import DURATIONS
from braingain.foundation.vocabulary import CADRES, POSTS
from braingain.model.containers import IRREGULAR, N_CHANNELS, OWN

Floats = NDArray[np.float64]
YOUNG = 5  # durations below count as young for looking around, and for the private-school factor
BANDS = (("0_4", 5), ("5_9", 5), ("10_14", 5), ("15_24", 10), ("25_up", 25))


def draws_of(drawn: Drawn) -> int:
    """How many draws there are."""
    return int(drawn["theta_destination"].shape[-1])


def stay_home(context: Context, drawn: Drawn) -> Floats:
    """Share neither dead nor retired after the start year, (cadre, sex, duration, draw)."""
    hazard = life.mortality(context.life_table, np.array([context.start]), drawn, context.group == "HIC")[0]
    return life.staying(hazard, drawn["mortality_factor"], life.retirement(drawn)[:, None])


def stay_abroad(context: Context, drawn: Drawn) -> Floats:
    """The same abroad, (cadre, sex, duration, destination, draw)."""
    hazard = life.mortality_abroad(context, np.array([context.start]), drawn)[0]
    return life.staying(hazard, drawn["mortality_factor"], life.retirement(drawn)[:, None, :, None])


def propensity(drawn: Drawn) -> tuple[Floats, Floats]:
    """f of (2.16) without the private school: (sex, background, duration, post, draw), and with f_j = 1."""
    by_age = np.concatenate([np.repeat(drawn[f"propensity_duration.{key}"][None], n, 0) for key, n in BANDS])
    women = np.stack([drawn["propensity_women"], np.ones_like(drawn["propensity_women"])])
    rural = np.stack([drawn["propensity_rural_background"], np.ones_like(drawn["propensity_rural_background"])])
    entrant = women[:, None, None] * rural[None, :, None] * by_age[None, None]
    kinds = ["propensity_public"] * 3 + ["propensity_private"] * 3 + ["propensity_reserve", "propensity_out"]
    by_post = np.stack([drawn[kind] for kind in kinds])
    return entrant[:, :, :, None] * by_post, entrant


def look(drawn: Drawn) -> Floats:
    """Share who look for another post in the year, (duration, post, draw) (2.13)."""
    out = np.empty((DURATIONS, len(POSTS), draws_of(drawn)))
    out[:YOUNG, :6], out[YOUNG:, :6] = drawn["sigma_young"], drawn["sigma_old"]
    out[:, 6], out[:, 7] = drawn["sigma_reserve"], drawn["sigma_out"]
    return out


def private_factor(drawn: Drawn, private_share: Floats) -> Floats:
    """f_u = 1 + (f_prv - 1) priv for the young, 1 after (2.9c), (cadre, duration, draw)."""
    factor = 1.0 + (drawn["propensity_private_school"] - 1.0) * private_share
    out = np.ones((private_share.shape[0], DURATIONS, private_share.shape[1]))
    out[:, :YOUNG] = factor[:, None]
    return out


def channel_shares(context: Context, drawn: Drawn) -> Floats:
    """psi0 by cadre, channel and destination, (cadre, channel, destination, draw).

    Nurses to the United Kingdom from four countries: the share that active recruiters bring is known (E95).
    """
    out = np.empty((len(CADRES), N_CHANNELS, len(context.destinations), draws_of(drawn)))
    for k, cadre in enumerate(CADRES):
        out[k] = drawn[f"channel_share.{behaviour.channel_key(cadre)}"][:, None]
    name = f"active_share_nurse_gbr.{context.country}"
    if name in drawn and "GBR" in context.destinations:
        d, k = context.destinations.index("GBR"), CADRES.index("nurse")
        shares = out[k, :, d].copy()
        active = shares[:OWN].sum(axis=0)
        out[k, :OWN, d] = shares[:OWN] * drawn[name] / active
        out[k, OWN:, d] = shares[OWN:] * (1.0 - drawn[name]) / (1.0 - active)
    return out


def recognition(context: Context, drawn: Drawn) -> Floats:
    """Share whose qualification is recognised, (cadre, destination, draw)."""
    return _by_destination(
        context, drawn, lambda k, d: f"recognition.{behaviour.recognition_key(k, context.country, d, context.start)}"
    )


def temporary_share(context: Context, drawn: Drawn) -> Floats:
    """tau_tmp by channel, (cadre, channel, destination, draw)."""
    out = np.empty((len(CADRES), N_CHANNELS, len(context.destinations), draws_of(drawn)))
    for k, cadre in enumerate(CADRES):
        for i, d in enumerate(context.destinations):
            recruited, alone = behaviour.temporary_keys(cadre, d)
            out[k, :OWN, i] = drawn[f"temporary_share.{recruited}"]
            out[k, OWN:, i] = drawn[f"temporary_share.{alone}"]
    return out


def leave_rates(context: Context, drawn: Drawn) -> Floats:
    """rho0 before the factor, (cadre, status, destination, draw). [1/year]"""
    out = np.empty((len(CADRES), 3, len(context.destinations), draws_of(drawn)))
    for k, cadre in enumerate(CADRES):
        for i, d in enumerate(context.destinations):
            key = behaviour.leave_key(cadre, context.country, d, context.start)
            out[k, :, i] = np.stack([drawn[f"leave_rate.{key}.{status}"] for status in ("tmp", "set", "dsk")])
    return out


def settle_rate(context: Context, drawn: Drawn) -> Floats:
    """eta_set, (cadre, destination, draw). [1/year]"""
    return _by_destination(context, drawn, lambda k, d: f"settle_rate.{behaviour.settle_key(d)}")


def onward_share(context: Context, drawn: Drawn) -> Floats:
    """chi, (cadre, destination, draw)."""
    return _by_destination(context, drawn, lambda k, d: f"onward_share.{behaviour.onward_key(d)}")


def vacancy_abroad(context: Context, drawn: Drawn) -> Floats:
    """v0 of destinations, (cadre, destination, draw)."""
    return _by_destination(context, drawn, lambda k, d: f"vacancy_rate.{behaviour.vacancy_key(k, d)}")


def deskilled_by_channel(recognised: Floats, with_job: Floats) -> Floats:
    """Share of arrivals that does not practise by channel (2.18), (cadre, channel, destination, draw)."""
    out = np.empty((recognised.shape[0], N_CHANNELS, *recognised.shape[1:]))
    out[:, :OWN] = with_job
    out[:, OWN] = 1.0 - recognised
    out[:, IRREGULAR] = 1.0
    return out


def arrival_status(channels: Floats, deskilled: Floats, temporary: Floats) -> Floats:
    """Status of who arrives, (cadre, status, destination, draw), summing to 1 over status (2.18)."""
    practising = channels * (1.0 - deskilled)
    tmp = (practising * temporary).sum(axis=1)
    return np.stack([tmp, practising.sum(axis=1) - tmp, (channels * deskilled).sum(axis=1)], axis=1)


def onward_temporary(channels: Floats, temporary: Floats) -> Floats:
    """Temporary share of those who move on: the mean over legal channels, (cadre, destination, draw)."""
    legal = channels[:, :IRREGULAR]
    total = legal.sum(axis=1)
    return (legal * temporary[:, :IRREGULAR]).sum(axis=1) / np.where(total > 0, total, 1.0)


def _by_destination(context: Context, drawn: Drawn, name: Callable[[str, str], str]) -> Floats:
    """Values of the estimates that ``name`` gives for cadre and destination, (cadre, destination, draw)."""
    rows = [[drawn[name(cadre, d)] for d in context.destinations] for cadre in CADRES]
    return np.array(rows)
