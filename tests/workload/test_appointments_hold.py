"""Whatever the rules of appointments: the quota is kept, every truck comes once, and no other draw moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from slotted import DAY, FLOWS, PLANNED, SIX, USER, booked, booking, drawn, hours, off
from worlds import port, share, stream_of

from portsim.model.demand import Demand, Trait
from portsim.model.durations import Duration
from portsim.model.world import World
from portsim.workload.build import build
from portsim.workload.draws import Draws


def test_uptake_a_larger_share_holds_the_smaller_and_walk_ins_stay() -> None:
    streams: dict[str, Demand] = {"trucks": stream_of(500)}
    usual = drawn(streams)["trucks"].arrival
    few, many = (drawn(streams, booking(15), uptake=part)["trucks"] for part in (0.3, 0.8))
    books = [np.isfinite(booked(each).wished) for each in (few, many)]
    assert books[0].mean() == pytest.approx(0.3, abs=0.06) and books[1].mean() == pytest.approx(0.8, abs=0.06)
    assert not (books[0] & ~books[1]).any()
    assert np.array_equal(few.arrival[~books[0]], usual[~books[0]])


def test_no_other_draw_moves() -> None:
    declaration = {"boxes": {"shape": "constant", "mean": 3, **USER}, "spread": hours("4 h")}
    streams: dict[str, Demand] = {"trucks": stream_of(500, declaration=declaration), "others": stream_of(300)}
    before = drawn(streams, booking(1000, ("others",)))
    after = drawn(streams, booking(1000, ("others",)), booking(10, no_show=share(0.1)))
    assert (before["trucks"].arrival != after["trucks"].arrival).any()
    assert np.array_equal(before["others"].arrival, after["others"].arrival)
    for name in streams:
        for key, lasts in before[name].durations.items():
            assert np.array_equal(lasts, after[name].durations[key])
        for column in ("terminal", "carrier", "declaration"):
            assert np.array_equal(getattr(before[name], column), getattr(after[name], column))
        assert np.array_equal(before[name].traits["books"], after[name].traits["books"])


def test_a_time_by_hour_goes_by_the_hour_at_which_a_truck_comes_and_not_by_that_it_wished_for() -> None:
    """One slot of each morning hour has room for one, so that most trucks of the morning come after it."""

    def part(span: str, mean: str) -> dict[str, object]:
        return {"hours": span, "weight": 1, "time": {"shape": "constant", "mean": mean, **USER}}

    by_hour = {
        "shape": "by_hour",
        "parts": [part("06:00-12:00", "1 min"), part("12:00-06:00", "7 min")],
        **USER,
    }
    work = TypeAdapter(Duration).validate_python(by_hour)
    books = Trait(share=share(1), of=("trucks",))
    usual = port({"work": work}, {"trucks": stream_of(500)}, traits={"books": books})
    quota = booking({"06:00-12:00": 1, "12:00-18:00": 100})
    shared = Draws(1, 0, shared=True)
    for world in (usual, usual.model_copy(update={"appointments": {"gate": quota}})):
        (trucks,) = build(World(world, {"f": FLOWS[0]}), 2 * DAY, 1, 0, shared).streams
        morning = (trucks.arrival % DAY >= SIX) & (trucks.arrival % DAY < 2 * SIX)
        assert 0 < morning.sum() < trucks.n
        assert (trucks.durations["f", "work"] == np.where(morning, 1, 7)).all()


def test_a_longer_run_moves_no_earlier_booking() -> None:
    streams: dict[str, Demand] = {"trucks": stream_of(500)}
    short, long = (drawn(streams, booking(12), days=days)["trucks"] for days in (2, 3))
    assert np.array_equal(short.arrival, long.arrival[: short.n])


def test_without_appointments_there_are_no_bookings() -> None:
    assert drawn({"trucks": stream_of(50)})["trucks"].bookings is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    per_day=st.integers(10, 600),
    quota=st.integers(1, 20),
    slot=st.sampled_from(["15 min", "1 h", "2 h"]),
    zone=st.sampled_from([None, "2 h", "3 h"]),
    limit=st.sampled_from(["0 min", "1 h", "8 h"]),
    when_full=st.sampled_from(["walk_in", "next_free"]),
    no_show=st.sampled_from([0.0, 0.1, 1.0]),
    off_time=st.booleans(),
    uptake=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_any_appointments_keep_the_quota_and_every_truck(
    per_day: int,
    quota: int,
    slot: str,
    zone: str | None,
    limit: str,
    when_full: str,
    no_show: float,
    off_time: bool,
    uptake: float,
) -> None:
    streams: dict[str, Demand] = {
        "trucks": stream_of(per_day),
        "imports": stream_of(per_day, flows=("g",), planned=PLANNED),
    }
    more = {"early": off(0.2, "9 min"), "late": off(0.2, "9 min")} if off_time else {}
    given = booking(
        quota,
        tuple(streams),
        slot=hours(slot),
        zone=None if zone is None else hours(zone),
        earliest=hours(limit),
        latest=hours(limit),
        when_full=when_full,
        no_show=share(no_show),
        **more,
    )
    usual, moved = drawn(streams, uptake=uptake), drawn(streams, given, uptake=uptake)
    opens = np.concatenate([booked(each).opens for each in moved.values()])
    _, counts = np.unique(opens[np.isfinite(opens)], return_counts=True)
    assert (counts <= quota).all()
    for name, before in usual.items():
        after = moved[name]
        old, new = (
            (before.arrival, after.arrival)
            if name == "trucks"
            else (before.planned["pickup"], after.planned["pickup"])
        )
        assert before.n == after.n and np.isfinite(new).all() and (new >= 0).all()
        walks = np.isnan(booked(after).wished)
        assert np.array_equal(old[walks], new[walks])
        for key, lasts in before.durations.items():
            assert np.array_equal(lasts, after.durations[key])
