"""The unit that the name of a column states: never read as another one without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal

from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.named_units import unit_named
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import Log, read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
GATE = "domestic_truck.gate_in"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Service (sec)", "seconds"),
        ("wait_seconds", "seconds"),
        ("Stay [h]", "hours"),
        ("Dauer (Std.)", "hours"),
        ("等待\uff08秒\uff09", "seconds"),
        ("Dwell (days)", "days"),
        ("Trajanje vhoda [min]", "minutes"),
        ("Wait", None),
        ("Service", None),
        ("Weight (kg)", None),
        ("gate h", None),
    ],
)
def test_a_name_says_its_unit(name: str, unit: str | None) -> None:
    assert unit_named(name) == unit


def read(name: str, cell: str, form: object) -> Log:
    Path("gate.csv").write_text(f"Time,{name}\n2026-03-02 06:03,{cell}\n")
    log = LogMap.model_validate({"file": "gate.csv", "columns": {"arrival": "Time", GATE: form}})
    return read_log(log, load("tiny.yaml").baseline.port, "domestic", {GATE: "time"})


def test_seconds_are_not_read_as_minutes() -> None:
    text = refusal(lambda: read("Service (sec)", "150", "Service (sec)"))
    assert text.endswith(
        "column 'Service (sec)' (domestic_truck.gate_in) says seconds, and would be read as minutes; "
        "say {column: 'Service (sec)', as: seconds} or as: minutes"
    )


@pytest.mark.parametrize(
    ("name", "cell", "form", "minutes"),
    [
        ("Service (sec)", "150", {"column": "Service (sec)", "as": "seconds"}, 2.5),
        ("Service (sec)", "150", {"column": "Service (sec)", "as": "minutes"}, 150),
        ("Stay [h]", "0:21:30", "Stay [h]", 21.5),
        ("Stay [min]", "21.5", "Stay [min]", 21.5),
    ],
)
def test_what_is_stated_is_read(name: str, cell: str, form: object, minutes: float) -> None:
    assert read(name, cell, form).columns[GATE].tolist() == [minutes]


def test_the_yaml_to_paste_has_the_unit_and_takes_no_number_of_a_ticket_for_a_time() -> None:
    Path("gate.csv").write_text(
        "Ticket #,Time,Service (sec)\n"
        + "".join(f"{n + 1},2026-03-02 06:0{n},{90 + n % 3}\n" for n in range(9))
    )
    text = yaml_of(inspect_log("gate.csv", Asked(guess=True)))
    assert '# "FLOW.LABEL": {column: Service (sec), as: seconds}  # a time' in text
    assert "Ticket" not in text
