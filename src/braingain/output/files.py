"""Files that a command writes: refused before the work is done for nothing, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from braingain.foundation.errors import BraingainError, Problem

OTHER = "give another --out"


def check_free(paths: Sequence[Path], force: bool = False) -> None:
    """Refuse files that are there, folders in their place, and places that cannot be written, leaving nothing behind.

    Raises
    ------
    BraingainError
        For each file that must not be overwritten, unless ``force``; for what cannot be written.
    """
    for path in paths:
        if path.is_dir():
            raise BraingainError(Problem(str(path), "is a folder, not a file", OTHER))
        if path.parent.exists() and not path.parent.is_dir():
            raise BraingainError(Problem(str(path.parent), "is a file, not a folder", OTHER))
        _check_writable(path.parent)
    there = [path for path in paths if path.exists() and not force]
    if there:
        do = f"give --force to overwrite it, or {OTHER.removeprefix('give ')}"
        raise BraingainError([Problem(str(path), "is there already", do) for path in there])


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files beside their places, and put them there when all are whole.

    Raises
    ------
    BraingainError
        Where a place cannot be written; then no file has changed, unless putting them in place itself failed.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written[path] = _beside(path, content)
        for path, temporary in written.items():
            os.replace(temporary, path)
    except OSError as error:
        raise BraingainError(Problem(str(path), f"cannot be written ({error.strerror})", OTHER)) from error
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)


def _beside(path: Path, content: bytes) -> Path:
    """The content in a hidden file of the same folder; removed again where it cannot be written whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _check_writable(folder: Path) -> None:
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        raise BraingainError(Problem(str(folder), f"cannot be written ({error.strerror})", OTHER)) from error
