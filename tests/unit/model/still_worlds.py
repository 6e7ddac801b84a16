"""What tests do to worlds in which nothing moves: people, graduates, hazards."""

from __future__ import annotations

import numpy as np

from braingain.analysis.still_worlds import DURATIONS, MANY, channels, full, quiet_dials, still_world, with_graduates
from braingain.model.containers import World

__all__ = ["MANY", "Y", "channels", "full", "quiet_dials", "still_world", "with_graduates"]
Y = DURATIONS


def with_workers(world: World, home: float, abroad: float = 0.0) -> World:
    """Spreads people evenly over sexes, backgrounds, durations and posts at home; settled at the first destination."""
    at_home = np.full_like(world.state.home, home / (4 * Y * 8))
    away = np.zeros_like(world.state.abroad)
    away[:, :, :, 1, 0] = abroad / (2 * Y)
    return world._replace(state=world.state._replace(home=at_home, abroad=away))


def leaving_at(world: World, rate: float, entrants: float | None = None) -> World:
    """The same hazard of leaving for everyone at home, by default for entrants too (they have half a year)."""
    constants = world.constants
    entrants = rate if entrants is None else entrants
    return world._replace(
        constants=constants._replace(
            leave_hazard=np.full_like(constants.leave_hazard, rate),
            entrant_hazard=np.full_like(constants.entrant_hazard, entrants),
        )
    )


def dying_at(world: World, rate: float) -> World:
    """The same hazard of death for everyone, at home and abroad."""
    paths = world.paths
    return world._replace(
        paths=paths._replace(
            mortality_home=np.full_like(paths.mortality_home, rate),
            mortality_abroad=np.full_like(paths.mortality_abroad, rate),
        )
    )
