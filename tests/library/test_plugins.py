"""Plug-ins: the whole one of the docs, installed, named by a scenario, or in the caller's own module."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import sysconfig
import textwrap
import venv
from pathlib import Path

import pandas as pd
import pytest
from html_read import page_in

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.notes import Note
from portsim.kpis.kpi import KPI
from portsim.model.declare import declared_in
from portsim.model.library import Library, Plugin
from portsim.scenario.plugins import of_file, shipped

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plug-ins.md").read_text()
TABLES = ("aeo_trucks", "changes", "claims", "comparison", "ledger", "shipments", "stages")

BLANK = """
from matplotlib.figure import Figure
Figure.savefig = lambda figure, path, **_: path.write_text('<svg viewBox="0 0 1 1"/>')
"""
STUDY = """
import sys
from pathlib import Path
import portsim

if __name__ == "__main__":
    scenario = portsim.load("aeo.yaml").only("aeo_lane")
    for workers, engine in {runs}:
        study = portsim.compare(scenario.with_engine(engine), workers=workers)
        portsim.write(study, Path(f"{{workers}}_{{engine}}"), play=False)
"""


ONE = ((2, "compiled"),)  # by worker processes, which load it by themselves
TWO = (*ONE, (1, "simpy"))
THREE = (*TWO, (2, "simpy"))


def block(name: str) -> str:
    """A file that the page shows, without the line that names it."""
    (found,) = re.findall(rf"```\w+\n# {re.escape(name)}\n(.*?)```", PAGE, flags=re.S)
    return str(found)


def scenario_files(folder: Path, plugins: str = "") -> None:
    text = block("aeo.yaml")
    (folder / "aeo.yaml").write_text(text + (f"plugins: [{plugins}]\n" if plugins else ""))
    (folder / "aeo_claims.yaml").write_text(block("aeo_claims.yaml"))


def bytes_of(folder: Path) -> dict[str, str]:
    """Name of each table and picture to the hash of its bytes."""
    files = [p for p in folder.rglob("*") if p.suffix in (".csv", ".png", ".svg")]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def check_studies(folder: Path, number: int) -> None:
    """One and two workers, SimPy and compiled: the same bytes, and the plug-in seen everywhere."""
    one, *others = sorted(folder.glob("[12]_*"))
    assert len(others) == number - 1 and all(bytes_of(one) == bytes_of(other) for other in others)
    assert {f"{name}.csv" for name in TABLES} | {"aeo_lane_time.png"} <= set(bytes_of(one))
    comparison = pd.read_csv(one / "comparison.csv").set_index(["alternative", "kpi"])
    queued = comparison.loc[("aeo_lane", "aeo_lane_time")]
    assert queued["baseline"] == 0 and 0.1 < queued["value"] < 0.3  # 30 s of three trucks in ten
    ledger = pd.read_csv(one / "ledger.csv").set_index(["alternative", "entry"])
    assert ledger.loc[("baseline", "aeo_checks"), "amount"] == 0
    assert ledger.loc[("aeo_lane", "aeo_checks"), "amount"] > 100_000
    trucks = pd.read_csv(one / "aeo_trucks.csv").set_index("alternative")["trucks"]
    assert trucks["baseline"] == 0 and trucks["aeo_lane"] > 500
    assert list(pd.read_csv(one / "claims.csv")["verdict"]) == ["reproduced"]
    assert "aeo_audit" in set(pd.read_csv(one / "shipments.csv")["stream"])
    page = page_in(one)
    assert "Trucks of authorised operators" in page.titles
    assert "f-aeo_lane_time" in [each.attributes.get("id") for each in page.root.all("figure")]
    assert "aeo_lane" in (one / "provenance.json").read_text()


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_plugin_of_the_docs_is_about_sixty_lines() -> None:
    assert len(block("aeo_port/__init__.py").splitlines()) <= 65


def test_installed_from_another_folder_it_is_seen_everywhere(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "aeo_port").mkdir(parents=True)
    (package / "aeo_port" / "__init__.py").write_text(block("aeo_port/__init__.py"))
    (package / "pyproject.toml").write_text(block("pyproject.toml"))
    venv.create(tmp_path / "fresh", with_pip=False)
    python = str(tmp_path / "fresh" / "bin" / "python")
    own = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], tmp_path).strip()
    )
    (own / "others.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    run([*install, "--no-index", "--target", str(own), str(package)], tmp_path)
    scenario_files(tmp_path)
    (tmp_path / "study.py").write_text(BLANK + STUDY.format(runs=ONE))
    run([python, "study.py"], tmp_path)
    check_studies(tmp_path, len(ONE))
    listed = run([python, "-m", "portsim", "list"], tmp_path)
    for name in ("aeo_audit", "aeo_lane", "aeo_lane_time", "aeo_checks", "aeo_trucks"):
        assert re.search(rf"^{name}  +\S", listed, re.MULTILINE), name
    assert "installed package aeo-port" in " ".join(listed.split())
    assert "aeo_lane" not in run([python, "-m", "portsim", "list", "--no-plugins"], tmp_path)
    (tmp_path / "test_aeo_port.py").write_text(block("test_aeo_port.py"))
    assert "passed" in run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_aeo_port.py"], tmp_path
    )


@pytest.mark.slow
def test_named_by_a_scenario_it_is_seen_everywhere(tmp_path: Path) -> None:
    (tmp_path / "aeo_port.py").write_text(block("aeo_port/__init__.py"))
    scenario_files(tmp_path, "aeo_port.py")
    (tmp_path / "study.py").write_text(STUDY.format(runs=THREE))
    run([sys.executable, "study.py"], tmp_path)
    check_studies(tmp_path, len(THREE))
    facts = (tmp_path / "1_simpy" / "provenance.json").read_text()
    assert hashlib.sha256((tmp_path / "aeo_port.py").read_bytes()).hexdigest() in facts


NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import portsim
    return (portsim,)


@app.cell
def _(portsim):
{declaring}
    declared = True
    return (declared,)


@app.cell
def _(declared, portsim):
{studying}
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.mark.slow
def test_in_a_notebook_cell_it_is_seen_everywhere(tmp_path: Path) -> None:
    scenario_files(tmp_path)
    declaring = block("aeo_port/__init__.py").replace("import portsim\n", "")
    studying = (
        STUDY.format(runs=TWO)
        .replace("import portsim\n", "")
        .replace('if __name__ == "__main__":', "if declared:")
    )
    cells = {"declaring": textwrap.indent(declaring, "    "), "studying": textwrap.indent(studying, "    ")}
    (tmp_path / "notebook.py").write_text(NOTEBOOK.format(**cells))
    run([sys.executable, "notebook.py"], tmp_path)
    check_studies(tmp_path, len(TWO))


def plugin_file(tmp_path: Path, code: str, name: str = "mine.py") -> Path:
    path = tmp_path / name
    path.write_text("from typing import ClassVar\nimport portsim\n" + textwrap.dedent(code))
    return path


TIME = 'portsim.kpi("yard_time", "Time in the yard", "min", "less", portsim.Between("gate_in", "gate_out"))\n'


def test_a_name_declared_twice_names_both_places_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = plugin_file(tmp_path, TIME + TIME)
    message = (
        f"KPI 'yard_time' is declared twice, at {path}:3 and at {path}:4; choose another name for one of them"
    )
    for _ in range(2):  # the second attempt blames the same name
        with pytest.raises(PortsimError, match=re.escape(message)):
            of_file(path)


def test_two_plugins_with_one_name_are_an_error_that_names_both(tmp_path: Path) -> None:
    one, two = (of_file(plugin_file(tmp_path, TIME, name)) for name in ("one.py", "two.py"))
    with pytest.raises(PortsimError) as caught:
        Library((shipped(), one, two))
    assert f"at {tmp_path}/one.py:3 and at {tmp_path}/two.py:3" in str(caught.value)


def test_a_file_that_is_changed_replaces_what_it_declared(tmp_path: Path) -> None:
    first = of_file(plugin_file(tmp_path, TIME))
    second = of_file(plugin_file(tmp_path, TIME.replace("Time in the yard", "Minutes in the yard")))
    library = Library((shipped(), first)).with_plugin(second)
    assert library[KPI]["yard_time"].title == "Minutes in the yard"


def test_code_that_a_scenario_names_is_announced_and_can_be_refused(tmp_path: Path) -> None:
    plugin_file(tmp_path, TIME)
    path = tmp_path / "own.yaml"
    path.write_text("extends: ocean_gate.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n")
    with pytest.warns(Note, match=re.escape(f"{path} runs the code of {tmp_path}/mine.py")):
        scenario = portsim.load(path)
    assert "yard_time" in scenario.library[KPI]
    with pytest.raises(ConfigError) as caught:
        portsim.load(path, run_files=False)
    assert str(caught.value) == (
        f"{path}:4:11: plugins: names mine.py, whose code --no-plugins "
        "(Python: run_files=False) does not let run; "
        "leave out the one or the other"
    )


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("plugins: mine.py", "4:1: plugins: got 'mine.py', allowed a list such as [my_port.py]"),
        ("plugins: [5]", "4:11: plugins: got 5, allowed a name such as my_port.py"),
        ("plugins: [mnie.py]", "4:11: plugins: got 'mnie.py', but there is no such file (nearest: mine.py)"),
        ("plugins: [my_port]", "4:11: plugins: plug-in 'my_port' is not installed (none are defined)"),
    ],
)
def test_a_plugin_that_is_not_there_is_one_message(named: str, message: str, tmp_path: Path) -> None:
    plugin_file(tmp_path, TIME)
    path = tmp_path / "own.yaml"
    path.write_text(f"extends: ocean_gate.yaml\nname: own\ntitle: Own\n{named}\n")
    with pytest.raises(ConfigError) as caught:
        portsim.load(path)
    assert str(caught.value) == f"{path}:{message}"


MEASURE = """
@portsim.measure("weigh_trucks")
class WeighTrucks(portsim.Measure):
    '''Trucks are weighed.'''
    title: ClassVar[str] = "Weigh trucks"

    def apply(self, world):
        {body}
