"""Benchmarks: the record's shape, and that the two steps that are timed are one step. No time is asserted."""

from __future__ import annotations

import json
from types import FunctionType

import numpy as np
import pytest
import worlds
from models import fast

from braingain.analysis import benchmarks
from braingain.analysis.numpy_model import numpy_step
from braingain.foundation.errors import BraingainError
from braingain.model import simulate
from braingain.model.containers import Dials, World, Yearly

YEARS, DRAWS = 4, 2  # those of the other tests on random worlds, which compile the same programs
RESULT = {"name", "ratio", "goal", "unit", "measured", "met", "how"}


def random_case(shape: int, seed: int = 5) -> tuple[World, Dials]:
    return worlds.random_world(shape, np.random.default_rng(seed), DRAWS, YEARS)


@pytest.mark.parametrize("shape", range(len(worlds.SHAPES)))
def test_the_step_on_numpy_is_the_compiled_step(shape: int) -> None:
    world, dials = random_case(shape)
    plain = benchmarks.numpy_years(world, dials, YEARS)()
    assert all(type(value) is np.ndarray for value in plain)
    assert benchmarks.furthest(fast(world, dials)[1], plain) < benchmarks.SAME
    assert float(plain.emigrants.sum()) > 0


def test_the_step_on_numpy_computes_with_numpy_and_leaves_the_model_alone() -> None:
    step = numpy_step()
    assert isinstance(step, FunctionType)
    plain = [step.__globals__[name] for name in ("closing", "crossing", "money", "posts", "staffing", "year")]
    real = [getattr(simulate, name) for name in ("closing", "crossing", "money", "posts", "staffing", "year")]
    assert all(module.jnp is np for module in plain)
    assert all(module.jnp.__name__ == "jax.numpy" for module in real)
    assert step.__code__.co_code == simulate.step.__code__.co_code


def test_a_year_of_a_world_compiled_against_plain() -> None:
    world, dials = random_case(0)
    runs = benchmarks.compiled_years(world, dials, 2), benchmarks.numpy_years(world, dials, 2)
    found = benchmarks.step_ratio(*runs, 2, "two years of a small world")
    assert found.ratio == found.measured > 0
    assert found.met == (found.ratio >= found.goal == 1.0)
    assert found.how.startswith("two years of a small world: compiled by JAX against the same functions run on NumPy")


def test_two_steps_that_differ_are_not_timed() -> None:
    one = Yearly(*(np.ones((1, 2)) for _ in Yearly._fields))
    other = one._replace(emigrants=np.array([[1.0, 1.0 + 1e-6]]))
    with pytest.raises(BraingainError, match=r"differs from the compiled one by 1\.0e-06"):
        benchmarks.step_ratio(lambda: one, lambda: other, 1, "")


def test_the_distance_of_two_records() -> None:
    one = Yearly(*(np.array([1.0, 1000.0]) for _ in Yearly._fields))
    assert benchmarks.furthest(one, one) == 0.0
    value = one._replace(deaths=np.array([1.0, 1001.0]))
    assert benchmarks.furthest(one, value) == pytest.approx(1 / 1001, rel=1e-12)
    small = one._replace(deaths=np.array([1e-9, 1000.0]))  # against a thousandth of the largest, which is 1
    assert benchmarks.furthest(small, small._replace(deaths=np.array([3e-9, 1000.0]))) == pytest.approx(2e-9)
    nought = one._replace(conservation=np.zeros(2))
    assert benchmarks.furthest(nought, nought._replace(conservation=np.full(2, 1e-12))) == pytest.approx(1e-12)
    wrong = one._replace(deaths=np.array([np.nan, 1000.0]))
    assert not benchmarks.furthest(one, wrong) <= benchmarks.SAME


@pytest.mark.parametrize(("seconds", "ratio", "met"), [(10.0, 2.0, True), (20.0, 1.0, True), (40.0, 0.5, False)])
def test_a_time_against_its_goal(seconds: float, ratio: float, met: bool) -> None:
    found = benchmarks.timed("matrix", 20.0, seconds, "how")
    assert (found.ratio, found.met, found.goal, found.measured, found.unit) == (ratio, met, 20.0, seconds, "s")


def test_the_record_has_the_shape_that_is_promised() -> None:
    found = json.loads(json.dumps(benchmarks.record([benchmarks.help_time()]), allow_nan=False))
    assert set(found) == {"schema", "machine", "results"}
    assert found["schema"] == "braingain/bench/1"
    assert set(found["machine"]) == {"system", "processor", "cores", "python", "numpy", "jax"}
    (result,) = found["results"]
    assert set(result) == RESULT
    assert result["name"] == "help"
    assert result["ratio"] == pytest.approx(result["goal"] / result["measured"])


def test_a_program_that_fails_is_a_line_with_its_own_words() -> None:
    with pytest.raises(BraingainError, match=r"braingain profile GHX: .*GHX"):
        benchmarks.run_apart("profile", "GHX")


def test_programs_started_inside_use_so_many_cores() -> None:
    before = benchmarks.usable_cores()
    with benchmarks.on_cores(1) as cores:
        assert cores == benchmarks.usable_cores() == 1
    assert benchmarks.usable_cores() == before
