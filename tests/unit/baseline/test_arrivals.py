"""What hand-worked numbers of the start leave open: the two ties of language apart, and arrivals who do not practise (2.18, 2.2f)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from braingain.baseline import rates
from braingain.baseline.context import Context
from braingain.baseline.corridors import World
from braingain.baseline.gravity import TERMS, gravity
from braingain.baseline.world import Built
from braingain.model.containers import GOVERNMENT, IRREGULAR, OWN, PRIVATE_CHANNEL


@pytest.mark.parametrize(
    ("origin", "destination", "official"), [("EGY", "GBR", 0), ("ETH", "GBR", 1), ("MLI", "FRA", 1)]
)
def test_official_and_spoken_language_are_two_ties(world: World, origin: str, destination: str, official: int) -> None:
    ties = dict.fromkeys(TERMS, 0.0)
    home = {origin: 1000.0}
    found = [
        float(np.log(gravity(world.tables, ties | {term: 1.0}, home, (destination,), 2018).score[0, 0]))
        for term in ("language_official", "language_ethnic")
    ]
    assert found == pytest.approx([official, 1 - official])


def share_not_practising(context: Context, drawn: dict[str, Any]) -> np.ndarray:
    """Share of arrivals that enters without practising, worked out channel by channel. (cadre, destination, draw)"""
    channels, recognised = rates.channel_shares(context, drawn), rates.recognition(context, drawn)
    with_job = drawn["deskilled_with_job"]
    arranged = (channels[:, GOVERNMENT] + channels[:, PRIVATE_CHANNEL]) * with_job
    return np.asarray(arranged + channels[:, OWN] * (1.0 - recognised) + channels[:, IRREGULAR])


@pytest.mark.parametrize("iso3", ["GHA", "PHL"])
def test_the_run_starts_with_flows_over_those_who_practise_on_arrival(
    context_of: Callable[..., Context],
    drawn_of: Callable[..., dict[str, Any]],
    built_of: Callable[..., Built],
    iso3: str,
) -> None:
    context, drawn = context_of(iso3), drawn_of(iso3)
    lost = share_not_practising(context, drawn)
    assert lost.min() > 0 and lost.max() < 1 and np.ptp(lost[0]) > 0.01
    built = built_of(iso3)
    found, leaving = built.corridors, built.leaving
    uncut = leaving.cut[:2] == 0.0
    assert uncut[0].any()
    growth = np.zeros_like(found.loss)
    for k, cadre in enumerate(("doctor", "nurse")):
        growth[k] = [drawn[f"corridor_growth.{cadre}.{place}"] for place in context.destinations]
    turnover = np.maximum(growth + found.loss, drawn["turnover_least"])
    recognised, moving = built.calibrated.joining
    least = drawn["turnover_least"]
    needed = np.maximum(found.stock * turnover - recognised, found.stock * least)[:2]
    total = needed.sum(axis=1)
    from_home = np.maximum(total - moving[:2].sum(axis=1), least * found.stock[:2].sum(axis=1)) / total
    expected = needed * from_home[:, None] / (1.0 - lost[:2])
    for k in (0, 1):
        assert leaving.flow[k][:, uncut[k]] == pytest.approx(expected[k][:, uncut[k]], rel=1e-12)


def test_status_of_who_arrives_follows_the_channel(
    context_of: Callable[..., Context], drawn_of: Callable[..., Any]
) -> None:
    context, drawn = context_of("GHA"), drawn_of("GHA")
    channels, temporary = rates.channel_shares(context, drawn), rates.temporary_share(context, drawn)
    deskilled = rates.deskilled_by_channel(rates.recognition(context, drawn), drawn["deskilled_with_job"])
    status = rates.arrival_status(channels, deskilled, temporary)
    assert status.sum(axis=1) == pytest.approx(np.ones(status[:, 0].shape))
    assert status[:, 2] == pytest.approx(share_not_practising(context, drawn))
