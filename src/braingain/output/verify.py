"""All pages of verification by one command: ``python -m braingain.output.verify docs`` (``make verify``).

It first says of each committed page whether it was made from the present sources of the model and from the present inputs
(figures, cards, estimates, and the code that makes a start of them), then writes all pages anew.
``--check`` only says; it exits with 1 where a page is of other sources. That a page is old is no failure of a test: every
edit of the model makes all pages old until they are written again, which takes long, and a test that is red after every edit
teaches nobody anything. Who releases runs ``make verify``; who reads finds on the page what it was made from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from braingain.analysis.fingerprint import fingerprints_on, input_fingerprint, model_fingerprint

VERIFICATION, SIDE_EFFECTS, WORLD = "verification.md", "verification/side-effects.md", "verification/world.md"
GRAVITY = "verification/gravity.md"


def states(docs: Path) -> dict[str, str]:
    """Of each page ``present``, ``other model sources (HASH)``, ``other inputs (HASH)``, or that it says neither or is missing."""
    now, found = (model_fingerprint(), input_fingerprint()), {}
    for name in (VERIFICATION, SIDE_EFFECTS, WORLD, GRAVITY):
        file = docs / name
        if not file.exists():
            found[name] = "missing"
            continue
        made = fingerprints_on(file.read_text(encoding="utf-8"))
        if made is None:
            found[name] = "says not what it was made from"
        elif made[0] != now[0]:
            found[name] = f"other model sources ({made[0]})"
        else:
            found[name] = "present" if made == now else f"other inputs ({made[1]})"
    return found


def write(docs: Path, small_worlds: Path | None) -> int:
    """Write all pages; 1 where something that must hold does not."""
    from braingain.output import experiments_page, gravity_page, verification, world_checks

    rows = [] if small_worlds is None else ["--small-worlds", str(small_worlds)]
    pages: list[tuple[str, Callable[[], int]]] = [
        (VERIFICATION, lambda: verification.main([str(docs / VERIFICATION), *rows])),
        (SIDE_EFFECTS, lambda: experiments_page.main(str(docs / SIDE_EFFECTS))),
        (WORLD, lambda: world_checks.write_page(docs / WORLD)),
        (GRAVITY, lambda: gravity_page.write_page(docs / GRAVITY)),
    ]
    (docs / "verification").mkdir(parents=True, exist_ok=True)
    result = 0
    for name, make in pages:
        print(f"verify: writing {docs / name}", file=sys.stderr, flush=True)
        result = max(result, make())
    return result


def main(arguments: Sequence[str]) -> int:
    """Check the committed pages, and write them unless only asked to check."""
    words = argparse.ArgumentParser(prog="python -m braingain.output.verify")
    words.add_argument("docs", type=Path, help="folder of the documents")
    words.add_argument("--check", action="store_true", help="say only which pages are of other model sources or inputs")
    words.add_argument("--small-worlds", type=Path, help="file in which the tests left their residuals")
    given = words.parse_args(arguments)
    found = states(given.docs)
    print(f"verify: present model sources {model_fingerprint()}, inputs {input_fingerprint()}")
    for name, state in found.items():
        print(f"verify: {name}: {state}")
    if given.check:
        return int(any(state != "present" for state in found.values()))
    return write(given.docs, given.small_worlds)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
