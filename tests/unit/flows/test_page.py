"""The page on flows: what it shows is what the program prints."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from braingain import flows
from braingain.cli.main import run

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.M | re.S)


def test_the_commands_run_and_print_what_stands_below(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    commands = [line for line in "".join(blocks("")).splitlines() if line.startswith(".venv/bin/braingain ")]
    assert len(commands) == 2
    printed = []
    for command in commands:
        with contextlib.suppress(SystemExit):
            run(shlex.split(command)[1:])
        captured = capsys.readouterr()
        assert captured.err == ""
        printed.append(captured.out)
    assert printed[1] == blocks("text")[0]


def test_the_code_runs_and_prints_what_stands_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "flows.md", "exec"), {})
    assert printed.getvalue() == blocks("text")[1]


def test_every_function_is_on_the_page() -> None:
    functions = [name for name in flows.__all__ if name[0].islower()]
    assert len(functions) > 20
    shown = PAGE.replace("-", "_")
    missing = [name for name in functions if name not in shown and not name.endswith("_by_training")]
    assert [name for name in missing if not name.endswith("_closed")] == []
