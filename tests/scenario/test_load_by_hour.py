"""The load of a place by hour of the week, worked out by hand: closed hours, what waits, rushes; servers."""

from __future__ import annotations

from math import inf

import pytest
from worlds import flow, lasting, port, stream_of

from portsim.model.calendar import Calendar, Profile
from portsim.model.place import Place
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.scenario.offered_load import Load, offered_loads
from portsim.scenario.staffing import staffed

EVEN = (1.0,) * 24
BY_DAY = {"hours": (("08:00", "16:00"),), "source": "user"}
ONE_LANE = {"value": 1, "source": "user"}
BY_SHIFT = {"shifts": {"day": {"value": 1, "hours": "08:00-16:00", "source": "user"}}}


def world_of(
    per_day: float, came: tuple[float, ...] = EVEN, lanes: object = ONE_LANE, **opens: object
) -> World:
    """A gate where a truck takes 10 minutes, open as `opens` says; `came` are the weights of the hours."""
    gate = {"lanes": lanes} if not opens else {"lanes": lanes, "calendar": "open"}
    made = port(
        {"work": lasting("10 min")},
        {"truck": stream_of(per_day, profile="day")},
        places={"gate": Place.model_validate(gate)},
        calendars={"open": Calendar.model_validate(opens)} if opens else {},
        profiles={"day": Profile(hours=came, source="user")},
    )
    return World(made, {"f": flow("f", visit("gate", "work"))})


def load_of(
    per_day: float, came: tuple[float, ...] = EVEN, lanes: object = ONE_LANE, **opens: object
) -> Load:
    (load,) = offered_loads(world_of(per_day, came, lanes, **opens))
    return load


def week(*day: float) -> object:
    return pytest.approx(day * 7)


def test_a_place_with_a_calendar_is_as_one_with_a_shift_of_these_hours() -> None:
    assert load_of(38.4, **BY_DAY) == load_of(38.4, lanes=BY_SHIFT)


def test_who_comes_while_it_is_open_is_that_of_the_hour() -> None:
    """76.8 trucks in 16 open hours of a lane, 4.8 an hour: 48 minutes of 60."""
    came = (0.0,) * 6 + (1.0,) * 16 + (0.0,) * 2
    load = load_of(76.8, came, hours=(("06:00", "22:00"),), source="user")
    assert load.hours == load.coming == week(*(0.0,) * 6, *(0.8,) * 16, 0, 0)
    assert load.mean == pytest.approx(0.8) and load.full == 0


def test_what_came_while_it_was_closed_is_worked_off_from_the_opening_on() -> None:
    """1.6 trucks an hour, 16 minutes of work. 16 closed hours leave 256 minutes; 44 of an open hour are free
    for these: five hours are full, and after the fifth 256 - 220 = 36 minutes are left."""
    load = load_of(38.4, **BY_DAY)
    rest, own = (36 + 16) / 60, 16 / 60
    assert load.hours == week(*(0.0,) * 8, *(1.0,) * 5, rest, own, own, *(0.0,) * 8)
    assert load.coming == week(*(0.0,) * 8, *(own,) * 8, *(0.0,) * 8)
    assert load.peak == (8, 1.0) and load.rush == (8, pytest.approx(own)) and load.full == 35
    assert load.mean == pytest.approx(0.8)


def test_a_short_queue_at_the_opening_does_not_fill_the_hour() -> None:
    """16 closed hours leave 32 minutes, and 2 more come in the first hour."""
    load = load_of(4.8, **BY_DAY)
    assert load.peak == (8, pytest.approx(34 / 60)) and load.full == 0


def test_in_an_hour_in_which_more_comes_than_it_can_do_the_queue_grows() -> None:
    """All 36 trucks come from 8 to 10: 180 minutes of work in each hour, and it takes six hours."""
    load = load_of(36, (0.0,) * 8 + (1.0,) * 2 + (0.0,) * 14, **BY_DAY)
    assert load.hours == week(*(0.0,) * 8, 3, 3, *(1.0,) * 4, *(0.0,) * 10)
    assert load.rush == load.peak == (8, pytest.approx(3.0))


def test_what_is_left_at_closing_time_is_done_the_next_day() -> None:
    """45 trucks from 14 to 16 are 450 minutes of work: 120 on this day, 330 on the next."""
    load = load_of(45, (0.0,) * 14 + (1.0,) * 2 + (0.0,) * 8, **BY_DAY)
    assert load.hours == week(*(0.0,) * 8, *(1.0,) * 5, 30 / 60, 225 / 60, 225 / 60, *(0.0,) * 8)


