"""How the array library runs: float64, one compilation cache, nothing else.

Importing this module is what sets it up; every module of ``model`` that computes imports it first.
"""

from __future__ import annotations

import os
from pathlib import Path

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
    """Use float64 everywhere and keep compiled programs, as DESIGN 3 asks."""
    jax.config.update("jax_enable_x64", True)
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: programs are then compiled anew in each session
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 1.0)


configure()
