"""Cards: every mistake of every card at once, with its place and the nearest field."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from braingain.foundation.cards import catalogue_table, load_card, load_cards
from braingain.foundation.errors import BraingainError


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    years: int


def test_a_card_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('title = "Bond"\nyears = 5\n', "utf-8")
    assert load_cards(tmp_path, Form) == {"one": Form(title="Bond", years=5)}


def test_all_mistakes_of_all_cards_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('titel = "Bond"\nyears = "five"\n', "utf-8")
    (tmp_path / "b.toml").write_text("title = \n", "utf-8")
    (tmp_path / "c.toml").write_bytes('title = "é"\nyears = 1'.encode("latin-1"))
    with pytest.raises(BraingainError) as caught:
        load_cards(tmp_path, Form)
    lines = [problem.line() for problem in caught.value.problems]
    assert len(lines) == 5
    assert any("a.toml, titel" in line and "did you mean title?" in line for line in lines)
    assert any("a.toml, title" in line and "is missing" in line for line in lines)
    assert any("a.toml, years" in line and "'five'" in line for line in lines)
    assert any("b.toml" in line and "is not TOML" in line for line in lines)
    assert any("c.toml" in line and "is not UTF-8" in line for line in lines)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_bytes(b'\xef\xbb\xbftitle = "x"\nyears = 1\n')
    assert load_card(tmp_path / "one.toml", Form).years == 1


def test_closed_lists_keep_na_as_text() -> None:
    assert any(row["iso2"] == "NA" for row in catalogue_table("countries"))


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    years: int


class Listed(BaseModel):
    entry: tuple[Entry, ...] = Field(min_length=1)


def test_an_entry_of_a_list_is_placed_by_its_name_and_a_list_of_wrong_ones_is_not_called_empty(tmp_path: Path) -> None:
    text = '[[entry]]\nid = "teacher"\nyears = "two"\n[[entry]]\nyears = 1\n'
    (tmp_path / "one.toml").write_text(text, "utf-8")
    with pytest.raises(BraingainError) as caught:
        load_card(tmp_path / "one.toml", Listed)
    lines = [problem.line() for problem in caught.value.problems]
    assert len(lines) == 2
    assert "one.toml, entry teacher.years: " in lines[0] and "one.toml, entry 2.id: is missing" in lines[1]
    (tmp_path / "one.toml").write_text("entry = []\n", "utf-8")
    with pytest.raises(BraingainError, match="at least 1 item"):
        load_card(tmp_path / "one.toml", Listed)