"""
OWN = """
extends: ocean_gate.yaml
name: own
title: Own
plugins: [mine.py]
study: {days: 1, warm_up_days: 0, run_out: 0 day, replications: 2}
measures:
  weigh_trucks: {uptake: {value: 50 %, source: assumption, range: [10 %, 90 %]}}
compare: {weigh_trucks: [weigh_trucks]}
"""


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("return {}['b']", KeyError, "'b'"),
        (
            "return world.set('places.gate_in.lanes', 15)",
            TypeError,
            "places.gate_in.lanes: got 15, allowed a part of the port, such as a count",
        ),
        (
            "return world.set('places.gate_in', portsim.Trait(share=self.uptake, of=('export',)))",
            TypeError,
            "places.gate_in: got a trait, allowed a place",
        ),
        (
            "return world.narrow('domestic_truck', 'gate_in', 'x')",
            TypeError,
            "flow domestic_truck: 'gate_in' is a visit and no fork; narrow takes a `when`",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")
def test_a_bug_of_a_measure_keeps_its_traceback_and_names_its_place(
    body: str, kind: type[Exception], message: str, tmp_path: Path
) -> None:
    path = plugin_file(tmp_path, MEASURE.format(body=body))
    (tmp_path / "own.yaml").write_text(OWN)
    with pytest.raises(kind) as caught:
        portsim.load(tmp_path / "own.yaml")
    assert str(caught.value) == message
    assert caught.value.__notes__ == [f"in measure 'weigh_trucks', declared at {path}:4"]
    assert str(path) in "".join(str(entry.path) for entry in caught.traceback)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return world.narrow('nope', 'gate_in', 'x')", "weigh_trucks: unknown flow 'nope' (allowed: "),
        (
            "return world.branch('domestic_trucks', 'gate_in', 'x')",
            "unknown flow 'domestic_trucks' (nearest: domestic_truck)",
        ),
        ("return world.set('places.gate_im.lanes', self.uptake)", "unknown key 'gate_im' (nearest: gate_in)"),
        (
            "world.place('gate_inn')",
            "needs place 'gate_inn', which this scenario does not have (nearest: gate_in)",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")
def test_what_a_scenario_lacks_is_one_message(body: str, message: str, tmp_path: Path) -> None:
    plugin_file(tmp_path, MEASURE.format(body=body))
    (tmp_path / "own.yaml").write_text(OWN)
    with pytest.raises(ConfigError) as caught:
        portsim.load(tmp_path / "own.yaml")
    assert message in str(caught.value) and str(tmp_path / "own.yaml") in str(caught.value)


BROKEN = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Odd(portsim.Quantity):
    def samples(self, records):
        return records.no_such_column
    def steps(self, world):
        return ()
    def reads(self, world):
        return ()

portsim.kpi("odd", "Odd", "min", "less", Odd())
"""


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")
def test_a_bug_of_a_kpi_names_its_place_also_from_a_worker(workers: int, tmp_path: Path) -> None:
    path = plugin_file(tmp_path, BROKEN)
    (tmp_path / "own.yaml").write_text(
        "extends: ocean_gate.yaml\nname: own\ntitle: Own\nclaims: null\nplugins: [mine.py]\n"
        "study: {days: 1, warm_up_days: 0, run_out: 0 day, replications: 2}\n"
    )
    with pytest.raises(AttributeError, match="no_such_column") as caught:
        portsim.compare(portsim.load(tmp_path / "own.yaml").only("qr_gate_pass"), workers=workers)
    assert f"in KPI 'odd', declared at {path}:15" in caught.value.__notes__


