"""Broken logs: a user's own log that cannot be used is refused with its row and column, before the run."""

from __future__ import annotations

import os
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
    why = "a folder, and no file" if name == "/" else "no such file"
    assert message.endswith(f": {why}; give a CSV or Parquet file")


def test_what_is_no_regular_file_is_refused_with_its_kind(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    said = {
        "folder": "a folder, and no file",
        "pipe": "a pipe, and no file",
        "loop": "a symbolic link that leads back to itself",
        "gone": "a symbolic link to a file that is not there",
    }
    for name, why in said.items():
        file = tmp_path / f"{name}.csv"
        message = refusal(lambda file=file: edited("profile: day}", f"profile: day, log: {file}}}"))
        assert message.endswith(f"{name}.csv: {why}; give a CSV or Parquet file")


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
        ("arrival\n5\nsoon\n", "line 3, column 'arrival': got 'soon', allowed a number of 0 or more"),
        ("arrival\n5\n-1\n", "line 3, column 'arrival': got '-1', allowed a number of 0 or more"),
        ("arrival\ninf\n", "line 2, column 'arrival': got 'inf', allowed a number of 0 or more"),
        (
            "arrival,terminal\n5,north\n,north\n",
            "line 3, column 'arrival': got nothing, allowed a number of 0 or more",
        ),
        (
            "arrival,domestic_truck.gate_in\n9,x\n5,2\n",
            "line 2, column 'domestic_truck.gate_in': got 'x', allowed a number of 0 or more",
        ),
        ("arrival,terminal\n5,nroth\n", "line 2, column 'terminal': got 'nroth' (nearest: north)"),
        ("arrival,terminal\n5,\n", "line 2, column 'terminal': got nothing (allowed: north)"),
        ("arrival\n\n\n7\n\nsoon\n", "line 6, column 'arrival': got 'soon', allowed a number of 0 or more"),
        (
            'arrival,domestic_truck.gate_in\n\n5,"2\n3"\n',
            "line 3, column 'domestic_truck.gate_in': got '2\\n3', allowed a number of 0 or more",
        ),
        (
            "arrival\n5\n1767225600000\n",  # milliseconds since 1970
            "line 3, column 'arrival': got '1767225600000', allowed a number of 0 or more, and at most "
            "1,000,000,000 min",
        ),
        (
            "arrival,domestic_truck.gate_in\n9,2\n9,1e300\n",
            "line 3, column 'domestic_truck.gate_in': got '1e+300', allowed a number of 0 or more, and at "
            "most 1,000,000,000,000,000 min",
        ),
        ("arrival\n5\ntrue\n", "line 3, column 'arrival': got 'true', allowed a number of 0 or more"),
        ("arrival\ntrue\n", "column 'arrival': got true and false, allowed a number of 0 or more"),
        ("arrival\n1_000\n", "line 2, column 'arrival': got '1_000', allowed a number of 0 or more"),
        (
            f"arrival\n{'9' * 400}\n",
            f"line 2, column 'arrival': got '{'9' * 57}'..., allowed a number of 0 or more",
        ),
        (
            "arrival\n\x1b[2Jgone\n",
            "line 2, column 'arrival': got '\\x1b[2Jgone', allowed a number of 0 or more",
        ),
        ("arrival,\x1b[2Jterminal\n1,2\n", "unknown column '\\x1b[2Jterminal' (nearest: terminal)"),
        ("arrival,arrival\n1,2\n", "column 'arrival' stands twice; remove one"),
        (
            "arrival,vessel_call.board_and_check\n1,2\n",
            "column 'vessel_call.board_and_check' is of vessel, and domestic does not read it; remove it",
        ),
        (
            "arrival,vessel_call.bord_and_check\n1,2\n",
            "unknown column 'vessel_call.bord_and_check' (nearest: vessel_call.board_and_check, of vessel)",
        ),
        ("PAR1\n", "is a Parquet file; name it .parquet"),
        ("PK\x03\x04", "is a workbook or an archive; save its table as CSV"),
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
    assert refusal(lambda: read_log("trucks.csv", port, "domestic", {"urgent": "flag"})) == (
        "demand.domestic.log: trucks.csv: line 3, column 'urgent': got '2', allowed 0 or 1"
    )


def test_a_log_that_is_not_text_is_refused() -> None:
    Path("trucks.csv").write_bytes(b"\xff\xfearrival\n1\n")
    assert refusal(lambda: edited("profile: day}", "profile: day, log: trucks.csv}")) == (
        LOG + "is not text in UTF-8; save the file as UTF-8"
    )


def test_a_log_with_arrivals_and_measured_times_is_taken() -> None:
    scenario = logged("arrival,terminal,domestic_truck.gate_in\n5,north,2\n")()
    assert scenario.baseline.port.demand["domestic"].log == "trucks.csv"
