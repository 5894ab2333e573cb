"""QR hand-over of declaration data: companies pass a code to one another instead of sheets of paper."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.library.flows.declaration import HAND_OVERS
from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import travel
from portsim.model.world import World


@measure("qr_document_handover")
class QrDocumentHandover(Measure):
    """A hand-over takes as long as it takes to show and read a code: no courier, no sheet, no retyping."""

    title: ClassVar[str] = "QR hand-over of declaration data between companies"
    reported: ClassVar[str] = "S6"
    aims_at: ClassVar[tuple[str, ...]] = ("sheets", "paper_handovers", "papers_handover_time", "paper_cost")
    show_code: Duration = Field(description="showing and reading a code, in place of a hand-over")

    def apply(self, world: World) -> World:
        world = world.set(
            "traits.hands_over_by_code",
            Trait(share=self.uptake, of=world.streams_with(HAND_OVERS[0]), digital=True),
        ).set("tasks.show_code", self.show_code)
        for flow in world.flows_with(HAND_OVERS[0]):
            for each in HAND_OVERS:
                world = world.branch(
                    flow, each, "hands_over_by_code", travel("show_code", label=f"show_code_{each}")
                )
        return world
