"""One-time diversion: boxes called for exam are split off once, at arrival, in both directions."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import inside, signal, travel, visit
from portsim.model.world import World

DIVERTED = ("selected_for_exam", "lodged_before_arrival", "uses_diversion")


@measure("one_time_diversion")
class OneTimeDiversion(Measure):
    """A box whose exam order exists when it comes is not stacked, called, waited for and dug out.

    Import: it goes from the quay to the exam site. Export: the yard crane lifts it off the truck onto a
    tractor that leaves for the exam site. Exams now follow vessels and trucks instead of shifts.
    """

    title: ClassVar[str] = "One-time diversion of exam boxes, import and export"
    reported: ClassVar[str] = "S3"
    aims_at: ClassVar[tuple[str, ...]] = ("import_set_down_time", "import_exam_moves", "exam_moves")
    quay_to_exam: Duration = Field(description="drive of an import box from the quay to the exam site")

    def apply(self, world: World) -> World:
        world = world.set("traits.uses_diversion", Trait(share=self.uptake, of=("export", "import"))).set(
            "tasks.quay_to_exam", self.quay_to_exam
        )
        set_down = visit(
            "exam_stacker", "set_down", label="set_down_at_once", counts="exam_lift", at_end="at_exam_site"
        )
        discharge = visit(
            "quay_crane", "discharge", label="discharge_diverted", counts="vessel_move", at_end="discharge"
        )
        world = world.branch(
            "import_box",
            "discharge_to_yard",
            DIVERTED,
            inside(
                "vessel_tractor",
                (
                    discharge,
                    signal("discharged", label="off_diverted"),
                    travel("quay_to_exam", counts="vessel_move"),
                    set_down,
                ),
                label="discharge_to_exam",
            ),
        )
        world = world.branch("import_box", "wait_exam_order", DIVERTED, through="haul_to_exam")
        return world.branch(
            "export_box",
            "wait_exam_order",
            DIVERTED,
            inside(
                "yard_tractor",
                (travel("yard_to_exam", label="yard_to_exam_at_once", counts="exam_haul"), set_down),
                label="haul_at_once",
            ),
            through="haul_to_exam",
        )
