"""Every publisher's file made dirty in many ways: it is taken in, or refused in lines that name it; nothing else, and nothing is written.

The files are the real ones of ``BRAINGAIN_REAL_FILES``, one test each; without them the test is skipped with a message. What a wrong
cell of each form must say stands in the test of its importer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from braingain.evidence.importing import Plan, plan_import
from braingain.foundation.errors import BraingainError
from braingain.sources.registry import all_sources

REAL = Path(os.environ.get("BRAINGAIN_REAL_FILES", "nowhere"))
LARGEST, KEPT = 4_000_000, 60_000  # bytes: larger workbooks are left out, of larger texts the beginning is taken
BINARY = (".xls", ".xlsx", ".dta", ".zip", ".rda", ".gz")
NOT_DATA = ("SOURCE.md",)


def _swap_digits(content: bytes) -> bytes:
    """Every seventh thousand bytes the next digit becomes a letter."""
    found = bytearray(content)
    for at in range(len(found) // 3, len(found), 7000):
        digit = next((i for i in range(at, min(at + 200, len(found))) if 48 <= found[i] <= 57), None)
        if digit is not None:
            found[digit] = ord("x")
    return bytes(found)


def _minus(content: bytes) -> bytes:
    """Numbers after a comma or a tab become negative in the second half."""
    half = len(content) // 2
    tail = content[half:]
    for digit in b"123456789":
        tail = tail.replace(b"," + bytes([digit]), b",-" + bytes([digit])).replace(
            b"\t" + bytes([digit]), b"\t-" + bytes([digit])
        )
    return content[:half] + tail


def _twice(content: bytes) -> bytes:
    """The last rows once more."""
    lines = content.splitlines(keepends=True)
    return b"".join([*lines, *lines[-3:]])


def _unknown_country(content: bytes) -> bytes:
    for code in (b"GHA", b"Ghana", b"GBR", b"United Kingdom", b"AUS"):
        content = content.replace(code, b"QQQ")
    return content


DIRT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "one byte": lambda content: content[:1],
    "a page instead": lambda content: b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "noise": lambda content: bytes((7 * i * i + 13) % 256 for i in range(4096)),
    "noise behind the right beginning": lambda content: (
        content[:700] + bytes((11 * i * i + 5) % 256 for i in range(4096))
    ),
    "cut in half": lambda content: content[: len(content) // 2],
    "cut at its end": lambda content: content[:-3],
    "zeros within": lambda content: content[:800] + bytes(64) + content[800:],
    "letters for digits": _swap_digits,
    "negative": _minus,
    "rows twice": _twice,
    "unknown countries": _unknown_country,
    "header alone": lambda content: content.splitlines(keepends=True)[0] if content.splitlines() else content,
    "a mark at its beginning": lambda content: b"\xef\xbb\xbf" + content,
    "other line ends": lambda content: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "semicolons": lambda content: content.replace(b",", b";"),
}
FILES = sorted(
    file
    for file in (REAL.rglob("*") if REAL.exists() else ())
    if file.is_file()
    and file.name not in NOT_DATA
    and (file.stat().st_size <= LARGEST or file.suffix.lower() not in BINARY)
)


def taken(path: Path) -> Plan | BraingainError:
    """What comes of a file: a plan, or a refusal; anything else is the test's failure."""
    try:
        return plan_import(path, None, "2026-11-29")
    except BraingainError as error:
        return error


@pytest.mark.skipif(not FILES, reason="publishers' files are not here (BRAINGAIN_REAL_FILES)")
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_dirty_file_is_taken_in_or_refused_by_name_and_nothing_is_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAINGAIN_HOME", str(tmp_path / "home"))
    content = file.read_bytes()
    if file.suffix.lower() not in BINARY:
        content = content[:KEPT]
    for what, make in DIRT.items():
        dirty = tmp_path / file.name
        dirty.write_bytes(make(content))
        found = taken(dirty)
        if isinstance(found, BraingainError):
            assert found.problems, what
            for problem in found.problems[:100]:
                assert file.name in problem.line() or problem.place.startswith("--"), (what, problem.line())
                assert "\n" not in problem.line() and "Traceback" not in problem.line(), (what, problem.line())
        elif found.observations is not None:
            values = found.observations["value"].dropna()
            assert (abs(values) < 1e13).all(), what
        assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [file.name], what
    assert not (tmp_path / "home" / "imported").exists()


def test_every_importer_has_a_file_here_or_is_named() -> None:
    """Forms without a real file are tested on files of our own, in the tests of their importers."""
    if not FILES:
        pytest.skip("publishers' files are not here (BRAINGAIN_REAL_FILES)")
    without = {"eurostat", "uk_home_office", "worldbank_wwbi", "seed_paper"}
    seen = set()
    for file in FILES:
        if file.stat().st_size <= LARGEST:
            found = taken(file)
            if isinstance(found, Plan) and found.source is not None:
                seen.add(found.source.id)
    assert set(all_sources()) - seen - without <= {
        "undesa_wpp",
        "unsd_sdg",
        "who_gho",
        "iab_brain_drain",
        "cepii_geodist",
        "worldbank_wdi",
    }


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><message:StructureSpecificData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"/>',
        b'{"meta": {"schema": "https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json"}, "data": {}}',
    ],
)
def test_an_sdmx_message_is_refused_with_what_to_export(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "oecd.xml"
    file.write_bytes(content)
    found = taken(file)
    assert isinstance(found, BraingainError)
    (problem,) = found.problems
    assert "is an SDMX message" in problem.what and "CSV with labels" in problem.do
