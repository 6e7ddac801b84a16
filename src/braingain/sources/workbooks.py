"""Opening workbooks that may be damaged: what a reader written in another language throws is turned into an error like any other.

Old workbooks (.xls) are read in a process of their own, whose memory and time are bounded (``workbook_child``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

OLE = b"\xd0\xcf\x11\xe0"
LONGEST = 120  # seconds that an old workbook may take
SAID = 80  # letters of a reader's own words that are passed on


class DamagedWorkbookError(ValueError):
    """A workbook in which the reader lost its way."""


@contextmanager
def guarded() -> Iterator[None]:
    """Run a workbook's reader: its panics, which are no exceptions of Python's, become ``DamagedWorkbookError``.

    The reader prints a page about a panic by itself; that page is not shown. What is wrong is said in one line by the caller.

    Raises
    ------
    DamagedWorkbookError
        Where the reader panicked.
    """
    sys.stderr.flush()
    shown, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as panic:
        raise DamagedWorkbookError(f"the reader lost its way: {str(panic)[:SAID]}") from None
    finally:
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nowhere)


class Sheet(NamedTuple):
    """A sheet of a workbook: the names of all sheets, its own, its cells row by row."""

    names: list[str]
    name: str
    rows: list[list[Any]]


def old_sheet(content: bytes, sheet: str = "") -> Sheet:
    """A sheet of an old workbook (.xls), the first where none is named; no cells where it has none of that name.

    Raises
    ------
    DamagedWorkbookError
        Where it cannot be read within the limits.
    """
    command = [sys.executable, "-m", "braingain.sources.workbook_child", sheet]
    path = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        raise DamagedWorkbookError(f"it was not read within {LONGEST} seconds") from None
    if done.returncode != 0:
        raise DamagedWorkbookError("the reader lost its way in it")
    found = json.loads(done.stdout)
    return Sheet(found["names"], found["sheet"], found["rows"])
