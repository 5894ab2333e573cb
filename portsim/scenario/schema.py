"""The JSON Schema of scenario files, so that editors complete and check them."""

from __future__ import annotations

from typing import Any, cast

from portsim.model.library import Library
from portsim.scenario.sections import scenario_model

Schema = dict[str, Any]
REF = "#/$defs/"


def json_schema(library: Library) -> Schema:
    """The schema: whole for a file that stands alone, and without required keys for one that `extends`."""
    whole = scenario_model(library).model_json_schema()
    definitions = whole.pop("$defs")
    kinds = {name: _kinds(definition) for name, definition in definitions.items()}
    chosen = {kind for names in kinds.values() for kind in names}
    overlays = {
        name: _of_any_kind([definitions[kind] for kind in kinds[name]]) if kinds[name] else definition
        for name, definition in definitions.items()
        if name not in chosen
    }
    parts = {f"{name}Overlay": _relaxed(definition) for name, definition in overlays.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "portsim scenario",
        "$defs": {**definitions, **parts, "ScenarioFile": whole, "ScenarioOverlay": _relaxed(whole)},
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{REF}ScenarioOverlay"},
        "else": {"$ref": f"{REF}ScenarioFile"},
    }


def _kinds(schema: Schema) -> list[str]:
    """The definitions that one key chooses among; none for a schema of one kind."""
    return [kind["$ref"].removeprefix(REF) for kind in schema.get("oneOf", ())]


def _of_any_kind(kinds: list[Schema]) -> Schema:
    """The keys of all kinds: an overlay need not name the kind, and null deletes a key of another one."""
    properties: Schema = {}
    for key in dict.fromkeys(key for kind in kinds for key in kind["properties"]):
        allowed = [kind["properties"].get(key, {"type": "null"}) for kind in kinds]
        different = [schema for n, schema in enumerate(allowed) if schema not in allowed[:n]]
        properties[key] = different[0] if len(different) == 1 else {"anyOf": different}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _relaxed(schema: Schema) -> Schema:
    """What an overlay may say: any of the keys; null deletes one; a plain value replaces a sourced number."""
    out = cast(Schema, _refer(schema))
    out.pop("required", None)
    if "source" in out.get("properties", {}):
        return {"anyOf": [out, {"type": ["number", "string", "null"]}]}
    if out.get("type") == "object":
        return {"anyOf": [out, {"type": "null"}]}
    return out


def _refer(node: object) -> object:
    """A schema for overlays at every depth; null deletes what stands under a name of the user's, too."""
    if isinstance(node, dict):
        out: Schema = {
            key: f"{value}Overlay" if key == "$ref" and isinstance(value, str) else _refer(value)
            for key, value in node.items()
        }
        for pattern, named in dict(out.get("patternProperties", {})).items():
            out["patternProperties"][pattern] = {"anyOf": [named, {"type": "null"}]}
        return out
    return [_refer(value) for value in node] if isinstance(node, list) else node
