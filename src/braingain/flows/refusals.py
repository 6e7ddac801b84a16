"""What is refused, and the checks of arrays that come in: a sentence that names the table, the row and the column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Cell = tuple[int, ...]
SHOWN = 5
COUNTED = re.compile(r"\b(rows?|columns?|trainings?|residence|origin|destination) (\d+(?:, \d+)*)")


class FlowError(ValueError):
    """Input that no method can answer, with every cell that is wrong and not only the first.

    Attributes
    ----------
    table : name of the argument (``start``, ``end``, ``entries``, ``exits``, ...); "" where it is of several.
    what : what is wrong, and what to do, without the place.
    cells : (row, column), or (place,) in a vector, counted from 0; empty where the whole table is meant.
    """

    def __init__(self, what: str, table: str = "", cells: Sequence[Cell] = ()):
        self.what, self.table, self.cells = what, table, tuple(cells)
        super().__init__(": ".join(filter(None, (self.place(), what))))

    def named(self, countries: Sequence[str]) -> str:
        """What is wrong with countries by name, where the sentence counts rows and columns."""

        def names(found: re.Match[str]) -> str:
            return f"{found[1]} {', '.join(countries[int(at) - 1] for at in found[2].split(', '))}"

        return COUNTED.sub(names, self.what)

    def place(self) -> str:
        """Where it is in words; rows and columns are counted from 1, as people count them."""
        more = f" and {len(self.cells) - SHOWN} more" if len(self.cells) > SHOWN else ""
        return ", ".join(filter(None, (self.table, "; ".join(map(_cell, self.cells[:SHOWN])) + more)))


def _cell(cell: Cell) -> str:
    names = (
        ("row", "column") if len(cell) == 2 else ("training", "origin", "destination") if len(cell) == 3 else ("place",)
    )
    return ", ".join(f"{name} {at + 1}" for name, at in zip(names, cell, strict=True))


def numbers(name: str, given: ArrayLike, dimensions: int) -> Array:
    """An argument as an array of float64; what is hidden by a mask is missing (NaN).

    Raises
    ------
    FlowError
        Where it holds no plain numbers, or has another number of dimensions.
    """
    try:
        bare = np.ma.filled(given.astype(float), np.nan) if isinstance(given, np.ma.MaskedArray) else np.asarray(given)
        if bare.dtype.kind not in "fiubO":
            raise TypeError
        array = np.array(bare, dtype=float)
    except (TypeError, ValueError):
        raise FlowError("holds something that is not a number, or rows of different lengths", name) from None
    if array.ndim != dimensions:
        raise FlowError(f"has {array.ndim} dimensions where {dimensions} are needed", name)
    return array


def persons(name: str, given: ArrayLike, dimensions: int = 2, *, missing: NDArray[np.bool_] | None = None) -> Array:
    """Counts of people, or other weights: finite and not negative.

    Parameters
    ----------
    missing : same shape; cells that may be missing, since nothing reads them. They become 0.

    Raises
    ------
    FlowError
        Naming every cell that is missing, infinite or negative.
    """
    array = numbers(name, given, dimensions)
    if missing is not None and missing.shape == array.shape:
        array[missing & np.isnan(array)] = 0.0
    for wrong, what in (
        (np.isnan(array), "is not a number; missing cells are completed by complete_table first"),
        (np.isinf(array), "is infinite"),
        (array < 0, "is negative"),
    ):
        if wrong.any():
            raise FlowError(what, name, _cells(wrong))
    with np.errstate(over="ignore"):
        whole = array.sum()
    if not np.isfinite(whole):
        raise FlowError("its sum is too large for the computer's numbers", name)
    return array


def square(name: str, given: ArrayLike, size: int | None = None, *, diagonal: bool = True) -> Array:
    """A table whose rows and columns are the same countries in the same order.

    Parameters
    ----------
    size : how many countries there must be.
    diagonal : False where the diagonal is not read and may be missing.

    Raises
    ------
    FlowError
        Where it is not square, is empty, has another size, or holds what is no count of people.
    """
    shape = np.shape(numbers(name, given, 2))
    if shape[0] != shape[1]:
        raise FlowError(f"is {shape[0]} × {shape[1]}: rows and columns must be the same countries", name)
    if shape[0] == 0:
        raise FlowError("has no countries", name)
    if size is not None and shape[0] != size:
        raise FlowError(f"is of {shape[0]} countries, start is of {size}", name)
    return persons(name, given, missing=None if diagonal else np.eye(shape[0], dtype=bool))


def vector(name: str, given: ArrayLike | None, size: int) -> Array:
    """A number of people for each country; nobody where nothing is given.

    Raises
    ------
    FlowError
        Where it has another length, or holds what is no count of people.
    """
    if given is None:
        return np.zeros(size)
    array = persons(name, given, 1)
    if array.size != size:
        raise FlowError(f"has {array.size} countries, start has {size}", name)
    return array


def same_labels(**given: Any) -> None:
    """Labelled tables must name the same countries in the same order, in rows, columns and between each other.

    Raises
    ------
    FlowError
        Where they do not: by position, people would be counted in the wrong country.
    """
    first: tuple[str, list[Any]] | None = None
    for name, value in given.items():
        for axis in ("index", "columns"):
            labels = getattr(value, axis, None)
            if labels is None or callable(labels):
                continue
            found = list(labels)
            if first is None:
                first = name, found
            elif found != first[1]:
                raise FlowError(f"its {axis} has other labels, or another order, than {first[0]}: align by name", name)


def weight_share(weight: float) -> float:
    """The weight of the minimum in a mixture. [share]

    Raises
    ------
    FlowError
        Where it is no number from 0 to 1.
    """
    if isinstance(weight, bool) or not isinstance(weight, int | float | np.number) or not 0 <= weight <= 1:
        raise FlowError(f"must be a number from 0 to 1, is {weight}", "weight")
    return float(weight)


def _cells(wrong: NDArray[np.bool_]) -> list[Cell]:
    return [tuple(int(at) for at in cell) for cell in np.argwhere(wrong)]
