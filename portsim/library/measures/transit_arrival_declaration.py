"""Transit arrival declaration: a lot's arrival in transit is reported on line, not at a window."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import travel
from portsim.model.world import World


@measure("transit_arrival_declaration")
class TransitArrivalDeclaration(Measure):
    """The agent sends an electronic notice and has the answer; those without it still go to the window."""

    title: ClassVar[str] = "Transit arrival declaration on line"
    reported: ClassVar[str] = "S9"
    aims_at: ClassVar[tuple[str, ...]] = (
        "transit_release_time",
        "transit_notice_time",
        "transit_window_trips",
    )
    send_transit_notice: Duration = Field(description="sending the notice until the answer is there")

    def apply(self, world: World) -> World:
        return (
            world.set("traits.sends_notice", Trait(share=self.uptake, of=("air_export_lot",), digital=True))
            .set("tasks.send_transit_notice", self.send_transit_notice)
            .branch(
                "transit_notice",
                "trip_to_customs_window",
                "sends_notice",
                travel("send_transit_notice"),
                through="report_transit_arrival",
            )
        )
