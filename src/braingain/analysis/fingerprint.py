"""What a verification page was made from: date, version, a hash over the sources of the model and one over what it is given."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from braingain import EVIDENCE_EDITION, __version__
from braingain.foundation.cards import package_folder

LENGTH = 12  # hexadecimal digits that are printed
INPUTS = ("baseline", "policy", "catalogue", "sources", "evidence")  # packages whose change moves results
TABLES = (".toml", ".csv", ".json", ".parquet")
MADE = re.compile(r"model sources ([0-9a-f]{12}), inputs ([0-9a-f]{12})\b")


def model_fingerprint(folder: Path | None = None) -> str:
    """First digits of SHA-256 over the sources of ``braingain/model``.

    Every ``.py`` file below the folder goes in, in the order of its path: the path with ``/``, a zero byte, the length of
    the text in bytes, a zero byte, the text with line ends as ``\\n``. Compiled files and caches do not count; comments
    do, because a rule for what is a comment would be one more thing to trust.
    """
    return _digest([folder or Path(str(package_folder("model")))], (".py",))


def input_fingerprint(folders: Sequence[Path] = ()) -> str:
    """The same over what a run is given: figures, cards, estimates, and the code that makes a start and dials of them."""
    return _digest(folders or [Path(str(package_folder(name))) for name in INPUTS], (".py", *TABLES))


def _digest(folders: Sequence[Path], kinds: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for base in folders:
        files = {file.relative_to(base).as_posix(): file for file in base.rglob("*") if file.suffix in kinds}
        for name in sorted(files):
            content = files[name].read_bytes()
            text = content if files[name].suffix == ".parquet" else content.replace(b"\r\n", b"\n")
            digest.update(name.encode() + b"\0" + str(len(text)).encode() + b"\0" + text)
    return digest.hexdigest()[:LENGTH]


def made_of() -> dict[str, str]:
    """Date (UTC), versions and fingerprints of what is made now."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "braingain": __version__,
        "evidence edition": EVIDENCE_EDITION,
        "model sources": model_fingerprint(),
        "inputs": input_fingerprint(),
    }


def made_line() -> str:
    """The line that every page of verification carries."""
    return "Made: " + ", ".join(f"{name} {value}" for name, value in made_of().items()) + "."


def fingerprints_on(page: str) -> tuple[str, str] | None:
    """The fingerprints of model and inputs that a page carries; None where it does not carry both."""
    found = MADE.search(page)
    return (found.group(1), found.group(2)) if found else None
