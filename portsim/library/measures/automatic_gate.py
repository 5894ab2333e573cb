"""Automatic gate: cameras read plate and box at the lane; nothing is keyed in, no paper is handed over."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.durations import Duration
from portsim.model.measure import Alteration, measure
from portsim.model.steps import visit
from portsim.model.world import World


@measure("automatic_gate")
class AutomaticGate(Alteration):
    """Every truck is read at every lane. What cannot be read goes to the trouble desk, as before."""

    title: ClassVar[str] = "Plates and boxes read automatically at the gate"
    aims_at: ClassVar[tuple[str, ...]] = (
        "gate_transaction_time",
        "gate_queue_time",
        "document_window_visits",
    )
    read_truck: Duration = Field(description="reading plate and box of a truck at the lane")

    def apply(self, world: World) -> World:
        flows = world.flows_with("gate_in")
        world = world.set("tasks.read_truck", self.read_truck)
        read = visit("gate_in", "read_truck", label="gate_in", at_queue="gate_arrival")
        for name in flows:
            world = world.edit(name, "gate_in", lambda flow: flow.replace("gate_in", read))
        return world
