"""Every field of every instruction, as the engines read them; the numbers of words; lists of any length."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from worlds import flow, lasting, port, stream_of

from portsim.engine.lowering import lower, programs_of
from portsim.engine.program import PRIORITIES, Gathered, Kind, listing
from portsim.model.at_sites import with_sites
from portsim.model.calendar import Calendar
from portsim.model.other_site import OtherSite
from portsim.model.steps import (
    if_room,
    inside,
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_all,
    wait_for_next,
    wait_until,
    when,
    when_sent,
)
from portsim.model.world import World
from portsim.records.visits import Slot

BLANK = {
    "slot": -1,
    "place": "",
    "priority": 1,
    "column": ("", ""),
    "traits": (),
    "calendars": (),
    "chance": False,
    "target": -1,
    "signal": -1,
    "owner": "shipment",
    "dispatch": "",
    "thread": -1,
    "than": "",
    "of": "",
}
TRUCK = flow(
    "truck",
    inside("tractor", (visit("crane", "lift", priority="low"),), priority="urgent"),
    maybe("lost", (travel("ask"),), orelse=(start("box"),)),
    when(("coded", "desk_hours"), (signal("called"), signal("released"))),
    wait_until("released", of="carrier"),
    wait_for_next("shift"),
)
EXPECTED = [
    (2, {"slot": 0, "place": "tractor", "priority": 0}),
    (1, {"slot": 1, "place": "crane", "priority": 2, "column": ("truck", "lift")}),
    (3, {"slot": 0, "place": "tractor"}),
    (4, {"column": ("truck", "lost"), "chance": True, "target": 6}),
    (0, {"slot": 2, "column": ("truck", "ask")}),
    (5, {"target": 7}),
    (9, {"thread": 1}),
    (4, {"traits": ("coded",), "calendars": ("desk_hours",), "target": 10}),
    (7, {"slot": 3, "signal": 0}),
    (7, {"slot": 4, "signal": 1}),
    (6, {"slot": 5, "signal": 1, "owner": "carrier"}),
    (8, {"slot": 6, "dispatch": "shift"}),
    (10, {}),
]


def test_the_fields_of_each_instruction() -> None:
    programs = lower(
        {"van": ("truck",)}, {"truck": TRUCK, "box": flow("box", travel("haul"))}, ["desk_hours"]
    )
    rows, box = programs.tables["van"]
    assert [asdict(row) for row in rows] == [{"kind": kind, **BLANK, **own} for kind, own in EXPECTED]
    assert [asdict(row) for row in box] == [
        {"kind": 0, **BLANK, "slot": 7, "column": ("box", "haul")},
        {"kind": 10, **BLANK},
    ]
    assert programs.slots[1] == Slot("van", "truck", "lift", "crane")
    assert programs.slots[7] == Slot("van", "box", "haul", "")
    assert programs.signals == ("called", "released")


BOX = flow(
    "box",
    signal("off"),
    if_room("gate", (travel("road"),), orelse=(signal("away"),)),
    when_sent("off", (travel("home"),)),
)
WAITING = {
    "call": flow("call", wait_for_all("off"), wait_for_all("aboard")),
    "papers": flow("papers", wait_for_all("off")),
    "box": BOX,
}
BEGUN = {"vessel": ("call",), "note": ("papers",), "box": ("box",)}


def test_who_waits_for_all_has_a_signal_of_its_own_that_each_of_them_counts_down() -> None:
    """The vessel carries the box; the note declares others."""
    programs = lower(BEGUN, WAITING, owners={"vessel": (), "note": (), "box": ("vessel",)})
    assert programs.gathered == (
        Gathered(0, "vessel", "off"),
        Gathered(1, "vessel", "aboard"),
        Gathered(2, "note", "off"),
    )
    own = ("off of all, for vessel", "aboard of all, for vessel", "off of all, for note")
    assert programs.signals == (*own, "off", "away")
    (call,), (papers,), (box,) = (programs.tables[stream] for stream in BEGUN)
    assert [(row.kind, row.slot, row.signal) for row in call] == [(6, 0, 0), (6, 1, 1), (10, -1, -1)]
    assert [(row.kind, row.slot, row.signal) for row in papers] == [(6, 2, 2), (10, -1, -1)]
    assert [asdict(row) for row in box[:3]] == [
        {"kind": 7, **BLANK, "slot": 3, "signal": 3},
        {"kind": 11, **BLANK, "signal": 0, "of": "vessel"},
        {"kind": 13, **BLANK, "place": "gate", "target": 5},
    ]
    assert asdict(box[6]) == {"kind": 12, **BLANK, "signal": 3, "target": 8}


def test_where_nobody_says_who_carries_whom_all_who_wait_are_counted_down() -> None:
    (box,) = lower(BEGUN, WAITING).tables["box"]
    assert [(row.signal, row.of) for row in box if row.kind == Kind.TALLY] == [(0, "vessel"), (2, "note")]


def test_the_words_that_look_at_others_are_listed() -> None:
    programs = lower(BEGUN, WAITING, owners={"vessel": (), "note": (), "box": ("vessel",)})
    assert listing("box", programs) == (
        "box, as box runs it:\n"
        "0  signal off\n"
        "1  tally  one more of off of all, for vessel\n"
        "2  room   room at gate, otherwise go to 5\n"
        "3  travel road\n"
        "4  jump   go to 6\n"
        "5  signal away\n"
        "6  sent   off was sent, otherwise go to 8\n"
        "7  travel home\n"
        "8  end"
    )


def test_a_choice_by_queue_is_made_once_and_remembered() -> None:
    """At the first visit of a choice; who has chosen before goes on at row 7."""
    site = OtherSite(instead={"gate": "far_gate"}, shortest_queue="gate")
    flows = with_sites({"f": flow("f", visit("gate", "work"))}, {"far": site})
    assert listing("f", lower({"van": ("f",)}, flows)) == (
        "f, as van runs it:\n"
        " 0  sent   has chosen among far was sent, otherwise go to 2\n"
        " 1  jump   go to 7\n"
        " 2  mark   has chosen among far\n"
        " 3  branch far, otherwise go to 7\n"
        " 4  fewer  a shorter queue at far_gate than at gate, otherwise go to 7\n"
        " 5  mark   goes to far\n"
        " 6  jump   go to 7\n"
        " 7  sent   goes to far was sent, otherwise go to 10\n"
        " 8  visit  work: one server of far_gate, normal\n"
        " 9  jump   go to 11\n"
        "10  visit  work: one server of gate, normal\n"
        "11  end"
    )


def test_words_and_priorities_have_the_numbers_that_the_compiled_engine_knows() -> None:
    names = "TRAVEL VISIT ENTER LEAVE BRANCH JUMP WAIT SIGNAL NEXT START END TALLY SENT ROOM FEWER MARK"
    assert [(kind.name, int(kind)) for kind in Kind] == list(zip(names.split(), range(16), strict=True))
    assert PRIORITIES == ("urgent", "normal", "low")


def test_a_world_tells_its_calendars_of_hours_from_its_traits() -> None:
    calendars = {
        "desk_hours": Calendar(hours=(("08:00", "16:00"),), source="user"),
        "shift": Calendar(departures=("08:00",), source="user"),
    }
    made = port(
        {"lift": lasting("1 min"), "ask": lasting("1 min")},
        {"van": stream_of(1, ("truck",))},
        calendars=calendars,
    )
    world = World(made, {"truck": TRUCK, "box": flow("box", signal("gone"))})
    (fork,) = (row for row in programs_of(world).tables["van"][0] if row.traits)
    assert (fork.traits, fork.calendars) == (("coded",), ("desk_hours",))


@pytest.mark.parametrize(("steps", "first"), [(9, "0  travel t0"), (10, " 0  travel t0")])
def test_the_rows_of_a_list_stand_below_one_another(steps: int, first: str) -> None:
    """Nine steps and the end are rows 0 to 9; with a tenth step there is a row 10."""
    made = flow("f", *(travel(f"t{number}") for number in range(steps)))
    lines = listing("f", lower({"van": ("f",)}, {"f": made})).splitlines()
    assert lines[1] == first and lines[-1] == f"{steps}  end"
