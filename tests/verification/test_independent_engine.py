"""The exported model in PySD gives every stock of every year; the multipliers it takes as data solve their systems."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import worlds

from braingain.analysis import peer
from braingain.analysis.small_worlds import leave, small_world
from braingain.analysis.trajectory import Trajectory, trajectory
from braingain.analysis.verification import EngineCase, engine_case, engine_scenarios
from braingain.analysis.xmile.model import Naming, Solved, xmile
from braingain.model.containers import Dials, Options, Switches, World

pytestmark = pytest.mark.slow
YEARS = 5
SLACK = 1e-9
TURNED = {
    "substitution": 0.0,
    "budget_limit": 0.0,
    "irregular": 0.0,
    "destination_response": 0.0,
    "dual_practice": 0.0,
    "ladders": 0.0,
    "brain_gain": 1.0,
    "relative_pay": 1.0,
}
SCHOOLS = {"programme_years": (3, 1), "stay_years": (1, 3), "stay_destination": (2, 0)}
LADDER = {"bridge_years": 2, "ladder_next": (-1, 0), "entry_ages": (26, 23)}
APART = {  # parts of a run in other company than in the shapes of the small worlds
    "none": {},
    "ladder and bonds that bind to public service": {**LADDER, "bonds_bind_service": True},
    "ladder, service, missions": {**LADDER, "service": True, "missions": 2},
    "tracks, a fund, caps": {"tracks": True, "fund": True, "caps": True, "fund_build_years": 0},
    "seats of levers abroad": {"destination_seats": True, "permanent_dilution": True},
}
NO_STOCK = {"dual_monitoring", "mission_productivity"}  # dials that move hours alone


def in_pysd(world: World, dials: Dials, folder: Path, factor: float = 1.0) -> tuple[Trajectory, peer.Engine]:
    """A small world in both engines; ``factor`` makes the multipliers of posts wrong."""
    run = trajectory(world, dials)
    count = np.shape(world.state.abroad)[4]
    names = Naming("Small", "A small world", "0", 2020, tuple(f"P{place}" for place in range(count)))
    caps = None if run.caps is None else run.caps[..., 0]
    file = folder / "small.xmile"
    file.write_text(xmile(world, dials, Solved(factor * run.posts[..., 0], caps), names), encoding="utf-8")
    return run, peer.read_and_run(file, peer.needed(world))


def told(case: str, mechanisms: str, world: World, run: Trajectory, other: peer.Engine) -> None:
    """Leave the residuals for the verification page, where a file for them is named."""
    caps = peer.caps_slackness(other) if world.options.caps else None
    leave(small_world(case, mechanisms, peer.differences(world, run, other), peer.posts_slackness(other), caps))


def crowded(shape: int, seed: int) -> tuple[World, Dials]:
    """A random world with every lever on, too few posts and few places abroad, so that capacities bind."""
    world, dials = worlds.random_world(shape, np.random.default_rng(seed), 1, YEARS)
    paths = world.paths._replace(posts=0.6 * np.asarray(world.paths.posts))
    return world._replace(paths=paths), dials._replace(cap=0.2 * np.asarray(dials.cap))


@pytest.mark.parametrize("seed", [3, 11])
@pytest.mark.parametrize("shape", range(len(worlds.SHAPES)))
def test_small_worlds_with_every_lever_on(shape: int, seed: int, tmp_path: Path) -> None:
    world, dials = crowded(shape, seed)
    run, other = in_pysd(world, dials, tmp_path)
    found = peer.differences(world, run, other)
    assert [each for each in found if not each.largest <= peer.LARGEST_ERROR] == []
    posts = peer.posts_slackness(other)
    told(f"shape {shape}, seed {seed}", "every lever of its shape", world, run, other)
    assert max(posts.over, posts.idle) < SLACK
    assert 0 < posts.binding < posts.capacities
    if world.options.caps:
        caps = peer.caps_slackness(other)
        assert max(caps.over, caps.idle) < SLACK
        assert caps.binding > 0


@pytest.mark.parametrize("switch", TURNED)
def test_a_mechanism_turned(switch: str, tmp_path: Path) -> None:
    world, dials = worlds.random_world(1, np.random.default_rng(5), 1, YEARS)
    world = world._replace(switches=Switches(**{switch: TURNED[switch]}))
    run, other = in_pysd(world, dials, tmp_path)
    told(f"shape 1, switch {switch}", f"`{switch}` at {TURNED[switch]:.0f}", world, run, other)
    assert [each for each in peer.differences(world, run, other) if not each.largest <= peer.LARGEST_ERROR] == []


@pytest.mark.parametrize("parts", APART)
def test_parts_of_a_run_in_other_company(parts: str, tmp_path: Path) -> None:
    shape = worlds.Shape(3, 1, Options(**SCHOOLS, **APART[parts]))
    world, dials = worlds.random_country(shape, np.random.default_rng(7), 1, YEARS)
    run, other = in_pysd(world, dials, tmp_path)
    told(f"parts: {parts}", parts, world, run, other)
    assert [each for each in peer.differences(world, run, other) if not each.largest <= peer.LARGEST_ERROR] == []


def test_every_dial_but_those_of_hours_moves_a_stock_that_is_compared() -> None:
    still = set(Dials._fields) - NO_STOCK
    for shape, seed in product(range(len(worlds.SHAPES)), (3, 11)):
        world, dials = crowded(shape, seed)
        before = trajectory(world, dials).states
        for name in sorted(still):
            value = np.asarray(getattr(dials, name), float)
            apart = np.linspace(0.4, 0.7, value.size).reshape(value.shape)  # weights count relative to one another
            moved = dials._replace(**{name: apart * value})
            after = trajectory(world, moved).states
            if any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True)):
                still.discard(name)
    assert still == set()


def test_the_comparison_finds_a_wrong_number(tmp_path: Path) -> None:
    world, dials = worlds.random_world(0, np.random.default_rng(3), 1, YEARS)
    _, other = in_pysd(world, dials, tmp_path)
    moved = world._replace(constants=world.constants._replace(spill_share=world.constants.spill_share + 1e-3))
    found = {each.stock: each.largest for each in peer.differences(moved, trajectory(moved, dials), other)}
    assert found["students"] > peer.LARGEST_ERROR


def test_wrong_multipliers_do_not_pass_as_solutions(tmp_path: Path) -> None:
    world, dials = worlds.random_world(0, np.random.default_rng(3), 1, YEARS)
    run, other = in_pysd(world, dials, tmp_path, factor=0.99)
    assert peer.posts_slackness(other).idle > SLACK
    assert max(each.largest for each in peer.differences(world, run, other)) > peer.LARGEST_ERROR


@pytest.mark.parametrize("scenario", engine_scenarios(), ids=lambda each: f"{each.country}-{each.name}")
def test_a_country(scenario: object, tmp_path: Path) -> None:
    case: EngineCase = engine_case(scenario, tmp_path)  # type: ignore[arg-type]
    assert case.largest <= peer.LARGEST_ERROR
    assert max(case.posts.over, case.posts.idle) < SLACK
    assert case.posts.binding > 0
