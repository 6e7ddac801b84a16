"""Folders that are not there: said on standard error before the work, and made with the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from braingain.cli.folders import say_new_folders
from braingain.cli.main import run

STOCKS = "origin,destination,year,value\n" + "".join(
    f"{origin},{place},{year},{10 + (origin == place) * 90}\n"
    for origin in ("GHA", "GBR")
    for place in ("GHA", "GBR")
    for year in (2010, 2020)
)
WITH_OUT = {  # a run that ends at a mistake after the place was looked at, or quickly
    "template": ("template", "GHA"),
    "flows": ("flows", "STOCKS", "--method", "minimum-open"),
}


def test_each_folder_that_is_not_there_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say_new_folders([tmp_path / "a.xlsx", tmp_path / "no" / "b.xlsx", tmp_path / "no" / "c.json"])
    said = capsys.readouterr()
    assert said.out == "" and said.err == f"{tmp_path / 'no'}: is not there; this folder will be made\n"
    assert not (tmp_path / "no").exists()
    monkeypatch.chdir(tmp_path)
    say_new_folders([Path("out"), Path("a.xlsx")])  # a folder asked for itself, in the one where we are
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("verb", WITH_OUT)
def test_a_mistyped_folder_is_said(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stocks, ending = tmp_path / "stocks.csv", {"template": ".xlsx", "flows": ".csv"}[verb]
    stocks.write_text(STOCKS)
    arguments = [str(stocks) if part == "STOCKS" else part for part in WITH_OUT[verb]]
    with pytest.raises(SystemExit) as ended:
        run([*arguments, "--out", str(tmp_path / "typo" / f"x{ending}")])
    captured = capsys.readouterr()
    assert not ended.value.code, captured.err
    assert f"{tmp_path / 'typo'}: is not there; this folder will be made" in captured.err
    assert "will be made" not in captured.out
    assert (tmp_path / "typo" / f"x{ending}").exists()


def test_every_command_that_writes_says_so() -> None:
    folder = Path(run.__code__.co_filename).parent
    writes = [
        file
        for file in folder.glob("*.py")
        if '"--csv"' in (text := file.read_text()) or "    out: Annotated" in text or "    picture: Annotated" in text
    ]
    assert len(writes) >= 10
    assert [file.name for file in writes if "say_new_folders(" not in file.read_text()] == []
