"""Crew health declared on line: a clean ship is checked from the office, only a few are still boarded."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.place import Place
from portsim.model.sourced import Share
from portsim.model.steps import maybe, travel, visit
from portsim.model.world import World


@measure("crew_online_health_declaration")
class CrewOnlineHealthDeclaration(Measure):
    """The declaration is there before the ship is; the remote check begins when it berths.

    Ships whose declaration gives reason are boarded after the remote check, as before.
    """

    title: ClassVar[str] = "Crew health declared on line"
    reported: ClassVar[str] = "S10"
    aims_at: ClassVar[tuple[str, ...]] = ("vessel_clearance_time",)
    remote_officer: Place = Field(description="officers who check declarations, and what they keep to")
    remote_check: Duration = Field(description="the check of one declaration")
    still_boarded: Share = Field(description="share of ships that are boarded all the same")

    def apply(self, world: World) -> World:
        world = (
            world.set(
                "traits.crew_declared_online",
                Trait(share=self.uptake, of=world.streams_with("board_and_check"), digital=True),
            )
            .set("places.remote_officer", self.remote_officer)
            .set("tasks.remote_check", self.remote_check)
            .set("chances.still_boarded", self.still_boarded)
        )
        boarded = (
            travel("agent_carries_papers", label="agent_comes"),
            visit("boarding_officer", "board_and_check", label="board_after_all"),
        )
        return world.branch(
            "vessel_call",
            "agent_carries_papers",
            "crew_declared_online",
            visit("remote_officer", "remote_check"),
            maybe("still_boarded", boarded),
            through="board_and_check",
        )
