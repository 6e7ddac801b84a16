"""One store for all tests of the baseline, made from the packaged figures; contexts and worlds made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from braingain.baseline.context import Context, build_context
from braingain.baseline.corridors import World, world_at
from braingain.baseline.needs import draw_inputs
from braingain.baseline.world import Built, build
from braingain.evidence.estimates import load_registry
from braingain.evidence.store import Store, open_store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def world(store: Store) -> World:
    return world_at(store, 2018)


@pytest.fixture(scope="session")
def context_of(store: Store) -> Callable[..., Context]:
    @cache
    def of(iso3: str, start: int = 2018) -> Context:
        return build_context(store, iso3, start)

    return of


@pytest.fixture(scope="session")
def drawn_of(context_of: Callable[..., Context]) -> Callable[..., dict[str, Any]]:
    @cache
    def of(iso3: str, draws: int = 6) -> dict[str, Any]:
        return draw_inputs(context_of(iso3), load_registry(), draws, 1)

    return of


@pytest.fixture(scope="session")
def built_of(context_of: Callable[..., Context], drawn_of: Callable[..., dict[str, Any]]) -> Callable[..., Built]:
    @cache
    def of(iso3: str, years: int = 2) -> Built:
        return build(context_of(iso3), drawn_of(iso3), 2018, 2018 + years)

    return of
