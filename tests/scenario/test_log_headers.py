"""The line or row with the names of the columns, where an export has titles above it."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path

import pandas as pd
import pytest
import yaml
from broken import refusal
from tiny import TINY

from portsim.base.errors import PortsimError
from portsim.cli.commands import app
from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import Log, read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
REPORT = "Gate moves\n\nprinted;by;the terminal;9\n;;\nTime;Wait\n2026-03-02 06:03;2,5\n2026-03-02 06:08;3\n"
BOOK = [["Gate moves", None], [None, None], ["printed", 9], ["Time", "Wait"], ["2026-03-02 06:03", 2.5]]
SAY = "say the line with the names of the columns"


def read(file: str, **keys: object) -> Log:
    log = LogMap.model_validate({"file": file, "columns": {"arrival": "Time"}, **keys})
    return read_log(log, load("tiny.yaml").baseline.port, "domestic")


def test_the_header_is_where_a_map_says() -> None:
    Path("gate.csv").write_text(REPORT)
    log = read("gate.csv", header=5)
    assert log.arrival.tolist() == [363, 368]
    assert log.reading is not None and log.reading.map == "arrival: Time; header 5"


@pytest.mark.parametrize("packed", ["gate.csv.gz", "gate.csv.xz"])
def test_of_a_packed_file_too_and_lines_are_counted_from_its_begin(packed: str) -> None:
    pack = gzip.compress if packed.endswith("gz") else lzma.compress
    Path(packed).write_bytes(pack(REPORT.replace("06:08", "soon").encode()))
    assert refusal(lambda: read(packed, header=5)).startswith(
        f"demand.domestic.log: {packed}: line 7, column 'Time' (arrival): got '2026-03-02 soon'"
    )


def test_the_row_of_a_workbook_is_that_of_the_sheet() -> None:
    pd.DataFrame(BOOK).to_excel("gate.xlsx", header=False, index=False)
    assert read("gate.xlsx", header=4).arrival.tolist() == [363]
    say = "say the row with the names of the columns"
    where = "demand.domestic.log: gate.xlsx: header:"
    assert refusal(lambda: read("gate.xlsx", header=2)) == f"{where} row 2 has no name in it; {say}"
    assert refusal(lambda: read("gate.xlsx", header=6)) == (
        f"{where} got 6, and sheet 'Sheet1' has 5 rows; {say}"
    )
    assert refusal(lambda: read("gate.xlsx", header=5)).startswith(
        "demand.domestic.log: gate.xlsx: no column 'Time'"
    )


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (8, f"header: got 8, and the file has 7 lines; {SAY}"),
        (2, f"header: line 2 has no name in it; {SAY}"),
        (4, f"header: line 4 has no name in it; {SAY}"),
        (7, "cannot be read as CSV: there is not one row below the header"),
    ],
)
def test_a_header_that_is_none_is_refused(header: int, words: str) -> None:
    Path("gate.csv").write_text(REPORT)
    assert refusal(lambda: read("gate.csv", header=header, columns={"arrival": "2026-03-02 06:08"})) == (
        f"demand.domestic.log: gate.csv: {words}"
    )


def test_a_format_that_names_its_columns_has_no_header() -> None:
    pd.DataFrame({"Time": ["2026-03-02 06:03"]}).to_parquet("gate.parquet")
    assert refusal(lambda: read("gate.parquet", header=1)) == (
        "demand.domestic.log: gate.parquet: header: got 1, and a .parquet file names its columns without "
        "one; remove header"
    )


@pytest.mark.parametrize(
    ("file", "said", "words"),
    [
        (
            "gate.parquet",
            {"sheet": "March"},
            "sheet: got March, and a .parquet file has no sheets; remove sheet",
        ),
        ("gate.csv", {"sheet": "March"}, "sheet: got March, and a .csv file has no sheets; remove sheet"),
        (
            "gate.parquet",
            {"separator": ";"},
            "separator: got ;, and a .parquet file has no signs between its columns; remove separator",
        ),
        (
            "gate.xlsx",
            {"encoding": "gbk"},
            "encoding: got gbk, and a .xlsx file says itself how it is encoded; remove encoding",
        ),
    ],
)
def test_what_is_about_files_of_another_kind_is_refused(file: str, said: dict[str, str], words: str) -> None:
    frame = pd.DataFrame({"Time": ["2026-03-02 06:03"]})
    frame.to_parquet("gate.parquet")
    frame.to_csv("gate.csv", index=False)
    frame.to_excel("gate.xlsx", index=False)
    assert read(file).arrival.tolist() == [363]
    assert refusal(lambda: read(file, **said)) == f"demand.domestic.log: {file}: {words}"


def test_a_scenario_with_a_header_that_is_none_is_refused_at_its_line() -> None:
    Path("gate.csv").write_text(REPORT)
    old = "profile: day}"
    log = "{file: gate.csv, columns: {arrival: Time}, header: HEADER}"
    text = TINY.replace(old, f"profile: day, log: {log}}}")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "HEADER" in each)
    said = {}
    for header in ("0", "9", "five"):
        Path("tiny.yaml").write_text(text.replace("HEADER", header))
        said[header] = refusal(lambda: load("tiny.yaml"))
    assert all(f"tiny.yaml:{line}:" in each for each in said.values())
    assert "header: got 9, and the file has 7 lines" in said["9"]
    assert "header: got 0, allowed 1 or more" in said["0"]
    assert "header: got 'five', allowed a whole number" in said["five"]


def test_log_inspect_takes_it_and_proposes_the_map_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gate.csv").write_text(REPORT)
    pasted = yaml.safe_load(yaml_of(inspect_log("gate.csv", Asked(header=5, guess=True))))["log"]
    assert pasted == {"file": "gate.csv", "header": 5, "columns": {"arrival": "Time"}}
    assert app(["log", "inspect", "gate.csv", "--header", "5"], result_action="return_value") is None
    assert "\n  header: 5\n" in capsys.readouterr().out
    with pytest.raises(PortsimError, match=r"^--header: got 0, allowed 1 or more$"):
        app(["log", "inspect", "gate.csv", "--header", "0"], result_action="return_value")


def test_what_is_said_of_a_file_stands_in_the_map_that_is_proposed() -> None:
    with pd.ExcelWriter("moves.xlsx") as book:
        pd.DataFrame({"Report": ["March"]}).to_excel(book, sheet_name="Cover", index=False)
        pd.DataFrame({"Time": ["2026-03-02 06:00"]}).to_excel(book, sheet_name="Moves", index=False)
    pasted = yaml.safe_load(yaml_of(inspect_log("moves.xlsx", Asked(sheet="Moves", guess=True))))["log"]
    assert pasted == {"file": "moves.xlsx", "sheet": "Moves", "columns": {"arrival": "Time"}}
