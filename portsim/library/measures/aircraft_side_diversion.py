"""Aircraft-side diversion: import lots known to be selected before landing go straight to the exam area."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import start, travel, visit, wait_until
from portsim.model.world import World

DIVERTED = ("selected_for_exam", "lodged_before_arrival", "diverts_at_aircraft")


@measure("aircraft_side_diversion")
class AircraftSideDiversion(Measure):
    """No store-in, no booking and no escort for them; break-down, registration and exam remain.

    The rest goes to the store as before. Exams now follow the flights' hours. `uptake` is the share of lots
    whose airline, ground handler and customs share the data.
    """

    title: ClassVar[str] = "Aircraft-side diversion of air import lots to exam"
    reported: ClassVar[str] = "S8"
    aims_at: ClassVar[tuple[str, ...]] = ("air_exam_lead_time", "air_store_moves", "air_escort_trips")
    tow_to_exam_area: Duration = Field(description="from the aircraft to the exam area")

    def apply(self, world: World) -> World:
        return (
            world.set("traits.diverts_at_aircraft", Trait(share=self.uptake, of=("air_import_lot",)))
            .set("tasks.tow_to_exam_area", self.tow_to_exam_area)
            .branch(
                "air_import_lot",
                "tow_to_store",
                DIVERTED,
                travel("tow_to_exam_area"),
                visit("break_down_team", "break_down", label="break_down_for_exam"),
                visit("air_tally_desk", "register_lot", label="register_for_exam", at_end="at_exam_site"),
                start("air_exam", label="start_exam_on_arrival"),
                wait_until("air_exam_done", label="wait_exam_on_arrival"),
                through="when_selected_for_exam",
            )
        )
