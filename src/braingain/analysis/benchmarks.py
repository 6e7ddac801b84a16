"""How fast the program is, as ratios: times against their goals, and the compiled step against the same step in NumPy."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from braingain.foundation.errors import BraingainError, Problem
from braingain.model.containers import Dials, World, Yearly

SCHEMA = "braingain/bench/1"
COUNTRY, DRAWS, CORES = "GHA", 100, 2
HELP_GOAL_S, MATRIX_GOAL_S = 0.5, 20.0
HELP_RUNS, STEP_RUNS, STEP_YEARS = 5, 3, 5
SAME = 1e-9  # two steps that differ by more are not the same step
SMALL = 1e-3  # of a field's largest value: smaller ones are compared with this part of it
NOUGHT = frozenset({"conservation", "solver"})  # residuals: nought up to rounding in any arithmetic
SECONDS, TIMES = "s", "times"
Progress = Callable[[int, int, str], None]  # done, of how many, what


@dataclass(frozen=True)
class Result:
    """One benchmark: ``ratio`` is how many times better than the goal (times; met from 1 on) or than the peer (steps, flows)."""

    name: str
    ratio: float
    goal: float
    unit: str  # of goal and measured
    measured: float
    met: bool
    how: str


def benchmarks(progress: Progress | None = None, with_pysd: bool = False) -> dict[str, Any]:
    """All benchmarks as JSON (``braingain/bench/1``); they take about a minute, two more ``with_pysd``.

    Raises
    ------
    BraingainError
        Where a measured program fails, or the two steps do not give the same.
    """
    from braingain.analysis.flow_benchmarks import on_one_core

    tasks: tuple[tuple[str, Callable[[], Result]], ...] = (
        ("time to the first help page", help_time),
        ("time of a matrix", matrix_time),
        ("a year of the model, compiled and plain", step_of_country),
        ("flows from stocks by training", partial(on_one_core, "by_training_ratio")),
        ("flows from stocks", partial(on_one_core, "pairs_ratio")),
        ("flows from stocks, weighted", partial(on_one_core, "seeded_ratio")),
        *((("the exported model in PySD", run_against_pysd),) if with_pysd else ()),
    )
    found = []
    for number, (what, task) in enumerate(tasks):
        if progress is not None:
            progress(number, len(tasks), what)
        found.append(task())
    if progress is not None:
        progress(len(tasks), len(tasks), "done")
    return record(found)


def record(found: Sequence[Result]) -> dict[str, Any]:
    """Results as JSON, with the machine that they were measured on."""
    return {"schema": SCHEMA, "machine": machine(), "results": [asdict(result) for result in found]}


def machine() -> dict[str, Any]:
    """What the times depend on."""
    import jax

    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": usable_cores(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "jax": jax.__version__,
    }


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def timed(name: str, goal_s: float, measured_s: float, how: str) -> Result:
    """A time against its goal: the ratio is goal over time."""
    ratio = goal_s / measured_s
    return Result(name, ratio, goal_s, SECONDS, measured_s, ratio >= 1.0, how)


def help_time() -> Result:
    """The list of commands, in a fresh process each time."""
    run_apart("--help")  # files on the disk are read once before
    times = [run_apart("--help")[0] for _ in range(HELP_RUNS)]
    how = f"braingain --help, a fresh process; median of {HELP_RUNS} after one that does not count"
    return timed("help", HELP_GOAL_S, statistics.median(times), how)


def matrix_time() -> Result:
    """The matrix of one country, in a fresh process, after a run that fills the caches."""
    arguments = ("matrix", COUNTRY, "--draws", str(DRAWS), "--json")
    with on_cores(CORES) as cores:
        run_apart(*arguments)
        wall, processor = run_apart(*arguments)
    how = (
        f"braingain {' '.join(arguments)}, a fresh process on {cores} of this machine's cores, after a first run that "
        f"compiles; {processor:.1f} s of processor time"
    )
    return timed("matrix", MATRIX_GOAL_S, wall, how)


def run_apart(*arguments: str) -> tuple[float, float]:
    """Wall and processor seconds of the program in a process of its own.

    Raises
    ------
    BraingainError
        Where it fails, with what it said.
    """
    before, began = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "braingain.cli.main", *arguments], capture_output=True, check=False)
    wall, after = time.perf_counter() - began, os.times()
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BraingainError(Problem(f"braingain {' '.join(arguments)}", said[-1] if said else "failed"))
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used


@contextmanager
def on_cores(count: int) -> Iterator[int]:
    """Programs started inside use so many cores, where the system can say so; gives how many it is."""
    if not hasattr(os, "sched_setaffinity"):
        yield usable_cores()
        return
    before = os.sched_getaffinity(0)
    chosen = sorted(before)[:count]
    os.sched_setaffinity(0, chosen)
    try:
        yield len(chosen)
    finally:
        os.sched_setaffinity(0, before)


def step_of_country() -> Result:
    """Years of a country's baseline, compiled and on NumPy, in one block of draws."""
    from braingain.analysis.ensemble import ensemble_for
    from braingain.analysis.scenario import START_DEFAULT, Scenario
    from braingain.policy.apply import apply
    from braingain.policy.trimmed import cadres_needed, with_first_cadres

    scenario = Scenario("bench", COUNTRY, START_DEFAULT, START_DEFAULT + 2 * STEP_YEARS, draws=DRAWS)
    block = ensemble_for(scenario).block(0)
    setting = with_first_cadres(block.setting, cadres_needed(block.setting, ()))
    world, dials = setting.world, apply((), block.parameters, setting)
    kinds = [int(np.prod(np.shape(stock)[:-1])) for stock in (world.state.home, world.state.abroad)]
    what = (
        f"a year of {COUNTRY} without new policy, {np.shape(world.state.home)[-1]} draws, {kinds[0]} kinds of people at "
        f"home and {kinds[1]} abroad"
    )
    runs = compiled_years(world, dials, STEP_YEARS), numpy_years(world, dials, STEP_YEARS)
    return step_ratio(*runs, STEP_YEARS, what)


