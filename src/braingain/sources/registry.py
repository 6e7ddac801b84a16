"""The sources that the program knows: every folder beside this file that holds a card."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources.abc import Traversable
from typing import cast

from braingain.foundation.cards import load_card, package_folder
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.sources.contract import HEAD_BYTES, Importer, Source


@cache
def all_sources() -> dict[str, Source]:
    """Every source card by id, in the order of ids.

    Raises
    ------
    BraingainError
        With everything that is wrong in any card.
    """
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for folder in sorted(package_folder("sources").iterdir(), key=lambda entry: entry.name):
        card = folder.joinpath("card.toml")
        if not card.is_file():
            continue
        try:
            source = load_card(card, Source)
        except BraingainError as error:
            problems.extend(error.problems)
            continue
        if source.id != folder.name:
            problems.append(Problem(f"{card}, id", f'is "{source.id}"', f'name it "{folder.name}" as its folder'))
        sources[source.id] = source
    if problems:
        raise BraingainError(problems)
    return sources


def find_source(name: str) -> Source:
    """The source of that id.

    Raises
    ------
    BraingainError
        Where there is none; names the nearest.
    """
    sources = all_sources()
    if name not in sources:
        raise BraingainError(Problem("source", f'"{name}" is not a known source', did_you_mean(name, sources)))
    return sources[name]


def importer_of(name: str) -> Importer | None:
    """The importer of a source; None for a source that was typed and has no publisher's file."""
    if not source_folder(name).joinpath("importer.py").is_file():
        return None
    return cast(Importer, import_module(f"braingain.sources.{name}.importer"))


def source_folder(name: str) -> Traversable:
    """The folder of a source in the package."""
    return package_folder("sources", name)


def takes(name: str, file: str, content: bytes) -> bool:
    """Whether a file is one of a source's: by its beginning, or, of workbooks and zips, by what is inside."""
    importer = importer_of(name)
    if importer is None:
        return False
    inside = getattr(importer, "recognises_whole", None)
    packed = content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    return importer.recognises(file, content[:HEAD_BYTES]) or bool(packed and inside and inside(file, content))
