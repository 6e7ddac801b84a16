"""What is inside a zip: its members one by one, never more than a limit."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Container, Iterator

from braingain.foundation.errors import BraingainError, Problem

ZIP = b"PK\x03\x04"
MAX_UNPACKED = 512 * 2**20  # bytes of all members; the largest that is taken has some two hundred million
DAMAGED = (  # what an archive that is cut, scrambled or locked raises
    zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, KeyError,
)  # fmt: skip


def check_unpacked(file: str, content: bytes) -> None:
    """Refuse an archive, a zip or a workbook, that unpacks to more than ``MAX_UNPACKED``; one that cannot be opened passes.

    Raises
    ------
    BraingainError
        Where it does.
    """
    if not content.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except DAMAGED:
        return
    if size > MAX_UNPACKED:
        what = f"unpacks to {size // 2**20} MB, more than {MAX_UNPACKED // 2**20}"
        raise BraingainError(Problem(file, what, "unpack it, and import the file of figures alone"))


def member_names(content: bytes) -> list[str]:
    """The names of the members, without what only names a folder; none where the archive cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [name for name in archive.namelist() if not name.endswith("/")]
    except DAMAGED:
        return []


def members(file: str, content: bytes, wanted: Container[str] | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and content of each member, or of those that are ``wanted``, by name.

    Raises
    ------
    BraingainError
        Where the archive is damaged, locked or holds none of them; with the member where it is one.
    """
    names = sorted(name for name in member_names(content) if wanted is None or name in wanted)
    if not names:
        raise BraingainError(Problem(file, "the zip is damaged, or holds nothing that is read", "fetch it again"))
    for name in names:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found = archive.read(name)
        except DAMAGED as error:
            raise BraingainError(
                Problem(f"{file}, {name}", f"the zip is damaged ({error})", "fetch it again")
            ) from error
        yield name, found
