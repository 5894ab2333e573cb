"""Who stays away in some hours comes after them, and nothing else that is drawn moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from worlds import GATE, draw, flow, lasting, one, port, share, stream_of

from portsim.model.calendar import Calendar, Profile
from portsim.model.demand import Demand
from portsim.model.event import StaysAway
from portsim.model.place import Place
from portsim.model.sourced import Time
from portsim.model.world import World
from portsim.workload.build import Stream, build
from portsim.workload.draws import Draws

FLOWS = (flow("f", GATE),)
CLOSED = Calendar.model_validate({"hours": [["06:00", "12:00"]], "on": [1], "source": "user"})
BEGIN, END = 1800.0, 2160.0  # 06:00 to 12:00 of day 1


def away(part: float, within: str = "2 h") -> StaysAway:
    later = Time(value=within, source="user")  # type: ignore[arg-type]  # read as from a file
    return StaysAway(share=share(part), during="storm", back_within=later)


def drawn(stays_away: StaysAway | None, **more: object) -> Mapping[str, Stream]:
    """Three days of a stream that may stay away, with another one that does not."""
    streams: dict[str, Demand] = {
        "trucks": stream_of(500, stays_away=stays_away, **more),
        "others": stream_of(300),
    }
    profile = Profile(hours=(1.0,) * 24, source="user")
    world = port({"work": lasting("1 min")}, streams, calendars={"storm": CLOSED}, profiles={"even": profile})
    return draw(world, FLOWS, days=3)


def test_all_who_stay_away_come_within_the_time_after() -> None:
    usual, moved = drawn(None)["trucks"].arrival, drawn(away(1))["trucks"].arrival
    meant = (usual >= BEGIN) & (usual < END)
    assert meant.sum() > 80
    assert np.array_equal(moved[~meant], usual[~meant])
    assert ((moved[meant] >= END) & (moved[meant] < END + 120)).all()
    assert moved[meant].mean() == pytest.approx(END + 60, abs=15)  # evenly spread, of a hundred or so


def test_a_share_stays_away_and_a_larger_share_holds_the_smaller() -> None:
    usual = drawn(None)["trucks"].arrival
    half, most = (drawn(away(part))["trucks"].arrival != usual for part in (0.5, 0.8))
    meant = ((usual >= BEGIN) & (usual < END)).sum()
    assert half.sum() == pytest.approx(meant / 2, abs=20)
    assert (most | ~half).all() and most.sum() > half.sum()
    assert not (drawn(away(0))["trucks"].arrival != usual).any()


def test_blocks_are_taken_in_turn_in_the_order_in_which_trucks_come() -> None:
    places = {"gate": Place(servers=one(), noun="lanes", blocks=one(3), in_turn=True)}
    usual = port(
        {"work": lasting("1 min")}, {"trucks": stream_of(500)}, calendars={"storm": CLOSED}, places=places
    )
    storm = {"demand": {"trucks": stream_of(500, stays_away=away(0.5))}}
    shared = Draws(1, 0, shared=True)
    for world in (usual, usual.model_copy(update=storm)):
        (trucks,) = build(World(world, {"f": FLOWS[0]}), 3 * 1440.0, 1, 0, shared).streams
        order = np.argsort(trucks.arrival, kind="stable")
        assert trucks.block["gate"][order].tolist() == [number % 3 for number in range(trucks.n)]


def test_no_other_draw_moves() -> None:
    before, after = drawn(None), drawn(away(0.7))
    assert np.array_equal(before["others"].arrival, after["others"].arrival)
    for name in ("trucks", "others"):
        for key, lasts in before[name].durations.items():
            assert np.array_equal(lasts, after[name].durations[key])


def test_a_stream_with_a_planned_time_moves_that() -> None:
    planned = {
        "name": "pickup",
        "dwell": {"shape": "constant", "mean": "12 h", "source": "user"},
        "profile": "even",
    }
    before, after = (drawn(each, planned=planned)["trucks"] for each in (None, away(1)))
    assert np.array_equal(before.arrival, after.arrival)
    due, later = before.planned["pickup"], after.planned["pickup"]
    meant = (due >= BEGIN) & (due < END)
    assert meant.sum() > 80 and np.array_equal(due[~meant], later[~meant])
    assert ((later[meant] >= END) & (later[meant] < END + 120)).all()


def test_who_was_there_before_the_start_and_is_still_due_stays_away_too() -> None:
    planned = {
        "name": "pickup",
        "dwell": {"shape": "constant", "mean": "2 day", "source": "user"},
        "profile": "even",
    }
    there = {"planned": planned, "before_start": {"value": "4 day", "source": "user"}}
    before, after = (drawn(each, **there)["trucks"] for each in (None, away(1)))
    due, later = before.planned["pickup"], after.planned["pickup"]
    assert before.n == after.n and (before.arrival == 0).all() and (after.arrival == 0).all()
    meant = (due >= BEGIN) & (due < END)
    assert meant.any() and (later[meant] >= END).all() and np.array_equal(due[~meant], later[~meant])


def test_boxes_keep_their_declaration_and_its_lodgement() -> None:
    declaration = {
        "boxes": {"shape": "constant", "mean": 3, "source": "user"},
        "spread": {"value": "4 h", "source": "user"},
    }
    before, after = (drawn(each, declaration=declaration)["trucks"] for each in (None, away(0.5)))
    assert (before.arrival != after.arrival).any()
    assert np.array_equal(before.declaration, after.declaration)
