"""Cloud document flow: customs asks on line and the company answers on line; nobody drives to the window."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.library.flows.declaration import ROUNDS
from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import travel
from portsim.model.world import World


@measure("cloud_document_flow")
class CloudDocumentFlow(Measure):
    """Preparing the papers takes as long as before, and the officer's review remains."""

    title: ClassVar[str] = "Cloud document flow between customs and company"
    reported: ClassVar[str] = "S7"
    aims_at: ClassVar[tuple[str, ...]] = ("documentary_check_time", "window_trips")
    upload_papers: Duration = Field(description="uploading the papers, in place of a trip to the window")

    def apply(self, world: World) -> World:
        first = f"drive_to_window_{ROUNDS[0]}"
        world = world.set(
            "traits.answers_online", Trait(share=self.uptake, of=world.streams_with(first), digital=True)
        ).set("tasks.upload_papers", self.upload_papers)
        for flow in world.flows_with(first):
            for each in ROUNDS:
                world = world.branch(
                    flow,
                    f"drive_to_window_{each}",
                    "answers_online",
                    travel("upload_papers", label=f"upload_papers_{each}"),
                    through=f"file_papers_{each}",
                )
        return world
