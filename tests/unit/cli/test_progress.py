"""Long work says on the error stream what is done, also where that is no terminal; short work says nothing."""

from __future__ import annotations

import time

import pytest

from braingain.cli import progress


def test_a_pipe_is_told_now_and_then_what_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.05)
    with progress.counted("matrix MWI") as move:
        time.sleep(0.2)
        move(1, 2, "blocks of draws")
        time.sleep(0.2)
    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert printed.out == ""
    assert lines[0] == "matrix MWI: at work, 0 s"
    assert lines[-1].startswith("matrix MWI: 1 of 2 blocks of draws, ")


def test_short_work_and_work_that_fails_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="wrong"), progress.counted("matrix MWI") as move:
        move(1, 2, "blocks of draws")
        raise ValueError("wrong")
    assert capsys.readouterr().err == ""
