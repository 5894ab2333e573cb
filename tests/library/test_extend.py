"""A new measure, facility, flow and KPI: each is written in one place and then seen everywhere."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from shipped import FLOWS, KPIS, MEASURES

import portsim
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent
from portsim.model.durations import Duration
from portsim.model.flow import flow
from portsim.model.measure import Measure, measure
from portsim.model.place import Place
from portsim.model.steps import travel, visit
from portsim.model.world import World
from portsim.report.charts import gallery as charts
from portsim.report.terminal.screens import show_registries
from portsim.scenario.scenario import Scenario

OVERLAY = """
extends: ocean_gate.yaml
name: weighed
title: Ocean Gate with a weighbridge
claims: null
study: {days: 1, warm_up_days: 0, run_out_days: 0, replications: 2}
tasks:
  inspect_chassis: {shape: constant, mean: 4 min, source: assumption, range: [2 min, 6 min]}
demand:
  chassis:
    flows: [chassis_truck]
    per_day: {value: 200 per day, source: assumption, range: [100 per day, 300 per day]}
measures:
  weigh_trucks:
    uptake: {value: 100 %, source: assumption, range: [50 %, 100 %]}
    weighbridge: {servers: {value: 8, source: assumption, range: [6, 9]}}
    weigh: {shape: constant, mean: 1 min, source: assumption, range: [1 min, 2 min]}
compare:
  weigh_trucks: [weigh_trucks]
"""


@pytest.fixture
def newborns() -> Iterator[None]:
    flow(
        "chassis_truck",
        (
            visit("gate_in", "inspect_chassis", label="gate_in", at_queue="gate_arrival", at_end="gate_in"),
            travel("yard_to_gate"),
            visit("gate_out", "check_out", label="gate_out", at_end="gate_out"),
        ),
    )

    @measure("weigh_trucks")
    class WeighTrucks(Measure):
        """Every truck is weighed on a facility of its own before it leaves."""

        title: ClassVar[str] = "Weigh all trucks"
        weighbridge: Place
        weigh: Duration

        def apply(self, world: World) -> World:
            world = world.set("places.weighbridge", self.weighbridge).set("tasks.weigh", self.weigh)
            for name in world.flows_with("gate_out"):
                world = world.before(name, "gate_out", visit("weighbridge", "weigh"))
            return world

    kpi("weighing_time", "Time at the weighbridge", "min", "less", Spent("both", labels=("weigh",)))
    kpi("gate_out_utilisation", "Exit lanes busy", "share", "neither", Busy(("gate_out",)))
    yield
    FLOWS.remove("chassis_truck")
    MEASURES.remove("weigh_trucks")
    KPIS.remove("weighing_time")
    KPIS.remove("gate_out_utilisation")


@pytest.fixture
def weighed(newborns: None, tmp_path: Path) -> Scenario:
    path = tmp_path / "weighed.yaml"
    path.write_text(OVERLAY)
    return portsim.load(str(path))


def test_newborns_are_listed(newborns: None, capsys: pytest.CaptureFixture[str]) -> None:
    show_registries(None)
    out = capsys.readouterr().out
    for name in ("chassis_truck", "weigh_trucks", "weighing_time", "gate_out_utilisation"):
        assert name in out


def test_newborns_are_in_tables_and_charts(weighed: Scenario) -> None:
    study = portsim.compare(weighed, workers=1)
    table = study.comparison.set_index(["alternative", "kpi"])
    row = table.loc[("weigh_trucks", "weighing_time")]
    assert row["baseline"] == 0 and 0.9 < row["value"] < 1.1
    assert ("weigh_trucks", "gate_out_utilisation") in table.index
    assert "weighbridge" in set(study.hours[study.hours["alternative"] == "weigh_trucks"]["place"])
    assert "chassis" in set(study.stages["stream"])
    assert "Weigh trucks" in [
        text.get_text() for text in charts.savings(study.comparison, "weighing_time").get_yticklabels()
    ]
    mine = study.changes[study.changes["measure"] == "weigh_trucks"]
    assert list(mine["key"])[:2] == ["places.weighbridge", "tasks.weigh"]


def test_a_file_in_the_folder_is_found_by_itself() -> None:
    code = (
        "from portsim.model.registry import load_library; load_library();"
        "from portsim.model.measure import MEASURES as m; from portsim.model.declared import as f;"
        "from portsim.kpis.kpi import as k; print(len(m), len(f), len(k))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert [int(n) for n in out.split()] == [
        len(list(MEASURES)),
        len(list(FLOWS)),
        len(list(KPIS)),
    ]
