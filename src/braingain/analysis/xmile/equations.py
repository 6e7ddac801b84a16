"""Equations of an XMILE model as short text, and their subscripts written out.

An equation names variables without subscripts; each reference gets the dimensions of what it names:

* ``home * rate`` becomes ``home[Cadre, Sex, ...] * rate[Duration]``;
* ``home{Post=Reserve}`` takes one element, ``home{Duration=Age}`` runs along another dimension with the same elements;
* ``SUM(Sex Post| home)`` sums over dimensions.

Variables are in lower case, functions and key words in capitals, dimensions and elements in CamelCase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from braingain.foundation.errors import BraingainError, Problem

Kind = Literal["aux", "flow", "stock"]
Dims = tuple[str, ...]

_REFERENCE = re.compile(r"\b([a-z][a-z0-9_]*)(?:\{([^}]*)\})?")
_SUM = re.compile(r"SUM\(\s*((?:[A-Z][A-Za-z]*\s*)+)\|")


@dataclass(frozen=True)
class Variable:
    """One variable: an equation (``text``) or numbers (``values``, axes as ``dims``)."""

    name: str
    dims: Dims
    doc: str
    text: str = ""
    values: np.ndarray | None = None
    kind: Kind = "aux"
    units: str = ""
    flow: str = ""  # of a stock: the flow that changes it


def aux(name: str, dims: str, text: str, doc: str, units: str = "") -> Variable:
    """A quantity that follows from others in the same year; ``dims`` are names of dimensions between spaces."""
    return Variable(name, tuple(dims.split()), doc, text, units=units)


def stock(name: str, dims: str, after: str, doc: str, units: str = "persons") -> list[Variable]:
    """A stock on 1 January and the flow that takes it to ``after`` on the next: with a step of one year X' = f(X)."""
    shape = tuple(dims.split())
    change = f"change_of_{name}"
    return [
        Variable(
            change, shape, f"{name} of the next 1 January less that of this one", f"{after} - {name}", kind="flow"
        ),
        Variable(name, shape, doc, f"{name}_at_start", kind="stock", units=units, flow=change),
    ]


def subscripted(variable: Variable, dims_of: Mapping[str, Dims], elements: Mapping[str, Dims]) -> str:
    """The equation of a variable with all subscripts.

    Raises
    ------
    BraingainError
        Where it names an unknown variable, sums over a dimension that nothing in the sum has, or has a dimension left
        that the variable has not: a mistake in an equation, not in data.
    """
    text, free = _write(variable.text, frozenset(), dims_of, elements, variable.name)
    if over := free - set(variable.dims):
        raise _mistake(variable.name, f"its equation runs over {', '.join(sorted(over))}, which it has not")
    return " ".join(text.split())


def _write(
    text: str, summed: frozenset[str], dims_of: Mapping[str, Dims], elements: Mapping[str, Dims], where: str
) -> tuple[str, set[str]]:
    parts: list[str] = []
    free: set[str] = set()
    start = 0
    while found := _SUM.search(text, start):
        head, used = _references(text[start : found.start()], summed, dims_of, elements, where)
        end = _closing(text, found.end(), where)
        over = frozenset(found.group(1).split())
        inner, within = _write(text[found.end() : end], summed | over, dims_of, elements, where)
        if summed:
            raise _mistake(where, "a sum within a sum; give the inner one a name")
        if missing := over - within:
            raise _mistake(where, f"a sum over {', '.join(sorted(missing))}, which nothing in it has")
        parts += [head, "SUM(", inner.strip(), ")"]
        free |= used | (within - over)
        start = end + 1
    tail, used = _references(text[start:], summed, dims_of, elements, where)
    return "".join([*parts, tail]), free | used


def _references(
    text: str, summed: frozenset[str], dims_of: Mapping[str, Dims], elements: Mapping[str, Dims], where: str
) -> tuple[str, set[str]]:
    used: set[str] = set()

    def write(match: re.Match[str]) -> str:
        name, changed = match.group(1), _changes(match.group(2))
        if name not in dims_of:
            raise _mistake(where, f"no variable {name}")
        index = []
        for dim in dims_of[name]:
            taken = changed.get(dim, dim)
            if taken not in elements and taken not in elements[dim]:
                raise _mistake(where, f"{name} has no {taken} along {dim}")
            if taken in elements:
                used.add(taken)
            index.append(f"{taken}!" if taken in summed else taken)
        return f"{name}[{', '.join(index)}]" if index else name

    return _REFERENCE.sub(write, text), used


def _changes(text: str | None) -> dict[str, str]:
    return dict(part.strip().split("=") for part in text.split(",")) if text else {}


def _closing(text: str, start: int, where: str) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise _mistake(where, "a sum without its closing bracket")


def _mistake(where: str, what: str) -> BraingainError:
    return BraingainError(Problem(f"XMILE equation of {where}", what, "correct analysis/xmile"))
