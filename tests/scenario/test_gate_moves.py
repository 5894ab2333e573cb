"""Gate moves that EDIFACT reports (CODECO): the rows, what is said of the rest, visits of trucks, their runs."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from broken import refusal
from gate_moves import BY_RAIL, COLUMNS, DAY, FULL_IN, HEAD, IMPORT_OUT, ROWS, interchange, message

from portsim.model.log_map import LogMap
from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked, Cells
from portsim.scenario.logs.cells.edifact_dates import written
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.cells.truck_visits import truck_visits
from portsim.scenario.logs.inspection.inspect import inspect_log
from portsim.scenario.logs.inspection.paste import yaml_of
from portsim.scenario.logs.log import read_log

pytestmark = pytest.mark.usefixtures("tiny_folder")


def cells(text: str, name: str = "moves.edi") -> Cells:
    Path(name).write_text(text)
    return read_cells(name, Asked(), name)


def column(found: Cells, name: str) -> list[str | None]:
    return list(found.columns[name].to_pylist())


def test_each_container_is_a_row() -> None:
    found = cells(DAY)
    assert list(zip(*(column(found, name) for name in COLUMNS), strict=True)) == ROWS
    assert column(found, "booking") == ["3048413690", None, None, None, None, None]
    assert column(found, "reference") == [None, None, None, "7788", None, None]
    assert column(found, "haulier")[0] == "O'NEIL"
    assert (column(found, "vessel")[0], column(found, "voyage")[0]) == ("MAGNAVIA", "055N")
    assert (column(found, "line")[0], column(found, "place")[0]) == ("OOL", "PHMNL")
    assert column(found, "reported")[3] == "2026-03-02 12:00"
    assert column(found, "train_or_barge")[4] == "W77"
    assert column(found, "document") == ["D1", "D2", "D2", "D3", None, "D5"]
    assert set(column(found, "sender")) == {"MICT"}


def test_what_is_read_and_what_is_not_is_said() -> None:
    # one stay: AB2 from 07:00 to 07:52; AB1 comes and, 1,441 minutes later, another AB1 goes
    assert cells(DAY).said == (
        "EDIFACT, UTF-8; messages: 4 CODECO D.95B, 1 CODECO D.00B, not read: 1 COARRI, 1 APERAK; visits of trucks: "
        "1 in and out (P50 52 min, P95 52 min, longest 52 min), 1 in alone, 1 out alone; moves without a truck: 1"
    )


def test_a_row_stands_at_the_segment_of_its_container() -> None:
    found = cells(DAY)  # UNA is no segment; UNB is the first, M1 has 16 and M2 begins with the 18th
    assert [found.at(row) for row in range(3)] == ["segment 6", "segment 22", "segment 24"]


@pytest.mark.parametrize(
    "text",
    [
        DAY.replace("\n", ""),
        DAY.replace("\n", "\r\n"),
        "\ufeff\n" + DAY + "\x1a",
        DAY.replace("'\n", "'\n\n  "),
        DAY.removeprefix("UNA:+.? '\n"),
    ],
    ids=["one line", "as on Windows", "mark and end of file", "blanks", "without UNA"],
)
def test_lines_and_blanks_part_nothing(text: str) -> None:
    found = cells(text)
    assert list(zip(*(column(found, name) for name in COLUMNS), strict=True)) == ROWS


def test_lines_cut_at_eighty_signs_are_put_together() -> None:
    flat = DAY.replace("\n", "")
    found = cells("\n".join(flat[k : k + 80] for k in range(0, len(flat), 80)))
    assert column(found, "container") == [row[0] for row in ROWS]


def test_other_signs_are_those_of_una() -> None:
    other = DAY.removeprefix("UNA:+.? '\n").replace("O?'NEIL", "O'NEIL")
    other = other.translate(str.maketrans({"'": "~", "+": "|", ":": "^"})).replace("O~NEIL", "O\\~NEIL")
    found = cells("UNA^|.\\ ~" + other)
    assert column(found, "container") == [row[0] for row in ROWS]
    assert column(found, "haulier")[0] == "O~NEIL"


def test_files_put_one_after_the_other_are_read_through() -> None:
    found = cells(interchange(FULL_IN) + interchange(IMPORT_OUT))
    assert column(found, "container") == ["TGHU1643396", "TGHU0000004"]
    assert "UNZ" not in found.said


def test_a_move_that_is_replaced_or_cancelled_is_not_counted() -> None:
    later = FULL_IN.replace("BGM+34+D1+9", "BGM+34+D9+5").replace("0603:203", "0611:203")
    cancelled = IMPORT_OUT.replace("BGM+36+D3+9", "BGM+36+D8+1")
    nowhere = BY_RAIL.replace("BGM+36++9", "BGM+36++5")
    found = cells(interchange(FULL_IN, IMPORT_OUT, later, cancelled, nowhere))
    assert column(found, "container") == ["TGHU1643396", "TGHU0000005"]
    assert column(found, "time") == ["2026-03-02 06:11", "2026-03-02 09:00"]
    assert (
        "; moves replaced: 1; moves cancelled: 1; corrections of moves that are not there: 1; " in found.said
    )


def test_what_does_not_fit_is_said() -> None:
    chassis = message(
        "EQD+CN+TGHU1643396+22G1", "DTM+7:202603020603:203", "EQD+CH+X1", "DTM+7:202603020700:203"
    )
    status = FULL_IN.replace("BGM+34", "BGM+35")
    found = cells(f"{HEAD}{chassis}{status.replace('UNT+16', 'UNT+61')}UNZ+1+17'\n{HEAD}{FULL_IN}")
    assert found.said.split("; ")[2:-2] == [
        "not read: equipment that is no container (1 CH)",
        "moves of documents that are neither gate-in (34) nor gate-out (36): 1 document 35",
        "UNT counts other segments than there are (1, the first at segment 24)",
        "UNZ counts other messages than there are (1, the first at segment 25)",
        "an interchange without UNZ at its end, as one that is cut off (1, the first at segment 42)",
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("202603020603", "203", "2026-03-02 06:03"),
        ("20260302060359", "204", "2026-03-02 06:03:59"),
        ("2603020603", "201", "2026-03-02 06:03"),
        ("9903020603", "201", "1999-03-02 06:03"),
        ("20260302", "102", "2026-03-02"),
        ("202603020603UTC", "303", "2026-03-02 06:03Z"),
        ("202603020603+08", "303", "2026-03-02 06:03+08:00"),
        ("202603020603-0330", "205", "2026-03-02 06:03-03:30"),
        ("202603020603CST", "303", "202603020603CST (format 303)"),
        ("0603", "401", "0603 (format 401)"),
        ("2026030206", "203", "2026030206 (format 203)"),
        ("2026-03-02 06:03", "203", "2026-03-02 06:03 (format 203)"),
        ("", "203", ""),
    ],
)
def test_dates_are_written_as_any_reader_knows_them(value: str, form: str, text: str) -> None:
    assert written(value, form) == text


def test_moves_of_a_truck_are_put_together() -> None:
    # of A: in 0, in 8 (with it), out 60, out 70 (with it), out 81 (11 later), in 100, in 111 (11 later), out 1551
    # (a day after 111), in 2000, out 3441 (a day and a minute); of B, at the same times, nothing but an out at 60
    minutes = [0, 8, 60, 70, 81, 100, 111, 1551, 2000, 3441, 60]
    ways = ["in", "in", "out", "out", "out", "in", "in", "out", "in", "out", "out"]
    when = np.datetime64("2026-03-02T00:00", "us") + np.array(minutes, dtype="timedelta64[m]")
    found = truck_visits([*"A" * 10, "B"], ways, when)
    assert found.visit.tolist() == [1, 1, 1, 1, 2, 3, 4, 4, 5, 6, 7]
    assert found.says == ("in and out", "out", "in", "in and out", "in", "out", "out")
    assert found.stays.tolist() == [60, 1440]


def test_the_order_in_the_file_does_not_matter_to_visits() -> None:
    when = np.datetime64("2026-03-02T00:00", "us") + np.array([50, 10, 50, 0], dtype="timedelta64[m]")
    found = truck_visits(["A", "A", "A", None], ["out", "in", "in", "in"], when)
    assert found.visit.tolist() == [1, 2, 1, 3]  # at minute 50 the move in goes first
    assert found.stays.tolist() == [0]


def as_a_log(**said: object) -> list[float]:
    log = LogMap.model_validate({"file": "moves.edi", "terminals": {"N1": "north", "PHMNL": "north"}, **said})
    return [float(each) for each in read_log(log, load("tiny.yaml").baseline.port, "domestic").arrival]


def test_moves_and_visits_become_arrivals() -> None:
    Path("moves.edi").write_text(DAY)
    moves = {"columns": {"arrival": "time", "terminal": "terminal"}}
    assert as_a_log(**moves, where={"direction": "in"}) == [363, 420, 424]  # 06:03, 07:00, 07:04
    assert as_a_log(**moves, where={"mode": "rail"}) == [540]
    visits = {"case": "visit", "activity": "direction", "time": "time"}
    arrival = {"arrival": "in", "terminal": "terminal"}
    assert as_a_log(events=visits, columns=arrival, where={"visit_moves": "in and out"}) == [420]
    assert as_a_log(events=visits, columns=arrival, where={"direction": "in"}) == [363, 420]  # a truck a row


def test_the_stay_of_a_visit_is_a_time_of_a_step() -> None:
    Path("moves.edi").write_text(DAY)
    log = LogMap.model_validate({
        "file": "moves.edi",
        "events": {"case": "visit", "activity": "direction", "time": "time"},
        "where": {"visit_moves": "in and out"},
        "columns": {"arrival": "in", "domestic_truck.gate_in": {"from": "in", "to": "out"}},
    })  # fmt: skip
    found = read_log(log, load("tiny.yaml").baseline.port, "domestic", {"domestic_truck.gate_in": "time"})
    assert found.columns["domestic_truck.gate_in"].tolist() == [52]
    assert found.reading is not None
    assert "left out: 3 rows whose visit_moves is not in and out" in found.reading.words()


def test_what_is_proposed_can_be_pasted() -> None:
    Path("moves.edi").write_text(DAY)
    text = yaml_of(inspect_log("moves.edi", Asked(guess=True)))
    proposed = yaml.safe_load(text)["log"]
    assert proposed == {
        "file": "moves.edi",
        "events": {"case": "visit", "activity": "direction", "time": "time"},
        "columns": {"terminal": "terminal"},
    }
    everyone = as_a_log(**proposed)
    both = yaml.safe_load("\n".join(line.strip().removeprefix("# ") for line in text.splitlines()[-2:]))
    del both["columns"]["FLOW.LABEL"]
    assert as_a_log(**{**proposed, **both}) == [420]
    moves = [363, 420, 424, 472, 540, 1804]  # the last on Tuesday 06:04
    assert as_a_log(columns={"arrival": "time", "terminal": "terminal"}) == moves
    assert everyone == [363, 420, 540, 1804]  # AB1, AB2, the train and AB1 once more


def test_without_one_date_a_comment_stands_where_the_time_would() -> None:
    Path("moves.edi").write_text(interchange(FULL_IN.replace("202603020603", "202602300603")))
    text = yaml_of(inspect_log("moves.edi", Asked(guess=True)))  # 30 February; the booking is no moment
    comment = "  # events: {case: visit, activity: direction, time: COLUMN}  # no column looks like the time"
    assert comment in text.splitlines()
    assert "    # arrival: no column looks like one" in text.splitlines()
    assert yaml.safe_load(text)["log"] == {"file": "moves.edi", "columns": {"terminal": "terminal"}}


def test_of_moves_without_trucks_each_is_a_row() -> None:
    Path("moves.edi").write_text(interchange(FULL_IN.replace("AB1", "")))
    text = yaml_of(inspect_log("moves.edi", Asked(guess=True)))
    proposed = yaml.safe_load(text)["log"]
    assert proposed == {"file": "moves.edi", "columns": {"arrival": "time", "terminal": "terminal"}}
    assert "# so each row is a box, on its way in or out, as no move names its truck" in text


def test_a_move_without_a_date_is_told_with_its_place() -> None:
    where = "demand.domestic.log: moves.edi: segment"
    Path("moves.edi").write_text(interchange(message("EQD+CN+A", "DTM+7:0603:401")))
    assert refusal(lambda: as_a_log(columns={"arrival": "time"}, terminals={})) == (
        f"{where} 4, column 'time' (arrival): got '0603 (format 401)', allowed a date (the month first, where the "
        "year is last) or a number [min]"
    )
    Path("moves.edi").write_text(
        interchange(message("EQD+CN+A", "DTM+7:202603020603:203", "EQD+CN+B", "TMD+3"))
    )
    assert refusal(lambda: as_a_log(columns={"arrival": "time"}, terminals={})) == (
        f"{where} 6, column 'time' (arrival): got nothing; to leave such rows out and count them say blanks: leave_out"
    )
    assert as_a_log(columns={"arrival": "time"}, terminals={}, blanks="leave_out") == [363]
