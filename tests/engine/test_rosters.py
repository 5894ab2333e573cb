"""Servers by shift, worked out by hand on both engines: queues, last start, hand-over, breakdowns."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from worlds import GATE, flow, one, play, port, starts, stream_of, times, workload
from worlds import Given as Shipments

from portsim.kpis.busy import Busy
from portsim.kpis.use import capacity_integral
from portsim.model.place import Place
from portsim.model.world import World
from portsim.records.records import Records
from portsim.workload.build import build
from portsim.workload.capacity import Tape

USER = {"source": "user"}


def gate(last_start: str = "", calendar: str | None = None, **shifts: dict[str, object]) -> Place:
    roster: dict[str, object] = {"shifts": {name: {**USER, **shift} for name, shift in shifts.items()}}
    if last_start:
        roster["last_start"] = {"value": last_start, **USER}
    return Place.model_validate({"lanes": roster, "calendar": calendar})


def tapes(place: Place, days: float, **more: object) -> tuple[Tape, Tape]:
    """Servers that begin work, and servers on duty, of the only pool."""
    world = World(port({}, {"truck": stream_of(0.001)}, places={"gate": place}, **more), {"f": flow("f")})
    drawn = build(world, days * 1440.0, 1, 0)
    key = ("gate", 0, 0)
    return drawn.capacity[key], drawn.duty.get(key, drawn.capacity[key])


def served(place: Place, arrivals: list[float], lasts: list[float], days: float) -> Records:
    """What both engines leave, which must be the same to the bit."""
    begin, duty = tapes(place, days)
    given = workload(
        [flow("f", GATE)],
        {"truck": Shipments(arrivals, lasts={"work": lasts})},
        {"gate": begin},
        horizon=days * 1440.0,
    )
    given.duty[("gate", 0, 0)] = duty  # type: ignore[index]
    return play(given)


DAY_AND_NIGHT = {"day": {"value": 6, "hours": "06:00-22:00"}, "night": {"value": 2, "hours": "22:00-06:00"}}


def test_six_lanes_by_day_and_two_by_night() -> None:
    """The night that begins on Sunday before day 0 lasts to 06:00 of day 0, as every other one does."""
    begin, duty = tapes(gate(**DAY_AND_NIGHT), 2)
    assert begin == ((0, 2), (360, 6), (1320, 2), (1800, 6), (2760, 2))
    assert duty == begin


def test_a_queue_meets_the_night() -> None:
    """Six lanes until 22:00 (1320), then two. Eight trucks come from 21:50 on, one a minute, each for 30 min.

    Six begin at once, 1310 to 1315. At 1320 the shift falls to two lanes: nobody is sent away, and the first
    who ends at 1340 leaves five at work, so no one follows; five have to end (at 1344) before one lane of two
    is free. So the seventh begins at 1344, the eighth at 1345.
    """
    records = served(gate(**DAY_AND_NIGHT), list(range(1310, 1318)), [30.0] * 8, 2)
    assert starts(records, "work") == [1310, 1311, 1312, 1313, 1314, 1315, 1344, 1345]


def test_a_queue_meets_the_morning() -> None:
    """Two lanes until 06:00 (360), then six. At 05:50 eight trucks come, each for 60 min: two begin, four
    begin when the day does, and the last two when those of 05:50 end at 410."""
    records = served(gate(**DAY_AND_NIGHT), [350.0] * 8, [60.0] * 8, 1)
    assert starts(records, "work") == [350, 350, 360, 360, 360, 360, 410, 410]


def test_outside_of_all_shifts_a_place_is_closed() -> None:
    place = gate(day={"value": 2, "hours": [["08:00", "12:00"], "13:00-17:00"]})
    assert tapes(place, 1)[0] == ((0, 0), (480, 2), (720, 0), (780, 2), (1020, 0))
    records = served(place, [100.0, 719.0, 725.0], [30.0, 30.0, 1.0], 1)
    assert times(records, "work") == [(100, 480, 510), (719, 719, 749), (725, 780, 781)]
    assert place.words() == "lanes: day 2 (08:00-12:00 13:00-17:00); closed at all other times"


def test_servers_of_shifts_that_overlap_add_up() -> None:
    """A late crew of three helps from 14:00 to 23:00; at the hand-over from 22:00 on it is alone."""
    place = gate(day={"value": 4, "hours": "06:00-22:00"}, late={"value": 3, "hours": "14:00-23:00"})
    assert tapes(place, 1)[0] == ((0, 0), (360, 4), (840, 7), (1320, 3), (1380, 0))


def test_each_terminal_has_its_own_number() -> None:
    night = {"value": {"north": 2, "south": 0}, "hours": "22:00-06:00"}
    place = gate(day={"value": {"north": 6, "south": 3}, "hours": "06:00-22:00"}, night=night)
    terminals = {name: {"title": name, "share": {"value": 0.5, **USER}} for name in ("north", "south")}
    world = World(
        port({}, {"truck": stream_of(1)}, places={"gate": place}, terminals=terminals), {"f": flow("f")}
    )
    capacity = build(world, 1440.0, 1, 0).capacity
    assert capacity["gate", 0, 0] == ((0, 2), (360, 6), (1320, 2))
    assert capacity["gate", 1, 0] == ((0, 0), (360, 3), (1320, 0))


class TestWeekendsAndHolidays:
    WEEK: ClassVar = {
        "value": 4,
        "hours": "06:00-22:00",
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "holidays": [2],
    }

    def open_days(self, tape: Tape) -> list[int]:
        return [int(moment // 1440) for moment, level in tape if level == 4]

    def test_no_shift_on_weekends_and_holidays(self) -> None:
        assert self.open_days(tapes(gate(week=self.WEEK), 9)[0]) == [0, 1, 3, 4, 7, 8]

    def test_a_holiday_can_have_a_shift_of_its_own(self) -> None:
        holiday = {"value": 1, "hours": "08:00-12:00", "on": [2]}
        tape = tapes(gate(week=self.WEEK, holiday=holiday), 4)[0]
        assert [change for change in tape if 2880 <= change[0] < 4320] == [(2880 + 480, 1), (2880 + 720, 0)]

    def test_a_night_is_that_of_the_day_on_which_it_begins(self) -> None:
        """From Friday and Sunday; day 6 is a holiday, so that the night from Sunday to Monday of week 1 is
        missing. That from the Sunday before day 0 is there."""
        night = {"value": 1, "hours": "22:00-06:00", "days": ["fri", "sun"], "holidays": [6]}
        tape = tapes(gate(night=night), 15)[0]
        friday, sunday = 4 * 1440 + 1320, 13 * 1440 + 1320
        assert tape == (
            (0, 1), (360, 0), (friday, 1), (friday + 480, 0), (friday + 10080, 1), (friday + 10560, 0),
            (sunday, 1), (sunday + 480, 0),
        )  # fmt: skip


class TestLastStart:
    PLACE = gate("15 min", **DAY_AND_NIGHT)

    def test_those_who_go_begin_no_work_in_the_last_minutes(self) -> None:
        begin, duty = tapes(self.PLACE, 1)
        assert begin == ((0, 2), (360, 6), (1305, 2))
        assert duty == ((0, 2), (360, 6), (1320, 2))

    def test_those_who_stay_go_on(self) -> None:
        """At 21:44 six lanes begin; at 21:46 a truck finds six at work and two that may begin: it waits until
        four of the six have gone, at 1309. The seventh, after 22:00, has one of the two lanes at once."""
        lasts = [5.0, 5.0, 5.0, 5.0, 5.0, 20.0, 2.0, 2.0]
        records = served(self.PLACE, [1304.0] * 6 + [1306.0, 1322.0], lasts, 1)
        assert starts(records, "work")[6:] == [1309, 1322]

    def test_it_holds_before_closing_time_too(self) -> None:
        place = gate("30 min", day={"value": 1, "hours": "08:00-12:00"})
        assert tapes(place, 1)[0] == ((0, 0), (480, 1), (690, 0))
        records = served(place, [689.0, 690.0], [60.0, 1.0], 2)
        assert times(records, "work") == [(689, 689, 749), (690, 1920, 1921)]

    def test_a_fall_just_after_the_end_of_a_run_counts(self) -> None:
        place = gate("30 min", day={"value": 1, "hours": "00:00-24:00", "on": [0]})
        assert tapes(place, 1)[0] == ((0, 1), (1410, 0))

    def test_utilisation_is_of_all_who_are_on_duty(self) -> None:
        """One lane works 60 min of its 240, the last 30 of which it begins nothing in."""
        place = gate("30 min", day={"value": 1, "hours": "08:00-12:00"})
        records = served(place, [500.0], [60.0], 1)
        assert capacity_integral(records, "gate", np.array([0.0, 1440.0])) == [240]
        assert Busy(("gate",)).samples(records) == [60 / 240]

    def test_where_as_many_take_over_nothing_stands_still(self) -> None:
        crews = {
            name: {"value": 3, "hours": hours} for name, hours in (("a", "06:00-14:00"), ("b", "14:00-22:00"))
        }
        assert tapes(gate("20 min", **crews), 1)[0] == ((0, 0), (360, 3), (1300, 0))


class TestCalendar:
    def test_a_calendar_takes_hours_out_of_the_shifts(self) -> None:
        """The gate works by shift; the calendar closes it from 12:00 to 13:00 and at night."""
        hours = {"hours": [["08:00", "12:00"], ["13:00", "24:00"]], **USER}
        place = gate(calendar="open", **DAY_AND_NIGHT)
        tape = tapes(place, 1, calendars={"open": hours})[0]
        assert tape == ((0, 0), (480, 6), (720, 0), (780, 6), (1320, 2))


class TestBreakdowns:
    def test_a_failed_server_is_missed_only_in_a_shift_that_has_it(self) -> None:
        """Each lane fails after 10 h and is repaired in 4 h, all at once as both are constant: from 600 to
        840, 1440 to 1680 and so on. By day all six are out, by night both."""
        failing = {
            "between": {"shape": "constant", "mean": "10 h", **USER},
            "repair": {"shape": "constant", "mean": "4 h", **USER},
        }
        place = Place.model_validate({**gate(**DAY_AND_NIGHT).children(), "breakdown": failing})
        assert tapes(place, 1.25)[0] == (
            (0, 2), (360, 6), (600, 0), (840, 6), (1320, 2), (1440, 0), (1680, 2),
        )  # fmt: skip

    def test_the_first_servers_stay_and_the_others_go(self) -> None:
        """The servers of the night are the first two of the day: by night they fail as in a place that has
        these two alone, and by day all fail as in a place of six."""
        failing = {
            "between": {"shape": "exponential", "mean": "5 h", **USER},
            "repair": {"shape": "exponential", "mean": "2 h", **USER},
        }

        def levels(place: Place) -> np.ndarray:
            tape = tapes(Place.model_validate({**place.children(), "breakdown": failing}), 20)[0]
            moments, numbers = np.array(tape).T
            return numbers[np.searchsorted(moments, np.arange(0, 20 * 1440, 7.0), side="right") - 1]

        clock = np.arange(0, 20 * 1440, 7.0) % 1440
        by_day = (clock >= 360) & (clock < 1320)
        both, six, two = levels(gate(**DAY_AND_NIGHT)), levels(of(6)), levels(of(2))
        assert (six != 6).mean() > 0.5 and (two != 2).mean() > 0.2
        assert (both[by_day] == six[by_day]).all() and (both[~by_day] == two[~by_day]).all()


def of(lanes: int) -> Place:
    return Place(servers=one(lanes), noun="lanes")
