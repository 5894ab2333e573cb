"""The identity of a run: all that decides its records and figures changes it, and nothing else does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tiny import TINY

import portsim
from portsim.kpis.kpi import KPI
from portsim.scenario.identity import run_key, study_key
from portsim.scenario.plain import plain
from portsim.scenario.plugins import of_file
from portsim.scenario.scenario import Scenario

pytestmark = pytest.mark.usefixtures("tiny_folder")


def edited(old: str = "", new: str = "") -> Scenario:
    assert old in TINY
    Path("tiny.yaml").write_text(TINY.replace(old, new, 1) if old else TINY)
    return portsim.load("tiny.yaml")


def key(scenario: Scenario, alternative: str = "baseline", replication: int = 0) -> str:
    return run_key(scenario.world(alternative), scenario.study, replication)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mean: 150 s", "mean: 2.5 min"),
        ("mean: 150 s", "mean: 150.0 s"),
        ("source: assumption, range: [90 s, 240 s]", "source: A1, note: read off a clock"),
        ("range: [90 s, 240 s]", "range: [80 s, 250 s]"),
        ("title: One small terminal", "title: Another title"),
        ("title: North", "title: The north terminal"),
        ("value: 100 per day", "value: 700 per week"),
        ("name: tiny", "name: tiny\nengine: simpy"),
        ("what_ifs:", "what_ifs:\n  nobody_asks: {set: {places.gate_in.lanes: 3}}"),
    ],
)
def test_what_is_only_said_changes_nothing(old: str, new: str) -> None:
    assert key(edited(old, new)) == key(edited())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mean: 150 s", "mean: 151 s"),
        ("k: 3", "k: 4"),
        ("lanes: {value: 2", "lanes: {value: 3"),
        ("trouble: {value: 5 %", "trouble: {value: 6 %"),
        ('["13:00", "24:00"]', '["13:00", "23:00"]'),
        ("seed: 1", "seed: 2"),
        ("days: 1", "days: 2"),
        ("run_out: 1 day", "run_out: 2 day"),
    ],
)
def test_what_decides_the_records_changes_it(old: str, new: str) -> None:
    assert key(edited(old, new)) != key(edited())


def test_each_alternative_and_replication_has_its_own() -> None:
    scenario = edited()
    keys = [key(scenario, name, number) for name in scenario.alternatives for number in range(3)]
    assert len(set(keys)) == len(keys) == 9
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in keys)


def test_an_alternative_of_the_same_changes_is_the_same_run() -> None:
    scenario = edited("lanes: [more_lanes]", "lanes: [more_lanes]\n  again: [more_lanes]")
    assert key(scenario, "lanes") == key(scenario, "again")
    assert key(scenario, "lanes") != key(scenario)


def test_it_is_the_same_in_another_process() -> None:
    edited()
    code = (
        "import portsim; s = portsim.load('tiny.yaml');"
        "print(portsim.run_key(s.world('qr'), s.study, 0), s.identity)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    scenario = portsim.load("tiny.yaml")
    assert out.split() == [key(scenario, "qr"), scenario.identity]


def test_a_log_counts_by_its_content_and_not_by_its_name() -> None:
    pd.DataFrame({"arrival": [1.0, 2.0]}).to_csv("one.csv", index=False)
    pd.DataFrame({"arrival": [1.0, 2.0]}).to_csv("two.csv", index=False)
    pd.DataFrame({"arrival": [1.0, 3.0]}).to_csv("other.csv", index=False)
    logged = [
        key(edited("profile: day}", f"profile: day, log: {name}.csv}}")) for name in ("one", "two", "other")
    ]
    assert logged[0] == logged[1] != logged[2]
    pd.DataFrame({"arrival": [1.0, 4.0]}).to_csv("one.csv", index=False)
    assert key(edited("profile: day}", "profile: day, log: one.csv}")) != logged[0]


PLUGIN = """
from dataclasses import dataclass
import portsim

def twice(x):
    return 2 * x

@dataclass(frozen=True)
class Own(portsim.Quantity):
    def samples(self, records):
        return twice(records.arrival)
    def steps(self, world):
        return ()
    def reads(self, world):
        return ()

