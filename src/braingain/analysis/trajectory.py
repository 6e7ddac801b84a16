"""Every stock of every year, and the multipliers that the model solved: what another engine needs to be checked."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from braingain.model.containers import Dials, State, World, Yearly


class Trajectory(NamedTuple):
    """A run with its stocks; leading axis year, draw last."""

    states: State  # 1 January of the first year ... of the year after the last: one row more than years
    yearly: Yearly
    posts: np.ndarray  # (year, cadre, work post, draw) multipliers of posts, m_j (2.3)
    caps: np.ndarray | None  # (year, cadre, destination, draw) multipliers of caps (2.3b); None where no lever sets one


def trajectory(world: World, dials: Dials) -> Trajectory:
    """All years of a world under some dials, with every stock and multiplier of each year.

    Parameters
    ----------
    world, dials : as for ``model.simulate.run``.
    """
    import jax
    import jax.numpy as jnp

    from braingain.model.simulate import WITHOUT_DRAW, WITHOUT_YEAR, calendar, count_draws

    draws = count_draws(world, dials)
    state = State(*(_wide(value, draws) for value in world.state))
    constants = world.constants
    if constants.foreign0 is None:
        constants = constants._replace(foreign0=state.foreign)
    wide = {
        name: np.asarray(value, float) if name in WITHOUT_DRAW else _wide(value, draws)
        for name, value in dials._asdict().items()
    }
    fixed = {name: wide[name] for name in wide if name in WITHOUT_YEAR}
    switches = jax.tree.map(lambda value: np.asarray(value, float), world.switches)
    days = jax.tree.map(np.asarray, calendar(world.paths))
    states, rows = [state], []
    for row in range(len(np.asarray(world.paths.posts))):
        path, day = jax.tree.map(lambda value, row=row: jnp.asarray(value)[row], (world.paths, days))
        dial = Dials(**fixed, **{name: wide[name][row] for name in wide if name not in fixed})
        state, yearly, caps = _step()(state, constants, path, dial, day, switches, world.options)
        states.append(state)
        rows.append((yearly, caps))
    yearly = Yearly(
        *(np.stack([np.asarray(value) for value in field]) for field in zip(*(r[0] for r in rows), strict=True))
    )
    caps = None if rows[0][1] is None else np.stack([np.asarray(cap) for _, cap in rows])
    stacked = State(*(np.stack([np.asarray(value) for value in field]) for field in zip(*states, strict=True)))
    return Trajectory(stacked, yearly, np.asarray(yearly.rationing), caps)


@cache
def _step() -> Any:
    """One year as one compiled program: the state after it, what it leaves behind, multipliers of caps."""
    import jax

    from braingain.model.engine import compiler_options
    from braingain.model.simulate import from_posts_on, until_posts
    from braingain.model.staffing import foreign_trained
    from braingain.model.year import Now

    def one_year(
        state: Any, constants: Any, path: Any, dials: Any, day: Any, switches: Any, options: Any
    ) -> tuple[State, Yearly, Any]:
        now = Now(state, constants, path, dials, day, options, switches)
        half = until_posts(now)
        after, yearly = from_posts_on(now, half, foreign_trained(now, half.prices.log_pay))
        return after, yearly, half.leavers.pull.multipliers

    return jax.jit(one_year, static_argnames="options", compiler_options=compiler_options())


def _wide(value: Any, draws: int) -> np.ndarray:
    array = np.asarray(value, float)
    return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:-1], draws)))
