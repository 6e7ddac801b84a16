"""The fast model equals its slow twin, draw by draw, on random worlds with every lever on and mechanisms off in turn."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
import worlds
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from models import fast

from braingain.model import reference
from braingain.model.containers import Dials, State, Switches, World, Yearly
from braingain.model.simulate import WITHOUT_DRAW

YEARS, DRAWS = 4, 2
QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (0,) if QUICK else tuple(range(len(worlds.SHAPES)))
TOLERANCE = 1e-9
ROUNDING = ("conservation", "solver")  # nought in both, up to rounding


def of_draw(record: Any, i: int) -> Any:
    """The same record with draw i alone; an axis of length 1 stays."""
    taken = {}
    for name, value in record._asdict().items():
        array = np.asarray(value)
        without = name in WITHOUT_DRAW or array.ndim == 0 or array.shape[-1] == 1
        taken[name] = value if without else array[..., i : i + 1]
    return type(record)(**taken)


def one_world(world: World, i: int) -> World:
    constants, paths, state = (of_draw(part, i) for part in (world.constants, world.paths, world.state))
    return World(constants, paths, state, world.options, world.switches)


def apart(quick: Any, slow: Any) -> list[str]:
    """Fields in which two records differ by more than the tolerance, relative to the value, or a thousandth of the field's largest."""
    different = []
    for name in quick._fields:
        if name not in ROUNDING and np.ndim(getattr(quick, name)) != np.ndim(getattr(slow, name)):
            different.append(f"{name}: other axes")
            continue
        a, b = np.broadcast_arrays(np.asarray(getattr(quick, name)), np.asarray(getattr(slow, name)))
        scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-3 * np.abs(b).max(initial=0.0)) + 1e-3
        same = (a == b) | (np.abs(a - b) <= TOLERANCE * scale)
        if name in ROUNDING:
            same = (a < 1e-8) & (b < 1e-8)
        if not same.all():
            where = tuple(int(i) for i in np.argwhere(~same)[0])
            different.append(f"{name}{list(where)}: fast {a[where]!r}, slow {b[where]!r}")
    return different


def held_together(world: World, dials: Dials, draws: int) -> list[str]:
    quick_state, quick_years = fast(world, dials)
    found = []
    for i in range(draws):
        slow_state, slow_years = reference.run(one_world(world, i), of_draw(dials, i))
        found += apart(of_draw(quick_years, i), slow_years)
        found += [f"state {text}" for text in apart(of_draw(quick_state, i), slow_state)]
    return found


def random_case(shape: int, seed: int) -> tuple[World, Dials]:
    return worlds.random_world(shape, np.random.default_rng(seed), DRAWS, YEARS)


@pytest.mark.parametrize("shape", SHAPES)
@settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a smaller seed is no simpler world
@given(seed=st.integers(0, 2**32 - 1))
def test_fast_equals_slow(shape: int, seed: int) -> None:
    """Everything that a year leaves behind, and the state after the last one."""
    world, dials = random_case(shape, seed)
    assert held_together(world, dials, DRAWS) == []


@pytest.mark.parametrize("switch", Switches._fields)
def test_fast_equals_slow_with_a_mechanism_turned(switch: str) -> None:
    """Each mechanism at its other value, alone; brain gain is off unless asked for, claims in most shapes."""
    for shape in SHAPES:
        world, dials = random_case(shape, 6 + shape)
        other = 1.0 - getattr(world.switches, switch)
        turned = world._replace(switches=world.switches._replace(**{switch: other}))
        assert held_together(turned, dials, 1) == []
        base, changed = (fast(w, dials)[1] for w in (world, turned))
        assert apart(base, changed) != [] or not bites(switch, shape), f"{switch} changes nothing in shape {shape}"


def bites(switch: str, shape: int) -> bool:
    """Whether a mechanism can matter in a shape: one destination has no other, demand countries set seats otherwise."""
    options = worlds.SHAPES[shape].options
    matters = {
        "onward_moves": shape > 0,
        "private_seats": not options.demand_country,
        "ladders": options.bridge_years > 0,
    }
    return matters.get(switch, True)


@pytest.mark.parametrize("shape", SHAPES)
def test_all_mechanisms_off(shape: int) -> None:
    world, dials = random_case(shape, 9)
    off = world._replace(switches=Switches(*(0.0 for _ in Switches._fields)))
    assert held_together(off, dials, 1) == []


def emptied(world: World, dials: Dials) -> tuple[World, Dials]:
    """The edges: a cadre that does not exist yet, posts nobody fills, a destination nobody goes to, no place at all."""

    def without(array: np.ndarray, *index: Any) -> np.ndarray:
        result = np.array(array)
        result[index] = 0.0
        return result

    new, c, s, paths = 1, world.constants, world.state, world.paths
    weights = without(c.post_weights, slice(None), slice(None), 3)
    shares = without(c.destination_shares, slice(None), -1)
    channels = without(c.channel_shares, slice(None), slice(0, 3), 0)
    constants = c._replace(
        post_weights=weights / weights.sum(2, keepdims=True),
        destination_shares=shares / shares.sum(1, keepdims=True),
        channel_shares=channels / channels.sum(1, keepdims=True),
        network0=without(without(c.network0, slice(None), -1), new),
        teachers0=without(c.teachers0, new),
        seats0=without(c.seats0, new),
        foreign0=without(c.foreign0, new),
        applicants0=without(c.applicants0, slice(None), 1),
        income_home=without(c.income_home, new),
        income_reserve=without(c.income_reserve, new),
        expected_income0=without(c.expected_income0, new),
    )
    state = s._replace(
        home=without(s.home, new),
        abroad=without(without(s.abroad, new), slice(None), slice(None), slice(None), slice(None), -1),
        students=without(s.students, new),
        resit=without(s.resit, new),
        foreign=without(s.foreign, new),
        seats=without(s.seats, new),
        shares=constants.destination_shares * np.ones_like(s.shares),
    )
    no_posts = without(paths.posts, slice(None), new)
    paths = paths._replace(
        posts=without(no_posts, slice(None), slice(None), 3), seats=without(paths.seats, slice(None), new)
    )
    cap, openness = np.array(dials.cap), np.array(dials.openness)
    cap[:, :, 1], openness[:, 0, :, 2] = 0.0, 0.0
    added = without(dials.posts_added, slice(0, 1), slice(None))
    dials = dials._replace(cap=cap, openness=openness, posts_added=added, bond_years=without(dials.bond_years, new))
    switches = world.switches._replace(brain_gain=1.0)
    return world._replace(constants=constants, paths=paths, state=state, switches=switches), dials


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape > 0] or [1])
def test_fast_equals_slow_at_the_edges(shape: int, seed: int) -> None:
    world, dials = emptied(*random_case(shape, 100 + seed))
    assert held_together(world, dials, 1) == []


def test_records_have_the_fields_of_the_containers() -> None:
    """What the twin returns has the shapes of what the fast model returns."""
    world, dials = random_case(0, 1)
    quick, slow = fast(world, dials), reference.run(one_world(world, 0), of_draw(dials, 0))
    for a, b, names in ((quick[0], slow[0], State._fields), (quick[1], slow[1], Yearly._fields)):
        for name in names:
            x, y = np.shape(getattr(a, name)), np.shape(getattr(b, name))
            assert x[:-1] == y[:-1], f"{name}: fast {x}, slow {y}"
