"""A round trip: the event log of a run, read back through a map, has the arrivals and times of the run."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from worlds import Given, flow, play, workload

from portsim.base.arrays import Floats
from portsim.model.log_map import LogMap
from portsim.model.port import Port
from portsim.model.steps import travel, visit
from portsim.records.records import Records
from portsim.report.logs.dates import dates
from portsim.report.logs.export import write_log
from portsim.report.logs.log import Log
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log

ARRIVALS, WORK, DRIVE = [10.0, 61.5, 900.25], [2.0, 3.5, 4.25], 5.0
EVENTS = {
    "csv": ("log.csv", {"case": "case", "activity": ["activity", "lifecycle"], "time": "timestamp"}, {"stream": "truck"}),
    "xes": (
        "log.xes",
        {
            "case": "case:concept:name",
            "activity": ["concept:name", "lifecycle:transition"],
            "time": "time:timestamp",
        },
        {"case:stream": "truck"},
    ),
    "ocel": (
        "log.jsonocel",
        {"case": "object", "activity": ["activity", "lifecycle"], "time": "time"},
        {"object type": "truck"},
    ),
}  # fmt: skip


def run() -> Records:
    given = Given(ARRIVALS, ("f",), {"work": WORK, "drive": DRIVE})
    told = [flow("f", visit("gate", "work"), travel("drive"))]
    return play(workload(told, {"truck": given}, {"gate": 1}))


def port() -> Port:
    return load("tiny.yaml").baseline.port


@pytest.mark.parametrize("kind", ["csv", "xes", "ocel"])
@pytest.mark.usefixtures("tiny_folder")
def test_what_is_exported_comes_back_to_the_second(kind: str) -> None:
    file, events, where = EVENTS[kind]
    write_log(Log(run(), dates("2023-08-07", "+08:00")), Path(file), kind, {})  # type: ignore[arg-type]
    log = LogMap.model_validate(
        {
            "file": file,
            "events": events,
            "where": where,
            "columns": {
                "arrival": "work schedule",
                "domestic_truck.gate_in": {"from": "work start", "to": "work complete"},
                "domestic_truck.gate_to_yard": {"from": "drive start", "to": "drive complete"},
            },
        }
    )
    back = read_log(
        log, port(), "domestic", {"domestic_truck.gate_in": "time", "domestic_truck.gate_to_yard": "time"}
    )
    assert near(back.arrival, ARRIVALS)
    assert near(back.columns["domestic_truck.gate_in"], WORK)
    assert near(back.columns["domestic_truck.gate_to_yard"], [DRIVE] * 3)
    assert back.clock is not None
    assert (str(back.clock.monday), back.clock.zone) == ("2023-08-07 00:00:00", "UTC+08:00")


def near(found: Floats, wanted: list[float]) -> bool:
    return bool(np.abs(found - wanted).max() < 1 / 60)