@pytest.mark.parametrize("hours", range(1, 8))
def test_rounding_takes_no_hour_from_those_that_are_full(hours: int) -> None:
    """As much comes in so many open hours as a lane can do; then so much at all hours that what waited at
    8 o'clock is gone after as many: 16 w + hours w = 60 hours."""
    busy = load_of(6 * hours, (0.0,) * 8 + (1.0,) * hours + (0.0,) * (16 - hours), **BY_DAY)
    assert busy.hours == week(*(0.0,) * 8, *(1.0,) * hours, *(0.0,) * (16 - hours))
    waiting = load_of(24 * 6 * hours / (16 + hours), **BY_DAY)
    assert (busy.full, waiting.full) == (7 * hours, 7 * hours)
    assert busy.peak[0] == waiting.peak[0] == 8


def test_what_comes_at_the_end_of_a_week_is_done_at_the_begin_of_the_next() -> None:
    """Open on Mondays alone. 2.5 minutes of work an hour: 400 wait at 8 o'clock, of which 57.5 are done in an
    hour, 55 after six hours."""
    load = load_of(6, days=("mon",), **BY_DAY)
    assert load.hours[:16] == pytest.approx((0.0,) * 8 + (1.0,) * 6 + (57.5 / 60, 2.5 / 60))
    assert not any(load.hours[16:])


def test_of_the_hour_in_which_it_opens_what_comes_from_then_on_is_its_own() -> None:
    """Half of what a lane can do comes at all times from 8:00 on; the half hour before 8:30 waits."""
    load = load_of(48, (0.0,) * 8 + (1.0,) * 16, hours=(("08:30", "24:00"),), source="user")
    assert load.coming == week(*(0.0,) * 8, *(0.5,) * 16)
    assert load.hours == week(*(0.0,) * 8, 1, *(0.5,) * 15)


def test_where_more_comes_in_the_mean_all_open_hours_are_full() -> None:
    """57.6 trucks are 576 minutes of work for 480."""
    load = load_of(57.6, **BY_DAY)
    assert load.mean == pytest.approx(1.2) and load.grows
    assert load.hours == week(*(0.0,) * 8, *(1.0,) * 8, *(0.0,) * 8) and load.full == 56


def test_a_place_that_is_never_open_in_the_week_has_a_load_without_end() -> None:
    load = load_of(6, on=(8,), **BY_DAY)
    assert (load.mean, load.peak[1], load.rush[1], load.full) == (inf, inf, inf, 0)


class TestStaffed:
    """Servers of a port at other figures, beside the port as stated with 3 trucks a day."""

    def lanes(
        self, per_day: float, came: tuple[float, ...] = EVEN, stated: float = 3, **opens: object
    ) -> int:
        """The lanes that the gate gets: 1 where it needs no more."""
        opens = opens or BY_DAY
        found = staffed(world_of(stated, came, **opens), world_of(per_day, came, **opens))
        return found.numbers["places.gate.lanes"].value if found.numbers else 1

    def test_a_queue_at_the_opening_asks_for_none(self) -> None:
        """A load of 0.8, and five full hours a day."""
        assert self.lanes(38.4) == 1
        assert not staffed(world_of(3, lanes=BY_SHIFT), world_of(38.4, lanes=BY_SHIFT)).numbers

    def test_nor_does_a_busy_hour_that_the_open_lanes_can_do(self) -> None:
        came = (0.0,) * 6 + (1.0,) * 16 + (0.0,) * 2
        assert self.lanes(76.8, came, hours=(("06:00", "22:00"),), source="user") == 1

    def test_too_much_in_the_mean_does(self) -> None:
        """480 minutes for 480, and 10 more a day finished after closing time: 0.98 of what a lane can do."""
        assert self.lanes(48) == 2
        assert self.lanes(96) == 3

    def test_too_much_in_an_open_hour_does(self) -> None:
        """All come from 8 to 10, 150 minutes of work in each hour; in the mean 0.63 of what a lane can do."""
        rush = (0.0,) * 8 + (1.0,) * 2 + (0.0,) * 14
        assert self.lanes(30, rush) == 3

    def test_a_busy_hour_of_the_port_as_stated_may_stay(self) -> None:
        rush = (0.0,) * 8 + (1.0,) * 2 + (0.0,) * 14
        assert self.lanes(30, rush, stated=30) == 1
