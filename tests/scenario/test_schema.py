"""The JSON Schema accepts what portsim accepts, and the committed copy is the current one."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from shipped import LIBRARY

from portsim.scenario.locate import scenario_folder
from portsim.scenario.schema import json_schema

SCENARIOS = ("ocean_gate", "xiamen", "xiamen_2022", "xiamen_congested", "what_ifs", "omissions")


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


@pytest.mark.parametrize(
    "group",
    [
        "places: {gate_in: {calender: day}}",
        "tasks: {check_out: {men: 3 min}}",
        "demand: {export: {profil: day}}",
        "terminals: {ocean_gate: {shares: 3 %}}",
    ],
)
def test_an_editor_is_told_of_an_unknown_key(group: str) -> None:
    assert errors_of(f"extends: ocean_gate.yaml\n{group}\n") != []


@pytest.mark.parametrize(
    "group",
    [
        "places: {gate_in: {lanes: 6}}",
        "places: {gate_in: {lanes: null, booths: {value: 6, source: E1}}}",
        "tasks: {check_out: 3 min}",
        "tasks: {check_out: {mean: 3 min}}",
        "tasks: {check_out: {shape: uniform, low: 1 min, high: 2 min, mean: null, k: null}}",
        "demand: {import: {number: 80}}",
        "compare: {digital_port: null}",
        "demand: {import: {brought_by: null, number: null, per_day: {value: 9 per day, source: user}}}",
    ],
)
def test_an_overlay_may_give_a_part_of_what_its_parent_says(group: str) -> None:
    assert errors_of(f"extends: ocean_gate.yaml\n{group}\n") == []


@pytest.mark.parametrize("key", ["shape: erlang, ", "k: 3, ", "source: [E1, E2, E5], "])
def test_a_time_that_stands_alone_needs_its_shape_and_all_that_this_takes(key: str) -> None:
    text = Path(scenario_folder() / "ocean_gate.yaml").read_text()
    assert text.count("paper_check: {shape: erlang, mean: 150 s, k: 3, source: [E1, E2, E5], ") == 1
    line = next(line for line in text.splitlines() if line.startswith("  paper_check: "))
    assert errors_of(text.replace(line, line.replace(key, ""))) != []


def test_a_scenario_that_stands_alone_needs_its_name() -> None:
    text = Path(scenario_folder() / "ocean_gate.yaml").read_text().replace("name: ocean_gate\n", "", 1)
    assert errors_of(text) != []


def test_an_editor_can_tell_what_each_key_is_for() -> None:
    """But of servers: whichever key their place gives them under is their name."""
    definitions = json_schema(LIBRARY)["$defs"]
    untold = [
        f"{section}.{key}"
        for section, schema in definitions.items()
        if not section.endswith("Overlay")
        for key, said in schema.get("properties", {}).items()
        if section != "Measures" and not said.get("description")
    ]
    assert untold == []
    assert len(definitions) > 100


def test_a_key_that_a_section_states_anew_keeps_the_words_of_the_one_it_builds_on() -> None:
    definitions = json_schema(LIBRARY)["$defs"]
    assert (
        definitions["Share"]["properties"]["range"]["description"]
        == "low and high of what it could plausibly be"
    )
    assert definitions["Calendar"]["properties"]["range"]["description"] == "other plausible hours, in words"


def test_an_editor_can_tell_how_a_place_says_how_many_servers_it_has() -> None:
    servers = json_schema(LIBRARY)["$defs"]["Place"]["additionalProperties"]
    assert servers["title"] == "lanes, cranes or another noun"
    assert servers["description"] == "how many servers it has: one number at all hours, or one by shift"


def test_the_default_of_a_run_out_is_written_as_in_a_file() -> None:
    keys = json_schema(LIBRARY)["$defs"]["RunOut"]["anyOf"][0]["properties"]
    assert [(key, each["default"]) for key, each in keys.items()] == [
        ("at_least", "4 day"),
        ("until", "99.9 %"),
        ("at_most", "28 day"),
    ]
