"""Fetching a source's files from its publisher: retried, checked, kept in a cache, and never by itself.

Only ``braingain evidence pull`` fetches. A file is kept whole or not at all; what comes and is no file of the source
(a page that says "error") is refused.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from braingain.evidence.building import cannot_write
from braingain.foundation.errors import BraingainError, Problem
from braingain.sources.registry import all_sources, find_source, takes

SECONDS = 60  # that a publisher may keep silent
TRIES = 3
PAUSE_SECONDS = 2.0  # before the second try, twice as long before the third
MAX_BYTES = 256 * 1024 * 1024
PIECE = 1 << 16
PULLED = "pulled"
NEXT = "@odata.nextLink"  # under which a reply of OData says where its next page is
MOST_FILES = 500
SCHEMES = ("https",)  # nothing is asked for in clear text, nor where a publisher sends us on to it

Progress = Callable[[str, int, int | None], None]  # address, bytes so far, bytes in all where the publisher says


@dataclass(frozen=True)
class Pulled:
    """A file in the cache: its address, where it lies, its SHA-256, and whether it was fetched just now."""

    address: str
    path: Path
    sha256: str
    fresh: bool


def sources_with_addresses() -> list[str]:
    """The sources whose files can be fetched."""
    return [name for name, source in all_sources().items() if source.pull]


def pull(source: str, home: Path, again: bool = False, progress: Progress | None = None) -> list[Pulled]:
    """Every file of a source, from the cache below ``home`` or, where it is not there or ``again``, from the publisher.

    Raises
    ------
    BraingainError
        Where the source has no address, nobody answers, or what comes is no file of the source.
    """
    card = find_source(source)
    if not card.pull:
        do = f"fetch it from {card.link} and import it; addresses are known of {', '.join(sources_with_addresses())}"
        raise BraingainError(Problem(source, "no address is known from which its files can be fetched", do))
    folder = home / PULLED / source
    found: list[Pulled] = []
    for first in card.pull:
        address = first
        while address:
            kept = None if again else _kept(folder, address)
            one = kept or _fetched(source, folder, address, progress)
            found.append(one)
            address = _next_page(source, one, found)
    return found


def _next_page(source: str, page: Pulled, found: list[Pulled]) -> str:
    """The address at which a reply says that it goes on; "" where it says none.

    Raises
    ------
    BraingainError
        Where that is another publisher's, has been there already, or where there is no end to them.
    """
    content = page.path.read_bytes()
    if not content.lstrip().startswith(b"{") or NEXT.encode() not in content:
        return ""
    try:
        told = str(json.loads(content).get(NEXT) or "")
    except ValueError:
        return ""
    address = urljoin(page.address, told) if told else ""
    if address and (_host(address) != _host(page.address) or urlsplit(address).scheme not in SCHEMES):
        raise BraingainError(Problem(source, f"{page.address} goes on at {address}, which is not its publisher's"))
    if address in {one.address for one in found} or len(found) >= MOST_FILES:
        raise BraingainError(Problem(source, f"the pages from {page.address} on have no end"))
    return address


def _kept(folder: Path, address: str) -> Pulled | None:
    """The file of an address in the cache, where its checksum is what it was."""
    note = folder / f"{_name(address)}.json"
    try:
        about = json.loads(note.read_text("utf-8"))
        path = folder / str(about["file"])
        whole = hashlib.sha256(path.read_bytes()).hexdigest() == about["sha256"]
        return Pulled(address, path, about["sha256"], False) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fetched(source: str, folder: Path, address: str, progress: Progress | None) -> Pulled:
    content, name = _content(source, address, progress), f"{_name(address)}.data"
    if not takes(source, name, content):
        what = f"what {_host(address)} sent is no file of it ({len(content):,} bytes)"
        raise BraingainError(Problem(source, what, f"look at {address} in a browser"))
    sha256 = hashlib.sha256(content).hexdigest()
    about = {"file": name, "address": address, "sha256": sha256, "fetched": time.strftime("%Y-%m-%d")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder / name, content)
        _put(folder / f"{_name(address)}.json", json.dumps(about, indent=1).encode())
    except OSError as error:
        raise cannot_write(folder, error) from error
    return Pulled(address, folder / name, sha256, True)


def _content(source: str, address: str, progress: Progress | None) -> bytes:
    """What an address gives; tried again where nobody answers or the publisher's machine has an error of its own."""
    reason = ""
    for turn in range(TRIES):
        if turn:
            time.sleep(PAUSE_SECONDS * 2 ** (turn - 1))
        try:
            return _read(source, address, progress)
        except urllib.error.HTTPError as error:
            reason = f"{_host(address)} answers {error.code} {error.reason}"
            if error.code < 500:
                break
        except (urllib.error.URLError, http.client.HTTPException, OSError, EOFError) as error:
            said = getattr(error, "reason", error)
            reason = f"no network, or {_host(address)} does not answer ({said})"
    raise BraingainError(Problem(source, reason, f"fetch {address} in a browser and import the file"))


def _read(source: str, address: str, progress: Progress | None) -> bytes:
    if urlsplit(address).scheme not in SCHEMES:
        raise BraingainError(Problem(source, f"{address} is no https address", "correct the source's card"))
    request = urllib.request.Request(address, headers={"User-Agent": "braingain", "Accept": "*/*"})
    pieces, so_far = [], 0
    with _OPENER.open(request, timeout=SECONDS) as reply:
        told = reply.headers.get("Content-Length")
        total = int(told) if told and told.isdigit() else None
        while piece := reply.read(PIECE):
            pieces.append(piece)
            so_far += len(piece)
            if so_far > MAX_BYTES:
                raise BraingainError(Problem(source, f"{address} sends more than {MAX_BYTES // 2**20} MB"))
            if progress:
                progress(address, so_far, total)
    if total is not None and so_far < total:
        raise EOFError(f"the file broke off after {so_far:,} of {total:,} bytes")
    return b"".join(pieces)


class _SameSafety(urllib.request.HTTPRedirectHandler):
    """Goes where a publisher sends us on to, but not to an address in clear text."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """What is asked for instead; a mistake of the publisher's where that would be in clear text."""
        if urlsplit(newurl).scheme not in SCHEMES:
            raise urllib.error.HTTPError(req.full_url, code, f"and sends us to {newurl}, no https address", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SameSafety)


def _put(path: Path, content: bytes) -> None:
    """Write a file by one rename."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix="fetching-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(scratch, path)


def _name(address: str) -> str:
    """A file name that can be read, and is of this address alone."""
    tail = re.sub(r"[^A-Za-z0-9_]+", "-", urlsplit(address).path.rsplit("/", 1)[-1]).strip("-")
    return f"{tail[:40] or 'file'}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
