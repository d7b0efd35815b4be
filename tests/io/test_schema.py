from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synergy import examples
from synergy.cluster.asset import ASSET_KINDS
from synergy.io.catalogue import completed
from synergy.io.folder import schema_text
from synergy.io.schema import scenario_schema, schema_json
from synergy.io.yaml_tree import read_tree

SCHEMA = scenario_schema()


def test_the_shipped_schema_is_up_to_date() -> None:
    told = "run: python -m synergy.io.schema > src/synergy/data/scenario.schema.json"
    assert schema_text() == schema_json(), told


def test_every_field_of_every_kind_is_there_with_unit_and_description() -> None:
    for kind, cls in ASSET_KINDS.kinds.items():
        if not cls.__module__.startswith("synergy."):
            continue
        properties = SCHEMA["$defs"][f"asset-{kind}"]["properties"]
        assert set(properties) == {*cls.model_fields, "kind"} - {"id"}
    market = SCHEMA["$defs"]["asset-market"]["properties"]
    assert market["capacity_max"]["type"] == ["number", "string"]
    assert market["capacity_max"]["description"].endswith("[MW or t/h]")
    assert market["carrier"] == {"type": "string", "description": "what is traded"}


def test_it_is_valid_json_without_numbers_that_json_lacks() -> None:
    json.loads(schema_text(), parse_constant=lambda word: pytest.fail(word))


def faults(value: Any, schema: Any) -> list[str]:
    """Check data against the part of JSON schema that the schema uses."""
    if "anyOf" in schema and all(faults(value, choice) for choice in schema["anyOf"]):
        return [f"{value!r}: none of {len(schema['anyOf'])} choices"]
    if "const" in schema and value != schema["const"]:
        return [f"{value!r} is not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{value!r} is not one of {schema['enum']}"]
    if "type" in schema and not any(is_a(value, kind) for kind in as_list(schema["type"])):
        return [f"{value!r} is no {schema['type']}"]
    found = []
    if isinstance(value, int | float) and not isinstance(value, bool):
        found += [f"{value} too small"] if value < schema.get("minimum", value) else []
        found += [f"{value} too large"] if value > schema.get("maximum", value) else []
    if isinstance(value, list) and "items" in schema:
        found += [fault for item in value for fault in faults(item, schema["items"])]
    return found + of_object(value, schema) if isinstance(value, dict) else found


def of_object(value: dict[str, Any], schema: Any) -> list[str]:
    found = [f"{name} missing" for name in schema.get("required", []) if name not in value]
    further = schema.get("additionalProperties", True)
    for name, item in value.items():
        if name in schema.get("properties", {}):
            found += [f"{name}: {fault}" for fault in faults(item, schema["properties"][name])]
        elif further is False:
            found.append(f"{name} unknown")
        elif isinstance(further, dict):
            found += [f"{name}: {fault}" for fault in faults(item, further)]
    for part in [*schema.get("allOf", []), schema]:
        if "if" in part and not matches_negated(value, part["if"]):
            found += faults(value, part["then"])
    if "$ref" in schema:
        found += faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    return found


def matches_negated(value: dict[str, Any], condition: Any) -> bool:
    return not faults(value, condition["not"]) if "not" in condition else bool(faults(value, condition))


def as_list(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def is_a(value: Any, kind: str) -> bool:
    types: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "null": type(None),
        "boolean": bool,
    }
    if kind in types:
        return isinstance(value, types[kind])
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (kind == "number" and isinstance(value, float))


@pytest.mark.parametrize("name", examples.names())
def test_the_examples_follow_it(name: str) -> None:
    data = read_tree(examples.path(name) / "scenario.yaml").data
    assert faults(data, SCHEMA) == []
    assert faults(completed(data).data, SCHEMA) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: storage", "kind: storrage"),
        ("capacity_max: 100 MWh", "capcity_max: 100 MWh"),
        ("charge_efficiency: 0.98", "charge_efficiency: 98"),
        ("policies:", "polices:"),
        ("    site: dairy\n", ""),
    ],
)
def test_an_editor_marks_mistakes(tmp_path: Path, old: str, new: str) -> None:
    base = Path(__file__).parents[1] / "bad_inputs" / "base" / "scenario.yaml"
    assert faults(read_tree(base).data, SCHEMA) == []
    wrong = tmp_path / "scenario.yaml"
    wrong.write_text(base.read_text().replace(old, new, 1))
    assert faults(read_tree(wrong).data, SCHEMA) != []
