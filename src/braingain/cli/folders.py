"""Folders that a run will make for its files: said before the work, so that a slip of typing is seen in time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer


def say_new_folders(paths: Sequence[Path]) -> None:
    """Say on standard error which folders are not there and will be made; ``paths`` are the files and folders to write.

    A folder that is asked for itself (``--out DIR``) is a result and not said; the folder above it is.
    """
    for folder in dict.fromkeys(path.parent for path in paths if not path.parent.exists()):
        typer.echo(f"{folder}: is not there; this folder will be made", err=True)
