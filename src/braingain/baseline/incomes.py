"""What workers earn at home and abroad at the start, in one money, and what they expect (docs/model.md 2.14b, 2.17a, 2.32)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn
from braingain.baseline.rates import draws_of
from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import N_CHANNELS

Floats = NDArray[np.float64]
YOUNG_DURATIONS = 6  # y <= 5 of (2.31), (2.32)


def public_multiple(context: Context, drawn: Drawn, cadre: str) -> Floats:
    """Yearly public pay over GDP per head, (draw,): as reported, else drawn by income group."""
    value = context.values[f"pay.{cadre}"]
    if value.source.startswith("estimate:"):
        return drawn[value.source.removeprefix("estimate:")]
    return np.full(draws_of(drawn), float(value.value or 0.0))


def public_pay_usd(context: Context, drawn: Drawn) -> Floats:
    """Yearly public pay at the start at market exchange rates, (cadre, draw). [US$]"""
    gdp = context.value("gdp_per_head_usd")
    return np.stack([gdp * public_multiple(context, drawn, cadre) for cadre in CADRES])


def at_home(context: Context, drawn: Drawn, posts: Floats) -> tuple[Floats, Floats]:
    """Mean income of those at work and income in the reserve, (cadre, draw) each. [intl $ a year]

    ``posts`` (cadre, post, draw) are shares of the stock.
    """
    gdp = context.value("gdp_per_head")
    public = np.stack([gdp * public_multiple(context, drawn, cadre) for cadre in CADRES])
    work = posts[:, :6] / posts[:, :6].sum(axis=1, keepdims=True)
    ratio = work[:, :3].sum(axis=1) + work[:, 3:].sum(axis=1) * drawn["private_pay_ratio"]
    return public * ratio, public * drawn["reserve_pay_ratio"]


def abroad(context: Context, drawn: Drawn) -> Floats:
    """Income abroad before tax, (cadre, destination, draw). [intl $ a year]"""
    out = np.empty((len(CADRES), len(context.destinations), draws_of(drawn)))
    for k, cadre in enumerate(CADRES):
        for i, d in enumerate(context.destinations):
            place = context.places[d]
            pay = place.pay[cadre]
            drawn_name = pay.source.removeprefix("estimate:")
            multiple = drawn[drawn_name] if pay.source.startswith("estimate:") else float(pay.value or 0.0)
            out[k, i] = float(place.gdp_per_head.value or 0.0) * multiple
    return out


def entry_cost(context: Context, drawn: Drawn) -> Floats:
    """Cost of entry that the migrant pays, the same in all channels, (cadre, channel, destination, draw). [$]"""
    shape = (len(CADRES), N_CHANNELS, len(context.destinations), draws_of(drawn))
    return np.broadcast_to(drawn["entry_cost_usd"], shape)


def expected(
    home: Floats, abroad_stock: Floats, income_home: Floats, income_reserve: Floats, shares: Floats, income: Floats
) -> tuple[Floats, Floats]:
    """Expected income at the baseline share abroad, and that share, (cadre, draw) each (2.31, 2.32).

    Parameters
    ----------
    home : (cadre, sex, background, duration, post, draw)
    abroad_stock : (cadre, sex, duration, status, destination, draw)
    shares, income : (cadre, destination, draw)
    """
    young = home[:, :, :, :YOUNG_DURATIONS]
    at_work = young[..., :6, :].sum(axis=(1, 2, 3, 4))
    reserve = young[..., 6, :].sum(axis=(1, 2, 3))
    either = at_work + reserve
    employed = np.where(either > 0, at_work / np.where(either > 0, either, 1.0), 1.0)
    away = abroad_stock[:, :, :YOUNG_DURATIONS].sum(axis=(1, 2, 3, 4))
    everyone = away + young.sum(axis=(1, 2, 3, 4))
    share = np.where(everyone > 0, away / np.where(everyone > 0, everyone, 1.0), 0.0)
    here = employed * income_home + (1.0 - employed) * income_reserve
    there = (shares * income).sum(axis=1)
    return np.exp((1.0 - share) * np.log(here) + share * np.log(there)), share
