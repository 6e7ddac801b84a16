"""Benchmarks of flows: both sides give the same answer on a small world. No time is asserted."""

from __future__ import annotations

import numpy as np
import pytest

from braingain import flows
from braingain.analysis import flow_benchmarks as bench
from braingain.foundation.errors import BraingainError

SIZE = 12


@pytest.mark.parametrize("name", ["by_training_ratio", "pairs_ratio", "seeded_ratio"])
def test_a_ratio_of_a_small_world(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "COUNTRIES", SIZE)
    found = getattr(bench, name)()
    assert found.ratio == found.measured > 0
    assert found.met == (found.ratio >= found.goal)
    assert "both on one core" in found.how
    assert "migest 2.0.5 took" in found.how


def test_the_plain_loop_is_the_method_of_the_library() -> None:
    world = bench.invented_world(SIZE)
    account = flows.closed_balance(*world[:4])
    plain = bench.one_at_a_time(account, world.affinity)
    ours = flows.minimum_closed_by_training(*world[:4], affinity=world.affinity)
    np.testing.assert_allclose(plain, ours, atol=1e-9 * plain.max())


def test_answers_that_differ_are_not_timed() -> None:
    one = np.ones((2, 2))
    with pytest.raises(BraingainError, match=r"differs by 1\.0e-06 of the largest cell"):
        bench._result("x", 1.0, "what", (1.0, one + 1e-6), (1.0, one), "5 s")


def test_a_process_of_its_own_gives_the_same_record(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BraingainError, match="no_such_ratio"):
        bench.on_one_core("no_such_ratio")
