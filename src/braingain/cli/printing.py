"""Characters that a terminal or file cannot hold: replaced, so that no output ends in an error."""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from collections.abc import Sequence

PLAIN = {
    "●": "*",
    "◉": "=",
    "◐": "+",
    "◇": "%",
    "○": "o",
    "△": "^",
    "–": "-",
    "—": "-",
    "−": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "×": "x",
    "·": "-",
    "≥": ">=",
    "≤": "<=",
    "…": "...",
    "\u202f": " ",
    "\u00a0": " ",
}


def print_anything(arguments: Sequence[str]) -> None:
    """Let output go on where its encoding has no such character: the nearest plain letters stand for it, or "?".

    In JSON its escape stands for it, which means the same.
    """
    as_json = "--json" in arguments
    codecs.register_error("braingain", _escaped if as_json else _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="braingain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_near, error.object[error.start : error.end])), error.end


def _near(letter: str) -> str:
    if letter in PLAIN:
        return PLAIN[letter]
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) < 128)
    return bare or "?"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
