"""``bench`` on the command line: wrong usage, help, and how results read."""

from __future__ import annotations

import pytest

from braingain.cli.bench import lines
from braingain.cli.main import run


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


@pytest.mark.parametrize("wrong", [("GHA",), ("--draws", "10"), ("--jsn",)])
def test_wrong_usage_exits_2(wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, said = outcome(capsys, "bench", *wrong)
    assert (code, printed) == (2, "")
    assert wrong[0] in said


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, "bench", "--help")
    assert code == 0
    assert "Example: braingain bench" in printed


def test_a_result_says_what_was_measured_and_whether_the_goal_is_met() -> None:
    machine = {"system": "Linux", "processor": "x86_64", "cores": 2, "python": "3.11.7", "numpy": "2", "jax": "1"}
    slow = {"name": "matrix", "ratio": 0.8, "goal": 20.0, "unit": "s", "measured": 25.0, "met": False, "how": "so"}
    quick = slow | {"ratio": 1.25, "measured": 16.0, "met": True}
    text = lines({"machine": machine, "results": [slow, quick]})
    assert text[0] == "Linux x86_64, 2 cores, Python 3.11.7, JAX 1"
    assert "a policy matrix: 25 s, goal 20 s: not met (ratio 0.80)" in text
    assert "a policy matrix: 16 s, goal 20 s: met (ratio 1.25)" in text
    assert text.count("  so") == 2
