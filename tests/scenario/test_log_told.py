"""When a log was told each cell: the end of a time, or the moment that fills a cell [min]."""

from __future__ import annotations

from math import nan
from pathlib import Path

import numpy as np
import pytest
from logged import GATE

from portsim.scenario.load import load
from portsim.scenario.logs.log import Log, read_log

GATE_IN, TROUBLE = "domestic_truck.gate_in", "domestic_truck.trouble"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, keys: str) -> Log:
    Path("trucks.csv").write_text(text)
    Path("gate.yaml").write_text(GATE.replace("log: trucks.csv", f"log: {{file: trucks.csv, {keys}}}"))
    port = load("gate.yaml").baseline.port
    log = port.demand["domestic"].log
    assert log is not None
    return read_log(log, port, "domestic", {GATE_IN: "time", TROUBLE: "flag"})


def told(log: Log) -> dict[str, list[float]]:
    return {name: np.asarray(each).tolist() for name, each in log.told.items()}


def test_rows_in_the_order_of_their_arrivals() -> None:
    """The second row comes first, on Monday 2026-03-02 at 06:00, and has no trouble."""
    text = "in,a,b,t\n2026-03-02 07:00,2026-03-02 07:00,2026-03-02 07:10,2026-03-02 07:12\n"
    text += "2026-03-02 06:00,2026-03-02 06:00,2026-03-02 06:03,\n"
    columns = f"{{arrival: in, {GATE_IN}: {{from: a, to: b}}, {TROUBLE}: {{filled: t}}}}"
    found = told(read(text, f"columns: {columns}"))
    assert found[GATE_IN] == [363, 430]
    np.testing.assert_array_equal(found[TROUBLE], [nan, 432])


def test_events_and_times_of_a_zone() -> None:
    text = "case,what,when\n" + "".join(
        f"{case},{what},2026-03-02 {when}+08:00\n"
        for case, what, when in (("A", "in", "06:00"), ("A", "begin", "06:01"), ("A", "end", "06:05"))
    )
    keys = "time_zone: Asia/Shanghai, events: {case: case, activity: what, time: when}, columns: "
    keys += f"{{arrival: in, {GATE_IN}: {{from: begin, to: end}}, {TROUBLE}: {{filled: end}}}}"
    assert told(read(text, keys)) == {GATE_IN: [365], TROUBLE: [365]}


def test_a_mark_or_a_length_of_time_does_not_say_when() -> None:
    text = "in,a,t\n2026-03-02 07:00,3,x\n2026-03-02 08:00,3,\n"
    columns = f"{{arrival: in, {GATE_IN}: a, {TROUBLE}: {{filled: t}}}}"
    assert told(read(text, f"columns: {columns}")) == {}
