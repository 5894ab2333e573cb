"""Broken logs: a user's own log that cannot be used is refused with its row and column, before the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import each_name_of_no_file, edited, refusal

from portsim.model.demand import Trait
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log
from portsim.scenario.scenario import Scenario

pytestmark = pytest.mark.usefixtures("tiny_folder")


def logged(text: str, file: str = "trucks.csv") -> Callable[[], Scenario]:
    Path(file).write_text(text)
    return lambda: edited("profile: day}", f"profile: day, log: {file}}}")


LOG = "tiny.yaml:31:96: demand.domestic.log: trucks.csv: "


def test_a_log_that_is_not_there_is_refused_before_the_run() -> None:
    assert refusal(lambda: edited("profile: day}", "profile: day, log: trucks.csv}")) == (
        LOG + "no such file; give a CSV or Parquet file"
    )


@each_name_of_no_file
def test_a_name_that_no_log_can_have_is_refused(name: str) -> None:
    message = refusal(lambda: edited("profile: day}", f'profile: day, log: "{name}"}}'))
    assert message.endswith(": no such file; give a CSV or Parquet file")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty; it needs at least a column 'arrival' [min]"),
        ("arrival\n", "there is not one row below the header"),
        ("time\n1\n", "no column 'arrival' [min]; got time"),
        ("arrival,terminl\n1,north\n", "unknown column 'terminl' (nearest: terminal)"),
        (
            "arrival,domestic_truck.gate_inn\n1,2\n",
            "unknown column 'domestic_truck.gate_inn' (nearest: domestic_truck.gate_in)",
        ),
        ("arrival\n5\nsoon\n", "row 3, column 'arrival': got 'soon', allowed a number of 0 or more"),
        ("arrival\n5\n-1\n", "row 3, column 'arrival': got '-1', allowed a number of 0 or more"),
        ("arrival\ninf\n", "row 2, column 'arrival': got 'inf', allowed a number of 0 or more"),
        (
            "arrival,terminal\n5,north\n,north\n",
            "row 3, column 'arrival': got nothing, allowed a number of 0 or more",
        ),
        (
            "arrival,domestic_truck.gate_in\n9,x\n5,2\n",
            "row 2, column 'domestic_truck.gate_in': got 'x', allowed a number of 0 or more",
        ),
        ("arrival,terminal\n5,nroth\n", "unknown terminal 'nroth' (nearest: north)"),
        ("arrival,terminal\n5,\n", "unknown terminal '' (allowed: north)"),
        ("arrival\n1,2,3\n4,5,6\n", "the rows have more values than the header has columns"),
        ("arrival\n1\n1,2\n", "cannot be read as .csv: expected 1 fields in line 3, saw 2"),
    ],
)
def test_a_broken_log_is_told_with_its_row_and_column(text: str, message: str) -> None:
    assert refusal(logged(text)) == LOG + message


def test_a_trait_in_a_log_is_0_or_1() -> None:
    port = load("tiny.yaml").baseline.port
    urgent = Trait(share=port.chances["trouble"], of=("domestic",))
    port = port.model_copy(update={"traits": {"urgent": urgent}})
    Path("trucks.csv").write_text("arrival,urgent\n9,1\n5,2\n")
    assert refusal(lambda: read_log("trucks.csv", port, "domestic")) == (
        "demand.domestic.log: trucks.csv: row 3, column 'urgent': got '2', allowed 0 or 1"
    )


def test_a_log_that_is_not_text_is_refused() -> None:
    Path("trucks.csv").write_bytes(b"\xff\xfearrival\n1\n")
    assert refusal(lambda: edited("profile: day}", "profile: day, log: trucks.csv}")) == (
        LOG + "is not text in UTF-8; save the file as UTF-8"
    )


def test_a_log_with_arrivals_and_measured_times_is_taken() -> None:
    scenario = logged("arrival,terminal,domestic_truck.gate_in\n5,north,2\n")()
    assert scenario.baseline.port.demand["domestic"].log == "trucks.csv"
