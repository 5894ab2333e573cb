"""`portsim log inspect`: a last row that is a total is said, and columns of times beside the arrival are."""

from __future__ import annotations

from pathlib import Path

import pytest
from logged import inspected

from portsim.scenario.logs.inspection.paste import yaml_of

HEAD = "plate,arrival,gate_out,weight\n"
ROWS = "".join(f"T{n},2026-03-02 06:0{n},2026-03-02 06:3{n},{20 + n}.5\n" for n in range(3))


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(last: str, head: str = HEAD, rows: str = ROWS) -> list[str]:
    return [each for each in inspected(head + rows + last).odd if "total" in each]


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ("Total,,,", "it says 'Total'"),
        ("Grand total:,,,9", "it says 'Grand total:'"),
        ("合计,3,,", "it says '合计'"),
        ("Summe,,,", "it says 'Summe'"),
        (",,,64.5", "'weight' is the sum of the rows above"),
    ],
)
def test_a_last_row_that_is_a_total_is_said(last: str, why: str) -> None:
    assert told(last) == [
        f"the last row (line 5) looks like a total and no shipment, as {why}: take it out of the file"
    ]


@pytest.mark.parametrize(
    "last",
    [
        "Total,2026-03-02 06:09,2026-03-02 06:39,24.5",  # a haulier of that name
        "T4,2026-03-02 06:09,2026-03-02 06:39,64.5",  # a sum by accident
        "T4,,,24.5",
        ",,,24.5",
    ],
)
def test_a_last_row_that_is_a_shipment_is_none(last: str) -> None:
    assert told(last) == []


def test_numbers_of_nothing_add_up_to_no_total() -> None:
    assert told("D,,0\n", "plate,arrival,late\n", "A,2026-03-02 06:00,0\nB,2026-03-02 06:05,0\n") == []


def test_other_columns_of_times_stand_beside_the_arrival_that_is_proposed() -> None:
    lines = yaml_of(inspected(HEAD + ROWS)).splitlines()
    assert "    arrival: arrival  # a guess; times are in gate_out, too" in lines
    one = yaml_of(inspected("plate,arrival\nA,2026-03-02 06:00\nB,2026-03-02 06:05\n")).splitlines()
    assert "    arrival: arrival" in one


def test_a_booking_or_the_making_of_a_row_is_not_taken_for_the_arrival() -> None:
    head = "created,booking_time,in_lane,left\n"
    row = "2026-03-01 06:00,2026-03-01 09:00,2026-03-02 06:00,2026-03-02 06:30\n"
    lines = yaml_of(inspected(head + row)).splitlines()
    assert "    arrival: in_lane  # a guess; times are in created, booking_time, left, too" in lines


def test_events_say_the_other_columns_of_times_too() -> None:
    rows = "A,IN,2026-03-02 06:00,2026-03-02 06:01\nA,OUT,2026-03-02 06:30,2026-03-02 06:31\n"
    lines = yaml_of(inspected(f"case,activity,time,stored\n{rows}")).splitlines()
    assert (
        "  events: {case: case, activity: activity, time: time}  # a guess; times are in stored, too" in lines
    )
