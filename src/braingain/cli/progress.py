"""A bar on the error stream that counts what is done, so that standard output stays the answer alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def counted(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A function ``(done, of how many, what)`` that moves a bar on standard error; silent where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def move(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{title}: {what}")

        yield move


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
