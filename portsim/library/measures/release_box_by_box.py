"""Release box by box: a box need not wait for the exams of the other boxes of its declaration."""

from __future__ import annotations

from typing import ClassVar

from portsim.model.demand import Trait
from portsim.model.measure import Measure, measure
from portsim.model.world import World


@measure("release_box_by_box")
class ReleaseBoxByBox(Measure):
    """Customs releases the papers of these declarations without waiting; each box waits for its own exam.

    `uptake` is the share of declarations that are released so.
    """

    title: ClassVar[str] = "Release of each box after its own exam"
    aims_at: ClassVar[tuple[str, ...]] = ("time_to_release", "import_time_to_release")

    def apply(self, world: World) -> World:
        boxes = tuple(
            stream
            for declaration in world.streams_with("examined")
            if (stream := world.streams.declared[declaration]) is not None
        )
        trait = Trait(share=self.uptake, of=boxes, per="declaration")
        world = world.set("traits.released_box_by_box", trait)
        for flow in world.flows_with("examined"):
            world = world.branch(flow, "examined", "released_box_by_box")
        return world
