"""Runs of the model year by year: years that runs share are computed once, and a run goes only as far as it is read.

One year (``model.simulate.step``) is compiled once for a block's shapes; every run, of any length and from any year on,
uses that program, so a run cut in two is the run in one piece, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from braingain.model.containers import Dials, State, Switches, World, Yearly


class Engine:
    """A world made ready to step: constants, and paths and calendar by year."""

    def __init__(self, world: World):
        import jax
        import jax.numpy as jnp

        from braingain.model.simulate import calendar, count_draws

        self.options = world.options
        self.draws = count_draws(world, Dials(*([np.zeros(1)] * len(Dials._fields))))
        self.start = State(*(_wide(value, self.draws) for value in world.state))
        constants = world.constants
        if constants.foreign0 is None:
            constants = constants._replace(foreign0=self.start.foreign)
        self.constants = jax.tree.map(jnp.asarray, constants)
        rows = (world.paths, calendar(world.paths))
        self.rows = len(np.asarray(world.paths.pay))
        self.paths = [jax.tree.map(lambda value, t=t: jnp.asarray(value[t]), rows) for t in range(self.rows)]


class Switched(NamedTuple):
    """Dials by year and switches, as the model's step takes them."""

    fixed: Mapping[str, np.ndarray]
    yearly: Mapping[str, np.ndarray]
    switches: Switches


class Track:
    """One run: its years so far, and where it goes on. A track may begin where another one, its trunk, stands."""

    def __init__(self, engine: Engine, dials: Dials, switches: Switches, trunk: Track | None = None):
        self._engine = engine
        self._input = _switched(dials, switches, engine.draws)
        self._years: list[Yearly] = list(trunk._years) if trunk else []
        self._state: State = trunk._state if trunk else engine.start

    def yearly(self, until: int) -> Yearly:
        """What the years before row ``until`` left behind, as numpy arrays with a leading year axis."""
        self.advance(until)
        return Yearly(
            *(np.stack([np.asarray(value) for value in values]) for values in zip(*self._years[:until], strict=True))
        )

    def advance(self, until: int) -> Track:
        """Run on to row ``until``, where it is not there yet."""
        step = _compiled()
        while len(self._years) < until:
            t = len(self._years)
            path, day = self._engine.paths[t]
            dials = Dials(**self._input.fixed, **{name: value[t] for name, value in self._input.yearly.items()})
            self._state, year = step(
                self._state, self._engine.constants, path, dials, day, self._engine.options, self._input.switches
            )
            self._years.append(year)
        return self


@cache
def _compiled() -> Any:
    import jax

    from braingain.model.simulate import step

    return jax.jit(step, static_argnums=(5,))


def _switched(dials: Dials, switches: Switches, draws: int) -> Switched:
    from braingain.model.simulate import WITHOUT_DRAW, WITHOUT_YEAR

    fixed: dict[str, np.ndarray] = {}
    yearly: dict[str, np.ndarray] = {}
    for name, value in dials._asdict().items():
        wide = np.asarray(value, dtype=float) if name in WITHOUT_DRAW else _wide(value, draws)
        (fixed if name in WITHOUT_YEAR else yearly)[name] = wide
    return Switched(fixed, yearly, Switches(*(np.asarray(on, dtype=float) for on in switches)))


def _wide(value: Any, draws: int) -> np.ndarray:
    array = np.asarray(value, dtype=float)
    return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:-1], draws)))
