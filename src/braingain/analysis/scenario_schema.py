"""The JSON Schema of scenario files, made from the cards and closed lists, so that editors can check as one types."""

from __future__ import annotations

import json
from typing import Any

from braingain.analysis import scenario as limits
from braingain.analysis.scenario_checks import LARGEST_SEED, LONGEST_DELAY
from braingain.analysis.scenario_fields import FEWEST_COUNTRIES, LONGEST_NAME, MOST_COUNTRIES
from braingain.foundation.vocabulary import CADRES, MECHANISMS, PAYERS, PLACES, SEXES
from braingain.policy.levers import Lever, load_levers

WHY = {"type": "string", "minLength": 1, "description": "why this value and not ours"}
NUMBER = {"type": "number"}
PAYER_SHARES: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {payer: {"type": "number", "minimum": 0, "maximum": 1} for payer in PAYERS},
}


def scenario_schema() -> dict[str, Any]:
    """The schema, JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "braingain scenario",
        "type": "object",
        "required": ["scenario"],
        "additionalProperties": False,
        "properties": {
            "scenario": _head(),
            "package": {
                "type": "array",
                "maxItems": limits.PACKAGES_MOST,
                "items": {
                    "type": "object",
                    "required": ["lever"],
                    "additionalProperties": False,
                    "properties": {"name": _text(), "lever": _levers()},
                },
            },
        },
    }


def _head() -> dict[str, Any]:
    override = {"type": "object", "required": ["value", "why"], "additionalProperties": False}
    single = override | {"properties": {"value": {}, "why": WHY}}
    path = {
        "type": "object",
        "required": ["why"],
        "additionalProperties": False,
        "properties": {
            "value": NUMBER,
            "years": {"type": "array", "items": {"type": "integer"}},
            "values": {"type": "array", "items": NUMBER},
            "why": WHY,
        },
    }
    return {
        "type": "object",
        "oneOf": [{"required": ["country"]}, {"required": ["countries"]}, {"required": ["world"]}],
        "additionalProperties": False,
        "properties": {
            "name": _text(),
            "country": {"type": "string", "description": "ISO 3166-1 alpha-3 code or full name"},
            "countries": {
                "type": "array",
                "minItems": FEWEST_COUNTRIES,
                "maxItems": MOST_COUNTRIES,
                "items": {"type": "string"},
                "description": "countries that run together; all others are the rest of the world",
            },
            "world": {"const": True, "description": "all countries with data run together"},
            "start": _year(limits.START_DEFAULT),
            "horizon": _year(limits.POLICY_START + limits.POLICY_YEARS),
            "draws": {"type": "integer", "minimum": 1, "maximum": limits.DRAWS_MOST, "default": limits.DRAWS_DEFAULT},
            "seed": {"type": "integer", "minimum": 0, "maximum": LARGEST_SEED, "default": 1},
            "mechanisms": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: {"type": "boolean"} for name in MECHANISMS},
            },
            "context": {"type": "object", "additionalProperties": single},
            "estimates": {"type": "object", "additionalProperties": single},
            "paths": {
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys(limits.PATH_NAMES, path),
            },
        },
    }


def _levers() -> dict[str, Any]:
    cards = [_lever(card) for card in load_levers().values()]
    return {"type": "array", "minItems": 1, "maxItems": limits.LEVERS_MOST, "items": {"oneOf": cards}}


def _lever(card: Lever) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "id": {"const": card.id, "description": card.title},
        "start": _year(limits.POLICY_START),
        "end": {"type": "integer", "description": "first year out of force"},
        "cadres": _names(CADRES),
        "sexes": _names(SEXES),
        "places": _names(PLACES),
        "origins": {"type": "array", "items": {"type": "string"}},
        "destinations": {"type": "array", "items": {"type": "string"}},
        "ramp_years": {"type": "integer", "minimum": 1, "maximum": LONGEST_DELAY},
        "delay_years": {"type": "integer", "minimum": 0, "maximum": LONGEST_DELAY},
        "payer": PAYER_SHARES,
    }
    properties |= dose_properties(card)
    return {"type": "object", "required": ["id"], "additionalProperties": False, "properties": properties}


def dose_properties(card: Lever) -> dict[str, Any]:
    """What a file may say of a card's doses and options: bounds, defaults, units."""
    properties: dict[str, Any] = {}
    for dose in card.doses:
        properties[dose.name] = {
            "type": "number",
            "minimum": dose.low,
            "maximum": dose.high,
            "default": dose.default,
            "description": dose.unit,
        } | ({"multipleOf": 1} if dose.whole else {})
    for option in card.options:
        properties[option.name] = {"enum": list(option.choices), "default": option.default}
    return properties


def _names(known: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": {"enum": list(known)}}


def _text() -> dict[str, Any]:
    return {"type": "string", "maxLength": LONGEST_NAME}


def _year(default: int) -> dict[str, Any]:
    return {"type": "integer", "maximum": limits.HORIZON_LAST, "default": default}


def schema_text() -> str:
    """The schema as it is published in the catalogue."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"
