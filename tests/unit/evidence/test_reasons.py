"""Reasons to leave and to stay: the typed table, what is refused of it, and where it is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from braingain.baseline.profile import profile
from braingain.cli.profile import lines
from braingain.evidence.reasons import QUESTIONS, reasons_of, speaks_to
from braingain.evidence.store import open_store
from braingain.foundation.cards import package_table
from braingain.foundation.errors import BraingainError
from braingain.output.brief_profile import reasons
from braingain.sources.awases_2004_reasons import importer

HEADER = "iso3,country,question,rank_in_source,reason,pct_respondents\n"


def test_the_shares_are_those_of_the_table() -> None:
    found = {(row["question"], row["key"]): row["share"] for row in reasons_of(open_store(), "UGA")}
    assert found["intend_to_leave", "salary"] == 0.72
    assert found["left", "economic_decline"] == 0.55
    assert found["would_remain", "workload"] == 0.30
    assert len(found) == 12
    assert reasons_of(open_store(), "ZWE") == []  # "all factors" is no figure
    assert {row["source"] for row in reasons_of(open_store(), "GHA")} == {"awases_2004_reasons"}


def test_they_stand_in_order_beside_salary() -> None:
    found = reasons_of(open_store(), "ZAF")
    assert [row["question"] for row in found] == ["intend_to_leave"] * 4 + ["would_remain"] * 4
    shares = [row["share"] for row in found if row["question"] == "would_remain"]
    assert shares == sorted(shares, reverse=True)
    stay = {row["key"]: row["over_salary"] for row in found if row["question"] == "would_remain"}
    assert stay == {"salary": 1.0, "work_environment": 0.87, "fringe_benefits": 0.85, "workload": 0.76}
    assert {row["over_salary"] for row in found if row["question"] == "intend_to_leave"} == {None}


def test_every_reason_of_the_table_says_what_it_speaks_to_or_that_nothing_does() -> None:
    shipped = package_table("sources", "awases_2004_reasons", "observations.csv")
    assert len(shipped) == 41
    assert {row["indicator"].split(".")[2] for row in shipped} == set(speaks_to())
    assert {row["indicator"].split(".")[1].removeprefix("reason_") for row in shipped} == set(QUESTIONS)


def test_the_profile_and_the_brief_show_them_and_say_that_nothing_uses_them() -> None:
    record = profile(open_store(), "ZAF")
    text = "\n".join(lines(record))
    assert (
        "would stay for: salary 78%" in text and "heavy workload 41% → workload" in text and "put into nothing" in text
    )
    said = reasons(record)
    assert "violence and crime 38%" in said and "put into no number" in said
    assert profile(open_store(), "PHL")["reasons"] == [] and reasons(profile(open_store(), "PHL")) == ""
    assert profile(open_store(), "ZAF", roles=["destination"])["reasons"] == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("GHA,Ghana,liked,1,Salary,81", "row 2, question"),
        ("GHA,Ghana,left,1,,81", "row 2, reason"),
        ("GHA,Ghana,left,1,Salary,181", "row 2, pct_respondents"),
        ("GHA,Ghana,left,1,Salary,most", "row 2, pct_respondents"),
        ("GHA,Ghana,left,1,Salary,", "row 2, pct_respondents"),
    ],
)
def test_a_wrong_row_is_named(row: str, words: str) -> None:
    with pytest.raises(BraingainError) as raised:
        importer.read({"x.csv": (HEADER + row + "\n").encode()})
    assert words in raised.value.problems[0].line()


def test_the_file_is_known_by_its_header() -> None:
    assert importer.recognises("any.csv", HEADER.encode())
    assert importer.recognises("any.csv", b"\xef\xbb\xbf" + HEADER.encode())
    assert not importer.recognises("any.csv", b"iso3,country\n")


def test_the_real_file_gives_what_ships() -> None:
    folder = Path(os.environ.get("BRAINGAIN_REAL_FILES", "nowhere")) / "awases-2004-reasons"
    file = folder / "reasons_to_migrate_by_country.csv"
    if not file.exists():
        pytest.skip("the typed table is not here (BRAINGAIN_REAL_FILES)")
    found = importer.read({file.name: file.read_bytes()})
    assert found.observations is not None and len(found.observations) == 41
    assert "41 reasons" in found.messages[0]
