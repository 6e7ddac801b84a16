"""The registry as a whole: rows, statuses, links between estimates and evidence, and files that are wrong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from braingain.evidence.registry import EstimatesFile, Tag, load_registry, make_registry
from braingain.foundation.cards import load_card
from braingain.foundation.countries import all_countries
from braingain.foundation.errors import BraingainError

IDS = [
    *range(1, 17),
    *range(20, 26),
    *range(30, 44),
    *range(50, 57),
    *range(60, 94),
    95,
    *range(101, 138),
]
OURS = [138, 139, 140, 141, 142]  # read since
TAGS = {"S", "R", "R-tab", "R-abs", "R-code", "R-data", "R-press", "D", "M", "A"}


def test_every_evidence_row_of_the_page_is_there_and_those_read_since():
    assert list(load_registry().evidence) != []
    assert {int(id[1:]) for id in load_registry().evidence} == {*IDS, *OURS}


def test_rows_say_where_they_come_from_and_how_they_were_read():
    known = {country.iso3 for country in all_countries()}
    for row in load_registry().evidence.values():
        assert row.source.strip(), row.id
        assert row.finding.strip(), row.id
        assert row.countries or row.panel, f"{row.id} says no place"
        assert set(row.countries) <= known, row.id
        assert set(row.status) <= TAGS, row.id


@pytest.mark.parametrize(
    ("id", "words", "status"),
    [
        ("E1", "+10 % pay", ("R-abs", "D")),
        ("E24", "−47 doctors per country", ("R-abs",)),
        ("E30", "43.4 → 58.6/71.2/79.8", ("R-tab", "D")),
        ("E42", "five years or fine", ("S",)),
        ("E62", "raises return 40 %", ("R-abs",)),
        ("E87", "7.8, 5.1, 2.7, 1.9", ("R-tab", "D")),
        ("E102", "$5 814", ("R-code",)),
        ("E122", "dropped for entrants from 2017", ("R-press",)),
        ("E137", "KSh 71 870", ("R-press",)),
    ],
)
def test_findings_and_statuses_are_those_of_the_page(id, words, status):
    row = load_registry().evidence_row(id)
    assert words in row.finding
    assert row.status == status


def test_statuses_are_a_closed_list_and_assumptions_are_called_so():
    assert set(get_args(Tag)) == TAGS
    registry = load_registry()
    by_status = {tag: [e for e in registry.estimates.values() if e.status == tag] for tag in TAGS}
    assert len(by_status["A"]) > 200
    for tag, estimates in by_status.items():
        for estimate in estimates:
            assert estimate.assumed == (tag in ("A", "M")), estimate.name
            assert (estimate.label == "assumed") == (tag in ("A", "M")), estimate.name
    assert {e.name for e in registry.assumed()} == {e.name for e in by_status["A"] + by_status["M"]}


def test_what_is_not_assumed_leads_back_to_a_source():
    for estimate in load_registry().estimates.values():
        if not estimate.assumed and not estimate.name.startswith("gravity"):
            assert estimate.evidence or estimate.source, estimate.name


def test_nobody_signed_a_second_reading():
    assert {e.second_reading for e in load_registry().estimates.values()} == {"none"}


def test_rows_are_found_by_id_and_unknown_ones_named():
    with pytest.raises(BraingainError, match='"E999" is not a known row'):
        load_registry().evidence_row("E999")
    assert list(load_registry().family("fte")) == ["fte.female", "fte.male", "fte.rural"]
    assert list(load_registry().family("task")) == [f"task.{c}" for c in ("doctor", "nurse", "midlevel", "community")]


ESTIMATE = """
[[estimate]]
name = "beta"
meaning = "a response"
unit = "elasticity"
equation = "2.17"
distribution = { kind = "triangular", low = 0.1, central = 0.5, high = 0.9 }
status = "A"
"""


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (ESTIMATE.replace("status", "statuss"), ['"statuss" is not a known field; did you mean status?']),
        (ESTIMATE.replace('"A"', '"B"'), ["status", "'A'"]),
        (ESTIMATE.replace("elasticity", "elasticty"), ['"elasticty" is not a known unit; did you mean elasticity?']),
        (ESTIMATE + 'evidence = ["E998"]', ['evidence "E998" has no row']),
        (ESTIMATE + 'countries = ["GHA"]', ['study country "GHA" has no income group']),
        (ESTIMATE + ESTIMATE, ["beta", "is given twice"]),
        (ESTIMATE.replace("low = 0.1", "low = 0.8"), ["low <= central <= high"]),
        (ESTIMATE.replace("elasticity", "share").replace("0.9", "1.9"), ["a share that can be drawn outside 0 to 1"]),
        (ESTIMATE.replace("elasticity", "usd"), ["is money without a price year"]),
        (ESTIMATE.replace("distribution", "#"), ["needs either a distribution"]),
        (
            ESTIMATE.replace("distribution = {", "by.x = { wrong = 1, distribution = {").replace("0.9 }", "0.9 } }"),
            ["beta.x", '"wrong" is not a known field'],
        ),
        (ESTIMATE.replace('"2.17"', "2.17"), ["equation", "valid string"]),
    ],
)
def test_files_that_are_wrong_say_what_is_wrong(tmp_path: Path, text: str, messages: list[str]):
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BraingainError) as error:
        make_registry([(file.name, load_card(file, EstimatesFile))])
    for message in messages:
        assert message in str(error.value)


def test_all_mistakes_of_the_files_are_told_together(tmp_path: Path):
    file = tmp_path / "wrong.toml"
    second = ESTIMATE.replace('"beta"', '"gamma"').replace("elasticity", "usd")
    file.write_text(ESTIMATE.replace("elasticity", "elasticty") + second, encoding="utf-8")
    with pytest.raises(BraingainError) as error:
        make_registry([(file.name, load_card(file, EstimatesFile))])
    assert len(error.value.problems) == 2


def test_the_catalogue_names_no_place_of_ours():
    folder = files("braingain").joinpath("catalogue", "estimates")
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    assert len(texts) > 8
    for word in ("/work", "/tmp", "shared/", "shared data"):
        assert not any(word in text for text in texts)
