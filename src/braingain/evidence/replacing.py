"""Corrections of a user's own figures: what an import replaces or would change, and taking a source out again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from braingain.evidence.building import ROW_KEYS, cannot_write, imported_cards, source_rows
from braingain.evidence.importing import Plan, check_imports, commit_import
from braingain.evidence.store import Store, open_store
from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS = "observations.csv.gz"
WORDS = ("unit", "method", "certainty", "flag", "note")  # what a row says beside its figures


def replaced_rows(plan: Plan, home: Path) -> int:
    """How many keys of a user's own source said something else (figures, note, flag) before a planned import is taken in.

    Raises
    ------
    BraingainError
        Where an earlier import is damaged.
    """
    if plan.observations is None:
        return 0
    new = plan.observations[~plan.observations["source"].isin([row["source"] for row in source_rows()])]
    check_imports(home / "imported")
    old: dict[tuple[object, ...], object] = {}
    for path, _ in imported_cards(home / "imported"):
        file = path.parent / OBSERVATIONS
        if file.is_file():
            old.update(_values(_read(file)))
    fresh = _values(new)
    return sum(key in old and old[key] != value for key, value in fresh.items())


def came_before_another(plan: Plan, home: Path) -> bool:
    """Whether this very file was taken in already and another of the same source after it."""
    cards = [card for _, card in imported_cards(home / "imported") if card["source"]["id"] == plan.source.id]
    return any(card["sha256"] == plan.sha256 for card in cards[:-1])


@contextmanager
def store_with(plan: Plan, home: Path) -> Iterator[Store]:
    """A store as it would be with a planned import, beside the one at ``home``, which stays as it is."""
    with tempfile.TemporaryDirectory(prefix="braingain-") as folder:
        beside = Path(folder)
        if (home / "imported").is_dir():
            shutil.copytree(home / "imported", beside / "imported")
        commit_import(plan, beside)
        yield open_store(beside)


def remove_imports(source: str, home: Path) -> list[str]:
    """Take all imports of a source out of the store; the names of the files that they came from.

    Raises
    ------
    BraingainError
        Where nothing of that source was imported, or the store cannot be written.
    """
    cards = imported_cards(home / "imported")
    mine = [(path.parent, str(card["file"])) for path, card in cards if card["source"]["id"] == source]
    if not mine:
        names = sorted({str(card["source"]["id"]) for _, card in cards})
        do = did_you_mean(source, names) or (f"imported are {', '.join(names)}" if names else "nothing was imported")
        raise BraingainError(Problem("source", f'nothing was imported as "{source}"', do))
    try:
        for folder, _ in mine:
            scratch = Path(tempfile.mkdtemp(prefix="taking-in-", dir=home))
            os.replace(folder, scratch / folder.name)
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise cannot_write(home / "imported", error) from error
    return [file for _, file in mine]


def _read(file: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(file, keep_default_na=False, dtype=str)


def _values(rows: pd.DataFrame) -> dict[tuple[object, ...], object]:
    """What a row says by key: value, low and high, and its words; of several rows of one key the last."""
    keys = zip(*(rows[column].astype(str) for column in ROW_KEYS), strict=True)
    numbers = zip(*(_numbers(rows, column) for column in ("value", "low", "high")), strict=True)
    words = zip(*(rows[column].fillna("").astype(str) for column in WORDS), strict=True)
    return dict(zip(keys, zip(numbers, words, strict=True), strict=True))


def _numbers(rows: pd.DataFrame, column: str) -> list[float | None]:
    import pandas as pd

    figures = pd.to_numeric(rows[column], errors="coerce")
    return [None if figure != figure else float(figure) for figure in figures]  # noqa: PLR0124 NaN only