portsim.kpi("own", "My own", "min", "less", Own())
"""


def with_plugin(code: str) -> str:
    Path("mine.py").write_text(textwrap.dedent(code))
    scenario = portsim.load("tiny.yaml", plugins=[of_file(Path("mine.py"))])
    assert "own" in scenario.library[KPI]
    return key(scenario)


def test_a_kpi_counts_with_its_code() -> None:
    edited()
    one = with_plugin(PLUGIN)
    assert one != key(portsim.load("tiny.yaml"))
    assert with_plugin(PLUGIN + "\n# a comment\n") == one
    assert with_plugin(PLUGIN.replace("My own", "Another title")) == one
    assert with_plugin(PLUGIN.replace("twice(records.arrival)", "twice(records.arrival) + 1")) != one
    assert with_plugin(PLUGIN.replace("2 * x", "3 * x")) != one
    assert with_plugin(PLUGIN.replace('"less"', '"more"')) != one


QUANTITY = """
import enum
import functools
import re
from dataclasses import dataclass
from typing import ClassVar
import numpy as np
import portsim

{before}

@dataclass(frozen=True)
class Own({bases}portsim.Quantity):
    {body}
    def samples(self, records):
        return np.array([{value}])
    def steps(self, world):
        return ()
    def reads(self, world):
        return ()