def test_a_quantity_must_be_whole_and_frozen(tmp_path: Path) -> None:
    unfrozen = BROKEN.replace("(frozen=True)", "()").replace("@dataclass()", "@dataclass(eq=True)")
    with pytest.raises(
        TypeError, match="KPI 'odd': its quantity Odd is not frozen; make it a frozen dataclass"
    ):
        of_file(plugin_file(tmp_path, unfrozen))
    lacking = BROKEN.replace("    def steps(self, world):\n        return ()\n", "")
    with pytest.raises(TypeError, match=r"abstract method '?steps"):
        of_file(plugin_file(tmp_path, lacking))


def test_declaring_leaves_the_library_of_others_alone(tmp_path: Path) -> None:
    before = shipped()
    of_file(plugin_file(tmp_path, TIME))
    assert shipped() == before and "yard_time" not in Library((shipped(),))[KPI]


def test_the_callers_own_module_is_a_plugin() -> None:
    space: dict[str, object] = {"__name__": "notebook", "portsim": portsim}
    exec(compile(TIME, "<cell 1>", "exec"), space)
    exec(compile(TIME.replace("Time in", "Minutes in"), "<cell 1>", "exec"), space)  # the cell runs again
    (declared,) = declared_in(space)
    assert declared.thing.title == "Minutes in the yard"
    exec(compile("library = portsim.load('ocean_gate').library", "<cell 2>", "exec"), space)
    library = space["library"]
    assert isinstance(library, Library)
    assert library[KPI]["yard_time"].title == "Minutes in the yard"
    assert [plugin.name for plugin in library.plugins] == ["portsim", "notebook"]


def test_a_plugin_is_a_value() -> None:
    assert isinstance(shipped(), Plugin) and hash(shipped()) == hash(shipped())
