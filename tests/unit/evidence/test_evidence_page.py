"""The page on the evidence names the checks, standings, tables and columns that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from braingain.analysis.completeness import STATES
from braingain.analysis.standing import kinds
from braingain.cli.evidence_sql import MOST, SHOWN
from braingain.evidence.checks import CHECKS, SEVERITIES
from braingain.evidence.sql import MEMORY, SECONDS, ask
from braingain.evidence.store import Store, open_store

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")


def part(heading: str) -> str:
    return re.split(r"^#{2,3} ", PAGE.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def first_cells(text: str) -> list[str]:
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [row.split(" | ")[0].strip("| `") for row in rows]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("home"))


def test_checks_standings_and_states_are_those_of_the_code() -> None:
    assert first_cells(part("## Checks"))[1:] == list(CHECKS)
    order = part("### The order by quantity")
    assert first_cells(order)[-len(kinds()) :] == list(kinds())
    for word in (*SEVERITIES, *STATES):
        assert f"*{word}*" in part("## Checks") + part("## Gaps")


def test_tables_and_columns_are_those_of_the_store(store: Store) -> None:
    text = part("## Questions in SQL")
    assert sorted(first_cells(text)[1:]) == sorted(["observations", "sources", *store.tables()])
    for row in [line for line in text.splitlines() if line.startswith("| `")]:
        table, columns = row.strip("| ").split(" | ")
        named = re.findall(r"`([^`]+)`", columns)
        assert tuple(named) == ask(store, f"from {table.strip('`')} limit 1", 1).columns, table
    for number in (
        f"{SECONDS:.0f} seconds",
        MEMORY.replace("GB", " GB"),
        f"{SHOWN} rows",
        f"{MOST:,}".replace(",", " "),
    ):
        assert number in text
    assert "up to a million" in text


def test_questions_of_the_page_are_answered(store: Store) -> None:
    questions = re.findall(r'evidence sql "([^"]+)"', part("## Questions in SQL"))
    assert len(questions) == 2
    for question in questions:
        assert ask(store, question, 5).rows