def step_ratio(compiled: Callable[[], Yearly], plain: Callable[[], Yearly], years: int, what: str) -> Result:
    """Seconds of the plain run over those of the compiled one, the best of some runs of each, without compiling.

    Raises
    ------
    BraingainError
        Where the two do not leave the same record.
    """
    difference = furthest(compiled(), plain())
    if not difference <= SAME:
        found = f"the step on NumPy differs from the compiled one by {difference:.1e}"
        raise BraingainError(Problem("bench", found, "this is a fault of the program: please report it"))
    quick, slow = (min(_seconds(run) for _ in range(STEP_RUNS)) for run in (compiled, plain))
    how = (
        f"{what}: compiled by JAX against the same functions run on NumPy, the same arrays in float64; best of "
        f"{STEP_RUNS} runs of {years} years, {1e3 * quick / years:.2g} ms a year against {1e3 * slow / years:.2g} ms; "
        f"all that the years leave behind is the same to {difference:.0e}"
    )
    return Result("step_against_numpy", slow / quick, 1.0, TIMES, slow / quick, slow >= quick, how)


def run_against_pysd() -> Result:
    """The exported model of a country in PySD against our run of the same draw, reading and compiling left out.

    Raises
    ------
    BraingainError
        Where PySD is not installed, or the two do not give the same stocks.
    """
    from braingain.analysis.peer import LARGEST_ERROR
    from braingain.analysis.scenario import START_DEFAULT, Scenario
    from braingain.analysis.verification import engine_case

    scenario = Scenario("bench", COUNTRY, START_DEFAULT, START_DEFAULT + 2 * STEP_YEARS, draws=DRAWS)
    with tempfile.TemporaryDirectory() as folder:
        case = engine_case(scenario, Path(folder))
    if not case.largest <= LARGEST_ERROR:
        raise BraingainError(
            Problem("bench", f"PySD differs by {case.largest:.1e}", "this is a fault of the program: please report it")
        )
    how = (
        f"{2 * STEP_YEARS + 1} years of {COUNTRY} without new policy, one draw: {1e3 * case.seconds_ours:.3g} ms against "
        f"{case.seconds_to_run:.3g} s, after {case.seconds_to_read:.0f} s in which PySD reads the exported file; all stocks "
        f"of all years are the same to {case.largest:.0e}"
    )
    return Result("run_against_pysd", case.ratio, 1.0, TIMES, case.ratio, case.ratio >= 1.0, how)


def compiled_years(world: World, dials: Dials, years: int) -> Callable[[], Yearly]:
    """A function that runs the first years as everything else does."""
    from braingain.analysis.tracks import Engine, Track

    engine = Engine(world)
    return lambda: Track(engine, dials, world.switches).yearly(years)


def numpy_years(world: World, dials: Dials, years: int) -> Callable[[], Yearly]:
    """A function that runs the same years, from the same arrays, on NumPy."""
    import jax

    from braingain.analysis.numpy_model import numpy_step
    from braingain.analysis.tracks import Engine, at_row, switched

    engine, step = Engine(world), numpy_step()
    given = switched(dials, world.switches, engine.draws)
    start, constants, paths, given = jax.tree.map(np.asarray, (engine.start, engine.constants, engine.paths, given))

    def run() -> Yearly:
        state, left = start, []
        for row in range(years):
            path, changed, day = at_row(paths, given, row)
            state, yearly = step(state, constants, path, changed, day, engine.options, given.switches)
            left.append(yearly)
        return Yearly(*(np.stack(values) for values in zip(*left, strict=True)))

    return run


def furthest(one: Yearly, other: Yearly) -> float:
    """Largest difference of two records, over the value or a thousandth of its field's largest; residuals as they are."""
    worst = 0.0
    for name, a, b in zip(Yearly._fields, one, other, strict=True):
        size = np.maximum(np.abs(a), np.abs(b))
        scale = np.ones_like(size) if name in NOUGHT else np.maximum(size, SMALL * size.max(initial=0.0))
        apart = np.where(a == b, 0.0, np.abs(a - b) / np.where(scale > 0, scale, 1.0))
        worst = float(np.maximum(worst, apart.max(initial=0.0)))  # what is no number stays none
    return worst


def _seconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