portsim.kpi("own", "My own", "min", "less", Own())
"""


def quantity(value: str = "1.0", before: str = "", body: str = "", bases: str = "") -> str:
    return QUANTITY.format(value=value, before=before, body=body, bases=bases)


@pytest.mark.parametrize(
    "code",
    [
        quantity("f(1)", "def f(x, k=7): return k * x"),
        quantity("f(1)", "def f(x, *, k=7): return k * x"),
        quantity("f(1)", "def factor(k):\n    def f(x): return k * x\n    return f\nf = factor(7)"),
        quantity("f(1)", "f = functools.partial(lambda x, k: k * x, k=7)"),
        quantity("f(1)", "@functools.cache\ndef f(x): return 7 * x"),
        quantity("K", "K = 7.0"),
        quantity("K['a'] + sum(K['b'])", "K = {'a': 1.0, 'b': [7]}"),
        quantity("K.mean()", "K = np.array([1.0, 7.0])"),
        quantity("other.K", "class other:\n    K = 7.0"),
        quantity("other().k()", "class other:\n    def k(self): return 7.0"),
        quantity("self.K", body="K = 7.0"),
        quantity("self._K", body="_K = 7.0"),
        quantity("float(K)", "from decimal import Decimal\nK = Decimal('7')"),
        quantity("self.K", body="K: ClassVar[float] = 7.0"),
        quantity("self()", body="def __call__(self): return 7.0"),
        quantity("self.k()", "class Base:\n    def k(self): return 7.0", bases="Base, "),
        quantity("self.k", body="k: object = np.int64(7)"),
        quantity("self.range[0]", body="range: tuple = (7, 8)"),
        quantity("self.k.value", "class K(enum.Enum):\n    A = 7\n", body="k: K = K.A"),
        quantity("len(self.k.findall('7'))", body="k: object = re.compile('7')"),
        quantity("1.0 if 'x' in {'a', '7'} else 2.0"),
        quantity() + "portsim.table(portsim.Question('q', 'T', lambda study: None, lambda run, k=7: k))",
    ],
)
def test_all_that_the_code_of_a_plugin_uses_counts(code: str) -> None:
    edited()
    assert with_plugin(code) == with_plugin(code)
    assert with_plugin(code.replace("7", "6")) != with_plugin(code)


def test_what_code_calls_elsewhere_counts_by_its_name() -> None:
    edited()
    one = with_plugin(quantity("f(1.0)", "from numpy import sin as f"))
    assert one != with_plugin(quantity("f(1.0)", "from numpy import cos as f"))
    assert one == with_plugin(quantity("f(1.0)", "from numpy import sin as f\nunused = 7"))


def test_code_that_comes_back_to_itself_has_an_identity() -> None:
    edited()
    code = "K = []\nK.append(K)\ndef f(n): return g(n - 1) if n else 7\ndef g(n): return f(n) if K else 0"
    one = with_plugin(quantity("f(2)", code))
    assert one == with_plugin(quantity("f(2)", code)) != with_plugin(quantity("f(2)", code.replace("7", "6")))


def test_a_docstring_counts_for_nothing() -> None:
    edited()
    documented = quantity("f(1)", "def f(x):\n    'Twice.'\n    return 2 * x")
    assert with_plugin(documented) == with_plugin(documented.replace("Twice", "Two times"))


def test_the_code_of_a_plugin_counts_the_same_wherever_its_file_lies() -> None:
    edited()
    code = quantity("K + f(1)", "K = 1.0\ndef f(x): return x")
    here = with_plugin(code)
    Path("below").mkdir()
    Path("below/other.py").write_text(code)
    assert key(portsim.load("tiny.yaml", plugins=["below/other.py"])) == here


def test_a_set_in_the_code_counts_the_same_in_every_process() -> None:
    edited()
    words = "{'a', 'b', 'c', 'd', 'e'}"
    Path("mine.py").write_text(quantity(f"1.0 if 'x' in {words} else 'x' in K", f"K = {words}"))
    code = "import portsim; print(portsim.load('tiny.yaml', plugins=['mine.py']).identity)"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_a_value_without_identity_is_named_with_its_place() -> None:
    edited()
    Path("mine.py").write_text(quantity("1.0", "import threading", body="k: object = threading.Lock()"))
    with pytest.raises(TypeError, match="no identity for a lock") as caught:
        key(portsim.load("tiny.yaml", plugins=["mine.py"]))
    (note,) = caught.value.__notes__
    assert note.startswith("in KPI 'own', declared at ") and note.endswith("mine.py:22")


def test_a_flow_of_the_same_name_with_another_step_is_another_run() -> None:
    scenario = edited()
    world = scenario.baseline
    shorter = {**world.flows, "domestic_truck": world.flows["domestic_truck"].without("trouble")}
    other = replace(world, flows=shorter)
    assert run_key(other, scenario.study, 0) != run_key(world, scenario.study, 0)
    unused = {**world.flows, "import_box": world.flows["import_box"].without("start_import_clearance")}
    assert run_key(replace(world, flows=unused), scenario.study, 0) == run_key(world, scenario.study, 0)


def test_a_study_has_one_of_its_alternatives_and_replications() -> None:
    scenario = edited()
    assert scenario.identity == study_key(
        {n: scenario.world(n) for n in scenario.alternatives}, scenario.study
    )
    assert scenario.only("qr").identity != scenario.identity
    assert scenario.with_study(replications=3).identity != scenario.identity
    assert key(scenario.with_study(replications=3)) == key(scenario)


def test_a_log_that_is_replaced_with_the_same_size_and_time_counts_by_its_new_content() -> None:
    pd.DataFrame({"arrival": [1.0, 2.0]}).to_csv("one.csv", index=False)
    before = Path("one.csv").stat()
    scenario = edited("profile: day}", "profile: day, log: one.csv}")
    first = key(scenario)
    pd.DataFrame({"arrival": [1.0, 3.0]}).to_csv("one.csv", index=False)
    os.utime("one.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert key(scenario) != first


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no identity for a object: make it a frozen dataclass"):
        plain(object())


CLAIMS = """\
claims:
  S1:
    statement: A code halves the visit
    reported_in: a paper
    readings:
      - {name: go, kpi: truck_turn_time, alternative: qr, figure: value, reported: 9, unit: min, sense: about}
"""


def test_what_claims_say_is_part_of_the_study_and_how_they_are_laid_out_is_not() -> None:
    def asked(text: str) -> tuple[str, str]:
        Path("claims.yaml").write_text(text)
        scenario = edited("name: tiny", "name: tiny\nclaims: claims.yaml")
        return scenario.identity, key(scenario)

    first, run = asked(CLAIMS)
    assert asked(f"# a comment\n{CLAIMS}") == (first, run)
    assert asked(CLAIMS.replace("reported: 9", "reported: 8"))[0] != first
    assert asked(CLAIMS.replace("reported: 9", "reported: 8"))[1] == run, "no run of the study is another"
    assert edited().identity != first


def test_what_a_table_reads_besides_its_own_decides_nothing() -> None:
    def table(study: portsim.StudyResult) -> pd.DataFrame:
        return study.table("events")

    one = portsim.Question("x", "X", table)
    assert plain(one) == plain(replace(one, needs=("events",)))
    assert plain(one) != plain(replace(one, file="x"))
