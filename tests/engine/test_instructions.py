"""Every field of every instruction, as the engines read them; the numbers of words; lists of any length."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from worlds import flow, lasting, port, stream_of

from portsim.engine.lowering import lower, programs_of
from portsim.engine.program import PRIORITIES, Kind, listing
from portsim.model.calendar import Calendar
from portsim.model.steps import inside, maybe, signal, start, travel, visit, wait_for_next, wait_until, when
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


def test_words_and_priorities_have_the_numbers_that_the_compiled_engine_knows() -> None:
    names = "TRAVEL VISIT ENTER LEAVE BRANCH JUMP WAIT SIGNAL NEXT START END TALLY SENT ROOM"
    assert [(kind.name, int(kind)) for kind in Kind] == list(zip(names.split(), range(14), strict=True))
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
