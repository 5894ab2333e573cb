"""Places that hold only so many: what is refused, and what their load means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from portsim.model.flow import Flow
from portsim.model.sourced import Count, PerDay
from portsim.model.step import Step
from portsim.model.steps import if_room, signal, visit, when_sent
from portsim.model.world import World
from portsim.scenario.checks.world import problems
from portsim.scenario.load import load
from portsim.scenario.offered_load import offered_loads
from portsim.workload.build import build

pytestmark = pytest.mark.usefixtures("tiny_folder")


def world_of(*steps: Step, holds: int | Mapping[str, int] | None = None, per_day: float = 100) -> World:
    """The tiny port whose domestic trucks run these steps; its gate takes 2.5 min on each of two lanes."""
    world = load("tiny.yaml").baseline
    demand, places = world.port.demand, world.port.places
    rate = PerDay.model_validate({"value": f"{per_day:g} per day", "source": "user"})
    domestic = demand["domestic"].model_copy(update={"flows": ("a",), "per_day": rate})
    limit = None if holds is None else Count.model_validate({"value": holds, "source": "user"})
    gate = places["gate_in"].model_copy(update={"holds": limit})
    changed = {"demand": {**demand, "domestic": domestic}, "places": {**places, "gate_in": gate}}
    port = world.port.model_copy(update=changed)
    return replace(world, port=port, flows={**world.flows, "a": Flow("a", steps)})


CHECK = visit("gate_in", "paper_check")
ASKED = if_room("gate_in", (CHECK,), orelse=(signal("turned_away"),))


def told(world: World) -> list[tuple[str, str]]:
    return [(problem.key, problem.message) for problem in problems(world)]


def test_room_is_asked_where_a_place_says_how_many_it_holds() -> None:
    assert told(world_of(ASKED, holds=20)) == []
    assert told(world_of(ASKED)) == [
        (
            "flows.a.room_at_gate_in",
            "asks for room at 'gate_in', which does not say how many it holds; add places.gate_in.holds",
        )
    ]


def test_a_limit_by_terminal_is_one_for_each_where_the_place_stands() -> None:
    """An airport beside the seaport has none of its gates, and so no figure."""
    world = world_of(ASKED, holds={"north": 20})
    airport = world.port.terminals["north"].model_copy(update={"mode": "air"})
    both = world.port.model_copy(update={"terminals": {**world.port.terminals, "airport": airport}})
    assert told(replace(world, port=both)) == []
    trucks = build(replace(world, port=both), 1440.0, 1, 0).streams[1]
    assert trucks.n > 50 and set(trucks.holds["gate_in"]) == {20}
    assert told(world_of(ASKED, holds={"nroth": 20})) == [
        ("places.gate_in.holds.value", "got terminals nroth; give one figure for each of north")
    ]


def test_a_limit_that_no_flow_asks_for_is_refused() -> None:
    assert told(world_of(CHECK, holds=20)) == [
        (
            "places.gate_in.holds",
            "no flow asks whether there is room here, so nobody would be turned away; remove it, or ask with "
            "if_room('gate_in', ...) in a flow",
        )
    ]


def test_a_signal_that_is_asked_for_must_be_one_of_its_own() -> None:
    assert told(world_of(signal("ready"), when_sent("redy", (CHECK,)))) == [
        (
            "flows.a.when_redy",
            "waits for signal 'redy', which no flow of stream domestic sends (nearest: ready)",
        )
    ]


def test_a_queue_that_turns_away_does_not_grow() -> None:
    """3,000 trucks a day of 2.5 min are 2.6 times what two lanes can do in 24 h."""
    for steps, grows in (((ASKED,), False), ((ASKED, visit("gate_in", "check_out")), True)):
        gate = next(
            each
            for each in offered_loads(world_of(*steps, holds=20, per_day=3000))
            if each.place == "gate_in"
        )
        assert gate.mean > 2.6
        assert gate.grows is grows
