"""The JSON schema of ``scenario.yaml``, by which editors complete and check; made from the registries."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.carrier import Carrier, Impact
from synergy.cluster.place import Corridor, Owner, Site
from synergy.cluster.policy import POLICY_KINDS
from synergy.objective import MEASURES
from synergy.pathway.terms import PathwayTerms
from synergy.record import IDENTIFIER, Record, spoken_unit, unit_of
from synergy.scenario import FORMAT_VERSION
from synergy.time.axis import TimeAxis

_PLURALS: Mapping[str, type[Record]] = {
    "carriers": Carrier,
    "impacts": Impact,
    "owners": Owner,
    "sites": Site,
    "corridors": Corridor,
}
_DROPPED = frozenset({"title", "description", "default", "unit", "ge", "gt", "le"})


def scenario_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a scenario file with the packaged kinds.

    Examples
    --------
    >>> sorted(scenario_schema()["$defs"])[:3]
    ['asset-cable', 'asset-converter', 'asset-demand']
    """
    definitions: dict[str, Any] = {}
    number = {"type": ["number", "string"]}
    properties: dict[str, Any] = {
        "synergy": {"const": FORMAT_VERSION, "description": "version of this format"},
        "name": {"type": "string"},
        "description": {"type": "string"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "money used throughout"},
        "price_year": {"type": "integer", "description": "year whose prices all money is in"},
        "objective": _objective(number),
        "discount_rate": {**number, "description": "WACC of owners that give none, e.g. 7 %"},
        "time": _record(TimeAxis),
        "profiles": {
            "description": "CSV files beside this one: columns period, step, then one for each profile",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
    }
    for name, record in _PLURALS.items():
        properties[name] = _by_id(_record(record))
    properties["pathway"] = _record(PathwayTerms)
    for name, what, kinds in (
        ("assets", "asset", ASSET_KINDS.kinds),
        ("policies", "policy", POLICY_KINDS.kinds),
    ):
        own = {kind: cls for kind, cls in kinds.items() if cls.__module__.startswith("synergy.")}
        properties[name] = _by_id(_of_a_kind(what, list(own), name == "assets"))
        for kind, cls in own.items():
            definitions[f"{what}-{kind}"] = _record(cls, kind)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "synergy scenario",
        "type": "object",
        "required": ["carriers", "sites", "assets"],
        "additionalProperties": False,
        "properties": properties,
        "$defs": definitions,
    }


def schema_json() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _objective(number: Mapping[str, Any]) -> dict[str, Any]:
    measure = {"enum": list(MEASURES)}
    return {
        "description": "what is minimised: one measure, several one after the other, or a weighted sum",
        "anyOf": [
            measure,
            {"type": "array", "items": measure, "minItems": 1, "uniqueItems": True},
            {"type": "object", "properties": dict.fromkeys(MEASURES, number), "additionalProperties": False},
        ],
    }


def _by_id(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{IDENTIFIER.pattern}$"},
        "additionalProperties": dict(entry),
    }


def _of_a_kind(what: str, kinds: list[str], has_catalogue: bool) -> dict[str, Any]:
    """Return the schema of an entry whose field ``kind`` says which definition it follows."""
    named = (
        [{"required": ["kind"]}, {"required": ["technology"]}] if has_catalogue else [{"required": ["kind"]}]
    )
    return {
        "type": "object",
        "properties": {"kind": {"enum": kinds}},
        "anyOf": named,
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": {"$ref": f"#/$defs/{what}-{kind}"},
            }
            for kind in kinds
        ],
    }


def _record(cls: type[Record], kind: str | None = None) -> dict[str, Any]:
    """Return the schema of a record without its id, which is the key that it stands under."""
    raw = cls.model_json_schema(by_alias=True)
    parts = raw.get("$defs", {})
    properties: dict[str, Any] = {} if kind is None else {"kind": {"const": kind}}
    for name, field in cls.model_fields.items():
        key = field.alias or name
        if key == "id":
            continue
        inner = cls.nested_records.get(name)
        if inner is not None:
            properties[key] = {"type": "array", "items": _record(inner)}
        else:
            properties[key] = _plain(raw["properties"][key], parts, unit_of(field) is not None)
        if field.description:
            properties[key]["description"] = _described(field.description, unit_of(field))
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if cls.__doc__ and kind is not None:
        schema["description"] = cls.__doc__.strip().split("\n")[0]
    required = [name for name in raw.get("required", []) if name != "id"]
    if required and "technology" in properties:
        schema["if"], schema["then"] = {"not": {"required": ["technology"]}}, {"required": required}
    elif required:
        schema["required"] = required
    return schema


def _plain(schema: Any, parts: Mapping[str, Any], has_unit: bool) -> Any:
    """Return a schema without titles and references, in which a number with a unit may also be text."""
    if isinstance(schema, list):
        return [_plain(item, parts, has_unit) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _plain(parts[schema["$ref"].rpartition("/")[2]], parts, has_unit)
    plain = {
        key: {name: _plain(item, parts, has_unit) for name, item in value.items()}
        if key == "properties"
        else _plain(value, parts, has_unit)
        for key, value in schema.items()
        if key not in _DROPPED
    }
    if "description" in schema:
        plain["description"] = schema["description"].split("\n")[0]
    if has_unit and plain.get("type") == "number":
        plain["type"] = ["number", "string"]
    if "default" in schema and schema["default"] is not None:
        plain["default"] = schema["default"]
    return plain


def _described(description: str, unit: str | None) -> str:
    return description if unit is None else f"{description} [{spoken_unit(unit)}]"


if __name__ == "__main__":
    sys.stdout.write(schema_json())
