"""What a verification page was made from: date, version, and one hash over the sources of the model."""

from __future__ import annotations

import datetime
import hashlib
import re
from pathlib import Path

from braingain import EVIDENCE_EDITION, __version__
from braingain.foundation.cards import package_folder

LENGTH = 12  # hexadecimal digits that are printed
MADE = re.compile(r"model sources ([0-9a-f]{12})\b")


def model_fingerprint(folder: Path | None = None) -> str:
    """First digits of SHA-256 over the sources of ``braingain/model``.

    Every ``.py`` file below the folder goes in, in the order of its path: the path with ``/``, a zero byte, the length of
    the text in bytes, a zero byte, the text with line ends as ``\\n``. Compiled files and caches do not count; comments
    do, because a rule for what is a comment would be one more thing to trust.
    """
    base = folder or Path(str(package_folder("model")))
    digest = hashlib.sha256()
    files = {file.relative_to(base).as_posix(): file for file in base.rglob("*.py")}
    for name in sorted(files):
        text = files[name].read_bytes().replace(b"\r\n", b"\n")
        digest.update(name.encode() + b"\0" + str(len(text)).encode() + b"\0" + text)
    return digest.hexdigest()[:LENGTH]


def made_of() -> dict[str, str]:
    """Date (UTC), versions and fingerprint of what is made now."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "braingain": __version__,
        "evidence edition": EVIDENCE_EDITION,
        "model sources": model_fingerprint(),
    }


def made_line() -> str:
    """The line that every page of verification carries."""
    return "Made: " + ", ".join(f"{name} {value}" for name, value in made_of().items()) + "."


def fingerprint_on(page: str) -> str | None:
    """The fingerprint that a page carries; None where it carries none."""
    found = MADE.search(page)
    return found.group(1) if found else None
