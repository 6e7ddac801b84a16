"""``export xmile`` on the command line: mistakes are one line, exit 1, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.analysis.xmile.model import NOT_CARRIED
from braingain.cli.main import run

TWO = """
[scenario]
name = "Two"
country = "ZMB"
draws = 20
[[package]]
name = "One"
[[package.lever]]
id = "bonding"
start = 2027
[[package]]
name = "Other"
[[package.lever]]
id = "bonding"
start = 2028
"""


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        run(["export", "xmile", *arguments])
    return int(ended.value.code or 0), capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("GHX",), "did you mean GHA (Ghana)?"),
        (("GHA", "--scenario", "two.toml"), "is of ZMB, not GHA; export ZMB"),
        (
            ("ZMB", "--scenario", "many.toml"),
            'many.toml: is of many countries, and the file holds the model of one; write country = "ZMB"',
        ),
        (("ZMB", "--out", "there.txt"), "--out there.txt: does not end in .xmile or .xml; write there.xmile"),
        (("ZMB", "--scenario", "two.toml"), "the scenario has 2 packages; name one of One, Other"),
        (("ZMB", "--scenario", "two.toml", "--package", "Othr"), "no package Othr; did you mean Other?"),
        (
            ("ZMB", "--scenario", "two.toml", "--package", "One", "--draw", "20"),
            "no draw 20; draws of the scenario are 0 to 19",
        ),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.toml").write_text(TWO)
    Path("many.toml").write_text('[scenario]\ncountries = ["ZMB", "GBR"]\n')
    code, said = outcome(capsys, *arguments, *([] if "--out" in arguments else ["--out", "there.xmile"]))
    assert code == 1
    assert words in said
    assert len(said.strip().splitlines()) == 1
    assert not Path("there.xmile").exists() and not Path("there.txt").exists()


def test_a_file_that_is_there_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "there.xmile"
    file.write_text("mine")
    code, said = outcome(capsys, "GHA", "--out", str(file))
    assert code == 1
    assert "is there already; --force overwrites it" in said
    assert file.read_text() == "mine"


def test_a_country_is_written_with_what_it_does_not_carry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario, file = tmp_path / "short.toml", tmp_path / "short.xmile"
    scenario.write_text('[scenario]\nname = "Short"\ncountry = "ZMB"\nstart = 2018\nhorizon = 2020\ndraws = 20\n')
    with pytest.raises(SystemExit) as ended:
        run(["export", "xmile", "ZMB", "--scenario", str(scenario), "--out", str(file)])
    assert not ended.value.code
    printed = capsys.readouterr().out
    assert "ZMB: no new policy. 2018 to 2020, draw 0 of 20" in printed
    assert printed.count("Not carried: ") == len(NOT_CARRIED)
    assert "<stop>2021</stop>" in file.read_text()
