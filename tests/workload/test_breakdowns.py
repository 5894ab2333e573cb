"""Breakdowns and opening hours are drawn ahead, as a tape of capacity changes."""

import numpy as np
import pytest

from portsim.model.calendar import Calendar
from portsim.model.demand import Arrivals
from portsim.model.durations import Constant, Exponential
from portsim.model.mixed_times import Empirical
from portsim.model.place import Breakdown, Place, Terminal
from portsim.model.port import Port
from portsim.model.sourced import Count, PerDay, Share
from portsim.scenario.server_minutes import servers_up
from portsim.workload.capacity import capacity_tape
from portsim.workload.draws import Draws

DAY = 1440.0


def port_with(place: Place) -> Port:
    user = {"source": "user"}
    return Port(
        terminals={"t": Terminal(title="T", share=Share(value=1, **user))},
        places={"scanner": place},
        tasks={},
        calendars={"day": Calendar(hours=(("08:00", "16:00"),), **user)},
        demand={"truck": Arrivals(flows=("f",), per_day=PerDay(value="1 per day", **user))},
    )


def failing(servers: int, calendar: str | None = None) -> Place:
    hours = Exponential(mean="10 h", source="user")
    repair = Constant(mean="2 h", source="user")
    return Place(
        servers=Count(value=servers, source="user"),
        calendar=calendar,
        breakdown=Breakdown(between=hours, repair=repair),
    )


def share_open(place: Place, days: int, seed: int = 1) -> float:
    tape = capacity_tape(port_with(place), "scanner", "t", 0, days * DAY, Draws(seed, 0))
    times = np.array([t for t, _ in tape] + [days * DAY])
    return float(np.dot([level for _, level in tape], np.diff(times)) / (days * DAY))


def test_a_server_that_fails_every_10_h_for_2_h_is_up_five_sixths_of_the_time() -> None:
    assert abs(share_open(failing(1), 4000) - 10 / 12) < 0.01
    assert servers_up(failing(1)) == pytest.approx(10 / 12)


def test_servers_fail_one_by_one() -> None:
    tape = capacity_tape(port_with(failing(3)), "scanner", "t", 0, 400 * DAY, Draws(1, 0))
    levels = [level for _, level in tape]
    assert set(levels) == {0, 1, 2, 3}
    assert abs(share_open(failing(3), 4000) / 3 - 10 / 12) < 0.01


def test_outside_its_hours_a_place_has_no_server_at_work() -> None:
    place = Place(servers=Count(value=2, source="user"), calendar="day")
    tape = capacity_tape(port_with(place), "scanner", "t", 0, 2 * DAY, Draws(1, 0))
    assert tape == ((0.0, 0), (480.0, 2), (960.0, 0), (1920.0, 2), (2400.0, 0))


def test_a_breakdown_within_the_hours_takes_one_server() -> None:
    place = failing(2, "day")
    tape = capacity_tape(port_with(place), "scanner", "t", 0, 50 * DAY, Draws(1, 0))
    levels = {level for moment, level in tape if 480 <= moment % DAY < 960}
    assert levels == {0, 1, 2}  # two fail, one fails, none fails
    assert {level for moment, level in tape if not 480 <= moment % DAY < 960} == {0}


def test_the_same_seed_gives_the_same_breakdowns() -> None:
    one, two = (capacity_tape(port_with(failing(2)), "scanner", "t", 0, 9 * DAY, Draws(5, 3)) for _ in "ab")
    assert one == two
    assert one != capacity_tape(port_with(failing(2)), "scanner", "t", 0, 9 * DAY, Draws(5, 4))


def test_a_third_of_all_times_at_0_is_a_third_of_the_breakdowns_of_no_length() -> None:
    """Both times are 0 with chance 1/3, else even up to 6 h: alike in the mean, so it is up half the time."""
    often_none = Empirical(quantiles=("0 h", "0 h", "6 h"), shares=(0, 1 / 3, 1), source="user")
    place = Place(
        servers=Count(value=1, source="user"), breakdown=Breakdown(between=often_none, repair=often_none)
    )
    assert share_open(place, 2000) == pytest.approx(1 / 2, abs=0.013)  # four standard errors
