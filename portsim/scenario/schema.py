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
    part = _relaxed(whole)
    parts = {f"{name}Overlay": _relaxed(definition) for name, definition in definitions.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "portsim scenario",
        "$defs": {**definitions, **parts, "ScenarioFile": whole, "ScenarioOverlay": part},
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{REF}ScenarioOverlay"},
        "else": {"$ref": f"{REF}ScenarioFile"},
    }


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
    if isinstance(node, dict):
        return {
            key: f"{value}Overlay" if key == "$ref" and isinstance(value, str) else _refer(value)
            for key, value in node.items()
        }
    return [_refer(value) for value in node] if isinstance(node, list) else node
