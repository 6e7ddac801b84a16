"""How the array library runs: float64, one compilation cache, nothing else.

Importing this module is what sets it up; every module of ``model`` that computes imports it first.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

import jax

CACHE_VARIABLE = "BRAINGAIN_COMPILATION_CACHE"


def cache_folder(environment: dict[str, str] | None = None) -> Path | None:
    """Folder in which compiled programs are kept between runs; None where they are not kept.

    ``BRAINGAIN_COMPILATION_CACHE`` names another folder, or ``off``.
    """
    found = os.environ if environment is None else environment
    wanted = found.get(CACHE_VARIABLE, "")
    if wanted.lower() in {"off", "0", "none"}:
        return None
    if wanted:
        return Path(wanted)
    base = found.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "braingain" / "compiled"


def configure() -> None:
    """Use float64 everywhere and keep compiled programs, as docs/architecture.md asks."""
    jax.config.update("jax_enable_x64", True)
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: programs are then compiled anew in each session
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)


configure()


def compiler_options() -> dict[str, str]:
    """Options with which the fences of ``once`` hold through the fusion of loops; none off the CPU.

    The CPU compiler drops fences before it fuses loops. Keeping them is a matter of speed alone: where this version of
    the compiler will not, results are the same and slower.
    """
    return dict(_fencing()) if jax.default_backend() == "cpu" else {}


@functools.cache
def _fencing() -> tuple[tuple[str, str], ...]:
    wanted = (("xla_disable_hlo_passes", "cse_barrier_expander"),)
    try:
        jax.jit(lambda x: once(x + 1.0) * 2.0, compiler_options=dict(wanted)).lower(1.0).compile()
    except Exception:  # whatever a compiler says that does not know the option
        return ()
    return wanted


def once(values: Any) -> Any:
    """The same arrays, worked out once and stored before anything that uses them.

    The compiler otherwise repeats what makes a small array in every element of the large loop that reads it; without
    these fences a year takes about four times as long.
    """
    return jax.lax.optimization_barrier(values)
