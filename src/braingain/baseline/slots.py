"""One order of destinations for all countries of a run: each country's arrays laid out along the same slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import Constants, Paths, State, World

OWN = ""  # the slot of the country itself, or of nobody
CLINICAL = 2  # doctors and nurses: no other cadre has a stock at the world level
NOBODY = frozenset(
    [
        "destination_shares",
        "network0",
        "abroad",
        "shares",
        "others_abroad",
        "seats_abroad",
        "students_abroad",
        "retired_abroad",
    ]
)
_BY_DESTINATION = (
    "destination_shares channel_shares network0 income_abroad tax_abroad entry_cost recognition temporary_share "
    "settle_rate recognise_rate leave_abroad onward_share retirement_abroad dest_exit dest_inflow0 dest_growth "
    "dest_vacancy0 dest_net_exit dest_seat_target_gap dest_completion dest_drop_out abroad vacancy_abroad "
    "ln_wage_abroad others_abroad seats_abroad students_abroad inclusive shares retired_abroad lever_students_abroad"
)
BY_DESTINATION = frozenset(_BY_DESTINATION.split())  # their destination axis is the last but the draw
NOT_BY_CADRE = frozenset(
    ["beta_post", "beta_go", "pay_response", "condition_response", "reconsider_share", "savings_classes"]
)  # fmt: skip


def widened(world: World, destinations: Sequence[str], slots: Sequence[str]) -> World:
    """A country's world with doctors and nurses alone, its destinations laid out along ``slots``.

    Empty slots hold nobody and draw nobody; what else they hold is that of the last destination. Series of
    destinations become neutral: their markets run by themselves, or keep their paths as a whole.
    """
    places = {name: i for i, name in enumerate(destinations)}
    order = np.array([places.get(name, -1) for name in slots])
    years = len(np.asarray(world.paths.posts))
    paths = _each(world.paths, order, 1)
    return World(
        constants=Constants(**_each(world.constants, order, 0)),
        paths=Paths(
            **paths
            | {
                "mortality_abroad": np.zeros((years, 1, 1, 1, 1, 1, 1)),
                "pay_abroad": np.ones((years, CLINICAL, 1, 1)),
                "demand_abroad": np.ones((years, CLINICAL, 1, 1)),
            }
        ),
        state=State(**_each(world.state, order, 0)),
        options=world.options._replace(programme_years=world.options.programme_years[:CLINICAL]),
        switches=world.switches,
    )


def _each(record: Any, order: np.ndarray, cadre_axis: int) -> dict[str, Any]:
    series = ("mortality_abroad", "pay_abroad", "demand_abroad")
    return {
        name: value if value is None or name in series else _laid_out(name, _two(name, value, cadre_axis), order)
        for name, value in record._asdict().items()
    }


def _two(name: str, value: Any, axis: int) -> np.ndarray:
    """Doctors and nurses alone, where an array is by cadre."""
    array = np.asarray(value)
    if name in NOT_BY_CADRE or array.ndim < axis + 2 or array.shape[axis] != len(CADRES):
        return array
    return array[(slice(None),) * axis + (slice(0, CLINICAL),)]


def _laid_out(name: str, array: np.ndarray, order: np.ndarray) -> np.ndarray:
    if name not in BY_DESTINATION or array.shape[-2] == 1:
        return array
    out = np.take(array, order, axis=-2)
    if name in NOBODY:
        out[..., order < 0, :] = 0.0
    return out
