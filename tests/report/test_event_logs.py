"""Event logs: what they hold agrees with the records, and pm4py reads the same."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from worlds import Given, by_hand, flow, play, workload

from portsim.base.errors import PortsimError
from portsim.model.steps import inside, signal, start, travel, visit, wait_until
from portsim.records.records import Records
from portsim.report.logs.as_sqlite import table_names
from portsim.report.logs.dates import dates
from portsim.report.logs.events import events
from portsim.report.logs.export import FORMATS, write_log
from portsim.report.logs.log import Case, Log

# one lane; the second truck comes at 1.5 min and waits until the first is through at 2 min
STEPS = (visit("gate", "work", at_queue="came", at_end="gate_in", counts="check"), travel("drive"))
LINES = [
    ("truck:0", "work", "schedule", "2023-08-07T00:00:00.000+08:00", "t/gate", "came"),
    ("truck:0", "work", "start", "2023-08-07T00:00:00.000+08:00", "t/gate", ""),
    ("truck:0", "work", "complete", "2023-08-07T00:02:00.000+08:00", "t/gate", "gate_in"),
    ("truck:0", "drive", "start", "2023-08-07T00:02:00.000+08:00", "", ""),
    ("truck:0", "drive", "complete", "2023-08-07T00:07:00.000+08:00", "", ""),
    ("truck:1", "work", "schedule", "2023-08-07T00:01:30.000+08:00", "t/gate", "came"),
    ("truck:1", "work", "start", "2023-08-07T00:02:00.000+08:00", "t/gate", ""),
    ("truck:1", "work", "complete", "2023-08-07T00:05:00.000+08:00", "t/gate", "gate_in"),
    ("truck:1", "drive", "start", "2023-08-07T00:05:00.000+08:00", "", ""),
    ("truck:1", "drive", "complete", "2023-08-07T00:10:00.000+08:00", "", ""),
]


def two_trucks(horizon: float = 1000.0) -> Records:
    return by_hand(STEPS, [0, 1.5], {"gate": 1}, work=[2, 3], drive=5, horizon=horizon)


def log(records: Records, **more: object) -> Log:
    return Log(records, dates("2023-08-07", "+08:00"), **more)  # type: ignore[arg-type]


def vessel_and_boxes() -> Records:
    """A vessel that opens at 10 min, and two boxes of it, of which each starts a truck when it is off."""
    vessel = Given([0.0], ("call",), {"sail_in": 10.0})
    box = Given([0.0, 0.0], ("box",), {"lift": [1.0, 2.0], "drive": 4.0}, carrier=[0, 0])
    told = [
        flow("call", travel("sail_in"), signal("open")),
        flow("box", wait_until("open", of="carrier"), visit("crane", "lift"), start("truck")),
        flow("truck", travel("drive")),
    ]
    return play(workload(told, {"vessel": vessel, "box": box}, {"crane": 1}))


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_csv_has_a_row_for_each_event_with_its_date(tmp_path: Path) -> None:
    tally = write_log(log(two_trucks()), tmp_path / "log.csv", "csv")
    keys = ("case", "activity", "lifecycle", "timestamp", "resource", "milestone")
    assert [tuple(row[key] for key in keys) for row in rows(tmp_path / "log.csv")] == LINES
    assert (tally.cases, tally.visits, tally.events) == (2, 4, 10)
    assert str(tally) == "10 events of 4 steps in 2 cases"


@pytest.mark.parametrize("case", ["shipment", "thread"])
def test_a_shipment_and_a_thread_are_called_alike_in_csv_and_xes(tmp_path: Path, case: Case) -> None:
    for format in FORMATS[:2]:
        write_log(log(two_trucks(), case=case), tmp_path / f"log.{format}", format)
    trace, *_ = ElementTree.parse(tmp_path / "log.xes").iterfind("{*}trace")
    said = {each.get("key"): each.get("value") for each in trace}
    thread = {each.get("value") for each in trace.iterfind("{*}event/{*}string[@key='thread']")}
    first = rows(tmp_path / "log.csv")[0]
    assert said["shipment"] == first["shipment"] == "truck:0"
    assert said["concept:name"] == first["case"] == ("truck:0" if case == "shipment" else "truck:0:f")
    assert thread == {first["thread"]} == {"f"}


@pytest.mark.filterwarnings("ignore:Install the optional requirement:UserWarning")
def test_pm4py_reads_the_same_from_xes(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    write_log(log(two_trucks()), tmp_path / "log.xes", "xes", {"concept:name": "Two <trucks> & \x00 more"})
    table = pm4py.read_xes(str(tmp_path / "log.xes"))
    keys = ["case:concept:name", "concept:name", "lifecycle:transition", "org:resource", "milestone"]
    read = [tuple(row) for row in table[keys].fillna("").itertuples(index=False)]
    assert read == [(case, step, edge, where, stamp) for case, step, edge, _, where, stamp in LINES]
    utc = [when.isoformat() for when in table["time:timestamp"]]
    assert utc[:3] == [*["2023-08-06T16:00:00+00:00"] * 2, "2023-08-06T16:02:00+00:00"]
    assert set(table["org:group"].dropna()) == {"t"}


def test_pm4py_reads_objects_and_relations_from_ocel(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    file = tmp_path / "log.jsonocel"
    tally = write_log(log(vessel_and_boxes()), file, "ocel")
    read = pm4py.read_ocel2_json(str(file))
    types = Counter(read.objects["ocel:type"])
    assert types == {"vessel": 1, "box": 2, "thread:call": 1, "thread:box": 2, "thread:truck": 2}
    assert len(read.events) == tally.events
    of = {(row["ocel:oid"], row["ocel:oid_2"]) for _, row in read.o2o.iterrows()}
    assert {("box:1", "vessel:0"), ("box:2", "vessel:0"), ("box:1:truck", "box:1")} <= of
    # the wait for the vessel is an event of the vessel as well, the lift is not
    asked = read.relations[read.relations["ocel:oid"] == "vessel:0"]
    assert Counter(asked["ocel:activity"]) == {"sail_in": 2, "open": 1, "wait_open": 4}


def test_ocel_keeps_the_rules_of_its_format(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    write_log(log(vessel_and_boxes()), file, "ocel")
    found = json.loads(file.read_text(encoding="utf-8"))
    assert set(found) == {"eventTypes", "objectTypes", "events", "objects"}
    ids = [each["id"] for each in (*found["objects"], *found["events"])]
    assert len(ids) == len(set(ids))
    known = {each["id"] for each in found["objects"]}
    for kind, things in (("eventTypes", "events"), ("objectTypes", "objects")):
        declared = {each["name"]: {a["name"] for a in each["attributes"]} for each in found[kind]}
        for each in found[things]:
            assert {a["name"] for a in each["attributes"]} <= declared[each["type"]]
            assert all(isinstance(a["value"], str) for a in each["attributes"])
            assert {r["objectId"] for r in each["relationships"]} <= known


def test_pm4py_reads_the_same_from_sqlite_and_finds_its_schema_kept(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    tally = write_log(log(vessel_and_boxes()), tmp_path / "log.sqlite", "ocel")
    assert write_log(log(vessel_and_boxes()), tmp_path / "log.jsonocel", "ocel") == tally
    kept, broken = ocel20_rel_validation.apply(str(tmp_path / "log.sqlite"))
    assert (len(kept), broken) == (24, [])
    one = pm4py.read_ocel2_sqlite(str(tmp_path / "log.sqlite"))
    other = pm4py.read_ocel2_json(str(tmp_path / "log.jsonocel"))
    assert len(one.events) == tally.events == 17  # counted by hand in the test of cases
    for table, keys in (
        ("events", ["ocel:eid", "ocel:activity", "ocel:timestamp", "lifecycle", "resource"]),
        ("objects", ["ocel:oid", "ocel:type", "terminal"]),
        ("relations", ["ocel:eid", "ocel:oid", "ocel:qualifier"]),
        ("o2o", ["ocel:oid", "ocel:oid_2", "ocel:qualifier"]),
    ):
        read = [
            sorted(map(tuple, getattr(each, table)[keys].fillna("").astype(str).itertuples(index=False)))
            for each in (one, other)
        ]
        assert read[0] == read[1] and read[0], table


def test_sqlite_has_numbers_as_numbers_and_points_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    given = Given([0.0], ("f",), {"work": 2.0, "drive": 5.0}, traits={"has_code": [True]})
    write_log(
        log(play(workload([flow("f", *STEPS)], {"truck": given}, {"gate": 1}))), tmp_path / "a.sqlite", "ocel"
    )
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT ocel_time, visit, block, milestone FROM event_work").fetchall() == [
            ("2023-08-07T00:00:00.000+08:00", 0, 0, "came"),
            ("2023-08-07T00:00:00.000+08:00", 0, 0, None),
            ("2023-08-07T00:02:00.000+08:00", 0, 0, "gate_in"),
        ]
        told = database.execute('SELECT ocel_id, ocel_changed_field, "trait:has_code" FROM object_truck')
        assert told.fetchall() == [("truck:0", None, 1)]
        assert database.execute("SELECT ocel_id FROM object_thread_f").fetchall() == [("truck:0:f",)]


def test_names_of_tables_are_never_the_same_and_never_those_of_the_schema() -> None:
    types = ("gate_in", "Gate in", "gate-IN", "object", "thread:x", "thread_x", "\u95f8\u53e3")
    assert table_names(types, {"object", "map_type"}) == {
        "gate_in": "gate_in",
        "Gate in": "Gate_in_2",
        "gate-IN": "gate_IN_3",
        "object": "object_2",
        "thread:x": "thread_x",
        "thread_x": "thread_x_2",
        "\u95f8\u53e3": "\u95f8\u53e3",
    }


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError("a fault"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_database_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    file = tmp_path / "log.sqlite"
    file.write_text("earlier")

    def failing(*_: object) -> None:
        assert len(list(tmp_path.iterdir())) == 2  # objects are written already
        raise fault

    monkeypatch.setattr("portsim.report.logs.as_sqlite.things", failing)
    with pytest.raises((ZeroDivisionError, PortsimError)) as raised:
        write_log(log(two_trucks()), file, "ocel")
    if isinstance(fault, sqlite3.Error):
        assert str(raised.value) == (
            f"cannot write {file}: database or disk is full; what was there before is unchanged"
        )
    assert file.read_text() == "earlier" and [each.name for each in tmp_path.iterdir()] == ["log.sqlite"]


def test_a_case_can_be_a_carrier_with_all_it_brings_or_a_thread(tmp_path: Path) -> None:
    by_carrier = write_log(log(vessel_and_boxes(), case="carrier"), tmp_path / "a.csv", "csv")
    assert by_carrier.cases == 1 and {row["case"] for row in rows(tmp_path / "a.csv")} == {"vessel:0"}
    write_log(log(vessel_and_boxes(), case="thread"), tmp_path / "b.csv", "csv")
    cases = Counter(row["case"] for row in rows(tmp_path / "b.csv"))
    assert cases == {
        "vessel:0:call": 3,  # start and end of sail_in, the signal
        "box:1:box": 5,  # a wait has no start of service: queued and ended; the lift has all three
        "box:2:box": 5,
        "box:1:truck": 2,
        "box:2:truck": 2,
    }


def test_a_stay_begins_before_and_ends_after_what_is_inside_it() -> None:
    step = inside("berth", (signal("there"), visit("crane", "lift"), signal("off")), label="alongside")
    records = by_hand((step,), [0], {"berth": 1, "crane": 1}, lift=0)
    piece = next(events(log(records)))
    assert [(records.slots[s].label, e) for s, e in zip(piece.slot, piece.edge, strict=True)] == [
        ("alongside", 0),
        ("alongside", 1),
        ("there", 2),
        ("lift", 0),
        ("lift", 1),
        ("lift", 2),
        ("off", 2),
        ("alongside", 2),
    ]


def test_what_has_not_come_at_the_horizon_is_no_event(tmp_path: Path) -> None:
    tally = write_log(log(two_trucks(horizon=4.0)), tmp_path / "log.csv", "csv")
    assert tally.events == 3 + 1 + 2  # the first is on the road, the second in service


def test_streams_counted_days_and_ends_alone(tmp_path: Path) -> None:
    one = write_log(log(vessel_and_boxes(), streams=("vessel",)), tmp_path / "a.csv", "csv")
    assert (one.cases, one.events) == (1, 3)
    ends = write_log(log(two_trucks(), ends=True), tmp_path / "b.csv", "csv")
    assert (ends.visits, ends.events) == (4, 4)
    late = play(workload([flow("f", *STEPS)], {"truck": Given([0, 1.5], lasts={"work": [2, 3], "drive": 5})},
                         {"gate": 1}), window=(1.0, 1000.0))  # fmt: skip
    assert write_log(log(late, counted=True), tmp_path / "c.csv", "csv").cases == 1
    with pytest.raises(PortsimError, match=r"unknown stream 'vesel' \(nearest: vessel\)"):
        log(vessel_and_boxes(), streams=("vesel",))


def test_pieces_hold_whole_cases_whatever_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    records = by_hand(STEPS, list(range(50)), {"gate": 1}, work=0.5, drive=5)
    whole = next(events(log(records)))
    monkeypatch.setattr("portsim.report.logs.events.AT_ONCE", 7)
    pieces = list(events(log(records)))
    assert len(pieces) > 10
    assert all(len(np.unique(piece.case)) * 5 == len(piece.case) for piece in pieces)
    assert np.array_equal(np.concatenate([piece.minute for piece in pieces]), whole.minute)


def test_dates_are_of_a_monday_with_a_zone() -> None:
    assert dates("2023-08-07", "-03:30").text(1440.5) == "2023-08-08T00:00:30.000-03:30"
    with pytest.raises(PortsimError, match="got 2023-08-09, a Wednesday; a run begins on a Monday"):
        dates("2023-08-09")
    with pytest.raises(PortsimError, match="take 2023-08-07 or 2023-08-14"):
        dates("2023-08-09")
    with pytest.raises(PortsimError, match=r"start: got .*today.*, allowed a date such as 2023-08-07"):
        dates("today")
    with pytest.raises(PortsimError, match=r"zone: got .*, allowed hours and minutes ahead of UTC"):
        dates("2023-08-07", "Asia/Shanghai")


def test_a_file_that_cannot_be_written_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log.xes"
    file.write_text("earlier")
    bad = two_trucks()
    monkeypatch.setattr("portsim.report.logs.as_xes._event", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_log(log(bad), file, "xes")
    assert file.read_text() == "earlier" and [each.name for each in tmp_path.iterdir()] == ["log.xes"]
