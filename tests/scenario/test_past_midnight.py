"""Moments of a log whose time of day is past midnight, beside the date of the day before, or set back."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal
from tiny import TINY

from portsim.claims.measured.entry import Measurement
from portsim.claims.measured.log import read_measured
from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.log import Log, read_log
from portsim.study.traces import logs_of

pytestmark = pytest.mark.usefixtures("tiny_folder")
GATE = "domestic_truck.gate_in"
NIGHT = """\
Date,In,Start,End
2026-03-02,06:03,06:05,06:08
2026-03-02,23:50,23:58,00:03
"""
COLUMNS = {"arrival": ["Date", "In"], GATE: {"from": ["Date", "Start"], "to": ["Date", "End"]}}


def read(text: str, **keys: object) -> Log:
    Path("gate.csv").write_text(text)
    log = LogMap.model_validate({"file": "gate.csv", "columns": COLUMNS, **keys})
    return read_log(log, load("tiny.yaml").baseline.port, "domestic", {GATE: "time"})


def test_a_time_over_midnight_ends_on_the_day_after_its_date() -> None:
    found = read(NIGHT)
    assert found.columns[GATE].tolist() == [3, 5]
    assert found.reading is not None
    assert "1 time of day past midnight taken for the day after its date" in found.reading.words()


def test_clocks_that_differ_by_a_little_are_no_midnight() -> None:
    text = refusal(lambda: read(NIGHT + "2026-03-03,07:00,07:05,07:02\n2026-03-03,07:00,07:05,07:01\n"))
    assert "line 4, Date Start to Date End (domestic_truck.gate_in): got -3 min, allowed 0 or more; " in text
    assert text.endswith("2 rows end before they begin: correct them, or take them out of the file")


def test_what_is_said_of_a_log_goes_by_all_its_columns() -> None:
    """Blank cells that are drawn, and times past midnight, are not of the arrivals alone."""
    Path("gate.csv").write_text("Time,Wait\n2026-03-02 06:03,2\n2026-03-02 07:45,\n")
    given = f"{{file: gate.csv, columns: {{arrival: Time, {GATE}: Wait}}, blanks: draw}}"
    Path("tiny.yaml").write_text(TINY.replace("profile: day}", f"profile: day, log: {given}}}"))
    (facts,) = logs_of(load("tiny.yaml"))
    assert "1 blank cell, which is drawn" in facts.read_as


# clocks in Valparaiso go back on Saturday 4 April 2026 at midnight, to 23:00
NIGHT_OF_25_HOURS = """\
Date,In,Start,End
2026-04-04,22:10,22:12,23:09
2026-04-04,23:50,23:58,23:02
2026-04-04,23:10,23:58,00:03
"""
IN_CHILE = {"time_zone": "America/Santiago"}


def test_who_would_end_before_the_begin_ends_in_the_second_of_two_hours() -> None:
    found = read(NIGHT_OF_25_HOURS, **IN_CHILE)
    assert sorted(found.columns[GATE].tolist()) == [4, 57, 65]
    assert found.reading is not None
    words = found.reading.words()
    assert "5 dates of the hour that comes twice taken for summer time, 1 date of it for winter time" in words


def test_clocks_that_differ_by_a_little_are_no_second_hour() -> None:
    text = refusal(lambda: read("Date,In,Start,End\n2026-04-04,23:01,23:05:30,23:05:00\n", **IN_CHILE))
    assert "got -0.5 min, allowed 0 or more; this row ends before it begins" in text


def test_milestones_follow_one_another_in_an_hour_that_comes_twice() -> None:
    Path("gate.csv").write_text(NIGHT_OF_25_HOURS)
    columns = {"gate_arrival": ["Date", "In"], "gate_in": ["Date", "Start"], "gate_out": ["Date", "End"]}
    log = {"file": "gate.csv", "columns": columns, **IN_CHILE}
    entry = Measurement.model_validate({"stream": "domestic", "log": log, "source": "user"})
    elapsed = read_measured("gate", entry, load("tiny.yaml").baseline, "gate").elapsed
    assert (elapsed["gate_out"] - elapsed["gate_arrival"]).tolist() == [59, 12, 113]
