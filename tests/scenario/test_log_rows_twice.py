"""Rows that stand twice in a log: every reader of it counts them, and says so once."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from logged import GATE
from noted import notes_of
from observed import port

from portsim.claims.measured.file import load_measured
from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.log import read_log
from portsim.study.checks import check_study
from portsim.study.fitting.question import fit
from portsim.study.traces import tell_of_logs

pytestmark = pytest.mark.usefixtures("tiny_folder")
ALL = "all are counted, as two visits can look alike. Take them out of the file if they stand there twice by mistake"


def told(call: Callable[[], object]) -> list[str]:
    return [each for each in notes_of(call) if "same in all columns" in each]


def test_a_log_of_portsims_own_columns() -> None:
    rows = [60.0 * n for n in range(200)]
    pd.DataFrame({"arrival": [*rows[:5], *rows[2:]]}).to_csv("trucks.csv", index=False)
    Path("gate.yaml").write_text(GATE)
    text = f"demand.domestic.log: trucks.csv: 3 rows are the same in all columns as an earlier one (the first: line 7); {ALL}"
    assert told(lambda: tell_of_logs(load("gate.yaml"))) == [text]
    assert told(lambda: fit("gate.yaml", bootstrap=19)) == [text]
    assert len(read_log("trucks.csv", load("gate.yaml").baseline.port, "domestic").arrival) == 203


@pytest.mark.parametrize("file", ["gate.csv", "gate.xlsx", "gate.parquet"])
def test_a_log_with_a_map_goes_by_all_columns_of_its_file(file: str) -> None:
    """Two trucks of one minute are alike in what is read, and differ in their plates."""
    table = pd.DataFrame(
        {
            "Time": ["2026-03-02 06:03", "2026-03-02 06:03", "2026-03-02 06:04", "2026-03-02 06:03"],
            "Plate": ["A1", "B2", "C3", "B2 " if file != "gate.parquet" else "B2"],
            "Way": ["IN", "IN", "OUT", "IN"],
        }
    )
    write = {"gate.csv": table.to_csv, "gate.xlsx": table.to_excel, "gate.parquet": table.to_parquet}[file]
    write(file, index=False)
    log = LogMap.model_validate({"file": file, "columns": {"arrival": "Time"}, "where": {"Way": "IN"}})
    found = read_log(log, load("tiny.yaml").baseline.port, "domestic")
    at = {"gate.csv": "line 5", "gate.xlsx": "row 5", "gate.parquet": "row 4"}[file]
    assert len(found.arrival) == 3
    assert found.again == (
        f"1 row is the same in all columns as an earlier one ({at}); both are counted, as two visits can look "
        "alike. Take it out of the file if it stands there twice by mistake"
    )


def test_boxes_of_a_vessel_are_alike_where_nothing_tells_them_apart() -> None:
    """Events of one case are no visits either."""
    Path("moves.csv").write_text("visit,what,when\n" + "1,in,2026-03-02 06:03\n" * 2)
    log = LogMap.model_validate({"file": "moves.csv", "columns": {"arrival": "in"},
                                 "events": {"case": "visit", "activity": "what", "time": "when"}})  # fmt: skip
    found = read_log(log, load("tiny.yaml").baseline.port, "domestic")
    assert (len(found.arrival), found.again) == (1, "")


def test_what_was_measured() -> None:
    rows = [
        (f"2026-03-{2 + n // 20:02d} {n % 20:02d}:00", f"2026-03-{2 + n // 20:02d} {n % 20:02d}:20")
        for n in range(60)
    ]
    lines = [f"{a},{b},{n}" for n, (a, b) in enumerate(rows)]
    Path("measured.csv").write_text("\n".join(["gate_in,gate_out,ticket", *lines, lines[0], lines[7]]) + "\n")
    Path("observed.yaml").write_text(
        "observed:\n  gate: {stream: domestic, log: {file: measured.csv, columns: {gate_in: gate_in, gate_out: gate_out}}}\n"
    )
    checked = check_study(port())
    assert told(lambda: load_measured(Path("observed.yaml"), checked)) == [
        f"observed.gate.log: measured.csv: 2 rows are the same in all columns as an earlier one (the first: line 62); {ALL}"
    ]
