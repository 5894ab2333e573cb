"""The JSON Schema accepts what portsim accepts, and the committed copy is the current one."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from shipped import LIBRARY

from portsim.scenario.locate import scenario_folder
from portsim.scenario.schema import json_schema

SCENARIOS = ("ocean_gate", "xiamen")


def errors_of(text: str) -> list[str]:
    data = YAML(typ="safe").load(text)
    return [
        error.message for error in jsonschema.Draft202012Validator(json_schema(LIBRARY)).iter_errors(data)
    ]


def test_the_committed_schema_is_current() -> None:
    committed = json.loads((scenario_folder() / "scenario.schema.json").read_text())
    assert committed == json.loads(json.dumps(json_schema(LIBRARY))), "run `make schema`"


@pytest.mark.parametrize("name", SCENARIOS)
def test_shipped_scenarios_fit_the_schema_that_they_name(name: str) -> None:
    text = (scenario_folder() / f"{name}.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert errors_of(text) == []


def test_an_editor_is_told_of_an_unknown_key() -> None:
    text = "extends: ocean_gate.yaml\nplaces: {gate_in: {lane: 6}}\n"
    assert errors_of(text) != []


def test_an_overlay_may_give_a_plain_number() -> None:
    assert errors_of("extends: ocean_gate.yaml\nplaces: {gate_in: {lanes: 6}}\n") == []


def test_a_scenario_that_stands_alone_needs_its_name() -> None:
    text = Path(scenario_folder() / "ocean_gate.yaml").read_text().replace("name: ocean_gate\n", "", 1)
    assert errors_of(text) != []
