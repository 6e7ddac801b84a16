"""How fast flows from stocks are: closed forms and fitting of all tables at once, against fitting one table at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from braingain.analysis.benchmarks import TIMES, Result
from braingain.flows.accounts import Balanced, closed_balance, open_balance
from braingain.flows.fitting import most_stayers
from braingain.foundation.errors import BraingainError, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

COUNTRIES, RUNS = 200, 5
TOLERANCE = 1e-12  # of the plain loop: largest error of a row's or column's total, of the table's
SAME = 1e-9  # of all movers: answers that differ by more are not the same answer
GOAL_BY_TRAINING, GOAL_PAIRS, GOAL_SEEDED = 20.0, 200.0, 5.0
# migest 2.0.5 at 200 countries on two cores, measured once beside a NumPy draft and written down; not run here.
IN_R = {"open": "5.8 s", "seeded": "25 s"}


class World(NamedTuple):
    """Invented stocks of many countries, entries and exits, and weights that fall with distance. [persons]"""

    start: Array
    end: Array
    entries: Array
    exits: Array
    affinity: Array


def on_one_core(name: str) -> Result:
    """A benchmark of this module by the name of its function, in a process of its own that computes on one core.

    The plain loop uses one; libraries of linear algebra use all unless told before they are loaded, and on a machine that
    has other things to do they wait for each other.

    Raises
    ------
    BraingainError
        Where it fails, with what it said.
    """
    code = f"import json; from dataclasses import asdict; from {__name__} import {name}; print(json.dumps(asdict({name}())))"
    alone = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=alone)
    if done.returncode:
        raise BraingainError(Problem("bench", (done.stderr.strip().splitlines() or ["failed"])[-1]))
    return Result(**json.loads(done.stdout))


def by_training_ratio() -> Result:
    """The open minimum with its three-way table: closed form against the plain loop."""
    account = open_balance(*invented_world(COUNTRIES)[:4])
    quick = best(lambda: most_stayers(*account[:2]).by_training())
    slow = best(lambda: one_at_a_time(account, np.ones((COUNTRIES, COUNTRIES))))
    what = f"the open minimum by training, the three-way table of {COUNTRIES} countries"
    return _result("flows_by_training", GOAL_BY_TRAINING, what, quick, slow, IN_R["open"])


def pairs_ratio() -> Result:
    """The open minimum, origin × destination alone: one matrix product against the plain loop."""
    account = open_balance(*invented_world(COUNTRIES)[:4])
    quick = best(lambda: most_stayers(*account[:2]).pairs())
    slow = best(lambda: _pairs(one_at_a_time(account, np.ones((COUNTRIES, COUNTRIES)))))
    what = f"the open minimum, origin × destination of {COUNTRIES} countries"
    return _result("flows_pairs", GOAL_PAIRS, what, quick, slow, IN_R["open"])


def seeded_ratio() -> Result:
    """The closed minimum with weights by distance, where both have to iterate."""
    world = invented_world(COUNTRIES)
    account = closed_balance(*world[:4])
    quick = best(lambda: most_stayers(*account[:2], world.affinity).pairs())
    slow = best(lambda: _pairs(one_at_a_time(account, world.affinity)))
    what = f"the closed minimum weighted by nearness, origin × destination of {COUNTRIES} countries"
    return _result("flows_closed_seeded", GOAL_SEEDED, what, quick, slow, IN_R["seeded"])


@cache
def invented_world(size: int) -> World:
    """Stocks of a world in which nobody is without workers and most are at home; always the same for a size."""
    rng = np.random.default_rng(size)
    level, pull = rng.normal(3, 1.5, (size, 1)), rng.normal(0, 1, (1, size))
    start = np.exp(level + pull + rng.normal(0, 1, (size, size)))
    np.fill_diagonal(start, np.exp(rng.normal(9, 1.5, size)))
    end = start * np.exp(rng.normal(0.02, 0.1, (size, size)))
    place = rng.uniform(0, 20_000, (size, 2))
    away = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    affinity = np.divide(1.0, away, out=np.zeros_like(away), where=away > 0)
    return World(start, end, 0.03 * np.diagonal(end), 0.02 * start.sum(0), affinity)


def one_at_a_time(account: Balanced, seed: Array) -> Array:
    """The minimum as it is usually programmed: proportional fitting of one training's whole table after the other.

    Parameters
    ----------
    account : the balanced tables.
    seed : (origin, destination); its diagonal is set to zero.

    Returns
    -------
    (training, origin, destination), stayers on the diagonal. [persons]
    """
    size = len(seed)
    moves = np.empty((size, size, size))
    seed = seed * (1 - np.eye(size))
    at = np.diag_indices(size)
    for k, (a, b) in enumerate(zip(account.start, account.end, strict=True)):
        stayers = np.minimum(a, b)
        moves[k] = fitted(seed, a - stayers, b - stayers)
        moves[k][at] = stayers
    return moves


def fitted(seed: Array, rows: Array, columns: Array) -> Array:
    """Proportional fitting in so many words: rows, columns, until both totals are met to 1e-12 of the whole."""
    moves, total = seed.copy(), rows.sum()
    columns = columns * (total / columns.sum())  # two sums of the same people differ in the last digit
    while True:
        sums = moves.sum(1)
        moves *= np.divide(rows, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        sums = moves.sum(0)
        moves *= np.divide(columns, sums, out=np.zeros_like(sums), where=sums > 0)
        off = max(np.abs(moves.sum(1) - rows).max(), np.abs(moves.sum(0) - columns).max())
        if off <= TOLERANCE * total:
            return moves


def best(run: Callable[[], Array]) -> tuple[float, Array]:
    """Seconds of the quickest of some runs, and what it gave."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - began)
    return min(times), found


def _pairs(moves: Array) -> Array:
    total = moves.sum(0)
    np.fill_diagonal(total, 0.0)
    return total


def _result(
    name: str, goal: float, what: str, quick: tuple[float, Array], slow: tuple[float, Array], in_r: str
) -> Result:
    apart = float(np.abs(quick[1] - slow[1]).max() / slow[1].max())
    if not apart <= SAME:
        found = f"{what}: the plain loop differs by {apart:.1e} of the largest cell"
        raise BraingainError(Problem("bench", found, "this is a fault of the program: please report it"))
    ratio = slow[0] / quick[0]
    how = (
        f"{what}, from the same balanced tables: {1e3 * quick[0]:.3g} ms against {1e3 * slow[0]:.3g} ms for proportional "
        f"fitting of one training's table after the other in NumPy, to {TOLERANCE:g}, both on one core; best of {RUNS} runs; the same to "
        f"{apart:.0e} of the largest cell. The R package migest 2.0.5 took {in_r} for the like on another day (not run here)"
    )
    return Result(name, ratio, goal, TIMES, ratio, ratio >= goal, how)
