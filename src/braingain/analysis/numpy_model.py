"""The model's own step on NumPy, for benchmarks: the very same functions, with NumPy in place of the compiler's arrays.

The modules of ``model`` are run once more, from the same code, in names of their own: where they import ``jax.numpy``
they get ``numpy``, and the few operations that only the compiler has (a fence, a loop, two on bits) get a line each.
Nothing is written twice, so the two steps cannot drift apart; the model that everything else uses stays as it is.
"""

from __future__ import annotations

import builtins
import importlib.util
from collections.abc import Callable
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

PACKAGE = "braingain.model"
AS_IT_IS = frozenset({f"{PACKAGE}.containers"})  # records and closed lists: without arithmetic


@cache
def numpy_step() -> Callable[..., Any]:
    """``model.simulate.step`` on NumPy; it takes and gives the same records, of numpy arrays."""
    step: Callable[..., Any] = _Modules().load(f"{PACKAGE}.simulate").step
    return step


def _loop(first: int, last: int, body: Callable[[int, Any], Any], value: Any) -> Any:
    for i in range(first, last):
        value = body(i, value)
    return value


_LAX = SimpleNamespace(
    fori_loop=_loop,
    shift_left=np.left_shift,
    bitcast_convert_type=lambda array, kind: array.view(kind),
)
_JAX = SimpleNamespace(numpy=np, lax=_LAX)
_ENGINE = SimpleNamespace(once=lambda values: values, compiler_options=dict)


class _Modules:
    """Modules of the model run with NumPy, each once; what they import of it comes from here too."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {f"{PACKAGE}.engine": _ENGINE}

    def load(self, name: str) -> Any:
        """A module of the model, run with an ``import`` of its own."""
        if name not in self._loaded:
            specification = importlib.util.find_spec(name)
            module = ModuleType(name)
            self._loaded[name] = module
            module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
            code = specification.loader.get_code(name)  # type: ignore[union-attr]
            exec(code, module.__dict__)
        return self._loaded[name]

    def _import(self, name: str, globals_: Any = None, locals_: Any = None, wanted: Any = (), level: int = 0) -> Any:
        if name.partition(".")[0] == "jax":
            return _JAX
        if name == PACKAGE:
            return SimpleNamespace(**{part: self.load(f"{PACKAGE}.{part}") for part in wanted})
        if name.startswith(f"{PACKAGE}.") and name not in AS_IT_IS:
            return self.load(name)
        return __import__(name, globals_, locals_, wanted, level)
