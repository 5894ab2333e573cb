"""Columns of a log are converted by their type, or refused by name: nanoseconds are never read as minutes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from broken import refusal
from tiny import TINY

from portsim.model.port import Port
from portsim.scenario.load import load
from portsim.scenario.logs.log import Log, read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")
GATE = "domestic_truck.gate_in"
MOMENT = "allowed a number of 0 or more [min], or dates"
TIME = "allowed a number of 0 or more [min], or durations"
WHERE = "demand.domestic.log: trucks.parquet: "
TUESDAY = pd.Timestamp("2026-03-03 01:30")  # the Monday of its week is 2 March


def port() -> Port:
    return load("tiny.yaml").baseline.port


def log_of(arrival: object, **columns: object) -> Log:
    pd.DataFrame({"arrival": arrival, **columns}).to_parquet("trucks.parquet")
    wanted = {GATE: "time", "urgent": "flag", "due": "moment"}
    return read_log("trucks.parquet", port(), "domestic", wanted)  # type: ignore[arg-type]


def moments(*hours: float, zone: str | None = None) -> pd.Series:
    return pd.Series([TUESDAY + pd.Timedelta(hours=h) for h in hours]).dt.tz_localize(zone)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_dates_become_minutes_after_the_monday_of_their_week(unit: str) -> None:
    log = log_of(moments(0, 24.5).astype(f"datetime64[{unit}]"))
    assert log.arrival.tolist() == [1440 + 90, 2880 + 120]
    assert log.clock is not None
    assert (str(log.clock.monday), log.clock.zone) == ("2026-03-02 00:00:00", "")


def test_dates_with_a_zone_go_by_the_clock_of_that_zone() -> None:
    log = log_of(moments(0, 1, zone="Asia/Shanghai"))
    assert log.arrival.tolist() == [1530, 1590]
    assert log.clock is not None
    assert log.clock.zone == "Asia/Shanghai"


def test_a_planned_time_goes_by_the_clock_of_the_arrivals() -> None:
    due = moments(2, zone="Asia/Shanghai").dt.tz_convert("UTC")
    log = log_of(moments(0, zone="Asia/Shanghai"), due=due)
    assert log.columns["due"].tolist() == [1530 + 120]


NUMBERS: list[tuple[str, object]] = [
    ("integers", np.array([30, 90], dtype=np.int32)),
    ("unsigned", np.array([30, 90], dtype=np.uint8)),
    ("half precision", np.array([30, 90], dtype=np.float16)),
    ("nullable", pd.array([30, 90], dtype="Int64")),
    ("arrow", pd.array([30, 90], dtype="int64[pyarrow]")),
    ("text", ["30", " 90 "]),
    ("decimals", [Decimal("30.0"), Decimal("90.0")]),
    ("categories", pd.Categorical([30, 90])),
    ("categories of text", pd.Categorical(["30", "90"])),
    ("durations", pd.to_timedelta([30, 90], unit="min")),
]


@pytest.mark.parametrize("values", [v for _, v in NUMBERS], ids=[name for name, _ in NUMBERS])
def test_numbers_of_every_type_are_minutes(values: object) -> None:
    log = log_of(values, **{GATE: values})
    assert log.arrival.tolist() == log.columns[GATE].tolist() == [30, 90]


FLAGS: list[Sequence[object]] = [[True, False], [1, 0], [1.0, 0.0], ["1", "0"]]


@pytest.mark.parametrize("values", [*FLAGS, pd.array([True, False], dtype="boolean")])
def test_a_trait_may_be_true_and_false(values: object) -> None:
    assert log_of([5, 9], urgent=values).columns["urgent"].tolist() == [1, 0]


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"arrival": [True, False]}, f"column 'arrival': got true and false, {MOMENT}"),
    ({"arrival": [5, 9], GATE: [True, False]}, f"column '{GATE}': got true and false, {TIME}"),
    ({"arrival": [5, 9], GATE: moments(0, 1)}, f"column '{GATE}': got dates, {TIME}"),
    (
        {"arrival": [5, 9], "urgent": pd.to_timedelta([1, 2], unit="s")},
        "column 'urgent': got durations, allowed 0 or 1",
    ),
    (
        {"arrival": [5, 9], "due": moments(0, 1)},
        "column 'due': got dates, but 'arrival' has numbers; give both alike",
    ),
    (
        {"arrival": moments(0, 1), "due": moments(0, 1, zone="UTC")},
        "column 'due' has a time zone and 'arrival' has none; give both alike",
    ),
    ({"arrival": pd.array([5, None], dtype="Int64")}, f"row 2, column 'arrival': got nothing, {MOMENT}"),
    ({"arrival": [TUESDAY, None]}, f"row 2, column 'arrival': got nothing, {MOMENT}"),
    (
        {"arrival": [5, 9], "urgent": pd.array([True, None], dtype="boolean")},
        "row 2, column 'urgent': got nothing, allowed 0 or 1",
    ),
    ({"arrival": [[5], [9]]}, f"row 1, column 'arrival': got a value of type ndarray, {MOMENT}"),
    (
        {"arrival": [TUESDAY.date(), TUESDAY.date()]},
        f"row 1, column 'arrival': got a value of type date, {MOMENT}",
    ),
    (
        {"arrival": pd.to_timedelta([5, -9], unit="min")},
        f"row 2, column 'arrival': got '-1 days +23:51:00', {MOMENT}",
    ),
    ({"arrival": [5, 9], "terminal": [1, 2]}, "row 1, column 'terminal': got '1' (allowed: north)"),
    ({"arrival": [5, 9], "terminal": [1.5, 2]}, "row 1, column 'terminal': got '1.5' (allowed: north)"),
    (
        {"arrival": [5, 9], "terminal": pd.Categorical(["north", None])},
        "row 2, column 'terminal': got nothing (allowed: north)",
    ),
    (
        {"arrival": [5, 9], "terminal": [["north"], ["north"]]},
        "row 1, column 'terminal': got a value of type ndarray (allowed: north)",
    ),
]


@pytest.mark.parametrize(("columns", "message"), REFUSED)
def test_a_type_that_cannot_be_what_is_wanted_is_refused_by_name(
    columns: dict[str, object], message: str
) -> None:
    columns = dict(columns)
    assert refusal(lambda: log_of(columns.pop("arrival"), **columns)) == WHERE + message


def test_terminals_may_be_whole_numbers_or_categories() -> None:
    text = TINY.replace("{north: {title: North", '{"7": {title: North')
    Path("tiny.yaml").write_text(text)
    for terminal in ([7, 7], pd.Categorical(["7", "7"]), pd.array([7, 7], dtype="Int64"), ["7", "7"]):
        assert log_of([5, 9], terminal=terminal).terminal.tolist() == [0, 0]


def test_a_parquet_file_that_is_none_is_refused() -> None:
    Path("trucks.parquet").write_bytes(b"PAR1 and no more")
    message = refusal(lambda: read_log("trucks.parquet", port(), "domestic"))
    assert message.startswith(WHERE + "cannot be read as Parquet: ")


def test_packed_text_is_read_and_its_lines_are_counted() -> None:
    import gzip

    Path("trucks.csv.gz").write_bytes(gzip.compress(b"arrival\n\n5\n"))
    assert read_log("trucks.csv.gz", port(), "domestic").arrival.tolist() == [5]
    Path("trucks.csv.gz").write_bytes(gzip.compress(b"arrival\n\n5\n\nx\n"))
    message = refusal(lambda: read_log("trucks.csv.gz", port(), "domestic"))
    assert message.endswith("trucks.csv.gz: line 5, column 'arrival': got 'x', allowed a number of 0 or more")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00", "cannot be read as .gz: "),
        ("no.csv.xz", b"arrival\n5\n", "cannot be read as .xz: "),
        ("no.csv.bz2", b"arrival\n5\n", "cannot be read as .bz2: "),
        ("a.zip", b"PK", "is an archive; unpack it and give the CSV file"),
        ("a.csv.zst", b"", "is an archive; unpack it and give the CSV file"),
        ("a.xlsx", b"PK", "is a workbook; save its sheet as CSV"),
    ],
)
def test_what_is_no_table_is_refused_with_one_message(name: str, data: bytes, reason: str) -> None:
    Path(name).write_bytes(data)
    message = refusal(lambda: read_log(name, port(), "domestic"))
    assert message.startswith(f"demand.domestic.log: {name}: {reason}")
    assert "\n" not in message
