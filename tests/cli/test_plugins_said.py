"""What is said of a plug-in that a scenario names: its mistakes, and its place in the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Terminal
from plugged import MEASURE_CODE, QUANTITY, WEIGHED, plugin

from portsim.kpis.between import Between

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_the_command_line_names_file_and_line(terminal: Terminal) -> None:
    path = plugin("portsim.flow('own', portsim.travel('gate_to_yard'))").resolve()
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    code, _, error = terminal("validate", "own.yaml")
    assert code == 2
    said = f"{path}:8: flow: steps: got a Travel, allowed a list of Step"
    assert error.splitlines()[-1] == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("portsim.kpi(", "8:12: SyntaxError: '(' was never closed"),
        ("x = 1\n1 / 0", "9: ZeroDivisionError: division by zero"),
        ("pd.DataFrame()['a']", "8: KeyError: 'a'"),
        (
            "portsim.Between('a', 'b', scale=2)",
            "8: TypeError: Between.__init__() got an unexpected keyword argument 'scale'",
        ),
    ],
)
def test_an_error_in_its_code_is_one_line_of_its_own(terminal: Terminal, code: str, said: str) -> None:
    path = plugin(code).resolve()
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    ended, _, error = terminal("validate", "own.yaml")
    assert ended == 2
    assert error.splitlines()[-1] == f"{path}:{said} (while running plug-in {path})"


def test_an_error_in_a_run_names_the_line_and_what_it_came_of(terminal: Terminal) -> None:
    code = "def double(values):\n    return values.nothing\n" + QUANTITY.format(body="return double(records)")
    path = plugin(code).resolve()
    Path("own.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    ended, _, error = terminal("run", "own.yaml", "--workers", "1")
    assert ended == 2
    said = "AttributeError: 'Records' object has no attribute 'nothing'"
    assert error.splitlines()[-1] == f"{path}:9: {said} (in KPI 'own', declared at {path}:20)"


def test_a_measure_that_builds_on_an_unknown_one_is_refused(terminal: Terminal) -> None:
    code = MEASURE_CODE.format(body="return world.scale('tasks.paper_check', 0.5)")
    plugin(
        code.replace("    title:", "    follows: ClassVar[tuple[str, ...]] = ('qr_gate_pas',)\n    title:")
    )
    Path("weighed.yaml").write_text(f"{WEIGHED}plugins: [mine.py]\n")
    ended, _, error = terminal("validate", "weighed.yaml")
    said = "measures.weigh: follows: unknown measure 'qr_gate_pas' (nearest: qr_gate_pass)"
    assert (ended, error.splitlines()[-1]) == (2, f"weighed.yaml:6:3: {said}")
    path = plugin(code.replace("    title:", "    follows = 'qr_gate_pass'\n    title:")).resolve()
    ended, _, error = terminal("validate", "weighed.yaml")
    said = f"""{path}:9: TypeError: measure 'weigh': Weigh: follows: got 'qr_gate_pass', allowed names of """
    assert ended == 2 and error.splitlines()[-1].startswith(f'{said}measures: ("my_measure",)')


def test_a_bug_of_portsims_own_keeps_its_traceback(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(Between, "samples", broken)
    with pytest.raises(ValueError, match="broken"):
        terminal("run", "tiny.yaml", "--workers", "1")


def test_the_schema_has_the_measures_of_a_plugin_that_a_scenario_names(terminal: Terminal) -> None:
    plugin(MEASURE_CODE.format(body="return world.scale('tasks.paper_check', 0.5)"))
    Path("weighed.yaml").write_text(f"{WEIGHED}plugins: [mine.py]\n")
    code, out, _ = terminal("schema", "--scenario", "weighed.yaml")
    assert code == 0 and "weigh" in json.loads(out)["$defs"]["Measures"]["properties"]
    assert "weigh" not in json.loads(terminal("schema").out)["$defs"]["Measures"]["properties"]
