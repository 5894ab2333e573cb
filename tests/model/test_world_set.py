"""A world takes at a key what fits there, and says what a measure's author has got wrong."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import GATE, flow, lasting, one, port, share, stream_of

from portsim.base.errors import ConfigError
from portsim.model.calendar import Calendar
from portsim.model.place import Breakdown, Place
from portsim.model.sourced import Count, Time
from portsim.model.steps import when
from portsim.model.world import World

DAY = Calendar(hours=(("08:00", "16:00"),), source="user")


@pytest.fixture
def world() -> World:
    given = port(
        {"work": lasting("1 min")},
        {"truck": stream_of(100)},
        calendars={"day": DAY},
        traits={"coded": {"share": share(0.5), "of": ("truck",)}},
    )
    steps = (GATE, when("coded", (), label="fork"))
    return World(given, {"f": flow("f", *steps)}).written_by("trial")


def test_a_new_part_and_one_in_place_of_another_are_logged(world: World) -> None:
    hours = Breakdown(between=lasting("9 h"), repair=lasting("30 min", "constant"))
    changed = (
        world.set("places.gate.lanes", one(3))
        .set("places.gate.breakdown", hours)
        .set("places.yard", Place(servers=one(7), noun="berths"))
        .set("tasks.work", lasting("9 min", "erlang", k=2))
    )
    assert [str(change) for change in changed.changes] == [
        "places.gate.lanes: 1 -> 3 (trial)",
        "places.gate.breakdown: none -> fails after exponential 9 h, repaired in constant 30 min (trial)",
        "places.yard: none -> 7 berths (trial)",
        "tasks.work: exponential 1 min -> erlang, mean 9 min (trial)",
    ]
    assert changed.port.places["gate"].servers.value == 3
    assert world.port.places["gate"].servers.value == 1, "the given world is never changed"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("places.gate.lanes", 15, "got 15, allowed a part of the port, such as a count"),
        ("places.gate.lanes", share(0.5), "got a share, allowed a count"),
        ("tasks.work", one(3), "got a count, allowed a random time"),
        ("places.yard", lasting("1 h"), "got a random time, allowed a place"),
    ],
)
def test_a_part_of_another_kind_is_a_bug_of_the_measure(
    world: World, key: str, value: Any, message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        world.set(key, value)
    assert str(caught.value) == f"{key}: {message}"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (
            "demand.truck.before_start",
            Time(value="2 h", source="user"),
            "demand.truck.before_start: got 2 h; before_start needs planned or taken_by: what is still due "
            "at the start?",
        ),
        (
            "places.gate.desks",
            one(3),
            "places.gate.desks: unknown key 'desks' (allowed: as_at, as_carrier_at, at, blocks, breakdown, "
            "calendar, holds, in_turn, lanes, like, mode, serves)",
        ),
        ("places.gte.lanes", one(3), "places.gte.lanes: unknown key 'gte' (nearest: gate)"),
        ("place", one(3), "place: unknown key 'place' (nearest: places)"),
        ("places.gate.calendar.x", one(3), "places.gate.calendar.x: unknown key 'x' (none are defined)"),
        (
            "calendars.day.but_for",
            DAY,
            "calendars.day.but_for: set the number as a whole, for its source is that of all its figures",
        ),
    ],
)
def test_what_does_not_fit_is_refused(world: World, key: str, value: Any, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        world.set(key, value)
    assert str(error.value) == message


def test_only_a_fork_by_traits_or_hours_is_narrowed(world: World) -> None:
    assert world.narrow("f", "fork", "day").changes[-1].new == "coded and day"
    with pytest.raises(TypeError, match=r"^flow f: 'work' is a visit and no fork; narrow takes a `when`$"):
        world.narrow("f", "work", "day")
    with pytest.raises(ConfigError, match=r"^trial: unknown flow 'g' \(allowed: f\)$"):
        world.narrow("g", "fork", "day")
    with pytest.raises(ConfigError, match=r"^trial: unknown flow 'g' \(allowed: f\)$"):
        world.branch("g", "fork", "coded")


def test_counts_differ_by_terminal(world: World) -> None:
    changed = world.set("places.gate.lanes", Count(value={"t": 4}, source="user"))
    assert changed.port.places["gate"].servers.at("t") == 4
    assert changed.changes[-1].new == "t=4"
