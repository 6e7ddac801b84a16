"""Shared by all tests: hypothesis profiles and the publishers' files."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

MANY_MAPS = 20_000  # memory maps of a process; Linux allows 65 530, and the compiler dies without a word beyond

settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("test", max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("nightly", max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@pytest.fixture(scope="session")
def real_files() -> Path:
    """Folder of the publishers' files; skips where there is none, fails where CI should have had it."""
    folder = os.environ.get("BRAINGAIN_REAL_FILES", "")
    if folder and Path(folder).is_dir():
        return Path(folder)
    beside = REPOSITORY.parent / "shared" / "data"
    if os.environ.get("CI") and beside.is_dir():
        pytest.fail("CI has the publishers' files beside the clone but BRAINGAIN_REAL_FILES does not name them")
    pytest.skip("BRAINGAIN_REAL_FILES is not set: tests on the publishers' files need it")


@pytest.fixture(scope="module", autouse=True)
def _programs_let_go() -> Iterator[None]:
    """Let compiled programs go after a module where there are many: each of them holds some two thousand memory maps."""
    yield
    if "jax" in sys.modules and memory_maps() > MANY_MAPS:
        sys.modules["jax"].clear_caches()
        gc.collect()


def memory_maps() -> int:
    """How many memory maps this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/maps", "rb") as maps:
            return sum(1 for _ in maps)
    except OSError:
        return 0
