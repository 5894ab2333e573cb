"""What servers that fail can do: they finish what is under way, and begin nothing until they are repaired."""

import pytest
from worlds import flow, lasting, one, port, stream_of

from portsim.model.calendar import Calendar
from portsim.model.durations import RandomTime
from portsim.model.place import Breakdown, Place
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.scenario.offered_load import Load, offered_loads


def at_failing_gate(work: RandomTime, per_day: float, hours: str = "00:00-24:00") -> Load:
    """A lane that fails every two hours, for half an hour."""
    failing = Breakdown(between=lasting("2 h"), repair=lasting("30 min", "constant"))
    places = {"gate": Place(servers=one(1), calendar="day", breakdown=failing)}
    day = {"day": Calendar(hours=hours, source="user")}
    made = port({"work": work}, {"truck": stream_of(per_day)}, places=places, calendars=day)
    (load,) = offered_loads(World(made, {"f": flow("f", visit("gate", "work"))}))
    return load


@pytest.mark.parametrize(
    ("work", "hours", "most"),
    [
        (lasting("1 h", "constant"), "00:00-24:00", 1 + 0.5 / 2),  # half an hour is left, as long as repair
        (lasting("10 min", "constant"), "00:00-24:00", 1 + 5 / 120),
        (lasting("2 h"), "00:00-24:00", 1 + 0.5 / 2),  # not beyond the repair
        (lasting("1 h", "constant"), "08:00-16:00", 1 + 0.5 / 2 + 0.5 / 8),
    ],
)
def test_work_under_way_when_a_server_fails_is_finished(work: RandomTime, hours: str, most: float) -> None:
    assert at_failing_gate(work, 1, hours).most == pytest.approx(most)


def test_a_queue_that_such_work_keeps_short_does_not_grow() -> None:
    load = at_failing_gate(lasting("1 h", "constant"), 20.5)
    assert load.mean == pytest.approx(20.5 / 24 / 0.8)  # 1.07 of the minutes in which it begins work
    assert not load.grows
    assert at_failing_gate(lasting("1 h", "constant"), 24.1).grows
