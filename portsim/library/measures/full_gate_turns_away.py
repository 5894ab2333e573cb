"""A full gate turns trucks away: only so many may be there, and who finds no room comes back later."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.durations import Duration
from portsim.model.measure import Alteration, measure
from portsim.model.sourced import Count
from portsim.model.step import Step, walk
from portsim.model.steps import if_room, travel
from portsim.model.world import World

TIMES = ("first", "second", "third")  # who is turned away a third time comes back and joins the queue


@measure("full_gate_turns_away")
class FullGateTurnsAway(Alteration):
    """At most `holds` trucks are served or wait at a terminal's gate; who finds no room comes back later.

    A truck is turned away three times at most: then it joins the queue, wherever that ends. The time away is
    not counted among the truck's hours at the port; how often it happens is.
    """

    title: ClassVar[str] = "A full gate turns trucks away"
    aims_at: ClassVar[tuple[str, ...]] = ("gate_queue_time", "times_turned_away")
    holds: Count = Field(description="trucks that are served or wait at a terminal's gate at most")
    comes_back: Duration = Field(description="how long a truck that was turned away stays away")

    def apply(self, world: World) -> World:
        world = world.set("places.gate_in.holds", self.holds).set("tasks.comes_back", self.comes_back)
        for flow in world.flows_with("gate_in"):
            world = world.before(flow, _outermost(world, flow), _asked())
        return world


def _asked(number: int = 0) -> Step:
    """Ask for room; who is turned away comes back and asks again."""
    time = TIMES[number]
    again = (_asked(number + 1),) if number + 1 < len(TIMES) else ()
    away = travel("comes_back", label=f"comes_back_{time}", counts="turned_away")
    return if_room("gate_in", (), orelse=(away, *again), label=f"room_at_the_gate_{time}")


def _outermost(world: World, flow: str) -> str:
    """The step of the flow that is, or holds, the gate step."""
    for step in world.flows[flow].steps:
        if any(inner.label == "gate_in" for inner in walk((step,))):
            return step.label
    return "gate_in"
