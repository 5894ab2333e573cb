"""Truck appointments: booked trucks come only as fast as the quota allows; some miss their slot."""

from __future__ import annotations

from typing import ClassVar

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.place import Place
from portsim.model.sourced import Count, Share
from portsim.model.steps import maybe, travel, visit, walk, when
from portsim.model.world import World


@measure("truck_appointments")
class TruckAppointments(Measure):
    """A booked truck waits at home for one of `quota` bookings per slot, then comes within the slot.

    Each booking is held for `slot`, so at most `quota` booked trucks set out per slot and terminal.
    No-shows lose their slot and come after `rebooking`.
    """

    title: ClassVar[str] = "Truck appointments"
    aims_at: ClassVar[tuple[str, ...]] = ("gate_queue_time", "truck_visit_time")
    quota: Count
    slot: Duration
    arrive_in_slot: Duration
    no_show: Share
    rebooking: Duration

    def apply(self, world: World) -> World:
        flows = world.flows_with("gate_in")
        world = (
            world.set("traits.books_slot", Trait(share=self.uptake, of=world.streams_with("gate_in")))
            .set("places.booking", Place(servers=self.quota))
            .set("tasks.slot", self.slot)
            .set("tasks.arrive_in_slot", self.arrive_in_slot)
            .set("tasks.rebooking", self.rebooking)
            .set("chances.no_show", self.no_show)
        )
        booked = when(
            "books_slot",
            (
                visit("booking", "slot", label="book_slot"),
                maybe("no_show", (travel("rebooking"),)),
                travel("arrive_in_slot"),
            ),
        )
        for flow in flows:
            gate = _step_with_gate(world, flow)
            world = world.before(flow, gate, booked)
        return world


def _step_with_gate(world: World, flow: str) -> str:
    """The outermost step that holds the gate step: booking comes before it, whatever wraps the gate."""
    for step in world.flows[flow].steps:
        if any(inner.label == "gate_in" for inner in walk((step,))):
            return step.label
    return "gate_in"
