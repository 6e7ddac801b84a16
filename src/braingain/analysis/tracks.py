"""Runs of the model year by year: years that runs share are computed once, and a run goes only as far as it is read.

One program is compiled for a block's shapes, for any first year and any number of years. Every run uses it, so a run
cut in two is the run in one piece, to the last bit.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from braingain.model.containers import Dials, Paths, State, Switches, World, Yearly

if TYPE_CHECKING:
    from braingain.model.year import Calendar


class Engine:
    """A world made ready to step: constants, and paths and calendar by year."""

    def __init__(self, world: World):
        import jax

        from braingain.model.simulate import count_draws

        self.options = world.options
        self.draws = count_draws(world, Dials(*([np.zeros(1)] * len(Dials._fields))))
        self.start = State(*(_wide(value, self.draws) for value in world.state))
        constants = world.constants
        if constants.foreign0 is None:
            constants = constants._replace(foreign0=self.start.foreign)
        self.constants = jax.device_put(_plain(constants))
        paths = jax.device_put(_plain(world.paths))
        self.paths = (paths, _calendar()(paths))


class Switched(NamedTuple):
    """Dials with and without a year, and switches, on the device."""

    fixed: dict[str, Any]
    yearly: dict[str, Any]
    switches: Switches


def at_row(paths: Any, given: Switched, row: Any) -> tuple[Paths, Dials, Calendar]:
    """What one year of a run reads, of an engine's paths and calendar and of given dials."""
    path, day = (type(record)(*(value[row] for value in record)) for record in paths)
    return path, Dials(**given.fixed, **{name: value[row] for name, value in given.yearly.items()}), day


class Track:
    """One run: its years so far, and where it goes on. A track may begin where another one, its trunk, stands."""

    def __init__(self, engine: Engine, dials: Dials, switches: Switches, trunk: Track | None = None):
        self._engine = engine
        self._input = switched(dials, switches, engine.draws)
        self._chunks: list[Yearly] = list(trunk._chunks) if trunk else []
        self._row: int = trunk._row if trunk else 0
        self._state: State = trunk._state if trunk else engine.start

    def yearly(self, until: int) -> Yearly:
        """What the years before row ``until`` left behind, as numpy arrays with a leading year axis."""
        self.advance(until)
        fields = zip(*self._chunks, strict=True)
        return Yearly(*(np.concatenate(values)[:until] for values in fields))

    def advance(self, until: int) -> Track:
        """Run on to row ``until``, where it is not there yet."""
        if self._row < until:
            years = until - self._row
            self._state, chunk = _compiled()(
                self._state,
                self._engine.constants,
                self._engine.paths,
                self._input,
                self._row,
                years,
                self._engine.options,
            )
            self._chunks.append(Yearly(*(np.asarray(value)[:years].copy() for value in chunk)))  # not all rows
            self._row = until
        return self


@cache
def _compiled() -> Any:
    """Some years of the model as one program: the first row and how many years are numbers that it is given.

    What does not change over the years is worked out once for all of them.
    """
    import jax
    import jax.numpy as jnp

    from braingain.model.engine import compiler_options
    from braingain.model.simulate import step

    # a function of its own: worked through once, for the shapes of its record and for the loop alike
    year = jax.jit(step, static_argnames=("options",))

    def some_years(
        state: State, constants: Any, paths: Any, given: Switched, first: Any, years: Any, options: Any
    ) -> tuple[State, Yearly]:
        def one_year(now: State, row: Any) -> tuple[State, Yearly]:
            path, dials, day = at_row(paths, given, row)
            return year(now, constants, path, dials, day, options=options, switches=given.switches)

        def next_year(i: Any, so_far: tuple[State, Yearly]) -> tuple[State, Yearly]:
            now, record = so_far
            after, left = one_year(now, first + i)
            return after, jax.tree.map(lambda rows, value: rows.at[i].set(value), record, left)

        _, shapes = jax.eval_shape(one_year, state, first)
        rows = len(jax.tree.leaves(paths)[0])
        empty = jax.tree.map(lambda one: jnp.zeros((rows, *one.shape), one.dtype), shapes)
        return jax.lax.fori_loop(0, years, next_year, (state, empty))

    return jax.jit(some_years, static_argnums=(6,), compiler_options=compiler_options())


@cache
def _calendar() -> Any:
    """The calendar as one program: operation by operation it takes longer than a run."""
    import jax

    from braingain.model.simulate import calendar

    return jax.jit(calendar)


def _plain(record: Any) -> Any:
    """A record with all its values as arrays of numbers; what is missing stays missing."""
    return type(record)(*(None if value is None else np.asarray(value) for value in record))


def switched(dials: Dials, switches: Switches, draws: int) -> Switched:
    """Dials and switches put on the device, all draws written out."""
    import jax

    from braingain.model.simulate import WITHOUT_DRAW, WITHOUT_YEAR

    fixed: dict[str, np.ndarray] = {}
    yearly: dict[str, np.ndarray] = {}
    for name, value in dials._asdict().items():
        wide = np.asarray(value, dtype=float) if name in WITHOUT_DRAW else _wide(value, draws)
        (fixed if name in WITHOUT_YEAR else yearly)[name] = wide
    given = Switched(fixed, yearly, Switches(*(np.asarray(on, dtype=float) for on in switches)))
    put: Switched = jax.device_put(given)
    return put


def _wide(value: Any, draws: int) -> np.ndarray:
    array = np.asarray(value, dtype=float)
    return np.ascontiguousarray(np.broadcast_to(array, (*array.shape[:-1], draws)))
