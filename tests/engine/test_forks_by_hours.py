"""A fork that asks for a calendar is taken while the calendar is open, worked out by hand."""

import numpy as np
import pytest
from worlds import Given, by_hand, flow, lasting, play, port, same, share, stream_of, times, workload

from portsim.kpis.ways import parameters, steps_chosen
from portsim.model.calendar import Calendar
from portsim.model.demand import Trait
from portsim.model.describe import mermaid, sentence
from portsim.model.flow import Flow
from portsim.model.steps import travel, when
from portsim.model.world import World
from portsim.scenario.checks.unused import unused, used_keys
from portsim.scenario.checks.world import problems
from portsim.scenario.offered_load import expected_work
from portsim.scenario.rates import trait_share
from portsim.workload.build import build

DAY = 1440.0
TEN, FOUR = 600.0, 960.0
FORK = when("desk_hours", (travel("short"),), orelse=(travel("long"),))


def calendar(*hours: tuple[str, str], **more: object) -> Calendar:
    return Calendar.model_validate({"hours": hours, "source": "user", **more})


def world(*steps: object, calendars: dict[str, Calendar], **more: object) -> World:
    told = Flow("f", steps)  # type: ignore[arg-type]
    tasks = {"short": lasting("1 min"), "long": lasting("3 min")}
    made = port(tasks, {"truck": stream_of(10)}, calendars=calendars, places={}, **more)
    return World(made, {"f": told})


DESK = {"desk_hours": calendar(("10:00", "16:00"))}


class TestAtTheMoment:
    def test_hours_are_closed_at_their_begin_and_open_at_their_end(self) -> None:
        arrivals = [TEN - 1, TEN, FOUR - 1, FOUR]
        records = by_hand([FORK], arrivals, hours={"desk_hours": [TEN, FOUR]}, short=1, long=3)
        assert [begin for begin, _, _ in times(records, "short")] == [TEN, FOUR - 1]
        assert [begin for begin, _, _ in times(records, "long")] == [TEN - 1, FOUR]

    def test_what_counts_is_when_the_thread_is_there_and_not_when_it_came(self) -> None:
        records = by_hand(
            [travel("road"), FORK],
            [TEN - 5, FOUR - 5],
            hours={"desk_hours": [TEN, FOUR]},
            road=5,
            short=1,
            long=3,
        )
        assert times(records, "short") == [(TEN, TEN, TEN + 1)]
        assert times(records, "long") == [(FOUR, FOUR, FOUR + 3)]

    def test_trait_and_hours_must_both_hold(self) -> None:
        fork = when(("coded", "desk_hours"), (travel("short"),), orelse=(travel("long"),))
        records = by_hand(
            [fork],
            [TEN, TEN, 0, 0],
            hours={"desk_hours": [TEN, FOUR]},
            traits={"coded": [True, False, True, False]},
            short=1,
            long=3,
        )
        assert len(times(records, "short")) == 1

    def test_hours_that_touch_leave_no_gap(self) -> None:
        records = by_hand([FORK], [TEN], hours={"desk_hours": [0, TEN, TEN, FOUR]}, short=1, long=3)
        assert len(times(records, "short")) == 1

    def test_two_threads_are_asked_each_at_its_own_moment(self) -> None:
        late = Flow("g", (travel("wait"), when("desk_hours", (travel("open"),))))
        streams = {"truck": Given([TEN], ("f", "g"), {"short": 1, "long": 3, "wait": 400, "open": 1})}
        records = play(
            workload([flow("f", FORK), late], streams, {}, horizon=2000, hours={"desk_hours": [TEN, FOUR]})
        )
        assert len(times(records, "short")) == 1 and not times(records, "open")


