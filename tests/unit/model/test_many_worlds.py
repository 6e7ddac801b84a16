"""The laws of docs/model.md 2.16 on as many random worlds as the profile asks for, and worlds that are split in two."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pytest
import test_laws as laws
import worlds
from hypothesis import given
from hypothesis import strategies as st
from models import fast

from braingain.model.containers import Dials, World, Yearly

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (0,) if QUICK else tuple(range(len(worlds.SHAPES)))
RESIDUALS = ("conservation", "solver")
seeds = st.integers(0, 2**32 - 1)
shapes = pytest.mark.parametrize("shape", SHAPES)
several = pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape > 0] or [1])


@shapes
@given(seed=seeds)
def test_people_and_schools_keep_their_books(shape: int, seed: int) -> None:
    """No. 1 to 4."""
    laws.test_people_are_conserved(fast, shape, seed)
    laws.test_schools_keep_their_books(fast, shape, seed)


@shapes
@given(seed=seeds)
def test_nothing_negative_nothing_lost(shape: int, seed: int) -> None:
    """No. 5 and 6, posts so scarce that some bind."""
    laws.nothing_negative_nothing_lost(fast, shape, seed)


@given(seed=seeds)
def test_caps_are_met(seed: int) -> None:
    """No. 6."""
    laws.caps_are_met(fast, seed)


@shapes
@given(seed=seeds)
def test_by_sex_and_background_is_the_run_on_totals(shape: int, seed: int) -> None:
    """No. 7."""
    laws.test_additive_over_sex_and_background(fast, shape, seed)


@shapes
@given(seed=seeds)
def test_no_policy_is_the_first_year_of_the_start(shape: int, seed: int) -> None:
    """No. 10."""
    laws.test_no_policy_changes_no_choice(fast, shape, seed)


@shapes
@given(seed=seeds)
def test_the_same_inputs_give_the_same_bits(shape: int, seed: int) -> None:
    """No. 12, on one machine: made and run twice."""
    runs = [fast(*laws.random_case(shape, seed)) for _ in range(2)]
    for one, other in zip(*runs, strict=True):
        for name, a, b in zip(one._fields, one, other, strict=True):
            assert np.array_equal(a, b), name


@shapes
@given(seed=seeds)
def test_richer_destinations_draw_more(shape: int, seed: int) -> None:
    laws.test_higher_wage_abroad(fast, shape, seed)


@several
@given(seed=seeds)
def test_a_tighter_cap_sends_fewer_there_and_no_fewer_elsewhere(shape: int, seed: int) -> None:
    laws.test_tighter_cap(fast, shape, seed)


@shapes
@given(seed=seeds)
def test_more_posts_leave_no_more_in_reserve(shape: int, seed: int) -> None:
    laws.test_more_posts_fewer_in_reserve(fast, shape, seed)


@shapes
@given(seed=seeds)
def test_size_changes_nothing_but_size(shape: int, seed: int) -> None:
    laws.test_size_does_not_matter(fast, shape, seed)


# ---------------------------------------------------------------- no. 11: one country or two halves of it

OF_DESTINATIONS = ("others_abroad", "seats_abroad", "students_abroad", "lever_students_abroad")


def scaled(record: Any, names: Any, factor: float) -> Any:
    return record._replace(**{name: factor * getattr(record, name) for name in names})


@shapes
@given(seed=seeds)
def test_two_halves_of_an_origin_are_the_whole(shape: int, seed: int) -> None:
    """Half of all stocks, posts, seats and money, the same destinations: each half sends and keeps half."""
    world, dials = laws.random_case(shape, seed)
    world = laws.with_switches(world, destination_response=0.0)
    state = [name for name in laws.SCALED_STATE if name not in OF_DESTINATIONS]
    constants = [name for name in laws.SCALED_CONSTANTS if not name.startswith("dest_")]
    half = world._replace(
        state=scaled(world.state, state, 0.5),
        constants=scaled(world.constants, constants, 0.5),
        paths=scaled(world.paths, ("seats", "posts", "posts_new", "demand"), 0.5),
    )
    whole, part = fast(world, dials)[1], fast(half, scaled(dials, laws.SCALED_DIALS, 0.5))[1]
    for name in Yearly._fields:
        if name not in RESIDUALS:
            factor = 1.0 if name in laws.NOT_SCALED else 2.0
            a, b = factor * getattr(part, name), getattr(whole, name)
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9, err_msg=name)


HALVED = ("destination_shares", "network0", "dest_inflow0", "dest_seat_target_gap")
HALVED += ("abroad", "others_abroad", "seats_abroad", "students_abroad", "shares", "demand_abroad", "cap")
HALVED += ("retired_abroad", "lever_students_abroad", "track_places", "reentry_abroad")
DESTINATIONS = tuple(shape.destinations for shape in worlds.SHAPES)


@cache
def fields_by_destination() -> dict[str, set[str]]:
    """Fields whose axis before the draw counts destinations, by record: those that have as many in each shape."""
    cases = [laws.random_case(shape, 1) for shape in range(len(worlds.SHAPES))]
    parts = [(w.constants, w.paths, w.state, d, fast(w, d)[1]) for w, d in cases]
    found: dict[str, set[str]] = {}
    for records in zip(*parts, strict=True):
        for name in records[0]._fields:
            sizes = tuple(np.shape(getattr(r, name))[-2] if np.ndim(getattr(r, name)) > 1 else 0 for r in records)
            if sizes == DESTINATIONS:
                found.setdefault(type(records[0]).__name__, set()).add(name)
    return found


def in_halves(record: Any, names: set[str], at: int) -> Any:
    """A record in which one destination is two, the second at the end: halves of what counts people, copies of the rest."""
    changes = {}
    for name in names:
        value = np.array(getattr(record, name), dtype=float)
        if name in HALVED:
            value[..., at, :] /= 2
        changes[name] = np.concatenate([value, value[..., at : at + 1, :]], axis=-2)
    return record._replace(**changes)


def put_together(values: np.ndarray, at: int) -> np.ndarray:
    """The two halves of a destination as one; those of an intensive number are alike."""
    together = values[..., :-1, :].copy()
    together[..., at, :] += values[..., -1, :]
    return together


@several
@given(seed=seeds)
def test_two_halves_of_a_destination_are_the_whole(shape: int, seed: int) -> None:
    """Where nobody moves on (from one half to the other) and compatriots do not count (their logarithm is not additive)."""
    world, dials = laws.random_case(shape, seed)
    world = laws.with_switches(world, onward_moves=0.0, network=0.0)
    at = next(d for d in range(DESTINATIONS[shape]) if d not in world.options.stay_destination)
    by = fields_by_destination()
    split = World(
        in_halves(world.constants, by["Constants"], at),
        in_halves(world.paths, by["Paths"], at),
        in_halves(world.state, by["State"], at),
        world.options,
        world.switches,
    )
    parts = in_halves(dials, by["Dials"], at)._replace(touched=np.append(dials.touched, dials.touched[at]))
    whole, halves = fast(world, dials)[1], fast(split, parts)[1]
    for name in Yearly._fields:
        if name in RESIDUALS:
            continue
        a, b = getattr(halves, name), getattr(whole, name)
        if name == "vacancy_abroad":
            np.testing.assert_allclose(a[..., at, :], a[..., -1, :], rtol=1e-9, err_msg=name)
            a = a[..., :-1, :]
        elif name in by["Yearly"]:
            a = put_together(a, at)
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-8, err_msg=name)


@pytest.mark.skipif(QUICK, reason="compiles all three shapes")
def test_fields_by_destination_are_found_and_those_halved_are_among_them() -> None:
    found = fields_by_destination()
    every = set().union(*found.values())
    assert set(HALVED) <= every
    assert {"flows", "abroad", "vacancy_abroad"} <= found["Yearly"]
    assert "openness" in found["Dials"] and "touched" in Dials._fields
