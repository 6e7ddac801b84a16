"""The published schema of scenario files is the one that the cards give."""

from __future__ import annotations

from braingain.analysis.scenario_schema import scenario_schema, schema_text
from braingain.foundation.cards import package_folder
from braingain.policy.levers import load_levers


def test_the_published_schema_is_up_to_date() -> None:
    published = package_folder("catalogue", "scenario.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it again: braingain.analysis.scenario_schema.schema_text()"


def test_every_lever_has_its_doses_with_bounds() -> None:
    levers = scenario_schema()["properties"]["package"]["items"]["properties"]["lever"]["items"]["oneOf"]
    by_id = {lever["properties"]["id"]["const"]: lever["properties"] for lever in levers}
    assert set(by_id) == set(load_levers())
    supplement = by_id["rural_supplement"]["supplement_share"]
    assert (supplement["minimum"], supplement["maximum"], supplement["default"]) == (0.0, 1.0, 0.3)
