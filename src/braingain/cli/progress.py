"""What is done, counted on the error stream, so that standard output stays the answer alone.

On a terminal a bar; elsewhere, in a file or a pipe, a line now and then.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID

EVERY_SECONDS = 30.0  # between two lines where there is no terminal


@contextmanager
def counted(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A function ``(done, of how many, what)`` that moves a bar on standard error; a line now and then where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        with _lines(title) as move:
            yield move
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def move(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{title}: {what}")

        yield move


@contextmanager
def _lines(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """The same as lines: one each half minute, also while one long step is not done; short work says nothing."""
    state, over, began = [0, 0, "at work"], threading.Event(), time.monotonic()

    def say() -> None:
        while not over.wait(EVERY_SECONDS):
            done, total, what = state
            counts = f"{done} of {total} {what}" if total else what
            print(f"{title}: {counts}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    def move(done: int, total: int, what: str) -> None:
        state[:] = done, total, what

    speaker = threading.Thread(target=say, daemon=True)
    speaker.start()
    try:
        yield move
    finally:
        over.set()
        speaker.join()


@contextmanager
def fetching() -> Iterator[Callable[[str, int, int | None], None]]:
    """A function ``(address, bytes so far, bytes in all or None)`` with a bar for each file on standard error; silent elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def move(address: str, so_far: int, total: int | None) -> None:
            if address not in tasks:
                tasks[address] = bar.add_task(address.rsplit("/", 1)[-1][:40], total=total)
            bar.update(tasks[address], completed=so_far, total=total)

        yield move
