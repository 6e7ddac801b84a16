"""How many leave a country in a year at the rates of the start: what doses "of the flow at the start" refer to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from braingain.model.containers import IRREGULAR
from braingain.policy.setting import Setting

REST = "OTH"  # the rest of the world, along the destination axis


def first_flows(setting: Setting) -> np.ndarray:
    """People of the home stock who leave in a year at the rates of the start. (cadre, destination, draw)"""
    constants = setting.world.constants
    leaving = np.asarray(setting.world.state.home) * -np.expm1(-np.asarray(constants.leave_hazard))
    return np.asarray(leaving.sum(axis=(1, 2, 3, 4))[:, None] * np.asarray(constants.destination_shares))


def legal_flows(setting: Setting) -> np.ndarray:
    """The same with the new licensed of the first year, who leave during half of it, on legal channels. (cadre, destination, draw)

    Those who come back and leave again in the same year, and moves from one destination to another, are left out.
    """
    constants = setting.world.constants
    entrants = new_licensed(setting) * -np.expm1(-np.asarray(constants.entrant_hazard)[:, :, :, 0, 0] / 2.0)
    more = entrants.sum(axis=(1, 2))[:, None] * np.asarray(constants.destination_shares)
    return np.asarray((first_flows(setting) + more) * legal_share(setting))


def legal_share(setting: Setting) -> np.ndarray:
    """Share of those who go to a destination on legal channels at the start. (cadre, destination, draw)"""
    return np.asarray(np.asarray(setting.world.constants.channel_shares)[:, :IRREGULAR].sum(axis=1))


def new_licensed(setting: Setting) -> np.ndarray:
    """Licensed at the first attempt in the first year. (cadre, sex, background, draw) [persons]"""
    constants, last = setting.world.constants, np.asarray(setting.world.state.students)[:, :, :, :, -1]
    staying = (1.0 - np.asarray(constants.drop_out))[:, None] * np.asarray(
        constants.pass_share0
    )  # (cadre, owner, draw)
    return np.asarray((last * staying[:, None, None]).sum(axis=3))


def leaving_share(setting: Setting) -> np.ndarray:
    """p⁰, mean share of the home stock that leaves in a year at the start; 0 where nobody is at home. (cadre, draw)"""
    leaving = first_flows(setting).sum(axis=1)
    people = np.asarray(setting.world.state.home).sum(axis=(1, 2, 3, 4))
    return np.divide(leaving, people, out=np.zeros(np.broadcast_shapes(leaving.shape, people.shape)), where=people > 0)


def covering(share: float, setting: Setting, cadres: Sequence[int]) -> tuple[str, ...]:
    """The fewest destinations, the largest first, to which at least a share of those who leave at the start go.

    By the median of draws, all cadres together. The rest of the world keeps no code: it counts among those who leave, and
    is never one of the destinations.
    """
    flows = np.median(first_flows(setting)[list(cadres)].sum(axis=0), axis=-1)
    wanted, found, reached = share * flows.sum(), list[str](), 0.0
    for place in np.argsort(-flows, kind="stable"):
        if reached >= wanted or flows[place] <= 0:
            break
        if setting.destinations[place] != REST:
            found.append(setting.destinations[place])
            reached += flows[place]
    return tuple(found)
