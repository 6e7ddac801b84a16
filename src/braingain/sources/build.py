"""Make the committed figures again from the publishers' files: ``python -m braingain.sources.build FOLDER``.

The folder may hold the files anywhere below it and under any name: they are found by the SHA-256 on the cards.
Nothing of a source is written unless all its files are there. The same files give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.contract import Read, Source
from braingain.sources.registry import all_sources, importer_of

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS_PLAIN_LIMIT = 400_000  # bytes; larger tables of observations are committed compressed


def build(folder: Path, home: Path, only: tuple[str, ...] = ()) -> list[str]:
    """Write the observations and tables of every shipped source below ``home``; say what was done, line by line.

    Raises
    ------
    BraingainError
        Where a publisher's file that a card names is not in ``folder``.
    """
    found = files_by_hash(folder)
    said: list[str] = []
    for name, source in all_sources().items():
        if not source.ships or not source.files or (only and name not in only):
            continue
        read = read_source(source, found)
        said.extend(f"{name}: {message}" for message in read.messages)
        said.extend(write_figures(source, read, home / name))
    return said


def files_by_hash(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its SHA-256."""
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def read_source(source: Source, found: dict[str, Path]) -> Read:
    """What the source's importer makes of the files on its card.

    Raises
    ------
    BraingainError
        With every file that is missing.
    """
    missing = [
        Problem(source.id, f"{file.name} with SHA-256 {file.sha256[:12]}… is not in the folder")
        for file in source.files
        if file.sha256 not in found
    ]
    if missing:
        raise BraingainError(missing)
    importer = importer_of(source.id)
    if importer is None:
        raise BraingainError(Problem(source.id, "has files on its card but no importer.py"))
    read = importer.read({file.name: found[file.sha256].read_bytes() for file in source.files})
    if read.observations is None:
        return read
    dated = read.observations.replace({"vintage": {"unknown": source.vintage}})
    return replace(read, observations=dated)


def write_figures(source: Source, read: Read, folder: Path) -> list[str]:
    """Write a source's observations and tables into its folder, the same bytes for the same figures."""
    said = []
    if read.observations is not None:
        content = csv_bytes(read.observations)
        packed = len(content) > OBSERVATIONS_PLAIN_LIMIT
        target = folder / ("observations.csv.gz" if packed else "observations.csv")
        target.write_bytes(gzip_bytes(content) if packed else content)
        (folder / ("observations.csv" if packed else "observations.csv.gz")).unlink(missing_ok=True)
        said.append(f"{source.id}: {len(read.observations)} observations in {target.name}")
    for name in source.tables:
        frame = read.tables[name]
        target = folder / f"{name}.{source.table_format}"
        if source.table_format == "parquet":
            frame.to_parquet(target, compression="zstd", index=False)
        else:
            target.write_bytes(gzip_bytes(csv_bytes(frame)))
        said.append(f"{source.id}: {len(frame)} rows in {target.name}")
    return said


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as CSV in UTF-8 with ``\\n`` line ends; numbers in their shortest exact form, missing as nothing."""
    text = io.StringIO()
    whole = frame.copy()
    for column in whole.select_dtypes("float").columns:
        whole[column] = whole[column].map(_shortest)
    whole.to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode("utf-8")


def gzip_bytes(content: bytes) -> bytes:
    """Compressed without name and time, so that equal content gives equal bytes."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def _shortest(value: float) -> str:
    """A number as text that reads back to the same number, without a trailing ``.0``."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def main(arguments: list[str]) -> int:
    """``python -m braingain.sources.build FOLDER [SOURCE ...]``; the sources' folders in the package are written."""
    if not arguments:
        print("usage: python -m braingain.sources.build FOLDER [SOURCE ...]", file=sys.stderr)
        return 2
    try:
        said = build(Path(arguments[0]), Path(__file__).parent, tuple(arguments[1:]))
    except BraingainError as error:
        print(*(problem.line() for problem in error.problems), sep="\n", file=sys.stderr)
        return 1
    print(*said, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
