"""``agreement`` on the command line: files whole or not at all, mistakes on standard error, the template runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from braingain.analysis.agreement_parties import PARTIES
from braingain.cli.main import run

SHEET = """
[agreement]
name = "Ours"
origin = "GHA"
destination = "GBR"
start = 2020
end = 2023
horizon = 2024
draws = 8
[clauses.recruitment]
quota_ratio = 0.5
[clauses.compensation]
compensation_share = 0.5
"""


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run(list(arguments))
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def test_a_sheet_is_printed_and_written_as_workbook_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, book, data = tmp_path / "ours.toml", tmp_path / "ours.xlsx", tmp_path / "ours.json"
    sheet.write_text(SHEET)
    code, printed, _ = outcome(capsys, "agreement", str(sheet))
    assert code == 0
    for words in ("Cash in", "Workers of each party", "Worst case", "Safeguards list", "Model clauses", "women"):
        assert words in printed
    assert max(len(line) for line in printed.splitlines()) <= 80
    named = set(re.findall(r"[a-z]+_[a-z_]+", printed))
    assert named <= {"oecd_workforce_migration"}  # a source; names of fields are for files
    code, printed, said = outcome(capsys, "agreement", str(sheet), "--out", str(book), "--out", str(data), "--json")
    assert code == 0 and "Written" in said
    found = json.loads(printed)
    assert found == json.loads(data.read_text())
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames[:3] == ["About", "Cash by year", "Cash in all"]
    cash = list(sheets["Cash by year"].iter_rows(values_only=True))
    at = next(row for row in cash if row[:3] == ("as agreed", "treasury of the origin", 2022))
    net = found["cash"]["parties"]["origin_budget"]["net"]["median"][found["years"].index(2022)]
    assert at[9] == pytest.approx(net)
    payments = list(sheets["Payments"].iter_rows(values_only=True))
    assert {cell for row in payments[1:] if row[0] == "as agreed" for cell in row[2:4]} <= set(PARTIES.values())
    assert not [row[1] for row in payments[1:] if "_" in row[1]]
    code, _, said = outcome(capsys, "agreement", str(sheet), "--out", str(book))
    assert code == 1 and "is there already" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere.toml",), 1, "is not a file; give the path of a term sheet"),
        (("--template", "GHA", "Ghana"), 1, "GHA would be both parties"),
        (("--template", "GHA", "XQQ"), 1, "XQQ"),
        ((), 2, "give a term sheet"),
        (("ours.toml", "--template", "GHA", "GBR"), 2, "not both"),
        (("ours.toml", "--draws", "0"), 2, "--draws"),
    ],
)
def test_mistakes_have_their_code(
    arguments: tuple[str, ...], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, printed, said = outcome(capsys, "agreement", *arguments)
    assert (ended, printed) == (code, "")
    assert words in said


def test_a_wrong_sheet_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, out = tmp_path / "wrong.toml", tmp_path / "out" / "ours.xlsx"
    sheet.write_text(SHEET.replace("GBR", "GHA").replace("quota_ratio", "quota_ration"))
    code, _, said = outcome(capsys, "agreement", str(sheet), "--out", str(out))
    assert (code, len(said.strip().splitlines())) == (1, 3)
    assert not out.parent.exists()
    assert outcome(capsys, "agreement", str(sheet), "--out", str(tmp_path / "ours.pdf"))[0] == 1


def test_the_template_prints_a_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, "agreement", "--template", "Ghana", "United Kingdom")
    assert code == 0 and 'destination = "GBR"' in printed


def test_the_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys, "agreement", "--help")
    assert code == 0 and "braingain agreement --template GHA GBR" in " ".join(printed.split())
