"""The publishers' files of a source, found as the rebuild finds them: by the hashes on its card."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from braingain.foundation.cards import package_folder
from braingain.sources.build import files_by_hash, read_source
from braingain.sources.contract import HEAD_BYTES, Read
from braingain.sources.registry import all_sources, importer_of


@cache
def read_again(folder: Path, source: str) -> Read:
    """What the importer makes of the files on the source's card."""
    return read_source(all_sources()[source], _by_hash(folder))


def content_of(folder: Path, source: str) -> dict[str, bytes]:
    """The source's files by the names on its card."""
    return {file.name: _by_hash(folder)[file.sha256].read_bytes() for file in all_sources()[source].files}


def committed(source: str, table: str) -> pd.DataFrame:
    """A compact table as it is committed."""
    return pd.read_parquet(str(package_folder("sources", source, f"{table}.parquet")))


def recognised_by(path: Path) -> list[str]:
    """The sources whose importers take a file."""
    head = path.read_bytes()[:HEAD_BYTES]
    takers = []
    for name in all_sources():
        importer = importer_of(name)
        if importer is not None and importer.recognises(path.name, head):
            takers.append(name)
    return takers


def assert_same_table(read: Read, source: str, table: str) -> None:
    """The committed table is what the importer gives: same rows, same order, same values to the last digit."""
    assert len(read.tables[table]) > 0
    pd.testing.assert_frame_equal(read.tables[table], committed(source, table), check_exact=True, check_dtype=False)


@cache
def _by_hash(folder: Path) -> dict[str, Path]:
    return files_by_hash(folder)
