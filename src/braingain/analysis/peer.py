"""The exported model in PySD beside our own run of it: every stock of every year, and the multipliers by themselves.

PySD is no part of the program: it comes with the development requirements and is imported only here.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from braingain.analysis.trajectory import Trajectory
from braingain.analysis.xmile import fields
from braingain.foundation.errors import BraingainError, Problem
from braingain.model.containers import Dials, World

LARGEST_ERROR = 1e-6
SMALL = 1e-8  # of the largest number of its stock, or of 1 where all are smaller: what is less is compared with this


class Engine(NamedTuple):
    """What the other engine found, and how long it took."""

    values: Mapping[str, np.ndarray]  # by variable: (1 January, ...) in the order of the variable's dimensions
    seconds_to_read: float
    seconds_to_run: float


class Difference(NamedTuple):
    """One stock: numbers compared, the largest relative difference, the row of the 1 January it is on."""

    stock: str
    numbers: int
    largest: float
    row: int


class Slackness(NamedTuple):
    """How well multipliers solve a capacity system, over the people who choose."""

    over: float  # largest excess of people over places
    idle: float  # largest (1 - m) * free places
    binding: int  # how many capacities bind
    capacities: int


def read_and_run(file: Path, names: list[str]) -> Engine:
    """Load an exported file in PySD and run it over all its years.

    Raises
    ------
    BraingainError
        Where PySD is not installed.
    """
    try:
        import pysd
    except ImportError:
        raise BraingainError(
            Problem("PySD", "is not installed", "it is part of the development requirements: make setup")
        ) from None
    with _whole_numbers(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both branches of IF are computed, also where one divides by 0
        began = time.perf_counter()
        model = pysd.read_xmile(str(file))
        read = time.perf_counter()
        found = model.run(return_columns=names, flatten_output=False, progress=False)
        ran = time.perf_counter()
    values = {name: np.stack([np.asarray(value, float) for value in found[name]]) for name in names}
    return Engine(values, read - began, ran - read)


def needed(world: World) -> list[str]:
    """Names of what is compared: all stocks and memories, and what says whether the multipliers solve their systems."""
    names = [in_file(name) for name in fields.stocks_of(world.state)]
    names += ["places", "taken_places", "post_multiplier", "pool"]
    if world.options.caps:
        names += ["cap_room", "cap_multiplier", "dial_cap_is_set", "taken_under_cap", "deciding"]
    return names


def our_seconds(world: World, dials: Dials) -> float:
    """Seconds of our run of the same years, compiled before; the best of three."""
    from braingain.analysis.tracks import Engine as Ours
    from braingain.analysis.tracks import Track

    ours, years = Ours(world), len(np.asarray(world.paths.posts))

    def run() -> float:
        began = time.perf_counter()
        Track(ours, dials, world.switches).yearly(years)
        return time.perf_counter() - began

    run()
    return min(run() for _ in range(3))


def in_file(name: str) -> str:
    """Name of a stock in the file: the value of destinations is kept without its logarithm there."""
    return "route_memory" if name == "inclusive" else name


def differences(world: World, run: Trajectory, other: Engine) -> list[Difference]:
    """Each stock of our run against the other engine's, over all its cells and all years."""
    found = []
    for name in fields.stocks_of(world.state):
        ours = np.asarray(getattr(run.states, name))[..., 0]
        if name == "inclusive":
            ours = np.exp(ours / float(np.asarray(world.constants.theta_channel).reshape(-1)[0]))
        theirs = other.values[in_file(name)]
        theirs = theirs[tuple(slice(length) for length in ours.shape)]  # beyond: durations and posts filled with 0 or 1
        scale = np.maximum(np.abs(ours), SMALL * max(1.0, float(np.abs(ours).max())))
        error = np.abs(theirs - ours) / scale
        by_row = error.reshape(len(error), -1).max(axis=1)
        found.append(Difference(name, ours.size, float(by_row.max()), int(by_row.argmax())))
    return found


def posts_slackness(other: Engine) -> Slackness:
    """Whether the multipliers of posts solve (2.3), from places and people that the other engine computed."""
    places, taken, multiplier = (
        other.values[name][:-1, :, :6] for name in ("places", "taken_places", "post_multiplier")
    )
    everyone = other.values["pool"][:-1].reshape(*places.shape[:2], -1).sum(axis=2)[..., None]
    return _slackness(places, taken, multiplier, np.maximum(everyone, 1e-300), np.ones_like(places, bool))


def caps_slackness(other: Engine) -> Slackness:
    """Whether the multipliers of caps solve (2.3b), likewise."""
    room, multiplier = other.values["cap_room"][:-1], other.values["cap_multiplier"][:-1]
    taken, deciding = other.values["taken_under_cap"][:-1], other.values["deciding"][:-1]
    decided = deciding.reshape(*deciding.shape[:2], -1).sum(axis=2)[..., None]
    there = np.broadcast_to(other.values["dial_cap_is_set"][:-1] > 0.5, room.shape)
    return _slackness(room, taken, multiplier, np.maximum(decided, 1e-300), there)


def _slackness(
    places: np.ndarray, taken: np.ndarray, multiplier: np.ndarray, everyone: np.ndarray, there: np.ndarray
) -> Slackness:
    over = np.where(there, np.maximum(0.0, taken - places), 0.0) / everyone
    idle = np.where(there, (1.0 - multiplier) * np.abs(places - taken), 0.0) / everyone
    return Slackness(float(over.max()), float(idle.max()), int((there & (multiplier < 1.0)).sum()), int(there.sum()))


@contextlib.contextmanager
def _whole_numbers() -> Iterator[None]:
    """PySD writes the numbers of a model as numpy prints them, eight digits unless told; and it lays its code out nicely,
    which takes longer than all the rest, so that is left out."""
    from pysd.builders.python import python_model_builder as builder

    nice: Any = builder.black.format_file_contents
    builder.black.format_file_contents = lambda text, **_: text
    try:
        with np.printoptions(precision=17, floatmode="unique"):
            yield
    finally:
        builder.black.format_file_contents = nice
