"""A file that has the rows of one terminal alone, in a port of several."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal
from tiny import TINY

from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log

NORTH = "{north: {title: North, share: {value: 1, source: A1}}}"
TWO = "{north: {share: {value: 50 %, source: A1}}, south: {share: {value: 50 %, source: A1}}}"
HERE = "demand.domestic.log: gate.csv: "


@pytest.fixture(autouse=True)
def _folder(tiny_folder: None) -> None:
    Path("gate.csv").write_text("Time\n2026-03-02 06:03\n")
    Path("tiny.yaml").write_text(TINY.replace(NORTH, TWO.replace("{share", "{title: One, share")))


def there(**keys: object) -> list[int]:
    log = LogMap.model_validate({"file": "gate.csv", "columns": {"arrival": "Time"}, **keys})
    return list(read_log(log, load("tiny.yaml").baseline.port, "domestic").terminal)


def test_its_map_says_which_terminal_all_rows_are_of() -> None:
    assert there(terminal="south") == [1]
    assert LogMap.model_validate({"file": "gate.csv", "terminal": "south"}).words() == "terminal south"


def test_rows_without_a_terminal_are_refused_with_what_to_say() -> None:
    assert refusal(there) == (
        HERE + "no column 'terminal'; with several terminals each row names one, or the map has "
        "terminal: KEY, of a file of one terminal alone"
    )


def test_a_terminal_that_is_none_or_is_said_twice_is_refused() -> None:
    wrong = refusal(lambda: there(terminal="sout"))
    assert wrong == HERE + "unknown terminal 'sout' (nearest: south)"
    twice = HERE + "terminal is that of all rows, and {} says it too; remove one of both"
    names = refusal(lambda: there(terminal="south", terminals={"S": "south"}))
    assert names == twice.format("terminals")
    both = {"arrival": "Time", "terminal": "Time"}
    assert refusal(lambda: there(terminal="south", columns=both)) == twice.format("a column")
