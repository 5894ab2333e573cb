"""Plug-ins with mistakes: each is one message that names the thing, and nothing is left half done."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import pytest

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.notes import Note
from portsim.kpis.kpi import KPI
from portsim.model.measure import MEASURE
from portsim.scenario import plugins as finding
from portsim.scenario.plugins import of_file
from portsim.scenario.scenario import Scenario
from portsim.study.question import QUESTION, StudyResult
from portsim.testing import Check, contract

pytestmark = [
    pytest.mark.usefixtures("tiny_folder"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
]

HEAD = """
from dataclasses import dataclass
from typing import ClassVar
import numpy as np
import pandas as pd
import portsim
from matplotlib.figure import Figure
"""
QUANTITY = """
@dataclass(frozen=True)
class Own(portsim.Quantity):
    def samples(self, records):
        {body}
    def steps(self, world):
        return ()
    def reads(self, world):
        return ()

portsim.kpi("own", "My own", "min", "less", Own())
"""
MEASURE_CODE = """
@portsim.measure("weigh")
class Weigh(portsim.Measure):
    '''Trucks are weighed.'''
    title: ClassVar[str] = "Weigh trucks"

    def apply(self, world):
        {body}
"""
WEIGHED = """
extends: tiny.yaml
name: weighed
title: Weighed
measures:
  weigh: {uptake: {value: 50 %, source: A1}}
