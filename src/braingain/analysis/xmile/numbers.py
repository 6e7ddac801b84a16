"""The numbers of one draw as variables: constants, start values, series and dials by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from braingain.analysis.xmile import fields
from braingain.analysis.xmile.equations import Dims, Variable, aux
from braingain.model.containers import Dials, World

LARGE = 64  # numbers: an array above this that does not vary along a dimension is written without it
SHORT_OF_INFINITY = 0.0  # what stands where a dial sets no limit; `dial_..._is_set` says where


def constants(world: World, dials: Dials, dimensions: Mapping[str, Dims]) -> list[Variable]:
    """Numbers that no year changes: estimates and calibrated values, switches, dials without a year."""
    foreign0 = world.state.foreign if world.constants.foreign0 is None else world.constants.foreign0
    whole = world.constants._replace(foreign0=foreign0)._asdict()
    out = fields.left_out(world.options)
    found = [
        _variable(name, whole[name], layout, dimensions) for name, layout in fields.CONSTANTS.items() if name not in out
    ]
    for name in sorted(fields.SWITCHES - out):
        switch = np.asarray(getattr(world.switches, name), float).reshape(-1)[0]
        found.append(Variable(f"switch_{name}", (), f"mechanism {name}: 1 on, 0 off", values=np.asarray(switch)))
    still = fields.DIALS_OF_ALL_YEARS | fields.DIALS_WITHOUT_DRAW
    for name, layout in still.items():
        if name in out:
            continue
        value = np.asarray(getattr(dials, name), float)
        value = value[..., None] if name in fields.DIALS_WITHOUT_DRAW else value
        found.append(_variable(name, value, layout, dimensions, "dial"))
    return found


def start_values(world: World, dimensions: Mapping[str, Dims]) -> list[Variable]:
    """Stocks and memories on the first 1 January, each ``..._at_start``.

    The file keeps e^(I_d/θ_r) of last year in place of I_d: it is 0 where nobody could go, and I_d has no end there.
    """
    found = []
    for name in fields.stocks_of(world.state):
        layout, value = fields.STATE[name], np.asarray(getattr(world.state, name), float)
        if name == "inclusive":
            memory = np.exp(value / np.asarray(world.constants.theta_channel, float))
            found.append(_variable("route_memory", memory, layout, dimensions, after="_at_start"))
        else:
            found.append(_variable(name, value, layout, dimensions, after="_at_start"))
    return found


def by_year(world: World, dials: Dials, dimensions: Mapping[str, Dims]) -> list[Variable]:
    """Each series of paths and dials as ``..._series`` over the years, and its value of the year."""
    found: list[Variable] = []
    for name, layout in fields.PATHS.items():
        found += _series(f"path_{name}", getattr(world.paths, name), layout, dimensions, "no-policy path")
    out = fields.left_out(world.options)
    for name, layout in fields.DIALS.items():
        if name in out:
            continue
        value = np.asarray(getattr(dials, name), float)
        if name in fields.UNLIMITED:
            found += _series(f"dial_{name}_is_set", np.isfinite(value).astype(float), layout, dimensions, "lever")
            value = np.where(np.isfinite(value), value, SHORT_OF_INFINITY)
        found += _series(f"dial_{name}", value, layout, dimensions, "lever")
    return found


def solved(name: str, values: np.ndarray, layout: str, dimensions: Mapping[str, Dims], doc: str) -> list[Variable]:
    """A series that the model solves and the file takes as data; (year, ...) without draw, filled up with 1."""
    return _series(name, values[..., None], layout, dimensions, doc, filled=1.0)


def _series(
    name: str, value: Any, layout: str, dimensions: Mapping[str, Dims], doc: str, filled: float = 0.0
) -> list[Variable]:
    series = _variable(
        f"{name}_series", value, f"Year {layout}".strip(), dimensions, doc=f"{doc}, by year", filled=filled
    )
    if "Year" not in series.dims:
        still = f"{doc}, the same in all years"
        again = aux(f"{name}_series", " ".join(series.dims), name, still)
        return [Variable(name, series.dims, still, values=series.values), again]
    rest = " ".join(dim for dim in series.dims if dim != "Year")
    return [series, aux(name, rest, f"SUM(Year| {name}_series * is_year)", f"{doc}, of this year")]


def _variable(
    name: str,
    value: Any,
    layout: str,
    dimensions: Mapping[str, Dims],
    before: str = "",
    after: str = "",
    doc: str = "",
    filled: float | None = None,
) -> Variable:
    array = np.asarray(value, float)[..., 0]
    dims = layout.split()
    if filled is None:
        filled = 1.0 if name in fields.FILLED_WITH_ONE else 0.0
    for axis, dim in enumerate(dims):
        if dim in fields.FILLED:
            whole = fields.FILLED[dim]
            array = _filled(array, axis, len(dimensions[whole]), filled, fields.FILLED_FROM.get(dim, 0))
            dims[axis] = whole
    array, kept = _kept(array, dims, dimensions)
    full = "_".join(part for part in (before, name) if part) + after
    return Variable(full, tuple(kept), doc or "number of this draw", values=array)


def _filled(array: np.ndarray, axis: int, length: int, value: float, first: int = 0) -> np.ndarray:
    room = [(0, 0)] * array.ndim
    room[axis] = (first, length - first - array.shape[axis])
    return np.pad(array, room, constant_values=value)


def _kept(array: np.ndarray, dims: Iterable[str], dimensions: Mapping[str, Dims]) -> tuple[np.ndarray, list[str]]:
    """The array without axes along which it says nothing: of length 1, or large and everywhere the same."""
    kept: list[str] = []
    axis = 0
    for dim in dims:
        first = np.take(array, [0], axis=axis)
        broadcast = array.shape[axis] == 1 and len(dimensions.get(dim, ("",))) != 1
        if broadcast or dim == "One" or (array.size > LARGE and bool(np.all(array == first))):
            array = first.squeeze(axis)
        else:
            kept.append(dim)
            axis += 1
    return array, kept
