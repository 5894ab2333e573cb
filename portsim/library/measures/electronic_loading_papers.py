"""Electronic loading papers: what an export box needs to be loaded passes between companies as messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pydantic import Field

from portsim.library.flows.declaration import HAND_OVERS
from portsim.model.durations import Duration
from portsim.model.flow import Flow
from portsim.model.measure import Alteration, measure
from portsim.model.steps import travel
from portsim.model.world import World

PAPERS = "export_declaration"


@measure("electronic_loading_papers")
class ElectronicLoadingPapers(Alteration):
    """All export papers go by message: no courier, no sheet. Import papers are as before."""

    title: ClassVar[str] = "Electronic loading papers"
    aims_at: ClassVar[tuple[str, ...]] = ("sheets", "paper_cost")
    send_papers: Duration = Field(description="sending the papers of one shipment as a message")

    def apply(self, world: World) -> World:
        world = world.set("tasks.send_papers", self.send_papers)
        for label in HAND_OVERS:
            world = world.edit(PAPERS, label, _sent(label))
        return world


def _sent(label: str) -> Callable[[Flow], Flow]:
    """The edit that puts a message in the place of a hand-over."""
    return lambda flow: flow.replace(label, travel("send_papers", label=label))
