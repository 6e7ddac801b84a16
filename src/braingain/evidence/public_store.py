"""A store without a user's own figures, for what is sent to others."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from braingain.evidence.building import imported_cards
from braingain.evidence.own import own_sources
from braingain.evidence.store import Store, open_store
from braingain.sources.registry import all_sources


@contextmanager
def public_store(store: Store) -> Iterator[Store]:
    """The store as it would be had its user imported publishers' files alone; the store itself where that is so."""
    if not own_sources(store):
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="braingain-") as folder:
        for path, card in imported_cards(store.home / "imported"):
            if {source["id"] for source in card["sources"]} <= set(all_sources()):
                shutil.copytree(path.parent, Path(folder) / "imported" / path.parent.name)
        yield open_store(Path(folder))
