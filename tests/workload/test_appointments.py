"""Appointments move the time to come: early, late, not at all, again, or as a walk-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from slotted import DAY, PLANNED, SIX, USER, booked, booking, by_hour, drawn, hours, off
from worlds import share, stream_of

from portsim.model.demand import Demand
from portsim.model.place import Terminal
from portsim.workload.build import Stream

LogOf = Callable[..., dict[str, Demand]]


@pytest.fixture
def at(tmp_path: Path) -> LogOf:
    """The stream of trucks that a log says come at these minutes, with what else stands in the log."""

    def stream(minutes: Sequence[float], **columns: Sequence[object]) -> dict[str, Demand]:
        names = ["arrival", *columns]
        rows = sorted(zip(minutes, *columns.values(), strict=True))
        lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "log.csv").write_text("\n".join(lines) + "\n")
        return {"trucks": stream_of(100, log=str(tmp_path / "log.csv"))}

    return stream


def test_twelve_wishes_at_ten_an_hour_are_ten_and_two_in_the_next(at: LogOf) -> None:
    """By a log that says when trucks want to come: 06:31 to 06:42."""
    wished = [SIX + 31 + n for n in range(12)]
    trucks = drawn(at(wished), booking(10))["trucks"]
    assert by_hour(trucks.arrival) == {6: 10, 7: 2}
    assert trucks.arrival[:10].tolist() == wished[:10]
    assert booked(trucks).wished.tolist() == wished
    assert booked(trucks).opens.tolist() == [SIX] * 10 + [SIX + 60] * 2
    assert booked(trucks).closes.tolist() == [SIX + 60] * 10 + [SIX + 120] * 2


def test_who_moves_comes_at_any_time_in_the_zone(at: LogOf) -> None:
    trucks = drawn(at([SIX + 59.0] * 1000), booking({"06:00-07:00": 1, "07:00-08:00": 999}))["trucks"]
    moved = trucks.arrival[1:]
    assert trucks.arrival[0] == SIX + 59 and ((moved >= SIX + 60) & (moved < SIX + 120)).all()
    assert moved.mean() == pytest.approx(SIX + 90, abs=2)  # even over an hour: standard error 0.55 min
    assert moved.std() == pytest.approx(60 / 12**0.5, abs=1)


def test_zones_of_two_hours_that_begin_each_hour(at: LogOf) -> None:
    """Thirty wishes at 06:20: 06-08 and 05-07 hold it, 04-06 closes 20 min before, 07-09 opens 40 after."""
    trucks = drawn(at([SIX + 20.0] * 30), booking(10, zone=hours("2 h")))["trucks"]
    opens = booked(trucks).opens
    assert opens.tolist() == [SIX] * 10 + [SIX - 60] * 10 + [SIX - 120] * 10
    assert (booked(trucks).closes - opens == 120).all()
    assert (trucks.arrival[:20] == SIX + 20).all()
    assert ((trucks.arrival[20:] >= SIX - 120) & (trucks.arrival[20:] < SIX)).all()


def test_who_is_early_waits_until_the_zone_opens_or_enters_at_once(at: LogOf) -> None:
    early, wished = off(1, "10 min"), [SIX + 5, SIX + 50]
    waits = drawn(at(wished), booking(early=early))["trucks"]
    enters = drawn(at(wished), booking(early=early, early_trucks="enter"))["trucks"]
    assert waits.arrival.tolist() == [SIX, SIX] and enters.arrival.tolist() == [SIX - 10, SIX - 10]
    first = drawn(at([5.0]), booking(early=early, early_trucks="enter"))["trucks"]
    assert first.arrival.tolist() == [0.0]  # none comes before the run


def test_who_is_late_comes_after_the_zone_has_closed(at: LogOf) -> None:
    trucks = drawn(at([SIX + 5, SIX + 50]), booking(late=off(1, "7 min")))["trucks"]
    assert trucks.arrival.tolist() == [SIX + 67, SIX + 67]


def test_shares_of_early_and_late_trucks_and_all_others_on_time(at: LogOf) -> None:
    given = booking(4000, early=off(0.2, "7 min"), late=off(0.3, "7 min"), early_trucks="enter")
    arrival = drawn(at([SIX + 30.0] * 4000), given)["trucks"].arrival
    shares = [float((arrival == minute).mean()) for minute in (SIX - 7, SIX + 30, SIX + 67)]
    assert shares == pytest.approx([0.2, 0.5, 0.3], abs=0.03)  # four standard errors


def test_a_no_show_comes_once_in_the_next_free_slot_after_it_has_rebooked(at: LogOf) -> None:
    """Both miss 06-07 and ask again at 07:30; 08-09 has one place, and the next is in 10-11."""
    quota = {"06:00-07:00": 2, "07:00-08:00": 5, "08:00-09:00": 1, "10:00-11:00": 5}
    trucks = drawn(at([SIX + 5, SIX + 6]), booking(quota, no_show=share(1)))["trucks"]
    assert booked(trucks).opens.tolist() == [SIX + 120, SIX + 240] and booked(trucks).no_show.all()
    assert by_hour(trucks.arrival) == {8: 1, 10: 1}
    assert booked(trucks).aimed.tolist() == [SIX + 5, SIX + 6]


def test_a_no_show_who_finds_no_other_slot_comes_when_it_asks(at: LogOf) -> None:
    trucks = drawn(at([SIX + 5]), booking({"06:00-07:00": 2}, no_show=share(1), latest=hours("2 h")))[
        "trucks"
    ]
    assert trucks.arrival.tolist() == [SIX + 90] and np.isnan(booked(trucks).opens).all()


def test_who_finds_no_slot_within_its_limits_walks_in_or_takes_the_next_free(at: LogOf) -> None:
    quota, near = {"06:00-07:00": 1, "20:00-21:00": 1}, {"earliest": hours("1 h"), "latest": hours("1 h")}
    wished = [SIX + 5, SIX + 6, SIX + 7]
    walks = drawn(at(wished), booking(quota, **near))["trucks"]
    assert walks.arrival.tolist() == wished
    assert booked(walks).placed.tolist() == [True, False, False]
    assert np.isnan(booked(walks).aimed[1:]).all() and np.isnan(booked(walks).opens[1:]).all()
    waits = drawn(at(wished), booking(quota, when_full="next_free", **near), days=1)["trucks"]
    assert by_hour(waits.arrival[:2]) == {6: 1, 20: 1}
    assert waits.arrival[2] >= DAY  # no further slot is free before the run ends


def test_a_walk_in_is_late_or_early_for_no_zone(at: LogOf) -> None:
    given = booking({"20:00-21:00": 1}, latest=hours("1 h"), earliest=hours("1 h"), late=off(1, "9 min"))
    assert drawn(at([SIX + 5]), given)["trucks"].arrival.tolist() == [SIX + 5]


def test_those_who_do_not_book_come_as_they_wish_by_a_column_of_the_log(at: LogOf) -> None:
    streams = at([SIX + 40, SIX + 41, SIX + 42], books=[1, 0, 1])
    trucks = drawn(streams, booking(1))["trucks"]
    assert trucks.arrival[:2].tolist() == [SIX + 40, SIX + 41] and SIX + 60 <= trucks.arrival[2] < SIX + 120
    assert np.isnan(booked(trucks).wished).tolist() == [False, True, False]


def test_each_terminal_has_its_own_quota() -> None:
    terminals = {
        "north": Terminal(title="N", share=share(0.5)),
        "south": Terminal(title="S", share=share(0.5)),
    }
    given = booking({"north": 2, "south": {"00:00-12:00": 3, "12:00-24:00": 4}}, latest=hours("24 h"))
    trucks = drawn({"trucks": stream_of(500)}, given, terminals=terminals, days=1)["trucks"]
    opens = booked(trucks).opens
    for terminal, most in ((0, [2] * 24), (1, [3] * 12 + [4] * 12)):
        counts = by_hour(opens[(trucks.terminal == terminal) & (opens < DAY)])
        assert [counts.get(hour, 0) for hour in range(24)] == most  # some 250 wishes for 48 and 84 places


def test_streams_share_a_quota_and_a_kind_of_truck_can_have_its_own() -> None:
    streams: dict[str, Demand] = {"trucks": stream_of(400), "others": stream_of(400)}
    shared = drawn(streams, booking(5, ("trucks", "others")), days=1)
    own = drawn(streams, booking(5), booking(3, ("others",)), days=1)

    def full(*found: Stream) -> int:
        opens = np.concatenate([booked(each).opens for each in found])
        return max(by_hour(opens[np.isfinite(opens)]).values())

    assert full(shared["trucks"], shared["others"]) == 5
    assert all(booked(each).placed.sum() > 30 for each in shared.values())  # of 24 hours' 120 places
    assert (full(own["trucks"]), full(own["others"])) == (5, 3)


def test_a_stream_with_a_planned_time_moves_that() -> None:
    streams: dict[str, Demand] = {"trucks": stream_of(500, flows=("g",), planned=PLANNED)}
    before, after = drawn(streams)["trucks"], drawn(streams, booking(15))["trucks"]
    assert np.array_equal(before.arrival, after.arrival)
    due, moved = before.planned["pickup"], after.planned["pickup"]
    assert max(by_hour(due[due < 2 * DAY]).values()) > 15
    assert max(by_hour(booked(after).opens[booked(after).placed]).values()) == 15
    late = due >= 2 * DAY  # who is due after the run books nothing
    assert (
        late.any() and np.array_equal(due[late], moved[late]) and np.isnan(booked(after).wished[late]).all()
    )


def test_no_slot_is_before_the_box_is_there() -> None:
    """Boxes are due on the day on which they come: no slot is taken that began before."""
    planned = {**PLANNED, "dwell": {"shape": "constant", "mean": "0 min", **USER}}
    streams: dict[str, Demand] = {"trucks": stream_of(200, flows=("g",), planned=planned)}
    trucks = drawn(streams, booking(5, latest=hours("2 h")))["trucks"]
    found = booked(trucks)
    earlier = found.placed & (found.closes <= found.wished)
    assert earlier.any() and (found.opens[earlier] >= trucks.arrival[earlier]).all()


def test_who_was_there_before_the_start_and_has_gone_books_nothing() -> None:
    there = {"planned": PLANNED, "before_start": hours("4 day")}
    streams: dict[str, Demand] = {"trucks": stream_of(500, flows=("g",), **there)}
    before, after = drawn(streams)["trucks"], drawn(streams, booking(1000))["trucks"]
    assert before.n == after.n > 100
    assert np.array_equal(before.planned["pickup"], after.planned["pickup"])  # all find their own hour
