"""Smart cloud routing: a box whose exam order exists at the gate is driven straight to the exam site."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import start, travel, visit
from portsim.model.world import World

ROUTED = ("selected_for_exam", "lodged_before_arrival", "uses_routing")


@measure("smart_cloud_routing")
class SmartCloudRouting(Measure):
    """The driver learns the target at the gate; the site's stacker takes the box off the truck.

    Orders that come after the arrival keep the old chain, and so do trucks that come while the stacker of the
    exam site does not work, unless they are to `wait` for its opening. Exams now follow the trucks' hours.
    A routed box is given its slot in the yard while it is at the exam site.
    """

    title: ClassVar[str] = "Smart cloud routing of export boxes to exam"
    reported: ClassVar[str] = "S2"
    aims_at: ClassVar[tuple[str, ...]] = (
        "exam_set_down_time",
        "exam_moves",
        "exam_lead_time",
        "company_cost",
    )
    gate_to_exam: Duration = Field(description="drive from the gate to the exam site")
    exam_to_gate: Duration = Field(description="drive from the exam site to the gate")
    when_shut: Literal["old_chain", "wait"] = Field(
        "old_chain",
        description="what a truck does that comes while the exam site is shut",
    )

    def apply(self, world: World) -> World:
        world = (
            world.set("traits.uses_routing", Trait(share=self.uptake, of=("export",), digital=True))
            .set("tasks.gate_to_exam", self.gate_to_exam)
            .set("tasks.exam_to_gate", self.exam_to_gate)
        )
        return world.branch(
            "export_truck",
            "gate_to_yard",
            self._asked(world),
            travel("gate_to_exam"),
            visit(
                "exam_stacker", "set_down", label="set_down_direct", counts="exam_lift", at_end="at_exam_site"
            ),
            start("box_in_block", label="slot_for_its_return"),
            start("export_clearance", label="start_routed_clearance"),
            travel("exam_to_gate"),
            through="yard_to_gate",
        )

    def _asked(self, world: World) -> tuple[str, ...]:
        """What a truck needs to be routed: its order, its haulier's wish, and an exam site that is open."""
        hours = world.place("exam_stacker").calendar
        return ROUTED if hours is None or self.when_shut == "wait" else (*ROUTED, hours)
