"""Archives: nothing is unpacked beyond a limit, and one that is damaged is one problem with its place."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from braingain.evidence.importing import plan_import
from braingain.foundation.errors import BraingainError
from braingain.sources import zips


def bomb(size: int, name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // 2**20):
            part.write(bytes(2**20))
    return packed.getvalue()


@pytest.mark.parametrize(
    "name", ["API_SP.POP.TOTL_DS2_en_csv_v2_1.csv", "WWBICSV.csv", "dist_cepii.xls", "xl/sheet.xml"]
)
def test_an_archive_that_unpacks_beyond_the_limit_is_one_line_whatever_it_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_UNPACKED", 8 * 2**20)
    file = tmp_path / "all.zip"
    file.write_bytes(bomb(9 * 2**20, name))
    assert file.stat().st_size < 2**15
    with pytest.raises(BraingainError) as caught:
        plan_import(file, None, "2026-11-29")
    (problem,) = caught.value.problems
    assert problem.line().startswith("all.zip: unpacks to 9 MB, more than 8")


def test_what_cannot_be_opened_is_said_once_it_is_read() -> None:
    zips.check_unpacked("a.zip", zips.ZIP + bytes(50))
    with pytest.raises(BraingainError, match=r"a\.zip: the zip is damaged"):
        list(zips.members("a.zip", zips.ZIP + bytes(50)))
    assert zips.member_names(b"no zip") == []


def test_members_are_those_wanted_by_name_without_folders() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("b.csv", "folder/", "a.csv", "c.csv"):
            archive.writestr(name, name)
    content = packed.getvalue()
    assert [name for name, _ in zips.members("x", content)] == ["a.csv", "b.csv", "c.csv"]
    assert list(zips.members("x", content, {"c.csv"})) == [("c.csv", b"c.csv")]