class TestCalendar:
    def test_on_names_the_only_days(self) -> None:
        spans = calendar(("09:00", "15:00"), on=[3, 5]).open_spans(7 * DAY)
        assert spans == [(3 * DAY + 540, 3 * DAY + 900), (5 * DAY + 540, 5 * DAY + 900)]

    def test_but_for_takes_hours_out(self) -> None:
        up = calendar(("00:00", "24:00"), but_for=calendar(("09:00", "15:00"), on=[1]))
        assert up.open_spans(3 * DAY) == [(0, DAY + 540), (DAY + 900, 3 * DAY)]

    def test_but_for_may_reach_over_an_end_or_take_all(self) -> None:
        rest = calendar(("08:00", "12:00"), ("13:00", "17:00"), but_for=calendar(("11:00", "20:00")))
        assert rest.open_spans(DAY) == [(480, 660)]
        assert calendar(("08:00", "12:00"), but_for=calendar(("08:00", "12:00"))).open_spans(DAY) == []

    def test_but_for_is_for_hours_alone(self) -> None:
        with pytest.raises(ValueError, match="but_for takes hours out of hours; departures have none"):
            calendar(but_for=calendar(("08:00", "12:00")), departures=["08:00"])


class TestBeforeMinuteZero:
    def test_the_workload_knows_the_hours(self) -> None:
        made = world(FORK, calendars=DESK)
        drawn = build(made, 2 * DAY, 1, 0)
        assert same(drawn.hours["desk_hours"], [TEN, FOUR, DAY + TEN, DAY + FOUR])

    def test_a_calendar_that_a_fork_asks_for_is_used(self) -> None:
        made = world(FORK, calendars=DESK)
        assert problems(made) == [] and unused(made) == []
        assert "calendars.desk_hours" in used_keys(made)

    def test_an_unknown_name_is_neither_trait_nor_calendar(self) -> None:
        fork = when("desk_hour", (travel("short"),), orelse=(travel("long"),))
        (problem,) = problems(world(fork, calendars=DESK))
        assert problem.message == (
            "stream truck needs trait or calendar of hours 'desk_hour', which is under neither traits nor "
            "calendars (nearest: desk_hours)"
        )

    def test_departures_are_never_open(self) -> None:
        ferry = Calendar.model_validate({"departures": ["08:00"], "source": "user"})
        (problem,) = problems(world(FORK, calendars={"desk_hours": ferry}))
        assert (
            problem.message == "asks whether calendar 'desk_hours' is open, which has departures and no hours"
        )

    def test_a_name_is_a_trait_or_a_calendar(self) -> None:
        traits = {"desk_hours": Trait(share=share(0.5), of=("truck",))}
        (problem,) = problems(world(FORK, calendars=DESK, traits=traits))
        assert problem.key == "traits.desk_hours"
        assert problem.message == "is a calendar's name too; give one of the two another name"

    def test_the_offered_load_takes_the_share_of_the_week(self) -> None:
        body = (when("desk_hours", (travel("short"),)),)
        made = world(*body, calendars={"desk_hours": calendar(("00:00", "06:00"))})
        assert expected_work(made, "truck") == {}
        assert trait_share(made, "desk_hours", "truck") == 0.25

    def test_a_kpi_behind_the_fork_hangs_on_the_calendar(self) -> None:
        made = world(FORK, calendars=DESK)
        steps = steps_chosen(made, (), (), lambda step, _: step.label == "short", "arrival", "", timed=True)
        assert parameters(made, steps) == ("calendars.desk_hours", "tasks.short")

    def test_it_is_read_aloud_as_while(self) -> None:
        fork = when(("coded", "desk_hours"), (travel("short"),), orelse=(travel("long"),))
        assert sentence(Flow("f", (fork,)), {"desk_hours"}).splitlines()[1] == "  if coded while desk hours:"
        assert sentence(Flow("f", (FORK,)), {"desk_hours"}).splitlines()[1] == "  while desk hours:"
        assert '{"while desk hours"}' in mermaid(Flow("f", (FORK,)), {"desk_hours"})


def test_drawn_worlds_open_and_close_as_the_clock_says() -> None:
    made = world(FORK, calendars=DESK)
    records = play(build(made, 20 * DAY, 1, 0))
    for label, opened in (("short", True), ("long", False)):
        of_day = np.array([begin for begin, _, _ in times(records, label)]) % DAY
        assert len(of_day) > 10 and (((of_day >= TEN) & (of_day < FOUR)) == opened).all()
