"""Residuals that tests on small worlds find, handed to the verification page in a file.

The page shows what only small worlds with every mechanism on can show: stocks in PySD, and how well the multipliers of posts
(2.3) and of caps (2.3b) solve their systems, where no lever card sets a cap yet. Random worlds are made by the tests, which
the program does not import; each test leaves a row in the file that the variable ``BRAINGAIN_SMALL_WORLDS`` names, and
``make verify`` gives that file to the page. A row says from which model sources it comes, and rows of others are not shown.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from braingain.analysis.fingerprint import model_fingerprint
from braingain.analysis.peer import Difference, Slackness

VARIABLE = "BRAINGAIN_SMALL_WORLDS"


@dataclass(frozen=True)
class SmallWorld:
    """One small world in both engines.

    ``caps_over``, ``caps_idle`` and ``caps_binding`` are None where the world has no caps.
    """

    case: str
    mechanisms: str
    numbers: int
    largest: float  # relative difference of any stock in any year
    posts_over: float  # people over places, over the people who choose
    posts_idle: float  # free places behind a limit, likewise
    posts_binding: int
    caps_over: float | None
    caps_idle: float | None
    caps_binding: int | None
    model: str = ""


def small_world(
    case: str, mechanisms: str, found: Sequence[Difference], posts: Slackness, caps: Slackness | None
) -> SmallWorld:
    """A row of the page from what the comparison found."""
    return SmallWorld(
        case,
        mechanisms,
        sum(each.numbers for each in found),
        max(each.largest for each in found),
        posts.over,
        posts.idle,
        posts.binding,
        None if caps is None else caps.over,
        None if caps is None else caps.idle,
        None if caps is None else caps.binding,
        model_fingerprint(),
    )


def leave(row: SmallWorld, file: Path | None = None) -> None:
    """Append a row to the file; nothing where no file is named."""
    named = os.environ.get(VARIABLE, "")
    target = file or (Path(named) if named else None)
    if target is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(row)) + "\n")


def left(file: Path) -> list[SmallWorld]:
    """The rows of a file that come from the present model sources, the last one of each case, in the order of the file."""
    if not file.exists():
        return []
    rows = [SmallWorld(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line]
    now = model_fingerprint()
    return list({row.case: row for row in rows if row.model == now}.values())
