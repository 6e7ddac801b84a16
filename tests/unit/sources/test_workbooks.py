"""A reader's panic is an error like any other, what it prints of it is not shown, and what stops a program still stops it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from braingain.sources.workbooks import DamagedWorkbookError, guarded, old_sheet


class Panic(BaseException):
    """As the readers' panics are: no ``Exception``."""


def test_a_panic_becomes_an_error_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DamagedWorkbookError, match="the reader lost its way: range end index 9"), guarded():
        os.write(2, b"thread panicked at xls.rs\n")
        raise Panic("range end index 9 out of range")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_other_ends_pass(stop: type[BaseException]) -> None:
    with pytest.raises(stop), guarded():
        raise stop


def test_what_is_read_comes_through() -> None:
    with guarded():
        found = 3
    assert found == 3


def test_an_old_workbook_that_asks_for_memory_without_end_ends_alone(tmp_path: Path) -> None:
    """CEPII's, with 64 zero bytes within: the reader asked for all memory of the machine and was killed with the program."""
    file = Path(os.environ.get("BRAINGAIN_REAL_FILES", "nowhere")) / "cepii-geodist" / "geo_cepii.xls"
    if not file.exists():
        pytest.skip("the real workbook is not here (BRAINGAIN_REAL_FILES)")
    content = file.read_bytes()
    whole = old_sheet(content)
    assert whole.name == whole.names[0] and len(whole.rows) > 200
    assert old_sheet(content, "no such sheet").rows == []
    with pytest.raises(DamagedWorkbookError, match="lost its way"):
        old_sheet(content[:800] + bytes(64) + content[800:])
