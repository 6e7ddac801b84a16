"""Variables and dimensions as an XMILE 1.0 document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from braingain.analysis.xmile.equations import Dims, Variable, subscripted
from braingain.foundation.errors import BraingainError, Problem

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"


class Header(NamedTuple):
    """What the document says of itself."""

    title: str
    description: str  # what it carries, how to read it, what it does not carry
    version: str
    first_year: int
    years: int


def render(header: Header, dimensions: Mapping[str, Dims], variables: Sequence[Variable]) -> str:
    """The document: a header, dimensions with their elements, variables in the order given.

    Raises
    ------
    BraingainError
        Where two variables have one name, or an equation does not hold together.
    """
    dims_of = {variable.name: variable.dims for variable in variables}
    if len(dims_of) < len(variables):
        names = [variable.name for variable in variables]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise BraingainError(Problem("XMILE variables", f"more than one is called {', '.join(twice)}", "rename one"))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<xmile version="1.0" xmlns="{NAMESPACE}">',
            *_header(header, max(len(variable.dims) for variable in variables)),
            "<dimensions>",
            *(_dimension(name, elements) for name, elements in dimensions.items()),
            "</dimensions>",
            "<model>",
            "<variables>",
            *(_variable(variable, dims_of, dimensions) for variable in variables),
            "</variables>",
            "</model>",
            "</xmile>",
            "",
        ]
    )


def _header(header: Header, most_dims: int) -> list[str]:
    return [
        "<header>",
        f'<smile version="1.0"><uses_arrays maximum_dimensions="{most_dims}"/></smile>',
        f"<name>{escape(header.title)}</name>",
        "<vendor>braingain</vendor>",
        f'<product version={quoteattr(header.version)} lang="en">braingain</product>',
        f"<description>{escape(header.description)}</description>",
        "</header>",
        '<sim_specs method="Euler" time_units="year">',
        f"<start>{header.first_year}</start>",
        f"<stop>{header.first_year + header.years}</stop>",
        "<dt>1</dt>",
        "</sim_specs>",
    ]


def _dimension(name: str, elements: Dims) -> str:
    return f'<dim name="{name}">' + "".join(f'<elem name="{element}"/>' for element in elements) + "</dim>"


def _variable(variable: Variable, dims_of: Mapping[str, Dims], elements: Mapping[str, Dims]) -> str:
    inside = [f"<doc>{escape(variable.doc)}</doc>"]
    if variable.dims:
        inside.append("<dimensions>" + "".join(f'<dim name="{dim}"/>' for dim in variable.dims) + "</dimensions>")
    if variable.values is None:
        inside.append(f"<eqn>{escape(subscripted(variable, dims_of, elements))}</eqn>")
    else:
        inside += _numbers(variable, elements)
    if variable.flow:
        inside.append(f"<inflow>{variable.flow}{_index(variable.dims)}</inflow>")
    if variable.units:
        inside.append(f"<units>{escape(variable.units)}</units>")
    return f'<{variable.kind} name="{variable.name}">' + "".join(inside) + f"</{variable.kind}>"


def _index(dims: Dims) -> str:
    return f"[{', '.join(dims)}]" if dims else ""


def _numbers(variable: Variable, elements: Mapping[str, Dims]) -> list[str]:
    """Numbers: one or two dimensions as rows in one equation, more as one such table for each of the leading elements."""
    values = np.asarray(variable.values, float)
    expected = tuple(len(elements[dim]) for dim in variable.dims)
    if values.shape != expected or not np.all(np.isfinite(values)):
        raise BraingainError(
            Problem(
                f"XMILE numbers of {variable.name}",
                f"shape {values.shape} instead of {expected}, or a number that is not finite",
                "correct analysis/xmile",
            )
        )
    leading = variable.dims[:-2]
    if not leading:
        return [f"<eqn>{_table(values)}</eqn>"]
    found = []
    for index in product(*(range(len(elements[dim])) for dim in leading)):
        names = [elements[dim][i] for dim, i in zip(leading, index, strict=True)]
        subscript = ",".join([*names, *variable.dims[-2:]])
        found.append(f'<element subscript="{subscript}"><eqn>{_table(values[index])}</eqn></element>')
    return found


def _table(values: np.ndarray) -> str:
    if values.ndim == 0:
        return _number(float(values))
    if values.ndim == 1:
        return ",".join(_number(float(value)) for value in values)
    return ";".join(_table(row) for row in values)


def _number(value: float) -> str:
    return repr(value) if value != 0 else "0"
