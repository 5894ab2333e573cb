"""A closure of places: its calendars, who stays away, and what is refused."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from portsim.base.errors import ConfigError
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

DAY = 1440.0
BEGIN, END = DAY + 360, DAY + 1080  # 06:00 to 18:00 of day 1
HOURS = {"hours": [["06:00", "18:00"]], "on": [1], "source": "user"}
TRUCKS = ("export", "empty", "domestic", "import", "stacked_import")
AWAY = {
    "share": {"value": "50 %", "source": "user"},
    "streams": list(TRUCKS),
    "back_within": {"value": "6 h", "source": "user"},
}


@cache
def port() -> Scenario:
    return load("ocean_gate").with_engine("compiled").with_study(days=2, warm_up_days=0, run_out="1 day")


def closed(**options: object) -> Scenario:
    return port().alternative("closed", "closure", **{"hours": HOURS, **options})


def started(records: Records, place: str) -> np.ndarray:
    table = records.visits_table()
    return table.loc[table["place"] == place, "started"].to_numpy()


@cache
def usual() -> Records:
    return run(port(), 0)


@cache
def shut() -> Records:
    return run(closed(), 0, "closed")


@cache
def half_away() -> Records:
    return run(closed(stay_away=AWAY), 0, "closed")


def test_no_server_takes_anyone_on_in_these_hours() -> None:
    for place in ("gate_in", "gate_out", "quay_crane"):
        begun = started(shut(), place)
        assert not ((begun >= BEGIN) & (begun < END)).any()
        assert (begun < BEGIN).any() and (begun >= END).any()
    cranes = started(shut(), "yard_crane")
    assert ((cranes >= BEGIN + 60) & (cranes < END)).any()  # the yard works on: boxes are moved in it


def test_nothing_changes_before() -> None:
    before = [each.visits_table() for each in (usual(), shut(), half_away())]
    ended = [table[table["ended"] < BEGIN].reset_index(drop=True)["ended"] for table in before]
    assert len(ended[0]) > 1000 and ended[0].equals(ended[1]) and ended[0].equals(ended[2])


def test_places_without_hours_share_a_calendar_and_others_keep_theirs() -> None:
    world = closed(places=["gate_in", "gate_out", "exam_bay"]).world("closed")
    calendars = [world.port.places[name].calendar for name in ("gate_in", "gate_out", "exam_bay")]
    assert calendars == ["always_but_closure", "always_but_closure", "exam_hours_but_closure"]
    bays = world.port.calendars["exam_hours_but_closure"]
    assert bays.hours == port().baseline.port.calendars["exam_hours"].hours
    assert bays.but_for is not None and bays.but_for.on == (1,)
    assert world.port.places["scanner"].calendar == "exam_hours"  # it was not named


def test_the_event_is_the_closure() -> None:
    event = closed().event("closed")
    assert event is not None
    assert (event.begin, event.end) == (BEGIN, END)
    assert event.places == ("gate_in", "gate_out", "quay_crane")


def test_half_of_the_trucks_come_after_it_and_all_others_as_ever() -> None:
    by_arrival = ("export", "empty", "domestic")  # import trucks come at a planned time
    for stream, here in half_away().by_stream.items():
        come, meant = here.arrival, usual().by_stream[stream].arrival
        moved, inside = come != meant, (meant >= BEGIN) & (meant < END)
        if stream in by_arrival:
            assert not moved[~inside].any()
            assert moved[inside].mean() == pytest.approx(0.5, abs=0.08)
            assert ((come[moved] >= END) & (come[moved] < END + 360)).all()
        else:
            assert not moved.any()


def test_who_stays_away_does_not_wait_at_the_gate() -> None:
    """The gate's queue at the end of the closure is about half as long."""
    queues = []
    for records in (shut(), half_away()):
        table = records.visits_table()
        gate = table[table["place"] == "gate_in"]
        queues.append(((gate["queued"] < END) & ~(gate["started"] < END)).sum())
    assert queues[0] > 500 and queues[1] == pytest.approx(queues[0] / 2, rel=0.1)


def test_papers_and_carriers_are_as_they_were_planned() -> None:
    for column in ("carrier", "declaration"):
        assert np.array_equal(getattr(half_away(), column), getattr(usual(), column))
    declared = usual().by_stream["export_declaration"].arrival
    assert np.array_equal(half_away().by_stream["export_declaration"].arrival, declared)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"places": ["gate"]},
            "closure: needs place 'gate', which this scenario does not have (nearest: gate_in)",
        ),
        (
            {"hours": {"departures": ["08:00"], "hours": [], "source": "user"}},
            "a closure needs hours: from when to when are the places closed?",
        ),
        ({"places": ["gate_in", "gate_in"]}, "places: gate_in is named twice; name each place once"),
        ({"places": []}, "measures.closure.places: got 0 entries, allowed at least 1"),
        (
            {"stay_away": {**AWAY, "streams": ["exports"]}},
            "closure: demand.exports.stays_away: unknown key 'exports' (nearest: export)",
        ),
        (
            {"stay_away": {**AWAY, "streams": ["vessel"]}},
            "demand.vessel.stays_away: vessel carries export, which cannot come without it",
        ),
        (
            {"stay_away": {**AWAY, "streams": ["stacked_export"]}},
            "demand.stacked_export.stays_away: stacked_export is there before the start and has no planned "
            "time to come; name streams that have one",
        ),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        closed(**options)
    assert message in str(error.value)


def test_hours_that_are_taken_out_already_are_not_lost() -> None:
    text = '{hours: [["00:00", "24:00"]], but_for: {hours: [["12:00", "13:00"]], source: user}, source: user}'
    with pytest.raises(ConfigError) as error:
        port().set("calendars.exam_hours", text).alternative(
            "closed", "closure", hours=HOURS, places=["exam_bay"]
        )
    assert str(error.value).endswith(
        "closure: calendars.exam_hours: hours are taken out of it already; write the hours that are left, so "
        "that a closure can take out its own"
    )
