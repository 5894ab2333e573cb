"""What is said of one row, one column, one day: in the singular."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from logged import evenly, logged

from portsim.base.many import many
from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.scenario.logs.mapping.reading import left_out_in_words
from portsim.study.traces import logs_of


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ({"blank rows": 1}, "1 blank row"),
        ({"blank rows": 2}, "2 blank rows"),
        ({"rows with a blank cell": 1, "cases with something missing": 1}, "1 row with a blank cell, 1 case with something missing"),
        ({"rows before 2026-03-02": 1}, "1 row before 2026-03-02"),
        ({"rows whose direction is not IN": 1_200}, "1,200 rows whose direction is not IN"),
        ({"events of an activity that their case had before": 1}, "1 event of an activity that their case had before"),
    ],
)  # fmt: skip
def test_what_is_left_out(left: dict[str, int], words: str) -> None:
    assert left_out_in_words(left) == words


def test_one_thing_and_several() -> None:
    assert [many(n, "box", "boxes") for n in (0, 1, 1_000)] == ["0 boxes", "1 box", "1,000 boxes"]


@pytest.mark.usefixtures("tiny_folder")
def test_a_log_of_one_row_on_one_day() -> None:
    scenario = logged([30.0]).with_study(days=1)
    (facts,) = logs_of(scenario)
    assert "trucks.csv has 1 row, day 1" in facts.sentence()
    assert "1 row in the counted day, 0 in the warm-up" in facts.sentence()


@pytest.mark.usefixtures("tiny_folder")
def test_one_case_of_an_export() -> None:
    scenario = logged(evenly(1, 1)).with_study(days=1)
    tally = export(scenario, "one.csv", "csv")
    assert str(tally).endswith(" steps in 1 case")
    assert load("gate.yaml").study.days == 7


def test_a_file_of_one_row_and_one_column(terminal: Terminal) -> None:
    Path("one.csv").write_text("Time\n2026-03-02 06:03\n")
    assert "; 1 row, 1 column\n" in terminal("log", "inspect", "one.csv").out
