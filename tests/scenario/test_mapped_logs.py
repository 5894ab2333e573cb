"""A log with a map: any dialect of CSV and other formats give the minutes that a clock on the wall would."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from broken import refusal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import TINY

from portsim.base.errors import ConfigError
from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.log import Log, read_log
from portsim.scenario.scenario import Scenario
from portsim.study.traces import logs_of
from portsim.workload.build import build

pytestmark = pytest.mark.usefixtures("tiny_folder")
GATE = "domestic_truck.gate_in"
FLAG = "domestic_truck.trouble"
MONDAY = "2026-03-02"
ARRIVALS = [6 * 60 + 3.5, 24 * 60 + 7 * 60 + 45]  # Monday 06:03:30 and Tuesday 07:45


def scenario(given: str) -> Scenario:
    old = "profile: day}"
    assert TINY.count(old) == 1
    Path("tiny.yaml").write_text(TINY.replace(old, f"profile: day, log: {given}}}"), encoding="utf-8")
    return load("tiny.yaml")


def read(text: str | bytes, file: str = "gate.csv", /, **keys: object) -> Log:
    Path(file).write_bytes(text.encode() if isinstance(text, str) else text)
    port = load("tiny.yaml").baseline.port
    log = LogMap.model_validate({"file": file, **keys})
    return read_log(log, port, "domestic", {GATE: "time", FLAG: "flag"})


def said(log: Log) -> str:
    assert log.reading is not None
    return log.reading.words()


TIMES = {"columns": {"arrival": "Time", GATE: "Wait"}}


@pytest.mark.parametrize(
    ("text", "keys", "words"),
    [
        ("Time,Wait\n2026-03-02 06:03:30,2.5\n2026-03-03 07:45,3\n", {}, "CSV, UTF-8, separator ','"),
        ("\ufeffTime;Wait\n2026-03-02T06:03:30;2,5\n2026-03-03T07:45;3\n", {}, "UTF-8 with byte order mark"),
        ("Time\tWait\n02.03.2026 06:03:30\t2,5\n03.03.2026 07:45\t3\n", {}, "separator tab"),
        ('Time,Wait\n"02/03/2026 06:03:30","2,5"\n"13/03/2026 07:45","3"\n', {}, "decimal ','"),
        ("Time|Wait\n3/2/2026 6:03:30 AM|2.5\n3/13/2026 7:45 AM|3\n", {}, "separator '|'"),
        ("Time,Wait\n02/03/2026 06:03:30,2.5\n03/03/2026 07:45,3\n", {"day_first": True}, "CSV"),
        ("Time,Wait\n1772431410,0:02:30\n1772523900,0:03:00\n", {}, "CSV"),
        ("Time,Wait\n1772431410000,2.5\n1772523900000,3\n", {}, "CSV"),
        ("Time,Wait\n20260302060330,2.5\n20260303074500,3\n", {}, "CSV"),
        ("Time,Wait\n2-Mar-2026 06:03:30,2.5\n3-Mar-2026 07:45,3\n", {}, "CSV"),
        ("Time,Wait,\n2026-03-02 06:03:30,2.5,\n,,\n\n2026-03-03 07:45,3,\n,,\n", {}, "left out: 2 blank rows"),
        ("Time;Wait\n2026-03-02 06:03:30;2.5;\n2026-03-03 07:45;3;\n", {}, "separator ';'"),
        (" TIME ;wait\n2026-03-02 06:03:30;2.5\n2026-03-03 07:45;3\n", {}, "' TIME ' taken for 'Time'"),
        ("\n\nTime,Wait\n2026-03-02 06:03:30,2.5\n2026-03-03 07:45,3\n", {}, "CSV"),
        ("Time;Wait\n2026-03-02 06:03:30;2,5\n2026-03-03 07:45;3\n".encode("utf-16"), {}, "CSV, UTF-16"),
        ("Time;Wait;方向\n2026-03-02 06:03:30;2,5;进\n2026-03-03 07:45;3;出\n".encode("gbk"), {"encoding": "gbk"}, "GBK"),
        ("Time;Wait;é\n2026-03-02 06:03:30;2,5;é\n2026-03-03 07:45;3;ö\n".encode("latin-1"), {"encoding": "latin-1"}, "ISO8859-1"),
    ],
)  # fmt: skip
def test_every_dialect_gives_the_same_minutes(text: str | bytes, keys: dict[str, object], words: str) -> None:
    log = read(text, **TIMES, **keys)
    later = 10 * 1440 if b"13" in (text if isinstance(text, bytes) else text.encode())[:60] else 0
    assert log.arrival.tolist() == [ARRIVALS[0], ARRIVALS[1] + later]
    assert log.columns[GATE].tolist() == [2.5, 3]
    assert words in said(log)


def test_columns_that_the_map_does_not_name_are_left_alone_and_said() -> None:
    log = read(f"Time,lane,ctr\n{MONDAY} 06:03:30,1,X\n", columns={"arrival": "Time"})
    assert said(log) == "CSV, UTF-8, separator ','; 1 row in the file; columns not read: lane, ctr"


def test_rows_are_chosen_and_terminals_translated() -> None:
    text = f"Time,dir,kind,T\n{MONDAY} 06:03:30,IN,FULL,T1\n{MONDAY} 06:04,OUT,FULL,T1\n{MONDAY} 07:00,IN,EMPTY,NORTH\n"
    where = {"dir": "IN", "kind": ["FULL", "EMPTY"]}
    log = read(text, columns={"arrival": "Time", "terminal": "T"}, where=where, terminals={"T1": "north"})
    assert log.arrival.tolist() == [363.5, 420]
    assert "left out: 1 row whose dir is not IN" in said(log)


def test_a_date_and_a_time_stand_in_two_columns() -> None:
    log = read("D,T\n02/03/2026,06:03:30\n15/03/2026,07:45\n", columns={"arrival": ["D", "T"]})
    assert log.arrival.tolist() == [363.5, 13 * 1440 + 465]


def test_days_of_a_spreadsheet_are_read_where_the_map_says_so() -> None:
    text = "Time\n46083.25\n46084.5\n"  # 2 March 2026 is day 46083
    assert read(text, columns={"arrival": {"column": "Time", "as": "excel_days"}}).arrival.tolist() == [
        360,
        2160,
    ]
    assert "46083.2 to 46084.5 can be days of a spreadsheet or minutes" in refusal(
        lambda: read(text, columns={"arrival": "Time"})
    )


def test_the_run_goes_by_the_clock_of_the_zone() -> None:
    text = "Time\n2026-03-01T22:03:30Z\n2026-03-02T23:45:00Z\n"
    log = read(text, columns={"arrival": "Time"}, time_zone="Asia/Shanghai")
    assert log.arrival.tolist() == ARRIVALS
    assert read(text.replace("Z", "+00:00"), columns={"arrival": "Time"}).clock.zone == "UTC"  # type: ignore[union-attr]
    mixed = "Time\n2026-03-28T12:00:00+01:00\n2026-03-29T12:00:00+02:00\n"
    assert "dates of several offsets from UTC; say time_zone" in refusal(
        lambda: read(mixed, columns={"arrival": "Time"})
    )
    log = read(mixed, columns={"arrival": "Time"}, time_zone="Europe/Amsterdam")
    assert log.arrival.tolist() == [5 * 1440 + 720, 6 * 1440 + 720]


def test_hours_that_come_twice_or_never_follow_a_stated_rule() -> None:
    # clocks in Amsterdam go back on 25 October 2026 at 03:00, and forward on 29 March at 02:00
    measured = {"columns": {"arrival": "A", GATE: {"from": "A", "to": "B"}}, "time_zone": "Europe/Amsterdam"}
    log = read("A,B\n2026-10-25 01:30,2026-10-25 03:30\n", **measured)
    assert log.columns[GATE].tolist() == [180]
    log = read("A,B\n2026-10-25 02:30,2026-10-25 03:30\n", **measured)
    assert log.columns[GATE].tolist() == [120]  # the first 02:30 of the two
    assert "1 date of the hour that comes twice taken for summer time" in said(log)
    log = read("A,B\n2026-03-29 01:30,2026-03-29 02:30\n", **measured)
    assert log.columns[GATE].tolist() == [30]
    assert "1 date of the hour that is left out moved to its end" in said(log)


def test_the_start_is_the_monday_that_is_day_1() -> None:
    text = "Time\n2026-03-01 10:00\n2026-03-02 06:03:30\n2026-03-03 07:45\n"
    log = read(text, columns={"arrival": "Time"}, start=MONDAY)
    assert log.arrival.tolist() == ARRIVALS
    assert "left out: 1 row before 2026-03-02" in said(log)
    with pytest.raises(
        ValueError,
        match="got 2026-03-04, a Wednesday; a run begins on a Monday, as its calendars are weekly: take "
        "2026-03-02 or 2026-03-09",
    ):
        read(text, columns={"arrival": "Time"}, start="2026-03-04")


GATE_LOG = """\
id,type,truck,when,held
1,IN,A,2026-03-02T06:00:00Z,Y
2,IN,B,2026-03-02T06:05:00Z,
3,TROUBLE,B,2026-03-02T06:09:00Z,
4,OUT,A,2026-03-02T06:41:30Z,
5,OUT,B,2026-03-02T07:30:00Z,
6,OUT,B,2026-03-02T08:30:00Z,
"""


def test_an_event_log_gives_a_row_for_each_case_and_measured_times() -> None:
    log = read(
        GATE_LOG,
        events={"case": "truck", "activity": "type", "time": "when"},
        columns={"arrival": "IN", GATE: {"from": "IN", "to": "OUT"}, FLAG: {"filled": "TROUBLE"}},
    )
    assert log.arrival.tolist() == [360, 365]
    assert log.columns[GATE].tolist() == [41.5, 85]
    assert log.columns[FLAG].tolist() == [0, 1]
    assert "1 event of an activity that their case had before" in said(log)


def test_flags_are_the_cells_that_the_map_lists_or_that_are_filled() -> None:
    both = {"arrival": "when", FLAG: {"column": "held", "is": "Y"}}
    assert read(GATE_LOG, columns=both).columns[FLAG].tolist() == [1, 0, 0, 0, 0, 0]
    both = {"arrival": "when", FLAG: {"filled": "held"}}
    assert read(GATE_LOG, columns=both).columns[FLAG].tolist() == [1, 0, 0, 0, 0, 0]


def test_blank_cells_are_refused_or_stand_for_a_number_or_leave_their_row_out() -> None:
    text = "A,B\n2026-03-02 06:00,5\n2026-03-02 06:05,\n"
    columns = {"arrival": "A", GATE: "B"}
    assert refusal(lambda: read(text, columns=columns)) == (
        "demand.domestic.log: gate.csv: line 3, column 'B' (domestic_truck.gate_in): got nothing, allowed a number "
        "of 0 or more [min], or h:mm:ss; say what it stands for (blank: 0), leave such rows out (blanks: leave_out), "
        "or have it drawn (blanks: draw)"
    )
    assert read(text, columns=columns, blanks="leave_out").columns[GATE].tolist() == [5]
    filled = {**columns, GATE: {"column": "B", "blank": 1.5}}
    assert read(text, columns=filled).columns[GATE].tolist() == [5, 1.5]
    port = load("tiny.yaml").baseline.port  # which rows there are does not hang on what is read
    log = LogMap.model_validate({"file": "gate.csv", "columns": columns, "blanks": "leave_out"})
    assert read_log(log, port, "domestic").arrival.tolist() == [360]


def test_blank_times_and_flags_can_be_drawn_and_moments_cannot() -> None:
    text = "A,B,C\n2026-03-02 06:00,5,Y\n2026-03-02 06:05,,N\n2026-03-02 06:10,7,\n"
    columns = {"arrival": "A", GATE: "B", FLAG: "C"}
    log = read(text, columns=columns, blanks="draw")
    assert np.array_equal(log.columns[GATE], [5, np.nan, 7], equal_nan=True)
    assert np.array_equal(log.columns[FLAG], [1, 0, np.nan], equal_nan=True)
    assert said(log) == "CSV, UTF-8, separator ',', 2 blank cells, which are drawn; 3 rows in the file"
    missing = text.replace("2026-03-02 06:05", "")
    assert refusal(lambda: read(missing, columns=columns, blanks="draw")) == (
        "demand.domestic.log: gate.csv: line 3, column 'A' (arrival): got nothing; to leave such rows out and "
        "count them say blanks: leave_out"
    )


def test_what_a_log_leaves_blank_is_what_would_be_drawn_without_it() -> None:
    """The second truck takes the time and the answer that it has where the log has neither column."""
    text = "A,B,C\n2026-03-02 06:00,5,Y\n2026-03-02 06:05,,\n2026-03-02 06:10,7,N\n"
    Path("gate.csv").write_text(text)
    columns = {"arrival": "A", GATE: "B", FLAG: "C"}
    some, none = (
        build(scenario(f"{{file: gate.csv, columns: {own}, blanks: draw}}").baseline, 1440.0, 1, 0).streams[1]
        for own in (columns, {"arrival": "A"})
    )
    step, fork = ("domestic_truck", "gate_in"), ("domestic_truck", "trouble")
    assert some.durations[step][1] == none.durations[step][1] > 0
    assert some.durations[step][[0, 2]].tolist() == [5, 7]
    assert some.chances[fork][1] == none.chances[fork][1]
    assert some.chances[fork][[0, 2]].tolist() == [True, False]


def test_workbooks_parquet_and_xes_are_read_as_csv_is() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    when = pd.to_datetime([f"{MONDAY} 06:03:30", "2026-03-03 07:45:00"])
    for row in (["Time", "Wait", None], [when[0], 2.5, None], [None] * 3, [when[1], 3, None]):
        book.active.append([each.to_pydatetime() if isinstance(each, pd.Timestamp) else each for each in row])
    book.save("gate.xlsx")
    log = read(Path("gate.xlsx").read_bytes(), "gate.xlsx", **TIMES)
    assert (log.arrival.tolist(), log.columns[GATE].tolist()) == (ARRIVALS, [2.5, 3])
    assert said(log) == "workbook, sheet 'Sheet'; 3 rows in the file; left out: 1 blank row"
    wait = pd.to_timedelta([150, 180], unit="s")
    pd.DataFrame({"Time": when.tz_localize("Asia/Shanghai"), "Wait": wait}).to_parquet("gate.parquet")
    log = read(Path("gate.parquet").read_bytes(), "gate.parquet", **TIMES)
    assert (log.arrival.tolist(), log.columns[GATE].tolist()) == (ARRIVALS, [2.5, 3])
    assert log.clock is not None
    assert log.clock.zone == "Asia/Shanghai"


COLUMNS = "columns: {arrival: Time}"
LINE = "tiny.yaml:31:"


@pytest.mark.parametrize(
    ("text", "keys", "message"),
    [
        ("Time\n03/04/2026\n", COLUMNS, "line 2, column 'Time': '03/04/2026' can have the day first or the month, and no "
         "date of the file tells; say day_first: true or false"),
        ("Time\n13/04/2026\n04/13/2026\n", COLUMNS, "line 2, column 'Time': '13/04/2026' has the day first, and line 3, "
         "column 'Time': '04/13/2026' the month; say day_first: true or false"),
        ("Time\n2026-03-02\n\nsoon\n", COLUMNS, "line 4, column 'Time' (arrival): got 'soon', allowed a date (the month "
         "first, where the year is last) or a number [min]"),
        ("Time\n2026-02-30\n", COLUMNS, "line 2, column 'Time' (arrival): got '2026-02-30', allowed a date (the month "
         "first, where the year is last) or a number [min]"),
        ("Tme\n1\n", COLUMNS, "no column 'Time' (nearest: Tme)"),
        ("TIME,time\n1,2\n", COLUMNS, "column 'Time' can be 'TIME' or 'time'; say which"),
        ("Time,x\n1\n", COLUMNS, "line 2: got 1 cell, and the header has 2; is the separator ','?"),
        ("Time,x\n1,2\n\n3,4,5\n", COLUMNS, "line 4: got 3 cells, and the header has 2; is the separator ','?"),
        ("Time,Time\n1,2\n", COLUMNS, "line 1: column 'Time' stands twice; rename one"),
        ("Time\n1\n", "columns: {arival: Time}", "columns name no arrival (is it 'arival'?); the file has Time"),
        ("Time\n1\n", "columns: {arrival: Time, x: Time}", "unknown column 'x' (allowed: arrival, ...)"),
        ("Time,d\n1,in\n2,out\n", f"{COLUMNS}, where: {{d: IN}}", "no row is left whose column 'd' is 'IN' (allowed: in, out)"),
        ("Time\n1\n", f"{COLUMNS}, start: 2026-03-02", "start goes with dates, and arrival has numbers [min]; remove start"),
        ("Time,B\n2026-03-02,2026-03-01\n", "columns: {arrival: Time, domestic_truck.gate_in: {from: Time, to: B}}",
         "line 2, Time to B (domestic_truck.gate_in): got -1440 min, allowed 0 or more; this row ends before it begins: "
         "correct it, or take it out of the file"),
        ("Time,w\n1,\"1,250\"\n", "columns: {arrival: Time, domestic_truck.gate_in: w}", "line 2, column 'w': got '1,250', "
         "and the file does not tell whether the comma is its decimal sign; say decimal: \",\" or thousands: \",\""),
        ("Time,T\n1,t9\n", "columns: {arrival: Time, terminal: T}, terminals: {t9: nroth}",
         "unknown terminal 'nroth' (nearest: north)"),
        ("", COLUMNS, "the file is empty; it needs a header and a row"),
        ("Time\n", COLUMNS, "cannot be read as CSV: there is not one row below the header"),
        ("Time\n2026-03-02 06:00Z\n2026-03-02 07:00\n", COLUMNS, "column 'arrival' has dates with an offset from UTC (line 2), and "
         "others without (line 3); give both alike"),
    ],
)  # fmt: skip
def test_what_a_map_cannot_read_is_one_message_with_both_places(text: str, keys: str, message: str) -> None:
    Path("gate.csv").write_text(text)
    whole = refusal(lambda: scenario(f"{{file: gate.csv, {keys}}}"))
    assert whole.startswith(LINE)
    said = whole.partition(": demand.domestic.log: gate.csv: ")[2]
    begin, more, _ = message.partition("...)")  # not all columns that a stream reads
    assert said.startswith(begin) if more else said == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{file: g.csv, sep: x}", "unknown key 'sep' in demand.domestic.log (allowed: blanks, columns, day_first, "
         "decimal, encoding, events, file, header, separator, sheet, start, terminal, ...)"),
        ("{fil: g.csv}", "unknown key 'fil' in demand.domestic.log (nearest: file)"),
        ("{file: g.csv, time_zone: Asia/Shanghia}", "demand.domestic.log: time_zone: got 'Asia/Shanghia', allowed a zone such as Asia/Shanghai or UTC (nearest: Asia/Shanghai)"),
        ("{file: g.csv, encoding: hex}", "demand.domestic.log: encoding: got 'hex', allowed utf-8, utf-16, latin-1, cp1252, "
         "gbk, gb18030, big5, ..."),
        ("{file: g.csv, columns: {arrival: {from: a}}}", "demand.domestic.log.columns.arrival: from and to go together"),
        ("{file: g.csv, columns: {arrival: {column: a, as: year}}}", "demand.domestic.log.columns.arrival.as: got 'year', "
         "allowed minutes, seconds, hours, days, h:mm, mm:ss, epoch_seconds, epoch_milliseconds, excel_days"),
        ("{file: g.csv}", "demand.domestic.log: g.csv: no such file; give a CSV or Parquet file"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_its_place_in_the_scenario(given: str, message: str) -> None:
    lines = refusal(lambda: scenario(given)).splitlines()
    assert any(line.startswith(LINE) and line.partition(": ")[2] == message for line in lines)


def test_a_file_in_an_unknown_encoding_is_refused_with_what_it_looks_like() -> None:
    Path("gate.csv").write_bytes(
        "Time,方向,集装箱\n2026-03-02,进闸,重箱\n2026-03-03,出闸,空箱\n".encode("gbk")
    )
    message = refusal(lambda: scenario("{file: gate.csv, columns: {arrival: Time}}"))
    assert message.endswith(
        "is not text in UTF-8; it looks like gb18030: say encoding: gb18030, or save it as UTF-8"
    )


def test_facts_and_identity_go_by_the_map_and_the_contents() -> None:
    Path("gate.csv").write_text(f"Time,d\n{MONDAY} 06:03:30,IN\n{MONDAY} 07:00,OUT\n")
    one = scenario("{file: gate.csv, columns: {arrival: Time}}")
    (facts,) = logs_of(one)  # type: ignore[arg-type]
    assert (facts.rows, facts.rows_not_taken, facts.columns) == (2, 0, "arrival: Time")
    assert facts.sentence().endswith(
        "; read as CSV, UTF-8, separator ','; 2 rows in the file; columns not read: d"
    )
    other = scenario("{file: gate.csv, columns: {arrival: Time}, where: {d: IN}}")
    assert one.identity != other.identity  # type: ignore[attr-defined]
    (facts,) = logs_of(other)  # type: ignore[arg-type]
    assert (facts.rows, facts.rows_not_taken) == (1, 1)


CELLS = st.text(st.sampled_from("0123456789.,;:-/ \"'\n\r\tZ+ab方\x00é"), max_size=12)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=4), st.sampled_from(";,\t"), st.sampled_from(["utf-8", "utf-16", "gb18030"]))  # fmt: skip
def test_no_broken_file_gives_more_than_one_message(
    rows: Sequence[Sequence[str]], sign: str, encoding: str
) -> None:
    text = "Time\n" + "\n".join(sign.join(row) for row in rows)
    Path("gate.csv").write_bytes(text.encode(encoding))
    port = PORTS.setdefault("port", load("tiny.yaml").baseline.port) if not PORTS else PORTS["port"]
    try:
        read_log(
            LogMap.model_validate({"file": "gate.csv", "columns": {"arrival": "Time"}}), port, "domestic"
        )  # type: ignore[arg-type]
    except ConfigError as error:
        assert "\n" not in str(error)


PORTS: dict[str, object] = {}


UNREAD = [
    (
        {"columns": {"arrival": "Minute"}, "time_zone": "Asia/Shanghai"},
        "time_zone goes with dates, and arrival has numbers [min]; remove time_zone",
    ),
    (
        {"columns": {"arrival": "Minute"}, "terminals": {"T1": "north"}},
        "terminals translates names, and no column says the terminal; name it under columns, or remove terminals",
    ),
    (
        {"columns": {"arrival": "Minute", "terminal": {"column": "Area", "blank": 0}}},
        "terminal is a name; give a column alone, and what it stands for under terminals",
    ),
    (
        {"columns": {"arrival": "Minute", FLAG: {"column": "Odd", "is": ["Y"], "as": "hours"}}},
        "domestic_truck.trouble is a matter of 0 or 1, without a unit; remove as",
    ),
    (
        {"columns": {"arrival": "Minute", FLAG: {"filled": "Odd", "as": "hours"}}},
        "domestic_truck.trouble is a matter of 0 or 1, without a unit; remove as",
    ),
]


@pytest.mark.parametrize(("keys", "words"), UNREAD)
def test_what_a_map_says_in_vain_is_refused(keys: dict[str, object], words: str) -> None:
    text = "Minute,Area,Odd\n363,north,Y\n"
    assert refusal(lambda: read(text, **keys)) == f"demand.domestic.log: gate.csv: {words}"


def test_an_activity_is_a_moment_without_a_unit() -> None:
    text = "case,what,when\n1,in,2026-03-02 06:03\n"
    events = {"case": "case", "activity": "what", "time": "when"}
    assert read(text, events=events, columns={"arrival": "in"}).arrival.tolist() == [363]
    words = refusal(lambda: read(text, events=events, columns={"arrival": {"column": "in", "as": "hours"}}))
    assert words == "demand.domestic.log: gate.csv: 'in' is an activity; remove as"
