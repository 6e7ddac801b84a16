"""``docs/laws.md`` names a test for each law of docs/model.md 2.16 and 2.17, and each of them exists and is what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parents[1] / "docs" / "laws.md"
NAME = re.compile(r"`([\w/]+\.py)::(\w+)`")
CLOSED_FORMS = [f"T{n}" for n in range(1, 19)] + ["T11b", "T11c"]
LAWS = [str(n) for n in range(1, 13)] + ["wage", "cap", "posts", "training", "size", "what", "the"]


def rows() -> Iterator[tuple[str, list[str]]]:
    """First word of each row, and its other cells."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("| ") else []
        if cells and "::" in line:
            yield cells[0].split()[0], cells[1:]


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def decorators(file: str, name: str) -> str:
    return " ".join(ast.unparse(each) for each in functions(file)[name].decorator_list)


NAMED = sorted({found for _, cells in rows() for cell in cells for found in NAME.findall(cell)})
PROPERTIES = sorted(
    {
        found
        for law, cells in rows()
        for cell in (cells[1:] if law.startswith("T") else cells)
        for found in NAME.findall(cell)
    }
)


def test_every_law_has_a_row_with_a_property() -> None:
    found = dict(rows())
    assert sorted(found) == sorted(CLOSED_FORMS + LAWS)
    for law, cells in found.items():
        assert NAME.search(cells[1] if law.startswith("T") else cells[0]), law
        assert not law.startswith("T") or NAME.search(cells[0]), law


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    assert name in functions(file)


@pytest.mark.parametrize(("file", "name"), PROPERTIES)
def test_a_property_is_asked_of_random_numbers_in_every_profile(file: str, name: str) -> None:
    """``given``, never left out in the quick profile, and never with fewer examples than the profile has."""
    found = decorators(file, name)
    assert "given(" in found
    assert "skip" not in found
    assert "max_examples" not in found


def test_profiles_have_the_examples_that_the_page_says() -> None:
    """Left as they are for the whole suite: no module of the model's tests sets a number of its own."""
    assert settings.get_profile("quick").max_examples >= 25
    assert settings.get_profile("nightly").max_examples >= 200
    own = [
        file.name
        for file in (TESTS / "model").glob("test_*.py")
        if re.search(r"max_examples\s*=", file.read_text("utf-8"))
    ]
    assert own == []
