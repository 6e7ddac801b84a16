"""The JSON Schema of term sheets, made from the cards and closed lists, so that editors can check as one types."""

from __future__ import annotations

import json
from typing import Any

from braingain.analysis import scenario as limits
from braingain.analysis.model_clauses import model_clauses
from braingain.analysis.scenario_checks import LARGEST_SEED, LONGEST_DELAY
from braingain.analysis.scenario_fields import LONGEST_NAME
from braingain.analysis.scenario_schema import PAYER_SHARES, WHY, dose_properties
from braingain.analysis.term_sheet import CLAUSES, DRAWS_DEFAULT, MOST_WORKERS, WORKERS
from braingain.foundation.vocabulary import CADRES
from braingain.policy.levers import load_levers
from braingain.policy.parts import CHARGED_TO

COUNTRY = {"type": "string", "description": "ISO 3166-1 alpha-3 code or full name"}
CADRE_NAMES = {"type": "array", "minItems": 1, "items": {"enum": list(CADRES[:2])}}
TEXT = {"type": "string", "maxLength": LONGEST_NAME}
YEAR = {"type": "integer", "maximum": limits.HORIZON_LAST + 1}


def term_sheet_schema() -> dict[str, Any]:
    """The schema, JSON Schema 2020-12."""
    override = {"type": "object", "required": ["value", "why"], "additionalProperties": False}
    tables = {
        "agreement": _head(),
        "clauses": _table({name: _clause(name) for name in CLAUSES}) | {"minProperties": 1},
        "worst_case": _table({"payments_stop": YEAR}),
        "safeguards": _table(
            {"uhc_index": {"type": "number", "minimum": 0, "maximum": 100}, "year": YEAR, "source": TEXT}
        ),
        "text": _table({"has": {"type": "array", "items": {"enum": [clause.id for clause in model_clauses()]}}}),
        "context": {
            "type": "object",
            "additionalProperties": override | {"properties": {"value": {}, "why": WHY}},
        },
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "braingain term sheet"}
    return head | _table(tables) | {"required": ["agreement", "clauses"]}


def _head() -> dict[str, Any]:
    fields = {
        "name": TEXT,
        "origin": COUNTRY,
        "destination": COUNTRY,
        "start": YEAR | {"default": limits.POLICY_START},
        "end": YEAR | {"description": "first year without the agreement"},
        "cadres": CADRE_NAMES,
        "baseline": {"type": "integer", "minimum": limits.START_FIRST, "maximum": limits.START_LAST},
        "horizon": {"type": "integer", "maximum": limits.HORIZON_LAST},
        "draws": {"type": "integer", "minimum": 1, "maximum": limits.DRAWS_MOST, "default": DRAWS_DEFAULT},
        "seed": {"type": "integer", "minimum": 0, "maximum": LARGEST_SEED, "default": 1},
    }
    return _table(fields) | {"required": ["origin", "destination"]}


def _clause(name: str) -> dict[str, Any]:
    card = load_levers()[CLAUSES[name].card]
    fields: dict[str, Any] = {
        "start": YEAR,
        "end": YEAR,
        "delay_years": {"type": "integer", "minimum": 0, "maximum": LONGEST_DELAY, "default": card.delay_years},
        "cadres": CADRE_NAMES,
    }
    if CHARGED_TO not in {option.name for option in card.options}:
        fields["payer"] = PAYER_SHARES
    if name == "recruitment":
        fields[WORKERS] = {"type": "number", "minimum": 0, "maximum": MOST_WORKERS}
    for dose, known in dose_properties(card).items():
        amplitude = any(one.name == dose and one.amplitude for one in card.doses)
        fields[dose] = known | ({"default": 0.0} if amplitude else {})
    return _table(fields) | {"description": CLAUSES[name].title}


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def schema_text() -> str:
    """The schema as it is published beside this module."""
    return json.dumps(term_sheet_schema(), indent=1, ensure_ascii=False) + "\n"