compare: {weigh: [weigh]}
"""


def plugin(code: str, name: str = "mine.py") -> Path:
    Path(name).write_text(HEAD + textwrap.dedent(code))
    return Path(name)


def loaded(code: str) -> Scenario:
    return portsim.load("tiny.yaml", plugins=plugin(code)).only("lanes")


def compared(code: str, workers: int = 1) -> StudyResult:
    return portsim.compare(loaded(code), workers=workers)


# --- what is declared


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        (
            "portsim.kpi('own', 'Own', 'min', 'lower', portsim.Between('a', 'b'))",
            ValueError,
            "KPI 'own': better: got 'lower' (allowed: less, more, neither)",
        ),
        (
            "portsim.kpi('own', 'Own', 'min', 'less', portsim.Between('a', 'b'), 'p95')",
            ValueError,
            "KPI 'own': statistic: got 'p95' (nearest: p90)",
        ),
        (
            "portsim.kpi('own', 'Own', 'min', 'less', 'gate_in')",
            TypeError,
            "KPI 'own': got 'gate_in', allowed a quantity, "
            'such as portsim.Between("gate_in", "gate_out")',
        ),
        (
            "portsim.kpi('a/b', 'Own', 'min', 'less', portsim.Between('a', 'b'))",
            ValueError,
            "KPI: got the name 'a/b', allowed letters, digits, spaces, _ and -",
        ),
        (
            "portsim.flow(5, ())",
            ValueError,
            "flow: got the name 5, allowed letters, digits, spaces, _ and -",
        ),
        (
            "@portsim.measure('weigh')\ndef weigh(world): return world",
            TypeError,
            "measure 'weigh': weigh is no class that inherits from portsim.Measure",
        ),
        (
            "@portsim.measure('weigh')\nclass Weigh(portsim.Measure): pass",
            TypeError,
            "measure 'weigh': Weigh has no title; write title: ClassVar[str] = \"What it does\"",
        ),
        (
            "portsim.table(portsim.Question('mine', 'Mine', len, file='../mine'))",
            ValueError,
            "table 'mine': file: got '../mine', allowed letters, digits, _ and -",
        ),
        (
            "portsim.Drawing('../mine', 'Mine', Figure())",
            ValueError,
            "drawing: got the name '../mine', allowed letters, digits, spaces, _ and -",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_at_once(
    code: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        of_file(plugin(code))
    assert str(caught.value) == message
    assert caught.value.__notes__ == [f"while running plug-in {Path('mine.py').resolve()}"]


def test_a_measure_without_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r'allowed a name: @portsim\.measure\("my_measure"\)'):
        of_file(plugin("@portsim.measure\nclass Weigh(portsim.Measure): pass"))


def test_a_catalogue_gives_a_default_for_an_unknown_name() -> None:
    library = loaded("").library
    assert library[KPI].get("nope") is None
    assert library[KPI].get("nope", 5) == 5
    assert library[KPI].get("truck_turn_time") is library[KPI]["truck_turn_time"]
    with pytest.raises(PortsimError, match="unknown KPI 'nope'"):
        library[KPI]["nope"]


# --- what measures and KPIs do


@pytest.mark.parametrize("body", ["pass", "return None"])
def test_a_measure_that_returns_no_world_says_so(body: str) -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    path = plugin(MEASURE_CODE.format(body=body)).resolve()
    with pytest.raises(TypeError) as caught:
        portsim.load("weighed.yaml", plugins=path)
    assert str(caught.value) == (
        "measure 'weigh': apply returned NoneType, allowed World; return the changed world"
    )
    assert caught.value.__notes__ == [f"in measure 'weigh', declared at {path}:9"]


def test_a_measure_cannot_add_a_flow_that_is_there() -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    path = plugin(MEASURE_CODE.format(body="return world.add_flow(world.flows['domestic_truck'])"))
    message = "flows.domestic_truck: there is such a flow already; edit it, or choose another name"
    with pytest.raises(ConfigError, match=re.escape(message)):
        portsim.load("weighed.yaml", plugins=path)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("return [1.0, 2.0]", "list"),
        ("return None", "NoneType"),
        ("return 3", "int"),
        ("return np.array(3.0)", "an array of float64, shape ()"),
        ("return np.ones((3, 2))", "an array of float64, shape (3, 2)"),
        ("return np.array(['a'])", "an array of <U1, shape (1,)"),
    ],
)
def test_samples_are_an_array_of_numbers(body: str, what: str) -> None:
    with pytest.raises(TypeError) as caught:
        compared(QUANTITY.format(body=body))
    assert str(caught.value) == f"Own.samples returned {what}, allowed an array of numbers, shape (n,)"
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {Path('mine.py').resolve()}:18"]


def test_an_error_with_a_note_of_its_own_still_names_the_place() -> None:
    body = "error = ValueError('x'); error.add_note('mine'); raise error"
    with pytest.raises(ValueError, match="x") as caught:
        compared(QUANTITY.format(body=body))
    assert caught.value.__notes__ == ["mine", f"in KPI 'own', declared at {Path('mine.py').resolve()}:18"]


# --- the contract


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (
            "return world",
            {
                "weigh logs its changes under its own name": "its apply changes nothing in the world",
                "weigh changes something when in use": "every visit is as it was without it",
            },
        ),
        (
            "return world.written_by('other').scale('tasks.paper_check', 0.5)",
            {"weigh logs its changes under its own name": "changes are logged under other"},
        ),
    ],
)
def test_the_contract_says_what_a_measure_breaks(body: str, broken: dict[str, str]) -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    scenario = portsim.load("weighed.yaml", plugins=plugin(MEASURE_CODE.format(body=body)))
    assert messages(contract(scenario, "mine")) == broken


def test_the_contract_says_what_a_kpi_lacks() -> None:
    scenario = loaded(QUANTITY.format(body="return np.array([np.nan])"))
    assert messages(contract(scenario, "mine")) == {
        "own has a title, a unit and a figure": "in baseline it has no figure: nan",
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


# --- worker processes


def test_an_error_that_cannot_be_sent_comes_from_a_worker_as_its_text() -> None:
    two = "class Two(Exception):\n    def __init__(self, a, b):\n        super().__init__(f'{a} and {b}')\n"
    with pytest.raises(RuntimeError, match="Two: 1 and 2") as caught:
        compared(two + QUANTITY.format(body="raise Two(1, 2)"), workers=2)
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {Path('mine.py').resolve()}:21"]


def test_an_error_of_a_plugins_own_kind_comes_from_a_worker_as_it_is() -> None:
    code = "class Odd(Exception):\n    pass\n" + QUANTITY.format(body="raise Odd('x')")
    with pytest.raises(Exception, match="x") as caught:
        compared(code, workers=2)
    assert type(caught.value).__name__ == "Odd"


@pytest.mark.parametrize(
    "keep",
    ["lambda run: threading.Lock()", "lambda run, lock=threading.Lock(): 1"],
)
def test_what_cannot_be_sent_says_what_to_do(keep: str) -> None:
    code = f"import threading\nportsim.table(portsim.Question('mine', 'Mine', len, {keep}))"
    with pytest.raises(Exception, match="pickle") as caught:
        compared(code, workers=2)
    assert "try --workers 1" in caught.value.__notes__[-1]


# --- tables and pictures

TABLE = "portsim.table(portsim.Question('{name}', 'Mine', lambda study: {answer}, file='{file}'))\n"


def test_two_tables_of_one_file_are_refused_before_anything_runs() -> None:
    code = TABLE.format(name="mine", answer="pd.DataFrame({'a': [1]})", file="comparison")
    scenario = loaded(code)
    with pytest.raises(PortsimError) as caught:
        portsim.compare(scenario, workers=1)
    assert re.fullmatch(
        r"tables 'comparison' at \S+:\d+ and 'mine' at \S+mine\.py:8 have one file, comparison\.csv; "
        "give one of them another",
        str(caught.value),
    )


def test_a_table_is_a_data_frame() -> None:
    study = compared(TABLE.format(name="mine", answer="[1]", file="mine"))
    with pytest.raises(TypeError, match="table 'mine': returned list, allowed a pandas DataFrame") as caught:
        portsim.write(study, Path("out"))
    assert caught.value.__notes__ == [f"in table 'mine', declared at {Path('mine.py').resolve()}:8"]
    assert not Path("out").exists()


PICTURE = "@portsim.picture('{name}', 'Mine')\ndef draw_{name}(study):\n    return {drawn}\n"


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        ("5", "chart: got int, allowed Axes or a Figure of Matplotlib"),
        ("'abc'", "picture 'mine': got str among its drawings, allowed portsim.Drawing"),
        ("[Figure()]", "picture 'mine': got Figure among its drawings, allowed portsim.Drawing"),
        (
            "[portsim.Drawing('savings', 'Mine', Figure())]",
            "two drawings are called 'savings'; give one of them another name",
        ),
    ],
)
def test_a_picture_gives_charts_of_names_of_their_own(drawn: str, message: str) -> None:
    study = compared(PICTURE.format(name="mine", drawn=drawn))
    with pytest.raises((TypeError, ValueError), match=re.escape(message)) as caught:
        portsim.write(study, Path("out"))
    assert caught.value.__notes__ == [f"in picture 'mine', declared at {Path('mine.py').resolve()}:8"]
    assert not Path("out").exists()


@pytest.mark.parametrize("drawn", ["None", "[]"])
def test_a_picture_with_nothing_to_show_is_left_out(drawn: str) -> None:
    portsim.write(compared(PICTURE.format(name="mine", drawn=drawn)), Path("out"))
    assert not Path("out/figures/mine.png").exists()


# --- where plug-ins come from


def test_a_file_that_ends_the_process_is_not_half_a_plugin() -> None:
    path = plugin(QUANTITY.format(body="return np.ones(1)") + "import sys\nsys.exit(3)\n")
    for _ in range(2):
        with pytest.raises(SystemExit):
            of_file(path)


def test_a_file_that_declares_nothing_is_noted() -> None:
    with pytest.warns(Note, match=r"plug-in \S+mine\.py declares nothing"):
        of_file(plugin("x = 1"))


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
        "weighed.yaml:4:11: plugins: names other, whose code --no-plugins does not let run; "
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
    code = "TABLE = 1\n" + TABLE.format(name="mine", answer="pd.DataFrame()", file="")
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
portsim.load("tiny.yaml")
"""
    exec(code, {"__name__": "notebook"})
