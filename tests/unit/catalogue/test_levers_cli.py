"""``braingain levers``: the JSON of the contract, the table, one card in full."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from braingain.cli.levers import register
from braingain.foundation.errors import BraingainError
from braingain.policy.levers import load_levers

FIELDS = {
    "id",
    "title",
    "family",
    "seed_lines",
    "scope",
    "made_of",
    "doses",
    "options",
    "moves",
    "cost_form",
    "evidence",
    "rights_note",
    "sex_channel",
    "risks",
}


@pytest.fixture
def run(monkeypatch):
    app = typer.Typer()
    register(app)
    monkeypatch.setenv("COLUMNS", "80")
    return lambda *arguments: CliRunner().invoke(app, [*arguments])


def test_json_has_the_fields_of_the_contract(run):
    result = run("--json")
    assert result.exit_code == 0
    whole = json.loads(result.stdout)
    assert whole["schema"] == "braingain/levers/1"
    assert len(whole["levers"]) == 44
    for lever in whole["levers"]:
        assert set(lever) >= FIELDS
        assert isinstance(lever["cost_form"], str)
        for dose in lever["doses"]:
            keys = {"name", "default", "unit", "low", "high", "amplitude", "studied_low", "studied_high", "whole"}
            assert set(dose) == keys
            assert dose["low"] <= dose["default"] <= dose["high"]
            assert dose["unit"]
        for option in lever["options"]:
            assert set(option) == {"name", "default", "choices"}
        assert lever["evidence"]["ids"] or lever["evidence"]["grade"] == "assumed"
        assert lever["risks"]


def test_json_of_one_lever_is_that_of_the_catalogue(run):
    catalogue = {lever["id"]: lever for lever in json.loads(run("--json").stdout)["levers"]}
    one = json.loads(run("joint_salary_support", "--json").stdout)
    assert one["levers"] == [catalogue["joint_salary_support"]]
    assert one["levers"][0]["made_of"][0]["supplement_share"] == 0.5


def test_the_table_names_every_lever_and_its_default_dose(run):
    text = run().stdout
    for word in ("expand_training", "ethical_code_private", "twinning_with_return", "seats_ratio 0.4", "rights note"):
        assert word in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_no_name_that_must_be_typed_is_cut_at_80_columns(run):
    text = run().stdout
    names = {dose.name for lever in load_levers().values() for dose in lever.doses if dose.amplitude}
    assert len(names) > 30 and "…" not in text
    assert [name for name in names | set(load_levers()) if name not in text] == []
    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_card_tells_its_evidence_in_sentences(run):
    text = " ".join(run("bonding").stdout.split())
    for words in (
        "Bond graduates to work or pay a fine (bonding)",
        "bond_years 5 [0, 10] years of the bond; studied 1 to 10",
        "E42, a bond and inflation (GHA; 2007): Ghana: five years or fine",
        "(stated in the background paper)",
        "share of pursued leavers who pay: 0.4 [share]; assumed (collect_share)",
        "(a warning only)",
        "A bond ties people to work in one country",
    ):
        assert words in text


def test_an_unknown_lever_names_the_nearest(run):
    result = run("health_pays")
    assert isinstance(result.exception, BraingainError)
    assert "did you mean health_pay?" in str(result.exception)


def test_help_has_an_example_and_loads_nothing_heavy():
    code = (
        "import sys; import braingain.cli.levers; "
        "print([m for m in ('pandas', 'scipy', 'pydantic', 'jax', 'rich.table') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_shows_an_example(run):
    assert "Example: braingain levers rural_supplement" in " ".join(run("--help").stdout.split())
