"""Shared by all tests: hypothesis profiles and the publishers' files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

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
