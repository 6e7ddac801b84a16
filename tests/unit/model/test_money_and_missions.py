"""Invariants 8 (money) and 9 (missions) of docs/model.md 2.16 on as many random worlds as the profile asks for."""

from __future__ import annotations

import os
from typing import Any

import money_and_mission_laws as laws
import numpy as np
import pytest
import test_laws
import worlds
from hypothesis import given
from hypothesis import strategies as st
from models import MODELS, Run, fast

from braingain.model.containers import Dials, World

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (0,) if QUICK else tuple(range(len(worlds.SHAPES)))
WITH_FUND = 1
seeds = st.integers(0, 2**32 - 1)
shapes = pytest.mark.parametrize("shape", SHAPES)
with_missions = pytest.mark.parametrize("shape", [shape for shape in SHAPES if worlds.SHAPES[shape].options.missions])
both = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


def with_senders(shape: int, seed: int) -> tuple[World, Dials]:
    """A random world in which programmes send people from here in half of the cases."""
    world, dials = test_laws.random_case(shape, seed)
    sending = np.random.default_rng(seed + 1).integers(0, 2, np.shape(dials.mission_from_here))
    return world, dials._replace(mission_from_here=sending.astype(float))


@shapes
@given(seed=seeds)
def test_posts_cost_what_there_is_money_for(shape: int, seed: int) -> None:
    laws.posts_cost_what_there_is_money_for(fast, *test_laws.random_case(shape, seed))


@given(seed=seeds)
def test_the_fund_keeps_its_books(seed: int) -> None:
    laws.the_fund_keeps_its_books(fast, *test_laws.random_case(WITH_FUND, seed))


@with_missions
@given(seed=seeds)
def test_missions_give_what_is_received(shape: int, seed: int) -> None:
    laws.missions_give_what_is_received(fast, *with_senders(shape, seed))


@with_missions
@given(seed=seeds)
def test_nobody_is_two_for_being_sent(shape: int, seed: int) -> None:
    laws.nobody_is_two_for_being_sent(fast, *test_laws.random_case(shape, seed))


@both
def test_the_slow_twin_keeps_the_same_books(model: Run) -> None:
    for shape in range(len(worlds.SHAPES)):
        world, dials = with_senders(shape, 91 + shape)
        laws.posts_cost_what_there_is_money_for(model, world, dials)
        if world.options.fund:
            laws.the_fund_keeps_its_books(model, world, dials)
        if world.options.missions:
            laws.missions_give_what_is_received(model, world, dials)
            laws.nobody_is_two_for_being_sent(model, world, dials)


def off(name: str, factor: float) -> Run:
    """A model that reports one field times a factor."""

    def model(world: World, dials: Dials) -> Any:
        state, yearly = fast(world, dials)
        return state, yearly._replace(**{name: factor * np.asarray(getattr(yearly, name))})

    return model


@pytest.mark.parametrize(
    ("law", "name", "factor"),
    [
        (laws.posts_cost_what_there_is_money_for, "funded", 1.001),
        (laws.posts_cost_what_there_is_money_for, "funded", 0.9),
        (laws.missions_give_what_is_received, "mission_fte", 0.99),
        (laws.missions_give_what_is_received, "mission_lent", 1.01),
        (laws.missions_give_what_is_received, "mission_posts", -1.0),
    ],
)
def test_these_laws_can_fail(law: Any, name: str, factor: float) -> None:
    """A wrong figure is noticed in one of some random worlds."""

    def holds(seed: int) -> bool:
        try:
            law(off(name, factor), *with_senders(0, seed))
        except AssertionError:
            return False
        return True

    assert not all(holds(seed) for seed in range(6))
