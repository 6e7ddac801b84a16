"""Pages of verification: what they were made from, and residuals that tests hand to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from braingain.analysis.drift import Balanced, Drift
from braingain.analysis.fingerprint import fingerprints_on, input_fingerprint, made_line, model_fingerprint
from braingain.analysis.peer import Difference, Slackness
from braingain.analysis.small_worlds import VARIABLE, leave, left, small_world
from braingain.analysis.verification import EngineCase
from braingain.output.verification import balance_table, drift_table, engine_tables, small_worlds_table
from braingain.output.verify import GRAVITY, SIDE_EFFECTS, VERIFICATION, WORLD, main, states


def test_the_fingerprint_is_of_the_sources_and_of_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "part" / "b.py").write_text("y = 2\n")
    first = model_fingerprint(tmp_path)
    assert len(first) == 12
    (tmp_path / "note.txt").write_text("no source")
    (tmp_path / "a.pyc").write_bytes(b"compiled")
    assert model_fingerprint(tmp_path) == first
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    assert model_fingerprint(tmp_path) == first  # line ends of another system
    (tmp_path / "a.py").write_text("x = 2\n")
    changed = model_fingerprint(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert len({first, changed, model_fingerprint(tmp_path)}) == 3


def test_each_page_is_told_by_what_it_was_made_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(states(tmp_path).values()) == {"missing"}
    (tmp_path / "verification").mkdir()
    (tmp_path / VERIFICATION).write_text(f"# Page\n\n{made_line()}\n")
    (tmp_path / SIDE_EFFECTS).write_text("# Page\n\nMade: model sources 0123456789ab, inputs 0123456789ab.\n")
    (tmp_path / GRAVITY).write_text(f"Made: model sources {model_fingerprint()}, inputs 0123456789ab.")
    (tmp_path / WORLD).write_text("# Page\n")
    assert states(tmp_path) == {
        VERIFICATION: "present",
        SIDE_EFFECTS: "other model sources (0123456789ab)",
        WORLD: "says not what it was made from",
        GRAVITY: "other inputs (0123456789ab)",
    }
    assert main([str(tmp_path), "--check"]) == 1
    assert "other model sources (0123456789ab)" in capsys.readouterr().out
    for name in (SIDE_EFFECTS, WORLD, GRAVITY):
        (tmp_path / name).write_text(made_line())
    assert main([str(tmp_path), "--check"]) == 0
    assert fingerprints_on(made_line()) == (model_fingerprint(), input_fingerprint())


def test_figures_and_estimates_count_as_inputs(tmp_path: Path) -> None:
    (tmp_path / "prior.toml").write_text("central = 0.1\n")
    (tmp_path / "figures.parquet").write_bytes(b"\r\n")
    first = input_fingerprint([tmp_path])
    (tmp_path / "prior.toml").write_bytes(b"central = 0.1\r\n")
    assert input_fingerprint([tmp_path]) == first
    (tmp_path / "prior.toml").write_text("central = 1.0\n")
    (tmp_path / "notes.txt").write_text("not read")
    second = input_fingerprint([tmp_path])
    (tmp_path / "figures.parquet").write_bytes(b"\n")
    assert len({first, second, input_fingerprint([tmp_path])}) == 3


def test_residuals_of_small_worlds_come_through_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept" / "rows.jsonl"
    found = [Difference("home", 10, 2e-9, 1), Difference("abroad", 5, 3e-8, 2)]
    row = small_world("shape 1", "all", found, Slackness(1e-15, 2e-15, 3, 9), Slackness(4e-13, 5e-13, 6, 9))
    monkeypatch.delenv(VARIABLE, raising=False)
    leave(row)  # nothing is named
    monkeypatch.setenv(VARIABLE, str(file))
    leave(row)
    leave(replace(row, largest=7e-8))  # run once more: the last counts
    leave(replace(row, case="old", model="0123456789ab"))
    leave(small_world("shape 0", "no caps", found, Slackness(0.0, 0.0, 1, 9), None))
    assert [(one.case, one.largest) for one in left(file)] == [("shape 1", 7e-8), ("shape 0", 3e-8)]
    assert left(tmp_path / "none") == []
    lines = small_worlds_table(left(file))
    assert lines[2] == "| shape 1 | all | 15 | 7e-08 | 1e-15, 2e-15 | 3 | 4e-13, 5e-13 | 6 |"
    assert lines[3].endswith("| no caps | no caps |")
    assert "handed over" in small_worlds_table([])[0]


def test_a_cell_of_drift_holds_the_median_and_the_worst_draw() -> None:
    none, two = np.zeros(3), np.array([1e-15, 2e-15, 9e-14])
    still = Drift("AAA", False, two, none, none, none, none, none, none, none, none, none, np.full((3, 3), 0.1))
    row = drift_table([replace(still, shares=np.array([0.1, 0.2, 0.6]))])[2]
    assert "| AAA | 2e-15, 9e-14 | 0, 0 |" in row and "| 0.20, 0.60 |" in row
    assert "follow demand" in drift_table([replace(still, follows_demand=True)])[2]
    assert balance_table([Balanced("AAA", 0.09, 3e-16, 1e-16, 5e-16)])[2] == "| AAA | 3e-16 | 1e-16 | 5e-16 | 0.09 |"


def test_stocks_of_cases_are_told_by_name() -> None:
    """A world without missions has no such stock: another's must not stand in its row."""

    def case(*found: Difference) -> EngineCase:
        return EngineCase("AAA", 1.0, found, Slackness(0.0, 0.0, 1, 2), None, 1.0, 1.0, 1.0)

    home, fund = Difference("home", 1000, 1e-12, 0), Difference("fund", 5, 2e-10, 0)
    missions = Difference("missions", 40, 3e-9, 0)
    lines = engine_tables([case(home, fund), case(home, missions, fund)])
    assert "| `home` | 2 000 | 1e-12 | 1e-12 |" in lines
    assert "| `fund` | 10 | 2e-10 | 2e-10 |" in lines
    assert "| `missions` | 40 | – | 3e-09 |" in lines
    assert lines[-1] == "| largest |  | **2e-10** | **3e-09** |"
