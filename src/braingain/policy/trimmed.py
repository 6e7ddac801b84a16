"""A setting with fewer cadres: those at the end of the list whom nobody has, trains or pays cost time and change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import Constants, Paths, State, World
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

FEWEST = 2  # doctors and nurses always
NOT_BY_CADRE = frozenset(
    {"beta_post", "beta_go", "pay_response", "condition_response", "reconsider_share", "savings_classes", "dual_place"}
)


def cadres_needed(setting: Setting, parts: Sequence[Part]) -> int:
    """How many cadres, from the first on, a run needs: those with people, posts or seats, and those of the parts."""
    world = setting.world
    there = [
        bool(np.any(np.asarray(world.state.home)[k]))
        or bool(np.any(np.asarray(world.state.abroad)[k]))
        or bool(np.any(np.asarray(world.paths.posts)[:, k]))
        or bool(np.any(np.asarray(world.paths.seats)[:, k]))
        for k in range(len(setting.cadres))
    ]
    trained = {cadre for part in parts if "seats" in part.card.moves for cadre in part.cadres}
    needed = [k for k, cadre in enumerate(CADRES[: len(there)]) if there[k] or cadre in trained]
    return max([FEWEST, *(k + 1 for k in needed)])


def with_first_cadres(setting: Setting, count: int) -> Setting:
    """The setting with the first ``count`` cadres only."""
    cadres = len(setting.cadres)
    if count >= cadres:
        return setting
    world = setting.world

    def cut(record: Any, axis: int) -> Any:
        changed = {name: _cut(name, value, axis, cadres, count) for name, value in record._asdict().items()}
        return type(record)(**changed)

    constants: Constants = cut(world.constants, 0)
    paths: Paths = cut(world.paths, 1)
    state: State = cut(world.state, 0)
    given = world.options
    options = given._replace(
        programme_years=given.programme_years[:count],
        ladder_next=given.ladder_next[:count],
        entry_ages=given.entry_ages[:count],
    )
    return replace(setting, world=World(constants, paths, state, options, world.switches))


def _cut(name: str, value: Any, axis: int, cadres: int, count: int) -> Any:
    """The first cadres along an axis; arrays without one (few axes, or length 1) stay."""
    if value is None:
        return None
    array = np.asarray(value)
    if name in NOT_BY_CADRE or array.ndim < axis + 2 or array.shape[axis] != cadres:
        return value
    return np.take(array, range(count), axis=axis)
