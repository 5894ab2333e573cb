"""Where plug-ins come from: files, packages, notebooks; each is there once. What their contract says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from plugged import MEASURE_CODE, QUANTITY, TABLE, WEIGHED, loaded, plugin

import portsim
from portsim.base.errors import ConfigError
from portsim.base.notes import Note
from portsim.kpis.kpi import KPI
from portsim.model.measure import MEASURE
from portsim.scenario import plugins as finding
from portsim.scenario.plugins import of_file
from portsim.scenario.scenario import Scenario
from portsim.study.question import QUESTION
from portsim.testing import Check, contract

pytestmark = [
    pytest.mark.usefixtures("tiny_folder"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
]


# --- where plug-ins come from


def test_a_file_that_ends_the_process_is_not_half_a_plugin() -> None:
    path = plugin(QUANTITY.format(body="return np.ones(1)") + "import sys\nsys.exit(3)\n")
    for _ in range(2):
        with pytest.raises(ConfigError) as caught:
            of_file(path)
        assert str(caught.value) == (
            f"{path.resolve()}:{len(path.read_text().splitlines())}: this ends the program, and a plug-in "
            'only declares; put it under if __name__ == "__main__":'
        )


def test_a_file_that_declares_nothing_is_noted() -> None:
    with pytest.warns(Note, match=r"plug-in \S+mine\.py declares nothing"):
        of_file(plugin("x = 1"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_may_lie_in_a_folder_whose_name_is_no_text() -> None:
    folder = Path("\udcb8\udcdb")
    folder.mkdir()
    path = plugin(QUANTITY.format(body="return np.ones(1)")).rename(folder / "mine.py")
    assert of_file(path).name == of_file(path.resolve()).name


def test_a_file_may_be_named_by_the_scenario_and_by_the_caller() -> None:
    path = plugin(MEASURE_CODE.format(body="return world.scale('tasks.paper_check', 0.5)"))
    Path("weighed.yaml").write_text(WEIGHED + "plugins: [mine.py]\n")
    for given in ("mine.py", path.resolve(), [path], of_file(path)):
        assert "weigh" in portsim.load("weighed.yaml", plugins=given).library[MEASURE]


def test_no_plugins_runs_no_installed_plugin_that_a_scenario_names(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> None:
        raise AssertionError("its code runs")

    monkeypatch.setattr(finding, "_installed_packages", run)
    Path("weighed.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [other]\n")
    with pytest.raises(ConfigError) as caught:
        portsim.load("weighed.yaml", run_files=False)
    assert str(caught.value) == (
        "weighed.yaml:4:11: plugins: names other, whose code --no-plugins "
        "(Python: run_files=False) does not let run; "
        "leave out the one or the other"
    )


@pytest.fixture
def package(tiny_folder: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package `their_port` whose KPI stands in a module below it."""
    Path("their_port").mkdir()
    Path("their_port/__init__.py").write_text("from their_port import figures\n")
    plugin(QUANTITY.format(body="return np.ones(1)"), "their_port/figures.py")
    monkeypatch.syspath_prepend(str(Path.cwd()))
    for name in [name for name in sys.modules if name.partition(".")[0] == "their_port"]:
        monkeypatch.delitem(sys.modules, name)


LOAD = "import their_port\nimport portsim\nscenario = portsim.load('tiny.yaml')"


@pytest.mark.usefixtures("package")
def test_a_package_that_a_notebook_imports_counts_with_the_modules_below_it() -> None:
    space: dict[str, object] = {"__name__": "notebook"}
    exec(LOAD, space)
    scenario = space["scenario"]
    assert isinstance(scenario, Scenario)
    assert "own" in scenario.library[KPI]
    study = portsim.compare(scenario.only("lanes"), workers=2)
    assert (study.comparison.set_index("kpi")["value"]["own"] == 1.0).all()


@pytest.mark.usefixtures("package")
def test_an_installed_plugin_that_a_notebook_imports_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    module = __import__("their_port")
    found = ((module, "theirs", "installed package their-port 1.0", "1.0"),)
    monkeypatch.setattr(finding, "_installed_packages", lambda: found)
    space: dict[str, object] = {"__name__": "notebook"}
    exec(LOAD, space)
    scenario = space["scenario"]
    assert isinstance(scenario, Scenario)
    assert [each.name for each in scenario.library.plugins] == ["portsim", "theirs"]
    assert scenario.identity == portsim.load("tiny.yaml").identity


def test_a_script_may_be_the_plugin_that_its_scenario_names() -> None:
    code = TABLE.format(name="mine", answer="pd.DataFrame()", file="")
    path = plugin(code)
    Path("weighed.yaml").write_text("extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    space: dict[str, object] = {"__name__": "__main__", "__file__": str(path)}
    text = path.read_text() + "scenario = portsim.load('weighed.yaml') if __name__ == '__main__' else None\n"
    exec(compile(text, str(path), "exec"), space)
    scenario = space["scenario"]
    assert isinstance(scenario, Scenario)
    assert "mine" in scenario.library[QUESTION]


def test_odd_things_in_a_notebook_are_no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "odd_port", object())  # type: ignore[arg-type]
    code = """
class Odd: __module__ = []
class Odder: __module__ = "odd_port"
odd = Odd()
import portsim
library = portsim.load("tiny.yaml").library
"""
    space: dict[str, object] = {"__name__": "notebook"}
    exec(code, space)
    assert [each.name for each in space["library"].plugins] == ["portsim"]  # type: ignore[attr-defined]


def test_a_thing_of_a_plugin_file_does_not_bring_its_plugin_along() -> None:
    library = loaded(QUANTITY.format(body="return np.ones(1)")).library
    space: dict[str, object] = {"__name__": "notebook", "quantity": library[KPI]["own"].of}
    exec("import portsim\nlibrary = portsim.load('tiny.yaml').library", space)
    assert [each.name for each in space["library"].plugins] == ["portsim"]  # type: ignore[attr-defined]


# --- the contract


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (
            "return world",
            {
                "weigh logs its changes under its own name": "its apply changes nothing in the world",
                "weigh changes something when in use": "every visit is as it was without it",
                "weigh reads each of its options": "its code does not read uptake",
            },
        ),
        (
            "return world.written_by('other').scale('tasks.paper_check', 0.5)",
            {
                "weigh logs its changes under its own name": "changes are logged under other",
                "weigh reads each of its options": "its code does not read uptake",
            },
        ),
    ],
)
def test_the_contract_says_what_a_measure_breaks(body: str, broken: dict[str, str]) -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    scenario = portsim.load("weighed.yaml", plugins=plugin(MEASURE_CODE.format(body=body)))
    assert messages(contract(scenario, "mine")) == broken


def test_the_contract_says_what_a_kpi_lacks() -> None:
    per_hour = QUANTITY.replace("Own())", 'Own(), "per_hour")')  # of a mean of 0 there is none
    scenario = loaded(per_hour.format(body="return np.array([0.0])"))
    assert messages(contract(scenario, "mine")) == {
        "own has a title, a unit and a figure": "in baseline its samples give no figure: nan",
        "own says what it is made of, or that it is no sum": "nothing is said about what it is made of",
    }


def messages(checks: list[Check]) -> dict[str, str]:
    """The checks that fail, each with the first line of what it says."""
    found = {}
    for check in checks:
        try:
            check()
        except AssertionError as error:
            found[str(check)] = str(error).splitlines()[0]
    return found
