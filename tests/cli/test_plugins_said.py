"""What is said of a plug-in that a scenario names: its mistakes, and its place in the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Terminal
from plugged import MEASURE_CODE, WEIGHED, plugin

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_the_command_line_names_file_and_line(terminal: Terminal) -> None:
    path = plugin("portsim.flow('own', portsim.travel('gate_to_yard'))").resolve()
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    code, _, error = terminal("validate", "own.yaml")
    assert code == 2
    said = f"{path}:8: flow: steps: got a Travel, allowed a list of Step"
    assert error.splitlines()[-1] == said


def test_the_schema_has_the_measures_of_a_plugin_that_a_scenario_names(terminal: Terminal) -> None:
    plugin(MEASURE_CODE.format(body="return world.scale('tasks.paper_check', 0.5)"))
    Path("weighed.yaml").write_text(f"{WEIGHED}plugins: [mine.py]\n")
    code, out, _ = terminal("schema", "--scenario", "weighed.yaml")
    assert code == 0 and "weigh" in json.loads(out)["$defs"]["Measures"]["properties"]
    assert "weigh" not in json.loads(terminal("schema").out)["$defs"]["Measures"]["properties"]
